//! What a rendered folder holds compared with what it should hold. Reads; writes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use super::index::{self, INDEX, JOURNAL, Owned};
use super::{Rendering, WriteError};

/// The prefix of files that exist only while a build writes. What a killed build left behind is removed by the next.
pub(super) const TEMPORARY: &str = ".ekscompile-tmp-";

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

/// What stands at a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    File,
    Link,
    Folder,
    Other,
}

/// Compares a folder with a rendering. A folder that is not there is empty.
pub(super) fn survey(
    rendering: &Rendering,
    index_text: &str,
    out: &Path,
) -> Result<Survey, WriteError> {
    let old_index = read_text(&out.join(INDEX))?;
    let journal = read_text(&out.join(JOURNAL))?;
    let mut owned = Owned::new();
    index::read(&old_index, &mut owned);
    let mut survey = Survey {
        owned: owned.len(),
        index_is_current: old_index == index_text,
        ..Survey::default()
    };
    index::read(&journal, &mut owned);
    survey.journal = journal;

    let found = list(out, &mut survey.leftovers)?;
    survey.link = find_link(rendering, &found);
    judge(rendering, &owned, &found, out, &mut survey)?;
    for (path, kind) in &found {
        let known = rendering.files.contains_key(path) || owned.contains_key(path);
        if !known && *kind != Found::Folder && path != INDEX {
            survey.foreign.push(path.clone());
        }
    }
    Ok(survey)
}

/// Reads a small text file; nothing where it is not there. Bytes that are no text are left out with their line.
fn read_text(path: &Path) -> Result<String, WriteError> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_file() => {}
        Ok(_) => {
            return Err(WriteError::Foreign {
                paths: vec![path.to_owned()],
            });
        }
        Err(error) if is_absent(&error) => return Ok(String::new()),
        Err(error) => return Err(WriteError::io("read", path)(error)),
    }
    let bytes = fs::read(path).map_err(WriteError::io("read", path))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Lists everything below `out` but what begins with a dot, which is Git's, an editor's or a killed build's.
fn list(out: &Path, leftovers: &mut Vec<String>) -> Result<BTreeMap<String, Found>, WriteError> {
    let mut found = BTreeMap::new();
    if !out.try_exists().map_err(WriteError::io("read", out))? {
        return Ok(found);
    }
    let mut entries = WalkDir::new(out).min_depth(1).into_iter();
    while let Some(entry) = entries.next() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(out).to_owned();
            WriteError::io("read", &path)(error.into())
        })?;
        let path = relative(out, entry.path());
        let kind = entry.file_type();
        let name = entry.file_name().as_encoded_bytes();
        if name.starts_with(TEMPORARY.as_bytes()) && !kind.is_dir() {
            leftovers.push(path);
            continue;
        }
        if name.starts_with(b".") {
            if kind.is_dir() {
                entries.skip_current_dir();
            }
            continue;
        }
        let kind = if kind.is_symlink() {
            Found::Link
        } else if kind.is_dir() {
            Found::Folder
        } else if kind.is_file() {
            Found::File
        } else {
            Found::Other
        };
        found.insert(path, kind);
    }
    leftovers.sort();
    Ok(found)
}

fn relative(out: &Path, path: &Path) -> String {
    let below: PathBuf = path.strip_prefix(out).unwrap_or(path).to_owned();
    let parts: Vec<_> = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
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
    out: &Path,
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
            let full = out.join(path.as_str());
            let bytes = fs::read(&full).map_err(WriteError::io("read", &full))?;
            if wanted.is_some_and(|file| file.bytes == bytes) {
                return Ok(State::Current);
            }
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
