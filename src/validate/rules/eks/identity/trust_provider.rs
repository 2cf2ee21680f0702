//! EK1362: a trust policy trusts tokens of one issuer and asks for those of another, or lets nobody do what the SDK does.
//!
//! Source: Amazon EKS User Guide, "Assign IAM roles to Kubernetes service accounts", and "EKS Pod Identity role" (`sts:AssumeRole`
//! and `sts:TagSession`).

use serde_json::Value as Json;

use super::trust_document::{conditions, statements, texts};
use crate::diag::Code;
use crate::k8s::{Arn, partition_of};
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::facts::fact;
use crate::validate::tree::Tree;

const BY_TOKEN: &str = "sts:AssumeRoleWithWebIdentity";
const AUDIENCE: &str = "sts.amazonaws.com";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.of("iam.services.k8s.aws", "Role") {
        let Some(node) = object.node.at(&["spec", "assumeRolePolicyDocument"]) else {
            continue;
        };
        // What is no JSON is told already.
        let document = serde_json::from_str(node.as_str().unwrap_or_default());
        let document: Json = document.unwrap_or_default();
        for statement in statements(&document) {
            let provider = texts(&statement["Principal"]["Federated"])
                .into_iter()
                .find_map(|arn| Some((arn, arn.split_once(":oidc-provider/")?.1)));
            let wrong = match provider {
                Some((arn, issuer)) => of_token(tree, statement, arn, issuer),
                None => of_agent(statement),
            };
            if let Some((message, help)) = wrong {
                findings.push(about(Code::TrustPolicy, object, node, message).help(help));
            }
        }
    }
}

/// A statement for tokens of a cluster's issuer.
fn of_token(
    tree: &Tree<'_>,
    statement: &Json,
    arn: &str,
    issuer: &str,
) -> Option<(String, String)> {
    let actions = texts(&statement["Action"]);
    if !actions.is_empty() && !actions.iter().any(|action| allows(action, BY_TOKEN)) {
        let message = format!(
            "a token is for `{BY_TOKEN}`, and only `{}` is allowed",
            actions.join("`, `")
        );
        return Some((message, format!("allow `{BY_TOKEN}`")));
    }
    for (_, key, values) in conditions(statement) {
        let Some((of, name)) = key.rsplit_once(':').filter(|_| !key.starts_with("arn:")) else {
            continue;
        };
        if matches!(name, "aud" | "sub") && of != issuer {
            let message =
                format!("the policy trusts `{issuer}`, and asks for `{key}` of another issuer");
            return Some((message, format!("write `{issuer}:{name}`")));
        }
        let fits = |value: &&str| value.contains(['*', '?']) || value.starts_with(AUDIENCE);
        if name == "aud" && !values.iter().any(fits) {
            let message = format!(
                "tokens of pods are for `{AUDIENCE}`, not for `{}`",
                values.join("`, `")
            );
            return Some((message, format!("write `{AUDIENCE}`")));
        }
    }
    let region = fact(tree, "region")?;
    let partition = fact(tree, "partition").unwrap_or_else(|| partition_of(region));
    let stated = Arn::parse(arn).ok()?.partition;
    if stated != partition {
        let message =
            format!("the issuer is of the partition `{stated}`, and the cluster of `{partition}`");
        return Some((message, format!("begin the ARN with `arn:{partition}:`")));
    }
    let place = issuer.strip_prefix("oidc.eks.")?.split('.').next()?;
    (place != region).then(|| {
        (
            format!("the issuer is of a cluster in `{place}`, and this one is in `{region}`"),
            "take the issuer of this cluster".to_owned(),
        )
    })
}

/// A statement for the agent of Pod Identity.
fn of_agent(statement: &Json) -> Option<(String, String)> {
    texts(&statement["Principal"]["Service"])
        .contains(&"pods.eks.amazonaws.com")
        .then_some(())?;
    let actions = texts(&statement["Action"]);
    let mut needed = ["sts:AssumeRole", "sts:TagSession"].into_iter();
    let missing = needed.find(|needed| !actions.iter().any(|action| allows(action, needed)))?;
    Some((
        format!("the Pod Identity agent needs `{missing}`, which the policy does not allow"),
        "allow `sts:AssumeRole` and `sts:TagSession`".to_owned(),
    ))
}

fn allows(action: &str, needed: &str) -> bool {
    match action.split_once('*') {
        Some((head, _)) => needed.to_lowercase().starts_with(&head.to_lowercase()),
        None => action.eq_ignore_ascii_case(needed),
    }
}
