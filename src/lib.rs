//! Compiles small app and platform specs into complete, ordered, validated Kubernetes manifests for Amazon EKS.
//!
//! # Steps
//! 1. [`load`]: files to specs, each checked as a partial.
//! 2. [`layer`]: base, overlays, environment and `--set` to one spec per component, expressions evaluated.
//! 3. [`expand`]: specs to Kubernetes objects.
//! 4. [`patch`]: objects to changed objects.
//! 5. [`validate`]: objects to findings.
//! 6. [`order`]: objects to units and their dependencies.
//! 7. [`emit`]: units to a rendered folder.
//! 8. [`diff`]: two sets of objects to what changes, and why it matters; [`report`] makes text of it.
//!
//! [`compile`] runs the first seven. The ground below, [`text`], [`diag`], [`yaml`], [`k8s`] and [`cel`], may be used by
//! all; a stage never imports a later one (`tests/layering.rs` proves it).

pub mod text;

pub mod diag;

pub mod yaml;

pub mod k8s;

pub mod cel;

pub mod project;

pub mod session;

pub mod load;

pub mod layer;

pub mod expand;

pub mod patch;

pub mod validate;

pub mod order;

pub mod emit;

pub mod compile;

pub mod diff;

pub mod report;

pub mod cli;
