//! EK1187: how a webhook is called, as the API server refuses it. After `pkg/util/webhook` of `apiserver`.

use super::url::{path_problem, url_problem};
use super::webhooks;
use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for configuration in webhooks(tree) {
        let mut judge = Judge::new(Code::WebhookClient, configuration, findings);
        for hook in items(&configuration.node, "webhooks") {
            let Some(client) = hook.value_of("clientConfig") else {
                judge.says(hook, "a webhook needs `clientConfig`");
                continue;
            };
            match judge.one_of(client, &["url", "service"], "`clientConfig`") {
                Some(("url", url)) => {
                    if let Some(problem) = url.as_str().and_then(url_problem) {
                        judge.says(
                            url,
                            format!("{} is no URL for a webhook: {problem}", shown(url)),
                        );
                    }
                }
                Some((_, service)) => check_service(service, &mut judge),
                None => {}
            }
        }
    }
}

/// Checks the Service that answers calls.
fn check_service(service: &Node, judge: &mut Judge<'_, '_>) {
    judge.needs(service, "name", "the Service of a webhook");
    judge.needs(service, "namespace", "the Service of a webhook");
    let path = service
        .text_of("path")
        .filter(|node| node.as_str() != Some("/"));
    if let Some(path) = path
        && let Some(problem) = path.as_str().and_then(path_problem)
    {
        judge.says(
            path,
            format!("{} is no path of a webhook: {problem}", shown(path)),
        );
    }
}
