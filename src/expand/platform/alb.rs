//! ALB groups: an IngressClass and its IngressClassParams for each entry of `albs`.
//!
//! What every Ingress of a load balancer must agree on is stated here once; the Ingresses themselves are made by the
//! components that are exposed.

use ecow::EcoString;

use crate::diag::{Code, Diagnostic};
use crate::expand::common::{cluster_metadata, name, without_nulls};
use crate::expand::context::Context;
use crate::expand::defaults::platform as defaults;
use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Entry, Mapping, NamedDefault, Node, Value};

use super::{ebs, name_of};

/// The policy that is set unless a spec says another: TLS 1.2 and 1.3, as Elastic Load Balancing recommends it.
const SSL_POLICY: &str = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/// Returns the objects of one ALB group.
pub(super) fn expand(context: &Context, component: &Component, entry: &Entry) -> Vec<Object> {
    let class_name = name_of(entry, &defaults::INGRESS_CLASS);
    let part = name(component);
    let metadata = cluster_metadata(context, component, &part, class_name.clone());
    let auto_mode = context.cluster.auto_mode;
    let (api_group, controller) = if auto_mode {
        ("eks.amazonaws.com", "eks.amazonaws.com/alb")
    } else {
        ("elbv2.k8s.aws", "ingress.k8s.aws/alb")
    };
    let api_version = if auto_mode {
        "eks.amazonaws.com/v1"
    } else {
        "elbv2.k8s.aws/v1beta1"
    };
    let by_controller = |text: &str| Node::literal(text, &defaults::INGRESS_CONTROLLER);
    let params = yaml!(defaults::INGRESS_CLASS => {
        apiVersion: (by_controller(api_version)),
        kind: "IngressClassParams",
        metadata: (&metadata),
        spec: (params(context, component, entry)),
    });
    let class = yaml!(defaults::INGRESS_CLASS => {
        apiVersion: "networking.k8s.io/v1",
        kind: "IngressClass",
        metadata: (metadata),
        spec: {
            controller: (by_controller(controller)),
            parameters: {
                apiGroup: (by_controller(api_group)),
                kind: "IngressClassParams",
                name: (class_name),
            },
        },
    });
    [params, class]
        .into_iter()
        .filter_map(|node| crate::expand::common::object(component, node))
        .collect()
}

/// Returns the spec of the IngressClassParams.
fn params(context: &Context, component: &Component, entry: &Entry) -> Node {
    let alb = &entry.value;
    let auto_mode = context.cluster.auto_mode;
    let group = match alb.value_of("group") {
        Some(group) => group.clone(),
        None => name_of(entry, &defaults::ALB_GROUP),
    };
    let scheme = alb.or_default("scheme", "internal", &defaults::ALB_SCHEME);
    let target = (!auto_mode).then(|| Node::literal("ip", &defaults::ALB_TARGET_TYPE));
    // Auto Mode documents no such fields; there, each Ingress of the load balancer says it.
    let field = |node: Option<Node>| node.filter(|_| !auto_mode);
    let arns = alb
        .value_of("certificateArns")
        .filter(|arns| arns.as_list().is_none_or(|list| !list.is_empty()));
    let (arns_classic, arns_auto) = if auto_mode {
        (None, arns)
    } else {
        (arns, None)
    };
    let namespaces = alb.value_of("namespaces").and_then(without_nulls);
    yaml!(defaults::INGRESS_CLASS => {
        group: { name: (group) },
        scheme: (scheme),
        targetType: (target),
        ipAddressType: (alb.value_of("ipAddressType")),
        namespaceSelector: (namespaces),
        subnets: (subnets(context, component, alb)),
        inboundCIDRs: (field(alb.value_of("inboundCidrs").cloned())),
        certificateArn: (arns_classic),
        certificateARNs: (arns_auto),
        sslPolicy: (field(ssl_policy(alb))),
        wafv2AclArn: (field(alb.value_of("wafAclArn").cloned())),
        loadBalancerAttributes: (attributes(alb)),
        tags: (tags(context, component, alb)),
    })
}

fn ssl_policy(alb: &Node) -> Option<Node> {
    alb.or_default("sslPolicy", SSL_POLICY, &defaults::ALB_SSL_POLICY)
}

/// Returns what the Ingresses of a load balancer of Auto Mode must say about it, as annotations.
pub(in crate::expand) fn said_by_ingresses(alb: &Node) -> [(&'static str, Option<Node>); 3] {
    let ranges = alb.value_of("inboundCidrs").and_then(|said| {
        let list: Vec<EcoString> = said.as_list()?.iter().filter_map(Node::to_text).collect();
        Some(said.derive(list.join(","), &defaults::INGRESS_CONTROLLER))
    });
    [
        ("ssl-policy", ssl_policy(alb)),
        ("wafv2-acl-arn", alb.value_of("wafAclArn").cloned()),
        ("inbound-cidrs", ranges),
    ]
}

/// Returns the subnets; Auto Mode says tags in another form.
fn subnets(context: &Context, component: &Component, alb: &Node) -> Option<Node> {
    let subnets = alb.value_of("subnets")?;
    let (ids, tags) = (subnets.value_of("ids"), subnets.value_of("tags"));
    if let (Some(ids), Some(tags)) = (ids, tags) {
        let message = "`ids` and `tags` of subnets exclude each other";
        let finding = Diagnostic::new(Code::AlbContradiction, message)
            .at_saying(tags.span(), "found by tags here")
            .related(ids.span(), "named here")
            .on(&component.owner)
            .help("keep `ids`, or keep `tags`");
        context.session.report(finding);
    }
    if !context.cluster.auto_mode {
        return without_nulls(subnets);
    }
    let matches = tags.and_then(Node::as_map).map(|tags| {
        let entry = |entry: &Entry| {
            let key = name_of(entry, &defaults::INGRESS_CONTROLLER);
            yaml!(defaults::INGRESS_CONTROLLER => { key: (key), values: (&entry.value) })
        };
        tags.iter().map(entry).collect::<Vec<Node>>()
    });
    Some(yaml!(defaults::INGRESS_CONTROLLER => { ids: (ids), matchTags: (matches) }))
}

/// Returns the attributes of the load balancer: defaults, over them those with a field of their own, over them the rest.
fn attributes(alb: &Node) -> Option<Vec<Node>> {
    let mut attributes = Mapping::new();
    attributes.insert(
        "routing.http.drop_invalid_header_fields.enabled",
        Node::literal("true", &defaults::ALB_INVALID_HEADERS),
    );
    let mut set = |key: &str, node: Option<&Node>| {
        if let Some(node) = node {
            attributes.insert(key, node.clone());
        }
    };
    set("idle_timeout.timeout_seconds", alb.value_of("idleTimeout"));
    set(
        "deletion_protection.enabled",
        alb.value_of("deletionProtection"),
    );
    let logs = alb.value_of("accessLogs");
    let enabled = logs.map(|logs| logs.derive("true", &defaults::ALB_ATTRIBUTE));
    set("access_logs.s3.enabled", enabled.as_ref());
    let log = |key: &str| logs.and_then(|logs| logs.value_of(key));
    set("access_logs.s3.bucket", log("bucket"));
    set("access_logs.s3.prefix", log("prefix"));
    if alb.is_off("attributes") {
        attributes.remove("routing.http.drop_invalid_header_fields.enabled");
    }
    let said = alb.value_of("attributes").and_then(Node::as_map);
    for entry in said.into_iter().flatten() {
        if entry.value.is_null() {
            attributes.remove(&entry.key.name);
        } else {
            attributes.insert(entry.key.name.clone(), entry.value.clone());
        }
    }
    let pairs = pairs(&attributes, &defaults::ALB_ATTRIBUTE);
    (!pairs.is_empty()).then_some(pairs)
}

/// Returns the tags of the load balancer, in the order of their keys.
fn tags(context: &Context, component: &Component, alb: &Node) -> Option<Vec<Node>> {
    let mut tags = Mapping::new();
    for (key, value) in ebs::tags(context, component, alb.get("tags"), &defaults::ALB_TAGS) {
        tags.insert(key, value);
    }
    let pairs = pairs(&tags, &defaults::ALB_TAGS);
    (!pairs.is_empty()).then_some(pairs)
}

/// Returns `[{key, value}]` of a map; both are text.
fn pairs(map: &Mapping, rule: &'static NamedDefault) -> Vec<Node> {
    let pair = |entry: &Entry| {
        let key = name_of(entry, rule);
        let value = match &entry.value.value {
            Value::String(_) => entry.value.clone(),
            _ => entry
                .value
                .derive(entry.value.to_text().unwrap_or_default(), rule),
        };
        yaml!(defaults::ALB_ATTRIBUTE => { key: (key), value: (value) })
    };
    map.iter().map(pair).collect()
}
