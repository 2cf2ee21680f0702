use std::time::{Duration, Instant};

use super::*;
use crate::text::Sources;
use crate::yaml::{Join, Value};

fn read(text: &str) -> (Vec<Document>, Vec<Diagnostic>) {
    parse(Sources::default().add("a.yaml", text), text)
}

fn clean(text: &str) -> Node {
    let (mut documents, findings) = read(text);
    assert!(findings.is_empty(), "{findings:#?}");
    assert_eq!(documents.len(), 1);
    documents.remove(0).root
}

/// The findings as `code span: message | help`, with the text of the span.
fn told(text: &str) -> Vec<String> {
    read(text)
        .1
        .into_iter()
        .map(|finding| {
            let at = finding.primary.expect("every finding has a place").span;
            let place = text.get(at.range()).unwrap_or("OUT OF TEXT");
            format!(
                "{} `{place}`: {} | {}",
                finding.code,
                finding.message,
                finding.help.unwrap_or_default()
            )
        })
        .collect()
}

fn codes(text: &str) -> Vec<Code> {
    read(text)
        .1
        .into_iter()
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn spans_cover_what_was_written() {
    let text = "a: &x !!str \"é\"\nlist:\n- 1\n- k: v\n  w: |\n    one\n\n    two\n\nflow: {q: [1, 2], }\nnone:\n";
    let root = clean(text);
    let slice = |node: &Node| text[node.span().expect("it was read").range()].to_owned();
    let at = |key: &str| slice(root.get(key).expect(key));
    assert_eq!(at("a"), "\"é\"");
    assert_eq!(at("list"), "- 1\n- k: v\n  w: |\n    one\n\n    two");
    assert_eq!(at("flow"), "{q: [1, 2], }");
    assert_eq!(at("none"), "");
    assert_eq!(slice(&root), &text[..text.len() - 2]);
    let item = &root.get("list").and_then(Node::as_list).expect("a list")[1];
    assert_eq!(slice(item), "k: v\n  w: |\n    one\n\n    two");
    let key = root
        .as_map()
        .and_then(|map| map.entry("flow"))
        .and_then(|entry| entry.key.span);
    assert_eq!(key.map(|span| &text[span.range()]), Some("flow"));
}

#[test]
fn documents_know_their_bytes() {
    let text = "# head\na: 1\n--- # note\nb: 1\n# end\n--- {c: 1}\n---\n---\n- d\n...\n%YAML 1.2\n---\ne\n";
    let (documents, findings) = read(text);
    assert!(findings.is_empty(), "{findings:?}");
    let bytes: Vec<&str> = documents
        .iter()
        .map(|document| &text[document.span.range()])
        .collect();
    assert_eq!(
        bytes,
        [
            "# head\na: 1\n",
            "b: 1\n# end\n",
            " {c: 1}\n",
            "",
            "- d\n",
            "e\n"
        ]
    );
    assert!(documents[3].root.is_null());
    assert_eq!(read("# nothing\n").0.len(), 0);
    assert_eq!(read("").0.len(), 0);
}

#[test]
fn reading_goes_on_at_the_next_document() {
    let (documents, findings) = read("a: b: c\n---\nz: [1\n---\nw: \"\n---\nlast: 1\n");
    assert_eq!(findings.len(), 3, "{findings:#?}");
    assert_eq!(documents.len(), 1);
    assert!(documents[0].root.get("last").is_some());
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_do_no_harm() {
    let text = "\u{feff}a: 1\r\nb: |\r\n  x\r\n  y\r\nc: é\r\n";
    let root = clean(text);
    assert_eq!(root.get("b").and_then(Node::as_str), Some("x\ny\n"));
    let span = root.get("c").and_then(Node::span).expect("it was read");
    assert_eq!(&text[span.range()], "é");
}

#[test]
fn duplicate_keys_name_both_places_and_the_first_counts() {
    let text = "a: 1\nb: {c: 1, c: 2}\n\"a\": 2\n";
    let (documents, findings) = read(text);
    let places: Vec<_> = findings
        .iter()
        .map(|finding| {
            let second = finding.primary.as_ref().expect("a place").span;
            (finding.code, finding.related[0].span.start, second.start)
        })
        .collect();
    assert_eq!(
        places,
        [(Code::DuplicateKey, 9, 15), (Code::DuplicateKey, 0, 21)]
    );
    assert_eq!(documents[0].root.get("a").and_then(Node::as_int), Some(1));
}

#[test]
fn keys_are_scalars() {
    assert_eq!(codes("? [a]\n: b\n"), [Code::InvalidKey]);
    assert_eq!(codes("null: b\n"), [Code::InvalidKey]);
    assert_eq!(codes(": b\n"), [Code::InvalidKey]);
    assert_eq!(codes("? {a: b}\n: c\nd: e\n"), [Code::InvalidKey]);
    assert_eq!(clean("1: x\n").get("1").and_then(Node::as_str), Some("x"));
    let (documents, findings) = read("0644: x\non: w\n1.20: z\n");
    assert!(
        findings
            .iter()
            .all(|finding| finding.code == Code::AmbiguousScalar)
    );
    assert_eq!(findings.len(), 3);
    let keys: Vec<&str> = documents[0].root.as_map().expect("a map").keys().collect();
    assert_eq!(keys, ["420", "on", "1.2"]);
}

#[test]
fn merge_keys_merge_and_are_recorded() {
    let text = "x: &x {p: 1, q: 2}\ny: &z {p: 9, r: 2}\na:\n  q: 3\n  <<: [*x, *z]\nb: {<<: *x}\n";
    let (documents, findings) = read(text);
    assert_eq!(findings.len(), 1, "`y` is ambiguous: {findings:?}");
    let document = &documents[0];
    let places: Vec<&str> = document
        .merge_keys
        .iter()
        .map(|span| &text[span.range()])
        .collect();
    assert_eq!(places, ["<<", "<<"]);
    let a = document.root.get("a").expect("a");
    let values = ["p", "q", "r"].map(|key| a.get(key).and_then(Node::as_int));
    assert_eq!(values, [Some(1), Some(3), Some(2)]);
    assert_eq!(codes("a: {<<: 1}\n"), [Code::InvalidMerge]);
    assert_eq!(codes("a: {<<: {b: 1}, <<: {c: 1}}\n"), [Code::DuplicateKey]);
    assert!(clean("\"<<\": 1\n").get("<<").is_some());
}

#[test]
fn tags_mean_what_they_mean_to_go() {
    let root = clean(
        "a: !append [1]\nb: !prepend\n- 2\nc: !!str 1\nd: !!binary aGk=\ne: !!float 1\nf: !!int '7'\ng: !!str\nh: !!null ''\n",
    );
    let join = |key: &str| root.get(key).map(|node| node.join);
    assert_eq!(
        (join("a"), join("b"), join("c")),
        (Some(Join::Append), Some(Join::Prepend), Some(Join::Replace))
    );
    let text = |key: &str| root.get(key).and_then(Node::as_str);
    assert_eq!(
        (text("c"), text("d"), text("g")),
        (Some("1"), Some("hi"), Some(""))
    );
    assert_eq!(
        root.get("e").map(|node| &node.value),
        Some(&Value::Float(1.0))
    );
    assert_eq!(root.get("f").and_then(Node::as_int), Some(7));
    assert!(root.is_off("h"));
    for wrong in [
        "a: !append 1\n",
        "a: !append {b: 1}\n",
        "a: !!int x\n",
        "a: !!map x\n",
        "a: !!seq {}\n",
        "a: !!binary '*'\n",
    ] {
        assert_eq!(codes(wrong), [Code::InvalidTag], "{wrong}");
    }
    assert_eq!(
        told("a: !apend [1]\n"),
        [
            "EK0108 `!apend`: the tag `!apend` has no meaning here and is ignored | did you mean `!append`?"
        ]
    );
}

#[test]
fn a_block_at_an_open_end_has_no_newline() {
    for (text, value) in [
        ("a: |\n  x", "x"),
        ("a: |\n  x\n", "x\n"),
        ("a: |\n  x\n  ", "x\n"),
        ("a: |+\n  x\n\n", "x\n\n"),
        ("a: |-\n  x", "x"),
        ("a: >\n  x\n  y", "x y"),
    ] {
        assert_eq!(
            clean(text).get("a").and_then(Node::as_str),
            Some(value),
            "{text:?}"
        );
    }
}

#[test]
fn tabs_are_no_indentation() {
    for text in [
        "\ta: 1\n",
        "- \ta: 1\n",
        "-\tx\n",
        "a:\n  b: 1\n  \tc\n: 1\n",
        "? \ta\n: b\n",
    ] {
        assert_eq!(codes(text).first(), Some(&Code::InvalidYaml), "{text:?}");
    }
    clean("a:\tb\nc: {\td: 1}\ne: f\t\n");
    clean("{\n\t\"a\": [1],\n\t\"b\": 2\n}\n");
}

#[test]
fn aliases_are_expanded_and_loops_are_refused() {
    let root = clean("a: &x {l: [1]}\nb: *x\nc: &k key\n*k : 1\n");
    assert_eq!(root.get("a"), root.get("b"));
    assert_eq!(root.get("key").and_then(Node::as_int), Some(1));
    assert_eq!(
        codes("a: *x\nb: *z\n"),
        [Code::UnknownAnchor, Code::UnknownAnchor]
    );
    assert_eq!(codes("a: &x [*x]\n"), [Code::UnknownAnchor]);
    assert_eq!(codes("- &b: 1\n"), [Code::InvalidYaml]);
    assert_eq!(codes("a: &x 1\n---\na: *x\n"), [Code::UnknownAnchor]);
}

#[test]
fn two_readings_are_told() {
    assert_eq!(
        told("a: yes\n"),
        [
            "EK0106 `yes`: `yes` is the string \"yes\" here and for kustomize, and `true` for kubectl | write `\"yes\"` for the string, `true` for the boolean"
        ]
    );
    assert_eq!(
        codes("a: 2024-01-01\nb: .inf\n"),
        [Code::AmbiguousScalar, Code::NotJson]
    );
    assert_eq!(codes("a: !!float .inf\n"), [Code::NotJson]);
    assert!(codes("a: 'yes'\nb: \"on\"\nc: !!str no\n").is_empty());
}

#[test]
fn mistakes_are_told_in_words_that_help() {
    let mut wrong = Vec::new();
    for (text, expected) in [
        (
            "a:\n\tb: 1\n",
            "`\t`: expected spaces as indentation, found a tab | put two spaces in place of each tab",
        ),
        (
            "a:\n  - x\n\t- y\n",
            "`\t`: expected spaces as indentation, found a tab | put two spaces in place of each tab",
        ),
        (
            "a: b: c\n",
            "`:`: expected one value, found a second `:` | quote the value: `a: \"b: c\"`",
        ),
        (
            "a: 1\n  b: 2\n",
            "`b`: expected the value above to go on, found the key `b` | indent the key like its siblings; the line above has a value already",
        ),
        (
            "a: {b: ${c}}\n",
            "`${c}`: expected an expression `${…}` in quotes, found it bare | quote the expression: `\"${c}\"`",
        ),
        (
            "a: [x, ${c}, y]\n",
            "`${c}`: expected an expression `${…}` in quotes, found it bare | quote the expression: `\"${c}\"`",
        ),
        (
            "a: @x\n",
            "`@x`: expected a value, found `@`, with which none may begin | if it is a string, quote it: `\"@x\"`",
        ),
        (
            "a: %x\n",
            "`%x`: expected a value, found `%`, with which none may begin | if it is a string, quote it: `\"%x\"`",
        ),
        (
            "metadata: {name: api\n",
            "`{`: expected `}`, found the end of the document | close this `{` with `}`",
        ),
        (
            "a: [1, 2\nb: 3\n",
            "`[`: expected `]`, found the key `b` | close this `[` with `]`",
        ),
        (
            "a: \"x\nb: 1\n",
            "`\"`: expected the closing quote, found a line that is not indented | close the string with `\"`",
        ),
        (
            "a: \"x\" y\n",
            "`y`: expected the end of the value behind the closing quote, found `y` | put the whole value in quotes, or escape the quote inside: `\\\"` in double quotes, `''` in single ones",
        ),
        (
            "a: \"\\d\"\n",
            "`\\d`: expected an escape that YAML knows, found `\\d` | write `\\\\` for a backslash, or use single quotes",
        ),
        (
            "a: \"\\/\"\n",
            "`\\/`: expected an escape that Kubernetes knows, found `\\/` | write `/`",
        ),
        (
            "a: 1\n- b\n",
            "`-`: expected another key, found a list item | indent the items below the key that they belong to",
        ),
        (
            "a: -\n",
            "`-`: expected a value, found the `-` of a list item | begin the list on the next line, or write `\"-\"` for the string",
        ),
        (
            "a: 1\nb:2\nc: 3\n",
            "`b:2`: expected a blank behind `b:` | write `b: 2`",
        ),
        (
            "a: [1}\n",
            "`[`: expected `]`, found `}` | close the `[` with `]`",
        ),
        (
            "a: ]\n",
            "`]`: expected no `]` here: nothing is open | remove it, or put the value in quotes",
        ),
        (
            "a: 1\n...\nb: 2\n",
            "`b:`: expected `---` behind `...`, found more text | write `---` in place of `...`",
        ),
    ] {
        let expected = format!("EK0101 {expected}");
        if told(text) != [expected.as_str()] {
            wrong.push((text, expected, told(text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(
        told("a: {{ .Values.x }}\n"),
        [
            "EK0104 `{ .Values.x }`: expected a scalar as key, found a list or a map | quote the expression: `\"{{ .Values.x }}\"`"
        ]
    );
}

#[test]
fn characters_that_readers_dispute_are_refused() {
    for text in [
        "a: x\u{1}y\n",
        "a: x\u{85}y\n",
        "a: \"\u{2028}\"\n",
        "a: 1\u{feff}\n",
        "a: \u{7f}\n",
        "\0",
    ] {
        let (documents, findings) = read(text);
        let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(
            (documents.len(), codes),
            (0, vec![Code::InvalidCharacter]),
            "{text:?}"
        );
    }
    let (documents, findings) = read("a: \u{1}\n---\nb: é✓😀\n");
    assert_eq!((documents.len(), findings.len()), (1, 1));
}

/// Runs `f` and fails where it takes as long as only something that grows faster than its input would.
fn quickly<T>(f: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = f();
    let limit = Duration::from_secs(5);
    assert!(start.elapsed() < limit, "it took {:?}", start.elapsed());
    result
}

#[test]
fn alias_bombs_are_refused() {
    let mut laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..30 {
        let alias = format!("*a{}, ", level - 1).repeat(9);
        laughs += &format!("a{level}: &a{level} [{alias}]\n");
    }
    let (documents, findings) = quickly(|| read(&(laughs + "---\nok: 1\n")));
    assert_eq!(
        findings.iter().map(|f| f.code).collect::<Vec<_>>(),
        [Code::AliasBomb]
    );
    assert_eq!(documents.len(), 1);
    let long = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(100_000),
        "*a, ".repeat(1_000)
    );
    assert_eq!(quickly(|| codes(&long)), [Code::AliasBomb]);
}

#[test]
fn depth_is_bounded_however_it_is_written() {
    let blocks: String = (0..2_000).map(|depth| " ".repeat(depth) + "a:\n").collect();
    let mut aliases = "a0: &a0 [x]\n".to_owned();
    for level in 1..300 {
        aliases += &format!("a{level}: &a{level} [*a{}]\n", level - 1);
    }
    let flow_in_block = "- ".repeat(200) + &"[".repeat(200) + &"]".repeat(200);
    for text in [
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
        blocks,
        aliases,
        flow_in_block,
    ] {
        let (documents, findings) = quickly(|| read(&(text + "\n---\nok: 1\n")));
        assert_eq!(findings[0].code, Code::TooDeep, "{findings:?}");
        assert_eq!(documents.len(), 1);
    }
    let deepest = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
    let root = clean(&deepest);
    assert_eq!(
        crate::yaml::emit::document(&root.clone())
            .matches('-')
            .count(),
        MAX_DEPTH - 1
    );
}

#[test]
fn the_number_of_values_is_bounded() {
    let codes = |text: &str| -> Vec<Code> {
        let file = Sources::default().add("a.yaml", text);
        let (_, findings) = parse_at_most(file, text, Meaning::Common, 10_000);
        findings.into_iter().map(|finding| finding.code).collect()
    };
    assert_eq!(
        codes(&format!("[{}]", "1,".repeat(10_000))),
        [Code::TooManyNodes]
    );
    // A budget of the text: another document gets no new one.
    assert_eq!(
        codes(&"[1, 2, 3]\n---\n".repeat(2_500)),
        [Code::TooManyNodes]
    );
    // Each anchor keeps a copy, so nested anchors count again and again.
    let nested: String = (0..200).map(|level| format!("&a{level} [")).collect();
    let text = nested + &"1,".repeat(1_000) + &"]".repeat(200);
    assert_eq!(codes(&text), [Code::TooManyNodes]);
}

#[test]
fn findings_are_bounded() {
    let (_, findings) = read(&"a: 1\n".repeat(5_000));
    assert_eq!(findings.len(), MAX_FINDINGS + 1);
    let last = findings.last().expect("there are some");
    assert_eq!(last.code, Code::TooManyFindings);
    // A note would not be shown as text.
    assert_eq!(last.severity, Severity::Warning);
    assert_eq!(
        last.message,
        "3999 more findings in this file are not shown"
    );
    // Warnings have a bound of their own: however many there are, the error behind them is shown.
    let warnings: String = (0..MAX_FINDINGS + 2)
        .map(|key| format!("k{key}: yes\n"))
        .collect();
    let told = codes(&(warnings + "k0: 1\n"));
    let count = |code| told.iter().filter(|told| **told == code).count();
    assert_eq!(count(Code::AmbiguousScalar), MAX_FINDINGS);
    assert_eq!(count(Code::DuplicateKey), 1);
    assert_eq!(told.last(), Some(&Code::TooManyFindings));
    // As many as may be shown are all there is to say.
    assert_eq!(
        codes(&"a: 1\n".repeat(MAX_FINDINGS + 1)).len(),
        MAX_FINDINGS
    );
}
