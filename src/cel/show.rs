//! Values as text, for findings and tests.

use std::fmt::{self, Display, Formatter};

use super::library::double_text;
use super::value::Value;

impl Display for Value<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Bool(truth) => truth.fmt(f),
            Value::Int(number) => number.fmt(f),
            Value::Uint(number) => write!(f, "{number}u"),
            Value::Double(number) => write!(f, "double({})", double_text(*number)),
            Value::String(text) => {
                let mut quoted = String::new();
                crate::yaml::write_go_text(text, &mut quoted);
                f.write_str(&quoted)
            }
            Value::Bytes(bytes) => {
                f.write_str("bytes(")?;
                bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
                f.write_str(")")
            }
            Value::Duration(nanos) => write!(f, "duration({nanos})"),
            Value::Timestamp(time) => write!(f, "timestamp({})", time.in_utc()),
            Value::List(list) => {
                let parts: Vec<String> = list.iter().map(|item| item.to_string()).collect();
                write!(f, "[{}]", parts.join(", "))
            }
            Value::Map(map) => {
                let entry = |key: &Value<'_>| {
                    let value = map.get(key).unwrap_or(Value::Null);
                    format!("{key}: {value}")
                };
                let mut parts: Vec<String> = map.keys().iter().map(entry).collect();
                parts.sort();
                write!(f, "{{{}}}", parts.join(", "))
            }
            Value::Type(name) => write!(f, "type({name})"),
            Value::Optional(None) => f.write_str("optional.none()"),
            Value::Optional(Some(value)) => write!(f, "optional.of({value})"),
            Value::Quantity(quantity, _) => write!(f, "quantity({quantity})"),
            Value::Ip(address) => write!(f, "ip({address})"),
            Value::Cidr(range) => write!(f, "cidr({range})"),
            Value::Url(url) => write!(f, "url({url})"),
            Value::Semver(version) => write!(f, "semver({version})"),
            Value::Format(format) => write!(f, "format({})", format.name),
            Value::Hidden(_) => f.write_str("unknown"),
        }
    }
}
