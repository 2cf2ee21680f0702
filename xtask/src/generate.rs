//! `cargo xtask gen`: a project of N apps that is like a real one, the same for the same N.
//!
//! Ten apps are a team with a namespace of its own; they come with one database, one worker and one cron job. Every
//! third app has an ingress and every second one talks to its team's database; a fifth is changed for production by a
//! layer of its own, a tenth by a patch; two overlays change what they match.

use std::fmt::Write as _;
use std::path::Path;

use crate::Failure;

/// Apps that share a namespace, a database, a worker and a cron job.
const TEAM: usize = 10;

/// Teams that share a load balancer: its hundred rules are enough for them.
const TEAMS_PER_ALB: usize = 10;

const HEADER: &str = "apiVersion: ekscompile.dev/v1alpha1\n";
const REGISTRY: &str = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";

/// Writes the project. The folder must be empty or absent.
pub(crate) fn run(apps: usize, folder: &Path) -> Result<(), Failure> {
    if folder.exists() && std::fs::read_dir(folder)?.next().is_some() {
        return Err(format!("`{}` is not empty", folder.display()).into());
    }
    let teams = apps.div_ceil(TEAM);
    for team in 0..teams {
        let members = (team * TEAM)..apps.min((team + 1) * TEAM);
        write(
            folder,
            &format!("base/apps/team-{team:04}/jobs.yaml"),
            &jobs(team),
        )?;
        write(
            folder,
            &format!("base/data/team-{team:04}.yaml"),
            &database(team),
        )?;
        for number in members {
            let path = format!("base/apps/team-{team:04}/app-{number:05}.yaml");
            write(folder, &path, &app(team, number))?;
        }
    }
    write(folder, "base/platform/cluster.yaml", CLUSTER)?;
    write(folder, "base/platform/platform.yaml", &platform(teams))?;
    write(folder, "base/platform/monitoring.yaml", MONITORING)?;
    write(
        folder,
        "overlays/high-availability/overlay.yaml",
        HIGH_AVAILABILITY,
    )?;
    write(folder, "overlays/spot/overlay.yaml", SPOT)?;
    write(folder, "environments/prod/environment.yaml", ENVIRONMENT)?;
    write(folder, "environments/prod/layers.yaml", &layers(apps))?;
    Ok(())
}

fn write(folder: &Path, path: &str, text: &str) -> Result<(), Failure> {
    let path = folder.join(path);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    Ok(std::fs::write(path, text)?)
}

fn app(team: usize, number: usize) -> String {
    let tier = if number.is_multiple_of(4) {
        "critical"
    } else {
        "standard"
    };
    let mut text = format!(
        "{HEADER}\
kind: App
metadata: {{name: app-{number:05}, namespace: team-{team:04}, labels: {{team: team-{team:04}, cost-center: cc-{team}, tier: {tier}}}}}
spec:
  image: {REGISTRY}/app-{number:05}:1.{minor}.0
  ports: {{http: 8080, metrics: 9090}}
  readinessProbe: /ready
  livenessProbe: /live
  resources: {{requests: {{cpu: {cpu}m, memory: {memory}Mi}}}}
  autoscaling: {{minReplicas: 2, maxReplicas: {most}, cpu: 70}}
  serviceAccount:
    iam: {{roleArn: \"arn:${{env.partition}}:iam::${{env.accountId}}:role/${{env.name}}-app-{number:05}\"}}
  monitoring: {{metrics: {{port: metrics}}}}
",
        minor = number % 20,
        cpu = 100 + 50 * (number % 8),
        memory = 128 << (number % 4),
        most = 4 + number % 12,
    );
    if number.is_multiple_of(3) {
        let order = number % (TEAM * TEAMS_PER_ALB) + 1;
        let alb = team / TEAMS_PER_ALB;
        let _ = writeln!(
            text,
            "  ingress: {{alb: public-{alb:03}, order: {order}, hosts: {{app-{number:05}.example.com: {{}}}}}}"
        );
    }
    if number.is_multiple_of(10) {
        text.push_str(
            "  patches:\n    - target: {kind: Service}\n      patch: {spec: {sessionAffinity: ClientIP}}\n",
        );
    }
    text.push_str("  env:\n    LOG_LEVEL: info\n    AWS_REGION: ${env.region}\n");
    if number.is_multiple_of(2) {
        let _ = write!(
            text,
            "    DB_HOST: ${{database['team-{team:04}-db'].host}}
    DB_PASSWORD: {{secret: app-{number:05}-db, key: password}}
  secrets:
    app-{number:05}-db: {{store: aws-sm, remote: \"${{env.name}}/team-{team:04}/db\", keys: [password]}}
"
        );
    }
    text
}

fn jobs(team: usize) -> String {
    format!(
        "{HEADER}\
kind: Worker
metadata: {{name: worker-{team:04}, namespace: team-{team:04}, labels: {{team: team-{team:04}, cost-center: cc-{team}}}}}
spec:
  image: {REGISTRY}/worker-{team:04}:2.0.{team}
  command: [/app/worker]
  resources: {{requests: {{cpu: 100m, memory: 256Mi}}}}
  env: {{DB_HOST: \"${{database['team-{team:04}-db'].host}}\", QUEUE_URL: \"${{env.queues.main}}\"}}
  autoscaling: {{minReplicas: 0, maxReplicas: 20, queue: {{sqs: \"${{env.queues.main}}\", messagesPerReplica: 50}}}}
---
kind: CronJob
metadata: {{name: report-{team:04}, namespace: team-{team:04}, labels: {{team: team-{team:04}, cost-center: cc-{team}}}}}
spec:
  image: {REGISTRY}/report-{team:04}:1.0.{team}
  command: [/app/report]
  schedule: \"{minute} 3 * * *\"
  resources: {{requests: {{cpu: 100m, memory: 256Mi}}}}
  env: {{DB_HOST: \"${{database['team-{team:04}-db'].host}}\"}}
",
        minute = team % 60,
    )
}

fn database(team: usize) -> String {
    format!(
        "{HEADER}\
kind: Database
metadata: {{name: team-{team:04}-db, namespace: team-{team:04}, labels: {{team: team-{team:04}, cost-center: cc-{team}}}}}
spec:
  engine: postgres
  version: \"17\"
  storage: {{size: {size}Gi, type: gp3}}
  resources: {{requests: {{cpu: 500m, memory: 2Gi}}}}
  credentials: {{store: aws-sm, remote: \"${{env.name}}/team-{team:04}/db\"}}
  snapshots: {{schedule: \"0 */6 * * *\", retain: 28}}
",
        size = 20 + 10 * (team % 10),
    )
}

fn platform(teams: usize) -> String {
    let mut text = format!(
        "{HEADER}\
kind: Platform
metadata: {{name: platform, labels: {{team: platform, cost-center: cc-0}}}}
spec:
  secretStores: {{aws-sm: {{provider: aws-secrets-manager}}}}
  storageClasses: {{gp3: {{default: true, type: gp3}}}}
  namespaces:
    monitoring: {{podSecurity: privileged}}
  albs:
"
    );
    for alb in 0..teams.div_ceil(TEAMS_PER_ALB) {
        let _ = writeln!(
            text,
            "    public-{alb:03}: {{group: public-{alb:03}, scheme: internet-facing}}"
        );
    }
    text
}

fn layers(apps: usize) -> String {
    let mut text = String::new();
    for number in (0..apps).step_by(5) {
        let team = number / TEAM;
        let begin = if number == 0 { HEADER } else { "---\n" };
        let _ = write!(
            text,
            "{begin}kind: App
metadata: {{name: app-{number:05}, namespace: team-{team:04}}}
spec: {{resources: {{requests: {{cpu: \"1\"}}}}, env: {{LOG_LEVEL: warn, EXTRA: \"{number}\"}}}}
"
        );
    }
    text
}

const CLUSTER: &str = "apiVersion: ekscompile.dev/v1alpha1
kind: Cluster
metadata: {name: main}
spec: {kubernetesVersion: \"1.34\", compute: karpenter, vpc: {cidr: 10.0.0.0/16}}
";

const MONITORING: &str = "apiVersion: ekscompile.dev/v1alpha1
kind: Monitoring
metadata: {name: monitoring, namespace: monitoring, labels: {team: platform, cost-center: cc-0}}
spec:
  prometheus: {retention: 15d, storage: 100Gi}
  nodeExporter: {}
  kubeStateMetrics: {}
";

const HIGH_AVAILABILITY: &str = "apiVersion: ekscompile.dev/v1alpha1
kind: Overlay
metadata: {name: high-availability}
spec:
  match: {kind: App, labels: {tier: critical}}
  merge: {spec: {availability: {zoneSpread: required}, autoscaling: {minReplicas: 3}}}
  outputPatches:
    - target: {kind: Deployment}
      json6902: [{op: replace, path: /spec/revisionHistoryLimit, value: 10}]
";

const SPOT: &str = "apiVersion: ekscompile.dev/v1alpha1
kind: Overlay
metadata: {name: spot}
spec:
  match: {kind: Worker}
  merge: {spec: {podTemplate: {spec: {nodeSelector: {karpenter.sh/capacity-type: spot}}}}}
";

const ENVIRONMENT: &str = "apiVersion: ekscompile.dev/v1alpha1
kind: Environment
metadata: {name: prod}
spec:
  cluster: main
  accountId: \"111122223333\"
  region: eu-west-1
  vars: {queues: {main: \"https://sqs.eu-west-1.amazonaws.com/111122223333/main\"}}
  overlays: [high-availability, spot]
  gitops: {engine: flux, path: rendered/prod, repo: \"https://git.example.com/shop/platform.git\"}
  policy: {requiredLabels: [team, cost-center], podSecurity: restricted}
";
