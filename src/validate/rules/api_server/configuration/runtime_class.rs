//! EK1184: RuntimeClasses that the API server refuses. After `ValidateRuntimeClass` of `pkg/apis/node/validation`.

use rustc_hash::FxHashSet;

use crate::diag::Code;
use crate::k8s::Format;
use crate::k8s::resource_name::{Counted, is_whole};
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, quantity};
use crate::validate::selectors;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for class in tree.of("node.k8s.io", "RuntimeClass") {
        let mut judge = Judge::new(Code::RuntimeClass, class, findings);
        if let Some(handler) = judge.needs(&class.node, "handler", "a RuntimeClass") {
            judge.format(handler, Format::Label, "handler");
        }
        let overhead = class
            .node
            .at(&["overhead", "podFixed"])
            .and_then(Node::as_map);
        for entry in overhead.into_iter().flatten() {
            let name = entry.key.name.as_str();
            if let Some(problem) = Counted::Container.problem(name) {
                judge.says(
                    &entry.value,
                    format!("`{name}` is no resource of a pod: {problem}"),
                );
            }
            if let Some(amount) = quantity(&entry.value)
                && (amount.is_negative()
                    || is_whole(name)
                        && amount
                            .milli_value()
                            .is_some_and(|number| number % 1_000 != 0))
            {
                judge.says(
                    &entry.value,
                    format!("the overhead of `{name}` must be a whole number above nothing"),
                );
            }
        }
        if let Some(scheduling) = class.node.value_of("scheduling") {
            if let Some(selector) = scheduling.value_of("nodeSelector") {
                selectors::pairs(selector, &mut judge);
            }
            let mut seen: FxHashSet<[&str; 4]> = FxHashSet::default();
            for toleration in items(scheduling, "tolerations") {
                let said = |key| text(toleration, &[key]).unwrap_or_default();
                if !seen.insert([said("key"), said("operator"), said("value"), said("effect")]) {
                    judge.says(toleration, "this toleration stands twice");
                }
                selectors::toleration(toleration, &mut judge);
            }
        }
    }
}
