//! EK1044: the rules of a CustomResourceDefinition may cost more than the API server allows. Source:
//! `StaticEstimatedCostLimit` and `StaticEstimatedCRDCostLimit` of `pkg/apis/apiextensions/validation` in
//! `apiextensions-apiserver`.

use std::cmp::Reverse;

use super::schemas::Ruled;
use crate::cel::Program;
use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::validate::findings::{Findings, about};
use crate::yaml::Node;

/// The most that one rule may cost, and all of a schema together.
const OF_RULE: u64 = 10_000_000;
const OF_SCHEMA: u64 = 100_000_000;

/// What the rules of a schema may cost together.
pub(super) struct Budget<'d> {
    object: &'d Object,
    total: u64,
    costs: Vec<(u64, Node)>,
    /// Whether a rule has been told of, which may be why all of them cost too much.
    is_told: bool,
}

impl<'d> Budget<'d> {
    pub(super) fn new(object: &'d Object) -> Self {
        Budget {
            object,
            total: 0,
            costs: Vec::new(),
            is_told: false,
        }
    }

    /// Counts a rule, which is asked of every value of its type.
    pub(super) fn rule(
        &mut self,
        node: &Node,
        program: &Program,
        ruled: &Ruled<'_>,
        findings: &mut Findings,
    ) {
        let Some(sizes) = ruled.sizes else { return };
        let count = ruled.count.unwrap_or(sizes.most_values());
        let cost = program.cost(sizes).saturating_mul(count);
        let note = match ruled.count {
            None => format!(
                "it is asked of up to {count} values, since a list or map around them has no bound"
            ),
            Some(count) => format!("it is asked of up to {count} values"),
        };
        let note = Some(note).filter(|_| ruled.count != Some(1));
        self.count(node, cost, "the rule", note, findings);
    }

    /// Counts the expression of a message, which is evaluated once.
    pub(super) fn message(
        &mut self,
        node: &Node,
        program: &Program,
        ruled: &Ruled<'_>,
        findings: &mut Findings,
    ) {
        if let Some(sizes) = ruled.sizes {
            let cost = program.cost(sizes);
            self.count(node, cost, "the expression of the message", None, findings);
        }
    }

    fn count(
        &mut self,
        node: &Node,
        cost: u64,
        what: &str,
        note: Option<String>,
        findings: &mut Findings,
    ) {
        self.total = self.total.saturating_add(cost);
        if cost > OF_RULE {
            self.is_told = true;
            let finding = self.finding(node, what, cost, OF_RULE);
            findings.push(note.into_iter().fold(finding, Diagnostic::note));
        } else if cost > OF_SCHEMA / 100 {
            self.costs.push((cost, node.clone()));
        }
    }

    /// Reports that all rules together may cost too much.
    pub(super) fn finish(mut self, schema: &Node, findings: &mut Findings) {
        if self.total <= OF_SCHEMA || self.is_told {
            return;
        }
        self.costs.sort_by_key(|(cost, _)| Reverse(*cost));
        let finding = self.finding(
            schema,
            "the rules of the schema together",
            self.total,
            OF_SCHEMA,
        );
        let finding = finding.at(schema.head().or(self.object.span));
        let most = self.costs.iter().take(3);
        findings.push(most.fold(finding, |finding, (_, node)| {
            finding.related(node.span(), "costs much")
        }));
    }

    fn finding(&self, node: &Node, what: &str, cost: u64, limit: u64) -> Diagnostic {
        let factor = match cost as f64 / limit as f64 {
            factor if factor > 100.0 => "more than 100".to_owned(),
            factor if factor < 10.0 => format!("{factor:.2}"),
            factor => format!("{factor:.0}"),
        };
        let message = format!("{what} may cost {factor} times what the API server allows");
        about(Code::RuleCost, self.object, node, message).help(
            "state bounds: `maxItems` of lists, `maxProperties` of maps, `maxLength` of texts",
        )
    }
}
