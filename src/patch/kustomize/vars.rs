//! `vars`: names for fields of resources, whose values take the place of `$(NAME)` at the end of the build.
//!
//! In: entries of `vars`, folder by folder; each is bound to its resource where it is declared, under the names that this
//! one has or had there. Out, at the end: the resources with the values, read when all names are final, in the fields that
//! `varReference` lists. A var that nothing uses is reported.

mod expand;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::PoisonError;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use self::expand::{Expanded, expand, number_in_text};
use super::each::each;
use super::field_path::{lookup, split, text_of};
use super::field_spec::{ByKind, FieldSpec, visit};
use super::resources::{Identity, Resource};
use super::{Context, words};
use crate::diag::{Code, Diagnostic};
use crate::k8s::Gvk;
use crate::load::kustomization::Outcome;
use crate::patch::change;
use crate::patch::limits::check_text;
use crate::text::{Sources, Span};
use crate::yaml::{Node, Value};

/// The vars that the folders built so far declare, by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Vars {
    all: BTreeMap<EcoString, Var>,
}

/// One var.
#[derive(Clone, Debug)]
struct Var {
    name: EcoString,
    gvk: Gvk,
    /// The path to its value as it is written; empty where none is.
    path: EcoString,
    place: Option<Span>,
}

/// Prints a var as kustomize does: `{HOST Service.v1.[noGrp] {metadata.name}}`.
impl std::fmt::Display for Var {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let or = |text: &EcoString, none: &'static str| match text.is_empty() {
            true => EcoString::from(none),
            false => text.clone(),
        };
        write!(
            f,
            "{{{} {}.{}.{} {{{}}}}}",
            self.name,
            or(&self.gvk.kind, "[noKind]"),
            or(&self.gvk.version, "[noVer]"),
            or(&self.gvk.group, "[noGrp]"),
            self.path
        )
    }
}

/// What a var has where it has no path.
const NAME: &str = "metadata.name";

impl Vars {
    /// Takes the vars of a kustomization in, and tells the resources that they are for.
    pub(super) fn declare(&mut self, cx: &mut Context<'_, '_>, entries: &[Node]) -> Outcome<()> {
        for entry in entries {
            let (mut var, target) = read(entry);
            let matches = cx.resources.with_id(&target.name, cx.schema, |id| {
                if target.namespace.is_empty() {
                    id.is_named_as(&target)
                } else {
                    id.is(&target)
                }
            });
            match matches.as_slice() {
                [] => {}
                [at] => {
                    if let Some(resource) = cx.resources.get_mut(*at) {
                        resource.vars.push(var.name.clone());
                    }
                }
                [first, second, ..] => {
                    let place = |at: usize| cx.resources.get(at).and_then(Resource::place);
                    return Err(Box::new(
                        failed(
                            format!(
                                "{} resources are what the var `{}` is for",
                                matches.len(),
                                var.name
                            ),
                            &format!(
                                "found {} resId matches for var {var} (unable to disambiguate)",
                                matches.len()
                            ),
                        )
                        .at(var.place)
                        .related(place(*first), "this is one")
                        .related(place(*second), "this is another")
                        .help("add its `namespace` to `objref`"),
                    ));
                }
            }
            if var.path.is_empty() {
                var.path = NAME.into();
            }
            self.add(var)?;
        }
        Ok(())
    }

    /// Takes the vars of another build in.
    pub(super) fn absorb(&mut self, others: Vars) -> Outcome<()> {
        others.all.into_values().try_for_each(|var| self.add(var))
    }

    fn add(&mut self, var: Var) -> Outcome<()> {
        if let Some(there) = self.all.get(&var.name) {
            return Err(Box::new(
                failed(
                    format!("there are two vars `{}`", var.name),
                    &format!("var '{}' already encountered", var.name),
                )
                .at(var.place)
                .related(there.place, "the other one")
                .help("rename one of them"),
            ));
        }
        self.all.insert(var.name.clone(), var);
        Ok(())
    }

    /// Puts the values of the vars where `specs` (`varReference`) says that they may be used.
    pub(super) fn resolve(&self, cx: &mut Context<'_, '_>, specs: &[FieldSpec]) -> Outcome<()> {
        if self.all.is_empty() {
            return Ok(());
        }
        let values = self.values(cx)?;
        let used: Mutex<BTreeSet<EcoString>> = Mutex::default();
        let by_kind = ByKind::new(specs);
        each(cx, |resource| {
            let object = &mut resource.node;
            let gvk = super::resources::gvk_of(object);
            let mut hits = Vec::new();
            for (spec, ()) in by_kind.of(&gvk) {
                visit(object, spec, None, &mut |field| {
                    put(field, &values, &mut hits)
                })?;
            }
            if !hits.is_empty() {
                let mut used = used.lock().unwrap_or_else(PoisonError::into_inner);
                used.extend(hits);
            }
            Ok(())
        })?;
        let used = used.into_inner().unwrap_or_else(PoisonError::into_inner);
        for var in self.all.values() {
            if used.contains(&var.name) {
                continue;
            }
            let is_collection = values
                .get(&var.name)
                .is_some_and(|value| value.scalar.is_none());
            let finding = Diagnostic::new(
                Code::NothingMatched,
                format!("nothing uses the var `{}`", var.name),
            )
            .at(var.place)
            .note(words(&format!(
                "well-defined vars that were never replaced: {}",
                var.name
            )));
            cx.loader.session.report(if is_collection {
                finding.note("its value is a map or a list, which has no place in a text")
            } else {
                finding
            });
        }
        Ok(())
    }

    fn values(&self, cx: &Context<'_, '_>) -> Outcome<FxHashMap<EcoString, Found>> {
        let mut owners: FxHashMap<&EcoString, &Resource> = FxHashMap::default();
        for resource in cx.resources.iter() {
            for name in &resource.vars {
                owners.entry(name).or_insert(resource);
            }
        }
        let sources = &cx.loader.session.sources;
        let mut values = FxHashMap::default();
        for var in self.all.values() {
            let Some(resource) = owners.get(&var.name) else {
                return Err(Box::new(
                    failed(
                        format!("there is no resource that the var `{}` is for", var.name),
                        &format!(
                            "var '{var}' cannot be mapped to a field in the set of known resources"
                        ),
                    )
                    .at(var.place)
                    .help("`objref` takes the name that the resource has in its own file"),
                ));
            };
            let Some(value) = Found::read(&resource.node, &var.path, sources) else {
                return Err(Box::new(
                    failed(
                        format!("`{}` has no field `{}`", resource.id(cx.schema), var.path),
                        &format!(
                            "field specified in var '{var}' not found in corresponding resource"
                        ),
                    )
                    .at(var.place)
                    .related(resource.place(), "this is the resource"),
                ));
            };
            values.insert(var.name.clone(), value);
        }
        Ok(values)
    }
}

fn failed(message: impl Into<String>, said: &str) -> Diagnostic {
    Diagnostic::new(Code::VarFailed, message).note(words(said))
}

/// Reads an entry of `vars`: the var, and the resource it is for.
fn read(entry: &Node) -> (Var, Identity) {
    let text = |keys: &[&str]| -> EcoString {
        let text = entry.at(keys).and_then(Node::as_str);
        text.unwrap_or_default().into()
    };
    let mut gvk = Gvk {
        group: text(&["objref", "group"]),
        version: text(&["objref", "version"]),
        kind: text(&["objref", "kind"]),
    };
    let api_version = text(&["objref", "apiVersion"]);
    match api_version.split('/').collect::<Vec<_>>().as_slice() {
        [""] => {}
        [version] => gvk.version = (*version).into(),
        [group, version] => (gvk.group, gvk.version) = ((*group).into(), (*version).into()),
        _ => {}
    }
    let target = Identity {
        gvk: gvk.clone(),
        name: text(&["objref", "name"]),
        namespace: text(&["objref", "namespace"]),
        cluster: false,
    };
    let var = Var {
        name: text(&["name"]),
        gvk,
        path: text(&["fieldref", "fieldPath"]),
        place: entry.get("name").unwrap_or(entry).span(),
    };
    (var, target)
}

/// The value of a var.
struct Found {
    /// The field it is read from.
    node: Node,
    /// What takes the place of a whole text; nothing for maps and lists.
    scalar: Option<Value>,
    /// What takes a place inside a text.
    text: EcoString,
}

impl Found {
    /// Reads a field. Numbers are read as Go reads them from text, which is only in decimal digits.
    fn read(node: &Node, path: &str, sources: &Sources) -> Option<Found> {
        let parts: Vec<String> = split(path).into_iter().flat_map(indices).collect();
        let node = lookup(node, &parts, sources).ok()??;
        let raw = text_of(node, sources);
        let (scalar, text) = match &node.value {
            Value::Mapping(_) | Value::Sequence(_) => (None, EcoString::new()),
            Value::Int(_) | Value::UInt(_) => {
                let number: i64 = raw.parse().ok()?;
                (Some(Value::Int(number)), ecow::eco_format!("{number}"))
            }
            Value::Float(number) => (Some(Value::Float(*number)), number_in_text(*number)),
            Value::Bool(truth) => (Some(Value::Bool(*truth)), ecow::eco_format!("{truth}")),
            Value::Null | Value::String(_) => (Some(Value::String(raw.clone())), raw),
        };
        Some(Found {
            node: node.clone(),
            scalar,
            text,
        })
    }
}

/// Takes `ports[0]` apart, as vars have it, into a field and an index.
fn indices(part: String) -> Vec<String> {
    let split = part
        .strip_suffix(']')
        .and_then(|inner| inner.rsplit_once('['));
    match split {
        Some((field, index))
            if !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            let field = (!field.is_empty()).then(|| field.to_owned());
            field.into_iter().chain([index.to_owned()]).collect()
        }
        _ => vec![part],
    }
}

/// Puts values into a field: a text, or the texts of a map or a list.
fn put(
    field: &mut Node,
    values: &FxHashMap<EcoString, Found>,
    hits: &mut Vec<EcoString>,
) -> Outcome<()> {
    let span = field.span();
    match &mut field.value {
        Value::String(_) => put_text(field, values, hits)?,
        Value::Mapping(map) => {
            for (_, value) in map.values_mut() {
                if value.as_str().is_some() {
                    put_text(value, values, hits)?;
                }
            }
        }
        Value::Sequence(items) => {
            for item in items {
                if item.as_str().is_none() {
                    return Err(Box::new(
                        failed(
                            format!(
                                "expected a list of strings, found {}",
                                item.value.type_name()
                            ),
                            "invalid value type expect a string",
                        )
                        .at(item.span().or(span)),
                    ));
                }
                put_text(item, values, hits)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn put_text(
    node: &mut Node,
    values: &FxHashMap<EcoString, Found>,
    hits: &mut Vec<EcoString>,
) -> Outcome<()> {
    let Some(text) = node.as_str().filter(|text| text.contains('$')) else {
        return Ok(());
    };
    let mut by: Option<&Found> = None;
    let mut length = text.len();
    let expanded = expand(text, |name| {
        let (name, found) = values.get_key_value(name)?;
        found.scalar.as_ref()?;
        hits.push(name.clone());
        by = by.or(Some(found));
        length += found.text.len();
        check_text(length).ok()?;
        Some(found.text.clone())
    });
    check_text(length)
        .map_err(|why| Box::new(Diagnostic::new(Code::VarFailed, why).at(node.span())))?;
    let value = match expanded {
        Expanded::Whole(name) => match values.get(name).and_then(|found| found.scalar.clone()) {
            Some(value) => value,
            None => return Ok(()),
        },
        Expanded::Text(new) if new == text => return Ok(()),
        Expanded::Text(new) => new.into(),
    };
    let new = change::shell(by.map_or(&*node, |found| &found.node), value);
    change::put(node, new);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::patch::kustomize::testing::{built, warnings};

    const RESOURCES: &str = r#"
apiVersion: v1
kind: ConfigMap
metadata: {name: src}
num: 8080
float: 1500000.0
none: null
map: {a: 1}
hex: 0x10
list: [1, {ports: [{n: x}]}]
---
apiVersion: v1
kind: Pod
metadata: {name: p, annotations: {a: $(V)}}
spec:
  containers:
  - name: c
    command: ["$(V)", "$$(V)", "a $(V) b $(W)", "$$$(V)"]
"#;

    fn files(path: &str, more: &str) -> [(&'static str, String); 2] {
        let kustomization = format!(
            "resources: [in.yaml]\nvars: [{{name: V, objref: {{apiVersion: v1, kind: ConfigMap, name: src}}, fieldref: {{fieldPath: '{path}'}}}}{more}]\n"
        );
        [
            ("in.yaml", RESOURCES.to_owned()),
            ("kustomization.yaml", kustomization),
        ]
    }

    fn command(path: &str, more: &str) -> Result<String, String> {
        let files = files(path, more);
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, &**text)).collect();
        let pod = built(&files)?.pop().unwrap_or_default();
        let start = pod.find("- command:").unwrap_or_default();
        let lines = pod[start..].lines().skip(1).take(4);
        Ok(lines.map(str::trim).collect::<Vec<_>>().join("\n"))
    }

    /// Recorded.
    #[test]
    fn values_keep_their_type_where_they_are_the_whole() {
        for (path, expected) in [
            ("num", "- 8080\n- $(V)\n- a 8080 b $(W)\n- $8080"),
            ("float", "- 1500000\n- $(V)\n- a 1.5e+06 b $(W)\n- $1.5e+06"),
            ("none", "- \"null\"\n- $(V)\n- a null b $(W)\n- $null"),
            ("map", "- $(V)\n- $(V)\n- a $(V) b $(W)\n- $$(V)"),
            ("list[1].ports[0].n", "- x\n- $(V)\n- a x b $(W)\n- $x"),
            ("", "- src\n- $(V)\n- a src b $(W)\n- $src"),
        ] {
            assert_eq!(command(path, "").as_deref(), Ok(expected), "{path}");
        }
    }

    /// Recorded.
    #[test]
    fn mistakes_are_told_in_the_words_of_kustomize() {
        for (path, more, expected) in [
            (
                "hex",
                "",
                "field specified in var '{V ConfigMap.v1.[noGrp] {hex}}' not found in corresponding resource",
            ),
            (
                "nope",
                "",
                "field specified in var '{V ConfigMap.v1.[noGrp] {nope}}' not found in corresponding resource",
            ),
            (
                "num",
                ", {name: V, objref: {kind: Pod, name: p}}",
                "var 'V' already encountered",
            ),
            (
                "num",
                ", {name: W, objref: {apiVersion: v1, kind: Secret, name: s}}",
                "var '{W Secret.v1.[noGrp] {metadata.name}}' cannot be mapped to a field in the set of known resources",
            ),
        ] {
            let words = command(path, more).expect_err("it should fail");
            assert_eq!(words, format!("kustomize: {expected}"));
        }
    }

    #[test]
    fn vars_that_nothing_uses_are_reported() {
        let files = files(
            "num",
            ", {name: U, objref: {apiVersion: v1, kind: ConfigMap, name: src}}",
        );
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, &**text)).collect();
        let warnings = warnings(&files);
        assert!(
            warnings.contains(&"nothing uses the var `U`".to_owned()),
            "{warnings:?}"
        );
        assert!(!warnings.contains(&"nothing uses the var `V`".to_owned()));
    }
}
