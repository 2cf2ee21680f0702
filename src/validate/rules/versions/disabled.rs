//! EK1503: a version of an API that servers have switched off.
//!
//! Source: KEP-3136, beta APIs are off by default since 1.24, and alpha APIs always were; EKS switches none on. What a server
//! of 1.36 serves was compared with its published types.

use crate::diag::Code;
use crate::k8s::schema::{Stability, best, built_in};
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.objects {
        let node = object.node.get("apiVersion");
        let Some((node, api_version)) = node.and_then(|node| Some((node, node.as_str()?))) else {
            continue;
        };
        let stability = Stability::of(api_version);
        if stability == Stability::Stable {
            continue;
        }
        let versions = built_in(&object.id.kind).iter();
        let known = versions
            .filter(|known| known.group == object.id.group && !known.is_on())
            .find(|known| known.api_version() == api_version);
        let Some(known) = known.filter(|known| known.minors.contains(tree.minor)) else {
            continue;
        };
        let stage = match stability {
            Stability::Alpha => "an alpha",
            Stability::Beta | Stability::Stable => "a beta",
        };
        let on = best(known.group, known.kind, tree.minor).filter(|best| best.is_on());
        let help = match on {
            Some(on) => format!("write `apiVersion: {}`", on.api_version()),
            None => "wait for a stable version; EKS does not switch this one on".to_owned(),
        };
        findings.push(
            about(
                Code::DisabledApi,
                object,
                node,
                format!(
                    "`{}` of `{api_version}` is off: it is {stage} version",
                    known.kind
                ),
            )
            .help(help),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::found;

    #[test]
    fn beta_versions_are_off_where_a_stable_one_is_on() {
        let class = |version: &str| {
            format!(
                r#"{{"apiVersion": "resource.k8s.io/{version}", "kind": "DeviceClass", "metadata": {{"name": "a"}}}}"#
            )
        };
        let helps = |version: &str| {
            let findings = found(Code::DisabledApi, &[&class(version)]);
            findings.first().and_then(|finding| finding.help.clone())
        };
        assert_eq!(
            helps("v1beta1").as_deref(),
            Some("write `apiVersion: resource.k8s.io/v1`")
        );
        assert_eq!(helps("v1"), None);
    }
}
