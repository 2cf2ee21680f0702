//! EK1127: profiles of seccomp and AppArmor that the API server refuses. After `validateSeccompProfileField` and
//! `ValidateAppArmorProfileField` of `pkg/apis/core/validation`.

use super::{descending, each};
use crate::diag::Code;
use crate::validate::findings::{Findings, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The longest name of a profile of AppArmor.
const LONGEST: usize = 4095;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::Profile, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    let contexts = std::iter::once(pod.spec)
        .chain(pod.containers())
        .filter_map(|holder| holder.value_of("securityContext"));
    for context in contexts {
        for field in ["seccompProfile", "appArmorProfile"] {
            if let Some(profile) = context.value_of(field) {
                check_profile(field, profile, judge);
            }
        }
    }
}

fn check_profile(field: &str, profile: &Node, judge: &mut Judge<'_, '_>) {
    judge.needs(profile, "type", format_args!("`{field}`"));
    let local = profile.value_of("localhostProfile");
    match (text(profile, &["type"]), local) {
        (Some("Localhost"), None) => {
            judge.says(
                profile,
                format!("`{field}` of the type `Localhost` needs `localhostProfile`"),
            );
        }
        (Some("Localhost"), Some(path)) if field == "seccompProfile" => descending(path, judge),
        (Some("Localhost"), Some(name)) => apparmor(name, judge),
        (_, Some(node)) => {
            let message = "`localhostProfile` is for the type `Localhost` alone";
            judge.advises(node, message, "remove it, or write `type: Localhost`");
        }
        _ => {}
    }
}

fn apparmor(name: &Node, judge: &mut Judge<'_, '_>) {
    let text = name.as_str().unwrap_or("-");
    if text.is_empty() || text.trim() != text || text.len() > LONGEST {
        let message = format!(
            "expected a name without spaces around it, at most {LONGEST} characters, found {}",
            name.brief()
        );
        judge.says(name, message);
    }
}
