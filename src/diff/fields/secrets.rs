//! What must not be shown.
//!
//! Values of Secrets, of SealedSecrets and of whatever SOPS encrypted; and what an annotation repeats of them.

use crate::diff::path::{Path, Segment};
use crate::yaml::Node;

/// What of an object is secret; the later one hides more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Secrets {
    /// Nothing.
    None,
    /// The data of a Secret, also where it stands under a misspelt key.
    Data,
    /// The encrypted data of a SealedSecret, and its template.
    Sealed,
    /// Everything but the identity: a SOPS document says by itself what of it is encrypted.
    All,
}

/// An annotation in which `kubectl apply` repeats the whole object.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// What of a Secret may be shown.
const OPEN: [&str; 5] = ["apiVersion", "kind", "metadata", "type", "immutable"];

impl Secrets {
    /// Returns what is secret of an object.
    pub(super) fn of(object: &Node) -> Secrets {
        let text = |key: &str| object.get(key).and_then(Node::as_str);
        let group = text("apiVersion").unwrap_or_default();
        if object.get("sops").is_some() {
            return Secrets::All;
        }
        match (group, text("kind")) {
            ("v1", Some("Secret")) => Secrets::Data,
            (group, Some("SealedSecret")) if group.starts_with("bitnami.com/") => Secrets::Sealed,
            _ => Secrets::None,
        }
    }

    /// Returns whether the value at a place must not be shown at all.
    pub(super) fn hide(self, path: &Path) -> bool {
        let below = |fields: &[&str]| path.is_below(fields);
        let annotated = below(&["metadata", "annotations", LAST_APPLIED]);
        match self {
            Secrets::None => false,
            Secrets::Data => annotated || !OPEN.iter().any(|field| below(&[field])),
            Secrets::Sealed => {
                below(&["spec", "encryptedData"]) || below(&["spec", "data"]) || annotated
            }
            Secrets::All => !(below(&["metadata", "labels"]) || below(&["type"])),
        }
    }

    /// Returns a value without what must not be shown of it: where it is annotations that came as a whole.
    pub(super) fn masked(self, path: &Path, node: &Node) -> Node {
        let mut node = node.clone();
        let annotations = path.is_below(&["metadata", "annotations"]);
        if self != Secrets::None
            && annotations
            && let Some(map) = node.as_map_mut()
        {
            map.remove(LAST_APPLIED);
        }
        node
    }

    /// Returns an object with `(secret)` for every value that must not be shown.
    pub(super) fn covered(self, object: &Node) -> Node {
        let mut object = object.clone();
        if self != Secrets::None {
            self.cover(&mut object, &mut Path::default());
        }
        object
    }

    fn cover(self, node: &mut Node, path: &mut Path) {
        if let Some(list) = node.as_list_mut() {
            for (at, item) in list.iter_mut().enumerate() {
                path.push(Segment::Index(at));
                self.cover(item, path);
                path.pop();
            }
        } else if let Some(map) = node.as_map_mut() {
            for (key, value) in map.values_mut() {
                path.push(Segment::Field(key.name.clone()));
                self.cover(value, path);
                path.pop();
            }
        } else if self.hide(path) {
            *node = node.with("(secret)");
        }
    }
}
