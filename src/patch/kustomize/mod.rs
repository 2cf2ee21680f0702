//! Kustomizations: folders that say what to read and how to change it, as `kustomize build` understands them.
//!
//! In: a folder, and a [`Loader`] that reads what its kustomization names. Out: the resources, each changed node with the
//! place of what changed it. The steps and their order are kustomize's own: resources, generators, components,
//! transformers in a fixed order, vars; at the end, once, hashes of content, references to names that changed, the
//! values of vars, and the order of the output. Printing is not its business, and nothing is fetched or run.

mod accumulate;
mod ahead;
mod annotations;
mod bare;
mod component;
mod config;
mod each;
mod field_path;
mod field_spec;
mod generate;
mod hash;
mod images;
mod labels;
#[cfg(test)]
mod laws;
mod metadata;
mod names;
mod namespace;
mod pairs;
mod patch_text;
mod patches;
mod plugins;
mod references;
mod replacements;
mod replicas;
mod resources;
mod schema;
mod shared;
mod sort;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod transformer_tests;
mod vars;

use std::sync::Arc;

use ecow::EcoString;

pub(super) use self::component::objects;

use self::accumulate::{Accumulate, Accumulated};
use self::metadata::Wanted;
use self::resources::{Conflict, Resources};
use self::schema::Schema;
use crate::diag::{Code, Diagnostic};
use crate::k8s::Gvk;
use crate::load::kustomization::{Folder, Loader, Outcome};
use crate::session::Session;
use crate::text::Span;
use crate::yaml::{Mapping, Node};

/// What every step works on.
struct Context<'b, 's> {
    /// Reads files, and takes findings.
    loader: Loader<'s>,
    /// The resources so far.
    resources: &'b mut Resources,
    /// What is known of types.
    schema: &'b Schema,
}

/// The order of the output where `sortOptions` say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Order {
    /// By kind.
    #[default]
    Legacy,
    /// As resources were read.
    Fifo,
}

/// What the command line of `kustomize build` can ask for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// `--reorder`.
    pub order: Order,
    /// `--enable-managedby-label`.
    pub managed_by: bool,
    /// Whether lists of custom resources merge as their definitions in the build say. kustomize replaces them.
    pub custom_lists: bool,
    /// The place of the spec that names the folder, where one does.
    pub named_in: Option<Span>,
}

/// A resource as it was built.
#[derive(Debug)]
pub struct Built {
    /// Its content.
    pub node: Node,
    /// Group, version and kind.
    pub gvk: Gvk,
    /// Its name.
    pub name: EcoString,
    /// The namespace that counts; nothing for an object of the cluster.
    pub namespace: Option<EcoString>,
}

/// Builds a folder. What is wrong is reported, and then nothing is returned.
pub fn build(loader: Loader<'_>, path: &str, options: Options) -> Option<Vec<Built>> {
    match try_build(loader, path, options) {
        Ok(built) => Some(built),
        Err(finding) => {
            loader.session.report(*finding);
            None
        }
    }
}

fn try_build(loader: Loader<'_>, path: &str, options: Options) -> Outcome<Vec<Built>> {
    let folder = loader.open(path).map_err(|finding| {
        let missing = finding.primary.is_none() && finding.file.is_none();
        Box::new(finding.at(options.named_in.filter(|_| missing)))
    })?;
    let asks_for = |option: &str| {
        folder
            .list("buildMetadata")
            .iter()
            .any(|node| node.as_str() == Some(option))
    };
    check_metadata(loader.session, &folder);
    let mut walk = Accumulate {
        loader,
        schema: Arc::new(Schema::new(options.custom_lists)),
        origin: (!folder.list("buildMetadata").is_empty()).then(String::new),
        entered: 0,
    };
    walk.open_api(&folder)?;
    let Accumulated {
        mut resources,
        config,
        vars,
    } = walk.folder(&folder, None, Accumulated::new())?;
    let schema = walk.schema;
    let mut cx = Context {
        loader,
        resources: &mut resources,
        schema: &schema,
    };
    hash::run(&mut cx)?;
    references::run(cx.resources, &schema, &config)?;
    bare::settle_all(cx.resources);
    vars.resolve(&mut cx, &config.var_reference)?;
    drop_local(&mut resources);
    match (folder.node.value_of("sortOptions"), options.order) {
        (Some(options), _) => sort::run(&mut resources, options)?,
        (None, Order::Legacy) => sort::legacy_order(&mut resources),
        (None, Order::Fifo) => {}
    }
    if let Some(found) = resources.conflict(&schema) {
        return Err(conflict(&found));
    }
    if options.managed_by || asks_for("managedByLabel") {
        managed_by(&mut resources);
    }
    let wanted = Wanted {
        origins: asks_for("originAnnotations"),
        transformations: asks_for("transformerAnnotations"),
    };
    for resource in resources.contents_mut().iter_mut().flatten() {
        metadata::finish(resource, wanted, &loader.session.sources);
    }
    let built = resources.into_vec().into_iter().map(|resource| {
        let id = resource.id(&schema);
        Built {
            namespace: (!id.cluster).then(|| id.effective_namespace().into()),
            gvk: id.gvk,
            name: id.name,
            node: resource.node,
        }
    });
    Ok(built.collect())
}

const METADATA: [&str; 3] = [
    "originAnnotations",
    "transformerAnnotations",
    "managedByLabel",
];

/// Warns of options that kustomize passes over without a word.
fn check_metadata(session: &Session, folder: &Folder) {
    for node in folder.list("buildMetadata") {
        let text = node.as_str().unwrap_or_default();
        if METADATA.contains(&text) {
            continue;
        }
        let near = crate::diag::did_you_mean(text, METADATA);
        session.report(
            Diagnostic::new(
                Code::NothingMatched,
                format!("`buildMetadata` has no option `{text}`"),
            )
            .at(node.span())
            .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
        );
    }
}

/// Drops what is only there for the build: `config.kubernetes.io/local-config`.
fn drop_local(resources: &mut Resources) {
    let local: Vec<usize> = resources
        .positions()
        .filter(|(_, resource)| {
            let mark = resource
                .node
                .at(&["metadata", "annotations"])
                .and_then(|map| map.get("config.kubernetes.io/local-config"));
            mark.is_some_and(|mark| mark.to_text().as_deref() != Some("false"))
        })
        .map(|(at, _)| at)
        .collect();
    for at in local {
        resources.remove(at);
    }
    resources.compact();
}

/// The version of kustomize whose bytes ours are.
const VERSION: &str = "v5.8.2";

fn managed_by(resources: &mut Resources) {
    for resource in resources.contents_mut().iter_mut().flatten() {
        let place = resource.node.origin.clone();
        let Some(metadata) = resource.node.get_mut("metadata").and_then(Node::as_map_mut) else {
            continue;
        };
        if metadata.get("labels").and_then(Node::as_map).is_none() {
            metadata.insert("labels", Node::new(Mapping::new(), place.clone()));
        }
        let labels = metadata.get_mut("labels").and_then(Node::as_map_mut);
        let label = Node::new(format!("kustomize-{VERSION}"), place);
        labels.map(|labels| labels.insert("app.kubernetes.io/managed-by", label));
    }
}

/// Reports two resources with one identity.
fn conflict(found: &Conflict) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::new(
            Code::IdConflict,
            format!("two resources are `{}`", found.id),
        )
        .at(found.second)
        .related(found.first, "the other one")
        .note(words(&format!(
            "may not add resource with an already registered id: {}",
            found.id
        )))
        .help("remove one of them, or give one another name or namespace"),
    )
}

/// Returns the note with which kustomize's own words are shown.
fn words(said: &str) -> String {
    format!("kustomize: {said}")
}
