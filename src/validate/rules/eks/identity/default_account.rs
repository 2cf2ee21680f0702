//! EK1363: a pod that calls AWS has no identity of its own.
//!
//! Source: EKS Best Practices, Security: identity and access management, "Use dedicated service accounts for each application".

use crate::diag::{Code, Severity};
use crate::validate::components::manages_aws;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::rules::eks::accounts::{account_name, account_of, associated, role};
use crate::validate::rules::eks::facts::fact;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let associated = associated(tree);
    for pod in tree.pods.iter() {
        let (namespace, name) = (pod.object.id.namespace.as_str(), account_name(pod));
        if associated.contains(&(namespace, name)) {
            continue;
        }
        let account = account_of(tree, pod);
        let has_role = account.is_some_and(|account| role(account).is_some());
        // With Pod Identity, an association need not be in the tree.
        let known = fact(tree, "identity") == Some("irsa") && account.is_some();
        if has_role || (name != "default" && !known) {
            continue;
        }
        let Some((container, sign)) = pod
            .running()
            .find_map(|container| Some((container, calls_aws(container)?)))
        else {
            continue;
        };
        let node = pod
            .spec
            .value_of("serviceAccountName")
            .or(container.value_of("name"))
            .unwrap_or(container);
        let whose = if name == "default" {
            "runs as the ServiceAccount `default`"
        } else {
            "has a ServiceAccount without a role"
        };
        let message = format!("`{}` calls AWS, and {whose}", pod.object.id);
        let mut finding = about(Code::DefaultAccount, pod.object, node, message);
        if !manages_aws(container) {
            // A variable says that it calls AWS, and not that it has no keys.
            finding.severity = Severity::Warning;
        }
        findings.push(
            finding
                .related(sign.span(), "calls AWS")
                .help("give it a ServiceAccount with a role of its own: what the node may do, every pod on it may do"),
        );
    }
}

/// Returns the sign by which a container is known to call AWS, unless it brings keys.
fn calls_aws(container: &Node) -> Option<&Node> {
    let named = |name: &str| {
        items(container, "env")
            .iter()
            .find(|variable| text(variable, &["name"]) == Some(name))
    };
    if named("AWS_ACCESS_KEY_ID").is_some() {
        return None;
    }
    let variable = [
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_ROLE_ARN",
        "AWS_SDK_LOAD_CONFIG",
    ]
    .iter()
    .find_map(|name| named(name));
    variable
        .and_then(|variable| variable.value_of("name"))
        .or_else(|| {
            container
                .value_of("image")
                .filter(|_| manages_aws(container))
        })
}
