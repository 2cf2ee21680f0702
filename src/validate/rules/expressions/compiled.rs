//! EK1043: an expression that people write does not compile, whatever it is for.

use super::place::problem;
use crate::cel::{self, Environment, Type};
use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::Findings;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The expressions of one object.
pub(super) struct Expressions<'d, 't, 'o> {
    pub(super) tree: &'d Tree<'t>,
    pub(super) object: &'o Object,
    pub(super) findings: &'d mut Findings,
}

impl Expressions<'_, '_, '_> {
    /// Compiles the expression under a key, and returns its type, as far as it has one.
    pub(super) fn compile<'s>(
        &mut self,
        parent: &Node,
        key: &str,
        environment: &Environment<'s>,
        wanted: &[Type<'_>],
    ) -> Type<'s> {
        let node = parent.text_of(key);
        let Some((node, text)) = node.and_then(|node| Some((node, node.as_str()?))) else {
            return Type::Dyn;
        };
        let problems = match cel::check(text, environment, wanted) {
            Ok(found) => return found,
            Err(problems) => problems,
        };
        for found in &problems {
            let code = match found.is_limit {
                true => Code::RuleNotEvaluated,
                false => Code::PolicyExpression,
            };
            let what = format!("`{key}` is wrong");
            let finding = problem(code, self.tree, self.object, node, found, &what);
            self.findings.push(finding);
        }
        Type::Dyn
    }
}
