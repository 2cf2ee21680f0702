//! What holds for every build, whatever the names and values are.

use proptest::collection::btree_map;
use proptest::prelude::*;

use super::testing::built;

const WEB: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {tier: front}}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: example.com/web:1}
      - {name: proxy, image: example.com/proxy}
";

/// Builds an overlay with these fields over a base with those.
fn layers(base: &str, overlay: &str) -> Result<Vec<String>, String> {
    built(&[
        (
            "kustomization.yaml",
            &format!("resources: [base]\n{overlay}"),
        ),
        (
            "base/kustomization.yaml",
            &format!("resources: [web.yaml]\n{base}"),
        ),
        ("base/web.yaml", WEB),
    ])
}

/// A text that is the same with quotes and without: never `no` or `null`.
fn word() -> impl Strategy<Value = String> {
    "k[a-z]{0,7}"
}

/// A field of the Deployment, and a value for it.
fn setting() -> impl Strategy<Value = (usize, u8)> {
    (0..SETTINGS.len(), 2..9_u8)
}

/// Fields that have nothing in common (elements of one list do: a patch puts those it names first): what strategic merges say of `metadata`, and beside it.
const SETTINGS: [(&str, &str); 6] = [
    ("", "spec: {replicas: _}"),
    ("", "spec: {revisionHistoryLimit: _}"),
    (", annotations: {a: v_}", ""),
    (", labels: {tier: v_}", ""),
    (
        "",
        "spec: {template: {spec: {containers: [{name: web, tty: true, image: 'web:_'}]}}}",
    ),
    ("", "spec: {template: {spec: {nodeName: node_}}}"),
];

/// An entry of `patches` that sets a field.
fn patch((field, value): (usize, u8)) -> String {
    let (metadata, rest) = SETTINGS[field];
    let patch = format!(
        "- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {{name: web{metadata}}}\n    {rest}\n"
    );
    patch.replace('_', &value.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn patches_of_different_fields_commute(one in setting(), two in setting()) {
        // Elements that a patch names come to the front of their list, the last patch's first.
        let lists = |(field, _): (usize, u8)| field >= SETTINGS.len() - 2;
        prop_assume!(one.0 != two.0 && !(lists(one) && lists(two)));
        let there = layers("", &format!("patches:\n{}{}", patch(one), patch(two)));
        let back = layers("", &format!("patches:\n{}{}", patch(two), patch(one)));
        prop_assert!(there.is_ok(), "{:?}", there);
        prop_assert_eq!(there, back);
    }

    #[test]
    fn twice_is_once(
        labels in btree_map(word(), word(), 1..4),
        selectors: bool,
        tag in word(),
        count in 0..9_u8,
        namespace in word(),
    ) {
        let pairs: Vec<String> = labels.iter().map(|(key, value)| format!("{key}: {value:?}")).collect();
        let pairs = pairs.join(", ");
        for fields in [
            format!("labels:\n- pairs: {{{pairs}}}\n  includeSelectors: {selectors}\n"),
            format!("commonLabels: {{{pairs}}}\n"),
            format!("commonAnnotations: {{{pairs}}}\n"),
            format!("images:\n- {{name: example.com/web, newTag: {tag:?}}}\n"),
            format!("images:\n- {{name: example.com/web, newName: {tag}.example/web}}\n"),
            format!("replicas:\n- {{name: web, count: {count}}}\n"),
            format!("namespace: {namespace}\n"),
        ] {
            let once = layers(&fields, "");
            prop_assert!(once.is_ok(), "{:?}", once);
            prop_assert_eq!(once, layers(&fields, &fields), "{}", fields);
        }
    }

    #[test]
    fn references_follow_every_renaming(
        first in "[a-z]{0,4}",
        second in "[a-z]{0,4}",
        suffix in "[a-z]{0,4}",
        name in word(),
        generated: bool,
        namespace in "[a-z]{0,4}",
    ) {
        let settings = if generated {
            format!("configMapGenerator:\n- name: {name}\n  literals: [A=b]\n")
        } else {
            String::new()
        };
        let map = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {{A: b}}\n");
        let web = format!("{WEB}        envFrom: [{{configMapRef: {{name: {name}}}}}]\n")
            .replace(
                "      - {name: proxy, image: example.com/proxy}\n",
                "      - name: proxy\n        image: example.com/proxy\n",
            );
        let resources = if generated { "[web.yaml]" } else { "[web.yaml, map.yaml]" };
        let documents = built(&[
            ("kustomization.yaml", &format!(
                "resources: [base]\nnamePrefix: \"{first}\"\nnameSuffix: \"{suffix}\"\nnamespace: \"{namespace}\"\n"
            )),
            ("base/kustomization.yaml", &format!("resources: {resources}\nnamePrefix: \"{second}\"\n{settings}")),
            ("base/web.yaml", &web),
            ("base/map.yaml", &map),
        ]);
        let documents = documents.map_err(TestCaseError::fail)?;
        let value = |kind: &str, key: &str| {
            let document = documents.iter().find(|text| text.contains(&format!("kind: {kind}\n")))?;
            let line = document.lines().find(|line| line.trim_start().starts_with(key))?;
            line.split_once(": ").map(|(_, value)| value.to_owned())
        };
        let new = value("ConfigMap", "name:");
        let whole = format!("{first}{second}{name}{suffix}");
        prop_assert!(new.as_ref().is_some_and(|new| new.starts_with(&whole)));
        let reference = documents
            .iter()
            .find_map(|text| text.split_once("configMapRef:\n"))
            .and_then(|(_, behind)| behind.lines().next())
            .and_then(|line| line.split_once(": "))
            .map(|(_, name)| name.to_owned());
        prop_assert_eq!(reference, new);
    }

    #[test]
    fn the_hash_is_that_of_the_content(
        data in btree_map(word(), word(), 1..5),
        other in word(),
        kind in prop_oneof![Just("configMap"), Just("secret")],
    ) {
        let name = |literals: &[String]| {
            let text = format!("{kind}Generator:\n- name: settings\n  literals: [{}]\n", literals.join(", "));
            let documents = built(&[("kustomization.yaml", &text)]).map_err(TestCaseError::fail)?;
            let named = documents[0].lines().find_map(|line| line.strip_prefix("  name: "));
            named.map(str::to_owned).ok_or_else(|| TestCaseError::fail("no name"))
        };
        let literals: Vec<String> = data.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let hashed = name(&literals)?;
        let mut turned = literals.clone();
        turned.reverse();
        prop_assert_eq!(&hashed, &name(&turned)?);
        for at in 0..literals.len() {
            let mut changed = literals.clone();
            changed[at].push_str(&other);
            prop_assert_ne!(&hashed, &name(&changed)?);
            changed.remove(at);
            if !changed.is_empty() {
                prop_assert_ne!(&hashed, &name(&changed)?);
            }
        }
    }
}
