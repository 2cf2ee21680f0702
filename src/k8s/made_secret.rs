//! What becomes a Secret.

use super::Object;
use crate::yaml::Node;

/// Returns the name of the Secret that a controller makes of an object, in its namespace; nothing where it makes none.
pub fn made_secret(object: &Object) -> Option<&str> {
    let id = &object.id;
    let keys: &[&str] = match (id.group.as_str(), id.kind.as_str()) {
        ("external-secrets.io", "ExternalSecret") => &["spec", "target", "name"],
        ("bitnami.com", "SealedSecret") => &["spec", "template", "metadata", "name"],
        ("cert-manager.io", "Certificate") => &["spec", "secretName"],
        _ => return None,
    };
    let stated = object.node.at(keys).and_then(Node::as_str);
    Some(stated.unwrap_or(&id.name))
}
