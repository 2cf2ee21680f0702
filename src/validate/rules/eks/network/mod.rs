//! NetworkPolicies: who enforces them, and what they forget.

mod alb_blocked;
mod calls;
mod dependency_blocked;
mod egress_credentials;
mod egress_dns;
mod engine_off;
mod engines;
mod scrape_blocked;
mod service_port;
mod two_engines;

use crate::validate::rules::{Reach, Rule, of_all};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_all(Reach::Tree, alb_blocked::check),
    of_all(Reach::Tree, dependency_blocked::check),
    of_all(Reach::Tree, egress_credentials::check),
    of_all(Reach::Tree, egress_dns::check),
    of_all(Reach::Tree, engine_off::check),
    of_all(Reach::Tree, scrape_blocked::check),
    of_all(Reach::Others, service_port::check),
    of_all(Reach::Others, two_engines::check),
];
