//! What is read with the help of a known document must be what reading it alone gives.

use super::*;
use crate::text::Sources;
use crate::yaml::parse::parse;

const OLD: &str = "\
---
apiVersion: apps/v1 # c
kind: \"Deployment\"
metadata: {name: api, labels: {a: 'b', \"c\": d}}
spec:
  replicas: 2
  empty:
  texts:
  - |
    # not
    a: comment
  - |-
    12
  - two
    lines
  - - x
    - yes it is
  containers:
  - name: main
    image: registry/api:1.4.2
    args: [--level=info, '-v', 5]
    # end
";

/// What is known.
struct Files {
    /// The file of the text that is read.
    new: FileId,
    /// What [`OLD`] says.
    root: Node,
}

impl Files {
    fn new() -> Self {
        let sources = Sources::default();
        let (old, new) = (sources.add("old", OLD), sources.add("new", ""));
        let (mut documents, findings) = parse(old, OLD);
        assert_eq!(findings.len(), 0);
        let root = documents.remove(0).root;
        Files { new, root }
    }

    /// Reads a text alone, and with the help of [`OLD`]; nothing where that does not help.
    fn both(&self, text: &str) -> Option<[String; 2]> {
        let known = Known {
            text: OLD,
            start: 0,
            end: OLD.len(),
            root: &self.root,
        };
        let like = parse_like(self.new, text, 0..text.len(), known)?;
        let (alone, findings) = parse(self.new, text);
        assert!(findings.is_empty(), "{text:?}: {findings:?}");
        let roots: Vec<&Node> = alone.iter().map(|document| &document.root).collect();
        Some([format!("{:?}", [&like]), format!("{roots:?}")])
    }
}

#[test]
fn scalars_of_one_line_may_differ() {
    let files = Files::new();
    for (old, new) in [
        ("1.4.2", "1.5.0-rc1"),
        ("replicas: 2", "replicas: \"20\""),
        ("apps/v1 #", "v1 #"),
        ("info", "debug"),
        ("'b'", "''"),
        ("yes it is", "3"),
    ] {
        let [like, alone] = files
            .both(&OLD.replace(old, new))
            .expect("only a scalar differs");
        assert_eq!(like, alone, "{new}");
    }
    let two_lines = OLD
        .replace("replicas: 2", "replicas: 31")
        .replace("api:1", "shop/api:1");
    let [like, alone] = files.both(&two_lines).expect("only scalars differ");
    assert_eq!(like, alone);
}

#[test]
fn whatever_differs_is_read_as_it_is_alone_or_not_at_all() {
    let files = Files::new();
    let mut helped = 0;
    for at in 0..OLD.len() {
        for put in [
            "", " ", "\n", "- ", ":", ": ", " #", ",", "\"", "'", "{", "]", "|", "&a ", "!", "~",
            "1", "y", "é", "\t", "\u{7}", "---", "<<",
        ] {
            for cut in [0, 1] {
                let Some(rest) = OLD.get(at + cut..) else {
                    continue;
                };
                let new = [&OLD[..at], put, rest].concat();
                if let Some([like, alone]) = files.both(&new) {
                    assert_eq!(like, alone, "{new}");
                    helped += 1;
                }
            }
        }
    }
    assert!(helped > 1_000, "{helped}");
}
