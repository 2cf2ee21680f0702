//! The vocabulary of App, Worker and CronJob.

use crate::load::shape::Shape;

/// A service with a port.
pub static APP: Shape = Shape {
    name: "App",
    doc: "A service with a port.",
    fields: &[],
};

/// A process without an exposed port.
pub static WORKER: Shape = Shape {
    name: "Worker",
    doc: "A process without an exposed port.",
    fields: &[],
};

/// A scheduled job.
pub static CRONJOB: Shape = Shape {
    name: "CronJob",
    doc: "A scheduled job.",
    fields: &[],
};
