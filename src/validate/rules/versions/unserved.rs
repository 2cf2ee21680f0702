//! EK1501: a version of an API that the minor version does not have: removed, not there yet, or never there.
//!
//! Source: the published types of every minor version, and the table of `src/k8s/schema/history.rs`.

use crate::diag::Code;
use crate::k8s::schema::{BuiltIn, best, built_in, removal};
use crate::k8s::{Minor, Object};
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.objects {
        let node = object.node.get("apiVersion");
        let Some((node, api_version)) = node.and_then(|node| Some((node, node.as_str()?))) else {
            continue;
        };
        if tree.schemas.find(api_version, &object.id.kind).is_none() {
            one(tree, object, node, api_version, findings);
        }
    }
}

fn one(tree: &Tree<'_>, object: &Object, node: &Node, api_version: &str, findings: &mut Findings) {
    let (group, kind) = (object.id.group.as_str(), object.id.kind.as_str());
    let of_group = |known: &&BuiltIn| known.group == group;
    let known: Vec<&BuiltIn> = built_in(kind).iter().filter(of_group).collect();
    let (message, instead) = if let Some(removal) = removal(api_version, kind) {
        let message = format!(
            "`{kind}` of `{api_version}` is gone since Kubernetes {}",
            removal.gone
        );
        (message, removal.instead.map(str::to_owned))
    } else if !known.is_empty() {
        let this = known
            .iter()
            .find(|known| known.api_version() == api_version);
        let state = this.map_or("no version of Kubernetes has it".to_owned(), |this| {
            state(this, tree.minor)
        });
        let message = format!(
            "Kubernetes {} has no `{kind}` of `{api_version}`: {state}",
            tree.minor
        );
        let best = best(group, kind, tree.minor);
        (message, best.map(|best| best.api_version().to_string()))
    } else {
        // Custom resources have a rule of their own.
        return;
    };
    let help = match instead {
        Some(instead) => format!("write `apiVersion: {instead}`, and look at what changed with it"),
        None => "nothing takes its place; remove it".to_owned(),
    };
    findings.push(about(Code::UnservedApi, object, node, message).help(help));
}

/// Says since when a version is gone, or when it comes.
fn state(this: &BuiltIn, minor: Minor) -> String {
    let newer = this.minors.iter().find(|other| *other > minor);
    let last = this.minors.iter().next_back();
    match (newer, last) {
        (Some(newer), _) => format!("it comes with {newer}"),
        (None, Some(last)) => format!("it is gone since {}", Minor(last.0 + 1)),
        (None, None) => "no version has it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::found;

    #[test]
    fn what_is_gone_says_since_when_and_what_is_there() {
        let of = |api_version: &str, kind: &str| {
            let object = format!(
                r#"{{"apiVersion": "{api_version}", "kind": "{kind}", "metadata": {{"name": "a", "namespace": "shop"}}}}"#
            );
            let findings = found(Code::UnservedApi, &[&object]);
            findings.first().map(|finding| finding.message.clone())
        };
        assert_eq!(of("batch/v1", "CronJob"), None);
        assert_eq!(
            of("batch/v1beta1", "CronJob").as_deref(),
            Some("`CronJob` of `batch/v1beta1` is gone since Kubernetes 1.25")
        );
        assert_eq!(
            of("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema").as_deref(),
            Some(
                "Kubernetes 1.37 has no `FlowSchema` of `flowcontrol.apiserver.k8s.io/v1beta3`: it is gone since 1.32"
            )
        );
        assert_eq!(
            of("apps/v2", "Deployment").as_deref(),
            Some(
                "Kubernetes 1.37 has no `Deployment` of `apps/v2`: no version of Kubernetes has it"
            )
        );
    }
}
