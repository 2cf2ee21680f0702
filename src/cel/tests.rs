//! Answers of cel-go, and laws.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;

use super::*;
use crate::k8s::Minor;
use crate::k8s::schema::{Schema, described};
use crate::yaml::{NamedDefault, Node, Origin};

static TEST: NamedDefault = NamedDefault {
    id: "test",
    what: "",
    why: "",
    source: "",
    field: "",
};

/// Expressions and what cel-go with the libraries of Kubernetes 1.36 makes of them: `expression`, a tab, and the value, or
/// `refused` where it does not compile, or `fails` where it has no value. Lines with `@` say what `self` is.
const ANSWERS: &str = include_str!("testdata/answers.txt");

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

#[test]
fn answers_are_those_of_cel_go() {
    let mut given = Given {
        schema: None,
        data: node("null"),
        kind: String::new(),
    };
    let (mut asked, mut wrong) = (0, Vec::new());
    for line in ANSWERS.lines() {
        if let Some(schema) = line.strip_prefix("@schema ") {
            let json = Some(schema).filter(|schema| *schema != "-");
            given.schema = json.map(|json| described(&node(json), false, Minor(36)));
        } else if let Some(data) = line.strip_prefix("@data ") {
            given.data = node(if data == "-" { "null" } else { data });
        } else if let Some(kind) = line.strip_prefix("@kind ") {
            given.kind = kind.to_owned();
        } else {
            let (expr, answer) = line.split_once('\t').unwrap();
            let (own, why) = given.answer(expr);
            asked += 1;
            if own != answer {
                wrong.push(format!("{expr}\n  cel-go {answer}\n  ours   {own} {why}"));
            }
        }
    }
    assert!(asked > 500);
    assert!(
        wrong.is_empty(),
        "{} of {asked}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
