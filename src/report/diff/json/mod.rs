//! For programs: everything that a comparison says, in fields that keep their names.
//!
//! In: comparisons. Out: one JSON value, as [`schema`] describes it. Values of Secrets are `{"secret": true}`.

mod schema;

use serde_json::{Value, json};

pub use schema::schema;

use super::Compared;
use super::summary::{self, Counts};
use super::value;
use crate::diff::{
    Action, Change, Cost, Diff, Effect, FieldChange, FieldKind, ImageChange, Path, Place, Reason,
    Segment, Shown, Total, Use, Variable,
};
use crate::k8s::ObjectId;

/// The version of the format: it counts changes that a program could stumble over.
const VERSION: u32 = 1;

/// Returns all comparisons.
pub fn json(compared: &[Compared]) -> Value {
    let environments = compared.iter().map(environment);
    json!({
        "version": VERSION,
        "risk": Counts::of(compared).risk.word(),
        "plan": plan(compared),
        "environments": environments.collect::<Value>(),
    })
}

/// Returns what changes, and nothing of how: for a page that cannot hold everything.
pub(super) fn outline(compared: &[Compared]) -> Value {
    let change = |change: &Change| {
        json!({
            "object": id(&change.id),
            "action": change.action.word(),
            "risk": change.risk.word(),
        })
    };
    let environment = |one: &Compared| {
        let changes = one.diff.changes.iter().map(change);
        json!({ "name": one.name, "against": one.against, "changes": changes.collect::<Value>() })
    };
    json!({
        "version": VERSION,
        "cut": "ekscompile diff --format json has everything",
        "environments": compared.iter().map(environment).collect::<Value>(),
    })
}

fn environment(one: &Compared) -> Value {
    let changes = one.diff.changes.iter();
    json!({
        "name": one.name,
        "against": one.against,
        "risk": one.diff.risk().word(),
        "plan": plan(std::slice::from_ref(one)),
        "unchanged": one.diff.unchanged,
        "changes": changes.map(|change| self::change(change, &one.diff)).collect::<Value>(),
        "images": one.diff.images.iter().map(image).collect::<Value>(),
        "requests": requests(&one.diff.cost),
    })
}

/// Returns the last line of the terminal, and what it counts.
fn plan(compared: &[Compared]) -> Value {
    let counts = Counts::of(compared);
    let of = |action: Action| counts.of_action(action).objects;
    let all = Action::ALL.map(|action| counts.of_action(action));
    json!({
        "text": summary::plan(&counts),
        "create": of(Action::Create),
        "update": of(Action::Update),
        "replace": of(Action::Replace),
        "delete": of(Action::Delete),
        "move": of(Action::Move),
        "rollingRestarts": all.iter().map(|count| count.rolling_restarts).sum::<usize>(),
        "dataLosses": all.iter().map(|count| count.data_losses).sum::<usize>(),
        "images": counts.images,
    })
}

/// Returns all that is said of a change.
pub(super) fn change(change: &Change, diff: &Diff) -> Value {
    let fields = change.fields.iter();
    json!({
        "object": id(&change.id),
        "apiVersion": change.api_version.as_str(),
        "renamedFrom": change.renamed_from.as_ref().map(id),
        "action": change.action.word(),
        "effects": change.effects.iter().map(effect).collect::<Value>(),
        "risk": change.risk.word(),
        "reasons": change.reasons.iter().map(reason).collect::<Value>(),
        "fields": fields.map(|field| self::field(field, diff)).collect::<Value>(),
        "whole": change.whole.as_ref().map(|object| object.to_json()),
        "before": change.before.as_ref().map(place),
        "after": change.after.as_ref().map(place),
        "usedBy": change.used_by.iter().map(user).collect::<Value>(),
        "cause": cause(change.cause, diff),
    })
}

fn id(id: &ObjectId) -> Value {
    json!({
        "id": id.to_string(),
        "group": id.group.as_str(),
        "kind": id.kind.as_str(),
        "namespace": id.namespace.as_str(),
        "name": id.name.as_str(),
    })
}

fn effect(effect: &Effect) -> Value {
    let mut all = json!({ "effect": effect.word(), "text": effect.to_string() });
    match effect {
        Effect::Config { restart, consumers } => {
            all["restart"] = json!(restart);
            all["consumers"] = consumers.iter().map(id).collect();
        }
        Effect::RollingRestart { pods, strategy } => {
            all["pods"] = json!(pods);
            all["strategy"] = json!(strategy.as_str());
        }
        Effect::Scale { from, to } => {
            all["from"] = json!(from.as_str());
            all["to"] = json!(to.as_str());
        }
        _ => {}
    }
    all
}

fn reason(reason: &Reason) -> Value {
    json!({
        "risk": reason.risk.word(),
        "why": reason.why,
        "remedy": reason.remedy,
        "path": reason.path.to_string(),
    })
}

fn field(field: &FieldChange, diff: &Diff) -> Value {
    let value = |shown: &Option<Shown>| shown.as_ref().map(value::json);
    json!({
        "path": field.path.to_string(),
        "steps": steps(&field.path),
        "kind": match field.kind {
            FieldKind::Added => "added",
            FieldKind::Removed => "removed",
            FieldKind::Changed => "changed",
            FieldKind::Reordered => "reordered",
            FieldKind::Reformatted => "reformatted",
        },
        "before": value(&field.before),
        "after": value(&field.after),
        "cause": cause(field.cause, diff),
    })
}

fn steps(path: &Path) -> Value {
    let step = |segment: &Segment| match segment {
        Segment::Field(name) => json!({ "field": name.as_str() }),
        Segment::Element(keys) => {
            let keys = keys.iter();
            let keys = keys.map(|(key, value)| (key.to_string(), json!(value.as_str())));
            json!({ "element": keys.collect::<serde_json::Map<_, _>>() })
        }
        Segment::Member(value) => json!({ "member": value.as_str() }),
        Segment::Index(at) => json!({ "index": at }),
        Segment::Inside => json!({ "inside": true }),
    };
    path.segments().iter().map(step).collect()
}

fn cause(cause: Option<usize>, diff: &Diff) -> Value {
    let cause = cause.and_then(|at| diff.causes.get(at));
    let Some(cause) = cause else {
        return Value::Null;
    };
    let mut all = json!({ "file": cause.file, "line": cause.line, "by": cause.by.as_str() });
    if !cause.component.is_empty() {
        all["component"] = json!(cause.component.as_str());
    }
    if let Some(Variable { name, file, line }) = &cause.variable {
        all["variable"] = json!({ "name": name.as_str(), "file": file, "line": line });
    }
    all
}

fn place(place: &Place) -> Value {
    json!({ "file": place.file.as_str(), "unit": place.unit.as_str() })
}

fn user(user: &Use) -> Value {
    json!({ "by": id(&user.by), "why": user.why.as_str() })
}

fn image(image: &ImageChange) -> Value {
    json!({
        "image": image.image.as_str(),
        "from": image.from.as_str(),
        "to": image.to.as_str(),
        "isMajor": image.is_major,
        "workloads": image.workloads.iter().map(id).collect::<Value>(),
    })
}

fn requests(cost: &Cost) -> Value {
    let total = |total: &Total| {
        json!({
            "cpu": total.cpu.to_string(),
            "memory": total.memory.to_string(),
            "maxCpu": total.max_cpu.to_string(),
            "maxMemory": total.max_memory.to_string(),
            "storage": total.storage.to_string(),
        })
    };
    json!({ "before": total(&cost.before), "after": total(&cost.after) })
}
