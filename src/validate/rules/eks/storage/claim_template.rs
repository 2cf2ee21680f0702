//! EK0618: a claim template of a StatefulSet without `apiVersion` and `kind`.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for set in tree.of_kind("StatefulSet") {
        let spec = set.node.value_of("spec");
        for template in spec
            .map(|spec| items(spec, "volumeClaimTemplates"))
            .unwrap_or_default()
        {
            let missing: Vec<&str> = ["apiVersion", "kind"]
                .into_iter()
                .filter(|key| template.value_of(key).is_none())
                .collect();
            if !missing.is_empty() {
                findings.push(
                    about(
                        Code::ClaimTemplateWithoutKind,
                        set,
                        template,
                        format!(
                            "a claim template of `{}` does not state `{}`",
                            set.id,
                            missing.join("` and `")
                        ),
                    )
                    .help("add `apiVersion: v1` and `kind: PersistentVolumeClaim`"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::found;

    #[test]
    fn both_must_be_there() {
        let set = |template: &str| {
            format!(
                r#"{{"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {{"name": "o", "namespace": "shop"}},
                "spec": {{"volumeClaimTemplates": [{template}]}}}}"#
            )
        };
        let check = |template: &str| found(Code::ClaimTemplateWithoutKind, &[&set(template)]).len();
        assert_eq!(
            check(r#"{"apiVersion": "v1", "kind": "PersistentVolumeClaim"}"#),
            0
        );
        assert_eq!(check(r#"{"apiVersion": "v1"}"#), 1);
    }
}
