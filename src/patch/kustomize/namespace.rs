//! `namespace`: the namespace of every object that may have one.
//!
//! Kinds of the cluster are left alone, kinds nobody knows are taken for namespaced. Namespaces are renamed, Services
//! that webhooks name follow by their specs, and of the subjects of role bindings those that were asked for. Objects
//! that a chart made keep theirs.

use super::Context;
use super::field_spec::{ByKind, Created, FieldSpec, set_scalar, visit, within, wrong_kind};
use super::resources::{Conflict, Resource};
use super::schema::Schema;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::Gvk;
use crate::load::kustomization::Outcome;
use crate::patch::change;
use crate::yaml::Node;

/// Which subjects of role bindings get the namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Subjects {
    /// Those named `default`.
    #[default]
    DefaultOnly,
    /// All of kind ServiceAccount.
    AllServiceAccounts,
    /// None.
    None,
}

/// What a `NamespaceTransformer` may be told beside the namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Options {
    /// Whether namespaces that are stated stay.
    pub unset_only: bool,
    pub subjects: Subjects,
}

impl Options {
    /// Reads the configuration of a `NamespaceTransformer`.
    pub(super) fn read(config: &Node) -> Outcome<Self> {
        const MODES: [&str; 3] = ["defaultOnly", "none", "allServiceAccounts"];
        let mode = config.value_of("setRoleBindingSubjects");
        let subjects = match mode.and_then(Node::as_str) {
            None | Some("" | "defaultOnly") => Subjects::DefaultOnly,
            Some("allServiceAccounts") => Subjects::AllServiceAccounts,
            Some("none") => Subjects::None,
            Some(other) => {
                let near = did_you_mean(other, MODES).map(|near| format!("did you mean `{near}`?"));
                return Err(Box::new(
                    Diagnostic::new(
                        Code::TransformFailed,
                        format!("expected `defaultOnly`, `none` or `allServiceAccounts`, found `{other}`"),
                    )
                    .at(mode.and_then(Node::span))
                    .note(format!(
                        "kustomize: invalid value {other:?} for setRoleBindingSubjects: must be one of \"defaultOnly\", \"none\" or \"allServiceAccounts\""
                    ))
                    .maybe_help(near),
                ));
            }
        };
        let unset_only = config.get("unsetOnly").and_then(Node::as_bool);
        Ok(Options {
            unset_only: unset_only.unwrap_or_default(),
            subjects,
        })
    }
}

/// The annotation of objects that a chart made.
const FROM_CHART: &str = "internal.config.kubernetes.io/helm-generated";
const NAMESPACE: &str = "metadata/namespace";
const NAME: &str = "metadata/name";

/// Sets the namespace of every resource, and the fields of `specs`.
pub(super) fn run(
    cx: &mut Context<'_, '_>,
    namespace: &Node,
    options: Options,
    specs: &[FieldSpec],
) -> Outcome<()> {
    let text = namespace.to_text().unwrap_or_default();
    if text.is_empty() {
        return Ok(());
    }
    let setter = Setter {
        value: change::shell(namespace, text),
        stated: FieldSpec::new("", "", "", NAMESPACE, true),
        specs: ByKind::new(specs),
        options,
    };
    for resource in cx.resources.all_mut() {
        let generated = resource.node.at(&["metadata", "annotations", FROM_CHART]);
        if generated.and_then(Node::to_text).as_deref() == Some("true") {
            continue;
        }
        resource.remember(cx.schema);
        setter.change(resource, cx.schema)?;
    }
    match cx.resources.conflict(cx.schema) {
        None => Ok(()),
        Some(conflict) => Err(Box::new(refusal(&conflict, namespace))),
    }
}

struct Setter<'s> {
    value: Node,
    /// Where an object states its own namespace.
    stated: FieldSpec,
    specs: ByKind<'s>,
    options: Options,
}

impl Setter<'_> {
    fn change(&self, resource: &mut Resource, schema: &Schema) -> Outcome<()> {
        let gvk = resource.gvk();
        if !schema.is_certainly_cluster_scoped(&gvk) {
            self.visit(&mut resource.node, &self.stated)?;
        }
        if is_binding(&gvk.kind) {
            self.change_subjects(&mut resource.node)?;
        }
        for (spec, ()) in self.specs.of(&gvk) {
            if self.is_needed(spec, &gvk) {
                self.visit(&mut resource.node, spec).map_err(|finding| {
                    let scalar = "wrong node kind: expected ScalarNode";
                    let words = if finding.notes.iter().any(|note| note.contains(scalar)) {
                        "namespace field specs must target scalar nodes"
                    } else {
                        "namespace transformation failed"
                    };
                    Box::new(within(*finding, words))
                })?;
            }
        }
        Ok(())
    }

    /// Returns whether a spec says more than is done anyway, and is for this very type.
    fn is_needed(&self, spec: &FieldSpec, gvk: &Gvk) -> bool {
        match spec.path.as_str() {
            NAMESPACE => false,
            NAME => gvk.group.is_empty() && gvk.version == "v1",
            "subjects/namespace" => !is_binding(&spec.kind),
            _ => true,
        }
    }

    fn visit(&self, node: &mut Node, spec: &FieldSpec) -> Outcome<()> {
        visit(
            node,
            spec,
            Some(Created::Scalar(&self.value)),
            &mut |field| self.set(field),
        )
    }

    fn set(&self, field: &mut Node) -> Outcome<()> {
        let stated = field.to_text().is_some_and(|text| !text.trim().is_empty());
        if stated && self.options.unset_only {
            return Ok(());
        }
        set_scalar(field, self.value.clone())
    }

    fn change_subjects(&self, binding: &mut Node) -> Outcome<()> {
        let (key, text) = match self.options.subjects {
            Subjects::None => return Ok(()),
            Subjects::DefaultOnly => ("name", "default"),
            Subjects::AllServiceAccounts => ("kind", "ServiceAccount"),
        };
        let Some(subjects) = binding.get_mut("subjects").filter(|node| !node.is_null()) else {
            return Ok(());
        };
        let refuse = |finding: Diagnostic| {
            let words = "setting namespace on (cluster)role binding subjects";
            Err(Box::new(within(finding, words)))
        };
        let Some(subjects) = subjects.as_list_mut() else {
            return refuse(wrong_kind(subjects, "a list of subjects", "SequenceNode"));
        };
        for subject in subjects.iter_mut().filter(|subject| !subject.is_null()) {
            let is_wanted = subject.get(key).and_then(Node::to_text).as_deref() == Some(text);
            let Some(map) = subject.as_map_mut() else {
                let finding = wrong_kind(subject, "a subject", "MappingNode");
                let words = format!("looking up {key} on (cluster)role binding subject");
                return refuse(within(finding, &words));
            };
            match map.get_mut("namespace") {
                _ if !is_wanted => {}
                Some(field) => self.set(field)?,
                None => {
                    map.insert("namespace", self.value.clone());
                }
            }
        }
        Ok(())
    }
}

fn is_binding(kind: &str) -> bool {
    matches!(kind, "RoleBinding" | "ClusterRoleBinding")
}

fn refusal(conflict: &Conflict, namespace: &Node) -> Diagnostic {
    Diagnostic::new(
        Code::IdConflict,
        format!("in one namespace, two resources are `{}`", conflict.id),
    )
    .at(conflict.second)
    .related(conflict.first, "the other one")
    .related(namespace.span(), "the namespace is set here")
    .note("kustomize: namespace transformation produces ID conflict")
    .help("rename one of them, or give them their namespaces in bases of their own")
}
