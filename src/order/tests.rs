//! The order of a small shop, made by hand.

use serde_json::{Value as Json, json};

use super::fixtures::{object, target};
use super::{Plan, run};
use crate::diag::{Code, Report};
use crate::k8s::Object;
use crate::layer::Target;
use crate::project::MemProject;
use crate::session::Session;

fn plan(target: &Target, objects: Vec<Object>) -> (Plan, Report) {
    let project = MemProject::default();
    let session = Session::new(&project);
    session.sources.add("specs.yaml", "specs: of the test\n");
    let plan = run(&session, target, objects);
    (plan, session.finish())
}

fn pods(account: &str, secret: &str) -> Json {
    json!({"spec": {"template": {"spec": {
        "serviceAccountName": account,
        "containers": [{"name": "main", "envFrom": [{"secretRef": {"name": secret}}]}],
    }}}})
}

fn shop() -> Vec<Object> {
    let api = "App/shop/api";
    let ingress = json!({"spec": {
        "ingressClassName": "public",
        "rules": [{"http": {"paths": [{"backend": {"service": {"name": "api"}}}]}}],
    }});
    let store = json!({"spec": {"secretStoreRef": {"kind": "ClusterSecretStore", "name": "aws"}}});
    let gate = json!({"metadata": {
        "name": "shop",
        "labels": {"elbv2.k8s.aws/pod-readiness-gate-inject": "enabled"},
    }});
    let signs_in = json!({"spec": {"provider": {"aws": {"auth": {"jwt": {
        "serviceAccountRef": {"name": "store", "namespace": "shop"},
    }}}}}});
    let params = json!({"spec": {"parameters": {
        "apiGroup": "elbv2.k8s.aws", "kind": "IngressClassParams", "name": "public",
    }}});
    let platform = "Platform/platform";
    vec![
        object(api, "networking.k8s.io/v1 Ingress shop/api", ingress),
        object(api, "apps/v1 Deployment shop/api", pods("api", "api-db")),
        object(
            api,
            "batch/v1 Job shop/api-migrate-1a2b",
            pods("api", "api-db"),
        ),
        object(api, "v1 ServiceAccount shop/api", json!({})),
        object(api, "v1 Service shop/api", json!({})),
        object(api, "v1 Service shop/api-internal", json!({})),
        object(
            api,
            "networking.k8s.io/v1 NetworkPolicy shop/api",
            json!({}),
        ),
        object(
            api,
            "external-secrets.io/v1 ExternalSecret shop/api-db",
            store,
        ),
        object(
            "Database/shop/orders",
            "apps/v1 StatefulSet shop/orders",
            json!({"spec": {
                "template": {"spec": {}},
                "volumeClaimTemplates": [{"spec": {"storageClassName": "gp3"}}],
            }}),
        ),
        object(platform, "v1 Namespace shop", gate),
        object(
            platform,
            "networking.k8s.io/v1 NetworkPolicy shop/default-deny",
            json!({}),
        ),
        object(platform, "storage.k8s.io/v1 StorageClass gp3", json!({})),
        object(
            platform,
            "external-secrets.io/v1 ClusterSecretStore aws",
            signs_in,
        ),
        object(platform, "v1 ServiceAccount shop/store", json!({})),
        object(platform, "networking.k8s.io/v1 IngressClass public", params),
        object(
            platform,
            "elbv2.k8s.aws/v1beta1 IngressClassParams public",
            json!({}),
        ),
    ]
}

#[test]
fn the_shop_is_ordered_by_what_its_objects_need() {
    let reads: &[&str] = &["Database/shop/orders"];
    let target = target(json!({}), &[("App/shop/api", json!({}), reads)]);
    let (plan, report) = plan(&target, shop());
    assert_eq!(report.findings(), []);
    let units: Vec<(&str, Vec<&str>, usize)> = plan
        .units
        .iter()
        .map(|unit| {
            let on = unit.depends_on.iter().map(String::as_str).collect();
            (unit.name.as_str(), on, unit.level)
        })
        .collect();
    assert_eq!(
        units,
        [
            ("10-namespaces", vec![], 0),
            ("20-storage", vec![], 0),
            ("50-network", vec![], 0),
            ("60-secrets", vec!["10-namespaces"], 1),
            ("60-shop.api", vec!["60-secrets"], 2),
            ("80-shop.orders", vec!["10-namespaces", "20-storage"], 1),
            (
                "90-shop.api.migrate",
                vec!["60-shop.api", "80-shop.orders"],
                3
            ),
            ("95-shop.api", vec!["10-namespaces", "50-network"], 1),
            ("90-shop.api", vec!["90-shop.api.migrate", "95-shop.api"], 4),
        ]
    );
    let names = |unit: &str| -> Vec<String> {
        let unit = plan.units.iter().find(|known| known.name == unit).unwrap();
        unit.objects
            .iter()
            .map(|object| object.id.to_string())
            .collect()
    };
    assert_eq!(
        names("10-namespaces"),
        ["Namespace/shop", "NetworkPolicy/shop/default-deny"]
    );
    assert_eq!(
        names("60-secrets"),
        ["ServiceAccount/shop/store", "ClusterSecretStore/aws"]
    );
    assert_eq!(
        names("90-shop.api.migrate"),
        [
            "ServiceAccount/shop/api",
            "NetworkPolicy/shop/api",
            "Job/shop/api-migrate-1a2b"
        ]
    );
    assert_eq!(names("90-shop.api"), ["Deployment/shop/api"]);
    // Also the Service without an Ingress: one that is added later moves nothing.
    assert_eq!(
        names("95-shop.api"),
        [
            "Service/shop/api",
            "Service/shop/api-internal",
            "Ingress/shop/api"
        ]
    );
}

#[test]
fn the_order_of_the_objects_does_not_matter() {
    let target = target(json!({}), &[]);
    let mut reversed = shop();
    reversed.reverse();
    let flat = |objects| -> Vec<(String, Vec<String>, Vec<String>)> {
        let (plan, _) = plan(&target, objects);
        plan.units
            .into_iter()
            .map(|unit| {
                let ids = unit
                    .objects
                    .iter()
                    .map(|object| object.id.to_string())
                    .collect();
                (unit.name, ids, unit.depends_on)
            })
            .collect()
    };
    assert_eq!(flat(shop()), flat(reversed));
}

#[test]
fn a_custom_resource_waits_for_its_definition_and_operator() {
    let definition = json!({"spec": {"group": "keda.sh", "names": {"kind": "ScaledObject"}}});
    let objects = vec![
        object(
            "Raw/keda",
            "apiextensions.k8s.io/v1 CustomResourceDefinition s.keda.sh",
            definition,
        ),
        object(
            "Raw/keda",
            "apps/v1 Deployment keda/operator",
            pods("keda", "none"),
        ),
        object(
            "Worker/shop/orders",
            "keda.sh/v1alpha1 ScaledObject shop/orders",
            json!({"spec": {}}),
        ),
    ];
    let (plan, _) = plan(&target(json!({}), &[]), objects);
    let worker = plan
        .units
        .iter()
        .find(|unit| unit.name == "90-shop.orders")
        .unwrap();
    assert_eq!(worker.depends_on, ["00-crds", "90-keda"]);
}

#[test]
fn units_that_need_each_other_are_an_error_with_both_reasons() {
    let deployment = |name: &str| {
        object(
            &format!("App/shop/{name}"),
            &format!("apps/v1 Deployment shop/{name}"),
            pods(name, "none"),
        )
    };
    let target = target(
        json!({}),
        &[
            ("App/shop/api", json!({}), &["App/shop/web"]),
            ("App/shop/web", json!({"after": ["app/api"]}), &[]),
        ],
    );
    let (plan, report) = plan(&target, vec![deployment("api"), deployment("web")]);
    assert_eq!(plan.units.len(), 2);
    let [finding] = report.findings() else {
        panic!("{:?}", report.findings());
    };
    assert_eq!(finding.code, Code::OrderCycle);
    assert_eq!(
        finding.message,
        "each unit needs the next to be ready first: `90-shop.api` → `90-shop.web` → `90-shop.api`"
    );
    assert_eq!(
        finding.primary.as_ref().unwrap().text,
        "`Deployment/shop/api` needs `Deployment/shop/web`: an expression reads it"
    );
    let related: Vec<&str> = finding
        .related
        .iter()
        .map(|label| label.text.as_str())
        .collect();
    assert_eq!(
        related,
        ["`Deployment/shop/web` needs `Deployment/shop/api`: `after` says so"]
    );
}

#[test]
fn after_takes_components_and_objects_and_suggests_names() {
    let objects = |after: &[&str]| {
        let target = target(
            json!({}),
            &[
                ("App/shop/api", json!({"after": after}), &[]),
                ("Database/shop/orders", json!({}), &[]),
            ],
        );
        let objects = vec![
            object(
                "App/shop/api",
                "apps/v1 Deployment shop/api",
                pods("api", "none"),
            ),
            object("App/shop/api", "v1 ServiceAccount shop/api", json!({})),
            object(
                "Database/shop/orders",
                "apps/v1 StatefulSet shop/orders",
                json!({}),
            ),
            object("Raw/seed", "v1 ConfigMap data/seed", json!({})),
        ];
        plan(&target, objects)
    };
    let (plan, report) = objects(&["database/orders", "ConfigMap/data/seed"]);
    assert_eq!(report.findings(), []);
    let api = plan.units.last().unwrap();
    assert_eq!(api.depends_on, ["80-shop.orders", "90-seed"]);

    let (_, report) = objects(&["database/order", "ServiceAccount/api", "orders"]);
    let told: Vec<(Code, Option<&str>)> = report
        .findings()
        .iter()
        .map(|finding| (finding.code, finding.help.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (Code::UnknownAfter, Some("did you mean `database/orders`?")),
            (
                Code::UnknownAfter,
                Some(
                    "write `database/orders` or `database/<namespace>/orders`; an object by its kind, `ConfigMap/seed`"
                )
            ),
            (Code::AfterItself, Some("remove the entry")),
        ]
    );
}
