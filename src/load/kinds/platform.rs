//! The vocabulary of Platform.

use crate::load::shape::Shape;

/// What the whole cluster shares.
pub static PLATFORM: Shape = Shape {
    name: "Platform",
    doc: "What the whole cluster shares.",
    fields: &[],
};
