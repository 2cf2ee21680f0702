//! Roles, their bindings, and requests for certificates.

mod certificate_request;
mod role_ref;
mod role_rule;
mod subject;

use super::super::{Reach, Rule, of_each};

/// The rules of this folder.
pub(in crate::validate::rules) const RULES: &[Rule] = &[
    of_each(Reach::Object, certificate_request::check),
    of_each(Reach::Object, role_ref::check),
    of_each(Reach::Object, role_rule::check),
    of_each(Reach::Object, subject::check),
];

const GROUP: &str = "rbac.authorization.k8s.io";

/// The kinds of bindings.
const BINDINGS: [&str; 2] = ["RoleBinding", "ClusterRoleBinding"];
