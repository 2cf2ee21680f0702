//! Ten changes of the example as they happen, each against the committed rendering, and what is said of it.
//!
//! A folder of `tests/history` holds `change.sh`, whose first line names the environments behind `#`, and `expected.txt`, what
//! the terminal shows. `UPDATE=1 cargo test --test history` writes the latter; read it before you commit it.

#[path = "support/tree.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod tree;

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Arguments, Failed, Trial};

/// What a project is made of; the committed rendering is what a change is compared with.
const FOLDERS: [&str; 4] = ["base", "overlays", "environments", "rendered"];

fn main() -> std::io::Result<std::process::ExitCode> {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut trials = Vec::new();
    for entry in std::fs::read_dir(root.join("tests/history"))? {
        let case = entry?.path();
        let name = case.file_name().unwrap_or_default().to_string_lossy();
        trials.push(Trial::test(name.into_owned(), move || run(root, &case)));
    }
    Ok(libtest_mimic::run(&arguments, trials).exit_code())
}

fn run(root: &Path, case: &Path) -> Result<(), Failed> {
    let scratch = tempfile::tempdir()?;
    for folder in FOLDERS {
        tree::copy(&root.join(folder), &scratch.path().join(folder))?;
    }
    let script = std::fs::read_to_string(case.join("change.sh"))?;
    let environments = script.lines().next().unwrap_or_default();
    let environments = environments.trim_start_matches('#').split_whitespace();
    let changed = Command::new("sh")
        .args(["-e", "-c", &script])
        .current_dir(scratch.path())
        .status()?;
    if !changed.success() {
        return Err("change.sh failed".into());
    }
    let output = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
        .arg("diff")
        .args(environments)
        .args(["--against", "./rendered"])
        .current_dir(scratch.path())
        .output()?;
    let talk = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() || talk.contains("error") {
        return Err(format!("exit code {:?}\n{talk}", output.status.code()).into());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let path: PathBuf = case.join("expected.txt");
    if std::env::var_os("UPDATE").is_some() {
        return Ok(std::fs::write(&path, &*text)?);
    }
    let expected = std::fs::read_to_string(&path)?;
    match expected == text {
        true => Ok(()),
        false => Err(tree::diff(&expected, &text).into()),
    }
}
