//! The fields of kustomization files and of the builtin plugins' configurations: a table of data.
//!
//! Source: the JSON tags of kustomize's `api/types` at v5.8.2. Go's JSON reader matches names without regard to case, and
//! so do we.

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A string.
    Text,
    /// A boolean.
    Truth,
    /// An integer.
    Whole,
    /// Anything.
    Any,
    /// A map of strings.
    TextMap,
    /// A list.
    List(&'static Shape),
    /// A map with these fields.
    Map(&'static [Field]),
}

/// A field of a map.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its canonical name.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
}

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape }
}

const TEXTS: Shape = Shape::List(&Shape::Text);

/// A kustomization file.
pub const KUSTOMIZATION: &[Field] = &[
    field("apiVersion", Shape::Text),
    field("kind", Shape::Text),
    field("metadata", Shape::Map(METADATA)),
    field("openapi", Shape::TextMap),
    field("namePrefix", Shape::Text),
    field("nameSuffix", Shape::Text),
    field("namespace", Shape::Text),
    field("commonLabels", Shape::TextMap),
    field("labels", Shape::List(&Shape::Map(LABEL))),
    field("commonAnnotations", Shape::TextMap),
    field("patchesStrategicMerge", TEXTS),
    field("patchesJson6902", Shape::List(&Shape::Map(PATCH))),
    field("patches", Shape::List(&Shape::Map(PATCH))),
    field("images", Shape::List(&Shape::Map(IMAGE))),
    field("imageTags", Shape::List(&Shape::Map(IMAGE))),
    field("replacements", Shape::List(&Shape::Map(REPLACEMENT))),
    field("replicas", Shape::List(&Shape::Map(REPLICA))),
    field("vars", Shape::List(&Shape::Map(VAR))),
    field("sortOptions", Shape::Map(SORT_OPTIONS)),
    field("resources", TEXTS),
    field("components", TEXTS),
    field("crds", TEXTS),
    field("bases", TEXTS),
    field("configMapGenerator", Shape::List(&Shape::Map(GENERATOR))),
    field("secretGenerator", Shape::List(&Shape::Map(GENERATOR))),
    field("helmGlobals", Shape::Any),
    field("helmCharts", Shape::List(&Shape::Any)),
    field("helmChartInflationGenerator", Shape::List(&Shape::Any)),
    field("generatorOptions", Shape::Map(GENERATOR_OPTIONS)),
    field("configurations", TEXTS),
    field("generators", TEXTS),
    field("transformers", TEXTS),
    field("validators", TEXTS),
    field("buildMetadata", TEXTS),
];

const METADATA: &[Field] = &[
    field("name", Shape::Text),
    field("namespace", Shape::Text),
    field("labels", Shape::TextMap),
    field("annotations", Shape::TextMap),
];

/// An entry of `labels`.
pub const LABEL: &[Field] = &[
    field("pairs", Shape::TextMap),
    field("includeSelectors", Shape::Truth),
    field("includeTemplates", Shape::Truth),
    field("includeVolumeClaimTemplates", Shape::Truth),
    field("fields", Shape::List(&Shape::Map(FIELD_SPEC))),
];

/// Where a transformer finds its fields.
pub const FIELD_SPEC: &[Field] = &[
    field("group", Shape::Text),
    field("version", Shape::Text),
    field("kind", Shape::Text),
    field("path", Shape::Text),
    field("create", Shape::Truth),
];

const FIELD_SPECS: Shape = Shape::List(&Shape::Map(FIELD_SPEC));

/// A file of `configurations`.
pub const CONFIGURATION: &[Field] = &[
    field("namePrefix", FIELD_SPECS),
    field("nameSuffix", FIELD_SPECS),
    field("namespace", FIELD_SPECS),
    field("commonLabels", FIELD_SPECS),
    field("labels", FIELD_SPECS),
    field("templateLabels", FIELD_SPECS),
    field("volumeClaimTemplateLabels", FIELD_SPECS),
    field("commonAnnotations", FIELD_SPECS),
    field("nameReference", Shape::List(&Shape::Map(NAME_REFERENCE))),
    field("varReference", FIELD_SPECS),
    field("images", FIELD_SPECS),
    field("replicas", FIELD_SPECS),
];

const NAME_REFERENCE: &[Field] = &[
    field("group", Shape::Text),
    field("version", Shape::Text),
    field("kind", Shape::Text),
    field("fieldSpecs", FIELD_SPECS),
];

/// What a patch or a replacement is for.
pub const SELECTOR: &[Field] = &[
    field("group", Shape::Text),
    field("version", Shape::Text),
    field("kind", Shape::Text),
    field("name", Shape::Text),
    field("namespace", Shape::Text),
    field("annotationSelector", Shape::Text),
    field("labelSelector", Shape::Text),
];

/// An entry of `patches` and `patchesJson6902`.
pub const PATCH: &[Field] = &[
    field("path", Shape::Text),
    field("patch", Shape::Text),
    field("target", Shape::Map(SELECTOR)),
    field(
        "options",
        Shape::Map(&[
            field("allowNameChange", Shape::Truth),
            field("allowKindChange", Shape::Truth),
        ]),
    ),
];

/// An entry of `images`.
pub const IMAGE: &[Field] = &[
    field("name", Shape::Text),
    field("newName", Shape::Text),
    field("tagSuffix", Shape::Text),
    field("newTag", Shape::Text),
    field("digest", Shape::Text),
];

/// An entry of `replicas`.
pub const REPLICA: &[Field] = &[field("name", Shape::Text), field("count", Shape::Whole)];

const FIELD_OPTIONS: &[Field] = &[
    field("delimiter", Shape::Text),
    field("index", Shape::Whole),
    field("encoding", Shape::Text),
    field("create", Shape::Truth),
];

/// An entry of `replacements`.
pub const REPLACEMENT: &[Field] = &[
    field(
        "source",
        Shape::Map(&[
            field("group", Shape::Text),
            field("version", Shape::Text),
            field("kind", Shape::Text),
            field("name", Shape::Text),
            field("namespace", Shape::Text),
            field("fieldPath", Shape::Text),
            field("options", Shape::Map(FIELD_OPTIONS)),
        ]),
    ),
    field("sourceValue", Shape::Text),
    field(
        "targets",
        Shape::List(&Shape::Map(&[
            field("select", Shape::Map(SELECTOR)),
            field("reject", Shape::List(&Shape::Map(SELECTOR))),
            field("fieldPaths", TEXTS),
            field("options", Shape::Map(FIELD_OPTIONS)),
        ])),
    ),
    field("path", Shape::Text),
];

/// An entry of `vars`.
pub const VAR: &[Field] = &[
    field("name", Shape::Text),
    field(
        "objref",
        Shape::Map(&[
            field("apiVersion", Shape::Text),
            field("group", Shape::Text),
            field("version", Shape::Text),
            field("kind", Shape::Text),
            field("name", Shape::Text),
            field("namespace", Shape::Text),
        ]),
    ),
    field("fieldref", Shape::Map(&[field("fieldPath", Shape::Text)])),
];

/// `sortOptions`.
pub const SORT_OPTIONS: &[Field] = &[
    field("order", Shape::Text),
    field(
        "legacySortOptions",
        Shape::Map(&[field("orderFirst", TEXTS), field("orderLast", TEXTS)]),
    ),
];

/// `generatorOptions`, and `options` of a generator.
pub const GENERATOR_OPTIONS: &[Field] = &[
    field("labels", Shape::TextMap),
    field("annotations", Shape::TextMap),
    field("disableNameSuffixHash", Shape::Truth),
    field("immutable", Shape::Truth),
];

/// An entry of `configMapGenerator` and `secretGenerator`.
pub const GENERATOR: &[Field] = &[
    field("namespace", Shape::Text),
    field("name", Shape::Text),
    field("behavior", Shape::Text),
    field("literals", TEXTS),
    field("files", TEXTS),
    field("envs", TEXTS),
    field("env", Shape::Text),
    field("options", Shape::Map(GENERATOR_OPTIONS)),
    field("type", Shape::Text),
];

const CONFIGURED_SPECS: Field = field("fieldSpecs", FIELD_SPECS);

/// The configurations of builtin generators and transformers, by kind. All have `metadata` beside.
pub const PLUGINS: &[(&str, &[Field])] = &[
    (
        "AnnotationsTransformer",
        &[field("annotations", Shape::TextMap), CONFIGURED_SPECS],
    ),
    ("ConfigMapGenerator", CONFIGURED_GENERATOR),
    ("HashTransformer", &[]),
    (
        "IAMPolicyGenerator",
        &[
            field("cloud", Shape::Text),
            field(
                "kubernetesService",
                Shape::Map(&[field("name", Shape::Text), field("namespace", Shape::Text)]),
            ),
            field(
                "serviceAccount",
                Shape::Map(&[field("name", Shape::Text), field("projectId", Shape::Text)]),
            ),
        ],
    ),
    (
        "ImageTagTransformer",
        &[field("imageTag", Shape::Map(IMAGE)), CONFIGURED_SPECS],
    ),
    (
        "LabelTransformer",
        &[field("labels", Shape::TextMap), CONFIGURED_SPECS],
    ),
    (
        "NamespaceTransformer",
        &[
            field("metadata", Shape::Map(METADATA)),
            CONFIGURED_SPECS,
            field("unsetOnly", Shape::Truth),
            field("setRoleBindingSubjects", Shape::Text),
        ],
    ),
    (
        "PatchJson6902Transformer",
        &[
            field("target", Shape::Map(SELECTOR)),
            field("path", Shape::Text),
            field("jsonOp", Shape::Text),
        ],
    ),
    (
        "PatchStrategicMergeTransformer",
        &[field("paths", TEXTS), field("patches", Shape::Text)],
    ),
    ("PatchTransformer", PATCH),
    ("PrefixSuffixTransformer", PREFIX_SUFFIX),
    ("PrefixTransformer", PREFIX_SUFFIX),
    (
        "ReplacementTransformer",
        &[field("replacements", Shape::List(&Shape::Map(REPLACEMENT)))],
    ),
    (
        "ReplicaCountTransformer",
        &[field("replica", Shape::Map(REPLICA)), CONFIGURED_SPECS],
    ),
    ("SecretGenerator", CONFIGURED_GENERATOR),
    ("SuffixTransformer", PREFIX_SUFFIX),
    (
        "ValueAddTransformer",
        &[
            field("value", Shape::Text),
            field("targets", Shape::List(&Shape::Map(VALUE_ADD_TARGET))),
            field("targetFilePath", Shape::Text),
        ],
    ),
];

const PREFIX_SUFFIX: &[Field] = &[
    field("prefix", Shape::Text),
    field("suffix", Shape::Text),
    CONFIGURED_SPECS,
];

/// An entry of `targets` of a `ValueAddTransformer`.
const VALUE_ADD_TARGET: &[Field] = &[
    field("selector", Shape::Map(SELECTOR)),
    field("fieldPath", Shape::Text),
    field("filePathPosition", Shape::Whole),
];

/// The file that `targetFilePath` of a `ValueAddTransformer` names.
pub const VALUE_ADD_TARGETS: &[Field] =
    &[field("targets", Shape::List(&Shape::Map(VALUE_ADD_TARGET)))];

/// A generator with a configuration of its own, whose name may stand in its `metadata`.
const CONFIGURED_GENERATOR: &[Field] = &[
    field("metadata", Shape::Map(METADATA)),
    field("namespace", Shape::Text),
    field("name", Shape::Text),
    field("behavior", Shape::Text),
    field("literals", TEXTS),
    field("files", TEXTS),
    field("envs", TEXTS),
    field("env", Shape::Text),
    field("options", Shape::Map(GENERATOR_OPTIONS)),
    field("type", Shape::Text),
];
