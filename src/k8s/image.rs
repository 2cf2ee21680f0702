//! References to container images, `registry/repository:tag@digest`.

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
}
