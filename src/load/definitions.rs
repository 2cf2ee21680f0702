//! The definitions of custom resources that an environment says the cluster has, `crds`.
//!
//! In: the evaluated spec of an environment. Out: the CustomResourceDefinitions in the files that it names, as they are;
//! they are not checked, and other objects of these files are passed over.

use super::{manifests, objects};
use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::session::Session;
use crate::yaml::Node;

/// Returns the definitions of all entries. What cannot be read is reported, and the rest is there; `path` is the file of the
/// environment.
pub fn of_environment(session: &Session<'_>, environment: &Node, path: &str) -> Vec<Object> {
    let entries = environment.value_of("crds").and_then(Node::as_list);
    let mut definitions = Vec::new();
    for asked in entries.unwrap_or_default() {
        match manifests::find(session, asked, path) {
            Ok(files) => definitions.extend(of_files(session, asked, &files)),
            Err(finding) => session.report(*finding),
        }
    }
    definitions
}

/// Returns the definitions in the files of one entry; that there are none is reported, unless a file could not be read.
fn of_files(session: &Session<'_>, asked: &Node, files: &[String]) -> Vec<Object> {
    let mut definitions = Vec::new();
    let mut is_read = true;
    for file in files {
        match of_file(session, file) {
            Ok(objects) => definitions.extend(objects),
            Err(reason) => {
                is_read = false;
                let finding = Diagnostic::new(Code::NamedFile, reason).at(asked.span());
                session
                    .report(finding.help(
                        "name the folder that has the definitions alone, `vendor/keda/crds`",
                    ));
            }
        }
    }
    definitions.retain(|object| object.id.kind == "CustomResourceDefinition");
    if definitions.is_empty() && is_read {
        let text = asked.as_str().unwrap_or_default();
        let message = format!("`{text}` holds no CustomResourceDefinition");
        let finding = Diagnostic::new(Code::NamedFile, message).at(asked.span());
        session.report(finding.help("objects that are to be rendered are named in `raw`"));
    }
    definitions
}

fn of_file(session: &Session<'_>, path: &str) -> Result<Vec<Object>, String> {
    let template = || format!("`{path}` is a template, and `crds` are read as they are");
    if path.ends_with(".j2") {
        return Err(template());
    }
    let file = session.text(path);
    let file = file.map_err(|error| format!("cannot read `{path}`: {error}"))?;
    objects::of_text(session, file).map_err(|objects::IsTemplate| template())
}
