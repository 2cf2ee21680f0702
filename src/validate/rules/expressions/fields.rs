//! EK1042: what stands beside the text of a rule of a CustomResourceDefinition. Source:
//! `ValidateCustomResourceDefinitionOpenAPISchema` of `pkg/apis/apiextensions/validation`.

use crate::k8s::Minor;
use crate::k8s::schema::Schema;
use crate::yaml::Node;

/// Returns what is wrong with the fields of a rule, and where.
pub(super) fn wrong<'n>(rule: &'n Node, schema: &Schema, minor: Minor) -> Vec<(&'n Node, String)> {
    let mut found = Vec::new();
    let stated = |key: &str| {
        rule.value_of(key)
            .and_then(|node| Some((node, node.as_str()?)))
    };
    let text = |key: &str| stated(key).map_or("", |(_, text)| text.trim());
    for key in ["rule", "message", "messageExpression", "fieldPath"] {
        if let Some((node, stated)) = stated(key)
            && stated.trim().is_empty()
            && (key == "rule" || !stated.is_empty())
        {
            found.push((node, format!("`{key}` of a rule is empty")));
        }
    }
    let breaks = |text: &str| text.contains(['\n', '\r']);
    match stated("message") {
        Some((node, message)) if breaks(message.trim()) => {
            found.push((node, "a message has a line break".to_owned()));
        }
        _ if breaks(text("rule")) && text("message").is_empty() => {
            let node = stated("rule").map_or(rule, |(node, _)| node);
            found.push((
                node,
                "a rule with a line break needs a `message`".to_owned(),
            ));
        }
        _ => {}
    }
    if let Some((node, path)) = stated("fieldPath")
        && !path.trim().is_empty()
        && !leads_somewhere(path, schema, minor)
    {
        found.push((node, format!("`{path}` leads to no field of the schema")));
    }
    found
}

/// Returns whether a path such as `.spec['a-b']` names fields that the schema has. Below a map, anything may be there.
fn leads_somewhere(path: &str, schema: &Schema, minor: Minor) -> bool {
    let Some(rest) = path.strip_prefix('.') else {
        return path.starts_with('[');
    };
    let mut schema = schema;
    for name in rest.split('.') {
        if name.contains('[') {
            return true;
        }
        match schema.field(name, minor) {
            Some(below) => schema = below,
            None => return false,
        }
    }
    true
}
