//! The addresses inside the cluster that a Service may state.

use std::net::IpAddr;

use crate::k8s::address::{Strictness, ip};
use crate::validate::findings::{items, text};
use crate::validate::judge::{Judge, shown, word};
use crate::yaml::Node;

/// Checks `clusterIP`, `clusterIPs` and `ipFamilies` against each other.
pub(super) fn cluster_ips(spec: &Node, strictness: Strictness, judge: &mut Judge<'_, '_>) {
    let many = items(spec, "clusterIPs");
    let one = spec.text_of("clusterIP");
    match (one, many) {
        (None, [first, ..]) => judge.says(first, "`clusterIPs` is not allowed without `clusterIP`"),
        (Some(one), [first, ..]) if one != first => {
            judge.says(
                first,
                format!(
                    "the first of `clusterIPs` must be `clusterIP`, {}",
                    shown(one)
                ),
            );
        }
        _ => {}
    }
    let all: Vec<&Node> = if many.is_empty() {
        one.into_iter().collect()
    } else {
        many.iter().collect()
    };
    let headless = all
        .first()
        .is_some_and(|node| node.as_str() == Some("None"));
    if headless && all.len() > 1 {
        judge.says(all[1], "`None` must be the only value of `clusterIPs`");
        return;
    }
    if all.len() > 2 {
        judge.says(all[2], "`clusterIPs` holds two values at most");
    }
    let families = items(spec, "ipFamilies");
    let mut v4 = Vec::new();
    for (at, node) in all.iter().enumerate().filter(|_| !headless) {
        let Some(address) = address(node, strictness, judge) else {
            continue;
        };
        let family = if address.is_ipv4() { "IPv4" } else { "IPv6" };
        let wanted = families
            .get(at)
            .and_then(Node::as_str)
            .filter(|wanted| *wanted != family);
        if let Some(wanted @ ("IPv4" | "IPv6")) = wanted {
            judge.says(node, format!("`ipFamilies` wants an {wanted} address here"));
        }
        v4.push(address.is_ipv4());
    }
    if let [first, second] = v4[..]
        && first == second
    {
        judge.says(all[1], "`clusterIPs` takes one address of each family");
    }
    if let [first, second, ..] = families
        && first == second
    {
        judge.says(second, format!("`ipFamilies` holds {} twice", shown(first)));
    }
    if matches!(text(spec, &["ipFamilyPolicy"]), None | Some("SingleStack")) {
        for (list, second) in [
            ("clusterIPs", all.get(1).copied()),
            ("ipFamilies", families.get(1)),
        ] {
            if let Some(second) = second {
                let help = "set `ipFamilyPolicy: PreferDualStack`";
                judge.advises(
                    second,
                    format!("two `{list}` need a dual-stack `ipFamilyPolicy`"),
                    help,
                );
            }
        }
    }
}

/// Reads an address, or says what is wrong with it.
pub(super) fn address(
    node: &Node,
    strictness: Strictness,
    judge: &mut Judge<'_, '_>,
) -> Option<IpAddr> {
    let text = word(node)?;
    match ip(text, strictness) {
        Ok(address) => Some(address),
        Err(problem) => {
            judge.says(node, format!("`{text}` is no IP address: {problem}"));
            None
        }
    }
}
