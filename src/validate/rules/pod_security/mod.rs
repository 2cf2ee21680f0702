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

use super::{Reach, Rule, of_each};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_each(Reach::Object, app_armor::check),
    of_each(Reach::Object, capabilities::check),
    of_each(Reach::Object, host_namespaces::check),
    of_each(Reach::Object, host_path::check),
    of_each(Reach::Object, host_ports::check),
    of_each(Reach::Object, host_process::check),
    of_each(Reach::Object, privilege_escalation::check),
    of_each(Reach::Object, privileged::check),
    of_each(Reach::Object, probe_hosts::check),
    of_each(Reach::Object, proc_mount::check),
    of_each(Reach::Object, run_as_non_root::check),
    of_each(Reach::Object, run_as_user::check),
    of_each(Reach::Object, se_linux::check),
    of_each(Reach::Object, seccomp::check),
    of_each(Reach::Object, sysctls::check),
    of_each(Reach::Object, volume_types::check),
];

/// What the API server itself refuses.
pub(super) const LABELS: &[Rule] = &[of_each(Reach::Object, labels::check)];
