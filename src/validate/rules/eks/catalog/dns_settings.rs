//! EK1392: ExternalDNS is not told whose records are its own.
//!
//! Source: kubernetes-sigs/external-dns, "TXT registry"; pull request 6508: `--policy` must be stated from 0.22 on.

use crate::diag::Code;
use crate::validate::components::{Component, containers_of, option, words};
use crate::validate::findings::{Findings, about, text};
use crate::validate::rules::eks::charts::charts;
use crate::validate::rules::eks::releases::{Values, values};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (pod, container) in containers_of(tree, Component::ExternalDns) {
        // Without a command line, the settings are environment variables.
        if words(container).next().is_none() {
            continue;
        }
        let registry = option(container, "--registry").map_or("txt", |(_, registry)| registry);
        let needed = [
            (
                "--txt-owner-id",
                matches!(registry, "txt" | "dynamodb"),
                "clusters delete each other's records",
            ),
            (
                "--policy",
                true,
                "0.22 and later do not start without it, and earlier ones delete records",
            ),
        ];
        for (name, is_needed, why) in needed {
            if !is_needed || option(container, name).is_some() {
                continue;
            }
            findings.push(
                about(
                    Code::DnsSettings,
                    pod.object,
                    container
                        .value_of("args")
                        .or(container.value_of("name"))
                        .unwrap_or(container),
                    format!("ExternalDNS is not given `{name}`: {why}"),
                )
                .help(format!(
                    "add `{name}={}`",
                    if name == "--policy" {
                        "upsert-only"
                    } else {
                        "<cluster>"
                    }
                )),
            );
        }
    }
    for chart in charts(tree) {
        let is_it = chart.name.rsplit('/').next() == Some("external-dns");
        let Values::Stated(values) = values(&chart) else {
            continue;
        };
        let value = |key: &str| values.and_then(|values| text(values, &[key]));
        let needs = matches!(value("registry").unwrap_or("txt"), "txt" | "dynamodb");
        if !is_it || !needs || value("txtOwnerId").is_some_and(|owner| !owner.is_empty()) {
            continue;
        }
        let message = "ExternalDNS is not given `txtOwnerId`: clusters delete each other's records";
        findings.push(
            about(Code::DnsSettings, chart.object, chart.node, message)
                .help("add `txtOwnerId: <cluster>` to its values"),
        );
    }
}
