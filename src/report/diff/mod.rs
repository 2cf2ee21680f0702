//! A comparison as text: for a terminal, a pull request, a program, a browser.

pub mod html;
pub mod json;
#[cfg(test)]
mod laws;
pub mod markdown;
#[cfg(test)]
mod samples;
mod shared;
mod summary;
pub mod terminal;
mod value;

use crate::diff::Diff;

/// One environment, or one pair of folders, compared.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The environment, or the later folder.
    pub name: String,
    /// What it is compared with.
    pub against: String,
    /// What differs.
    pub diff: Diff,
}
