//! Istio: where a mesh sends requests, and whom it lets through.

use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Action, Effect, Path, Risk};

/// What is to say of a kind.
struct Kind {
    group: &'static str,
    kind: &'static str,
    /// What happens when it is new, another one, and gone; empty where that is nothing to worry about.
    added: &'static str,
    changed: &'static str,
    gone: &'static str,
}

const fn kind(
    group: &'static str,
    kind: &'static str,
    added: &'static str,
    changed: &'static str,
    gone: &'static str,
) -> Kind {
    Kind {
        group,
        kind,
        added,
        changed,
        gone,
    }
}

const NETWORKING: &str = "networking.istio.io";
const SECURITY: &str = "security.istio.io";

/// By group and kind.
static KINDS: &[Kind] = &[
    kind(
        NETWORKING,
        "DestinationRule",
        "connections to its host follow other rules: subsets, TLS, limits",
        "connections to its host follow other rules: subsets, TLS, limits",
        "its subsets are gone: routes that name one of them answer with 503",
    ),
    kind(
        NETWORKING,
        "Gateway",
        "",
        "the mesh listens at other ports, for other hosts or with other certificates",
        "nobody listens any more for its hosts",
    ),
    kind(
        NETWORKING,
        "ServiceEntry",
        "",
        "a service outside the mesh is found elsewhere",
        "a service outside the mesh is not known any more, and may be refused",
    ),
    kind(
        NETWORKING,
        "Sidecar",
        "pods that it selects reach only what it lists",
        "pods that it selects reach other services",
        "pods that it selected reach everything in the mesh",
    ),
    kind(
        NETWORKING,
        "VirtualService",
        "requests for its hosts follow its routes",
        "requests for its hosts go another way",
        "requests for its hosts follow no route of it any more",
    ),
    kind(
        SECURITY,
        "AuthorizationPolicy",
        "requests that it does not allow are refused with 403",
        "other requests are let through or refused",
        "what it denied is let through, and what only it allowed is refused",
    ),
    kind(
        SECURITY,
        "PeerAuthentication",
        "connections without mutual TLS may be refused",
        "connections without mutual TLS are taken or refused otherwise",
        "connections without mutual TLS are taken or refused otherwise",
    ),
    kind(
        SECURITY,
        "RequestAuthentication",
        "requests with a token that is not valid are refused",
        "tokens of other issuers are taken",
        "tokens are not checked any more",
    ),
];

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let id = subject.id();
    let mut kinds = KINDS.iter();
    let Some(kind) = kinds.find(|kind| kind.group == id.group && kind.kind == id.kind) else {
        return;
    };
    let (risk, why) = match subject.action() {
        Action::Create if kind.group == SECURITY => (Risk::High, kind.added),
        Action::Create => (Risk::Medium, kind.added),
        Action::Delete => (Risk::High, kind.gone),
        _ if subject.touches(&["spec"]) => (Risk::High, kind.changed),
        _ => return,
    };
    verdict.effect(Effect::Traffic);
    if !why.is_empty() {
        verdict.reason(risk, Path::default(), why, "");
    }
}
