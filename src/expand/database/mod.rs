//! Database specs to objects: credentials, storage, Services, a StatefulSet, its guards, snapshots and dumps.
//!
//! One plain StatefulSet for one server. Replication is the business of operators: a second pod would be a
//! second, empty database, so it is an error unless the spec names what replicates.

mod check;
mod dump;
mod engine;
mod exporter;
mod job;
mod network;
mod service;
mod snapshot;
mod workload;

pub(super) use exporter::metrics_port;

use ecow::EcoString;

use super::common::{name, name_with};
use super::context::Context;
use super::defaults::database as defaults;
use super::identity::service_account;
use super::platform::ebs::{self, Reclaim};
use super::secrets::external_secret;
use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml::{Mapping, Node};
use engine::Engine;

/// A database spec as its objects need it.
struct Database<'c> {
    component: &'c Component,
    spec: &'c Node,
    /// Facts of the engine; none for `custom`.
    engine: Option<&'static Engine>,
    /// The name of the component, of its pods and of its primary Service.
    name: Node,
    /// The image, in its long form.
    image: Node,
    /// The image's tag, or the version.
    tag: EcoString,
    port: Node,
    /// The name of the database that is created at the first start.
    database: Option<Node>,
    /// The name of the Secret that holds the credentials.
    secret: Option<Node>,
    replicas: Node,
}

/// Returns the objects of a Database.
pub(super) fn expand(context: &Context, component: &Component) -> Vec<Object> {
    check::check(context, component);
    let Some(database) = Database::read(component) else {
        return Vec::new();
    };
    let mut objects = Vec::new();
    objects.extend(credentials(context, &database));
    objects.extend(service_account(context, component, &database.name, None));
    let restore = database.spec.at(&["restoreFrom", "snapshot"]);
    let volume = component.spec.value_of("storage").and_then(|storage| {
        ebs::volume(
            context,
            component,
            &database.name,
            storage,
            Reclaim::Retain,
            restore,
        )
    });
    // That `storage` or its size is missing was reported where the spec was checked.
    if let Some(volume) = volume {
        objects.extend(volume.class);
        objects.extend(service::services(context, &database));
        objects.extend(workload::stateful_set(context, &database, volume.claim));
    }
    objects.extend(service::disruption_budget(context, &database));
    objects.extend(network::policy(context, &database));
    objects.extend(snapshot::objects(context, &database));
    objects.extend(dump::objects(context, &database));
    objects
}

impl<'c> Database<'c> {
    /// Reads a spec; nothing where it lacks what no object can do without, which was reported.
    fn read(component: &'c Component) -> Option<Self> {
        let spec = &component.spec;
        let said = spec.value_of("engine")?;
        let engine = engine::find(said.as_str()?);
        let image = image(spec, engine)?;
        let tag = image.value_of("tag").and_then(Node::to_text);
        let port = match (spec.value_of("port"), engine) {
            (Some(port), _) => port.clone(),
            (None, Some(engine)) => said.derive(engine.port, &defaults::PORT),
            (None, None) => return None,
        };
        let created = engine.is_some_and(|engine| engine.database.is_some());
        let own = name(component);
        let database = match spec.get("database") {
            None if created => {
                let text = component.owner.name.replace("-", "_");
                Some(own.derive(text, &defaults::DATABASE_NAME))
            }
            said => said.filter(|said| !said.is_null()).cloned(),
        };
        let credentials = spec.value_of("credentials");
        let secret = credentials.and_then(|said| match said.value_of("secret") {
            Some(secret) => Some(secret.clone()),
            None => said
                .value_of("store")
                .map(|_| name_with(component, "credentials", &defaults::CREDENTIALS)),
        });
        let replicas = spec
            .value_of("replicas")
            .cloned()
            .unwrap_or_else(|| Node::literal(1, &defaults::REPLICAS));
        Some(Database {
            component,
            spec,
            engine,
            name: own,
            image,
            tag: tag.unwrap_or_default(),
            port,
            database,
            secret,
            replicas,
        })
    }

    /// Returns the name of the port: the engine's, `postgres`.
    fn port_name(&self) -> &'static str {
        self.engine.map_or("db", |engine| engine.name)
    }

    /// Returns whether there is more than one pod.
    fn is_replicated(&self) -> bool {
        self.replicas.as_int().is_some_and(|count| count > 1)
    }

    /// Returns an environment variable, in its long form, that holds what a table of an engine says; nothing where this
    /// database has no such thing.
    fn variable(&self, source: &engine::Source) -> Option<Node> {
        let mut variable = Mapping::new();
        match source {
            engine::Source::Credential(key) => {
                variable.insert("secret", self.secret.clone()?);
                variable.insert("key", Node::literal(*key, &defaults::CREDENTIALS));
            }
            engine::Source::Host => {
                let host = &self.name;
                variable.insert("value", host.derive(host.value.clone(), &defaults::DUMP));
            }
            engine::Source::Database => {
                variable.insert("value", self.database.clone()?);
            }
            engine::Source::Text(text) => {
                variable.insert("value", Node::literal(*text, &defaults::EXPORTER));
            }
        }
        Some(Node::literal(variable, &defaults::ENV))
    }

    /// Returns several variables by name.
    fn variables(&self, table: &[(&'static str, engine::Source)]) -> Node {
        let mut variables = Mapping::new();
        for (name, source) in table {
            if let Some(variable) = self.variable(source) {
                variables.insert(*name, variable);
            }
        }
        Node::literal(variables, &defaults::ENV)
    }
}

/// Returns the image in its long form: what the spec says, the engine's repository, the version as the tag.
fn image(spec: &Node, engine: Option<&'static Engine>) -> Option<Node> {
    let said = spec.value_of("image");
    let part = |key: &str| said.and_then(|said| said.value_of(key)).cloned();
    let engine_node = spec.value_of("engine");
    let repository = part("repository").or_else(|| {
        let engine = engine?;
        Some(engine_node?.derive(engine.repository, &defaults::IMAGE))
    })?;
    let tag = part("tag").or_else(|| spec.value_of("version").cloned());
    let mut image = Mapping::new();
    image.insert("repository", repository);
    for (key, node) in [("tag", tag), ("digest", part("digest"))] {
        if let Some(node) = node {
            image.insert(key, node);
        }
    }
    Some(Node::literal(image, &defaults::IMAGE))
}

/// Returns the ExternalSecret of the credentials; nothing where the Secret is made elsewhere.
fn credentials(context: &Context, database: &Database) -> Option<Object> {
    let spec = database.spec.value_of("credentials")?;
    spec.value_of("store")?;
    let spec = with_keys(
        spec,
        database
            .engine
            .map_or(&["username", "password"], |engine| engine.keys),
    );
    let component = database.component;
    let secret = database.secret.clone()?;
    external_secret(context, component, &database.name, secret, &spec)
}

/// Returns credentials that say which keys are read.
pub(super) fn with_keys(credentials: &Node, wanted: &[&'static str]) -> Node {
    let mut spec = credentials.clone();
    if spec.value_of("keys").is_some() {
        return spec;
    }
    let mut keys = Mapping::new();
    for wanted in wanted {
        let mut property = Mapping::new();
        property.insert(
            "property",
            Node::literal(*wanted, &defaults::CREDENTIAL_KEYS),
        );
        keys.insert(*wanted, Node::literal(property, &defaults::CREDENTIAL_KEYS));
    }
    if let Some(map) = spec.as_map_mut() {
        map.insert("keys", Node::literal(keys, &defaults::CREDENTIAL_KEYS));
    }
    spec
}

#[cfg(test)]
mod tests;
