//! References to container images, `registry/repository:tag@digest`.

use std::borrow::Cow;

/// The parts of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Image<'a> {
    /// The host, where one is written; without it the image is Docker Hub's.
    pub registry: Option<&'a str>,
    /// The path below the registry.
    pub repository: &'a str,
    /// The tag.
    pub tag: Option<&'a str>,
    /// The digest, `sha256:…`.
    pub digest: Option<&'a str>,
}

impl<'a> Image<'a> {
    /// Splits a reference; the container runtime judges whether it is a good one.
    pub fn parse(text: &'a str) -> Self {
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (text, None),
        };
        // A colon before the last slash belongs to the port of the registry.
        let last = name.rfind('/').map_or(0, |slash| slash + 1);
        let (name, tag) = match name[last..].find(':') {
            Some(colon) => (&name[..last + colon], Some(&name[last + colon + 1..])),
            None => (name, None),
        };
        let host = name
            .split_once('/')
            .filter(|(host, _)| host.contains(['.', ':']) || *host == "localhost");
        Image {
            registry: host.map(|(host, _)| host),
            repository: host.map_or(name, |(_, repository)| repository),
            tag,
            digest,
        }
    }

    /// Returns a reference with the registry that is meant where none is written.
    pub fn full(text: &str) -> Cow<'_, str> {
        let image = Image::parse(text);
        match image.registry {
            Some(_) => text.into(),
            None if image.repository.contains('/') => format!("docker.io/{text}").into(),
            None => format!("docker.io/library/{text}").into(),
        }
    }

    /// Returns the last part of the path, which mirrors and caches keep.
    pub fn name(&self) -> &'a str {
        self.repository.rsplit('/').next().unwrap_or_default()
    }

    /// Returns account and region of a private repository in Amazon ECR.
    pub fn ecr(&self) -> Option<(&'a str, &'a str)> {
        let (account, rest) = self.registry?.split_once(".dkr.ecr.")?;
        let region = rest
            .strip_suffix(".amazonaws.com.cn")
            .or(rest.strip_suffix(".amazonaws.com"))?;
        Some((account, region))
    }

    /// Returns whether it comes from Docker Hub.
    pub fn is_docker_hub(&self) -> bool {
        matches!(
            self.registry,
            None | Some("docker.io" | "index.docker.io" | "registry-1.docker.io")
        )
    }

    /// Returns major and minor of a tag that is a version, `v1.34.5`.
    pub fn version(&self) -> Option<(u32, u32)> {
        let tag = self.tag?;
        let mut parts = tag.strip_prefix('v').unwrap_or(tag).split(['.', '-']);
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::Image;

    #[test]
    fn parts_are_told_apart() {
        let image =
            Image::parse("111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/api:v1.2.3@sha256:00");
        assert_eq!(image.ecr(), Some(("111122223333", "eu-west-1")));
        assert_eq!((image.name(), image.version()), ("api", Some((1, 2))));
        assert_eq!(image.digest, Some("sha256:00"));
        let local = Image::parse("localhost:5000/a");
        assert_eq!(
            (local.registry, local.repository, local.tag),
            (Some("localhost:5000"), "a", None)
        );
        assert!(Image::parse("grafana/promtail:3").is_docker_hub());
    }

    #[test]
    fn images_are_read_as_container_runtimes_read_them() {
        assert_eq!(Image::full("nginx:1"), "docker.io/library/nginx:1");
        assert_eq!(Image::full("grafana/loki"), "docker.io/grafana/loki");
        assert_eq!(Image::full("localhost/a"), "localhost/a");
        assert_eq!(Image::full("a:5000/b"), "a:5000/b");
        let tag_of = |text| {
            let image = Image::parse(text);
            (image.tag, image.digest.is_some())
        };
        assert_eq!(tag_of("a:5000/b"), (None, false));
        assert_eq!(tag_of("a:5000/b:latest@sha256:0"), (Some("latest"), true));
    }
}
