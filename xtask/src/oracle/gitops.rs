//! Whether a GitOps engine syncs an environment of the example: the committed tree, a change to it, a removal from it.
//!
//! In: an environment, and the script that runs an engine on a folder as if it were a Git repository. Out: a line for
//! each step. The steps are a user's: change a spec, build, commit. The script answers for "synced and healthy"; looked at
//! here is what it does not know: that every object of the tree is there, that what left the tree left the cluster, and
//! that everything came in the promised order. The API server must be empty at first, or times of an earlier run count.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use super::call;
use super::engine::{Cluster, Engine, Part, late};
use crate::tree::{self, Files};
use crate::{Failure, binary, root};

/// The folders of the example that a repository of it needs beside one rendered environment.
const SPECS: [&str; 3] = ["base", "environments", "overlays"];

/// The change: a value in a ConfigMap. So the ConfigMap and the Job get new names, the Deployment rolls, the old are pruned.
const CHANGE: &str = "env.vars.checkout.reservationMinutes=20";

/// The component that is removed; its spec is `base/apps/<name>.yaml`, and an environment may pin its image.
const REMOVED: &str = "nightly-report";

/// The engine's script, and the environment it gets.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The script, called as `SCRIPT run [ARGUMENT…] REPOSITORY ENTRY…`; 0 says that everything is synced and healthy.
    #[arg(long, value_name = "PATH")]
    script: PathBuf,
    /// The binary of kubectl; KUBECONFIG has to name the script's API server.
    #[arg(long, value_name = "PATH")]
    kubectl: PathBuf,
    /// Build with this binary instead of a release build.
    #[arg(long, value_name = "PATH")]
    bin: Option<PathBuf>,
    /// The environment: `prod`.
    environment: String,
    /// Arguments for the script, `--apply DIR` for example.
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Runs the three steps.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let binary = binary(args.bin.as_deref())?;
    let (_scratch, folder) = tree::scratch()?;
    let run = Run::new(args, &folder)?;

    let mut wrong = run.step("create", &Files::new())?;

    let before = run.objects()?;
    run.build(&binary)?;
    wrong.extend(run.step("update", &before)?);

    let before = run.objects()?;
    run.remove()?;
    run.build(&binary)?;
    wrong.extend(run.step("removal", &before)?);

    match wrong.is_empty() {
        true => Ok(()),
        false => Err(wrong.join("\n").into()),
    }
}

/// A repository, and who looks at it.
struct Run<'a> {
    args: &'a Args,
    engine: Engine,
    cluster: Cluster<'a>,
    repository: PathBuf,
    /// `rendered/<environment>`.
    tree: String,
}

impl<'a> Run<'a> {
    /// Makes the repository: the example with one rendered environment, as committed.
    fn new(args: &'a Args, folder: &Path) -> Result<Self, Failure> {
        let tree = format!("rendered/{}", args.environment);
        let repository = folder.join("repository");
        for part in SPECS.iter().copied().chain([tree.as_str()]) {
            tree::write(&read(&root().join(part))?, &repository.join(part))?;
        }
        Ok(Run {
            args,
            engine: Engine::of(&repository.join(&tree))?,
            cluster: Cluster::new(&args.kubectl),
            repository,
            tree,
        })
    }

    /// Builds the environment with the change.
    fn build(&self, binary: &Path) -> Result<(), Failure> {
        call(
            Command::new(binary)
                .args(["build", &self.args.environment, "--set", CHANGE])
                .current_dir(&self.repository),
        )
    }

    /// Takes the component out of the specs: its own file, and the lines on it in the environment's files.
    fn remove(&self) -> Result<(), Failure> {
        std::fs::remove_file(self.repository.join(format!("base/apps/{REMOVED}.yaml")))?;
        let environment = format!("environments/{}", self.args.environment);
        let folder = self.repository.join(environment);
        for (name, content) in read(&folder)? {
            let text = String::from_utf8(content)?;
            let is_kept = |line: &&str| !line.trim_start().starts_with(&format!("{REMOVED}: "));
            let kept: String = text.split_inclusive('\n').filter(is_kept).collect();
            std::fs::write(folder.join(name), kept)?;
        }
        Ok(())
    }

    /// Returns the manifests of the units by their paths below the tree.
    fn objects(&self) -> Result<Files, Failure> {
        let mut files = read(&self.repository.join(&self.tree))?;
        files
            .retain(|path, _| path.starts_with("units/") && !path.ends_with("/kustomization.yaml"));
        Ok(files)
    }

    /// Lets the engine sync the repository, and returns what it did wrong; `before` are the objects of the step before.
    fn step(&self, name: &str, before: &Files) -> Result<Vec<String>, Failure> {
        let title = format!("{} {name}", self.args.environment);
        println!("{title}");
        let after = self.objects()?;
        let change = Change::between(before, &after);
        let start = Instant::now();
        self.sync()?;
        let seconds = start.elapsed().as_secs();

        let created = self.cluster.created(&after)?;
        let left = self.cluster.left(&change.gone)?;
        let parts = self.cluster.parts(self.engine)?;
        let units = parts.len();
        println!(
            "{title}: {units} units and {} objects there in {seconds} s: {} new, {} changed; {} pruned",
            created.count,
            change.new,
            change.changed,
            change.gone.len() - left.len(),
        );
        let late = match before.is_empty() {
            true => self.order(&title, &begun(parts, &created.earliest)?)?,
            false if self.engine.orders_updates() => self.order(&title, &parts)?,
            false => Vec::new(),
        };

        let left = left.iter().map(|object| format!("{object} is still there"));
        let mut wrong: Vec<String> = left.chain(late).collect();
        if units != created.earliest.len() {
            let rendered = created.earliest.len();
            wrong.push(format!("the engine has {units} units, the tree {rendered}"));
        }
        if change.is_nothing() {
            wrong.push("nothing changed, which proves nothing".to_owned());
        }
        Ok(wrong
            .into_iter()
            .map(|what| format!("{title}: {what}"))
            .collect())
    }

    /// Runs the script, which waits until everything is synced and healthy.
    fn sync(&self) -> Result<(), Failure> {
        call(
            Command::new(&self.args.script)
                .arg("run")
                .args(self.engine.arguments(&self.repository.join(&self.tree)))
                .args(&self.args.arguments)
                .arg(&self.repository)
                .args(self.engine.entries(&self.tree)),
        )
    }

    /// Prints how many dependencies there are, and returns those that did not hold.
    fn order(&self, title: &str, parts: &[Part]) -> Result<Vec<String>, Failure> {
        let (dependencies, late) = late(parts)?;
        let promise = self.engine.promise();
        println!(
            "{title}: {} of {dependencies} {promise} out of order",
            late.len()
        );
        Ok(late)
    }
}

/// What differs between the objects of two steps.
struct Change {
    new: usize,
    changed: usize,
    gone: Files,
}

impl Change {
    fn between(before: &Files, after: &Files) -> Self {
        let mut gone = before.clone();
        gone.retain(|path, _| !after.contains_key(path));
        let is_new = |path: &&String| !before.contains_key(*path);
        let differs =
            |(path, content): &(&String, &_)| before.get(*path).is_some_and(|old| old != *content);
        Change {
            new: after.keys().filter(is_new).count(),
            changed: after.iter().filter(differs).count(),
            gone,
        }
    }

    fn is_nothing(&self) -> bool {
        self.new == 0 && self.changed == 0 && self.gone.is_empty()
    }
}

/// Gives each unit the time at which the first of its objects was created.
fn begun(mut parts: Vec<Part>, earliest: &BTreeMap<String, String>) -> Result<Vec<Part>, Failure> {
    for part in &mut parts {
        let first = earliest.get(&part.unit);
        let first = first.ok_or_else(|| format!("the tree has no unit {}", part.unit))?;
        part.began.clone_from(first);
    }
    Ok(parts)
}

/// Reads every file below a folder.
fn read(folder: &Path) -> Result<Files, Failure> {
    let mut files = Files::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder)?;
            let name = path.to_str().ok_or("a path that is not UTF-8")?;
            files.insert(name.to_owned(), std::fs::read(entry.path())?);
        }
    }
    Ok(files)
}
