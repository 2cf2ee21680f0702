//! EK1326: an application closes idle connections before its load balancer does.
//!
//! Source: Elastic Load Balancing, "Connection idle timeout": the application's keep-alive must be longer (HTTP 502 otherwise).

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items};
use crate::validate::load_balancers::targets::targets;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Options of servers that say so on their command line: uvicorn, gunicorn and hypercorn.
const OPTIONS: &[&str] = &["--timeout-keep-alive", "--keep-alive", "--keepalive"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let mut told = std::collections::BTreeSet::new();
    for target in targets(tree) {
        let Some(front) = &target.front else { continue };
        let idle = front
            .annotation("load-balancer-attributes")
            .and_then(|attributes| {
                attributes
                    .attribute("idle_timeout.timeout_seconds")?
                    .parse()
                    .ok()
            });
        let idle: i64 = idle.unwrap_or(60);
        for pod in target.pods(tree) {
            let found = pod.running().find_map(seconds);
            let Some((node, seconds)) = found.filter(|(_, seconds)| *seconds <= idle) else {
                continue;
            };
            if !told.insert(&pod.object.id) {
                continue;
            }
            findings.push(
                about(
                    Code::KeepAliveTooShort,
                    pod.object,
                    node,
                    format!("`{}` closes idle connections after {seconds} s, and the load balancer keeps them for {idle} s", pod.object.id),
                )
                .help(format!("keep them longer than the load balancer does: {} s", idle.saturating_add(5))),
            );
        }
    }
}

fn seconds(container: &Node) -> Option<(&Node, i64)> {
    let words: Vec<&Node> = ["command", "args"]
        .iter()
        .flat_map(|list| items(container, list))
        .collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let text = word.as_str()?;
        let (option, value) = match text.split_once('=') {
            Some((option, value)) => (option, value),
            None => (text, words.get(at + 1)?.as_str()?),
        };
        OPTIONS.contains(&option).then_some(())?;
        Some((*word, value.parse().ok()?))
    })
}
