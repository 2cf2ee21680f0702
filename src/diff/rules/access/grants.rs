//! Rules of roles as what they are: sets of what may be done to what. How they are written does not count.

use std::collections::BTreeMap;
use std::fmt;

use ecow::{EcoString, eco_format};
use rustc_hash::FxHashSet;

use crate::diff::read::{items, text};
use crate::diff::words::ticked;
use crate::yaml::Node;

/// One thing that may be done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Grant {
    /// The API group; empty for the core group.
    group: EcoString,
    /// The resource, `pods/exec`; or a path of the server, `/metrics`.
    resource: EcoString,
    /// One object only; empty for all.
    name: EcoString,
    verb: EcoString,
}

/// What a role gives; sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Grants(Vec<Grant>);

impl Grants {
    /// Reads a Role or a ClusterRole.
    pub(super) fn read(role: &Node) -> Self {
        let mut grants = Vec::new();
        for rule in items(role.value_of("rules")) {
            let list = |key: &str| -> Vec<EcoString> {
                let stated = items(rule.value_of(key)).iter();
                stated.filter_map(Node::to_text).collect()
            };
            let paths = list("nonResourceURLs").into_iter();
            let mut targets: Vec<_> = paths.map(|path| (EcoString::new(), path)).collect();
            let resources = list("resources");
            for group in list("apiGroups") {
                let of = |resource: &EcoString| (group.clone(), resource.clone());
                targets.extend(resources.iter().map(of));
            }
            let mut names = list("resourceNames");
            if names.is_empty() {
                names.push("".into());
            }
            let verbs = list("verbs");
            for (group, resource) in &targets {
                for name in &names {
                    grants.extend(verbs.iter().map(|verb| Grant {
                        group: group.clone(),
                        resource: resource.clone(),
                        name: name.clone(),
                        verb: verb.clone(),
                    }));
                }
            }
        }
        grants.sort();
        grants.dedup();
        Grants(grants)
    }

    /// Returns what is given here and not there.
    pub(super) fn beyond(&self, other: &Grants) -> Grants {
        let known: FxHashSet<&Grant> = other.0.iter().collect();
        let is_given =
            |grant: &Grant| known.contains(grant) || wider(grant).any(|wide| known.contains(&wide));
        let new = self.0.iter().filter(|grant| !is_given(grant));
        Grants(new.cloned().collect())
    }

    /// Returns whether nothing is given.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns what makes the holder more than the role says: the worst, as the end of a sentence.
    pub(super) fn danger(&self) -> Option<&'static str> {
        self.0
            .iter()
            .filter_map(Grant::danger)
            .min()
            .map(|(_, why)| why)
    }
}

impl Grant {
    fn is_path(&self) -> bool {
        self.resource.starts_with('/')
    }

    /// Returns how bad it is, the worst first, and why.
    fn danger(&self) -> Option<(u8, &'static str)> {
        let (group, resource) = (self.group.as_str(), self.resource.as_str());
        let any = |verbs: &[&str]| self.verb == "*" || verbs.contains(&self.verb.as_str());
        let writes = any(&["create", "update", "patch", "delete", "deletecollection"]);
        if self.is_path() {
            return None;
        }
        match (group, resource) {
            ("*", "*") if self.verb == "*" => {
                return Some((0, "that is everything, as `cluster-admin` has it"));
            }
            (_, "*") => return Some((2, "that is every kind of the group, also those to come")),
            ("*", _) => return Some((2, "that is the kind in every group")),
            _ => {}
        }
        let why = match (group, resource) {
            ("rbac.authorization.k8s.io", _) if any(&["escalate", "bind"]) => (
                1,
                "with `escalate` and `bind` its holder can give itself every permission",
            ),
            ("", "users" | "groups" | "serviceaccounts") if any(&["impersonate"]) => {
                (1, "its holder can act as somebody else")
            }
            ("", "nodes/proxy") => (
                1,
                "its holder can run commands in every pod of a node, past the audit log",
            ),
            ("", "pods/exec" | "pods/attach") if any(&["get", "create"]) => {
                (3, "its holder can run commands in pods")
            }
            ("", "pods/ephemeralcontainers") if writes => {
                (3, "its holder can run commands in pods")
            }
            ("", "serviceaccounts/token") if any(&["create"]) => {
                (1, "its holder can act as these ServiceAccounts")
            }
            ("", "secrets") if any(&["get", "list", "watch"]) => (3, "its holder reads Secrets"),
            ("rbac.authorization.k8s.io", _) if writes => (4, "its holder changes permissions"),
            ("admissionregistration.k8s.io", _) if writes => {
                (4, "its holder decides what the API server accepts")
            }
            ("certificates.k8s.io", "certificatesigningrequests/approval") if writes => {
                (2, "its holder can make itself anybody")
            }
            _ if self.verb == "*" => (5, "`*` also means verbs to come"),
            _ => return None,
        };
        Some(why)
    }
}

/// Returns every grant that gives what this one gives. How many there are does not depend on what else a role says.
fn wider(grant: &Grant) -> impl Iterator<Item = Grant> {
    let Grant {
        group,
        resource,
        name,
        verb,
    } = grant;
    let targets: Vec<(EcoString, EcoString)> = match grant.is_path() {
        true => {
            // Without a slash in front it would be a resource.
            let ends = resource.char_indices().skip(1).map(|(at, _)| at);
            let ends = ends.chain([resource.len()]);
            let starts = ends.map(|end| eco_format!("{}*", &resource[..end]));
            let all = starts.chain([resource.clone()]);
            all.map(|path| (group.clone(), path)).collect()
        }
        false => {
            let sub = resource
                .split_once('/')
                .map(|(_, sub)| eco_format!("*/{sub}"));
            let resources = [resource.clone(), "*".into()].into_iter().chain(sub);
            let all = resources
                .flat_map(|resource| [(group.clone(), resource.clone()), ("*".into(), resource)]);
            all.collect()
        }
    };
    let names = [name.clone(), EcoString::new()];
    let verbs = [verb.clone(), "*".into()];
    let ways = names
        .into_iter()
        .flat_map(move |name| verbs.clone().map(|verb| (name.clone(), verb)));
    let ways: Vec<_> = ways.collect();
    targets.into_iter().flat_map(move |(group, resource)| {
        let ways = ways.clone().into_iter();
        ways.map(move |(name, verb)| Grant {
            group: group.clone(),
            resource: resource.clone(),
            name,
            verb,
        })
    })
}

/// Prints `` `get` and `list` on `secrets` ``; what may be done to several things is told together.
impl fmt::Display for Grants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut by_target: BTreeMap<(&str, &str, &str), Vec<&str>> = BTreeMap::new();
        for grant in &self.0 {
            let key = (&*grant.group, &*grant.resource, &*grant.name);
            by_target.entry(key).or_default().push(&grant.verb);
        }
        let mut by_verbs: BTreeMap<Vec<&str>, Vec<String>> = BTreeMap::new();
        for ((group, resource, name), verbs) in by_target {
            let dot = if group.is_empty() { "" } else { "." };
            let space = if name.is_empty() { "" } else { " " };
            let target = format!("{resource}{dot}{group}{space}{name}");
            by_verbs.entry(verbs).or_default().push(target);
        }
        let parts: Vec<String> = by_verbs
            .into_iter()
            .map(|(verbs, targets)| format!("{} on {}", ticked(verbs), ticked(targets)))
            .collect();
        f.write_str(&parts.join(", "))
    }
}

/// Returns the subjects of a binding, `ServiceAccount/shop/api` or `Group/admins`; sorted.
pub(super) fn subjects(binding: Option<&Node>) -> Vec<String> {
    let Some(binding) = binding else {
        return Vec::new();
    };
    let own = text(Some(binding), &["metadata", "namespace"]).unwrap_or_default();
    let mut subjects: Vec<String> = items(binding.value_of("subjects"))
        .iter()
        .filter_map(|subject| {
            let (kind, name) = (
                text(Some(subject), &["kind"])?,
                text(Some(subject), &["name"])?,
            );
            let namespace = text(Some(subject), &["namespace"]).unwrap_or(own);
            Some(match kind {
                "ServiceAccount" => format!("{kind}/{namespace}/{name}"),
                _ => format!("{kind}/{name}"),
            })
        })
        .collect();
    subjects.sort();
    subjects.dedup();
    subjects
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant([group, resource, name, verb]: [&str; 4]) -> Grant {
        Grant {
            group: group.into(),
            resource: resource.into(),
            name: name.into(),
            verb: verb.into(),
        }
    }

    #[test]
    fn what_is_wider_covers() {
        let covers = |this, that| {
            let (this, that) = (Grants(vec![grant(this)]), Grants(vec![grant(that)]));
            that.beyond(&this).is_empty()
        };
        let get = ["apps", "deployments/scale", "api", "get"];
        for wide in [
            get,
            ["*", "deployments/scale", "api", "get"],
            ["apps", "*", "api", "get"],
            ["apps", "*/scale", "", "get"],
            ["*", "*", "", "*"],
        ] {
            assert!(covers(wide, get), "{wide:?}");
        }
        for other in [
            ["", "deployments/scale", "api", "get"],
            ["apps", "deployments", "", "get"],
            ["apps", "*/status", "", "get"],
            ["apps", "*", "web", "*"],
            ["", "/*", "", "*"],
        ] {
            assert!(!covers(other, get), "{other:?}");
        }
        assert!(covers(
            ["", "/api/*", "", "get"],
            ["", "/api/v1", "", "get"]
        ));
        assert!(covers(["", "/*", "", "*"], ["", "/api/*", "", "get"]));
        assert!(!covers(
            ["", "/api/v1", "", "get"],
            ["", "/api/*", "", "get"]
        ));
        for resources in [["*", "*", "", "*"], ["", "*", "", "*"]] {
            assert!(!covers(resources, ["", "/api/v1", "", "get"]));
        }
    }

    #[test]
    fn what_covers_a_grant_is_looked_for_as_often_in_a_large_role_as_in_a_small_one() {
        assert_eq!(wider(&grant(["", "pods", "", "get"])).count(), 16);
        assert_eq!(wider(&grant(["", "pods/log", "api", "get"])).count(), 24);
        assert_eq!(wider(&grant(["", "/api", "", "get"])).count(), 20);
    }
}
