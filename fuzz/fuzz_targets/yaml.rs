//! Any text: reading must not panic, and what is read without an error is written and read
//! again as what is written the same: `1e3` becomes `1000`, and stays it.

#![no_main]

use ekscompile::diag::Severity;
use ekscompile::text::Sources;
use ekscompile::yaml::{self, Meaning};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for meaning in [Meaning::GoYamlV2, Meaning::GoYamlV3] {
        yaml::parse_as(Sources::default().add("a.yaml", text), text, meaning);
    }
    let (documents, findings) = yaml::parse(Sources::default().add("a.yaml", text), text);
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return;
    }
    for document in documents {
        let written = yaml::emit::document(&document.root);
        let file = Sources::default().add("b.yaml", written.as_str());
        let (again, findings) = yaml::parse(file, &written);
        assert!(
            again.first().is_some_and(|again| yaml::emit::document(&again.root) == written),
            "{written:?}: {findings:?}"
        );
    }
});
