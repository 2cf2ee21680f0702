//! Why an expression has no value.

use super::value::Value;

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What happened.
    pub message: String,
    /// What kind of failure it is.
    pub why: Why,
}

/// What kind of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The expression fails on this value: a key that is not there, a division by zero.
    Value,
    /// It took more steps than Kubernetes allows.
    Budget,
    /// It asks for what is not known here: the cluster, a time zone.
    Unsupported,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Failure {
            message: message.into(),
            why: Why::Value,
        }
    }

    pub(super) fn budget() -> Self {
        Failure {
            message: "it takes more steps than Kubernetes allows".to_owned(),
            why: Why::Budget,
        }
    }

    /// Fails because of `what`, which is not known here.
    pub(super) fn unsupported(what: impl std::fmt::Display) -> Self {
        Failure {
            message: format!("{what} is not known here"),
            why: Why::Unsupported,
        }
    }

    pub(super) fn overflow() -> Self {
        Failure::new("the result does not fit 64 bits")
    }

    pub(super) fn no_overload(name: &str, args: &[Value<'_>]) -> Self {
        let args: Vec<&str> = args.iter().map(Value::type_name).collect();
        Failure::new(format!("`{name}` does not take ({})", args.join(", ")))
    }

    pub(super) fn no_key(key: &str) -> Self {
        Failure::new(format!("there is no key `{key}`"))
    }

    /// Returns whether another operand of `&&` or `||` may make up for it.
    pub(super) fn may_be_absorbed(&self) -> bool {
        self.why == Why::Value
    }
}
