//! EK1205: a Gateway of a class that nobody makes.
//!
//! Source: Gateway API, `GatewaySpec.gatewayClassName`: it must name a GatewayClass.

use super::gateway::GROUP;
use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for gateway in tree
        .of_kind("Gateway")
        .iter()
        .filter(|gateway| gateway.id.group == GROUP)
    {
        if let Some(node) = gateway.node.at(&["spec", "gatewayClassName"]) {
            let name = Name {
                object: gateway,
                node,
                group: GROUP,
                kind: "GatewayClass",
                namespace: "",
            };
            demand(tree, findings, Code::MissingGatewayClass, name);
        }
    }
}
