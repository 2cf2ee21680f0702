//! EK1329: none of the certificates that an ALB is given is for a host that it serves.
//!
//! Source: Elastic Load Balancing, "SSL certificates for your Application Load Balancer": the default certificate is sent where none
//! fits. Which names a certificate is for, the Cluster says in `certificates`.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::load_balancers::annotations::Annotation;
use crate::validate::load_balancers::fronts::{Front, groups};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let known = tree
        .target
        .and_then(|target| target.cluster.value_of("certificates"));
    let Some(known) = known.and_then(Node::as_map) else {
        return;
    };
    for (group, members) in groups(tree) {
        let encrypted: Vec<&&Front<'_>> = members.iter().filter(|it| is_encrypted(it)).collect();
        // All of them lie on one listener, so a certificate of one Ingress is there for the hosts of another.
        let mut names = Some(Vec::new());
        for arn in encrypted.iter().map(|member| arns(member)) {
            let of_arn = |arn: &str| known.get(arn).and_then(Node::as_list);
            let found =
                arn.and_then(|arns| arns.into_iter().map(of_arn).collect::<Option<Vec<_>>>());
            names = names.zip(found).map(|(mut names, found)| {
                names.extend(found.into_iter().flatten().filter_map(Node::as_str));
                names
            });
        }
        // Of a certificate that is not listed, or left to discovery, nobody knows the names.
        let Some(names) = names else { continue };
        let rules = encrypted.iter().flat_map(|member| {
            let spec = member.ingress.node.value_of("spec");
            let rules = spec.map_or(&[][..], |spec| items(spec, "rules"));
            rules.iter().map(move |rule| (member, rule))
        });
        for (member, rule) in rules {
            let Some((node, host)) = rule.value_of("host").zip(text(rule, &["host"])) else {
                continue;
            };
            if host.is_empty() || names.iter().any(|name| covers(name, host)) {
                continue;
            }
            let message =
                format!("no certificate of the load balancer of `{group}` is for `{host}`");
            findings.push(
                about(Code::CertificateHost, member.ingress, node, message)
                    .note(format!("they are for {}", listed(&names)))
                    .help("add a certificate for the host, or leave them to discovery by host"),
            );
        }
    }
}

fn is_encrypted(front: &Front<'_>) -> bool {
    front.listeners().iter().any(|listener| listener.https)
}

/// Returns the certificates that the class or an Ingress names.
fn arns<'a>(front: &Front<'a>) -> Option<Vec<&'a str>> {
    let node = front.certificates()?;
    Some(match node.as_str() {
        Some(text) => Annotation { node, text }.list().collect(),
        None => node.as_list()?.iter().filter_map(Node::as_str).collect(),
    })
}

/// Returns whether a name of a certificate is for a host: `*` stands for one label.
pub(super) fn covers(name: &str, host: &str) -> bool {
    let below = |name: &str| {
        host.split_once('.')
            .is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(name))
    };
    name.eq_ignore_ascii_case(host) || name.strip_prefix("*.").is_some_and(below)
}

/// Returns names for a message.
pub(super) fn listed(names: &[&str]) -> String {
    match names {
        [] => "no name".to_owned(),
        names => format!("`{}`", names.join("`, `")),
    }
}
