//! A bug of ours: whatever thread panics, the process ends with 101 and says what to do.

use std::process::Command;

/// Set for the process that has the bug.
const CHILD: &str = "EKSCOMPILE_TEST_PANICS";

#[test]
fn a_panic_in_any_thread_is_reported_and_ends_with_101() {
    if std::env::var_os(CHILD).is_some() {
        ekscompile::cli::report_panics();
        rayon::scope(|scope| scope.spawn(|_| panic!("one and one are three")));
        unreachable!("the panic ends the process");
    }
    let this = std::env::current_exe().expect("a test knows its own binary");
    let output = Command::new(this)
        .args([
            "--exact",
            "a_panic_in_any_thread_is_reported_and_ends_with_101",
        ])
        .env(CHILD, "1")
        .env("RUST_BACKTRACE", "0")
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(101));
    let stderr = String::from_utf8_lossy(&output.stderr);
    let told: Vec<&str> = stderr.lines().collect();
    let version = env!("CARGO_PKG_VERSION");
    assert!(told[0].contains("panicked at tests/panics.rs"), "{stderr}");
    assert_eq!(told[1], "one and one are three");
    assert_eq!(
        told[3],
        format!(
            "This is a bug of ekscompile {version}; no file is left half written. Please report this text and the command that led to it"
        )
    );
    // The test runner also ends with 101 when a test fails; it did not come to that.
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(!stdout.contains("FAILED"), "{stdout}");
}
