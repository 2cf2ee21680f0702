//! The vocabulary of Database.

use crate::load::shape::Shape;

/// A database on EBS.
pub static DATABASE: Shape = Shape {
    name: "Database",
    doc: "A database on EBS.",
    fields: &[],
};
