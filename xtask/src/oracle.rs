//! `cargo xtask oracle`: what real programs say of the committed `rendered/`. Each is called by a path on the command
//! line; nothing here downloads, builds or starts a server.

mod apiserver;
mod engine;
mod gitops;
mod immutable;
mod kustomize;

use std::path::{Path, PathBuf};
use std::process::Command;

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
        /// The script, called as `SCRIPT [--crds DIR]… --create-namespaces --quiet FOLDER`; `kustomization.yaml` is no
        /// object of the server's, which the script has to know.
        #[arg(long, value_name = "PATH")]
        script: PathBuf,
        /// Folders of CRDs to apply before.
        #[arg(long, value_name = "DIR")]
        crds: Vec<PathBuf>,
        /// The rendered trees; all below `rendered/` if none is named.
        trees: Vec<PathBuf>,
    },
    /// An API server's verdict on random changes of valid objects, or on manifests, must be ours
    Apiserver(apiserver::Args),
    /// An API server must refuse the changes of `tests/diff` that replace an object, and take the others
    Immutable(immutable::Args),
    /// Flux or Argo CD must sync an environment, a change to it and a removal from it, each in the promised order
    Gitops(gitops::Args),
}

/// Asks one program.
pub(crate) fn run(oracle: &Oracle) -> Result<(), Failure> {
    match oracle {
        Oracle::Kustomize { bin, trees } => kustomize::run(bin, &trees_or_all(trees)?),
        Oracle::Dryrun {
            script,
            crds,
            trees,
        } => dryrun(script, crds, &trees_or_all(trees)?),
        Oracle::Apiserver(args) => apiserver::run(args),
        Oracle::Immutable(args) => immutable::run(args),
        Oracle::Gitops(args) => gitops::run(args),
    }
}

/// An API server, as kubectl reaches it.
#[derive(Debug, clap::Args)]
struct Kubectl {
    /// The configuration that names the server; it should be empty, and kept for this.
    #[arg(long, value_name = "FILE")]
    kubeconfig: PathBuf,
    /// The binary of kubectl.
    #[arg(long, value_name = "PATH", default_value = "kubectl")]
    kubectl: PathBuf,
}

impl Kubectl {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.kubectl);
        command.arg("--kubeconfig").arg(&self.kubeconfig);
        command
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
    let status = command
        .status()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{command:?} ended with {status}").into())
}

/// Runs the script on each tree, the later ones also after one that was refused.
fn dryrun(script: &Path, crds: &[PathBuf], trees: &[PathBuf]) -> Result<(), Failure> {
    let mut refused = Vec::new();
    for tree in trees {
        println!("{}", tree.display());
        let mut command = Command::new(script);
        for folder in crds {
            command.arg("--crds").arg(folder);
        }
        let command = command.args(["--create-namespaces", "--quiet"]).arg(tree);
        if let Err(failure) = call(command) {
            refused.push(failure.to_string());
        }
    }
    match refused.is_empty() {
        true => Ok(()),
        false => Err(refused.join("\n").into()),
    }
}
