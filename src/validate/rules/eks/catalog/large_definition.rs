//! EK1393: a definition is too large to be applied by the client.
//!
//! Source: Kubernetes, annotations of at most 256 KiB ("last-applied-configuration"); External Secrets, "CRDs too long"; Argo CD, Server-Side Apply.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::charts::applies_on_server;
use crate::validate::tree::Tree;

/// The total size of the annotations of an object.
const MOST: usize = 262_144;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let applications = tree
        .of_kind("Application")
        .iter()
        .filter(|object| object.id.group == "argoproj.io");
    let Some(client) = applications
        .copied()
        .find(|application| !applies_on_server(application))
    else {
        return;
    };
    for definition in tree.of_kind("CustomResourceDefinition") {
        let mut json = String::new();
        definition.node.write_go_json(&mut json);
        if json.len() <= MOST {
            continue;
        }
        let node = client
            .node
            .at(&["spec", "syncPolicy"])
            .or(client.node.at(&["metadata", "name"]))
            .unwrap_or(&client.node);
        findings.push(
            about(
                Code::LargeDefinition,
                client,
                node,
                format!("`{}` has {} bytes, more than an annotation may have, and `{}` is applied by the client", definition.id, json.len(), client.id),
            )
            .at(node.head())
            .related(definition.node.at(&["metadata", "name"]).and_then(crate::yaml::Node::span), "the definition")
            .help("add `ServerSideApply=true` to `syncOptions`"),
        );
        return;
    }
}
