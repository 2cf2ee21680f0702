//! The vocabulary: one table per kind.

pub mod app;
pub mod cluster;
pub mod common;
pub mod database;
pub mod environment;
mod image;
mod ingress;
pub mod monitoring;
pub mod platform;
mod pod;
mod probe;
mod replicas;

use super::SpecKind;
use super::shape::{Shape, Type, field, required};

/// Returns the fields of `spec` of a kind.
pub fn shape_of(kind: SpecKind) -> &'static Shape {
    match kind {
        SpecKind::App => &app::APP,
        SpecKind::Worker => &app::WORKER,
        SpecKind::CronJob => &app::CRONJOB,
        SpecKind::Database => &database::DATABASE,
        SpecKind::Monitoring => &monitoring::MONITORING,
        SpecKind::Platform => &platform::PLATFORM,
        SpecKind::Cluster => &cluster::CLUSTER,
        SpecKind::Environment => &environment::ENVIRONMENT,
        SpecKind::Overlay => &environment::OVERLAY,
    }
}

/// The fields of `metadata`, the same for every kind.
pub static METADATA: Shape = Shape {
    name: "Metadata",
    doc: "The identity of a component, and labels for everything it becomes.",
    fields: &[
        required(
            "name",
            &Type::Name,
            "The name; every object it becomes is named after it.",
        ),
        field(
            "namespace",
            &Type::Name,
            "The namespace its objects live in.",
        ),
        field(
            "labels",
            &Type::Map(&Type::String),
            "Labels of every object and pod it becomes: team, cost-center.",
        ),
        field(
            "annotations",
            &Type::Map(&Type::String),
            "Annotations of every object it becomes.",
        ),
    ],
};
