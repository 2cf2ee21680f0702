//! What traffic a component allows: the NetworkPolicies of an App, a Worker or a CronJob.
//!
//! In: from its load balancer, from Prometheus, from those that call it. Out: to DNS, to what it calls, to declared addresses, and to AWS where
//! its pods have an IAM role. Everything else is refused.

use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::layer::Component;
use crate::load::SpecKind;
use crate::load::kinds::database::port_of;
use crate::text::Span;
use crate::yaml;
use crate::yaml::{Mapping, Node};

use super::common::{key, key_span, metadata, name, name_with, object, selector, without_nulls};
use super::container::some;
use super::context::{Context, Link};
use super::defaults::app as defaults;
use super::links::{name_in, peers};
use super::policy::{callers_of, dns_egress, from, network_policy, pods_of, to};
use super::ports::Ports;
use super::{identity, migration, observability, service, shutdown};

/// Returns the NetworkPolicies of a component, and of its migrations. Nothing for `network: null`; a direction that is `null` is left to other
/// policies.
pub(super) fn policies(context: &Context, component: &Component, ports: &Ports) -> Vec<Object> {
    if component.spec.is_off("network") {
        return Vec::new();
    }
    let network = component.spec.value_of("network");
    let off = |field: &str| network.is_some_and(|network| network.is_off(field));
    let incoming = (!off("ingressFrom")).then(|| incoming(context, component, ports));
    let outgoing = (!off("egressTo")).then(|| outgoing(context, component));
    let hosts = hosts(context, component);
    let mut objects = Vec::new();
    objects.extend(network_policy(
        context,
        component,
        &name(component),
        incoming,
        outgoing.clone(),
    ));
    if let Some(part) = migration::part(component) {
        objects.extend(network_policy(
            context,
            component,
            &part,
            Some(Vec::new()),
            outgoing,
        ));
    }
    objects.extend(hosts);
    objects
}

fn incoming(context: &Context, component: &Component, ports: &Ports) -> Vec<Node> {
    let own = served(component, ports);
    let mut rules = Vec::new();
    let listed = peers(component, "ingressFrom");
    let says_alb = listed
        .filter_map(name_in)
        .find(|name| name.as_str() == Some("alb"));
    if shutdown::is_load_balanced(component) || says_alb.is_some() {
        let behind = balanced(component, ports);
        let behind = if behind.is_empty() {
            own.clone()
        } else {
            behind
        };
        rules.extend(from_load_balancer(context, component, behind));
    }
    if let Some(port) = observability::metrics_port(component, ports) {
        let scrapers: Vec<Node> = context.monitoring().map(prometheus).collect();
        if !scrapers.is_empty() {
            rules.push(from(scrapers, vec![port.number().clone()]));
        }
    }
    for link in context.links(component).callers {
        let ports = named(context, component, ports, &link).unwrap_or_else(|| own.clone());
        rules.push(from(vec![callers_of(link.component, &link.said)], ports));
    }
    for peer in peers(component, "ingressFrom") {
        if name_in(peer).is_some() {
            continue;
        }
        if let Some(end) = address(context, component, peer) {
            let ports =
                listed_ports(context, component, ports, peer).unwrap_or_else(|| own.clone());
            rules.push(from(vec![end], ports));
        }
    }
    rules
}

/// Returns the ports that callers may use: those of the Service, without that of the metrics unless it is the only one.
fn served(component: &Component, ports: &Ports) -> Vec<Node> {
    let exposed = service::exposed(component, ports);
    let metrics = observability::metrics_port(component, ports);
    let is_metrics = |name: &str| metrics.is_some_and(|metrics| metrics.name() == name);
    let only = exposed.len() == 1;
    exposed
        .iter()
        .filter(|port| only || !is_metrics(port.name()))
        .map(|port| port.number().clone())
        .collect()
}

/// Returns the ports that load balancers send to and ask for health.
fn balanced(component: &Component, ports: &Ports) -> Vec<Node> {
    let mut found: Vec<&str> = Vec::new();
    let mut add = |wanted: Option<&Node>| {
        let port = match wanted {
            Some(wanted) => ports.find(wanted),
            None => ports.main(),
        };
        found.extend(port.map(|port| port.name()));
    };
    let entries = |node: Option<&Node>| node.and_then(Node::as_map).cloned().unwrap_or_default();
    if let Some(ingress) = component.spec.value_of("ingress") {
        for host in entries(ingress.value_of("hosts")) {
            let paths = entries(host.value.value_of("paths"));
            if paths.is_empty() {
                add(None);
            }
            for path in paths {
                add(path.value.value_of("port"));
            }
        }
        let probe = component.spec.at(&["readinessProbe", "httpGet", "port"]);
        if let Some(port) = ingress.at(&["healthcheck", "port"]).or(probe) {
            add(Some(port));
        }
    }
    if let Some(balancer) = component.spec.value_of("loadBalancer") {
        match balancer.value_of("ports") {
            Some(listeners) => entries(Some(listeners)).iter().for_each(|entry| {
                add(Some(&key(entry, &defaults::NLB)));
            }),
            None => ports
                .of_service()
                .for_each(|port| add(Some(&port.name_node()))),
        }
    }
    ports
        .iter()
        .filter(|port| found.contains(&port.name()))
        .map(|port| port.number().clone())
        .collect()
}

/// Returns the rule for the load balancers of an App, which connect from their subnets.
pub(super) fn from_load_balancer(
    context: &Context,
    component: &Component,
    ports: Vec<Node>,
) -> Option<Node> {
    let spec = &component.spec;
    let mut ranges: Vec<&Node> = Vec::new();
    if let Some(ingress) = spec.value_of("ingress") {
        ranges.extend(alb_ranges(context, ingress));
    }
    if let Some(balancer) = spec.value_of("loadBalancer") {
        let scheme = balancer.value_of("scheme").and_then(Node::as_str);
        ranges.extend(context.load_balancer_ranges(scheme == Some("internet-facing")));
    }
    let said = key_span(spec, "ingress").or(key_span(spec, "loadBalancer"));
    if !shutdown::is_load_balanced(component) {
        // `ingressFrom: [alb]` of a component that no load balancer of ours leads to.
        ranges.extend(context.load_balancer_ranges(true));
        ranges.extend(context.load_balancer_ranges(false));
    }
    from_ranges(context, component, said, ranges, ports)
}

/// Returns the ranges that the ALB of an `ingress` connects from.
fn alb_ranges<'a>(context: &Context<'a>, ingress: &Node) -> Vec<&'a Node> {
    let alb = ingress.value_of("alb").and_then(Node::as_str);
    let scheme = alb.and_then(|alb| context.alb(alb)?.value_of("scheme")?.as_str());
    context.load_balancer_ranges(scheme == Some("internet-facing"))
}

fn from_ranges(
    context: &Context,
    component: &Component,
    said: Option<Span>,
    ranges: Vec<&Node>,
    ports: Vec<Node>,
) -> Option<Node> {
    if ranges.is_empty() {
        let message = format!(
            "the addresses of the load balancer of {} are not known",
            component.owner
        );
        context.report_nowhere(
            Diagnostic::new(Code::NoVpcRange, message)
                .at(said.unwrap_or(component.span))
                .on(&component.owner)
                .note("a load balancer connects from the subnets it is in; a NetworkPolicy must name them")
                .help("add the VPC to the Cluster: `vpc: {cidr: 10.0.0.0/16}`"),
        );
        return None;
    }
    let mut blocks: Vec<Node> = Vec::new();
    for range in ranges {
        let range = range.derive(range.value.clone(), &defaults::ALB_INGRESS);
        let block = yaml!(defaults::ALB_INGRESS => { ipBlock: { cidr: (range) } });
        if !blocks.contains(&block) {
            blocks.push(block);
        }
    }
    Some(from(blocks, ports))
}

/// Returns the peer that scrapes: the Prometheus of a Monitoring.
fn prometheus(monitoring: &Component) -> Node {
    let part = Node::literal("prometheus", &defaults::NETWORK_SCRAPE);
    pods_of(monitoring, &part)
}

fn outgoing(context: &Context, component: &Component) -> Vec<Node> {
    let mut rules = vec![dns_egress(context)];
    for link in context.links(component).callees {
        let callee = link.component;
        let end = pods_of(callee, &name(callee));
        let ports = match callee.kind {
            SpecKind::Database => database_port(callee).into_iter().collect(),
            _ => {
                let ports = Ports::of(&callee.spec);
                named(context, callee, &ports, &link).unwrap_or_else(|| served(callee, &ports))
            }
        };
        rules.push(to(vec![end], ports));
    }
    for peer in peers(component, "egressTo") {
        if name_in(peer).is_none()
            && let Some(end) = address(context, component, peer)
        {
            let ports = peer.value_of("ports").and_then(Node::as_list);
            rules.push(egress(peer, end, ports.unwrap_or_default()));
        }
    }
    rules.extend(aws(context, component));
    rules
}

/// Returns an egress rule with ports as they are written: they are ports of the other end.
fn egress(peer: &Node, end: Node, ports: &[Node]) -> Node {
    match peer.value_of("protocol") {
        None => to(vec![end], ports.to_vec()),
        Some(protocol) => {
            let entry = |port: &Node| yaml!(defaults::NETWORK_POLICY => { port: (port), protocol: (protocol) });
            let ports = some(ports.iter().map(entry).collect());
            yaml!(defaults::NETWORK_POLICY => { to: [(end)], ports: (ports) })
        }
    }
}

/// Returns the ports that a link is limited to, as numbers of the called component.
fn named(context: &Context, callee: &Component, ports: &Ports, link: &Link) -> Option<Vec<Node>> {
    let list = link.ports.as_ref()?.as_list()?;
    Some(numbers(context, callee, ports, list))
}

fn listed_ports(
    context: &Context,
    component: &Component,
    ports: &Ports,
    peer: &Node,
) -> Option<Vec<Node>> {
    let list = peer.value_of("ports")?.as_list()?;
    Some(numbers(context, component, ports, list))
}

fn numbers(context: &Context, callee: &Component, ports: &Ports, list: &[Node]) -> Vec<Node> {
    let number = |wanted: &Node| {
        if wanted.as_int().is_some() {
            return Some(wanted.clone());
        }
        let port = ports.resolve(context, callee, Some(wanted), "spec.network")?;
        let number = port.number().value.clone();
        Some(wanted.derive(number, &defaults::NETWORK_POLICY))
    };
    list.iter().filter_map(number).collect()
}

/// Returns the port of a database.
fn database_port(database: &Component) -> Option<Node> {
    if let Some(port) = database.spec.value_of("port") {
        return Some(port.clone());
    }
    let engine = database.spec.value_of("engine")?;
    let port = port_of(engine.as_str()?)?;
    Some(engine.derive(port, &defaults::NETWORK_POLICY))
}

/// Returns the peer of addresses, or of pods by label.
pub(super) fn address(context: &Context, component: &Component, peer: &Node) -> Option<Node> {
    if let Some(cidr) = peer.value_of("cidr") {
        if let Some(problem) = wrong_range(cidr.as_str().unwrap_or_default()) {
            let message = format!(
                "`spec.network` of {} must name a range of addresses, but {problem}",
                component.owner
            );
            context.report_missing(
                component,
                Diagnostic::new(Code::WrongRange, message)
                    .at(cidr.span().unwrap_or(component.span))
                    .on(&component.owner)
                    .help("cidr: 203.0.113.0/24"),
            );
        }
        let except = peer.value_of("except");
        return Some(
            yaml!(defaults::NETWORK_POLICY => { ipBlock: { cidr: (cidr), except: (except) } }),
        );
    }
    let pods = peer.value_of("podSelector");
    let namespaces = peer.value_of("namespaceSelector");
    if pods.is_none() && namespaces.is_none() {
        return None;
    }
    Some(yaml!(defaults::NETWORK_POLICY => {
        namespaceSelector: (namespaces.and_then(without_nulls)),
        podSelector: (pods.and_then(without_nulls)),
    }))
}

/// Returns what is wrong with a range, if something is.
fn wrong_range(text: &str) -> Option<String> {
    let Some((address, length)) = text.split_once('/') else {
        return Some(format!("`{text}` has no prefix length"));
    };
    let Ok(parsed) = address.parse::<std::net::IpAddr>() else {
        return Some(format!("`{address}` is no address"));
    };
    let longest = if parsed.is_ipv4() { 32 } else { 128 };
    match length.parse::<u8>() {
        Ok(length) if length <= longest => None,
        _ => Some(format!(
            "`/{length}` is no prefix length between 0 and {longest}"
        )),
    }
}

/// Returns what a pod with an IAM role needs: the agent of Pod Identity, and AWS APIs, which have no fixed addresses.
fn aws(context: &Context, component: &Component) -> Vec<Node> {
    let Some(iam) = component.spec.at(&["serviceAccount", "iam"]) else {
        return Vec::new();
    };
    let mut rules = Vec::new();
    if identity::uses_pod_identity(context, iam) {
        rules.push(yaml!(defaults::POD_IDENTITY_EGRESS => {
            to: [{ ipBlock: { cidr: "169.254.170.23/32" } }],
            ports: [{ port: 80, protocol: "TCP" }],
        }));
    }
    let nothing = Node::literal(Mapping::new(), &defaults::AWS_EGRESS);
    let network = component.spec.value_of("network").unwrap_or(&nothing);
    let reach = network.or_default("awsApis", "any", &defaults::AWS_EGRESS);
    let https = |end: Node| yaml!(defaults::AWS_EGRESS => { to: [(end)], ports: [{ port: 443, protocol: "TCP" }] });
    match reach.as_ref().and_then(Node::as_str) {
        Some("any") => rules.push(https(yaml!(defaults::AWS_EGRESS => {
            ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] },
        }))),
        Some("vpc") => {
            if let Some(range) = context.target.cluster.at(&["vpc", "cidr"]) {
                let range = range.derive(range.value.clone(), &defaults::AWS_EGRESS);
                rules.push(https(
                    yaml!(defaults::AWS_EGRESS => { ipBlock: { cidr: (range) } }),
                ));
            }
        }
        _ => {}
    }
    rules
}

/// Returns the ApplicationNetworkPolicy for hosts by name, which only EKS Auto Mode has; elsewhere a host is an error.
fn hosts(context: &Context, component: &Component) -> Option<Object> {
    let mut rules = Vec::new();
    for peer in peers(component, "egressTo") {
        let Some(host) = peer.value_of("host") else {
            continue;
        };
        if !context.cluster.auto_mode {
            context.session.report(by_name(component, host));
            continue;
        }
        let ports = peer.value_of("ports").and_then(Node::as_list);
        let ports = ports.unwrap_or_default().iter();
        let ports =
            ports.map(|port| yaml!(defaults::HOST_POLICY => { port: (port), protocol: "TCP" }));
        let ports = some(ports.collect());
        rules.push(
            yaml!(defaults::HOST_POLICY => { to: [{ domainNames: [(host)] }], ports: (ports) }),
        );
    }
    if rules.is_empty() {
        return None;
    }
    let part = name(component);
    let metadata = metadata(
        context,
        component,
        &part,
        name_with(component, "hosts", &defaults::HOST_POLICY),
    );
    let pods = selector(component, &part);
    let node = yaml!(defaults::HOST_POLICY => {
        apiVersion: "networking.k8s.aws/v1alpha1",
        kind: "ApplicationNetworkPolicy",
        metadata: (metadata),
        spec: {
            podSelector: { matchLabels: (pods) },
            policyTypes: ["Egress"],
            egress: (rules),
        },
    });
    object(component, node)
}

fn by_name(component: &Component, host: &Node) -> Diagnostic {
    let text = host.as_str().unwrap_or_default();
    let message = format!(
        "`spec.network` of {} names host `{text}`, but a NetworkPolicy knows only addresses",
        component.owner
    );
    Diagnostic::new(Code::HostInPolicy, message)
        .at(host.span().unwrap_or(component.span))
        .on(&component.owner)
        .note("the policy engine sees packets, which carry addresses; a name may change its addresses at any time")
        .note("EKS Auto Mode (`compute: auto-mode`) can tell hosts apart")
        .help("allow the port to every public address: `{cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.0.0/16], ports: [443]}`")
}
