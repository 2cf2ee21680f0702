//! The vocabulary of Cluster.

use crate::load::shape::Shape;

/// Facts about the cluster.
pub static CLUSTER: Shape = Shape {
    name: "Cluster",
    doc: "Facts about the cluster.",
    fields: &[],
};
