//! EK1132: a `dnsConfig` that the API server refuses. After `validatePodDNSConfig` of `pkg/apis/core/validation`.

use super::each;
use crate::diag::Code;
use crate::k8s::address::{Strictness, ip};
use crate::k8s::{Format, Minor};
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// From this version on, a search domain may have `_` and be `.` (`RelaxedDNSSearchValidation`).
const RELAXED: Minor = Minor(33);

/// All search domains together have at most so many characters.
const SEARCH: usize = 2048;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let minor = tree.minor;
    each(tree, findings, Code::DnsConfig, |pod, judge| {
        check_pod(pod, minor, judge)
    });
}

fn check_pod(pod: &Pod<'_>, minor: Minor, judge: &mut Judge<'_, '_>) {
    let config = pod.spec.value_of("dnsConfig");
    let servers = config.map_or(&[][..], |config| items(config, "nameservers"));
    if let Some(policy) = pod.spec.value_of("dnsPolicy")
        && policy.as_str() == Some("None")
        && servers.is_empty()
    {
        judge.says(
            policy,
            "the policy `None` needs a name server in `dnsConfig.nameservers`",
        );
    }
    let Some(config) = config else { return };
    judge.at_most(config, "nameservers", 3);
    for server in servers {
        if let Some(Err(problem)) = server.as_str().map(|text| ip(text, Strictness::of(minor))) {
            judge.says(
                server,
                format!("{} is no address: {problem}", server.brief()),
            );
        }
    }
    searches(config, minor, judge);
    for option in items(config, "options") {
        judge.needs(option, "name", "an option of `dnsConfig`");
    }
}

fn searches(config: &Node, minor: Minor, judge: &mut Judge<'_, '_>) {
    judge.at_most(config, "searches", 32);
    let searches = items(config, "searches");
    let length: usize = searches
        .iter()
        .map(|search| text(search, &[]).map_or(0, str::len) + 1)
        .sum();
    if let Some(first) = searches.first().filter(|_| length > SEARCH + 1) {
        judge.says(
            first,
            format!(
                "the search domains have {} characters, at most {SEARCH} are allowed",
                length - 1
            ),
        );
    }
    for search in searches {
        let Some(text) = search.as_str() else {
            continue;
        };
        if text == "." && minor >= RELAXED {
            continue;
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        let plain = if minor >= RELAXED {
            plain(name)
        } else {
            name.to_owned()
        };
        if let Some(problem) = Format::Subdomain.problem(&plain) {
            judge.says(search, format!("`{text}` is no search domain: {problem}"));
        }
    }
}

/// A label may begin with `_` and have it inside, not at its end.
fn plain(name: &str) -> String {
    let label = |label: &str| {
        let body = label
            .strip_prefix('_')
            .map_or(label.to_owned(), |rest| format!("a{rest}"));
        match body.strip_suffix('_') {
            Some(_) => format!("{body}-"),
            None => body.replace('_', "-"),
        }
    };
    name.split('.').map(label).collect::<Vec<_>>().join(".")
}
