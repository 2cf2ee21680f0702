//! Stage 2, layers to one spec per component.
//!
//! In: [`Loaded`](crate::load::Loaded). Out: [`Target`]: each component's spec, merged from base, overlays, environment
//! and `--set` by the rules of the merge table, its expressions evaluated, checked whole. Defaults are not filled in
//! here: the expander that uses a value knows its default and finds `null` where somebody removed it.

use std::sync::Arc;

use ecow::EcoString;

use crate::k8s::Owner;
use crate::load::SpecKind;
use crate::text::Span;
use crate::yaml::Node;

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
}

impl Target {
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
