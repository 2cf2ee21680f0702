//! `cargo xtask oracle apiserver`: whether our verdict on single objects is that of a real API server.
//!
//! In: a running server, the objects of `tests/apiserver/base` with random changes, and manifests. Out: the share of objects on
//! which both agree, and each difference, for our rules alone and for what a user is told. What needs another object to be
//! there is left out, for the server asks its store.

mod bases;
mod mutate;
mod ours;
mod record;
mod report;
mod server;
mod values;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ekscompile::k8s::Minor;
use rayon::prelude::*;
use serde_json::{Value as Json, json};

use self::bases::Base;
use self::mutate::{Mutator, apply};
use self::report::{Figure, Judged};
use self::server::{Connection, Resources, Server};
use super::Kubectl;
use crate::Failure;
use crate::differential::Random;

/// So many objects go over one connection.
const BATCH: usize = 100;

/// Where objects live that do not say it.
const NAMESPACE: &str = "oracle";

/// The server and the objects.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    kubectl: Kubectl,
    /// The minor version that the server has.
    #[arg(long, value_name = "VERSION", default_value = "1.36")]
    kubernetes_version: Minor,
    /// Folders of definitions to apply before, and to be given as `--crd-dir`; kinds that the server does not know are left out.
    #[arg(long, value_name = "DIR")]
    crds: Vec<PathBuf>,
    /// Where the random changes start.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many changed objects.
    #[arg(long, default_value_t = 1000)]
    count: usize,
    /// Only these kinds, or bases (`pod-volumes`).
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    kinds: Vec<String>,
    /// Write a sample of the changes, with the server's verdicts, to this file.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Print every object on which the verdicts differ, as JSON lines.
    #[arg(long)]
    verbose: bool,
    /// Judge the manifests of these files and folders, and no changed objects.
    manifests: Vec<PathBuf>,
}

/// One question.
struct Case {
    of: String,
    what: String,
    patch: Vec<Json>,
    object: Json,
}

/// Asks both.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let server = Server::start(&args.kubectl)?;
    define(args)?;
    let mut connection = server.connect()?;
    let resources = connection.resources()?;
    let ours = ours::Judge::new(args.kubernetes_version, &args.crds)?;
    let cases = match args.manifests.is_empty() {
        true => changed(args)?,
        false => manifests(&args.manifests)?,
    };
    make_namespaces(&mut connection, &cases)?;
    let judged: Vec<Vec<Judged>> = cases
        .par_chunks(BATCH)
        .map(|cases| judge(&server, &resources, &ours, cases))
        .collect::<Result<_, _>>()?;
    let judged: Vec<Judged> = judged.into_iter().flatten().collect();
    if args.verbose {
        let differs = |one: &&Judged| {
            Figure::ALL
                .iter()
                .any(|figure| figure.difference(one).is_some())
        };
        for one in judged.iter().filter(|one| !one.theirs.elsewhere) {
            if differs(&one) {
                println!("{}", record::line(one));
            }
        }
    }
    let mut none_wrong = true;
    for figure in Figure::ALL {
        none_wrong &= report::print(&judged, figure);
    }
    if let Some(file) = &args.record {
        record::write(&judged, file)?;
    }
    match none_wrong {
        true => Ok(()),
        false => Err("an object is rejected that the server accepts".into()),
    }
}

/// Applies the definitions and waits until they are served.
fn define(args: &Args) -> Result<(), Failure> {
    let call = |command: &mut Command| super::call(command.stdout(Stdio::null()));
    for folder in &args.crds {
        let apply = [
            "apply",
            "--server-side",
            "--force-conflicts",
            "--recursive",
            "-f",
        ];
        call(args.kubectl.command().args(apply).arg(folder))?;
    }
    if args.crds.is_empty() {
        return Ok(());
    }
    let wait = [
        "wait",
        "--for",
        "condition=Established",
        "--timeout",
        "60s",
        "crd",
        "--all",
    ];
    call(args.kubectl.command().args(wait))
}

/// Returns the bases themselves and the random changes of them.
fn changed(args: &Args) -> Result<Vec<Case>, Failure> {
    let all = bases::all()?;
    let mutator = Mutator::new(all.iter().map(|base| &base.object));
    let is_meant = |base: &&Base| {
        args.kinds.is_empty()
            || args
                .kinds
                .iter()
                .any(|kind| *kind == base.name || *kind == base.kind())
    };
    let meant: Vec<&Base> = all.iter().filter(is_meant).collect();
    if meant.is_empty() {
        return Err("no base of these kinds".into());
    }
    let case = |base: &Base, what: String, patch: Vec<Json>| -> Result<Case, Failure> {
        let mut object = base.object.clone();
        apply(&mut object, &patch)?;
        Ok(Case {
            of: base.name.clone(),
            what,
            patch,
            object,
        })
    };
    let mut cases = Vec::new();
    for base in &meant {
        cases.push(case(base, "nothing".to_owned(), Vec::new())?);
    }
    for number in 0..args.count {
        let base = meant[number % meant.len()];
        let mut random = Random::new(args.seed, number as u64);
        let mutation = mutator.mutate(&base.object, &mut random)?;
        cases.push(case(base, mutation.what, mutation.patch)?);
    }
    Ok(cases)
}

fn manifests(paths: &[PathBuf]) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for path in paths {
        for (of, object) in bases::objects(path)? {
            cases.push(Case {
                of,
                what: "nothing".to_owned(),
                patch: Vec::new(),
                object,
            });
        }
    }
    Ok(cases)
}

/// Creates the namespaces that the objects live in.
fn make_namespaces(connection: &mut Connection, cases: &[Case]) -> Result<(), Failure> {
    let names: std::collections::BTreeSet<&str> =
        cases.iter().map(|case| namespace(&case.object)).collect();
    for name in names {
        let object = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        connection.create("/api/v1/namespaces", &object)?;
    }
    Ok(())
}

fn namespace(object: &Json) -> &str {
    object["metadata"]["namespace"]
        .as_str()
        .unwrap_or(NAMESPACE)
}

/// Asks for a batch, over one connection.
fn judge(
    server: &Server,
    resources: &Resources,
    judge: &ours::Judge,
    cases: &[Case],
) -> Result<Vec<Judged>, Failure> {
    let mut connection = server.connect()?;
    let mut judged = Vec::with_capacity(cases.len());
    for case in cases {
        let text = |key: &str| case.object[key].as_str().unwrap_or_default();
        let Some(path) = resources.path(text("apiVersion"), text("kind"), namespace(&case.object))
        else {
            continue;
        };
        let name = case.object["metadata"]["name"].as_str().unwrap_or_default();
        let object = case.object.to_string();
        let mut theirs = connection.dry_run(&path, name, &object)?;
        theirs.elsewhere |= theirs.accepted && is_allocated(&case.patch);
        judged.push(Judged {
            of: case.of.clone(),
            kind: text("kind").to_owned(),
            what: case.what.clone(),
            patch: case.patch.clone(),
            theirs,
            ours: judge.errors(&object),
        });
    }
    Ok(judged)
}

/// Returns whether a change concerns ports of nodes: what a dry run would get is not looked at, and a true run refuses.
fn is_allocated(patch: &[Json]) -> bool {
    let path = |operation: &Json| {
        operation["path"]
            .as_str()
            .is_some_and(|path| path.ends_with("odePort"))
    };
    patch.iter().any(path)
}

/// Returns the folder of the bases.
fn folder() -> PathBuf {
    crate::root().join(Path::new("tests/apiserver/base"))
}
