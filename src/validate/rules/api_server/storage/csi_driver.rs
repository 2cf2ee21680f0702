//! EK1169: CSIDrivers that the API server refuses. After `validateCSIDriverSpec` of `pkg/apis/storage/validation`.

use rustc_hash::FxHashSet;

use super::GROUP;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for driver in tree.of(GROUP, "CSIDriver") {
        let Some(spec) = driver.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::CsiDriver, driver, findings);
        let requests = items(spec, "tokenRequests");
        let mut audiences: FxHashSet<&str> = FxHashSet::default();
        for request in requests {
            let audience = text(request, &["audience"]).unwrap_or_default();
            if !audiences.insert(audience) {
                judge.says(request, format!("two tokens are for `{audience}`"));
                continue;
            }
            if let Some(seconds) = request.value_of("expirationSeconds") {
                judge.within(seconds, 600..=1 << 32, "seconds");
            }
        }
        if requests.is_empty() {
            judge.refuses(
                spec,
                "serviceAccountTokenInSecrets",
                "without `tokenRequests`",
            );
        }
    }
}

/// Returns what is wrong with the name by which others call a driver.
pub(super) fn name_problem(name: &str) -> Option<String> {
    if name.len() > 63 {
        return Some(format!(
            "it has {} characters, at most 63 are allowed",
            name.len()
        ));
    }
    Format::Subdomain.problem(&name.to_lowercase())
}
