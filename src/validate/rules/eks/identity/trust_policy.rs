//! EK1362: the trust policy of a role does not let its ServiceAccount in.
//!
//! Source: Amazon EKS User Guide, "Assign IAM roles to Kubernetes service accounts"; karpenter-provider-aws issue 1666, crossplane issue 5578.

use serde_json::Value as Json;

use super::trust_document::{conditions, statements};
use crate::diag::Code;
use crate::k8s::Arn;
use crate::validate::findings::{Findings, about, text};
use crate::validate::rules::eks::accounts::role;
use crate::validate::rules::eks::facts::fact;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let issuer = fact(tree, "oidcIssuer").map(|url| url.trim_start_matches("https://"));
    for object in tree
        .of_kind("Role")
        .iter()
        .filter(|role| role.id.group == "iam.services.k8s.aws")
    {
        let Some(node) = object.node.at(&["spec", "assumeRolePolicyDocument"]) else {
            continue;
        };
        let mut say = |message: String, help: &str| {
            findings.push(about(Code::TrustPolicy, object, node, message).help(help))
        };
        let document: Json = match serde_json::from_str(node.as_str().unwrap_or_default()) {
            Ok(document) => document,
            Err(error) => {
                say(
                    format!("the trust policy is not JSON: {error}"),
                    "write a JSON document",
                );
                continue;
            }
        };
        let mut subjects = Vec::new();
        let conditions = statements(&document).into_iter().flat_map(conditions);
        for (operator, key, values) in conditions {
            if key.starts_with("arn:") {
                say(
                    format!("the condition key `{key}` is an ARN"),
                    "begin it with the host of the issuer: `oidc.eks.…/id/…:sub`",
                );
            } else if issuer
                .is_some_and(|issuer| key.starts_with("oidc.eks.") && !key.starts_with(issuer))
            {
                say(
                    format!("`{key}` is of another cluster"),
                    "take `oidcIssuer` of the Cluster",
                );
            }
            if !key.ends_with(":sub") {
                continue;
            }
            for value in values {
                let plain = operator.starts_with("StringEquals");
                if plain && value.contains(['*', '?']) {
                    say(
                        format!("`{operator}` takes `{value}` literally"),
                        "use `StringLike`",
                    );
                } else if !value.starts_with("system:serviceaccount:")
                    || value.split(':').count() != 4
                {
                    say(
                        format!("`{value}` is no ServiceAccount"),
                        "write `system:serviceaccount:<namespace>:<name>`",
                    );
                }
                subjects.push(value);
            }
        }
        let name = text(&object.node, &["spec", "name"]).unwrap_or(&object.id.name);
        let users = tree
            .of_kind("ServiceAccount")
            .iter()
            .filter(|account| uses(account, name));
        for account in users.filter(|_| !subjects.is_empty()) {
            let wanted = format!(
                "system:serviceaccount:{}:{}",
                account.id.namespace, account.id.name
            );
            if !subjects
                .iter()
                .any(|subject| subject.contains(['*', '?']) || *subject == wanted)
            {
                say(
                    format!(
                        "the role is that of `{}`, and its trust policy lets in `{}`",
                        account.id,
                        subjects.join("`, `")
                    ),
                    &format!("name `{wanted}`"),
                );
            }
        }
    }
}

fn uses(account: &crate::k8s::Object, name: &str) -> bool {
    let arn = role(account).and_then(|node| Arn::role(node.as_str()?).ok());
    arn.is_some_and(|arn| arn.resource.rsplit('/').next() == Some(name))
}
