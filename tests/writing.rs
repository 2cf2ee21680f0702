//! What no case folder can show of the writer: it is killed, and it runs twice at the same time.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/tree.rs"]
mod tree;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How often a build is killed, at moments spread evenly over its whole time.
const KILLS: u32 = 300;

const APPS: usize = 8;

/// Returns a project of a few apps.
fn project() -> TempDir {
    let scratch = tempfile::tempdir().unwrap();
    let skeleton = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/skeleton");
    tree::copy(&skeleton, scratch.path()).unwrap();
    scratch
}

/// Writes a version of the apps. The second version has another image and one app less.
fn set_version(project: &Path, second: bool) {
    for number in 0..APPS {
        let path = project.join(format!("base/app-{number}.yaml"));
        if second && number == 0 {
            std::fs::remove_file(&path).unwrap_or_default();
            continue;
        }
        let tag = if second { "2.0" } else { "1.0" };
        let text = format!(
            "apiVersion: ekscompile.dev/v1alpha1
kind: App
metadata: {{name: app-{number}, namespace: shop}}
spec:
  image: example.com/app:{tag}
  ports: {{http: 8080}}
  readinessProbe: /ready
  resources: {{requests: {{cpu: 100m, memory: 128Mi}}}}
"
        );
        std::fs::write(path, text).unwrap();
    }
}

fn start(project: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_ekscompile"))
        .args(["build", "dev"])
        .current_dir(project)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Builds to the end and returns what is rendered.
fn build(project: &Path) -> tree::Tree {
    let output = start(project).wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    tree::read(&project.join("rendered")).unwrap()
}

#[test]
fn a_killed_build_leaves_whole_files_and_the_next_one_repairs_the_tree() {
    let project = project();
    let project = project.path();
    set_version(project, true);
    let second = build(project);
    set_version(project, false);
    let begin = Instant::now();
    let first = build(project);
    // A little longer than a build takes, so that the last moments are hit, too.
    let whole = begin.elapsed().mul_f64(1.2) + Duration::from_millis(2);

    for kill in 0..KILLS {
        let to_second = kill % 2 == 0;
        set_version(project, to_second);
        let mut child = start(project);
        std::thread::sleep(whole * kill / KILLS);
        child.kill().unwrap();
        child.wait().unwrap();
        for (path, content) in tree::read(&project.join("rendered")).unwrap() {
            let known = [&first, &second].map(|tree| tree.get(&path));
            // What is being written has a name that no tree knows until it is whole.
            let unfinished = known == [None, None] && is_temporary(&path);
            assert!(
                unfinished || known.contains(&Some(&content)),
                "kill {kill} left {path} neither old nor new:\n{}",
                String::from_utf8_lossy(&content)
            );
        }
        if kill % 10 < 2 {
            let expected = if to_second { &second } else { &first };
            let actual = build(project);
            assert!(
                actual == *expected,
                "after kill {kill}:\n{}",
                tree::difference("rendered", expected, &actual)
            );
        }
    }
}

/// Returns whether a name begins with a dot: neither kubectl nor Flux nor Argo CD reads it.
fn is_temporary(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.starts_with('.')
}

#[test]
fn two_builds_at_the_same_time_do_not_mix() {
    let project = project();
    let project = project.path();
    set_version(project, false);
    let expected = build(project);
    for _ in 0..20 {
        std::fs::remove_dir_all(project.join("rendered")).unwrap();
        let builds = [start(project), start(project), start(project)];
        let mut done = 0;
        for child in builds {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            if output.status.success() {
                done += 1;
            } else {
                assert!(said.contains("EK0804"), "{said}");
            }
        }
        assert!(done > 0, "each build left it to the others");
        assert!(build(project) == expected);
    }
}
