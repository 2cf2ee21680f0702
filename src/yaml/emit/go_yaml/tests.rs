use super::*;
use crate::text::Sources;
use crate::yaml::parse;

fn read(text: &str) -> Node {
    let (mut documents, findings) = parse(Sources::default().add("a.yaml", text), text);
    assert!(findings.is_empty(), "{findings:#?} in {text}");
    documents.remove(0).root
}

/// Lines of `{"in": JSON, "out": YAML}`, recorded from `JSONToYAML` of `sigs.k8s.io/yaml` 1.6.0.
const RECORDED: &str = include_str!("testdata/recorded.jsonl");

#[test]
fn the_bytes_are_those_of_go_yaml() {
    let mut count = 0;
    for line in RECORDED.lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        let text = |key: &str| case[key].as_str().expect("a case has texts").to_owned();
        assert_eq!(document(&read(&text("in"))), text("out"), "{}", text("in"));
        count += 1;
    }
    assert!(count > 1_000, "{count}");
}

#[test]
fn keys_that_go_in_circles_are_all_written() {
    let keys = ["2", "10", "1a", "01", "1", "a1", "a01"];
    let mut text = String::new();
    for at in 0..40 {
        for key in keys {
            text += &format!("{key}{at}z: 1\n");
        }
    }
    let written = document(&read(&text));
    assert_eq!(written.lines().count(), 40 * keys.len());
    assert_eq!(read(&written), read(&text));
}

#[test]
fn many_keys_are_sorted() {
    let text: String = (0..1_000)
        .map(|at| format!("k{}: 1\n", at * 7 % 1_000))
        .collect();
    let sorted: String = (0..1_000).map(|at| format!("k{at}: 1\n")).collect();
    assert_eq!(document(&read(&text)), sorted);
}

#[test]
fn what_has_no_json_is_written_all_the_same() {
    let node = read("a\n");
    for (number, text) in [
        (f64::NAN, ".nan\n"),
        (f64::INFINITY, ".inf\n"),
        (f64::NEG_INFINITY, "-.inf\n"),
        (-0.0, "0\n"),
    ] {
        assert_eq!(document(&node.with(Value::Float(number))), text);
    }
}
