//! Where transformers find their fields: `spec/template/metadata/labels` of a Deployment.
//!
//! In: a [`FieldSpec`] and an object. Out: a call for each field that the path leads to, made where it is missing if the
//! path says so. Lists are walked through, `\/` in a path is a slash in a key. What is done with a field is the
//! transformer's business.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::resources::Identity;
use crate::diag::{Code, Diagnostic};
use crate::k8s::Gvk;
use crate::load::kustomization::Outcome;
use crate::patch::change;
use crate::patch::limits::check_path;
use crate::text::Span;
use crate::yaml::{Entry, Key, List, Mapping, Node, Style, Value, scalar};

/// A path in objects of a kind.
#[derive(Clone, Debug)]
pub(super) struct FieldSpec {
    /// The API group; empty for any.
    pub group: EcoString,
    /// The version; empty for any.
    pub version: EcoString,
    /// The kind; empty for any.
    pub kind: EcoString,
    /// The way to the field, with `/` between keys; lists are walked through.
    pub path: EcoString,
    /// Whether the field is made where it is missing.
    pub create: bool,
    /// Where a user wrote it.
    pub place: Option<Span>,
    /// The keys of the path.
    steps: Box<[Step]>,
}

/// One key of a path.
#[derive(Clone, Debug)]
struct Step {
    key: EcoString,
    /// Whether `[]` behind the key says that a list is there, which is never made.
    list: bool,
    /// Whether it can be a key of a map.
    fits: bool,
}

/// Specs are equal when they say the same, wherever they stand.
impl PartialEq for FieldSpec {
    fn eq(&self, other: &Self) -> bool {
        let said = |spec: &Self| {
            (
                spec.group.clone(),
                spec.version.clone(),
                spec.kind.clone(),
                spec.path.clone(),
                spec.create,
            )
        };
        said(self) == said(other)
    }
}

impl FieldSpec {
    pub(super) fn new(group: &str, version: &str, kind: &str, path: &str, create: bool) -> Self {
        FieldSpec {
            group: group.into(),
            version: version.into(),
            kind: kind.into(),
            path: path.into(),
            create,
            place: None,
            steps: split(path),
        }
    }

    /// Reads a spec that was checked against [`FIELD_SPEC`](crate::load::kustomization::fields::FIELD_SPEC).
    pub(super) fn read(node: &Node) -> Self {
        let text = |key: &str| node.get(key).and_then(Node::to_text).unwrap_or_default();
        let create = node.get("create").and_then(Node::as_bool);
        FieldSpec {
            place: node.get("path").unwrap_or(node).span(),
            ..FieldSpec::new(
                &text("group"),
                &text("version"),
                &text("kind"),
                &text("path"),
                create.unwrap_or_default(),
            )
        }
    }

    /// Reads a list of checked specs; nothing is an empty list.
    pub(super) fn list(node: Option<&Node>) -> Vec<Self> {
        let items = node.and_then(Node::as_list).unwrap_or_default();
        items.iter().map(FieldSpec::read).collect()
    }

    /// Returns whether it is for objects of a type.
    pub(super) fn is_for(&self, gvk: &Gvk) -> bool {
        (self.kind.is_empty() || self.kind == gvk.kind) && self.is_for_version(gvk)
    }

    fn is_for_version(&self, gvk: &Gvk) -> bool {
        (self.group.is_empty() || self.group == gvk.group)
            && (self.version.is_empty() || self.version == gvk.version)
    }

    /// Returns whether `other` adds nothing: it has the same path, and whatever this one is for, it is for too.
    fn covers(&self, other: &FieldSpec) -> bool {
        let selected = |mine: &EcoString, other: &EcoString| other.is_empty() || mine == other;
        selected(&self.group, &other.group)
            && selected(&self.version, &other.version)
            && selected(&self.kind, &other.kind)
            && self.path == other.path
    }
}

/// Splits a path at `/`; a slash at the start says nothing, and `\/` is a slash in a key.
fn split(path: &str) -> Box<[Step]> {
    let mut keys: Vec<String> = Vec::new();
    let path = path.strip_prefix('/').unwrap_or(path);
    for part in path.split('/') {
        match keys.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push('/');
                last.push_str(part);
            }
            _ => keys.push(part.to_owned()),
        }
    }
    let step = |key: String| {
        let name = key.strip_suffix("[]").unwrap_or(&key);
        Step {
            key: name.into(),
            list: name.len() < key.len(),
            fits: refusal(name).is_none(),
        }
    };
    keys.into_iter().map(step).collect()
}

/// Adds specs to others. One that is there is not added again; it must agree on whether the field is made.
pub(super) fn merge(specs: &mut Vec<FieldSpec>, others: &[FieldSpec]) -> Outcome<()> {
    for other in others {
        match specs.iter().find(|spec| spec.covers(other)) {
            None => specs.push(other.clone()),
            Some(spec) if spec.create == other.create => {}
            Some(spec) => {
                let said = |spec: &FieldSpec| format!("`create: {}`", spec.create);
                return Err(Box::new(
                    Diagnostic::new(
                        Code::TransformFailed,
                        format!(
                            "`{}` is given {} and {}",
                            other.path,
                            said(spec),
                            said(other)
                        ),
                    )
                    .at(other.place.or(spec.place))
                    .related(
                        spec.place.filter(|_| other.place.is_some()),
                        format!("{} is said here", said(spec)),
                    )
                    .note("kustomize: conflicting fieldspecs")
                    .help(format!("write {} in both", said(spec))),
                ));
            }
        }
    }
    Ok(())
}

/// Specs by the kind they are for, so that an object meets only its own, in their order.
pub(super) struct ByKind<'s, T = ()> {
    of_kind: FxHashMap<&'s str, Vec<(&'s FieldSpec, T)>>,
    /// Those for every kind.
    of_any: Vec<(&'s FieldSpec, T)>,
}

impl<'s> ByKind<'s> {
    pub(super) fn new(specs: &'s [FieldSpec]) -> Self {
        ByKind::with(specs.iter().map(|spec| (spec, ())))
    }
}

impl<'s, T: Clone> ByKind<'s, T> {
    /// Sorts specs that carry something by their kind.
    pub(super) fn with(specs: impl IntoIterator<Item = (&'s FieldSpec, T)>) -> Self {
        let all: Vec<(&FieldSpec, T)> = specs.into_iter().collect();
        let mut of_kind: FxHashMap<&str, Vec<(&FieldSpec, T)>> = FxHashMap::default();
        let mut of_any: Vec<(&FieldSpec, T)> = Vec::new();
        let mut kinds: Vec<&str> = Vec::new();
        for (spec, with) in all {
            if spec.kind.is_empty() {
                for kind in &kinds {
                    of_kind.entry(kind).or_default().push((spec, with.clone()));
                }
                of_any.push((spec, with));
                continue;
            }
            of_kind
                .entry(&spec.kind)
                .or_insert_with(|| {
                    kinds.push(&spec.kind);
                    of_any.clone()
                })
                .push((spec, with));
        }
        ByKind { of_kind, of_any }
    }

    /// Walks the specs for objects of a type.
    pub(super) fn of(&self, gvk: &Gvk) -> impl Iterator<Item = (&'s FieldSpec, &T)> {
        let specs = self.of_kind.get(gvk.kind.as_str());
        let specs = specs.unwrap_or(&self.of_any).iter();
        let gvk = gvk.clone();
        specs.filter_map(move |(spec, with)| spec.is_for_version(&gvk).then_some((*spec, with)))
    }
}

/// What is made where a field is missing, and by which setting.
#[derive(Clone, Copy, Debug)]
pub(super) enum Created<'n> {
    /// A map.
    Map(&'n Node),
    /// A scalar: `null` until it is set.
    Scalar(&'n Node),
}

impl Created<'_> {
    fn map(self) -> Node {
        let (Created::Map(by) | Created::Scalar(by)) = self;
        change::shell(by, Mapping::new())
    }

    fn last(self) -> Node {
        match self {
            Created::Map(_) => self.map(),
            Created::Scalar(by) => change::shell(by, Value::Null),
        }
    }
}

/// Calls `set` with every field of an object that a spec leads to. Whether the spec is for this object has been asked.
pub(super) fn visit(
    object: &mut Node,
    spec: &FieldSpec,
    create: Option<Created<'_>>,
    set: &mut dyn FnMut(&mut Node) -> Outcome<()>,
) -> Outcome<()> {
    let create = create.filter(|_| spec.create);
    let result = check_path(spec.steps.len())
        .map_err(|why| Box::new(Diagnostic::new(Code::TransformFailed, why).at(spec.place)))
        .and_then(|()| walk(object, &spec.steps, create, set));
    result.map_err(|finding| {
        let words = format!(
            "considering field '{}' of object {}",
            spec.path,
            Identity::of(object)
        );
        Box::new(
            within(*finding, &words)
                .related(spec.place, format!("`{}` is what is looked for", spec.path)),
        )
    })
}

/// Puts words before those of kustomize.
pub(super) fn within(mut finding: Diagnostic, words: &str) -> Diagnostic {
    for note in &mut finding.notes {
        if let Some(rest) = note.strip_prefix("kustomize: ") {
            *note = format!("kustomize: {words}: {rest}");
        }
    }
    finding
}

fn walk(
    node: &mut Node,
    steps: &[Step],
    create: Option<Created<'_>>,
    set: &mut dyn FnMut(&mut Node) -> Outcome<()>,
) -> Outcome<()> {
    let Some((step, rest)) = steps.split_first() else {
        return set(node);
    };
    let span = node.span();
    match &mut node.value {
        Value::Null => Ok(()),
        Value::Sequence(items) => items
            .iter_mut()
            .try_for_each(|item| walk(item, steps, create, set))
            .map_err(|finding| {
                let keys: Vec<&str> = steps.iter().map(|step| step.key.as_str()).collect();
                let words = format!("visit traversal on path: [{}]", keys.join(" "));
                Box::new(within(*finding, &words))
            }),
        Value::Mapping(map) => {
            if let Some((what, words)) = (!step.fits).then(|| refusal(&step.key)).flatten() {
                return Err(Box::new(
                    Diagnostic::new(
                        Code::TransformFailed,
                        format!("a path leads through a map, where {what}"),
                    )
                    .at(span)
                    .note(format!("kustomize: {words}")),
                ));
            }
            let missing = create.filter(|_| !step.list).map(|create| {
                if rest.is_empty() {
                    create.last()
                } else {
                    create.map()
                }
            });
            let Some(field) = map.get_mut(&step.key) else {
                let Some(mut made) = missing else {
                    return Ok(());
                };
                walk(&mut made, rest, create, set)?;
                map.insert_entry(Entry {
                    key: Key {
                        name: step.key.clone(),
                        span: made.span(),
                    },
                    value: made,
                });
                return Ok(());
            };
            if field.is_null() {
                if step.list {
                    // The hint alone turns null into a list.
                    field.value = Value::Sequence(List::new());
                } else if let Some(made) = missing.filter(|made| !made.is_null()) {
                    change::put(field, made);
                }
            }
            walk(field, rest, create, set)
        }
        other => Err(Box::new(
            Diagnostic::new(
                Code::TransformFailed,
                format!(
                    "expected a map or a list on the way to `{}`, found {}",
                    step.key,
                    other.type_name()
                ),
            )
            .at(span)
            .note("kustomize: expected sequence or mapping node"),
        )),
    }
}

/// Returns why a part of a path is no key of a map: what it is, and kustomize's words.
fn refusal(key: &str) -> Option<(String, String)> {
    let is_index = key.parse::<i64>().is_ok() || key == "-";
    if key.is_empty() {
        let words = "cannot set or create an empty field name";
        return Some(("a key cannot be empty".to_owned(), words.to_owned()));
    }
    if key
        .strip_prefix('-')
        .is_some_and(|digits| !digits.is_empty())
        && is_index
    {
        let words = format!("fieldName: {key}: array index {key} cannot be negative");
        return Some((format!("`{key}` is no key"), words));
    }
    if is_index || (key.starts_with('[') && key.ends_with(']')) {
        let words = "wrong node kind: expected SequenceNode but got MappingNode";
        return Some((
            format!("`{key}` is for elements of lists"),
            format!("fieldName: {key}: {words}"),
        ));
    }
    (key == "*").then(|| {
        (
            "`*` has no meaning".to_owned(),
            "fieldName: *: wildcard is not supported in PathGetter".to_owned(),
        )
    })
}

/// Puts a scalar where another is, or where nothing was. It counts as written the way the old one is.
pub(super) fn set_scalar(field: &mut Node, mut new: Node) -> Outcome<()> {
    if matches!(field.value, Value::Sequence(_) | Value::Mapping(_)) {
        return Err(Box::new(not_scalar(field)));
    }
    new.style = field.style.of_next();
    if field.is_null() && field.origin.step == crate::yaml::Step::Patched {
        // It was made a moment ago, and has no past.
        *field = new;
    } else {
        change::put(field, new);
    }
    Ok(())
}

/// Puts a text where another is. kustomize reads it anew, without quotes where the old one has none: the name `e5` with
/// the prefix `1` is a number.
pub(super) fn set_text(field: &mut Node, text: EcoString, by: &Node) -> Outcome<()> {
    let value = match field.style {
        Style::Quoted => Value::String(text),
        _ => scalar::resolve(&text).value,
    };
    set_scalar(field, change::shell(by, value))?;
    if field.style == Style::Plain {
        field.style = Style::Untyped;
    }
    Ok(())
}

/// Says that a map or a list stands where a scalar belongs.
pub(super) fn not_scalar(field: &Node) -> Diagnostic {
    wrong_kind(field, "a scalar", "ScalarNode")
}

/// Says that a value is of another kind than a transformer needs.
pub(super) fn wrong_kind(field: &Node, expected: &str, kustomize: &str) -> Diagnostic {
    let found = match &field.value {
        Value::Sequence(_) => "SequenceNode",
        Value::Mapping(_) => "MappingNode",
        _ => "ScalarNode",
    };
    Diagnostic::new(
        Code::TransformFailed,
        format!("expected {expected}, found {}", field.value.type_name()),
    )
    .at(field.span())
    .note(format!(
        "kustomize: wrong node kind: expected {kustomize} but got {found}"
    ))
}
