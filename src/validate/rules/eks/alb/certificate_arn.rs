//! EK1318: a certificate of a load balancer is no certificate of its region.
//!
//! Source: Elastic Load Balancing, "Create an HTTPS listener": certificates of ACM are regional; AWS General Reference, ARNs.

use crate::diag::Code;
use crate::k8s::{Arn, Object, partition_of};
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::annotations::{
    Annotation, PREFIX, SERVICE_PREFIX, annotation,
};
use crate::validate::rules::eks::facts::fact;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, &mut |object, node, arn| {
        let wrong = match Arn::parse(arn) {
            Err(wrong) => wrong,
            Ok(parts) if !is_certificate(&parts) => {
                "a certificate of ACM or IAM was expected".to_owned()
            }
            Ok(_) => return,
        };
        findings.push(about(
            Code::CertificateArn,
            object,
            node,
            format!("`{arn}` is no ARN of a certificate: {wrong}"),
        ));
    });
}

/// What region and partition of the cluster add.
pub(super) fn of_cluster(tree: &Tree<'_>, findings: &mut Findings) {
    let Some(region) = fact(tree, "region") else {
        return;
    };
    let partition = fact(tree, "partition").unwrap_or_else(|| partition_of(region));
    each(tree, &mut |object, node, arn| {
        let Some(parts) = Arn::parse(arn).ok().filter(is_certificate) else {
            return;
        };
        let message = if parts.partition != partition {
            format!(
                "the certificate is of the partition `{}`, and the cluster of `{partition}`",
                parts.partition
            )
        } else if parts.service == "acm" && parts.region != region {
            format!(
                "the certificate is in `{}`, and the cluster in `{region}`",
                parts.region
            )
        } else {
            return;
        };
        findings.push(
            about(Code::CertificateArn, object, node, message)
                .help("take the certificate of the cluster's own region"),
        );
    });
}

fn is_certificate(arn: &Arn<'_>) -> bool {
    match arn.service {
        "acm" => arn.resource.starts_with("certificate/"),
        "iam" => arn.resource.starts_with("server-certificate/"),
        _ => false,
    }
}

/// Calls `visit` with every certificate that a load balancer names.
fn each<'a>(tree: &Tree<'a>, visit: &mut dyn FnMut(&'a Object, &'a Node, &'a str)) {
    for params in tree.of_kind("IngressClassParams") {
        for key in ["certificateArn", "certificateARNs"] {
            let listed = params.node.at(&["spec", key]).and_then(Node::as_list);
            for node in listed.unwrap_or_default() {
                if let Some(arn) = node.as_str() {
                    visit(params, node, arn);
                }
            }
        }
    }
    let mut list = |object, annotation: Option<Annotation<'a>>| {
        for (annotation, arn) in annotation
            .into_iter()
            .flat_map(|found| found.list().map(move |arn| (found, arn)))
        {
            visit(object, annotation.node, arn);
        }
    };
    for ingress in tree.of_kind("Ingress") {
        list(ingress, annotation(ingress, PREFIX, "certificate-arn"));
    }
    for service in tree.of_kind("Service") {
        list(
            service,
            annotation(service, SERVICE_PREFIX, "aws-load-balancer-ssl-cert"),
        );
    }
}
