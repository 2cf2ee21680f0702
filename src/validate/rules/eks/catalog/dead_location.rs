//! EK1390: an address from which a chart or image can no longer be had.
//!
//! Source: bitnami/sealed-secrets issue 1982; bitnami/charts issue 36537; grafana/loki issue 20705; aws/eks-charts.

use crate::diag::{Code, Severity};
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::charts::{addresses, charts};
use crate::validate::tree::Tree;

/// What an address begins with after its scheme, and where to go.
const ADDRESSES: &[(&str, &str)] = &[
    (
        "bitnami-labs.github.io/sealed-secrets",
        "https://bitnami.github.io/sealed-secrets",
    ),
    (
        "charts.helm.sh/stable",
        "the repository of the chart's own project",
    ),
    (
        "kubernetes-charts.storage.googleapis.com",
        "the repository of the chart's own project",
    ),
    (
        "public.ecr.aws/bitnami",
        "another image: Bitnami left this registry on 10 June 2026",
    ),
];

/// Charts that moved away from a repository.
const MOVED: &[(&str, &str, &str)] = &[
    (
        "aws.github.io/eks-charts",
        "aws-node-termination-handler",
        "oci://public.ecr.aws/aws-ec2/helm/aws-node-termination-handler",
    ),
    (
        "aws.github.io/eks-charts",
        "csi-secrets-store-provider-aws",
        "https://aws.github.io/secrets-store-csi-driver-provider-aws",
    ),
    (
        "grafana.github.io/helm-charts",
        "grafana",
        "oci://ghcr.io/grafana-community/helm-charts/grafana",
    ),
    (
        "grafana.github.io/helm-charts",
        "loki",
        "oci://ghcr.io/grafana-community/helm-charts/loki",
    ),
    (
        "grafana.github.io/helm-charts",
        "tempo",
        "oci://ghcr.io/grafana-community/helm-charts/tempo",
    ),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let addresses = addresses(tree);
    for (object, node, address) in &addresses {
        let bare = address.split_once("://").map_or(*address, |(_, rest)| rest);
        if let Some((_, to)) = ADDRESSES.iter().find(|(from, _)| bare.starts_with(from)) {
            let message = format!("nothing is left at `{address}`");
            let mut finding = about(Code::DeadLocation, object, node, message);
            if bare.starts_with("charts.helm.sh") {
                // What was there when it was closed can still be had.
                finding = about(
                    Code::DeadLocation,
                    object,
                    node,
                    format!("nothing new comes to `{address}`"),
                );
                finding.severity = Severity::Warning;
            }
            findings.push(finding.help(format!("take it from {to}")));
        }
    }
    for chart in charts(tree) {
        // A chart and its repository stand in one Application, or in one namespace of Flux.
        let near = addresses.iter().find_map(|(object, _, address)| {
            let together = object.id == chart.object.id
                || (object.id.kind == "HelmRepository"
                    && object.id.namespace == chart.object.id.namespace);
            let (_, _, to) = MOVED
                .iter()
                .find(|(from, name, _)| *name == chart.name && address.contains(from))?;
            together.then_some((*address, *to))
        });
        if let Some((address, to)) = near {
            let message = format!(
                "the chart `{}` is no longer kept at `{address}`",
                chart.name
            );
            findings.push(
                about(Code::DeadLocation, chart.object, chart.node, message)
                    .help(format!("take it from `{to}`")),
            );
        }
    }
}

/// Says the same of images.
pub(super) fn images(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        for (_, node, image) in pod.images() {
            if let Some((_, to)) = ADDRESSES.iter().find(|(from, _)| image.starts_with(from)) {
                findings.push(
                    about(
                        Code::DeadLocation,
                        pod.object,
                        node,
                        format!("nothing is left at `{image}`"),
                    )
                    .help(format!("take {to}")),
                );
            }
        }
    }
}
