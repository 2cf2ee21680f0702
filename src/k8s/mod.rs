//! What a Kubernetes object is: its identity, its rank, its quantities.
//!
//! Ground for every stage. Knows built-in kinds from a table; knows nothing of specs.

mod kinds;
mod object;
pub mod quantity;

pub use kinds::{Kind, RANK_OF_OTHERS, groups_of, kind_of};
pub use object::{Gvk, Object, ObjectId, Owner};
