//! EK1025: an element stands twice in a list whose elements are told apart. Source: `x-kubernetes-list-type`,
//! `x-kubernetes-list-map-keys` and `uniqueItems`, `pkg/apiserver/schema/listtype` of `apiextensions-apiserver`.

use rustc_hash::FxHashMap;

use super::spot::{Problem, Spot};
use crate::diag::Code;
use crate::k8s::schema::List;
use crate::yaml::Node;

pub(super) fn check<'v>(spot: &Spot<'v>, found: &mut Vec<Problem<'v>>) {
    let Some(items) = spot.value.as_list().filter(|items| items.len() > 1) else {
        return;
    };
    let unique = spot
        .schema
        .limits
        .as_deref()
        .is_some_and(|limits| limits.unique_items);
    let keys: &[_] = match &spot.schema.list {
        List::Map(keys) => keys,
        List::Atomic if !unique => return,
        _ => &[],
    };
    let item = spot.schema.items.as_deref();
    let mut seen: FxHashMap<String, bool> = FxHashMap::default();
    for value in items {
        let (identity, shown) = match keys {
            [] => (text_of(value), value.brief().to_string()),
            keys => {
                let inner = Spot {
                    value,
                    schema: spot.schema,
                    structure: item,
                    name: spot.name,
                    minor: spot.minor,
                };
                let fields = value.as_map().map(|map| inner.fields(map));
                let fields = fields.unwrap_or_default();
                let of = |key: &str| fields.iter().find(|(name, _)| *name == key);
                let texts = keys
                    .iter()
                    .map(|key| of(key).map(|(_, value)| text_of(value)));
                let texts: Vec<Option<String>> = texts.collect();
                let shown = keys.iter().zip(&texts).filter_map(|(key, text)| {
                    Some(format!("`{key}: {}`", text.as_ref()?.trim_matches('"')))
                });
                (format!("{texts:?}"), shown.collect::<Vec<_>>().join(", "))
            }
        };
        match seen.get_mut(&identity) {
            None => drop(seen.insert(identity, false)),
            // Each is told once, where it stands for the second time.
            Some(told) if *told => {}
            Some(told) => {
                *told = true;
                let shown = match (keys, shown.as_str()) {
                    ([], _) => format!("`{}`", shown.trim_matches('"')),
                    (_, "") => "an element without its keys".to_owned(),
                    _ => format!("an element with {shown}"),
                };
                let message = format!("{shown} stands twice in `{}`", spot.name);
                found.push(Problem::new(Code::RepeatedElement, value, message));
            }
        }
    }
}

/// Returns a text that is the same for equal values.
fn text_of(node: &Node) -> String {
    let mut text = String::new();
    node.write_go_json(&mut text);
    text
}
