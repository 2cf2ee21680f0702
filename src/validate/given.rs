//! What every cluster has without anybody's asking. A table.
//!
//! Not in it, on purpose: StorageClasses, of which EKS makes no default one since 1.30.

/// Namespace, and the names in it; `*` stands for every namespace.
type Named = (&'static str, &'static [&'static str]);

/// Group, kind and names.
const GIVEN: [(&str, &str, &[Named]); 10] = [
    (
        "",
        "Namespace",
        &[(
            "",
            &["default", "kube-node-lease", "kube-public", "kube-system"],
        )],
    ),
    ("", "ServiceAccount", &[("*", &["default"])]),
    (
        "",
        "ConfigMap",
        &[
            ("*", &["kube-root-ca.crt"]),
            ("kube-system", &["extension-apiserver-authentication"]),
        ],
    ),
    (
        "",
        "Service",
        &[("default", &["kubernetes"]), ("kube-system", &["kube-dns"])],
    ),
    (
        "rbac.authorization.k8s.io",
        "ClusterRole",
        &[("", &["admin", "cluster-admin", "edit", "view"])],
    ),
    (
        "rbac.authorization.k8s.io",
        "Role",
        &[(
            "kube-system",
            &["extension-apiserver-authentication-reader"],
        )],
    ),
    (
        "scheduling.k8s.io",
        "PriorityClass",
        &[("", &["system-cluster-critical", "system-node-critical"])],
    ),
    // The chart of the AWS Load Balancer Controller makes it.
    ("networking.k8s.io", "IngressClass", &[("", &["alb"])]),
    ("apps", "Deployment", &[("kube-system", &["coredns"])]),
    (
        "apps",
        "DaemonSet",
        &[("kube-system", &["aws-node", "kube-proxy"])],
    ),
];

/// Returns whether every cluster has an object.
pub(super) fn is_given(group: &str, kind: &str, namespace: &str, name: &str) -> bool {
    // The roles that the API server and its controllers make for themselves.
    if group == "rbac.authorization.k8s.io" && name.starts_with("system:") {
        return matches!(kind, "ClusterRole" | "Role");
    }
    let known = GIVEN
        .iter()
        .filter(|(of, what, _)| *of == group && *what == kind);
    known
        .flat_map(|(_, _, places)| *places)
        .any(|(place, names)| (*place == "*" || *place == namespace) && names.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::is_given;

    #[test]
    fn what_is_given_is_given_where_it_is() {
        let rbac = "rbac.authorization.k8s.io";
        assert!(is_given("", "ServiceAccount", "shop", "default"));
        assert!(is_given(rbac, "ClusterRole", "", "system:auth-delegator"));
        assert!(is_given(rbac, "ClusterRole", "", "view"));
        assert!(!is_given(rbac, "ClusterRole", "", "views"));
        assert!(!is_given("", "Service", "shop", "kubernetes"));
        assert!(!is_given("storage.k8s.io", "StorageClass", "", "gp2"));
    }
}
