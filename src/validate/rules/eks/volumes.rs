//! Claims for volumes, wherever they are made, and their storage classes.

use crate::k8s::Object;
use crate::validate::findings::{items, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Where claims named their class before there was a field.
const OLD_ANNOTATION: &str = "volume.beta.kubernetes.io/storage-class";

/// A claim: an object of its own, or the template of one.
pub(super) struct Claim<'a> {
    pub(super) object: &'a Object,
    /// The claim, with `spec`.
    pub(super) node: &'a Node,
}

impl<'a> Claim<'a> {
    /// Returns the name of its class, where it states one that is not empty; the annotation of old wins.
    pub(super) fn class_name(&self) -> Option<&'a Node> {
        let annotations = self.node.at(&["metadata", "annotations"]);
        let old = annotations.and_then(|annotations| annotations.text_of(OLD_ANNOTATION));
        old.or_else(|| self.node.value_of("spec")?.text_of("storageClassName"))
    }

    /// Returns whether it states no class at all; the empty name asks for a volume that is there.
    pub(super) fn leaves_class_open(&self) -> bool {
        let spec = self.node.value_of("spec");
        spec.is_some_and(|spec| {
            spec.get("storageClassName").is_none() && spec.value_of("volumeName").is_none()
        }) && self.class_name().is_none()
    }

    /// Returns its class: the one it names, else the default one.
    pub(super) fn class(&self, tree: &Tree<'a>) -> Option<&'a Object> {
        match self.class_name() {
            Some(name) => tree.get("storage.k8s.io", "StorageClass", "", name.as_str()?),
            None if self.leaves_class_open() => default_class(tree),
            None => None,
        }
    }

    /// Returns the modes in which it may be mounted.
    pub(super) fn access_modes(&self) -> &'a [Node] {
        self.node
            .value_of("spec")
            .map(|spec| items(spec, "accessModes"))
            .unwrap_or_default()
    }
}

/// Returns every claim.
pub(super) fn claims<'a>(tree: &Tree<'a>) -> Vec<Claim<'a>> {
    let own = tree
        .of_kind("PersistentVolumeClaim")
        .iter()
        .map(|object| Claim {
            object,
            node: &object.node,
        });
    let templates = tree.of_kind("StatefulSet").iter().flat_map(|object| {
        let spec = object.node.value_of("spec");
        let templates = spec
            .map(|spec| items(spec, "volumeClaimTemplates"))
            .unwrap_or_default();
        templates.iter().map(|node| Claim { object, node })
    });
    let generic = tree.pods.iter().flat_map(|pod| {
        let volumes = items(pod.spec, "volumes").iter();
        let templates =
            volumes.filter_map(|volume| volume.at(&["ephemeral", "volumeClaimTemplate"]));
        templates.map(|node| Claim {
            object: pod.object,
            node,
        })
    });
    own.chain(templates).chain(generic).collect()
}

/// Returns whether the class makes EBS volumes.
pub(super) fn is_ebs(class: &Object) -> bool {
    matches!(
        text(&class.node, &["provisioner"]),
        Some("ebs.csi.aws.com" | "ebs.csi.eks.amazonaws.com" | "kubernetes.io/aws-ebs")
    )
}

/// Returns a parameter of a class; the EBS driver does not mind the case.
pub(super) fn parameter<'a>(class: &'a Object, key: &str) -> Option<&'a Node> {
    let parameters = class.node.value_of("parameters")?.as_map()?;
    let entry = parameters
        .iter()
        .find(|entry| entry.key.name.eq_ignore_ascii_case(key))?;
    Some(&entry.value)
}

/// Returns whether the class is for claims that name none.
pub(super) fn is_default(class: &Object) -> bool {
    [
        "storageclass.kubernetes.io/is-default-class",
        "storageclass.beta.kubernetes.io/is-default-class",
    ]
    .iter()
    .any(|key| text(&class.node, &["metadata", "annotations", key]) == Some("true"))
}

/// Returns the class for claims that name none.
pub(super) fn default_class<'a>(tree: &Tree<'a>) -> Option<&'a Object> {
    tree.all_of_kind("StorageClass")
        .find(|class| is_default(class))
}
