//! EK1406: a pod turns AppArmor off, and its standard forbids it.
//!
//! Source: the control "AppArmor" of the Pod Security Standards, baseline: the field, and the annotation of old.

use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::standards::{Level, contexts, judge};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecurityAppArmor;
    judge(
        tree,
        findings,
        code,
        Level::Baseline,
        |pod, _, violation| {
            for context in contexts(pod) {
                let node = context.at(&["appArmorProfile", "type"]);
                let stated = node.and_then(|node| Some((node, node.as_str()?)));
                if let Some((node, profile)) =
                    stated.filter(|(_, profile)| !["RuntimeDefault", "Localhost"].contains(profile))
                {
                    let says = format!("forbids the AppArmor profile `{profile}`");
                    violation(node, says, "use `RuntimeDefault` or `Localhost`");
                }
            }
            let annotations = pod
                .template
                .at(&["metadata", "annotations"])
                .and_then(Node::as_map);
            for entry in annotations.into_iter().flatten() {
                let profile = entry.value.as_str().unwrap_or_default();
                let allowed = profile.is_empty()
                    || profile == "runtime/default"
                    || profile.starts_with("localhost/");
                if entry.key.name.starts_with(ANNOTATION) && !allowed {
                    let says = format!("forbids the AppArmor profile `{profile}`");
                    violation(&entry.value, says, "use `runtime/default`");
                }
            }
        },
    );
}
