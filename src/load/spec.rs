//! Documents to specs: API version, kind and identity of each, then its check.

use ecow::EcoString;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::check::{self, Mode, Scene};
use super::expression;
use super::read::File;
use super::{API_VERSION, Loaded, Refused, SpecDocument, SpecKind, refuse};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::session::Session;
use crate::text::Span;
use crate::yaml::{Document, Node, Value};

/// Where a file stands, which decides what it may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Named by `include`.
    Base,
    /// An `overlay.yaml`.
    Overlay,
    /// The environment's own folder.
    Environment,
}

/// Reads every document of every file. What is no spec is reported and left out.
pub(super) fn documents(
    session: &Session<'_>,
    files: Vec<File>,
    place: Place,
) -> Vec<SpecDocument> {
    let mut specs = Vec::with_capacity(files.len());
    for file in files {
        session.report_all(file.findings);
        let mut stated = false;
        for document in file.documents {
            let merge_keys = document.merge_keys.clone();
            match read(document, &file.path, &mut stated) {
                Ok(Some(spec)) => match misplaced(&spec, place) {
                    None => specs.push(without_merge_keys(session, spec, &merge_keys)),
                    Some(finding) => session.report(finding),
                },
                Ok(None) => {}
                Err(finding) => session.report(*finding),
            }
        }
    }
    specs
}

/// Returns the environment of `environment.yaml`, checked, and the other documents of that file.
pub(super) fn environment(
    session: &Session<'_>,
    name: &str,
    file: File,
) -> Option<(SpecDocument, Vec<SpecDocument>)> {
    session.report_all(file.findings);
    let mut found: Option<SpecDocument> = None;
    let mut rest = Vec::new();
    let mut stated = false;
    let mut failed = false;
    for document in file.documents {
        let merge_keys = document.merge_keys.clone();
        match read(document, &file.path, &mut stated) {
            Ok(Some(spec)) if spec.kind == SpecKind::Environment => match &found {
                None => found = Some(without_merge_keys(session, spec, &merge_keys)),
                Some(first) => session.report(
                    Diagnostic::new(Code::MisplacedSpec, "a second Environment in one file")
                        .at(spec.span)
                        .related(first.span, "the first one")
                        .help(format!(
                            "move it to `environments/{}/environment.yaml`",
                            spec.name
                        )),
                ),
            },
            Ok(Some(spec)) => match misplaced(&spec, Place::Environment) {
                None => rest.push(without_merge_keys(session, spec, &merge_keys)),
                Some(finding) => session.report(finding),
            },
            Ok(None) => {}
            Err(finding) => {
                failed = true;
                session.report(*finding);
            }
        }
    }
    let Some(mut environment) = found else {
        if !failed && !session.has_errors() {
            session.report(
                Diagnostic::new(
                    Code::MisplacedSpec,
                    format!("`{}` holds no Environment", file.path),
                )
                .in_file(file.path)
                .help(format!(
                    "begin it with `apiVersion: {API_VERSION}`, `kind: Environment`, `metadata: {{name: {name}}}`"
                )),
            );
        }
        return None;
    };
    if environment.name != name {
        let place = environment.root.at(&["metadata", "name"]);
        session.report(
            Diagnostic::new(
                Code::MisplacedSpec,
                format!(
                    "the environment of the folder `{name}` is named `{}`",
                    environment.name
                ),
            )
            .at(place.and_then(Node::span))
            .help(format!("write `name: {name}`, or rename the folder")),
        );
        environment.name = name.into();
    }
    check_one(session, &mut environment, None);
    literal_only(session, &mut environment);
    Some((environment, rest))
}

/// Fields that decide which files are read cannot depend on what stands in them.
fn literal_only(session: &Session<'_>, environment: &mut SpecDocument) {
    for field in ["cluster", "include", "overlays", "namespace"] {
        let Some(node) = environment.root.at(&["spec", field]) else {
            continue;
        };
        let mut wrong = false;
        node.leaves(&mut |_, leaf| {
            if leaf.as_str().is_some_and(expression::any) {
                wrong = true;
                session.report(misplaced_expression(leaf.span(), &format!("spec.{field}")));
            }
        });
        if wrong {
            environment.sound = false;
            if let Some(spec) = environment.root.get_mut("spec").and_then(Node::as_map_mut) {
                spec.remove(field);
            }
        }
    }
}

fn misplaced_expression(span: Option<Span>, path: &str) -> Diagnostic {
    Diagnostic::new(
        Code::MisplacedExpression,
        format!("`{path}` cannot hold an expression"),
    )
    .at(span)
    .note("names and what decides which files are read are needed before expressions are evaluated")
    .help("write the value itself")
}

/// Reads what a document is. Nothing where it is empty. `stated` says whether a document before stated our `apiVersion`.
fn read(
    document: Document,
    path: &str,
    stated: &mut bool,
) -> Result<Option<SpecDocument>, Refused> {
    let root = document.root;
    if root.is_null() {
        return Ok(None);
    }
    let place = root.span().unwrap_or(document.span);
    let Some(map) = root.as_map() else {
        return refuse(
            Diagnostic::new(
                Code::WrongType,
                format!(
                    "expected a spec with `kind` and `metadata`, found {}",
                    root.value.type_name()
                ),
            )
            .at(place),
        );
    };
    let first = map.iter().next().and_then(|entry| entry.key.span);
    let first = first.unwrap_or(place);
    api_version(&root, first, stated)?;
    let kind_node = map.get("kind");
    let kind = match kind_node.map(|node| (node, node.as_str())) {
        Some((node, Some(word))) => {
            SpecKind::find(word).ok_or_else(|| unknown_kind(word, node.span()))?
        }
        Some((node, None)) => {
            return refuse(
                Diagnostic::new(
                    Code::WrongType,
                    format!(
                        "`kind`: expected a string, found {}",
                        node.value.type_name()
                    ),
                )
                .at(node.span()),
            );
        }
        None => {
            return refuse(
                Diagnostic::new(Code::MissingField, "`kind` is missing")
                    .at(first)
                    .help(format!("add `kind: App`, or another of `{}`", kind_names())),
            );
        }
    };
    let span = kind_node.and_then(Node::span).unwrap_or(first);
    let name = identity(&root, "name", kind)?.ok_or_else(|| {
        let metadata = map.entry("metadata").and_then(|entry| entry.key.span);
        Diagnostic::new(
            Code::MissingField,
            format!("`metadata.name` of this {} is missing", kind.name()),
        )
        .at(metadata.unwrap_or(span))
        .help("add `metadata: {name: <name>}`")
    })?;
    let namespace = identity(&root, "namespace", kind)?;
    Ok(Some(SpecDocument {
        kind,
        name,
        namespace,
        root,
        span,
        path: path.to_owned(),
        sound: true,
    }))
}

fn api_version(root: &Node, first: Span, stated: &mut bool) -> Result<(), Refused> {
    let kind = root.get("kind").and_then(Node::as_str);
    let Some(node) = root.get("apiVersion") else {
        if *stated {
            return Ok(());
        }
        return refuse(
            Diagnostic::new(Code::UnknownApiVersion, "`apiVersion` is missing")
                .at(first)
                .note("it may be left out after the first document of a file")
                .help(format!("add `apiVersion: {API_VERSION}`")),
        );
    };
    let version = node.as_str().unwrap_or_default();
    if version == API_VERSION {
        *stated = true;
        return Ok(());
    }
    let ours = version.starts_with("ekscompile.dev")
        || did_you_mean(version, [API_VERSION]).is_some()
        || kind.is_none()
        || version.is_empty();
    if ours {
        return refuse(
            Diagnostic::new(
                Code::UnknownApiVersion,
                match node.to_text() {
                    Some(text) => {
                        format!("expected apiVersion `{API_VERSION}`, found `{text}`")
                    }
                    None => format!(
                        "expected apiVersion `{API_VERSION}`, found {}",
                        node.value.type_name()
                    ),
                },
            )
            .at(node.span())
            .help(format!("write `apiVersion: {API_VERSION}`")),
        );
    }
    refuse(Diagnostic::new(
        Code::PlainManifest,
        format!(
            "`{}` of `{version}` is a plain manifest, specs were expected here",
            kind.unwrap_or_default()
        ),
    )
    .at(node.span())
    .help("list the file under `raw:` of an App, a Platform or the Environment, or leave it out of `include`"))
}

fn unknown_kind(word: &str, span: Option<Span>) -> Diagnostic {
    let names = SpecKind::ALL.map(SpecKind::name);
    let finding = Diagnostic::new(Code::UnknownKind, format!("unknown kind `{word}`")).at(span);
    match did_you_mean(word, names) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.note(format!("kinds: `{}`", kind_names())),
    }
}

fn kind_names() -> String {
    SpecKind::ALL.map(SpecKind::name).join("`, `")
}

/// Returns `metadata.name` or `metadata.namespace`, which must be there to tell what a document is.
fn identity(root: &Node, field: &str, kind: SpecKind) -> Result<Option<EcoString>, Refused> {
    let Some(node) = root.at(&["metadata", field]) else {
        return Ok(None);
    };
    match &node.value {
        Value::String(text) if expression::any(text) => refuse(misplaced_expression(
            node.span(),
            &format!("metadata.{field}"),
        )),
        Value::String(text) if field == "namespace" && !kind.namespaced() => refuse(
            Diagnostic::new(
                Code::UnknownField,
                format!("{} has no namespace, found `{text}`", kind.name()),
            )
            .at(node.span())
            .help("remove `namespace`"),
        ),
        Value::String(text) => Ok(Some(text.clone())),
        _ => refuse(
            Diagnostic::new(
                Code::WrongType,
                format!(
                    "`metadata.{field}`: expected a string, found {}",
                    node.value.type_name()
                ),
            )
            .at(node.span())
            .maybe_help(
                node.to_text()
                    .map(|text| format!("quote it: `{field}: \"{text}\"`")),
            ),
        ),
    }
}

/// Reports the merge keys of a spec. The parser merged them as go-yaml does, so that reading goes on.
fn without_merge_keys(
    session: &Session<'_>,
    mut spec: SpecDocument,
    keys: &[Span],
) -> SpecDocument {
    for span in keys {
        spec.sound = false;
        session.report(
            Diagnostic::new(Code::MergeKey, "specs have no merge keys, found `<<`")
                .on(format!("{}/{}", spec.kind.name(), spec.name))
                .at(*span)
                .help("write the fields out, or put what several components share into an overlay"),
        );
    }
    spec
}

fn misplaced(spec: &SpecDocument, place: Place) -> Option<Diagnostic> {
    let name = &spec.name;
    let right = match (spec.kind, place) {
        (SpecKind::Overlay, Place::Overlay) => {
            let folder = spec.path.strip_prefix("overlays/")?.split('/').next()?;
            if folder == name {
                return None;
            }
            let node = spec.root.at(&["metadata", "name"]);
            return Some(
                Diagnostic::new(
                    Code::MisplacedSpec,
                    format!("the overlay of the folder `{folder}` is named `{name}`"),
                )
                .at(node.and_then(Node::span))
                .help(format!("write `name: {folder}`, or rename the folder")),
            );
        }
        (SpecKind::Overlay, _) => format!("overlays/{name}/overlay.yaml"),
        (SpecKind::Environment, _) => format!("environments/{name}/environment.yaml"),
        (_, Place::Overlay) => "base/".to_owned(),
        _ => return None,
    };
    Some(
        Diagnostic::new(
            Code::MisplacedSpec,
            format!("{} `{name}` stands in the wrong file", spec.kind.name()),
        )
        .at(spec.span)
        .help(format!("move it to `{right}`")),
    )
}

/// Returns the cluster that the environment names, or the only one there is.
pub(super) fn cluster(
    session: &Session<'_>,
    environment: &SpecDocument,
    base: &[SpecDocument],
    partials: &[SpecDocument],
) -> Option<SpecDocument> {
    let mut clusters: Vec<&SpecDocument> = Vec::new();
    for spec in base.iter().chain(partials) {
        if spec.kind == SpecKind::Cluster && !clusters.iter().any(|known| known.name == spec.name) {
            clusters.push(spec);
        }
    }
    let Some(named) = environment.root.at(&["spec", "cluster"]) else {
        return match clusters.as_slice() {
            [] => None,
            [only] => Some((*only).clone()),
            [first, second, ..] => {
                session.report(
                    Diagnostic::new(
                        Code::UnknownCluster,
                        format!(
                            "{} clusters are included and `spec.cluster` names none",
                            clusters.len()
                        ),
                    )
                    .at(environment.span)
                    .related(first.span, "one")
                    .related(second.span, "another")
                    .help(format!("add `cluster: {}`", first.name)),
                );
                None
            }
        };
    };
    let name = named.as_str().unwrap_or_default();
    let found = clusters.iter().find(|cluster| cluster.name == name);
    if found.is_none() {
        let names: Vec<&str> = clusters
            .iter()
            .map(|cluster| cluster.name.as_str())
            .collect();
        let known = match names.as_slice() {
            [] => "no Cluster is among the included files".to_owned(),
            names => format!("clusters: `{}`", names.join("`, `")),
        };
        let meant = did_you_mean(name, names.iter().copied());
        session.report(
            Diagnostic::new(
                Code::UnknownCluster,
                format!("there is no cluster `{name}`"),
            )
            .at(named.span())
            .note(known)
            .maybe_help(meant.map(|meant| format!("did you mean `{meant}`?"))),
        );
    }
    found.map(|cluster| (*cluster).clone())
}

/// Checks every document as a partial and expands its short forms.
pub(super) fn check(session: &Session<'_>, loaded: &mut Loaded) {
    loaded
        .base
        .par_iter_mut()
        .chain(loaded.overlays.par_iter_mut())
        .for_each(|spec| check_one(session, spec, None));
    // What a higher layer misspells, the base may spell right; it is shown.
    let below: FxHashMap<(SpecKind, &str), &Node> = loaded
        .base
        .iter()
        .map(|spec| ((spec.kind, spec.name.as_str()), &spec.root))
        .collect();
    loaded
        .partials
        .par_iter_mut()
        .chain(loaded.settings.par_iter_mut())
        .for_each(|spec| {
            let lower = below.get(&(spec.kind, spec.name.as_str())).copied();
            check_one(session, spec, lower);
        });
    if let Some(cluster) = &mut loaded.cluster {
        let same =
            |spec: &&SpecDocument| spec.kind == SpecKind::Cluster && spec.name == cluster.name;
        if let Some(checked) = loaded.base.iter().chain(&loaded.partials).find(same) {
            *cluster = checked.clone();
        }
    }
}

fn check_one(session: &Session<'_>, spec: &mut SpecDocument, below: Option<&Node>) {
    let object = match &spec.namespace {
        Some(namespace) => format!("{}/{namespace}/{}", spec.kind.name(), spec.name),
        None => format!("{}/{}", spec.kind.name(), spec.name),
    };
    let scene = Scene {
        sources: &session.sources,
        object: &object,
        mode: Mode::Partial,
        span: spec.span,
    };
    let findings = check::document(scene, spec.kind, &mut spec.root, below);
    spec.sound &= findings.is_empty();
    session.report_all(findings);
}
