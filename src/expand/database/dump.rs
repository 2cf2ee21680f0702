//! Dumps to S3: a CronJob with two containers, the engine's own tool and the AWS CLI, and a pipe between them.
//!
//! A dump is never stored on the node, however large it is. It is uploaded under a preliminary name and gets its own
//! when the tool has ended well, so that whatever has the right name is whole.

use crate::diag::{Code, Diagnostic};
use crate::expand::common::{name_with, over, without_nulls};
use crate::expand::container::{env, image};
use crate::expand::context::Context;
use crate::expand::defaults::database as defaults;
use crate::expand::identity::{service_account, service_account_name, uses_pod_identity};
use crate::expand::policy::{pods_of, to};
use crate::expand::security;
use crate::k8s::Object;
use crate::yaml;
use crate::yaml::{Mapping, Node};

use super::{Database, job, network};

/// Runs the command it is given into the pipe, and leaves its exit code.
const DUMP_SCRIPT: &str = r#"mkfifo /pipe/dump
"$@" > /pipe/dump
status=$?
echo "$status" > /pipe/status
exit "$status"
"#;

/// Uploads what comes out of the pipe. `$1` is the address without the date, `$2` the suffix.
const UPLOAD_SCRIPT: &str = r#"set -eu
until [ -p /pipe/dump ]; do sleep 1; done
key="$1$(date -u +%Y%m%dT%H%M%SZ).$2"
aws s3 cp --no-progress - "$key.partial" < /pipe/dump
until [ -s /pipe/status ]; do sleep 1; done
if [ "$(cat /pipe/status)" != 0 ]; then
  aws s3 rm "$key.partial"
  exit 1
fi
aws s3 mv --no-progress "$key.partial" "$key"
"#;

/// The AWS CLI, from Amazon.
const AWS_CLI: &str = "public.ecr.aws/aws-cli/aws-cli:2.31.0";

/// Returns the CronJob with its ServiceAccount and NetworkPolicy; nothing without `backup.dump`.
pub(super) fn objects(context: &Context, database: &Database) -> Vec<Object> {
    let component = database.component;
    let Some(said) = database.spec.at(&["backup", "dump"]) else {
        return Vec::new();
    };
    let part = name_with(component, "dump", &defaults::DUMP);
    let account = said.value_of("serviceAccount");
    let iam = account.and_then(|account| account.value_of("iam"));
    // A ServiceAccount that is made elsewhere has its role from there.
    if iam.is_none()
        && account
            .and_then(|account| account.value_of("name"))
            .is_none()
    {
        report_no_role(context, database, said);
    }
    let mut objects = Vec::new();
    objects.extend(service_account(context, component, &part, account));
    let pod = pod(context, database, said, &part);
    objects.extend(job::cron_job(context, database, &part, said, pod));
    let mut rules = vec![
        to(
            vec![pods_of(component, &database.name)],
            vec![database.port.clone()],
        ),
        network::https_egress(),
    ];
    if iam.is_some_and(|iam| uses_pod_identity(context, iam)) {
        rules.push(network::pod_identity_egress());
    }
    objects.extend(network::job_policy(context, database, &part, rules));
    objects
}

fn report_no_role(context: &Context, database: &Database, said: &Node) {
    let owner = &database.component.owner;
    let message = "a dump to S3 needs an AWS role";
    let finding = Diagnostic::new(Code::DumpWithoutRole, message)
        .at(said.span())
        .on(owner)
        .note("without a role of its own the job would use that of the node, which every pod of the node has")
        .help(format!(
            "add `serviceAccount: {{iam: {{roleArn: \"arn:aws:iam::${{env.accountId}}:role/{}-{}-dump\"}}}}` to `dump`",
            owner.namespace, owner.name
        ));
    context.report_missing(database.component, finding);
}

fn pod(context: &Context, database: &Database, said: &Node, part: &Node) -> Node {
    let component = database.component;
    let tool = said.value_of("image").and_then(image);
    let tool = tool.unwrap_or_else(|| Node::literal(AWS_CLI, &defaults::AWS_CLI_IMAGE));
    let variables = database
        .engine
        .map(|engine| database.variables(engine.dump_variables));
    let variables = match (variables, database.spec.value_of("env")) {
        (Some(variables), _) => Some(variables),
        // A command for a custom engine reads the same variables as the engine.
        (None, own) => own.and_then(without_nulls),
    };
    let dump_env = variables.map(|variables| env(component, &variables));
    let region = context.target.environment.value_of("region");
    let region = region
        .map(|region| yaml!(defaults::DUMP_REGION => { name: "AWS_REGION", value: (region) }));
    let scripts =
        [DUMP_SCRIPT, UPLOAD_SCRIPT].map(|script| Node::literal(script, &defaults::DUMP_SCRIPT));
    let [dump_script, upload_script] = scripts;
    let user = pod_user(database);
    yaml!(defaults::DUMP => {
        serviceAccountName: (service_account_name(part, said.value_of("serviceAccount"))),
        enableServiceLinks: false @ crate::expand::defaults::app::SERVICE_LINKS,
        restartPolicy: "Never",
        securityContext: (user),
        containers: [
            {
                name: "dump",
                image: (image(&database.image)),
                command: ["sh", "-c", (dump_script), "dump"],
                args: (command(database, said)),
                env: (dump_env),
                resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "256Mi" } },
                securityContext: (security::container(None)),
                volumeMounts: [
                    { name: "pipe", mountPath: "/pipe" },
                    { name: "tmp", mountPath: "/tmp" },
                ],
            },
            {
                name: "upload",
                image: (tool),
                command: ["sh", "-c", (upload_script), "upload"],
                args: (target(database, said)),
                env: [{ name: "HOME", value: "/tmp" }, (region)],
                resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "256Mi" } },
                securityContext: (security::container(None)),
                volumeMounts: [
                    { name: "pipe", mountPath: "/pipe" },
                    { name: "tmp", mountPath: "/tmp" },
                ],
            },
        ],
        volumes: [{ name: "pipe", emptyDir: {} }, { name: "tmp", emptyDir: {} }],
    })
}

/// Returns the security context of the pod: both containers must open the pipe, so they run as one user.
fn pod_user(database: &Database) -> Option<Node> {
    let (user, group) = database
        .engine
        .map_or((65534, 65534), |engine| engine.user(&database.tag));
    let mut ids = Mapping::new();
    for (key, id) in [
        ("runAsUser", user),
        ("runAsGroup", group),
        ("fsGroup", group),
    ] {
        ids.insert(key, Node::literal(id, &defaults::JOB_USER));
    }
    let ids = Node::literal(ids, &defaults::JOB_USER);
    security::pod(None).and_then(|context| over(context, Some(&ids)))
}

/// Returns the command that writes the dump.
fn command(database: &Database, said: &Node) -> Option<Node> {
    if let Some(command) = said.value_of("command") {
        return Some(command.clone());
    }
    let words = database.engine?.dump.iter();
    let words: Vec<Node> = words
        .map(|word| Node::literal(*word, &defaults::DUMP_COMMAND))
        .collect();
    Some(Node::literal(words, &defaults::DUMP_COMMAND))
}

/// Returns the address without the date, and the suffix.
fn target(database: &Database, said: &Node) -> Option<Vec<Node>> {
    let owner = &database.component.owner;
    let bucket = said.value_of("bucket")?;
    let prefix = match said.value_of("prefix").and_then(Node::to_text) {
        Some(prefix) => format!("{}/", prefix.trim_matches('/')),
        None => format!("{}/{}/", owner.namespace, owner.name),
    };
    let address = format!(
        "s3://{}/{}",
        bucket.to_text()?,
        prefix.trim_start_matches('/')
    );
    let suffix = database.engine.map_or("dump", |engine| engine.dump_suffix);
    Some(vec![
        bucket.derive(address, &defaults::DUMP_KEY),
        Node::literal(suffix, &defaults::DUMP_KEY),
    ])
}
