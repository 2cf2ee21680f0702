//! One entry of a list of patches, as people write it, to patches that can be applied.
//!
//! In: `{target?, patch | path | json6902}`. `patch` is a map, a list of JSON Patch operations, or a text that holds
//! either; `path` names a file that holds either. Out: [`Patch`]es. What is wrong with the entry is reported; whether the
//! patch fits an object is not looked at.

use ecow::EcoString;

use super::embedded;
use super::select::Selector;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::ObjectId;
use crate::layer::{Target, template};
use crate::project::{folder_of, join};
use crate::session::Session;
use crate::text::Span;
use crate::yaml::{Node, Value, parse};

/// A patch and what it is for.
#[derive(Debug)]
pub(super) struct Patch {
    /// Where it is written, for findings about it as a whole.
    pub place: Option<Span>,
    /// What it is for.
    pub selector: Selector,
    /// What it says.
    pub body: Body,
    /// Whether it may match nothing.
    pub optional: bool,
}

/// The two languages of patches.
#[derive(Debug)]
pub(super) enum Body {
    /// A strategic merge.
    Merge(Node),
    /// Operations of a JSON patch.
    Json(Node),
}

const FIELDS: [&str; 5] = ["target", "patch", "path", "json6902", "optional"];
/// So many files are looked at for a near name.
const NEAR: usize = 2_000;
const EXAMPLE: &str = "write `- target: {kind: Deployment}` with `patch: {…}` or `json6902: [{op: …, path: …, value: …}]`";

/// Reads an entry. `path` is the file it stands in, from whose folder its own `path` starts.
pub(super) fn read(files: Files<'_>, entry: &Node, path: &str) -> Vec<Patch> {
    let mut findings = Vec::new();
    let patches = read_entry(files, entry, path, &mut findings);
    files.session.report_all(findings);
    patches
}

/// Gives the files that patches name.
#[derive(Clone, Copy)]
pub(super) struct Files<'s> {
    /// Reads them.
    pub session: &'s Session<'s>,
    /// Renders those named `*.j2`.
    pub target: &'s Target,
    /// The namespace that names without one mean in them.
    pub namespace: &'s EcoString,
}

fn read_entry(
    files: Files<'_>,
    entry: &Node,
    path: &str,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Patch> {
    let Some(map) = entry.as_map() else {
        let found = entry.value.type_name();
        findings.push(
            invalid(format!("expected a patch to be a map, found {found}"))
                .at(entry.span())
                .help(EXAMPLE),
        );
        return Vec::new();
    };
    let mut known = true;
    for entry in map {
        let key = entry.key.name.as_str();
        if !FIELDS.contains(&key) {
            known = false;
            findings.push(
                invalid(format!("a patch has no field `{key}`"))
                    .at(entry.key.span.or(entry.value.span()))
                    .maybe_help(
                        did_you_mean(key, FIELDS).map(|meant| format!("did you mean `{meant}`?")),
                    ),
            );
        }
    }
    if !known {
        return Vec::new();
    }
    let target = match entry.value_of("target") {
        None => None,
        Some(target) => match Selector::read(target, findings) {
            None => return Vec::new(),
            selector => selector,
        },
    };
    let said: Vec<&str> = ["patch", "path", "json6902"]
        .into_iter()
        .filter(|field| entry.value_of(field).is_some())
        .collect();
    let place = entry.head();
    let [said] = said.as_slice() else {
        let found = match said.as_slice() {
            [] => "none".to_owned(),
            several => format!("`{}`", several.join("` and `")),
        };
        findings.push(
            invalid(format!(
                "expected one of `patch`, `path` and `json6902`, found {found}"
            ))
            .at(place)
            .help(EXAMPLE),
        );
        return Vec::new();
    };
    let Some(content) = entry.value_of(said) else {
        return Vec::new();
    };
    let bodies = match *said {
        "path" => from_file(files, content, path, findings),
        _ => match content.as_str() {
            Some(text) => embedded::parse(files.session, content, text, findings),
            None => vec![content.clone()],
        },
    };
    if *said == "json6902" && bodies.iter().any(|body| body.as_list().is_none()) {
        findings.push(
            invalid("expected `json6902` to be a list of operations")
                .at(content.span())
                .help("write `json6902: [{op: replace, path: /spec/replicas, value: 3}]`, or use `patch`"),
        );
        return Vec::new();
    }
    let optional = entry.value_of("optional").and_then(Node::as_bool) == Some(true);
    let alone = bodies.len() == 1;
    bodies
        .into_iter()
        .filter_map(|body| with_target(body, target.as_ref(), alone, place, findings))
        .map(|patch| Patch { optional, ..patch })
        .collect()
}

/// Says what a body is for: its target, or the object that a strategic merge names itself.
fn with_target(
    body: Node,
    target: Option<&Selector>,
    alone: bool,
    place: Option<Span>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Patch> {
    let problem = match (&body.value, target) {
        (Value::Sequence(_), Some(selector)) => {
            return Some(Patch {
                place,
                selector: selector.clone(),
                body: Body::Json(body),
                optional: false,
            });
        }
        (Value::Mapping(_), Some(selector)) if alone => {
            return Some(Patch {
                place,
                selector: selector.clone(),
                body: Body::Merge(body),
                optional: false,
            });
        }
        (Value::Mapping(_), None) => match ObjectId::of(&body) {
            Some(id) => {
                return Some(Patch {
                    place: place.or(body.head()),
                    selector: Selector::of_identity(&id),
                    body: Body::Merge(body),
                    optional: false,
                });
            }
            None => invalid(
                "the patch has no `target` and names no object with `apiVersion`, `kind` and `metadata.name`",
            )
            .help("add `target: {kind: …, name: …}`"),
        },
        (Value::Sequence(_), None) => {
            invalid("a JSON patch needs a `target`").help("add `target: {kind: …, name: …}`")
        }
        (Value::Mapping(_), Some(_)) => invalid(
            "a `target` takes one document, the patch has several",
        )
        .help("leave `target` out, and let every document name its object"),
        (other, _) => invalid(format!(
            "expected a patch to be a map or a list of operations, found {}",
            other.type_name()
        ))
        .help(EXAMPLE),
    };
    findings.push(problem.at(place.or(body.span())));
    None
}

/// Reads the documents of a file.
fn from_file(
    files: Files<'_>,
    asked: &Node,
    from: &str,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Node> {
    let Some(name) = asked.as_str() else {
        let found = asked.value.type_name();
        findings.push(
            invalid(format!("expected `path` to be a string, found {found}")).at(asked.span()),
        );
        return Vec::new();
    };
    let unreadable = |why: String| {
        Diagnostic::new(
            Code::PatchFileUnreadable,
            format!("the patch `{name}` cannot be read: {why}"),
        )
        .at(asked.span())
    };
    let Some(path) = join(folder_of(from), name) else {
        findings.push(unreadable("it leads out of the project root".to_owned()));
        return Vec::new();
    };
    let Files {
        session,
        target,
        namespace,
    } = files;
    let file = match session.text(&path) {
        Ok(file) => file,
        Err(error) => {
            let near = session
                .project
                .list(folder_of(from))
                .ok()
                .and_then(|paths| {
                    // The folder is known to whoever reads the help; it would only make all paths alike.
                    let folder = folder_of(from).len();
                    let names = paths
                        .iter()
                        .map(|path| path[folder..].trim_start_matches('/'));
                    did_you_mean(name, names.take(NEAR)).map(str::to_owned)
                });
            findings.push(
                unreadable(error.to_string())
                    .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
            );
            return Vec::new();
        }
    };
    let Some(file) = template::source(session, target, namespace, &path, file, asked.span()) else {
        return Vec::new();
    };
    let source = session.sources.get(file);
    let (documents, problems) = parse(file, &source.text);
    findings.extend(problems);
    let roots: Vec<Node> = documents
        .into_iter()
        .map(|document| document.root)
        .filter(|root| !root.is_null())
        .collect();
    if roots.is_empty() {
        findings.push(unreadable("it holds no patch".to_owned()));
    }
    roots
}

fn invalid(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::InvalidPatch, message)
}
