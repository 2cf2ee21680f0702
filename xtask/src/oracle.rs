//! `cargo xtask oracle`: what real programs say of the committed `rendered/`. Each is called by a path on the command
//! line; nothing here downloads, builds or starts a server.

use std::path::{Path, PathBuf};
use std::process::Command;

use ekscompile::k8s::ObjectId;
use ekscompile::text::Sources;
use ekscompile::yaml::{Node, parse};

use crate::{Failure, root};

/// The programs.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Oracle {
    /// `kustomize build` must accept every unit and give the same objects in the same order
    Kustomize {
        /// The binary of kustomize.
        #[arg(long, value_name = "PATH")]
        bin: PathBuf,
        /// The rendered trees; all below `rendered/` if none is named.
        trees: Vec<PathBuf>,
    },
    /// A script that asks an API server for a strict dry run of a folder of manifests
    Dryrun {
        /// The script, called as `SCRIPT [--crds DIR]… --create-namespaces --quiet FOLDER`.
        #[arg(long, value_name = "PATH")]
        script: PathBuf,
        /// Folders of CRDs to apply before.
        #[arg(long, value_name = "DIR")]
        crds: Vec<PathBuf>,
        /// The rendered trees; all below `rendered/` if none is named.
        trees: Vec<PathBuf>,
    },
    /// A script that lets a GitOps engine sync a repository
    Gitops {
        /// The script, called as `SCRIPT run [ARGUMENT…] REPOSITORY ENTRY`.
        #[arg(long, value_name = "PATH")]
        script: PathBuf,
        /// The entry, below the repository: `rendered/prod/flux`.
        #[arg(long, value_name = "PATH")]
        entry: String,
        /// Arguments for the script, `--apply DIR` for example.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
}

/// Asks one program.
pub(crate) fn run(oracle: &Oracle) -> Result<(), Failure> {
    match oracle {
        Oracle::Kustomize { bin, trees } => kustomize(bin, &trees_or_all(trees)?),
        Oracle::Dryrun {
            script,
            crds,
            trees,
        } => dryrun(script, crds, &trees_or_all(trees)?),
        Oracle::Gitops {
            script,
            entry,
            arguments,
        } => call(
            Command::new(script)
                .arg("run")
                .args(arguments)
                .arg(root())
                .arg(entry),
        ),
    }
}

fn trees_or_all(trees: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    if !trees.is_empty() {
        return Ok(trees.to_vec());
    }
    folders(&root().join("rendered"))
}

fn folders(below: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = walkdir::WalkDir::new(below)
        .min_depth(1)
        .max_depth(1)
        .sort_by_file_name();
    let mut folders = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type().is_dir() {
            folders.push(entry.into_path());
        }
    }
    Ok(folders)
}

fn call(command: &mut Command) -> Result<(), Failure> {
    let status = command.status()?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{command:?} ended with {status}").into())
}

/// Builds every unit with kustomize and compares the objects, in order.
fn kustomize(bin: &Path, trees: &[PathBuf]) -> Result<(), Failure> {
    let (mut units, mut objects, mut wrong) = (0, 0, Vec::new());
    for unit in trees
        .iter()
        .map(|tree| folders(&tree.join("units")))
        .collect::<Result<Vec<_>, _>>()?
        .concat()
    {
        let output = Command::new(bin).arg("build").arg(&unit).output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            wrong.push(format!("{}: {said}", unit.display()));
            continue;
        }
        let theirs = documents(&String::from_utf8(output.stdout)?);
        let ours = documents(&unit_text(&unit)?);
        units += 1;
        objects += ours.len();
        wrong.extend(compare(&unit, &ours, &theirs));
    }
    println!(
        "kustomize: {units} units, {objects} objects, {} differences",
        wrong.len()
    );
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(wrong.join("\n").into()),
    }
}

/// Returns the documents of a unit's files, in the order of its `kustomization.yaml`.
fn unit_text(unit: &Path) -> Result<String, Failure> {
    let kustomization = std::fs::read_to_string(unit.join("kustomization.yaml"))?;
    let documents = documents(&kustomization);
    let files = documents
        .first()
        .and_then(|document| document.get("resources")?.as_list());
    let mut text = String::new();
    for file in files.unwrap_or_default().iter().filter_map(Node::as_str) {
        text.push_str("---\n");
        text.push_str(&std::fs::read_to_string(unit.join(file))?);
    }
    Ok(text)
}

fn documents(text: &str) -> Vec<Node> {
    let file = Sources::default().add("stream", text);
    let (documents, _) = parse(file, text);
    let roots = documents.into_iter().map(|document| document.root);
    roots.filter(|root| !root.is_null()).collect()
}

fn compare(unit: &Path, ours: &[Node], theirs: &[Node]) -> Vec<String> {
    let name = |node: &Node| ObjectId::of(node).map_or("?".to_owned(), |id| id.to_string());
    let names = |nodes: &[Node]| nodes.iter().map(name).collect::<Vec<_>>();
    if names(ours) != names(theirs) {
        let (ours, theirs) = (names(ours), names(theirs));
        return vec![format!(
            "{}: ours are {ours:?}, kustomize has {theirs:?}",
            unit.display()
        )];
    }
    ours.iter()
        .zip(theirs)
        .filter(|(ours, theirs)| ours != theirs)
        .map(|(ours, theirs)| {
            let place = first_difference(ours, theirs).unwrap_or_default();
            format!("{}: {} differs at {place}", unit.display(), name(ours))
        })
        .collect()
}

/// Returns the JSON pointer of a leaf that only one of the two has, or has otherwise.
fn first_difference(ours: &Node, theirs: &Node) -> Option<String> {
    let leaves = |node: &Node| {
        let mut leaves = std::collections::BTreeMap::new();
        node.leaves(&mut |pointer, leaf| {
            leaves.insert(pointer.to_owned(), leaf.brief());
        });
        leaves
    };
    let (ours, theirs) = (leaves(ours), leaves(theirs));
    let differs = |(pointer, value): (&String, &_)| {
        (theirs.get(pointer) != Some(value)).then(|| pointer.clone())
    };
    ours.iter().find_map(differs).or_else(|| {
        theirs
            .keys()
            .find(|pointer| !ours.contains_key(*pointer))
            .cloned()
    })
}

/// Runs the script on the objects of each tree; a `kustomization.yaml` is no object of the server's.
fn dryrun(script: &Path, crds: &[PathBuf], trees: &[PathBuf]) -> Result<(), Failure> {
    for tree in trees {
        let scratch = tempfile::tempdir()?;
        for entry in walkdir::WalkDir::new(tree) {
            let entry = entry?;
            let path = entry.path().strip_prefix(tree)?;
            if entry.file_type().is_dir() {
                std::fs::create_dir_all(scratch.path().join(path))?;
            } else if entry.file_name() != "kustomization.yaml" {
                std::fs::copy(entry.path(), scratch.path().join(path))?;
            }
        }
        println!("{}", tree.display());
        let mut command = Command::new(script);
        for folder in crds {
            command.arg("--crds").arg(folder);
        }
        call(
            command
                .args(["--create-namespaces", "--quiet"])
                .arg(scratch.path()),
        )?;
    }
    Ok(())
}
