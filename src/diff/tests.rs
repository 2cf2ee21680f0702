//! What grows with the objects, and what must not.

use std::fmt::Write as _;
use std::sync::Arc;

use super::world::World;
use super::*;
use crate::k8s::{Object, Owner};
use crate::yaml;

/// The objects of a text.
fn objects(text: &str) -> Vec<Object> {
    let sources = Sources::default();
    let (documents, findings) = yaml::parse(sources.add("a.yaml", text), text);
    assert!(findings.is_empty(), "{text}");
    let owner = Arc::new(Owner::raw("a.yaml"));
    let objects = documents.into_iter();
    objects
        .map(|document| Object::new(document.root, &owner, None).unwrap())
        .collect()
}

/// So many workloads, Services, policies and budgets of one namespace, of which each selects all pods.
fn crowd(count: usize, label: &str, port: u16) -> String {
    let mut text = String::new();
    for at in 0..count {
        let _ = write!(
            text,
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d{at}, namespace: a}}\n\
             spec: {{selector: {{matchLabels: {{app: x}}}}, template: {{metadata: {{labels: {{app: x, role: {label}}}}}, spec: {{containers: [{{name: c, image: \"x:1\"}}]}}}}}}\n\
             ---\napiVersion: v1\nkind: Service\nmetadata: {{name: s{at}, namespace: a}}\n\
             spec: {{selector: {{role: old}}, ports: [{{port: 80}}]}}\n\
             ---\napiVersion: v1\nkind: Service\nmetadata: {{name: t{at}, namespace: a}}\n\
             spec: {{selector: {{role: {label}}}, ports: [{{port: 80}}]}}\n\
             ---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n{at}, namespace: a}}\n\
             spec: {{podSelector: {{matchLabels: {{app: x}}}}, ingress: [{{ports: [{{port: {port}}}]}}]}}\n\
             ---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: p{at}, namespace: a}}\n\
             spec: {{maxUnavailable: 1, selector: {{matchLabels: {{role: {label}}}}}}}\n"
        );
    }
    text
}

/// So many Ingresses, of which every other one stays, each in a group of its own.
fn balanced(count: usize, stays: fn(usize) -> bool) -> String {
    let mut text = String::new();
    for at in (0..count).filter(|at| stays(*at)) {
        let _ = write!(
            text,
            "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\n\
             metadata: {{name: i{at}, namespace: a, annotations: {{alb.ingress.kubernetes.io/group.name: g{at}}}}}\n\
             spec: {{defaultBackend: {{service: {{name: x, port: {{number: 80}}}}}}}}\n"
        );
    }
    text
}

/// Judges every pair of two texts, and lets `ask` see the changes and the world.
fn judged<T>(before: &str, after: &str, ask: impl FnOnce(&[Change], &World<'_>) -> T) -> T {
    let (before, after) = (objects(before), objects(after));
    let input = Input::between(&before, &after);
    let schemas = world::schemas(&input);
    let world = World::new(&input, &schemas);
    let pairs = pair::pairs(&input).into_iter();
    let changes: Vec<Change> = pairs
        .filter_map(|pair| Some(judge(pair, &world)?.change))
        .collect();
    ask(&changes, &world)
}

/// Returns how many answers were looked for, and the longest that was said of an object.
fn effort(count: usize) -> (Vec<usize>, usize) {
    let (before, after) = (crowd(count, "old", 80), crowd(count, "new", 81));
    judged(&before, &after, |changes, world| {
        assert_eq!(changes.len(), 4 * count);
        let reasons = changes.iter().flat_map(|change| &change.reasons);
        let longest = reasons.map(|reason| reason.why.len()).max().unwrap();
        (world.found(), longest)
    })
}

#[test]
fn what_many_ask_alike_is_answered_as_often_as_for_a_few() {
    let (few, short) = effort(10);
    let (many, long) = effort(80);
    assert_eq!(few, many);
    assert!(few.iter().sum::<usize>() > 4, "{few:?}");
    // Names of two digits instead of one, and a greater number of others.
    assert!(long <= short + 20, "{long} after {short}");
}

/// So many ConfigMaps with a key each, or another, and a pod with a variable from each.
fn configured(count: usize, key: &str) -> String {
    let (mut maps, mut variables) = (String::new(), String::new());
    for at in 0..count {
        let _ = write!(
            maps,
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m{at}, namespace: a}}\ndata: {{{key}: x}}\n"
        );
        let _ = write!(
            variables,
            "{{name: V{at}, valueFrom: {{configMapKeyRef: {{name: m{at}, key: old}}}}}}, "
        );
    }
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: a}}\n\
         spec: {{containers: [{{name: c, image: \"x:1\", env: [{variables}]}}]}}\n{maps}"
    )
}

#[test]
fn of_many_keys_that_go_each_is_looked_at_once() {
    let (before, after) = (configured(60, "old"), configured(60, "new"));
    judged(&before, &after, |changes, world| {
        let said = |change: &&Change| {
            let mut reasons = change.reasons.iter();
            reasons.any(|one| one.why.contains("still names `old`"))
        };
        assert_eq!(changes.iter().filter(said).count(), 60);
        let read = changes
            .iter()
            .flat_map(|change| world.after.readers("ConfigMap", "a", &change.id.name));
        assert_eq!(read.map(|reader| reader.needed.len()).sum::<usize>(), 60);
    });
}

#[test]
fn of_many_ingresses_that_go_all_others_are_listed_once() {
    let (before, after) = (balanced(60, |_| true), balanced(60, |at| at % 2 == 0));
    judged(&before, &after, |changes, world| {
        let said = |change: &Change| {
            change
                .reasons
                .iter()
                .any(|one| one.why.contains("the last of group"))
        };
        assert_eq!(changes.iter().filter(|change| said(change)).count(), 30);
        assert_eq!(
            world
                .after
                .listed
                .load(std::sync::atomic::Ordering::Relaxed),
            30
        );
    });
}
