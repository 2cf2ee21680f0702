//! Prometheus and what it scrapes.

mod control_plane;
mod monitor_label;
mod monitor_port;

use crate::validate::rules::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Object, control_plane::check),
    rule(Reach::Tree, monitor_label::check),
    rule(Reach::Others, monitor_port::check),
];
