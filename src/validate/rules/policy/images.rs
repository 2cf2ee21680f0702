//! The images of all containers, for rules about them.

use std::borrow::Cow;

use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Calls `visit` with every image, its pod and its place.
pub(super) fn images<'a>(tree: &Tree<'a>, visit: &mut dyn FnMut(&Pod<'a>, &'a Node, &'a str)) {
    for pod in tree.pods.iter() {
        for container in pod.containers() {
            let image = container.value_of("image");
            if let Some((node, image)) = image.and_then(|node| Some((node, node.as_str()?))) {
                visit(pod, node, image);
            }
        }
    }
}

/// Returns an image with the registry that is meant where none is written.
pub(super) fn registry_and_path(image: &str) -> Cow<'_, str> {
    match image.split_once('/') {
        None => format!("docker.io/library/{image}").into(),
        Some((first, _)) if first.contains(['.', ':']) || first == "localhost" => image.into(),
        Some(_) => format!("docker.io/{image}").into(),
    }
}

/// Returns the tag of an image, and whether it has a digest.
pub(super) fn tag_of(image: &str) -> (Option<&str>, bool) {
    let (name, digest) = match image.split_once('@') {
        Some((name, _)) => (name, true),
        None => (image, false),
    };
    let last = name.rsplit('/').next().unwrap_or(name);
    (last.split_once(':').map(|(_, tag)| tag), digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_read_as_container_runtimes_read_them() {
        assert_eq!(registry_and_path("nginx:1"), "docker.io/library/nginx:1");
        assert_eq!(registry_and_path("grafana/loki"), "docker.io/grafana/loki");
        assert_eq!(registry_and_path("localhost/a"), "localhost/a");
        assert_eq!(registry_and_path("a:5000/b"), "a:5000/b");
        assert_eq!(tag_of("a:5000/b"), (None, false));
        assert_eq!(tag_of("a:5000/b:latest@sha256:0"), (Some("latest"), true));
    }
}
