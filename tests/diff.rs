//! Runs every folder `tests/diff/<kind>/<name>/` as one test: two trees of manifests, and what is said of their difference.
//!
//! | in the folder | is |
//! |---|---|
//! | `before/`, `after/` | the manifests; a folder that is not there is empty |
//! | `expected.txt` | what the terminal shows |
//! | `expected.md`, `expected.json` | the same for a pull request, and for programs |
//!
//! `UPDATE=1 cargo test --test diff -- <name>` writes what is expected; read it before you commit it. All JSON must be as
//! the published schema says.

#[path = "support/json_schema.rs"]
mod json_schema;
#[path = "support/tree.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod tree;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

/// The formats, and the file that holds what is expected of each.
const FORMATS: &[(&str, &str)] = &[
    ("terminal", "expected.txt"),
    ("markdown", "expected.md"),
    ("json", "expected.json"),
];

fn main() -> std::io::Result<std::process::ExitCode> {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff");
    let schema = Arc::new(schema()?);
    let trials = find(&root).into_iter().map(|case| {
        let name = case.strip_prefix(&root).unwrap_or(&case);
        let name = name.to_string_lossy().replace('\\', "/");
        let schema = Arc::clone(&schema);
        Trial::test(name, move || run(&case, &schema))
    });
    let mut trials: Vec<Trial> = trials.collect();
    trials.push(Trial::test("schema", move || refuses(&schema)));
    Ok(libtest_mimic::run(&arguments, trials).exit_code())
}

/// Returns the schema of JSON, as it is published.
fn schema() -> std::io::Result<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
        .args(["schema", "diff"])
        .output()?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// A schema that takes everything would hold nobody to anything.
fn refuses(schema: &Value) -> Result<(), Failed> {
    let wrong = serde_json::json!({"version": 1, "risk": "huge", "plan": {}, "more": 1});
    let errors = json_schema::errors(schema, &wrong);
    for part in [
        "/more: is not known",
        "\"huge\" is not enum",
        "/plan: {} is not required",
    ] {
        if !errors.iter().any(|error| error.contains(part)) {
            return Err(format!("{part} is missing in {errors:#?}").into());
        }
    }
    Ok(())
}

/// Returns the folders that hold `before/` or `after/`, sorted.
fn find(root: &Path) -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = walkdir::WalkDir::new(root)
        .min_depth(3)
        .max_depth(3)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| matches!(entry.file_name().to_str(), Some("before" | "after")))
        .filter_map(|entry| entry.path().parent().map(Path::to_owned))
        .collect();
    cases.dedup();
    cases
}

fn run(case: &Path, schema: &Value) -> Result<(), Failed> {
    let scratch = tempfile::tempdir()?;
    for side in ["before", "after"] {
        let to = scratch.path().join(side);
        std::fs::create_dir(&to)?;
        if case.join(side).is_dir() {
            tree::copy(&case.join(side), &to)?;
        }
    }
    let mut wrong = String::new();
    for (format, file) in FORMATS {
        let output = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
            .args(["diff", "before", "after", "--format", format])
            .current_dir(scratch.path())
            .output()?;
        let talk = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() || !talk.is_empty() {
            return Err(format!("exit code {:?}\n{talk}", output.status.code()).into());
        }
        let text = String::from_utf8_lossy(&output.stdout);
        if *format == "json" {
            let errors = json_schema::errors(schema, &serde_json::from_str(&text)?);
            errors
                .iter()
                .for_each(|error| wrong.push_str(&format!("{error}\n")));
        }
        let path = case.join(file);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &*text)?;
            continue;
        }
        let expected =
            std::fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
        if expected != text {
            wrong.push_str(&format!("{file}:\n{}\n", tree::diff(&expected, &text)));
        }
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(wrong.into()),
    }
}
