//! EK1108: an `envFrom` that the API server refuses. After `ValidateEnvFrom` of `pkg/apis/core/validation`.

use super::{called, each, variable_name};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let format = variable_name(tree.minor);
    each(tree, findings, Code::EnvFrom, |pod, judge| {
        for container in pod.containers() {
            for source in items(container, "envFrom") {
                judge.format_of(source, "prefix", format, "prefix of environment variables");
                let what = format_args!("an `envFrom` of {}", called(container));
                let one = judge.one_of(source, &["configMapRef", "secretRef"], what);
                let Some((field, reference)) = one else {
                    continue;
                };
                let kind = if field == "secretRef" {
                    "Secret"
                } else {
                    "ConfigMap"
                };
                if let Some(name) = judge.needs(reference, "name", what) {
                    judge.format(name, Format::Subdomain, format_args!("name for a {kind}"));
                }
            }
        }
    });
}
