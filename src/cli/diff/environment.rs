//! Environments compiled now, against a rendering of before.

use std::path::Path;

use rustc_hash::FxHashSet;

use super::before::{self, Before, unit_of};
use crate::cli::environments::Chosen;
use crate::cli::{Findings, Settings, Stop};
use crate::compile::{Compiled, compile};
use crate::diff::{self, Diff, Input, Placed};
use crate::emit::{self, Content};
use crate::k8s::{Minor, Object};
use crate::load::objects;
use crate::report::diff::Compared;
use crate::session::{Session, TextError};

/// Compares every chosen environment. One with errors is left out: what its specs would become says nothing.
pub(super) fn compare(
    chosen: &Chosen,
    against: Option<&Path>,
    settings: &Settings,
    findings: &mut Findings,
) -> Result<Vec<Compared>, Stop> {
    let mut compared = Vec::with_capacity(chosen.environments.len());
    for environment in &chosen.environments {
        let session = Session::new(&chosen.project);
        let compiled = compile(&session, environment, &[]);
        let folder = match against {
            Some(path) => settings.absolute(path).join(environment),
            None => chosen.project.root().join("rendered").join(environment),
        };
        if let Some(compiled) = compiled.filter(|_| !session.has_errors()) {
            match before::folder(&compiled.rendering, &folder) {
                Ok(before) => compared.push(Compared {
                    name: environment.clone(),
                    against: folder.display().to_string(),
                    diff: with(&session, &compiled, before),
                }),
                Err(error) => findings.add_write(&error.diagnostic(), error.is_io()),
            }
        }
        findings.add(&session.finish(), &session.sources);
    }
    Ok(compared)
}

/// Compares one environment with the files of before.
fn with(session: &Session<'_>, compiled: &Compiled, before: Before) -> Diff {
    let Compiled {
        target,
        plan,
        rendering,
    } = compiled;
    let unchanged: FxHashSet<&str> = before.same.iter().map(String::as_str).collect();
    let new = emit::objects(session, target, plan, rendering, |path| {
        !unchanged.contains(path)
    });
    let old: Vec<(String, Vec<Object>)> = before
        .differing
        .into_iter()
        .map(|(path, bytes)| {
            let objects = read(session, &path, bytes);
            (path, objects)
        })
        .collect();
    let same = before.same.iter().filter_map(|path| {
        let Content::Object { unit, object } = rendering.files.get(path)?.content else {
            return None;
        };
        let unit = plan.units.get(unit)?;
        Some(Placed {
            object: unit.objects.get(object)?,
            file: path,
            unit: &unit.name,
        })
    });
    let old = old.iter().flat_map(|(path, objects)| {
        objects.iter().map(move |object| Placed {
            object,
            file: path,
            unit: unit_of(path),
        })
    });
    let new = new.iter().map(|(path, object)| Placed {
        object,
        file: path,
        unit: unit_of(path),
    });
    let input = Input {
        same: same.collect(),
        before: old.collect(),
        after: new.collect(),
        minor: Minor::of_cluster(&target.cluster).unwrap_or(Minor::NEWEST),
    };
    diff::run(&input, &session.sources)
}

/// Reads a file of before.
fn read(session: &Session<'_>, path: &str, bytes: Vec<u8>) -> Vec<Object> {
    match TextError::decode(bytes) {
        Ok(text) => {
            let file = session.sources.add(path, text);
            objects::of_text(session, file).unwrap_or_default()
        }
        Err(_) => Vec::new(),
    }
}
