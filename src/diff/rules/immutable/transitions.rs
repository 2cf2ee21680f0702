//! Custom resources: the rules of their definitions that compare the object with the one before.
//!
//! A value is compared with the value before where the server can find that: fields of objects, values of maps, elements of
//! lists with keys. What is new has nothing to be compared with. A rule that cannot be evaluated says nothing.

use std::collections::BTreeMap;

use super::remedy::plan;
use super::table::Loss;
use crate::cel::{Compiled, Ruled, Value};
use crate::diff::Risk;
use crate::diff::path::{Path, Segment};
use crate::diff::rules::data_loss;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::k8s::schema::{List, Property, Schema};
use crate::yaml::Node;

/// A rule that does not hold.
struct Broken {
    path: Path,
    message: String,
}

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let (Some(before), Some(after)) = (subject.before(), subject.after()) else {
        return;
    };
    let transitions = subject.world.transitions();
    let Some(ruled) = transitions.of(&subject.change.api_version, &subject.id().kind) else {
        return;
    };
    let mut walk = Walk {
        path: Path::default(),
        broken: Vec::new(),
    };
    walk.value(Some(before), after, ruled);
    let Some(first) = walk.broken.first() else {
        return;
    };
    let name = |broken: &Broken| match broken.path.is_empty() {
        true => broken.message.clone(),
        false => format!("`{}`: {}", broken.path, broken.message),
    };
    let told: Vec<String> = walk.broken.iter().map(name).collect();
    let plan = plan(subject, Loss::Object);
    let (risk, loss, remedy) = match data_loss::lost(subject) {
        None => (plan.risk, plan.loss, plan.remedy),
        Some(what) => (
            Risk::DataLoss,
            format!("deleted and created anew, {what} is gone with all its data"),
            "keep the value, or make a new one under another name and move the data".to_owned(),
        ),
    };
    verdict.replaces();
    verdict.reason(
        risk,
        first.path.clone(),
        format!(
            "the definition refuses the change, {}; {loss}",
            told.join("; ")
        ),
        remedy,
    );
}

/// The way through both objects at once.
struct Walk {
    path: Path,
    broken: Vec<Broken>,
}

impl Walk {
    /// Evaluates the rules about a value and all below it.
    fn value(&mut self, before: Option<&Node>, after: &Node, ruled: &Ruled<'_>) {
        for rule in &ruled.rules {
            self.rule(before, after, ruled, rule);
        }
        for (property, below) in &ruled.fields {
            if let Some(after) = stated(after, property) {
                let before = before.and_then(|before| stated(before, property));
                self.below(Segment::Field(property.name.clone()), before, after, below);
            }
        }
        if let (Some(below), Some(map)) = (&ruled.values, after.as_map()) {
            for entry in map {
                let before = before.and_then(|before| before.value_of(&entry.key.name));
                let segment = Segment::Field(entry.key.name.clone());
                self.below(segment, before, &entry.value, below);
            }
        }
        if let (Some(below), Some(items), List::Map(keys)) =
            (&ruled.items, after.as_list(), &ruled.schema.list)
        {
            let old = before.and_then(Node::as_list).unwrap_or_default();
            let old: BTreeMap<_, _> = old
                .iter()
                .map(|item| (keys_of(item, keys, below.schema), item))
                .collect();
            for item in items {
                let key = keys_of(item, keys, below.schema);
                let before = old.get(&key).copied();
                self.below(Segment::Element(key), before, item, below);
            }
        }
    }

    fn below(&mut self, segment: Segment, before: Option<&Node>, after: &Node, ruled: &Ruled<'_>) {
        self.path.push(segment);
        self.value(before, after, ruled);
        self.path.pop();
    }

    fn rule(
        &mut self,
        before: Option<&Node>,
        after: &Node,
        ruled: &Ruled<'_>,
        rule: &Compiled<'_>,
    ) {
        let (Ok(program), Some(before)) = (&rule.program, before) else {
            return;
        };
        let value = |node| Value::of(node, ruled.schema, ruled.is_resource);
        let old = |before| match rule.is_of_updates {
            true => value(before),
            false => Value::Optional(Some(value(before).into())),
        };
        let is_false = |old: Value<'_>| {
            let variables = [("self", value(after)), ("oldSelf", old)];
            matches!(program.evaluate(&variables), Ok(Value::Bool(false)))
        };
        if !is_false(old(before)) {
            return;
        }
        // What is refused of a new object as well, is no matter of the change.
        if !rule.is_of_updates && is_false(Value::Optional(None)) {
            return;
        }
        let variables = [("self", value(after)), ("oldSelf", old(before))];
        self.broken.push(Broken {
            path: self.path.clone(),
            message: rule.told(&variables),
        });
    }
}

/// Returns the value of a field; an absent one is its default.
fn stated<'n>(node: &'n Node, property: &'n Property) -> Option<&'n Node> {
    let stated = node.get(&property.name);
    let stated = stated.filter(|node| !node.is_null() || property.schema.nullable);
    stated.or(property.schema.default.as_deref())
}

/// Returns the keys of an element of a list; an absent one counts as its default.
fn keys_of(
    item: &Node,
    keys: &[ecow::EcoString],
    schema: &Schema,
) -> Vec<(ecow::EcoString, ecow::EcoString)> {
    let value = |name: &ecow::EcoString| {
        let stated = item.value_of(name).and_then(Node::to_text);
        let default = || {
            let property = schema.properties.iter().find(|known| known.name == *name)?;
            property.schema.default.as_deref()?.to_text()
        };
        Some((name.clone(), stated.or_else(default)?))
    };
    keys.iter().filter_map(value).collect()
}
