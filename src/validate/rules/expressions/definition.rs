//! EK1042: a rule of a CustomResourceDefinition does not compile. Source: `ValidateCustomResourceDefinitionOpenAPISchema` of
//! `pkg/apis/apiextensions/validation`, and `pkg/apiserver/schema/cel/compilation.go`.

use super::budget::Budget;
use super::field_path::leads_somewhere;
use super::place::problem;
use super::schemas::{Ruled, walk};
use crate::cel::{Program, Type, compile, environment_of};
use crate::diag::Code;
use crate::k8s::Object;
use crate::k8s::schema::described;
use crate::validate::findings::{Findings, about, items};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.of_kind("CustomResourceDefinition") {
        let Some(spec) = object.node.value_of("spec") else {
            continue;
        };
        for version in items(spec, "versions") {
            let Some(node) = version.at(&["schema", "openAPIV3Schema"]) else {
                continue;
            };
            let schema = described(node, true, tree.minor);
            let mut budget = Budget::new(object);
            walk(node, &schema, tree.minor, &mut |ruled| {
                super::old_self::check(object, ruled, findings);
                rule(tree, object, ruled, &mut budget, findings);
            });
            budget.finish(node, findings);
        }
    }
}

fn rule(
    tree: &Tree<'_>,
    object: &Object,
    ruled: &Ruled<'_>,
    budget: &mut Budget<'_>,
    findings: &mut Findings,
) {
    if let Some(node) = ruled.node.value_of("fieldPath")
        && let Some(path) = node.as_str().filter(|path| !path.trim().is_empty())
        && !leads_somewhere(path, ruled.schema, tree.minor)
    {
        let message = format!("`{path}` leads to no field of the schema");
        findings.push(about(Code::RuleExpression, object, node, message));
    }
    let stated = ruled.node.value_of("rule");
    let Some(stated) = stated.filter(|_| !ruled.rule.rule.trim().is_empty()) else {
        return;
    };
    let environment = environment_of(ruled.schema, ruled.is_resource, ruled.rule, tree.minor);
    let Some(environment) = environment else {
        let message = "a rule stands where CEL sees no values: the schema has no type";
        findings.push(about(Code::RuleExpression, object, stated, message));
        return;
    };
    let mut compiled = |node: &Node, wanted: Type<'_>, what: &str| -> Option<Program> {
        let problems = match compile(node.as_str()?, &environment, &[wanted]) {
            Ok(program) => return Some(program),
            Err(problems) => problems,
        };
        for found in &problems {
            let code = match found.is_limit {
                true => Code::RuleNotEvaluated,
                false => Code::RuleExpression,
            };
            findings.push(problem(code, tree, object, node, found, what));
        }
        None
    };
    // The server looks at the message only where the rule is right.
    let Some(program) = compiled(stated, Type::Bool, "the rule is wrong") else {
        return;
    };
    let made = ruled.node.text_of("messageExpression");
    let message = made.and_then(|node| {
        let what = "the expression of the message is wrong";
        Some((node, compiled(node, Type::String, what)?))
    });
    budget.rule(stated, &program, ruled, findings);
    if let Some((node, program)) = message {
        budget.message(node, &program, ruled, findings);
    }
}
