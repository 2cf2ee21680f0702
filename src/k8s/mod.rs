//! What a Kubernetes object is: its identity, its rank, its quantities.
//!
//! Ground for every stage. Knows built-in kinds from a table; knows nothing of specs.

pub mod address;
mod arn;
pub mod cron;
mod definition;
pub mod duration;
mod format;
pub mod go_regex;
mod image;
mod kinds;
mod label_index;
mod labels;
mod made_secret;
mod merge_keys;
mod minor;
mod object;
mod openapi;
mod pod;
pub mod quantity;
pub mod resource_name;
mod scale_target;
pub mod schema;
mod selector_index;
mod share;
pub mod time_zones;
pub mod windows;

pub use arn::{Arn, partition_of};
pub use definition::{defined_kind, stored_schema};
pub use format::{Format, prefix_problem};
pub use image::Image;
pub use kinds::{Kind, RANK_OF_OTHERS, groups_of, kind_of};
pub use label_index::LabelIndex;
pub use labels::LabelSelector;
pub use made_secret::made_secret;
pub use merge_keys::{Lists, MergeKey, TypeOf};
pub use minor::{Minor, Minors, UnknownMinor};
pub use object::{Gvk, Object, ObjectId, Owner};
pub use openapi::{Definition, OpenApi};
pub use pod::{containers, descend, pod_spec, pod_template, pod_template_path};
pub use scale_target::scale_target;
pub use selector_index::SelectorIndex;
pub use share::share;
