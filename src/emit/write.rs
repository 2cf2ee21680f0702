//! Brings a rendered folder to the state of a [`Rendering`].
//!
//! Every new content is written beside its target first; only when all of them are on disk, after one flush of the file
//! system, are they renamed. So a full disk changes nothing, and each file is the old or the new one, whole, whenever the
//! process is killed or the power goes. A journal of what is about to appear comes before and the index comes last: the
//! next build owns whatever a killed one left.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::index::{self, INDEX, JOURNAL};
use super::source::{Folder, TEMPORARY};
use super::survey::{Survey, survey};
use super::{Rendering, WriteError};
use crate::yaml::Node;

/// How to write.
#[derive(Clone, Debug, Default)]
pub struct WriteOptions {
    /// Delete as much as it takes, edited files too.
    pub allow_destroy: bool,
    /// Only say what would be done.
    pub dry_run: bool,
}

/// How much a build may delete without being told to: `policy.maxDeletions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// So many files.
    Files(usize),
    /// So many in a hundred of the files that are there.
    Percent(usize),
}

impl Limit {
    /// Reads a number or a percentage.
    pub(super) fn of(node: &Node) -> Option<Self> {
        let text = node.to_text()?;
        match text.strip_suffix('%') {
            Some(percent) => percent.trim().parse().ok().map(Limit::Percent),
            None => text.parse().ok().map(Limit::Files),
        }
    }
}

/// What was done, or would be. Paths are relative to the rendered folder and sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// New files.
    pub created: Vec<String>,
    /// Files with other content than before.
    pub updated: Vec<String>,
    /// Files that are gone.
    pub deleted: Vec<String>,
    /// How many files were right already.
    pub unchanged: usize,
    /// Files among the updated and deleted that somebody had edited by hand.
    pub overwritten: Vec<String>,
    /// Files that the specs do not say any more, but that somebody edited: they were left alone.
    pub kept: Vec<String>,
    /// Files that no build wrote: they were left alone.
    pub foreign: Vec<String>,
}

/// Writes what differs, deletes what no spec says any more, and leaves alone what no build wrote. Another run at the same
/// time, foreign files in the way, links (`out` itself among them), and more deletions than allowed are errors before the
/// first change.
pub fn write(
    rendering: &Rendering,
    out: &Path,
    options: &WriteOptions,
) -> Result<Summary, WriteError> {
    WriteError::refuse_link(out)?;
    if options.dry_run {
        let survey = survey(rendering, &index::text(rendering), &Folder(out))?;
        return Plan::new(rendering, survey, out, options).map(|plan| plan.summary);
    }
    fs::create_dir_all(out).map_err(WriteError::io("create", out))?;
    let _lock = lock(out)?;
    let index_text = index::text(rendering);
    let survey = survey(rendering, &index_text, &Folder(out))?;
    let index_is_current = survey.index_is_current;
    let journal = survey.journal.clone();
    let plan = Plan::new(rendering, survey, out, options)?;
    remove_leftovers(out, &plan.leftovers)?;
    if !plan.changes() && index_is_current {
        remove_file(&out.join(JOURNAL))?;
        return Ok(plan.summary);
    }
    apply(rendering, out, &plan, &journal, &index_text)?;
    Ok(plan.summary)
}

/// What is going to be done.
struct Plan {
    summary: Summary,
    leftovers: Vec<String>,
}

impl Plan {
    fn new(
        rendering: &Rendering,
        survey: Survey,
        out: &Path,
        options: &WriteOptions,
    ) -> Result<Self, WriteError> {
        if let Some(link) = survey.link {
            return Err(WriteError::Link {
                path: out.join(link),
            });
        }
        if !survey.in_the_way.is_empty() {
            let paths = survey
                .in_the_way
                .iter()
                .map(|path| out.join(path))
                .collect();
            return Err(WriteError::Foreign { paths });
        }
        let mut deleted = survey.obsolete;
        let mut overwritten = survey.edited.clone();
        let mut kept = survey.obsolete_edited;
        if options.allow_destroy {
            overwritten.extend(kept.iter().cloned());
            deleted.append(&mut kept);
        } else if let Some(limit) = exceeded(deleted.len(), survey.owned, rendering.limit) {
            return Err(WriteError::MassDeletion {
                path: out.to_owned(),
                deleted,
                owned: survey.owned,
                limit,
            });
        }
        let mut updated = survey.stale;
        updated.extend(survey.edited);
        let changed = survey.missing.len() + updated.len();
        for list in [&mut deleted, &mut overwritten, &mut updated] {
            list.sort();
        }
        Ok(Plan {
            summary: Summary {
                unchanged: rendering.files.len() - changed,
                created: survey.missing,
                updated,
                deleted,
                overwritten,
                kept,
                foreign: survey.foreign,
            },
            leftovers: survey.leftovers,
        })
    }

    fn changes(&self) -> bool {
        let Summary {
            created,
            updated,
            deleted,
            ..
        } = &self.summary;
        !(created.is_empty() && updated.is_empty() && deleted.is_empty())
    }
}

/// Returns what is allowed, in words, if it is less than what would be deleted.
fn exceeded(deleted: usize, owned: usize, limit: Option<Limit>) -> Option<String> {
    let share = |percent: usize| deleted * 100 > owned * percent;
    let (over, words) = match limit {
        Some(Limit::Files(files)) => (deleted > files, format!("{files} files")),
        Some(Limit::Percent(percent)) => (share(percent), format!("{percent} %")),
        None if deleted > 0 && deleted == owned => (true, "all but one".to_owned()),
        None => (deleted > 10 && share(30), "10 files and 30 %".to_owned()),
    };
    over.then_some(words)
}

fn apply(
    rendering: &Rendering,
    out: &Path,
    plan: &Plan,
    old_journal: &str,
    index_text: &str,
) -> Result<(), WriteError> {
    let Summary {
        created,
        updated,
        deleted,
        ..
    } = &plan.summary;
    let changed: Vec<&String> = created.iter().chain(updated).collect();

    let folders: BTreeSet<&str> = changed.iter().filter_map(|path| folder_of(path)).collect();
    let fresh = create_folders(out, &folders)?;
    let staged = stage(rendering, out, &changed, old_journal, index_text);
    if let Err(error) = staged {
        // As it was: what was staged goes, and so do the folders made for it.
        changed
            .iter()
            .for_each(|path| drop(fs::remove_file(temporary(out, path))));
        for name in [INDEX, "journal.new"] {
            drop(fs::remove_file(temporary(out, name)));
        }
        if old_journal.is_empty() {
            drop(fs::remove_file(out.join(JOURNAL)));
        }
        fresh
            .iter()
            .rev()
            .for_each(|folder| drop(fs::remove_dir(folder)));
        return Err(error);
    }

    each(&changed, |path| {
        let target = out.join(path);
        fs::rename(temporary(out, path), &target).map_err(WriteError::io("replace", &target))
    })?;
    each(deleted, |path| remove_file(&out.join(path)))?;
    remove_empty_folders(out, deleted);
    let target = out.join(INDEX);
    fs::rename(temporary(out, INDEX), &target).map_err(WriteError::io("replace", &target))?;
    remove_file(&out.join(JOURNAL))
}

/// Writes the journal, then every new content and the index beside their targets, and waits for the disk.
fn stage(
    rendering: &Rendering,
    out: &Path,
    changed: &[&String],
    old_journal: &str,
    index_text: &str,
) -> Result<(), WriteError> {
    let files: Vec<(&String, &super::RenderedFile)> = changed
        .iter()
        .filter_map(|path| Some((*path, rendering.files.get(*path)?)))
        .collect();
    let mut journal = String::new();
    for (path, file) in &files {
        index::line(&mut journal, path, &file.hash, &file.owner.to_string());
    }
    // A set, so that a build that is killed again and again leaves no growing journal.
    let lines: BTreeSet<&str> = old_journal.lines().chain(journal.lines()).collect();
    let journal: String = lines.iter().flat_map(|line| [*line, "\n"]).collect();
    // The old journal is replaced as a whole, like any other file.
    create(&temporary(out, "journal.new"), journal.as_bytes(), out)?;
    let target = out.join(JOURNAL);
    fs::rename(temporary(out, "journal.new"), &target)
        .map_err(WriteError::io("replace", &target))?;
    each(&files, |(path, file)| {
        create(&temporary(out, path), &file.bytes, &out.join(path))
    })?;
    create(
        &temporary(out, INDEX),
        index_text.as_bytes(),
        &out.join(INDEX),
    )?;
    flush(out)
}

fn folder_of(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

/// The path at which the content of `path` waits: in the same folder, so that renaming never copies.
fn temporary(out: &Path, path: &str) -> PathBuf {
    match path.rsplit_once('/') {
        Some((folder, name)) => out.join(folder).join(format!("{TEMPORARY}{name}")),
        None => out.join(format!("{TEMPORARY}{path}")),
    }
}

/// Does it for each in parallel, and returns the first error in order, so that the same trouble always reads the same.
fn each<T: Sync>(
    list: &[T],
    work: impl Fn(&T) -> Result<(), WriteError> + Sync + Send,
) -> Result<(), WriteError> {
    let results: Vec<Result<(), WriteError>> = list.par_iter().map(work).collect();
    results.into_iter().collect()
}

/// Creates a file that must not be there: a link at its path is not followed. Errors name the file it is for.
fn create(path: &Path, bytes: &[u8], target: &Path) -> Result<(), WriteError> {
    let written = File::create_new(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(WriteError::io("write", target))
}

/// Creates folders, and returns those that were not there, outer ones first.
fn create_folders(out: &Path, folders: &BTreeSet<&str>) -> Result<Vec<PathBuf>, WriteError> {
    let mut fresh = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for folder in folders {
        let ends = folder.match_indices('/').map(|(at, _)| at);
        for end in ends.chain([folder.len()]) {
            let above = &folder[..end];
            if !known.insert(above) {
                continue;
            }
            let path = out.join(above);
            match fs::create_dir(&path) {
                Ok(()) => fresh.push(path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    fresh
                        .iter()
                        .rev()
                        .for_each(|folder| drop(fs::remove_dir(folder)));
                    return Err(WriteError::io("create", &path)(error));
                }
            }
        }
    }
    Ok(fresh)
}

/// Removes folders that deletions left empty, inner ones first. One that is not empty stays, and that is no error.
fn remove_empty_folders(out: &Path, deleted: &[String]) {
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    for path in deleted {
        let mut at = folder_of(path);
        while let Some(folder) = at {
            folders.insert(folder);
            at = folder_of(folder);
        }
    }
    for folder in folders.iter().rev() {
        drop(fs::remove_dir(out.join(folder)));
    }
}

fn remove_leftovers(out: &Path, leftovers: &[String]) -> Result<(), WriteError> {
    leftovers
        .iter()
        .filter(|path| *path != JOURNAL)
        .try_for_each(|path| remove_file(&out.join(path)))
}

/// Removes a file; one that is not there is gone already.
fn remove_file(path: &Path) -> Result<(), WriteError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(WriteError::io("delete", path)(error))
        }
        _ => Ok(()),
    }
}

/// Locks the folder itself: no file is left behind, and the lock ends with the process, however it ends.
fn lock(out: &Path) -> Result<File, WriteError> {
    let folder = File::open(out).map_err(WriteError::io("open", out))?;
    match folder.try_lock() {
        Err(TryLockError::WouldBlock) => Err(WriteError::Locked {
            path: out.to_owned(),
            holder: holder(&folder),
        }),
        // Some network file systems lock no folders. Building there works as before, without the protection.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(folder),
    }
}

/// Returns the process that holds the lock, where the system tells.
#[cfg(target_os = "linux")]
fn holder(folder: &File) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;

    let inode = format!(":{}", folder.metadata().ok()?.ino());
    let locks = fs::read_to_string("/proc/locks").ok()?;
    // `1: FLOCK  ADVISORY  WRITE 4711 08:01:131 0 EOF`
    locks.lines().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words.iter().position(|word| *word == "FLOCK")?;
        words
            .get(at + 4)
            .filter(|file| file.ends_with(&inode))
            .and_then(|_| words.get(at + 3)?.parse().ok())
    })
}

#[cfg(not(target_os = "linux"))]
fn holder(_: &File) -> Option<u32> {
    None
}

/// Flushes the file system that holds the folder: one call instead of one for each of ten thousand files.
#[cfg(target_os = "linux")]
fn flush(out: &Path) -> Result<(), WriteError> {
    let folder = File::open(out).map_err(WriteError::io("open", out))?;
    rustix::fs::syncfs(&folder).map_err(|error| WriteError::io("flush", out)(error.into()))
}

#[cfg(not(target_os = "linux"))]
fn flush(_: &Path) -> Result<(), WriteError> {
    rustix::fs::sync();
    Ok(())
}
