//! EK1309: an ALB takes no certificate from a Secret.
//!
//! Source: AWS Load Balancer Controller, Certificate Discovery (certificates come from ACM).

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::load_balancers::fronts::fronts;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for front in fronts(tree) {
        let Some(spec) = front.ingress.node.value_of("spec") else {
            continue;
        };
        let named = items(spec, "tls")
            .iter()
            .find_map(|tls| Some((tls.value_of("secretName")?, text(tls, &["secretName"])?)));
        let Some((node, name)) = named else { continue };
        findings.push(
            about(
                Code::AlbTlsSecret,
                front.ingress,
                node,
                format!("the load balancer takes no certificate from the Secret `{name}`"),
            )
            .help("import the certificate into ACM, and name it in `alb.ingress.kubernetes.io/certificate-arn` or leave it to discovery by host"),
        );
    }
}
