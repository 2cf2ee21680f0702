//! EK1040: a rule that the definition of a custom resource brings does not hold; EK1041: it could not be evaluated. Source:
//! `pkg/apiserver/schema/cel/validation.go` of `apiextensions-apiserver`.
//!
//! As on the server, fields that are absent have their defaults, and a rule that compares with the object before is passed over,
//! since every object is judged as if it were made anew. A rule that fails on a value refuses the object as one that is
//! false does. Where types are wrong, that is told elsewhere and nothing here.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::cel::{Compiled, Failure, Ruled, Value, Why};
use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::k8s::schema::{Component, Schema, Type};
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;
use crate::yaml::{Node, Value as Yaml};

/// So many objects are one task.
const TASK: usize = 64;

/// The rules of a kind.
struct Kind<'s> {
    ruled: Ruled<'s>,
    component: Option<&'static Component>,
}

/// Kinds by `apiVersion` and `kind`; nothing for those without rules.
type Kinds<'s> = BTreeMap<(&'s str, &'s str), Option<Kind<'s>>>;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let kinds = kinds(tree);
    if kinds.values().all(Option::is_none) {
        return;
    }
    let tasks = tree.objects.par_chunks(TASK).map(|objects| {
        let mut found = Vec::new();
        for object in objects {
            let kind = key(object).and_then(|key| kinds.get(&key)?.as_ref());
            if let Some(kind) = kind {
                judge(object, kind, &mut found);
            }
        }
        found
    });
    let found: Vec<Vec<Diagnostic>> = tasks.collect();
    found
        .into_iter()
        .flatten()
        .for_each(|finding| findings.push(finding));
}

fn key(object: &Object) -> Option<(&str, &str)> {
    // Every group of custom resources has a dot.
    let is_custom = object.id.group.contains('.');
    let api_version = object.node.get("apiVersion").filter(|_| is_custom)?;
    Some((api_version.as_str()?, object.id.kind.as_str()))
}

fn kinds<'t>(tree: &'t Tree<'_>) -> Kinds<'t> {
    let mut kinds = Kinds::new();
    for (api_version, name) in tree.objects.iter().filter_map(key) {
        kinds.entry((api_version, name)).or_insert_with(|| {
            let served = tree.schemas.find(api_version, name)?;
            let ruled = served
                .is_custom
                .then(|| Ruled::new(served.schema, true, tree.minor, |_| true))??;
            Some(Kind {
                ruled,
                component: served.component,
            })
        });
    }
    kinds
}

fn judge(object: &Object, kind: &Kind<'_>, found: &mut Vec<Diagnostic>) {
    let mut own = Vec::new();
    walk(object, &object.node, &object.id.kind, &kind.ruled, &mut own);
    if own.is_empty() || !fits(&object.node, kind.ruled.schema) {
        return;
    }
    found.extend(own.into_iter().map(|finding| match kind.component {
        Some(component) => finding.note(format!(
            "the definition of {} {} says so, which is built in; name another with `--crd-dir`, or in `crds` of the environment",
            component.id, component.version
        )),
        None => finding,
    }));
}

/// Evaluates the rules about a value and all below it.
fn walk(object: &Object, node: &Node, name: &str, ruled: &Ruled<'_>, found: &mut Vec<Diagnostic>) {
    if node.is_null() {
        return;
    }
    for rule in &ruled.rules {
        found.extend(evaluate(object, node, name, ruled, rule));
    }
    for (property, below) in &ruled.fields {
        let given = node.get(&property.name);
        let default = property.schema.default.as_deref();
        let value = given
            .filter(|node| !node.is_null() || property.schema.nullable)
            .or(default);
        if let Some(value) = value {
            walk(object, value, &property.name, below, found);
        }
    }
    if let (Some(below), Some(map)) = (&ruled.values, node.as_map()) {
        for entry in map {
            let is_field = ruled.schema.properties.iter();
            if !is_field
                .clone()
                .any(|property| property.name == entry.key.name)
            {
                walk(object, &entry.value, &entry.key.name, below, found);
            }
        }
    }
    if let (Some(below), Some(items)) = (&ruled.items, node.as_list()) {
        for item in items {
            walk(object, item, name, below, found);
        }
    }
}

fn evaluate(
    object: &Object,
    node: &Node,
    name: &str,
    ruled: &Ruled<'_>,
    rule: &Compiled<'_>,
) -> Option<Diagnostic> {
    let program = match &rule.program {
        Ok(program) => program,
        Err(problems) => {
            let why = problems.first().map(|problem| problem.message.as_str());
            return Some(unknown(object, node, name, rule, why.unwrap_or_default()));
        }
    };
    if rule.is_of_updates {
        return None;
    }
    let variables = [
        ("self", Value::of(node, ruled.schema, ruled.is_resource)),
        ("oldSelf", Value::Optional(None)),
    ];
    let message = match program.evaluate(&variables) {
        Ok(Value::Bool(true)) => return None,
        Ok(_) => rule.told(&variables),
        Err(Failure { message, why }) => match why {
            Why::Value => format!("it has no result: {message}"),
            Why::Budget | Why::Unsupported => {
                return Some(unknown(object, node, name, rule, &message));
            }
        },
    };
    let blamed = rule.rule.field_path.as_deref();
    let blamed = blamed.and_then(|path| at_path(node, path)).unwrap_or(node);
    let message = format!("`{name}` breaks a rule: {message}");
    let finding = about(Code::RuleViolated, object, blamed, message);
    let place = blamed.head().or_else(|| node.head()).or(object.span);
    Some(finding.at(place).note(stated(rule)))
}

fn stated(rule: &Compiled<'_>) -> String {
    let text: Vec<&str> = rule.rule.rule.split_whitespace().collect();
    format!("the rule is `{}`", text.join(" "))
}

fn unknown(object: &Object, node: &Node, name: &str, rule: &Compiled<'_>, why: &str) -> Diagnostic {
    let message = format!("whether `{name}` keeps a rule is not known: {why}");
    let finding = about(Code::RuleNotEvaluated, object, node, message);
    finding
        .at(node.head().or(object.span))
        .note(stated(rule))
        .help("a server-side dry run tells")
}

/// Returns the node that a path such as `.spec['a-b'].c` names.
fn at_path<'n>(node: &'n Node, path: &str) -> Option<&'n Node> {
    let mut node = node;
    let mut rest = path;
    while !rest.is_empty() {
        let (name, behind) = match rest.strip_prefix("['") {
            Some(quoted) => quoted.split_once("']")?,
            None => {
                let plain = rest.strip_prefix('.').unwrap_or(rest);
                let end = plain.find(['.', '[']).unwrap_or(plain.len());
                plain.split_at(end)
            }
        };
        node = node.value_of(name)?;
        rest = behind;
    }
    Some(node)
}

/// Returns whether a value and all below it have their types and the fields they need.
fn fits(node: &Node, schema: &Schema) -> bool {
    let right = match (&node.value, schema.ty) {
        (Yaml::Null, _) | (_, Type::Any) => true,
        (Yaml::Bool(_), Type::Boolean) => true,
        (Yaml::Int(_) | Yaml::UInt(_), Type::Integer | Type::Number | Type::IntOrString) => true,
        (Yaml::Float(_), Type::Number) => true,
        (Yaml::Float(number), Type::Integer | Type::IntOrString) => number.fract() == 0.0,
        (Yaml::String(_), Type::String | Type::IntOrString) => true,
        (Yaml::Sequence(_), Type::Array) | (Yaml::Mapping(_), Type::Object) => true,
        _ => false,
    };
    let below = match &node.value {
        Yaml::Sequence(items) => match &schema.items {
            Some(inner) => items.iter().all(|item| fits(item, inner)),
            None => true,
        },
        Yaml::Mapping(map) => {
            let minor = crate::k8s::Minor::NEWEST;
            let is_there = |name: &ecow::EcoString| {
                map.contains(name)
                    || schema
                        .property(name, minor)
                        .is_some_and(|property| property.default.is_some())
            };
            schema.required.iter().all(is_there)
                && map.iter().all(|entry| {
                    let inner = schema.field(&entry.key.name, minor);
                    inner.is_none_or(|inner| fits(&entry.value, inner))
                })
        }
        _ => true,
    };
    right && below
}
