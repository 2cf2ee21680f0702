//! EK1231: an object of Flux or Argo CD whose source or project nobody makes.
//!
//! Source: Flux, Kustomization v1 and HelmRelease v2 `sourceRef`, `chartRef`; Argo CD, Application `spec.project`.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, text};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const SOURCES: &str = "source.toolkit.fluxcd.io";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let is_flux = |object: &&&Object| object.id.group.ends_with(".toolkit.fluxcd.io");
    for object in tree.of_kind("Kustomization").iter().filter(is_flux) {
        source(
            tree,
            object,
            object.node.at(&["spec", "sourceRef"]),
            findings,
        );
    }
    for object in tree.of_kind("HelmRelease").iter().filter(is_flux) {
        source(
            tree,
            object,
            object.node.at(&["spec", "chart", "spec", "sourceRef"]),
            findings,
        );
        source(
            tree,
            object,
            object.node.at(&["spec", "chartRef"]),
            findings,
        );
    }
    for application in tree
        .of_kind("Application")
        .iter()
        .filter(|it| it.id.group == "argoproj.io")
    {
        let node = application.node.at(&["spec", "project"]);
        if let Some(node) = node.filter(|node| node.as_str() != Some("default")) {
            let namespace = application.id.namespace.as_str();
            let name = Name {
                object: application,
                node,
                group: "argoproj.io",
                kind: "AppProject",
                namespace,
            };
            demand(tree, findings, Code::MissingGitopsSource, name);
        }
    }
}

fn source(tree: &Tree<'_>, object: &Object, reference: Option<&Node>, findings: &mut Findings) {
    let Some(reference) = reference else { return };
    let (Some(node), Some(kind)) = (reference.value_of("name"), text(reference, &["kind"])) else {
        return;
    };
    let namespace = text(reference, &["namespace"]).unwrap_or(&object.id.namespace);
    let name = Name {
        object,
        node,
        group: SOURCES,
        kind,
        namespace,
    };
    demand(tree, findings, Code::MissingGitopsSource, name);
}
