//! `patches`, `patchesStrategicMerge` and `patchesJson6902`.
//!
//! In: entries as the kustomization has them. Out: the resources, changed by the same engine that patches what specs make.
//! Here is only what kustomize decides differently: which text is which kind of patch, and which resources it is for.

use super::patch_text::{Body, Merges, Text, body, for_target, refused};
use super::resources::{Identity, Resource};
use super::{Context, words};
use crate::diag::{Code, Diagnostic, Severity};
use crate::k8s::Gvk;
use crate::load::kustomization::{Folder, Outcome};
use crate::patch::change::Effect;
use crate::patch::select::Selector;
use crate::patch::{json6902, strategic};
use crate::text::Span;
use crate::yaml::{Node, Value};

/// What a patch may change of the identity of its target.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Allowed {
    pub name: bool,
    pub kind: bool,
}

/// Applies an entry of `patches`: `{path | patch, target?, options?}`.
pub(super) fn run(cx: &mut Context<'_, '_>, folder: &Folder, entry: &Node) -> Outcome<()> {
    let said = |field: &str| {
        let is_blank = |node: &&Node| node.as_str().is_none_or(|text| text.trim().is_empty());
        entry.text_of(field).filter(|node| !is_blank(node))
    };
    let place = entry.head();
    let source = match (said("patch"), said("path")) {
        (None, None) => {
            return Err(refused(
                place,
                "expected `patch` or `path`, found neither",
                "must specify one of patch and path in",
            ));
        }
        (Some(_), Some(path)) => {
            return Err(refused(
                path.span(),
                "expected `patch` or `path`, found both",
                "patch and path can't be set at the same time",
            ));
        }
        (Some(patch), None) => format!("[patch: {:?}]", patch.as_str().unwrap_or_default().trim()),
        (None, Some(path)) => format!("[path: {:?}]", path.as_str().unwrap_or_default()),
    };
    let text = match said("path") {
        Some(path) => Text::of_file(cx, folder, path).map_err(|finding| {
            Box::new(finding.note(words("failed to get the patch file from path")))
        })?,
        None => Text::Inline(entry.get("patch").unwrap_or(entry)),
    };
    let target = match entry.value_of("target") {
        Some(target) => Some(selector(target)?),
        None => None,
    };
    let truth = |option: &str| entry.at(&["options", option]).and_then(Node::as_bool) == Some(true);
    let allowed = Allowed {
        name: truth("allowNameChange"),
        kind: truth("allowKindChange"),
    };
    match body(cx, text, place).map_err(|finding| unreadable(*finding, &source))? {
        Body::Merges(merges) => match target {
            Some(target) => {
                if merges.nodes.len() > 1 {
                    return Err(refused(
                        place,
                        "a `target` takes one patch, this entry has several",
                        &format!(
                            "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field: {source}"
                        ),
                    ));
                }
                merges.nodes.iter().try_for_each(|merge| {
                    let merge = for_target(merge, &cx.loader.session.sources);
                    let positions = selected(cx, &target);
                    unmatched(cx, &positions, place, &target);
                    positions.into_iter().try_for_each(|at| {
                        merge_into(cx, at, &merge, &merges.odd_keys, allowed, Whole::Kind)
                    })
                })
            }
            None => merges.nodes.iter().try_for_each(|merge| {
                let at = named(cx, merge).map_err(|finding| {
                    let id = Identity::of(merge);
                    Box::new(finding.note(format!(
                        "kustomize: no resource matches strategic merge patch {:?}",
                        id.to_string()
                    )))
                })?;
                merge_into(cx, at, merge, &merges.odd_keys, allowed, Whole::Type)
            }),
        },
        Body::Operations(operations) => {
            let Some(target) = target else {
                return Err(refused(
                    place,
                    "a JSON patch needs a `target`",
                    &format!("must specify a target for JSON patch {source}"),
                ));
            };
            let positions = selected(cx, &target);
            unmatched(cx, &positions, place, &target);
            positions.into_iter().try_for_each(|at| {
                if let Some(resource) = cx.resources.get_mut(at) {
                    resource.remember(cx.schema);
                }
                operate(cx, at, &operations)
            })
        }
    }
}

/// Applies entries of `patchesStrategicMerge`: a file each, or a patch itself.
pub(super) fn strategic_merge(
    cx: &mut Context<'_, '_>,
    folder: &Folder,
    entries: &[Node],
) -> Outcome<()> {
    let mut merges = Merges::default();
    for entry in entries {
        let inline = Text::Inline(entry).merges(cx, entry.span());
        let read = match inline {
            Ok(read) => read,
            Err(_) => Text::of_file(cx, folder, entry)?.merges(cx, entry.span())?,
        };
        merges.nodes.extend(read.nodes);
        merges.odd_keys.extend(read.odd_keys);
    }
    if let (true, Some(first)) = (merges.nodes.is_empty(), entries.first()) {
        return Err(refused(
            first.span(),
            "the patches are empty",
            "patch appears to be empty; files=",
        ));
    }
    merges.nodes.iter().try_for_each(|merge| {
        let at = named(cx, merge)?;
        merge_into(
            cx,
            at,
            merge,
            &merges.odd_keys,
            Allowed::default(),
            Whole::Kind,
        )
    })
}

/// Applies an entry of `patchesJson6902`: `{target, path | patch}`.
pub(super) fn json6902(cx: &mut Context<'_, '_>, folder: &Folder, entry: &Node) -> Outcome<()> {
    let place = entry.head();
    if entry
        .get("target")
        .and_then(|target| target.text_of("name"))
        .is_none()
    {
        return Err(refused(
            place,
            "expected `target` with a `name`",
            "must specify the target name",
        ));
    }
    let text = match (
        entry.text_of("path"),
        entry.text_of("patch").or_else(|| entry.text_of("jsonOp")),
    ) {
        (Some(_), Some(patch)) => {
            return Err(refused(
                patch.span(),
                "expected a path or the operations, found both",
                "must specify a file path or jsonOp, not both",
            ));
        }
        (None, None) => {
            return Err(refused(
                place,
                "expected `patch` or `path`, found neither",
                "empty file path and empty jsonOp",
            ));
        }
        (Some(path), None) => Text::of_file(cx, folder, path)?,
        (None, Some(patch)) => Text::Inline(patch),
    };
    let Some(operations) = text.operations(cx)? else {
        return Err(refused(
            place,
            "the patch is empty",
            "patch appears to be empty; file=",
        ));
    };
    let target = selector(entry.get("target").unwrap_or(entry))?;
    let positions = selected(cx, &target);
    unmatched(cx, &positions, place, &target);
    positions
        .into_iter()
        .try_for_each(|at| operate(cx, at, &operations))
}

/// Whether a merge brings its own `apiVersion` along.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    /// The patch names the object: its type is the object's.
    Type,
    /// The patch was chosen for the object by a target: of its type only the kind counts.
    Kind,
}

fn merge_into(
    cx: &mut Context<'_, '_>,
    at: usize,
    patch: &Node,
    odd_keys: &[Diagnostic],
    allowed: Allowed,
    whole: Whole,
) -> Outcome<()> {
    let schema = cx.schema;
    let Some(resource) = cx.resources.get_mut(at) else {
        return Ok(());
    };
    if allowed.name || allowed.kind {
        resource.remember(schema);
    }
    let before = Head::of(&resource.node);
    let gvk = resource.gvk();
    let dialect = schema.dialect(&gvk, &cx.loader.session.sources);
    let outcome = strategic::merge(&mut resource.node, patch, dialect, "");
    let id = before.id(&gvk);
    let errors = outcome.findings.into_iter().map(|finding| finding.on(&id));
    let mut failure = None;
    for finding in errors {
        if finding.severity == Severity::Error && failure.is_none() {
            failure = Some(Box::new(finding));
        } else {
            cx.loader.session.report(finding);
        }
    }
    if let Some(failure) = failure {
        return Err(failure);
    }
    let empty = resource
        .node
        .as_map()
        .is_none_or(crate::yaml::Mapping::is_empty);
    if outcome.effect == Effect::Removed || empty {
        cx.resources.remove(at);
        return Ok(());
    }
    if outcome.effect == Effect::Unchanged {
        cx.loader.session.report(
            Diagnostic::new(
                Code::NothingMatched,
                format!("the patch changes nothing of `{id}`"),
            )
            .at(patch.head())
            .related(
                outcome.same.and_then(|same| same.origin.span),
                "the value is set here already",
            ),
        );
    }
    before.restore(&mut resource.node, allowed, whole);
    super::shared::follow(resource);
    if let Some(odd) = odd_keys.iter().find(|odd| has_key_at(&resource.node, odd)) {
        return Err(Box::new(odd.clone().on(&id)));
    }
    if allowed.name || allowed.kind {
        cx.resources.renamed(at);
        if let Some(found) = cx.resources.conflict_of(at, schema) {
            return Err(super::conflict(&found));
        }
    }
    Ok(())
}

/// Returns whether a key of a patch became one of the object; where the object had it, its own stayed.
fn has_key_at(node: &Node, odd: &Diagnostic) -> bool {
    let place = odd.primary.as_ref().map(|label| label.span);
    match &node.value {
        Value::Mapping(map) => map
            .iter()
            .any(|entry| entry.key.span == place || has_key_at(&entry.value, odd)),
        Value::Sequence(items) => items.iter().any(|item| has_key_at(item, odd)),
        _ => false,
    }
}

/// What a strategic merge may not change.
struct Head {
    api_version: Option<Node>,
    kind: Option<Node>,
    name: Option<Node>,
    namespace: Option<Node>,
}

impl Head {
    fn of(node: &Node) -> Self {
        Head {
            api_version: node.get("apiVersion").cloned(),
            kind: node.get("kind").cloned(),
            name: node.at(&["metadata", "name"]).cloned(),
            namespace: node.at(&["metadata", "namespace"]).cloned(),
        }
    }

    fn id(&self, gvk: &Gvk) -> Identity {
        let text = |node: &Option<Node>| node.as_ref().and_then(Node::to_text).unwrap_or_default();
        Identity {
            gvk: gvk.clone(),
            name: text(&self.name),
            namespace: text(&self.namespace),
            cluster: false,
        }
    }

    fn restore(self, node: &mut Node, allowed: Allowed, whole: Whole) {
        let put = |node: &mut Node, key: &str, value: Option<Node>| {
            let Some(map) = node.as_map_mut() else { return };
            match value {
                Some(value) => {
                    map.insert(key, value);
                }
                None => {
                    map.remove(key);
                }
            }
        };
        if whole == Whole::Kind {
            put(node, "apiVersion", self.api_version);
        }
        if !allowed.kind {
            put(node, "kind", self.kind);
        }
        let Some(metadata) = node.get_mut("metadata") else {
            return;
        };
        if !allowed.name {
            put(metadata, "name", self.name);
        }
        put(metadata, "namespace", self.namespace);
    }
}

fn operate(cx: &mut Context<'_, '_>, at: usize, operations: &Node) -> Outcome<()> {
    let Some(resource) = cx.resources.get_mut(at) else {
        return Ok(());
    };
    super::bare::settle(resource);
    super::shared::part(resource);
    let id = resource.id(cx.schema);
    let secret = id.gvk.kind == "Secret";
    let outcome = json6902::apply(
        &mut resource.node,
        operations,
        json6902::Dialect::Kustomize,
        secret,
    );
    if let Some(finding) = outcome.findings.into_iter().next() {
        return Err(Box::new(finding.on(&id)));
    }
    if outcome.effect == Effect::Unchanged {
        cx.loader.session.report(
            Diagnostic::new(
                Code::NothingMatched,
                format!("the patch changes nothing of `{id}`"),
            )
            .at(operations.head()),
        );
    }
    let empty = resource
        .node
        .as_map()
        .is_none_or(crate::yaml::Mapping::is_empty);
    if empty {
        cx.resources.remove(at);
    } else {
        cx.resources.renamed(at);
    }
    Ok(())
}

/// Returns the one resource that has, or had, the identity of a patch.
fn named(cx: &mut Context<'_, '_>, patch: &Node) -> Outcome<usize> {
    let id = Identity::known(patch, cx.schema);
    let positions = cx
        .resources
        .with_id(&id.name, cx.schema, |other| other.is(&id));
    let (message, words) = match positions.as_slice() {
        [at] => return Ok(*at),
        [] => (
            format!("no resource matches the patch for `{id}`"),
            format!("no matches for Id {id}"),
        ),
        several => (
            format!("{} resources match the patch for `{id}`", several.len()),
            format!("multiple matches for Id {id}"),
        ),
    };
    let names = cx
        .resources
        .iter()
        .filter(|resource| resource.kind() == id.gvk.kind)
        .map(Resource::name);
    let names: Vec<_> = names.take(NEAR).collect();
    let near = crate::diag::did_you_mean(&id.name, names.iter().map(ecow::EcoString::as_str));
    Err(Box::new(
        Diagnostic::new(Code::PatchMatchesNothing, message)
            .at(patch
                .at(&["metadata", "name"])
                .and_then(Node::span)
                .or(patch.head()))
            .note(format!(
                "kustomize: {words}; failed to find unique target for patch {id}"
            ))
            .maybe_help(near.map(|near| format!("did you mean `name: {near}`?"))),
    ))
}

/// So many names are looked at for a near one.
const NEAR: usize = 2_000;

/// Reads a `target`.
pub(super) fn selector(target: &Node) -> Outcome<Selector> {
    let mut findings = Vec::new();
    // kustomize takes an empty text for no condition.
    let mut said = target.clone();
    if let Some(map) = said.as_map_mut() {
        map.retain(|entry| entry.value.as_str() != Some(""));
    }
    Selector::read(&said, &mut findings).ok_or_else(|| {
        let finding = findings.into_iter().next();
        let finding = finding.unwrap_or_else(|| {
            Diagnostic::new(Code::InvalidPatch, "the target cannot be read").at(target.span())
        });
        Box::new(finding.note("kustomize: error parsing regexp, or unable to parse requirement"))
    })
}

/// Returns the positions of the resources that a selector means.
pub(super) fn selected(cx: &mut Context<'_, '_>, selector: &Selector) -> Vec<usize> {
    let positions = match selector.name() {
        Some(name) => cx.resources.candidates(name),
        None => cx.resources.positions().map(|(at, _)| at).collect(),
    };
    let schema = cx.schema;
    let matches = |at: &usize| {
        let Some(resource) = cx.resources.get(*at) else {
            return false;
        };
        let now = resource.id(schema);
        let first = resource.previous.first().unwrap_or(&now);
        selector.matches_any(
            &now.gvk,
            &[&first.name, &now.name],
            &[first.effective_namespace(), now.effective_namespace()],
            &resource.node,
        )
    };
    positions.into_iter().filter(matches).collect()
}

fn unmatched(cx: &Context<'_, '_>, positions: &[usize], place: Option<Span>, target: &Selector) {
    if positions.is_empty() {
        cx.loader.session.report(
            Diagnostic::new(
                Code::NothingMatched,
                format!("no resource matches the target of the patch: {target}"),
            )
            .at(place),
        );
    }
}

fn unreadable(finding: Diagnostic, source: &str) -> Box<Diagnostic> {
    Box::new(finding.note(words(&format!(
        "unable to parse SM or JSON patch from {source}"
    ))))
}
