//! EK1394: a SealedSecret is renamed or moved, and cannot be opened any more.
//!
//! Source: bitnami/sealed-secrets, `README.md`, "Scopes".

use crate::diag::Code;
use crate::validate::findings::{Findings, about, text};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for secret in tree.of_kind("SealedSecret") {
        let annotated = |name: &str| {
            let key = format!("sealedsecrets.bitnami.com/{name}");
            text(&secret.node, &["metadata", "annotations", &key]) == Some("true")
        };
        if annotated("cluster-wide") {
            continue;
        }
        for key in ["name", "namespace"] {
            if key == "name" && annotated("namespace-wide") {
                continue;
            }
            let Some(own) = secret.node.at(&["metadata", key]) else {
                continue;
            };
            let template = secret.node.at(&["spec", "template", "metadata", key]);
            let other = template.filter(|template| *template != own);
            // A patch or a kustomization gave it another name than the one it was sealed for.
            let past = own.origin.past.as_ref().filter(|past| {
                own.as_str()
                    .is_some_and(|text| past.value != format!("{text:?}"))
            });
            let (node, was) = match (other, past) {
                (Some(other), _) => (other, other.brief()),
                (None, Some(past)) => (own, past.value.clone()),
                (None, None) => continue,
            };
            findings.push(
                about(
                    Code::SealedSecretMoved,
                    secret,
                    node,
                    format!("`{}` was sealed for the {key} {was}, and only opens there", secret.id),
                )
                .help("seal it again for the new one, or with `--scope namespace-wide` or `cluster-wide`"),
            );
        }
    }
}
