//! `ekscompile validate`.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::findings::{FindingsArgs, plural};
use super::{Exit, Findings, Settings, Stop};
use crate::diag::{Code, Diagnostic};
use crate::k8s::{Minor, Object, Owner};
use crate::project::{DiskProject, MAX_FILE, MemProject, Project as _};
use crate::session::Session;
use crate::validate;
use crate::yaml::{self, Node};

/// Check plain manifests, whoever made them
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ekscompile validate rendered/prod
  kustomize build overlays/prod | ekscompile validate -")]
pub(super) struct Args {
    /// Files, folders (their `.yaml`, `.yml` and `.json` files), or `-` for stdin
    #[arg(value_name = "PATH", default_value = "-")]
    paths: Vec<PathBuf>,
    /// The minor version of Kubernetes that the manifests are for
    #[arg(long, value_name = "VERSION", default_value_t = Minor::NEWEST)]
    kubernetes_version: Minor,
    #[command(flatten)]
    pub(super) findings: FindingsArgs,
}

pub(super) fn run(args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    let nothing = MemProject::default();
    let session = Session::new(&nothing);
    let mut objects = Vec::new();
    for path in &args.paths {
        match texts(path, settings) {
            Ok(texts) => {
                for (name, text) in texts {
                    read_objects(&session, name, &text, &mut objects);
                }
            }
            Err(finding) => session.report(*finding),
        }
    }
    validate::manifests(&session, args.kubernetes_version, &objects);
    let mut findings = Findings::new(args.findings.format, &settings.printer);
    findings.add(&session.finish(), &session.sources);
    let mut summary = serde_json::Map::new();
    summary.insert("objects".to_owned(), objects.len().into());
    findings.print(&settings.printer, summary)?;
    let counts = match findings.counts() {
        counts if counts.is_empty() => "no findings".to_owned(),
        counts => counts,
    };
    let line = format!("{}, {counts}", plural(objects.len(), "object"));
    if findings.fail(args.findings.fail_on) {
        settings.printer.error(line);
    } else {
        settings.printer.say(line);
    }
    Ok(findings.exit(args.findings.fail_on))
}

/// Returns the texts of a path, with the names that findings show.
fn texts(path: &Path, settings: &Settings) -> Result<Vec<(String, String)>, Box<Diagnostic>> {
    let shown = path.to_string_lossy().into_owned();
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(MAX_FILE + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable("stdin", error))?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(unreadable(
                "stdin",
                format!("it has more than {MAX_FILE} bytes"),
            ));
        }
        return Ok(vec![("stdin".to_owned(), utf8("stdin", bytes)?)]);
    }
    let path = settings.absolute(path);
    let path = path
        .canonicalize()
        .map_err(|error| unreadable(&shown, error))?;
    if path.is_dir() {
        let folder = DiskProject::open(&path).map_err(|error| unreadable(&shown, error))?;
        let files = folder.list("").map_err(|error| unreadable(&shown, error))?;
        return files
            .into_iter()
            .filter(|file| {
                [".yaml", ".yml", ".json"]
                    .iter()
                    .any(|end| file.ends_with(end))
            })
            .map(|file| {
                let name = format!("{}/{file}", shown.trim_end_matches('/'));
                let bytes = folder
                    .read(&file)
                    .map_err(|error| unreadable(&name, error))?;
                Ok((name.clone(), utf8(&name, bytes)?))
            })
            .collect();
    }
    let (Some(folder), Some(file)) = (path.parent(), path.file_name()) else {
        return Err(unreadable(&shown, "it is no file"));
    };
    let folder = DiskProject::open(folder).map_err(|error| unreadable(&shown, error))?;
    let bytes = folder
        .read(&file.to_string_lossy())
        .map_err(|error| unreadable(&shown, error))?;
    Ok(vec![(shown.clone(), utf8(&shown, bytes)?)])
}

fn utf8(name: &str, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        unreadable(name, format!("it is not UTF-8, at byte {at}"))
    })
}

fn unreadable(name: &str, reason: impl std::fmt::Display) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::new(
            Code::UnreadableInput,
            format!("`{name}` cannot be read: {reason}"),
        )
        .in_file(name),
    )
}

/// Adds the objects of a text; the items of a `List` are objects too.
fn read_objects(session: &Session<'_>, name: String, text: &str, objects: &mut Vec<Object>) {
    let owner = Arc::new(Owner {
        kind: "Raw".into(),
        namespace: "".into(),
        name: name.as_str().into(),
    });
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = session.sources.add(name, text);
    let (documents, findings) = yaml::parse(file, text);
    session.report_all(findings);
    for document in documents {
        let is_list = document.root.get("kind").and_then(Node::as_str) == Some("List");
        let items = document.root.get("items").and_then(Node::as_list);
        match items {
            Some(items) if is_list => {
                for item in items {
                    add_object(session, item.clone(), &owner, objects);
                }
            }
            _ => add_object(session, document.root, &owner, objects),
        }
    }
}

fn add_object(session: &Session<'_>, node: Node, owner: &Arc<Owner>, objects: &mut Vec<Object>) {
    let group = node.get("apiVersion").and_then(Node::as_str);
    // Files for kustomize stand among manifests, and never reach a cluster.
    if node.is_null() || group.is_some_and(|group| group.starts_with("kustomize.config.k8s.io/")) {
        return;
    }
    let span = node.span();
    match Object::new(node, owner, span) {
        Some(object) => objects.push(object),
        None => session.report(
            Diagnostic::new(
                Code::NotAnObject,
                "expected `apiVersion`, `kind` and `metadata.name`, found a document without one of them",
            )
            .at(span),
        ),
    }
}
