//! Whether `kustomize build` reads the rendered units as we wrote them.
//!
//! In: the trees. Out: how many objects agree, or every place where they do not.

use std::path::{Path, PathBuf};
use std::process::Command;

use ekscompile::k8s::ObjectId;
use ekscompile::text::Sources;
use ekscompile::yaml::{Node, parse};

use super::folders;
use crate::Failure;

/// Builds every unit with kustomize and compares the objects, in order.
pub(super) fn run(bin: &Path, trees: &[PathBuf]) -> Result<(), Failure> {
    let (mut units, mut objects, mut wrong) = (0, 0, Vec::new());
    for unit in trees
        .iter()
        .map(|tree| folders(&tree.join("units")))
        .collect::<Result<Vec<_>, _>>()?
        .concat()
    {
        let output = Command::new(bin).arg("build").arg(&unit).output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            wrong.push(format!("{}: {said}", unit.display()));
            continue;
        }
        let theirs = documents(&String::from_utf8(output.stdout)?);
        let ours = documents(&unit_text(&unit)?);
        units += 1;
        objects += ours.len();
        wrong.extend(compare(&unit, &ours, &theirs));
    }
    println!(
        "kustomize: {units} units, {objects} objects, {} differences",
        wrong.len()
    );
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(wrong.join("\n").into()),
    }
}

/// Returns the documents of a unit's files, in the order of its `kustomization.yaml`.
fn unit_text(unit: &Path) -> Result<String, Failure> {
    let kustomization = std::fs::read_to_string(unit.join("kustomization.yaml"))?;
    let documents = documents(&kustomization);
    let files = documents
        .first()
        .and_then(|document| document.get("resources")?.as_list());
    let mut text = String::new();
    for file in files.unwrap_or_default().iter().filter_map(Node::as_str) {
        text.push_str("---\n");
        text.push_str(&std::fs::read_to_string(unit.join(file))?);
    }
    Ok(text)
}

fn documents(text: &str) -> Vec<Node> {
    let file = Sources::default().add("stream", text);
    let (documents, _) = parse(file, text);
    let roots = documents.into_iter().map(|document| document.root);
    roots.filter(|root| !root.is_null()).collect()
}

fn compare(unit: &Path, ours: &[Node], theirs: &[Node]) -> Vec<String> {
    let name = |node: &Node| ObjectId::of(node).map_or("?".to_owned(), |id| id.to_string());
    let names = |nodes: &[Node]| nodes.iter().map(name).collect::<Vec<_>>();
    if names(ours) != names(theirs) {
        let (ours, theirs) = (names(ours), names(theirs));
        return vec![format!(
            "{}: ours are {ours:?}, kustomize has {theirs:?}",
            unit.display()
        )];
    }
    ours.iter()
        .zip(theirs)
        .filter(|(ours, theirs)| ours != theirs)
        .map(|(ours, theirs)| {
            let place = first_difference(ours, theirs).unwrap_or_default();
            format!("{}: {} differs at {place}", unit.display(), name(ours))
        })
        .collect()
}

/// Returns the JSON pointer of a leaf that only one of the two has, or has otherwise.
fn first_difference(ours: &Node, theirs: &Node) -> Option<String> {
    let leaves = |node: &Node| {
        let mut leaves = std::collections::BTreeMap::new();
        node.leaves(&mut |pointer, leaf| {
            leaves.insert(pointer.to_owned(), leaf.brief());
        });
        leaves
    };
    let (ours, theirs) = (leaves(ours), leaves(theirs));
    let differs = |(pointer, value): (&String, &_)| {
        (theirs.get(pointer) != Some(value)).then(|| pointer.clone())
    };
    ours.iter().find_map(differs).or_else(|| {
        theirs
            .keys()
            .find(|pointer| !ours.contains_key(*pointer))
            .cloned()
    })
}
