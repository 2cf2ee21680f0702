//! The whole command line is one file, `cli-reference.md`, so that no flag changes unnoticed. `UPDATE=1` rewrites it.

use std::path::Path;
use std::process::Command;

const COMMANDS: [&str; 13] = [
    "",
    "init",
    "build",
    "check",
    "diff",
    "validate",
    "watch",
    "kustomize",
    "explain",
    "graph",
    "schema",
    "completions",
    "man",
];

#[test]
fn the_reference_is_what_help_prints() -> std::io::Result<()> {
    let mut actual = String::from(
        "# The command line\n\nWritten by `UPDATE=1 cargo test --test cli_reference`.\n",
    );
    for command in COMMANDS {
        let title = format!("ekscompile {command}");
        let title = title.trim_end();
        actual.push_str(&format!("\n## `{title}`\n```text\n{}```\n", help(command)?));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli-reference.md");
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::write(&path, &actual)?;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == actual,
        "{}",
        similar::TextDiff::from_lines(&expected, &actual).unified_diff()
    );
    Ok(())
}

#[test]
fn every_command_is_in_the_reference() -> std::io::Result<()> {
    let listed = help("")?;
    let commands = listed
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    for command in commands.filter(|command| command.starts_with(|c: char| c.is_lowercase())) {
        // A description that goes on in a second line begins further to the right.
        assert!(
            COMMANDS.contains(&command) || !listed.contains(&format!("\n  {command} ")),
            "`{command}` is missing"
        );
    }
    Ok(())
}

fn help(command: &str) -> std::io::Result<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
        .args(command.split_whitespace())
        .arg("--help")
        .env_clear()
        .output()?;
    assert!(output.status.success(), "{command}");
    String::from_utf8(output.stdout).map_err(std::io::Error::other)
}
