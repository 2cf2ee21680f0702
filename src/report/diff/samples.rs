//! Comparisons for tests.

use super::Compared;
use crate::diff::{Action, Cause, Change, Diff, Effect, FieldChange, FieldKind, Path, Risk, Shown};
use crate::k8s::ObjectId;
use crate::text::Sources;

/// A Deployment with so many fields that differ, all caused by the first line.
pub(super) fn change(name: &str, risk: Risk, fields: usize) -> Change {
    let field = |at: usize| FieldChange {
        path: Path::of(&["spec", &format!("field-{at}")]),
        kind: FieldKind::Changed,
        before: Some(shown("1")),
        after: Some(shown("2")),
        cause: Some(0),
    };
    Change {
        id: ObjectId {
            group: "apps".into(),
            kind: "Deployment".into(),
            namespace: "shop".into(),
            name: name.into(),
        },
        api_version: "apps/v1".into(),
        renamed_from: None,
        action: Action::Update,
        effects: vec![Effect::Traffic],
        risk,
        reasons: Vec::new(),
        fields: (0..fields).map(field).collect(),
        whole: None,
        before: None,
        after: None,
        used_by: Vec::new(),
        cause: None,
    }
}

/// An environment with these changes.
pub(super) fn compared(name: &str, changes: Vec<Change>) -> Compared {
    let cause = Cause {
        file: "base/api.yaml".into(),
        line: 14,
        ..Cause::default()
    };
    Compared {
        name: name.into(),
        against: "main".into(),
        diff: Diff {
            changes,
            causes: vec![cause],
            ..Diff::default()
        },
    }
}

/// A value, written as YAML.
pub(super) fn shown(yaml: &str) -> Shown {
    let sources = Sources::default();
    let (mut documents, _) = crate::yaml::parse(sources.add("a", yaml), yaml);
    Shown::Value(documents.pop().unwrap().root)
}
