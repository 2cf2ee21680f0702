//! EK1156: paths of an Ingress that the API server refuses. After `validateHTTPIngressPath` of
//! `pkg/apis/networking/validation`.

use super::{GROUP, https, paths};
use crate::diag::Code;
use crate::validate::findings::{Findings, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;

const NOT_INSIDE: [&str; 5] = ["//", "/./", "/../", "%2f", "%2F"];
const NOT_AT_THE_END: [&str; 2] = ["/..", "/."];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for ingress in tree.of(GROUP, "Ingress") {
        let Some(spec) = ingress.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::IngressPath, ingress, findings);
        for http in https(spec) {
            judge.needs(http, "paths", "`http`");
        }
        for path in paths(spec) {
            judge.wants(path, "pathType", "a path");
            let Some(node) = path
                .value_of("path")
                .filter(|node| node.as_str() != Some(""))
            else {
                if let Some(kind @ ("Exact" | "Prefix")) = text(path, &["pathType"]) {
                    judge.needs(path, "path", format!("a path of type `{kind}`"));
                }
                continue;
            };
            let Some(said) = node.as_str() else { continue };
            if !said.starts_with('/') {
                let help = format!("write `/{said}`");
                judge.advises(node, format!("the path `{said}` must begin with `/`"), help);
            }
            if text(path, &["pathType"]) == Some("ImplementationSpecific") {
                continue;
            }
            if let Some(wrong) = NOT_INSIDE.iter().find(|wrong| said.contains(**wrong)) {
                judge.says(
                    node,
                    format!("the path `{said}` must not contain `{wrong}`"),
                );
            }
            if let Some(wrong) = NOT_AT_THE_END.iter().find(|wrong| said.ends_with(**wrong)) {
                judge.says(
                    node,
                    format!("the path `{said}` must not end with `{wrong}`"),
                );
            }
        }
    }
}
