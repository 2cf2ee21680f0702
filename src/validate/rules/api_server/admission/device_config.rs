//! EK1198: DeviceClasses, and configurations of devices, that the API server refuses. After `validateDeviceClassSpec` and
//! `validateOpaqueConfiguration` of `pkg/apis/resource/validation`.

use super::device_request::selectors;
use super::{DEVICES, device_claims, is_v1};
use crate::diag::Code;
use crate::k8s::Format;
use crate::k8s::resource_name::is_extended;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for class in tree.of(DEVICES, "DeviceClass").filter(|class| is_v1(class)) {
        let Some(spec) = class.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::DeviceConfig, class, findings);
        selectors(spec, &mut judge);
        configurations(spec, &mut judge);
        if let Some(name) = spec.value_of("extendedResourceName")
            && name.as_str().is_some_and(|text| !is_extended(text))
        {
            judge.says(
                name,
                format!(
                    "{} is no extended resource, `example.com/name`",
                    shown(name)
                ),
            );
        }
    }
    for (object, devices) in device_claims(tree) {
        configurations(
            devices,
            &mut Judge::new(Code::DeviceConfig, object, findings),
        );
    }
}

fn configurations(parent: &Node, judge: &mut Judge<'_, '_>) {
    judge.at_most(parent, "config", 32);
    for config in items(parent, "config") {
        let Some(opaque) = config.value_of("opaque") else {
            judge.says(config, "a configuration needs `opaque`");
            continue;
        };
        judge.wants(opaque, "parameters", "a configuration");
        if let Some(driver) = judge.needs(opaque, "driver", "a configuration") {
            let lower = driver.as_str().map(str::to_lowercase).unwrap_or_default();
            if lower.len() > 63 || Format::Subdomain.problem(&lower).is_some() {
                judge.says(driver, format!("{} is no name of a driver", shown(driver)));
            }
        }
    }
}
