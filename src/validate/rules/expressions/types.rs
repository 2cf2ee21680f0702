//! Types of variables, written down.

use crate::k8s::Minors;
use crate::k8s::schema::{Additional, Property, Ref, Schema, Type as Is};

pub(super) fn text() -> Schema {
    Schema::of(Is::String)
}

pub(super) fn texts(names: &[&str]) -> Schema {
    object(names.iter().map(|name| (*name, text())).collect())
}

pub(super) fn list(items: Schema) -> Schema {
    Schema {
        items: Some(Ref::from(items)),
        ..Schema::of(Is::Array)
    }
}

pub(super) fn map(values: Schema) -> Schema {
    Schema {
        additional: Some(Additional::Of(values.into())),
        ..Schema::of(Is::Object)
    }
}

pub(super) fn object(fields: Vec<(&str, Schema)>) -> Schema {
    let property = |(name, schema): (&str, Schema)| Property {
        name: name.into(),
        minors: Minors::ALL,
        schema: schema.into(),
    };
    let mut properties: Vec<Property> = fields.into_iter().map(property).collect();
    properties.sort_by(|a, b| a.name.cmp(&b.name));
    Schema {
        properties: properties.into(),
        ..Schema::of(Is::Object)
    }
}
