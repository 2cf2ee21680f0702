use crate::diag::{Code, Diagnostic, Severity};
use crate::k8s::OpenApi;
use crate::patch::change::Effect;
use crate::patch::strategic::{Dialect, Outcome, merge};
use crate::text::Sources;
use crate::yaml::{Node, Step, parse};

fn read(sources: &Sources, text: &str) -> Node {
    let file = sources.add("a.yaml", text);
    let (documents, findings) = parse(file, text);
    let errors = |finding: &&Diagnostic| finding.severity == Severity::Error;
    assert_eq!(findings.iter().find(errors), None, "{text}");
    documents
        .into_iter()
        .next()
        .map(|document| document.root)
        .expect("a document")
}

fn merged_by(openapi: &OpenApi, object: &str, patch: &str) -> (Node, Outcome) {
    let sources = Sources::default();
    let mut object = read(&sources, object);
    let dialect = Dialect::Kustomize {
        openapi,
        sources: &sources,
    };
    let outcome = merge(&mut object, &read(&sources, patch), dialect, "");
    (object, outcome)
}

fn merged(object: &str, patch: &str) -> (Node, Outcome) {
    merged_by(&OpenApi::built_in(), object, patch)
}

/// Merges the `spec` of Pods.
fn pod(object: &str, patch: &str) -> (String, Vec<Diagnostic>) {
    let wrap = |spec: &str| format!("{{apiVersion: v1, kind: Pod, spec: {spec}}}");
    let (node, outcome) = merged(&wrap(object), &wrap(patch));
    let spec = node.get("spec").map(Node::to_json).unwrap_or_default();
    (spec.to_string(), outcome.findings)
}

fn codes(findings: &[Diagnostic]) -> Vec<Code> {
    findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn what_the_patch_has_comes_first() {
    let (spec, findings) = pod(
        "{containers: [{name: a, image: x}, {name: b}]}",
        "{containers: [{name: c}, {name: b, image: y}]}",
    );
    assert_eq!(
        spec,
        r#"{"containers":[{"name":"c"},{"name":"b","image":"y"},{"name":"a","image":"x"}]}"#
    );
    assert_eq!(findings, []);
}

#[test]
fn a_port_whose_protocol_one_side_leaves_out_is_lost_and_told() {
    let (spec, findings) = pod(
        "{containers: [{name: a, ports: [{containerPort: 80, name: http}]}]}",
        "{containers: [{name: a, ports: [{containerPort: 80, protocol: TCP, hostPort: 5}]}]}",
    );
    assert_eq!(
        spec,
        r#"{"containers":[{"name":"a","ports":[{"containerPort":80,"name":"http"}]}]}"#
    );
    assert_eq!(codes(&findings), [Code::MergeLosesElement]);
    assert_eq!(findings[0].severity, Severity::Warning);
    assert_eq!(
        findings[0].help.as_deref(),
        Some("state `containerPort` and `protocol` in every element, each combination once")
    );
}

#[test]
fn elements_are_deleted_but_not_replaced() {
    let (spec, findings) = pod(
        "{containers: [{name: a}, {name: b, image: x}, {name: c}]}",
        "{containers: [{name: a, $patch: delete}, {name: b, $patch: replace, args: [y]}]}",
    );
    assert_eq!(
        spec,
        r#"{"containers":[{"name":"b","image":"x"},{"name":"c"}]}"#
    );
    assert_eq!(codes(&findings), [Code::MergeLosesElement]);
}

#[test]
fn directives_it_does_not_know_leak_and_are_told() {
    let (spec, findings) = pod(
        "{containers: [{name: a}]}",
        "{$setElementOrder/containers: [{name: a}], containers: [{$retainKeys: [name], name: a}]}",
    );
    assert!(
        spec.contains("$setElementOrder") && spec.contains("$retainKeys"),
        "{spec}"
    );
    assert_eq!(
        codes(&findings),
        [Code::DirectiveLeaks, Code::DirectiveLeaks]
    );
}

#[test]
fn a_whole_object_is_deleted_but_not_replaced() {
    let object = "{apiVersion: v1, kind: ConfigMap, data: {a: b}}";
    let (_, outcome) = merged(object, "{$patch: delete}");
    assert_eq!(outcome.effect, Effect::Removed);
    let (node, outcome) = merged(object, "{$patch: replace, data: {c: d}}");
    assert_eq!(outcome.effect, Effect::Unchanged);
    assert_eq!(codes(&outcome.findings), [Code::MergeLosesElement]);
    assert!(node.at(&["data", "a"]).is_some());
}

#[test]
fn a_scalar_keeps_the_quotes_of_the_one_before_it() {
    let object = "{apiVersion: v1, kind: ConfigMap, data: {a: \"80\", b: x, c: 'x'}}";
    let (node, _) = merged(object, "data: {a: 8080, b: 1.0, c: 1.0}");
    assert_eq!(
        node.get("data").map(Node::to_json),
        Some(serde_json::json!({"a": "8080", "b": 1.0, "c": "1.0"}))
    );
}

#[test]
fn only_a_null_of_which_something_is_seen_stays() {
    let object = "apiVersion: a/v1\nkind: A\nspec:\n  a:\n  b: null\n  c: ~\n";
    let (node, _) = merged(object, "metadata: {name: x}");
    let keys: Vec<&str> = node
        .get("spec")
        .and_then(Node::as_map)
        .map(|map| map.keys().collect())
        .unwrap_or_default();
    assert_eq!(keys, ["b", "c"]);
}

#[test]
fn an_object_within_a_custom_resource_has_its_own_type() {
    let inner = |containers| {
        format!(
            "{{apiVersion: a/v1, kind: A, spec: {{pod: {{apiVersion: v1, kind: Pod, spec: {{containers: [{containers}]}}}}}}}}"
        )
    };
    let (node, _) = merged(&inner("{name: a}"), &inner("{name: b}"));
    let containers = node.at(&["spec", "pod", "spec", "containers"]);
    assert_eq!(
        containers.and_then(Node::as_list).map(<[Node]>::len),
        Some(2)
    );
    let list =
        |items| format!("{{apiVersion: a/v1, kind: A, metadata: {{finalizers: [{items}]}}}}");
    let (node, _) = merged(&list("a"), &list("b"));
    let finalizers = node.at(&["metadata", "finalizers"]);
    assert_eq!(
        finalizers.map(Node::to_json),
        Some(serde_json::json!(["b"]))
    );
}

#[test]
fn changed_nodes_know_the_patch_and_what_was_before() {
    let (node, outcome) = merged(
        "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: x}]}}",
        "spec: {containers: [{name: a, image: y}, {name: b, image: z}]}",
    );
    assert_eq!(outcome.effect, Effect::Changed);
    let image = |at: usize| {
        let containers = node.at(&["spec", "containers"]).and_then(Node::as_list);
        containers
            .and_then(|list| list[at].get("image"))
            .expect("an image")
    };
    assert_eq!(image(0).origin.step, Step::Patched);
    let past: Vec<_> = image(0).origin.chain().map(|(_, value)| value).collect();
    assert_eq!(past, [None, Some("\"x\"")]);
    assert_eq!(image(1).origin.step, Step::Patched);
}

#[test]
fn a_patch_of_what_is_there_changes_nothing() {
    let object = "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: x}]}}";
    let (_, outcome) = merged(object, object);
    assert_eq!(outcome.effect, Effect::Unchanged);
    assert!(outcome.same.is_some());
}

#[test]
fn long_lists_take_no_longer_than_short_ones_each() {
    // Every second port leaves its protocol out, on either side: a walk over all pairs would take minutes.
    let ports = |from: usize| {
        let port = |at: usize| match at % 2 {
            0 => format!("{{containerPort: {at}}}"),
            _ => format!("{{containerPort: {at}, protocol: TCP}}"),
        };
        let ports: Vec<String> = (from..from + 20_000).map(port).collect();
        format!(
            "{{containers: [{{name: a, ports: [{}]}}]}}",
            ports.join(",")
        )
    };
    let start = std::time::Instant::now();
    let (spec, _) = pod(&ports(0), &ports(10_001));
    assert!(spec.len() > 20_000);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// What kustomize 5.8.2 makes of random objects and patches, recorded.
#[test]
fn recorded_merges() {
    let openapi = OpenApi::built_in();
    for line in include_str!("testdata/merges.jsonl").lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = |key: &str| case[key].as_str().unwrap_or_default();
        let (node, outcome) = merged_by(&openapi, text("object"), text("patch"));
        let error = outcome
            .findings
            .iter()
            .find(|finding| finding.severity == Severity::Error);
        match error {
            Some(finding) => assert!(
                !text("error").is_empty() && finding.message.contains(text("error")),
                "{finding:?}\n{line}"
            ),
            None if outcome.effect == Effect::Removed => {
                assert_eq!(case["removed"], true, "{line}");
            }
            None => assert_eq!(
                numbers(node.to_json()),
                numbers(case["out"].clone()),
                "{line}"
            ),
        }
    }
}

/// Makes every number a float: how it is printed is not the merge's business.
fn numbers(json: serde_json::Value) -> serde_json::Value {
    match json {
        serde_json::Value::Number(number) => number.as_f64().into(),
        serde_json::Value::Array(items) => items.into_iter().map(numbers).collect(),
        serde_json::Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (key, numbers(value)))
            .collect(),
        other => other,
    }
}
