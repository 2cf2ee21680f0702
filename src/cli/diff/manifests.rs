//! Two sets of plain manifests, whoever made them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::documents::Common;
use crate::cli::environments;
use crate::cli::kustomize::open;
use crate::cli::validate::input;
use crate::cli::{Findings, Settings, Stop};
use crate::diag::{Code, Diagnostic, Severity};
use crate::diff::{self, Input, Placed, Specs};
use crate::k8s::{Minor, Object, ObjectId};
use crate::load::objects;
use crate::project::{Place, folder_of};
use crate::report::diff::Compared;
use crate::session::Session;
use crate::yaml::Node;

/// The folders of a rendered tree; others have no units.
const RENDERED: [&str; 3] = ["units/", "flux/", "argocd/"];

/// What stands for the standard input.
const STDIN: &str = "-";

/// Returns both paths where they are files or folders and no environments. One of them must be there: of the other is then
/// said that it is not.
pub(super) fn both<'a>(paths: &'a [PathBuf], settings: &Settings) -> Option<(&'a Path, &'a Path)> {
    let [before, after] = paths else {
        return None;
    };
    let is_stdin = |path: &PathBuf| path == Path::new(STDIN);
    let is_environment = |path: &Path| environments::one(Some(path), settings).is_ok();
    let is_there = |path: &PathBuf| is_stdin(path) || settings.absolute(path).exists();
    let are_plain = paths
        .iter()
        .all(|path| is_stdin(path) || !is_environment(path));
    (are_plain && paths.iter().any(is_there)).then_some((before, after))
}

/// Compares the manifests of two files or folders; nothing where one of them is all errors: nobody can say then that what
/// the other has is new. For the same reason a file that cannot be read in one folder is left out in the other, too.
pub(super) fn compare(
    before: &Path,
    after: &Path,
    settings: &Settings,
    findings: &mut Findings,
) -> Result<Option<Compared>, Stop> {
    if [before, after] == [Path::new(STDIN); 2] {
        return Err(Stop::usage(stdin_twice()));
    }
    let project = open(settings)?;
    let session = Session::new(&project);
    let in_part = files(&session, before, after, settings);
    let may_have_twins = in_part.is_none();
    let Sides { same, old, new } = in_part.unwrap_or_else(|| {
        let read = |path| read(&session, path, settings);
        let (old, new) = rayon::join(|| read(before), || read(after));
        Sides {
            same: Vec::new(),
            old,
            new,
        }
    });
    let is_folder = |path: &Path| settings.absolute(path).is_dir();
    let are_folders = is_folder(before) && is_folder(after);
    let broken = broken(&session, [before, after]);
    let is_lost = |objects: &[Object]| same.is_empty() && objects.is_empty();
    if session.has_errors() && (is_lost(&old) || is_lost(&new))
        || !(are_folders || broken.is_empty())
    {
        findings.add(&session.finish(), &session.sources);
        return Ok(None);
    }
    let placed = |objects, root| {
        let mut placed = placed(objects, root, are_folders);
        placed.retain(|placed| !broken.contains(placed.file));
        placed
    };
    let input = Input {
        same: placed(&same, after),
        before: placed(&old, before),
        after: placed(&new, after),
        definitions: &[],
        minor: Minor::NEWEST,
        specs: Specs::default(),
    };
    if may_have_twins {
        super::report_twice(&session, &input);
    }
    let diff = diff::run(&input, &session.sources);
    findings.add(&session.finish(), &session.sources);
    // The process ends soon. Giving back every node of many thousand objects would take longer than comparing them.
    std::mem::forget((same, old, new));
    Ok(Some(Compared {
        name: after.display().to_string(),
        against: before.display().to_string(),
        diff,
    }))
}

/// The objects of both sides.
struct Sides {
    /// Those that stand letter by letter on both.
    same: Vec<Object>,
    old: Vec<Object>,
    new: Vec<Object>,
}

impl Sides {
    /// Returns whether an object is on one side twice: which of the two counts is a matter of their order, and those that are
    /// the same have only that of the later side.
    fn have_twins(&self) -> bool {
        [&self.old, &self.new].into_iter().any(|side| {
            let all = self.same.iter().chain(side);
            let ids: FxHashSet<&ObjectId> = all.map(|object| &object.id).collect();
            ids.len() < self.same.len() + side.len()
        })
    }
}

/// Reads two files, and what they have in common once; nothing where one of them is no file that can be read so, or has
/// something twice.
fn files(session: &Session<'_>, before: &Path, after: &Path, settings: &Settings) -> Option<Sides> {
    let text = |path: &Path| {
        let path = settings.absolute(path);
        let path = path.to_string_lossy();
        match session.project.locate(path.trim_start_matches('/')) {
            Ok(Place::File(file)) => session.text(&file).ok(),
            _ => None,
        }
    };
    let (before, after) = (text(before)?, text(after)?);
    let sources = (session.sources.get(before), session.sources.get(after));
    let common = Common::new(&sources.0.text, &sources.1.text)?;
    let new = objects::of_text(session, after).ok()?;
    let place = |object: &Object| object.span.map(|span| span.range().start);
    let is_same = |object: &Object| place(object).is_some_and(|place| common.is_shared(place));
    let (same, new): (Vec<Object>, Vec<Object>) = new.into_iter().partition(is_same);
    // What is found in a document is told of its other version, too, so that is read without help.
    let versions: Vec<(usize, Node)> = match session.files_of(|_| true).contains(&sources.1.path) {
        true => Vec::new(),
        false => {
            let new = new.par_iter();
            new.filter_map(|object| common.earlier(before, &object.node))
                .collect()
        }
    };
    let (read, versions): (FxHashSet<usize>, Vec<Node>) = versions.into_iter().unzip();
    let rest = common.rest(&read);
    let mut old = objects::of_nodes(session, &sources.0.path, versions);
    if let Some(rest) = rest {
        old.extend(objects::of_part(session, before, &rest).ok()?);
    }
    // As whoever reads all of it would.
    old.sort_by_key(place);
    let sides = Sides { same, old, new };
    (!sides.have_twins()).then_some(sides)
}

fn read(session: &Session<'_>, path: &Path, settings: &Settings) -> Vec<Object> {
    input::read(session, &[path.to_owned()], settings).objects
}

/// Returns the files that cannot be read on one side, and the folders that they are in, which may be those of a
/// kustomization. A document that is no object says nothing of the others in its file.
fn broken(session: &Session<'_>, roots: [&Path; 2]) -> BTreeSet<String> {
    let is_broken = |finding: &Diagnostic| {
        finding.severity == Severity::Error && finding.code != Code::NotAnObject
    };
    let mut broken = BTreeSet::new();
    for file in session.files_of(is_broken) {
        let mut inside = roots.into_iter().filter_map(|root| below(&file, root));
        let mut path = inside.next().unwrap_or(&file);
        while broken.insert(path.to_owned()) && !path.is_empty() {
            path = folder_of(path);
        }
    }
    broken
}

/// Returns a path below a folder; nothing where it is not in there.
fn below<'p>(path: &'p str, root: &Path) -> Option<&'p str> {
    let inside = path.strip_prefix(root.to_str()?)?;
    Some(inside.trim_start_matches('/'))
}

fn placed<'a>(objects: &'a [Object], root: &Path, are_folders: bool) -> Vec<Placed<'a>> {
    let place = |object: &'a Object| {
        let name = object.owner.name.as_str();
        // The name of a single file says nothing: what it is compared with is called otherwise.
        let file = match are_folders {
            true => below(name, root).unwrap_or(name),
            false => "",
        };
        Placed {
            object,
            file,
            unit: match RENDERED.iter().any(|folder| file.starts_with(folder)) {
                true => super::before::unit_of(file),
                false => "",
            },
            owner: "",
        }
    };
    objects.iter().map(place).collect()
}

fn stdin_twice() -> Diagnostic {
    let message = "expected two inputs, found `-` twice: stdin can be read only once";
    Diagnostic::new(Code::UnreadableInput, message)
        .help("ekscompile diff before.yaml - < after.yaml")
}
