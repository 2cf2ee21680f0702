//! Specs to objects, compared with the YAML they must become; `SNAPSHOTS=overwrite cargo test` writes it anew.

use std::fmt::Write;

use super::run;
use crate::diag::Report;
use crate::k8s::Object;
use crate::project::MemProject;
use crate::session::Session;
use crate::yaml::Node;
use crate::yaml::emit;
use crate::{layer, load};

pub(super) const PLATFORM: &str = r#"
apiVersion: ekscompile.dev/v1alpha1
kind: Cluster
metadata: {name: main}
spec:
  kubernetesVersion: "1.34"
  region: eu-west-1
  compute: karpenter
  vpc:
    cidr: 10.0.0.0/16
    subnets:
      public: [{cidr: 10.0.0.0/20}, {cidr: 10.0.16.0/20}]
      private: [{cidr: 10.0.128.0/18}]
---
kind: Platform
metadata: {name: platform}
spec:
  albs: {public: {scheme: internet-facing}}
  secretStores: {aws-sm: {provider: aws-secrets-manager, region: eu-west-1}}
"#;

pub(super) const ENVIRONMENT: &str = r#"
apiVersion: ekscompile.dev/v1alpha1
kind: Environment
metadata: {name: dev}
spec: {cluster: main, region: eu-west-1, accountId: "123456789012"}
"#;

/// Returns the objects of the components of `specs` alone, and what was found.
pub(super) fn expand(specs: &str) -> (Vec<Object>, Report, String) {
    expand_with(PLATFORM, specs)
}

pub(super) fn expand_with(platform: &str, specs: &str) -> (Vec<Object>, Report, String) {
    let specs = format!("apiVersion: ekscompile.dev/v1alpha1\n{specs}");
    let project = MemProject::default()
        .file("base/platform.yaml", platform)
        .file("base/specs.yaml", specs)
        .file("environments/dev/environment.yaml", ENVIRONMENT);
    let session = Session::new(&project);
    let loaded = load::run(&session, "dev", &[]);
    let target = loaded.and_then(|loaded| layer::run(&session, loaded));
    let objects = target
        .map(|target| run(&session, &target))
        .unwrap_or_default();
    let report = session.finish();
    let mut talk = String::new();
    for finding in report.findings() {
        let place = finding
            .primary
            .as_ref()
            .map(|label| session.sources.place(label.span));
        let place = place.map(|place| place.to_string()).unwrap_or_default();
        writeln!(
            talk,
            "{}[{}] {place}: {}",
            finding.severity.word(),
            finding.code,
            finding.message
        )
        .unwrap();
        for note in &finding.notes {
            writeln!(talk, "  note: {note}").unwrap();
        }
        if let Some(help) = &finding.help {
            writeln!(talk, "  help: {help}").unwrap();
        }
    }
    (objects, report, talk)
}

/// Returns the objects of components, without those of the Platform and the Namespaces.
fn rendered(specs: &str) -> String {
    let (objects, _, talk) = expand(specs);
    assert_eq!(talk, "");
    let own = objects
        .iter()
        .filter(|object| object.owner.kind != "Platform" && object.id.kind != "Namespace");
    let documents: Vec<String> = own.map(|object| emit::document(&object.node)).collect();
    documents.join("---\n")
}

const MINIMAL: &str = r#"
kind: App
metadata: {name: api, namespace: shop}
spec:
  image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/api:1.4.2
  ports: {http: 8080}
  readinessProbe: /ready
"#;

#[test]
fn minimal_app() {
    snapbox::assert_data_eq!(
        rendered(MINIMAL),
        snapbox::file!["testdata/app_minimal.yaml"].raw()
    );
}

const FULL: &str = include_str!("testdata/app_full.spec.yaml");

#[test]
fn full_app() {
    snapbox::assert_data_eq!(
        rendered(FULL),
        snapbox::file!["testdata/app_full.yaml"].raw()
    );
}

const WORKER: &str = include_str!("testdata/worker.spec.yaml");

#[test]
fn worker() {
    snapbox::assert_data_eq!(
        rendered(WORKER),
        snapbox::file!["testdata/worker.yaml"].raw()
    );
}

const CRON_JOB: &str = include_str!("testdata/cronjob.spec.yaml");

#[test]
fn cron_job() {
    snapbox::assert_data_eq!(
        rendered(CRON_JOB),
        snapbox::file!["testdata/cronjob.yaml"].raw()
    );
}

const REMOVED: &str = include_str!("testdata/removed.spec.yaml");

#[test]
fn null_removes_defaults() {
    snapbox::assert_data_eq!(
        rendered(REMOVED),
        snapbox::file!["testdata/removed.yaml"].raw()
    );
}

#[test]
fn every_leaf_says_where_it_comes_from() {
    for specs in [MINIMAL, FULL, WORKER, CRON_JOB, REMOVED] {
        let (objects, ..) = expand(specs);
        assert_explained(&objects);
    }
}

/// Every leaf of every object has a place or a default.
pub(super) fn assert_explained(objects: &[Object]) {
    assert!(!objects.is_empty());
    for object in objects {
        object.node.leaves(&mut |pointer, leaf: &Node| {
            let origin = &leaf.origin;
            let known = origin.span.is_some() || origin.default.is_some();
            assert!(known, "{}{pointer} comes from nowhere", object.id);
        });
    }
}

#[test]
fn mistakes_are_found_all_at_once() {
    let (_, _, talk) = expand(include_str!("testdata/mistakes.spec.yaml"));
    snapbox::assert_data_eq!(talk, snapbox::file!["testdata/mistakes.txt"].raw());
}

#[test]
fn auto_mode_uses_its_own_classes_and_hosts() {
    let platform = PLATFORM.replace("compute: karpenter", "compute: auto-mode");
    let specs = r#"
kind: App
metadata: {name: api, namespace: shop}
spec:
  image: repo/api:1
  ports: {http: 8080}
  readinessProbe: /ready
  loadBalancer: {ports: {http: 80}}
  network: {egressTo: [{host: api.mercadopago.com, ports: [443]}]}
"#;
    let (objects, _, talk) = expand_with(&platform, specs);
    assert_eq!(talk, "");
    let text: String = objects
        .iter()
        .filter(|object| {
            object.id.name == "api-nlb" || object.id.kind == "ApplicationNetworkPolicy"
        })
        .map(|object| emit::document(&object.node))
        .collect();
    snapbox::assert_data_eq!(text, snapbox::file!["testdata/auto_mode.yaml"].raw());
}

#[test]
fn an_operator_reads_monitors_and_rules() {
    let platform = format!(
        "{PLATFORM}---\nkind: Monitoring\nmetadata: {{name: monitoring, namespace: monitoring}}\nspec: {{form: operator}}\n"
    );
    let specs = r#"
kind: App
metadata: {name: api, namespace: shop, labels: {team: checkout}}
spec:
  image: repo/api:1
  ports: {http: 8080}
  readinessProbe: /ready
  monitoring:
    metrics: {interval: 15s}
    slo: {availability: 99.9, latencyP95: 300ms}
    alerts: [{alert: QueueTooLong, expr: "queue_length > 100", for: 5m}]
---
kind: Worker
metadata: {name: orders, namespace: shop}
spec:
  image: repo/orders:1
  ports: {metrics: {containerPort: 9090, service: false}}
  monitoring: {metrics: {}}
"#;
    let (objects, ..) = expand_with(&platform, specs);
    let text: Vec<String> = objects
        .iter()
        .filter(|object| object.id.group == "monitoring.coreos.com" || object.id.name == "orders")
        .map(|object| emit::document(&object.node))
        .collect();
    snapbox::assert_data_eq!(
        text.join("---\n"),
        snapbox::file!["testdata/operator.yaml"].raw()
    );
}

#[test]
fn a_dashboard_is_what_grafana_takes() {
    let project = MemProject::default()
        .file("base/platform.yaml", PLATFORM)
        .file(
            "base/specs.yaml",
            format!("apiVersion: ekscompile.dev/v1alpha1\n{FULL}"),
        )
        .file("environments/dev/environment.yaml", ENVIRONMENT);
    let session = Session::new(&project);
    let target = load::run(&session, "dev", &[]).and_then(|loaded| layer::run(&session, loaded));
    let target = target.unwrap();
    let api = target
        .components
        .iter()
        .find(|component| component.owner.name == "api");
    let dashboard = super::board::dashboard(api.unwrap()).unwrap();
    snapbox::assert_data_eq!(
        emit::document(&dashboard),
        snapbox::file!["testdata/dashboard.yaml"].raw()
    );
}
