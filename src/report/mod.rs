//! Finished values as text for people and programs.
//!
//! In: what the stages have made. Out: text in the format that was asked for. Nothing here decides anything about the
//! content, and nothing reads or writes files.

pub mod diff;
pub mod graph;
mod schema;
