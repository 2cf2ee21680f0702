//! Which values the API server sets itself where a manifest is silent.
//!
//! Most stand in a [table]; those that depend on other fields are code here. What the server sets in Pods alone, and not
//! in templates of pods, is left out: stating it in a template makes new pods.

mod table;

use self::table::{USUAL, Usual, WHOLE, ZERO};
use super::scalars;
use crate::k8s::schema::Schema;
use crate::k8s::{Image, Minor};
use crate::yaml::{Mapping, Node};

/// A map that leaves a field out.
#[derive(Clone, Copy)]
pub(super) struct Silent<'a> {
    /// The map.
    pub(super) map: &'a Mapping,
    /// Its type.
    pub(super) schema: Option<&'a Schema>,
    /// The version that gives it its fields.
    pub(super) minor: Minor,
}

impl Silent<'_> {
    /// Returns whether a value is what the field has anyway.
    pub(super) fn means(self, name: &str, schema: Option<&Schema>, stated: &Node) -> bool {
        let declared = schema.and_then(|schema| schema.default.as_deref());
        if declared.is_some_and(|default| scalars::equal(default, stated, schema)) {
            return true;
        }
        let Some(ty) = self.schema.and_then(|schema| schema.name).map(short) else {
            return false;
        };
        if let Some(map) = stated.as_map() {
            return self.means_map(ty, name, schema, map);
        }
        usual(ty, name).is_some_and(|usual| usual.is(stated))
            || is_zero(stated) && listed(ZERO, ty, name)
            || self.follows(ty, name, stated)
    }

    /// Returns whether a map says nothing but what holds anyway.
    fn means_map(self, ty: &str, name: &str, schema: Option<&Schema>, map: &Mapping) -> bool {
        let is_data = schema
            .is_some_and(|schema| schema.properties.is_empty() && schema.additional.is_some());
        if is_data && map.is_empty() {
            return true;
        }
        if !listed(WHOLE, ty, name) || !self.takes(ty, name) {
            return ty == "core.v1.Volume"
                && name == "emptyDir"
                && map.is_empty()
                && self.map.len() == 1;
        }
        let empty = Mapping::new();
        let inside = Silent {
            map: &empty,
            schema,
            minor: self.minor,
        };
        map.iter().all(|entry| {
            let field = schema.and_then(|schema| schema.field(&entry.key.name, self.minor));
            let is_usual = inside.means(&entry.key.name, field.map(|field| &**field), &entry.value);
            entry.value.is_null()
                || is_usual
                || is_scale_up(ty, name, &entry.key.name, &entry.value)
        })
    }

    /// Returns whether a map is set in place of an absent one, which some are only beside others.
    fn takes(self, ty: &str, name: &str) -> bool {
        let is =
            |field: &str, usual: &str, wanted: &str| self.text(field).unwrap_or(usual) == wanted;
        match (ty, name) {
            (_, "rollingUpdate") => is("type", "RollingUpdate", "RollingUpdate"),
            ("core.v1.ServiceSpec", "sessionAffinityConfig") => {
                is("sessionAffinity", "None", "ClientIP")
            }
            _ => true,
        }
    }

    /// Returns whether a value follows from other fields of the same map.
    fn follows(self, ty: &str, name: &str, stated: &Node) -> bool {
        let is = |value: &str| stated.as_str() == Some(value);
        match (ty, name) {
            ("core.v1.Container" | "core.v1.EphemeralContainer", "imagePullPolicy") => self
                .text("image")
                .is_some_and(|image| is(pull_policy(image))),
            ("core.v1.ServicePort", "targetPort") => self.map.get("port") == Some(stated),
            ("core.v1.ServiceSpec", "internalTrafficPolicy") => {
                is("Cluster") && self.service() != "ExternalName"
            }
            ("core.v1.ServiceSpec", "externalTrafficPolicy") => {
                is("Cluster") && matches!(self.service(), "NodePort" | "LoadBalancer")
            }
            ("core.v1.ServiceSpec", "allocateLoadBalancerNodePorts") => {
                stated.as_bool() == Some(true) && self.service() == "LoadBalancer"
            }
            ("core.v1.ServiceSpec", "ipFamilyPolicy") => {
                is("SingleStack") && self.map.contains("selector")
            }
            ("batch.v1.JobSpec", "completions") => {
                stated.as_int() == Some(1) && !self.map.contains("parallelism")
            }
            ("batch.v1.JobSpec", "backoffLimit") => {
                stated.as_int() == Some(6) && !self.map.contains("backoffLimitPerIndex")
            }
            ("batch.v1.JobSpec", "podReplacementPolicy") => {
                is(if self.map.contains("podFailurePolicy") {
                    "Failed"
                } else {
                    "TerminatingOrFailed"
                })
            }
            ("networking.v1.NetworkPolicySpec", "policyTypes") => {
                let egress = self.map.get("egress").and_then(Node::as_list);
                let has_egress = egress.is_some_and(|rules| !rules.is_empty());
                let types: &[&str] = if has_egress {
                    &["Ingress", "Egress"]
                } else {
                    &["Ingress"]
                };
                let stated = stated.as_list().unwrap_or_default();
                stated.len() == types.len()
                    && types
                        .iter()
                        .all(|ty| stated.iter().any(|one| one.as_str() == Some(ty)))
            }
            ("rbac.v1.Subject", "apiGroup") => match self.text("kind") {
                Some("User" | "Group") => is("rbac.authorization.k8s.io"),
                _ => is(""),
            },
            ("apiextensions.v1.CustomResourceDefinitionNames", "singular") => self
                .text("kind")
                .is_some_and(|kind| is(&kind.to_lowercase())),
            ("apiextensions.v1.CustomResourceDefinitionNames", "listKind") => self
                .text("kind")
                .is_some_and(|kind| is(&format!("{kind}List"))),
            ("autoscaling.v2.HorizontalPodAutoscalerSpec", "metrics") => {
                is_list(stated, USUAL_METRICS)
            }
            ("autoscaling.v2.HPAScalingRules", "policies") => is_list(stated, USUAL_SCALE_DOWN),
            ("storage.v1.CSIDriverSpec", "volumeLifecycleModes") => {
                is_list(stated, r#"["Persistent"]"#)
            }
            _ => false,
        }
    }

    fn text(&self, field: &str) -> Option<&str> {
        self.map.get(field).and_then(Node::as_str)
    }

    fn service(&self) -> &str {
        self.text("type").unwrap_or("ClusterIP")
    }
}

const USUAL_METRICS: &str = r#"[{"resource":{"name":"cpu","target":{"averageUtilization":80,"type":"Utilization"}},"type":"Resource"}]"#;

const USUAL_SCALE_DOWN: &str = r#"[{"periodSeconds":15,"type":"Percent","value":100}]"#;

const USUAL_SCALE_UP: &str = r#"[{"periodSeconds":15,"type":"Pods","value":4},{"periodSeconds":15,"type":"Percent","value":100}]"#;

/// Returns whether a field of the rules by which an autoscaler grows is the usual one: they share their type with those
/// by which it shrinks.
fn is_scale_up(ty: &str, name: &str, field: &str, stated: &Node) -> bool {
    let is_rule = ty == "autoscaling.v2.HorizontalPodAutoscalerBehavior" && name == "scaleUp";
    is_rule
        && match field {
            "stabilizationWindowSeconds" => stated.as_int() == Some(0),
            "policies" => is_list(stated, USUAL_SCALE_UP),
            _ => false,
        }
}

/// Returns whether a list is one that is written as JSON with sorted keys.
fn is_list(stated: &Node, json: &str) -> bool {
    let mut wanted = serde_json::from_str::<serde_json::Value>(json).unwrap_or_default();
    let mut stated = stated.to_json();
    wanted.sort_all_objects();
    stated.sort_all_objects();
    wanted == stated
}

/// Returns when the kubelet pulls an image about which nothing is said.
fn pull_policy(image: &str) -> &'static str {
    let image = Image::parse(image);
    match (image.tag, image.digest) {
        (Some("latest"), _) | (None, None) => "Always",
        _ => "IfNotPresent",
    }
}

/// Returns the name of a built-in type without what all have in common: `core.v1.Container`.
fn short(name: &str) -> &str {
    let name = name.strip_prefix("io.k8s.api.").unwrap_or(name);
    name.strip_prefix("io.k8s.apiextensions-apiserver.pkg.apis.")
        .unwrap_or(name)
}

fn usual(ty: &str, name: &str) -> Option<&'static Usual> {
    let at = USUAL.binary_search_by_key(&ty, |(known, _)| known).ok()?;
    let fields = USUAL.get(at)?.1.iter();
    fields
        .clone()
        .find(|(field, _)| *field == name)
        .map(|(_, usual)| usual)
}

fn listed(list: &[(&str, &[&str])], ty: &str, name: &str) -> bool {
    let at = list.binary_search_by_key(&ty, |(known, _)| known);
    let row = at.ok().and_then(|at| list.get(at));
    row.is_some_and(|(_, fields)| fields.contains(&name))
}

/// Returns whether a value is the one that Go leaves out when it writes: `false`, `0`, `""`.
fn is_zero(stated: &Node) -> bool {
    stated.as_bool() == Some(false) || stated.as_int() == Some(0) || stated.as_str() == Some("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::k8s::schema::Definition;

    #[test]
    fn every_row_is_sorted_and_names_a_field_there_is() {
        let rows = USUAL.iter().map(|(ty, fields)| {
            (
                *ty,
                fields.iter().map(|(field, _)| *field).collect::<Vec<_>>(),
            )
        });
        let lists = [ZERO, WHOLE].into_iter().flatten();
        let rows = rows.chain(lists.map(|(ty, fields)| (*ty, fields.to_vec())));
        for (ty, fields) in rows {
            let name = match ty.strip_prefix("apiextensions.") {
                Some(_) => format!("io.k8s.apiextensions-apiserver.pkg.apis.{ty}"),
                None => format!("io.k8s.api.{ty}"),
            };
            let definition = Definition::named(&name).unwrap_or_else(|| panic!("{name}"));
            for field in fields {
                assert!(
                    !definition.schema().minors_of(field).is_empty(),
                    "{ty}.{field}"
                );
            }
        }
        assert!(USUAL.is_sorted_by_key(|(ty, _)| ty));
        assert!(ZERO.is_sorted_by_key(|(ty, _)| ty));
        assert!(WHOLE.is_sorted_by_key(|(ty, _)| ty));
    }
}
