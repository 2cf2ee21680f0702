//! NetworkPolicies: who enforces them, and what they forget.

mod alb_blocked;
mod dependency_blocked;
mod egress_credentials;
mod egress_dns;
mod engine_off;
mod engines;
mod scrape_blocked;
mod two_engines;

use crate::validate::rules::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Tree, alb_blocked::check),
    rule(Reach::Tree, dependency_blocked::check),
    rule(Reach::Tree, egress_credentials::check),
    rule(Reach::Tree, egress_dns::check),
    rule(Reach::Tree, engine_off::check),
    rule(Reach::Tree, scrape_blocked::check),
    rule(Reach::Others, two_engines::check),
];
