//! Which layers each component has, in which order, and what they come to.
//!
//! Cluster and Platform < base < overlays in their order < files of the environment < images < `--set`. A document of
//! the environment's folder that no base document matches is a component of this environment alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::OutputPatch;
use super::merge::{empty_at, merge_object};
use super::overlay;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::Owner;
use crate::load::kinds::{METADATA, shape_of};
use crate::load::{Loaded, SpecDocument, SpecKind};
use crate::session::Session;
use crate::text::Span;
use crate::yaml::{Mapping, Node};

/// A component whose layers are merged, expressions still as they stand.
#[derive(Clone, Debug)]
pub(super) struct Layered {
    /// Its kind.
    pub kind: SpecKind,
    /// Kind, namespace and name.
    pub owner: Arc<Owner>,
    /// `metadata`.
    pub metadata: Node,
    /// `spec`.
    pub spec: Node,
    /// The place of the whole.
    pub span: Span,
    /// The file of the lowest layer.
    pub path: String,
    /// Whether every layer was right.
    pub sound: bool,
    /// Layers of the environment's folder that are still to come.
    pending: Vec<SpecDocument>,
}

impl Layered {
    fn new(document: SpecDocument, namespace: EcoString) -> Self {
        let owner = Arc::new(Owner {
            kind: document.kind.name().into(),
            namespace,
            name: document.name,
        });
        let part = |name: &str| {
            document
                .root
                .get(name)
                .cloned()
                .unwrap_or_else(|| empty_at(&document.root))
        };
        Layered {
            kind: document.kind,
            owner,
            metadata: part("metadata"),
            spec: part("spec"),
            span: document.span,
            path: document.path,
            sound: document.sound,
            pending: Vec::new(),
        }
    }

    /// Merges `metadata` and `spec` of a higher layer.
    pub(super) fn add(
        &mut self,
        metadata: Option<&Node>,
        spec: Option<&Node>,
        findings: &mut Vec<Diagnostic>,
    ) {
        let object = self.owner.to_string();
        let before = findings.len();
        let parts = [
            (&mut self.metadata, metadata, &METADATA, "/metadata"),
            (&mut self.spec, spec, shape_of(self.kind), "/spec"),
        ];
        for (slot, above, shape, pointer) in parts {
            let Some(above) = above else { continue };
            let below = std::mem::replace(slot, empty_at(above));
            *slot = merge_object(below, above, shape, (&object, pointer), findings);
        }
        self.sound &= findings.len() == before;
    }

    fn add_document(&mut self, document: &SpecDocument, findings: &mut Vec<Diagnostic>) {
        self.sound &= document.sound;
        let metadata = document.root.get("metadata");
        // The metadata of a component of this environment alone is there already, for overlays to match.
        let metadata = metadata
            .filter(|above| above.span() != self.metadata.span() || **above != self.metadata);
        self.add(metadata, document.root.get("spec"), findings);
    }
}

/// Everything of one environment, merged.
#[derive(Debug)]
pub(super) struct Stack {
    /// The environment.
    pub environment: Layered,
    /// The cluster.
    pub cluster: Option<Layered>,
    /// Every other component, by kind, namespace and name.
    pub components: Vec<Layered>,
    /// Output patches of the overlays.
    pub patches: Vec<OutputPatch>,
    settings: Vec<SpecDocument>,
    /// Whether nothing was wrong with anything that was read. If not, what is named may be what could not be read.
    complete: bool,
}

/// Merges the layers up to the environment's own files; images and `--set` follow.
pub(super) fn build(session: &Session<'_>, loaded: Loaded) -> Stack {
    let complete = !session.has_errors();
    let mut findings = Vec::new();
    let mut environment = Layered::new(loaded.environment, EcoString::new());
    let (own, settings): (Vec<_>, Vec<_>) = loaded
        .settings
        .into_iter()
        .partition(|setting| setting.kind == SpecKind::Environment);
    for setting in own {
        environment.add(None, setting.root.get("spec"), &mut findings);
    }
    let namespace = environment.spec.value_of("namespace").cloned();
    let mut collect = Collect {
        cluster: loaded.cluster.as_ref().map(|cluster| cluster.name.clone()),
        namespace,
        components: Vec::new(),
        by_identity: FxHashMap::default(),
        by_name: FxHashMap::default(),
        findings: &mut findings,
    };
    for document in loaded.base {
        collect.base(document);
    }
    for document in loaded.partials {
        collect.partial(document);
    }
    let mut components = collect.components;
    components.sort_by(|a, b| a.owner.cmp(&b.owner));
    let patches = overlay::apply(session, loaded.overlays, &mut components, &mut findings);
    for component in &mut components {
        let pending = std::mem::take(&mut component.pending);
        for document in &pending {
            component.add_document(document, &mut findings);
        }
    }
    let at = components
        .iter()
        .position(|component| component.kind == SpecKind::Cluster);
    let cluster = at.map(|at| components.remove(at));
    session.report_all(findings);
    let mut stack = Stack {
        environment,
        cluster,
        components,
        patches,
        settings: Vec::new(),
        complete,
    };
    // Facts are needed before images and expressions.
    let (early, late): (Vec<_>, Vec<_>) = settings
        .into_iter()
        .partition(|setting| setting.kind == SpecKind::Cluster);
    stack.settings = early;
    stack.apply_settings(session);
    stack.settings = late;
    stack
}

struct Collect<'f> {
    cluster: Option<EcoString>,
    namespace: Option<Node>,
    components: Vec<Layered>,
    /// Components that make objects of one namespace must differ in name, whatever their kind.
    by_identity: FxHashMap<(Option<SpecKind>, EcoString, EcoString), usize>,
    by_name: FxHashMap<(SpecKind, EcoString), Vec<usize>>,
    findings: &'f mut Vec<Diagnostic>,
}

impl Collect<'_> {
    fn identity(
        kind: SpecKind,
        namespace: &EcoString,
        name: &EcoString,
    ) -> (Option<SpecKind>, EcoString, EcoString) {
        let kind = (!kind.namespaced()).then_some(kind);
        (kind, namespace.clone(), name.clone())
    }

    fn base(&mut self, document: SpecDocument) {
        if document.kind == SpecKind::Cluster && self.cluster.as_ref() != Some(&document.name) {
            return;
        }
        let Some(document) = self.with_namespace(document) else {
            return;
        };
        let namespace = document.namespace.clone().unwrap_or_default();
        let identity = Self::identity(document.kind, &namespace, &document.name);
        if let Some(first) = self.by_identity.get(&identity) {
            let first = &self.components[*first];
            self.findings.push(same_twice(first, &document, &namespace));
            return;
        }
        self.push(document, namespace);
    }

    fn push(&mut self, document: SpecDocument, namespace: EcoString) {
        let at = self.components.len();
        self.by_identity.insert(
            Self::identity(document.kind, &namespace, &document.name),
            at,
        );
        self.by_name
            .entry((document.kind, document.name.clone()))
            .or_default()
            .push(at);
        self.components.push(Layered::new(document, namespace));
    }

    fn partial(&mut self, document: SpecDocument) {
        if document.kind == SpecKind::Cluster && self.cluster.as_ref() != Some(&document.name) {
            return;
        }
        let named = self.by_name.get(&(document.kind, document.name.clone()));
        let named = named.map(Vec::as_slice).unwrap_or_default();
        let fits: Vec<usize> = match &document.namespace {
            Some(namespace) => named
                .iter()
                .copied()
                .filter(|at| self.components[*at].owner.namespace == *namespace)
                .collect(),
            None => named.to_vec(),
        };
        match fits.as_slice() {
            [at] => {
                self.components[*at].pending.push(document);
            }
            [] => {
                let Some(document) = self.with_namespace(document) else {
                    return;
                };
                let namespace = document.namespace.clone().unwrap_or_default();
                let identity = Self::identity(document.kind, &namespace, &document.name);
                if let Some(first) = self.by_identity.get(&identity) {
                    let first = &self.components[*first];
                    self.findings.push(same_twice(first, &document, &namespace));
                    return;
                }
                // Overlays come below the files of the environment: its spec is merged behind them.
                self.push(document.clone(), namespace);
                if let Some(component) = self.components.last_mut() {
                    component.spec = empty_at(&component.spec);
                    component.pending.push(document);
                }
            }
            [first, second, ..] => {
                let (first, second) = (&self.components[*first], &self.components[*second]);
                self.findings.push(
                    Diagnostic::new(
                        Code::AmbiguousLayer,
                        format!(
                            "{} `{}` is in several namespaces",
                            document.kind.name(),
                            document.name
                        ),
                    )
                    .at(document.span)
                    .related(first.span, format!("in `{}`", first.owner.namespace))
                    .related(second.span, format!("in `{}`", second.owner.namespace))
                    .help(format!(
                        "add `namespace: {}` to `metadata`",
                        first.owner.namespace
                    )),
                );
            }
        }
    }

    /// Fills in the environment's namespace where a component states none.
    fn with_namespace(&mut self, mut document: SpecDocument) -> Option<SpecDocument> {
        if !document.kind.namespaced() || document.namespace.is_some() {
            return Some(document);
        }
        let Some(namespace) = &self.namespace else {
            self.findings.push(
                Diagnostic::new(
                    Code::MissingNamespace,
                    format!(
                        "{} `{}` has no namespace",
                        document.kind.name(),
                        document.name
                    ),
                )
                .on(format!("{}/{}", document.kind.name(), document.name))
                .at(document.span)
                .note("the environment gives none either: `spec.namespace`")
                .help("add `namespace: <name>` to `metadata`"),
            );
            return None;
        };
        document.namespace = namespace.as_str().map(EcoString::from);
        if let Some(metadata) = document.root.get_mut("metadata").and_then(Node::as_map_mut) {
            metadata.insert("namespace", namespace.clone());
        }
        Some(document)
    }
}

fn same_twice(first: &Layered, second: &SpecDocument, namespace: &str) -> Diagnostic {
    let place = match namespace {
        "" => String::new(),
        namespace => format!(" in namespace `{namespace}`"),
    };
    let finding = Diagnostic::new(
        Code::DuplicateComponent,
        if first.kind == second.kind {
            format!(
                "{} `{}`{place} is defined twice",
                second.kind.name(),
                second.name
            )
        } else {
            format!(
                "{} and {} are both named `{}`{place} and would make the same objects",
                first.kind.name(),
                second.kind.name(),
                second.name
            )
        },
    )
    .on(&first.owner)
    .at(second.span)
    .related(first.span, "the first one");
    finding.help(if first.kind == second.kind {
        "rename one; a variation of it belongs into an overlay or into the environment's folder"
    } else {
        "rename one of them"
    })
}

impl Stack {
    /// Puts the environment's `images` into the components they name.
    pub(super) fn apply_images(&mut self, session: &Session<'_>) {
        let Some(images) = self
            .environment
            .spec
            .value_of("images")
            .and_then(Node::as_map)
        else {
            return;
        };
        let mut findings = Vec::new();
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let has_image = |kind| {
            shape_of(kind)
                .fields
                .iter()
                .any(|field| field.name == "image")
        };
        for (at, component) in self.components.iter().enumerate() {
            if has_image(component.kind) {
                by_name
                    .entry(component.owner.name.as_str())
                    .or_default()
                    .push(at);
            }
        }
        let mut wanted = Vec::new();
        for entry in images {
            let (namespace, name) = match entry.key.name.split_once('/') {
                Some((namespace, name)) => (Some(namespace), name),
                None => (None, entry.key.name.as_str()),
            };
            let fits = by_name.get(name).map(Vec::as_slice).unwrap_or_default();
            let fits: Vec<usize> = fits
                .iter()
                .copied()
                .filter(|at| {
                    namespace
                        .is_none_or(|namespace| self.components[*at].owner.namespace == namespace)
                })
                .collect();
            if fits.is_empty() && !self.complete {
                continue;
            }
            if fits.is_empty() {
                let meant = did_you_mean(name, by_name.keys().copied());
                findings.push(
                    Diagnostic::new(
                        Code::ImageMatchesNothing,
                        format!("no component with an image is named `{}`", entry.key.name),
                    )
                    .on(&self.environment.owner)
                    .at(entry.key.span)
                    .note(format!(
                        "components with an image: `{}`",
                        by_name.keys().copied().collect::<Vec<_>>().join("`, `")
                    ))
                    .maybe_help(meant.map(|meant| format!("did you mean `{meant}`?"))),
                );
                continue;
            }
            wanted.extend(fits.into_iter().map(|at| (at, entry.value.clone())));
        }
        for (at, image) in wanted {
            let component = &mut self.components[at];
            // A new tag and an old digest, or the other way round, name two images.
            if let Some(below) = component.spec.get_mut("image").and_then(Node::as_map_mut) {
                for (set, stale) in [("tag", "digest"), ("digest", "tag")] {
                    if image.value_of(set).is_some() && image.value_of(stale).is_none() {
                        below.remove(stale);
                    }
                }
            }
            let mut layer = Mapping::new();
            layer.insert("image", image.clone());
            let layer = image.with(layer);
            component.add(None, Some(&layer), &mut findings);
        }
        session.report_all(findings);
    }

    /// Merges `--set` over everything.
    pub(super) fn apply_settings(&mut self, session: &Session<'_>) {
        let mut findings = Vec::new();
        for setting in std::mem::take(&mut self.settings) {
            let fits = |component: &&mut Layered| {
                component.kind == setting.kind
                    && component.owner.name == setting.name
                    && setting
                        .namespace
                        .as_ref()
                        .is_none_or(|namespace| component.owner.namespace == *namespace)
            };
            let components = self.cluster.iter_mut().chain(&mut self.components);
            let mut matched: Vec<&mut Layered> = components.filter(fits).collect();
            match matched.as_mut_slice() {
                [component] => component.add_document(&setting, &mut findings),
                [] if !self.complete => {}
                [] => {
                    let same_kind = self
                        .cluster
                        .iter()
                        .chain(&self.components)
                        .filter(|component| component.kind == setting.kind);
                    let names: Vec<&str> = same_kind
                        .map(|component| component.owner.name.as_str())
                        .collect();
                    let meant = did_you_mean(&setting.name, names.iter().copied());
                    findings.push(
                        Diagnostic::new(
                            Code::SettingMatchesNothing,
                            format!("there is no {} `{}`", setting.kind.name(), setting.name),
                        )
                        .at(setting.span)
                        .maybe_help(meant.map(|meant| format!("did you mean `{meant}`?"))),
                    );
                }
                [first, second, ..] => findings.push(
                    Diagnostic::new(
                        Code::AmbiguousLayer,
                        format!(
                            "{} `{}` is in several namespaces",
                            setting.kind.name(),
                            setting.name
                        ),
                    )
                    .at(setting.span)
                    .related(first.span, format!("in `{}`", first.owner.namespace))
                    .related(second.span, format!("in `{}`", second.owner.namespace))
                    .help(format!("write `{}`", first.owner)),
                ),
            }
        }
        session.report_all(findings);
    }
}
