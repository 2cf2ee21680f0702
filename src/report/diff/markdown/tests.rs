//! What a comment can hold, whatever is in the manifests.

use super::*;
use crate::report::diff::samples::{self, change};

fn compared(changes: Vec<Change>) -> Vec<Compared> {
    vec![samples::compared("prod", changes)]
}

#[test]
fn what_does_not_fit_is_left_out_by_risk() {
    let mut changes = vec![change("worst", Risk::DataLoss, 10)];
    changes.extend((0..2_000).map(|at| change(&format!("low-{at}"), Risk::Low, 10)));
    changes.push(change("late", Risk::High, 10));
    let text = markdown(&compared(changes));
    let characters = text.chars().count();
    assert!(
        characters <= LIMIT - 1_000 && characters > LIMIT / 10 * 8,
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
    assert_eq!(text, expected);
    assert_eq!(prose("an odd ` one"), "an odd &#96; one");
    assert_eq!(code("a`b\n"), "<code>a&#96;b&#92;u&#123;a&#125;</code>");
}
