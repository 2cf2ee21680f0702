//! The vocabulary of Environment and Overlay.

use crate::load::shape::Shape;

/// One environment.
pub static ENVIRONMENT: Shape = Shape {
    name: "Environment",
    doc: "One environment.",
    fields: &[],
};

/// A named variation.
pub static OVERLAY: Shape = Shape {
    name: "Overlay",
    doc: "A named variation.",
    fields: &[],
};
