//! EK1042: a rule of a CustomResourceDefinition does not compile. Source: `ValidateCustomResourceDefinitionOpenAPISchema` of
//! `pkg/apis/apiextensions/validation`, and `pkg/apiserver/schema/cel/compilation.go`.

use super::field_path::leads_somewhere;
use super::place::problem;
use crate::cel::{Type, compile, environment_of};
use crate::diag::Code;
use crate::k8s::Object;
use crate::k8s::schema::{Additional, List, Schema, Validation, described};
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const KIND: &str = "CustomResourceDefinition";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.of_kind(KIND) {
        let Some(spec) = object.node.value_of("spec") else {
            continue;
        };
        for version in items(spec, "versions") {
            let Some(node) = version.at(&["schema", "openAPIV3Schema"]) else {
                continue;
            };
            let mut definition = Definition {
                tree,
                object,
                findings,
            };
            let schema = described(node, true, tree.minor);
            definition.walk(node, &schema, true, true);
        }
    }
}

/// The definition that is looked at.
struct Definition<'d, 't, 'a> {
    tree: &'d Tree<'t>,
    object: &'a Object,
    findings: &'d mut Findings,
}

impl Definition<'_, '_, '_> {
    /// Compiles the rules of a part of the schema and of all below it. `has_old` says that its values can be found again in
    /// the object before.
    fn walk(&mut self, node: &Node, schema: &Schema, is_resource: bool, has_old: bool) {
        let rules = items(node, "x-kubernetes-validations");
        for (node, rule) in rules.iter().zip(&schema.validations) {
            self.rule(node, rule, schema, is_resource);
            self.old(node, rule, has_old);
        }
        let is_atomic = text(node, &["x-kubernetes-map-type"]) == Some("atomic");
        let properties = node.value_of("properties").and_then(Node::as_map);
        for entry in properties.into_iter().flat_map(|map| map.iter()) {
            if let Some(below) = schema.property(&entry.key.name, self.tree.minor) {
                let has_old = has_old && !is_atomic;
                self.walk(&entry.value, below, below.is_embedded, has_old);
            }
        }
        if let (Some(node), Some(Additional::Of(below))) =
            (node.value_of("additionalProperties"), &schema.additional)
        {
            self.walk(node, below, below.is_embedded, has_old);
        }
        if let (Some(node), Some(below)) = (node.value_of("items"), &schema.items) {
            let has_old = has_old && matches!(schema.list, List::Map(_));
            self.walk(node, below, below.is_embedded, has_old);
        }
    }

    /// Reports rules that look at the object before where no value of it can be found, or that only say so.
    fn old(&mut self, node: &Node, rule: &Validation, has_old: bool) {
        let uses_old = rule.rule.contains("oldSelf");
        let (key, message) = match node.value_of("optionalOldSelf") {
            _ if uses_old && !has_old => (
                "rule",
                "`oldSelf` is not known below a list whose elements no keys tell apart",
            ),
            Some(_) if !uses_old => ("optionalOldSelf", "the rule does not use `oldSelf`"),
            _ => return,
        };
        if let Some(node) = node.value_of(key) {
            let finding = about(Code::RuleExpression, self.object, node, message);
            self.findings.push(finding);
        }
    }

    fn rule(&mut self, node: &Node, rule: &Validation, schema: &Schema, is_resource: bool) {
        if let Some(node) = node.value_of("fieldPath")
            && let Some(path) = node.as_str().filter(|path| !path.trim().is_empty())
            && !leads_somewhere(path, schema, self.tree.minor)
        {
            let message = format!("`{path}` leads to no field of the schema");
            let finding = about(Code::RuleExpression, self.object, node, message);
            self.findings.push(finding);
        }
        let Some(stated) = node
            .value_of("rule")
            .filter(|_| !rule.rule.trim().is_empty())
        else {
            return;
        };
        let minor = self.tree.minor;
        let Some(environment) = environment_of(schema, is_resource, rule, minor) else {
            let message = "a rule stands where CEL sees no values: the schema has no type";
            let finding = about(Code::RuleExpression, self.object, stated, message);
            self.findings.push(finding);
            return;
        };
        let made = node.text_of("messageExpression");
        let expressions = [
            (Some(stated), Type::Bool, "the rule is wrong"),
            (made, Type::String, "the expression of the message is wrong"),
        ];
        for (text, wanted, what) in expressions {
            let Some((node, text)) = text.and_then(|node| Some((node, node.as_str()?))) else {
                continue;
            };
            let Err(problems) = compile(text, &environment, &[wanted]) else {
                continue;
            };
            for found in &problems {
                let code = match found.is_limit {
                    true => Code::RuleNotEvaluated,
                    false => Code::RuleExpression,
                };
                let finding = problem(code, self.tree, self.object, node, found, what);
                self.findings.push(finding);
            }
            // The server looks at the message only where the rule is right.
            break;
        }
    }
}
