//! The formats of texts and numbers that the API server knows.

/// What text or number a value is, closer than its type says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// An integer of 32 bits.
    Int32,
    /// An integer of 64 bits.
    Int64,
    /// A number of 32 bits.
    Float,
    /// A number of 64 bits.
    Double,
    /// Bytes in Base64.
    Byte,
    /// A time, `2006-01-02T15:04:05Z`.
    DateTime,
    /// A time of a built-in type that must have exactly six digits behind the seconds.
    MicroTime,
    /// A length of time, `1h30m`.
    Duration,
    /// A quantity of a built-in type, `500m`; a number is one too.
    Quantity,
    /// Name of a format of `apiextensions`, checked in custom resources only.
    Named(&'static str),
}

/// The formats that the API server checks in custom resources and that have no variant of their own.
const NAMED: &[&str] = &[
    "bsonobjectid",
    "cidr",
    "creditcard",
    "date",
    "email",
    "hexcolor",
    "hostname",
    "ipv4",
    "ipv6",
    "isbn",
    "isbn10",
    "isbn13",
    "k8s-long-name",
    "k8s-short-name",
    "mac",
    "password",
    "rgbcolor",
    "ssn",
    "uri",
    "uuid",
    "uuid3",
    "uuid4",
    "uuid5",
];

impl Format {
    /// Returns the format that documents call `name`; nothing for one that the server passes over.
    pub fn find(name: &str) -> Option<Format> {
        Some(match name {
            "int32" => Format::Int32,
            "int64" => Format::Int64,
            "float" => Format::Float,
            "double" => Format::Double,
            "byte" => Format::Byte,
            "date-time" | "datetime" => Format::DateTime,
            "duration" => Format::Duration,
            name => {
                let at = NAMED.binary_search(&name).ok()?;
                Format::Named(NAMED.get(at)?)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_format_is_found() {
        for name in NAMED {
            assert_eq!(Format::find(name), Some(Format::Named(name)));
        }
        assert_eq!(Format::find("int-or-string"), None);
    }
}
