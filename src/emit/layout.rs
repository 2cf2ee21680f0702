//! Names of files, and the list of them that makes a folder a unit.
//!
//! A name is a function of the object's identity and of its unit's namespace alone, so adding an object renames nothing,
//! and no two identities share a name: kind, group, namespace and name are set apart by signs that are escaped in them.

use crate::k8s::{ObjectId, groups_of, kind_of};
use crate::order::names::{escaped, shortened};
use crate::order::{Unit, rank_of};
use crate::yaml::Node;

use super::defaults;

/// The longest file name, in bytes: what every file system takes, with room for a temporary prefix.
const LONGEST: usize = 200;

/// Returns `<rank>-<kind>[.<group>]-[<namespace>_]<name>.yaml`. The group is spelled where the kind does not settle it,
/// the namespace where it is not the unit's own.
pub(super) fn file_name(unit: &Unit, id: &ObjectId) -> String {
    let mut name = format!("{:02}-", rank_of(id));
    name.push_str(&escaped(&id.kind.to_ascii_lowercase()));
    if groups_of(&id.kind).next() != Some(id.group.as_str()) {
        name.push('.');
        // Without `-`, so that the next `-` ends the group.
        name.push_str(&escaped(&id.group).replace('-', "%2d"));
    }
    name.push('-');
    let of_cluster = kind_of(&id.group, &id.kind).is_some_and(|kind| !kind.namespaced);
    if id.namespace != unit.namespace.as_str() && !(of_cluster && id.namespace.is_empty()) {
        name.push_str(&escaped(&id.namespace));
        name.push('_');
    }
    name.push_str(&escaped(&id.name));
    let identity = format!("{}\n{}\n{}\n{}", id.group, id.kind, id.namespace, id.name);
    let mut name = shortened(name, LONGEST - ".yaml".len(), &identity);
    name.push_str(".yaml");
    name
}

/// Returns the `kustomization.yaml` of a unit. It lists every file, so that a stray one is never applied.
pub(super) fn kustomization(unit: &Unit) -> Node {
    let files = unit
        .objects
        .iter()
        .map(|object| file_name(unit, &object.id));
    listing(files)
}

/// Returns a `kustomization.yaml` that lists files in their order.
pub(super) fn listing(files: impl Iterator<Item = String>) -> Node {
    let resources: Vec<Node> = files
        .map(|file| Node::literal(file, &defaults::RESOURCES))
        .collect();
    crate::yaml!(defaults::LISTING => {
        apiVersion: "kustomize.config.k8s.io/v1beta1",
        kind: "Kustomization",
        sortOptions: { order: "fifo" @ defaults::FIFO },
        resources: (resources),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::order::{Category, fixtures::object};

    fn unit(namespace: &str) -> Unit {
        Unit {
            name: format!("90-{namespace}.api"),
            category: Category::Apps,
            namespace: namespace.into(),
            objects: Vec::new(),
            depends_on: Vec::new(),
            level: 0,
        }
    }

    #[test]
    fn names_spell_what_is_not_settled() {
        let name = |unit: &Unit, head: &str| file_name(unit, &object("Raw/r", head, json!({})).id);
        let shop = unit("shop");
        assert_eq!(
            name(&shop, "apps/v1 Deployment shop/api"),
            "54-deployment-api.yaml"
        );
        assert_eq!(
            name(&shop, "apps/v1 Deployment web/api"),
            "54-deployment-web_api.yaml"
        );
        assert_eq!(
            name(&unit(""), "v1 Namespace shop"),
            "01-namespace-shop.yaml"
        );
        assert_eq!(
            name(&shop, "projectcalico.org/v3 NetworkPolicy shop/api"),
            "38-networkpolicy.projectcalico.org-api.yaml"
        );
        assert_eq!(
            name(&shop, "my-group.example.com/v1 Widget shop/a"),
            "65-widget.my%2dgroup.example.com-a.yaml"
        );
        assert_eq!(
            name(
                &unit(""),
                "rbac.authorization.k8s.io/v1 ClusterRole system:Reader"
            ),
            "21-clusterrole-system%3a%52eader.yaml"
        );
        let long = name(&shop, &format!("v1 ConfigMap shop/{}", "x".repeat(250)));
        assert_eq!(long.len(), 200);
    }

    proptest! {
        #[test]
        fn different_identities_have_different_names(
            a in ("(|apps|a-b|a|b.c)", "(Foo|Deployment|Secret)", "(|s|shop|a_b|a-b)", "[a-zA-Z:_.-]{1,6}"),
            b in ("(|apps|a-b|a|b.c)", "(Foo|Deployment|Secret)", "(|s|shop|a_b|a-b)", "[a-zA-Z:_.-]{1,6}"),
        ) {
            let id = |(group, kind, namespace, name): (String, String, String, String)| ObjectId {
                group: group.into(), kind: kind.into(), namespace: namespace.into(), name: name.into(),
            };
            let (a, b) = (id(a), id(b));
            let shop = unit("shop");
            let (one, other) = (file_name(&shop, &a), file_name(&shop, &b));
            prop_assert_eq!(one.to_lowercase() == other.to_lowercase(), a == b);
        }
    }
}
