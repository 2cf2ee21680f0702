//! Lists of files: of a revision, or of what is staged.

use std::collections::BTreeMap;

use super::{GitError, ObjectId, Repository, Revision, blob_id};
use crate::project::join;

/// Which files.
#[derive(Clone, Copy, Debug)]
pub enum At<'r> {
    /// Those of a commit.
    Revision(&'r Revision),
    /// Those that are staged for the next commit.
    Index,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A file.
    File,
    /// A symbolic link; its content is where it leads.
    Link,
    /// A submodule: another repository, whose files this one does not hold.
    Submodule,
}

/// One file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub mode: Mode,
    /// Its content.
    pub id: ObjectId,
}

/// Files by path, with `/`, sorted by bytes.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    entries: BTreeMap<String, Entry>,
}

impl Tree {
    /// Returns what stands at a path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.entries.get(path)
    }

    /// Returns every file with its path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let entries = self.entries.iter();
        entries.map(|(path, entry)| (path.as_str(), entry))
    }

    /// Returns the files below a folder, with their paths below it; all files for the empty path.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = (&str, &Entry)> {
        let start = match folder {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let length = start.len();
        let inside = self.entries.range(start.clone()..);
        inside
            .take_while(move |(path, _)| path.starts_with(&start))
            .map(move |(path, entry)| (&path[length..], entry))
    }

    /// Returns how many files there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Repository {
    /// Lists the files below a folder, which is relative to the folder of the repository that was opened, and so are the
    /// paths to it. A folder that is not there has no files; a link or a submodule in its place is an error.
    pub fn tree(&self, at: At<'_>, folder: &str) -> Result<Tree, GitError> {
        let Some(folder) = join(&self.folder, folder) else {
            return Ok(Tree::default());
        };
        let entries = match at {
            At::Revision(revision) => self.committed(revision, &folder)?,
            At::Index => self.staged(&folder)?,
        };
        // Only where nothing is below the folder, something else can stand in its place.
        if entries.is_empty() && !folder.is_empty() {
            self.refuse_instead(at, &folder)?;
        }
        Ok(Tree { entries })
    }

    /// Refuses a link or a submodule in place of a folder, or of one above it.
    fn refuse_instead(&self, at: At<'_>, folder: &str) -> Result<(), GitError> {
        let first = folder.split('/').next().unwrap_or(folder);
        let list = match at {
            At::Revision(revision) => {
                let commit = revision.commit.to_string();
                self.ask(&["ls-tree", "-r", "-z", "--full-tree", &commit, first])?
                    .data("ls-tree")?
            }
            At::Index => self
                .ask(&["ls-files", "-s", "-z", "--full-name", "--", first])?
                .data("ls-files")?,
        };
        let is_above = |path: &str| path == folder || below(folder, path).is_some();
        let instead = records(&list).filter(|(_, path)| is_above(path));
        for (about, path) in instead {
            let found = mode(about.split(' ').next().unwrap_or_default());
            if found != Mode::File {
                return Err(GitError::NoFolder { path, found });
            }
        }
        Ok(())
    }

    fn committed(
        &self,
        revision: &Revision,
        folder: &str,
    ) -> Result<BTreeMap<String, Entry>, GitError> {
        let commit = revision.commit.to_string();
        let question = ["ls-tree", "-r", "-z", "--full-tree", &commit, folder];
        // An empty path is not the top for git, but an error.
        let words = if folder.is_empty() { 5 } else { 6 };
        let list = self.ask(&question[..words])?.data("ls-tree")?;
        Ok(records(&list)
            .filter_map(|(about, path)| {
                let mut words = about.split(' ');
                let (mode, id) = (words.next()?, words.nth(1)?);
                Some((below(&path, folder)?.to_owned(), entry(mode, id)?))
            })
            .collect())
    }

    fn staged(&self, folder: &str) -> Result<BTreeMap<String, Entry>, GitError> {
        let question = ["ls-files", "-s", "-z", "--full-name", "--", folder];
        let words = if folder.is_empty() { 4 } else { 6 };
        let list = self.ask(&question[..words])?.data("ls-files")?;
        let mut entries = BTreeMap::new();
        let mut unmerged = Vec::new();
        for (about, path) in records(&list) {
            let mut words = about.split(' ');
            let (Some(mode), Some(id), Some(stage)) = (words.next(), words.next(), words.next())
            else {
                continue;
            };
            let Some(inside) = below(&path, folder) else {
                continue;
            };
            if stage != "0" {
                unmerged.push(path.clone());
            } else if let Some(entry) = entry(mode, id) {
                entries.insert(inside.to_owned(), entry);
            }
        }
        unmerged.dedup();
        if !unmerged.is_empty() {
            return Err(GitError::Unmerged { paths: unmerged });
        }
        self.leave_out_intended(&mut entries, folder)?;
        Ok(entries)
    }

    /// Leaves out what `git add --intent-to-add` has named without adding it: it stands in the index as an empty file, and
    /// no commit will hold it. Git is asked again only where an empty file is staged.
    fn leave_out_intended(
        &self,
        entries: &mut BTreeMap<String, Entry>,
        folder: &str,
    ) -> Result<(), GitError> {
        let empty = blob_id(b"", self.algorithm);
        if entries.values().all(|entry| entry.id != empty) {
            return Ok(());
        }
        let question = [
            "diff-files",
            "-z",
            "--name-only",
            "--no-ext-diff",
            "--diff-filter=A",
            "--ignore-submodules=all",
        ];
        let list = self.ask(&question)?.data("diff-files")?;
        for path in list.split(|byte| *byte == 0) {
            if let Some(path) = below(&String::from_utf8_lossy(path), folder) {
                entries.remove(path);
            }
        }
        Ok(())
    }
}

/// Returns the records of a list: what stands before the tab, and the path behind it.
fn records(list: &[u8]) -> impl Iterator<Item = (String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    list.split(|byte| *byte == 0).filter_map(move |record| {
        let tab = record.iter().position(|byte| *byte == b'\t')?;
        Some((text(&record[..tab]), text(&record[tab + 1..])))
    })
}

/// Returns a path below a folder, relative to it.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    match folder {
        "" => Some(path),
        folder => path.strip_prefix(folder)?.strip_prefix('/'),
    }
}

fn entry(mode_word: &str, id: &str) -> Option<Entry> {
    Some(Entry {
        mode: mode(mode_word),
        id: ObjectId::parse(id)?,
    })
}

fn mode(word: &str) -> Mode {
    match word {
        "120000" => Mode::Link,
        "160000" => Mode::Submodule,
        _ => Mode::File,
    }
}
