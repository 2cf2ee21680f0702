//! The ports of a component: what its container listens on, and which of them its Service has.

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Key, Node};

use super::context::Context;
use super::defaults::app as defaults;

/// The ports of a component, in the order of its spec.
#[derive(Clone, Debug, Default)]
pub(super) struct Ports<'c> {
    list: Vec<Port<'c>>,
}

/// One port.
#[derive(Clone, Copy, Debug)]
pub(super) struct Port<'c> {
    key: &'c Key,
    said: &'c Node,
}

impl<'c> Ports<'c> {
    /// Reads `ports` of a spec in its long form.
    pub(super) fn of(spec: &'c Node) -> Self {
        let entries = spec.value_of("ports").and_then(Node::as_map);
        let list = entries
            .into_iter()
            .flatten()
            .filter(|entry| entry.value.value_of("containerPort").is_some())
            .map(|entry| Port {
                key: &entry.key,
                said: &entry.value,
            })
            .collect();
        Ports { list }
    }

    /// Walks the ports.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Port<'c>> {
        self.list.iter()
    }

    /// Walks the ports of the Service.
    pub(super) fn of_service(&self) -> impl Iterator<Item = &Port<'c>> {
        self.list.iter().filter(|port| port.is_in_service())
    }

    /// Returns the port that is meant where none is named: `http`, or else the first.
    pub(super) fn main(&self) -> Option<&Port<'c>> {
        self.named("http").or_else(|| self.list.first())
    }

    /// Returns the port of this name.
    pub(super) fn named(&self, name: &str) -> Option<&Port<'c>> {
        self.list.iter().find(|port| port.name() == name)
    }

    /// Returns the port that a name or a number means.
    pub(super) fn find(&self, wanted: &Node) -> Option<&Port<'c>> {
        match (wanted.as_str(), wanted.as_int()) {
            (Some(name), _) => self.named(name),
            (None, Some(number)) => self
                .list
                .iter()
                .find(|port| port.number().as_int() == Some(number)),
            (None, None) => None,
        }
    }

    /// Returns the port that a name or a number means, or the main one where nothing is said. Reports what means no
    /// port; `field` is where it stands, `spec.ingress`.
    pub(super) fn resolve(
        &self,
        context: &Context,
        component: &Component,
        wanted: Option<&Node>,
        field: &str,
    ) -> Option<&Port<'c>> {
        let found = match wanted {
            Some(wanted) => self.find(wanted),
            None => self.main(),
        };
        if found.is_none() {
            context.report_missing(component, self.unknown(component, wanted, field));
        }
        found
    }

    fn unknown(&self, component: &Component, wanted: Option<&Node>, field: &str) -> Diagnostic {
        let owner = &component.owner;
        let Some(wanted) = wanted else {
            return Diagnostic::new(
                Code::NoPort,
                format!("`{field}` of {owner} needs a port, but `spec.ports` has none"),
            )
            .at(component.span)
            .on(owner)
            .help("name the ports the container listens on: `ports: {http: 8080}`");
        };
        let text = wanted.to_text().unwrap_or_default();
        let names = || self.list.iter().map(Port::name);
        let help = match did_you_mean(&text, names()) {
            Some(name) => format!("did you mean `{name}`?"),
            None if self.list.is_empty() => "name it in `ports: {http: 8080}`".to_owned(),
            None => format!("the ports are {}", listed(names())),
        };
        Diagnostic::new(
            Code::UnknownPort,
            format!("`{field}` of {owner} names port `{text}`, which `spec.ports` does not have"),
        )
        .at(wanted.span().unwrap_or(component.span))
        .on(owner)
        .help(help)
    }

    /// Returns `ports` of the container.
    pub(super) fn container(&self) -> Option<Vec<Node>> {
        let ports: Vec<Node> = self
            .list
            .iter()
            .map(|port| {
                yaml!(defaults::CONTAINER_PORT => {
                    containerPort: (port.number()),
                    name: (port.name_node()),
                    protocol: (port.said.value_of("protocol")),
                })
            })
            .collect();
        (!ports.is_empty()).then_some(ports)
    }
}

impl<'c> Port<'c> {
    /// Returns its name.
    pub(super) fn name(&self) -> &'c str {
        &self.key.name
    }

    /// Returns its name as a node at its place.
    pub(super) fn name_node(&self) -> Node {
        let mut name = self.said.derive(self.name(), &defaults::CONTAINER_PORT);
        name.origin.span = self.key.span.or(name.origin.span);
        name
    }

    /// Returns the number the container listens on.
    pub(super) fn number(&self) -> &'c Node {
        self.said.value_of("containerPort").unwrap_or(self.said)
    }

    /// Returns the protocol, if it is not TCP.
    pub(super) fn protocol(&self) -> Option<&'c Node> {
        self.said.value_of("protocol")
    }

    /// Returns whether the Service has it.
    pub(super) fn is_in_service(&self) -> bool {
        self.said.value_of("service").and_then(Node::as_bool) != Some(false)
    }

    /// Returns its entry of a Service, at another port number if one is given.
    pub(super) fn service_entry(&self, number: Option<&Node>) -> Node {
        let own = self.said.value_of("servicePort").cloned();
        let same = || {
            let number = self.number();
            number.derive(number.value.clone(), &defaults::SERVICE_PORT)
        };
        let number = number.cloned().or(own).unwrap_or_else(same);
        yaml!(defaults::SERVICE_PORT => {
            name: (self.name_node()),
            port: (number),
            targetPort: (self.name_node()),
            protocol: (self.protocol()),
            appProtocol: (self.said.value_of("appProtocol")),
        })
    }
}

/// Prints `a`, `b` and `c`.
pub(super) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => "none".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
