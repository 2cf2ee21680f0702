//! What keeps an object in the cluster that is no longer in the manifests.

use super::{Subject, Verdict};
use crate::diff::{Path, Risk};
use crate::yaml::Node;

/// What to do so that an object is not deleted.
pub(super) const ASK_FIRST: &str = "to keep it, commit `kustomize.toolkit.fluxcd.io/prune: disabled` (Flux) or \
     `argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm` (Argo CD) on it before it is removed";

/// The annotations of Flux, Argo CD and Helm.
const FLUX: &str = "kustomize.toolkit.fluxcd.io/prune";
const ARGO: &str = "argocd.argoproj.io/sync-options";
const HELM: &str = "helm.sh/resource-policy";

/// Says that the object before stays, if an annotation of it keeps it, and returns whether one does.
pub(super) fn tell(subject: &Subject<'_>, verdict: &mut Verdict) -> bool {
    let Some(guard) = subject.before().and_then(of) else {
        return false;
    };
    let (why, remedy) = match guard {
        Guard::Keeps(annotation) => (
            format!(
                "orphaned, not deleted: `{annotation}` keeps it, and nothing manages it any more"
            ),
            "delete it by hand once nobody needs it",
        ),
        Guard::Asks(annotation) => (
            format!("not deleted before somebody confirms it: `{annotation}`"),
            "confirm it in Argo CD only if its data are not needed any more",
        ),
    };
    verdict.reason(Risk::Low, Path::default(), why, remedy);
    true
}

/// What an annotation says of deleting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Guard {
    /// The object stays.
    Keeps(String),
    /// Somebody is asked.
    Asks(String),
}

/// Returns what keeps an object.
pub(super) fn of(object: &Node) -> Option<Guard> {
    let annotations = object.at(&["metadata", "annotations"])?;
    let says = |key: &str, word: &str| {
        let stated = annotations.get(key).and_then(Node::as_str)?;
        let mut parts = stated.split(',').map(str::trim);
        let is_said = parts.any(|part| part.eq_ignore_ascii_case(word));
        is_said.then(|| format!("{key}: {word}"))
    };
    says(FLUX, "disabled")
        .or_else(|| says(ARGO, "Prune=false"))
        .or_else(|| says(HELM, "keep"))
        .map(Guard::Keeps)
        .or_else(|| says(ARGO, "Prune=confirm").map(Guard::Asks))
}

#[cfg(test)]
mod tests {
    use super::{Guard, of};
    use crate::text::Sources;
    use crate::yaml;

    #[test]
    fn annotations_of_each_engine_are_known() {
        let guard = |annotation: &str| {
            let text = format!("metadata: {{annotations: {{{annotation}}}}}");
            let (documents, _) = yaml::parse(Sources::default().add("", text.as_str()), &text);
            of(&documents.first()?.root)
        };
        let flux = "kustomize.toolkit.fluxcd.io/prune: disabled";
        assert_eq!(guard(flux), Some(Guard::Keeps(flux.into())));
        let argo = "argocd.argoproj.io/sync-options: 'ServerSideApply=true, Prune=confirm'";
        let said = "argocd.argoproj.io/sync-options: Prune=confirm";
        assert_eq!(guard(argo), Some(Guard::Asks(said.into())));
        assert_eq!(guard("helm.sh/resource-policy: delete"), None);
    }
}
