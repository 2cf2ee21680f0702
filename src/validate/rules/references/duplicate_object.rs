//! EK0601: two specs make one object.

use rustc_hash::FxHashMap;

use crate::diag::{Code, Diagnostic};
use crate::k8s::{Object, ObjectId};
use crate::validate::findings::Findings;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let mut first: FxHashMap<&ObjectId, &Object> = FxHashMap::default();
    for object in tree.repeated() {
        // Each object whose name the server makes is another one.
        if object.node.at(&["metadata", "name"]).is_none() {
            continue;
        }
        let Some(other) = first.get(&object.id) else {
            first.insert(&object.id, object);
            continue;
        };
        // Many trees bring the definitions they need. Whether two of them differ is what matters.
        let is_definition = object.id.kind == "CustomResourceDefinition";
        let specs = || other.node.get("spec") == object.node.get("spec");
        if is_definition && tree.target.is_none() && specs() {
            continue;
        }
        // The places say which files are meant; only components of an environment have names of their own.
        let who = if tree.target.is_none() {
            String::new()
        } else if other.owner == object.owner {
            format!(": `{}` makes it twice", object.owner)
        } else {
            format!(": `{}` and `{}` make it", other.owner, object.owner)
        };
        let finding = Diagnostic::new(
            Code::DuplicateObject,
            format!("there are two objects `{}`{who}", object.id),
        );
        let finding = match is_definition {
            true => finding
                .note("custom resources are judged by the first")
                .help("leave one of them out"),
            false => finding.help("rename one of them, or leave it out"),
        };
        findings.push(
            finding
                .on(&object.id)
                .at_saying(object.place(), "the second")
                .related(other.place(), "the first"),
        );
    }
}
