//! EK0612: a Service sends to a port by a name that no container has.

use crate::diag::Code;
use crate::k8s::LabelSelector;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for service in tree.of_kind("Service") {
        let Some(spec) = service.node.value_of("spec") else {
            continue;
        };
        let Some(selector) = spec.value_of("selector").map(LabelSelector::equal_to) else {
            continue;
        };
        for port in items(spec, "ports") {
            let target = port.value_of("targetPort");
            let Some((node, name)) = target.and_then(|node| Some((node, node.as_str()?))) else {
                continue;
            };
            // One finding for a port, however many pods lack it.
            let lacking = tree
                .pods
                .matching(&service.id.namespace, &selector)
                .find(|pod| !names(pod).any(|there| there == name));
            let Some(pod) = lacking else { continue };
            let near = findings.near(name, names(pod));
            let there: Vec<&str> = names(pod).collect();
            findings.push(
                about(
                    Code::UnknownTargetPort,
                    service,
                    node,
                    format!(
                        "no container of `{}` has a port named `{name}`",
                        pod.object.id
                    ),
                )
                .maybe_help(near.or_else(|| {
                    (!there.is_empty()).then(|| format!("it has `{}`", there.join("`, `")))
                })),
            );
        }
    }
}

fn names<'a>(pod: &Pod<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    pod.running()
        .flat_map(|container| items(container, "ports"))
        .filter_map(|port| text(port, &["name"]))
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{deployment, found, service};

    #[test]
    fn named_ports_must_be_there() {
        let pod = deployment(
            "{}",
            r#"{"containers": [{"name": "a", "ports": [{"name": "http", "containerPort": 1}]}]}"#,
        );
        assert_eq!(
            found(
                Code::UnknownTargetPort,
                &[&pod, &service(r#"{"port": 80, "targetPort": "http"}"#)]
            )
            .len(),
            0
        );
        assert_eq!(
            found(
                Code::UnknownTargetPort,
                &[&pod, &service(r#"{"port": 80, "targetPort": 8080}"#)]
            )
            .len(),
            0
        );
        let findings = found(
            Code::UnknownTargetPort,
            &[&pod, &service(r#"{"port": 80, "targetPort": "htp"}"#)],
        );
        assert_eq!(findings[0].help.as_deref(), Some("did you mean `http`?"));
    }
}
