//! What counts as a difference, field by field.

use super::*;
use crate::text::Sources;
use crate::yaml;

fn differences(before: &str, after: &str) -> Vec<String> {
    let sources = Sources::default();
    let read = |text: &str| {
        let (mut documents, findings) = yaml::parse(sources.add("a", text), text);
        assert!(findings.is_empty(), "{findings:?}");
        documents.pop().unwrap().root
    };
    let (found, _) = compare(
        &read(before),
        &read(after),
        &BTreeMap::new(),
        &Schemas::new(Minor::NEWEST),
    );
    let show = |shown: &Option<Shown>| match shown {
        None => "-".to_owned(),
        Some(Shown::Secret) => "***".to_owned(),
        Some(Shown::Value(node)) => node.brief().to_string(),
    };
    found
        .iter()
        .map(|field| {
            let (before, after) = (show(&field.before), show(&field.after));
            format!("{:?} {}: {before} → {after}", field.kind, field.path)
        })
        .collect()
}

fn deployment(pod: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a}}\nspec: {{template: {{spec: {pod}}}}}\n"
    )
}

#[test]
fn elements_are_paired_by_their_keys() {
    let before = deployment("{containers: [{name: a, image: x:1}, {name: b, image: k}]}");
    let after = deployment("{containers: [{name: b, image: k}, {name: c, image: z}]}");
    assert_eq!(
        differences(&before, &after),
        [
            "Added spec.template.spec.containers[name=c]: - → {2 keys}",
            "Removed spec.template.spec.containers[name=a]: {2 keys} → -",
        ]
    );
}

#[test]
fn quantities_and_keys_in_another_order_are_no_difference() {
    let before =
        deployment("{containers: [{name: a, resources: {limits: {memory: 1024Mi, cpu: 1}}}]}");
    let after =
        deployment("{containers: [{resources: {limits: {cpu: 1000m, memory: 1Gi}}, name: a}]}");
    assert_eq!(differences(&before, &after), [""; 0]);
}

#[test]
fn the_order_of_env_is_told_in_pods_alone() {
    let env = |list: &str| deployment(&format!("{{containers: [{{name: a, env: [{list}]}}]}}"));
    let (one, other) = ("{name: A, value: a}", "{name: B, value: b}");
    let (ab, ba) = (
        env(&format!("{one}, {other}")),
        env(&format!("{other}, {one}")),
    );
    let found = differences(&ab, &ba);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("Reordered spec.template.spec.containers[name=a].env:"));
    let service = |ports: &str| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec: {{ports: [{ports}]}}\n"
        )
    };
    let (one, other) = ("{port: 80, name: a}", "{port: 81, name: b}");
    let ports = |one: &str, other: &str| service(&format!("{one}, {other}"));
    assert_eq!(differences(&ports(one, other), &ports(other, one)), [""; 0]);
}

#[test]
fn documents_in_a_config_map_are_compared_by_what_they_say() {
    let config = |text: &str| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{app.yaml: {text:?}}}\n"
        )
    };
    assert_eq!(
        differences(
            &config("server: {port: 1, host: a}"),
            &config("server: {host: a, port: 2}")
        ),
        ["Changed data[\"app.yaml\"] › server.port: 1 → 2"]
    );
    let found = differences(&config("a: 1"), &config("a: 1 # one"));
    assert_eq!(
        found,
        ["Reformatted data[\"app.yaml\"]: \"a: 1\" → \"a: 1 # one\""]
    );
}

#[test]
fn a_variable_that_comes_from_a_secret_on_the_other_side_is_not_shown() {
    let env = |value: &str| {
        deployment(&format!(
            "{{containers: [{{name: a, env: [{{name: A, {value}}}]}}]}}"
        ))
    };
    let found = differences(
        &env("value: hunter2"),
        &env("valueFrom: {secretKeyRef: {name: a, key: b}}"),
    );
    assert_eq!(
        found,
        [
            "Added spec.template.spec.containers[name=a].env[name=A].valueFrom: - → {1 keys}",
            "Removed spec.template.spec.containers[name=a].env[name=A].value: *** → -",
        ]
    );
}

#[test]
fn what_the_server_sets_itself_is_no_difference() {
    let container =
        |more: &str| deployment(&format!("{{containers: [{{name: a, image: x:1{more}}}]}}"));
    let spec = |more: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a}}\nspec: {{selector: {{}}{more}}}\n"
        )
    };
    let set = |more: &str| spec(more).replace("Deployment", "StatefulSet");
    let service = |more: &str| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec: {{selector: {{a: b}}{more}}}\n"
        )
    };
    let scaler = |more: &str| {
        format!(
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: a}}\nspec: {{maxReplicas: 3{more}}}\n"
        )
    };
    let pairs = [
        (
            container(""),
            container(", imagePullPolicy: IfNotPresent, terminationMessagePolicy: File"),
        ),
        (
            container(", ports: [{containerPort: 80}]"),
            container(", ports: [{containerPort: 80, protocol: TCP}]"),
        ),
        (
            container(", livenessProbe: {httpGet: {port: 80}}"),
            container(
                ", livenessProbe: {httpGet: {port: 80, path: /, scheme: HTTP}, periodSeconds: 10, initialDelaySeconds: 0}",
            ),
        ),
        (
            container(", env: [{name: A}]"),
            container(", env: [{name: A, value: ''}]"),
        ),
        (
            container(""),
            container(", resources: {}, stdin: false, tty: false"),
        ),
        (
            deployment("{containers: []}"),
            deployment(
                "{containers: [], securityContext: {}, restartPolicy: Always, nodeSelector: {}}",
            ),
        ),
        (
            deployment("{volumes: [{name: a, configMap: {name: b}}]}"),
            deployment("{volumes: [{name: a, configMap: {name: b, defaultMode: 420}}]}"),
        ),
        (
            deployment("{volumes: [{name: a}]}"),
            deployment("{volumes: [{name: a, emptyDir: {}}]}"),
        ),
        (
            spec(""),
            spec(
                ", replicas: 1, paused: false, strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}",
            ),
        ),
        (
            spec(", strategy: {}"),
            spec(", strategy: {rollingUpdate: {maxSurge: 25%}}, minReadySeconds: 0"),
        ),
        (
            set(""),
            set(
                ", podManagementPolicy: OrderedReady, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0}}",
            ),
        ),
        (
            set(""),
            set(", persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain}"),
        ),
        (
            service(", ports: [{port: 80}]"),
            service(
                ", ports: [{port: 80, targetPort: 80, protocol: TCP}], type: ClusterIP, sessionAffinity: None, internalTrafficPolicy: Cluster",
            ),
        ),
        (
            service(", type: LoadBalancer"),
            service(
                ", type: LoadBalancer, externalTrafficPolicy: Cluster, allocateLoadBalancerNodePorts: true",
            ),
        ),
        (
            scaler(""),
            scaler(
                ", minReplicas: 1, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]",
            ),
        ),
        (
            scaler(", behavior: {scaleDown: {stabilizationWindowSeconds: 60}}"),
            scaler(
                ", behavior: {scaleDown: {stabilizationWindowSeconds: 60, selectPolicy: Max}, scaleUp: {stabilizationWindowSeconds: 0, selectPolicy: Max}}",
            ),
        ),
    ];
    for (silent, stated) in &pairs {
        assert_eq!(differences(silent, stated), [""; 0], "{stated}");
        assert_eq!(differences(stated, silent), [""; 0], "{stated}");
    }
}

#[test]
fn another_value_than_the_usual_one_is_a_difference() {
    let container = |more: &str| deployment(&format!("{{containers: [{{name: a{more}}}]}}"));
    let pairs = [
        // The policy follows from the image of the side that is silent.
        (
            container(", image: x"),
            container(", image: x, imagePullPolicy: IfNotPresent"),
        ),
        (
            container(", image: x:1"),
            container(", image: x:1, imagePullPolicy: Always"),
        ),
        // These are stored, so that stating them makes new pods.
        (container(""), container(", securityContext: {}")),
        (
            deployment("{containers: []}"),
            deployment("{containers: [], enableServiceLinks: true}"),
        ),
        (
            container(", livenessProbe: {}"),
            container(", livenessProbe: {periodSeconds: 5}"),
        ),
    ];
    for (silent, stated) in &pairs {
        assert_eq!(differences(silent, stated).len(), 1, "{stated}");
    }
}
