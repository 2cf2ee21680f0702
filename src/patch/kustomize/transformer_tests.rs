//! What transformers do, against what kustomize 5.8.2 printed for the same input, and laws that hold for any input.

use proptest::prelude::*;

use super::config::Config;
use super::resources::{Resource, Resources};
use super::schema::Schema;
use super::{Context, annotations, images, labels, metadata, names, namespace, replicas};
use crate::load::kustomization::{LoadRestrictor, Loader, Outcome};
use crate::project::MemProject;
use crate::session::Session;
use crate::yaml::emit::go_yaml;
use crate::yaml::{Node, parse};

/// Changes the objects of a text, and returns them with what was reported.
fn changed(
    objects: &str,
    change: impl Fn(&mut Context<'_, '_>, &Config, &dyn Fn(&str) -> Node) -> Outcome<()>,
) -> (String, Vec<String>) {
    let project = MemProject::default();
    let session = Session::new(&project);
    let read = |text: &str| {
        let file = session.sources.add("test.yaml", text);
        let documents = parse(file, text).0.into_iter();
        documents
            .map(|document| document.root)
            .collect::<Vec<Node>>()
    };
    let mut resources = Resources::default();
    for node in read(objects) {
        resources.push(Resource::new(node));
    }
    let mut cx = Context {
        loader: Loader {
            session: &session,
            restrictor: LoadRestrictor::RootOnly,
        },
        resources: &mut resources,
        schema: &Schema::default(),
    };
    let one = |text: &str| read(text).remove(0);
    let result = change(&mut cx, &Config::default_arc(), &one);
    let mut said: Vec<String> = result
        .err()
        .into_iter()
        .flat_map(|finding| finding.notes)
        .collect();
    said.extend(
        session
            .finish()
            .findings()
            .iter()
            .map(|finding| finding.message.clone()),
    );
    for resource in resources.contents_mut().iter_mut().flatten() {
        metadata::finish(resource, metadata::Wanted::default(), &session.sources);
    }
    let texts: Vec<String> = resources
        .iter()
        .map(|resource| go_yaml::document(&resource.node))
        .collect();
    (texts.join("---\n"), said)
}

fn labelled(objects: &str, entry: &str) -> (String, Vec<String>) {
    changed(objects, |cx, config, one| {
        let entry = one(entry);
        let specs = labels::specs_of(&entry, config)?;
        labels::run(cx, entry.get("pairs").expect("pairs"), &specs)
    })
}

fn imaged(image: &str, entry: &str) -> (String, Vec<String>) {
    let object = format!("kind: Foo\nx: {{containers: [{{image: {image}}}]}}\n");
    let (text, said) = changed(&object, |cx, config, one| {
        images::run(cx, &[one(entry)], &config.images)
    });
    let image = text.trim_end().rsplit("image: ").next();
    (image.unwrap_or_default().to_owned(), said)
}

const STATEFUL_SET: &str = "\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: a}
spec: {volumeClaimTemplates: [{metadata: {name: x}}]}
";

#[test]
fn labels_go_where_they_are_asked_for() {
    let (text, said) = labelled(
        STATEFUL_SET,
        "{pairs: {b: '1'}, includeTemplates: true, includeVolumeClaimTemplates: true}",
    );
    assert_eq!(said, [""; 0]);
    assert_eq!(
        text,
        "\
apiVersion: apps/v1
kind: StatefulSet
metadata:
  labels:
    b: \"1\"
  name: a
spec:
  template:
    metadata:
      labels:
        b: \"1\"
  volumeClaimTemplates:
  - metadata:
      labels:
        b: \"1\"
      name: x
"
    );
}

#[test]
fn a_path_through_a_scalar_is_refused() {
    let foo = "kind: Foo\nmetadata: {name: a}\nspec: {x: [{y: {}}, 1]}\n";
    let (_, said) = labelled(
        foo,
        "{pairs: {a: b}, fields: [{path: spec/x/y, create: true}]}",
    );
    assert_eq!(
        said,
        [
            "kustomize: considering field 'spec/x/y' of object Foo.[noVer].[noGrp]/a.[noNs]: visit traversal on path: [y]: expected sequence or mapping node"
        ]
    );
}

#[test]
fn a_slash_in_a_key_is_escaped() {
    let (text, _) = labelled(
        "kind: Foo\n",
        r"{pairs: {a: b}, fields: [{path: spec/x\/y/z, create: true}]}",
    );
    assert_eq!(
        text,
        "kind: Foo\nmetadata:\n  labels:\n    a: b\nspec:\n  x/y:\n    z:\n      a: b\n"
    );
}

#[test]
fn images_change_as_much_as_is_said() {
    for (image, entry, expected) in [
        ("nginx:1@sha256:00", "{name: nginx, newTag: '2'}", "nginx:2"),
        (
            "nginx:1@sha256:00",
            "{name: nginx, newName: x}",
            "x:1@sha256:00",
        ),
        (
            "nginx:1",
            "{name: nginx, digest: 'sha256:1'}",
            "nginx@sha256:1",
        ),
        (
            "nginx:1",
            "{name: nginx, newTag: '2', digest: 'sha256:1'}",
            "nginx:2@sha256:1",
        ),
        (
            "nginx:1@sha256:00",
            "{name: nginx, tagSuffix: -s}",
            "nginx:1-s",
        ),
        (
            "reg.io:5000/a/nginx",
            "{name: 'reg.io:5000/a/nginx', newTag: '2'}",
            "reg.io:5000/a/nginx:2",
        ),
        ("nginx", "{name: ngin., newTag: '2'}", "nginx:2"),
        ("'{x}:{TAG}'", "{name: '{x}', newTag: z}", "'{x}:z'"),
        // kustomize reads what it puts in the place of an unquoted image anew.
        ("nginx", "{name: nginx, newName: '123'}", "123"),
        ("'nginx'", "{name: nginx, newName: '123'}", "\"123\""),
    ] {
        assert_eq!(
            imaged(image, entry),
            (expected.to_owned(), Vec::new()),
            "{entry}"
        );
    }
}

#[test]
fn images_that_nobody_has_are_reported() {
    let said = |entry| imaged("x/nginx", entry).1;
    assert_eq!(said("{name: nginx, newTag: z}"), ["no image is `nginx`"]);
    assert_eq!(
        said("{name: '[', newTag: z}"),
        ["`[` is no regular expression, so it matches no image"]
    );
}

#[test]
fn a_suffix_stands_twice_where_an_image_is_found_twice() {
    let pod = "kind: Pod\nspec: {containers: [{image: 'redis:6'}], x: {containers: [{image: 'redis:6'}]}}\n";
    let (text, _) = changed(pod, |cx, config, one| {
        images::run(cx, &[one("{name: redis, tagSuffix: -a}")], &config.images)
    });
    assert_eq!(
        text,
        "kind: Pod\nspec:\n  containers:\n  - image: redis:6-a-a\n  x:\n    containers:\n    - image: redis:6-a\n"
    );
}

#[test]
fn replicas_are_set_by_any_name_there_was() {
    let object = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\n";
    let set = |name: &str| {
        changed(object, |cx, config, one| {
            names::prefix(cx, &one("x-"), &config.name_prefix)?;
            let entry = one(&format!("{{name: {name}, count: 3}}"));
            replicas::run(cx, &entry, &config.replicas)
        })
    };
    for name in ["api", "x-api"] {
        let (text, said) = set(name);
        assert!(
            said.is_empty() && text.ends_with("spec:\n  replicas: 3\n"),
            "{text}"
        );
    }
    assert_eq!(
        set("apx").1,
        [
            "kustomize: resource with name apx does not match a config with the following GVK [Deployment.[noVer].[noGrp] StatefulSet.[noVer].[noGrp] ReplicaSet.[noVer].[noGrp] ReplicationController.[noVer].[noGrp]]"
        ]
    );
}

#[test]
fn subjects_get_the_namespace_that_is_asked_for() {
    let binding = "\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
subjects: [{kind: ServiceAccount, name: default}, {kind: ServiceAccount, name: x}, {kind: User, name: default, namespace: u}]
";
    let namespaces = |options: &str| {
        let (text, _) = changed(binding, |cx, config, one| {
            let options = namespace::Options::read(&one(options))?;
            namespace::run(cx, &one("ns"), options, &config.namespace)
        });
        let values = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("namespace: "));
        values.map(str::to_owned).collect::<Vec<String>>()
    };
    assert_eq!(namespaces("{}"), ["ns", "ns"]);
    assert_eq!(namespaces("{unsetOnly: true}"), ["ns", "u"]);
    assert_eq!(
        namespaces("{setRoleBindingSubjects: allServiceAccounts}"),
        ["ns", "ns", "u"]
    );
    assert_eq!(namespaces("{setRoleBindingSubjects: none}"), ["u"]);
    assert_eq!(namespaces("{setRoleBindingSubjects: all}"), ["u"]);
}

#[test]
fn one_namespace_may_be_one_too_few() {
    let (_, said) = changed(
        "kind: A\nmetadata: {name: a, namespace: x}\n---\nkind: A\nmetadata: {name: a, namespace: y}\n",
        |cx, config, one| {
            namespace::run(
                cx,
                &one("ns"),
                namespace::Options::default(),
                &config.namespace,
            )
        },
    );
    assert_eq!(
        said,
        ["kustomize: namespace transformation produces ID conflict"]
    );
}

#[test]
fn what_is_set_remembers_what_was_there() {
    let text = "kind: Foo\nmetadata: {name: api, annotations: {a: old}}\n";
    let project = MemProject::default();
    let session = Session::new(&project);
    let file = session.sources.add("foo.yaml", text);
    let setting = session
        .sources
        .add("kustomization.yaml", "{a: new, b: more}");
    let pairs = parse(setting, "{a: new, b: more}").0.remove(0).root;
    let mut resources = Resources::default();
    resources.push(Resource::new(parse(file, text).0.remove(0).root));
    let mut cx = Context {
        loader: Loader {
            session: &session,
            restrictor: LoadRestrictor::RootOnly,
        },
        resources: &mut resources,
        schema: &Schema::default(),
    };
    annotations::run(&mut cx, &pairs, &Config::default_arc().common_annotations)
        .expect("annotations fit");
    let resource = resources.iter().next().expect("one resource");
    let places = |key| {
        let node = resource.node.at(&["metadata", "annotations", key]);
        let origin = &node.expect("an annotation").origin;
        let places = origin.chain().map(|(origin, value)| {
            let span = origin.span.expect("a place");
            format!(
                "{} {}",
                session.sources.place(span).file,
                value.unwrap_or("now")
            )
        });
        places.collect::<Vec<String>>()
    };
    assert_eq!(places("a"), ["kustomization.yaml now", "foo.yaml \"old\""]);
    assert_eq!(places("b"), ["kustomization.yaml now"]);
}

proptest! {
    #[test]
    fn prefixes_and_suffixes_do_not_meet(name in "[a-z]{1,5}", prefix in "[a-z]{1,3}-", suffix in "-[a-z]{1,3}") {
        let object = format!("kind: Foo\nmetadata: {{name: {name}}}\n");
        let (one_way, _) = changed(&object, |cx, config, one| {
            names::prefix(cx, &one(&prefix), &config.name_prefix)?;
            names::suffix(cx, &one(&suffix), &config.name_suffix)
        });
        let (other_way, _) = changed(&object, |cx, config, one| {
            names::suffix(cx, &one(&suffix), &config.name_suffix)?;
            names::prefix(cx, &one(&prefix), &config.name_prefix)
        });
        prop_assert_eq!(&one_way, &other_way);
        prop_assert_eq!(one_way, format!("kind: Foo\nmetadata:\n  name: {prefix}{name}{suffix}\n"));
    }

    #[test]
    fn labels_set_twice_are_set_once(keys in prop::collection::btree_map("[a-d]", "[a-z]{1,3}", 1..4), selectors: bool) {
        let pairs: Vec<String> = keys.iter().map(|(key, value)| format!("{key}: '{value}'")).collect();
        let entry = format!("{{pairs: {{{}}}, includeSelectors: {selectors}}}", pairs.join(", "));
        let (once, _) = labelled(STATEFUL_SET, &entry);
        prop_assert_eq!(&labelled(&once, &entry).0, &once);
    }
}

#[test]
fn entries_of_images_work_one_after_the_other_and_twice_where_an_image_is_found_twice() {
    let entries = "\
- {name: a, tagSuffix: -x}
- {name: a, newName: b}
- {name: b, newName: c/d}
- {name: 'q|z/d', newTag: '7'}
- {name: c/d, newName: e}
- {name: h, newName: g}
- {name: g, newName: h}
- {name: k, newName: l}
- {name: j, newName: k}
";
    for (image, twice, once) in [
        ("a:1", "e:1-x-x", "e:1-x"),
        ("q", "q:7", "q:7"),
        ("h", "h", "h"),
        ("j", "k", "k"),
    ] {
        for (kind, field, expected) in [("Pod", "spec", twice), ("Foo", "x", once)] {
            let object = format!("kind: {kind}\n{field}: {{containers: [{{image: '{image}'}}]}}\n");
            let (text, _) = changed(&object, |cx, config, one| {
                let entries = one(entries);
                images::run(cx, entries.as_list().unwrap(), &config.images)
            });
            let end = format!("image: {expected}\n");
            assert!(text.ends_with(&end), "{kind} {image}: {text}");
        }
    }
}

#[test]
fn a_thousand_images_with_an_entry_each_take_linear_time() {
    let count = 3_000;
    let lines = |line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let object = format!(
        "kind: Pod\nspec:\n  containers:\n{}",
        lines(&|n| format!("  - image: a/b{n}\n"))
    );
    let entries = lines(&|n| format!("- {{name: a/b{n}, newTag: '1'}}\n"));
    let start = std::time::Instant::now();
    let (text, said) = changed(&object, |cx, config, one| {
        let entries = one(&entries);
        images::run(cx, entries.as_list().unwrap(), &config.images)
    });
    assert_eq!(said, [""; 0]);
    assert_eq!(text.matches(":1\n").count(), count);
    // Some two seconds without optimisation, for as many expressions; every pair of image and entry would take a minute.
    assert!(start.elapsed() < std::time::Duration::from_secs(30));
}
