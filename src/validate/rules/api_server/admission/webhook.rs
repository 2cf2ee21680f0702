//! EK1186: webhooks that the API server refuses. After `validateValidatingWebhook` and
//! `validateAdmissionReviewVersions` of `pkg/apis/admissionregistration/validation`.

use super::webhooks;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The versions of AdmissionReview that the API server speaks.
const REVIEWS: [&str; 2] = ["v1", "v1beta1"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for configuration in webhooks(tree) {
        let mut judge = Judge::new(Code::Webhook, configuration, findings);
        for hook in items(&configuration.node, "webhooks") {
            one(hook, &mut judge);
        }
    }
}

fn one(hook: &Node, judge: &mut Judge<'_, '_>) {
    if let Some(name) = judge.needs(hook, "name", "a webhook") {
        judge.format(name, Format::LongSubdomain, "name for a webhook");
    }
    judge.wants(hook, "sideEffects", "a webhook");
    let Some(versions) = judge.needs(hook, "admissionReviewVersions", "a webhook") else {
        return;
    };
    let list = items(hook, "admissionReviewVersions");
    judge.unique(list, "versions");
    for version in list {
        judge.format(version, Format::LetterLabel, "version");
    }
    if !list
        .iter()
        .filter_map(Node::as_str)
        .any(|version| REVIEWS.contains(&version))
    {
        judge.advises(
            versions,
            "the API server speaks none of these versions",
            "add `v1`",
        );
    }
}
