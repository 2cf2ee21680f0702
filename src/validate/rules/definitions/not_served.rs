//! EK1028: a custom resource in a version that its definition does not serve. Source: `crdHandler` of apiextensions-apiserver,
//! to which such a version is a path that does not exist.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.objects {
        let node = object.node.get("apiVersion");
        let Some((node, version)) = node.and_then(|node| Some((node, node.as_str()?))) else {
            continue;
        };
        if !version.contains('.') || tree.schemas.find(version, &object.id.kind).is_some() {
            continue;
        }
        let (group, kind) = (object.id.group.as_str(), object.id.kind.as_str());
        let of_group = |known: &&str| known.split_once('/').map(|(group, _)| group) == Some(group);
        let versions = tree.schemas.api_versions(kind);
        let custom: Vec<&str> = versions
            .iter()
            .map(|known| known.as_str())
            .filter(|known| of_group(known))
            .filter(|known| {
                let served = tree.schemas.find(known, kind);
                served.is_some_and(|served| served.is_custom)
            })
            .collect();
        let Some(first) = custom.first() else {
            continue;
        };
        let component = tree
            .schemas
            .find(first, kind)
            .and_then(|served| served.component);
        let message = format!(
            "the definition of `{kind}` does not serve `{version}`, but `{}`",
            custom.join("`, `")
        );
        let finding = about(Code::VersionNotServed, object, node, message)
            .help(format!("write `apiVersion: {first}`, and adapt the fields"));
        findings.push(match component {
            Some(component) => finding.note(component.judges()),
            None => finding,
        });
    }
}
