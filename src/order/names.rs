//! Names of folders and files that any file system and any consumer takes, and that never fall together.

use sha2::{Digest, Sha256};

/// Writes each byte outside `[a-z0-9.-]` as `%xx`. Different texts stay different, also where a file system folds case.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' => out.push(byte as char),
            _ => {
                out.push('%');
                out.push_str(&hex(&[byte]));
            }
        }
    }
    out
}

/// Cuts a name to `limit` bytes, with a hash of the whole identity in place of the end. Short names stay as they are.
/// The name must be ASCII and the limit at least 18.
pub fn shortened(name: String, limit: usize, identity: &str) -> String {
    if name.len() <= limit {
        return name;
    }
    let hash = hex(&Sha256::digest(identity.as_bytes())[..8]);
    let mut cut = name;
    cut.truncate(limit - hash.len() - 1);
    format!("{cut}-{hash}")
}

/// Writes bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| DIGITS[digit as usize] as char)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn odd_bytes_are_spelled() {
        assert_eq!(escaped("system:Node_a"), "system%3a%4eode%5fa");
    }

    proptest! {
        #[test]
        fn escaping_keeps_texts_apart(a in ".{0,12}", b in ".{0,12}") {
            prop_assert_eq!(escaped(&a) == escaped(&b), a == b);
        }

        #[test]
        fn shortening_keeps_the_limit(name in "[a-z]{0,400}", identity in ".{0,20}") {
            let short = shortened(name.clone(), 200, &identity);
            prop_assert!(short.len() <= 200);
            prop_assert!(name.len() > 200 || short == name);
        }
    }
}
