//! Any text: reading must not panic, and what is read and written is read again as the same value.

#![no_main]

use ekscompile::text::Sources;
use ekscompile::yaml::{self, Meaning};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for meaning in [Meaning::GoYamlV2, Meaning::GoYamlV3] {
        yaml::parse_as(Sources::default().add("a.yaml", text), text, meaning);
    }
    let (documents, _) = yaml::parse(Sources::default().add("a.yaml", text), text);
    for document in documents {
        let written = yaml::emit::document(&document.root);
        let file = Sources::default().add("b.yaml", written.as_str());
        let (again, findings) = yaml::parse(file, &written);
        assert!(
            again.first().is_some_and(|again| again.root == document.root),
            "{written:?}: {findings:?}"
        );
    }
});
