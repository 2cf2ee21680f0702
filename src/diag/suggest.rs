//! "did you mean".

use similar::TextDiff;

/// Returns the candidate most like `word`, if one is like enough to be meant; the first in order wins a tie.
pub fn did_you_mean<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let folded = word.to_lowercase();
    let mut best: Option<(f32, &'c str)> = None;
    for candidate in candidates {
        let likeness = if candidate.to_lowercase() == folded {
            1.0
        } else {
            TextDiff::from_chars(folded.as_str(), candidate.to_lowercase().as_str()).ratio()
        };
        if likeness >= 0.7 && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn finds_a_slip_and_refuses_a_stranger() {
        let names = ["minReplicas", "maxReplicas", "cpu"];
        assert_eq!(did_you_mean("minReplica", names), Some("minReplicas"));
        assert_eq!(did_you_mean("MAXREPLICAS", names), Some("maxReplicas"));
        assert_eq!(did_you_mean("behaviour", names), None);
    }
}
