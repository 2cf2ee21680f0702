//! EK1183: PriorityClasses that the API server refuses. After `ValidatePriorityClass` of `pkg/apis/scheduling/validation`.

use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The highest value that is not Kubernetes' own.
const HIGHEST: i64 = 1_000_000_000;

/// The classes that Kubernetes brings, with their values.
const SYSTEM: [(&str, i64); 2] = [
    ("system-node-critical", 2_000_001_000),
    ("system-cluster-critical", 2_000_000_000),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for class in tree.of("scheduling.k8s.io", "PriorityClass") {
        let mut judge = Judge::new(Code::PriorityClass, class, findings);
        let value = class.node.value_of("value");
        let number = value.and_then(Node::as_int).unwrap_or_default();
        if class.id.name.starts_with("system-") {
            let global = class.node.value_of("globalDefault").and_then(Node::as_bool);
            let known = SYSTEM.contains(&(class.id.name.as_str(), number));
            if !known || global == Some(true) {
                let name = class.node.at(&["metadata", "name"]).unwrap_or(&class.node);
                judge.says(name, "names that begin with `system-` are Kubernetes' own");
            }
        } else if let Some(node) = value.filter(|_| number > HIGHEST) {
            judge.says(
                node,
                format!("the value of a class is at most {HIGHEST}, found {number}"),
            );
        }
    }
}
