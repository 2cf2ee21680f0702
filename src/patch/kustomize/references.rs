//! References to names that changed: a Deployment that mounts a ConfigMap follows its new name.
//!
//! In: all resources after everything else is done, and the table of fields that hold names. Out: the resources with every
//! such field set to the present name of what it meant. A field means a resource that once had the name it holds; where
//! several did, namespace, prefixes and suffixes decide, and where they do not, it is an error.

use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};

use super::config::Config;
use super::each::until_wrong;
use super::field_spec::{self, ByKind};
use super::resources::{Identity, Resource, Resources};
use super::schema::Schema;
use super::words;
use crate::diag::{Code, Diagnostic};
use crate::load::kustomization::Outcome;
use crate::text::Span;
use crate::yaml::{Node, Value};

/// Sets every reference of every resource.
pub(super) fn run(resources: &mut Resources, schema: &Schema, config: &Config) -> Outcome<()> {
    resources.compact();
    let targets = Targets::new(resources, schema);
    let referrers = ByKind::with(config.name_reference.iter().flat_map(|reference| {
        let target = Target {
            group: &reference.group,
            version: &reference.version,
            kind: &reference.kind,
        };
        reference.referrers.iter().map(move |spec| (spec, target))
    }));
    until_wrong(resources.contents_mut(), |item| {
        let first = item.first_gvk();
        let referrer = Referrer::new(item, schema);
        for (spec, &target) in referrers.of(&first) {
            let here = Reference {
                targets: &targets,
                referrer: &referrer,
                target,
                role: spec
                    .path
                    .ends_with("roleRef/name")
                    .then(|| role_of(&item.node))
                    .flatten(),
            };
            // The field decides, not the type: what was a Deployment once is looked through as one.
            field_spec::visit(&mut item.node, spec, None, &mut |node| here.set(node)).map_err(
                |finding| {
                    Box::new(finding.note(words(&format!(
                        "updating name reference in '{}' field of '{}'",
                        spec.path, referrer.id
                    ))))
                },
            )?;
        }
        Ok(())
    })
}

/// The kind of thing that a field names.
#[derive(Clone, Copy)]
struct Target<'c> {
    group: &'c str,
    version: &'c str,
    kind: &'c str,
}

/// A resource that was renamed, as references see it.
struct Renamed {
    id: Identity,
    first: Identity,
    previous: Vec<Identity>,
    prefixes: Vec<EcoString>,
    suffixes: Vec<EcoString>,
    place: Option<Span>,
}

/// Everything that references may mean.
struct Targets {
    renamed: Vec<Renamed>,
    /// The resources that once had a name.
    by_name: FxHashMap<EcoString, Vec<usize>>,
    /// The namespaces in which resources were first, each with the namespaces they are in now.
    first_namespaces: FxHashMap<EcoString, FxHashSet<(EcoString, EcoString)>>,
}

impl Targets {
    fn new(resources: &Resources, schema: &Schema) -> Self {
        let mut targets = Targets {
            renamed: Vec::new(),
            by_name: FxHashMap::default(),
            first_namespaces: FxHashMap::default(),
        };
        for resource in resources.iter() {
            let mut previous = resource.ids(schema);
            let Some(id) = previous.pop() else { continue };
            let first = previous.first().unwrap_or(&id).clone();
            targets
                .first_namespaces
                .entry(first.effective_namespace().into())
                .or_default()
                .insert((id.effective_namespace().into(), id.namespace.clone()));
            if previous.is_empty() {
                continue;
            }
            let at = targets.renamed.len();
            for name in previous.iter().map(|id| &id.name) {
                let positions = targets.by_name.entry(name.clone()).or_default();
                if positions.last() != Some(&at) {
                    positions.push(at);
                }
            }
            targets.renamed.push(Renamed {
                id,
                first,
                previous,
                prefixes: resource.prefixes.clone(),
                suffixes: resource.suffixes.clone(),
                place: resource.place(),
            });
        }
        targets
    }
}

/// The resource whose fields are looked at.
struct Referrer {
    id: Identity,
    prefixes: Vec<EcoString>,
    suffixes: Vec<EcoString>,
    /// The namespaces of the ServiceAccounts that a RoleBinding binds.
    bound: FxHashSet<EcoString>,
}

impl Referrer {
    fn new(resource: &Resource, schema: &Schema) -> Self {
        let mut bound = FxHashSet::default();
        if resource.kind() == "RoleBinding" {
            let subjects = resource.node.value_of("subjects").and_then(Node::as_list);
            for subject in subjects.unwrap_or_default() {
                let text = |key: &str| subject.get(key).and_then(Node::as_str);
                if let (Some("ServiceAccount"), Some(namespace)) = (text("kind"), text("namespace"))
                {
                    bound.insert(namespace.into());
                }
            }
        }
        Referrer {
            id: resource.id(schema),
            prefixes: resource.prefixes.clone(),
            suffixes: resource.suffixes.clone(),
            bound,
        }
    }

    /// Returns whether it can refer to something in a namespace at all.
    fn reaches(&self, effective: &str, stated: &str) -> bool {
        self.id.cluster
            || effective == CLUSTER
            || effective == self.id.effective_namespace()
            || self.bound.contains(stated)
    }
}

const CLUSTER: &str = "_non_namespaceable_";

/// Returns group and kind of a binding's role.
fn role_of(node: &Node) -> Option<(EcoString, EcoString)> {
    let role = node.value_of("roleRef")?;
    Some((
        role.value_of("apiGroup")?.to_text()?,
        role.value_of("kind")?.to_text()?,
    ))
}

/// One field of one resource that may hold a name.
struct Reference<'r> {
    targets: &'r Targets,
    referrer: &'r Referrer,
    target: Target<'r>,
    role: Option<(EcoString, EcoString)>,
}

impl Reference<'_> {
    fn set(&self, node: &mut Node) -> Outcome<()> {
        match &mut node.value {
            Value::Null => Ok(()),
            Value::Mapping(_) => self.set_in_map(node),
            Value::Sequence(items) => items.iter_mut().try_for_each(|item| match &item.value {
                Value::Null => Ok(()),
                Value::Mapping(_) => self.set_in_map(item),
                Value::Sequence(_) => Err(Box::new(
                    Diagnostic::new(
                        Code::TransformFailed,
                        "expected a name or a map with a name, found a list",
                    )
                    .at(item.span())
                    .note(words(
                        "is expected to be either a string or a map of string",
                    )),
                )),
                _ => self.set_name(item),
            }),
            _ => self.set_name(node),
        }
    }

    fn set_name(&self, node: &mut Node) -> Outcome<()> {
        let Some(name) = node.to_text() else {
            return Ok(());
        };
        let meant = self.meant(&name, |_| true, |a, b| a.id.name == b.id.name, node)?;
        if let Some(renamed) = meant.filter(|renamed| renamed.id.name != name) {
            follow(node, &renamed.id.name, renamed);
        }
        Ok(())
    }

    fn set_in_map(&self, node: &mut Node) -> Outcome<()> {
        let Some(name_node) = node.get("name").filter(|name| !name.is_null()) else {
            return Err(Box::new(
                Diagnostic::new(Code::TransformFailed, "expected a map with a `name`")
                    .at(node.span())
                    .note(words("path config error; no 'name' field in node")),
            ));
        };
        let name = name_node.to_text().unwrap_or_default();
        let namespace = node.value_of("namespace").and_then(Node::to_text);
        let by_first = namespace.as_ref().is_some_and(|namespace| {
            let now = self.targets.first_namespaces.get(namespace);
            now.into_iter()
                .flatten()
                .any(|(effective, stated)| self.referrer.reaches(effective, stated))
        });
        let fits = |renamed: &Renamed| match &namespace {
            None => true,
            Some(namespace) if by_first => renamed.first.effective_namespace() == namespace,
            Some(namespace) => renamed.id.effective_namespace() == namespace,
        };
        let same =
            |a: &Renamed, b: &Renamed| a.id.name == b.id.name && a.id.namespace == b.id.namespace;
        let Some(renamed) = self.meant(&name, fits, same, node)? else {
            return Ok(());
        };
        if renamed.id.name == name && renamed.id.namespace.is_empty() {
            return Ok(());
        }
        if let Some(node) = node.get_mut("name") {
            follow(node, &renamed.id.name, renamed);
        }
        if renamed.id.namespace.is_empty() {
            return Ok(());
        }
        match node.get_mut("namespace") {
            Some(node) => follow(node, &renamed.id.namespace, renamed),
            None => {
                let mut new = node.with(renamed.id.namespace.clone());
                new.origin.step = crate::yaml::Step::Patched;
                if let Some(map) = node.as_map_mut() {
                    map.insert("namespace", new);
                }
            }
        }
        Ok(())
    }

    /// Returns the resource that is meant by a name.
    fn meant(
        &self,
        name: &str,
        fits: impl Fn(&Renamed) -> bool,
        same: impl Fn(&Renamed, &Renamed) -> bool,
        node: &Node,
    ) -> Outcome<Option<&Renamed>> {
        let Some(positions) = self.targets.by_name.get(name) else {
            return Ok(None);
        };
        let referrer = self.referrer;
        let mut candidates: Vec<&Renamed> = positions
            .iter()
            .map(|at| &self.targets.renamed[*at])
            .filter(|renamed| {
                referrer.reaches(renamed.id.effective_namespace(), &renamed.id.namespace)
            })
            .filter(|renamed| fits(renamed))
            .filter(|renamed| {
                let Target {
                    group,
                    version,
                    kind,
                } = self.target;
                renamed
                    .previous
                    .iter()
                    .any(|id| id.is_selected(group, version, kind))
            })
            .filter(|renamed| {
                self.role.as_ref().is_none_or(|(group, kind)| {
                    renamed
                        .previous
                        .iter()
                        .any(|id| id.is_selected(group, "", kind))
                })
            })
            .filter(|renamed| {
                referrer.id.cluster
                    || renamed.id.cluster
                    || renamed.id.gvk.kind == "ServiceAccount"
                    || renamed.id.effective_namespace() == referrer.id.effective_namespace()
            })
            .collect();
        if candidates.len() == 1 {
            return Ok(candidates.pop());
        }
        candidates.retain(|renamed| {
            either_ends_alike(&renamed.prefixes, &referrer.prefixes)
                && either_ends_alike(&renamed.suffixes, &referrer.suffixes)
        });
        if candidates.len() > 1 {
            candidates.retain(|renamed| {
                ends_alike(&renamed.prefixes, &referrer.prefixes)
                    && ends_alike(&renamed.suffixes, &referrer.suffixes)
            });
        }
        let Some(first) = candidates.first().copied() else {
            return Ok(None);
        };
        if candidates.iter().all(|other| same(first, other)) {
            return Ok(Some(first));
        }
        let ids: Vec<String> = candidates
            .iter()
            .map(|renamed| renamed.id.to_string())
            .collect();
        let mut finding = Diagnostic::new(
            Code::AmbiguousReference,
            format!("`{name}` could mean {} resources: `{}`", candidates.len(), ids.join("`, `")),
        )
        .at(node.span())
        .on(&referrer.id)
        .note(words(&format!("found multiple possible referrals: {}", ids.join(", "))))
        .help("put what refers and what is referred to into one kustomization, so that they get the same prefix");
        for renamed in candidates.iter().take(SHOWN) {
            finding = finding.related(renamed.place, "could be meant");
        }
        Err(Box::new(finding))
    }
}

/// So many of the resources that could be meant are shown.
const SHOWN: usize = 5;

/// Sets a field to a name that changed.
fn follow(node: &mut Node, text: &EcoString, renamed: &Renamed) {
    if node.as_str() == Some(text) {
        return;
    }
    let mut new = Node::new(text.clone(), node.origin.clone());
    new.origin.past = None;
    if let Some(span) = renamed.place {
        new.origin.span = Some(span);
    }
    *node = new.replacing(node, crate::yaml::Step::Patched);
}

fn either_ends_alike(a: &[EcoString], b: &[EcoString]) -> bool {
    a.is_empty() || b.is_empty() || ends_alike(a, b)
}

/// Returns whether the shorter list is the end of the longer one.
fn ends_alike(a: &[EcoString], b: &[EcoString]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return long.is_empty();
    }
    long.ends_with(short)
}
