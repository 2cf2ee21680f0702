//! `configMapGenerator`, `secretGenerator` and their options: from literals, files and env-files to ConfigMaps and Secrets.
//!
//! In: an entry of a generator, with its place. Out: a [`Resource`] whose every value has the place of what gave it, and
//! [`join`], which puts it among the others: a new one, one that takes a place, or one that adds to what is there. The hash
//! of the content comes at the end of the build, in [`super::hash`].

use crate::diag::{Code, Diagnostic};
use crate::load::kustomization::{Folder, Loader, Outcome};
use crate::yaml::Node;

use super::resources::{Resource, Resources};
use super::schema::Schema;

/// Makes the ConfigMap of an entry of `configMapGenerator`; `global` is `generatorOptions`.
pub(super) fn config_map(
    loader: Loader<'_>,
    folder: &Folder,
    entry: &Node,
    global: Option<&Node>,
) -> Outcome<Resource> {
    let _ = (loader, folder, global);
    Err(later(entry))
}

/// Makes the Secret of an entry of `secretGenerator`; `global` is `generatorOptions`.
pub(super) fn secret(
    loader: Loader<'_>,
    folder: &Folder,
    entry: &Node,
    global: Option<&Node>,
) -> Outcome<Resource> {
    let _ = (loader, folder, global);
    Err(later(entry))
}

/// Makes the ServiceAccount of an `IAMPolicyGenerator`.
pub(super) fn iam_policy(entry: &Node) -> Outcome<Resource> {
    Err(later(entry))
}

/// Puts a generated resource among the others, as its behavior says.
pub(super) fn join(resources: &mut Resources, generated: Resource, schema: &Schema) -> Outcome<()> {
    let _ = (resources, schema);
    Err(later(&generated.node))
}

fn later(entry: &Node) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(Code::GeneratorInput, "not yet").at(entry.span()))
}
