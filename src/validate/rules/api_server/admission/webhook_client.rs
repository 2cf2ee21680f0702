//! EK1187: how a webhook is called, as the API server refuses it. After `pkg/util/webhook` of `apiserver`.

use super::{GROUP, WEBHOOKS};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for configuration in WEBHOOKS.into_iter().flat_map(|kind| tree.of(GROUP, kind)) {
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
                            format!("{} is no URL for a webhook: {problem}", url.brief()),
                        );
                    }
                }
                Some((_, service)) => check_service(service, &mut judge),
                None => {}
            }
        }
    }
}

/// `https://host[:port][/path]`.
fn url_problem(text: &str) -> Option<String> {
    let problem = |words: &str| Some(words.to_owned());
    if text.chars().any(char::is_control) {
        return problem("it contains a control character");
    }
    let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
    if !scheme.eq_ignore_ascii_case("https") {
        return problem("it must begin with `https://`");
    }
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    if !fragment.is_empty() || !query.is_empty() {
        return problem("it must have no query and no fragment");
    }
    let authority = rest.strip_prefix("//").unwrap_or_default();
    let authority = authority.split('/').next().unwrap_or_default();
    if authority.is_empty() {
        return problem("it has no host");
    }
    if authority.contains('@') {
        return problem("it must name no user");
    }
    let port = authority
        .rsplit_once(':')
        .filter(|(host, _)| !host.ends_with(':') && !host.contains('['));
    let bad_port = port.is_some_and(|(_, port)| !port.bytes().all(|byte| byte.is_ascii_digit()));
    if bad_port || authority.contains(' ') {
        return problem("its host or port cannot be read");
    }
    None
}

/// Checks the Service that answers calls.
fn check_service(service: &Node, judge: &mut Judge<'_, '_>) {
    judge.needs(service, "name", "the Service of a webhook");
    judge.needs(service, "namespace", "the Service of a webhook");
    if let Some(port) = service.value_of("port") {
        judge.within(port, 1..=65_535, "a port");
    }
    let path = service
        .text_of("path")
        .filter(|node| node.as_str() != Some("/"));
    if let Some(path) = path
        && let Some(problem) = path.as_str().and_then(path_problem)
    {
        judge.says(
            path,
            format!("{} is no path of a webhook: {problem}", path.brief()),
        );
    }
}

fn path_problem(text: &str) -> Option<String> {
    let Some(steps) = text.strip_prefix('/') else {
        return Some("it must begin with `/`".to_owned());
    };
    let steps = steps.strip_suffix('/').unwrap_or(steps);
    steps
        .split('/')
        .find_map(|step| Format::Subdomain.problem(step))
}

#[cfg(test)]
mod tests {
    use super::{path_problem, url_problem};

    #[test]
    fn urls_and_paths() {
        for url in [
            "https://a",
            "https://a.b:8443/c/d",
            "https://[::1]:443",
            "HTTPS://a#",
        ] {
            assert_eq!(url_problem(url), None, "{url}");
        }
        for url in [
            "",
            "a.b",
            "http://a",
            "https:///b",
            "https://u@a",
            "https://a?b=c",
            "https://a#b",
            "https://a:b",
        ] {
            assert!(url_problem(url).is_some(), "{url}");
        }
        assert_eq!(path_problem("/a/b.c/"), None);
        for path in ["a", "//", "/a//b", "/A"] {
            assert!(path_problem(path).is_some(), "{path}");
        }
    }
}
