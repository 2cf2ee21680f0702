//! EK1407: a pod sets SELinux options that its standard forbids.
//!
//! Source: the control "SELinux" of the Pod Security Standards, baseline; `container_engine_t` from 1.31 on.

use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::Findings;
use crate::validate::standards::{Level, contexts, judge};
use crate::validate::tree::Tree;

const TYPES: [&str; 4] = ["", "container_t", "container_init_t", "container_kvm_t"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let code = Code::PodSecuritySeLinux;
    judge(
        tree,
        findings,
        code,
        Level::Baseline,
        |pod, demand, violation| {
            for options in contexts(pod).filter_map(|context| context.value_of("seLinuxOptions")) {
                let stated = |key| {
                    options
                        .value_of(key)
                        .and_then(|node| Some((node, node.as_str()?)))
                };
                if let Some((node, kind)) = stated("type") {
                    let engine = kind == "container_engine_t" && demand.minor >= Minor(31);
                    if !TYPES.contains(&kind) && !engine {
                        let says = format!("forbids the SELinux type `{kind}`");
                        violation(
                            node,
                            says,
                            "use `container_t`, `container_init_t` or `container_kvm_t`, or leave it out",
                        );
                    }
                }
                for key in ["user", "role"] {
                    if let Some((node, value)) = stated(key).filter(|(_, value)| !value.is_empty())
                    {
                        violation(
                            node,
                            format!("forbids the SELinux {key} `{value}`"),
                            "leave it out",
                        );
                    }
                }
            }
        },
    );
}
