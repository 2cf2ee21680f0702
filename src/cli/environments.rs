//! Which project, and which of its environments.
//!
//! `prod`, `environments/prod`, `./environments/prod/` and an absolute path all mean the same, from any folder below the
//! project.

use std::path::{Path, PathBuf};

use super::settings::{Settings, normalize};
use super::stop::{Stop, no_project};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::emit::Compared;
use crate::load;
use crate::project::git::{At, GitProject, Repository};
use crate::project::{DiskProject, Project};

/// The folder of a project that holds its environments, and by which a project is known.
const FOLDER: &str = "environments";

/// Arguments that choose environments.
#[derive(Debug, clap::Args)]
pub(super) struct EnvironmentArgs {
    /// Environments, by name or by the path of their folder
    ///
    /// May be left out inside the folder of an environment, and where the project has only one.
    #[arg(value_name = "ENV")]
    environments: Vec<PathBuf>,
    /// All environments of the project
    #[arg(long, conflicts_with = "environments")]
    all: bool,
}

impl EnvironmentArgs {
    /// Returns the arguments that name environments.
    pub(super) fn paths(&self) -> &[PathBuf] {
        &self.environments
    }
}

/// A project and some of its environments.
#[derive(Debug)]
pub(super) struct Chosen {
    /// The project, as it is in the working tree.
    pub(super) project: DiskProject,
    /// The project as it is staged, where that is what counts.
    pub(super) staged: Option<GitProject>,
    /// Names, in the order of the arguments, each once.
    pub(super) environments: Vec<String>,
}

impl Chosen {
    /// Returns the project that is compiled.
    pub(super) fn source(&self) -> &dyn Project {
        match &self.staged {
            Some(staged) => staged,
            None => &self.project,
        }
    }

    /// Returns which rendered files it is compared with.
    pub(super) fn compared(&self) -> Compared {
        match self.staged {
            Some(_) => Compared::Staged,
            None => Compared::Files,
        }
    }
}

/// Finds the project, as it is staged for the next commit if `staged` says so, and in it the environments that the
/// arguments mean.
pub(super) fn choose_staged(
    args: &EnvironmentArgs,
    staged: bool,
    settings: &Settings,
) -> Result<Chosen, Stop> {
    let project = open(settings, args.environments.first().map(PathBuf::as_path))?;
    let staged = match staged {
        true => Some(
            Repository::open(project.root())
                .and_then(|repository| GitProject::open(repository, At::Index))?,
        ),
        false => None,
    };
    choose_in(project, staged, args, settings)
}

fn choose_in(
    project: DiskProject,
    staged: Option<GitProject>,
    args: &EnvironmentArgs,
    settings: &Settings,
) -> Result<Chosen, Stop> {
    let known = match &staged {
        Some(staged) => known(staged)?,
        None => known(&project)?,
    };
    let mut environments = Vec::new();
    for argument in &args.environments {
        let name = find(argument, &known, project.root(), settings)?;
        if !environments.contains(&name) {
            environments.push(name);
        }
    }
    if args.all {
        environments.clone_from(&known);
    } else if args.environments.is_empty() {
        environments.extend(implied(&known, project.root(), settings));
    }
    if environments.is_empty() {
        return Err(Stop::usage(none_chosen(&known, ", or `--all`")));
    }
    Ok(Chosen {
        project,
        staged,
        environments,
    })
}

/// Returns the project and the one environment that an argument means, or none.
pub(super) fn one(
    argument: Option<&Path>,
    settings: &Settings,
) -> Result<(DiskProject, String), Stop> {
    let project = open(settings, argument)?;
    let known = known(&project)?;
    let name = match argument {
        Some(argument) => find(argument, &known, project.root(), settings)?,
        None => implied(&known, project.root(), settings)
            .ok_or_else(|| Stop::usage(none_chosen(&known, "")))?,
    };
    Ok((project, name))
}

/// Returns the environment that is meant where none is named: the one around the current folder, or the only one.
fn implied(known: &[String], root: &Path, settings: &Settings) -> Option<String> {
    let inside = name_below(&settings.here, root).filter(|name| known.contains(name));
    inside.or_else(|| match known {
        [only] => Some(only.clone()),
        _ => None,
    })
}

/// Returns the names of all environments of a project.
pub(super) fn known(project: &dyn Project) -> Result<Vec<String>, Stop> {
    load::environments(project).map_err(|error| {
        Stop::usage(
            Diagnostic::new(
                Code::UnreadableFile,
                format!("the environments cannot be listed: {error}"),
            )
            .in_file(FOLDER),
        )
    })
}

/// Opens the project around `path`, if it leads into one, or else around the current folder.
pub(super) fn open(settings: &Settings, path: Option<&Path>) -> Result<DiskProject, Stop> {
    // Only a path that exists can lead elsewhere: `prod` is a name.
    let around = path
        .filter(|_| !settings.given)
        .and_then(|path| settings.absolute(path).canonicalize().ok());
    let root = around
        .as_deref()
        .and_then(root_above)
        .or_else(|| root_above(&settings.here))
        .ok_or_else(no_project)?;
    DiskProject::open(&root).map_err(|error| {
        Stop::usage(Diagnostic::new(
            Code::NoProject,
            format!("the project cannot be opened: {error}"),
        ))
    })
}

/// Returns the nearest folder at or above `path` that holds environments.
fn root_above(path: &Path) -> Option<PathBuf> {
    path.ancestors()
        .find(|folder| folder.join(FOLDER).is_dir())
        .map(Path::to_owned)
}

/// Returns the environment that an argument means.
fn find(
    argument: &Path,
    known: &[String],
    root: &Path,
    settings: &Settings,
) -> Result<String, Stop> {
    let text = argument.to_string_lossy();
    let name = text.trim_end_matches('/');
    if known.iter().any(|known| known == name) {
        return Ok(name.to_owned());
    }
    // From the current folder, as shells complete it; then from the root, as documentation writes it. Only what exists
    // counts: below `environments/dev`, the letters of `environments/prod` lead into `dev`.
    let here = settings.absolute(argument);
    let there = normalize(&root.join(argument));
    let mut below = [&here, &there]
        .into_iter()
        .filter(|path| path.exists())
        .flat_map(|path| [path.canonicalize().ok(), Some(path.clone())])
        .flatten()
        .filter_map(|path| name_below(&path, root));
    match below.find(|name| known.contains(name)) {
        Some(name) => Ok(name),
        None => {
            // Named by its folder, so that its own file can be named; whatever leads elsewhere, as it was typed.
            let meant = folder_named(&there, root).or_else(|| folder_named(&here, root));
            let meant = meant.unwrap_or_else(|| name.to_owned());
            Err(Stop::usage(unknown(&meant, known, root)))
        }
    }
}

/// Returns the name of the environment whose folder holds `path`.
fn name_below(path: &Path, root: &Path) -> Option<String> {
    let inside = path.strip_prefix(root.join(FOLDER)).ok()?;
    let first = inside.components().next()?;
    Some(first.as_os_str().to_string_lossy().into_owned())
}

/// Returns the name of the environment whose folder `path` is, or would be.
fn folder_named(path: &Path, root: &Path) -> Option<String> {
    name_below(path, root).filter(|_| path.parent() == Some(&root.join(FOLDER)))
}

/// Complains about an environment that is not there.
pub(super) fn unknown(name: &str, known: &[String], root: &Path) -> Diagnostic {
    let file = format!("{FOLDER}/{name}/environment.yaml");
    let message = if !name.contains('/') && root.join(FOLDER).join(name).is_dir() {
        format!("expected `{file}`: the folder `{FOLDER}/{name}` has no such file")
    } else {
        format!("expected an environment, found no `{name}`")
    };
    let last = name.rsplit('/').next().unwrap_or(name);
    let help = match did_you_mean(last, known.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`? {}", list(known)),
        None => list(known),
    };
    let finding = Diagnostic::new(Code::UnknownEnvironment, message).help(help);
    if name.contains('/') {
        finding
    } else {
        finding.in_file(file)
    }
}

/// Complains that no environment was named; `or` is what else would do.
fn none_chosen(known: &[String], or: &str) -> Diagnostic {
    if known.is_empty() {
        return Diagnostic::new(
            Code::EmptyProject,
            format!("expected an environment, found no `{FOLDER}/*/environment.yaml`"),
        )
        .in_file(FOLDER)
        .help(
            "apiVersion: ekscompile.dev/v1alpha1\nkind: Environment\nmetadata: {name: prod}\nspec: {cluster: main}",
        );
    }
    Diagnostic::new(
        Code::NoEnvironment,
        format!("expected the name of an environment{or}"),
    )
    .in_file(FOLDER)
    .help(list(known))
}

/// Returns `the environments are …`.
fn list(known: &[String]) -> String {
    let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => "the project has no environments".to_owned(),
        [only] => format!("the only environment is {only}"),
        names => format!("the environments are {}", names.join(", ")),
    }
}
