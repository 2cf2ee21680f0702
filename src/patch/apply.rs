//! Patches onto the objects they are for.
//!
//! In: all objects, and one [`Patch`] after the other. Out: the objects, changed. A patch that matches nothing, changes
//! nothing or makes another object of its target is reported.

use std::sync::Arc;

use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};

use super::change::{Effect, is_secret};
use super::findings::{mask, once, unchanged, verbatim};
use super::read::{Body, Patch};
use super::select::Index;
use super::strategic::Dialect;
use super::{json6902, strategic};
use crate::diag::{Code, Diagnostic};
use crate::k8s::{Object, ObjectId, Owner, TypeOf, defined_kind, stored_schema};
use crate::session::Session;
use crate::text::Span;
use crate::yaml::Node;

/// Whose objects a patch may touch.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope<'s> {
    /// Everybody's.
    All,
    /// Those of the component that states it.
    Owner(&'s Arc<Owner>),
    /// Those of the components that an overlay matches.
    Owners(&'s [Arc<Owner>]),
}

/// The objects of an environment while they are patched.
pub(super) struct Objects<'p> {
    session: &'p Session<'p>,
    objects: Vec<Object>,
    removed: Vec<bool>,
    index: Index,
    by_owner: FxHashMap<Arc<Owner>, Vec<usize>>,
    schemas: Schemas<'p>,
    /// How many near names may still be looked for: each look walks over names.
    looks: usize,
}

/// So many findings get a "did you mean", and each of them looks at so many names.
const LOOKS: usize = 20;
const NAMES: usize = 2_000;

impl<'p> Objects<'p> {
    /// Takes the objects over; `elsewhere` has definitions that are not among them.
    pub(super) fn new(
        session: &'p Session<'p>,
        objects: Vec<Object>,
        elsewhere: &'p [Object],
    ) -> Self {
        let mut by_owner: FxHashMap<Arc<Owner>, Vec<usize>> = FxHashMap::default();
        for (at, object) in objects.iter().enumerate() {
            by_owner
                .entry(Arc::clone(&object.owner))
                .or_default()
                .push(at);
        }
        Objects {
            session,
            removed: vec![false; objects.len()],
            index: Index::new(&objects),
            by_owner,
            schemas: Schemas::new(&objects, elsewhere),
            objects,
            looks: LOOKS,
        }
    }

    /// Gives the objects back, without those that a patch removed.
    pub(super) fn finish(self) -> Vec<Object> {
        self.objects
            .into_iter()
            .zip(self.removed)
            .filter(|(_, removed)| !removed)
            .map(|(object, _)| object)
            .collect()
    }

    /// Returns the objects of a component, with their positions.
    pub(super) fn of_owner(&self, owner: &Arc<Owner>) -> impl Iterator<Item = (usize, &Object)> {
        let positions = self.by_owner.get(owner).map_or(&[][..], Vec::as_slice);
        positions
            .iter()
            .filter(|at| !self.removed[**at])
            .map(|at| (*at, &self.objects[*at]))
    }

    /// Applies a patch to every object it is for.
    pub(super) fn apply(&mut self, patch: &Patch, scope: Scope<'_>) {
        let matched = self.matched(patch, scope);
        if matched.is_empty() && patch.optional {
            return;
        }
        if matched.is_empty() {
            let finding = self.no_match(patch, scope);
            self.session.report(finding);
            return;
        }
        let mut findings: Vec<Diagnostic> = Vec::new();
        let mut changed = false;
        let mut same = None;
        for &at in &matched {
            let schema = match patch.body {
                Body::Merge(_) => self.schemas.of(&self.objects, &self.objects[at].id),
                Body::Json(_) => None,
            };
            let object = &mut self.objects[at];
            if object.verbatim.is_some() {
                changed = true;
                findings.push(verbatim(object, patch.place));
                continue;
            }
            let masked = is_secret(&object.id);
            let api_version = object.node.get("apiVersion").cloned();
            let (effect, of_this, problems) = match &patch.body {
                Body::Merge(body) => {
                    let ty = TypeOf::object(&object.id.group, &object.id.kind, schema.as_deref());
                    let outcome =
                        strategic::merge(&mut object.node, body, Dialect::Kubernetes(ty), "");
                    (outcome.effect, outcome.same, outcome.findings)
                }
                Body::Json(operations) => {
                    let outcome = json6902::apply(
                        &mut object.node,
                        operations,
                        json6902::Dialect::Rfc6902,
                        masked,
                    );
                    (outcome.effect, outcome.same, outcome.findings)
                }
            };
            changed |= effect != Effect::Unchanged || !problems.is_empty();
            if same.is_none() {
                same = of_this.map(|same| (at, same));
            }
            let problems = problems.into_iter().map(|problem| {
                let problem = problem.on(&object.id);
                if masked {
                    mask(problem, patch.place)
                } else {
                    problem
                }
            });
            findings.extend(problems);
            match effect {
                Effect::Removed => self.removed[at] = true,
                Effect::Changed => {
                    findings.extend(self.identify(at, api_version.as_ref(), patch.place));
                }
                Effect::Unchanged => {}
            }
        }
        if !changed {
            let same = same.map(|(at, same)| (&self.objects[at], same));
            findings.push(unchanged(
                patch.place,
                &self.objects[matched[0]].id,
                matched.len(),
                same,
            ));
        }
        self.session.report_all(once(findings));
    }

    /// Applies a strategic merge to the pod template, at these keys, of each of these objects.
    pub(super) fn apply_to_templates(&mut self, pods: &[(usize, &[&str])], body: &Node) {
        let place = body.head();
        let mut findings: Vec<Diagnostic> = Vec::new();
        let mut changed = false;
        let mut same = None;
        for (at, keys) in pods {
            let object = &mut self.objects[*at];
            let id = object.id.clone();
            let Some(part) = crate::k8s::descend(&mut object.node, keys) else {
                continue;
            };
            let pointer: String = keys.iter().map(|key| format!("/{key}")).collect();
            let ty = TypeOf::pod_template();
            let outcome = strategic::merge(part, body, Dialect::Kubernetes(ty), &pointer);
            changed |= outcome.effect != Effect::Unchanged || !outcome.findings.is_empty();
            same = same.or(outcome.same.map(|same| (*at, same)));
            findings.extend(outcome.findings.into_iter().map(|finding| finding.on(&id)));
            if outcome.effect == Effect::Removed {
                findings.push(
                    Diagnostic::new(
                        Code::PatchChangesIdentity,
                        format!("`{id}` cannot do without its pod template"),
                    )
                    .at(place)
                    .on(&id)
                    .pointer(pointer)
                    .help("use `$patch: replace` to write the template anew"),
                );
            }
        }
        if let (false, Some((first, _))) = (changed, pods.first()) {
            let same = same.map(|(at, same)| (&self.objects[at], same));
            let first = &self.objects[*first].id;
            findings.push(unchanged(place, first, pods.len(), same));
        }
        self.session.report_all(once(findings));
    }

    fn matched(&self, patch: &Patch, scope: Scope<'_>) -> Vec<usize> {
        let candidates = match scope {
            Scope::Owner(owner) => self
                .by_owner
                .get(owner)
                .map_or(&[][..], Vec::as_slice)
                .into(),
            Scope::All | Scope::Owners(_) => self.index.candidates(&patch.selector),
        };
        // A few objects are looked up in the list itself, many in a set of it.
        let few = candidates.len() <= 8;
        let set: FxHashSet<&Owner> = match scope {
            Scope::Owners(owners) if !few => owners.iter().map(Arc::as_ref).collect(),
            _ => FxHashSet::default(),
        };
        let mut matched: Vec<usize> = candidates
            .iter()
            .copied()
            .filter(|at| {
                let object = &self.objects[*at];
                !self.removed[*at]
                    && patch.selector.matches(&object.id, &object.node)
                    && match scope {
                        Scope::Owners(owners) if few => owners.contains(&object.owner),
                        Scope::Owners(_) => set.contains(object.owner.as_ref()),
                        Scope::All | Scope::Owner(_) => true,
                    }
            })
            .collect();
        // A renamed object may stand in the index twice.
        matched.sort_unstable();
        matched.dedup();
        matched
    }

    fn no_match(&mut self, patch: &Patch, scope: Scope<'_>) -> Diagnostic {
        let place = match scope {
            Scope::All => String::new(),
            Scope::Owner(owner) => format!(" of `{owner}`"),
            Scope::Owners(owners) => match owners {
                [owner] => format!(" of `{owner}`"),
                several => format!(" of the {} components it applies to", several.len()),
            },
        };
        let message = format!("no object{place} matches the patch: {}", patch.selector);
        let mut finding = Diagnostic::new(Code::PatchMatchesNothing, message).at(patch.place);
        if self.looks > 0 {
            self.looks -= 1;
            finding = finding.maybe_help(self.near(patch, scope));
        }
        finding
    }

    /// Looks for what could be meant.
    fn near(&self, patch: &Patch, scope: Scope<'_>) -> Option<String> {
        let ids: Vec<&ObjectId> = match scope {
            Scope::Owner(owner) => self.of_owner(owner).map(|(_, object)| &object.id).collect(),
            Scope::All | Scope::Owners(_) => self.objects.iter().map(|object| &object.id).collect(),
        };
        let kind = patch.selector.kind()?;
        let kinds: std::collections::BTreeSet<&str> =
            ids.iter().map(|id| id.kind.as_str()).collect();
        if !kinds.contains(kind) {
            let meant = crate::diag::did_you_mean(kind, kinds.iter().copied());
            return meant
                .map(|meant| format!("did you mean `kind: {meant}`?"))
                .or_else(|| match scope {
                    Scope::Owner(owner) => {
                        let kinds: Vec<&str> = kinds.into_iter().collect();
                        Some(format!("`{owner}` has {}", kinds.join(", ")))
                    }
                    Scope::All | Scope::Owners(_) => None,
                });
        }
        let names = ids
            .iter()
            .filter(|id| id.kind == kind)
            .map(|id| id.name.as_str())
            .take(NAMES);
        let name = patch.selector.name()?;
        let names: Vec<&str> = names.collect();
        if let Some(meant) =
            crate::diag::did_you_mean(name, names.iter().copied().filter(|near| *near != name))
        {
            return Some(format!("did you mean `name: {meant}`?"));
        }
        if names.contains(&name) {
            let elsewhere = ids.iter().find(|id| id.kind == kind && id.name == name)?;
            return Some(format!(
                "there is `{elsewhere}`, which the rest of the target excludes"
            ));
        }
        (names.len() <= 5).then(|| format!("there is `{}`", names.join("`, `")))
    }

    /// Keeps the identity of a changed object true, and refuses to make another kind of it.
    fn identify(
        &mut self,
        at: usize,
        api_version: Option<&Node>,
        place: Option<Span>,
    ) -> Option<Diagnostic> {
        let object = &mut self.objects[at];
        let now = ObjectId::of(&object.node);
        let same_kind = now.as_ref().is_some_and(|now| {
            now.kind == object.id.kind
                && now.group == object.id.group
                && object.node.get("apiVersion") == api_version
        });
        if let (Some(now), true) = (now, same_kind) {
            if now != object.id {
                self.index.renamed(at, &now);
                object.id = now;
            }
            return None;
        }
        let culprit = ["apiVersion", "kind"]
            .into_iter()
            .filter_map(|key| object.node.get(key))
            .find(|node| node.origin.step == crate::yaml::Step::Patched);
        Some(
            Diagnostic::new(
                Code::PatchChangesIdentity,
                format!(
                    "the patch may not change `apiVersion` or `kind` of `{}`, nor take its name away",
                    object.id
                ),
            )
            .at(culprit.and_then(Node::span).or(place))
            .on(&object.id)
            .help("remove it from the patch; the object comes from the spec that owns it"),
        )
    }
}

/// The schemas that CustomResourceDefinitions give, those among the objects before others. They are large, and few are
/// ever asked for.
struct Schemas<'p> {
    definitions: FxHashMap<Kind, usize>,
    elsewhere: FxHashMap<Kind, &'p Node>,
    read: FxHashMap<Kind, Option<Arc<Node>>>,
}

/// Group and kind.
type Kind = (EcoString, EcoString);

impl<'p> Schemas<'p> {
    fn new(objects: &[Object], elsewhere: &'p [Object]) -> Self {
        let definitions = objects
            .iter()
            .enumerate()
            .filter_map(|(at, object)| Some((defined_kind(&object.node)?, at)));
        let elsewhere = elsewhere.iter().map(|object| &object.node);
        let elsewhere = elsewhere.filter_map(|node| Some((defined_kind(node)?, node)));
        Schemas {
            definitions: definitions.collect(),
            elsewhere: elsewhere.collect(),
            read: FxHashMap::default(),
        }
    }

    /// Returns the schema of the stored version of a kind.
    fn of(&mut self, objects: &[Object], id: &ObjectId) -> Option<Arc<Node>> {
        if self.definitions.is_empty() && self.elsewhere.is_empty() {
            return None;
        }
        let kind = (id.group.clone(), id.kind.clone());
        let definition = match self.definitions.get(&kind) {
            Some(at) => &objects[*at].node,
            None => self.elsewhere.get(&kind)?,
        };
        let schema = self
            .read
            .entry(kind)
            .or_insert_with(|| stored_schema(definition).cloned().map(Arc::new));
        schema.clone()
    }
}
