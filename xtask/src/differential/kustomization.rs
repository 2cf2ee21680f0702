//! The text of a `kustomization.yaml` while pieces are added to it.

/// The keys of the file with their texts, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Kustomization {
    sections: Vec<Section>,
}

/// A key at the top and what stands below it.
#[derive(Clone, Debug)]
struct Section {
    key: String,
    /// What follows the colon.
    value: String,
    /// The lines below.
    lines: Vec<String>,
}

impl Kustomization {
    /// Adds what a text says. The items of two lists become one list; of two values, the first stays.
    pub(super) fn add(&mut self, text: &str) {
        for section in sections(text) {
            match self
                .sections
                .iter_mut()
                .find(|known| known.key == section.key)
            {
                Some(known) if known.is_list() && section.is_list() => {
                    known.lines.extend(section.lines);
                }
                Some(_) => {}
                None => self.sections.push(section),
            }
        }
    }

    /// Returns the text of the file.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for section in &self.sections {
            text.push_str(&format!("{}:{}\n", section.key, section.value));
            for line in &section.lines {
                text.push_str(line);
                text.push('\n');
            }
        }
        text
    }
}

impl Section {
    fn is_list(&self) -> bool {
        self.value.is_empty() && self.lines.iter().all(|line| line.starts_with(['-', ' ']))
    }
}

/// Cuts a text at the lines that start with a key. A list of words in one line becomes one of lines.
fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in text.lines() {
        let (key, value) = match line.split_once(':') {
            Some(pair) if !line.starts_with([' ', '-', '#']) => pair,
            _ => {
                if let Some(section) = sections.last_mut() {
                    section.lines.push(line.to_owned());
                }
                continue;
            }
        };
        let (key, value) = (key.to_owned(), value.to_owned());
        let words = value
            .strip_prefix(" [")
            .and_then(|rest| rest.strip_suffix(']'));
        sections.push(match words {
            Some(words) if !words.is_empty() && !words.contains(['[', '{']) => Section {
                lines: words.split(", ").map(|word| format!("- {word}")).collect(),
                value: String::new(),
                key,
            },
            _ => Section {
                key,
                value,
                lines: Vec::new(),
            },
        });
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_become_one_and_the_first_value_stays() {
        let mut file = Kustomization::default();
        file.add("resources:\n- a\n- b:\n    c\nnamePrefix: x\n");
        file.add("resources: [d, e]\nnamePrefix: y\nlabels: []\n");
        assert_eq!(
            file.text(),
            "resources:\n- a\n- b:\n    c\n- d\n- e\nnamePrefix: x\nlabels: []\n"
        );
    }
}
