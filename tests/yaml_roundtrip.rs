//! Laws of reading and writing YAML: what is written is read back as the same value, by us and by another reader.

use ekscompile::text::{Sources, Span};
use ekscompile::yaml::{Entry, Key, Mapping, Node, Origin, Value, emit, parse};
use proptest::prelude::*;

/// Characters and pieces that trip readers.
const NASTY: &[&str] = &[
    " ",
    "\t",
    "\n",
    "\r",
    ":",
    ": ",
    " #",
    "#",
    "-",
    "- ",
    "?",
    "? ",
    "'",
    "\"",
    "\\",
    "|",
    ">",
    "%",
    "@",
    "`",
    "&",
    "*",
    "!",
    "[",
    "]",
    "{",
    "}",
    ",",
    "~",
    "=",
    "<<",
    "---",
    "...",
    "yes",
    "no",
    "on",
    "y",
    "N",
    "null",
    "true",
    "0",
    "08",
    "0x1f",
    "0b1",
    "0o7",
    "1_0",
    "1e3",
    "1:30",
    ".5",
    ".inf",
    ".nan",
    "2024-01-01",
    "é",
    "日本",
    "😀",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\u{200b}",
    "\0",
    "\u{7f}",
    "\u{1b}",
    "a",
    "b",
    "word",
    "${x}",
    "{{ x }}",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::collection::vec(prop::sample::select(NASTY), 0..6).prop_map(|parts| parts.concat()),
        1 => any::<String>(),
        1 => "[0-9_.:eExob+-]{0,8}",
        1 => "[a-z ]{0,300}",
        1 => "([a-z#: -]{0,12}\n){0,5}[a-z]{0,3}",
    ]
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (i64::MAX as u64 + 1..).prop_map(Value::UInt),
        fraction().prop_map(Value::Float),
        text().prop_map(Value::from),
        text().prop_map(Value::from),
        text().prop_map(Value::from),
    ]
}

/// Numbers that are not whole: whole ones are written without a fraction and come back as integers.
fn fraction() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL};
    (POSITIVE | NEGATIVE | NORMAL | SUBNORMAL).prop_filter("not whole", |number| {
        number.fract() != 0.0 || number.abs() > 1e15
    })
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = scalar().prop_map(node_of);
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|items| node_of(items.into())),
            prop::collection::vec((text(), inner), 0..6).prop_map(|entries| {
                let entries = entries.into_iter().map(|(name, value)| Entry {
                    key: Key {
                        name: name.into(),
                        span: None,
                    },
                    value,
                });
                node_of(Value::Mapping(entries.collect::<Mapping>()))
            }),
        ]
    })
}

fn node_of(value: Value) -> Node {
    let nowhere = Span::new(Sources::default().add("made.yaml", ""), 0, 0);
    Node::new(value, Origin::written(nowhere))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(node in node()) {
        let written = emit::document(&node);
        prop_assert_eq!(&written, &emit::document(&node.clone()), "writing is deterministic");
        let (documents, findings) = parse(Sources::default().add("a.yaml", written.as_str()), &written);
        prop_assert!(findings.is_empty(), "{findings:?}\n{written}");
        prop_assert_eq!(documents.len(), 1);
        prop_assert_eq!(&documents[0].root, &node, "{}", written);
        prop_assert_eq!(emit::document(&documents[0].root), written, "writing again changes nothing");
    }

    #[test]
    fn another_reader_reads_the_same(node in node()) {
        let written = emit::document(&node);
        let theirs: serde_json::Value = yaml_serde::from_str(&written).map_err(|error| {
            TestCaseError::fail(format!("{error}\n{written}"))
        })?;
        prop_assert_eq!(theirs, node.to_json(), "{}", written);
    }

    #[test]
    fn json_there_and_back_is_the_same(node in node()) {
        let json = node.to_json();
        let back = Node::from_json(&json, &node.origin);
        prop_assert_eq!(&back.to_json(), &json);
        prop_assert_eq!(back, node);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[ -~\n\t]{0,200}|(- |[a-c]: |[\\[{,}\\]]|\n|  |&a |\\*a|!!str |'|\"|\\||>|#|---\n|x){0,60}") {
        let (documents, findings) = parse(Sources::default().add("a.yaml", text.as_str()), &text);
        for finding in &findings {
            let span = finding.primary.as_ref().map(|label| label.span);
            let inside = span.is_some_and(|span| text.get(span.range()).is_some());
            prop_assert!(inside, "{finding:?} points outside of {text:?}");
        }
        for document in &documents {
            prop_assert!(text.get(document.span.range()).is_some());
            document.root.leaves(&mut |_, leaf| {
                assert!(leaf.span().is_some_and(|span| text.get(span.range()).is_some()), "{leaf:?}");
            });
        }
    }
}
