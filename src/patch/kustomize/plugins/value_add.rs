//! `ValueAddTransformer`: one value for a field of many resources.
//!
//! The value takes the place of what is there, or becomes a part of a path that is there (`filePathPosition`). Without one
//! it is the name of the folder of the kustomization.

use super::file;
use crate::diag::{Code, Diagnostic};
use crate::load::kustomization::fields::VALUE_ADD_TARGETS;
use crate::load::kustomization::{Folder, Outcome, decode_loosely};
use crate::patch::change;
use crate::patch::kustomize::field_path::{Create, lookup_create, text_of};
use crate::patch::kustomize::{Context, patches, words};
use crate::text::Sources;
use crate::yaml::{Node, Style, Value, scalar};

/// Adds the value of a configuration to its targets.
pub(super) fn run(cx: &mut Context<'_, '_>, folder: &Folder, config: &Node) -> Outcome<()> {
    let said = config.value_of("value");
    let text = said.and_then(Node::as_str).unwrap_or_default().trim();
    let value = match text {
        "" => config.with(folder.path.rsplit('/').next().unwrap_or_default()),
        text => said.unwrap_or(config).with(text),
    };
    let list = |node: &Node| -> Vec<Node> {
        let list = node.value_of("targets").and_then(Node::as_list);
        list.unwrap_or_default().to_vec()
    };
    let mut targets = list(config);
    let path = config.value_of("targetFilePath");
    if let Some(path) = path.filter(|path| path.as_str() != Some("")) {
        let node = file(cx, folder, path)?;
        let node = decode_loosely(&node, VALUE_ADD_TARGETS, "a file of targets");
        let node = node.map_err(|findings| {
            let first = findings.into_iter().next();
            Box::new(first.unwrap_or_else(|| failed(path, "it cannot be read", "json")))
        })?;
        targets.extend(list(&node));
    }
    if targets.is_empty() {
        return Err(Box::new(failed(
            config,
            "a ValueAddTransformer needs `targets`",
            "must specify at least one target",
        )));
    }
    let targets: Vec<Target> = targets.iter().map(Target::read).collect::<Outcome<_>>()?;
    targets
        .iter()
        .try_for_each(|target| add(cx, &value, target))
}

fn failed(node: &Node, message: &str, said: &str) -> Diagnostic {
    Diagnostic::new(Code::TransformFailed, message)
        .at(node.span())
        .note(words(said))
}

/// An entry of `targets`.
struct Target {
    selector: Option<Node>,
    path: Vec<String>,
    /// The part of a path that the value becomes, counted from 1; 0 if it becomes all of it.
    position: usize,
}

impl Target {
    fn read(node: &Node) -> Outcome<Self> {
        let path = node.get("fieldPath").and_then(Node::as_str);
        let Some(path) = path.filter(|path| !path.is_empty()) else {
            return Err(Box::new(failed(
                node,
                "a target needs a `fieldPath`",
                "fieldPath cannot be empty",
            )));
        };
        let position = node.get("filePathPosition").and_then(Node::as_int);
        let position = position.unwrap_or_default();
        let Ok(position) = usize::try_from(position) else {
            return Err(Box::new(failed(
                node.get("filePathPosition").unwrap_or(node),
                "`filePathPosition` counts from 1",
                &format!("value of FilePathPosition ({position}) cannot be negative"),
            )));
        };
        Ok(Target {
            selector: node.value_of("selector").cloned(),
            path: split(path),
            position,
        })
    }
}

/// Splits a path at `/`; `\/` is a slash in a key.
fn split(path: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in path.split('/') {
        match parts.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push('/');
                last.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    parts
}

fn add(cx: &mut Context<'_, '_>, value: &Node, target: &Target) -> Outcome<()> {
    let positions = match &target.selector {
        Some(selector) => {
            let selector = patches::selector(selector)?;
            patches::selected(cx, &selector)
        }
        None => cx.resources.positions().map(|(at, _)| at).collect(),
    };
    let is_namespace = target.path == ["metadata", "namespace"];
    for at in positions {
        let Some(resource) = cx.resources.get(at) else {
            continue;
        };
        let gvk = resource.gvk();
        let is_of_cluster = cx.schema.is_certainly_cluster_scoped(&gvk);
        let Some(resource) = cx.resources.get_mut(at) else {
            continue;
        };
        let sources = &cx.loader.session.sources;
        let object = &mut resource.node;
        if is_namespace && gvk.kind.ends_with("RoleBinding") {
            set_subjects(object, value, sources)?;
        }
        if !(is_namespace && is_of_cluster) {
            set(object, value, target, sources)?;
        }
        cx.resources.renamed(at);
    }
    Ok(())
}

/// Sets the namespace of the subjects of a role binding that are named `default`, as `namespace` does.
fn set_subjects(object: &mut Node, value: &Node, sources: &Sources) -> Outcome<()> {
    let subjects = object.get_mut("subjects").and_then(Node::as_list_mut);
    let path = ["namespace".to_owned()];
    let target = Target {
        selector: None,
        path: path.to_vec(),
        position: 0,
    };
    subjects
        .into_iter()
        .flatten()
        .filter(|subject| subject.get("name").and_then(Node::as_str) == Some("default"))
        .try_for_each(|subject| set(subject, value, &target, sources))
}

fn set(object: &mut Node, value: &Node, target: &Target, sources: &Sources) -> Outcome<()> {
    let found = lookup_create(object, &target.path, Create { like: value }, sources);
    let Some(field) = found.map_err(|finding| {
        // A path that is too long has no other place.
        let place = value.span().filter(|_| finding.primary.is_none());
        Box::new(finding.at(place))
    })?
    else {
        return Ok(());
    };
    if matches!(field.node.value, Value::Sequence(_) | Value::Mapping(_)) {
        return Err(Box::new(crate::patch::kustomize::field_spec::not_scalar(
            field.node,
        )));
    }
    let old = match (field.new, &field.node.value) {
        (true, _) | (_, Value::Null) => "".into(),
        _ => text_of(field.node, sources),
    };
    let part = value.as_str().unwrap_or_default();
    let text = match target.position {
        0 => part.to_owned(),
        position => inserted(&old, position - 1, part),
    };
    // The value has no type of its own, only the quotes of what was there.
    let content = match field.node.style {
        Style::Quoted => text.into(),
        _ => scalar::resolve(&text).value,
    };
    let new = change::shell(value, content);
    if field.new {
        *field.node = new;
    } else {
        change::put(field.node, new);
    }
    Ok(())
}

/// Puts a part into a path. An absolute path stays one, and a position that is too large is behind all.
fn inserted(path: &str, position: usize, part: &str) -> String {
    let root = if path.starts_with('/') { "/" } else { "" };
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    parts.insert(position.min(parts.len()), part);
    format!("{root}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::inserted;

    /// The table of kustomize's own documentation.
    #[test]
    fn parts_are_put_into_paths() {
        for (old, position, expected) in [
            ("", 4, "PEACH"),
            ("/", 2, "/PEACH"),
            ("pie", 1, "PEACH/pie"),
            ("/pie", 1, "/PEACH/pie"),
            ("raw", 2, "raw/PEACH"),
            ("/raw", 9, "/raw/PEACH"),
            ("a/nice/warm/pie", 4, "a/nice/warm/PEACH/pie"),
            ("/a/nice/warm/pie", 4, "/a/nice/warm/PEACH/pie"),
        ] {
            assert_eq!(inserted(old, position - 1, "PEACH"), expected, "{old}");
        }
    }
}
