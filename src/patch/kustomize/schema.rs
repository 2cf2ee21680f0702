//! What a build knows of types: which kinds belong to the cluster, and how lists merge.
//!
//! kustomize knows the API of Kubernetes 1.21, and what `openapi:` of a kustomization adds. Kinds it does not know are
//! taken for namespaced, and their lists are replaced. For components of an environment, definitions of custom resources in
//! the build say more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::words;
use crate::diag::{Code, Diagnostic};
use crate::k8s::{Gvk, OpenApi, TypeOf, defined_kind, stored_schema};
use crate::load::kustomization::{Folder, Loader, Outcome};
use crate::patch::strategic::Dialect;
use crate::text::Sources;
use crate::yaml::{Meaning, Node};

/// The types of a build.
#[derive(Clone, Debug, Default)]
pub(super) struct Schema {
    open_api: OpenApi,
    /// Whether a kustomization asked for types.
    set: bool,
    /// Whether the document of Kubernetes was looked into. kustomize reads it when it first has to, and does not forget it
    /// when a base brings a document of its own.
    asked: Arc<AtomicBool>,
    /// The schemas of custom resources that definitions in the build give. kustomize does not look at them, and nothing
    /// stands here where its bytes are wanted.
    custom: Option<FxHashMap<(EcoString, EcoString), Arc<Node>>>,
}

/// The version of the Kubernetes API that kustomize has in it.
const VERSION: &str = "v1.21.2";

impl Schema {
    /// Returns the types that kustomize knows, and with `custom` those of custom resources that are defined in the build.
    pub(super) fn new(custom: bool) -> Self {
        Schema {
            custom: custom.then(FxHashMap::default),
            ..Schema::default()
        }
    }

    /// Takes in what an object of the build defines.
    pub(super) fn learn(schema: &mut Arc<Self>, node: &Node) {
        if schema.custom.is_none() {
            return;
        }
        let defined = defined_kind(node).zip(stored_schema(node));
        if let (Some((id, stored)), Some(custom)) = (defined, &mut Arc::make_mut(schema).custom) {
            custom.insert(id, Arc::new(stored.clone()));
        }
    }

    /// Returns how patches for objects of a type are merged.
    pub(super) fn dialect<'d>(&'d self, gvk: &Gvk, sources: &'d Sources) -> Dialect<'d> {
        let custom = self.custom.as_ref();
        let schema = custom.and_then(|custom| custom.get(&(gvk.group.clone(), gvk.kind.clone())));
        match schema {
            Some(schema) => {
                Dialect::Kubernetes(TypeOf::object(&gvk.group, &gvk.kind, Some(schema)))
            }
            None => {
                self.asked.store(true, Ordering::Relaxed);
                Dialect::Kustomize {
                    openapi: &self.open_api,
                    sources,
                }
            }
        }
    }

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
                let documents = loader
                    .documents(folder, path, Meaning::GoYamlV2)
                    .map_err(|finding| Box::new(finding.note(words("invalid schema file"))))?;
                documents.into_iter().next().map(|document| document.root)
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
                open_api: custom.map_or_else(OpenApi::built_in, |document| {
                    if present.asked.load(Ordering::Relaxed) {
                        OpenApi::document_beside_built_in(document)
                    } else {
                        OpenApi::document(document)
                    }
                }),
                set: true,
                asked: Arc::clone(&present.asked),
                custom: present.custom.clone(),
            })),
        }
    }

    /// Returns whether a kind is known to belong to the cluster.
    pub(super) fn is_certainly_cluster_scoped(&self, gvk: &Gvk) -> bool {
        let namespaced = self.open_api.is_namespaced(&gvk.api_version(), &gvk.kind);
        if namespaced.is_none() {
            self.asked.store(true, Ordering::Relaxed);
        }
        namespaced == Some(false)
    }
}
