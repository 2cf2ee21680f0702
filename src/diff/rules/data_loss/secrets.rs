//! Secrets that are the only copy of what they hold.

use crate::diff::read::{items, text};
use crate::diff::rules::guard::{self, ASK_FIRST};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Path, Risk};
use crate::k8s::Object;
use crate::yaml::Node;

/// With this key the controller decrypts what is sealed.
const SEALING: &str = "sealedsecrets.bitnami.com/sealed-secrets-key";

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some(before) = subject.pair.before.filter(|_| subject.is_lost()) else {
        return;
    };
    let object = before.object;
    let (why, remedy) = match (object.id.group.as_str(), object.id.kind.as_str()) {
        ("", "Secret") => match secret(subject, object) {
            Some(why) => (
                why,
                "save it first: `kubectl get secret {name} -n {namespace} -o yaml`",
            ),
            None => return,
        },
        ("external-secrets.io", "ExternalSecret" | "ClusterExternalSecret")
            if generates(&object.node) =>
        {
            (
                "what a generator made is deleted with its Secret, and is nowhere else".to_owned(),
                "save the Secret first, or set `target.creationPolicy: Orphan`",
            )
        }
        ("external-secrets.io", "PushSecret")
            if text(Some(&object.node), &["spec", "deletionPolicy"]) == Some("Delete") =>
        {
            (
                "what it pushed is deleted at the provider (`deletionPolicy: Delete`)".to_owned(),
                "set `deletionPolicy: None` and let it be applied before",
            )
        }
        _ => return,
    };
    if guard::tell(subject, verdict) {
        return;
    }
    let remedy = remedy
        .replace("{name}", subject.old_name())
        .replace("{namespace}", &object.id.namespace);
    let remedy = format!("{remedy}; {ASK_FIRST}");
    verdict.reason(Risk::DataLoss, Path::default(), why, remedy);
}

/// Says why a Secret holds the only copy, if it does.
fn secret(subject: &Subject<'_>, object: &Object) -> Option<String> {
    let node = &object.node;
    if node.at(&["metadata", "labels", SEALING]).is_some() {
        return Some(
            "without this key nobody can decrypt what was sealed with it, neither in the cluster nor in git"
                .to_owned(),
        );
    }
    let says = |key: &str| node.value_of(key).and_then(Node::as_map);
    let is_filled = says("data")
        .or(says("stringData"))
        .is_some_and(|map| !map.is_empty());
    let is_token = text(Some(node), &["type"]) == Some("kubernetes.io/service-account-token");
    let id = &object.id;
    let is_made = subject.world.after.makes_secret(&id.namespace, &id.name);
    if is_filled || is_token || is_made {
        return None;
    }
    Some("the manifest holds no data: what was put into it in the cluster is deleted with it, and is nowhere in git".to_owned())
}

/// Returns whether an ExternalSecret owns what a generator makes.
fn generates(object: &Node) -> bool {
    let spec = object
        .at(&["spec", "externalSecretSpec"])
        .or(object.value_of("spec"));
    let owns = !matches!(
        text(spec, &["target", "creationPolicy"]),
        Some("Orphan" | "Merge" | "None")
    );
    let from = items(spec.and_then(|spec| spec.value_of("dataFrom")));
    owns && from
        .iter()
        .any(|from| from.at(&["sourceRef", "generatorRef"]).is_some())
}
