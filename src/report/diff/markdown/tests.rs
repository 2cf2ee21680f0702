//! What a comment can hold, whatever is in the manifests.

use super::*;
use crate::diff::{Action, Effect, FieldKind, Path, Shown};
use crate::k8s::ObjectId;

fn change(name: &str, risk: Risk, fields: usize) -> Change {
    let field = |at: usize| crate::diff::FieldChange {
        path: Path::of(&["spec", &format!("field-{at}")]),
        kind: FieldKind::Changed,
        before: Some(Shown::Secret),
        after: Some(Shown::Secret),
        cause: None,
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

fn compared(changes: Vec<Change>) -> Vec<Compared> {
    let diff = Diff {
        changes,
        ..Diff::default()
    };
    vec![Compared {
        name: "prod".into(),
        against: "main".into(),
        diff,
    }]
}

#[test]
fn what_does_not_fit_is_left_out_by_risk() {
    let mut changes = vec![change("worst", Risk::DataLoss, 10)];
    changes.extend((0..2_000).map(|at| change(&format!("low-{at}"), Risk::Low, 10)));
    changes.push(change("late", Risk::High, 10));
    let text = markdown(&compared(changes));
    let characters = text.chars().count();
    assert!(
        characters <= LIMIT && characters > LIMIT / 10 * 8,
        "{characters}"
    );
    assert!(text.starts_with(MARKER));
    for name in ["worst", "late"] {
        let id = code(&format!("Deployment/shop/{name}"));
        assert_eq!(text.matches(&id).count(), 2, "a row and a fold of {name}");
    }
    let rows = text
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| risk"))
        .count();
    let folds = text.matches("<details>").count();
    let (rows, folds) = (2_002 - rows, 2_002 - folds);
    let line = format!(
        "**Left out: {rows} rows of the tables and the details of {folds} changes**, of risk low and below"
    );
    assert!(text.contains(&line), "{line}");
    assert_eq!(
        text.matches("<details>").count(),
        text.matches("</details>").count()
    );
    assert_eq!(text.matches("```").count() % 2, 0);
}

#[test]
fn one_change_cannot_take_all_the_room() {
    let text = markdown(&compared(vec![
        change("large", Risk::High, 50_000),
        change("other", Risk::Low, 1),
    ]));
    assert!(text.chars().count() < LIMIT / 4);
    assert!(text.contains("more lines\n```\n"));
    assert_eq!(text.matches("<details>").count(), 2);
}

#[test]
fn no_text_of_a_manifest_is_markup() {
    let text = prose("a `b|c` <d> @user #1 [e](f) *g* | h");
    let expected = "a <code>b&#124;c</code> &#60;d&#62; &#64;<!-- -->user &#35;<!-- -->1 &#91;e&#93;(f) &#42;g&#42; &#124; h";
    assert_eq!(text.replace("&#41;", ")"), expected);
    assert_eq!(prose("an odd ` one"), "an odd &#96; one");
    assert_eq!(code("a`b\n"), "<code>a&#96;b&#92;u&#123;a&#125;</code>");
}
