//! Dashboards: files of the project, those that follow from components, and those of grafana.com.
//!
//! Files become ConfigMaps. A dashboard of grafana.com is fetched when the pod starts, at the revision that the spec
//! states: nothing is fetched while building.

use ecow::{EcoString, eco_format};

use crate::diag::{Code, Diagnostic};
use crate::expand::common::{key, over};
use crate::expand::config::project_path;
use crate::expand::container::image;
use crate::expand::context::Context;
use crate::expand::defaults::monitoring as defaults;
use crate::expand::{observability, security, template};
use crate::k8s::Object;
use crate::text::Span;
use crate::yaml;
use crate::yaml::{Entry, Mapping, Node, Value};

use super::part::Part;

/// Where files of the project are mounted, and where the fetched ones are put.
const FILES: &str = "/etc/dashboards/files";
const FETCHED: &str = "/etc/dashboards/grafana-com";

/// The uid of our data source, which inputs of dashboards mean unless a spec says another.
const DATASOURCE: &str = "prometheus";

/// The most that fits into a ConfigMap with its metadata, in bytes; the API server takes 1 MiB.
const LARGEST: usize = 1_000_000;

/// Fetches dashboards: name, number, revision and data source, and so on. Dashboards for download name their data source
/// by an input such as `DS_PROMETHEUS`, which only an import by hand would ask for.
const FETCH_SCRIPT: &str = r#"set -eu
while [ "$#" -ge 4 ]; do
  curl --fail --silent --show-error --location --retry 5 --retry-all-errors --max-time 60 --output /tmp/dashboard.json "https://grafana.com/api/dashboards/$2/revisions/$3/download"
  sed "s/[$][{]DS_[A-Za-z0-9_-]*[}]/$4/g" /tmp/dashboard.json > "/etc/dashboards/grafana-com/$1.json"
  shift 4
done
"#;

/// The image that fetches dashboards.
const CURL: &str = "docker.io/curlimages/curl:8.16.0";

fn listed<'c>(part: &Part<'c>) -> impl Iterator<Item = &'c Entry> {
    let dashboards = part.spec.value_of("dashboards").and_then(Node::as_map);
    dashboards
        .into_iter()
        .flatten()
        .filter(|entry| !entry.value.is_null())
}

/// Returns whether some dashboard comes from grafana.com.
pub(super) fn are_fetched(part: &Part) -> bool {
    listed(part).any(|entry| entry.value.value_of("gnetId").is_some())
}

/// Adds dashboards to the pod, and returns their ConfigMaps.
pub(super) fn add(context: &Context, part: &mut Part) -> Vec<Object> {
    let mut maps = Vec::new();
    for entry in listed(part) {
        if let Some(file) = entry.value.value_of("file")
            && let Some(text) = file_text(context, part, file, &entry.value)
        {
            let name = &entry.key.name;
            maps.extend(map(
                context,
                part,
                name,
                file.derive(text, &defaults::DASHBOARD_FILE),
            ));
        }
    }
    for component in &context.target.components {
        let Some(dashboard) = observability::dashboard(component) else {
            continue;
        };
        let owner = &component.owner;
        let name = eco_format!("{}-{}", owner.namespace, owner.name);
        let text = serde_json::to_string_pretty(&json(&dashboard)).unwrap_or_default();
        let said = component.spec.at(&["monitoring", "dashboard"]);
        let text = said
            .unwrap_or(&dashboard)
            .derive(text + "\n", &defaults::DASHBOARD_FILE);
        let made = map(context, part, &name, text);
        maps.extend(made.map(|mut map| {
            map.documents.insert(file_name(&name), dashboard);
            map
        }));
    }
    let mut folders = Vec::new();
    if !maps.is_empty() {
        mount_files(part, &maps);
        folders.push(("files", FILES));
    }
    if fetch(context, part) {
        folders.push(("grafana-com", FETCHED));
    }
    if !folders.is_empty() {
        maps.extend(providers(context, part, &folders));
    }
    maps
}

fn map(context: &Context, part: &Part, name: &str, text: Node) -> Option<Object> {
    let mut data = Mapping::new();
    data.insert(file_name(name), text);
    part.text_map(context, part.named(&format!("dashboard-{name}")), data)
}

fn file_name(name: &str) -> EcoString {
    eco_format!("{name}.json")
}

/// Returns the text of a dashboard of the project, its data source filled in.
fn file_text(context: &Context, part: &Part, file: &Node, said: &Node) -> Option<String> {
    let path = project_path(context, part.component, file)?;
    let text = template::text(context, &part.component.owner, &path, file.span())?;
    let report = |message: String, span: Option<Span>, help: &str| {
        let finding = Diagnostic::new(Code::DashboardFile, message)
            .at(span.or(file.span()))
            .related(file.span(), "the dashboard is named here")
            .on(&part.component.owner)
            .help(help);
        context.session.report(finding);
    };
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&text) {
        let message = format!("the dashboard `{path}` is not JSON: {error}");
        report(
            message,
            None,
            "export it from Grafana: Share, Export, Save to file",
        );
        return None;
    }
    if text.len() > LARGEST {
        let message = format!(
            "the dashboard `{path}` has {} bytes, more than the {LARGEST} that fit into a ConfigMap",
            text.len()
        );
        report(
            message,
            None,
            "split it, or publish it on grafana.com and name its `gnetId` and `revision`",
        );
        return None;
    }
    let datasource = said.value_of("datasource").and_then(Node::to_text);
    Some(fill_in(&text, datasource.as_deref().unwrap_or(DATASOURCE)))
}

/// Replaces inputs such as `${DS_PROMETHEUS}`, as the script does for those of grafana.com.
fn fill_in(text: &str, datasource: &str) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${DS_") {
        let (before, input) = rest.split_at(at);
        filled.push_str(before);
        let name = &input[2..];
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let end = name.find(|c| !is_name(c)).unwrap_or(name.len());
        match name[end..].strip_prefix('}') {
            Some(behind) => {
                filled.push_str(datasource);
                rest = behind;
            }
            None => {
                filled.push_str("${");
                rest = name;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// Returns a node as JSON.
fn json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(truth) => (*truth).into(),
        Value::Int(number) => (*number).into(),
        Value::UInt(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::String(text) => text.as_str().into(),
        Value::Sequence(items) => items.iter().map(json).collect(),
        Value::Mapping(map) => map
            .iter()
            .map(|entry| (entry.key.name.to_string(), json(&entry.value)))
            .collect::<serde_json::Map<String, serde_json::Value>>()
            .into(),
    }
}

/// Mounts the ConfigMaps as one folder.
fn mount_files(part: &mut Part, maps: &[Object]) {
    let names = maps
        .iter()
        .filter_map(|map| map.node.at(&["metadata", "name"]));
    let sources: Vec<Node> = names
        .map(|name| yaml!(defaults::DASHBOARD_FILE => { configMap: { name: (name) } }))
        .collect();
    part.volumes.push(yaml!(defaults::DASHBOARD_FILE => {
        name: "dashboards",
        projected: { sources: (sources) },
    }));
    let path = Node::literal(FILES, &defaults::DASHBOARD_FILE);
    part.mounts.push(yaml!(defaults::DASHBOARD_FILE => {
        name: "dashboards",
        mountPath: (path),
        readOnly: true,
    }));
}

/// Adds the init container that fetches dashboards of grafana.com. Returns whether there are any.
fn fetch(context: &Context, part: &mut Part) -> bool {
    let mut args = Vec::new();
    for entry in listed(part) {
        let said = &entry.value;
        let Some(id) = said.value_of("gnetId") else {
            continue;
        };
        let Some(revision) = said.value_of("revision") else {
            report_no_revision(context, part, entry, id);
            continue;
        };
        let text = |node: &Node| {
            let text: EcoString = node.to_text().unwrap_or_default();
            node.derive(text, &defaults::DASHBOARD_FETCHED)
        };
        args.push(key(entry, &defaults::DASHBOARD_FETCHED));
        args.push(text(id));
        args.push(text(revision));
        args.push(match said.value_of("datasource") {
            Some(datasource) => datasource.clone(),
            None => Node::literal(DATASOURCE, &defaults::DASHBOARD_DATASOURCE),
        });
    }
    if args.is_empty() {
        return false;
    }
    let tool = part.spec.value_of("fetchImage").and_then(image);
    let tool = tool.unwrap_or_else(|| Node::literal(CURL, &defaults::CURL_IMAGE));
    let script = Node::literal(FETCH_SCRIPT, &defaults::DASHBOARD_FETCHED);
    let path = Node::literal(FETCHED, &defaults::DASHBOARD_FETCHED);
    let unconfined = Node::literal(Mapping::new(), &defaults::DASHBOARD_FETCHED);
    let security = over(unconfined, security::container(None).as_ref());
    part.before.push(yaml!(defaults::DASHBOARD_FETCHED => {
        name: "dashboards",
        image: (tool),
        command: ["sh", "-c", (script), "fetch"],
        args: (args),
        resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "32Mi" } },
        securityContext: (security),
        volumeMounts: [
            { name: "grafana-com", mountPath: (&path) },
            { name: "fetch-tmp", mountPath: "/tmp" },
        ],
    }));
    part.volumes
        .push(yaml!(defaults::DASHBOARD_FETCHED => { name: "grafana-com", emptyDir: {} }));
    part.volumes
        .push(yaml!(defaults::DASHBOARD_FETCHED => { name: "fetch-tmp", emptyDir: {} }));
    part.mounts.push(yaml!(defaults::DASHBOARD_FETCHED => {
        name: "grafana-com",
        mountPath: (path),
        readOnly: true,
    }));
    true
}

fn report_no_revision(context: &Context, part: &Part, entry: &Entry, id: &Node) {
    let message = format!(
        "the dashboard `{}` of grafana.com has no `revision`",
        entry.key.name
    );
    let number = id.to_text().unwrap_or_default();
    let finding = Diagnostic::new(Code::DashboardRevision, message)
        .at(id.span())
        .on(&part.component.owner)
        .note("without one, what is shown would change with the next upload of a stranger")
        .help(format!(
            "add `revision: 1`; the revisions are at https://grafana.com/grafana/dashboards/{number}/?tab=revisions"
        ));
    context.report_missing(part.component, finding);
}

/// Returns the ConfigMap that tells Grafana where dashboards lie, and mounts it.
fn providers(
    context: &Context,
    part: &mut Part,
    folders: &[(&'static str, &'static str)],
) -> Option<Object> {
    let provider = |(name, path): &(&'static str, &'static str)| {
        let name = Node::literal(*name, &defaults::DASHBOARD_PROVIDER);
        let path = Node::literal(*path, &defaults::DASHBOARD_PROVIDER);
        yaml!(defaults::DASHBOARD_PROVIDER => {
            name: (name),
            type: "file",
            allowUiUpdates: false,
            options: { path: (path) },
        })
    };
    let providers: Vec<Node> = folders.iter().map(provider).collect();
    let file = yaml!(defaults::DASHBOARD_PROVIDER => { apiVersion: 1, providers: (providers) });
    let mut data = Mapping::new();
    data.insert("providers.yaml", file);
    let name = part.named("dashboard-providers");
    let map = part.config_map(context, name.clone(), data);
    part.mount_config(
        "dashboard-providers",
        &name,
        "/etc/grafana/provisioning/dashboards",
    );
    map
}

#[cfg(test)]
mod tests {
    use super::fill_in;

    #[test]
    fn inputs_are_filled_in_and_nothing_else() {
        let text = r#"{"a": "${DS_PROMETHEUS}", "b": "${datasource}", "c": "${DS_x"}"#;
        let filled = r#"{"a": "prom", "b": "${datasource}", "c": "${DS_x"}"#;
        assert_eq!(fill_in(text, "prom"), filled);
    }
}
