//! The variables of admission expressions. Source: `BuildRequestType` and `BuildNamespaceType` of
//! `apiserver/pkg/admission/plugin/cel/compile.go`.

use std::sync::LazyLock;

use super::types::{list, map, object, text, texts};
use crate::cel::{Environment, Type, View, type_of};
use crate::k8s::Minor;
use crate::k8s::schema::{Format, Schema, Type as Is};

/// Returns what every expression of an admission policy or a webhook can name. `object` may be anything.
pub(super) fn environment(minor: Minor) -> Environment<'static> {
    let view = View {
        minor,
        is_resource: false,
        is_built_in: true,
    };
    let of = |schema: &'static Schema| type_of(schema, view).unwrap_or(Type::Dyn);
    Environment::new(minor)
        .with("object", Type::Dyn)
        .with("oldObject", Type::Dyn)
        .with("namespaceObject", of(&NAMESPACE))
        .with("request", of(&REQUEST))
}

/// Adds the authorizer.
pub(super) fn with_authorizer(environment: Environment<'_>) -> Environment<'_> {
    environment
        .with(
            "authorizer",
            Type::Opaque("kubernetes.authorization.Authorizer"),
        )
        .with(
            "authorizer.requestResource",
            Type::Opaque("kubernetes.authorization.ResourceCheck"),
        )
}

static REQUEST: LazyLock<Schema> = LazyLock::new(|| {
    let kind = || texts(&["group", "version", "kind"]);
    let resource = || texts(&["group", "version", "resource"]);
    let user = object(vec![
        ("extra", map(list(text()))),
        ("groups", list(text())),
        ("uid", text()),
        ("username", text()),
    ]);
    object(vec![
        ("dryRun", Schema::of(Is::Boolean)),
        ("kind", kind()),
        ("name", text()),
        ("namespace", text()),
        ("operation", text()),
        ("options", Schema::of(Is::Any)),
        ("requestKind", kind()),
        ("requestResource", resource()),
        ("requestSubResource", text()),
        ("resource", resource()),
        ("subResource", text()),
        ("uid", text()),
        ("userInfo", user),
    ])
});

static NAMESPACE: LazyLock<Schema> = LazyLock::new(|| {
    let time = || Schema {
        format: Some(Format::DateTime),
        ..text()
    };
    let metadata = object(vec![
        ("UID", text()),
        ("annotations", map(text())),
        ("creationTimestamp", time()),
        ("deletionGracePeriodSeconds", Schema::of(Is::Integer)),
        ("deletionTimestamp", time()),
        ("finalizers", list(text())),
        ("generateName", text()),
        ("generation", Schema::of(Is::Integer)),
        ("labels", map(text())),
        ("name", text()),
        ("namespace", text()),
        ("resourceVersion", text()),
    ]);
    let condition = object(vec![
        ("lastTransitionTime", time()),
        ("message", text()),
        ("reason", text()),
        ("status", text()),
        ("type", text()),
    ]);
    object(vec![
        ("metadata", metadata),
        ("spec", object(vec![("finalizers", list(text()))])),
        (
            "status",
            object(vec![("conditions", list(condition)), ("phase", text())]),
        ),
    ])
});
