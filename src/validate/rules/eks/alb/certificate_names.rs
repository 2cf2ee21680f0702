//! EK1329: the Certificate behind the Secret of an Ingress or a listener is not for its host.
//!
//! Source: cert-manager, Certificate: `dnsNames` and `commonName` are what the certificate is for; Gateway API, Listener, `tls`.

use rustc_hash::FxHashMap;

use super::certificate_host::{covers, listed};
use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::load_balancers::fronts::all;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The Certificates, by the namespace and the name of their Secrets.
type Issued<'a> = FxHashMap<(&'a str, &'a str), &'a Object>;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let certificates = tree
        .of("cert-manager.io", "Certificate")
        .filter_map(|certificate| {
            let secret = text(&certificate.node, &["spec", "secretName"])?;
            Some(((certificate.id.namespace.as_str(), secret), certificate))
        });
    let issued: Issued<'_> = certificates.collect();
    if issued.is_empty() {
        return;
    }
    // An ALB takes no certificate from a Secret, whatever that is for.
    for front in all(tree).iter().filter(|front| !front.is_alb) {
        let spec = front.ingress.node.value_of("spec");
        for tls in spec.map_or(&[][..], |spec| items(spec, "tls")) {
            let namespace = front.ingress.id.namespace.as_str();
            let secret = text(tls, &["secretName"]).unwrap_or_default();
            if let Some(certificate) = issued.get(&(namespace, secret)) {
                for host in items(tls, "hosts") {
                    one(front.ingress, host, &[*certificate], findings);
                }
            }
        }
    }
    for gateway in tree.of("gateway.networking.k8s.io", "Gateway") {
        let spec = gateway.node.value_of("spec");
        for listener in spec.map_or(&[][..], |spec| items(spec, "listeners")) {
            let refs = listener
                .value_of("tls")
                .map(|tls| items(tls, "certificateRefs"));
            let of_ref = |named: &Node| {
                let namespace = text(named, &["namespace"]).unwrap_or(&gateway.id.namespace);
                issued.get(&(namespace, text(named, &["name"])?)).copied()
            };
            let found: Option<Vec<&Object>> = refs.unwrap_or_default().iter().map(of_ref).collect();
            if let (Some(found), Some(host)) = (found, listener.value_of("hostname")) {
                one(gateway, host, &found, findings);
            }
        }
    }
}

fn one(object: &Object, node: &Node, certificates: &[&Object], findings: &mut Findings) {
    let names = certificates.iter().flat_map(|certificate| {
        let spec = certificate.node.value_of("spec");
        let named = spec.map_or(&[][..], |spec| items(spec, "dnsNames")).iter();
        named.chain(spec.and_then(|spec| spec.value_of("commonName")))
    });
    let names: Vec<&str> = names.filter_map(Node::as_str).collect();
    let Some((host, first)) = node.as_str().zip(certificates.first()) else {
        return;
    };
    if host.is_empty() || names.iter().any(|name| covers(name, host)) {
        return;
    }
    let message = format!(
        "`{}` is not for `{host}`, but for {}",
        first.id,
        listed(&names)
    );
    findings.push(
        about(Code::CertificateHost, object, node, message)
            .related(
                first.node.at(&["spec", "dnsNames"]).and_then(Node::span),
                "what it is for",
            )
            .help(format!("add `{host}` to its `dnsNames`")),
    );
}
