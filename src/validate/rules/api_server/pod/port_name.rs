//! EK1103: names of container ports that the API server refuses. After `validateContainerPorts` of
//! `pkg/apis/core/validation`.

use super::{called, each};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::ContainerPort, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for container in pod.containers() {
        let ports = items(container, "ports");
        let names = ports.iter().filter_map(|port| port.text_of("name"));
        for name in names.clone() {
            judge.format(name, Format::PortName, "name for a port");
        }
        judge.unique(names, "names of ports of one container");
        for port in ports {
            if port.value_of("containerPort").is_none() {
                let message = format!("a port of {} needs `containerPort`", called(container));
                judge.says(port, message);
            }
        }
    }
}
