//! One mistake, one finding: whichever key of the example is misspelt, nothing is said but that.

use std::path::Path;

use ekscompile::compile::compile;
use ekscompile::diag::{Code, Severity};
use ekscompile::project::MemProject;
use ekscompile::session::Session;

/// The files whose keys are misspelt: an App with everything, a Database, a Platform, facts, an overlay.
const FILES: [&str; 6] = [
    "base/apps/api.yaml",
    "base/data/orders.yaml",
    "base/platform/cluster.yaml",
    "base/platform/platform.yaml",
    "environments/prod/environment.yaml",
    "overlays/high-availability/overlay.yaml",
];

#[test]
fn a_misspelt_key_is_the_only_finding() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut project = MemProject::default();
    for folder in ["base", "environments", "overlays"] {
        for entry in walkdir::WalkDir::new(root.join(folder)) {
            let path = entry.expect("the example can be listed").into_path();
            if path.is_file() {
                let name = path.strip_prefix(root).expect("it is below the root");
                let bytes = std::fs::read(&path).expect("it can be read");
                project = project.file(&name.to_string_lossy(), bytes);
            }
        }
    }
    let mut tried = 0;
    for file in FILES {
        let text = std::fs::read_to_string(root.join(file)).expect("it can be read");
        for at in ends_of_keys(&text) {
            let (before, after) = text.split_at(at);
            project = project.file(file, format!("{before}X{after}"));
            let session = Session::new(&project);
            compile(&session, "prod", &[]);
            let report = session.finish();
            let errors = report.findings().iter();
            let codes: Vec<Code> = errors
                .filter(|finding| finding.severity == Severity::Error)
                .map(|finding| finding.code)
                .collect();
            // Keys that people choose are right whatever they are; what referred to them is another matter.
            if codes.contains(&Code::UnknownField) {
                tried += 1;
                let line = before.lines().last().unwrap_or_default();
                assert_eq!(codes, [Code::UnknownField], "{file}: `{line}X`");
            }
        }
        project = project.file(file, text);
    }
    assert!(tried > 100, "only {tried} keys were misspelt");
}

/// Returns the offset behind every key below `spec`.
fn ends_of_keys(text: &str) -> Vec<usize> {
    let spec = text.find("\nspec:").map_or(0, |at| at + "\nspec:".len());
    let letter = |byte: u8| byte.is_ascii_alphanumeric();
    let bytes = text.as_bytes();
    (spec..text.len())
        .filter(|at| bytes[*at] == b':' && letter(bytes[*at - 1]))
        .filter(|at| matches!(bytes.get(*at + 1), Some(b' ' | b'\n')))
        .collect()
}
