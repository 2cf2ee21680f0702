//! Scalars of ordinary YAML: of one line, plain or in quotes, and literal blocks.

use std::borrow::Cow;

use granit_parser::ScalarStyle;

use super::{Outcome, Reader, Scalar, Unusual};

impl<'r> Reader<'r, '_> {
    /// Reads a scalar of one line, in brackets or not.
    pub(super) fn scalar(&mut self, flow: bool) -> Outcome<Scalar<'r>> {
        match self.peek() {
            b'"' => self.double_quoted(),
            b'\'' => self.single_quoted(),
            _ => self.plain(flow),
        }
    }

    fn plain(&mut self, flow: bool) -> Outcome<Scalar<'r>> {
        let start = self.at;
        let rest = &self.bytes[start..];
        let of_a_dash = |next: Option<&u8>| match next {
            None | Some(b' ' | b'\n') => false,
            Some(byte) => !flow || !is_flow_indicator(*byte),
        };
        match rest.first() {
            Some(b'-') if of_a_dash(rest.get(1)) => {}
            Some(byte) if !STARTS_PLAIN[*byte as usize] => return Err(Unusual),
            None => return Err(Unusual),
            _ => {}
        }
        let mut length = 0;
        while let Some(&byte) = rest.get(length) {
            if MAY_END_PLAIN[byte as usize] {
                match byte {
                    b'\n' => break,
                    b':' => match rest.get(length + 1) {
                        None | Some(b' ' | b'\n') => break,
                        Some(next) if flow && is_flow_indicator(*next) => return Err(Unusual),
                        _ => {}
                    },
                    b'#' if rest[length - 1] == b' ' => break,
                    b'[' | b'{' if flow => return Err(Unusual),
                    b',' | b']' | b'}' if flow => break,
                    _ => {}
                }
            }
            length += 1;
        }
        let stop = start + length;
        let blanks = rest[..length].iter().rev();
        let blanks = blanks.take_while(|byte| **byte == b' ').count();
        let text = &self.text[start..stop - blanks];
        // Blanks before a colon belong to nothing; that is unusual too, and found by the place of the colon.
        self.at = if self.bytes.get(stop) == Some(&b':') {
            stop
        } else {
            start + text.len()
        };
        Ok(Scalar {
            text: Cow::Borrowed(text),
            style: ScalarStyle::Plain,
            at: start..start + text.len(),
        })
    }

    fn single_quoted(&mut self) -> Outcome<Scalar<'r>> {
        let start = self.at;
        let mut at = start + 1;
        let mut doubled = false;
        loop {
            match self.bytes.get(at) {
                Some(b'\'') if self.bytes.get(at + 1) == Some(&b'\'') => {
                    doubled = true;
                    at += 2;
                }
                Some(b'\'') => break,
                None | Some(b'\n') => return Err(Unusual),
                Some(_) => at += 1,
            }
        }
        let inside = &self.text[start + 1..at];
        self.at = at + 1;
        Ok(Scalar {
            text: match doubled {
                true => Cow::Owned(inside.replace("''", "'")),
                false => Cow::Borrowed(inside),
            },
            style: ScalarStyle::SingleQuoted,
            at: start..at + 1,
        })
    }

    fn double_quoted(&mut self) -> Outcome<Scalar<'r>> {
        let start = self.at;
        let mut at = start + 1;
        let mut escaped = false;
        loop {
            match self.bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    at += 2;
                }
                None | Some(b'\n') => return Err(Unusual),
                Some(_) => at += 1,
            }
        }
        let inside = &self.text[start + 1..at];
        self.at = at + 1;
        Ok(Scalar {
            text: match escaped {
                true => Cow::Owned(unescaped(inside)?),
                false => Cow::Borrowed(inside),
            },
            style: ScalarStyle::DoubleQuoted,
            at: start..at + 1,
        })
    }

    /// Reads a literal block below a key or dash at `column`.
    pub(super) fn literal(&mut self, column: usize) -> Outcome {
        self.at += 1;
        let chomping = match self.peek() {
            byte @ (b'-' | b'+') => {
                self.at += 1;
                byte
            }
            _ => b' ',
        };
        self.skip_blanks();
        if self.bytes.get(self.at) != Some(&b'\n') {
            return Err(Unusual);
        }
        self.at += 1;
        let start = self.at;
        let indent = self.bytes[start..]
            .iter()
            .take_while(|byte| **byte == b' ')
            .count();
        if indent <= column || matches!(self.bytes.get(start + indent), None | Some(b'\n')) {
            return Err(Unusual);
        }
        let mut text = String::new();
        let mut blank_lines = 0;
        while self.at < self.bytes.len() {
            let line = self.at;
            // A file that ends inside a block is read in ways of its own.
            let Some(length) = self.text[line..].find('\n') else {
                return Err(Unusual);
            };
            let content = &self.text[line..line + length];
            let blanks = content.len() - content.trim_start_matches(' ').len();
            if blanks == content.len() {
                if blanks > 0 {
                    return Err(Unusual);
                }
                blank_lines += 1;
            } else if blanks < indent {
                if blanks > column {
                    return Err(Unusual);
                }
                break;
            } else {
                text.extend(std::iter::repeat_n('\n', blank_lines));
                blank_lines = 0;
                text.push_str(&content[indent..]);
                text.push('\n');
            }
            self.at = line + length + 1;
        }
        match chomping {
            b'-' => {
                text.pop();
            }
            b'+' => text.extend(std::iter::repeat_n('\n', blank_lines)),
            _ => {}
        }
        let at = start + indent..self.at;
        self.line = self.at;
        self.tell(&Scalar {
            text: Cow::Owned(text),
            style: ScalarStyle::Literal,
            at,
        })?;
        self.next_line()
    }
}

fn is_flow_indicator(byte: u8) -> bool {
    matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
}

/// The bytes that a plain scalar may begin with, a dash apart.
const STARTS_PLAIN: [bool; 256] = all_but(true, b"-?:,[]{}#&*!|>'\"%@` \n");

/// The bytes that may end a plain scalar.
const MAY_END_PLAIN: [bool; 256] = all_but(false, b"\n:#,[]{}");

/// Returns a table of bytes that is `usual` but for these.
const fn all_but(usual: bool, others: &[u8]) -> [bool; 256] {
    let mut table = [usual; 256];
    let mut at = 0;
    while at < others.len() {
        table[others[at] as usize] = !usual;
        at += 1;
    }
    table
}

/// Returns a text without its escapes; those of hexadecimal digits are unusual.
fn unescaped(text: &str) -> Outcome<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        out.push(match rest.as_bytes().get(at + 1) {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            _ => return Err(Unusual),
        });
        rest = &rest[at + 2..];
    }
    out.push_str(rest);
    Ok(out)
}
