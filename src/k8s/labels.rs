//! Label selectors, as text and as `{matchLabels, matchExpressions}`.

use ecow::EcoString;

use crate::yaml::Node;

/// One demand on the labels of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Requirement {
    key: EcoString,
    operator: Operator,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Operator {
    In(Vec<EcoString>),
    NotIn(Vec<EcoString>),
    Exists,
    DoesNotExist,
}

/// Demands that must all be met; without any, everything matches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LabelSelector {
    requirements: Vec<Requirement>,
}

impl LabelSelector {
    /// Reads the form of the command line, `app=api,tier in (gold,silver),!canary`. The error says what is wrong with it,
    /// as in "has an unclosed `(`".
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut requirements = Vec::new();
        for part in split_outside_parentheses(text)? {
            let part = part.trim();
            if part.is_empty() {
                continue;
            }
            requirements.push(requirement(part)?);
        }
        Ok(LabelSelector { requirements })
    }

    /// Reads `{matchLabels, matchExpressions}`; what is not understood demands nothing, and the schema reports it.
    pub fn read(node: &Node) -> Self {
        let mut selector = node
            .value_of("matchLabels")
            .map_or_else(LabelSelector::default, LabelSelector::equal_to);
        let expressions = node.value_of("matchExpressions").and_then(Node::as_list);
        for expression in expressions.unwrap_or_default() {
            let Some(key) = expression.get("key").and_then(Node::as_str) else {
                continue;
            };
            let values = expression
                .get("values")
                .and_then(Node::as_list)
                .unwrap_or_default()
                .iter()
                .filter_map(Node::to_text)
                .collect();
            let operator = match expression.get("operator").and_then(Node::as_str) {
                Some("In") => Operator::In(values),
                Some("NotIn") => Operator::NotIn(values),
                Some("Exists") => Operator::Exists,
                Some("DoesNotExist") => Operator::DoesNotExist,
                _ => continue,
            };
            selector.requirements.push(Requirement {
                key: key.into(),
                operator,
            });
        }
        selector
    }

    /// Reads a map of labels that must be equal: the selector of a Service.
    pub fn equal_to(labels: &Node) -> Self {
        let requirements = labels
            .as_map()
            .into_iter()
            .flatten()
            .filter_map(|entry| {
                Some(Requirement {
                    key: entry.key.name.clone(),
                    operator: Operator::In(vec![entry.value.to_text()?]),
                })
            })
            .collect();
        LabelSelector { requirements }
    }

    /// Returns whether it demands nothing.
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// Returns whether labels meet every demand; an object without labels has none.
    pub fn matches(&self, labels: Option<&Node>) -> bool {
        self.requirements.iter().all(|requirement| {
            let value = labels.and_then(|labels| labels.get(&requirement.key)?.to_text());
            match (&requirement.operator, value) {
                (Operator::In(values), Some(value)) => values.contains(&value),
                (Operator::In(_), None) => false,
                (Operator::NotIn(values), Some(value)) => !values.contains(&value),
                (Operator::NotIn(_), None) => true,
                (Operator::Exists, value) => value.is_some(),
                (Operator::DoesNotExist, value) => value.is_none(),
            }
        })
    }

    /// Returns each `key: value` that labels must have: an index narrows a search with them.
    pub fn equalities(&self) -> impl Iterator<Item = (&str, &str)> {
        self.requirements
            .iter()
            .filter_map(|requirement| match &requirement.operator {
                Operator::In(values) if values.len() == 1 => {
                    Some((requirement.key.as_str(), values[0].as_str()))
                }
                _ => None,
            })
    }
}

fn split_outside_parentheses(text: &str) -> Result<Vec<&str>, String> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1).ok_or("has a `)` too many")?,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if depth > 0 {
        return Err("has an unclosed `(`".to_owned());
    }
    parts.push(&text[start..]);
    Ok(parts)
}

fn requirement(part: &str) -> Result<Requirement, String> {
    let new = |key: &str, operator| {
        let key = key.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        if key.is_empty() || !key.chars().all(plain) {
            return Err(format!("has `{part}`, where a label was expected"));
        }
        Ok(Requirement {
            key: key.into(),
            operator,
        })
    };
    if let Some(key) = part.strip_prefix('!') {
        return new(key, Operator::DoesNotExist);
    }
    if let Some((key, value)) = part.split_once("!=") {
        return new(key, Operator::NotIn(vec![value.trim().into()]));
    }
    if let Some((key, value)) = part.split_once("==").or_else(|| part.split_once('=')) {
        return new(key, Operator::In(vec![value.trim().into()]));
    }
    if let Some(before) = part.strip_suffix(')') {
        let (head, values) = before
            .split_once('(')
            .ok_or_else(|| format!("has `{part}`, where `key in (a, b)` was expected"))?;
        let values = values.split(',').map(|value| value.trim().into()).collect();
        let mut words = head.split_whitespace();
        return match (words.next(), words.next(), words.next()) {
            (Some(key), Some("in"), None) => new(key, Operator::In(values)),
            (Some(key), Some("notin"), None) => new(key, Operator::NotIn(values)),
            _ => Err(format!("has `{part}`, where `key in (a, b)` was expected")),
        };
    }
    new(part, Operator::Exists)
}

#[cfg(test)]
mod tests {
    use super::LabelSelector;

    #[test]
    fn refuses_what_it_does_not_understand() {
        for text in ["a in (b", "a b", "a on (b)", "=b", "a)"] {
            assert!(LabelSelector::parse(text).is_err(), "{text}");
        }
        assert!(LabelSelector::parse("").is_ok_and(|selector| selector.is_empty()));
        assert!(LabelSelector::parse("a==b, c notin (d),e").is_ok());
    }
}
