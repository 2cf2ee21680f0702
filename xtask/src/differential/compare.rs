//! Whether two programs say the same to a tree.

use std::path::Path;

use super::Tree;
use crate::Failure;
use crate::tree::{self, Files, Said, Tool};

/// Ours, and the one it has to agree with.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) ours: Tool,
    pub(crate) theirs: Tool,
}

/// The outcome of a comparison.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Both printed the same.
    Equal,
    /// Both refused the tree; what they say about it is not compared.
    BothFail,
    /// Anything else.
    Different(Box<Difference>),
}

/// How the programs disagree.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) kind: Kind,
    pub(crate) ours: Said,
    pub(crate) theirs: Said,
}

/// What a disagreement is about. While a tree is made smaller, this has to stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Crash,
    OnlyOursFails,
    OnlyTheirsFails,
    Output,
}

impl Pair {
    /// Builds a tree with both.
    pub(crate) fn compare(&self, tree: &Tree) -> Result<Verdict, Failure> {
        let (_scratch, root) = tree::scratch()?;
        let files = tree.files.iter();
        let files: Files = files
            .map(|(path, text)| (path.clone(), text.clone().into_bytes()))
            .collect();
        tree::write(&files, &root)?;
        self.compare_in(&root, &root.join(&tree.folder), &tree.flags)
    }

    /// Builds a folder below `root` with both.
    pub(crate) fn compare_in(
        &self,
        root: &Path,
        folder: &Path,
        flags: &[String],
    ) -> Result<Verdict, Failure> {
        let theirs = self.theirs.build(root, folder, flags)?;
        let ours = self.ours.build(root, folder, flags)?;
        Ok(Verdict::of(ours, theirs))
    }
}

impl Verdict {
    /// Judges two answers to one tree.
    pub(crate) fn of(ours: Said, theirs: Said) -> Verdict {
        let kind = match (ours.succeeded(), theirs.succeeded()) {
            _ if !ours.is_orderly() => Kind::Crash,
            (true, true) if ours.stdout_text() == theirs.stdout_text() => return Verdict::Equal,
            (true, true) => Kind::Output,
            (false, false) => return Verdict::BothFail,
            (false, true) => Kind::OnlyOursFails,
            (true, false) => Kind::OnlyTheirsFails,
        };
        Verdict::Different(Box::new(Difference { kind, ours, theirs }))
    }
}

impl Difference {
    /// Whether another disagreement is about the same, as far as that can be told: if one program fails, it is for the
    /// same reason.
    pub(crate) fn is_like(&self, other: &Difference) -> bool {
        let reason = |said: &Said| {
            said.message()
                .split(['`', '\'', '"', '/'])
                .next()
                .map(str::to_owned)
        };
        self.kind == other.kind
            && match self.kind {
                Kind::Crash | Kind::Output => true,
                Kind::OnlyOursFails => reason(&self.ours) == reason(&other.ours),
                Kind::OnlyTheirsFails => reason(&self.theirs) == reason(&other.theirs),
            }
    }

    /// The disagreement in a line.
    pub(crate) fn brief(&self) -> String {
        match self.kind {
            Kind::Crash => format!(
                "ours crashes ({}): {}",
                self.ours.end(),
                self.ours.message()
            ),
            Kind::OnlyOursFails => format!("only ours fails: {}", self.ours.message()),
            Kind::OnlyTheirsFails => format!("only kustomize fails: {}", self.theirs.message()),
            Kind::Output => {
                let full = self.full();
                let changed = |line: &&str| line.starts_with(['-', '+']);
                let lines: Vec<&str> = full.lines().skip(2).filter(changed).take(2).collect();
                format!("the outputs differ: {}", lines.join(" / "))
            }
        }
    }

    /// How the outputs differ line by line, or what the one that failed said.
    pub(crate) fn full(&self) -> String {
        match self.kind {
            Kind::Output => tree::difference(&self.theirs.stdout_text(), &self.ours.stdout_text()),
            Kind::OnlyTheirsFails => String::from_utf8_lossy(&self.theirs.stderr).into_owned(),
            Kind::Crash | Kind::OnlyOursFails => {
                String::from_utf8_lossy(&self.ours.stderr).into_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(code: Option<i32>, stdout: &str) -> Said {
        Said {
            code,
            stdout: stdout.into(),
            stderr: Vec::new(),
        }
    }

    fn kind(ours: Said, theirs: Said) -> Option<Kind> {
        match Verdict::of(ours, theirs) {
            Verdict::Different(difference) => Some(difference.kind),
            Verdict::Equal | Verdict::BothFail => None,
        }
    }

    #[test]
    fn a_crash_is_never_equal() {
        assert_eq!(kind(said(Some(1), ""), said(Some(1), "")), None);
        assert_eq!(
            kind(said(Some(101), ""), said(Some(1), "")),
            Some(Kind::Crash)
        );
        assert_eq!(kind(said(None, ""), said(Some(1), "")), Some(Kind::Crash));
    }

    #[test]
    fn bytes_decide_and_the_version_does_not() {
        let output = |text| said(Some(0), text);
        assert_eq!(kind(output("a: 1\n"), output("a: 1\n")), None);
        assert_eq!(kind(output("a: 1\n"), output("a: 1")), Some(Kind::Output));
        let label = |version| output(version);
        let (one, two) = ("managed-by: kustomize-v1\n", "managed-by: kustomize-v2\n");
        assert_eq!(kind(label(one), label(two)), None);
    }
}
