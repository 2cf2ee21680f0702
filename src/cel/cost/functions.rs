//! A table of what functions cost, and how large their results are.
//!
//! Source: `EstimateCallCost` of `pkg/cel/library/cost.go` in `k8s.io/apiserver` 0.36, and `functionCost` of `checker/cost.go` in
//! cel-go 0.26. Where several overloads may be meant, or a library changed its costs between versions, less is said than the
//! server says, and never more.

use super::range::{Range, share};
use super::{Estimate, TRAVERSAL};
use crate::cel::types::Class;

/// What a character of a regular expression costs.
const REGEX: f64 = 0.25;
/// The longest regular expression of a named format.
const NAMED_FORMAT: f64 = 128.0;

/// What a call costs beyond its arguments, and the size of its result where it is known from theirs.
pub(super) struct Called {
    pub(super) cost: u64,
    pub(super) size: Option<Range>,
}

/// Returns the cost of a call.
pub(super) fn call(name: &str, target: Option<&Estimate<'_>>, args: &[Estimate<'_>]) -> Called {
    let first = args.first().map(Estimate::size_or_any);
    let read = |size: Range| share(size.max, TRAVERSAL);
    let of_target = target.map(Estimate::size_or_any);
    match (name, of_target, first) {
        ("matches" | "find" | "findAll", Some(text), Some(pattern)) => Called {
            cost: share(text.max.saturating_add(1), TRAVERSAL)
                .saturating_mul(share(pattern.max, REGEX)),
            size: (name != "matches").then_some(Range::up_to(text.max)),
        },
        ("contains", Some(text), Some(part)) => plain(read(text).saturating_mul(read(part))),
        ("startsWith" | "endsWith", _, Some(part)) => plain(read(part)),
        ("lowerAscii" | "upperAscii" | "substring" | "trim", Some(text), _) => Called {
            cost: read(text),
            size: Some(text),
        },
        ("replace", Some(text), Some(part)) if args.len() > 1 => Called {
            cost: share(text.max, 2.0 * TRAVERSAL),
            size: Some(replaced(text, part, args[1].size_or_any())),
        },
        // With a limit, there may be fewer parts.
        ("split", Some(text), _) => Called {
            cost: share(text.max, 2.0 * TRAVERSAL),
            size: Some(Range::up_to(if args.len() > 1 { 0 } else { text.max })),
        },
        ("join", Some(list), separator) => {
            let element = target.map_or(Range::ANY, Estimate::element_size);
            let between = list.max.saturating_sub(1);
            let separators = separator.map_or(0, |text| text.max.saturating_mul(between));
            let size = list
                .max
                .saturating_mul(element.max)
                .saturating_add(separators);
            Called {
                cost: share(size, TRAVERSAL),
                size: Some(Range::up_to(size)),
            }
        }
        ("isSorted" | "sum" | "max" | "min" | "indexOf" | "lastIndexOf", Some(of), _) => {
            plain(match target.map(|target| target.class) {
                Some(Class::List { of_text: true }) => {
                    let element = target.map_or(Range::ANY, Estimate::element_size);
                    of.max.saturating_mul(read(element).saturating_add(1))
                }
                Some(Class::List { of_text: false }) => of.max,
                _ => read(of),
            })
        }
        ("url", None, Some(text)) => Called {
            cost: read(text),
            size: Some(text),
        },
        ("cidr" | "ip" | "isIP" | "isCIDR", _, Some(text))
        | ("quantity" | "isQuantity" | "semver" | "isSemver", _, Some(text)) => plain(read(text)),
        ("ip.isCanonical", _, Some(text)) => plain(share(text.max, 2.0 * TRAVERSAL)),
        ("containsIP" | "containsCIDR", _, Some(other)) => {
            let compared = if name == "containsIP" { 4 } else { 7 };
            let is_text = args.first().is_some_and(|arg| arg.class == Class::String);
            plain(compared + if is_text { read(other) } else { 0 })
        }
        ("validate", _, Some(text)) => plain(share(read(text), NAMED_FORMAT * REGEX)),
        ("sets.contains" | "sets.intersects", _, Some(one)) if args.len() == 2 => plain(
            one.max
                .saturating_mul(args[1].size_or_any().max)
                .saturating_add(1),
        ),
        ("sets.equivalent", _, Some(one)) if args.len() == 2 => {
            let pairs = one.max.saturating_mul(args[1].size_or_any().max);
            plain(pairs.saturating_mul(2).saturating_add(1))
        }
        ("format", Some(text), _) => plain(read(text)),
        ("strings.quote", _, Some(text)) => Called {
            cost: read(text),
            size: Some(Range::up_to(text.max.saturating_mul(2).saturating_add(2))),
        },
        ("bytes", None, Some(text)) if args[0].class == Class::String => Called {
            cost: read(text),
            size: Some(Range::up_to(text.max)),
        },
        ("string", None, Some(bytes)) if args[0].class == Class::Bytes => Called {
            cost: read(bytes),
            size: Some(Range::up_to(bytes.max)),
        },
        // Libraries whose costs depend on the version.
        ("slice" | "flatten" | "lists.range" | "distinct" | "sort" | "reverse", _, _) => Called {
            cost: 0,
            size: Some(Range::exactly(0)),
        },
        _ => plain(1),
    }
}

fn plain(cost: u64) -> Called {
    Called { cost, size: None }
}

/// Returns the size of a text in which parts were replaced.
fn replaced(text: Range, part: Range, with: Range) -> Range {
    let max = if part.min == 0 {
        let places = text.max.saturating_add(1);
        places.saturating_mul(with.max).saturating_add(text.max)
    } else if with.max <= part.min {
        text.max
    } else {
        text.max.div_ceil(part.min).saturating_mul(with.max)
    };
    Range::up_to(max)
}

/// Returns the cost of an operator between two values beyond theirs, and the size of its result where it is known.
pub(super) fn operator(name: &str, left: &Estimate<'_>, right: &Estimate<'_>) -> Called {
    let (a, b) = (left.size_or_any(), right.size_or_any());
    let is = |class: Class| left.class == class || right.class == class;
    let is_text = is(Class::String) || is(Class::Bytes);
    let compared = || plain(share(a.max.min(b.max), TRAVERSAL));
    match name {
        "==" if left.class == Class::Opaque && right.class == Class::Opaque => plain(1),
        "==" | "!=" => compared(),
        "<" | "<=" | ">" | ">=" if is_text => compared(),
        "in" if matches!(right.class, Class::List { .. }) => plain(b.max),
        "+" if is_text => Called {
            cost: share(a.plus(b).max, TRAVERSAL),
            size: Some(a.plus(b)),
        },
        "+" if matches!(left.class, Class::List { .. }) => Called {
            cost: 1,
            size: Some(a.plus(b)),
        },
        _ => plain(1),
    }
}
