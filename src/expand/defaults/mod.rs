//! Every value that nobody wrote has a name here: what it is, why, who says so, and the spec field that changes it.
//!
//! One file per area. Expanders name these when they build objects, so that `explain` can answer for every field of
//! every object. A default with a `field` goes away when that field is `null`; the others are the shape of an object.

use crate::yaml::NamedDefault;

/// Declares defaults: `NAME: "id", "what", "why", "source", "field";`.
macro_rules! defaults {
    ($($name:ident: $id:literal, $what:literal, $why:literal, $source:literal, $field:literal;)*) => {
        $(
            #[doc = $what]
            pub static $name: $crate::yaml::NamedDefault = $crate::yaml::NamedDefault {
                id: $id,
                what: $what,
                why: $why,
                source: $source,
                field: $field,
            };
        )*

        /// The defaults of this area.
        pub static ALL: &[&$crate::yaml::NamedDefault] = &[$(&$name),*];
    };
}

pub(crate) use defaults;

pub mod app;
pub mod database;
pub mod monitoring;
pub mod platform;

/// Returns every default, by area and in the order in which the area lists them.
pub fn all() -> impl Iterator<Item = &'static NamedDefault> {
    [app::ALL, database::ALL, monitoring::ALL, platform::ALL]
        .into_iter()
        .flatten()
        .copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::all;

    #[test]
    fn every_default_says_what_it_is_why_and_who_says_so_under_an_id_of_its_own() {
        let mut ids = BTreeSet::new();
        for default in all() {
            assert!(ids.insert(default.id), "{} is there twice", default.id);
            for text in [default.id, default.what, default.why, default.source] {
                assert!(!text.trim().is_empty(), "{} says too little", default.id);
            }
        }
    }
}
