//! Loading and layering of small projects in memory.

mod files;

use crate::diag::Diagnostic;
use crate::layer::{self, Target};
use crate::load::{self, SpecKind};
use crate::project::MemProject;
use crate::session::Session;
use crate::yaml::{Node, Step};

const CLUSTER: &str = "\
apiVersion: ekscompile.dev/v1alpha1
kind: Cluster
metadata: {name: main}
spec: {kubernetesVersion: \"1.34\", compute: karpenter}
";

const ENVIRONMENT: &str = "\
apiVersion: ekscompile.dev/v1alpha1
kind: Environment
metadata: {name: prod}
spec:
  accountId: \"111122223333\"
  region: eu-west-1
";

const API: &str = "\
apiVersion: ekscompile.dev/v1alpha1
kind: App
metadata: {name: api, namespace: shop, labels: {team: checkout, tier: critical}}
spec:
  image: example.com/api:1.0
  ports: {http: 8080}
  env:
    LOG_LEVEL: info
";

/// Files of a project; `base/cluster.yaml`, `environment.yaml` and `base/api.yaml` are there unless replaced.
struct Case {
    files: Vec<(String, Vec<u8>)>,
    settings: Vec<String>,
}

struct Outcome {
    target: Option<Target>,
    findings: Vec<Diagnostic>,
    /// `EK0208 base/api.yaml:5:3 message`.
    lines: Vec<String>,
}

fn case() -> Case {
    Case {
        files: Vec::new(),
        settings: Vec::new(),
    }
    .file("base/cluster.yaml", CLUSTER)
    .file("environments/prod/environment.yaml", ENVIRONMENT)
    .file("base/api.yaml", API)
}

impl Case {
    fn file(mut self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        self.files.retain(|(known, _)| known != path);
        self.files.push((path.to_owned(), text.into()));
        self
    }

    /// A file of our kinds, with the `apiVersion` line.
    fn spec(self, path: &str, text: &str) -> Self {
        let text = format!("apiVersion: ekscompile.dev/v1alpha1\n{text}");
        self.file(path, text)
    }

    /// More lines of the environment's spec.
    fn environment(self, lines: &str) -> Self {
        self.file(
            "environments/prod/environment.yaml",
            format!("{ENVIRONMENT}{lines}"),
        )
    }

    /// More lines of the spec of App/shop/api.
    fn api(self, lines: &str) -> Self {
        self.file("base/api.yaml", format!("{API}{lines}"))
    }

    fn set(mut self, setting: &str) -> Self {
        self.settings.push(setting.to_owned());
        self
    }

    fn run(self) -> Outcome {
        self.run_as("prod")
    }

    fn run_as(self, environment: &str) -> Outcome {
        let mut project = MemProject::default();
        for (path, text) in self.files {
            project = project.file(&path, text);
        }
        let session = Session::new(&project);
        let target = load::run(&session, environment, &self.settings)
            .and_then(|loaded| layer::run(&session, loaded));
        if let Some(target) = &target {
            layer::report_unused(&session, target);
        }
        let findings = session.finish().findings().to_vec();
        let line = |finding: &Diagnostic| {
            let place = finding
                .primary
                .as_ref()
                .map(|label| session.sources.place(label.span).to_string())
                .or(finding.file.clone())
                .unwrap_or_default();
            format!("{} {place} {}", finding.code, finding.message)
        };
        Outcome {
            lines: findings.iter().map(line).collect(),
            findings,
            target,
        }
    }
}

impl Outcome {
    #[track_caller]
    fn clean(self) -> Target {
        assert!(self.lines.is_empty(), "{:#?}", self.lines);
        self.target.expect("no findings means a target")
    }

    /// One finding that begins like this; returns it.
    #[track_caller]
    fn one(mut self, start: &str) -> Diagnostic {
        assert_eq!(self.lines.len(), 1, "{:#?}", self.lines);
        assert!(
            self.lines[0].starts_with(start),
            "expected {start}\nfound    {}",
            self.lines[0]
        );
        self.findings.remove(0)
    }
}

fn text<'t>(target: &'t Target, path: &[&str]) -> Option<&'t str> {
    leaf(target, path).and_then(Node::as_str)
}

fn leaf<'t>(target: &'t Target, path: &[&str]) -> Option<&'t Node> {
    target.find(SpecKind::App, "api", "shop")?.spec.at(path)
}

fn help(finding: &Diagnostic) -> &str {
    finding.help.as_deref().unwrap_or_default()
}

#[test]
fn short_forms_are_expanded_and_environments_win() {
    let target = case()
        .spec(
            "environments/prod/api.yaml",
            "kind: App\nmetadata: {name: api}\nspec:\n  env: {LOG_LEVEL: warn}\n",
        )
        .run()
        .clean();
    assert_eq!(
        text(&target, &["image", "repository"]),
        Some("example.com/api")
    );
    assert_eq!(text(&target, &["image", "tag"]), Some("1.0"));
    assert_eq!(
        leaf(&target, &["ports", "http", "containerPort"]).and_then(Node::as_int),
        Some(8080)
    );
    let level = leaf(&target, &["env", "LOG_LEVEL", "value"]).unwrap();
    assert_eq!(level.as_str(), Some("warn"));
    let past: Vec<_> = level
        .origin
        .chain()
        .filter_map(|(_, value)| value)
        .collect();
    assert_eq!(past, ["\"info\""]);
}

#[test]
fn expressions_are_typed_and_see_environment_cluster_and_components() {
    let target = case()
        .environment("  vars: {port: 9000, url: \"https://${env.domain}\", domain: \"${cluster.name}.example.com\", tag: \"2.0\"}\n")
        .spec(
            "base/db.yaml",
            "kind: Database\nmetadata: {name: orders, namespace: shop}\nspec: {engine: postgres, version: \"17\", storage: {size: 10Gi}, credentials: {store: aws, remote: x}, resources: {requests: {cpu: 1, memory: 1Gi}}}\n",
        )
        .file(
            "base/api.yaml",
            API.replace("api:1.0", "${env.name}/api:${env.tag}")
                + "    DB: ${database.orders.host}\n    URL: ${env.url}\n    SHELL: $${HOME} $(POD)\n    ARN: arn:${env.partition}:${env.accountId}\n"
        )
        .file(
            "base/api.yaml",
            "apiVersion: ekscompile.dev/v1alpha1\nkind: App\nmetadata: {name: api, namespace: shop}\nspec:\n  image: example.com/${env.name}/api:${env.tag}\n  ports: {http: \"${env.port}\"}\n  env:\n    DB: ${database.orders.host}:${database.orders.port}\n    URL: ${env.url}\n    SHELL: $${HOME} $(POD)\n    ARN: arn:${env.partition}:${env.accountId}\n",
        )
        .run()
        .clean();
    assert_eq!(
        text(&target, &["image", "repository"]),
        Some("example.com/prod/api")
    );
    assert_eq!(text(&target, &["image", "tag"]), Some("2.0"));
    assert_eq!(
        leaf(&target, &["ports", "http", "containerPort"]).and_then(Node::as_int),
        Some(9000)
    );
    let value = |name| text(&target, &["env", name, "value"]);
    assert_eq!(value("DB"), Some("orders.shop.svc.cluster.local:5432"));
    assert_eq!(value("URL"), Some("https://main.example.com"));
    assert_eq!(value("SHELL"), Some("${HOME} $(POD)"));
    assert_eq!(value("ARN"), Some("arn:aws:111122223333"));
    let api = target.find(SpecKind::App, "api", "shop").unwrap();
    let refers: Vec<String> = api
        .refers_to
        .iter()
        .map(|(owner, _)| owner.to_string())
        .collect();
    assert_eq!(refers, ["Database/shop/orders"]);
    let url = leaf(&target, &["env", "URL", "value"]).unwrap();
    assert_eq!(url.origin.step, Step::Evaluated);
    assert!(url.span().is_some());
}

#[test]
fn expressions_that_fail_show_their_place() {
    let finding = case()
        .api("    REGION: x-${env.regoin}\n")
        .run()
        .one("EK0310 base/api.yaml:9:17 `env.regoin` is not defined");
    assert_eq!(help(&finding), "did you mean `env.region`?");
    let finding = case()
        .api("    HOME: \"${HOME}\"\n")
        .run()
        .one("EK0310 base/api.yaml:9:14 `HOME` is not defined");
    assert_eq!(help(&finding), "write `$${HOME}` to keep it as text");
    case()
        .api("    A: a ${env.region\n")
        .run()
        .one("EK0309 base/api.yaml:9:10 `${` has no `}`");
    case()
        .api("    A: ${1 +}\n")
        .run()
        .one("EK0309 base/api.yaml:9:");
    let finding = case()
        .api("    A: ${app.apii.host}\n")
        .run()
        .one("EK0310 base/api.yaml:9:10 `app.apii` is not defined");
    assert_eq!(help(&finding), "did you mean `app.api`?");
    case()
        .api("    A: ${env.name | nosuch}\n")
        .run()
        .one("EK0309 base/api.yaml:9:");
}

#[test]
fn circles_are_shown_with_their_way() {
    let finding = case()
        .environment("  vars: {a: \"${env.b}\", b: \"${env.a}\"}\n")
        .run()
        .one("EK0312 environments/prod/environment.yaml:7:13 variables refer to each other: `env.a` → `env.b` → `env.a`");
    assert_eq!(finding.related.len(), 1);
    case()
        .api("    B: ${app.b.host}\n")
        .spec(
            "base/b.yaml",
            "kind: App\nmetadata: {name: b, namespace: shop}\nspec:\n  image: x/y:1\n  env: {A: \"${app.api.host}\", SELF: \"${app.b.host}\"}\n",
        )
        .run()
        .one("EK0312 base/api.yaml:9:10 components refer to each other: App/shop/api → App/shop/b → App/shop/api");
}

#[test]
fn unused_variables_are_found_at_the_end() {
    let outcome = case()
        .environment("  vars: {used: 1, unused: 2}\n")
        .api("    A: ${env.used}\n")
        .run();
    outcome.one("EK0311 environments/prod/environment.yaml:7:19 variable `unused` is never used");
}

#[test]
fn identities_are_unique() {
    let twin = API.replace("info", "debug");
    case()
        .file("base/twin.yaml", twin)
        .run()
        .one("EK0303 base/twin.yaml:2:7 App `api` in namespace `shop` is defined twice");
    case()
        .file(
            "base/twin.yaml",
            API.replace("kind: App", "kind: Worker")
                .replace("  ports: {http: 8080}\n", ""),
        )
        .run()
        .one("EK0303 base/twin.yaml:2:7 App and Worker are both named `api`");
    case()
        .file("base/api.yaml", API.replace(", namespace: shop", ""))
        .run()
        .one("EK0308 base/api.yaml:2:7");
    let target = case()
        .file("base/api.yaml", API.replace(", namespace: shop", ""))
        .environment("  namespace: shop\n")
        .run()
        .clean();
    let api = target.find(SpecKind::App, "api", "shop").unwrap();
    assert_eq!(
        api.metadata.at(&["namespace"]).and_then(Node::as_str),
        Some("shop")
    );
    case()
        .file(
            "base/api.yaml",
            API.replace("name: api", "name: \"${env.name}\""),
        )
        .run()
        .one("EK0314 base/api.yaml:3:");
}

#[test]
fn overlays_match_merge_and_must_have_an_effect() {
    let overlay = |spec: &str| format!("kind: Overlay\nmetadata: {{name: ha}}\nspec:\n{spec}");
    let with = |spec: &str| {
        case()
            .environment("  overlays: [ha]\n")
            .spec("overlays/ha/overlay.yaml", &overlay(spec))
    };
    let target = with("  match: {labels: {tier: critical}}\n  merge:\n    metadata: {labels: {ha: \"yes\"}}\n    spec: {readinessProbe: /ready}\n  outputPatches: [{target: {kind: Deployment}, patch: {spec: {paused: true}}}]\n")
        .run()
        .clean();
    assert_eq!(
        text(&target, &["readinessProbe", "httpGet", "path"]),
        Some("/ready")
    );
    assert_eq!(target.patches.len(), 1);
    assert_eq!(target.patches[0].owners.as_ref().map(Vec::len), Some(1));
    with("  match: {kind: Worker}\n  merge: {spec: {replicas: 1}}\n")
        .run()
        .one("EK0304 overlays/ha/overlay.yaml:5:10 overlay `ha` matches no component");
    with("  match: {kind: App}\n  merge: {spec: {image: \"example.com/api:1.0\"}}\n")
        .run()
        .one("EK0305 overlays/ha/overlay.yaml:6:10");
    with("  match: {kind: App}\n  merge: {spec: {replica: 1}}\n")
        .run()
        .one("EK0208 overlays/ha/overlay.yaml:6:18");
    let finding = case()
        .environment("  overlays: [haa]\n")
        .spec(
            "overlays/ha/overlay.yaml",
            &overlay("  match: {kind: App}\n"),
        )
        .run()
        .one("EK0216 environments/prod/environment.yaml:7:14");
    assert_eq!(help(&finding), "did you mean `ha`?");
    case()
        .environment("  overlays: [ha]\n")
        .spec(
            "overlays/ha/overlay.yaml",
            "kind: Overlay\nmetadata: {name: hb}\nspec: {match: {kind: App}}\n",
        )
        .run()
        .one("EK0214 overlays/ha/overlay.yaml:3:18");
}

#[test]
fn overlays_come_below_the_environment() {
    let target = case()
        .environment("  overlays: [ha]\n")
        .spec("overlays/ha/overlay.yaml", "kind: Overlay\nmetadata: {name: ha}\nspec:\n  match: {kind: App}\n  merge: {spec: {replicas: 3, env: {LOG_LEVEL: debug}}}\n")
        .spec("environments/prod/more.yaml", "kind: App\nmetadata: {name: api}\nspec: {replicas: 5}\n---\nkind: App\nmetadata: {name: own, namespace: shop}\nspec: {image: x/own:1, env: {LOG_LEVEL: error}}\n")
        .run()
        .clean();
    assert_eq!(leaf(&target, &["replicas"]).and_then(Node::as_int), Some(5));
    assert_eq!(text(&target, &["env", "LOG_LEVEL", "value"]), Some("debug"));
    let own = target.find(SpecKind::App, "own", "shop").unwrap();
    assert_eq!(own.spec.at(&["replicas"]).and_then(Node::as_int), Some(3));
    assert_eq!(
        own.spec
            .at(&["env", "LOG_LEVEL", "value"])
            .and_then(Node::as_str),
        Some("error")
    );
}

#[test]
fn images_name_components() {
    let target = case()
        .environment("  images: {api: {digest: \"sha256:abc\"}}\n")
        .run()
        .clean();
    assert_eq!(text(&target, &["image", "digest"]), Some("sha256:abc"));
    assert_eq!(text(&target, &["image", "tag"]), None);
    assert_eq!(
        text(&target, &["image", "repository"]),
        Some("example.com/api")
    );
    let finding = case()
        .environment("  images: {apii: {tag: \"2\"}}\n")
        .run()
        .one("EK0307 environments/prod/environment.yaml:7:12");
    assert_eq!(help(&finding), "did you mean `api`?");
}

#[test]
fn required_labels_are_required() {
    let finding = case()
        .environment("  policy: {requiredLabels: [team, cost-center]}\n")
        .run()
        .one("EK0313 base/api.yaml:3:48 App/shop/api lacks the label `cost-center`");
    assert_eq!(finding.related.len(), 1);
}

#[test]
fn environment_and_cluster_share_facts() {
    let target = case()
        .file(
            "environments/prod/environment.yaml",
            ENVIRONMENT.replace("  region: eu-west-1\n", ""),
        )
        .file(
            "base/cluster.yaml",
            CLUSTER.replace("{kuber", "{region: cn-north-1, kuber"),
        )
        .run()
        .clean();
    assert_eq!(
        target.environment.at(&["region"]).and_then(Node::as_str),
        Some("cn-north-1")
    );
    assert_eq!(
        target.environment.at(&["partition"]).and_then(Node::as_str),
        Some("aws-cn")
    );
    assert_eq!(
        target.cluster.at(&["accountId"]).and_then(Node::as_str),
        Some("111122223333")
    );
    assert_eq!(
        target.cluster.at(&["name"]).and_then(Node::as_str),
        Some("main")
    );
    case()
        .file(
            "base/cluster.yaml",
            CLUSTER.replace("{kuber", "{region: eu-north-1, kuber"),
        )
        .run()
        .one("EK0315 environments/prod/environment.yaml:6:11");
    let finding = case()
        .environment("  cluster: mian\n")
        .run()
        .one("EK0215 environments/prod/environment.yaml:7:12");
    assert_eq!(help(&finding), "did you mean `main`?");
}

#[test]
fn the_example_is_clean() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = crate::project::DiskProject::open(root).unwrap();
    for environment in load::environments(&project).unwrap() {
        let session = Session::new(&project);
        let target =
            load::run(&session, &environment, &[]).and_then(|loaded| layer::run(&session, loaded));
        let report = session.finish();
        let lines: Vec<String> = report
            .findings()
            .iter()
            .map(|finding| {
                let place = finding.primary.as_ref();
                let place = place.map(|label| session.sources.place(label.span).to_string());
                format!(
                    "{} {} {}",
                    finding.code,
                    place.unwrap_or_default(),
                    finding.message
                )
            })
            .collect();
        assert!(lines.is_empty(), "{lines:#?}");
        assert!(target.is_some());
    }
}
