//! The architecture, as far as a machine can see it: who may import whom, how long a file is, how much we depend on.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs::read_to_string;
use std::path::{Path, PathBuf};

/// The ground: any of these may be used by every stage, and uses no stage.
const GROUND: &[&str] = &["text", "diag", "yaml", "k8s", "cel", "project", "session"];

/// The stages in the order in which data flows. Each may import the ground and what stands before it.
const STAGES: &[&str] = &[
    "load", "layer", "expand", "patch", "validate", "order", "emit", "compile", "diff", "report",
    "cli",
];

/// The longest a file may be, in lines. A table of data may be longer when its first line says that it is a table.
const LONGEST: usize = 600;

/// The longest a rule may be, its tests left aside; a second concern is a second file.
const LONGEST_RULE: usize = 120;

/// What is longer among the rules, and why: it is no rule.
const NO_RULES: &[(&str, &str)] = &[
    (
        "src/validate/rules/definitions/parts.rs",
        "reads the schemas inside a definition for all rules of its folder",
    ),
    (
        "src/validate/rules/eks/alb/rules_of.rs",
        "reads the rules of a load balancer for those about their order",
    ),
];

/// The most crates that the binary may be built of, itself left out. Raise it in the commit that adds a dependency.
const CRATES: usize = 81;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns every source file below a folder, sorted, with its path below the repository's root.
fn sources(folder: &str) -> Vec<(String, String)> {
    let files = walkdir::WalkDir::new(root().join(folder)).sort_by_file_name();
    let files = files.into_iter().map(Result::unwrap);
    files
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path: PathBuf| {
            let name = path.strip_prefix(root()).unwrap().to_string_lossy();
            (name.replace('\\', "/"), read_to_string(&path).unwrap())
        })
        .collect()
}

/// Returns the module a file belongs to: `layer` for `src/layer/merge.rs`, `session` for `src/session.rs`.
fn module_of(path: &str) -> &str {
    let inside = path.trim_start_matches("src/");
    let first = inside.split('/').next().unwrap_or(inside);
    first.trim_end_matches(".rs")
}

/// Returns a text without its comments.
fn code(text: &str) -> String {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

/// Returns the modules that a text names behind `crate::`, alone or in braces.
fn imports(text: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for rest in code(text).split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split('}').next().unwrap_or(list);
                modules.extend(list.split(',').map(|path| first_word(path.trim())));
            }
            None => drop(modules.insert(first_word(rest))),
        }
    }
    modules
}

fn first_word(path: &str) -> String {
    path.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

#[test]
fn a_stage_imports_only_the_ground_and_earlier_stages() {
    let position = |module: &str| STAGES.iter().position(|stage| *stage == module);
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let module = module_of(&path);
        if ["lib", "main"].contains(&module) {
            continue;
        }
        assert!(
            GROUND.contains(&module) || position(module).is_some(),
            "{path}: give the module `{module}` its place in tests/layering.rs"
        );
        for import in imports(&text) {
            // A stage of the list that stands behind this file's module; the ground stands before all.
            let later = position(&import).filter(|at| position(module).is_none_or(|own| *at > own));
            if later.is_some() {
                wrong.push(format!("{path} imports `{import}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_world_of_a_diff_knows_no_rules() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src/diff") {
        let is_world = path.starts_with("src/diff/world");
        if is_world && code(&text).contains("rules::") {
            wrong.push(format!("{path} names `rules`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_short() {
    let mut long = Vec::new();
    for folder in ["src", "tests", "xtask/src"] {
        for (path, text) in sources(folder) {
            let lines = text.lines().count();
            let table = text
                .lines()
                .next()
                .is_some_and(|first| first.starts_with("//") && first.contains("table"));
            if lines > LONGEST && !table {
                long.push(format!("{path} has {lines} lines"));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn a_rule_is_one_short_file() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src/validate/rules") {
        let rule = text.split("#[cfg(test)]").next().unwrap_or(&text);
        let is_long = rule.lines().count() > LONGEST_RULE;
        let excuse = NO_RULES.iter().find(|(name, _)| *name == path);
        match (is_long, excuse) {
            (true, None) => wrong.push(format!("{path} has {} lines", rule.lines().count())),
            (false, Some((_, what))) => {
                wrong.push(format!("{path} is short, and yet excused: it {what}"))
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn dependencies_stay_few() {
    let tree = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--package", "ekscompile"])
        .args(["--edges", "normal", "--prefix", "none"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    let lines = String::from_utf8(tree.stdout).unwrap();
    let crates: BTreeSet<&str> = lines
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .filter(|line| !line.starts_with("ekscompile ") && !line.is_empty())
        .collect();
    assert!(
        crates.len() <= CRATES,
        "the binary is built of {} crates:\n{crates:#?}",
        crates.len()
    );
}

#[test]
fn each_dependency_says_what_it_is_for() {
    let manifest = read_to_string(root().join("Cargo.toml")).unwrap();
    let sections = manifest.split("\n[").filter(|section| {
        section.starts_with("dependencies]") || section.starts_with("dev-dependencies]")
    });
    for line in sections.flat_map(|section| section.lines().skip(1)) {
        assert!(
            line.is_empty() || line.starts_with('#') || line.contains(" # "),
            "Cargo.toml: say at the end of the line what it is for: {line}"
        );
    }
}
