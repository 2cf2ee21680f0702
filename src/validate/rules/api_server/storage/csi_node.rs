//! EK1170: CSINodes, CSIStorageCapacities and VolumeAttachments that the API server refuses. After
//! `pkg/apis/storage/validation`.

use super::GROUP;
use super::csi_driver::name_problem;
use crate::diag::Code;
use crate::k8s::{Format, Object};
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, quantity, shown};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.of(GROUP, "CSINode") {
        node(object, &mut Judge::new(Code::CsiNode, object, findings));
    }
    for object in tree.of(GROUP, "CSIStorageCapacity") {
        let mut judge = Judge::new(Code::CsiNode, object, findings);
        if let Some(class) = judge.needs(&object.node, "storageClassName", "a CSIStorageCapacity") {
            judge.format(class, Format::Subdomain, "name for a StorageClass");
        }
        if let Some(capacity) = object.node.value_of("capacity")
            && quantity(capacity).is_some_and(|amount| amount.is_negative())
        {
            judge.says(capacity, "a capacity is not below nothing");
        }
    }
    for object in tree.of(GROUP, "VolumeAttachment") {
        attachment(object, &mut Judge::new(Code::CsiNode, object, findings));
    }
}

fn driver(parent: &Node, key: &str, judge: &mut Judge<'_, '_>) {
    if let Some(name) = judge.needs(parent, key, "it")
        && let Some(problem) = name.as_str().and_then(name_problem)
    {
        judge.says(
            name,
            format!("{} is no name of a driver: {problem}", shown(name)),
        );
    }
}

fn node(object: &Object, judge: &mut Judge<'_, '_>) {
    let drivers = object
        .node
        .value_of("spec")
        .map_or(&[][..], |spec| items(spec, "drivers"));
    for entry in drivers {
        driver(entry, "name", judge);
        if let Some(id) = judge.needs(entry, "nodeID", "a driver")
            && id.as_str().is_some_and(|text| text.len() > 256)
        {
            judge.says(id, "a `nodeID` has at most 256 characters");
        }
        judge.unique(items(entry, "topologyKeys"), "topology keys");
        for key in items(entry, "topologyKeys") {
            judge.format(key, Format::QualifiedName, "label");
        }
    }
}

fn attachment(object: &Object, judge: &mut Judge<'_, '_>) {
    let Some(spec) = object.node.value_of("spec") else {
        judge.says(&object.node, "a VolumeAttachment needs `spec`");
        return;
    };
    driver(spec, "attacher", judge);
    if let Some(name) = judge.needs(spec, "nodeName", "a VolumeAttachment") {
        judge.format(name, Format::Subdomain, "name for a Node");
    }
    match spec.value_of("source") {
        None => judge.says(spec, "a VolumeAttachment needs `source`"),
        Some(source) => {
            let keys = ["persistentVolumeName", "inlineVolumeSpec"];
            if let Some(("persistentVolumeName", name)) = judge.one_of(source, &keys, "the source")
            {
                judge.format(name, Format::Subdomain, "name for a PersistentVolume");
            }
        }
    }
}
