//! The rules of a type, compiled once and put where the values are that they are about.

use crate::cel::{Environment, Problem, Program, Type, View, compile, type_of};
use crate::k8s::Minor;
use crate::k8s::schema::{Additional, Property, Ref, Schema, Validation};

/// A part of a type with rules, or with parts below that have rules.
pub(super) struct Ruled<'s> {
    pub(super) schema: &'s Schema,
    pub(super) is_resource: bool,
    pub(super) rules: Vec<Compiled<'s>>,
    pub(super) fields: Vec<(&'s Property, Ruled<'s>)>,
    /// Of the values of a map.
    pub(super) values: Option<Box<Ruled<'s>>>,
    /// Of the elements of a list.
    pub(super) items: Option<Box<Ruled<'s>>>,
}

/// A rule.
pub(super) struct Compiled<'s> {
    pub(super) rule: &'s Validation,
    pub(super) program: Result<Program, Vec<Problem>>,
    /// Whether it compares with the object before, which an object that is made anew does not have.
    pub(super) is_of_updates: bool,
    /// The expression that makes the message, if it can be used.
    pub(super) message: Option<Program>,
}

impl<'s> Ruled<'s> {
    /// Compiles the rules of a type; nothing where it has none.
    pub(super) fn new(schema: &'s Schema, is_resource: bool, minor: Minor) -> Option<Self> {
        let below = |schema: &'s Ref| match schema {
            Ref::Own(schema) => Ruled::new(schema, schema.is_embedded, minor),
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
            rules: compiled(schema, is_resource, minor),
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

fn compiled(schema: &Schema, is_resource: bool, minor: Minor) -> Vec<Compiled<'_>> {
    let rules = schema.validations.iter();
    // A rule without text is the definition's fault, and told there.
    let rules = rules.filter(|rule| !rule.rule.trim().is_empty());
    rules
        .filter_map(|rule| {
            let environment = environment(schema, is_resource, rule, minor)?;
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
pub(super) fn environment<'s>(
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
