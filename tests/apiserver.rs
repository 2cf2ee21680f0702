//! Random changes of valid objects, with the verdict of kube-apiserver 1.36.3 on each.
//!
//! `cargo xtask oracle apiserver --record` made them. We reject nothing that it accepts. What we accept and it rejects is
//! in `tests/apiserver/known.txt`, which `UPDATE=1` writes anew. A line too many fails as one too few does, so that the list
//! only gets shorter.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ekscompile::diag::Severity;
use ekscompile::k8s::Minor;
use ekscompile::load::objects;
use ekscompile::project::MemProject;
use ekscompile::session::Session;
use ekscompile::{validate, yaml};
use serde_json::Value as Json;

/// The minor version of the server that was asked.
const MINOR: Minor = Minor(36);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/apiserver")
}

/// Returns our errors about an object.
fn errors(object: &str) -> Vec<String> {
    let nothing = MemProject::default();
    let session = Session::new(&nothing);
    let objects = objects::of_text(&session, session.sources.add("object", object)).unwrap();
    validate::alone(&session, MINOR, &objects);
    let report = session.finish();
    let found = report.findings().iter();
    let errors = found.filter(|finding| finding.severity == Severity::Error);
    errors
        .map(|finding| format!("{}: {}", finding.code, finding.message))
        .collect()
}

fn bases() -> BTreeMap<String, Json> {
    let files = std::fs::read_dir(folder().join("base")).unwrap();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let sources = ekscompile::text::Sources::default();
        let (documents, _) = yaml::parse(sources.add("", text.as_str()), &text);
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, documents[0].root.to_json())
    };
    files.map(|file| read(file.unwrap().path())).collect()
}

/// Returns every recorded change.
fn cases() -> Vec<Json> {
    let files = std::fs::read_dir(folder()).unwrap();
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "jsonl"));
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(path).unwrap();
        cases.extend(text.lines().map(|line| serde_json::from_str(line).unwrap()));
    }
    cases
}

#[test]
fn verdicts_are_those_of_the_api_server() {
    let bases = bases();
    let cases: Vec<Json> = cases();
    assert!(cases.len() >= 500, "the sample is not what it was");
    let list = folder().join("known.txt");
    let known = std::fs::read_to_string(&list).unwrap();
    let known: BTreeSet<&str> = known.lines().collect();
    let (mut wrong, mut missed) = (Vec::new(), BTreeSet::new());
    for case in cases {
        let name = case["base"].as_str().unwrap();
        let mut object = bases[name].clone();
        let patch: json_patch::Patch = serde_json::from_value(case["patch"].clone()).unwrap();
        json_patch::patch(&mut object, &patch).unwrap();
        let errors = errors(&object.to_string());
        match (case["accepted"].as_bool().unwrap(), errors.first()) {
            (true, Some(error)) => wrong.push(format!("{name} {}: {error}", case["patch"])),
            (false, None) => {
                missed.insert(format!("{name} {}", case["patch"]));
            }
            _ => {}
        }
    }
    assert!(
        wrong.is_empty(),
        "the server accepts:\n{}",
        wrong.join("\n")
    );
    if std::env::var_os("UPDATE").is_some() {
        let lines: String = missed.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(&list, lines).unwrap();
        return;
    }
    let new: Vec<&String> = missed
        .iter()
        .filter(|line| !known.contains(line.as_str()))
        .collect();
    assert!(new.is_empty(), "the server rejects: {new:#?}");
    let closed: Vec<&&str> = known
        .iter()
        .filter(|line| !missed.contains(**line))
        .collect();
    assert!(
        closed.is_empty(),
        "no difference any more, take it off the list: {closed:#?}"
    );
}

#[test]
fn the_valid_objects_are_accepted() {
    for (name, object) in bases() {
        assert_eq!(errors(&object.to_string()), [""; 0], "{name}");
    }
}
