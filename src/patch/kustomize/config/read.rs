//! Files of `configurations`: specs beside kustomize's own.

use super::{Config, NameReference};
use crate::diag::{Code, Diagnostic, Severity};
use crate::load::kustomization::fields::CONFIGURATION;
use crate::load::kustomization::{Folder, Loader, Outcome, decode_strictly};
use crate::patch::kustomize::field_spec::FieldSpec;
use crate::yaml::{Meaning, Node, parse_as};

/// What kustomize says before what is wrong in such a file.
const WORDS: &str = "error unmarshaling JSON: while decoding JSON";

/// Reads the file that an entry of `configurations` names.
pub(super) fn file(loader: &Loader<'_>, folder: &Folder, entry: &Node) -> Outcome<Config> {
    match root(loader, folder, entry, Repeated::Refused)? {
        Some(root) => of(loader, &root),
        None => Ok(Config::default()),
    }
}

/// Whether a key may stand twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeated {
    /// The last one counts.
    Last,
    /// It is an error.
    Refused,
}

/// Returns the first document of the file that an entry names, if it has one.
pub(super) fn root(
    loader: &Loader<'_>,
    folder: &Folder,
    entry: &Node,
    repeated: Repeated,
) -> Outcome<Option<Node>> {
    let file = loader.text(folder, entry)?;
    let source = loader.session.sources.get(file);
    let (documents, problems) = parse_as(file, &source.text, Meaning::GoYamlV2);
    let is_error = |problem: &Diagnostic| {
        problem.severity == Severity::Error
            || (problem.code == Code::DuplicateKey && repeated == Repeated::Refused)
    };
    let (errors, others): (Vec<Diagnostic>, Vec<Diagnostic>) =
        problems.into_iter().partition(is_error);
    loader.session.report_all(others);
    first_of(loader, errors, |mut error| {
        error.severity = Severity::Error;
        error.note("kustomize: error converting YAML to JSON")
    })?;
    let root = documents.into_iter().next().map(|document| document.root);
    Ok(root.filter(|root| !root.is_null()))
}

/// Reports all findings but the first, which is what stops the build.
fn first_of(
    loader: &Loader<'_>,
    findings: Vec<Diagnostic>,
    and: impl Fn(Diagnostic) -> Diagnostic,
) -> Outcome<()> {
    let mut findings = findings.into_iter().map(and);
    match findings.next() {
        None => Ok(()),
        Some(first) => {
            loader.session.report_all(findings);
            Err(Box::new(first))
        }
    }
}

fn of(loader: &Loader<'_>, root: &Node) -> Outcome<Config> {
    let node = match decode_strictly(root, CONFIGURATION, "a transformer configuration", WORDS) {
        Ok(node) => node,
        Err(findings) => {
            first_of(loader, findings, |finding| finding)?;
            return Ok(Config::default());
        }
    };
    let specs = |field: &str| FieldSpec::list(node.get(field));
    let references = node.get("nameReference").and_then(Node::as_list);
    let mut config = Config {
        name_prefix: specs("namePrefix"),
        name_suffix: specs("nameSuffix"),
        namespace: specs("namespace"),
        common_labels: specs("commonLabels"),
        labels: specs("labels"),
        template_labels: specs("templateLabels"),
        volume_claim_template_labels: specs("volumeClaimTemplateLabels"),
        common_annotations: specs("commonAnnotations"),
        name_reference: references
            .unwrap_or_default()
            .iter()
            .map(reference)
            .collect(),
        var_reference: specs("varReference"),
        images: specs("images"),
        replicas: specs("replicas"),
    };
    config.sort();
    Ok(config)
}

fn reference(node: &Node) -> NameReference {
    let text = |key: &str| node.get(key).and_then(Node::to_text).unwrap_or_default();
    NameReference {
        group: text("group"),
        version: text("version"),
        kind: text("kind"),
        referrers: FieldSpec::list(node.get("fieldSpecs")),
    }
}
