//! The values that labels have on nodes of EKS.
//!
//! Source: Kubernetes, Well-Known Labels; Karpenter, NodePools, "Well-Known Labels"; Amazon EKS, "Capacity types".

use crate::validate::findings::alternatives;

/// A value of a label, and what is written for it by mistake.
type Known = (&'static str, &'static [&'static str]);

/// Labels, and every value that they have on nodes of EKS.
const VALUES: &[(&str, &[Known])] = &[
    (
        "kubernetes.io/arch",
        &[
            ("amd64", &["x86_64", "x86-64", "x86", "x64", "AMD64"]),
            ("arm64", &["aarch64", "arm", "ARM64", "arm64v8"]),
        ],
    ),
    (
        "kubernetes.io/os",
        &[("linux", &["Linux"]), ("windows", &["Windows"])],
    ),
    (
        "karpenter.sh/capacity-type",
        &[
            ("on-demand", &["ON_DEMAND", "ondemand"]),
            ("spot", &["SPOT"]),
            ("reserved", &[]),
        ],
    ),
    (
        "eks.amazonaws.com/capacityType",
        &[
            ("ON_DEMAND", &["on-demand", "on_demand"]),
            ("SPOT", &["spot"]),
            ("CAPACITY_BLOCK", &["capacity-block"]),
        ],
    ),
];

const ZONE: &str = "topology.kubernetes.io/zone";

/// Says why no node has a value, and what was meant.
pub(super) fn problem(key: &str, value: &str) -> Option<(String, Option<String>)> {
    if key == ZONE {
        return is_region(value).then(|| {
            let message = format!("`{value}` is a region, and `{key}` of a node is a zone");
            (message, Some(format!("write `{value}a`")))
        });
    }
    let (_, known) = VALUES.iter().find(|(label, _)| *label == key)?;
    if known.iter().any(|(good, _)| *good == value) {
        return None;
    }
    let all: Vec<&str> = known.iter().map(|(good, _)| *good).collect();
    let meant = known.iter().find(|(_, names)| names.contains(&value));
    let message = format!(
        "no node has the value `{value}` of `{key}`: expected {}",
        alternatives(&all)
    );
    Some((message, meant.map(|(good, _)| format!("write `{good}`"))))
}

/// Returns whether a text is like `eu-west-1`, where a zone has a letter behind it.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [area, middle @ .., number] = parts.as_slice() else {
        return false;
    };
    let letters = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase());
    area.len() == 2
        && letters(area)
        && !middle.is_empty()
        && middle.iter().all(|part| letters(part))
        && number.len() == 1
        && number.chars().all(|c| c.is_ascii_digit())
}
