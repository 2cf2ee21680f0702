//! Names of what is counted: `cpu`, `requests.storage`, `nvidia.com/gpu`. After `pkg/apis/core/helper` and
//! `validateResourceName` of `pkg/apis/core/validation`.

use super::Format;
use super::quantity::Quantity;

/// Where a name of something counted stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// What a container asks for.
    Container,
    /// What a ResourceQuota bounds.
    Quota,
    /// Anything else.
    Any,
}

/// What a container may ask for, but for pages and extended resources.
const CONTAINER: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

/// What quotas know besides.
const QUOTA: [&str; 16] = [
    "requests.cpu",
    "requests.memory",
    "requests.storage",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "persistentvolumeclaims",
    "configmaps",
    "services.nodeports",
    "services.loadbalancers",
];

/// What comes in whole numbers.
const WHOLE: [&str; 9] = [
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];

impl Counted {
    /// Returns what is wrong with a name.
    pub fn problem(self, name: &str) -> Option<String> {
        if let Some(problem) = Format::QualifiedName.problem(name) {
            return Some(problem);
        }
        if name.contains('/') {
            let wrong = self == Counted::Container && !is_native(name) && !is_extended(name);
            return wrong.then(|| "its name does not fit an extended resource".to_owned());
        }
        let known = match self {
            Counted::Container => CONTAINER.contains(&name) || name.starts_with(PAGES),
            Counted::Quota => is_of_quotas(name),
            Counted::Any => is_of_quotas(name) || name == "storage",
        };
        (!known).then(|| "Kubernetes counts no such thing".to_owned())
    }
}

/// Suffixes of units.
const UNITS: [&str; 12] = [
    "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei",
];

const PAGES: &str = "hugepages-";

/// Returns whether quotas know the name by themselves.
pub fn is_of_quotas(name: &str) -> bool {
    CONTAINER.contains(&name)
        || QUOTA.contains(&name)
        || name.starts_with(PAGES)
        || name.starts_with("requests.hugepages-")
}

/// Returns whether amounts of it are whole numbers.
pub fn is_whole(name: &str) -> bool {
    WHOLE.contains(&name) || is_extended(name)
}

/// Returns whether limits may promise more of it than there is.
pub fn can_be_overcommitted(name: &str) -> bool {
    is_native(name) && !name.starts_with(PAGES)
}

/// Returns the name in `limits.cpu`, if a pod may ask for its own.
pub fn of_reference(reference: &str) -> Option<&str> {
    let (of, name) = reference.split_once('.')?;
    let is_asked = matches!(of, "limits" | "requests");
    (is_asked && (CONTAINER.contains(&name) || name.starts_with(PAGES))).then_some(name)
}

/// Returns whether an amount is a unit to divide such an answer by; nothing at all stands for one.
pub fn divides(name: &str, amount: &Quantity) -> bool {
    let canonical = amount.to_string();
    let of_cpu = name == "cpu";
    match canonical.strip_prefix('1') {
        None => amount.is_zero(),
        Some("") => true,
        Some("m") => of_cpu,
        Some(unit) => !of_cpu && UNITS.contains(&unit),
    }
}

fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// Returns whether it is the name of a resource that devices or vendors bring, `example.com/gpu`.
pub fn is_extended(name: &str) -> bool {
    !is_native(name)
        && !name.starts_with("requests.")
        && Format::QualifiedName
            .problem(&format!("requests.{name}"))
            .is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_their_places() {
        let good = |place: Counted, name: &str| place.problem(name).is_none();
        assert!(good(Counted::Container, "nvidia.com/gpu"));
        assert!(good(Counted::Container, "hugepages-2Mi"));
        assert!(!good(Counted::Container, "pods"));
        assert!(!good(Counted::Container, "requests.nvidia.com/gpu"));
        assert!(good(Counted::Quota, "count/jobs.batch"));
        assert!(good(Counted::Quota, "requests.nvidia.com/gpu"));
        assert!(!good(Counted::Quota, "storage"));
        assert!(good(Counted::Any, "storage"));
        assert!(!good(Counted::Any, "gpu"));
        assert!(is_whole("pods") && is_whole("nvidia.com/gpu") && !is_whole("cpu"));
    }
}
