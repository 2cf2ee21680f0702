//! Stage 5, objects to findings.
//!
//! In: the objects of an environment, or plain manifests of any origin. Out: findings, each with the code of its rule, the place
//! in the specs (or the default) that the value comes from, the object and the pointer. A rule is one file of
//! [`rules`] and looks at the [`Tree`](tree::Tree), an index of everything, so that it takes linear time. Nothing is changed here.

mod autoscalers;
mod definitions;
mod externals;
mod findings;
mod given;
mod judge;
mod pods;
mod references;
mod rules;
mod schema;
mod secrets;
mod selectors;
mod standards;
#[cfg(test)]
mod testing;
mod tree;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use self::findings::Findings;
use self::rules::{Reach, Rule};
use self::tree::Tree;
use crate::diag::{Code, Diagnostic, Severity, did_you_mean};
use crate::k8s::{Minor, Object};
use crate::layer::Target;
use crate::session::Session;
use crate::text::Span;
use crate::yaml::Node;

/// Checks the objects of an environment, and reports what its `ignore` list does not accept.
pub fn run(session: &Session, target: &Target, objects: &[Object]) {
    let minor = Minor::of_cluster(&target.cluster).unwrap_or(Minor::NEWEST);
    let tree = Tree::new(session, minor, Some(target), objects, &[]);
    // Of an environment that could not be read whole, nobody can say what is nowhere in it.
    let mut findings = check(&tree, |reach| {
        target.sound || matches!(reach, Reach::Object | Reach::Others)
    });
    if target.sound {
        findings.extend(tree.externals.unused());
    }
    let told = session.error_places();
    let new = |finding: &Diagnostic| match &finding.primary {
        Some(label) => told.binary_search(&label.span).is_err(),
        None => true,
    };
    let findings = accept(findings, target).into_iter().filter(new).collect();
    session.report_all(once(findings));
}

/// Checks plain manifests against a minor version. What they refer to may be elsewhere, so a reference that resolves to
/// nothing is a warning. The definitions of custom resources that the cluster has are not checked themselves.
pub fn manifests(session: &Session, minor: Minor, objects: &[Object], definitions: &[Object]) {
    let tree = Tree::new(session, minor, None, objects, definitions);
    session.report_all(check(&tree, |reach| reach == Reach::Object));
    let mut others = check(&tree, |reach| matches!(reach, Reach::Others | Reach::Tree));
    for finding in &mut others {
        finding.severity = finding.severity.max(Severity::Warning);
    }
    session.report_all(others);
}

/// Checks what can be said of each object alone, as an API server does that knows no other.
pub fn alone(session: &Session, minor: Minor, objects: &[Object]) {
    let tree = Tree::new(session, minor, None, objects, &[]);
    session.report_all(found(&tree, rules::of_one_object()));
}

fn check(tree: &Tree<'_>, wanted: impl Fn(Reach) -> bool + Sync + Send) -> Vec<Diagnostic> {
    found(tree, rules::all().filter(|rule| wanted(rule.reach)))
}

fn found(tree: &Tree<'_>, rules: impl ParallelIterator<Item = &'static Rule>) -> Vec<Diagnostic> {
    let found: Vec<Vec<Diagnostic>> = rules
        .map(|rule| {
            let mut findings = Findings::default();
            (rule.check)(tree, &mut findings);
            findings.into_vec()
        })
        .collect();
    found.into_iter().flatten().collect()
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

/// Leaves out what the environment accepts, and reports entries of `ignore` that accept nothing.
fn accept(findings: Vec<Diagnostic>, target: &Target) -> Vec<Diagnostic> {
    let entries = target
        .environment
        .value_of("ignore")
        .and_then(Node::as_list);
    let entries = entries.unwrap_or_default();
    if entries.is_empty() {
        return findings;
    }
    let said = |entry: &Node, key: &str| {
        entry
            .value_of(key)
            .and_then(Node::as_str)
            .map(str::to_owned)
    };
    let wanted: Vec<(Option<String>, Option<String>)> = entries
        .iter()
        .map(|entry| (said(entry, "code"), said(entry, "object")))
        .collect();
    let mut used = vec![false; wanted.len()];
    let mut kept = Vec::with_capacity(findings.len());
    for finding in findings {
        let mut accepted = false;
        for ((code, object), used) in wanted.iter().zip(&mut used) {
            let meant = code
                .as_deref()
                .is_some_and(|code| code.eq_ignore_ascii_case(finding.code.id()))
                && object
                    .as_ref()
                    .is_none_or(|object| Some(object) == finding.object.as_ref());
            *used |= meant;
            accepted |= meant;
        }
        if !accepted {
            kept.push(finding);
        }
    }
    for ((entry, (code, object)), used) in entries.iter().zip(wanted).zip(used) {
        if !used && target.sound {
            kept.push(useless(entry, code.as_deref(), object.as_deref()));
        }
    }
    kept
}

fn useless(entry: &Node, code: Option<&str>, object: Option<&str>) -> Diagnostic {
    let code = code.unwrap_or_default();
    let on = object.map_or_else(String::new, |object| format!(" of `{object}`"));
    let help = match Code::find(code) {
        None => {
            let ids = Code::ALL.iter().map(|code| code.id());
            did_you_mean(&code.to_uppercase(), ids).map_or_else(
                || format!("`{code}` is no code; `ekscompile explain` lists them"),
                |meant| format!("did you mean `{meant}`?"),
            )
        }
        Some(known) if !known.is_of_validation() => {
            "only findings of validation, EK06… and EK1…, can be ignored".to_owned()
        }
        Some(_) => "remove the entry".to_owned(),
    };
    Diagnostic::new(
        Code::UselessIgnore,
        format!("`ignore` accepts `{code}`{on}, and there is no such finding"),
    )
    .at(entry.value_of("code").and_then(Node::span).or(entry.span()))
    .help(help)
}

#[cfg(test)]
mod tests {
    use super::testing::{autoscaler, deployment, found_in, service};
    use crate::diag::Code;

    const OBJECT: &str = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "A", "namespace": "default"}}"#;

    #[test]
    fn accepted_findings_are_left_out_and_useless_entries_reported() {
        let count = |ignore: &str, code| {
            let environment = format!(r#"{{"ignore": [{ignore}]}}"#);
            found_in(&environment, code, &[OBJECT]).len()
        };
        assert_eq!(count("", Code::InvalidName), 1);
        let all = r#"{"code": "EK0602", "reason": "x"}"#;
        assert_eq!(count(all, Code::InvalidName), 0);
        assert_eq!(count(all, Code::UselessIgnore), 0);
        let one = r#"{"code": "ek0602", "object": "ConfigMap/default/A", "reason": "x"}"#;
        assert_eq!(count(one, Code::InvalidName), 0);
        let other = r#"{"code": "EK0602", "object": "ConfigMap/default/b", "reason": "x"}"#;
        assert_eq!(count(other, Code::InvalidName), 1);
        assert_eq!(count(other, Code::UselessIgnore), 1);
    }

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
    fn externals_that_nothing_needs_are_reported() {
        let environment =
            r#"{"externals": ["Secret/shop/a", {"kind": "Namespace", "name": "default"}]}"#;
        assert_eq!(
            found_in(environment, Code::UnusedExternal, &[OBJECT]).len(),
            2
        );
    }
}
