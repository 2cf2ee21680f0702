//! Text to nodes and back, with Kubernetes' meaning.
//!
//! In: text and its [`FileId`](crate::text::FileId). Out: [`Document`]s of [`Node`]s, each of which carries its
//! [`Origin`]; and text again, from [`emit`]. This module does no I/O and knows no Kubernetes kind.

mod build;
mod convert;
pub mod emit;
mod go_numbers;
mod json;
mod mapping;
mod node;
mod origin;
pub mod parse;
pub mod path;
pub mod scalar;
mod tags;

pub use build::IntoEntry;
pub use json::write_go_text;
pub use mapping::Mapping;
pub use node::{Entry, Join, Key, List, Node, Style, Value};
#[cfg(test)]
pub(crate) use origin::TEST;
pub use origin::{NamedDefault, Origin, Past, Step};
pub use parse::{Document, Known, Meaning, base64, parse, parse_as, parse_like};
pub use tags::Tags;
