//! What the API server asks of the values of custom resources, beyond their types: bounds, patterns, alternatives.
//!
//! In: an object and the type that its definition gives it. Out: findings, one code for each kind of bound. Types, unknown
//! and missing fields are told elsewhere, and so is what rules in CEL say. As on the server, a field that is absent has its
//! default, and `null` stands for an absent value unless the type knows it. Source: `kube-openapi`'s
//! `pkg/validation/validate` and `apiextensions-apiserver`'s `pkg/apiserver/schema`.

mod allowed;
mod alternatives;
mod bounds;
mod count;
mod duplicates;
mod embedded;
mod format;
mod length;
mod pattern;
mod spot;
mod walk;

use self::spot::{Problem, Spot};
use super::{Reach, Rule, of_each};
use crate::diag::{Code, Severity};
use crate::k8s::Minor;
use crate::k8s::schema::Schema;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The rules of this folder, in one: they look at each value together.
pub(super) const RULES: &[Rule] = &[of_each(Reach::Object, check)];

/// What each looks at, a value and its type, and says in its own code.
const CHECKS: [for<'v> fn(&Spot<'v>, &mut Vec<Problem<'v>>); 9] = [
    allowed::check,
    bounds::check,
    pattern::check,
    length::check,
    count::check,
    duplicates::check,
    embedded::check,
    format::check,
    alternatives::check,
];

/// Returns whether a value satisfies a type and all that it asks for.
pub(super) fn is_value_of(value: &Node, schema: &Schema, minor: Minor) -> bool {
    walk::holds(&Spot::value(value, schema, minor))
}

fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let mut problems = Vec::new();
    // Every group of custom resources has a dot.
    let custom = tree
        .objects
        .iter()
        .filter(|object| object.id.group.contains('.'));
    for object in custom {
        let api_version = object.node.get("apiVersion").and_then(Node::as_str);
        let Some(api_version) = api_version else {
            continue;
        };
        let served = tree.schemas.find(api_version, &object.id.kind);
        let Some(served) = served.filter(|served| served.is_custom) else {
            continue;
        };
        walk::walk(
            &Spot::root(object, served.schema, tree.minor),
            &mut problems,
        );
        for problem in problems.drain(..) {
            let near = problem.near.zip(problem.node.as_str());
            let help = near.and_then(|(values, text)| {
                findings.near(text, values.iter().filter_map(Node::as_str))
            });
            let help = problem.help.or(help);
            let is_misspelt = help.is_some();
            let mut finding = about(problem.code, object, problem.node, problem.message)
                .at(problem.node.head().or(object.span))
                .maybe_help(help);
            if let Some(component) = served.component.filter(|_| !tree.is_server) {
                // A release of the component after the one we know may allow more; a misspelt value is wrong in any.
                if finding.code == Code::NotAllowed && !is_misspelt {
                    finding.severity = Severity::Warning;
                }
                finding = finding.note(component.judges());
            }
            findings.push(finding);
        }
    }
}
