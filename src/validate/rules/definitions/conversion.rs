//! EK1037: a conversion that cannot work. Source: `validateCustomResourceConversion` of apiextensions-apiserver and
//! `pkg/util/webhook/validation.go` of apiserver.

use super::each_spec;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The versions of `ConversionReview` that the server speaks.
const SPOKEN: [&str; 2] = ["v1", "v1beta1"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_spec(tree, findings, Code::DefinitionConversion, |judge, spec| {
        let Some(conversion) = spec.value_of("conversion") else {
            return;
        };
        judge.needs(conversion, "strategy", "a conversion");
        match text(conversion, &["strategy"]) {
            Some("Webhook") => webhook(judge, conversion),
            Some("None") => {
                judge.refuses(conversion, "webhook", "unless the strategy is `Webhook`")
            }
            _ => {}
        }
    });
}

fn webhook(judge: &mut Judge<'_, '_>, conversion: &Node) {
    let Some(webhook) = judge.needs(conversion, "webhook", "the strategy `Webhook`") else {
        return;
    };
    if let Some(config) = judge.needs(webhook, "clientConfig", "a webhook") {
        match judge.one_of(config, &["url", "service"], "a webhook") {
            Some(("url", url)) => address(judge, url),
            Some((_, service)) => {
                judge.needs(service, "name", "a service");
                judge.needs(service, "namespace", "a service");
                if let Some(port) = service.value_of("port") {
                    judge.within(port, 1..=65_535, "a port");
                }
                if let Some(path) = service.text_of("path") {
                    segments(judge, path);
                }
            }
            None => {}
        }
    }
    let Some(node) = judge.needs(webhook, "conversionReviewVersions", "a webhook") else {
        return;
    };
    let versions = items(webhook, "conversionReviewVersions");
    judge.unique(versions, "versions");
    for version in versions {
        judge.format(version, Format::LetterLabel, "version");
    }
    if !versions
        .iter()
        .filter_map(Node::as_str)
        .any(|version| SPOKEN.contains(&version))
    {
        judge.says(
            node,
            "expected `v1` among the versions of `ConversionReview`",
        );
    }
}

fn address(judge: &mut Judge<'_, '_>, node: &Node) {
    let Some(url) = node.as_str() else { return };
    let Some(rest) = url.strip_prefix("https://") else {
        return judge.says(node, format!("expected `https://host/path`, found `{url}`"));
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let problem = if host.is_empty() {
        "no host"
    } else if host.contains('@') {
        "a user"
    } else if url.contains('#') && !url.ends_with('#') {
        "a fragment"
    } else if url.contains('?') && !url.ends_with('?') {
        "a query"
    } else {
        return;
    };
    judge.says(
        node,
        format!("expected `https://host/path`, found {problem} in `{url}`"),
    );
}

fn segments(judge: &mut Judge<'_, '_>, node: &Node) {
    let Some(path) = node.as_str().filter(|path| *path != "/") else {
        return;
    };
    let Some(inner) = path.strip_prefix('/') else {
        return judge.says(
            node,
            format!("expected a path that begins with `/`, found `{path}`"),
        );
    };
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let problem = inner.split('/').find_map(|step| match step {
        "" => Some("an empty segment".to_owned()),
        step => Format::Subdomain.problem(step),
    });
    if let Some(problem) = problem {
        judge.says(node, format!("`{path}` is no path of a service: {problem}"));
    }
}
