//! A byte for each of a few names, by which most names are told apart without a look at them.

/// The tags of up to [`Tags::MOST`] names.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tags([u8; Tags::MOST]);

/// What a processor looks at in one step: the tags, and a byte more.
const STEP: usize = Tags::MOST + 1;

/// The lowest bit of each tag.
const LOWEST_BITS: u128 = u128::from_le_bytes([1; STEP]);

impl Tags {
    /// So many names have their tags beside each other: as many as a processor compares in one step, but one. That byte
    /// is left for what else has to be told, so that a map is no longer than it must be.
    pub const MOST: usize = 15;

    /// Returns the tag of a name, by its length and its first and last byte. Names that share it are few.
    pub fn tag(name: &str) -> u8 {
        let bytes = name.as_bytes();
        let byte = |byte: Option<&u8>| byte.copied().unwrap_or_default();
        let (first, last) = (byte(bytes.first()), byte(bytes.last()));
        let length = bytes.len() as u8;
        (first.wrapping_mul(7))
            .wrapping_add(last.wrapping_mul(29))
            .wrapping_add(length.wrapping_mul(101))
    }

    /// Returns the tags of names; of more than [`Tags::MOST`], those of the first.
    pub fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut tags = Tags::default();
        tags.set(names);
        tags
    }

    /// Sets the tags of names.
    pub fn set<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        for (place, name) in self.0.iter_mut().zip(names) {
            *place = Tags::tag(name);
        }
    }

    /// Sets the tag of one name.
    pub fn put(&mut self, at: usize, name: &str) {
        if let Some(place) = self.0.get_mut(at) {
            *place = Tags::tag(name);
        }
    }

    /// Returns whether two of the first names have one tag; of names that are all different, few do.
    pub fn has_twins(&self, names: usize) -> bool {
        let mut seen = [0_u64; 4];
        let mut twins = 0;
        for tag in self.0.iter().take(names) {
            let (word, bit) = (usize::from(tag >> 6), 1 << (tag & 63));
            twins |= seen[word] & bit;
            seen[word] |= bit;
        }
        twins != 0
    }

    /// Returns where a tag stands, and now and then where another does. It may also stand where there is no name.
    pub fn places(&self, tag: u8) -> impl Iterator<Item = usize> + use<> {
        // All tags at once: of the difference to this one, the bytes that are zero get their highest bit. So do some behind
        // them, which costs a look at a name.
        let mut bytes = [0; STEP];
        bytes[..Tags::MOST].copy_from_slice(&self.0);
        let differ = u128::from_le_bytes(bytes) ^ u128::from_le_bytes([tag; STEP]);
        let mut same = differ.wrapping_sub(LOWEST_BITS) & !differ & (LOWEST_BITS << 7);
        std::iter::from_fn(move || {
            let at = (same != 0).then(|| same.trailing_zeros() as usize / 8);
            same &= same.wrapping_sub(1);
            at
        })
    }
}
