//! `cargo xtask conformance seeded`: mistakes seeded in manifests, each of which must be found at its line.
//!
//! A finding that is neither one of them nor a consequence of one, stated below, is wrong, and fails the run too.

use std::path::Path;

use ekscompile::k8s::Minor;
use ekscompile::load::objects;
use ekscompile::project::MemProject;
use ekscompile::session::Session;
use ekscompile::validate;

use crate::Failure;

/// The mistakes: the line, and the code that tells it.
const SEEDED: [(usize, &str, &str); 31] = [
    (3, "EK0602", "name"),
    (3, "EK0603", "label of 86 characters"),
    (5, "EK1008", "replicas below 0"),
    (6, "EK0627", "selector that is not the labels"),
    (10, "EK1141", "restart policy of a Deployment"),
    (11, "EK0607", "missing ServiceAccount"),
    (14, "EK1102", "empty image"),
    (15, "EK1007", "pull policy"),
    (16, "EK0622", "cpu"),
    (16, "EK0622", "memory"),
    (17, "EK1008", "port above 65535"),
    (17, "EK1007", "protocol"),
    (17, "EK1005", "port that stands twice"),
    (18, "EK1005", "variable that stands twice"),
    (18, "EK1105", "value and valueFrom"),
    (18, "EK0609", "missing Secret"),
    (19, "EK0611", "mount without a volume"),
    (20, "EK1207", "probe of an unknown port"),
    (20, "EK1122", "probe with two handlers"),
    (25, "EK1007", "type of a Service"),
    (25, "EK0615", "selector that matches nothing"),
    (25, "EK1005", "Service port that stands twice"),
    (25, "EK1152", "ports without names"),
    (30, "EK1175", "bounds of an autoscaler"),
    (30, "EK0614", "missing target of an autoscaler"),
    (35, "EK1156", "path without a type"),
    (35, "EK1156", "path that does not begin with `/`"),
    (35, "EK0613", "missing backend"),
    (35, "EK1157", "number and name"),
    (40, "EK1003", "number in a ConfigMap"),
    (44, "EK1002", "misspelt field"),
];

/// What follows from them: the second of the two ports has the same mistakes, and so has the second Service port; the key
/// `n` is a boolean for kubectl.
const CONSEQUENCES: [(usize, &str); 4] = [
    (17, "EK1008"),
    (17, "EK1007"),
    (25, "EK1152"),
    (40, "EK0106"),
];

/// Checks `seeded_defects.yaml`, or the one in a folder.
pub(super) fn run(path: &Path) -> Result<(), Failure> {
    let file = match path.is_dir() {
        true => path.join("seeded_defects.yaml"),
        false => path.to_owned(),
    };
    let text =
        std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut found = findings(&text)?;
    let mut take = |line: usize, code: &str| {
        let at = found.iter().position(|(at, of)| *at == line && of == code);
        at.map(|at| found.swap_remove(at)).is_some()
    };
    let missed: Vec<_> = SEEDED
        .iter()
        .filter(|(line, code, _)| !take(*line, code))
        .collect();
    for (line, code) in CONSEQUENCES {
        take(line, code);
    }
    for (line, code, what) in &missed {
        println!("line {line}: {what} ({code}) is not found");
    }
    for (line, code) in &found {
        println!("line {line}: {code} is wrong");
    }
    println!(
        "{} of {} mistakes found, {} wrong findings",
        SEEDED.len() - missed.len(),
        SEEDED.len(),
        found.len()
    );
    match missed.is_empty() && found.is_empty() {
        true => Ok(()),
        false => Err("some mistakes are not found, or some findings are wrong".into()),
    }
}

/// Returns the line and the code of every finding in manifests.
fn findings(text: &str) -> Result<Vec<(usize, String)>, Failure> {
    let nothing = MemProject::default();
    let session = Session::new(&nothing);
    let objects = objects::of_text(&session, session.sources.add("manifests", text))
        .map_err(|_| "it is a template")?;
    validate::manifests(&session, Minor::NEWEST, None, &objects, &[]);
    let report = session.finish();
    let places = report.findings().iter().map(|finding| {
        let place = finding
            .primary
            .as_ref()
            .map(|label| session.sources.place(label.span));
        (
            place.map_or(0, |place| place.line),
            finding.code.to_string(),
        )
    });
    Ok(places.collect())
}
