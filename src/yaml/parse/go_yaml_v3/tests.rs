use ecow::EcoString;

use super::*;
use crate::diag::Severity;
use crate::text::Sources;
use crate::yaml::Node;
use crate::yaml::emit::go_yaml;
use crate::yaml::{Document, Meaning, parse_as};

fn read(text: &str) -> (Vec<Document>, Vec<Diagnostic>) {
    parse_as(
        Sources::default().add("a.yaml", text),
        text,
        Meaning::GoYamlV3,
    )
}

/// The first finding: its code, the text it points to, and the words of kustomize.
fn told(text: &str) -> (Code, String, Vec<String>) {
    let (_, findings) = read(text);
    let finding = findings.into_iter().next().expect(text);
    let at = finding.primary.expect("every finding has a place").span;
    (finding.code, text[at.range()].to_owned(), finding.notes)
}

/// Lines of `{"in": a file, "out": what kustomize 5.8.2 prints of it}`; null where it fails.
const RECORDED: &str = include_str!("testdata/recorded.jsonl");

#[test]
fn what_was_read_is_printed_as_kustomize_prints_it() {
    let mut count = 0;
    for line in RECORDED.lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        let text = case["in"].as_str().expect("a case has a text");
        let (documents, findings) = read(text);
        let errors = || findings.iter().filter(|it| it.severity == Severity::Error);
        match case["out"].as_str() {
            None => assert!(errors().next().is_some(), "{text}"),
            Some(printed) => {
                assert_eq!(errors().next(), None, "{text}");
                let documents: Vec<String> = documents
                    .iter()
                    .filter(|document| !document.root.is_null())
                    .map(|document| go_yaml::document(&document.root))
                    .collect();
                assert_eq!(documents.join("---\n"), printed, "{text}");
            }
        }
        count += 1;
    }
    assert!(count > 500, "{count}");
}

#[test]
fn no_other_reader_is_spoken_of() {
    let (documents, findings) = read("a: yes\nb: 2024-01-01\non: 0644\n");
    assert!(findings.is_empty(), "{findings:#?}");
    let text = |key: &str| documents[0].root.get(key).and_then(Node::as_str);
    assert_eq!(
        (text("a"), text("b")),
        (Some("yes"), Some("2024-01-01T00:00:00Z"))
    );
}

#[test]
fn errors_carry_the_words_of_kustomize() {
    for (text, code, place, words) in [
        (
            "a: 1\na: 2\n",
            Code::DuplicateKey,
            "a",
            "kustomize: mapping key \"a\" already defined",
        ),
        (
            "a: {1: b}\n",
            Code::InvalidKey,
            "1",
            "kustomize: json: unsupported type: map[interface {}]interface {}",
        ),
        (
            "a: 1\n--- {b: 2}\n",
            Code::InvalidYaml,
            "---",
            "kustomize: invalid document separator: --- {b: 2}",
        ),
        (
            "%YAML 1.2\n---\na: 1\n",
            Code::InvalidYaml,
            "---",
            "kustomize: did not find expected <document start>",
        ),
        (
            "a: \"x\\ud83d\\ude00\"\n",
            Code::InvalidYaml,
            "\\ud83d",
            "kustomize: found invalid Unicode character escape code",
        ),
        (
            "a: \"\\x7f\"\n",
            Code::InvalidCharacter,
            "\"\\x7f\"",
            "kustomize: control characters are not allowed",
        ),
    ] {
        assert_eq!(
            told(text),
            (code, place.to_owned(), vec![words.to_owned()]),
            "{text}"
        );
    }
}

#[test]
fn folded_text_is_what_kustomize_leaves_of_it() {
    for (text, read) in [
        ("a\nb\n", "a\nb\n"),
        ("a\n\nb", "a\n\nb"),
        ("a\n  b\nc\n", "a\n\n  b\nc\n"),
        ("  a\nb\nc\n", "  a\nb c\n"),
        ("\na\n b\n", "\na\n\n b\n"),
        ("a\n\n", "a\n\n\n"),
        ("a\n b ", "a\n b "),
        ("a\n b😀\n", "a\n b😀\n"),
        ("\n\n", "\n\n"),
    ] {
        assert_eq!(refolded(text), read, "{text:?}");
    }
}

#[test]
fn scalars_are_known_as_they_were_written() {
    let text = "a: 1.10\nb: 0644\nc: '0644'\nd: 2024-01-01\ne: [1]\nf: !!int '7'\n";
    let sources = Sources::default();
    let (documents, _) = parse_as(sources.add("a.yaml", text), text, Meaning::GoYamlV3);
    let root = &documents[0].root;
    let written = |key: &str| root.get(key).and_then(|node| node.raw_text(&sources));
    assert_eq!(
        ["a", "b", "c", "d", "e", "f"].map(written),
        [
            Some("1.10"),
            Some("0644"),
            Some("0644"),
            Some("2024-01-01"),
            None,
            Some("7")
        ]
        .map(|text| text.map(EcoString::from))
    );
    let other = root.get("a").map(|node| node.with(2)).expect("it is there");
    assert_eq!(other.raw_text(&sources).as_deref(), Some("2"));
}
