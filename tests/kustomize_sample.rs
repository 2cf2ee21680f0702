//! Random folders of kustomizations, with what kustomize 5.8.2 printed for them.
//!
//! `cargo xtask differential kustomize --record` chose them and wrote the file: together they show most of what a
//! kustomization may say, and some of what it must not. `cargo xtask conformance kustomize tests/kustomize/sample.json
//! --verbose` shows how an answer differs.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The release's name in the label of `buildMetadata` is the recording program's.
const LABEL: &str = "managed-by: kustomize-";

/// Builds a case and returns why the answer is wrong, if it is.
fn wrong(case: &Value) -> Option<&'static str> {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path().canonicalize().unwrap();
    for (path, text) in case["files"].as_object().unwrap() {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text.as_str().unwrap()).unwrap();
    }
    let flags = case["args"].as_array().unwrap().iter();
    let output = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
        .arg("kustomize")
        .arg(root.join(case["run_path"].as_str().unwrap()))
        .args(flags.map(|flag| flag.as_str().unwrap()))
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    match (case["expects"].as_str().unwrap(), output.status.code()) {
        ("bytes", Some(0)) => {
            let same = without_version(&stdout) == case["stdout"].as_str().unwrap();
            (!same).then_some("the output differs")
        }
        ("bytes", _) => Some("it fails"),
        ("error", Some(0)) => Some("it succeeds where kustomize fails"),
        ("error", Some(1)) => None,
        ("error", _) => Some("it crashes"),
        (other, _) => unreachable!("a case expects `bytes` or `error`, not `{other}`"),
    }
}

fn without_version(text: &str) -> String {
    let mut lines = text.lines().map(|line| match line.split_once(LABEL) {
        Some((before, _)) => format!("{before}{LABEL}<version>\n"),
        None => format!("{line}\n"),
    });
    lines.by_ref().collect()
}

#[test]
fn folders_build_as_with_kustomize() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kustomize/sample.json");
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert!(cases.len() >= 50, "the sample is not what it was");
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| Some(format!("{}: {}", case["name"], wrong(case)?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
