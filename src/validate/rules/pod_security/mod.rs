//! The Pod Security Standards: each control of `baseline` and `restricted`, against what the namespace of a pod asks for.
//!
//! The API server refuses the pods, never the Deployment that makes them: it applies well, and no pod ever appears. So a
//! violation of what is enforced is an error wherever the pod is described; of what is warned of or audited, a warning.

mod app_armor;
mod capabilities;
mod host_namespaces;
mod host_path;
mod host_ports;
mod host_process;
mod labels;
mod privilege_escalation;
mod privileged;
mod probe_hosts;
mod proc_mount;
mod run_as_non_root;
mod run_as_user;
mod se_linux;
mod seccomp;
mod sysctls;
mod volume_types;

use super::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Object, app_armor::check),
    rule(Reach::Object, capabilities::check),
    rule(Reach::Object, host_namespaces::check),
    rule(Reach::Object, host_path::check),
    rule(Reach::Object, host_ports::check),
    rule(Reach::Object, host_process::check),
    rule(Reach::Object, privilege_escalation::check),
    rule(Reach::Object, privileged::check),
    rule(Reach::Object, probe_hosts::check),
    rule(Reach::Object, proc_mount::check),
    rule(Reach::Object, run_as_non_root::check),
    rule(Reach::Object, run_as_user::check),
    rule(Reach::Object, se_linux::check),
    rule(Reach::Object, seccomp::check),
    rule(Reach::Object, sysctls::check),
    rule(Reach::Object, volume_types::check),
];

/// What the API server itself refuses.
pub(super) const LABELS: &[Rule] = &[rule(Reach::Object, labels::check)];
