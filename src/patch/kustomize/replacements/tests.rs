//! Replacements as the real kustomize makes them; every answer is recorded.

use crate::patch::kustomize::testing::{built, warnings};

const RESOURCES: &str = r#"
apiVersion: v1
kind: ConfigMap
metadata: {name: src}
data: {port: "8080", word: abc, path: a/b/c}
num: 8080
float: 1.10
map: {a: 1}
none: null
---
apiVersion: v1
kind: ConfigMap
metadata: {name: dst, labels: {l: x}}
s: str
i: 1
m: {x: y}
p: "a/b"
l: [{name: one, v: 1}, {name: two, v: 2}]
"#;

fn make(replacements: &str) -> Result<String, String> {
    let kustomization = format!("resources: [in.yaml]\nreplacements:\n{replacements}");
    let files = [
        ("in.yaml", RESOURCES),
        ("kustomization.yaml", &*kustomization),
    ];
    let dst = built(&files)?.pop().unwrap_or_default();
    let head = "apiVersion: v1\n";
    Ok(dst.replace(head, ""))
}

/// Copies one field of `src` to one of `dst`, and returns what is behind `key` then.
fn copy(from: &str, to: &str, options: &str, key: &str) -> Result<String, String> {
    let made = make(&format!(
        "- source: {{kind: ConfigMap, name: src, fieldPath: '{from}'}}\n  targets: [{{select: {{name: dst}}, fieldPaths: ['{to}'], options: {{{options}}}}}]\n"
    ))?;
    let line = made
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{key}: ")));
    Ok(line.map_or(made.clone(), str::to_owned))
}

#[test]
fn the_text_is_copied_and_the_type_stays() {
    let ok = |text: &str| Ok(text.to_owned());
    assert_eq!(copy("num", "s", "", "s"), ok("\"8080\""));
    assert_eq!(copy("float", "s", "", "s"), ok("\"1.10\""));
    assert_eq!(copy("data.port", "i", "", "i"), ok("8080"));
    assert_eq!(copy("data.port", "m", "", "m"), ok("\"8080\""));
    assert_eq!(copy("data.port", "new", "create: true", "new"), ok("8080"));
    assert_eq!(copy("map", "s", "", "s"), ok("\"\""));
    assert_eq!(
        copy("data.word", "i", "", "i"),
        Err("kustomize: yaml: cannot decode !!str `abc` as a !!int".to_owned())
    );
}

#[test]
fn parts_of_texts_are_copied() {
    let part = |to: &str| copy("data.word", "p", to, "p");
    assert_eq!(part("delimiter: /, index: 1"), Ok("a/abc".to_owned()));
    assert_eq!(part("delimiter: /, index: 7"), Ok("a/b/abc".to_owned()));
    assert_eq!(part("delimiter: /, index: -1"), Ok("abc/a/b".to_owned()));
    assert_eq!(
        copy("data.word", "m", "delimiter: /", "m"),
        Err("kustomize: delimiter option can only be used with scalar nodes".to_owned())
    );
}

#[test]
fn mistakes_are_told_in_the_words_of_kustomize() {
    let fails = |from: &str, to: &str| copy(from, to, "", "").expect_err("it should fail");
    assert_eq!(
        fails("none", "s"),
        "kustomize: fieldPath `none` is missing for replacement source ConfigMap.[noVer].[noGrp]/src.[noNs]"
    );
    assert_eq!(
        fails("num", "no.where"),
        "kustomize: unable to find field \"no.where\" in replacement target"
    );
    assert_eq!(
        fails("num", "l.2.v"),
        "kustomize: unable to find field \"l.2.v\" in replacement target: index 2 specified but only 2 elements found"
    );
    assert_eq!(
        make("- source: {kind: ConfigMap}\n  targets: [{select: {name: dst}}]\n"),
        Err(
            "kustomize: multiple matches for selector ConfigMap.[noVer].[noGrp]/[noName].[noNs]"
                .to_owned()
        )
    );
    assert_eq!(
        make(
            "- source: {kind: Secret, name: s, fieldPath: a}\n  targets: [{select: {name: dst}}]\n"
        ),
        Err("kustomize: nothing selected by Secret.[noVer].[noGrp]/s.[noNs]:a".to_owned())
    );
    assert_eq!(
        make("- source: {name: src}\n"),
        Err("kustomize: replacements must specify a source and at least one target".to_owned())
    );
    assert_eq!(
        make(
            "- source: {name: src, fieldPath: data.path, options: {delimiter: /, index: 3}}\n  targets: [{select: {name: dst}}]\n"
        ),
        Err("kustomize: options.index 3 is out of bounds for value a/b/c".to_owned())
    );
}

#[test]
fn targets_are_selected_and_rejected() {
    let made = make(
        "- sourceValue: new\n  targets:\n  - {select: {kind: Config.*, name: 'd..'}, reject: [{name: src}], fieldPaths: [s]}\n",
    );
    assert!(made.is_ok_and(|made| made.contains("\ns: new\n")));
    let made = make(
        "- sourceValue: new\n  targets:\n  - {select: {kind: ConfigMap}, reject: [{labelSelector: l=x}, {name: src}], fieldPaths: [s]}\n",
    );
    assert!(made.is_ok_and(|made| made.contains("\ns: str\n")));
    let kustomization = "resources: [in.yaml]\nreplacements:\n- sourceValue: x\n  targets: [{select: {name: ds}}]\n";
    let files = [
        ("in.yaml", RESOURCES),
        ("kustomization.yaml", kustomization),
    ];
    assert_eq!(warnings(&files), ["the target matches no resource"]);
}

#[test]
fn values_inside_texts_are_replaced() {
    let text = r#"
apiVersion: v1
kind: ConfigMap
metadata: {name: dst}
data:
  src: "8080"
  a.yaml: |
    # head of doc

    # head of a
    a: 1   # line a
    # between

    b:   # line b
        c: 'single'  # line c
        d: "dou\tble"
        e:   [1,  2,   {x: y}]
        f:
            - 1   # one
            # above two
            - two: 2
              three: 3

            -   - nested
                - seq
        g: |
            block
              text
        h: >-
            folded
            text

            more
        # foot of h

    "q": ~
    s: str
    n:
    # the end
  one.json: '{"a": {}, "c": "<é&>", "d": 1.0, "t": 5}'
"#;
    let kustomization = r"
resources: [in.yaml]
replacements:
- source: {kind: ConfigMap, name: dst, fieldPath: data.src}
  targets:
  - select: {name: dst}
    fieldPaths: ['data.a\.yaml.a', 'data.a\.yaml.b.c','data.a\.yaml.b.d','data.a\.yaml.s', 'data.one\.json.t']
  - select: {name: dst}
    fieldPaths: ['data.a\.yaml.new.x', 'data.a\.yaml.b.g']
    options: {create: true}
";
    let expected = r##"apiVersion: v1
data:
  a.yaml: |-
    # head of doc

    # head of a
    a: 8080 # line a
    # between

    b: # line b
      c: '8080' # line c
      d: "8080"
      e: [1, 2, {x: y}]
      f:
      - 1 # one
      # above two
      - two: 2
        three: 3
      - - nested
        - seq
      g: |-
        8080
      h: >-
        folded text

        more
      # foot of h
    "q": ~
    s: "8080"
    n:
    # the end

    new:
      x: 8080
  one.json: '{"a":{},"c":"\u003cé\u0026\u003e","d":1,"t":8080}'
  src: "8080"
kind: ConfigMap
metadata:
  name: dst
"##;
    let built = built(&[("in.yaml", text), ("kustomization.yaml", kustomization)]);
    assert_eq!(
        built.map(|built| built.join("---\n")).as_deref(),
        Ok(expected)
    );
}
