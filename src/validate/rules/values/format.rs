//! EK1026: a text has not its format. Source: `format`, `formatValidator` of `kube-openapi`.

use super::spot::{Problem, Spot};
use crate::diag::Code;
use crate::k8s::schema::{Format, has_format};

pub(super) fn check<'v>(spot: &Spot<'v>, found: &mut Vec<Problem<'v>>) {
    let (Some(text), Some(format)) = (spot.value.as_str(), spot.schema.format) else {
        return;
    };
    if has_format(text, format) {
        return;
    }
    let name = match format {
        Format::Byte => "byte",
        Format::DateTime => "date-time",
        Format::Duration => "duration",
        Format::Named(name) => name,
        _ => return,
    };
    let message = format!(
        "expected the format `{name}` for `{}`, found `{text}`",
        spot.name
    );
    found.push(Problem {
        help: example(name).map(|example| format!("write it as `{example}`")),
        ..Problem::new(Code::WrongFormat, spot.value, message)
    });
}

fn example(name: &str) -> Option<&'static str> {
    Some(match name {
        "byte" => "aGVsbG8=",
        "cidr" => "10.0.0.0/16",
        "date" => "2026-01-31",
        "date-time" => "2026-01-31T12:00:00Z",
        "duration" => "1h30m",
        "email" => "ops@example.com",
        "hostname" => "api.example.com",
        "ipv4" => "10.0.0.1",
        "ipv6" => "2001:db8::1",
        "mac" => "00:00:5e:00:53:01",
        "uri" => "https://example.com/path",
        "uuid" | "uuid4" => "123e4567-e89b-42d3-a456-426614174000",
        _ => return None,
    })
}
