//! Paths, as kustomize splits and follows them.

use proptest::prelude::*;

use super::*;
use crate::patch::testing::{node, to_json};

/// The answers are those of kustomize's own tests of `SmarterPathSplitter`.
#[test]
fn paths_are_split_at_dots() {
    for (path, parts) in [
        ("a.b.c", &["a", "b", "c"][..]),
        (".a.b", &["a", "b"]),
        (r"a.b\.c.d", &["a", "b.c", "d"]),
        (
            "metadata.annotations.[a.b/c]",
            &["metadata", "annotations", "a.b/c"],
        ),
        (
            "containers.[name=com.foo.app].image",
            &["containers", "[name=com.foo.app]", "image"],
        ),
        ("a.[b.c", &["a", "b.c"]),
        ("a.[b]", &["a", "[b]"]),
        ("a.[=x].0", &["a", "[=x]", "0"]),
        ("", &[""]),
    ] {
        assert_eq!(split(path), parts, "{path}");
    }
}

proptest! {
    /// Keys that are written with `\.` for their dots come back as they were.
    #[test]
    fn what_is_escaped_comes_back(keys in prop::collection::vec("[a-z/]{1,3}(\\.[a-z]{1,3})?", 1..5)) {
        let written: Vec<String> = keys.iter().map(|key| key.replace('.', "\\.")).collect();
        prop_assert_eq!(split(&written.join(".")), keys.clone());
        // Brackets do the same for a key with a dot; without one they are read as a match.
        let written: Vec<String> = keys
            .iter()
            .map(|key| if key.contains('.') { format!("[{key}]") } else { key.clone() })
            .collect();
        prop_assert_eq!(split(&written.join(".")), keys);
    }
}

const POD: &str = r#"{"spec": {"containers": [{"name": "a", "image": "x"}, {"name": "ab", "args": ["-v", "8"]}]}}"#;

fn found(path: &str) -> Result<Option<serde_json::Value>, String> {
    let node = node(POD);
    let found = lookup(&node, &split(path), &Sources::default());
    found
        .map(|found| found.map(to_json))
        .map_err(|finding| finding.notes.join("\n"))
}

#[test]
fn a_source_is_one_field() {
    let text = |text: &str| Ok(Some(serde_json::Value::from(text)));
    assert_eq!(found("spec.containers.0.image"), text("x"));
    assert_eq!(found("spec.containers.-.name"), text("ab"));
    assert_eq!(found("spec.containers.[name=ab].args.[=8]"), text("8"));
    assert_eq!(found("spec.containers.[name=b].image"), Ok(None));
    assert_eq!(found("spec.containers.7.image"), Ok(None));
    assert_eq!(
        found("spec.*"),
        Err("kustomize: wildcard is not supported in PathGetter".to_owned())
    );
    assert_eq!(
        found("spec.containers.image"),
        Err("kustomize: wrong node kind: expected MappingNode but got SequenceNode".to_owned())
    );
}

fn set(path: &str, create: bool) -> Result<(usize, serde_json::Value), String> {
    let mut pod = node(POD);
    let new = node("\"new\"");
    let sources = Sources::default();
    let walk = Walk {
        create: create.then_some(Create { like: &new }),
        parse: &|_: &Node| Err(failed("text", "")),
        sources: &sources,
    };
    let count = visit(&mut pod, &split(path), walk, &mut |field| {
        *field.node = new.clone();
        Ok(())
    });
    let count = count.map_err(|finding| finding.notes.join("\n"))?;
    Ok((count, to_json(&pod)["spec"]["containers"].clone()))
}

#[test]
fn a_target_is_every_field_that_matches() {
    assert_eq!(
        set("spec.containers.*.name", false).map(|(count, _)| count),
        Ok(2)
    );
    // An expression matches anywhere in the text, unless it is anchored.
    assert_eq!(
        set("spec.containers.[name=a].name", false).map(|(count, _)| count),
        Ok(2)
    );
    assert_eq!(
        set("spec.containers.[name=^a$].name", false).map(|(count, _)| count),
        Ok(1)
    );
    assert_eq!(
        set("spec.containers.*.none", false).map(|(count, _)| count),
        Ok(0)
    );
    assert_eq!(
        set("spec.containers.9.name", true),
        Err("kustomize: index 9 specified but only 2 elements found".to_owned())
    );
}

#[test]
fn what_is_missing_is_made_where_it_may_be() {
    let (count, containers) = set("spec.containers.2.args.0", true).expect("a new one");
    assert_eq!(
        (count, &containers[2]),
        (1, &serde_json::json!({"args": ["new"]}))
    );
    let (_, containers) = set("spec.containers.[name=c].image", true).expect("a new one");
    assert_eq!(
        containers[2],
        serde_json::json!({"name": "c", "image": "new"})
    );
    let (_, containers) = set("spec.containers.1.args.[=-x]", true).expect("a new one");
    assert_eq!(containers[1]["args"], serde_json::json!(["-v", "8", "new"]));
}
