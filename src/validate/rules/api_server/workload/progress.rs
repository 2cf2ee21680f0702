//! EK1143: a Deployment that would be given up before its pods count as available. After `ValidateDeploymentSpec` of
//! `pkg/apis/apps/validation`.

use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// What a Deployment has where nothing is stated.
const DEADLINE: i64 = 600;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.of("apps", "Deployment") {
        let number = |key| object.node.at(&["spec", key]).and_then(Node::as_int);
        let ready = number("minReadySeconds").unwrap_or(0);
        let deadline = number("progressDeadlineSeconds");
        let stated = ["progressDeadlineSeconds", "minReadySeconds"];
        let node = stated.iter().find_map(|key| object.node.at(&["spec", key]));
        if let Some(node) = node.filter(|_| deadline.unwrap_or(DEADLINE) <= ready) {
            let deadline = deadline.unwrap_or(DEADLINE);
            let message = format!(
                "`progressDeadlineSeconds` must be more than `minReadySeconds`, {ready}, and is {deadline}"
            );
            Judge::new(Code::ProgressDeadline, object, findings).says(node, message);
        }
    }
}
