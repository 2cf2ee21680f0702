//! Load balancers of the AWS Load Balancer Controller: their annotations, which Ingresses share one, and what is behind it.
//!
//! Many rules ask for the same, so a tree is looked through once, when the first of them asks.

pub(super) mod annotations;
pub(super) mod fronts;
pub(super) mod targets;

use std::sync::OnceLock;

use self::fronts::Front;
use self::targets::Target;

/// What was found in a tree.
#[derive(Default)]
pub(super) struct LoadBalancers<'a> {
    fronts: OnceLock<Vec<Front<'a>>>,
    /// The Ingresses that are judged elsewhere.
    beside: OnceLock<Vec<Front<'a>>>,
    targets: OnceLock<Vec<Target<'a>>>,
}
