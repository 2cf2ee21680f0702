//! What the paths of the command line mean.
//!
//! In: files, folders and `-`. Out: the objects, and which of them are variants, in the order of the paths. In a folder,
//! a kustomization that no other one builds on is built, files beside it are its own business, and the sources of a Helm
//! chart are named and left out. What a kustomization names as a patch, or as anything but a resource, is no object. Kustomizations that make the same objects are variants of one another, `dev` and `prod`:
//! each is then judged by itself, and the plain files are there for all.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::parts::{Named, Parts};
use crate::cli::Settings;
use crate::diag::{Code, Diagnostic, Severity};
use crate::k8s::Object;
use crate::load::kustomization::{FILE_NAMES, LoadRestrictor, Loader};
use crate::load::objects::{self, IsTemplate};
use crate::patch::kustomize::{self, Options};
use crate::project::{MAX_FILE, Place, folder_of, folders_of, is_manifest, join, read_bounded};
use crate::session::{Session, TextError};
use crate::text::FileId;
use crate::yaml::Node;

/// Returns the objects of all paths. What cannot be read is reported, and the rest is there.
pub(in crate::cli) fn read(
    session: &Session<'_>,
    paths: &[PathBuf],
    settings: &Settings,
) -> Manifests {
    let mut plain = Vec::new();
    let mut built = Vec::new();
    let mut parts = Parts::default();
    for path in paths {
        if path == Path::new("-") {
            plain.extend(stream(session, "stdin", std::io::stdin().lock()));
            continue;
        }
        let asked = settings.absolute(path);
        if is_stream(&asked) {
            let name = path.to_string_lossy();
            match std::fs::File::open(&asked) {
                Ok(file) => plain.extend(stream(session, &name, file)),
                Err(error) => session.report(unreadable(&name, error)),
            }
            continue;
        }
        let asked = asked.to_string_lossy();
        match session.project.locate(asked.trim_start_matches('/')) {
            Ok(Place::File(file)) => match parts.naming(session, &file) {
                Some(named) => session.report(part(session, &file, named)),
                None => of_files(session, &[file], &mut plain),
            },
            Ok(Place::Folder(folder)) => {
                let tree = Tree::of(session, &folder, &mut parts);
                of_files(session, &tree.files, &mut plain);
                for root in tree.roots(session) {
                    built.push(of_kustomization(session, &root));
                }
            }
            Err(error) => session.report(unreadable(&path.to_string_lossy(), error)),
        }
    }
    Manifests::new(plain, built)
}

/// Objects of manifests.
#[derive(Default)]
pub(in crate::cli) struct Manifests {
    /// All of them; those that are part of every variant come first.
    pub(in crate::cli) objects: Vec<Object>,
    /// The objects of each variant; none where everything is of one cluster.
    pub(super) variants: Vec<Range<usize>>,
}

impl Manifests {
    /// Puts everything into one set, unless two kustomizations make one object.
    fn new(plain: Vec<Object>, built: Vec<Vec<Object>>) -> Self {
        let mut seen = FxHashSet::default();
        let are_variants = built.iter().any(|objects| {
            let ids: FxHashSet<_> = objects.iter().map(|object| &object.id).collect();
            ids.into_iter().any(|id| !seen.insert(id))
        });
        let mut objects = plain;
        let mut variants = Vec::new();
        for built in built {
            let start = objects.len();
            objects.extend(built);
            variants.push(start..objects.len());
        }
        if !are_variants {
            variants.clear();
        }
        Manifests { objects, variants }
    }
}

/// What a folder holds.
struct Tree {
    /// Manifests that no kustomization and no chart owns.
    files: Vec<String>,
    /// Folders with a kustomization file.
    kustomizations: Vec<String>,
}

impl Tree {
    fn of(session: &Session<'_>, folder: &str, parts: &mut Parts) -> Self {
        let all = session.project.list(folder).unwrap_or_else(|error| {
            session.report(unreadable(&session.project.shown(folder), error));
            Vec::new()
        });
        let with = |names: &[&str]| -> BTreeSet<&str> {
            all.iter()
                .filter(|path| names.contains(&path.rsplit('/').next().unwrap_or(path)))
                .map(|path| folder_of(path))
                .collect()
        };
        let (kustomizations, charts) = (with(&FILE_NAMES), with(&["Chart.yaml"]));
        for chart in &charts {
            session.report(chart_source(session, chart));
        }
        let owned = |path: &str| {
            folders_of(path).any(|folder| kustomizations.contains(folder))
                || of_chart(path, &charts)
        };
        let mut named: FxHashSet<String> = FxHashSet::default();
        for folder in &kustomizations {
            named.extend(parts.of_folder(session, folder).cloned());
        }
        let files = all.iter().filter(|path| is_manifest(path));
        let files = files.filter(|path| !owned(path) && !named.contains(*path));
        Tree {
            files: files.cloned().collect(),
            kustomizations: kustomizations
                .iter()
                .map(|&folder| folder.to_owned())
                .collect(),
        }
    }

    /// Returns the kustomizations that no other one of them builds on. What cannot be followed is said when it is built.
    fn roots(&self, session: &Session<'_>) -> Vec<String> {
        let loader = loader(session);
        let mut used: BTreeSet<String> = BTreeSet::new();
        for path in &self.kustomizations {
            let Ok(folder) = loader.open(path) else {
                continue;
            };
            if folder.component {
                used.insert(path.clone());
            }
            for field in ["resources", "components"] {
                for entry in folder.list(field) {
                    if let Ok(below) = loader.enter(&folder, entry) {
                        used.insert(below.path.clone());
                    }
                }
            }
        }
        let roots = self
            .kustomizations
            .iter()
            .filter(|path| !used.contains(*path));
        roots.cloned().collect()
    }
}

/// Returns whether a file is the source of a chart: all but the definitions in its `crds` folder.
fn of_chart(path: &str, charts: &BTreeSet<&str>) -> bool {
    let chart = folders_of(path).find(|folder| charts.contains(folder));
    chart.is_some_and(|chart| {
        let inside = path[chart.len()..].trim_start_matches('/');
        !inside.starts_with("crds/")
    })
}

fn loader<'s>(session: &'s Session<'s>) -> Loader<'s> {
    Loader {
        session,
        // Whoever keeps files outside the folder is told by `kustomize`, whose business that is.
        restrictor: LoadRestrictor::None,
    }
}

fn of_kustomization(session: &Session<'_>, folder: &str) -> Vec<Object> {
    let built = kustomize::build(loader(session), folder, Options::default());
    let shown = session.project.shown(folder);
    let nodes = built.unwrap_or_default().into_iter();
    let nodes: Vec<Node> = nodes.map(|built| built.node).collect();
    if nodes.iter().any(is_of_template) {
        let opened = loader(session).open(folder);
        let file = opened.map_or(FILE_NAMES[0], |opened| opened.file);
        session.report(template(&join(&shown, file).unwrap_or(shown)));
        return Vec::new();
    }
    objects::of_nodes(session, &shown, nodes)
}

/// Returns whether a name is left to Helm: some charts are made of kustomizations.
fn is_of_template(node: &Node) -> bool {
    let is_left = |key: &&str| {
        let name = node.at(&["metadata", key]).and_then(Node::as_str);
        name.is_some_and(|name| name.contains("{{"))
    };
    ["name", "namespace"].iter().any(is_left)
}

fn of_files(session: &Session<'_>, files: &[String], objects: &mut Vec<Object>) {
    let read: Vec<Vec<Object>> = files
        .par_iter()
        .map(|path| match session.text(path) {
            Ok(file) => of_text(session, file),
            Err(error) => {
                session.report(unreadable(&session.project.shown(path), error));
                Vec::new()
            }
        })
        .collect();
    objects.reserve(read.iter().map(Vec::len).sum());
    read.into_iter().for_each(|read| objects.extend(read));
}

fn of_text(session: &Session<'_>, file: FileId) -> Vec<Object> {
    objects::of_text(session, file).unwrap_or_else(|IsTemplate| {
        session.report(template(&session.sources.get(file).path));
        Vec::new()
    })
}

/// Returns whether a path is that of a pipe, as a shell makes it of `<(helm template …)`.
fn is_stream(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        std::fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_fifo())
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// Reads what can be read only once, and only to its end.
fn stream(session: &Session<'_>, name: &str, from: impl std::io::Read) -> Vec<Object> {
    let text = match read_bounded(from, 0) {
        Err(error) => Err(error.to_string()),
        Ok(None) => Err(format!("it has more than {MAX_FILE} bytes")),
        Ok(Some(bytes)) => TextError::decode(bytes).map_err(|error| error.to_string()),
    };
    match text {
        Ok(text) => of_text(session, session.sources.add(name, text)),
        Err(reason) => {
            session.report(unreadable(name, reason));
            Vec::new()
        }
    }
}

pub(super) fn unreadable(name: &str, reason: impl std::fmt::Display) -> Diagnostic {
    let message = format!("`{name}` cannot be read: {reason}");
    Diagnostic::new(Code::UnreadableInput, message).in_file(name)
}

/// Says why a file was passed over that somebody named.
fn part(session: &Session<'_>, file: &str, named: Named<'_>) -> Diagnostic {
    let file = session.project.shown(file);
    let by = session.project.shown(named.by);
    let message = format!(
        "`{file}` is a part of a kustomization, and no object: `{by}` names it in `{}`",
        named.field
    );
    let folder = match folder_of(&by) {
        "" if by.starts_with('/') => "/",
        "" => ".",
        folder => folder,
    };
    let mut finding = Diagnostic::new(Code::NotAnObject, message)
        .in_file(&file)
        .help(format!("ekscompile validate {folder}"));
    finding.severity = Severity::Warning;
    finding
}

fn chart_source(session: &Session<'_>, chart: &str) -> Diagnostic {
    let chart = match session.project.shown(chart) {
        root if root.is_empty() => ".".to_owned(),
        chart => chart,
    };
    let message = format!(
        "`{chart}` holds the source of a Helm chart, which is no manifest before it is rendered"
    );
    Diagnostic::new(Code::ChartSource, message)
        .in_file(format!("{chart}/Chart.yaml"))
        .help(format!("helm template {chart} | ekscompile validate -"))
}

fn template(file: &str) -> Diagnostic {
    let message = format!("`{file}` is a template, which is no manifest before it is rendered");
    Diagnostic::new(Code::ChartSource, message)
        .in_file(file)
        .help("helm template CHART | ekscompile validate -")
}
