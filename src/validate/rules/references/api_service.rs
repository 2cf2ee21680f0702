//! EK1222: an APIService at a Service that nobody makes.
//!
//! Source: Kubernetes, API Aggregation Layer: an APIService that cannot be reached makes discovery fail for everybody.

use super::webhook_service::one;
use crate::validate::findings::Findings;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for service in tree.of_kind("APIService") {
        one(
            tree,
            service,
            service.node.at(&["spec", "service"]),
            findings,
        );
    }
}
