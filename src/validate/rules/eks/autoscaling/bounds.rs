//! EK1340: a ScaledObject whose lower bound is above its upper one.
//!
//! Source: KEDA, ScaledObject specification, `minReplicaCount` and `maxReplicaCount`. Those of a HorizontalPodAutoscaler are the API
//! server's to refuse.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::probes::number;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for scaled in tree.of_kind("ScaledObject") {
        let Some(spec) = scaled.node.value_of("spec") else {
            continue;
        };
        let Some(node) = spec.value_of("minReplicaCount") else {
            continue;
        };
        let (least, most) = (
            number(spec, "minReplicaCount", 0),
            number(spec, "maxReplicaCount", 100),
        );
        if least > most {
            findings.push(
                about(
                    Code::ScaledObjectBounds,
                    scaled,
                    node,
                    format!("`minReplicaCount` is {least}, and `maxReplicaCount` {most}"),
                )
                .related(
                    spec.value_of("maxReplicaCount")
                        .and_then(crate::yaml::Node::span),
                    "the upper bound",
                )
                .help("state a lower bound that is not above the upper one"),
            );
        }
    }
}
