//! EK0608: a ConfigMap, or a key of one, that nobody makes.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::lookup::{Name, demand};
use crate::validate::references::{Reference, config_maps};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    config_maps(tree, &mut |reference| one(tree, &reference, findings));
}

fn one(tree: &Tree<'_>, reference: &Reference<'_>, findings: &mut Findings) {
    let Some(name) = reference.name.as_str() else {
        return;
    };
    // trust-manager makes a ConfigMap of a Bundle in every namespace.
    if tree
        .get("trust.cert-manager.io", "Bundle", "", name)
        .is_some()
    {
        return;
    }
    let wanted = Name {
        object: reference.object,
        node: reference.name,
        group: "",
        kind: "ConfigMap",
        namespace: reference.namespace,
    };
    let Some(map) = demand(tree, findings, Code::MissingConfigMap, wanted) else {
        return;
    };
    // One without data is there to be filled by a controller.
    if map
        .node
        .value_of("data")
        .or(map.node.value_of("binaryData"))
        .is_none()
    {
        return;
    }
    let keys = || {
        ["data", "binaryData"]
            .into_iter()
            .filter_map(|field| map.node.value_of(field)?.as_map())
            .flat_map(|map| map.keys())
    };
    for node in &reference.keys {
        let Some(key) = node.as_str() else { continue };
        let there = ["data", "binaryData"]
            .iter()
            .any(|field| map.node.at(&[field, key]).is_some());
        if !there {
            let near = findings.near(key, keys());
            findings.push(
                about(
                    Code::MissingConfigMap,
                    reference.object,
                    node,
                    format!("the ConfigMap `{name}` has no key `{key}`"),
                )
                .related(map.node.value_of("data").and_then(Node::span), "its data")
                .maybe_help(near),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{deployment, found};

    #[test]
    fn map_and_key_must_be_there() {
        let config = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "api", "namespace": "shop"},
            "data": {"level": "info"}}"#;
        let using = |name: &str, key: &str| {
            deployment(
                "{}",
                &format!(
                    r#"{{"containers": [{{"name": "a", "env": [{{"name": "L",
                    "valueFrom": {{"configMapKeyRef": {{"name": "{name}", "key": "{key}"}}}}}}]}}]}}"#
                ),
            )
        };
        assert_eq!(
            found(Code::MissingConfigMap, &[config, &using("api", "level")]).len(),
            0
        );
        assert_eq!(
            found(Code::MissingConfigMap, &[config, &using("apu", "level")]).len(),
            1
        );
        let findings = found(Code::MissingConfigMap, &[config, &using("api", "levle")]);
        assert_eq!(findings[0].help.as_deref(), Some("did you mean `level`?"));
    }
}
