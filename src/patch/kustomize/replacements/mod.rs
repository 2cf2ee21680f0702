//! `replacements`: a value of one resource, copied into fields of others.
//!
//! In: entries, or files of them, each with a `source` and its `targets`. Out: the resources with the values, each of which
//! has the place of the source's value and remembers what was there. A path may lead on into the text of a field, if that
//! is YAML or JSON: see [`text`].

mod read;
mod text;
mod write;
mod yaml;

use ecow::EcoString;

use self::read::{Options, Replacement, Target};
use self::write::Copied;
use super::field_path::{Create, Walk, lookup, visit};
use super::resources::Identity;
use super::{Context, shared, words};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::Gvk;
use crate::load::kustomization::{Folder, Outcome};
use crate::patch::limits::{Copies, check_depth};
use crate::yaml::{Node, Value};

/// Makes the replacements of a kustomization, in order; an entry may name a file of them.
pub(super) fn run(cx: &mut Context<'_, '_>, folder: &Folder, entries: &[Node]) -> Outcome<()> {
    for replacement in read::all(cx, folder, entries)? {
        let copied = source(cx, &replacement)?;
        for target in &replacement.targets {
            into_target(cx, &copied, target)?;
        }
    }
    Ok(())
}

fn failed(message: impl Into<String>, said: &str) -> Diagnostic {
    Diagnostic::new(Code::ReplacementFailed, message).note(words(said))
}

/// Returns the value that is copied.
fn source(cx: &mut Context<'_, '_>, replacement: &Replacement) -> Outcome<Copied> {
    let source = match &replacement.source {
        read::Source::Value(node) => return Ok(Copied::plain(node)),
        read::Source::Field(source) => source,
    };
    let sources = &cx.loader.session.sources;
    let at = only(cx, source)?;
    let Some(resource) = cx.resources.get(at) else {
        return Ok(Copied::plain(&source.node));
    };
    let place = source.path.as_ref().unwrap_or(&source.node).span();
    let found = lookup(&resource.node, &source.parts, sources).map_err(|finding| {
        let said = "error looking up replacement source";
        Box::new(super::field_spec::within(*finding, said).related(place, "the path is this one"))
    })?;
    let is_empty = |node: &&Node| match &node.value {
        Value::Null => true,
        Value::Mapping(map) => map.is_empty(),
        Value::Sequence(items) => items.is_empty(),
        _ => false,
    };
    let Some(found) = found.filter(|node| !is_empty(node)) else {
        let path = source.path_text();
        return Err(Box::new(
            failed(
                format!("`{}` has no field `{path}`", resource.id(cx.schema)),
                &format!(
                    "fieldPath `{path}` is missing for replacement source {}",
                    source.id
                ),
            )
            .at(place)
            .related(resource.place(), "the source is this one"),
        ));
    };
    let copied = Copied::of(found, sources);
    let Some(delimiter) = source.options.delimiter() else {
        return Ok(copied);
    };
    copied
        .part(delimiter, source.options.index)
        .map_err(|finding| Box::new(finding.related(place, "copied from here")))
}

/// Returns the position of the one resource that a source selects.
fn only(cx: &mut Context<'_, '_>, source: &read::Field) -> Outcome<usize> {
    let id = &source.id;
    let default = |namespace: &str| match namespace {
        "" => EcoString::from("default"),
        namespace => namespace.into(),
    };
    let is_meant = |other: &Identity| {
        (id.name.is_empty() || id.name == other.name)
            && (id.namespace.is_empty() || default(&id.namespace) == default(&other.namespace))
            && other.is_selected(&id.gvk.group, &id.gvk.version, &id.gvk.kind)
    };
    let candidates = match id.name.as_str() {
        "" => cx.resources.positions().map(|(at, _)| at).collect(),
        name => cx.resources.candidates(name),
    };
    let schema = cx.schema;
    let mut found = candidates.into_iter().filter(|at| {
        let resource = cx.resources.get(*at);
        resource.is_some_and(|resource| resource.ids(schema).iter().any(is_meant))
    });
    let (first, second) = (found.next(), found.next());
    match (first, second) {
        (Some(at), None) => Ok(at),
        (None, _) => {
            let names = cx.resources.iter().filter(|resource| {
                resource
                    .id(schema)
                    .is_selected(&id.gvk.group, &id.gvk.version, &id.gvk.kind)
            });
            let names: Vec<EcoString> = names.map(|resource| resource.name()).collect();
            let near = did_you_mean(&id.name, names.iter().map(EcoString::as_str));
            Err(Box::new(
                failed(
                    format!("no resource is the source: {id}"),
                    &format!("nothing selected by {source}"),
                )
                .at(source.place())
                .maybe_help(near.map(|near| format!("did you mean `name: {near}`?"))),
            ))
        }
        (Some(first), Some(second)) => {
            let place = |at: usize| cx.resources.get(at).and_then(|resource| resource.place());
            Err(Box::new(
                failed(
                    format!("several resources are the source: {id}"),
                    &format!("multiple matches for selector {source}"),
                )
                .at(source.place())
                .related(place(first), "this is one")
                .related(place(second), "this is another")
                .help("add `kind`, `name` or `namespace` to the `source`"),
            ))
        }
    }
}

fn into_target(cx: &mut Context<'_, '_>, copied: &Copied, target: &Target) -> Outcome<()> {
    let positions = match target.select.name() {
        Some(name) => cx.resources.candidates(name),
        None => cx.resources.positions().map(|(at, _)| at).collect(),
    };
    let mut found = false;
    for at in positions {
        if !is_selected(cx, at, target) {
            continue;
        }
        found = true;
        let session = cx.loader.session;
        let Some(resource) = cx.resources.get_mut(at) else {
            continue;
        };
        let name = resource.name();
        resource.bare = true;
        for path in &target.paths {
            let said = path.place.or(target.place);
            let changes = into_path(session, &mut resource.node, copied, path, &target.options)
                .map_err(|finding| Box::new(finding.on(Identity::of(&resource.node)).at(said)))?;
            shared::follow(resource);
            if !changes {
                session.report(
                    Diagnostic::new(
                        Code::NothingMatched,
                        format!("kustomize changes nothing at `{}`", path.text),
                    )
                    .at(said)
                    .note("the path leads into a text by a way that kustomize does not come back"),
                );
            }
        }
        if name != resource.name() {
            cx.resources.renamed(at);
        }
    }
    if !found {
        cx.loader.session.report(
            Diagnostic::new(Code::NothingMatched, "the target matches no resource")
                .at(target.place),
        );
    }
    Ok(())
}

/// Returns whether a resource is a target, under a name it has or had.
fn is_selected(cx: &Context<'_, '_>, at: usize, target: &Target) -> bool {
    let Some(resource) = cx.resources.get(at) else {
        return false;
    };
    let ids = resource.ids(cx.schema);
    let node = &resource.node;
    let matches = |selector: &crate::patch::select::Selector, id: &Identity| {
        selector.matches_any(&id.gvk, &[&id.name], &[&id.namespace], node)
    };
    let nobody = Identity {
        gvk: Gvk::new("", ""),
        name: "".into(),
        namespace: "".into(),
        cluster: false,
    };
    let rejected = target
        .reject_labels
        .iter()
        .any(|selector| matches(selector, &nobody))
        || target
            .reject
            .iter()
            .any(|selector| ids.iter().any(|id| matches(selector, id)));
    !rejected && ids.iter().any(|id| matches(&target.select, id))
}

/// Copies the value to where a path leads. Returns whether anything that lasts was changed.
fn into_path(
    session: &crate::session::Session<'_>,
    node: &mut Node,
    copied: &Copied,
    path: &read::Path,
    options: &Options,
) -> Outcome<bool> {
    let create = options.create.then_some(Create { like: &copied.node });
    if text::replace(session, node, copied, path, options, create)? {
        return Ok(true);
    }
    let parse = |node: &Node| text::parse(session, node);
    let walk = Walk {
        create,
        parse: &parse,
        sources: &session.sources,
    };
    let mut lasts = false;
    let (verb, said) = if options.create {
        ("find or create", "has no such field, and none can be made")
    } else {
        ("find", "has no such field")
    };
    let not_found = format!(
        "unable to {verb} field {:?} in replacement target",
        path.text
    );
    let refused = |why: String| Box::new(Diagnostic::new(Code::ReplacementFailed, why));
    check_depth(path.parts.len(), &copied.node).map_err(refused)?;
    let mut failure = None;
    let mut copies = Copies::default();
    let count = visit(node, &path.parts, walk, &mut |field| {
        let detached = field.detached;
        let result = copies
            .add(&copied.node)
            .map_err(refused)
            .and_then(|()| write::put(field, copied, options, &session.sources));
        lasts |= !detached;
        if let (Err(finding), false) = (result, detached) {
            failure.get_or_insert(finding);
        }
        Ok(())
    });
    match (count, failure) {
        (_, Some(finding)) => Err(finding),
        (Err(finding), None) => Err(Box::new(super::field_spec::within(*finding, &not_found))),
        (Ok(0), None) => Err(Box::new(
            failed(format!("the target {said}: `{}`", path.text), &not_found)
                .help("add `options: {create: true}` to the target if the field is to be made"),
        )),
        (Ok(_), None) => Ok(lasts),
    }
}

#[cfg(test)]
mod tests;
