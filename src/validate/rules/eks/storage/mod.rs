//! Volumes on EBS and EFS.

mod claim_template;

use crate::validate::rules::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[rule(Reach::Object, claim_template::check)];
