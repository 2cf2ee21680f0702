//! Trees of files that a command is run on.
//!
//! What goes in is a map of paths and contents; it stands in a scratch folder for as long as one command needs it. What
//! comes out is what the command said, with the folder's own path taken out, so that two runs can be compared.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::{Failure, release_binary};

/// How long a command may take; what takes longer hangs.
const LIMIT: Duration = Duration::from_secs(60);

/// Where nobody listens: what looks for something remote fails at once.
const OFFLINE: [(&str, &str); 3] = [
    ("HTTP_PROXY", "http://127.0.0.1:1"),
    ("HTTPS_PROXY", "http://127.0.0.1:1"),
    ("GIT_TERMINAL_PROMPT", "0"),
];

/// Contents by path below the tree's root, `/` between its parts.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A program with the arguments that always stand first: `ekscompile kustomize`.
#[derive(Clone, Debug)]
pub(crate) struct Tool {
    program: PathBuf,
    arguments: Vec<String>,
}

/// Which program of ours to run.
#[derive(Debug, clap::Args)]
pub(crate) struct Ours {
    /// The command to run instead of the release build's: `BIN kustomize`.
    #[arg(long)]
    command: Option<String>,
}

impl Ours {
    /// Returns it, built if nobody names one.
    pub(crate) fn tool(&self) -> Result<Tool, Failure> {
        match &self.command {
            Some(command) => Tool::parse(command),
            None => Tool::new(&release_binary()?, &["kustomize"]),
        }
    }
}

/// What a command said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// How it ended; `None` if it was killed, by a signal or after a minute.
    pub(crate) code: Option<i32>,
    /// Its standard output.
    pub(crate) stdout: Vec<u8>,
    /// Its standard error.
    pub(crate) stderr: Vec<u8>,
}

impl Tool {
    /// A program called with these arguments first.
    pub(crate) fn new(program: &Path, arguments: &[&str]) -> Result<Tool, Failure> {
        let program = program
            .canonicalize()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let arguments = arguments.iter().map(ToString::to_string).collect();
        Ok(Tool { program, arguments })
    }

    /// Reads `BIN kustomize`: words between spaces.
    fn parse(command: &str) -> Result<Tool, Failure> {
        let words: Vec<&str> = command.split_whitespace().collect();
        let (program, arguments) = words.split_first().ok_or("the command is empty")?;
        Tool::new(Path::new(program), arguments)
    }

    /// Builds a folder with these flags and returns what the program said, free of the path of `root`.
    pub(crate) fn build(
        &self,
        root: &Path,
        folder: &Path,
        flags: &[String],
    ) -> Result<Said, Failure> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).arg(folder).args(flags);
        let said = run(command.current_dir(root))?;
        let root = root.to_string_lossy().into_owned();
        Ok(Said {
            stdout: replace(&said.stdout, root.as_bytes(), b""),
            stderr: replace(&said.stderr, root.as_bytes(), b""),
            ..said
        })
    }
}

impl Said {
    /// Whether the command ended with 0.
    pub(crate) fn succeeded(&self) -> bool {
        self.code == Some(0)
    }

    /// Whether the command ended by itself and not with the 101 of a panic.
    pub(crate) fn is_orderly(&self) -> bool {
        self.code.is_some_and(|code| code != 101)
    }

    /// The standard output as text, without the version in `managed-by: kustomize-VERSION`.
    pub(crate) fn stdout_text(&self) -> String {
        without_version(&String::from_utf8_lossy(&self.stdout))
    }

    /// The line in which the command says why it failed; warnings may stand before it.
    pub(crate) fn message(&self) -> String {
        let stderr = String::from_utf8_lossy(&self.stderr);
        let is_error = |line: &&str| line.to_lowercase().starts_with("error");
        let line = stderr
            .lines()
            .find(is_error)
            .or(stderr.trim_start().lines().next());
        line.unwrap_or_default().to_owned()
    }

    /// How the command ended, in words.
    pub(crate) fn end(&self) -> String {
        match self.code {
            Some(code) => format!("exit code {code}"),
            None => "killed".to_owned(),
        }
    }
}

/// Writes a tree below a folder.
pub(crate) fn write(files: &Files, root: &Path) -> Result<(), Failure> {
    for (path, content) in files {
        let path = root.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, content)?;
    }
    Ok(())
}

/// Makes an empty folder whose path has no links, as both programs print it.
pub(crate) fn scratch() -> Result<(tempfile::TempDir, PathBuf), Failure> {
    let folder = tempfile::tempdir()?;
    let root = folder.path().canonicalize()?;
    Ok((folder, root))
}

/// Returns `text` with each `from` replaced.
pub(crate) fn replace(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.first() {
        match rest.strip_prefix(from) {
            Some(behind) if !from.is_empty() => {
                replaced.extend_from_slice(to);
                rest = behind;
            }
            _ => {
                replaced.push(*first);
                rest = &rest[1..];
            }
        }
    }
    replaced
}

/// Runs `work` on two threads: each process of a tree keeps about one processor busy.
pub(crate) fn at_once<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build()?;
    Ok(pool.install(work))
}

/// Returns the lines in which two texts differ, with some around them; `-` is what was expected.
pub(crate) fn difference(expected: &str, found: &str) -> String {
    let lines = similar::TextDiff::from_lines(expected, found);
    let mut text = lines.unified_diff();
    text.header("kustomize", "ekscompile").to_string()
}

/// Replaces the version in `managed-by: kustomize-VERSION` as the recorded outputs have it.
fn without_version(text: &str) -> String {
    const LABEL: &str = "managed-by: kustomize-";
    let mut parts = text.split(LABEL);
    let mut without = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let behind = part.trim_start_matches(|c: char| !c.is_whitespace());
        without.push_str(LABEL);
        without.push_str("<version>");
        without.push_str(behind);
    }
    without
}

/// Runs a command to its end, or kills it when its time is over.
fn run(command: &mut Command) -> Result<Said, Failure> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .envs(OFFLINE)
        .spawn()?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (code, stdout, stderr) = std::thread::scope(|scope| {
        let stdout = scope.spawn(|| drain(stdout));
        let stderr = scope.spawn(|| drain(stderr));
        let code = wait(&mut child);
        (code, stdout.join(), stderr.join())
    });
    let lost = |_| "a reader of the command's output ended early";
    Ok(Said {
        code: code?.and_then(|status| status.code()),
        stdout: stdout.map_err(lost)??,
        stderr: stderr.map_err(lost)??,
    })
}

fn drain(pipe: Option<impl Read>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        pipe.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Waits for a child; returns nothing if it had to be killed.
fn wait(child: &mut std::process::Child) -> std::io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > LIMIT {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replace_is_greedy_from_the_left() {
        assert_eq!(replace(b"/t/a and /t/t/a", b"/t", b""), b"/a and /a");
        assert_eq!(replace(b"aaa", b"aa", b"b"), b"ba");
        assert_eq!(replace(b"abc", b"", b"x"), b"abc");
    }

    #[test]
    fn the_version_is_left_out() {
        let text = "a: managed-by: kustomize-v5.8.2\nb: c\n";
        assert_eq!(
            without_version(text),
            "a: managed-by: kustomize-<version>\nb: c\n"
        );
        assert_eq!(without_version("b: c\n"), "b: c\n");
    }
}
