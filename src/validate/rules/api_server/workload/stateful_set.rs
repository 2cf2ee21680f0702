//! EK1144: names in a StatefulSet that its pods cannot have. After `ValidateStatefulSetSpec` of
//! `pkg/apis/apps/validation`.

use crate::diag::Code;
use crate::k8s::{Format, Minor};
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;

/// From this version on, the name of the Service is looked at.
const SERVICE: Minor = Minor(33);

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.of("apps", "StatefulSet") {
        let Some(spec) = object.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::StatefulSetNames, object, findings);
        if tree.minor >= SERVICE {
            judge.format_of(spec, "serviceName", Format::Label, "name for a Service");
        }
        for claim in items(spec, "volumeClaimTemplates") {
            let name = match claim.value_of("metadata") {
                Some(metadata) => judge.needs(metadata, "name", "a claim template"),
                None => {
                    judge.says(claim, "a claim template needs `metadata.name`");
                    continue;
                }
            };
            if let Some(name) = name {
                judge.format(name, Format::Label, "name for a volume");
            }
        }
    }
}
