//! EK0609: a Secret, or a key of one, that nobody makes.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, within};
use crate::validate::references::{Reference, secrets};
use crate::validate::secrets::Keys;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    secrets(tree, &mut |reference| one(tree, &reference, findings));
}

fn one(tree: &Tree<'_>, reference: &Reference<'_>, findings: &mut Findings) {
    let namespace = reference.namespace;
    let Some(name) = reference.name.as_str() else {
        return;
    };
    let Some(keys) = tree.secrets.get(namespace, name) else {
        if !tree.externals.has("", "Secret", namespace, name) {
            let near = findings.near(name, tree.secrets.names(namespace));
            let elsewhere = findings
                .look(|| tree.secrets.namespace_with(name))
                .flatten();
            let message = format!("nobody makes the Secret `{name}`{}", within(namespace));
            let mut finding = about(
                Code::MissingSecret,
                reference.object,
                reference.name,
                message,
            );
            if let Some(other) = elsewhere {
                finding = finding.note(format!("there will be one in the namespace `{other}`"));
            }
            findings.push(
                finding
                    .help(near.unwrap_or_else(|| tree.add_or_declare("Secret", namespace, name))),
            );
        }
        return;
    };
    for node in &reference.keys {
        let Some(key) = node.as_str().filter(|key| !keys.has(key)) else {
            continue;
        };
        let near = match keys {
            Keys::Some(keys) => {
                let mut keys: Vec<&str> = keys.iter().copied().collect();
                keys.sort_unstable();
                findings.near(key, keys)
            }
            Keys::Any => None,
        };
        findings.push(
            about(
                Code::MissingSecret,
                reference.object,
                node,
                format!("the Secret `{name}` will have no key `{key}`"),
            )
            .maybe_help(near.or_else(|| Some(format!("add `{key}` to the keys of `{name}`")))),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{deployment, found};

    fn using(name: &str, key: &str) -> String {
        deployment(
            "{}",
            &format!(
                r#"{{"containers": [{{"name": "a", "env": [{{"name": "P",
                "valueFrom": {{"secretKeyRef": {{"name": "{name}", "key": "{key}"}}}}}}]}}]}}"#
            ),
        )
    }

    #[test]
    fn an_external_secret_makes_one() {
        let external = r#"{"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret",
            "metadata": {"name": "orders", "namespace": "shop"},
            "spec": {"target": {"name": "orders-db"}, "data": [{"secretKey": "password"}]}}"#;
        assert_eq!(
            found(
                Code::MissingSecret,
                &[external, &using("orders-db", "password")]
            )
            .len(),
            0
        );
        assert_eq!(
            found(
                Code::MissingSecret,
                &[external, &using("orders", "password")]
            )
            .len(),
            1
        );
        let findings = found(
            Code::MissingSecret,
            &[external, &using("orders-db", "pasword")],
        );
        assert_eq!(
            findings[0].help.as_deref(),
            Some("did you mean `password`?")
        );
        let whole = external.replace(
            "\"data\": [{\"secretKey\": \"password\"}]",
            "\"dataFrom\": [{}]",
        );
        assert_eq!(
            found(Code::MissingSecret, &[&whole, &using("orders-db", "any")]).len(),
            0
        );
    }
}
