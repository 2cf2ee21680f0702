//! EK1043: an expression of an admission policy or of a webhook does not compile. Source: `validateValidatingAdmissionPolicySpec`,
//! `validateMutatingAdmissionPolicySpec` and `validateMatchConditions` of `pkg/apis/admissionregistration/validation`.
//!
//! As on the server, `object` and `params` may be anything here: what they have is seen when a request comes.

use super::admission_types::{environment, with_authorizer};
use super::compiled::Expressions;
use crate::cel::{Environment, Type};
use crate::validate::findings::{Findings, items};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const GROUP: &str = "admissionregistration.k8s.io";
const WEBHOOKS: [&str; 2] = [
    "ValidatingWebhookConfiguration",
    "MutatingWebhookConfiguration",
];
const POLICIES: [&str; 2] = ["ValidatingAdmissionPolicy", "MutatingAdmissionPolicy"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let base = environment(tree.minor);
    for object in WEBHOOKS.iter().flat_map(|kind| tree.of(GROUP, kind)) {
        let mut expressions = Expressions {
            tree,
            object,
            findings,
        };
        let environment = with_authorizer(base.clone());
        for hook in items(&object.node, "webhooks") {
            expressions.conditions(hook, &environment);
        }
    }
    for object in POLICIES.iter().flat_map(|kind| tree.of(GROUP, kind)) {
        let mut expressions = Expressions {
            tree,
            object,
            findings,
        };
        if let Some(spec) = object.node.value_of("spec") {
            expressions.policy(spec, base.clone());
        }
    }
}

impl Expressions<'_, '_, '_> {
    fn policy<'s>(&mut self, spec: &Node, base: Environment<'s>) {
        let mut plain = match spec.value_of("paramKind") {
            Some(_) => base.with("params", Type::Dyn),
            None => base,
        };
        self.conditions(spec, &with_authorizer(plain.clone()));
        for variable in items(spec, "variables") {
            let environment = with_authorizer(plain.clone());
            let found = self.compile(variable, "expression", &environment, &[]);
            if let Some(name) = variable.text_of("name").and_then(Node::as_str) {
                plain = plain.with(format!("variables.{name}"), found);
            }
        }
        let whole = with_authorizer(plain.clone());
        for validation in items(spec, "validations") {
            self.compile(validation, "expression", &whole, &[Type::Bool]);
            // The message is made where nobody is left to ask what is allowed.
            let made = "messageExpression";
            self.compile(validation, made, &plain, &[Type::String]);
        }
        for annotation in items(spec, "auditAnnotations") {
            let wanted = [Type::String, Type::Null];
            self.compile(annotation, "valueExpression", &whole, &wanted);
        }
        let patches = whole.with_patches(None);
        for mutation in items(spec, "mutations") {
            if let Some(patch) = mutation.value_of("jsonPatch") {
                let wanted = [Type::list(Type::Opaque("JSONPatch"))];
                self.compile(patch, "expression", &patches, &wanted);
            }
            if let Some(applied) = mutation.value_of("applyConfiguration") {
                self.compile(applied, "expression", &patches, &[Type::Dyn]);
            }
        }
    }

    fn conditions(&mut self, node: &Node, environment: &Environment<'_>) {
        for condition in items(node, "matchConditions") {
            self.compile(condition, "expression", environment, &[Type::Bool]);
        }
    }
}
