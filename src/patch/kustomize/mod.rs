//! Kustomizations: folders that say what to read and how to change it, as `kustomize build` understands them.
//!
//! In: a folder, and a [`Loader`] that reads what its kustomization names. Out: the resources, each changed node with the
//! place of what changed it. The steps and their order are kustomize's own: resources, generators, components,
//! transformers in a fixed order, vars; at the end, once, hashes of content, references to names that changed, the
//! values of vars, and the order of the output. Printing is not its business, and nothing is fetched or run.

mod annotations;
mod config;
mod each;
mod field_spec;
mod images;
mod labels;
mod names;
mod namespace;
mod pairs;
mod replicas;
mod resources;
mod schema;

use self::resources::Resources;
use self::schema::Schema;
use crate::load::kustomization::Loader;

/// What every step works on.
struct Context<'b, 's> {
    /// Reads files, and takes findings.
    loader: Loader<'s>,
    /// The resources so far.
    resources: &'b mut Resources,
    /// What is known of types.
    schema: &'b Schema,
}
