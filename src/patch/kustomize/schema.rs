//! What a build knows of types: which kinds belong to the cluster, and how lists merge.
//!
//! kustomize knows the API of Kubernetes 1.21, and what `openapi:` of a kustomization adds. Kinds it does not know are
//! taken for namespaced, and their lists are replaced.

use super::words;
use crate::diag::{Code, Diagnostic, Severity};
use crate::k8s::{Gvk, OpenApi};
use crate::load::kustomization::{Folder, Loader, Outcome};
use crate::yaml::Node;

/// The types of a build.
#[derive(Clone, Debug, Default)]
pub(super) struct Schema {
    open_api: OpenApi,
    /// Whether a kustomization asked for types.
    set: bool,
}

/// The version of the Kubernetes API that kustomize has in it.
const VERSION: &str = "v1.21.2";

impl Schema {
    /// Returns the types that `openapi` of a kustomization asks for; nothing where it asks for none, or another one was
    /// first.
    pub(super) fn read(
        loader: Loader<'_>,
        folder: &Folder,
        present: &Schema,
    ) -> Outcome<Option<Self>> {
        let Some(wanted) = folder.node.value_of("openapi") else {
            return Ok(None);
        };
        let path = wanted.value_of("path");
        let version = wanted.value_of("version");
        let custom = match path {
            Some(path) => {
                let file = loader.text(folder, path)?;
                let (documents, problems) = loader.documents(file);
                match problems
                    .into_iter()
                    .find(|problem| problem.severity == Severity::Error)
                {
                    Some(problem) => {
                        return Err(Box::new(problem.note(words("invalid schema file"))));
                    }
                    None => documents.into_iter().next().map(|document| document.root),
                }
            }
            None => None,
        };
        if present.set {
            return Ok(None);
        }
        let refused = |node: &Node, message: &str, said: &str| {
            Box::new(
                Diagnostic::new(Code::InvalidKustomization, message)
                    .at(node.span())
                    .note(words(said)),
            )
        };
        match (&custom, version) {
            (Some(_), Some(version)) => Err(refused(
                version,
                "`openapi` names a `path` and a `version`, one of them was expected",
                "builtin version and custom schema provided, cannot use both",
            )),
            (None, Some(version)) if version.as_str() != Some(VERSION) => Err(refused(
                version,
                &format!("the only version of the API that is built in is `{VERSION}`"),
                "the specified OpenAPI version is not built in",
            )),
            (None, None) => Ok(None),
            _ => Ok(Some(Schema {
                open_api: custom.map_or_else(OpenApi::built_in, OpenApi::document),
                set: true,
            })),
        }
    }

    /// Returns whether a kind is known to belong to the cluster.
    pub(super) fn is_certainly_cluster_scoped(&self, gvk: &Gvk) -> bool {
        self.open_api
            .is_cluster_scoped(&gvk.api_version(), &gvk.kind)
    }

    /// Returns the document by which lists merge.
    pub(super) fn open_api(&self) -> &OpenApi {
        &self.open_api
    }
}
