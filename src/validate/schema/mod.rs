//! Every object against the type of its kind, as a strict server-side dry run judges it.
//!
//! In: the [`Tree`], with the types of its minor version and of custom resources. Out: findings about kinds, fields, types and
//! values. One walk over each object asks one file for each kind of mistake. What relates fields to each other is no
//! matter of types: the rules of `api_server` say it. The bounds of custom resources are a matter of `rules/values`.

mod bounds;
mod elements;
mod fields;
mod formats;
mod kinds;
mod required;
mod types;
mod values;
mod walk;

use rayon::prelude::*;

use super::findings::Findings;
use super::rules::{Reach, Rule, of_all, of_each};
use super::tree::Tree;

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_each(Reach::Object, objects),
    of_all(Reach::Object, kinds::built_in_groups),
    of_all(Reach::Tree, kinds::custom_groups),
];

/// So many objects are one task.
const TASK: usize = 256;

fn objects(tree: &Tree<'_>, findings: &mut Findings) {
    let tasks = tree.objects.par_chunks(TASK).map(|objects| {
        let mut findings = Findings::default();
        for object in objects {
            walk::object(tree, object, &mut findings);
        }
        findings
    });
    let found: Vec<Findings> = tasks.collect();
    for task in found {
        findings.extend(task);
    }
}
