//! Stage 7, units to a rendered folder.
//!
//! In: the [`Plan`]. Out: a [`Rendering`], the bytes of every file of `rendered/<env>` in memory. [`write()`] brings a
//! folder to that state, [`compare()`] says how it differs; they are the only code of the library that touches the
//! disk, and neither is part of [`run`]. This stage sorts keys and makes quantities canonical; it decides nothing about
//! the content of an object.

mod argocd;
mod compare;
pub mod defaults;
mod entry;
mod error;
mod flux;
mod held;
mod index;
mod layout;
mod source;
mod style;
mod style_tables;
mod survey;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::diag::{Code, Diagnostic};
use crate::k8s::{Object, Owner};
use crate::layer::Target;
use crate::order::{Plan, Unit};
use crate::session::Session;
use crate::yaml::{Node, emit};
use entry::Entry;

pub use compare::{Compared, Difference, DifferenceKind, compare, compare_staged};
pub use error::WriteError;
pub use held::Held;
pub use index::INDEX;
pub use style::styled;
pub use write::{Limit, Summary, WriteOptions, write};

/// Every file of `rendered/<env>`, by path below that folder; the index is not among them.
#[derive(Clone, Debug, Default)]
pub struct Rendering {
    /// The files.
    pub files: BTreeMap<String, RenderedFile>,
    /// The content of the files that Flux or Argo CD starts from, by their position.
    entries: Vec<Node>,
    /// How much a build may delete unless it is told to; where it is not given, ten files and what exceeds three in ten
    /// of them, but never all.
    pub limit: Option<Limit>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct RenderedFile {
    /// Its content.
    pub bytes: Vec<u8>,
    /// The SHA-256 of the content.
    pub hash: [u8; 32],
    /// Who asked for it.
    pub owner: Arc<Owner>,
    /// What it holds.
    pub content: Content,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// An object of the plan: the positions of its unit and of the object in the unit.
    Object {
        /// The position in [`Plan::units`].
        unit: usize,
        /// The position in [`Unit::objects`].
        object: usize,
    },
    /// The `kustomization.yaml` of a unit.
    Kustomization {
        /// The position in [`Plan::units`].
        unit: usize,
    },
    /// What Flux or Argo CD starts from: the position among the entry files.
    Entry(usize),
}

/// Renders a plan. Two objects at one path are reported, and one of them is left out.
pub fn run(session: &Session, target: &Target, plan: &Plan) -> Rendering {
    let flux = entry::engine(target) == entry::Engine::Flux;
    let owner = Arc::new(environment(target));

    let units: Vec<Vec<(String, RenderedFile)>> = plan
        .units
        .par_iter()
        .enumerate()
        .map(|(at, unit)| unit_files(at, unit, flux, &owner))
        .collect();
    let mut made = Vec::new();
    let mut entries = Vec::new();
    for (at, Entry { path, node }) in entry::files(session, target, plan).into_iter().enumerate() {
        let bytes = emit::document(&node).into_bytes();
        made.push((path, file(bytes, &owner, Content::Entry(at))));
        entries.push(node);
    }

    let limit = target.environment.at(&["policy", "maxDeletions"]);
    let mut rendering = Rendering {
        files: BTreeMap::new(),
        entries,
        limit: limit.and_then(Limit::of),
    };
    for (path, file) in units.into_iter().flatten().chain(made) {
        if let Some(other) = rendering.files.get(&path) {
            session.report_all(collision(session, plan, &path, other, &file));
            continue;
        }
        rendering.files.insert(path, file);
    }
    rendering
}

/// Returns the node of a file as it is written, for `explain`: keys in order, quantities canonical.
pub fn node_of(
    target: &Target,
    plan: &Plan,
    rendering: &Rendering,
    file: &RenderedFile,
) -> Option<Node> {
    match file.content {
        Content::Object { unit, object } => {
            let flux = entry::engine(target) == entry::Engine::Flux;
            let object = plan.units.get(unit)?.objects.get(object)?;
            Some(object_node(object, flux))
        }
        Content::Kustomization { unit } => Some(layout::kustomization(plan.units.get(unit)?)),
        Content::Entry(at) => rendering.entries.get(at).cloned(),
    }
}

/// Returns the objects of the files that are wanted as they are written, keys in order, quantities canonical; with the path
/// of each.
pub fn objects<'r>(
    target: &Target,
    plan: &Plan,
    rendering: &'r Rendering,
    wanted: impl Fn(&str) -> bool + Sync,
) -> Vec<(&'r str, Object)> {
    let flux = entry::engine(target) == entry::Engine::Flux;
    let owner = Arc::new(environment(target));
    let files: Vec<(&String, &RenderedFile)> = rendering.files.iter().collect();
    let read = |(path, file): (&'r String, &RenderedFile)| {
        let object = match file.content {
            Content::Object { unit, object } => {
                let object = plan.units.get(unit)?.objects.get(object)?;
                Object {
                    node: object_node(object, flux),
                    ..object.clone()
                }
            }
            Content::Kustomization { .. } => return None,
            Content::Entry(at) => Object::new(rendering.entries.get(at)?.clone(), &owner, None)?,
        };
        Some((path.as_str(), object))
    };
    files
        .into_par_iter()
        .filter(|(path, _)| wanted(path))
        .filter_map(read)
        .collect()
}

/// Returns who owns what no component asked for.
fn environment(target: &Target) -> Owner {
    Owner {
        kind: "Environment".into(),
        namespace: "".into(),
        name: target.name.clone(),
    }
}

fn unit_files(
    at: usize,
    unit: &Unit,
    flux: bool,
    owner: &Arc<Owner>,
) -> Vec<(String, RenderedFile)> {
    let folder = format!("units/{}", unit.name);
    let mut files = Vec::with_capacity(unit.objects.len() + 1);
    for (position, object) in unit.objects.iter().enumerate() {
        let path = format!("{folder}/{}", layout::file_name(unit, &object.id));
        let bytes = match &object.verbatim {
            Some(text) => text.as_bytes().to_vec(),
            None => object_text(object, flux).into_bytes(),
        };
        let content = Content::Object {
            unit: at,
            object: position,
        };
        files.push((path, file(bytes, &object.owner, content)));
    }
    let listing = emit::document(&layout::kustomization(unit)).into_bytes();
    let content = Content::Kustomization { unit: at };
    files.push((
        format!("{folder}/kustomization.yaml"),
        file(listing, owner, content),
    ));
    files
}

fn file(bytes: Vec<u8>, owner: &Arc<Owner>, content: Content) -> RenderedFile {
    RenderedFile {
        hash: Sha256::digest(&bytes).into(),
        bytes,
        owner: Arc::clone(owner),
        content,
    }
}

fn object_text(object: &Object, flux: bool) -> String {
    let node = styled(object);
    let text = emit::document(&node);
    if flux && text.contains("${") {
        return emit::document(&flux::unsubstituted(node));
    }
    text
}

fn object_node(object: &Object, flux: bool) -> Node {
    let node = styled(object);
    if object.verbatim.is_none() && flux && emit::document(&node).contains("${") {
        return flux::unsubstituted(node);
    }
    node
}

/// Two objects, or one that is made twice; the latter was an error of validation already, unless somebody ignores it.
fn collision(
    session: &Session,
    plan: &Plan,
    path: &str,
    one: &RenderedFile,
    other: &RenderedFile,
) -> Option<Diagnostic> {
    let object = |file: &RenderedFile| match file.content {
        Content::Object { unit, object } => plan.units.get(unit)?.objects.get(object),
        _ => None,
    };
    let (first, second) = (object(one), object(other));
    let is_one = first.map(|object| &object.id) == second.map(|object| &object.id);
    if is_one && session.has_errors() {
        return None;
    }
    let name =
        |object: Option<&Object>| object.map_or("another file".into(), |o| format!("`{}`", o.id));
    let mut finding = Diagnostic::new(
        Code::FileCollision,
        format!(
            "expected one object for `{path}`, found {} and {}",
            name(first),
            name(second)
        ),
    )
    .help("take one of them out, or give it another name");
    if let Some(object) = second {
        finding = finding.on(&object.id).at_saying(object.span, "made here");
    }
    if let Some(object) = first {
        finding = finding.related(object.span, format!("and here, by `{}`", object.owner));
    }
    Some(finding)
}
