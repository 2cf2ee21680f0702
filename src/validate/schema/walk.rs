//! The walk over an object and its type.

use crate::diag::{Code, Diagnostic, Severity};
use crate::k8s::schema::{Additional, Component, Schema};
use crate::k8s::{Minor, Object};
use crate::validate::findings::{Findings, about, pointer_of};
use crate::validate::schema::{bounds, elements, fields, formats, required, types, values};
use crate::validate::tree::Tree;
use crate::yaml::{Mapping, Node, Value};

/// Walks one object, if its kind is known.
pub(super) fn object(tree: &Tree<'_>, object: &Object, findings: &mut Findings) {
    // What is encrypted or passed through byte for byte is not what the server will see.
    let is_encrypted = || {
        object
            .node
            .get("sops")
            .is_some_and(|sops| sops.as_map().is_some())
    };
    if object.verbatim.is_some() || is_encrypted() {
        return;
    }
    let said = |key| object.node.get(key).and_then(Node::as_str);
    let (Some(api_version), Some(kind)) = (said("apiVersion"), said("kind")) else {
        return;
    };
    let Some(known) = tree.schemas.find(api_version, kind) else {
        return;
    };
    let mut walk = Walk {
        object,
        minor: tree.minor,
        is_applied: tree.target.is_some() || tree.is_server,
        is_custom: known.is_custom,
        component: known.component.filter(|_| !tree.is_server),
        findings,
    };
    walk.value(known.schema, &object.node);
}

/// Where one is in an object, and who is told.
pub(super) struct Walk<'w> {
    pub(super) object: &'w Object,
    pub(super) minor: Minor,
    /// Whether the object is part of a rendered tree, which Flux and Argo CD bring to the cluster by server-side apply.
    pub(super) is_applied: bool,
    /// Whether a schema judges, and not the Go code of a built-in type.
    pub(super) is_custom: bool,
    /// The component whose embedded definition judges.
    pub(super) component: Option<&'static Component>,
    pub(super) findings: &'w mut Findings,
}

impl Walk<'_> {
    /// Judges a value and what is in it.
    pub(super) fn value(&mut self, schema: &Schema, node: &Node) {
        let before = self.is_custom;
        // The metadata of custom resources are a built-in type.
        self.is_custom = before && schema.name.is_none();
        self.judge(schema, node);
        self.is_custom = before;
    }

    fn judge(&mut self, schema: &Schema, node: &Node) {
        if !types::check(self, schema, node) {
            return;
        }
        match &node.value {
            Value::Mapping(map) => self.map(schema, node, map),
            Value::Sequence(items) => {
                if let Some(of) = &schema.items {
                    for item in items {
                        self.value(of, item);
                        if item.is_null() {
                            self.built_in(|walk| walk.empty(of, item));
                        }
                    }
                }
                self.built_in(|walk| elements::check(walk, schema, node, items));
            }
            Value::String(text) => self.built_in(|walk| formats::check(walk, schema, node, text)),
            Value::Int(_) | Value::Float(_) => {
                self.built_in(|walk| bounds::check(walk, schema, node));
            }
            _ => {}
        }
        if let Some(limits) = &schema.limits {
            self.built_in(|walk| values::check(walk, limits, node));
        }
    }

    fn map(&mut self, schema: &Schema, node: &Node, map: &Mapping) {
        for entry in map {
            match schema.property(&entry.key.name, self.minor) {
                Some(_) if required::tells_of_null(self, schema, entry) => {}
                Some(of) => self.value(of, &entry.value),
                None => match &schema.additional {
                    Some(Additional::Of(of)) => self.value(of, &entry.value),
                    Some(Additional::Any) => {}
                    None => fields::check(self, schema, node, entry),
                },
            }
        }
        required::check(self, schema, node, map);
    }

    /// Judges a null among the elements of a list, which the server takes for an element without anything in it.
    fn empty(&mut self, schema: &Schema, node: &Node) {
        if let Some(limits) = &schema.limits {
            values::check_empty(self, limits, node);
        }
        required::check(self, schema, node, &Mapping::new());
    }

    /// Judges what the rules of `values` judge in custom resources.
    fn built_in(&mut self, judge: impl FnOnce(&mut Self)) {
        if !self.is_custom {
            judge(self);
        }
    }

    /// Tells a finding.
    pub(super) fn tell(&mut self, finding: impl FnOnce(&Object, &mut Findings) -> Diagnostic) {
        let finding = finding(self.object, self.findings);
        self.findings
            .push(match self.component.filter(|_| self.is_custom) {
                Some(component) => finding.note(component.judges()),
                None => finding,
            });
    }
}

/// Returns a finding about a value, whose message begins with its path.
pub(super) fn at_path(code: Code, object: &Object, node: &Node, message: &str) -> Diagnostic {
    about(
        code,
        object,
        node,
        format!("`{}`: {message}", path(object, node)),
    )
}

/// Lowers what server-side apply alone refuses where nobody knows how the object comes to the cluster.
pub(super) fn of_apply(finding: Diagnostic, is_applied: bool) -> Diagnostic {
    let severity = match is_applied {
        true => finding.severity,
        false => Severity::Warning,
    };
    Diagnostic {
        severity,
        ..finding
    }
}

/// Returns the path of a value of an object, `spec.containers[0].image`.
pub(super) fn path(object: &Object, node: &Node) -> String {
    let pointer = pointer_of(&object.node, node).unwrap_or_default();
    let mut path = String::new();
    for token in pointer.split('/').skip(1) {
        if token.bytes().all(|byte| byte.is_ascii_digit()) {
            path.push_str(&format!("[{token}]"));
        } else {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(&token.replace("~1", "/").replace("~0", "~"));
        }
    }
    if path.is_empty() {
        path.push_str(&object.id.kind);
    }
    path
}
