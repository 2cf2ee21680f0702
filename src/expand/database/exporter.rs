//! The metrics exporter, a container beside the database.

use crate::expand::container::{Around, container as build};
use crate::expand::context::Context;
use crate::expand::defaults::database as defaults;
use crate::expand::ports::Ports;
use crate::layer::Component;
use crate::load::SpecKind;
use crate::yaml;
use crate::yaml::{Mapping, Node};

use super::{Database, engine};

/// Returns the port of a database's exporter; nothing where it has none.
pub(in crate::expand) fn metrics_port(component: &Component) -> Option<Node> {
    let spec = &component.spec;
    let wanted = spec.at(&["monitoring", "exporter"])?;
    if component.kind != SpecKind::Database || wanted.as_bool() != Some(true) {
        return None;
    }
    let engine = engine::find(spec.value_of("engine")?.as_str()?)?;
    Some(wanted.derive(engine.exporter.port, &defaults::EXPORTER))
}

/// Returns the exporter's container.
pub(super) fn container(context: &Context, database: &Database) -> Option<Node> {
    let port = metrics_port(database.component)?;
    let facts = &database.engine?.exporter;
    let said = database.spec.value_of("monitoring")?;
    let image = said.value_of("image").cloned().unwrap_or_else(|| {
        let repository = Node::literal(facts.repository, &defaults::EXPORTER);
        let tag = Node::literal(facts.tag, &defaults::EXPORTER);
        yaml!(defaults::EXPORTER => { repository: (repository), tag: (tag) })
    });
    let resources = said.get("resources").cloned().unwrap_or_else(|| {
        yaml!(defaults::EXPORTER_RESOURCES => {
            requests: { cpu: "10m", memory: "64Mi" },
        })
    });
    let args: Vec<Node> = facts
        .args
        .iter()
        .map(|arg| Node::literal(*arg, &defaults::EXPORTER))
        .collect();
    let args = (!args.is_empty()).then_some(args);
    let env = database.variables(facts.variables);
    let env = env
        .as_map()
        .is_some_and(|map| !map.is_empty())
        .then_some(env);
    let mut metrics = Mapping::new();
    metrics.insert("containerPort", port);
    let spec = yaml!(defaults::EXPORTER => {
        image: (image),
        args: (args),
        env: (env),
        ports: { metrics: (metrics) },
        resources: (resources),
    });
    let around = Around {
        name: Node::literal("exporter", &defaults::EXPORTER),
        ports: &Ports::of(&spec),
        env_from: Vec::new(),
        mounts: Vec::new(),
        lifecycle: None,
        restart: None,
    };
    Some(build(context, database.component, &spec, around))
}
