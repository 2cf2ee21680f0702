//! `cargo xtask ci`: the same script that runs for every change.

use std::process::Command;

use crate::{Failure, root};

/// Runs `.ci/run`.
pub(crate) fn run() -> Result<(), Failure> {
    let status = Command::new("bash")
        .arg(root().join(".ci/run"))
        .current_dir(root())
        .status()?;
    if status.success() {
        return Ok(());
    }
    Err(format!(".ci/run failed: {status}").into())
}
