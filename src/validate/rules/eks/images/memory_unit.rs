//! EK1399: memory or CPU in a unit that nobody means.
//!
//! Source: Kubernetes, Resource units: "400m" is 0.4 bytes, and "M" is not "Mi".

use crate::diag::Code;
use crate::k8s::quantity::{Format, Quantity};
use crate::validate::findings::{Findings, about, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        for container in pod.containers() {
            let name = text(container, &["name"]).unwrap_or_default();
            for amounts in ["requests", "limits"] {
                for (resource, judge) in [("cpu", cpu as Judge), ("memory", memory)] {
                    let amount = container.at(&["resources", amounts, resource]);
                    let judged = |node: &Node| {
                        let written = node.as_str()?;
                        judge(name, written, &Quantity::parse(written).ok()?)
                    };
                    if let Some(node) = amount
                        && let Some((message, help)) = judged(node)
                    {
                        findings
                            .push(about(Code::MemoryUnit, pod.object, node, message).help(help));
                    }
                }
            }
        }
    }
}

/// Says what is wrong with an amount of a container, and what to write instead.
type Judge = fn(&str, &str, &Quantity) -> Option<(String, String)>;

/// The unit behind the digits.
fn unit(written: &str) -> &str {
    written.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
}

fn cpu(name: &str, written: &str, quantity: &Quantity) -> Option<(String, String)> {
    let unit = unit(written);
    let is_of_memory = quantity.format() == Format::BinarySi || matches!(unit, "M" | "G");
    is_of_memory.then(|| {
        (
            format!(
                "`{written}` of CPU for `{name}` is {} cores",
                quantity.value().unwrap_or(i64::MAX)
            ),
            format!("write `{}m`", written.trim_end_matches(unit)),
        )
    })
}

fn memory(name: &str, written: &str, quantity: &Quantity) -> Option<(String, String)> {
    let unit = unit(written);
    match unit {
        "m" | "u" | "n" => Some((
            format!(
                "`{written}` of memory for `{name}` is less than {} bytes",
                quantity.value().unwrap_or(0) + 1
            ),
            format!("write `{}Mi`", written.trim_end_matches(unit)),
        )),
        "M" | "G" if quantity.format() == Format::DecimalSi => Some((
            format!(
                "`{written}` of memory for `{name}` counts in thousands: it is less than `{written}i`"
            ),
            format!("write `{written}i`"),
        )),
        _ => None,
    }
}
