//! What a rendered folder holds compared with what it should hold. Reads; writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::index::{self, INDEX, JOURNAL, Owned};
use super::source::{Found, Listing, Source};
use super::{Rendering, WriteError};

/// The state of a rendered folder. Paths are relative to it, with `/`, sorted.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Files of the rendering that are not there.
    pub(super) missing: Vec<String>,
    /// Files that a build wrote and this one writes otherwise.
    pub(super) stale: Vec<String>,
    /// Files of the rendering whose content no build wrote.
    pub(super) edited: Vec<String>,
    /// Files at paths of the rendering that no build ever wrote.
    pub(super) in_the_way: Vec<String>,
    /// Files that a build wrote and this rendering does not hold.
    pub(super) obsolete: Vec<String>,
    /// The same, edited by hand since.
    pub(super) obsolete_edited: Vec<String>,
    /// All other files.
    pub(super) foreign: Vec<String>,
    /// What a killed build left behind.
    pub(super) leftovers: Vec<String>,
    /// A symbolic link at a path of the rendering, or at a folder above one.
    pub(super) link: Option<String>,
    /// How many files the index lists.
    pub(super) owned: usize,
    /// Whether the index says what it should.
    pub(super) index_is_current: bool,
    /// The journal of a build that was killed.
    pub(super) journal: String,
}

/// Compares a folder with a rendering. A folder that is not there is empty.
pub(super) fn survey(
    rendering: &Rendering,
    index_text: &str,
    source: &dyn Source,
) -> Result<Survey, WriteError> {
    let old_index = source.text(INDEX)?;
    let journal = source.text(JOURNAL)?;
    let mut owned = Owned::new();
    index::read(&old_index, &mut owned);
    let mut survey = Survey {
        owned: owned.len(),
        index_is_current: old_index == index_text,
        ..Survey::default()
    };
    index::read(&journal, &mut owned);
    survey.journal = journal;

    let Listing { found, leftovers } = source.list()?;
    survey.leftovers = leftovers;
    survey.link = find_link(rendering, &found);
    judge(rendering, &owned, &found, source, &mut survey)?;
    for (path, kind) in &found {
        let known = rendering.files.contains_key(path) || owned.contains_key(path);
        if !known && *kind != Found::Folder && path != INDEX {
            survey.foreign.push(path.clone());
        }
    }
    Ok(survey)
}

/// Returns the first path of the rendering, or folder above one, that is a symbolic link.
fn find_link(rendering: &Rendering, found: &BTreeMap<String, Found>) -> Option<String> {
    let links: BTreeSet<&str> = found
        .iter()
        .filter(|(_, kind)| **kind == Found::Link)
        .map(|(path, _)| path.as_str())
        .collect();
    links
        .into_iter()
        .find(|link| {
            let below = format!("{link}/");
            let mut behind = rendering.files.range(below.clone()..);
            rendering.files.contains_key(*link)
                || behind
                    .next()
                    .is_some_and(|(path, _)| path.starts_with(&below))
        })
        .map(str::to_owned)
}

/// What became of one file that we know of.
enum State {
    Current,
    Missing,
    Stale,
    Edited,
    InTheWay,
    Obsolete,
    ObsoleteEdited,
}

/// Sorts every file that the rendering or an index knows; reads in parallel.
fn judge(
    rendering: &Rendering,
    owned: &Owned,
    found: &BTreeMap<String, Found>,
    source: &dyn Source,
    survey: &mut Survey,
) -> Result<(), WriteError> {
    let paths: BTreeSet<&String> = rendering.files.keys().chain(owned.keys()).collect();
    let paths: Vec<&String> = paths.into_iter().collect();
    let states: Vec<Result<State, WriteError>> = paths
        .par_iter()
        .map(|path| {
            let wanted = rendering.files.get(*path);
            let hashes = owned.get(*path);
            let is_file = match found.get(*path) {
                Some(Found::File) => true,
                // Also a file where a folder belongs is in the way; it is found when its own path is not known.
                None => false,
                Some(_) if wanted.is_some() => return Ok(State::InTheWay),
                Some(_) => return Ok(State::Current),
            };
            if !is_file {
                return Ok(match wanted {
                    Some(_) => State::Missing,
                    None => State::Current,
                });
            }
            let bytes = source.other_than(path, wanted.map(|file| file.bytes.as_slice()))?;
            let Some(bytes) = bytes else {
                return Ok(State::Current);
            };
            let hash: [u8; 32] = Sha256::digest(&bytes).into();
            let ours = hashes.is_some_and(|hashes| hashes.contains(&hash));
            Ok(match (wanted, hashes, ours) {
                (Some(_), _, true) => State::Stale,
                (Some(_), Some(_), false) => State::Edited,
                (Some(_), None, _) => State::InTheWay,
                (None, _, true) => State::Obsolete,
                (None, _, false) => State::ObsoleteEdited,
            })
        })
        .collect();
    for (path, state) in paths.into_iter().zip(states) {
        let list = match state? {
            State::Current => continue,
            State::Missing => &mut survey.missing,
            State::Stale => &mut survey.stale,
            State::Edited => &mut survey.edited,
            State::InTheWay => &mut survey.in_the_way,
            State::Obsolete => &mut survey.obsolete,
            State::ObsoleteEdited => &mut survey.obsolete_edited,
        };
        list.push(path.clone());
    }
    files_for_folders(rendering, owned, found, survey);
    Ok(())
}

/// Adds files that stand where the rendering needs a folder.
fn files_for_folders(
    rendering: &Rendering,
    owned: &Owned,
    found: &BTreeMap<String, Found>,
    survey: &mut Survey,
) {
    let mut last = "";
    for path in rendering.files.keys() {
        let Some((folder, _)) = path.rsplit_once('/') else {
            continue;
        };
        if folder == last {
            continue;
        }
        last = folder;
        let ends = folder.match_indices('/').map(|(at, _)| at);
        for end in ends.chain([folder.len()]) {
            let above = &folder[..end];
            let blocks = matches!(found.get(above), Some(Found::File | Found::Other));
            if blocks
                && !owned.contains_key(above)
                && !survey.in_the_way.iter().any(|at| at == above)
            {
                survey.in_the_way.push(above.to_owned());
            }
        }
    }
}
