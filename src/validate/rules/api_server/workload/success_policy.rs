//! EK1147: rules for success that the API server refuses. After `validateSuccessPolicy` of `pkg/apis/batch/validation`.

use super::jobs;
use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The longest list of indexes.
const LONGEST: usize = 64 << 10;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for job in jobs(tree).filter(|job| job.is_indexed()) {
        let Some(policy) = job.spec.value_of("successPolicy") else {
            continue;
        };
        let mut judge = Judge::new(Code::SuccessPolicy, job.object, findings);
        judge.needs(policy, "rules", "a success policy");
        judge.at_most(policy, "rules", 20);
        let Some(completions) = job.completions() else {
            continue;
        };
        for rule in items(policy, "rules") {
            check_rule(rule, completions, &mut judge);
        }
    }
}

fn check_rule(rule: &Node, completions: i64, judge: &mut Judge<'_, '_>) {
    let (indexes, count) = (
        rule.value_of("succeededIndexes"),
        rule.value_of("succeededCount"),
    );
    if indexes.is_none() && count.is_none() {
        judge.says(
            rule,
            "a rule for success needs `succeededIndexes` or `succeededCount`",
        );
    }
    let mut most = completions;
    if let Some((node, text)) = indexes.and_then(|node| Some((node, node.as_str()?))) {
        match total(text, completions) {
            Ok(total) => most = most.min(total),
            Err(problem) => {
                judge.says(
                    node,
                    format!("{} is no list of indexes: {problem}", node.brief()),
                );
                most = 0;
            }
        }
        if text.len() > LONGEST {
            judge.says(
                node,
                format!("a list of indexes has at most {LONGEST} characters"),
            );
        }
    }
    if let Some(count) = count {
        judge.within(count, 0..=most, "a count of indexes");
    }
}

/// Returns how many indexes there are in `0-2,5`.
fn total(text: &str, completions: i64) -> Result<i64, String> {
    let (mut total, mut last) = (0, -1);
    if text.is_empty() {
        return Ok(0);
    }
    for part in text.split(',') {
        let number = |text: &str| {
            let number: i64 = text.parse().map_err(|_| format!("`{text}` is no number"))?;
            if number >= completions {
                return Err(format!(
                    "{number} is too large for {completions} completions"
                ));
            }
            Ok(number)
        };
        let (first, end) = match part.split_once('-') {
            None => (number(part)?, number(part)?),
            Some((first, end)) => {
                let (first, end) = (number(first)?, number(end)?);
                if first >= end {
                    return Err(format!("{end} is not above {first}"));
                }
                (first, end)
            }
        };
        if first <= last {
            return Err(format!("{first} is not above {last}"));
        }
        total += end - first + 1;
        last = end;
    }
    Ok(total)
}
