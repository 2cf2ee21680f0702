//! A table of the annotations that the AWS Load Balancer Controller reads, and the reader of their values.
//!
//! Names, types and merge behaviour are those of `docs/guide/ingress/annotations.md` of kubernetes-sigs/aws-load-balancer-controller 3.5;
//! bounds of numbers those of the Elastic Load Balancing API (CreateTargetGroup, ModifyTargetGroupAttributes).

use crate::k8s::Object;
use crate::validate::tree::Tree;
use crate::yaml::{Entry, Mapping, Node};

/// The prefix of annotations of Ingresses, and of Services behind them.
pub(in crate::validate) const PREFIX: &str = "alb.ingress.kubernetes.io/";
/// The prefix of annotations of Services that are a load balancer themselves.
pub(in crate::validate) const SERVICE_PREFIX: &str = "service.beta.kubernetes.io/";

/// What a value must look like.
#[derive(Clone, Copy)]
pub(in crate::validate) enum Form {
    Text,
    /// At most so many characters.
    Short(usize),
    Whole(i64, i64),
    Bool,
    List,
    Map,
    Json,
    Word(&'static [&'static str]),
    /// A number, `traffic-port`, or the name of a port.
    Port,
}

/// How Ingresses of one group may use it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) enum Merge {
    /// Each for itself.
    Own,
    /// All that state it must state the same.
    Exclusive,
}

/// An annotation that the controller knows.
pub(in crate::validate) struct Known {
    pub(in crate::validate) name: &'static str,
    pub(in crate::validate) form: Form,
    pub(in crate::validate) merge: Merge,
    /// Whether it may also stand on a Service behind an Ingress, where it wins.
    pub(in crate::validate) on_service: bool,
}

const fn ingress(name: &'static str, form: Form) -> Known {
    Known {
        name,
        form,
        merge: Merge::Own,
        on_service: false,
    }
}

const fn both(name: &'static str, form: Form) -> Known {
    Known {
        on_service: true,
        ..ingress(name, form)
    }
}

const fn exclusive(name: &'static str, form: Form) -> Known {
    Known {
        merge: Merge::Exclusive,
        ..ingress(name, form)
    }
}

use Form::{Bool, Json, List, Map, Port, Short, Text, Whole, Word};

const PROTOCOL: Form = Word(&["HTTP", "HTTPS"]);
const SCHEME: Form = Word(&["internal", "internet-facing"]);

/// Every annotation below [`PREFIX`].
pub(in crate::validate) const KNOWN: &[Known] = &[
    ingress("acm-pca-arn", Text),
    both("auth-idp-cognito", Json),
    both("auth-idp-oidc", Json),
    both(
        "auth-on-unauthenticated-request",
        Word(&["authenticate", "allow", "deny"]),
    ),
    both("auth-scope", Text),
    both("auth-session-cookie", Text),
    both("auth-session-timeout", Whole(1, 604_800)),
    both("auth-type", Word(&["none", "oidc", "cognito"])),
    both("backend-protocol", PROTOCOL),
    both(
        "backend-protocol-version",
        Word(&["HTTP1", "HTTP2", "GRPC"]),
    ),
    ingress("certificate-arn", List),
    ingress("create-acm-cert", Bool),
    exclusive("customer-owned-ipv4-pool", Text),
    ingress("dry-run-plan", Text),
    exclusive("enable-frontend-nlb", Bool),
    ingress("frontend-nlb-attributes", Map),
    ingress("frontend-nlb-eip-allocations", List),
    ingress(
        "frontend-nlb-healthcheck-healthy-threshold-count",
        Whole(2, 10),
    ),
    ingress("frontend-nlb-healthcheck-interval-seconds", Whole(5, 300)),
    ingress("frontend-nlb-healthcheck-path", Text),
    ingress("frontend-nlb-healthcheck-port", Port),
    ingress("frontend-nlb-healthcheck-protocol", PROTOCOL),
    ingress("frontend-nlb-healthcheck-success-codes", Text),
    ingress("frontend-nlb-healthcheck-timeout-seconds", Whole(2, 120)),
    ingress(
        "frontend-nlb-healthcheck-unhealthy-threshold-count",
        Whole(2, 10),
    ),
    ingress("frontend-nlb-listener-port-mapping", Map),
    exclusive("frontend-nlb-scheme", SCHEME),
    exclusive("frontend-nlb-security-groups", List),
    exclusive("frontend-nlb-subnets", List),
    exclusive("frontend-nlb-tags", Map),
    ingress("group.name", Text),
    ingress("group.order", Whole(-1000, 1000)),
    both("healthcheck-interval-seconds", Whole(5, 300)),
    both("healthcheck-path", Text),
    both("healthcheck-port", Port),
    both("healthcheck-protocol", PROTOCOL),
    both("healthcheck-timeout-seconds", Whole(2, 120)),
    both("healthy-threshold-count", Whole(2, 10)),
    ingress("inbound-cidrs", List),
    exclusive(
        "ip-address-type",
        Word(&["ipv4", "dualstack", "dualstack-without-public-ipv4"]),
    ),
    exclusive("ipam-ipv4-pool-id", Text),
    ingress("jwt-validation", Json),
    ingress("listen-ports", Json),
    exclusive("load-balancer-attributes", Map),
    exclusive("load-balancer-name", Short(32)),
    exclusive("manage-backend-security-group-rules", Bool),
    exclusive("minimum-load-balancer-capacity", Map),
    both("multi-cluster-target-group", Bool),
    ingress("mutual-authentication", Json),
    exclusive("scheme", SCHEME),
    ingress("security-group-prefix-lists", List),
    exclusive("security-groups", List),
    exclusive("shield-advanced-protection", Bool),
    ingress("ssl-policy", Text),
    exclusive("ssl-redirect", Whole(1, 65_535)),
    exclusive("subnets", List),
    both("success-codes", Text),
    both("tags", Map),
    both("target-group-attributes", Map),
    both("target-node-labels", Map),
    both("target-type", Word(&["instance", "ip"])),
    both("unhealthy-threshold-count", Whole(2, 10)),
    ingress("use-regex-path-match", Bool),
    exclusive("waf-acl-id", Text),
    exclusive("wafv2-acl-arn", Text),
    exclusive("wafv2-acl-name", Text),
    exclusive("web-acl-id", Text),
];

/// Families of annotations whose name goes on with a name of the user's.
pub(in crate::validate) const FAMILIES: &[&str] = &[
    "actions.",
    "conditions.",
    "listener-attributes.",
    "target-control-port.",
    "transforms.",
];

/// Bounds of the attributes in the maps: from, to, and one more value that is allowed.
pub(in crate::validate) const ATTRIBUTES: &[(&str, i64, i64, Option<i64>)] = &[
    ("client_keep_alive.seconds", 60, 604_800, None),
    ("deregistration_delay.timeout_seconds", 0, 3_600, None),
    ("idle_timeout.timeout_seconds", 1, 4_000, None),
    ("slow_start.duration_seconds", 30, 900, Some(0)),
    ("stickiness.app_cookie.duration_seconds", 1, 604_800, None),
    ("stickiness.lb_cookie.duration_seconds", 1, 604_800, None),
];

/// Returns what is known of an annotation.
pub(in crate::validate) fn known(name: &str) -> Option<&'static Known> {
    let at = KNOWN.binary_search_by(|known| known.name.cmp(name)).ok()?;
    KNOWN.get(at)
}

/// An annotation and its text.
#[derive(Clone, Copy)]
pub(in crate::validate) struct Annotation<'a> {
    pub(in crate::validate) node: &'a Node,
    pub(in crate::validate) text: &'a str,
}

impl<'a> Annotation<'a> {
    /// Returns the elements of a comma separated list, as the controller reads it.
    pub(in crate::validate) fn list(self) -> impl Iterator<Item = &'a str> {
        let parts = self.text.split(',').map(str::trim);
        parts.filter(|part| !part.is_empty())
    }

    /// Returns the pairs of `k=v,k=v`.
    pub(in crate::validate) fn map(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let pairs = self.list().filter_map(|part| part.split_once('='));
        pairs.map(|(key, value)| (key.trim(), value.trim()))
    }

    /// Returns one value of `k=v,k=v`.
    pub(in crate::validate) fn attribute(self, key: &str) -> Option<&'a str> {
        self.map()
            .find(|(there, _)| *there == key)
            .map(|(_, value)| value)
    }
}

/// Returns every annotation of the controller on Ingresses and Services: the object, the name behind the prefix, the entry.
pub(in crate::validate) fn stated<'t, 'a>(
    tree: &'t Tree<'a>,
) -> impl Iterator<Item = (&'a Object, &'a str, &'a Entry)> + use<'t, 'a> {
    let objects = ["Ingress", "Service"].into_iter();
    let objects = objects.flat_map(|kind| tree.of_kind(kind).iter().copied());
    objects.flat_map(|object| {
        let annotations = object.node.at(&["metadata", "annotations"]);
        let entries = annotations.and_then(Node::as_map).into_iter().flatten();
        entries.filter_map(move |entry| {
            let name = entry.key.name.strip_prefix(PREFIX)?;
            Some((object, name, entry))
        })
    })
}

/// Returns an annotation of an object by prefix and name.
pub(in crate::validate) fn annotation<'a>(
    object: &'a Object,
    prefix: &str,
    name: &str,
) -> Option<Annotation<'a>> {
    among(all(object), prefix, name)
}

/// Returns the annotations of an object.
pub(in crate::validate) fn all(object: &Object) -> Option<&Mapping> {
    object.node.at(&["metadata", "annotations"])?.as_map()
}

/// Returns an annotation among those of an object.
pub(in crate::validate) fn among<'a>(
    annotations: Option<&'a Mapping>,
    prefix: &str,
    name: &str,
) -> Option<Annotation<'a>> {
    let mut entries = annotations?.iter();
    let entry = entries.find(|entry| entry.key.name.strip_prefix(prefix) == Some(name))?;
    Some(Annotation {
        node: &entry.value,
        text: entry.value.as_str()?,
    })
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, known};

    #[test]
    fn the_table_is_sorted() {
        assert!(KNOWN.is_sorted_by(|a, b| a.name < b.name));
        assert!(known("scheme").is_some());
        assert!(known("shceme").is_none());
    }
}
