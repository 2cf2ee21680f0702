//! Reading ahead: all that the `resources` of a folder lead to, side by side.
//!
//! In: a folder and entries of its `resources`. Out: for each entry the objects of its file, or its folder with what the
//! `resources` of that one lead to. The walk takes one folder after the other, so it would read them one after the other
//! too. Nothing is decided here: what is wrong with an entry waits until the walk comes to it.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::load::kustomization::{Entry, Folder, Loader, Outcome, Purpose, objects};
use crate::yaml::Node;

/// What an entry of `resources` gives.
pub(super) enum Read {
    Objects(Vec<Node>),
    Folder(Arc<Folder>, Ahead),
}

/// What the entries of `resources` of a folder lead to, in their order; nothing if it was not read yet.
pub(super) type Ahead = Option<Vec<Outcome<Read>>>;

/// So many folders below the one that is asked for are read: the stack of a thread is small, and bases on bases are few.
const LEVELS: usize = 8;

/// Reads what entries of a folder lead to.
pub(super) fn read(
    loader: Loader<'_>,
    folder: &Arc<Folder>,
    entries: &[Node],
) -> Vec<Outcome<Read>> {
    let reader = Reader {
        loader,
        seen: Mutex::default(),
    };
    reader.all(folder, entries, LEVELS)
}

struct Reader<'s> {
    loader: Loader<'s>,
    /// The paths of the folders whose entries were read. Where folders name each other many times over, each is read once
    /// here and else when the walk gets there, which has a limit.
    seen: Mutex<FxHashSet<String>>,
}

impl Reader<'_> {
    fn all(&self, folder: &Arc<Folder>, entries: &[Node], levels: usize) -> Vec<Outcome<Read>> {
        let entries = entries.par_iter();
        entries
            .map(|entry| self.one(folder, entry, levels))
            .collect()
    }

    fn one(&self, folder: &Arc<Folder>, entry: &Node, levels: usize) -> Outcome<Read> {
        let file = match self.loader.follow(folder, entry)? {
            Entry::Folder(base) => {
                let ahead = (levels > 0 && self.is_new(&base))
                    .then(|| self.all(&base, base.list("resources"), levels - 1));
                return Ok(Read::Folder(base, ahead));
            }
            Entry::File(file) => file,
        };
        let (documents, problems) = self.loader.documents_of(file);
        objects(documents, problems, Purpose::Resource, entry.span()).map(Read::Objects)
    }

    fn is_new(&self, folder: &Folder) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(folder.path.clone())
    }
}
