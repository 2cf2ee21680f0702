//! How a rendered folder differs from what the specs say: what `check` tells.

use std::path::Path;

use super::index::{self, INDEX};
use super::source::{Folder, Source, Staged};
use super::survey::survey;
use super::{Rendering, WriteError};
use crate::diag::{Code, Diagnostic};
use crate::project::git::Repository;

/// One file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The path below the rendered folder.
    pub path: String,
    /// What is wrong.
    pub kind: DifferenceKind,
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DifferenceKind {
    /// The specs say it, and it is not there.
    Missing,
    /// An earlier build wrote it, and the specs say otherwise now.
    Stale,
    /// An earlier build wrote it, and the specs do not say it any more.
    Obsolete,
    /// No build wrote it.
    Foreign,
    /// Its content is neither what the last build wrote nor what the specs say.
    HandEdited,
}

/// Which files were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Those in the working tree.
    Files,
    /// Those that are staged for the next commit.
    Staged,
}

impl Difference {
    /// Returns it as a finding; `out` is how the user calls the rendered folder, `rendered/prod`.
    pub fn diagnostic(&self, out: &str, compared: Compared) -> Diagnostic {
        let path = format!("{}/{}", out.trim_end_matches('/'), self.path);
        let (a, the, build) = match compared {
            Compared::Files => (
                "",
                "",
                "build and commit: `ekscompile build --all`".to_owned(),
            ),
            Compared::Staged => (
                "a staged ",
                "the staged ",
                format!("build and stage: `ekscompile build --all && git add {out}`"),
            ),
        };
        let (code, message, help) = match self.kind {
            DifferenceKind::Missing => {
                let message = format!("expected {a}`{path}`, found no such file");
                (Code::StaleOutput, message, build)
            }
            DifferenceKind::Stale => {
                let message = format!("{the}`{path}` is older than the specs");
                (Code::StaleOutput, message, build)
            }
            DifferenceKind::Obsolete => {
                let message = format!("{the}`{path}` belongs to nothing in the specs any more");
                (Code::StaleOutput, message, build)
            }
            DifferenceKind::Foreign => (
                Code::ForeignFile,
                format!("{the}`{path}` was written by no build"),
                "move it to `base/` and name it under `raw`, or remove it".to_owned(),
            ),
            DifferenceKind::HandEdited => (
                Code::HandEdited,
                format!("{the}`{path}` was edited by hand"),
                "say it in the spec or in a patch, then build: `ekscompile build --all`".to_owned(),
            ),
        };
        Diagnostic::new(code, message).in_file(path).help(help)
    }
}

/// Returns every difference between a folder and a rendering, sorted by path. Writes nothing and takes no lock.
pub fn compare(rendering: &Rendering, out: &Path) -> Result<Vec<Difference>, WriteError> {
    WriteError::refuse_link(out)?;
    differences(rendering, &Folder(out))
}

/// Returns every difference between a rendering and the folder as it is staged for the next commit, sorted by path; `out`
/// is where it lies in the working tree, which is not looked at.
pub fn compare_staged(
    rendering: &Rendering,
    repository: &Repository,
    out: &Path,
) -> Result<Vec<Difference>, WriteError> {
    differences(rendering, &Staged::open(repository, out)?)
}

fn differences(rendering: &Rendering, source: &dyn Source) -> Result<Vec<Difference>, WriteError> {
    let survey = survey(rendering, &index::text(rendering), source)?;
    if let Some(link) = survey.link {
        return Err(WriteError::Link {
            path: source.path(&link),
        });
    }
    let mut differences: Vec<Difference> = [
        (survey.missing, DifferenceKind::Missing),
        (survey.stale, DifferenceKind::Stale),
        (survey.edited, DifferenceKind::HandEdited),
        (survey.in_the_way, DifferenceKind::Foreign),
        (survey.obsolete, DifferenceKind::Obsolete),
        (survey.obsolete_edited, DifferenceKind::HandEdited),
        (survey.foreign, DifferenceKind::Foreign),
    ]
    .into_iter()
    .flat_map(|(paths, kind)| paths.into_iter().map(move |path| Difference { path, kind }))
    .collect();
    // An index of its own accord: the files are right, the list of them is not.
    if !survey.index_is_current && differences.is_empty() {
        differences.push(Difference {
            path: INDEX.to_owned(),
            kind: DifferenceKind::Stale,
        });
    }
    differences.sort();
    differences.dedup();
    Ok(differences)
}
