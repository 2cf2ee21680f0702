//! Files that specs refer to are no specs themselves: raw manifests, patches, rules.
//!
//! `include` takes every YAML file of a folder by default. Those that a spec names are left to the stage that uses them.

use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobMatcher};

use super::read::File;
use super::walk::is_yaml;
use super::{SpecDocument, SpecKind};
use crate::project::{folder_of, join};
use crate::yaml::Node;

/// Takes the files out that a spec of the others refers to and that hold no spec.
pub(super) fn leave_out(
    environment: &SpecDocument,
    base: &mut Vec<File>,
    partials: &mut Vec<File>,
) {
    let mut referenced = Referenced::default();
    referenced.collect(&environment.path, &environment.root);
    for file in base.iter().chain(partials.iter()) {
        if holds_specs(file) {
            for document in &file.documents {
                referenced.collect(&file.path, &document.root);
            }
        }
    }
    let stays = |file: &File| holds_specs(file) || !referenced.contains(&file.path);
    base.retain(stays);
    partials.retain(stays);
}

/// Returns whether the first document that says what it is, is one of ours.
fn holds_specs(file: &File) -> bool {
    let Some(root) = file
        .documents
        .iter()
        .map(|document| &document.root)
        .find(|root| !root.is_null())
    else {
        return false;
    };
    match root.get("apiVersion").and_then(Node::as_str) {
        Some(version) => version.starts_with("ekscompile.dev/"),
        None => root
            .get("kind")
            .and_then(Node::as_str)
            .is_some_and(|kind| SpecKind::find(kind).is_some()),
    }
}

#[derive(Default)]
struct Referenced {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
    globs: Vec<GlobMatcher>,
}

impl Referenced {
    fn collect(&mut self, path: &str, root: &Node) {
        let folder = folder_of(path);
        let Some(spec) = root.get("spec") else { return };
        spec.leaves(&mut |pointer, node| {
            let Some(text) = node.as_str() else { return };
            if pointer.starts_with("/include/") {
                return;
            }
            let names_folder = ["/raw/", "/crds/", "/kustomize", "/chart"]
                .iter()
                .any(|part| pointer.contains(part));
            if !names_folder && !is_yaml(text) {
                return;
            }
            let Some(joined) = join(folder, text) else {
                return;
            };
            if text.contains(['*', '?', '[', '{']) {
                let glob = GlobBuilder::new(&joined).literal_separator(true).build();
                self.globs.extend(glob.map(|glob| glob.compile_matcher()));
            } else if is_yaml(&joined) {
                self.files.insert(joined);
            } else {
                self.folders.insert(joined);
            }
        });
    }

    fn contains(&self, path: &str) -> bool {
        let mut above = path;
        self.files.contains(path)
            || self.globs.iter().any(|glob| glob.is_match(path))
            || std::iter::from_fn(|| {
                above = folder_of(above);
                (!above.is_empty()).then_some(above)
            })
            .any(|folder| self.folders.contains(folder))
    }
}
