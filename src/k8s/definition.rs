//! CustomResourceDefinitions: which kind one defines, and the schema of its stored version.

use ecow::EcoString;

use crate::yaml::Node;

/// Returns group and kind of the custom resources that an object defines; nothing for any other object.
pub fn defined_kind(node: &Node) -> Option<(EcoString, EcoString)> {
    if node.get("kind").and_then(Node::as_str) != Some("CustomResourceDefinition") {
        return None;
    }
    let text = |keys: &[&str]| node.at(keys)?.as_str().map(EcoString::from);
    text(&["spec", "group"]).zip(text(&["spec", "names", "kind"]))
}

/// Returns the schema of the stored version of a definition.
pub fn stored_schema(definition: &Node) -> Option<&Node> {
    let versions = definition.at(&["spec", "versions"])?.as_list()?;
    let is_stored = |version: &&Node| version.get("storage").and_then(Node::as_bool) == Some(true);
    versions
        .iter()
        .find(is_stored)?
        .at(&["schema", "openAPIV3Schema"])
}
