//! What the API server refuses in a pod, wherever it is described. One file per rule.

mod annotation;
mod block_source;
mod claim_ref;
mod container_name;
mod device;
mod dns;
mod env_from;
mod ephemeral_container;
mod field_ref;
mod gates;
mod host_alias;
mod host_namespace;
mod host_port;
mod image;
mod init_container;
mod key_ref;
mod label_keys;
mod lifecycle;
mod mount;
mod mount_mode;
mod names;
mod node_affinity;
mod operating_system;
mod parts;
mod paths;
mod pod_affinity;
mod pod_resources;
mod port_name;
mod probe;
mod profile;
mod projected;
mod resize_policy;
mod resource;
mod restart_rule;
mod security_context;
mod spread;
mod sysctl;
mod toleration;
mod variable;
mod volume;
mod volume_file;
mod volume_needs;
mod volume_source;
mod windows;

use self::label_keys::label_keys;
use self::parts::{
    called, downward_files, each, handlers, is_true, probes, projections, variable_name,
};
use self::paths::{descending, file_path, no_backsteps};
use super::{Reach, Rule, of_each};

/// The rules of this folder.
pub(in crate::validate::rules) const RULES: &[Rule] = &[
    of_each(Reach::Object, annotation::check),
    of_each(Reach::Object, block_source::check),
    of_each(Reach::Object, claim_ref::check),
    of_each(Reach::Object, container_name::check),
    of_each(Reach::Object, device::check),
    of_each(Reach::Object, dns::check),
    of_each(Reach::Object, env_from::check),
    of_each(Reach::Object, ephemeral_container::check),
    of_each(Reach::Object, field_ref::check),
    of_each(Reach::Object, gates::check),
    of_each(Reach::Object, host_alias::check),
    of_each(Reach::Object, host_namespace::check),
    of_each(Reach::Object, host_port::check),
    of_each(Reach::Object, image::check),
    of_each(Reach::Object, init_container::check),
    of_each(Reach::Object, key_ref::check),
    of_each(Reach::Object, lifecycle::check),
    of_each(Reach::Object, mount::check),
    of_each(Reach::Object, mount_mode::check),
    of_each(Reach::Object, names::check),
    of_each(Reach::Object, node_affinity::check),
    of_each(Reach::Object, operating_system::check),
    of_each(Reach::Object, pod_affinity::check),
    of_each(Reach::Object, pod_resources::check),
    of_each(Reach::Object, port_name::check),
    of_each(Reach::Object, probe::check),
    of_each(Reach::Object, profile::check),
    of_each(Reach::Object, projected::check),
    of_each(Reach::Object, resize_policy::check),
    of_each(Reach::Object, resource::check),
    of_each(Reach::Object, restart_rule::check),
    of_each(Reach::Object, security_context::check),
    of_each(Reach::Object, spread::check),
    of_each(Reach::Object, sysctl::check),
    of_each(Reach::Object, toleration::check),
    of_each(Reach::Object, variable::check),
    of_each(Reach::Object, volume::check),
    of_each(Reach::Object, volume_file::check),
    of_each(Reach::Object, volume_source::check),
    of_each(Reach::Object, windows::check),
];
