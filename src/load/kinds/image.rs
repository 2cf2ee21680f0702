//! A table of data: how an image is named.

use super::common::map;
use crate::load::shape::{Field, Shape, Type, field, required};
use crate::yaml::Node;

/// An image: `repository[:tag][@digest]` or its parts.
pub(super) static IMAGE: Type = Type::Short {
    short: &Type::String,
    expand: image,
    long: &Type::Object(&Shape {
        name: "Image",
        doc: "An image, in parts that layers can change one by one.",
        fields: &[
            required(
                "repository",
                &Type::String,
                "The registry and the name, without tag and digest.",
            ),
            TAG,
            DIGEST,
        ],
    }),
};

/// The image of a database, of whose engine the official repository is known.
pub(super) static ENGINE_IMAGE: Type = Type::Short {
    short: &Type::String,
    expand: image,
    long: &Type::Object(&Shape {
        name: "EngineImage",
        doc: "The image of a database, in parts that layers can change one by one.",
        fields: &[
            field(
                "repository",
                &Type::String,
                "The registry and the name, without tag and digest; those of the engine's official image unless stated.",
            ),
            TAG,
            DIGEST,
        ],
    }),
};

const TAG: Field = field(
    "tag",
    &Type::String,
    "The tag, in quotes where it looks like a number.",
);

const DIGEST: Field = field(
    "digest",
    &Type::String,
    "The digest, `sha256:…`; it wins over the tag.",
);

/// `repository[:tag][@digest]`; a colon before the last slash belongs to the registry's port.
fn image(short: &Node) -> Node {
    let text = short.as_str().unwrap_or_default();
    let (text, digest) = match text.split_once('@') {
        Some((text, digest)) => (text, Some(digest)),
        None => (text, None),
    };
    let name_at = text.rfind('/').map_or(0, |slash| slash + 1);
    let (repository, tag) = match text[name_at..].find(':') {
        Some(colon) => (&text[..name_at + colon], Some(&text[name_at + colon + 1..])),
        None => (text, None),
    };
    let parts = [
        ("repository", Some(repository)),
        ("tag", tag),
        ("digest", digest),
    ];
    let parts = parts
        .into_iter()
        .filter_map(|(key, text)| Some((key, text?)));
    map(short, parts.map(|(key, text)| (key, short.with(text))))
}
