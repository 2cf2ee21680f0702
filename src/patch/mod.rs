//! Stage 4, objects to changed objects.

pub mod change;
pub mod json6902;
pub mod select;
pub mod strategic;
#[cfg(test)]
mod testing;
