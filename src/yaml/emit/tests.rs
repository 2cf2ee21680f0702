use super::*;
use crate::text::Sources;
use crate::yaml::{Entry, Key, Origin, parse};

fn read(text: &str) -> Node {
    let (mut documents, findings) = parse(Sources::default().add("a.yaml", text), text);
    assert!(findings.is_empty(), "{findings:#?} in {text}");
    assert_eq!(documents.len(), 1, "{text}");
    documents.remove(0).root
}

#[test]
fn the_layout_is_that_of_kubectl() {
    let text = "\
apiVersion: v1
metadata:
  annotations: {}
  name: api
spec:
  args: []
  containers:
  - args:
    - --port
    - \"8080\"
    env:
    - name: A
      value: \"yes\"
    name: api
  - - 1
    - - 2
  script: |
    #!/bin/sh
    \tset -e

    exit 0
  kept: |+
    a

  stripped: |-
    a
    b
  nothing: null
  \"on\": true
  url: http://x:80/#y
";
    assert_eq!(document(&read(text)), text);
}

#[test]
fn blocks_are_used_only_where_every_reader_agrees() {
    for (text, block) in [
        ("a\nb", true),
        ("a\n  b\n\n", true),
        ("# a\n# b\n", true),
        ("---\n...\n", true),
        ("é\n\tb", true),
        (" a\nb", false),
        ("\na", false),
        ("\n", false),
        ("a \nb", false),
        ("a\n \nb", false),
        ("a\nb ", false),
        ("a\r\nb", false),
        ("a\n\u{200b}b", false),
        ("\ta\nb", false),
    ] {
        let node = read("a: b\n");
        let mut root = node.clone();
        if let Some(map) = root.as_map_mut() {
            map.insert("a", node.with(text));
        }
        let written = document(&root);
        assert_eq!(written.contains('|'), block, "{written}");
        assert_eq!(read(&written), root, "{written}");
    }
}

#[test]
fn floats_come_back_as_the_same_number() {
    for (number, text) in [
        (0.5, "0.5"),
        (-1.25, "-1.25"),
        (8.0, "8"),
        (1e7, "10000000"),
        (1e15, "1.0e+15"),
        (1.5e-7, "1.5e-07"),
        (1e300, "1.0e+300"),
        (-0.0, "-0.0"),
        (f64::NAN, ".nan"),
        (f64::NEG_INFINITY, "-.inf"),
        (0.1 + 0.2, "0.30000000000000004"),
    ] {
        assert_eq!(float(number), text);
    }
}

#[test]
fn keys_that_are_long_or_odd_come_back() {
    for key in [
        "y",
        "a: b",
        "",
        "k\nk",
        &"k".repeat(1_100),
        "? a",
        "- a",
        "<<",
        "~",
        "0x1",
        "é",
        "😀",
        "\u{202e}x",
    ] {
        let mut map = Mapping::new();
        let origin = Origin::written(crate::text::Span::new(
            Sources::default().add("a", ""),
            0,
            0,
        ));
        map.insert_entry(Entry {
            key: Key {
                name: key.into(),
                span: None,
            },
            value: Node::new(1, origin.clone()),
        });
        let node = Node::new(vec![Node::new(map, origin.clone())], origin);
        assert_eq!(read(&document(&node)), node);
    }
}

#[test]
fn scalars_stand_alone() {
    for text in ["a\nb\n", "--- a", "", "no", "plain"] {
        let node = read("a\n").with(text);
        assert_eq!(read(&document(&node)), node);
    }
}
