//! The vocabulary of Monitoring.

use crate::load::shape::Shape;

/// Prometheus, Alertmanager, Grafana and exporters.
pub static MONITORING: Shape = Shape {
    name: "Monitoring",
    doc: "Prometheus, Alertmanager, Grafana and exporters.",
    fields: &[],
};
