//! A table of what sources of volumes need. After the functions that `validateVolumeSource` of
//! `pkg/apis/core/validation` calls.

/// Returns the fields without which a source is refused.
pub(super) fn needs(source: &str) -> &'static [&'static str] {
    NEEDS
        .iter()
        .find(|(known, _)| *known == source)
        .map_or(&[], |(_, fields)| fields)
}

/// The sources, and what each needs.
static NEEDS: &[(&str, &[&str])] = &[
    ("hostPath", &["path"]),
    ("gitRepo", &["repository"]),
    ("nfs", &["server", "path"]),
    ("iscsi", &["targetPortal", "iqn"]),
    ("rbd", &["monitors", "image"]),
    ("cephfs", &["monitors"]),
    ("glusterfs", &["endpoints", "path"]),
    ("cinder", &["volumeID"]),
    ("awsElasticBlockStore", &["volumeID"]),
    ("gcePersistentDisk", &["pdName"]),
    ("azureDisk", &["diskName", "diskURI"]),
    ("azureFile", &["secretName", "shareName"]),
    ("vsphereVolume", &["volumePath"]),
    ("photonPersistentDisk", &["pdID"]),
    ("portworxVolume", &["volumeID"]),
    ("quobyte", &["registry", "volume"]),
    ("scaleIO", &["gateway", "system", "volumeName"]),
    ("storageos", &["volumeName"]),
    ("flexVolume", &["driver"]),
    ("persistentVolumeClaim", &["claimName"]),
    ("secret", &["secretName"]),
    ("configMap", &["name"]),
    ("csi", &["driver"]),
    ("ephemeral", &["volumeClaimTemplate"]),
];
