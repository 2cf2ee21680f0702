//! An object and its identity.

use std::collections::BTreeMap;
use std::sync::Arc;

use ecow::EcoString;

use crate::text::Span;
use crate::yaml::Node;

/// Group, version and kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gvk {
    /// The API group; empty for the core group.
    pub group: EcoString,
    /// The version, `v1`.
    pub version: EcoString,
    /// The kind, `Deployment`.
    pub kind: EcoString,
}

impl Gvk {
    /// Splits `apps/v1` and adds the kind.
    pub fn new(api_version: &str, kind: &str) -> Self {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Gvk {
            group: group.into(),
            version: version.into(),
            kind: kind.into(),
        }
    }

    /// Returns `apps/v1`, and `v1` for the core group.
    pub fn api_version(&self) -> EcoString {
        match self.group.as_str() {
            "" => self.version.clone(),
            _ => {
                let mut text = self.group.clone();
                text.push('/');
                text.push_str(&self.version);
                text
            }
        }
    }
}

/// What makes two objects one: group, kind, namespace and name. The version does not count: the API server converts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    /// The API group; empty for the core group.
    pub group: EcoString,
    /// The kind.
    pub kind: EcoString,
    /// The namespace; empty for an object of the cluster.
    pub namespace: EcoString,
    /// The name.
    pub name: EcoString,
}

impl ObjectId {
    /// Reads the identity of an object; nothing where `kind` or `metadata.name` is missing.
    pub fn of(node: &Node) -> Option<Self> {
        let gvk = Gvk::new(
            node.get("apiVersion")?.as_str()?,
            node.get("kind")?.as_str()?,
        );
        let metadata = node.get("metadata")?;
        let namespace = metadata
            .get("namespace")
            .and_then(Node::as_str)
            .unwrap_or_default()
            .into();
        Some(ObjectId {
            group: gvk.group,
            kind: gvk.kind,
            namespace,
            name: metadata.get("name")?.as_str()?.into(),
        })
    }
}

/// Prints `Deployment/shop/api`, and `IngressClass/public` for an object of the cluster.
impl std::fmt::Display for ObjectId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.namespace.is_empty() {
            write!(f, "{}/{}", self.kind, self.name)
        } else {
            write!(f, "{}/{}/{}", self.kind, self.namespace, self.name)
        }
    }
}

/// Who asked for an object: the component that a person wrote. It decides the unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner {
    /// The kind of the spec: `App`, `Database`, `Raw`, ….
    pub kind: EcoString,
    /// Its namespace; empty for specs of the whole cluster.
    pub namespace: EcoString,
    /// Its name.
    pub name: EcoString,
}

impl Owner {
    /// Returns the owner of manifests that belong to no component; `name` is where they come from.
    pub fn raw(name: &str) -> Self {
        Owner {
            kind: "Raw".into(),
            namespace: "".into(),
            name: name.into(),
        }
    }
}

impl std::fmt::Display for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.namespace.as_str() {
            "" => write!(f, "{}/{}", self.kind, self.name),
            namespace => write!(f, "{}/{namespace}/{}", self.kind, self.name),
        }
    }
}

/// One Kubernetes object on its way to a file.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its identity; kept true by whoever changes the node.
    pub id: ObjectId,
    /// Its content.
    pub node: Node,
    /// The component it belongs to.
    pub owner: Arc<Owner>,
    /// Where the component stands, for findings about the object as a whole.
    pub span: Option<Span>,
    /// The bytes to write instead of the node: SOPS and SealedSecret documents must not be written anew.
    pub verbatim: Option<Arc<str>>,
    /// Whether the final name gets a suffix, the hash of the content after all patches: ConfigMaps, whose consumers
    /// must roll out with them, and migration Jobs, which are immutable.
    pub hashed: bool,
    /// What the texts below `data` were written from, by key: it knows where each part of them comes from.
    pub documents: BTreeMap<EcoString, Node>,
}

impl Object {
    /// Returns an object; nothing where the node has no identity.
    pub fn new(node: Node, owner: &Arc<Owner>, span: Option<Span>) -> Option<Self> {
        Some(Object::with_id(ObjectId::of(&node)?, node, owner, span))
    }

    /// Returns where its name is, if somebody wrote it, or else where it stands itself.
    pub fn place(&self) -> Option<Span> {
        let name = self.node.at(&["metadata", "name"]);
        name.and_then(Node::span).or(self.span)
    }

    /// Returns an object whose identity is known.
    pub fn with_id(id: ObjectId, node: Node, owner: &Arc<Owner>, span: Option<Span>) -> Self {
        Object {
            id,
            node,
            owner: Arc::clone(owner),
            span,
            verbatim: None,
            hashed: false,
            documents: BTreeMap::new(),
        }
    }
}
