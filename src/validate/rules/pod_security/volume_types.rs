//! EK1413: a pod has a volume of a type that its standard forbids.
//!
//! Source: the control "Volume Types" of the Pod Security Standards, restricted. A `hostPath` is EK1404's.

use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::standards::{Level, judge, name_of};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const ALLOWED: [&str; 9] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecurityVolumeType;
    judge(
        tree,
        findings,
        code,
        Level::Restricted,
        |pod, _, violation| {
            for volume in items(pod.spec, "volumes") {
                let sources = volume.as_map().into_iter().flatten();
                let mut sources = sources
                    .filter(|entry| entry.key.name != "name" && !Node::is_null(&entry.value));
                // A volume without a source is an emptyDir.
                let Some(source) = sources.next() else {
                    continue;
                };
                let kind = source.key.name.as_str();
                if kind != "hostPath" && !ALLOWED.contains(&kind) {
                    let says = format!(
                        "forbids the type `{kind}` of the volume `{}`",
                        name_of(volume)
                    );
                    violation(&source.value, says, "use a PersistentVolumeClaim");
                }
            }
        },
    );
}
