//! validate
/// stub
pub fn run(_: &crate::session::Session<'_>, _: &crate::layer::Target, _: &[crate::k8s::Object]) {}
/// stub
pub fn manifests(_: &crate::session::Session<'_>, _: &[crate::k8s::Object]) {}
