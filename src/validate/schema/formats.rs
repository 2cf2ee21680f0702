//! EK1006: a text does not have the format of its field. EK0622: a text is no quantity.
//!
//! Source: k8s.io/apimachinery `pkg/apis/meta/v1/time.go`, `micro_time.go`, `pkg/api/resource/quantity.go`, Go's
//! `encoding/base64`; for custom resources k8s.io/kube-openapi `pkg/validation/strfmt`.

use super::walk::{Walk, at_path};
use crate::diag::Code;
use crate::k8s::schema::{Format, Schema, Type};
use crate::validate::findings::about;
use crate::yaml::Node;

/// Reports a text that does not have the format of its type.
pub(super) fn check(walk: &mut Walk<'_>, schema: &Schema, node: &Node, text: &str) {
    let Some(format) = schema.format.filter(|_| schema.ty == Type::String) else {
        return;
    };
    if format.admits(text) {
        return;
    }
    walk.tell(|object, _| {
        if format == Format::Quantity {
            return about(
                Code::InvalidQuantity,
                object,
                node,
                format!("expected a quantity, found {}", node.brief()),
            )
            .help("write `250m`, `1`, `512Mi` or `10Gi`");
        }
        let (expected, help) = wording(format);
        // What is to be in Base64 may be secret, readable by mistake.
        let found = match format {
            Format::Byte => "other text".to_owned(),
            _ => node.brief().to_string(),
        };
        at_path(
            Code::MalformedText,
            object,
            node,
            &format!("expected {expected}, found {found}"),
        )
        .maybe_help(help.map(str::to_owned))
    });
}

fn wording(format: Format) -> (String, Option<&'static str>) {
    let (expected, help) = match format {
        Format::Byte => (
            "bytes in Base64",
            Some("encode it; in a Secret, readable text belongs into `stringData`"),
        ),
        Format::DateTime => (
            "a time as RFC 3339 has it",
            Some("write `2006-01-02T15:04:05Z`"),
        ),
        Format::MicroTime => (
            "a time with six digits behind the second",
            Some("write `2006-01-02T15:04:05.000000Z`"),
        ),
        Format::Duration => ("a length of time", Some("write `30s`, `5m` or `1h30m`")),
        Format::Named(name) => return (format!("text of the format `{name}`"), None),
        _ => ("another format", None),
    };
    (expected.to_owned(), help)
}
