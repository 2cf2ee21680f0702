//! The vocabulary of Environment and Overlay.

use crate::load::shape::{Shape, Type, field, required};
use crate::yaml::{Mapping, Node};

/// One environment: what takes part, what is different there, and who syncs it.
pub static ENVIRONMENT: Shape = Shape {
    name: "Environment",
    doc: "One environment, rendered to rendered/<name>.",
    fields: &[
        field(
            "cluster",
            &Type::String,
            "The Cluster it runs on, by name; the only one included if it is not given.",
        ),
        field(
            "accountId",
            &Type::String,
            "The AWS account, twelve digits in quotes.",
        ),
        field("region", &Type::String, "The AWS region."),
        field(
            "partition",
            &Type::Enum(&["aws", "aws-cn", "aws-us-gov"]),
            "The AWS partition; follows from the region if it is not given.",
        ),
        field(
            "namespace",
            &Type::Name,
            "The namespace of components that state none.",
        ),
        field(
            "vars",
            &Type::Map(&Type::Any),
            "Variables of this environment: ${env.NAME}.",
        ),
        field(
            "include",
            &Type::List(&Type::String),
            "Files, folders or globs that take part, relative to this folder; all of base/ if it is not given.",
        ),
        field(
            "overlays",
            &Type::List(&Type::String),
            "The overlays it opts into; later ones win.",
        ),
        field(
            "images",
            &Type::Map(&Type::Object(&IMAGE)),
            "Tags or digests by the name of the component; the block that release pipelines write.",
        ),
        field(
            "gitops",
            &Type::Object(&GITOPS),
            "Who syncs the rendered tree.",
        ),
        field(
            "policy",
            &Type::Object(&POLICY),
            "What every component of this environment must meet.",
        ),
        field(
            "raw",
            &Type::List(&Type::String),
            "Plain manifests that take part: files, folders or globs, relative to this folder.",
        ),
        field(
            "kustomize",
            &Type::List(&Type::String),
            "Kustomizations that take part: folders with a `kustomization.yaml`, relative to this folder.",
        ),
        field(
            "patches",
            &Type::List(&Type::Object(&OUTPUT_PATCH)),
            "Patches of rendered objects.",
        ),
        field(
            "externals",
            &Type::List(&EXTERNAL_REF),
            "Objects that exist in the cluster without being part of this tree.",
        ),
        field(
            "crds",
            &Type::List(&Type::String),
            "CustomResourceDefinitions that the cluster has from elsewhere: files, folders or globs, relative to this folder; \
             objects are checked by them, and they are not rendered.",
        ),
        field(
            "ignore",
            &Type::List(&Type::Object(&IGNORE)),
            "Findings that are known and accepted.",
        ),
    ],
};

static IMAGE: Shape = Shape {
    name: "ImageOverride",
    doc: "The image of a component in this environment.",
    fields: &[
        field("repository", &Type::String, "Another repository."),
        field(
            "tag",
            &Type::String,
            "Another tag; a digest from below no longer holds.",
        ),
        field(
            "digest",
            &Type::String,
            "The digest, sha256:…; a tag from below no longer holds.",
        ),
    ],
};

static GITOPS: Shape = Shape {
    name: "GitOps",
    doc: "Who syncs the rendered tree, and from where.",
    fields: &[
        field(
            "engine",
            &Type::Enum(&["flux", "argocd", "none"]),
            "The engine.",
        ),
        field(
            "path",
            &Type::String,
            "The path of the rendered tree in the repository, rendered/prod.",
        ),
        field("repo", &Type::String, "The URL of the repository."),
        field("branch", &Type::String, "The branch that is synced."),
        field(
            "revision",
            &Type::String,
            "The revision that is synced, where it is not a branch.",
        ),
        field(
            "namespace",
            &Type::Name,
            "The namespace of the engine's own objects: flux-system, argocd.",
        ),
        field(
            "source",
            &Type::Name,
            "The name of an existing Flux GitRepository to use instead of one of our own.",
        ),
        field(
            "interval",
            &Type::Duration,
            "How often the engine looks for changes.",
        ),
        field("project", &Type::Name, "The Argo CD project."),
        field(
            "prune",
            &Type::Bool,
            "Whether objects that leave the tree are deleted.",
        ),
    ],
};

static POLICY: Shape = Shape {
    name: "Policy",
    doc: "What every component of this environment must meet.",
    fields: &[
        field(
            "requiredLabels",
            &Type::List(&Type::String),
            "Labels that every component must have.",
        ),
        field(
            "podSecurity",
            &Type::Enum(&["privileged", "baseline", "restricted"]),
            "The Pod Security Standard of namespaces that state none.",
        ),
        field(
            "requireDigest",
            &Type::Bool,
            "Whether every image must have a digest.",
        ),
        field(
            "rules",
            &Type::Map(&Type::Enum(&["error", "warning", "off"])),
            "How bad findings of validation are here, by code: EK1201: \"off\".",
        ),
        field(
            "requiredObjectLabels",
            &Type::Map(&Type::List(&Type::String)),
            "Labels that rendered objects must have, by kind, Namespace: [team]; `*` stands for every kind.",
        ),
        field(
            "allowedRegistries",
            &Type::List(&Type::String),
            "Where images may come from: a registry, docker.io, or a path in one, public.ecr.aws/eks.",
        ),
        field(
            "denyLatest",
            &Type::Bool,
            "Whether images tagged `latest`, or not at all, are refused.",
        ),
        field(
            "deny",
            &Type::List(&Type::String),
            "What must not be rendered: a kind, or a name such as hostPath.",
        ),
        field(
            "allowPlaintextSecrets",
            &Type::Bool,
            "Whether Secrets with readable data may be rendered.",
        ),
        field(
            "maxDeletions",
            &Type::IntOrPercent,
            "How many files, or which share, a build may delete without --allow-destroy.",
        ),
    ],
};

static OUTPUT_PATCH: Shape = Shape {
    name: "OutputPatch",
    doc: "A patch of rendered objects.",
    fields: &[
        required(
            "target",
            &Type::Object(&TARGET),
            "The objects it applies to; none is an error.",
        ),
        field("patch", &Type::Any, "A strategic merge patch."),
        field(
            "json6902",
            &Type::List(&Type::Any),
            "Operations of RFC 6902.",
        ),
        field(
            "path",
            &Type::String,
            "A file with the patch instead, relative to this file.",
        ),
        field("optional", &Type::Bool, "Whether it may match nothing."),
    ],
};

static TARGET: Shape = Shape {
    name: "PatchTarget",
    doc: "The objects a patch applies to, as kustomize selects them.",
    fields: &[
        field("group", &Type::String, "The API group."),
        field("version", &Type::String, "The version."),
        field("kind", &Type::String, "The kind."),
        field(
            "name",
            &Type::String,
            "The name, a regular expression that must match the whole of it.",
        ),
        field(
            "namespace",
            &Type::String,
            "The namespace, a regular expression that must match the whole of it.",
        ),
        field(
            "labelSelector",
            &Type::String,
            "Labels, tier=critical,team!=web.",
        ),
        field("annotationSelector", &Type::String, "Annotations."),
    ],
};

static EXTERNAL_REF: Type = Type::Short {
    short: &Type::String,
    expand: external,
    long: &Type::Object(&EXTERNAL),
};

static EXTERNAL: Shape = Shape {
    name: "External",
    doc: "An object that exists in the cluster without being part of this tree.",
    fields: &[
        field("group", &Type::String, "The API group."),
        required("kind", &Type::String, "The kind."),
        field("namespace", &Type::String, "The namespace."),
        required("name", &Type::String, "The name."),
    ],
};

/// `Secret/shop/stripe` or `ClusterIssuer/letsencrypt`.
fn external(short: &Node) -> Node {
    let text = short.as_str().unwrap_or_default();
    let (kind, rest) = text.split_once('/').unwrap_or((text, ""));
    let mut map = Mapping::new();
    map.insert("kind", short.with(kind));
    let name = match rest.split_once('/') {
        Some((namespace, name)) => {
            map.insert("namespace", short.with(namespace));
            name
        }
        None => rest,
    };
    if !name.is_empty() {
        map.insert("name", short.with(name));
    }
    short.with(map)
}

static IGNORE: Shape = Shape {
    name: "Ignore",
    doc: "A finding that is known and accepted.",
    fields: &[
        required("code", &Type::String, "The code of the finding."),
        field(
            "object",
            &Type::String,
            "The object it is about, Kind/namespace/name; all if it is not given.",
        ),
        required("reason", &Type::String, "Why it is accepted."),
    ],
};

/// A named variation that environments opt into.
pub static OVERLAY: Shape = Shape {
    name: "Overlay",
    doc: "A named variation that environments opt into.",
    fields: &[
        required(
            "match",
            &Type::Object(&MATCH),
            "The components it changes; none is an error.",
        ),
        field(
            "merge",
            &Type::Object(&MERGE),
            "What is merged into each of them.",
        ),
        field(
            "outputPatches",
            &Type::List(&Type::Object(&OUTPUT_PATCH)),
            "Patches of the objects that they become.",
        ),
    ],
};

static MATCH: Shape = Shape {
    name: "Match",
    doc: "Selects components; all that is given must hold.",
    fields: &[
        field("kind", &ONE_OR_MORE_KINDS, "The kind, or several."),
        field("name", &ONE_OR_MORE, "The name, or several."),
        field("namespace", &ONE_OR_MORE, "The namespace, or several."),
        field(
            "labels",
            &Type::Map(&Type::String),
            "Labels of metadata.labels.",
        ),
    ],
};

static ONE_OR_MORE: Type = Type::Short {
    short: &Type::String,
    expand: list_of_one,
    long: &Type::List(&Type::String),
};

static ONE_OR_MORE_KINDS: Type = Type::Short {
    short: &Type::Enum(MATCHABLE),
    expand: list_of_one,
    long: &Type::List(&Type::Enum(MATCHABLE)),
};

const MATCHABLE: &[&str] = &[
    "App",
    "Worker",
    "CronJob",
    "Database",
    "Monitoring",
    "Platform",
    "Cluster",
];

fn list_of_one(short: &Node) -> Node {
    short.with(vec![short.clone()])
}

static MERGE: Shape = Shape {
    name: "Merge",
    doc: "What an overlay merges into the components it matches.",
    fields: &[
        field(
            "metadata",
            &Type::Object(&MERGE_METADATA),
            "Labels and annotations.",
        ),
        field(
            "spec",
            &Type::Map(&Type::Any),
            "Any part of the spec of the matched kind.",
        ),
    ],
};

static MERGE_METADATA: Shape = Shape {
    name: "MergeMetadata",
    doc: "Labels and annotations.",
    fields: &[
        field("labels", &Type::Map(&Type::String), "Labels."),
        field("annotations", &Type::Map(&Type::String), "Annotations."),
    ],
};
