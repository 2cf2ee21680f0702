//! The fields of a type, found by name.

use super::Property;
use crate::yaml::Tags;

/// Fields, sorted by name. A name may stand several times in a row, see [`Schema::properties`](super::Schema::properties).
#[derive(Clone, Debug, Default)]
pub struct Properties {
    sorted: Box<[Property]>,
    /// The tags of the names. They tell apart nearly all names without a look at any.
    tags: Box<[Tags]>,
}

impl Properties {
    /// Returns every entry of a field.
    pub fn named(&self, name: &str) -> &[Property] {
        let tag = Tags::tag(name);
        for (block, tags) in self.tags.iter().enumerate() {
            for place in tags.places(tag) {
                let rest = self.sorted.get(block * Tags::MOST + place..);
                let rest = rest.unwrap_or_default();
                if rest.first().is_some_and(|first| first.name == name) {
                    let same = rest.iter().take_while(|property| property.name == name);
                    return &rest[..same.count()];
                }
            }
        }
        &[]
    }

    /// Walks the fields to change what is said of them; their names must stay.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Property> {
        self.sorted.iter_mut()
    }

    /// Returns the fields alone.
    pub fn into_vec(self) -> Vec<Property> {
        self.sorted.into_vec()
    }
}

impl From<Vec<Property>> for Properties {
    fn from(sorted: Vec<Property>) -> Self {
        let names = |block: &[Property]| Tags::of(block.iter().map(|property| &*property.name));
        Properties {
            tags: sorted.chunks(Tags::MOST).map(names).collect(),
            sorted: sorted.into(),
        }
    }
}

impl std::ops::Deref for Properties {
    type Target = [Property];

    fn deref(&self) -> &[Property] {
        &self.sorted
    }
}
