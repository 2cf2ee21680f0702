//! What kustomize knows of kinds: the OpenAPI document of Kubernetes 1.21.2, or one that the user brings.
//!
//! In: an `apiVersion` and a kind. Out: its [`Definition`], which knows how lists below are joined, and its scope.
//! Nothing is guessed: a kind that the document does not have, however common, has no definition and no scope. The
//! tables by which specs are patched and validated are newer, and stand beside this one.

mod document;
#[cfg(test)]
mod tests;
mod v1_21;

use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;

use self::document::Document;
use self::v1_21::{FIELDS, KINDS, Type};
use super::merge_keys::{Lists, MergeKey};
use crate::yaml::Node;

/// An OpenAPI document: that of Kubernetes 1.21.2, the user's, or both.
#[derive(Clone, Debug, Default)]
pub struct OpenApi {
    /// The user's document.
    document: Option<Arc<Document>>,
}

/// The type of an object or of a part of one.
#[derive(Clone, Copy, Debug)]
pub struct Definition<'d>(Which<'d>);

#[derive(Clone, Copy, Debug)]
enum Which<'d> {
    BuiltIn(Type),
    Document(&'d Document, &'d Node),
}

impl OpenApi {
    /// The document of Kubernetes 1.21.2, the only one that kustomize brings along.
    pub fn built_in() -> Self {
        OpenApi::default()
    }

    /// A document of the user's, `definitions` by name and perhaps `paths`. No definition of Kubernetes is known any
    /// longer, not even that of a Deployment; the scopes of its kinds are.
    pub fn document(root: Node) -> Self {
        OpenApi {
            document: Some(Arc::new(Document::new(root))),
        }
    }

    /// The same, with the definitions of Kubernetes beside those of the user's document. kustomize has both where it had
    /// to look for the scope of a kind that it does not know before a base brought the document.
    pub fn document_beside_built_in(root: Node) -> Self {
        OpenApi {
            document: Some(Arc::new(Document::new(root).beside_built_in())),
        }
    }

    /// Returns the type of a kind.
    pub fn type_of(&self, api_version: &str, kind: &str) -> Option<Definition<'_>> {
        match &self.document {
            Some(document) => document
                .type_of(api_version, kind)
                // The schema of its own files is always there.
                .or_else(|| {
                    built_in(api_version, kind)
                        .filter(|_| document.is_beside_built_in() || kind == "Kustomization")
                }),
            None => built_in(api_version, kind),
        }
    }

    /// Returns whether objects of a kind are in a namespace; nothing where the document does not say.
    pub fn is_namespaced(&self, api_version: &str, kind: &str) -> Option<bool> {
        row(api_version, kind)
            .and_then(|row| row.namespaced)
            .or_else(|| self.document.as_ref()?.namespaced(api_version, kind))
    }

    /// Returns whether objects of a kind are certainly in no namespace. Kinds of custom resources never are.
    pub fn is_cluster_scoped(&self, api_version: &str, kind: &str) -> bool {
        self.is_namespaced(api_version, kind) == Some(false)
    }
}

/// Returns the type of a definition of Kubernetes, by its whole name.
fn definition(name: &str) -> Option<Type> {
    let name = name.strip_prefix("io.k8s.")?;
    Some(match name.rsplit('.').next()? {
        "ObjectMeta" => Type::ObjectMeta,
        "Container" => Type::Container,
        "EphemeralContainer" => Type::EphemeralContainer,
        "EphemeralVolumeSource" => Type::EphemeralVolumeSource,
        "Volume" => Type::Volume,
        "PodSpec" => Type::PodSpec,
        "PodTemplateSpec" => Type::PodTemplateSpec,
        "ServiceSpec" => Type::ServiceSpec,
        "JobTemplateSpec" => Type::JobTemplateSpec,
        "CronJobSpec" => Type::CronJobSpec,
        "DeploymentSpec"
        | "StatefulSetSpec"
        | "DaemonSetSpec"
        | "ReplicaSetSpec"
        | "ReplicationControllerSpec"
        | "JobSpec" => Type::WorkloadSpec,
        _ => return None,
    })
}

fn row(api_version: &str, kind: &str) -> Option<&'static v1_21::Kind> {
    static ROWS: LazyLock<FxHashMap<(&str, &str), &v1_21::Kind>> = LazyLock::new(|| {
        let rows = KINDS.iter();
        rows.map(|row| ((row.api_version, row.kind), row)).collect()
    });
    ROWS.get(&(api_version, kind)).copied()
}

fn built_in(api_version: &str, kind: &str) -> Option<Definition<'static>> {
    Some(Definition(Which::BuiltIn(row(api_version, kind)?.ty?)))
}

impl<'d> Definition<'d> {
    fn built_in(ty: Type) -> Self {
        Definition(Which::BuiltIn(ty))
    }

    fn of_document(document: &'d Document, schema: &'d Node) -> Self {
        Definition(Which::Document(document, schema))
    }

    /// Returns the type of a field, or of its elements where it is a list, and how such a list is joined. Nothing where
    /// the document does not have the field, or nothing below it could be merged.
    pub(super) fn field(self, name: &str) -> Option<(Option<Definition<'d>>, Lists<'d>)> {
        match self.0 {
            Which::BuiltIn(ty) => {
                let field = FIELDS
                    .iter()
                    .find(|field| field.of == ty && field.name == name)?;
                let to = field.to.map(|ty| Definition(Which::BuiltIn(ty)));
                let lists = match field.keys {
                    None => Lists::Atomic,
                    Some([]) => Lists::Set,
                    Some(names) => Lists::ByKey(names.iter().map(|name| key(name)).collect()),
                };
                Some((to, lists))
            }
            Which::Document(document, schema) => document.field(schema, name),
        }
    }
}

fn key(name: &'static str) -> MergeKey<'static> {
    MergeKey {
        name,
        default: None,
    }
}
