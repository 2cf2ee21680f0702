//! Kustomization folders: from a path to a checked kustomization file, and from its entries to files.
//!
//! In: a folder. Out: a [`Folder`], whose kustomization file has canonical field names, right types and the legacy fields
//! moved to the present ones, each value with its place; and a [`Loader`] that reads what the fields name, no further
//! than kustomize's load restriction allows. What the fields mean is the patch stage's business. Reads no URL.

mod decode;
pub mod fields;
mod objects;

use std::sync::Arc;

pub use decode::{decode, decode_loosely, decode_strictly};
pub use objects::{Purpose, objects};

use crate::diag::{Code, Diagnostic, Severity, did_you_mean};
use crate::project::{Found, Place, ReadError, join};
use crate::session::{Session, TextError};
use crate::text::FileId;
use crate::yaml::{Document, Meaning, Node, parse_as};

/// What reading gives, or the finding that says why not.
pub type Outcome<T> = Result<T, Box<Diagnostic>>;

/// The names a kustomization file may have.
pub const FILE_NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// How far files may lie from the kustomization that names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum LoadRestrictor {
    /// In or below its own folder, links resolved: `LoadRestrictionsRootOnly`.
    #[default]
    RootOnly,
    /// Anywhere: `LoadRestrictionsNone`.
    None,
}

/// A folder with a kustomization file.
#[derive(Debug)]
pub struct Folder {
    /// Its path, links resolved.
    pub path: String,
    /// The name of its kustomization file.
    pub file: &'static str,
    /// The kustomization, with canonical field names.
    pub node: Node,
    /// Whether it is a Component.
    pub component: bool,
    /// The folder whose kustomization named it.
    above: Option<Arc<Folder>>,
    /// How many folders are above it.
    depth: usize,
}

impl Folder {
    /// Returns the items of a field that holds a list.
    pub fn list(&self, field: &str) -> &[Node] {
        self.node
            .value_of(field)
            .and_then(Node::as_list)
            .unwrap_or_default()
    }

    /// Returns a text field that is not empty.
    pub fn text(&self, field: &str) -> Option<&Node> {
        self.node.text_of(field)
    }
}

/// What an entry of `resources` leads to.
#[derive(Debug)]
pub enum Entry {
    /// A file, which was read.
    File(FileId),
    /// A folder with a kustomization file.
    Folder(Arc<Folder>),
}

/// Reads what kustomizations name.
#[derive(Clone, Copy)]
pub struct Loader<'s> {
    /// The run.
    pub session: &'s Session<'s>,
    /// How far files may lie.
    pub restrictor: LoadRestrictor,
}

impl<'s> Loader<'s> {
    /// Opens the folder that the user asked for.
    pub fn open(&self, path: &str) -> Outcome<Arc<Folder>> {
        match self.session.project.locate(path) {
            Ok(Place::Folder(path)) => self.read(path, None, None),
            Ok(Place::File(path)) => Err(Box::new(
                Diagnostic::new(
                    Code::NoKustomization,
                    format!(
                        "`{}` is a file, a folder with a kustomization file was expected",
                        self.shown(&path)
                    ),
                )
                .note(format!(
                    "kustomize: must build at directory: '/{path}': file is not directory"
                )),
            )),
            Err(error) => Err(Box::new(
                Diagnostic::new(
                    Code::NoKustomization,
                    format!("`{}` cannot be built: {error}", self.shown(path)),
                )
                .note(format!(
                    "kustomize: must build at directory: not a valid directory: {error}"
                )),
            )),
        }
    }

    /// Follows an entry of `resources`: a file, or another kustomization.
    pub fn follow(&self, from: &Arc<Folder>, entry: &Node) -> Outcome<Entry> {
        let text = local(entry, "resources")?;
        let found = self.session.project.open(&place(from, text));
        match found.map_err(|error| Box::new(self.nothing_there(from, entry, text, &error)))? {
            Found::File(path, bytes) => {
                let path = self.restrict(from, entry, text, path)?;
                let file = self.session.keep(&path, bytes);
                file.map(Entry::File)
                    .map_err(|error| Box::new(unreadable(entry, &error)))
            }
            Found::Folder(path) => {
                check_folder(entry, text)?;
                self.enter_at(from, entry, text, path).map(Entry::Folder)
            }
        }
    }

    /// Returns what stands at the path `text`, which an entry names.
    fn locate(&self, from: &Folder, entry: &Node, text: &str) -> Outcome<Place> {
        let place = self.session.project.locate(&place(from, text));
        place.map_err(|error| Box::new(self.nothing_there(from, entry, text, &error)))
    }

    /// Enters a folder that an entry of `resources` or `components` names.
    pub fn enter(&self, from: &Arc<Folder>, entry: &Node) -> Outcome<Arc<Folder>> {
        let text = local(entry, "components")?;
        check_folder(entry, text)?;
        match self.locate(from, entry, text)? {
            Place::Folder(path) => self.enter_at(from, entry, text, path),
            Place::File(path) => Err(no_folder(
                entry,
                format!("`{text}` is a file, a folder with a kustomization file was expected"),
                format!("must build at directory: '/{path}': file is not directory"),
            )),
        }
    }

    fn enter_at(
        &self,
        from: &Arc<Folder>,
        entry: &Node,
        text: &str,
        path: String,
    ) -> Outcome<Arc<Folder>> {
        if from.depth >= DEEPEST {
            return Err(Box::new(
                Diagnostic::new(
                    Code::NoKustomization,
                    format!("kustomizations build on each other more than {DEEPEST} deep"),
                )
                .at(entry.span())
                .help("look for folders that only name the next one"),
            ));
        }
        let mut visited = Some(from);
        while let Some(folder) = visited {
            if is_in(&folder.path, &path) {
                return Err(Box::new(
                    Diagnostic::new(
                        Code::KustomizationCycle,
                        format!("`{text}` leads back to a folder that is being built"),
                    )
                    .at(entry.span())
                    .note(format!(
                        "kustomize: cycle detected: candidate root '/{path}' contains visited root '/{}'",
                        folder.path
                    ))
                    .help("move what both need into a folder of its own, and name that one"),
                ));
            }
            visited = folder.above.as_ref();
        }
        self.read(path, Some(from), Some(entry))
    }

    /// Returns the documents of a file that an entry of `resources` [leads](Self::follow) to.
    pub fn documents_of(&self, file: FileId) -> (Vec<Document>, Vec<Diagnostic>) {
        let text = &self.session.sources.get(file).text;
        parse_as(file, text, Meaning::GoYamlV3)
    }

    /// Returns the text of a file that a field of a kustomization names.
    pub fn text(&self, from: &Folder, entry: &Node) -> Outcome<FileId> {
        let path = self.restricted(from, entry)?;
        self.session
            .text(&path)
            .map_err(|error| Box::new(unreadable(entry, &error)))
    }

    /// Returns the documents of a file that a field of a kustomization names, with this meaning of scalars. The first
    /// mistake in it is told.
    pub fn documents(
        &self,
        from: &Folder,
        path: &Node,
        meaning: Meaning,
    ) -> Outcome<Vec<Document>> {
        self.documents_in(self.text(from, path)?, path, meaning)
    }

    /// The same for a [text](Self::text) that was read; `path` names it.
    pub fn documents_in(
        &self,
        file: FileId,
        path: &Node,
        meaning: Meaning,
    ) -> Outcome<Vec<Document>> {
        let (documents, problems) = parse_as(file, &self.session.sources.get(file).text, meaning);
        let mut problems = problems.into_iter();
        match problems.find(|problem| problem.severity == Severity::Error) {
            Some(problem) => Err(Box::new(problem.related(path.span(), "named here"))),
            None => Ok(documents),
        }
    }

    /// Returns the bytes of a file that a field of a kustomization names. `path` is given apart, since it may be a part
    /// of the text of `entry`.
    pub fn bytes(&self, from: &Folder, path: &str, entry: &Node) -> Outcome<Vec<u8>> {
        let path = self.restricted(from, &entry.with(path))?;
        self.session
            .project
            .read(&path)
            .map_err(|error| Box::new(unreadable(entry, &TextError::Read(error))))
    }

    /// Returns the path of a file, links resolved, if it may be read.
    fn restricted(&self, from: &Folder, entry: &Node) -> Outcome<String> {
        let text = local(entry, "path")?;
        match self.locate(from, entry, text)? {
            Place::File(path) => self.restrict(from, entry, text, path),
            Place::Folder(_) => Err(Box::new(unreadable(
                entry,
                &TextError::Read(ReadError::Folder),
            ))),
        }
    }

    /// Refuses a path, links resolved, that may not be read.
    fn restrict(&self, from: &Folder, entry: &Node, text: &str, path: String) -> Outcome<String> {
        let inside = is_in(crate::project::folder_of(&path), &from.path);
        if inside || self.restrictor == LoadRestrictor::None {
            return Ok(path);
        }
        Err(Box::new(
            Diagnostic::new(
                Code::OutsideKustomization,
                format!("`{text}` lies outside the folder of this kustomization"),
            )
            .at(entry.span())
            .note(format!("kustomize: security; file '/{path}' is not in or below '/{}'", from.path))
            .help("make the folder of that file a base, or build with `--load-restrictor LoadRestrictionsNone`"),
        ))
    }

    fn read(
        &self,
        path: String,
        from: Option<&Arc<Folder>>,
        entry: Option<&Node>,
    ) -> Outcome<Arc<Folder>> {
        let place = entry.and_then(Node::span);
        let shown = self.shown(&path);
        let mut found = Vec::new();
        for name in FILE_NAMES {
            let full = join(&path, name).unwrap_or_default();
            if let Ok(Found::File(_, bytes)) = self.session.project.open(&full) {
                found.push((name, full, bytes));
            }
        }
        let names: Vec<&str> = found.iter().map(|(name, ..)| *name).collect();
        let (1, Some((file, full, bytes))) = (found.len(), found.pop()) else {
            let (message, words) = if names.is_empty() {
                (
                    format!("`{shown}` has no kustomization file"),
                    format!(
                        "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/{path}'"
                    ),
                )
            } else {
                (
                    format!(
                        "`{shown}` has several kustomization files: `{}`",
                        names.join("`, `")
                    ),
                    format!("Found multiple kustomization files under: /{path}"),
                )
            };
            return Err(Box::new(
                Diagnostic::new(Code::NoKustomization, message)
                    .at(place)
                    .note(format!("kustomize: {words}"))
                    .help(match names.first() {
                        None => {
                            format!("add `{shown}/kustomization.yaml` with a list of `resources`")
                        }
                        Some(first) => format!("keep `{shown}/{first}` alone"),
                    }),
            ));
        };
        let text = self.session.keep(&full, bytes).map_err(|error| {
            Box::new(
                Diagnostic::new(
                    Code::UnreadableFile,
                    format!("`{shown}/{file}` cannot be read: {error}"),
                )
                .in_file(self.session.project.shown(&full)),
            )
        })?;
        let source = self.session.sources.get(text);
        let (documents, problems) = parse_as(text, &source.text, Meaning::GoYamlV2);
        if problems
            .iter()
            .any(|problem| problem.severity == Severity::Error)
        {
            // What else is wrong with it could be a consequence.
            return Err(self.all_but_last(problems));
        }
        self.session.report_all(problems);
        let root = documents.into_iter().next().map(|document| document.root);
        let node = decode(self.session, root, text)?;
        let component = node.get("kind").and_then(Node::as_str) == Some("Component");
        Ok(Arc::new(Folder {
            path,
            file,
            node,
            component,
            above: from.map(Arc::clone),
            depth: from.map_or(0, |from| from.depth + 1),
        }))
    }

    /// Reports findings, and returns the last error among them.
    fn all_but_last(&self, mut findings: Vec<Diagnostic>) -> Box<Diagnostic> {
        let is_error = |finding: &Diagnostic| finding.severity == Severity::Error;
        let last = findings.iter().rposition(is_error).unwrap_or_default();
        let last = findings.remove(last);
        self.session.report_all(findings);
        Box::new(last)
    }

    /// Returns the path of a folder as people should read it.
    fn shown(&self, path: &str) -> String {
        match self.session.project.shown(path) {
            shown if shown.is_empty() => ".".to_owned(),
            shown => shown,
        }
    }

    /// Says that nothing is at a path, and what near it there is.
    fn nothing_there(
        &self,
        from: &Folder,
        entry: &Node,
        text: &str,
        error: &ReadError,
    ) -> Diagnostic {
        let folder = place(from, text);
        let folder = crate::project::folder_of(&folder).to_owned();
        let near = self.session.project.names(&folder).ok().and_then(|names| {
            let prefix = text
                .rsplit_once('/')
                .map_or(String::new(), |(folder, _)| format!("{folder}/"));
            let near: Vec<String> = names
                .iter()
                .take(NEAR)
                .map(|name| format!("{prefix}{name}"))
                .filter(|name| name != text)
                .collect();
            did_you_mean(text, near.iter().map(String::as_str))
                .map(|near| format!("did you mean `{near}`?"))
        });
        // YAML reads an item that is indented too far as the next line of the one before.
        let indented = text.contains(" - ").then(|| {
            "an item that is indented further than the one before it is a part of that one: align the `-`"
                .to_owned()
        });
        Diagnostic::new(Code::KustomizationEntry, format!("`{text}` cannot be read: {error}"))
            .at(entry.span())
            .note(format!("kustomize: accumulating resources from '{text}': evalsymlink failure on '/{}': {error}", place(from, text)))
            .maybe_help(indented.or(near))
    }
}

/// So many kustomizations may stand one on the other.
const DEEPEST: usize = 200;

/// So many files are looked at for a near name.
const NEAR: usize = 2_000;

/// Returns the path of an entry from the root of the project. One that climbs above the root stays as it is, and is
/// refused by the project.
fn place(from: &Folder, text: &str) -> String {
    match text.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => join(&from.path, text).unwrap_or_else(|| format!("../{text}")),
    }
}

fn is_in(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_ambiguous(path: &str) -> bool {
    path.split('/')
        .any(|part| part != ".." && part.contains(".."))
}

/// Returns the text of an entry of `field`, which must be a path and no URL.
fn local<'n>(entry: &'n Node, field: &str) -> Outcome<&'n str> {
    match entry.as_str() {
        Some(text) if !text.is_empty() => refuse_url(text, entry).map(|()| text),
        _ => Err(Box::new(
            Diagnostic::new(
                Code::KustomizationEntry,
                format!("expected a path in `{field}`, found {}", entry.brief()),
            )
            .at(entry.span())
            .note("kustomize: new root cannot be empty"),
        )),
    }
}

/// Refuses the path of a folder that kustomize would not look for.
fn check_folder(entry: &Node, text: &str) -> Outcome<()> {
    if text.starts_with('/') {
        return Err(no_folder(
            entry,
            format!("`{text}` is an absolute path, a folder relative to this file was expected"),
            format!("new root '{text}' cannot be absolute"),
        ));
    }
    if is_ambiguous(text) {
        return Err(no_folder(
            entry,
            format!(
                "`{text}` has a part with `..` in a name, which is likely an indentation mistake"
            ),
            format!("path {text:?} is ambiguous"),
        ));
    }
    Ok(())
}

fn no_folder(entry: &Node, message: String, said: String) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::new(Code::NoKustomization, message)
            .at(entry.span())
            .note(format!("kustomize: {said}")),
    )
}

fn unreadable(entry: &Node, error: &TextError) -> Diagnostic {
    Diagnostic::new(
        Code::KustomizationEntry,
        format!("{} cannot be read: {error}", entry.brief()),
    )
    .at(entry.span())
}

/// Refuses what would have to be fetched: a build reads nothing but files.
fn refuse_url(text: &str, entry: &Node) -> Outcome<()> {
    let scheme = [
        "http://", "https://", "ssh://", "git::", "git@", "file://", "oci://",
    ];
    let host = [
        "github.com/",
        "github.com:",
        "gitlab.com/",
        "bitbucket.org/",
    ];
    let remote = scheme
        .iter()
        .chain(&host)
        .any(|start| text.starts_with(start))
        || text.contains("?ref=");
    if !remote {
        return Ok(());
    }
    Err(Box::new(
        Diagnostic::new(
            Code::RemoteResource,
            format!("`{text}` is remote, and a build reads nothing but files"),
        )
        .at(entry.span())
        .note(
            "kustomize would fetch it at each build, so the same commit could give another result",
        )
        .help("vendor it: keep a copy of its files in this repository, and name that folder here"),
    ))
}
