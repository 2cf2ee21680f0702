//! What can be said only of all objects together: names that fit their kinds, Secrets that somebody makes.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::Object;
use crate::layer::Component;
use crate::load::SpecKind;
use crate::yaml::{Entry, Node};

use super::common::{INSTANCE_LABEL, NAME_LABEL};
use super::context::Context;

/// Reports names that are too long, labels that would break selectors, and variables that take a key of a Secret that
/// nothing makes.
pub(super) fn check(context: &Context, objects: &[Object]) {
    for object in objects {
        check_length(context, object);
    }
    let secrets = Secrets::of(objects);
    for component in &context.target.components {
        check_labels(context, component);
        check_secrets(context, component, &secrets);
    }
}

/// Returns how long a name of a kind may be, and why.
fn limit(object: &Object) -> (usize, &'static str) {
    let (most, why) = match (object.id.group.as_str(), object.id.kind.as_str()) {
        ("", "Service" | "Namespace") => (63, "it is a DNS label"),
        ("batch", "CronJob") => (52, "Kubernetes adds eleven characters for each Job"),
        ("batch", "Job") => (63, "it becomes a label of the pods"),
        ("apps", "StatefulSet") => (52, "with a hash it becomes a label of the pods"),
        _ => (253, "it is a DNS name"),
    };
    // A dash and ten characters.
    if object.hashed {
        (most - 11, why)
    } else {
        (most, why)
    }
}

fn check_length(context: &Context, object: &Object) {
    let (most, why) = limit(object);
    let length = object.id.name.len();
    if length <= most {
        return;
    }
    let written = object.node.at(&["metadata", "name"]).and_then(Node::span);
    let message = format!(
        "the name of {} must have at most {most} characters, it has {length}",
        object.id
    );
    let mut finding = Diagnostic::new(Code::NameTooLong, message)
        .at(written.or(object.span))
        .on(&object.id)
        .note(why);
    if object.hashed {
        finding = finding.note("a dash and a hash of ten characters are added to it");
    }
    let over = length - most;
    let plural = if over == 1 { "" } else { "s" };
    context
        .session
        .report(finding.help(format!("shorten it by {over} character{plural}")));
}

fn check_labels(context: &Context, component: &Component) {
    let labels = component.metadata.value_of("labels").and_then(Node::as_map);
    for entry in labels.into_iter().flatten() {
        let key = entry.key.name.as_str();
        if key != NAME_LABEL && key != INSTANCE_LABEL {
            continue;
        }
        let message = format!("label `{key}` of {} is set by its name", component.owner);
        context.session.report(
            Diagnostic::new(Code::ReservedLabel, message)
                .at(entry.key.span.or(entry.value.span()))
                .on(&component.owner)
                .note("selectors rest on it, and a selector cannot be changed")
                .help("remove it, or choose another key"),
        );
    }
}

/// The Secrets that objects make, by namespace, with their keys where those are known.
struct Secrets<'o> {
    by_namespace: BTreeMap<&'o str, BTreeMap<&'o str, Option<BTreeSet<&'o str>>>>,
}

impl<'o> Secrets<'o> {
    fn of(objects: &'o [Object]) -> Self {
        let mut secrets = Secrets {
            by_namespace: BTreeMap::new(),
        };
        for object in objects {
            if let Some((name, keys)) = made_by(object) {
                let here = secrets
                    .by_namespace
                    .entry(object.id.namespace.as_str())
                    .or_default();
                here.insert(name, keys);
            }
        }
        secrets
    }

    fn names(&self, namespace: &str) -> impl Iterator<Item = &'o str> {
        let here = self.by_namespace.get(namespace);
        here.into_iter().flat_map(|here| here.keys().copied())
    }
}

/// Returns the Secret that an object is or makes, and its keys where the object says them all.
fn made_by(object: &Object) -> Option<(&str, Option<BTreeSet<&str>>)> {
    let node = &object.node;
    let text = |keys: &[&str]| node.at(keys).and_then(Node::as_str);
    match (object.id.group.as_str(), object.id.kind.as_str()) {
        ("", "Secret") => {
            let data =
                ["data", "stringData"].map(|field| node.value_of(field).and_then(Node::as_map));
            let keys = data
                .into_iter()
                .flatten()
                .flat_map(|map| map.keys())
                .collect();
            Some((&object.id.name, Some(keys)))
        }
        ("external-secrets.io", "ExternalSecret") => {
            let name = text(&["spec", "target", "name"]).unwrap_or(&object.id.name);
            let list = node.at(&["spec", "data"]).and_then(Node::as_list);
            let open = node.at(&["spec", "dataFrom"]).is_some()
                || node.at(&["spec", "target", "template"]).is_some();
            let keys = list.filter(|_| !open).map(|list| {
                let keys = list
                    .iter()
                    .filter_map(|entry| entry.value_of("secretKey")?.as_str());
                keys.collect()
            });
            Some((name, keys))
        }
        ("bitnami.com", "SealedSecret") => Some((&object.id.name, None)),
        ("cert-manager.io", "Certificate") => Some((text(&["spec", "secretName"])?, None)),
        _ => None,
    }
}

fn check_secrets(context: &Context, component: &Component, secrets: &Secrets) {
    if !matches!(
        component.kind,
        SpecKind::App | SpecKind::Worker | SpecKind::CronJob
    ) {
        return;
    }
    let further = ["sidecars", "initContainers"]
        .into_iter()
        .filter_map(|field| component.spec.value_of(field)?.as_map())
        .flatten()
        .map(|entry| &entry.value);
    let containers = std::iter::once(&component.spec)
        .chain(further)
        .chain(component.spec.value_of("migrations"));
    let variables = containers
        .filter_map(|container| container.value_of("env")?.as_map())
        .flatten();
    for variable in variables {
        if let Some(finding) = without_key(component, variable) {
            context.report_missing(component, finding);
        }
        if let Some(finding) = wrong(context, component, secrets, &variable.value) {
            context.report_nowhere(finding);
        }
    }
}

/// Returns what is wrong with a variable that names a Secret or a ConfigMap but no key of it.
fn without_key(component: &Component, variable: &Entry) -> Option<Diagnostic> {
    let said = &variable.value;
    let source = ["secret", "configMap"]
        .into_iter()
        .find(|source| said.value_of(source).is_some())?;
    if said.value_of("key").is_some() {
        return None;
    }
    let message = format!(
        "variable `{}` of {} names a `{source}` but no `key` of it",
        variable.key.name, component.owner
    );
    let name = said
        .value_of(source)
        .and_then(Node::to_text)
        .unwrap_or_default();
    Some(
        Diagnostic::new(Code::VariableWithoutKey, message)
            .at(variable.key.span.unwrap_or(component.span))
            .on(&component.owner)
            .help(format!(
                "{}: {{{source}: {name}, key: …}}",
                variable.key.name
            )),
    )
}

/// Returns what is wrong with the Secret that a variable takes a key of, if something is.
fn wrong(
    context: &Context,
    component: &Component,
    secrets: &Secrets,
    variable: &Node,
) -> Option<Diagnostic> {
    let secret = variable.value_of("secret")?;
    let name = secret.as_str()?;
    let namespace = component.owner.namespace.as_str();
    let optional = variable.value_of("optional").and_then(Node::as_bool) == Some(true);
    if optional || context.is_external("Secret", namespace, name) {
        return None;
    }
    let here = secrets.by_namespace.get(namespace);
    let Some(keys) = here.and_then(|here| here.get(name)) else {
        let message = format!(
            "{} takes a variable from Secret `{name}`, which nothing in `{namespace}` makes",
            component.owner
        );
        let help = match did_you_mean(name, secrets.names(namespace)) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!(
                "fetch it, `secrets: {{{name}: {{store: …, remote: …}}}}`, or declare it in the environment, `externals: [Secret/{namespace}/{name}]`"
            ),
        };
        return Some(
            Diagnostic::new(Code::UnknownSecret, message)
                .at(secret.span().unwrap_or(component.span))
                .on(&component.owner)
                .help(help),
        );
    };
    let key = variable.value_of("key")?;
    let (wanted, keys) = (key.as_str()?, keys.as_ref()?);
    if keys.contains(wanted) {
        return None;
    }
    let message = format!(
        "{} takes key `{wanted}` of Secret `{name}`, which does not have it",
        component.owner
    );
    let help = match did_you_mean(wanted, keys.iter().copied()) {
        Some(key) => format!("did you mean `{key}`?"),
        None => format!(
            "the keys are {}",
            super::ports::listed(keys.iter().copied())
        ),
    };
    Some(
        Diagnostic::new(Code::UnknownSecret, message)
            .at(key.span().unwrap_or(component.span))
            .on(&component.owner)
            .help(help),
    )
}
