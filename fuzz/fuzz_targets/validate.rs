//! Any manifests: a check must not panic, and the same manifests give the same findings. Definitions of custom resources among
//! them judge the others, so this is the fuzzing of schemas too.

#![no_main]

use ekscompile::k8s::Minor;
use ekscompile::load::objects;
use ekscompile::project::MemProject;
use ekscompile::session::Session;
use ekscompile::validate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    assert_eq!(findings(text), findings(text));
});

fn findings(text: &str) -> Vec<String> {
    let nothing = MemProject::default();
    let session = Session::new(&nothing);
    let file = session.sources.add("manifests", text);
    let objects = objects::of_text(&session, file).unwrap_or_default();
    validate::manifests(&session, Minor::NEWEST, None, &objects, &[]);
    let report = session.finish();
    let findings = report.findings().iter();
    findings.map(|finding| format!("{finding:?}")).collect()
}
