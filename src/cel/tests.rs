//! Answers of cel-go, and laws.

use proptest::prelude::*;

use super::*;
use crate::k8s::Minor;
use crate::k8s::schema::{Schema, described};
use crate::yaml::{Node, Origin, TEST};

/// Returns expressions and what cel-go with the libraries of Kubernetes 1.36 makes of them: `expression`, a tab, and the
/// value, or `refused` where it does not compile, or `fails` where it has no value. Lines with `@` say what `self` is.
fn answers() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cel/testdata");
    let files = walkdir::WalkDir::new(folder).sort_by_file_name();
    let files = files.into_iter().map(Result::unwrap);
    files
        .filter(|file| file.file_type().is_file())
        .map(|file| std::fs::read_to_string(file.path()).unwrap())
        .collect()
}

fn node(json: &str) -> Node {
    let json = serde_json::from_str(json).unwrap();
    Node::from_json(&json, &Origin::default(&TEST))
}

/// What `self` is.
struct Given {
    schema: Option<Schema>,
    data: Node,
    kind: String,
}

impl Given {
    fn environment(&self) -> Environment<'_> {
        let environment = Environment::new(Minor(36));
        let Some(schema) = &self.schema else {
            return environment.with("self", Type::Dyn);
        };
        let view = View {
            minor: Minor(36),
            is_resource: self.kind == "root",
            is_built_in: false,
        };
        let of = type_of(schema, view).unwrap();
        let old = match self.kind.as_str() {
            "opt" => Type::optional(of.clone()),
            _ => of.clone(),
        };
        environment.with("self", of).with("oldSelf", old)
    }

    fn value(&self) -> Value<'_> {
        match &self.schema {
            Some(schema) => Value::of(&self.data, schema, self.kind == "root"),
            None => Value::untyped(&self.data),
        }
    }

    /// Returns the answer as the recorded ones are written, and why it is none.
    fn answer(&self, expr: &str) -> (String, String) {
        let program = match compile(expr, &self.environment(), &[]) {
            Ok(program) => program,
            Err(problems) => return ("refused".to_owned(), format!("{problems:?}")),
        };
        let variables = [("self", self.value())];
        match program.evaluate(&variables) {
            Ok(value) => (value.to_string(), String::new()),
            Err(failure) => ("fails".to_owned(), failure.to_string()),
        }
    }
}

/// Calls `visit` with every expression and its answer.
fn each_answer(mut visit: impl FnMut(&Given, &str, &str)) {
    let mut given = Given {
        schema: None,
        data: node("null"),
        kind: String::new(),
    };
    for text in answers() {
        for line in text.lines() {
            if let Some(schema) = line.strip_prefix("@schema ") {
                let json = Some(schema).filter(|schema| *schema != "-");
                given.schema = json.map(|json| described(&node(json), false, Minor(36)));
            } else if let Some(data) = line.strip_prefix("@data ") {
                given.data = node(if data == "-" { "null" } else { data });
            } else if let Some(kind) = line.strip_prefix("@kind ") {
                given.kind = kind.to_owned();
            } else {
                let (expr, answer) = line.split_once('\t').unwrap();
                visit(&given, expr, answer);
            }
        }
    }
}

#[test]
fn answers_are_those_of_cel_go() {
    let (mut asked, mut wrong) = (0, Vec::new());
    each_answer(|given, expr, answer| {
        let (own, why) = given.answer(expr);
        asked += 1;
        if own != answer {
            wrong.push(format!("{expr}\n  cel-go {answer}\n  ours   {own} {why}"));
        }
    });
    assert!(asked > 2_000);
    assert!(
        wrong.is_empty(),
        "{} of {asked}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn what_is_printed_means_the_same() {
    each_answer(|given, expr, answer| {
        let Ok(read) = parse::parse(expr, &given.environment()) else {
            return;
        };
        let printed = read.to_string();
        let again = parse::parse(&printed, &given.environment()).map(|read| read.to_string());
        assert_eq!(again.as_deref(), Ok(printed.as_str()), "{expr}");
        assert_eq!(given.answer(&printed).0, answer, "{expr} printed {printed}");
    });
}

/// Compiles and evaluates without variables.
fn answer(expr: &str) -> Result<String, String> {
    let environment = Environment::new(Minor(36));
    let program = compile(expr, &environment, &[]).map_err(|problems| format!("{problems:?}"))?;
    let value = program.evaluate(&[]).map_err(|failure| failure.message)?;
    Ok(value.to_string())
}

#[test]
fn what_is_nested_deeply_is_refused_and_what_is_long_is_not() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("!", ""),
        ("-", ""),
        ("true ? 1 : ", ""),
        ("{1: ", "}"),
        ("size(", ")"),
    ] {
        let nested = |depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
        let compiled = compile(&nested(100_000), &Environment::new(Minor(36)), &[]);
        assert!(compiled.unwrap_err()[0].is_limit, "{open}");
        let compiled = compile(&nested(70), &Environment::new(Minor(36)), &[]);
        let is_limit = |problems: Vec<Problem>| problems[0].is_limit;
        assert!(!compiled.is_err_and(is_limit), "{open}");
    }
    let members = format!("dyn(1){}", ".a".repeat(100_000));
    assert!(compile(&members, &Environment::new(Minor(36)), &[]).unwrap_err()[0].is_limit);
    assert_eq!(
        answer(&format!("0{}", " + 1".repeat(5_000))),
        Ok("5000".to_owned())
    );
    let long = format!("true{}", " && true".repeat(5_000));
    assert_eq!(answer(&long), Ok("true".to_owned()));
}

#[test]
fn no_evaluation_goes_on_for_ever() {
    let start = std::time::Instant::now();
    for expr in [
        "lists.range(1000).all(a, lists.range(1000).all(b, lists.range(1000).all(c, true)))",
        "lists.range(1000000000).size() > 0",
        "lists.range(2000).map(a, lists.range(2000)).distinct().size() > 0",
        "lists.range(3000).exists(a, lists.range(3000) == lists.range(a))",
        "lists.range(30).map(a, 'a').join().replace('a', 'aaaaaaaaaaaaaaaa').replace('a', 'aaaaaaaaaaaaaaaa')
            .replace('a', 'aaaaaaaaaaaaaaaa').replace('a', 'aaaaaaaaaaaaaaaa').replace('a', 'aaaaaaaaaaaaaaaa').size() > 0",
    ] {
        let failed = answer(expr);
        assert_eq!(failed, Err("it takes more steps than Kubernetes allows".to_owned()), "{expr}");
    }
    // A second or two unoptimised.
    assert!(start.elapsed() < std::time::Duration::from_secs(60));
}

#[test]
fn libraries_come_with_their_versions() {
    let compiles =
        |expr: &str, minor: u16| compile(expr, &Environment::new(Minor(minor)), &[]).is_ok();
    for (expr, first) in [
        ("[1].distinct() == [1]", 35),
        ("semver('1.0.0') == semver('1.0.0')", 34),
        ("[1].all(i, v, v > i)", 33),
        ("format.uuid().validate('a').hasValue()", 32),
        ("isIP('1.1.1.1')", 31),
    ] {
        assert!(!compiles(expr, first - 1), "{expr}");
        assert!(compiles(expr, first), "{expr}");
    }
}

#[test]
fn absent_fields_have_their_defaults() {
    let schema = r#"{"type": "object", "properties": {
        "a": {"type": "integer", "default": 5},
        "b": {"type": "object", "default": {}, "properties": {"c": {"type": "string", "default": "x"}}},
        "d": {"type": "string"}}}"#;
    let given = Given {
        schema: Some(described(&node(schema), false, Minor(36))),
        data: node(r#"{"a": null}"#),
        kind: String::new(),
    };
    for expr in [
        "self.a == 5",
        "self.b.c == 'x'",
        "has(self.a) && !has(self.d)",
        "size(dyn(self)) == 2",
        "dyn(self).map(k, k).sort() == ['a', 'b']",
    ] {
        assert_eq!(given.answer(expr).0, "true", "{expr}");
    }
}

/// Words that random expressions are made of.
const WORDS: &[&str] = &[
    "self", "a", "size", "(", ")", "[", "]", "{", "}", ".", ",", "?", ":", "&&", "||", "!", "-",
    "+", "*", "/", "%", "==", "<", "in", "1", "0", "2u", "1.5", "'a'", "b'x'", "true", "null",
    "all", "map", "x", "has", "filter", "int", "string", "matches", "optional", "of", "none",
    "optMap", "duration", "'1h'", "sort", "format", "'%d'", " ", ".?",
];

proptest! {
    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,60}") {
        drop(answer(&text));
    }

    #[test]
    fn no_words_are_too_strange(words in prop::collection::vec(prop::sample::select(WORDS), 0..40)) {
        let text = words.concat();
        let environment = Environment::new(Minor(36)).with("self", Type::Dyn);
        if let Ok(read) = parse::parse(&text, &environment) {
            let printed = read.to_string();
            let again = parse::parse(&printed, &environment).map(|read| read.to_string());
            prop_assert_eq!(again.as_deref(), Ok(printed.as_str()));
        }
        if let Ok(program) = compile(&text, &environment, &[]) {
            drop(program.evaluate(&[("self", Value::Int(1))]));
        }
    }
}
