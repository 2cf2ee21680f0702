//! The `cmd` file of a case: one step a line.
//!
//! ```text
//! build environments/dev          arguments of ekscompile
//! exit: 1                         the exit code of the run above, 0 where nothing is said
//! exit: 1, written                the same of a run that fails and nevertheless changes rendered/, as it should
//! $ rm base/api.yaml              a line for sh, to change the project between two runs; git there has no configuration
//! cwd: environments/dev           the folder of the runs below
//! under: ulimit -f 1              a line for sh, before the runs below, in their process
//! unless: root                    the case is left out for root, whom permissions do not stop
//! out: dev/ekscompile.index       compare this file of rendered/ alone; may be repeated
//! skeleton: none                  `in/` is the whole project
//! # base/b.yaml: error[EK0102] …  an annotation for a file that cannot hold a comment
//! ```

use std::path::Path;
use std::process::{Command, Output};

use libtest_mimic::Failed;

use crate::annotation::{self, Annotation};
use crate::tree;

/// What makes git do the same for every tester: no configuration, and commits of one author and date.
const GIT: [(&str, &str); 9] = [
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_AUTHOR_NAME", "somebody"),
    ("GIT_AUTHOR_EMAIL", "somebody@example.com"),
    ("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z"),
    ("GIT_COMMITTER_NAME", "somebody"),
    ("GIT_COMMITTER_EMAIL", "somebody@example.com"),
    ("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z"),
];

/// One line that does something.
#[derive(Debug)]
enum Step {
    /// Runs ekscompile.
    Run {
        /// The line.
        line: String,
        /// The folder, below the project's.
        cwd: String,
        /// A line for sh to run before, in the same process.
        under: String,
        /// The exit code it must have.
        exit: i32,
        /// Whether it may change `rendered/` although it fails.
        written: bool,
    },
    /// Runs a line of shell.
    Shell(String),
}

/// A `cmd` file.
#[derive(Debug, Default)]
pub(crate) struct Script {
    steps: Vec<Step>,
    /// The files of `rendered/` to compare; all where this is empty.
    pub(crate) out: Vec<String>,
    /// Whether the project stands on the skeleton.
    pub(crate) skeleton: bool,
    /// Whether it makes no sense for root.
    pub(crate) unless_root: bool,
    /// Findings expected in files that cannot hold a comment.
    pub(crate) annotations: Vec<Annotation>,
}

/// What the runs of a script gave.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The normalised stderr of all runs; with several, each after a line that says which.
    pub(crate) stderr: String,
    /// Their normalised stdout, in the same way.
    pub(crate) stdout: String,
    /// The raw stdout of the last run.
    pub(crate) json: String,
    /// What was wrong already: exit codes, and builds that failed but wrote.
    pub(crate) wrong: Vec<String>,
}

impl Script {
    /// Reads a `cmd` file.
    pub(crate) fn read(path: &Path) -> Result<Script, Failed> {
        let mut script = Script {
            skeleton: true,
            ..Script::default()
        };
        let (mut folder, mut prefix) = (String::new(), String::new());
        for line in std::fs::read_to_string(path)?.lines().map(str::trim) {
            if let Some(comment) = line.strip_prefix('#') {
                script
                    .annotations
                    .extend(annotation::in_cmd(comment.trim()));
            } else if let Some(shell) = line.strip_prefix("$ ") {
                script.steps.push(Step::Shell(shell.to_owned()));
            } else if let Some(code) = line.strip_prefix("exit: ") {
                match script.steps.last_mut() {
                    Some(Step::Run { exit, written, .. }) => {
                        *written = code.ends_with(", written");
                        *exit = code.trim_end_matches(", written").parse()?;
                    }
                    _ => return Err("`exit:` stands behind no run".into()),
                }
            } else if let Some(path) = line.strip_prefix("out: ") {
                script.out.push(path.to_owned());
            } else if let Some(path) = line.strip_prefix("cwd: ") {
                path.clone_into(&mut folder);
            } else if let Some(line) = line.strip_prefix("under: ") {
                line.clone_into(&mut prefix);
            } else if line == "unless: root" {
                script.unless_root = true;
            } else if line == "skeleton: none" {
                script.skeleton = false;
            } else if !line.is_empty() {
                script.steps.push(Step::Run {
                    line: line.to_owned(),
                    cwd: folder.clone(),
                    under: prefix.clone(),
                    exit: 0,
                    written: false,
                });
            }
        }
        Ok(script)
    }

    /// Returns whether the last run takes `--format json`.
    pub(crate) fn reports_findings(&self) -> bool {
        let Some(Step::Run { line, .. }) = self.last_run() else {
            return false;
        };
        let command = line.split_whitespace().next().unwrap_or_default();
        ["build", "check", "validate", "kustomize"].contains(&command) && !line.contains("--format")
    }

    fn last_run(&self) -> Option<&Step> {
        let mut runs = self.steps.iter().rev();
        runs.find(|step| matches!(step, Step::Run { .. }))
    }

    fn runs(&self) -> usize {
        let runs = self.steps.iter();
        runs.filter(|step| matches!(step, Step::Run { .. })).count()
    }

    /// Runs the steps in `root`, the last run with `extra` arguments.
    pub(crate) fn run(&self, root: &Path, extra: &[&str]) -> Result<Outcome, Failed> {
        let root = root.canonicalize()?;
        let mut outcome = Outcome::default();
        let mut left = self.runs();
        for step in &self.steps {
            let (line, cwd, under, exit, written) = match step {
                Step::Shell(line) => {
                    shell(line, &root)?;
                    continue;
                }
                Step::Run {
                    line,
                    cwd,
                    under,
                    exit,
                    written,
                } => (line, cwd, under, *exit, *written),
            };
            left -= 1;
            let before = tree::read(&root.join("rendered"))?;
            let extra = if left == 0 { extra } else { &[] };
            let arguments = line.replace("[ROOT]", &root.to_string_lossy());
            let output = ekscompile(under)
                .args(arguments.split_whitespace())
                .args(extra)
                .current_dir(root.join(cwd))
                .output()?;
            outcome.record(self.runs() > 1, line, &output, &root);

            let code = output.status.code().unwrap_or(-1);
            if code != exit {
                outcome
                    .wrong
                    .push(format!("`{line}` ended with {code}, not with {exit}"));
            }
            if code != 0 && !written && before != tree::read(&root.join("rendered"))? {
                outcome.wrong.push(format!(
                    "`{line}` failed and changed rendered/ nevertheless"
                ));
            }
        }
        Ok(outcome)
    }
}

impl Outcome {
    fn record(&mut self, several: bool, line: &str, output: &Output, root: &Path) {
        self.json = String::from_utf8_lossy(&output.stdout).into_owned();
        let texts = [
            (&mut self.stderr, &output.stderr),
            (&mut self.stdout, &output.stdout),
        ];
        for (text, bytes) in texts {
            if several && !bytes.is_empty() {
                text.push_str(&format!("$ ekscompile {line}\n"));
            }
            text.push_str(&normalise(&String::from_utf8_lossy(bytes), root));
        }
    }
}

/// Runs a line of shell, which must succeed.
fn shell(line: &str, root: &Path) -> Result<(), Failed> {
    let status = Command::new("sh")
        .args(["-euc", line])
        .current_dir(root)
        .envs(GIT)
        .status()?;
    if status.success() {
        return Ok(());
    }
    Err(format!("`{line}` failed: {status}").into())
}

/// Returns the binary, without colours and without anything of the tester's environment that it might heed. It may take
/// 2 GiB of addresses and a minute of the processor: whatever a case does to it, it must be content with that.
fn ekscompile(under: &str) -> Command {
    let limits = "ulimit -v 2097152; ulimit -t 60";
    let mut command = Command::new("sh");
    command
        .args(["-euc", &format!("{limits}\n{under}\nexec \"$@\""), "sh"])
        .arg(env!("CARGO_BIN_EXE_ekscompile"))
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("NO_COLOR", "1");
    command
}

/// Replaces what differs from one machine or version to the next.
fn normalise(text: &str, root: &Path) -> String {
    let text = text
        .replace(&*root.to_string_lossy(), "[ROOT]")
        .replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
    let lines = text.split_inclusive('\n').map(without_duration);
    lines.map(|line| without_process(&line)).collect()
}

/// Replaces the number of a process, `process 4711`, by `process [PID]`.
fn without_process(line: &str) -> String {
    match line.split_once(", process ") {
        Some((before, after)) => {
            let rest = after.trim_start_matches(|digit: char| digit.is_ascii_digit());
            format!("{before}, process [PID]{rest}")
        }
        None => line.to_owned(),
    }
}

/// Replaces the time that a summary ends with, `in 12 ms`, by `in [TIME]`.
fn without_duration(line: &str) -> String {
    let end = line.trim_end_matches('\n');
    let time = end.rsplit_once(" in ").filter(|(_, time)| {
        let number = time
            .strip_suffix("ms")
            .or_else(|| time.strip_suffix("µs"))
            .or_else(|| time.strip_suffix('s'));
        number.is_some_and(|number| number.trim().parse::<f64>().is_ok())
    });
    match time {
        Some((before, _)) => format!("{before} in [TIME]{}", &line[end.len()..]),
        None => line.to_owned(),
    }
}
