//! Stage 5, objects to findings.
//!
//! In: the objects of an environment, or plain manifests of any origin. Out: findings, each with the code of its rule, the place
//! in the specs (or the default) that the value comes from, the object and the pointer. A rule is one file of
//! [`rules`] and looks at the [`Tree`](tree::Tree), an index of everything, so that it takes linear time. Nothing is changed here.

mod amounts;
mod autoscalers;
mod components;
mod definitions;
mod externals;
mod findings;
mod given;
mod index;
mod judge;
mod load_balancers;
mod lookup;
mod monitors;
mod nodes;
mod operators;
mod others;
mod placeholders;
mod pods;
mod policy;
mod precedence;
mod references;
mod rules;
mod running;
mod schema;
mod secrets;
mod selectors;
mod standards;
#[cfg(test)]
mod testing;
mod tree;

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use self::findings::Findings;
use self::policy::Whole;
use self::rules::{Reach, Rule};
use self::tree::{Beside, Tree};
use crate::diag::{Code, Diagnostic, Severity};
use crate::k8s::schema::Definitions;
use crate::k8s::{Minor, Object};
use crate::layer::Target;
use crate::session::Session;
use crate::text::Span;

/// Checks the objects of an environment, and reports what its `ignore` list does not accept.
pub fn run(session: &Session, target: &Target, objects: &[Object]) {
    let minor = Minor::of_cluster(&target.cluster).unwrap_or(Minor::NEWEST);
    let definitions = Definitions::of(&target.definitions, None);
    let tree = Tree::new(session, minor, Some(target), objects, &definitions, None);
    // Of an environment that could not be read whole, nobody can say what is nowhere in it.
    let mut findings = check(&tree, |reach| {
        matches!(reach, Reach::Object | Reach::Others)
    });
    let failed = session.has_errors();
    if failed {
        // What specs become has mistakes only where the spec has one, which is told; objects that people wrote have their own.
        let is_written = |object: &&Object| matches!(&*object.owner.kind, "Raw" | "Kustomization");
        let written = objects.iter().filter(is_written);
        let written: FxHashSet<String> = written.map(|object| object.id.to_string()).collect();
        findings.retain(|finding| {
            let object = finding.object.as_ref();
            finding.code.id() < "EK1000" || object.is_some_and(|object| written.contains(object))
        });
    }
    if target.sound {
        let mut others = check(&tree, |reach| {
            !matches!(reach, Reach::Object | Reach::Others)
        });
        // What is missing may be what an earlier stage could not make: then only a name that leads nowhere is worth a word.
        let of_names = |code: Code| code.id().starts_with("EK06");
        others.retain(|finding| {
            !failed || finding.severity == Severity::Error && of_names(finding.code)
        });
        findings.extend(others);
    }
    if target.sound {
        findings.extend(tree.externals.unused());
    }
    let told = session.error_places();
    // Of a value with an error in it, that is enough.
    let new = |finding: &Diagnostic| {
        let Some(label) = &finding.primary else {
            return true;
        };
        let Span { file, start, end } = label.span;
        let first = told.partition_point(|told| (told.file, told.start) < (file, start));
        let told = told.get(first);
        told.is_none_or(|told| told.file != file || told.start > end || told.end > end)
    };
    let whole = if target.sound { Whole::Yes } else { Whole::No };
    let findings = policy::apply(&tree, precedence::told_once(findings), whole);
    let findings = findings.into_iter().filter(new).collect();
    session.report_all(once(findings));
}

/// Checks plain manifests against a minor version, and against the policy of an environment if one is given. What they refer to
/// may be elsewhere, so a reference that resolves to nothing is a warning. The definitions of custom resources that the cluster
/// has are not checked themselves.
pub fn manifests(
    session: &Session,
    minor: Minor,
    target: Option<&Target>,
    objects: &[Object],
    definitions: &[Object],
) {
    variants(session, minor, target, objects, &[], definitions);
}

/// Checks plain manifests of which these ranges are variants of one another, such as `dev` and `prod`; what is before the first
/// range is there for each of them, and what any of them has is there for it. So each object is judged once, and no variant
/// sees another one.
pub fn variants(
    session: &Session,
    minor: Minor,
    target: Option<&Target>,
    objects: &[Object],
    variants: &[Range<usize>],
    definitions: &[Object],
) {
    let elsewhere = target.map_or(&[][..], |target| &target.definitions);
    let definitions = Definitions::of(definitions.iter().chain(elsewhere), None);
    let Some(first) = variants.first() else {
        let tree = Tree::new(session, minor, target, objects, &definitions, None);
        return session.report_all(of_manifests(&tree));
    };
    let (shared, varying) = objects.split_at(first.start);
    let shared_beside = Beside::new(minor, target, shared, false, &definitions);
    let varying_beside = Beside::new(minor, target, varying, variants.len() > 1, &definitions);
    session.report_all(of_layer(session, minor, target, shared, &varying_beside));
    let of_variant = |variant: &Range<usize>| {
        let objects = &objects[variant.clone()];
        of_layer(session, minor, target, objects, &shared_beside)
    };
    let found: Vec<Vec<Diagnostic>> = variants.par_iter().map(of_variant).collect();
    session.report_all(found.into_iter().flatten());
}

/// Returns what is wrong with plain manifests beside which there are others.
fn of_layer<'a>(
    session: &'a Session<'a>,
    minor: Minor,
    target: Option<&'a Target>,
    objects: &'a [Object],
    beside: &Beside<'a>,
) -> Vec<Diagnostic> {
    let definitions = beside.definitions();
    let tree = Tree::new(session, minor, target, objects, definitions, Some(beside));
    of_manifests(&tree)
}

/// Returns what is wrong with plain manifests.
fn of_manifests(tree: &Tree<'_>) -> Vec<Diagnostic> {
    let certain = |reach| match reach {
        Reach::Object => true,
        Reach::Environment => tree.target.is_some(),
        Reach::Others | Reach::Tree => false,
    };
    let is_possible = |reach| matches!(reach, Reach::Others | Reach::Tree);
    let rules = rules::every().filter(|rule| certain(rule.reach) || is_possible(rule.reach));
    let rules: Vec<&Rule> = rules.collect();
    let mut findings = Vec::new();
    for (rule, mut found) in rules.iter().zip(running::run(tree, &rules)) {
        if is_possible(rule.reach) {
            for finding in &mut found {
                finding.severity = finding.severity.max(Severity::Warning);
            }
        }
        findings.extend(found);
    }
    let findings = placeholders::lower(tree.session, precedence::told_once(findings));
    policy::apply(tree, findings, Whole::No)
}

/// Reports what an upgrade from one minor version to another takes away.
pub fn upgrade(session: &Session, from: Minor, to: Minor, objects: &[Object]) {
    let mut findings = Findings::default();
    rules::versions::upgrade(objects, from, to, &mut findings);
    session.report_all(findings.into_vec());
}

/// Checks what can be said of each object alone, as an API server does that knows no other.
pub fn alone(session: &Session, minor: Minor, objects: &[Object]) {
    let mut tree = Tree::new(session, minor, None, objects, &Definitions::default(), None);
    tree.is_server = true;
    session.report_all(found(&tree, rules::of_one_object().collect()));
}

/// Checks types alone: definitions of custom resources, and every object by the type and the bounds of its kind.
pub fn types(session: &Session, minor: Minor, objects: &[Object]) {
    let mut tree = Tree::new(session, minor, None, objects, &Definitions::default(), None);
    tree.is_server = true;
    session.report_all(found(&tree, rules::of_types().collect()));
}

fn check(tree: &Tree<'_>, wanted: impl Fn(Reach) -> bool) -> Vec<Diagnostic> {
    let wanted = rules::every().filter(|rule| wanted(rule.reach));
    found(tree, wanted.collect())
}

fn found(tree: &Tree<'_>, rules: Vec<&'static Rule>) -> Vec<Diagnostic> {
    running::run(tree, &rules).into_iter().flatten().collect()
}

/// Says once what one line of a spec does to many objects.
fn once(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<(Diagnostic, Vec<String>)> = Vec::new();
    let mut places: FxHashMap<(Code, Span), usize> = FxHashMap::default();
    for finding in findings {
        let place = finding
            .primary
            .as_ref()
            .map(|label| (finding.code, label.span));
        let first = place.and_then(|place| places.get(&place)).copied();
        match (first, &finding.object) {
            (Some(at), Some(object)) if kept[at].0.object.as_ref() != Some(object) => {
                if !kept[at].1.contains(object) {
                    kept[at].1.push(object.clone());
                }
            }
            _ => {
                if let Some(place) = place {
                    places.entry(place).or_insert(kept.len());
                }
                kept.push((finding, Vec::new()));
            }
        }
    }
    kept.into_iter()
        .map(|(finding, others)| match others.as_slice() {
            [] => finding,
            [one] => finding.note(format!("the same in `{one}`")),
            [one, more @ ..] => finding.note(format!(
                "the same in `{one}` and {} more objects",
                more.len()
            )),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::testing::{autoscaler, deployment, found_in, service};
    use crate::diag::Code;

    const OBJECT: &str = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "A", "namespace": "default"}}"#;

    #[test]
    fn many_objects_of_one_namespace_take_linear_time() {
        let objects: Vec<String> = (0..4_000)
            .flat_map(|n| {
                let renamed = |text: String| text.replace("\"api\"", &format!("\"api{n}\""));
                let container = r#"{"containers": [{"name": "a", "env": [{"name": "A",
                    "valueFrom": {"secretKeyRef": {"name": "none", "key": "k"}}}]}]}"#;
                [
                    renamed(deployment("{}", container)),
                    renamed(service(r#"{"port": 80, "targetPort": "nope"}"#)),
                    renamed(autoscaler("[]")),
                ]
            })
            .collect();
        let objects: Vec<&str> = objects.iter().map(String::as_str).collect();
        let start = std::time::Instant::now();
        assert_eq!(
            found_in("{}", Code::UnknownTargetPort, &objects).len(),
            4_000
        );
        // About a second unoptimised, most of it for reading; all pairs would take minutes.
        assert!(start.elapsed() < std::time::Duration::from_secs(20));
    }

    #[test]
    fn the_first_of_many_findings_get_help_whatever_the_threads_do() {
        let pod = r#"{"containers": [{"name": "a", "ports": [{"name": "http", "containerPort": 80}],
            "readinessProbe": {"httpGet": {"port": "htp"}}}]}"#;
        let named = |n| deployment("{}", pod).replace("\"api\"", &format!("\"api{n}\""));
        let objects: Vec<String> = (0..200).map(named).collect();
        let objects: Vec<&str> = objects.iter().map(String::as_str).collect();
        let found = found_in("{}", Code::UnknownProbePort, &objects);
        assert_eq!(found.len(), 200);
        let near = |help: &String| help.starts_with("did you mean");
        let helped = found.iter().filter(|it| it.help.as_ref().is_some_and(near));
        let mut helped: Vec<_> = helped.filter_map(|it| it.object.clone()).collect();
        helped.sort();
        let mut first: Vec<_> = (0..50).map(|n| format!("Deployment/shop/api{n}")).collect();
        first.sort();
        assert_eq!(helped, first);
    }

    #[test]
    fn externals_that_nothing_needs_are_reported() {
        let environment =
            r#"{"externals": ["Secret/shop/a", {"kind": "Namespace", "name": "default"}]}"#;
        assert_eq!(
            found_in(environment, Code::UnusedExternal, &[OBJECT]).len(),
            2
        );
    }
}
