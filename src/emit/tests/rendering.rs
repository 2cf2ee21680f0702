use serde_json::json;

use super::render;
use crate::diag::Code;
use crate::emit::styled;
use crate::k8s::Object;
use crate::order::fixtures::object;
use crate::yaml::Node;

fn api() -> Vec<Object> {
    let claims = json!({"spec": {"template": {"spec": {"containers": [{
        "image": "api:1", "name": "api", "resources": {"limits": {"memory": "1024Mi"}, "requests": {"cpu": 1}},
    }]}}}});
    vec![
        object("Platform/platform", "v1 Namespace shop", json!({})),
        object("App/shop/api", "apps/v1 Deployment shop/api", claims),
        object(
            "App/shop/api",
            "v1 ConfigMap shop/api",
            json!({"data": {"run.sh": "echo ${HOME}"}}),
        ),
    ]
}

fn text(rendering: &crate::emit::Rendering, path: &str) -> String {
    let file = rendering.files.get(path);
    let file = file.unwrap_or_else(|| panic!("{path} is not among {:?}", rendering.files.keys()));
    String::from_utf8(file.bytes.clone()).unwrap()
}

fn parsed(rendering: &crate::emit::Rendering, path: &str) -> serde_json::Value {
    yaml_serde::from_str(&text(rendering, path)).unwrap()
}

#[test]
fn a_unit_is_a_folder_with_a_list() {
    let (rendering, report) = render(json!({}), api());
    assert_eq!(report.findings(), []);
    let paths: Vec<&str> = rendering.files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "units/10-namespaces/01-namespace-shop.yaml",
            "units/10-namespaces/kustomization.yaml",
            "units/90-shop.api/31-configmap-api.yaml",
            "units/90-shop.api/54-deployment-api.yaml",
            "units/90-shop.api/kustomization.yaml",
        ]
    );
    assert_eq!(
        parsed(&rendering, "units/90-shop.api/kustomization.yaml"),
        json!({
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "sortOptions": {"order": "fifo"},
            "resources": ["31-configmap-api.yaml", "54-deployment-api.yaml"],
        })
    );
}

#[test]
fn flux_gets_a_kustomization_a_unit() {
    let (rendering, report) = render(
        json!({"gitops": {"engine": "flux", "repo": "https://git.example.com/shop.git", "path": "./rendered/prod/"}}),
        api(),
    );
    assert_eq!(report.findings(), []);
    assert_eq!(
        parsed(&rendering, "flux/90-shop.api.yaml"),
        json!({
            "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
            "kind": "Kustomization",
            "metadata": {
                "name": "prod-90-shop.api",
                "namespace": "flux-system",
                "labels": {"app.kubernetes.io/managed-by": "ekscompile", "environment": "prod"},
            },
            "spec": {
                "dependsOn": [{"name": "prod-10-namespaces"}],
                "interval": "60m",
                "retryInterval": "2m",
                "timeout": "5m",
                "path": "./rendered/prod/units/90-shop.api",
                "prune": true,
                "wait": true,
                "sourceRef": {"kind": "GitRepository", "name": "prod"},
            },
        })
    );
    assert_eq!(
        parsed(&rendering, "flux/source.yaml")["spec"]["ref"],
        json!({"branch": "main"})
    );
    assert_eq!(
        parsed(&rendering, "flux/kustomization.yaml")["resources"],
        json!([
            "source.yaml",
            "root.yaml",
            "10-namespaces.yaml",
            "90-shop.api.yaml"
        ])
    );
    let config = parsed(&rendering, "units/90-shop.api/31-configmap-api.yaml");
    assert_eq!(
        config["metadata"]["annotations"],
        json!({"kustomize.toolkit.fluxcd.io/substitute": "disabled"})
    );
    let deployment = parsed(&rendering, "units/90-shop.api/54-deployment-api.yaml");
    assert_eq!(deployment["metadata"]["annotations"], json!(null));
}

#[test]
fn argocd_gets_an_application_a_unit_in_waves() {
    let gitops =
        json!({"gitops": {"engine": "argocd", "repo": "https://git.example.com/shop.git"}});
    let (rendering, report) = render(gitops, api());
    assert_eq!(report.findings(), []);
    let application = parsed(&rendering, "argocd/apps/90-shop.api.yaml");
    assert_eq!(
        application["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"],
        json!("1")
    );
    assert_eq!(
        application["spec"]["source"],
        json!({
            "repoURL": "https://git.example.com/shop.git",
            "targetRevision": "HEAD",
            "path": "rendered/prod/units/90-shop.api",
        })
    );
    assert_eq!(
        parsed(&rendering, "argocd/root.yaml")["spec"]["source"]["path"],
        json!("rendered/prod/argocd/apps")
    );
    assert_eq!(
        application["metadata"]["finalizers"],
        json!(["resources-finalizer.argocd.argoproj.io/foreground"])
    );
    let health = parsed(&rendering, "argocd/install/argocd-cm.yaml")["data"]
        ["resource.customizations.health.argoproj.io_Application"]
        .to_string();
    assert!(
        health.contains("sync.status"),
        "half applied must not be healthy: {health}"
    );
    let config = parsed(&rendering, "units/90-shop.api/31-configmap-api.yaml");
    assert_eq!(
        config["metadata"]["annotations"],
        json!(null),
        "Flux' annotations are for Flux"
    );
}

#[test]
fn argocd_needs_a_repository() {
    let (_, report) = render(json!({"gitops": {"engine": "argocd"}}), api());
    let codes: Vec<Code> = report
        .findings()
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(codes, [Code::GitopsIncomplete]);
}

#[test]
fn names_of_entry_objects_fit_into_a_label() {
    let long = "x".repeat(60);
    let objects = vec![object(
        &format!("App/shop/{long}"),
        &format!("apps/v1 Deployment shop/{long}"),
        json!({}),
    )];
    let (rendering, _) = render(json!({"gitops": {"engine": "flux"}}), objects);
    let entry = parsed(&rendering, &format!("flux/90-shop.{long}.yaml"));
    let name = entry["metadata"]["name"].as_str().unwrap();
    assert_eq!(name.len(), 63);
    assert!(name.starts_with("prod-90-shop.xxx"));
}

#[test]
fn two_objects_at_one_path_are_an_error_on_both() {
    let objects = vec![
        object("App/shop/a", "example.com/v1 Widget shop/x", json!({})),
        object("App/shop/a", "example.com/v1 WIDGET shop/x", json!({})),
    ];
    let (_, report) = render(json!({}), objects);
    let [finding] = report.findings() else {
        panic!("{:?}", report.findings());
    };
    assert_eq!(finding.code, Code::FileCollision);
    assert_eq!(finding.related.len(), 1);
}

#[test]
fn verbatim_objects_keep_their_bytes() {
    let mut secret = object("Raw/r", "v1 Secret shop/s", json!({}));
    let bytes = "# kept\nkind: Secret\nsops:   {mac: ENC}\n";
    secret.verbatim = Some(bytes.into());
    let (rendering, _) = render(json!({}), vec![secret]);
    assert_eq!(text(&rendering, "units/60-r/30-secret-shop_s.yaml"), bytes);
}

#[test]
fn quantities_are_written_as_the_api_server_returns_them() {
    let (rendering, _) = render(json!({}), api());
    let deployment = parsed(&rendering, "units/90-shop.api/54-deployment-api.yaml");
    let resources = &deployment["spec"]["template"]["spec"]["containers"][0]["resources"];
    assert_eq!(
        resources,
        &json!({"requests": {"cpu": "1"}, "limits": {"memory": "1Gi"}})
    );
}

fn keys(node: &Node) -> Vec<&str> {
    node.as_map().unwrap().keys().collect()
}

#[test]
fn keys_have_their_customary_order_and_unknown_ones_follow() {
    let deployment = object(
        "App/shop/api",
        "apps/v1 Deployment shop/api",
        json!({
            "metadata": {"annotations": {}, "creationTimestamp": null, "zeta": 1, "namespace": "shop", "name": "api"},
            "status": {},
            "spec": {
                "zeta": 1,
                "template": {"spec": {"volumes": [{"emptyDir": {}, "name": "tmp"}], "containers": [{
                    "securityContext": {}, "resources": {}, "env": [{"value": "1", "name": "A"}], "image": "i", "name": "n",
                }]}},
                "selector": {},
                "replicas": 2,
            },
        }),
    );
    let styled = styled(&deployment);
    assert_eq!(keys(&styled), ["apiVersion", "kind", "metadata", "spec"]);
    assert_eq!(
        keys(styled.get("metadata").unwrap()),
        ["name", "namespace", "zeta"]
    );
    let spec = styled.get("spec").unwrap();
    assert_eq!(keys(spec), ["replicas", "selector", "template", "zeta"]);
    let pod = spec.at(&["template", "spec"]).unwrap();
    let container = &pod.get("containers").unwrap().as_list().unwrap()[0];
    assert_eq!(keys(container), ["name", "image", "env", "securityContext"]);
    let volume = &pod.get("volumes").unwrap().as_list().unwrap()[0];
    assert_eq!(keys(volume), ["name", "emptyDir"]);
}
