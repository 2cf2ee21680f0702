//! Stage 2, layers to one spec per component.
//!
//! In: [`Loaded`](crate::load::Loaded). Out: [`Target`]: each component's spec, merged from base, overlays, environment
//! and `--set` by the rules of the merge table, its expressions evaluated, checked whole. Defaults are not filled in
//! here: the expander that uses a value knows its default and finds `null` where somebody removed it.

mod cycles;
mod facts;
mod language;
mod merge;
mod overlay;
mod scope;
mod stack;
pub mod template;
mod values;
mod whole;

use std::collections::BTreeSet;
use std::sync::Arc;

use ecow::EcoString;
use rayon::prelude::*;

use self::scope::{Directory, Scope};
use self::stack::{Layered, Stack};
use self::values::{Compiled, Evaluator};
use crate::diag::{Code, Diagnostic};
use crate::k8s::{Object, Owner};
use crate::load::kinds::database;
use crate::load::{Loaded, SpecKind, definitions};
use crate::session::Session;
use crate::text::Span;
use crate::yaml::{Mapping, Node};

pub use self::facts::PARTITION;

/// One merged, evaluated spec.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its kind.
    pub kind: SpecKind,
    /// Kind, namespace and name, as objects refer to it.
    pub owner: Arc<Owner>,
    /// `metadata`: name, namespace, labels, annotations; with the places where they stand.
    pub metadata: Node,
    /// `spec`, where a `null` says that a default is not wanted.
    pub spec: Node,
    /// The place that findings about the whole component show.
    pub span: Span,
    /// The file of the lowest layer; relative paths inside the spec start from its folder.
    pub path: String,
    /// The components that its expressions refer to, and where: ordering edges.
    pub refers_to: Vec<(Arc<Owner>, Span)>,
    /// Whether nothing was wrong with any layer. What was wrong is reported and gone, so that what is missing now may be
    /// that very thing.
    pub sound: bool,
}

/// An output patch of an overlay or the environment, evaluated.
#[derive(Clone, Debug)]
pub struct OutputPatch {
    /// `{target, patch | json6902}`.
    pub node: Node,
    /// The file it stands in.
    pub path: String,
    /// Where it applies: all components, or those an overlay matches.
    pub owners: Option<Vec<Arc<Owner>>>,
}

/// That objects of no component refer to one: those of raw manifests that are templates.
#[derive(Clone, Debug)]
pub struct Reference {
    /// Whose objects refer.
    pub from: Arc<Owner>,
    /// The component they refer to.
    pub to: Arc<Owner>,
    /// The place that names the template.
    pub span: Span,
}

/// One environment, ready to be expanded.
#[derive(Clone, Debug)]
pub struct Target {
    /// The environment's name.
    pub name: EcoString,
    /// The environment's spec, evaluated.
    pub environment: Node,
    /// The path of `environment.yaml`.
    pub path: String,
    /// The cluster's spec, evaluated; facts such as `kubernetesVersion`.
    pub cluster: Node,
    /// Every other component, by kind, namespace and name.
    pub components: Vec<Component>,
    /// The output patches of overlays and environment, in order.
    pub patches: Vec<OutputPatch>,
    /// What `${…}` and `*.j2` files see.
    pub scope: minijinja::Value,
    /// What the environment's own raw manifests refer to: ordering edges.
    pub references: Vec<Reference>,
    /// The definitions of custom resources that the cluster has from elsewhere.
    pub definitions: Vec<Object>,
    /// The templates that could be rendered.
    pub rendered: template::Rendered,
    /// Whether nothing was wrong with anything that was read. If not, nobody can say that something is nowhere.
    pub sound: bool,
}

impl Target {
    /// Returns the scope of `*.j2` files as a namespace sees it: names without one mean its own.
    fn scope_within(&self, namespace: &EcoString) -> minijinja::Value {
        match self.scope.downcast_object_ref::<Scope>() {
            Some(scope) => minijinja::Value::from_object(scope.within(namespace)),
            None => self.scope.clone(),
        }
    }

    /// Returns the components of a kind.
    pub fn of_kind(&self, kind: SpecKind) -> impl Iterator<Item = &Component> {
        self.components
            .iter()
            .filter(move |component| component.kind == kind)
    }

    /// Returns the component that `name`, or `namespace/name`, means when it is said in `namespace`.
    pub fn find(&self, kind: SpecKind, name: &str, namespace: &str) -> Option<&Component> {
        let (namespace, name) = name.split_once('/').unwrap_or((namespace, name));
        self.of_kind(kind).find(|component| {
            component.owner.name == name && component.owner.namespace == namespace
        })
    }
}

/// Merges, evaluates and checks everything that was loaded.
pub fn run(session: &Session<'_>, loaded: Loaded) -> Option<Target> {
    let path = loaded.environment.path.clone();
    let mut stack = stack::build(session, loaded);
    let facts = facts::evaluate(session, &mut stack.environment, stack.cluster.as_mut());
    stack.apply_images(session);
    stack.apply_settings(session);

    let Stack {
        mut environment,
        mut cluster,
        components,
        mut patches,
        ..
    } = stack;
    whole::check(session, &mut environment);
    if let Some(cluster) = &mut cluster {
        whole::check(session, cluster);
    }
    patches.extend(own_patches(&environment, &path));
    let scope = Scope {
        directory: Arc::new(directory(session, &facts, &components)),
        complete: !session.has_errors(),
        ..facts
    };
    let mut components = evaluate(session, &scope, components, &mut patches);
    let definitions = definitions::of_environment(session, &environment.spec, &path);
    let sound = !session.has_errors();
    let (rendered, references) =
        template::render_all(session, &scope, (&environment.spec, &path), &mut components);
    cycles::report(session, &components);
    whole::require_labels(session, &environment.spec, &components);
    Some(Target {
        name: environment.owner.name.clone(),
        environment: environment.spec,
        path,
        cluster: cluster.map_or_else(
            || Node::literal(Mapping::new(), &PARTITION),
            |cluster| cluster.spec,
        ),
        components,
        patches,
        scope: minijinja::Value::from_object(scope),
        references,
        definitions,
        rendered,
        sound,
    })
}

/// Reports the variables of the environment that nothing used: no expression so far, and no `*.j2` file. To be called
/// when every stage that reads files is done.
pub fn report_unused(session: &Session<'_>, target: &Target) {
    let Some(scope) = target.scope.downcast_object_ref::<Scope>() else {
        return;
    };
    // What could not be read may use it.
    if !target.sound {
        return;
    }
    let vars = target.environment.value_of("vars").and_then(Node::as_map);
    for entry in vars.into_iter().flatten() {
        if !scope.env.is_used(&entry.key.name) {
            session.report(
                Diagnostic::new(
                    Code::UnusedVariable,
                    format!("variable `{}` is never used", entry.key.name),
                )
                .on(format!("Environment/{}", target.name))
                .at(entry.key.span)
                .help(format!(
                    "remove it, or use it: `${{env.{}}}`",
                    entry.key.name
                )),
            );
        }
    }
}

fn own_patches(environment: &Layered, path: &str) -> Vec<OutputPatch> {
    let patches = environment.spec.value_of("patches");
    // What is left of a wrong patch would be another patch.
    let patches = patches.filter(|_| environment.sound);
    let patches = patches.and_then(Node::as_list).unwrap_or_default();
    patches
        .iter()
        .map(|patch| OutputPatch {
            node: patch.clone(),
            path: path.to_owned(),
            owners: None,
        })
        .collect()
}

/// Returns what expressions may ask of Apps and Databases.
fn directory(session: &Session<'_>, facts: &Scope, components: &[Layered]) -> Directory {
    let mut directory = Directory::default();
    for component in components {
        let port = match component.kind {
            SpecKind::App => app_port(&component.spec),
            SpecKind::Database => database_port(&component.spec),
            _ => continue,
        };
        let mut known = std::collections::BTreeMap::new();
        let Owner {
            namespace, name, ..
        } = &*component.owner;
        let host = format!("{name}.{namespace}.svc.cluster.local");
        known.insert("name", minijinja::Value::from(name.as_str()));
        known.insert("namespace", minijinja::Value::from(namespace.as_str()));
        known.insert("host", minijinja::Value::from(host));
        if let Some(port) = port.and_then(|port| number(session, facts, port)) {
            known.insert("port", minijinja::Value::from(port));
        }
        directory.add(component.kind, &component.owner, known.into());
    }
    directory
}

/// Returns the port of the Service: `http`, or the first that the Service has.
fn app_port(spec: &Node) -> Option<Node> {
    let ports = spec.value_of("ports")?.as_map()?;
    let exposed = |port: &&Node| {
        port.value_of("service").and_then(Node::as_bool) != Some(false) && !port.is_null()
    };
    let port = ports
        .get("http")
        .filter(exposed)
        .or_else(|| ports.iter().map(|entry| &entry.value).find(exposed))?;
    let number = port
        .value_of("servicePort")
        .or(port.value_of("containerPort"));
    Some(number.unwrap_or(port).clone())
}

/// Returns the port that is stated, or the one that the engine is known for.
fn database_port(spec: &Node) -> Option<Node> {
    if let Some(port) = spec.value_of("port") {
        return Some(port.clone());
    }
    let engine = spec.value_of("engine")?;
    Some(engine.with(database::port_of(engine.as_str()?)?))
}

/// Returns a port number, which may be an expression over the environment.
fn number(session: &Session<'_>, facts: &Scope, mut port: Node) -> Option<i64> {
    if port.as_str().is_some() {
        let mut texts = BTreeSet::new();
        values::collect(&port, &mut texts);
        let engine = values::engine();
        let compiled = Compiled::new(&engine, &texts);
        let scope = facts.within(&EcoString::new());
        // What is wrong with it is reported where the whole spec is evaluated.
        Evaluator::new(&compiled, &session.sources, scope, String::new()).evaluate("", &mut port);
    }
    port.as_int()
}

/// Evaluates the components and output patches, and checks each component whole.
fn evaluate(
    session: &Session<'_>,
    scope: &Scope,
    components: Vec<Layered>,
    patches: &mut [OutputPatch],
) -> Vec<Component> {
    let mut texts = BTreeSet::new();
    for component in &components {
        values::collect(&component.metadata, &mut texts);
        values::collect(&component.spec, &mut texts);
    }
    for patch in patches.iter() {
        values::collect(&patch.node, &mut texts);
    }
    let engine = values::engine();
    let compiled = Compiled::new(&engine, &texts);
    for patch in patches.iter_mut() {
        let object = patch.path.clone();
        let within = scope.within(&EcoString::new());
        let mut evaluator = Evaluator::new(&compiled, &session.sources, within, object);
        evaluator.evaluate("", &mut patch.node);
        session.report_all(evaluator.findings);
    }
    components
        .into_par_iter()
        .map(|mut layered| {
            let within = scope.within(&layered.owner.namespace);
            let object = layered.owner.to_string();
            let mut evaluator = Evaluator::new(&compiled, &session.sources, within, object);
            evaluator.evaluate("/metadata", &mut layered.metadata);
            evaluator.evaluate("/spec", &mut layered.spec);
            layered.sound &= evaluator.sound;
            session.report_all(evaluator.findings);
            whole::check(session, &mut layered);
            // A component that refers to itself waits for nobody.
            let mut refers_to = evaluator.refers_to;
            refers_to.retain(|(owner, _)| *owner != layered.owner);
            Component {
                kind: layered.kind,
                owner: layered.owner,
                metadata: layered.metadata,
                spec: layered.spec,
                span: layered.span,
                path: layered.path,
                refers_to,
                sound: layered.sound,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
