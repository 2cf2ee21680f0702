//! EK1174: CertificateSigningRequests that the API server refuses. After `validateCertificateSigningRequest` of
//! `pkg/apis/certificates/validation`; the signature of the request is not looked at.

use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, shown, word};
use crate::validate::tree::Tree;
use crate::yaml::base64;

/// What a certificate may be for.
const USAGES: [&str; 23] = [
    "signing",
    "digital signature",
    "content commitment",
    "key encipherment",
    "key agreement",
    "data encipherment",
    "cert sign",
    "crl sign",
    "encipher only",
    "decipher only",
    "any",
    "server auth",
    "client auth",
    "code signing",
    "email protection",
    "s/mime",
    "ipsec end system",
    "ipsec tunnel",
    "ipsec user",
    "timestamping",
    "ocsp signing",
    "microsoft sgc",
    "netscape sgc",
];

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
        if let Some(seconds) = spec.value_of("expirationSeconds") {
            judge.within(seconds, 600..=i64::MAX, "seconds");
        }
        judge.needs(spec, "usages", "a CertificateSigningRequest");
        judge.unique(items(spec, "usages"), "usages");
        for usage in items(spec, "usages") {
            if word(usage).is_some_and(|text| !USAGES.contains(&text)) {
                judge.says(
                    usage,
                    format!("a certificate has no usage {}", shown(usage)),
                );
            }
        }
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
