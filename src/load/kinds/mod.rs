//! The vocabulary: one table per kind.

pub mod app;
pub mod cluster;
pub mod common;
pub mod database;
pub mod environment;
pub mod monitoring;
pub mod platform;
