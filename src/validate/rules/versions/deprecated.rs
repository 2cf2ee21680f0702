//! EK1502: a version of an API that is deprecated.
//!
//! Source: the published types, for versions that have a better one beside them; `pkg/registry/core/endpoint/strategy.go` of
//! k8s.io/kubernetes, for Endpoints.

use crate::diag::Code;
use crate::k8s::Minor;
use crate::k8s::schema::{Stability, best, built_in};
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;

/// The version that deprecated Endpoints.
const ENDPOINTS: Minor = Minor(33);

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.of_kind("Endpoints") {
        let node = object.node.get("apiVersion");
        if let Some(node) = node.filter(|_| tree.minor >= ENDPOINTS && object.id.group.is_empty()) {
            let message = format!("`Endpoints` is deprecated since Kubernetes {ENDPOINTS}");
            findings.push(
                about(Code::DeprecatedApi, object, node, message)
                    .help("write an `EndpointSlice` of `discovery.k8s.io/v1`"),
            );
        }
    }
    for object in tree.objects {
        let node = object.node.get("apiVersion");
        let Some((node, api_version)) = node.and_then(|node| Some((node, node.as_str()?))) else {
            continue;
        };
        if Stability::of(api_version) == Stability::Stable {
            continue;
        }
        let versions = built_in(&object.id.kind).iter();
        let known = versions
            .filter(|known| known.group == object.id.group && known.is_on())
            .find(|known| known.api_version() == api_version);
        let Some(known) = known.filter(|known| known.minors.contains(tree.minor)) else {
            continue;
        };
        let Some(best) = best(known.group, known.kind, tree.minor).filter(|best| best.is_on())
        else {
            continue;
        };
        if best.version == known.version {
            continue;
        }
        let finding = about(
            Code::DeprecatedApi,
            object,
            node,
            format!("`{}` of `{api_version}` is deprecated", known.kind),
        )
        .help(format!("write `apiVersion: {}`", best.api_version()));
        let last = known.minors.iter().next_back();
        findings.push(match last.filter(|last| *last < Minor::NEWEST) {
            Some(last) => finding.note(format!("Kubernetes {} removes it", Minor(last.0 + 1))),
            None => finding,
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::found;

    #[test]
    fn endpoints_are_deprecated_and_slices_are_not() {
        let object = |api_version: &str, kind: &str| {
            format!(
                r#"{{"apiVersion": "{api_version}", "kind": "{kind}", "metadata": {{"name": "a", "namespace": "shop"}}}}"#
            )
        };
        let count = |object: String| found(Code::DeprecatedApi, &[&object]).len();
        assert_eq!(count(object("v1", "Endpoints")), 1);
        assert_eq!(count(object("discovery.k8s.io/v1", "EndpointSlice")), 0);
    }
}
