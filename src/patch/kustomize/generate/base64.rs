//! Base64, broken into lines as kustomize breaks it.

/// So many characters stand in a line.
const LINE: usize = 70;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Encodes bytes with padding. What fills a line or more is broken into lines, each of which ends.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut flat = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            if at > chunk.len() {
                flat.push('=');
            } else {
                let six = (bits >> (18 - 6 * at)) & 63;
                // Six bits are at most 63.
                flat.push(char::from(ALPHABET[six as usize]));
            }
        }
    }
    if flat.len() < LINE {
        return flat;
    }
    let mut lines = String::with_capacity(flat.len() + flat.len() / LINE + 1);
    for (at, character) in flat.chars().enumerate() {
        lines.push(character);
        if (at + 1).is_multiple_of(LINE) {
            lines.push('\n');
        }
    }
    if !flat.len().is_multiple_of(LINE) {
        lines.push('\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 4648.
    #[test]
    fn short_texts_stay_in_one_line() {
        for (text, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(text.as_bytes()), expected);
        }
        assert_eq!(encode(&[0xff, 0xfd]), "//0=");
    }

    /// 51 bytes are 68 characters, 54 are 72, and 105 are two full lines.
    #[test]
    fn long_texts_are_broken_and_each_line_ends() {
        let lines = |length: usize| -> Vec<usize> {
            let text = encode(&vec![b'x'; length]);
            text.split('\n').map(str::len).collect()
        };
        assert_eq!(lines(51), [68]);
        assert_eq!(lines(54), [70, 2, 0]);
        assert_eq!(lines(105), [70, 70, 0]);
    }
}
