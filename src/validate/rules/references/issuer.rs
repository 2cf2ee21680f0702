//! EK1218: a certificate by an issuer that nobody makes.
//!
//! Source: cert-manager, Certificate v1 `issuerRef` (an Issuer of its namespace unless it says ClusterIssuer), and the annotations of
//! Ingress and Gateway.

use crate::diag::Code;
use crate::validate::findings::{Findings, text};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;

const GROUP: &str = "cert-manager.io";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for certificate in tree
        .of_kind("Certificate")
        .iter()
        .filter(|it| it.id.group == GROUP)
    {
        let reference = certificate.node.at(&["spec", "issuerRef"]);
        let Some((reference, node)) = reference.and_then(|it| Some((it, it.value_of("name")?)))
        else {
            continue;
        };
        // Issuers of other groups are made by other controllers.
        if text(reference, &["group"]).is_some_and(|group| group != GROUP) {
            continue;
        }
        let (kind, namespace) = match text(reference, &["kind"]) {
            Some("ClusterIssuer") => ("ClusterIssuer", ""),
            None | Some("Issuer") => ("Issuer", certificate.id.namespace.as_str()),
            Some(_) => continue,
        };
        let name = Name {
            object: certificate,
            node,
            group: GROUP,
            kind,
            namespace,
        };
        demand(tree, findings, Code::MissingIssuer, name);
    }
    for object in ["Ingress", "Gateway"]
        .iter()
        .flat_map(|kind| tree.of_kind(kind))
    {
        let Some(annotations) = object.node.at(&["metadata", "annotations"]) else {
            continue;
        };
        if annotations
            .value_of("cert-manager.io/issuer-group")
            .is_some()
        {
            continue;
        }
        for (key, kind, namespace) in [
            ("cert-manager.io/cluster-issuer", "ClusterIssuer", ""),
            (
                "cert-manager.io/issuer",
                "Issuer",
                object.id.namespace.as_str(),
            ),
        ] {
            if let Some(node) = annotations.value_of(key) {
                demand(
                    tree,
                    findings,
                    Code::MissingIssuer,
                    Name {
                        object,
                        node,
                        group: GROUP,
                        kind,
                        namespace,
                    },
                );
            }
        }
    }
}
