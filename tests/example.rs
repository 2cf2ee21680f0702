//! The example of the repository is the first test: it is clean, committed as built, and every field of it is explained.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;

use ekscompile::compile::compile;
use ekscompile::emit::node_of;
use ekscompile::project::DiskProject;
use ekscompile::session::Session;
use serde_json::Value;

const ENVIRONMENTS: [&str; 3] = ["dev", "staging", "prod"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn check_is_clean() {
    let output = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
        .args(["check", "--all", "--fail-on", "warning"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn what_is_rendered_is_clean_as_plain_manifests() {
    for environment in ENVIRONMENTS {
        let output = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
            .args(["validate", &format!("rendered/{environment}")])
            .current_dir(root())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(said.trim_end().ends_with("objects, no findings"), "{said}");
    }
}

#[test]
fn every_field_has_a_place_in_a_file_or_a_named_default() {
    for environment in ENVIRONMENTS {
        let project = DiskProject::open(root()).unwrap();
        let session = Session::new(&project);
        let compiled = compile(&session, environment, &[]).unwrap();
        let (mut leaves, mut without) = (0, Vec::new());
        for (path, file) in &compiled.rendering.files {
            let rendering = &compiled.rendering;
            let node = node_of(&compiled.target, &compiled.plan, rendering, file).unwrap();
            node.leaves(&mut |pointer, leaf| {
                leaves += 1;
                if leaf.origin.span.is_none() && leaf.origin.default.is_none() {
                    without.push(format!("{environment}/{path}:{pointer}"));
                }
            });
        }
        assert!(without.is_empty(), "{}", without.join("\n"));
        assert!(leaves > 1_000, "only {leaves} fields in {environment}");
    }
}

#[test]
fn explain_tells_the_place_or_the_default_of_each_field() {
    let files = [
        "dev/flux/",
        "prod/units/90-shop.api/",
        "prod/units/80-shop.orders/",
        "staging/units/70-monitoring.monitoring/",
    ];
    let rendered = walkdir::WalkDir::new(root().join("rendered"));
    let mut fields = 0;
    for entry in rendered.into_iter().map(Result::unwrap) {
        let path = entry.path().strip_prefix(root()).unwrap().to_string_lossy();
        let asked = files.iter().any(|folder| path.contains(folder));
        if asked && path.ends_with(".yaml") {
            fields += explained(&path);
        }
    }
    assert!(fields > 500, "only {fields} fields were explained");
}

/// Asks for a whole file, insists that each field is explained, and returns how many it has.
fn explained(path: &str) -> usize {
    let output = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
        .args(["explain", path, "--format", "json"])
        .current_dir(root())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{path}: {said}");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let fields = answer["fields"].as_array().unwrap();
    for field in fields {
        let origin = &field["chain"][0];
        assert!(
            origin["location"].is_object() || origin["default"].is_object(),
            "{path}: {field}"
        );
    }
    fields.len()
}

#[test]
fn the_readme_shows_what_is_there() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let web = std::fs::read_to_string(root().join("base/apps/web.yaml")).unwrap();
    let spec = &web[web.find("apiVersion").unwrap()..];
    assert!(
        readme.contains(spec),
        "README.md shows another base/apps/web.yaml"
    );

    let block = readme.split("```console\n").nth(1).unwrap();
    let block = block.split("```").next().unwrap();
    for answer in block.split("$ ").skip(1) {
        let (command, expected) = answer.split_once('\n').unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
            .args(command.split(' ').skip(1))
            .current_dir(root())
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            expected,
            "{command}"
        );
    }
}
