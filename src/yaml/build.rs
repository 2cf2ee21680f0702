//! The `yaml!` macro, with which expanders build objects. It reads like the YAML it makes.
//!
//! ```ignore
//! yaml!(defaults::SERVICE => {
//!     apiVersion: "v1",                                     // a literal: its origin is the default before the arrow
//!     kind: "Service",
//!     metadata: (metadata),                                 // an expression: a Node, &Node, Mapping, Vec<Node> or Option of these
//!     spec: {
//!         clusterIP: "None" @ defaults::HEADLESS,           // a literal with a default of its own
//!         ports: [{ name: "http", port: (port) }],
//!         sessionAffinity: (spec.value_of("affinity")),     // `None` leaves the entry out
//!         "app.kubernetes.io/name": (name),                 // a key that is no identifier
//!     },
//! })
//! ```

use super::mapping::Mapping;
use super::node::Node;
use super::origin::NamedDefault;

/// What may stand in parentheses in `yaml!`.
pub trait IntoEntry {
    /// Returns the node, or nothing to leave the entry out. `by` is the default of collections that have no origin.
    fn into_entry(self, by: &'static NamedDefault) -> Option<Node>;
}

impl IntoEntry for Node {
    fn into_entry(self, _: &'static NamedDefault) -> Option<Node> {
        Some(self)
    }
}

impl IntoEntry for &Node {
    fn into_entry(self, _: &'static NamedDefault) -> Option<Node> {
        Some(self.clone())
    }
}

impl IntoEntry for Mapping {
    fn into_entry(self, by: &'static NamedDefault) -> Option<Node> {
        Some(Node::literal(self, by))
    }
}

impl IntoEntry for Vec<Node> {
    fn into_entry(self, by: &'static NamedDefault) -> Option<Node> {
        Some(Node::literal(self, by))
    }
}

impl<T: IntoEntry> IntoEntry for Option<T> {
    fn into_entry(self, by: &'static NamedDefault) -> Option<Node> {
        self.and_then(|inner| inner.into_entry(by))
    }
}

/// Builds a [`Node`] that reads like the YAML it becomes; see the module.
#[macro_export]
macro_rules! yaml {
    ($by:expr => { $($body:tt)* }) => {{
        let mut map = $crate::yaml::Mapping::new();
        // An empty map is changed nowhere else, and then it would not need to be `mut`.
        let _ = &mut map;
        let by: &'static $crate::yaml::NamedDefault = &$by;
        $crate::yaml!(@map map by; $($body)*);
        $crate::yaml::Node::literal(map, by)
    }};
    ($by:expr => [ $($body:tt)* ]) => {{
        let mut list: Vec<$crate::yaml::Node> = Vec::new();
        // The same of an empty list.
        let _ = &mut list;
        let by: &'static $crate::yaml::NamedDefault = &$by;
        $crate::yaml!(@list list by; $($body)*);
        $crate::yaml::Node::literal(list, by)
    }};
    ($by:expr => $literal:literal) => { $crate::yaml::Node::literal($literal, &$by) };

    (@map $map:ident $by:ident;) => {};
    (@map $map:ident $by:ident; $key:tt : $value:tt @ $own:path $(, $($rest:tt)*)?) => {
        $crate::yaml!(@set $map $key, $crate::yaml!(@value &$own; $value));
        $($crate::yaml!(@map $map $by; $($rest)*);)?
    };
    (@map $map:ident $by:ident; $key:tt : $value:tt $(, $($rest:tt)*)?) => {
        $crate::yaml!(@set $map $key, $crate::yaml!(@value $by; $value));
        $($crate::yaml!(@map $map $by; $($rest)*);)?
    };

    (@list $list:ident $by:ident;) => {};
    (@list $list:ident $by:ident; $value:tt @ $own:path $(, $($rest:tt)*)?) => {
        $list.extend($crate::yaml!(@value &$own; $value));
        $($crate::yaml!(@list $list $by; $($rest)*);)?
    };
    (@list $list:ident $by:ident; $value:tt $(, $($rest:tt)*)?) => {
        $list.extend($crate::yaml!(@value $by; $value));
        $($crate::yaml!(@list $list $by; $($rest)*);)?
    };

    (@set $map:ident $key:ident, $value:expr) => {
        $crate::yaml!(@put $map stringify!($key), $value)
    };
    (@set $map:ident $key:literal, $value:expr) => { $crate::yaml!(@put $map $key, $value) };
    (@put $map:ident $key:expr, $value:expr) => {
        if let Some(node) = $value {
            $map.insert($key, node);
        }
    };

    (@value $by:expr; { $($body:tt)* }) => { Some($crate::yaml!(*$by => { $($body)* })) };
    (@value $by:expr; [ $($body:tt)* ]) => { Some($crate::yaml!(*$by => [ $($body)* ])) };
    (@value $by:expr; ( $value:expr )) => { $crate::yaml::IntoEntry::into_entry($value, $by) };
    (@value $by:expr; $literal:literal) => { Some($crate::yaml::Node::literal($literal, $by)) };
}

#[cfg(test)]
mod tests {
    use super::*;

    static OUTER: NamedDefault = NamedDefault {
        id: "outer",
        what: "",
        why: "",
        source: "",
        field: "",
    };
    static OWN: NamedDefault = NamedDefault {
        id: "own",
        what: "",
        why: "",
        source: "",
        field: "",
    };

    #[test]
    fn literals_name_their_default_and_nothing_leaves_an_entry_out() {
        let port = Node::literal(8080, &OWN);
        let none: Option<Node> = None;
        let node = yaml!(OUTER => {
            kind: "Service",
            spec: { clusterIP: "None" @ OWN, ports: [{ port: (&port) }, { port: 1 }], gone: (none), empty: {} },
            "app.kubernetes.io/name": "x"
        });
        assert_eq!(
            node.at(&["spec", "clusterIP"])
                .and_then(|n| n.origin.default)
                .map(|d| d.id),
            Some("own")
        );
        assert_eq!(
            node.get("kind")
                .and_then(|n| n.origin.default)
                .map(|d| d.id),
            Some("outer")
        );
        assert!(node.at(&["spec", "gone"]).is_none());
        assert_eq!(
            node.at(&["spec", "ports"])
                .and_then(Node::as_list)
                .map(<[Node]>::len),
            Some(2)
        );
        assert_eq!(
            node.get("app.kubernetes.io/name").and_then(Node::as_str),
            Some("x")
        );
    }
}
