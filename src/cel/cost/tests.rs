//! What a kube-apiserver of 1.36 said to definitions with one rule each.

use serde::Deserialize;

use super::*;
use crate::cel::{Type, compile, environment_of};
use crate::k8s::Minor;
use crate::k8s::schema::{Validation, described};
use crate::yaml::{Node, Origin, TEST};

/// A rule of a type, and how many times what is allowed it costs: a number, rounded where it is not near one, or `fits`, or
/// `more` than a hundred.
#[derive(Deserialize)]
struct Recorded {
    rule: String,
    schema: serde_json::Value,
    factor: String,
}

#[test]
fn costs_are_those_of_the_server() {
    let recorded: Vec<Recorded> =
        serde_json::from_str(include_str!("testdata/costs.json")).unwrap();
    assert!(recorded.len() > 100);
    for Recorded {
        rule,
        schema,
        factor,
    } in recorded
    {
        let node = Node::from_json(&schema, &Origin::default(&TEST));
        let schema = described(&node, false, Minor(36));
        let validation = Validation::default();
        let environment = environment_of(&schema, false, &validation, Minor(36)).unwrap();
        let program = compile(&rule, &environment, &[Type::Bool]).unwrap();
        let cost = program.cost(&Sizes::new(&schema, false).unwrap());
        let found = match cost as f64 / 10_000_000.0 {
            times if times <= 1.0 => "fits".to_owned(),
            times if times < 1.5 => format!("{times:.6}"),
            times if times <= 100.0 => format!("{times:.1}"),
            _ => "more".to_owned(),
        };
        assert_eq!(found, factor, "{rule}\n{node:?}");
    }
}
