//! EK1174: CertificateSigningRequests that the API server refuses. After `validateCertificateSigningRequest` of
//! `pkg/apis/certificates/validation`; the signature of the request is not looked at, and
//! usages and seconds by themselves are the schema's.

use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;
use crate::yaml::base64;

const HEAD: &str = "-----BEGIN CERTIFICATE REQUEST-----";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for request in tree.of("certificates.k8s.io", "CertificateSigningRequest") {
        let mut judge = Judge::new(Code::CertificateRequest, request, findings);
        let Some(spec) = judge.needs(&request.node, "spec", "a CertificateSigningRequest") else {
            continue;
        };
        if let Some(node) = judge.needs(spec, "request", "a CertificateSigningRequest") {
            let pem = node
                .as_str()
                .and_then(base64)
                .and_then(|bytes| String::from_utf8(bytes).ok());
            if !pem.is_some_and(|pem| pem.contains(HEAD)) {
                judge.says(
                    node,
                    "`request` holds no certificate request in PEM and base64",
                );
            }
        }
        judge.needs(spec, "usages", "a CertificateSigningRequest");
        judge.unique(items(spec, "usages"), "usages");
        if let Some(signer) = judge.needs(spec, "signerName", "a CertificateSigningRequest")
            && let Some(problem) = signer.as_str().and_then(signer_problem)
        {
            judge.says(
                signer,
                format!("{} is no name of a signer: {problem}", shown(signer)),
            );
        }
    }
}

/// `example.com/name`.
fn signer_problem(text: &str) -> Option<String> {
    if text == "kubernetes.io/legacy-unknown" {
        return Some("this version of the API does not take it".to_owned());
    }
    let Some((domain, path)) = text.split_once('/').filter(|(_, path)| !path.contains('/')) else {
        return Some("expected a domain and a path, `example.com/name`".to_owned());
    };
    if text.len() > 571 || domain.len() > 253 {
        return Some("it is too long".to_owned());
    }
    if !domain.contains('.') {
        return Some("its domain has no `.`".to_owned());
    }
    let of_domain = domain
        .split('.')
        .find_map(|label| Format::Label.problem(label));
    of_domain.or_else(|| {
        path.split('.')
            .find_map(|part| Format::Subdomain.problem(part))
    })
}
