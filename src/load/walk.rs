//! Which files take part: the environment's folder, its includes, its overlays.
//!
//! Order never depends on the file system: every list is sorted by path, overlays by the environment's own order.

use std::collections::BTreeSet;

use globset::GlobBuilder;

use super::SpecDocument;
use super::read::unreadable;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::project::{Project, ReadError, join};
use crate::session::Session;
use crate::text::Span;
use crate::yaml::Node;

/// A file to read, and the place that names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    /// The path.
    pub path: String,
    /// The include or overlay entry.
    pub by: Option<Span>,
}

/// Returns the names of all environments, sorted: the folders of `environments/` with an `environment.yaml`. Fails where
/// that folder cannot be listed.
pub fn environments(project: &dyn Project) -> Result<Vec<String>, ReadError> {
    names(project, "environments", "environment.yaml")
}

fn names(project: &dyn Project, folder: &str, file: &str) -> Result<Vec<String>, ReadError> {
    let name = |path: &String| {
        let (name, rest) = path
            .strip_prefix(folder)?
            .strip_prefix('/')?
            .split_once('/')?;
        (rest == file).then(|| name.to_owned())
    };
    Ok(project.list(folder)?.iter().filter_map(name).collect())
}

/// Returns the name of the environment that `asked`, a name or a folder, means.
pub(super) fn find_environment(session: &Session<'_>, asked: &str) -> Option<String> {
    let names = match environments(session.project) {
        Ok(names) => names,
        Err(error) => {
            session.report(unreadable(session, "environments", &error.into(), None));
            return None;
        }
    };
    let trimmed = asked.trim_end_matches('/');
    let name = trimmed
        .trim_start_matches("./")
        .strip_prefix("environments/")
        .unwrap_or(trimmed);
    if names.iter().any(|known| known == name) {
        return Some(name.to_owned());
    }
    session.report(if names.is_empty() {
        Diagnostic::new(
            Code::EmptyProject,
            "the project has no environment: there is no `environments/<name>/environment.yaml`",
        )
        .in_file("environments")
        .help("run `ekscompile init`, or name the project's folder")
    } else {
        let meant = did_you_mean(name, names.iter().map(String::as_str));
        Diagnostic::new(
            Code::UnknownEnvironment,
            format!("there is no environment `{name}`"),
        )
        .in_file(format!("environments/{name}/environment.yaml"))
        .note(format!("environments: `{}`", names.join("`, `")))
        .maybe_help(meant.map(|meant| format!("did you mean `{meant}`?")))
    });
    None
}

/// Returns the files that `include` names, all of `base/` where it says nothing.
pub(super) fn included(
    session: &Session<'_>,
    folder: &str,
    environment: &SpecDocument,
) -> Vec<Named> {
    let Some(include) = environment.root.at(&["spec", "include"]) else {
        return listed(session, "base", environment.span)
            .into_iter()
            .filter(|path| is_yaml(path))
            .map(|path| Named { path, by: None })
            .collect();
    };
    let mut seen = BTreeSet::new();
    let mut files = Vec::new();
    for entry in include.as_list().unwrap_or_default() {
        for path in matching(session, folder, entry) {
            if seen.insert(path.clone()) {
                files.push(Named {
                    path,
                    by: entry.span(),
                });
            }
        }
    }
    files.sort();
    files
}

/// Returns the files of one include entry; none is reported.
fn matching(session: &Session<'_>, folder: &str, entry: &Node) -> Vec<String> {
    let text = entry.as_str().unwrap_or_default();
    let Some(path) = join(folder, text) else {
        session.report(
            Diagnostic::new(
                Code::UnreadableFile,
                format!("`{text}` leads out of the project root"),
            )
            .at(entry.span())
            .help("copy what is needed into the project"),
        );
        return Vec::new();
    };
    let span = entry.span();
    let found = if path.contains(['*', '?', '[', '{']) {
        let glob = match GlobBuilder::new(&path).literal_separator(true).build() {
            Ok(glob) => glob.compile_matcher(),
            Err(error) => {
                session.report(
                    Diagnostic::new(
                        Code::InvalidValue,
                        format!("`{text}` is not a glob: {}", error.kind()),
                    )
                    .at(span),
                );
                return Vec::new();
            }
        };
        let fixed = path.find(['*', '?', '[', '{']).unwrap_or(path.len());
        let start = path[..fixed]
            .rsplit_once('/')
            .map_or("", |(start, _)| start);
        let mut found = listed(session, start, span);
        found.retain(|file| is_yaml(file) && glob.is_match(file));
        found
    } else if is_yaml(&path) {
        // Whether it is there is seen when it is read.
        return vec![path];
    } else {
        let below = format!("{path}/");
        let mut found = listed(session, &path, span);
        found.retain(|file| is_yaml(file) && file.len() > below.len() && file.starts_with(&below));
        found
    };
    if found.is_empty() {
        session.report(nothing_there(session, &path).at(span));
    }
    found
}

/// Returns the finding for an include that matches no file.
pub(super) fn nothing_there(session: &Session<'_>, path: &str) -> Diagnostic {
    let mut all = session.project.list("base").unwrap_or_default();
    all.retain(|file| is_yaml(file));
    let meant = did_you_mean(path, all.iter().map(String::as_str));
    let message = if path.contains(['*', '?', '[', '{']) {
        format!("no file matches `{path}`")
    } else if is_yaml(path) {
        format!("there is no file `{path}`")
    } else {
        format!("no YAML file is below `{path}`")
    };
    Diagnostic::new(Code::NoMatchingFile, message)
        .note("entries of `include` are relative to the folder of the environment")
        .maybe_help(meant.map(|meant| format!("did you mean `../../{meant}`?")))
}

/// Returns the `overlay.yaml` of every overlay the environment opts into, in its order.
pub(super) fn overlays(session: &Session<'_>, environment: &SpecDocument) -> Vec<Named> {
    let entries = environment.root.at(&["spec", "overlays"]);
    let entries = entries.and_then(Node::as_list).unwrap_or_default();
    if entries.is_empty() {
        return Vec::new();
    }
    let names = names(session.project, "overlays", "overlay.yaml").unwrap_or_default();
    let mut files: Vec<Named> = Vec::new();
    for entry in entries {
        let Some(name) = entry.as_str() else { continue };
        let path = format!("overlays/{name}/overlay.yaml");
        if !names.iter().any(|known| known == name) {
            let meant = did_you_mean(name, names.iter().map(String::as_str));
            let known = match names.as_slice() {
                [] => "the project has no overlays".to_owned(),
                names => format!("overlays: `{}`", names.join("`, `")),
            };
            session.report(
                Diagnostic::new(
                    Code::UnknownOverlay,
                    format!("there is no overlay `{name}`"),
                )
                .at_saying(entry.span(), format!("no `{path}`"))
                .note(known)
                .maybe_help(meant.map(|meant| format!("did you mean `{meant}`?"))),
            );
            continue;
        }
        if let Some(first) = files.iter().find(|file| file.path == path) {
            session.report(
                Diagnostic::new(
                    Code::InvalidValue,
                    format!("overlay `{name}` is named twice"),
                )
                .at(entry.span())
                .related(first.by, "first here")
                .help("keep the place that gives the order you want"),
            );
            continue;
        }
        files.push(Named {
            path,
            by: entry.span(),
        });
    }
    files
}

/// Returns every other YAML file of the environment's folder.
pub(super) fn partials(session: &Session<'_>, folder: &str) -> Vec<Named> {
    let own = format!("{folder}/environment.yaml");
    listed(session, folder, None)
        .into_iter()
        .filter(|path| is_yaml(path) && *path != own)
        .map(|path| Named { path, by: None })
        .collect()
}

fn listed(session: &Session<'_>, folder: &str, by: impl Into<Option<Span>>) -> Vec<String> {
    session.project.list(folder).unwrap_or_else(|error| {
        session.report(unreadable(session, folder, &error.into(), by.into()));
        Vec::new()
    })
}

pub(super) fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}
