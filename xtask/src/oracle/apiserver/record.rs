//! A sample of changes with the server's verdicts, which the tests of the library hold ours against without a server.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::report::Judged;
use crate::Failure;

/// So many changes of one kind of object, at most, have one answer of the server.
const ALIKE: usize = 1;

/// Returns a change as one line.
pub(super) fn line(judged: &Judged) -> Json {
    let mut line =
        json!({"base": judged.of, "patch": judged.patch, "accepted": judged.theirs.accepted});
    if !judged.theirs.accepted {
        let message: String = judged.theirs.message.chars().take(300).collect();
        line["says"] = message.into();
    }
    line
}

/// Writes those that show most: of each kind, field and verdict a few.
pub(super) fn write(judged: &[Judged], file: &Path) -> Result<(), Failure> {
    let mut seen: BTreeMap<(String, String, bool), usize> = BTreeMap::new();
    let mut lines = String::new();
    let mut count = 0;
    for one in judged.iter().filter(|one| !one.theirs.elsewhere) {
        let field = match one.theirs.accepted {
            true => one.what.clone(),
            false => one.theirs.field.clone(),
        };
        let alike = seen
            .entry((one.kind.clone(), field, one.theirs.accepted))
            .or_default();
        *alike += 1;
        if *alike > ALIKE {
            continue;
        }
        lines.push_str(&line(one).to_string());
        lines.push('\n');
        count += 1;
    }
    std::fs::write(file, lines)?;
    println!("{count} changes recorded");
    Ok(())
}
