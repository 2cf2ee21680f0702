//! EK1001: a kind that nobody defines.
//!
//! Source: the published types of Kubernetes, and the definitions of the tree, of `--crd-dir` and of embedded components. Versions
//! of known kinds that are not served are a matter of `versions`.

use std::collections::BTreeSet;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::diag::Code;
use crate::k8s::schema::{brought_by, built_in, is_built_in_group, removal};
use crate::k8s::{Gvk, Object, defined_kind, kind_of};
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Reports kinds in groups that are Kubernetes' own: no definition can add one there.
pub(super) fn built_in_groups(tree: &Tree<'_>, findings: &mut Findings) {
    check(tree, true, findings);
}

/// Reports kinds of other groups, whose definitions may be elsewhere.
pub(super) fn custom_groups(tree: &Tree<'_>, findings: &mut Findings) {
    check(tree, false, findings);
}

fn check(tree: &Tree<'_>, own: bool, findings: &mut Findings) {
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    let definitions = tree.of_kind("CustomResourceDefinition").iter();
    let defined: BTreeSet<(EcoString, EcoString)> = definitions
        .filter_map(|definition| defined_kind(&definition.node))
        .collect();
    let declared = |group| {
        let end = format!(".{group}");
        tree.externals.has_ending("CustomResourceDefinition", &end)
    };
    let mut ours: FxHashMap<(&str, &str), bool> = FxHashMap::default();
    for object in tree.objects {
        let (group, kind) = (object.id.group.as_str(), object.id.kind.as_str());
        if *ours
            .entry((group, kind))
            .or_insert_with(|| is_built_in(group, kind))
        {
            continue;
        }
        if is_known(tree, object) || is_own(group) != own || !told.insert((group, kind)) {
            continue;
        }
        // The file of eksctl is no object of a cluster; beside manifests it says what their cluster is.
        let is_of_eksctl = group == "eksctl.io" && tree.target.is_none();
        if is_of_eksctl || defined.contains(&(group.into(), kind.into())) || declared(group) {
            continue;
        }
        let Some(node) = object.node.get("kind") else {
            continue;
        };
        let kinds = tree.schemas.kinds();
        let groups = tree.schemas.api_versions(kind);
        // Its definition is there and serves other versions, which is another finding.
        if groups
            .iter()
            .any(|there| Gvk::new(there, kind).group == group)
        {
            continue;
        }
        // A group of somebody else may well have a kind that is called like one of Kubernetes.
        let is_meant = |there: &&EcoString| own || !is_own(&Gvk::new(there, kind).group);
        let help = match groups.first().filter(is_meant) {
            Some(there) => Some(format!("did you mean `apiVersion: {there}`?")),
            None => findings.near(kind, kinds),
        };
        let name = match tree.target {
            Some(_) => "in `crds` of the environment",
            None => "with `--crd-dir`",
        };
        let add = format!(
            "add its CustomResourceDefinition, name the folder that has it {name}, or declare \
             `CustomResourceDefinition/<plural>.{group}` under `externals`"
        );
        let help = match help {
            _ if group == "eksctl.io" => Some("leave it out, no cluster knows it: rules take `nodeGroups` and `addons` of the Cluster".to_owned()),
            help => help,
        };
        let help = match (help, own) {
            (Some(help), _) => Some(help),
            (None, false) => Some(add),
            (None, true) => None,
        };
        let brought = brought_by(group);
        let message = match group {
            "" => format!("the core group has no kind `{kind}`"),
            group => format!("the group `{group}` has no kind `{kind}`"),
        };
        let finding = about(Code::NoSuchKind, object, node, message).maybe_help(help);
        findings.push(match brought {
            Some(component) => finding.note(format!("{component} brings kinds of this group")),
            None => finding,
        });
    }
}

/// Returns whether Kubernetes itself has a kind, in whatever version.
fn is_built_in(group: &str, kind: &str) -> bool {
    built_in(kind).iter().any(|known| known.group == group) || kind_of(group, kind).is_some()
}

/// Returns whether a kind that Kubernetes itself has not is served, or was once.
fn is_known(tree: &Tree<'_>, object: &Object) -> bool {
    let kind = object.id.kind.as_str();
    let api_version = object.node.get("apiVersion").and_then(Node::as_str);
    let is_served = |version| tree.schemas.find(version, kind).is_some();
    let was_served = |version| removal(version, kind).is_some();
    api_version.is_some_and(|version| is_served(version) || was_served(version))
}

/// Returns whether a group is one of Kubernetes itself; that of a definition must have a dot.
fn is_own(group: &str) -> bool {
    !group.contains('.') || is_built_in_group(group)
}
