//! The bounds of a LimitRange, as the API server fills them in. It reports nothing.

use std::collections::BTreeMap;

use crate::k8s::Object;
use crate::k8s::quantity::Quantity;
use crate::validate::findings::{items, text};
use crate::validate::judge::quantity;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Amounts by the name of what they are of.
pub(super) type Amounts<'n> = BTreeMap<&'n str, (&'n Node, Quantity)>;

/// The bounds of one type.
pub(super) struct Bounds<'n> {
    pub(super) min: Amounts<'n>,
    pub(super) max: Amounts<'n>,
    pub(super) default: Amounts<'n>,
    pub(super) request: Amounts<'n>,
}

/// Calls `check` with every entry of every LimitRange.
pub(super) fn each_limit<'n>(tree: &Tree<'n>, check: &mut dyn FnMut(&'n Object, &'n Node)) {
    for range in tree.of("", "LimitRange") {
        let spec = range.node.value_of("spec");
        for limit in spec.map_or(&[][..], |spec| items(spec, "limits")) {
            check(range, limit);
        }
    }
}

impl<'n> Bounds<'n> {
    pub(super) fn of(limit: &'n Node) -> Self {
        let kind = text(limit, &["type"]).unwrap_or_default();
        let of = |field: &str| match kind {
            "Pod" => Amounts::default(),
            _ => amounts(limit, field),
        };
        let mut bounds = Bounds {
            min: amounts(limit, "min"),
            max: amounts(limit, "max"),
            default: of("default"),
            request: of("defaultRequest"),
        };
        if kind == "Container" {
            // The API server fills in what is not stated.
            fill(&mut bounds.default, &bounds.max);
            fill(&mut bounds.request, &bounds.default);
            fill(&mut bounds.request, &bounds.min);
        }
        bounds
    }

    pub(super) fn field(&self, name: &str) -> &Amounts<'n> {
        match name {
            "min" => &self.min,
            "max" => &self.max,
            "default" => &self.default,
            _ => &self.request,
        }
    }
}

fn fill<'n>(amounts: &mut Amounts<'n>, from: &Amounts<'n>) {
    for (name, amount) in from {
        amounts.entry(name).or_insert(*amount);
    }
}

/// Returns the amounts of a field.
pub(super) fn amounts<'n>(limit: &'n Node, field: &str) -> Amounts<'n> {
    let entries = limit
        .value_of(field)
        .and_then(Node::as_map)
        .into_iter()
        .flatten();
    entries
        .filter_map(|entry| {
            // The API server reads null as nothing.
            let nothing = entry.value.is_null().then(|| Quantity::from_int(0));
            let amount = nothing.or_else(|| quantity(&entry.value))?;
            Some((entry.key.name.as_str(), (&entry.value, amount)))
        })
        .collect()
}
