//! What was found out, as text for people and programs.
//!
//! In: finished values, a [`Diff`](crate::diff::Diff). Out: a string. Nothing is decided here, and nothing printed.

pub mod diff;
