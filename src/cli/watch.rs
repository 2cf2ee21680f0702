//! `ekscompile watch`.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::environments::{EnvironmentArgs, choose_staged};
use super::{Exit, Settings, Stop, build, findings, rendered};
use crate::diag::{Code, Diagnostic};

/// Editors save in several steps; what they do within this time is one change.
const QUIET: Duration = Duration::from_millis(50);

/// A program that never stops writing does not hold up what was saved before for longer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Build on every save, and show what it changes
///
/// Prints a line for each object that changes against the tree on disk, then writes the tree. On an error, the findings are
/// printed and the last good rendering stays. Ctrl-C ends it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ekscompile watch dev
  ekscompile watch --all")]
pub(super) struct Args {
    #[command(flatten)]
    environments: EnvironmentArgs,
    /// Write the trees below this folder instead of `rendered`
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    let chosen = choose_staged(&args.environments, false, settings)?;
    let root = chosen.project.root().to_owned();
    let top = rendered::top(&chosen, args.out.as_deref(), settings);
    let (sender, saved) = channel();
    let heard = move |event: notify::Result<notify::Event>| {
        let is_change = |event: &notify::Event| !matches!(event.kind, EventKind::Access(_));
        let paths = event.into_iter().filter(is_change);
        for path in paths.flat_map(|event| event.paths) {
            // The receiver is gone when the program ends.
            let _ = sender.send(path);
        }
    };
    let mut watcher = notify::recommended_watcher(heard).map_err(|error| refused(&root, &error))?;
    let mut watched = Vec::new();
    follow(&mut watcher, &root, &top, &mut watched)?;
    build::show_and_write(&chosen, args.out.as_deref(), settings)?;
    settings.printer.say("watching for changes");
    while wait(&saved, &root, &top) {
        // A folder that is new is watched from now on.
        follow(&mut watcher, &root, &top, &mut watched)?;
        let again = choose_staged(&args.environments, false, settings);
        let outcome =
            again.and_then(|chosen| build::show_and_write(&chosen, args.out.as_deref(), settings));
        if let Err(stop) = outcome {
            stop.tell(&settings.printer, findings::Format::Text);
        }
    }
    Ok(Exit::Clean)
}

/// Watches the root itself, and every folder in it with all that is below, but for what is hidden or rendered.
fn follow(
    watcher: &mut RecommendedWatcher,
    root: &Path,
    top: &Path,
    watched: &mut Vec<PathBuf>,
) -> Result<(), Stop> {
    let listed = std::fs::read_dir(root).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = listed.map(|entry| entry.path()).collect();
    folders.retain(|folder| folder.is_dir() && is_source(folder, root, top));
    folders.push(root.to_owned());
    folders.sort();
    // A folder that went away and came back must be watched anew.
    watched.retain(|folder| folders.contains(folder));
    for folder in folders {
        if watched.contains(&folder) {
            continue;
        }
        let mode = match folder == root {
            true => RecursiveMode::NonRecursive,
            false => RecursiveMode::Recursive,
        };
        watcher
            .watch(&folder, mode)
            .map_err(|error| refused(&folder, &error))?;
        watched.push(folder);
    }
    Ok(())
}

/// Returns whether what happens at a path may change what is compiled.
fn is_source(path: &Path, root: &Path, top: &Path) -> bool {
    let Ok(below) = path.strip_prefix(root) else {
        return false;
    };
    let is_hidden = below
        .components()
        .any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
    !is_hidden && !path.starts_with(top) && path != root
}

/// Waits until a source has changed and nothing more does, or until that lasts too long; false when nobody watches any more.
fn wait(saved: &Receiver<PathBuf>, root: &Path, top: &Path) -> bool {
    loop {
        match saved.recv() {
            Ok(path) if is_source(&path, root, top) => break,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        match saved.recv_timeout(QUIET) {
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
    true
}

fn refused(path: &Path, error: &notify::Error) -> Stop {
    let message = format!("`{}` cannot be watched: {error}", path.display());
    let finding = Diagnostic::new(Code::Unwatchable, message).help(
        "on Linux, `sysctl fs.inotify.max_user_watches` says how many folders may be watched",
    );
    Stop::System(Box::new(finding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_cannot_be_watched_is_named() {
        let error = notify::Error::new(notify::ErrorKind::MaxFilesWatch);
        let Stop::System(finding) = refused(Path::new("base"), &error) else {
            panic!("not the fault of the system");
        };
        assert_eq!(finding.code, Code::Unwatchable);
        assert!(finding.message.starts_with("`base` cannot be watched: "));
    }

    #[test]
    fn saves_without_end_are_built_at_some_point() {
        let (sender, saved) = channel();
        let save = move || {
            while sender.send(PathBuf::from("/a/base/log.yaml")).is_ok() {
                std::thread::sleep(QUIET / 5);
            }
        };
        let endless = std::thread::spawn(save);
        assert!(wait(&saved, Path::new("/a"), Path::new("/a/rendered")));
        drop(saved);
        endless.join().unwrap();
    }

    #[test]
    fn what_is_rendered_or_hidden_is_no_source() {
        let (root, top) = (Path::new("/a"), Path::new("/a/rendered"));
        for path in ["/a/base/api.yaml", "/a/Cargo.toml"] {
            assert!(is_source(Path::new(path), root, top), "{path}");
        }
        for path in [
            "/a",
            "/a/rendered/dev/x.yaml",
            "/a/.git/index",
            "/a/base/.api.yaml.swp",
            "/b",
        ] {
            assert!(!is_source(Path::new(path), root, top), "{path}");
        }
    }
}
