//! Whole trees of kustomizations: a build must not panic, and the same tree must give the same bytes and findings.
//!
//! The input is a tree as one text: a line `=== path` begins a file. `seeds/` holds trees to start from.

#![no_main]

use ekscompile::diag::terminal;
use ekscompile::load::kustomization::{LoadRestrictor, Loader};
use ekscompile::patch::kustomize::{Options, Order, build};
use ekscompile::project::MemProject;
use ekscompile::session::Session;
use ekscompile::yaml::emit::go_yaml;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let project = tree(input);
    for order in [Order::Legacy, Order::Fifo] {
        assert_eq!(run(&project, order), run(&project, order));
    }
});

/// Splits the input into files.
fn tree(input: &[u8]) -> MemProject {
    let mut project = MemProject::default();
    let mut path = String::from("overlay/kustomization.yaml");
    let mut content = Vec::new();
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(b"=== ") {
            Some(name) => {
                project = project.file(&path, std::mem::take(&mut content));
                path = String::from_utf8_lossy(name).trim().to_owned();
            }
            None => content.extend_from_slice(line),
        }
    }
    project.file(&path, content)
}

/// Builds `overlay`, and returns what it gives and says.
fn run(project: &MemProject, order: Order) -> (Option<Vec<String>>, Vec<String>) {
    let session = Session::new(project);
    let loader = Loader {
        session: &session,
        restrictor: LoadRestrictor::RootOnly,
    };
    let options = Options {
        order,
        ..Options::default()
    };
    let built = build(loader, "overlay", options).map(|built| {
        let documents = built.iter().map(|built| go_yaml::document(&built.node));
        documents.collect()
    });
    let report = session.finish();
    let findings = report.findings().iter();
    // As they are shown: the number of a file inside a finding depends on which thread was first.
    let shown = findings.map(|finding| terminal::render(finding, &session.sources, false, 120));
    (built, shown.collect())
}
