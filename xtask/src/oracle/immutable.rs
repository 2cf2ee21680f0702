//! `cargo xtask oracle immutable`: whether an API server refuses the changes that we say it refuses, and takes the others.
//!
//! In: a running server, and the fixtures of `tests/diff` that change one object and keep its name. Each is created as it is
//! before, and a dry run makes of it what it is after. Out: on how many both agree, and each difference.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use ekscompile::diff::{Action, Input, run as compare};
use ekscompile::k8s::Object;
use ekscompile::load::objects::{IsTemplate, of_text};
use ekscompile::project::MemProject;
use ekscompile::session::Session;
use serde_json::{Value as Json, json};

use super::Kubectl;
use crate::{Failure, root};

/// The server and the fixtures.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    kubectl: Kubectl,
    /// Only fixtures in these folders of `tests/diff`; all if none is named.
    folders: Vec<String>,
}

/// A change of one object.
struct Fixture {
    name: String,
    before: PathBuf,
    after: PathBuf,
    /// The kind, and what `kubectl delete` needs to find the object.
    kind: String,
    namespace: String,
    /// Whether we say that it is refused.
    refused: bool,
}

/// Asks both about every fixture.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let (mut agreed, mut asked, mut unknown) = (0, 0, 0);
    for fixture in fixtures(&args.folders)? {
        let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": fixture.namespace}});
        if !fixture.namespace.is_empty() {
            args.apply(&namespace.to_string(), false)?;
        }
        let [before, after] = [&fixture.before, &fixture.after].map(std::fs::read_to_string);
        let created = args.apply(&before?, false)?;
        if !created.status.success() {
            unknown += 1;
            continue;
        }
        let changed = args.apply(&after?, true)?;
        args.delete(&fixture)?;
        asked += 1;
        if refuses(&fixture.kind, &created, &changed)? == fixture.refused {
            agreed += 1;
            continue;
        }
        let said = String::from_utf8_lossy(&changed.stderr);
        let ours = if fixture.refused { "refused" } else { "taken" };
        println!(
            "{}: {ours}, says the diff; the server: {}",
            fixture.name,
            said.trim()
        );
    }
    println!("{agreed} of {asked} changes agree; {unknown} objects are not known to the server");
    match agreed == asked {
        true => Ok(()),
        false => Err("the server says otherwise".into()),
    }
}

/// Returns whether the server refuses a change, or takes no notice of it, as it does of requests for certificates.
fn refuses(kind: &str, before: &Output, after: &Output) -> Result<bool, Failure> {
    if !after.status.success() {
        return Ok(true);
    }
    let spec = |output: &Output| -> Result<Json, Failure> {
        let object: Json = serde_json::from_slice(&output.stdout)?;
        Ok(object["spec"].clone())
    };
    Ok(kind == "CertificateSigningRequest" && spec(before)? == spec(after)?)
}

impl Args {
    /// Applies a manifest, or asks what would become of it.
    fn apply(&self, manifest: &str, dry: bool) -> Result<Output, Failure> {
        use std::io::Write as _;
        let mut command = self.kubectl.command();
        command.args(["apply", "--server-side", "--force-conflicts"]);
        command.args(["-o", "json", "-f", "-"]);
        if dry {
            command.arg("--dry-run=server");
        }
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn()?;
        if let Some(mut input) = child.stdin.take() {
            input.write_all(manifest.as_bytes())?;
        }
        Ok(child.wait_with_output()?)
    }

    /// Deletes what a fixture made, at once: no controller is there to take away its finalizers.
    fn delete(&self, fixture: &Fixture) -> Result<(), Failure> {
        let file = fixture.before.to_string_lossy();
        let free = [
            "patch",
            "--type=merge",
            "-p",
            "{\"metadata\":{\"finalizers\":null}}",
            "-f",
            &file,
        ];
        let delete = [
            "delete",
            "--wait=false",
            "--grace-period=0",
            "--force",
            "-f",
            &file,
        ];
        for args in [&free[..], &delete, &free] {
            self.kubectl.command().args(args).output()?;
        }
        Ok(())
    }
}

/// Returns the fixtures that change one object.
fn fixtures(folders: &[String]) -> Result<Vec<Fixture>, Failure> {
    let top = root().join("tests/diff");
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(&top)
        .min_depth(2)
        .max_depth(2)
        .sort_by_file_name()
    {
        let entry = entry?;
        let name = entry
            .path()
            .strip_prefix(&top)?
            .to_string_lossy()
            .into_owned();
        let folder = name.split('/').next().unwrap_or_default();
        if entry.file_type().is_dir()
            && (folders.is_empty() || folders.iter().any(|known| known == folder))
        {
            found.extend(fixture(name, entry.path())?);
        }
    }
    Ok(found)
}

fn fixture(name: String, folder: &Path) -> Result<Option<Fixture>, Failure> {
    let sides = [only(&folder.join("before"))?, only(&folder.join("after"))?];
    let [Some(before), Some(after)] = sides else {
        return Ok(None);
    };
    let nothing = MemProject::default();
    let session = Session::new(&nothing);
    let read = |path: &Path| -> Result<Vec<Object>, Failure> {
        let file = session
            .sources
            .add("object", std::fs::read_to_string(path)?);
        of_text(&session, file).map_err(|IsTemplate| "a template".into())
    };
    let (old, new) = (read(&before)?, read(&after)?);
    let ([one], [other]) = (old.as_slice(), new.as_slice()) else {
        return Ok(None);
    };
    // Argo CD deletes a hook before it creates it anew.
    let hook = ["metadata", "annotations", "argocd.argoproj.io/hook"];
    if one.id != other.id || one.node.at(&hook).is_some() {
        return Ok(None);
    }
    let diff = compare(&Input::between(&old, &new), &session.sources);
    Ok(Some(Fixture {
        name,
        before,
        after,
        kind: one.id.kind.to_string(),
        namespace: one.id.namespace.to_string(),
        refused: diff.count(Action::Replace) > 0,
    }))
}

/// Returns the file of a folder that holds no other.
fn only(folder: &Path) -> Result<Option<PathBuf>, Failure> {
    if !folder.is_dir() {
        return Ok(None);
    }
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files.pop().filter(|_| files.is_empty()))
}
