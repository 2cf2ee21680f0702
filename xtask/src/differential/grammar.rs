//! What the random trees are made of, as texts: the files in `grammar/`.
//!
//! A file is a list of pieces, each below a line `%% NAME OPTION=VALUE…`. In the text of a piece
//! - `<name>` stands for a piece of that name, one of them by chance, or for what is bound to the name; the lines of a
//!   longer text are indented to where it starts;
//! - a line that ends in ` ?` is there every second time, with all that belongs to it.
//!
//! With the option `lines`, each line is a piece.

use std::collections::BTreeMap;

use super::random::Random;

/// Texts for `<name>` that only a place knows.
pub(super) type Bindings = BTreeMap<String, String>;

/// A text with its name and options.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) name: &'static str,
    options: &'static str,
    pub(super) text: &'static str,
    /// How often the piece is taken, compared with others.
    weight: usize,
}

/// All pieces, by the file they stand in.
pub(super) struct Grammar {
    /// Objects; a piece is the part behind `metadata`.
    pub(super) objects: Vec<Piece>,
    /// What a kustomization may say, with the files that it needs.
    pub(super) features: Vec<Piece>,
    /// What a kustomization must not say, or may not in most places.
    pub(super) mistakes: Vec<Piece>,
    /// What the others are made of.
    values: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Piece {
    /// The value of an option, empty if it is not given.
    pub(super) fn option(&self, name: &str) -> &'static str {
        let mut options = self.options.split_whitespace();
        let value = options.find_map(|option| option.strip_prefix(name)?.strip_prefix('='));
        value.unwrap_or_default()
    }
}

impl Grammar {
    /// Reads the files.
    pub(super) fn new() -> Grammar {
        let mut values: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let files = [
            include_str!("grammar/values.txt"),
            include_str!("grammar/parts.txt"),
        ];
        for piece in files.into_iter().flat_map(pieces) {
            let texts = values.entry(piece.name).or_default();
            match piece.options.contains("lines") {
                true => texts.extend(piece.text.lines()),
                false => texts.push(piece.text),
            }
        }
        let features = [
            include_str!("grammar/transformers.txt"),
            include_str!("grammar/patches.txt"),
            include_str!("grammar/generators.txt"),
            include_str!("grammar/references.txt"),
        ];
        Grammar {
            objects: pieces(include_str!("grammar/objects.txt")),
            features: features.into_iter().flat_map(pieces).collect(),
            mistakes: pieces(include_str!("grammar/mistakes.txt")),
            values,
        }
    }

    /// Makes a text of a piece's text.
    pub(super) fn expand(&self, text: &str, bindings: &Bindings, random: &mut Random) -> String {
        let mut expanded = String::new();
        for line in chosen_lines(text, random) {
            let made = self.line(line, bindings, random);
            // What stands for nothing leaves no line.
            if line.trim().is_empty() || !made.trim().is_empty() {
                expanded.push_str(&made);
                expanded.push('\n');
            }
        }
        expanded
    }

    fn line(&self, line: &str, bindings: &Bindings, random: &mut Random) -> String {
        let mut made = String::new();
        let mut rest = line;
        while let Some((before, behind)) = rest.split_once('<') {
            made.push_str(before);
            let known = behind.split_once('>').and_then(|(name, behind)| {
                let text = match bindings.get(name) {
                    Some(bound) => bound.clone(),
                    None => {
                        let piece = random.pick(self.values.get(name)?)?;
                        self.expand(piece, bindings, random)
                    }
                };
                Some((text, behind))
            });
            let Some((text, behind)) = known else {
                made.push('<');
                rest = behind;
                continue;
            };
            let column = made.len() - made.rfind('\n').map_or(0, |end| end + 1);
            let indented = format!("\n{}", " ".repeat(column));
            made.push_str(&text.trim_end_matches('\n').replace('\n', &indented));
            rest = behind;
        }
        made.push_str(rest);
        made
    }

    /// A piece by weight, of those that fit.
    pub(super) fn choose<'p>(
        pieces: &'p [Piece],
        fits: impl Fn(&Piece) -> bool,
        random: &mut Random,
    ) -> Option<&'p Piece> {
        let fitting: Vec<&Piece> = pieces.iter().filter(|piece| fits(piece)).collect();
        let sum = fitting.iter().map(|piece| piece.weight).sum();
        let mut left = random.below(sum);
        fitting.into_iter().find(|piece| {
            let found = left < piece.weight;
            left = left.saturating_sub(piece.weight);
            found
        })
    }
}

/// Reads the pieces of a file.
fn pieces(file: &'static str) -> Vec<Piece> {
    let sections = file.split("%% ").skip(1);
    let piece = |section: &'static str| {
        let (head, text) = section.split_once('\n').unwrap_or((section, ""));
        let (name, options) = head.split_once(' ').unwrap_or((head, ""));
        let mut piece = Piece {
            name,
            options,
            text: text.trim_end_matches('\n'),
            weight: 1,
        };
        piece.weight = piece.option("weight").parse().unwrap_or(piece.weight);
        piece
    };
    sections.map(piece).collect()
}

/// Leaves out what is there only sometimes, and the marks of the rest.
fn chosen_lines<'t>(text: &'t str, random: &mut Random) -> Vec<&'t str> {
    let mut chosen = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(optional) = line.strip_suffix(" ?") else {
            chosen.push(line);
            continue;
        };
        if random.one_in(2) {
            chosen.push(optional);
            continue;
        }
        while lines.next_if(|next| belongs(next, optional)).is_some() {}
    }
    chosen
}

/// Whether a line is part of the block that `head` opens: it is further in, or an item of the list that `head` names.
pub(super) fn belongs(line: &str, head: &str) -> bool {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let item = |line: &str| line.trim_start().starts_with("- ");
    match depth(line).cmp(&depth(head)) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => item(line) && !item(head) && head.trim_end().ends_with(':'),
        std::cmp::Ordering::Less => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names that the generator binds while it makes a tree.
    const BOUND: &[&str] = &[
        "self",
        "made",
        "n",
        "o.api",
        "o.group",
        "o.version",
        "o.kind",
        "o.name",
        "o.where",
        "o.regex",
        "p.kind",
        "p.name",
        "p.api",
        "p.where",
        "p.group",
        "p.version",
    ];

    fn names(text: &str) -> impl Iterator<Item = &str> {
        let parts = text.split('<').skip(1);
        let names = parts.filter_map(|part| Some(part.split_once('>')?.0));
        names.filter(|name| {
            !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '<')
        })
    }

    #[test]
    fn every_name_stands_for_something() {
        let grammar = Grammar::new();
        let sections = [&grammar.objects, &grammar.features, &grammar.mistakes];
        let texts = sections.into_iter().flatten().map(|piece| piece.text);
        let values = grammar.values.values().flatten().copied();
        for text in texts.chain(values) {
            for name in names(text) {
                let known = grammar.values.contains_key(name) || BOUND.contains(&name);
                assert!(known, "<{name}> in\n{text}");
            }
        }
    }

    #[test]
    fn every_value_is_used() {
        let grammar = Grammar::new();
        let sections = [&grammar.objects, &grammar.features, &grammar.mistakes];
        let texts = sections.into_iter().flatten().map(|piece| piece.text);
        let texts: Vec<&str> = texts
            .chain(grammar.values.values().flatten().copied())
            .collect();
        for name in grammar.values.keys().filter(|name| **name != "metadata") {
            let used = texts
                .iter()
                .any(|text| names(text).any(|used| used == *name));
            assert!(used, "{name}");
        }
    }

    #[test]
    fn a_longer_text_is_indented_to_its_place() {
        let mut grammar = Grammar::new();
        grammar.values.insert("pair", vec!["a: 1\nb: 2"]);
        let mut random = Random::new(0, 0);
        let made = grammar.expand("- <pair>\n  <none>", &Bindings::new(), &mut random);
        assert_eq!(made, "- a: 1\n  b: 2\n  <none>\n");
    }

    #[test]
    fn an_optional_line_takes_its_block_with_it() {
        let text = "a: ?\n- b\n  c: 1\nd:\n  e: 2 ?\n    f\n  g: 3";
        let made = |tree| chosen_lines(text, &mut Random::new(0, tree)).join("\n");
        let all: std::collections::BTreeSet<String> = (0..40).map(made).collect();
        let expected = [
            "a:\n- b\n  c: 1\nd:\n  e: 2\n    f\n  g: 3",
            "a:\n- b\n  c: 1\nd:\n  g: 3",
            "d:\n  e: 2\n    f\n  g: 3",
            "d:\n  g: 3",
        ];
        assert!(all.iter().eq(&expected), "{all:#?}");
    }
}
