//! EK1034: a default that is not allowed, or is no value of its field. Source: `pkg/apiserver/schema/defaulting` and
//! `specStandardValidatorV3` of apiextensions-apiserver.

use super::each_part;
use super::parts::Part;
use crate::diag::Code;
use crate::k8s::Minor;
use crate::k8s::schema::{Additional, Schema, described};
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::rules::values::is_value_of;
use crate::validate::tree::Tree;
use crate::yaml::{Node, Value};

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let minor = tree.minor;
    each_part(tree, findings, Code::SchemaDefault, |judge, part| {
        if let Some(default) = part.node.value_of("default") {
            one(judge, part, default, minor);
        }
    });
}

fn one(judge: &mut Judge<'_, '_>, part: &Part<'_>, default: &Node, minor: Minor) {
    if part.is_nested {
        // That it stands there is told with the structure.
        return;
    }
    if let Some((field, true)) = part.own_field {
        let message = format!("a default is not allowed in `{field}` of the object");
        return judge.says(default, message);
    }
    if part.in_map_of_meta {
        let message = "a default is not allowed in maps of `metadata`";
        return judge.says(default, message);
    }
    let schema = described(part.node, false, minor);
    if let Some(name) = unknown(&schema, default, minor) {
        let message = format!("the default has the field `{name}`, which its schema does not know");
        return judge.says(default, message);
    }
    if !is_value_of(default, &schema, minor) {
        let message = format!(
            "the default {} does not satisfy its own schema",
            default.brief()
        );
        judge.says(default, message);
    }
}

/// Returns a field that pruning would take away.
fn unknown<'d>(schema: &Schema, node: &'d Node, minor: Minor) -> Option<&'d str> {
    if schema.preserves_unknown {
        return None;
    }
    match &node.value {
        Value::Mapping(map) => map.iter().find_map(|entry| {
            let name = entry.key.name.as_str();
            match (schema.property(name, minor), &schema.additional) {
                (Some(of), _) | (None, Some(Additional::Of(of))) => {
                    unknown(of, &entry.value, minor)
                }
                (None, Some(Additional::Any)) => None,
                (None, None) => Some(name),
            }
        }),
        Value::Sequence(items) => {
            let of = schema.items.as_deref()?;
            items.iter().find_map(|item| unknown(of, item, minor))
        }
        _ => None,
    }
}
