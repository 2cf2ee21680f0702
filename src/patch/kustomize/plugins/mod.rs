//! `generators`, `transformers` and `validators`: the builtin ones with a configuration of their own.
//!
//! In: configurations, objects of `apiVersion: builtin`. Out: what their generators make, or the resources as their
//! transformers change them, by the same functions that the fields of a kustomization call. What is a program, a
//! container or a chart is refused: a build runs nothing.

mod value_add;

use super::field_spec::FieldSpec;
use super::resources::Resource;
use super::{
    Context, annotations, generate as generators, hash, images, labels, names, namespace, patches,
    replacements, replicas, words,
};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::load::kustomization::fields::PLUGINS;
use crate::load::kustomization::{Folder, Outcome, Purpose, decode_loosely, objects};
use crate::patch::embedded;
use crate::yaml::{Meaning, Node, Value};

/// Returns the documents of an entry that is a configuration itself instead of the path of one.
pub(super) fn inline(cx: &Context<'_, '_>, entry: &Node) -> Option<Vec<Node>> {
    let session = cx.loader.session;
    let text = entry.as_str()?;
    let mut problems = Vec::new();
    let documents = embedded::documents(session, entry, text, Meaning::GoYamlV3, &mut problems);
    match objects(documents, problems, Purpose::Resource, entry.span()) {
        Ok(nodes) => Some(nodes),
        // No path has several lines.
        Err(finding) if text.trim().contains('\n') => {
            session.report(*finding);
            Some(Vec::new())
        }
        Err(_) => None,
    }
}

/// Runs the generators of these configurations, and returns what they make for
/// [`generate::join`](super::generate::join), each with the number of its configuration.
pub(super) fn generate(
    cx: &mut Context<'_, '_>,
    folder: &Folder,
    configurations: &[Resource],
) -> Outcome<Vec<(usize, Resource)>> {
    let make = |(at, configuration): (usize, &Resource)| {
        let (kind, config) = read(cx, configuration)?;
        let loader = cx.loader;
        let resource = match kind {
            "ConfigMapGenerator" => generators::config_map(loader, folder, &named(&config), None)?,
            "SecretGenerator" => generators::secret(loader, folder, &named(&config), None)?,
            "IAMPolicyGenerator" => generators::iam_policy(&config)?,
            _ => return Err(misplaced(cx, configuration, "generator")),
        };
        Ok((at, resource))
    };
    configurations.iter().enumerate().map(make).collect()
}

/// Returns the configuration of a generator with the name and namespace that its `metadata` have, where it says none.
fn named(config: &Node) -> Node {
    let mut entry = config.clone();
    for field in ["name", "namespace"] {
        let is_said = |node: &&Node| node.as_str().is_some_and(|text| !text.is_empty());
        if config.get(field).filter(is_said).is_some() {
            continue;
        }
        let value = config.at(&["metadata", field]).cloned();
        if let (Some(map), Some(value)) = (entry.as_map_mut(), value) {
            map.insert(field, value);
        }
    }
    entry
}

/// Runs the transformer of a configuration.
pub(super) fn transform(
    cx: &mut Context<'_, '_>,
    folder: &Folder,
    configuration: &Resource,
) -> Outcome<()> {
    let (kind, config) = read(cx, configuration)?;
    run(cx, folder, kind, &config, configuration)?;
    cx.resources.compact();
    Ok(())
}

fn run(
    cx: &mut Context<'_, '_>,
    folder: &Folder,
    kind: &str,
    config: &Node,
    configuration: &Resource,
) -> Outcome<()> {
    let specs = FieldSpec::list(config.value_of("fieldSpecs"));
    let list = |field: &str| {
        let list = config.value_of(field).and_then(Node::as_list);
        list.unwrap_or_default()
    };
    match kind {
        "AnnotationsTransformer" => match config.value_of("annotations") {
            Some(pairs) => annotations::run(cx, pairs, &specs),
            None => Ok(()),
        },
        "LabelTransformer" => match config.value_of("labels") {
            Some(pairs) => labels::run(cx, pairs, &specs),
            None => Ok(()),
        },
        "HashTransformer" => hash::run(cx),
        "ImageTagTransformer" => {
            let image = config.value_of("imageTag").map(std::slice::from_ref);
            images::run(cx, image.unwrap_or_default(), &specs)
        }
        "NamespaceTransformer" => {
            let options = namespace::Options::read(config)?;
            match config.at(&["metadata", "namespace"]) {
                Some(name) => namespace::run(cx, name, options, &specs),
                None => Ok(()),
            }
        }
        "PrefixTransformer" | "SuffixTransformer" | "PrefixSuffixTransformer" => {
            if config.value_of("fieldSpecs").is_none() {
                return Err(Box::new(
                    Diagnostic::new(
                        Code::TransformFailed,
                        format!("a {kind} needs `fieldSpecs`"),
                    )
                    .at(configuration.place())
                    .note(words("fieldSpecs is not expected to be nil"))
                    .help("add `fieldSpecs: [{path: metadata/name}]`"),
                ));
            }
            if let Some(prefix) = config
                .value_of("prefix")
                .filter(|_| kind != "SuffixTransformer")
            {
                names::prefix(cx, prefix, &specs)?;
            }
            match config
                .value_of("suffix")
                .filter(|_| kind != "PrefixTransformer")
            {
                Some(suffix) => names::suffix(cx, suffix, &specs),
                None => Ok(()),
            }
        }
        "PatchTransformer" => patches::run(cx, folder, config),
        "PatchJson6902Transformer" => patches::json6902(cx, folder, config),
        "PatchStrategicMergeTransformer" => {
            let text = config.value_of("patches");
            let text = text.filter(|text| text.as_str() != Some(""));
            let entries: Vec<Node> = list("paths").iter().chain(text).cloned().collect();
            if entries.is_empty() {
                return Err(Box::new(
                    Diagnostic::new(
                        Code::InvalidPatch,
                        "expected `paths` or `patches`, found neither",
                    )
                    .at(configuration.place())
                    .note(words("empty file path and empty patch content")),
                ));
            }
            patches::strategic_merge(cx, folder, &entries)
        }
        "ReplacementTransformer" => replacements::run(cx, folder, list("replacements")),
        "ReplicaCountTransformer" => {
            let replica = config.value_of("replica");
            replica.map_or(Ok(()), |replica| replicas::run(cx, replica, &specs))
        }
        "ValueAddTransformer" => value_add::run(cx, folder, config),
        _ => Err(misplaced(cx, configuration, "transformer")),
    }
}

/// Runs transformers as validators: they may change nothing but the label `validated-by`.
pub(super) fn validate(
    cx: &mut Context<'_, '_>,
    folder: &Folder,
    configurations: &[Resource],
) -> Outcome<()> {
    for configuration in configurations {
        let before: Vec<Node> = cx.resources.iter().map(|one| one.node.clone()).collect();
        transform(cx, folder, configuration)?;
        let changed = cx
            .resources
            .iter()
            .zip(&before)
            .find(|(now, before)| without_mark(&now.node) != without_mark(before));
        if changed.is_none() && cx.resources.len() == before.len() {
            continue;
        }
        let resource = changed.map(|(now, _)| now);
        let finding = Diagnostic::new(
            Code::TransformFailed,
            "a validator may change nothing, and this one does",
        )
        .at(configuration.place())
        .related(resource.and_then(Resource::place), "it changes this")
        .note(words("validator shouldn't modify the resource map"))
        .help("name it under `transformers`");
        return Err(Box::new(finding));
    }
    Ok(())
}

/// Returns an object without the label that validators may set.
fn without_mark(node: &Node) -> Node {
    let mut node = node.clone();
    if let Some(metadata) = node.get_mut("metadata").and_then(Node::as_map_mut) {
        let labels = metadata.get_mut("labels").and_then(Node::as_map_mut);
        let is_empty = labels.is_some_and(|labels| {
            labels.remove("validated-by");
            labels.is_empty()
        });
        if is_empty {
            metadata.remove("labels");
        }
    }
    node
}

/// Refuses a chart.
pub(super) fn refuse_chart(chart: &Node) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::new(
            Code::ChartsLater,
            "a chart needs the program `helm`, and a build runs no other program",
        )
        .at(chart.span())
        .note("charts come with a later version")
        .help("render it once, `helm template … > chart.yaml`, and name that file in `resources`"),
    )
}

/// Returns the kind of a builtin generator or transformer, and its configuration with checked fields.
fn read(cx: &Context<'_, '_>, configuration: &Resource) -> Outcome<(&'static str, Node)> {
    let gvk = configuration.gvk();
    let place = configuration
        .node
        .get("kind")
        .and_then(Node::span)
        .or(configuration.place());
    if !gvk.group.is_empty() || gvk.version != "builtin" {
        return Err(Box::new(
            Diagnostic::new(
                Code::PluginRefused,
                format!("{} is not builtin, and a build runs no other program", gvk.kind),
            )
            .at(place)
            .note(words(&format!(
                "external plugins disabled; unable to load external plugin '{}'",
                gvk.kind
            )))
            .help("run it once, keep what it makes in a file, and name that under `resources` or `patches`"),
        ));
    }
    if gvk.kind == "HelmChartInflationGenerator" {
        return Err(refuse_chart(&configuration.node));
    }
    let found = PLUGINS.iter().find(|(kind, _)| gvk.kind == *kind);
    let Some((kind, fields)) = found else {
        let kinds = PLUGINS.iter().map(|(kind, _)| *kind);
        let near = did_you_mean(&gvk.kind, kinds).map(|near| format!("did you mean `{near}`?"));
        return Err(Box::new(
            Diagnostic::new(
                Code::PluginRefused,
                format!("there is no builtin generator or transformer {}", gvk.kind),
            )
            .at(place)
            .note(words(&format!(
                "unable to load builtin {}.builtin.[noGrp]",
                gvk.kind
            )))
            .maybe_help(near.or_else(|| {
                (gvk.kind == "SortOrderTransformer")
                    .then(|| "use `sortOptions` of the kustomization".to_owned())
            })),
        ));
    };
    let node = decode_loosely(&configuration.node, fields, &format!("a {kind}"));
    let node = node.map_err(|findings| {
        let mut findings = findings.into_iter();
        let first = findings.next();
        cx.loader.session.report_all(findings);
        let id = configuration.id(cx.schema);
        let first = first.unwrap_or_else(|| {
            Diagnostic::new(Code::InvalidKustomization, "it cannot be read").at(place)
        });
        Box::new(first.note(words(&format!("plugin {id} fails configuration"))))
    })?;
    Ok((kind, node))
}

/// Says that a generator stands where transformers belong, or the other way round.
fn misplaced(cx: &Context<'_, '_>, configuration: &Resource, expected: &str) -> Box<Diagnostic> {
    let (id, kind) = (configuration.first_id(cx.schema), configuration.kind());
    Box::new(
        Diagnostic::new(
            Code::KustomizationEntry,
            format!("expected a {expected}, found {kind}"),
        )
        .at(configuration.place())
        .note(words(&format!("plugin {id} not a {expected}"))),
    )
}

/// Reads the one document of a file that a configuration names.
fn file(cx: &Context<'_, '_>, folder: &Folder, path: &Node) -> Outcome<Node> {
    let documents = cx.loader.documents(folder, path, Meaning::GoYamlV2)?;
    let root = documents.into_iter().next().map(|document| document.root);
    Ok(root.unwrap_or_else(|| path.with(Value::Null)))
}

#[cfg(test)]
mod tests;
