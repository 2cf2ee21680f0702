//! `ekscompile init`.

use std::fs;
use std::path::PathBuf;

use super::{Exit, Findings, Settings, Stop, findings};
use crate::diag::{Code, Diagnostic, plural};

/// Write a small project that builds at once; nothing is ever overwritten
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where; it is made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

/// The project, file by file. A path ends where the file's name in `init/` differs: git would take `.gitattributes` for
/// our own.
const FILES: &[(&str, &str)] = &[
    (".gitattributes", include_str!("init/gitattributes")),
    (
        ".pre-commit-config.yaml",
        include_str!("init/pre-commit-config.yaml"),
    ),
    ("base/apps/hello.yaml", include_str!("init/hello.yaml")),
    (
        "base/platform/cluster.yaml",
        include_str!("init/cluster.yaml"),
    ),
    (
        "base/platform/platform.yaml",
        include_str!("init/platform.yaml"),
    ),
    (
        "environments/dev/environment.yaml",
        include_str!("init/dev.yaml"),
    ),
    (
        "environments/dev/small.yaml",
        include_str!("init/dev-small.yaml"),
    ),
    (
        "environments/prod/environment.yaml",
        include_str!("init/prod.yaml"),
    ),
];

pub(super) fn run(args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    let printer = &settings.printer;
    let folder = settings.absolute(&args.folder);
    let mut findings = Findings::new(findings::Format::Text, printer);
    for (path, _) in FILES {
        // `exists` follows links; a dangling one would be written through.
        if folder.join(path).symlink_metadata().is_ok() {
            findings.add_one(
                &Diagnostic::new(Code::WouldOverwrite, format!("`{path}` exists"))
                    .in_file(*path)
                    .help("ekscompile init DIR, with a new folder"),
            );
        }
    }
    if findings.fail(findings::FailOn::Error) {
        let counts = findings.counts();
        findings.print(printer, serde_json::Map::new())?;
        printer.error(format_args!("{counts}; nothing was written"));
        return Ok(Exit::Found);
    }
    for (path, content) in FILES {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).map_err(Stop::write(parent))?;
        }
        let mut options = fs::OpenOptions::new();
        options
            .write(true)
            .create_new(true)
            .open(&file)
            .and_then(|mut open| std::io::Write::write_all(&mut open, content.as_bytes()))
            .map_err(Stop::write(&file))?;
    }
    printer.say(format_args!(
        "{} written; next: `ekscompile build --all`, then look at `rendered/`",
        plural(FILES.len(), "file")
    ));
    Ok(Exit::Clean)
}
