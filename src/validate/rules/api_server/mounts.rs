//! EK0611: a mount without a volume. EK0626: a volume without a mount.

use rustc_hash::FxHashSet;

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        let volumes = items(pod.spec, "volumes");
        let claims = match pod.object.id.kind.as_str() {
            "StatefulSet" => pod.object.node.at(&["spec", "volumeClaimTemplates"]),
            _ => None,
        };
        let claims = claims.and_then(Node::as_list).unwrap_or_default();
        let there: FxHashSet<&str> = volumes
            .iter()
            .filter_map(|volume| text(volume, &["name"]))
            .chain(
                claims
                    .iter()
                    .filter_map(|claim| text(claim, &["metadata", "name"])),
            )
            .collect();
        let mut mounted: FxHashSet<&str> = FxHashSet::default();
        for container in pod.containers() {
            for mount in items(container, "volumeMounts")
                .iter()
                .chain(items(container, "volumeDevices"))
            {
                let Some((node, name)) = mount
                    .value_of("name")
                    .and_then(|node| Some((node, node.as_str()?)))
                else {
                    continue;
                };
                mounted.insert(name);
                if there.contains(name) {
                    continue;
                }
                let mut names: Vec<&str> = there.iter().copied().collect();
                names.sort_unstable();
                let near = findings.near(name, names);
                findings.push(
                    about(
                        Code::MountWithoutVolume,
                        pod.object,
                        node,
                        format!("the pod has no volume `{name}` to mount"),
                    )
                    .help(near.unwrap_or_else(|| format!("add a volume `{name}` to the pod"))),
                );
            }
        }
        for volume in volumes {
            let name = volume
                .value_of("name")
                .and_then(|node| Some((node, node.as_str()?)));
            if let Some((node, name)) = name.filter(|(_, name)| !mounted.contains(name)) {
                findings.push(
                    about(
                        Code::UnusedVolume,
                        pod.object,
                        node,
                        format!("no container mounts the volume `{name}`"),
                    )
                    .help("mount it, or remove it"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{deployment, found};

    #[test]
    fn mounts_and_volumes_belong_together() {
        let pod = deployment(
            "{}",
            r#"{"containers": [{"name": "a", "volumeMounts": [{"name": "tpm", "mountPath": "/tmp"}]}],
            "volumes": [{"name": "tmp", "emptyDir": {}}]}"#,
        );
        let findings = found(Code::MountWithoutVolume, &[&pod]);
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings[0].pointer.as_deref(),
            Some("/spec/template/spec/containers/0/volumeMounts/0/name")
        );
        assert_eq!(
            findings[0].help.as_deref(),
            Some("add a volume `tpm` to the pod")
        );
        assert_eq!(found(Code::UnusedVolume, &[&pod]).len(), 1);
    }
}
