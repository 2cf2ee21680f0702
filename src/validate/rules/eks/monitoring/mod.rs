//! Prometheus and what it scrapes.

mod control_plane;
mod monitor_label;
mod monitor_port;

use crate::validate::rules::{Reach, Rule, of_all, of_each};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_each(Reach::Object, control_plane::check),
    of_all(Reach::Tree, monitor_label::check),
    of_each(Reach::Others, monitor_port::check),
];
