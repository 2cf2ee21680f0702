//! Time and peak memory of one command.
//!
//! The system tells the peak of finished children only as the maximum over all of them, so each command runs below a
//! process of its own: this program again, as `xtask measure -- COMMAND`.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{Resource, UsageWho, getrusage, setrlimit};
use serde_json::{Value, json};

use crate::Failure;

/// What a command took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    /// From start to end.
    pub(crate) wall: Duration,
    /// What the processors spent on it; other programs that run meanwhile lengthen it least.
    pub(crate) cpu: Duration,
    /// The peak of resident memory, in bytes.
    pub(crate) peak: u64,
}

/// Runs a command in a folder, with what it says thrown away. It must end with 0.
pub(crate) fn run(folder: &Path, program: &Path, arguments: &[&str]) -> Result<Measured, Failure> {
    let measured = run_within(folder, program, arguments, None)?;
    measured.ok_or_else(|| format!("`{}` was killed", program.display()).into())
}

/// Runs a command like [`run`], and stops it when it has had so many seconds of the processors; then, nothing is returned.
pub(crate) fn run_within(
    folder: &Path,
    program: &Path,
    arguments: &[&str],
    seconds: Option<u64>,
) -> Result<Option<Measured>, Failure> {
    let mut wrapper = Command::new(std::env::current_exe()?);
    wrapper.arg("measure");
    if let Some(seconds) = seconds {
        wrapper.args(["--limit", &seconds.to_string()]);
    }
    let output = wrapper
        .arg("--")
        .arg(program)
        .args(arguments)
        .current_dir(folder)
        .stderr(Stdio::inherit())
        .output()?;
    let command = format!("{} {}", program.display(), arguments.join(" "));
    let answer: Value = serde_json::from_slice(&output.stdout)
        .map_err(|_| format!("`{command}` could not be measured"))?;
    if answer["code"].is_null() && seconds.is_some() {
        return Ok(None);
    }
    if answer["code"] != 0 {
        return Err(format!(
            "`{command}` ended with {}: {}",
            answer["code"], answer["stderr"]
        )
        .into());
    }
    Ok(Some(Measured {
        wall: Duration::from_micros(answer["wall"].as_u64().unwrap_or_default()),
        cpu: Duration::from_micros(answer["cpu"].as_u64().unwrap_or_default()),
        peak: answer["peak"].as_u64().unwrap_or_default(),
    }))
}

/// Returns the fastest of several runs, with the highest peak of all.
pub(crate) fn best(
    runs: usize,
    mut run: impl FnMut() -> Result<Measured, Failure>,
) -> Result<Measured, Failure> {
    let mut best: Option<Measured> = None;
    for _ in 0..runs.max(1) {
        let next = run()?;
        best = Some(best.map_or(next, |best| Measured {
            wall: best.wall.min(next.wall),
            cpu: best.cpu.min(next.cpu),
            peak: best.peak.max(next.peak),
        }));
    }
    best.ok_or_else(|| "nothing was measured".into())
}

/// The body of `xtask measure`: runs the command and prints what it took.
pub(crate) fn wrap(command: &[OsString], limit: Option<u64>) -> Result<(), Failure> {
    let (program, arguments) = command.split_first().ok_or("no command")?;
    if let Some(seconds) = limit {
        // The command inherits it; this process does nothing but wait.
        setrlimit(Resource::RLIMIT_CPU, seconds, seconds)?;
    }
    let start = Instant::now();
    let output = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .output()?;
    let wall = start.elapsed();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = usage.user_time() + usage.system_time();
    let peak = usage.max_rss();
    let stderr = String::from_utf8_lossy(&output.stderr);
    println!(
        "{}",
        json!({
            "code": output.status.code(),
            "wall": u64::try_from(wall.as_micros())?,
            "cpu": u64::try_from(cpu.tv_sec())? * 1_000_000 + u64::try_from(cpu.tv_usec())?,
            // Linux counts in KiB, macOS in bytes.
            "peak": if cfg!(target_os = "macos") { peak } else { peak * 1024 },
            "stderr": stderr.chars().take(2000).collect::<String>(),
        })
    );
    Ok(())
}
