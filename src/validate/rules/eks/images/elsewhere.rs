//! EK1398: an image of another region or account than the cluster's.
//!
//! Source: Amazon ECR User Guide, "Private image replication" and "Private repository policies". One account may have the registry of
//! all; each other one is told once, unless `policy.allowedRegistries` names it.

use std::collections::BTreeMap;

use crate::diag::Code;
use crate::k8s::{Image, Object};
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::facts::fact;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Accounts from which AWS gives its add-ons to everybody: EKS User Guide, "View Amazon container image registries for Amazon EKS
/// add-ons", and that of AWS for Fluent Bit.
const OF_AWS: &[&str] = &[
    "013241004608",
    "066635153087",
    "121268973566",
    "151610086707",
    "151742754352",
    "296578399912",
    "333609536671",
    "455263428931",
    "491585149902",
    "533267051163",
    "558608220178",
    "590381155156",
    "602401143452",
    "730335286997",
    "759879836304",
    "761377655185",
    "800184023465",
    "877085696533",
    "900612956339",
    "900889452093",
    "906394416424",
    "918309763551",
    "961992271922",
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let Some(region) = fact(tree, "region") else {
        return;
    };
    for pod in tree.pods.iter() {
        for (_, node, text) in pod.images() {
            let image = Image::parse(text).ecr();
            let Some((_, place)) = image.filter(|(account, _)| !OF_AWS.contains(account)) else {
                continue;
            };
            if region == place {
                continue;
            }
            let message =
                format!("the image comes from `{place}`, and the cluster is in `{region}`");
            findings.push(
                about(Code::ImageElsewhere, pod.object, node, message)
                    .help(format!("replicate the repository to `{region}`")),
            );
        }
    }
}

/// Says the same of accounts: of those beside the cluster's own, or beside the one that has most of the images.
pub(super) fn accounts(tree: &Tree<'_>, findings: &mut Findings) {
    let Some(own) = fact(tree, "accountId") else {
        return;
    };
    let mut images: BTreeMap<&str, Vec<(&Object, &Node)>> = BTreeMap::new();
    for pod in tree.pods.iter() {
        for (_, node, text) in pod.images() {
            let account = Image::parse(text).ecr().map(|(account, _)| account);
            if let Some(account) = account.filter(|account| !OF_AWS.contains(account)) {
                images.entry(account).or_default().push((pod.object, node));
            }
        }
    }
    let most = images.iter().max_by_key(|(_, images)| images.len());
    let usual = if images.contains_key(own) {
        Some(own)
    } else {
        most.map(|(account, _)| *account)
    };
    let allowed = tree.policy("allowedRegistries").and_then(Node::as_list);
    let allowed: Vec<&str> = allowed
        .unwrap_or_default()
        .iter()
        .filter_map(Node::as_str)
        .collect();
    for (account, images) in &images {
        let is_allowed = allowed.iter().any(|registry| registry.starts_with(account));
        let Some((object, node)) = images
            .first()
            .filter(|_| Some(*account) != usual && !is_allowed)
        else {
            continue;
        };
        let message =
            format!("the image comes from the account {account}, and the environment is of {own}");
        findings.push(
            about(Code::ImageElsewhere, object, node, message)
                .note("nodes can pull it only if the policy of the repository lets this account in")
                .help("take it from the registry of the others, or accept it in `ignore`"),
        );
    }
}
