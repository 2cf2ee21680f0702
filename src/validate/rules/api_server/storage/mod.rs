//! Claims, volumes, classes and CSI drivers.

mod claim;
mod csi_driver;
mod csi_node;
mod data_source;
mod persistent_volume;
mod sources;
mod storage_class;
mod volume_source;

use super::super::{Reach, Rule, of_each};
use crate::validate::findings::items;
use crate::validate::judge::{Judge, shown};
use crate::yaml::Node;

/// The rules of this folder.
pub(in crate::validate::rules) const RULES: &[Rule] = &[
    of_each(Reach::Object, claim::check),
    of_each(Reach::Object, csi_driver::check),
    of_each(Reach::Object, csi_node::check),
    of_each(Reach::Object, persistent_volume::check),
    of_each(Reach::Object, storage_class::check),
    of_each(Reach::Object, volume_source::check),
];

const GROUP: &str = "storage.k8s.io";

/// Demands access modes, and that the one for a single pod stands alone.
fn access_modes(spec: &Node, what: &str, judge: &mut Judge<'_, '_>) {
    judge.needs(spec, "accessModes", what);
    let modes = items(spec, "accessModes");
    if let Some(nothing) = modes.iter().find(|mode| mode.is_null()) {
        judge.says(nothing, "an access mode is empty");
    }
    let is_alone = |mode: &&Node| mode.as_str() == Some("ReadWriteOncePod");
    let is_known = |mode: &&Node| {
        matches!(
            mode.as_str(),
            Some("ReadWriteOnce" | "ReadOnlyMany" | "ReadWriteMany")
        )
    };
    if let Some(alone) = modes.iter().find(is_alone)
        && modes.iter().any(|mode| is_known(&mode))
    {
        judge.says(
            alone,
            "`ReadWriteOncePod` is not allowed beside other access modes",
        );
    }
}

/// Demands that a path does not lead upwards.
fn no_steps_back(source: &Node, judge: &mut Judge<'_, '_>) {
    if let Some(path) = source.value_of("path")
        && path
            .as_str()
            .is_some_and(|text| text.split('/').any(|part| part == ".."))
    {
        judge.says(
            path,
            format!("the path {} must not contain `..`", shown(path)),
        );
    }
}
