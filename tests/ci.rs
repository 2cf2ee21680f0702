//! The scripts of `ci/`, run against a service that exists in this test alone, mostly with a stand-in for ekscompile.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(
    clippy::print_stdout,
    reason = "a test says that it is left out, and what a script said"
)]

#[path = "support/api.rs"]
mod api;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use api::Api;
use tempfile::TempDir;

const MARKER: &str = "<!-- ekscompile-diff all -->";

/// Answers as it is told, and writes down its arguments, one a line.
const STAND_IN: &str = r#"#!/bin/sh
printf '[%s]\n' "$@" >> "$STAND_IN/arguments"
test "$1" = diff || exit "${CHECK_EXIT:-0}"
cat "$STAND_IN/markdown"
exit "${DIFF_EXIT:-0}"
"#;

fn source() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns whether the programs that the scripts need are there, and says so if not.
fn can_run() -> bool {
    let missing = ["bash", "curl", "jq", "git"].into_iter().find(|name| {
        let found = Command::new(name).arg("--version").output();
        !found.is_ok_and(|output| output.status.success())
    });
    if let Some(missing) = missing {
        println!("SKIPPED: `{missing}` is not installed, the scripts of ci/ are not tested");
    }
    missing.is_none()
}

fn github() -> Api {
    Api::start(
        "Authorization: Bearer secret",
        "/repos/shop/config/issues/7/comments",
        "PATCH",
        "/repos/shop/config/issues/comments",
    )
}

fn gitlab() -> Api {
    let notes = "/projects/12/merge_requests/7/notes";
    Api::start("PRIVATE-TOKEN: secret", notes, "PUT", notes)
}

/// A folder in which a job runs.
struct Job {
    scratch: TempDir,
    variables: Vec<(String, String)>,
}

impl Job {
    fn new(markdown: &str) -> Job {
        let scratch = tempfile::tempdir().unwrap();
        let program = scratch.path().join("bin/ekscompile");
        fs::create_dir(scratch.path().join("bin")).unwrap();
        fs::write(&program, STAND_IN).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(scratch.path().join("markdown"), markdown).unwrap();
        fs::write(
            scratch.path().join("event.json"),
            r#"{"pull_request": {"number": 7}}"#,
        )
        .unwrap();
        let path = std::env::var_os("PATH").unwrap();
        let path = format!(
            "{}/bin:{}",
            scratch.path().display(),
            path.to_str().unwrap()
        );
        let stand_in = scratch.path().to_str().unwrap().to_owned();
        let variables = vec![("PATH".to_owned(), path), ("STAND_IN".to_owned(), stand_in)];
        Job { scratch, variables }.with("EKSCOMPILE_AGAINST", "main")
    }

    fn with(mut self, name: &str, value: &str) -> Job {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn on_github(self, api: &Api) -> Job {
        let event = self.scratch.path().join("event.json");
        self.with("GITHUB_ACTIONS", "true")
            .with("GITHUB_EVENT_PATH", event.to_str().unwrap())
            .with("GITHUB_API_URL", &api.url)
            .with("GITHUB_REPOSITORY", "shop/config")
            .with("GITHUB_TOKEN", "secret")
    }

    fn on_gitlab(self, api: &Api) -> Job {
        self.with("GITLAB_CI", "true")
            .with("CI_API_V4_URL", &api.url)
            .with("CI_PROJECT_ID", "12")
            .with("CI_MERGE_REQUEST_IID", "7")
            .with("EKSCOMPILE_TOKEN", "secret")
    }

    fn run(&self) -> Output {
        self.run_in(self.scratch.path())
    }

    fn run_in(&self, folder: &Path) -> Output {
        let output = Command::new("bash")
            .arg(source().join("ci/review.sh"))
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(folder)
            .output()
            .unwrap();
        println!("{}", String::from_utf8_lossy(&output.stderr));
        output
    }

    /// Returns what ekscompile was called with, `[diff]`, `[--all]`, ….
    fn arguments(&self) -> Vec<String> {
        let text = fs::read_to_string(self.scratch.path().join("arguments")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn one_comment_is_posted_and_then_replaced() {
    if !can_run() {
        return;
    }
    for (api, is_github) in [(github(), true), (gitlab(), false)] {
        let on = |job: Job| match is_github {
            true => job.on_github(&api),
            false => job.on_gitlab(&api),
        };
        // More comments than a page holds, one of which somebody else has begun with our marker.
        api.add(&format!("{MARKER}\nmine!"), false);
        (0..150).for_each(|number| api.add(&format!("remark {number}, {MARKER}"), false));

        let text = "<!-- ekscompile-diff -->\n**1 to update** \"`$x`\" é\n";
        assert_eq!(code(&on(Job::new(text)).run()), 0);
        let comments = api.comments();
        assert_eq!(comments.len(), 152);
        assert_eq!(
            comments[151].body,
            format!("{MARKER}\n**1 to update** \"`$x`\" é\n")
        );

        assert_eq!(code(&on(Job::new("nothing any more\n")).run()), 0);
        let comments = api.comments();
        assert_eq!(comments.len(), 152);
        assert_eq!(comments[151].body, format!("{MARKER}\nnothing any more\n"));
        assert_eq!(comments[0].body, format!("{MARKER}\nmine!"));

        // Other environments have a comment of their own.
        let other = on(Job::new("prod\n")).with("EKSCOMPILE_ENVIRONMENTS", "dev prod");
        assert_eq!(code(&other.run()), 0);
        let body = "<!-- ekscompile-diff dev prod -->\nprod\n";
        assert_eq!(api.comments()[152].body, body);
    }
}

#[test]
fn a_comment_that_cannot_be_posted_fails_no_job() {
    if !can_run() {
        return;
    }
    let api = github();
    api.refuse();
    let output = Job::new("differences\n").on_github(&api).run();
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!(code(&output), 0);
    assert!(stdout.contains("differences"), "{stdout}");
    assert!(
        stderr.contains("no comment: the comment is refused: 403"),
        "{stderr}"
    );

    let silent = Job::new("")
        .on_github(&github())
        .with("EKSCOMPILE_COMMENT", "false");
    assert_eq!(code(&silent.run()), 0);
    for (name, value) in [
        ("GITHUB_TOKEN", "wrong"),
        ("GITHUB_TOKEN", ""),
        ("GITHUB_EVENT_PATH", "/dev/null"),
    ] {
        let api = github();
        let output = Job::new("").on_github(&api).with(name, value).run();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(code(&output), 0);
        assert!(stderr.contains("no comment: "), "{name}={value}: {stderr}");
        assert!(api.comments().is_empty(), "{name}={value}");
    }
}

#[test]
fn a_text_that_is_too_long_is_cut_at_a_line() {
    if !can_run() {
        return;
    }
    let api = github();
    let line = "é".repeat(99) + "\n";
    assert_eq!(code(&Job::new(&line.repeat(700)).on_github(&api).run()), 0);
    let body = api.comments()[0].body.clone();
    assert!(body.chars().count() <= 65_536, "{}", body.chars().count());
    assert!(body.chars().count() > 65_000);
    let (text, end) = body.rsplit_once("\n\n").unwrap();
    assert!(end.starts_with("*The rest"));
    assert!(text.lines().skip(1).all(|cut| cut.len() == 198));
}

#[test]
fn the_job_fails_as_check_and_diff_say() {
    if !can_run() {
        return;
    }
    for (checked, compared, ends) in [("0", "0", 0), ("1", "0", 1), ("0", "1", 1), ("1", "2", 2)] {
        let api = github();
        let job = Job::new("differences\n").on_github(&api);
        let job = job.with("CHECK_EXIT", checked).with("DIFF_EXIT", compared);
        assert_eq!(code(&job.with("EKSCOMPILE_FAIL_ON", "high").run()), ends);
        let body = api.comments()[0].body.clone();
        let says = body.contains("`ekscompile check` fails");
        assert_eq!(says, checked == "1", "{body}");
    }
}

#[test]
fn nothing_that_others_choose_becomes_a_command() {
    if !can_run() {
        return;
    }
    let evil = "$(touch pwned)`touch pwned`;touch pwned";
    let job = Job::new("::error::a line of a manifest\n").on_github(&github());
    let job = job
        .with("EKSCOMPILE_AGAINST", evil)
        .with("EKSCOMPILE_FAIL_ON", evil);
    let output = job.run();
    let arguments = [
        "[check]",
        "[--format]",
        "[github]",
        "[--all]",
        "[diff]",
        "[--format]",
        "[markdown]",
        &format!("[--against={evil}]"),
        &format!("[--fail-on={evil}]"),
        "[--all]",
    ];
    assert_eq!(job.arguments(), arguments);
    let stdout = String::from_utf8_lossy(&output.stdout);
    let pause = stdout
        .lines()
        .find_map(|line| line.strip_prefix("::stop-commands::"))
        .unwrap();
    assert!(
        stdout.trim_end().ends_with(&format!("::{pause}::")),
        "{stdout}"
    );
    assert!(pause.len() == 32 && !job.scratch.path().join("pwned").exists());

    for environments in [evil, "prod --out=/tmp", "-C /", "prod-->", "a&b"] {
        let api = github();
        let job = Job::new("")
            .on_github(&api)
            .with("EKSCOMPILE_ENVIRONMENTS", environments);
        assert_eq!(code(&job.run()), 2, "{environments}");
        assert!(job.arguments().is_empty() && api.comments().is_empty());
    }
}

#[test]
fn a_shallow_clone_is_deepened_to_where_the_change_began() {
    if !can_run() {
        return;
    }
    let (scratch, base) = shallow_clone();
    let job = Job::new("")
        .with("EKSCOMPILE_AGAINST", "")
        .with("GITHUB_BASE_REF", "main");
    assert_eq!(code(&job.run_in(&scratch.path().join("clone"))), 0);
    assert!(job.arguments().contains(&format!("[--against={base}]")));
}

#[test]
fn a_real_change_is_reviewed() {
    if !can_run() {
        return;
    }
    let (scratch, _) = shallow_clone();
    let api = github();
    let job = Job::new("")
        .on_github(&api)
        .with("EKSCOMPILE_AGAINST", "")
        .with("GITHUB_BASE_REF", "main");
    let program = job.scratch.path().join("bin/ekscompile");
    fs::remove_file(&program).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_ekscompile"), &program).unwrap();
    let output = job.run_in(&scratch.path().join("clone"));
    // The change was committed without its rendering.
    assert_eq!(code(&output), 1);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains("::error "), "{stdout}");
    let body = api.comments()[0].body.clone();
    let start = format!("{MARKER}\n> **`ekscompile check` fails**");
    assert!(body.starts_with(&start), "{body}");
    assert_eq!(body.matches("ekscompile-diff").count(), 1, "{body}");
    for text in ["Deployment", "1.27.3", "1.27.4", "rolling restart"] {
        assert!(body.contains(text), "{text}: {body}");
    }
}

/// Makes a project on a branch `main`, a branch on which it changes, and a clone of that one's last commit alone, as
/// actions/checkout makes it. Returns the commit at which the branch left `main`.
fn shallow_clone() -> (TempDir, String) {
    let scratch = tempfile::tempdir().unwrap();
    let (origin, clone) = (scratch.path().join("origin"), scratch.path().join("clone"));
    for line in ["init origin", "-C origin build --all"] {
        let status = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
            .arg("--quiet")
            .args(line.split(' '))
            .current_dir(scratch.path())
            .status();
        assert!(status.unwrap().success());
    }
    git(&origin, "init --quiet --initial-branch=main");
    git(&origin, "config uploadpack.allowAnySHA1InWant true");
    git(&origin, "add --all");
    git(&origin, "commit --quiet --message=first");
    git(&origin, "commit --quiet --allow-empty --message=second");
    let base = git(&origin, "rev-parse HEAD");
    git(&origin, "checkout --quiet -b topic");
    let app = origin.join("base/apps/hello.yaml");
    let text = fs::read_to_string(&app).unwrap();
    fs::write(&app, text.replace(":1.27.3", ":1.27.4")).unwrap();
    git(&origin, "commit --quiet --all --message=third");
    git(&origin, "commit --quiet --allow-empty --message=fourth");
    let head = git(&origin, "rev-parse HEAD");
    git(&origin, "checkout --quiet main");
    git(&origin, "commit --quiet --allow-empty --message=fifth");

    fs::create_dir(&clone).unwrap();
    git(&clone, "init --quiet");
    let url = format!("file://{}", origin.display());
    git(&clone, &format!("remote add origin {url}"));
    git(&clone, &format!("fetch --quiet --depth=1 origin {head}"));
    git(&clone, "checkout --quiet FETCH_HEAD");
    (scratch, base)
}

fn git(folder: &Path, line: &str) -> String {
    let who = ["user.name=somebody", "user.email=somebody@example.com"];
    let output = Command::new("git")
        .args(who.iter().flat_map(|setting| ["-c", setting]))
        .args(line.split(' '))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{line}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn inputs_reach_scripts_as_variables_only() {
    let action = fs::read_to_string(source().join("action.yml")).unwrap();
    let script = fs::read_to_string(source().join("ci/review.sh")).unwrap();
    let runs: Vec<&str> = action
        .lines()
        .filter(|line| line.contains("run:"))
        .collect();
    assert_eq!(runs.len(), 2);
    assert!(runs.iter().all(|line| !line.contains("${{")), "{runs:?}");
    let variables = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_ascii_uppercase() && c != '_');
        let mut words: Vec<String> = words
            .filter(|word| word.starts_with("EKSCOMPILE_"))
            .map(str::to_owned)
            .collect();
        words.sort();
        words.dedup();
        words
    };
    let known = variables(&script);
    assert_eq!(known.len(), 6);
    assert!(variables(&action).iter().all(|name| known.contains(name)));
    let job = fs::read_to_string(source().join("ci/gitlab/ekscompile.yml")).unwrap();
    let own = [
        "EKSCOMPILE_REF",
        "EKSCOMPILE_REPOSITORY",
        "EKSCOMPILE_TOKEN",
    ];
    assert!(
        variables(&job)
            .iter()
            .all(|name| known.contains(name) || own.contains(&name.as_str()))
    );
}
