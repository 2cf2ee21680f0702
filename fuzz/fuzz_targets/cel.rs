//! CEL expressions: reading, checking and evaluating one must not panic, an expression that is printed reads as itself, and
//! has the same value.

#![no_main]

use ekscompile::cel::{Environment, Type, Value, compile};
use ekscompile::k8s::Minor;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let environment = Environment::new(Minor::NEWEST).with("self", Type::Dyn);
    let Ok(program) = compile(text, &environment, &[]) else {
        return;
    };
    let printed = program.to_string();
    let again = compile(&printed, &environment, &[]);
    let again = again.unwrap_or_else(|problems| panic!("{text}\n{printed}\n{problems:?}"));
    assert_eq!(printed, again.to_string());
    let variables = [("self", Value::from("a"))];
    let value = program.evaluate(&variables).map(|value| value.to_string());
    let again = again.evaluate(&variables).map(|value| value.to_string());
    assert_eq!(value, again, "{text}\n{printed}");
});
