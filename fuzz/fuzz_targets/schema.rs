//! The walk over objects and their types alone. The bytes choose a definition of a custom resource, keyword by keyword, and an
//! object that mostly has that type: judging it must not panic, and gives the same findings twice.

#![no_main]

use ekscompile::k8s::Minor;
use ekscompile::load::objects;
use ekscompile::project::MemProject;
use ekscompile::session::Session;
use ekscompile::validate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = manifests(bytes);
    assert_eq!(findings(&text), findings(&text), "{text}");
});

fn findings(text: &str) -> Vec<String> {
    let nothing = MemProject::default();
    let session = Session::new(&nothing);
    let file = session.sources.add("manifests", text);
    let objects = objects::of_text(&session, file).unwrap_or_default();
    validate::types(&session, Minor::NEWEST, &objects);
    let report = session.finish();
    let findings = report.findings().iter();
    findings.map(|finding| format!("{finding:?}")).collect()
}

/// How deep types are nested.
const DEPTH: u8 = 6;

/// Returns a definition and an object of its kind.
fn manifests(bytes: &[u8]) -> String {
    let mut choices = Choices { rest: bytes };
    let scope = ["Namespaced", "Cluster", "Other"][choices.below(3)];
    let status = ["", r#", "subresources": {"status": {}}"#][choices.below(2)];
    let mut schema = String::new();
    let mut value = String::new();
    pair(&mut choices, DEPTH, &mut schema, &mut value);
    let metadata = r#""metadata": {"name": "a", "namespace": "b"}"#;
    format!(
        r#"{{"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {{"name": "as.example.com"}},
"spec": {{"group": "example.com", "scope": "{scope}", "names": {{"kind": "A", "plural": "as"}}, "versions": [{{"name": "v1",
"served": true, "storage": true{status}, "schema": {{"openAPIV3Schema": {{"type": "object", "properties": {{"spec": {schema},
"status": {schema}}}}}}}}}]}}}}
---
{{"apiVersion": "example.com/v1", "kind": "A", {metadata}, "spec": {value}, "status": {value}}}
"#
    )
}

/// What the bytes choose, one after the other; behind their end, always the first.
struct Choices<'b> {
    rest: &'b [u8],
}

impl Choices<'_> {
    fn below(&mut self, count: usize) -> usize {
        let Some((first, rest)) = self.rest.split_first() else {
            return 0;
        };
        self.rest = rest;
        usize::from(*first) % count
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}

const NAMES: [&str; 8] = [
    "a",
    "b",
    "c",
    "apiVersion",
    "kind",
    "metadata",
    "name",
    "spec",
];

/// Values that types take, and such as they do not.
const VALUES: [&str; 24] = [
    "null",
    "true",
    "0",
    "1",
    "-1",
    "1.5",
    "1e400",
    "9223372036854775808",
    "-0.0",
    "\"\"",
    "\"a\"",
    "\"aa\"",
    "\"\u{e9}\"",
    "\"1\"",
    "\"10m\"",
    "\"10.0.0.0/8\"",
    "\"2020-01-01T00:00:00Z\"",
    "\"YQ==\"",
    "{}",
    "[]",
    "[1, 1]",
    "[null]",
    "{\"a\": null}",
    "[{\"a\": 1}, {\"a\": 1}]",
];

/// What a type may say besides the kind of value that it is.
const KEYWORDS: [&str; 44] = [
    r#""nullable": true"#,
    r#""minimum": 1"#,
    r#""maximum": -1.5"#,
    r#""exclusiveMinimum": true, "minimum": 0"#,
    r#""exclusiveMaximum": true"#,
    r#""multipleOf": 0"#,
    r#""multipleOf": 0.1"#,
    r#""minLength": 2"#,
    r#""maxLength": 0"#,
    r#""maxLength": -1"#,
    r#""pattern": "^a+$""#,
    r#""pattern": "(""#,
    r#""pattern": "(a*)*b""#,
    r#""format": "date-time""#,
    r#""format": "byte""#,
    r#""format": "int32""#,
    r#""format": "cidr""#,
    r#""format": "unknown""#,
    r#""enum": ["a", 1, null, {"a": 1}]"#,
    r#""enum": []"#,
    r#""default": {}"#,
    r#""default": "a""#,
    r#""default": null"#,
    r#""minItems": 2"#,
    r#""maxItems": 18446744073709551616"#,
    r#""maxItems": 0"#,
    r#""uniqueItems": true"#,
    r#""minProperties": 2"#,
    r#""maxProperties": 0"#,
    r#""required": ["a", "b"]"#,
    r#""required": "a""#,
    r#""x-kubernetes-list-type": "set""#,
    r#""x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["a"]"#,
    r#""x-kubernetes-list-type": "map""#,
    r#""x-kubernetes-map-type": "atomic""#,
    r#""x-kubernetes-embedded-resource": true"#,
    r#""x-kubernetes-preserve-unknown-fields": true"#,
    r#""x-kubernetes-int-or-string": true"#,
    r#""x-kubernetes-validations": [{"rule": "self == oldSelf"}]"#,
    r#""allOf": [{"required": ["a"]}, {"minimum": 1}]"#,
    r#""anyOf": [{"properties": {"a": {"minimum": 1}}}, {"pattern": "a"}]"#,
    r#""oneOf": [{"required": ["a"]}, {"required": ["b"]}, {"not": {"required": ["c"]}}]"#,
    r#""not": {"enum": ["a"]}"#,
    r##""$ref": "#/definitions/a""##,
];

/// Writes a type, and a value that mostly has it.
fn pair(choices: &mut Choices<'_>, depth: u8, schema: &mut String, value: &mut String) {
    let from = value.len();
    schema.push('{');
    let scalar = depth == 0;
    match choices.below(if scalar { 6 } else { 12 }) {
        0 => scalar_of(
            choices,
            "string",
            &["\"a\"", "\"aaa\"", "\"\""],
            schema,
            value,
        ),
        1 => scalar_of(
            choices,
            "integer",
            &["1", "-3", "9007199254740993"],
            schema,
            value,
        ),
        2 => scalar_of(choices, "number", &["1", "0.1", "-2.5e3"], schema, value),
        3 => scalar_of(choices, "boolean", &["true", "false"], schema, value),
        4 => {
            schema.push_str(r#""x-kubernetes-int-or-string": true"#);
            value.push_str(choices.of(&["1", "\"50%\""]));
        }
        5 => {
            schema.push_str(choices.of(&[
                r#""type": "strnig""#,
                r#""type": ["string"]"#,
                r#""type": null"#,
                r#""items": 1"#,
            ]));
            value.push_str(choices.of(&VALUES));
        }
        6..=8 => object(choices, depth - 1, schema, value),
        9 => map(choices, depth - 1, schema, value),
        _ => list(choices, depth - 1, schema, value),
    }
    while choices.below(3) == 1 {
        schema.push_str(", ");
        schema.push_str(choices.of(&KEYWORDS));
    }
    schema.push('}');
    if choices.below(8) == 1 {
        value.truncate(from);
        value.push_str(choices.of(&VALUES));
    }
}

fn scalar_of(
    choices: &mut Choices<'_>,
    name: &str,
    values: &[&str],
    schema: &mut String,
    value: &mut String,
) {
    schema.push_str(&format!(r#""type": "{name}""#));
    value.push_str(choices.of(values));
}

fn object(choices: &mut Choices<'_>, depth: u8, schema: &mut String, value: &mut String) {
    schema.push_str(r#""type": "object", "properties": {"#);
    value.push('{');
    let count = choices.below(4);
    let first = choices.below(NAMES.len());
    for at in 0..count {
        let name = NAMES[(first + at) % NAMES.len()];
        let (comma, kept) = (["", ", "][usize::from(at > 0)], value.len());
        schema.push_str(&format!("{comma}\"{name}\": "));
        value.push_str(&format!("{comma}\"{name}\": "));
        pair(choices, depth, schema, value);
        // The first stays, so that no comma stands alone.
        if at > 0 && choices.below(6) == 1 {
            value.truncate(kept);
        }
    }
    if count > 0 && choices.below(10) == 1 {
        value.push_str(r#", "unknown": 1"#);
    }
    schema.push('}');
    value.push('}');
}

fn map(choices: &mut Choices<'_>, depth: u8, schema: &mut String, value: &mut String) {
    schema.push_str(r#""type": "object", "additionalProperties": "#);
    let mut item = String::new();
    pair(choices, depth, schema, &mut item);
    let other = choices.of(&VALUES);
    value.push_str(&format!(r#"{{"x": {item}, "y": {other}}}"#));
}

fn list(choices: &mut Choices<'_>, depth: u8, schema: &mut String, value: &mut String) {
    schema.push_str(r#""type": "array", "items": "#);
    let mut item = String::new();
    pair(choices, depth, schema, &mut item);
    // Every second is like the first, for lists that must not repeat an element.
    let other = choices.of(&VALUES);
    let text = match choices.below(4) {
        0 => "[]".to_owned(),
        1 => format!("[{item}]"),
        2 => format!("[{item}, {item}]"),
        _ => format!("[{item}, {other}]"),
    };
    value.push_str(&text);
}
