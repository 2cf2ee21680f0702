//! Any manifests: a check must not panic, and the same manifests give the same findings. Definitions of custom resources among
//! them judge the others, so this is the fuzzing of schemas too.

#![no_main]

use std::sync::Arc;

use ekscompile::k8s::{Minor, Object, Owner};
use ekscompile::project::MemProject;
use ekscompile::session::Session;
use ekscompile::{validate, yaml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    assert_eq!(findings(text), findings(text));
});

fn findings(text: &str) -> Vec<String> {
    let nothing = MemProject::default();
    let session = Session::new(&nothing);
    let (documents, findings) = yaml::parse(session.sources.add("manifests", text), text);
    session.report_all(findings);
    let owner = Arc::new(Owner {
        kind: "Raw".into(),
        namespace: "".into(),
        name: "manifests".into(),
    });
    let objects = documents.into_iter().filter_map(|document| {
        let span = document.root.span();
        Object::new(document.root, &owner, span)
    });
    let objects: Vec<Object> = objects.collect();
    validate::manifests(&session, Minor::NEWEST, None, &objects, &[]);
    let report = session.finish();
    let findings = report.findings().iter();
    findings.map(|finding| format!("{finding:?}")).collect()
}
