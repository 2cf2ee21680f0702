//! The rules of a type, compiled once and put where the values are that they are about.

use super::{Environment, Problem, Program, Type, Value, View, compile, type_of};
use crate::k8s::Minor;
use crate::k8s::schema::{Additional, Property, Ref, Schema, Validation};

/// A part of a type with rules, or with parts below that have rules.
pub struct Ruled<'s> {
    /// The part of the type.
    pub schema: &'s Schema,
    /// Whether its values are whole objects.
    pub is_resource: bool,
    /// The rules of its values.
    pub rules: Vec<Compiled<'s>>,
    /// Of its fields.
    pub fields: Vec<(&'s Property, Ruled<'s>)>,
    /// Of the values of a map.
    pub values: Option<Box<Ruled<'s>>>,
    /// Of the elements of a list.
    pub items: Option<Box<Ruled<'s>>>,
}

/// A rule.
pub struct Compiled<'s> {
    /// What the definition says.
    pub rule: &'s Validation,
    /// Its expression, or what is wrong with it.
    pub program: Result<Program, Vec<Problem>>,
    /// Whether it compares with the object before, which an object that is made anew does not have.
    pub is_of_updates: bool,
    /// The expression that makes the message, if it can be used.
    pub message: Option<Program>,
}

impl<'s> Ruled<'s> {
    /// Compiles those rules of a type that are wanted; nothing where it has none.
    pub fn new(
        schema: &'s Schema,
        is_resource: bool,
        minor: Minor,
        wanted: fn(&Validation) -> bool,
    ) -> Option<Self> {
        let below = |schema: &'s Ref| match schema {
            Ref::Own(schema) => Ruled::new(schema, schema.is_embedded, minor, wanted),
            // Built-in types have no rules.
            Ref::Named(_) => None,
        };
        let fields = schema.properties.iter();
        let fields = fields.filter_map(|property| Some((property, below(&property.schema)?)));
        let values = match &schema.additional {
            Some(Additional::Of(values)) => below(values),
            _ => None,
        };
        let ruled = Ruled {
            schema,
            is_resource,
            rules: compiled(schema, is_resource, minor, wanted),
            fields: fields.collect(),
            values: values.map(Box::new),
            items: schema.items.as_ref().and_then(below).map(Box::new),
        };
        let has_none = ruled.rules.is_empty()
            && ruled.fields.is_empty()
            && ruled.values.is_none()
            && ruled.items.is_none();
        (!has_none).then_some(ruled)
    }
}

impl Compiled<'_> {
    /// Returns what the rule says of itself where it does not hold: the result of its expression, or its message.
    pub fn told<'a>(&'a self, variables: &[(&'a str, Value<'a>)]) -> String {
        let made = self.message.as_ref();
        let made = made.and_then(|program| program.evaluate(variables).ok());
        if let Some(Value::String(text)) = made {
            let text = text.trim();
            if !text.is_empty() && !text.contains('\n') {
                return text.to_owned();
            }
        }
        match self.rule.message.as_deref().map(str::trim) {
            Some(message) if !message.is_empty() => message.to_owned(),
            _ => "it is false".to_owned(),
        }
    }
}

fn compiled(
    schema: &Schema,
    is_resource: bool,
    minor: Minor,
    wanted: fn(&Validation) -> bool,
) -> Vec<Compiled<'_>> {
    let rules = schema.validations.iter();
    // A rule without text is the definition's fault, and told there.
    let rules = rules.filter(|rule| !rule.rule.trim().is_empty() && wanted(rule));
    rules
        .filter_map(|rule| {
            let environment = environment_of(schema, is_resource, rule, minor)?;
            let message = rule.message_expression.as_deref();
            let program = compile(&rule.rule, &environment, &[Type::Bool]);
            let uses_old = |program: &Program| program.uses("oldSelf");
            Some(Compiled {
                rule,
                is_of_updates: !rule.optional_old_self && program.as_ref().is_ok_and(uses_old),
                program,
                message: message.and_then(|text| compile(text, &environment, &[Type::String]).ok()),
            })
        })
        .collect()
}

/// Returns what a rule of a type can name; nothing where CEL does not see values of the type.
pub fn environment_of<'s>(
    schema: &'s Schema,
    is_resource: bool,
    rule: &Validation,
    minor: Minor,
) -> Option<Environment<'s>> {
    let view = View {
        minor,
        is_resource,
        is_built_in: false,
    };
    let of = type_of(schema, view)?;
    let old = match rule.optional_old_self {
        true => Type::optional(of.clone()),
        false => of.clone(),
    };
    let environment = Environment::new(minor).with("self", of);
    Some(environment.with("oldSelf", old))
}
