//! EK1391: ExternalDNS does not read annotations with this prefix.
//!
//! Source: kubernetes-sigs/external-dns pull request 6424: from 0.22 on the prefix is `external-dns.kubernetes.io/`.

use crate::diag::Code;
use crate::k8s::Image;
use crate::validate::components::{Component, containers_of, option};
use crate::validate::findings::{Findings, about, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const OLD: &str = "external-dns.alpha.kubernetes.io/";
const NEW: &str = "external-dns.kubernetes.io/";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let program = containers_of(tree, Component::ExternalDns).find_map(|(_, container)| {
        let version = Image::parse(text(container, &["image"])?).version()?;
        option(container, "--annotation-prefix")
            .is_none()
            .then_some((container, version))
    });
    let Some((container, version)) = program else {
        return;
    };
    let (wrong, right) = if version >= (0, 22) {
        (OLD, NEW)
    } else {
        (NEW, OLD)
    };
    for kind in ["Service", "Ingress", "Gateway", "HTTPRoute"] {
        for object in tree.of_kind(kind) {
            let annotations = object
                .node
                .at(&["metadata", "annotations"])
                .and_then(Node::as_map);
            let found = annotations
                .into_iter()
                .flatten()
                .find(|entry| entry.key.name.starts_with(wrong));
            let Some(entry) = found else { continue };
            findings.push(
                about(
                    Code::DnsPrefix,
                    object,
                    &entry.value,
                    format!(
                        "ExternalDNS {}.{} does not read annotations of `{wrong}`",
                        version.0, version.1
                    ),
                )
                .at(entry.key.span.or(object.span))
                .related(
                    container.value_of("image").and_then(Node::span),
                    "this version",
                )
                .help(format!("begin the annotation with `{right}`")),
            );
        }
    }
}
