use proptest::prelude::*;

use super::*;
use crate::k8s::Gvk;
use crate::load::kustomization::LoadRestrictor;
use crate::patch::kustomize::field_spec::ByKind;
use crate::project::MemProject;
use crate::session::Session;

/// Reads files as `configurations` and `crds` of a kustomization.
fn read(
    configurations: &[&str],
    crds: &[&str],
) -> (Outcome<Arc<Config>>, Outcome<Option<Arc<Config>>>) {
    let mut project = MemProject::default();
    let mut kustomization = "resources: []\n".to_owned();
    for (field, texts) in [("configurations", configurations), ("crds", crds)] {
        kustomization.push_str(&format!("{field}:\n"));
        for (at, text) in texts.iter().enumerate() {
            kustomization.push_str(&format!("- {field}{at}.yaml\n"));
            project = project.file(&format!("app/{field}{at}.yaml"), *text);
        }
    }
    let project = project.file("app/kustomization.yaml", kustomization);
    let session = Session::new(&project);
    let loader = Loader {
        session: &session,
        restrictor: LoadRestrictor::RootOnly,
    };
    let folder = loader.open("app").expect("a kustomization");
    (
        Config::of_configurations(&loader, &folder),
        Config::of_crds(&loader, &folder),
    )
}

fn words<T>(result: Outcome<T>) -> String {
    match result {
        Ok(_) => "nothing is wrong".to_owned(),
        Err(finding) => finding.notes.join("\n"),
    }
}

fn spec(kind: &str, path: &str, create: bool) -> FieldSpec {
    FieldSpec::new("", "", kind, path, create)
}

#[test]
fn the_tables_have_as_many_rows_as_kustomize_has() {
    let config = Config::default_arc();
    let referrers = config
        .name_reference
        .iter()
        .map(|target| target.referrers.len());
    assert_eq!(config.name_reference.len(), 16);
    // kustomize has 167, one of them twice.
    assert_eq!(referrers.sum::<usize>(), 166);
    assert_eq!(config.common_labels.len(), 32);
    assert_eq!(config.template_labels.len(), 9);
    assert_eq!(config.common_annotations.len(), 9);
    assert_eq!(config.var_reference.len(), 72);
    assert_eq!(config.images.len(), 7);
}

#[test]
fn the_tables_add_nothing_to_themselves_or_to_nothing() {
    for start in [Config::default(), Config::clone(&Config::default_arc())] {
        let mut config = start;
        config.merge(&Config::default_arc()).expect("no conflict");
        assert_eq!(config, *Config::default_arc());
    }
}

#[test]
fn a_spec_for_a_kind_takes_the_place_of_one_for_all() {
    // kustomize merges into nothing, and there the kind comes first.
    let (config, _) = read(&["namePrefix: [{path: metadata/name, kind: Service}]"], &[]);
    let mut all = Config::empty_arc();
    join(&mut all, &config.expect("a configuration")).expect("no conflict");
    assert_eq!(all.name_prefix, [spec("Service", "metadata/name", false)]);
}

#[test]
fn specs_are_sorted_by_kind() {
    let (config, _) = read(
        &["images: [{path: a, kind: Zoo}, {path: b, kind: Deployment}, {path: c, kind: Ant}]"],
        &[],
    );
    let config = config.expect("a configuration");
    let kinds = config.images.iter().map(|spec| spec.kind.as_str());
    let kinds: Vec<&str> = kinds.filter(|kind| !kind.is_empty()).collect();
    assert_eq!(kinds, ["Deployment", "Ant", "Zoo"]);
}

#[test]
fn configurations_are_read_strictly() {
    let wrong = |text| words(read(&[text], &[]).0);
    assert_eq!(
        wrong("labels: [{path: a, creat: true}]"),
        "kustomize: error unmarshaling JSON: while decoding JSON: json: unknown field \"creat\""
    );
    assert_eq!(
        wrong("labels: [{path: a, version: 1}]"),
        "kustomize: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal"
    );
    assert_eq!(
        wrong("commonLabels: [{path: spec/selector, kind: Service, create: false}]"),
        "kustomize: failed to merge CommonLabels fieldSpec: conflicting fieldspecs"
    );
    assert_eq!(
        wrong("nameReference: [{kind: A, fieldSpecs: [{path: a, create: true}, {path: a}]}]"),
        "nothing is wrong"
    );
    assert_eq!(wrong(""), "nothing is wrong");
}

#[test]
fn definitions_name_the_fields_of_their_kind() {
    let bee = r##"{
      "github.com/example/v1.Bee": {"Schema": {"properties": {
        "kind": {}, "apiVersion": {}, "metadata": {},
        "spec": {"$ref": "github.com/example/v1.BeeSpec"},
        "mood": {"x-kubernetes-annotation": ""}
      }}},
      "github.com/example/v1.BeeSpec": {"Schema": {"properties": {
        "self": {"$ref": "github.com/example/v1.BeeSpec"},
        "hive": {
          "x-kubernetes-object-ref-api-version": "v1beta1",
          "x-kubernetes-object-ref-kind": "Hive",
          "x-kubernetes-object-ref-name-key": "id"
        },
        "honey": {"x-kubernetes-label-selector": ""},
        "queen": {"X-Kubernetes-Identity": ""}
      }}},
      "github.com/example/v1.Unused": {"Schema": {"properties": {"kind": {}}}}
    }"##;
    let config = read(&[], &[bee]).1.expect("definitions");
    let config = config.expect("one file");
    let expected = Config {
        name_prefix: vec![spec("Bee", "spec/queen", false)],
        common_labels: vec![spec("Bee", "spec/honey", false)],
        common_annotations: vec![spec("Bee", "mood", false)],
        name_reference: vec![NameReference {
            group: "".into(),
            version: "v1beta1".into(),
            kind: "Hive".into(),
            referrers: vec![spec("Bee", "spec/hive/id", false)],
        }],
        ..Config::default()
    };
    assert_eq!(*config, expected);
    assert_eq!(
        words(read(&[], &["[]"]).1),
        "kustomize: unable to parse open API definition from 'crds0.yaml'"
    );
}

fn specs() -> impl Strategy<Value = Vec<FieldSpec>> {
    let one = ("(a|)", "(v1|)", "(A|B|)", "(x|y)").prop_map(|(group, version, kind, path)| {
        FieldSpec::new(&group, &version, &kind, &path, path == "x")
    });
    prop::collection::vec(one, 0..8)
}

proptest! {
    #[test]
    fn an_object_meets_the_specs_for_it_in_their_order(specs in specs(), kind in "[ABC]") {
        let by_kind = ByKind::new(&specs);
        for api_version in ["v1", "a/v1", "a/v2", "b/v1"] {
            let gvk = Gvk::new(api_version, &kind);
            let found: Vec<&FieldSpec> = by_kind.of(&gvk).map(|(spec, ())| spec).collect();
            let expected: Vec<&FieldSpec> =
                specs.iter().filter(|spec| spec.is_for(&gvk)).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn merging_again_adds_nothing(specs in specs(), more in specs()) {
        let mut merged = specs;
        merge(&mut merged, &more).expect("all of a path agree");
        let once = merged.clone();
        merge(&mut merged, &more).expect("all of a path agree");
        prop_assert_eq!(merged, once);
    }
}
