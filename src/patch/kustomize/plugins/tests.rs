//! Plugins as the real kustomize runs them; answers are recorded.

use crate::patch::kustomize::testing::built;

const RESOURCES: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, labels: {a: b}}
spec:
  template:
    spec:
      containers: [{name: c, image: nginx, args: [/data/x]}]
";

fn make(field: &str, config: &str) -> Result<Vec<String>, String> {
    let indented = config.replace('\n', "\n  ");
    let kustomization = format!("resources: [in.yaml]\n{field}:\n- |-\n  {indented}\n");
    let by_text = built(&[
        ("in.yaml", RESOURCES),
        ("kustomization.yaml", &kustomization),
    ]);
    let kustomization = format!("resources: [in.yaml]\n{field}: [config.yaml]\n");
    let by_file = built(&[
        ("in.yaml", RESOURCES),
        ("config.yaml", config),
        ("kustomization.yaml", &kustomization),
    ]);
    assert_eq!(by_text, by_file);
    by_file
}

fn transformed(config: &str) -> String {
    let made = make(
        "transformers",
        &format!("apiVersion: builtin\nmetadata: {{name: t}}\n{config}"),
    );
    made.expect("a build").concat()
}

#[test]
fn transformers_have_the_configurations_of_kustomize() {
    for (config, expected) in [
        (
            "kind: PrefixTransformer\nprefix: pre-\nfieldSpecs: [{path: metadata/name}]",
            "name: pre-api",
        ),
        (
            "kind: PrefixSuffixTransformer\nprefix: p-\nsuffix: -s\nfieldSpecs: [{path: metadata/name}]",
            "name: p-api-s",
        ),
        (
            "kind: LabelTransformer\nlabels: {m: 1}\nfieldSpecs: [{path: metadata/labels, create: true}]",
            "m: \"1\"",
        ),
        (
            "kind: AnnotationsTransformer\nannotations: {m: true}\nfieldSpecs: [{path: metadata/annotations, create: true}]",
            "m: \"true\"",
        ),
        (
            "kind: ImageTagTransformer\nimageTag: {name: nginx, newTag: v2}",
            "image: nginx:v2",
        ),
        (
            "kind: ReplicaCountTransformer\nreplica: {name: api, count: 3}\nfieldSpecs: [{path: spec/replicas, create: true, kind: Deployment}]",
            "replicas: 3",
        ),
        (
            "kind: PatchTransformer\npatch: '[{\"op\": \"replace\", \"path\": \"/metadata/labels/a\", \"value\": \"new\"}]'\ntarget: {kind: Deployment}",
            "a: new",
        ),
        (
            "kind: PatchJson6902Transformer\njsonOp: '[{\"op\": \"replace\", \"path\": \"/metadata/labels/a\", \"value\": \"new\"}]'\ntarget: {kind: Deployment, name: api}",
            "a: new",
        ),
        (
            "kind: PatchStrategicMergeTransformer\npatches: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, labels: {a: new}}}'",
            "a: new",
        ),
        (
            "kind: ReplacementTransformer\nreplacements: [{sourceValue: new, targets: [{select: {name: api}, fieldPaths: [metadata.labels.a]}]}]",
            "a: new",
        ),
        (
            "kind: ValueAddTransformer\nvalue: new\ntargets: [{fieldPath: metadata/labels/a}]",
            "a: new",
        ),
        (
            "kind: ValueAddTransformer\ntargets: [{fieldPath: metadata/labels/c}]",
            "c: app",
        ),
        (
            "kind: ValueAddTransformer\nvalue: new\ntargets: [{fieldPath: 'spec/template/spec/containers/[name=c]/args/0', filePathPosition: 2}]",
            "- /data/new/x",
        ),
    ] {
        let made = transformed(config);
        assert!(made.contains(expected), "{config}\n{made}");
    }
    let namespace =
        "apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: t, namespace: shop}";
    let made = make("transformers", namespace).expect("a build").concat();
    assert!(made.contains("namespace: shop"), "{made}");
}

#[test]
fn generators_take_their_name_from_their_metadata() {
    let made = make(
        "generators",
        "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: made, namespace: ns}\nliterals: [a=b]",
    );
    let made = made.expect("a build").pop().unwrap_or_default();
    assert!(
        made.contains("name: made-") && made.contains("namespace: ns"),
        "{made}"
    );
}

#[test]
fn what_is_not_builtin_is_refused() {
    let fails = |field: &str, config: &str| make(field, config).expect_err("it should fail");
    assert_eq!(
        fails(
            "transformers",
            "apiVersion: example.com/v1\nkind: Mine\nmetadata: {name: m}"
        ),
        "kustomize: external plugins disabled; unable to load external plugin 'Mine'"
    );
    assert_eq!(
        fails(
            "transformers",
            "apiVersion: builtin\nkind: SortOrderTransformer\nmetadata: {name: m}"
        ),
        "kustomize: unable to load builtin SortOrderTransformer.builtin.[noGrp]"
    );
    assert_eq!(
        fails(
            "generators",
            "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: m}"
        ),
        "kustomize: plugin LabelTransformer.builtin.[noGrp]/m.[noNs] not a generator"
    );
    assert_eq!(
        fails(
            "transformers",
            "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: m}\nprefix: p"
        ),
        "kustomize: fieldSpecs is not expected to be nil"
    );
    assert_eq!(
        fails(
            "transformers",
            "apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: m}"
        ),
        "charts come with a later version"
    );
}

#[test]
fn validators_may_only_mark() {
    let label = |label: &str| {
        make(
            "validators",
            &format!(
                "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {{name: v}}\nlabels: {{{label}: me}}\nfieldSpecs: [{{path: metadata/labels, create: true}}]"
            ),
        )
    };
    assert!(label("validated-by").is_ok_and(|made| made[0].contains("validated-by: me")));
    assert_eq!(
        label("other"),
        Err("kustomize: validator shouldn't modify the resource map".to_owned())
    );
}
