//! Ordinary YAML must be read as the parser reads it: the same documents, places and findings.

use std::path::Path;

use proptest::prelude::*;

use super::super::{Document, Findings, MAX_NODES, Meaning, Stream, characters};
use crate::diag::Diagnostic;
use crate::text::Sources;

const MEANINGS: [Meaning; 3] = [Meaning::Common, Meaning::GoYamlV2, Meaning::GoYamlV3];

/// Reads a text both ways; nothing where it is not ordinary.
fn both(text: &str, meaning: Meaning) -> Option<[(Vec<Document>, Vec<Diagnostic>); 2]> {
    let file = Sources::default().add("a.yaml", text);
    let mut findings = Findings::new(file);
    let characters = characters::check(file, text, &mut findings);
    if !characters.forbidden.is_empty() || super::has_unusual(text) {
        return None;
    }
    let mut fast = Stream::new(file, text, meaning, MAX_NODES);
    super::read(text, 0, &mut fast).ok()?;
    let mut slow = Stream::new(file, text, meaning, MAX_NODES);
    assert!(slow.run().is_ok(), "{text:?} is refused");
    Some([fast, slow].map(|stream| (stream.documents, stream.findings.into_list())))
}

/// Returns whether a text is ordinary, and fails if it is read in two ways.
fn agrees(text: &str) -> bool {
    let read = MEANINGS.map(|meaning| both(text, meaning));
    for both in read.iter().flatten() {
        let [fast, slow] = both;
        assert_eq!(format!("{fast:#?}"), format!("{slow:#?}"), "{text:?}");
    }
    read.iter().any(Option::is_some)
}

#[test]
fn ordinary_texts_are_read_as_the_parser_reads_them() {
    for text in [
        "",
        "# only\n",
        "---\n",
        "---\n---\n",
        "# c\n---\na: 1\n---\n# only\n---\nb: 2\n",
        "a:\nb: 1\n",
        "a:\n- b\n- c: d\n  e:\n  - f\n  -\n  - g\nh: i",
        "a:\n  - b\n  -\n    c: d\n  - - e\n    - f\n",
        "- a\n- b: c\n",
        "a: |\n  x\n\n   y # z\n\nb: |-\n  x\n# c\nc: |+\n  y\n\n",
        "- |\n  a\n- b: |\n    c\n",
        "a: {b: c, \"d\":1, 'e': [f, {g: h}, ], i: {}}\nj: [] # k\n",
        "a: [b,\n    c,\n    d]\ne: f\n",
        "{\"a\": [1, 2.5, true, null, \"x\"]}\n",
        "a: \"b\\n\\\"c\\\"\" # d\n'e': 'f''g'\n",
        "a: b#c d:e -f\nurl: http://x/y?z\n-x: --y\n",
        "a: b   \nc: d   # e\n",
        "on: yes\n012: 0x1F\n",
        "a: 1\na: 2\n",
        "<<: {a: b}\nc: d\n",
        "a:\n    b: c\n    # d\n  # e\nf: g\n",
    ] {
        assert!(agrees(text), "{text:?} is not ordinary");
    }
}

#[test]
fn what_is_rare_or_wrong_is_left_to_the_parser() {
    for text in [
        "a: &b c\n",
        "a: *b\n",
        "a: !!str b\n",
        "a: >\n  b\n",
        "a: |2\n   b\n",
        "a: |\n  b",
        "a: b\n  c\n",
        "a: \"b\n  c\"\n",
        "a: b: c\n",
        "a:\n  b: c\n d: e\n",
        "a: [b: c]\n",
        "a: {b}\n",
        "a: {b: }\n",
        "a: [b\n]\n",
        "? a\n: b\n",
        "%YAML 1.2\n---\na: b\n",
        "a: b\n...\n",
        "--- a\n",
        "a : b\n",
        "a\tb: c\n",
        "text\n",
        "a: \"\\u0041\"\n",
        "a: 'b' c\n",
        "a: @b\n",
    ] {
        assert!(
            both(text, Meaning::Common).is_none(),
            "{text:?} is ordinary"
        );
    }
}

#[test]
fn the_files_of_this_repository_are_read_alike() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut files, mut ordinary) = (0, 0);
    for folder in [
        "base",
        "overlays",
        "environments",
        "rendered",
        "tests/cases",
        "xtask",
    ] {
        for entry in walkdir::WalkDir::new(root.join(folder))
            .into_iter()
            .flatten()
        {
            let is_yaml = entry.path().extension().is_some_and(|end| end == "yaml");
            let Ok(text) = std::fs::read_to_string(entry.path()) else {
                continue;
            };
            if is_yaml {
                files += 1;
                ordinary += usize::from(agrees(&text));
            }
        }
    }
    assert!(
        ordinary * 10 > files * 8,
        "{ordinary} of {files} are ordinary"
    );
}

/// Pieces that, strung together, look like YAML.
const PIECES: [&str; 44] = [
    "a", "b", "c d", "1", "true", "null", "~", "<<", "-", "- ", "-\n", "--- ", "---\n", "...\n",
    ":", ": ", ":\n", " ", "  ", "    ", "\n", "\n\n", "\n  ", "\n    ", "#", " # c\n", "{", "}",
    "[", "]", ",", ", ", "\"", "'", "\"x\"", "'y'", "|", "|\n", "|-\n", "|+\n", "\\n", "a: ",
    "b:\n  ", "- a: ",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn random_texts_are_read_alike(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24)) {
        agrees(&pieces.concat());
    }

    #[test]
    fn random_trees_are_read_alike(lines in prop::collection::vec((0usize..5, prop::sample::select(&LINES[..])), 0..12)) {
        let text: Vec<String> = lines.iter().map(|(indent, line)| format!("{}{line}\n", "  ".repeat(*indent))).collect();
        agrees(&text.concat());
    }
}

/// Lines of maps and lists.
const LINES: [&str; 18] = [
    "a: b",
    "c:",
    "- d",
    "-",
    "- e: f",
    "- - g",
    "- |",
    "h: |-",
    "i: {j: k}",
    "- [l, m]",
    "\"n\": 'o'",
    "# p",
    "",
    "- q:",
    "r: # s",
    "t: [u,",
    "v]",
    "---",
];
