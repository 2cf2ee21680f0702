//! Environments compiled now, against a rendering of before.

use std::path::Path;

use rustc_hash::FxHashSet;

use super::before::{Against, unit_of};
use crate::cli::environments::Chosen;
use crate::cli::{Findings, Settings};
use crate::compile::{Compiled, compile};
use crate::diag::{Code, Diagnostic};
use crate::diff::{self, Diff, Input, Placed, Specs};
use crate::emit::{self, Content, Held};
use crate::k8s::{Minor, Object};
use crate::load::objects;
use crate::report::diff::Compared;
use crate::session::{Session, TextError};
use crate::text::Span;

/// Compares every chosen environment; `top` is the folder of the rendered trees. One with errors is left out: what its
/// specs would become says nothing.
pub(super) fn compare(
    chosen: &Chosen,
    top: &Path,
    against: &Against,
    settings: &Settings,
    findings: &mut Findings,
) -> Vec<Compared> {
    let mut compared = Vec::with_capacity(chosen.environments.len());
    for environment in &chosen.environments {
        let session = Session::new(chosen.source());
        let compiled = compile(&session, environment, &[]);
        if let Some(compiled) = compiled.filter(|_| !session.has_errors()) {
            match against.read(&compiled.rendering, environment, &top.join(environment)) {
                Ok(before) => compared.push(Compared {
                    name: environment.clone(),
                    against: against.shown(settings),
                    diff: with(
                        &session,
                        &compiled,
                        before,
                        &against.folder(environment, top, settings),
                    ),
                }),
                Err(error) => {
                    let finding = against.finding(&error, environment, top, settings);
                    findings.add_write(&finding, error.is_io());
                }
            }
        }
        findings.add(&session.finish(), &session.sources);
    }
    compared
}

/// Compares an environment that is compiled with the tree on disk; nothing where that cannot be read.
pub(in crate::cli) fn beside(
    session: &Session<'_>,
    compiled: &Compiled,
    tree: &Path,
) -> Option<Compared> {
    let held = Held::of_folder(&compiled.rendering, tree).ok()?;
    let shown = tree.display().to_string();
    Some(Compared {
        name: compiled.target.name.to_string(),
        diff: with(session, compiled, held, &shown),
        against: shown,
    })
}

/// Compares one environment with the files of before, which lie in `folder`.
fn with(session: &Session<'_>, compiled: &Compiled, before: Held, folder: &str) -> Diff {
    let Compiled {
        target,
        plan,
        rendering,
    } = compiled;
    let mut settled: FxHashSet<&str> = before.same.iter().map(String::as_str).collect();
    let mut old = Vec::with_capacity(before.differing.len());
    for (path, bytes) in &before.differing {
        match read(session, &format!("{folder}/{path}"), bytes) {
            Some(objects) => old.push((path, objects)),
            // Of what cannot be read, nobody can say that it is new.
            None => drop(settled.insert(path)),
        }
    }
    let new = emit::objects(target, plan, rendering, |path| !settled.contains(path));
    let same = before.same.iter().filter_map(|path| {
        let Content::Object { unit, object } = rendering.files.get(path)?.content else {
            return None;
        };
        let unit = plan.units.get(unit)?;
        Some(Placed {
            object: unit.objects.get(object)?,
            file: path,
            unit: &unit.name,
            owner: "",
        })
    });
    let old = old.iter().flat_map(|(path, objects)| {
        let owner = before.owners.get(path.as_str()).map_or("", String::as_str);
        objects.iter().map(move |object| Placed {
            object,
            file: path,
            unit: unit_of(path),
            owner,
        })
    });
    let new = new.iter().map(|(path, object)| Placed {
        object,
        file: path,
        unit: unit_of(path),
        owner: "",
    });
    let components = target.components.iter();
    let specs = Specs {
        variables: target.environment.at(&["vars"]),
        components: components
            .map(|component| (component.owner.to_string(), component.span))
            .collect(),
    };
    let input = Input {
        same: same.collect(),
        before: old.collect(),
        after: new.collect(),
        definitions: &target.definitions,
        minor: Minor::of_cluster(&target.cluster).unwrap_or(Minor::NEWEST),
        specs,
    };
    super::report_twice(session, &input);
    diff::run(&input, &session.sources)
}

/// Reads a file of before; nothing where it is damaged, which is reported.
fn read(session: &Session<'_>, name: &str, bytes: &[u8]) -> Option<Vec<Object>> {
    let text = match TextError::decode(bytes.to_vec()) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("`{name}` cannot be read: {error}");
            session.report(Diagnostic::new(Code::UnreadableInput, message).in_file(name));
            return None;
        }
    };
    let file = session.sources.add(name, text);
    if let Some(at) = conflict(&session.sources.get(file).text) {
        let span = Span::new(file, at, at + CONFLICT.len());
        let message = "expected a rendered object, found an unresolved merge conflict";
        let finding = Diagnostic::new(Code::ConflictInRendering, message).at(Some(span));
        session.report(finding.help("render it anew and commit it: `ekscompile build --all`"));
        return None;
    }
    objects::of_text(session, file).ok()
}

/// What git writes before the first side of a conflict.
const CONFLICT: &str = "<<<<<<< ";

/// Returns where a line begins as a conflict does.
fn conflict(text: &str) -> Option<usize> {
    let starts = text.match_indices(CONFLICT).map(|(at, _)| at);
    let mut lines = starts.filter(|at| *at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n'));
    lines.next()
}
