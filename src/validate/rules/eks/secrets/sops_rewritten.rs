//! EK1395: a document that SOPS encrypted would be written anew.
//!
//! Source: getsops/sops, `README.md`, "Message Authentication Code": it covers the values in their order.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.objects {
        let Some(record) = object
            .node
            .value_of("sops")
            .filter(|record| record.value_of("mac").is_some())
        else {
            continue;
        };
        if object.verbatim.is_some() {
            continue;
        }
        findings.push(
            about(
                Code::SopsRewritten,
                object,
                record,
                format!("`{}` is encrypted by SOPS and would be written anew, so that its MAC no longer fits", object.id),
            )
            .at(record.head())
            .help("include the file under `raw`, where it is passed through byte for byte"),
        );
    }
}
