//! Kustomizations as components: the `kustomize` entries of an Environment or a Platform.
//!
//! In: the entries, folders relative to the file that names them. Out: the objects they build, with the place of whatever
//! set each value, ready to be patched, validated, ordered and written like those that specs make.

use std::sync::Arc;

use ecow::EcoString;

use super::{Options, Order, build};
use crate::diag::{Code, Diagnostic};
use crate::k8s::{Object, Owner};
use crate::layer::Target;
use crate::load::SpecKind;
use crate::load::kustomization::{LoadRestrictor, Loader};
use crate::project::{folder_of, join};
use crate::session::Session;
use crate::yaml::Node;

/// Builds every kustomization of an environment.
pub(in crate::patch) fn objects(session: &Session<'_>, target: &Target) -> Vec<Object> {
    let platforms = target
        .components
        .iter()
        .filter(|component| component.kind == SpecKind::Platform);
    let specs = std::iter::once((&target.environment, target.path.as_str()))
        .chain(platforms.map(|component| (&component.spec, component.path.as_str())));
    let mut objects = Vec::new();
    for (spec, path) in specs {
        let entries = spec.value_of("kustomize").and_then(Node::as_list);
        for entry in entries.unwrap_or_default() {
            objects.extend(of_entry(session, entry, path));
        }
    }
    objects
}

fn of_entry(session: &Session<'_>, entry: &Node, unless: &str) -> Vec<Object> {
    let text = entry.as_str().unwrap_or_default();
    let said_in = entry
        .span()
        .map(|span| session.sources.get(span.file).path.clone());
    let said_in = said_in.unwrap_or_else(|| unless.to_owned());
    let Some(path) = join(folder_of(&said_in), text) else {
        session.report(
            Diagnostic::new(
                Code::NoKustomization,
                format!("`{text}` leads out of the project"),
            )
            .at(entry.span())
            .help(format!("write a path relative to {said_in}")),
        );
        return Vec::new();
    };
    let owner = Arc::new(Owner {
        kind: "Kustomization".into(),
        namespace: EcoString::new(),
        // The whole path: the last part alone, often `prod`, would be shared by many.
        name: path.replace('/', "-").into(),
    });
    let loader = Loader {
        session,
        restrictor: LoadRestrictor::RootOnly,
    };
    let options = Options {
        order: Order::Fifo,
        managed_by: false,
        named_in: entry.span(),
    };
    let built = build(loader, &path, options).unwrap_or_default();
    let objects = built.into_iter().filter_map(|built| {
        let place = built.node.get("kind").and_then(Node::span).or(entry.span());
        Object::new(built.node, &owner, place)
    });
    objects.collect()
}
