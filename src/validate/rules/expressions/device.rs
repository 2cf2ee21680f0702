//! EK1043, of devices: an expression that selects devices does not compile. Source: `validateCELSelector` of
//! `pkg/apis/resource/validation`, and `dynamic-resource-allocation/cel/compile.go`.

use std::sync::LazyLock;

use super::compiled::Expressions;
use super::types::{map, object, text};
use crate::cel::{Environment, Type, View, type_of};
use crate::k8s::schema::{Schema, Type as Is};
use crate::validate::findings::{Findings, items};
use crate::validate::rules::api_server::admission::device_selectors;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let view = View {
        minor: tree.minor,
        is_resource: false,
        is_built_in: true,
    };
    let device = type_of(&DEVICE, view).unwrap_or(Type::Dyn);
    let environment = Environment::new(tree.minor).with("device", device);
    for (object, parent) in device_selectors(tree) {
        let mut expressions = Expressions {
            tree,
            object,
            findings,
        };
        for selector in items(parent, "selectors") {
            let Some(cel) = selector.value_of("cel") else {
                continue;
            };
            // The language has this macro nowhere else.
            let binds = cel.text_of("expression").and_then(Node::as_str);
            if binds.is_none_or(|text| !text.contains("cel.bind")) {
                expressions.compile(cel, "expression", &environment, &[Type::Bool, Type::Dyn]);
            }
        }
    }
}

/// What an attribute is, a text, a number or a version, is seen only when there is a device.
static DEVICE: LazyLock<Schema> = LazyLock::new(|| {
    let by_domain = || map(map(Schema::of(Is::Any)));
    object(vec![
        ("allowMultipleAllocations", Schema::of(Is::Boolean)),
        ("attributes", by_domain()),
        ("capacity", by_domain()),
        ("driver", text()),
    ])
});
