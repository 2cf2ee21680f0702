//! Questions to the authorizer of the cluster. They are checked; their answers are not known here.

use super::super::function::{Row, method};
use super::super::meter::Meter;
use super::super::value::{Failure, Value};
use super::Called;

pub(in super::super) const ROWS: &[Row] = &[
    asks(
        "path",
        "(kubernetes.authorization.Authorizer, string) -> kubernetes.authorization.PathCheck",
    ),
    asks(
        "group",
        "(kubernetes.authorization.Authorizer, string) -> kubernetes.authorization.GroupCheck",
    ),
    asks(
        "serviceAccount",
        "(kubernetes.authorization.Authorizer, string, string) -> kubernetes.authorization.Authorizer",
    ),
    asks(
        "resource",
        "(kubernetes.authorization.GroupCheck, string) -> kubernetes.authorization.ResourceCheck",
    ),
    of_resource("subresource"),
    of_resource("namespace"),
    of_resource("name"),
    of_resource("fieldSelector").since(31),
    of_resource("labelSelector").since(31),
    asks(
        "check",
        "(kubernetes.authorization.PathCheck, string) -> kubernetes.authorization.Decision",
    ),
    asks(
        "check",
        "(kubernetes.authorization.ResourceCheck, string) -> kubernetes.authorization.Decision",
    ),
    asks("errored", "(kubernetes.authorization.Decision) -> bool"),
    asks("error", "(kubernetes.authorization.Decision) -> string"),
    asks("allowed", "(kubernetes.authorization.Decision) -> bool"),
    asks("reason", "(kubernetes.authorization.Decision) -> string"),
];

const fn asks(name: &'static str, signature: &'static str) -> Row {
    method(name, signature, unknown).since(27)
}

const fn of_resource(name: &'static str) -> Row {
    asks(
        name,
        "(kubernetes.authorization.ResourceCheck, string) -> kubernetes.authorization.ResourceCheck",
    )
}

fn unknown<'a>(_: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    Err(Failure::unsupported("what the authorizer allows"))
}
