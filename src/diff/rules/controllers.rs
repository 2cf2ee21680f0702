//! The controller of load balancers that goes before the objects whose finalizers only it removes.

use crate::diff::read::{items, text};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::world::Side;
use crate::diff::{Action, Path, Risk};
use crate::k8s::{Image, Object, ObjectId};
use crate::yaml::Node;

const CONTROLLER: &str = "aws-load-balancer-controller";

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let is_it = || {
        subject
            .before()
            .is_some_and(|node| is_controller(subject.id(), node))
    };
    if subject.action() != Action::Delete || !is_it() || is_there(&subject.world.after) {
        return;
    }
    let left = served(&subject.world.after);
    if !left.is_empty() {
        let why = format!(
            "nobody keeps the load balancers of {}, and once these are deleted they wait for ever: only this controller removes their finalizers",
            ticked(left)
        );
        let remedy = "delete the Ingresses and Services first, or move them to another controller, and this in a change after that";
        return verdict.reason(Risk::High, Path::default(), why, remedy);
    }
    let going = served(&subject.world.before);
    if !going.is_empty() {
        let why = format!(
            "it goes together with {}: if it is gone first, the finalizers stay, and with them the load balancers",
            ticked(going)
        );
        let remedy = "delete the Ingresses and Services first, and this in a change after that";
        verdict.reason(Risk::High, Path::default(), why, remedy);
    }
}

/// Returns whether an object runs the controller: a Deployment, or the release of its chart.
fn is_controller(id: &ObjectId, node: &Node) -> bool {
    match (id.group.as_str(), id.kind.as_str()) {
        ("apps", "Deployment") => {
            let containers = items(node.at(&["spec", "template", "spec", "containers"])).iter();
            let mut images = containers.filter_map(|container| text(Some(container), &["image"]));
            images.any(|image| Image::parse(image).name() == CONTROLLER)
        }
        ("helm.toolkit.fluxcd.io", "HelmRelease") => {
            text(Some(node), &["spec", "chart", "spec", "chart"]) == Some(CONTROLLER)
        }
        _ => false,
    }
}

fn is_there(side: &Side<'_>) -> bool {
    let deployments = side.of_kind("apps", "Deployment").iter();
    let releases = side.of_kind("helm.toolkit.fluxcd.io", "HelmRelease").iter();
    let mut all = deployments.chain(releases);
    all.any(|object| is_controller(&object.id, &object.node))
}

/// Returns what the controller serves.
fn served<'a>(side: &Side<'a>) -> Vec<&'a ObjectId> {
    let ingresses = side.of_kind("networking.k8s.io", "Ingress").iter();
    let ingresses = ingresses.filter(|object| side.is_alb(&object.node));
    let is_nlb = |object: &&&Object| {
        text(Some(&object.node), &["spec", "loadBalancerClass"]) == Some("service.k8s.aws/nlb")
    };
    let services = side.of_kind("", "Service").iter().filter(is_nlb);
    let bindings = side.of_kind("elbv2.k8s.aws", "TargetGroupBinding").iter();
    let all = ingresses.chain(services).chain(bindings);
    all.map(|object| &object.id).collect()
}
