//! EK1117: resources of containers that the API server refuses. After `validateResourceRequirements` of
//! `pkg/apis/core/validation`; a limit below its request is EK0628.

use std::fmt;

use super::{called, each};
use crate::diag::Code;
use crate::k8s::resource_name::{Counted, can_be_overcommitted, is_whole};
use crate::validate::findings::Findings;
use crate::validate::judge::{Judge, quantity};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::{Entry, Node};

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::Resource, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for container in pod.containers() {
        if let Some(resources) = container.value_of("resources") {
            requirements(resources, called(container), judge);
        }
    }
    if let Some(resources) = pod.spec.value_of("resources") {
        requirements(resources, "the pod", judge);
    }
    for entry in entries(pod.spec, "overhead") {
        amount(entry, judge);
    }
}

fn entries<'n>(node: &'n Node, key: &str) -> impl Iterator<Item = &'n Entry> {
    node.value_of(key)
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
}

fn requirements(resources: &Node, of: impl fmt::Display, judge: &mut Judge<'_, '_>) {
    let all = || entries(resources, "limits").chain(entries(resources, "requests"));
    all().for_each(|entry| amount(entry, judge));
    let has = |name: &str| all().any(|entry| entry.key.name == name);
    if let Some(pages) = all().find(|entry| entry.key.name.starts_with(PAGES))
        && !has("cpu")
        && !has("memory")
    {
        let message = format!("{of} asks for huge pages, and for neither `cpu` nor `memory`");
        judge.says(&pages.value, message);
    }
    for request in entries(resources, "requests") {
        let name = request.key.name.as_str();
        if can_be_overcommitted(name) {
            continue;
        }
        match resources.at(&["limits", name]) {
            None => {
                let message =
                    format!("`{name}` cannot be overcommitted, so {of} needs a limit of it");
                let help = format!(
                    "add `limits: {{{name}: {}}}`",
                    request.value.to_text().unwrap_or_default()
                );
                judge.advises(&request.value, message, help);
            }
            // A limit below is said by another rule.
            Some(limit) => {
                let (asked, limit) = (quantity(&request.value), quantity(limit));
                if asked.zip(limit).is_some_and(|(asked, limit)| asked < limit) {
                    let message = format!(
                        "`{name}` cannot be overcommitted: the request of {of} must equal its limit"
                    );
                    judge.says(&request.value, message);
                }
            }
        }
    }
}

const PAGES: &str = "hugepages-";

/// Checks the name and the amount of one resource.
fn amount(entry: &Entry, judge: &mut Judge<'_, '_>) {
    let name = entry.key.name.as_str();
    if let Some(problem) = Counted::Container.problem(name) {
        judge.says(
            &entry.value,
            format!("a container cannot ask for `{name}`: {problem}"),
        );
    }
    let Some(amount) = quantity(&entry.value) else {
        return;
    };
    let found = entry.value.brief();
    if amount.is_negative() {
        judge.says(
            &entry.value,
            format!("expected an amount of `{name}` of 0 or more, found {found}"),
        );
    } else if is_whole(name) && amount.milli_value().is_some_and(|milli| milli % 1000 != 0) {
        judge.says(
            &entry.value,
            format!("`{name}` comes in whole numbers, found {found}"),
        );
    } else if let Some(size) = name.strip_prefix(PAGES) {
        let size = crate::k8s::quantity::Quantity::parse(size).ok();
        let pages = size.and_then(|size| amount.value()?.checked_rem(size.value()?));
        if pages != Some(0) {
            judge.says(
                &entry.value,
                format!("expected whole pages of `{name}`, found {found}"),
            );
        }
    }
}
