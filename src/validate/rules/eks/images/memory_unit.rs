//! EK1399: memory in a unit that nobody means.
//!
//! Source: Kubernetes, Resource units: "400m" is 0.4 bytes, and "M" is not "Mi".

use crate::diag::Code;
use crate::k8s::quantity::{Format, Quantity};
use crate::validate::findings::{Findings, about, text};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        for container in pod.containers() {
            for amounts in ["requests", "limits"] {
                let Some(node) = container.at(&["resources", amounts, "memory"]) else {
                    continue;
                };
                let Some((written, quantity)) = node
                    .as_str()
                    .and_then(|text| Some((text, Quantity::parse(text).ok()?)))
                else {
                    continue;
                };
                let name = text(container, &["name"]).unwrap_or_default();
                let unit = written.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
                let (message, help) = match unit {
                    "m" | "u" | "n" => (
                        format!(
                            "`{written}` of memory for `{name}` is less than {} bytes",
                            quantity.value().unwrap_or(0) + 1
                        ),
                        format!("write `{}Mi`", written.trim_end_matches(unit)),
                    ),
                    "M" | "G" if quantity.format() == Format::DecimalSi => (
                        format!(
                            "`{written}` of memory for `{name}` counts in thousands: it is less than `{written}i`"
                        ),
                        format!("write `{written}i`"),
                    ),
                    _ => continue,
                };
                findings.push(about(Code::MemoryUnit, pod.object, node, message).help(help));
            }
        }
    }
}
