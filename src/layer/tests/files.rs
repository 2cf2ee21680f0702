//! What is wrong in files and specs, seen through both stages.

use super::*;

#[test]
fn unknown_fields_show_what_was_meant_and_where_it_is_set() {
    let finding = case()
        .api("  autoscaling: {minReplicas: 2, maxReplicas: 5}\n")
        .spec("environments/prod/api.yaml", "kind: App\nmetadata: {name: api}\nspec:\n  autoscaling: {minReplica: 3}\n")
        .run()
        .one("EK0208 environments/prod/api.yaml:5:17 unknown field `minReplica` in `spec.autoscaling`");
    assert_eq!(help(&finding), "did you mean `minReplicas`?");
    assert_eq!(finding.related.len(), 1);
    let finding = case()
        .api("  minReplicas: 2\n")
        .run()
        .one("EK0208 base/api.yaml:9:3 unknown field `minReplicas` in `spec`");
    assert_eq!(help(&finding), "`minReplicas` belongs into `autoscaling`");
    let finding = case()
        .api("image: x\n")
        .run()
        .one("EK0208 base/api.yaml:9:1");
    assert_eq!(help(&finding), "indent `image` below `spec:`");
}

#[test]
fn wrong_types_are_found_in_the_layer_at_fault() {
    let finding = case()
        .spec("environments/prod/api.yaml", "kind: App\nmetadata: {name: api}\nspec:\n  replicas: \"3\"\n")
        .run()
        .one("EK0209 environments/prod/api.yaml:5:13 `spec.replicas`: expected an integer from 0 to 10000, found a string `3`");
    assert_eq!(help(&finding), "write it without quotes: `replicas: 3`");
    case().api("  workingDir: 1.10\n").run().one(
        "EK0209 base/api.yaml:9:15 `spec.workingDir`: expected a string, found a number `1.10`",
    );
    case()
        .api("  resources: {requests: {cpu: 1, memory: 1GB}}\n")
        .run()
        .one("EK0210 base/api.yaml:9:");
    case()
        .api("  replicas: ${env.region}\n")
        .run()
        .one("EK0209 base/api.yaml:9:13 `spec.replicas`: expected an integer");
}

#[test]
fn missing_fields_name_the_object() {
    let finding = case()
        .spec(
            "base/web.yaml",
            "kind: App\nmetadata: {name: web, namespace: web}\nspec:\n  replicas: 1\n",
        )
        .run()
        .one("EK0211 base/web.yaml:2:7 `spec.image` is missing");
    assert_eq!(finding.object.as_deref(), Some("App/web/web"));
    let finding = case()
        .spec(
            "environments/prod/api.yaml",
            "kind: App\nmetadata: {name: api}\nspec: {image: null}\n",
        )
        .run()
        .one("EK0211 base/api.yaml:2:7 `spec.image` is missing");
    assert_eq!(finding.related[0].text, "removed here");
}

#[test]
fn settings_are_the_highest_layer() {
    let target = case()
        .environment("  images: {api: {tag: \"2\"}}\n  vars: {domain: a.example.com}\n")
        .api("    URL: ${env.domain}\n")
        .set("App/api.spec.image.tag=3.0.1")
        .set("App/shop/api.spec.replicas=4")
        .set("env.vars.domain=b.example.com")
        .set("App/api.metadata.annotations.example\\.com/a=x")
        .run()
        .clean();
    assert_eq!(text(&target, &["image", "tag"]), Some("3.0.1"));
    assert_eq!(leaf(&target, &["replicas"]).and_then(Node::as_int), Some(4));
    assert_eq!(
        text(&target, &["env", "URL", "value"]),
        Some("b.example.com")
    );
    let api = target.find(SpecKind::App, "api", "shop").unwrap();
    assert_eq!(
        api.metadata
            .at(&["annotations", "example.com/a"])
            .and_then(Node::as_str),
        Some("x")
    );
    let finding = case()
        .set("App/apii.spec.replicas=4")
        .run()
        .one("EK0306 --set:1:1");
    assert_eq!(help(&finding), "did you mean `api`?");
    case().set("replicas").run().one("EK0217 --set:1:1");
    case()
        .set("App/api.spec.replicas=many")
        .run()
        .one("EK0209 --set:1:23");
    case()
        .set("App/api.spec.replica=1")
        .run()
        .one("EK0208 --set:1:14");
    case().set("env.include=[a]").run().one("EK0217 --set:1:5");
}

#[test]
fn files_that_cannot_take_part() {
    case()
        .file("base/latin.yaml", b"a: 1\nb: caf\xe9\n".to_vec())
        .run()
        .one("EK0201 base/latin.yaml:2:7 cannot read `base/latin.yaml`: it is not UTF-8");
    case()
        .environment("  include: [../../base/*.yml]\n")
        .run()
        .lines
        .iter()
        .for_each(|line| assert!(line.starts_with("EK0204"), "{line}"));
    let finding = case()
        .environment("  include: [../../base/apj.yaml, ../../base]\n")
        .run()
        .one("EK0204 environments/prod/environment.yaml:7:13 there is no file `base/apj.yaml`");
    assert_eq!(help(&finding), "did you mean `../../base/api.yaml`?");
    case()
        .environment("  include: [../../../other, ../../base]\n")
        .run()
        .one("EK0201 environments/prod/environment.yaml:7:13");
    let target = case()
        .environment("  include: [../../base/cluster.yaml, \"../../base/a*.yaml\"]\n")
        .file("base/other.yaml", "nonsense")
        .run()
        .clean();
    assert_eq!(target.components.len(), 1);
}

#[test]
fn environments_are_found_by_name_or_folder() {
    let target = case().run_as("environments/prod/").clean();
    assert_eq!(target.name, "prod");
    let finding = case()
        .run_as("prd")
        .one("EK0902 environments/prd/environment.yaml there is no environment `prd`");
    assert_eq!(help(&finding), "did you mean `prod`?");
    let empty = Case {
        files: Vec::new(),
        settings: Vec::new(),
    };
    empty.run().one("EK0203 environments");
}

#[test]
fn documents_that_are_no_specs() {
    let finding = case()
        .file(
            "base/cm.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
        )
        .run()
        .one("EK0207 base/cm.yaml:1:13");
    assert!(help(&finding).contains("raw:"));
    case()
        .file(
            "base/cm.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
        )
        .api("  raw: [cm.yaml]\n")
        .run()
        .clean();
    case()
        .file(
            "base/cm.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
        )
        .environment("  raw: [../../base/c?.yaml]\n")
        .run()
        .clean();
    let finding = case()
        .spec(
            "base/x.yaml",
            "kind: Ap\nmetadata: {name: x, namespace: x}\n",
        )
        .run()
        .one("EK0206 base/x.yaml:2:7");
    assert_eq!(help(&finding), "did you mean `App`?");
    case()
        .file(
            "base/x.yaml",
            "kind: App\nmetadata: {name: x, namespace: x}\n",
        )
        .run()
        .one("EK0205 base/x.yaml:1:1");
    case()
        .spec("base/x.yaml", "kind: App\nmetadata: {namespace: x}\n")
        .run()
        .one("EK0211 base/x.yaml:3:1");
    case()
        .spec("base/x.yaml", "kind: Overlay\nmetadata: {name: x}\n")
        .run()
        .one("EK0214 base/x.yaml:2:7");
    case()
        .file("base/x.yaml", "- a\n")
        .run()
        .one("EK0209 base/x.yaml:1:1");
    case().file("base/x.yaml", "# nothing\n").run().clean();
    case()
        .file(
            "base/x.yaml",
            "\u{feff}".to_owned() + &API.replace("name: api", "name: bom").replace('\n', "\r\n"),
        )
        .run()
        .clean();
}

#[test]
fn merge_keys_are_refused() {
    case()
        .api("  podTemplate:\n    metadata:\n      <<: {labels: {a: b}}\n")
        .run()
        .one("EK0212 base/api.yaml:11:7");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    /// Whatever stands in a file: findings, never a panic.
    #[test]
    fn nothing_panics(
        spec in proptest::collection::vec(
            proptest::sample::select(vec![
                "  image: ", "  env: ", "  ports: ", "{", "}", "[", "]", "a: ", "\n", "  ", "null", "${env.x}", "${", "}}",
                "x/y:1@z", "80", "!append ", "- ", "\"", "'", "é", "  podTemplate: ", "  patches: ", "true", ": ", "&a ", "*a",
                "  autoscaling: ", "  readinessProbe: ", "${[1] * 5}", "${env}", "${app['a/b'].host}", "$${", "<<: ",
            ]),
            0..14,
        ),
        overlay in proptest::bool::ANY,
    ) {
        let spec = spec.concat();
        let mut case = case().file("base/api.yaml", format!("{API}{spec}\n"));
        if overlay {
            case = case.environment("  overlays: [o]\n").spec(
                "overlays/o/overlay.yaml",
                &format!("kind: Overlay\nmetadata: {{name: o}}\nspec:\n  match: {{kind: App}}\n  merge:\n    spec:\n    {spec}\n"),
            );
        }
        let setting = format!("App/api.spec.{}", spec.trim());
        case.set(&setting).run();
    }
}
