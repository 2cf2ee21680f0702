//! EK1040: a rule that the definition of a custom resource brings does not hold for a value; EK1041: it could not be evaluated.
//! Source: `pkg/apiserver/schema/cel/validation.go` of `apiextensions-apiserver`.

use crate::cel::{Compiled, Failure, Ruled, Value, Why};
use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::validate::findings::about;
use crate::yaml::Node;

/// Asks a rule of a value, and returns what it has against it.
pub(super) fn evaluate(
    object: &Object,
    node: &Node,
    name: &str,
    ruled: &Ruled<'_>,
    rule: &Compiled<'_>,
) -> Option<Diagnostic> {
    let program = match &rule.program {
        Ok(program) => program,
        Err(problems) => {
            let why = problems.first().map(|problem| problem.message.as_str());
            return Some(unknown(object, node, name, rule, why.unwrap_or_default()));
        }
    };
    if rule.is_of_updates {
        return None;
    }
    let variables = [
        ("self", Value::of(node, ruled.schema, ruled.is_resource)),
        ("oldSelf", Value::Optional(None)),
    ];
    let message = match program.evaluate(&variables) {
        Ok(Value::Bool(true)) => return None,
        Ok(_) => rule.told(&variables),
        Err(Failure { message, why }) => match why {
            Why::Value => format!("it has no result: {message}"),
            Why::Budget | Why::Unsupported => {
                return Some(unknown(object, node, name, rule, &message));
            }
        },
    };
    let blamed = rule.rule.field_path.as_deref();
    let blamed = blamed.and_then(|path| at_path(node, path)).unwrap_or(node);
    let message = format!("`{name}` breaks a rule: {message}");
    let finding = about(Code::RuleViolated, object, blamed, message);
    let place = blamed.head().or_else(|| node.head()).or(object.span);
    Some(finding.at(place).note(stated(rule)))
}

fn stated(rule: &Compiled<'_>) -> String {
    let text: Vec<&str> = rule.rule.rule.split_whitespace().collect();
    format!("the rule is `{}`", text.join(" "))
}

fn unknown(object: &Object, node: &Node, name: &str, rule: &Compiled<'_>, why: &str) -> Diagnostic {
    let message = format!("whether `{name}` keeps a rule is not known: {why}");
    let finding = about(Code::RuleNotEvaluated, object, node, message);
    finding
        .at(node.head().or(object.span))
        .note(stated(rule))
        .help("a server-side dry run tells")
}

/// Returns the node that a path such as `.spec['a-b'].c` names.
fn at_path<'n>(node: &'n Node, path: &str) -> Option<&'n Node> {
    let mut node = node;
    let mut rest = path;
    while !rest.is_empty() {
        let (name, behind) = match rest.strip_prefix("['") {
            Some(quoted) => quoted.split_once("']")?,
            None => {
                let plain = rest.strip_prefix('.').unwrap_or(rest);
                let end = plain.find(['.', '[']).unwrap_or(plain.len());
                plain.split_at(end)
            }
        };
        node = node.value_of(name)?;
        rest = behind;
    }
    Some(node)
}
