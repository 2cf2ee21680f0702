//! Two sets of plain manifests, whoever made them.

use std::path::{Path, PathBuf};

use crate::cli::environments;
use crate::cli::kustomize::open;
use crate::cli::validate::input;
use crate::cli::{Findings, Settings, Stop};
use crate::diff::{self, Input, Placed};
use crate::k8s::{Minor, Object};
use crate::report::diff::Compared;
use crate::session::Session;

/// Returns both paths where they are files or folders and no environments.
pub(super) fn both<'a>(paths: &'a [PathBuf], settings: &Settings) -> Option<(&'a Path, &'a Path)> {
    let [before, after] = paths else {
        return None;
    };
    let is_plain = |path: &Path| {
        path == Path::new("-")
            || settings.absolute(path).exists() && environments::one(Some(path), settings).is_err()
    };
    (is_plain(before) && is_plain(after)).then_some((before, after))
}

/// Compares the manifests of two files or folders.
pub(super) fn compare(
    before: &Path,
    after: &Path,
    settings: &Settings,
    findings: &mut Findings,
) -> Result<Compared, Stop> {
    let project = open(settings)?;
    let session = Session::new(&project);
    let (old, new) = (
        read(&session, before, settings),
        read(&session, after, settings),
    );
    let input = Input {
        same: Vec::new(),
        before: placed(&old, before),
        after: placed(&new, after),
        minor: Minor::NEWEST,
    };
    super::report_twice(&session, &input);
    let diff = diff::run(&input, &session.sources);
    findings.add(&session.finish(), &session.sources);
    Ok(Compared {
        name: after.display().to_string(),
        against: before.display().to_string(),
        diff,
    })
}

fn read(session: &Session<'_>, path: &Path, settings: &Settings) -> Vec<Object> {
    let sets = input::read(session, &[path.to_owned()], settings);
    sets.into_iter().flatten().collect()
}

fn placed<'a>(objects: &'a [Object], root: &Path) -> Vec<Placed<'a>> {
    let root = root.to_str().unwrap_or_default();
    let place = |object: &'a Object| {
        let file = object.owner.name.as_str();
        let below = file
            .strip_prefix(root)
            .map(|file| file.trim_start_matches('/'));
        let file = below.filter(|file| !file.is_empty()).unwrap_or(file);
        Placed {
            object,
            file,
            unit: super::before::unit_of(file),
        }
    };
    objects.iter().map(place).collect()
}
