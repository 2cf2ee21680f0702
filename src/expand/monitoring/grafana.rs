//! Grafana: administrator, data sources, dashboards, and the Ingress that shows it.

use crate::expand::common::over;
use crate::expand::context::Context;
use crate::expand::database::with_keys;
use crate::expand::defaults::monitoring as defaults;
use crate::expand::ingress::ingress;
use crate::expand::policy::{dns_egress, from, network_policy, to};
use crate::expand::ports::Ports;
use crate::expand::secrets::external_secret;
use crate::expand::traffic::from_load_balancer;
use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Mapping, Node};

use super::part::{Facts, Part, part};
use super::{alertmanager, dashboards, network, prometheus};

pub(super) static FACTS: Facts = Facts {
    name: "grafana",
    repository: "docker.io/grafana/grafana",
    tag: "13.2.0",
    port_name: "web",
    port: 3000,
    user: 472,
    ready: ("/api/health", "web"),
    data: Some("/var/lib/grafana"),
    resources: ("100m", "256Mi"),
    calls_api: false,
};

/// Returns the objects of Grafana; nothing where the spec does not ask for it.
pub(super) fn objects(context: &Context, component: &Component, nothing: &Node) -> Vec<Object> {
    if component.spec.value_of("grafana").is_none() {
        return Vec::new();
    }
    let Some(mut part) = part(component, "grafana", &FACTS, nothing) else {
        return Vec::new();
    };
    let mut objects = Vec::new();
    let secret = admin(context, &part, &mut objects);
    part.env = over(environment(&part, secret), part.spec.get("env"));
    objects.extend(provisioning(context, &mut part));
    objects.extend(dashboards::add(context, &mut part));
    let exposed = exposed(&part);
    if let Some(exposed) = &exposed {
        objects.extend(ingress(context, exposed, &Ports::of(&exposed.spec)));
    }
    objects.extend(policy(context, &part, exposed.as_ref()));
    objects.extend(part.objects(context));
    objects
}

/// Returns the name of the Secret of the administrator, and makes it where it comes from a store.
fn admin(context: &Context, part: &Part, objects: &mut Vec<Object>) -> Option<Node> {
    let said = part.spec.value_of("admin")?;
    if let Some(secret) = said.value_of("secret") {
        return Some(secret.clone());
    }
    said.value_of("store")?;
    let name = part.named("admin");
    let spec = with_keys(said, &["username", "password"]);
    let secret = external_secret(context, part.component, &part.name, name.clone(), &spec);
    objects.extend(secret);
    Some(name)
}

/// Returns the settings of Grafana, as environment variables in their long form.
fn environment(part: &Part, secret: Option<Node>) -> Node {
    let mut env = Mapping::new();
    if let Some(secret) = secret {
        for (variable, key) in [
            ("GF_SECURITY_ADMIN_USER", "username"),
            ("GF_SECURITY_ADMIN_PASSWORD", "password"),
        ] {
            let key = Node::literal(key, &defaults::GRAFANA_ADMIN);
            let from = yaml!(defaults::GRAFANA_ADMIN => { secret: (&secret), key: (key) });
            env.insert(variable, from);
        }
    }
    let mut set = |name: &str, value: Node| {
        env.insert(name, yaml!(defaults::GRAFANA_ENV => { value: (value) }));
    };
    // Reports and checks connect to addresses that no policy allows, and the answer changes nothing here.
    for name in [
        "GF_ANALYTICS_REPORTING_ENABLED",
        "GF_ANALYTICS_CHECK_FOR_UPDATES",
        "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES",
    ] {
        set(name, Node::literal("false", &defaults::GRAFANA_ENV));
    }
    let hosts = part.spec.at(&["ingress", "hosts"]).and_then(Node::as_map);
    let host = hosts.and_then(|hosts| hosts.iter().find(|host| !host.value.is_null()));
    if let Some(host) = host {
        let url = format!("https://{}/", host.key.name);
        let name = crate::expand::common::key(host, &defaults::GRAFANA_ENV);
        set(
            "GF_SERVER_ROOT_URL",
            name.derive(url, &defaults::GRAFANA_ENV),
        );
    }
    Node::literal(env, &defaults::GRAFANA_ENV)
}

/// Returns the ConfigMap of the data sources, and mounts it.
fn provisioning(context: &Context, part: &mut Part) -> Option<Object> {
    let component = part.component;
    let namespace = &component.owner.namespace;
    let address = |facts: &Facts| {
        let url = format!("http://{}.{namespace}.svc:{}", facts.name, facts.port);
        Node::literal(url, &defaults::DATASOURCE)
    };
    let mut sources = Vec::new();
    if !component.spec.is_off("prometheus") {
        let interval = component
            .spec
            .at(&["prometheus", "scrapeInterval"])
            .cloned();
        let interval = interval.unwrap_or_else(|| Node::literal("30s", &defaults::SCRAPE_INTERVAL));
        sources.push(yaml!(defaults::DATASOURCE => {
            name: "Prometheus",
            uid: "prometheus",
            type: "prometheus",
            access: "proxy",
            url: (address(&prometheus::FACTS)),
            isDefault: true,
            jsonData: { timeInterval: (interval) },
        }));
    }
    if alertmanager::address(component).is_some() {
        sources.push(yaml!(defaults::DATASOURCE => {
            name: "Alertmanager",
            uid: "alertmanager",
            type: "alertmanager",
            access: "proxy",
            url: (address(&alertmanager::FACTS)),
            jsonData: { implementation: "prometheus" },
        }));
    }
    let said = part.spec.value_of("datasources").and_then(Node::as_list);
    let said = said.unwrap_or_default().iter();
    sources.extend(said.filter_map(crate::expand::common::without_nulls));
    let file = yaml!(defaults::DATASOURCE => { apiVersion: 1, datasources: (sources) });
    let mut data = Mapping::new();
    data.insert("datasources.yaml", file);
    let name = part.named("datasources");
    let map = part.config_map(context, name.clone(), data);
    part.mount_config(
        "datasources",
        &name,
        "/etc/grafana/provisioning/datasources",
    );
    map
}

/// Returns the component as its Ingress sees it: named like the Service, with the port and the probe of Grafana.
fn exposed(part: &Part) -> Option<Component> {
    let said = part.spec.value_of("ingress")?;
    let (path, port) = FACTS.ready;
    let path = Node::literal(path, &defaults::READINESS);
    let port = Node::literal(port, &defaults::READINESS);
    let number = part.port();
    let spec = yaml!(defaults::PART => {
        ingress: (said),
        ports: { web: { containerPort: (number) } },
        readinessProbe: { httpGet: { path: (path), port: (port) } },
    });
    let mut metadata = part.component.metadata.clone();
    metadata.as_map_mut()?.insert("name", part.name.clone());
    Some(Component {
        metadata,
        spec,
        ..part.component.clone()
    })
}

/// Returns the NetworkPolicy: the ALB and whom the spec names may connect; Grafana reaches its data sources, and
/// grafana.com for dashboards.
fn policy(context: &Context, part: &Part, exposed: Option<&Component>) -> Option<Object> {
    let component = part.component;
    if component.spec.is_off("network") {
        return None;
    }
    let port = || vec![part.port()];
    let mut ingress = Vec::new();
    if let Some(exposed) = exposed {
        ingress.extend(from_load_balancer(context, exposed, port()));
    }
    let readers = network::by_address(context, component);
    if !readers.is_empty() {
        ingress.push(from(readers, port()));
    }
    let mut egress = vec![dns_egress(context)];
    for facts in [&prometheus::FACTS, &alertmanager::FACTS] {
        let number = Node::literal(facts.port, &defaults::DATASOURCE);
        egress.push(to(vec![network::own(component, facts.name)], vec![number]));
    }
    let further = part.spec.value_of("datasources").is_some();
    if further || dashboards::are_fetched(part) {
        egress.push(yaml!(defaults::DASHBOARD_EGRESS => {
            to: [{ ipBlock: { cidr: "0.0.0.0/0" } }],
            ports: [{ port: 443, protocol: "TCP" }],
        }));
    }
    network_policy(context, component, &part.name, Some(ingress), Some(egress))
}
