//! What source text is: files, byte spans and lines.
//!
//! In: the path and the text of every file that a build reads. Out: [`FileId`]s and [`Span`]s that are small enough to
//! sit on every node, and [`Place`]s for people. This module knows nothing of YAML and does no I/O.

mod source;
mod span;
mod xml;

pub use source::{Place, Source, Sources};
pub use span::{FileId, Span};
pub use xml::xml_escaped;
