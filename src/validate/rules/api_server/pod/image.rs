//! EK1102: a container without an image. After `validateContainerCommon` and `validateContainerOnlyForPod` of
//! `pkg/apis/core/validation`.

use super::{called, each};
use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::ContainerImage, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for container in pod.containers() {
        let image = judge.needs(container, "image", called(container));
        // Templates may have spaces there, for tools that put the image in later.
        let spaces = image.filter(|image| {
            let text = image.as_str().unwrap_or_default();
            pod.object.id.kind == "Pod" && text.trim() != text
        });
        if let Some(image) = spaces {
            let message = format!("the image {} has spaces around it", image.brief());
            judge.says(image, message);
        }
    }
}
