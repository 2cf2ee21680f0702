//! Runs every folder `tests/cases/<stage>/<name>/` (or `<stage>/<group>/<name>/`) as one test: real files, the real binary.
//!
//! | in the folder | is |
//! |---|---|
//! | `cmd` | what is run, see [`script`] |
//! | `in/` | the project, laid over `tests/cases/skeleton/` in an empty folder |
//! | `stderr.txt` | what the commands say, with `[ROOT]` for that folder |
//! | `stdout.txt` | the data they print; without this file they must print none |
//! | `out/` | the `rendered/` tree afterwards, whole or the files that `cmd` names |
//!
//! Findings are expected in the input, where they belong (see [`annotation`]), so that a case cannot pass with a wrong
//! place. `UPDATE=1 cargo test --test cases` rewrites what is expected, except these annotations and the exit codes.
//! A case without expected output fails. A build that fails must leave `rendered/` as it was: the runner looks every time.

#[path = "support/annotation.rs"]
mod annotation;
#[path = "support/script.rs"]
mod script;
#[path = "support/tree.rs"]
mod tree;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ekscompile::diag::Code;
use libtest_mimic::{Arguments, Failed, Trial};

use script::{Outcome, Script};

/// Codes that no project on disk can provoke by itself, and the test that provokes them.
const TESTED_ELSEWHERE: &[(&str, &str)] = &[
    // A file of four million values.
    ("EK0113", "src/yaml/parse/tests.rs"),
    // More than a thousand findings of one file.
    ("EK0114", "src/yaml/parse/tests.rs"),
    // A system that watches no more folders.
    ("EK2044", "src/cli/watch.rs"),
];

fn main() -> std::process::ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let cases = find(&root);
    let mut trials: Vec<Trial> = cases
        .iter()
        .map(|case| {
            let (name, case) = (name_of(&root, case), case.clone());
            let left_out =
                is_root() && Script::read(&case.join("cmd")).is_ok_and(|script| script.unless_root);
            Trial::test(name, move || run(&case)).with_ignored_flag(left_out)
        })
        .collect();
    trials.push(Trial::test("every_code_has_a_case", move || {
        every_code_has_a_case(&cases)
    }));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Returns the folders that hold a `cmd` file, sorted.
fn find(root: &Path) -> Vec<PathBuf> {
    walkdir::WalkDir::new(root)
        .min_depth(2)
        .max_depth(4)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name() == "cmd")
        .filter_map(|entry| entry.path().parent().map(Path::to_owned))
        .collect()
}

fn name_of(root: &Path, case: &Path) -> String {
    let name = case.strip_prefix(root).unwrap_or(case);
    name.to_string_lossy().replace('\\', "/")
}

/// Returns whether the tester is root, whom permissions do not stop.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    // A file belongs to whoever makes it.
    let made = tempfile::tempfile().and_then(|file| file.metadata());
    made.is_ok_and(|metadata| metadata.uid() == 0)
}

/// Runs one case and compares everything it expects.
fn run(case: &Path) -> Result<(), Failed> {
    let script = Script::read(&case.join("cmd"))?;
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let scratch = project(case, &script)?;
    let outcome = script.run(scratch.path(), &[])?;

    let mut wrong = Vec::new();
    wrong.extend(expect_text(
        case,
        "stderr.txt",
        &outcome.stderr,
        true,
        update,
    )?);
    wrong.extend(expect_text(
        case,
        "stdout.txt",
        &outcome.stdout,
        false,
        update,
    )?);
    wrong.extend(expect_tree(case, &script, scratch.path(), update)?);
    wrong.extend(expect_findings(case, &script)?);
    wrong.extend(outcome.wrong);
    match wrong.as_slice() {
        [] => Ok(()),
        _ => Err(wrong.join("\n\n").into()),
    }
}

/// Makes the project of a case: the skeleton, then `in/` over it.
fn project(case: &Path, script: &Script) -> Result<tempfile::TempDir, Failed> {
    let scratch = tempfile::tempdir()?;
    let skeleton = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/skeleton");
    if script.skeleton {
        tree::copy(&skeleton, scratch.path())?;
    }
    if case.join("in").exists() {
        tree::copy(&case.join("in"), scratch.path())?;
    }
    Ok(scratch)
}

/// Compares a text with the file that expects it. Only `required` files must exist when there is nothing to expect.
fn expect_text(
    case: &Path,
    file: &str,
    actual: &str,
    required: bool,
    update: bool,
) -> Result<Option<String>, Failed> {
    let path = case.join(file);
    let expected = path
        .exists()
        .then(|| std::fs::read_to_string(&path))
        .transpose()?;
    if expected.as_deref() == Some(actual) || (expected.is_none() && !required && actual.is_empty())
    {
        return Ok(None);
    }
    if update {
        if actual.is_empty() && !required {
            std::fs::remove_file(&path)?;
        } else {
            std::fs::write(&path, actual)?;
        }
        return Ok(None);
    }
    Ok(Some(match expected {
        None => format!("there is no {file} (UPDATE=1 writes it); the output is\n{actual}"),
        Some(expected) => format!("{file} differs:\n{}", tree::diff(&expected, actual)),
    }))
}

/// Compares `rendered/` with `out/`, if the case has an opinion about it.
fn expect_tree(
    case: &Path,
    script: &Script,
    root: &Path,
    update: bool,
) -> Result<Option<String>, Failed> {
    let out = case.join("out");
    if !out.exists() && script.out.is_empty() {
        return Ok(None);
    }
    let mut actual = tree::read(&root.join("rendered"))?;
    if !script.out.is_empty() {
        actual.retain(|path, _| script.out.contains(path));
    }
    let expected = tree::read(&out)?;
    if actual == expected && (script.out.is_empty() || actual.len() == script.out.len()) {
        return Ok(None);
    }
    if let Some(missing) = script.out.iter().find(|path| !actual.contains_key(*path)) {
        return Ok(Some(format!("rendered/{missing} was not written")));
    }
    if update {
        if out.exists() {
            std::fs::remove_dir_all(&out)?;
        }
        tree::write(&out, &actual)?;
        return Ok(None);
    }
    Ok(Some(tree::difference("out", &expected, &actual)))
}

/// Runs the case again with findings as JSON and compares them with the annotations of the input.
fn expect_findings(case: &Path, script: &Script) -> Result<Option<String>, Failed> {
    let mut expected = annotation::read_all(&case.join("in"))?;
    expected.extend(script.annotations.iter().cloned());
    if !script.reports_findings() {
        return Ok((!expected.is_empty()).then(|| {
            "findings are annotated, but the last command reports none: use build, check, validate or kustomize"
                .to_owned()
        }));
    }
    let scratch = project(case, script)?;
    let Outcome { json, .. } = script.run(scratch.path(), &["--format", "json"])?;
    let actual = annotation::from_json(&json, scratch.path())?;
    Ok(annotation::difference(&expected, &actual))
}

/// Insists that every code is yielded by some case, so that no finding is without a test of its words and its place.
fn every_code_has_a_case(cases: &[PathBuf]) -> Result<(), Failed> {
    let mut seen = BTreeSet::new();
    for case in cases {
        let stderr = std::fs::read_to_string(case.join("stderr.txt")).unwrap_or_default();
        // Notes are not printed for people; they stand in the input alone.
        let annotated: Vec<String> = annotation::read_all(&case.join("in"))?
            .iter()
            .map(ToString::to_string)
            .collect();
        let text = stderr + &annotated.join("\n");
        let ids = Code::ALL.iter().map(|code| code.id());
        seen.extend(ids.filter(|id| text.contains(&format!("[{id}]"))));
    }
    let elsewhere = |id: &str| TESTED_ELSEWHERE.iter().any(|(code, _)| *code == id);
    let missing: Vec<String> = Code::ALL
        .iter()
        .filter(|code| !seen.contains(code.id()) && !elsewhere(code.id()))
        .map(|code| format!("{code}: {}", code.title()))
        .collect();
    let needless: Vec<&str> = TESTED_ELSEWHERE
        .iter()
        .map(|(id, _)| *id)
        .filter(|id| seen.contains(id) || Code::find(id).is_none())
        .collect();
    if missing.is_empty() && needless.is_empty() {
        return Ok(());
    }
    let missing = missing.join("\n");
    Err(format!("no case yields\n{missing}\nTESTED_ELSEWHERE is wrong about {needless:?}").into())
}
