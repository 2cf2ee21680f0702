//! EK1006: a text does not have the format of its field. EK0622: a text is no quantity.
//!
//! Source: k8s.io/apimachinery `pkg/apis/meta/v1/time.go`, `micro_time.go`, `pkg/api/resource/quantity.go`, Go's
//! `encoding/base64`.

use super::walk::{Walk, at_path};
use crate::diag::Code;
use crate::k8s::schema::{Format, Schema, Type};
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
            let message = format!("expected a quantity, found {}", node.brief());
            return at_path(Code::InvalidQuantity, object, node, &message)
                .help(quantity_help(text));
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
        .help(help)
    });
}

/// Returns how to write a quantity; bytes are what most people put behind it.
fn quantity_help(text: &str) -> String {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = text.strip_suffix(unit).unwrap_or_default();
    let meant = match unit {
        "KB" | "kB" | "kb" | "KiB" | "K" => "Ki",
        "MB" | "mb" | "MiB" | "Mb" | "mi" => "Mi",
        "GB" | "gb" | "GiB" | "Gb" | "gi" | "g" => "Gi",
        "TB" | "tb" | "TiB" | "Tb" | "ti" | "t" => "Ti",
        _ => "",
    };
    if meant.is_empty() || number.is_empty() {
        return "write `250m`, `1`, `512Mi` or `10Gi`".to_owned();
    }
    format!("write `{number}{meant}`")
}

fn wording(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Byte => (
            "bytes in Base64",
            "encode it; in a Secret, readable text belongs into `stringData`",
        ),
        Format::MicroTime => (
            "a time with six digits behind the second",
            "write `2006-01-02T15:04:05.000000Z`",
        ),
        _ => ("a time as RFC 3339 has it", "write `2006-01-02T15:04:05Z`"),
    }
}
