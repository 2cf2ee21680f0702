//! The environment by whose policy plain manifests are judged.

use std::collections::BTreeMap;
use std::path::Path;

use crate::cli::findings::Findings;
use crate::cli::{Settings, Stop, environments};
use crate::diag::Severity;
use crate::k8s::Object;
use crate::layer::{self, Target};
use crate::load;
use crate::session::Session;
use crate::text::{FileId, Sources, Span};
use crate::yaml::{Entry, Key, Mapping, Node, Value};

/// Reads an environment and its cluster. The places in them are made places of `sources`, since findings about manifests
/// show them too. Nothing comes back, and `findings` has the reason, where it has errors.
pub(super) fn read(
    name: &Path,
    sources: &Sources,
    findings: &mut Findings,
    settings: &Settings,
) -> Result<Option<Target>, Stop> {
    let (project, name) = environments::one(Some(name), settings)?;
    let session = Session::new(&project);
    let target = load::run(&session, &name, &[]).and_then(|loaded| layer::run(&session, loaded));
    let report = session.finish();
    if report.has(Severity::Error) {
        findings.add(&report, &session.sources);
        return Ok(None);
    }
    let mut moved: BTreeMap<FileId, FileId> = BTreeMap::new();
    let mut place = |span: Span| {
        let file = *moved.entry(span.file).or_insert_with(|| {
            let source = session.sources.get(span.file);
            sources.add(source.path.clone(), source.text.clone())
        });
        Span { file, ..span }
    };
    Ok(target.map(|target| Target {
        environment: copy(&target.environment, &mut place),
        cluster: copy(&target.cluster, &mut place),
        definitions: definitions(&target.definitions, &mut place),
        components: Vec::new(),
        ..target
    }))
}

fn definitions(objects: &[Object], place: &mut dyn FnMut(Span) -> Span) -> Vec<Object> {
    let moved = |object: &Object| Object {
        node: copy(&object.node, place),
        span: object.span.map(&mut *place),
        ..object.clone()
    };
    objects.iter().map(moved).collect()
}

/// Returns a node whose places, and those of all below, are other ones.
fn copy(node: &Node, place: &mut dyn FnMut(Span) -> Span) -> Node {
    let value = match &node.value {
        Value::Sequence(items) => {
            Value::Sequence(items.iter().map(|item| copy(item, place)).collect())
        }
        Value::Mapping(map) => {
            let mut copies = Mapping::new();
            for Entry { key, value } in map {
                let span = key.span.map(&mut *place);
                let key = Key {
                    name: key.name.clone(),
                    span,
                };
                copies.insert_entry(Entry {
                    key,
                    value: copy(value, place),
                });
            }
            Value::Mapping(copies)
        }
        scalar => scalar.clone(),
    };
    let mut copied = node.with(value);
    copied.origin.span = copied.origin.span.map(place);
    copied.origin.past = None;
    copied
}
