//! `cargo xtask conformance kustomize`: trees with what kustomize printed for them.
//!
//! A case is a tree, a folder in it, flags, and what must come: the bytes of the standard output, or a failure whose
//! message holds the given strings. The tree's own path is `@ROOT@` in its files and nothing in what a command says;
//! the version behind `managed-by: kustomize-` is the recording program's and is not compared.

use std::path::PathBuf;

use rayon::prelude::*;
use serde_json::Value as Json;

use crate::Failure;
use crate::tree::{self, Files, Ours, Said, Tool};

/// Which cases to run, and what on.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// `kustomize_cases.json`, or the folder it is in.
    path: PathBuf,
    #[command(flatten)]
    ours: Ours,
    /// Run only the cases of this name.
    #[arg(long, value_name = "NAME")]
    case: Option<String>,
    /// Print what fails in full: how the output differs, or the message.
    #[arg(long)]
    verbose: bool,
}

/// A recorded tree.
struct Case {
    name: String,
    files: Files,
    /// The folder to build, below the tree.
    folder: String,
    flags: Vec<String>,
    expected: Expected,
}

enum Expected {
    /// This standard output.
    Stdout(String),
    /// A failure whose message holds each of these strings, white space folded.
    Error(Vec<String>),
}

/// Why a case fails: in a line, and in full.
struct Why {
    brief: String,
    full: String,
}

/// Runs the cases and prints those that fail.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let tool = args.ours.tool()?;
    let mut cases = read(args)?;
    if let Some(name) = &args.case {
        cases.retain(|case| case.name == *name);
    }
    if cases.is_empty() {
        return Err("there is no such case".into());
    }
    let verdicts = tree::at_once(|| {
        let verdicts = cases.par_iter().map(|case| case.run(&tool));
        verdicts.collect::<Result<Vec<_>, _>>()
    })??;
    let mut failed = 0;
    for (case, why) in cases.iter().zip(verdicts) {
        let Some(why) = why else { continue };
        failed += 1;
        println!("{}: {}", case.name, why.brief);
        if args.verbose {
            println!("{}", why.full);
        }
    }
    println!("{} passed, {failed} failed", cases.len() - failed);
    match failed {
        0 => Ok(()),
        _ => Err("some cases fail".into()),
    }
}

fn read(args: &Args) -> Result<Vec<Case>, Failure> {
    let file = match args.path.is_dir() {
        true => args.path.join("kustomize_cases.json"),
        false => args.path.clone(),
    };
    let text =
        std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let cases: Vec<Json> = serde_json::from_str(&text)?;
    cases.iter().map(Case::of).collect()
}

impl Case {
    fn of(json: &Json) -> Result<Case, Failure> {
        let name = text(&json["name"])?;
        let mut files = Files::new();
        for (path, content) in entries(&json["files"]) {
            files.insert(path.clone(), text(content)?.into_bytes());
        }
        for (path, content) in entries(&json["files_b64"]) {
            let content = base64(&text(content)?);
            let content = content.ok_or_else(|| format!("{name}: {path} is not base64"))?;
            files.insert(path.clone(), content);
        }
        let expected = match json["expects"].as_str() {
            Some("bytes") => Expected::Stdout(text(&json["stdout"])?),
            Some("error") => Expected::Error(texts(&json["error_contains"])?),
            _ => return Err(format!("{name}: `expects` is neither `bytes` nor `error`").into()),
        };
        Ok(Case {
            files,
            expected,
            folder: text(&json["run_path"])?,
            flags: texts(&json["args"])?,
            name,
        })
    }

    /// Builds the tree and returns why the answer is wrong, if it is.
    fn run(&self, tool: &Tool) -> Result<Option<Why>, Failure> {
        let (_scratch, root) = tree::scratch()?;
        let at = root.to_string_lossy();
        let placed = |content: &Vec<u8>| tree::replace(content, b"@ROOT@", at.as_bytes());
        let files = self.files.iter();
        let files: Files = files
            .map(|(path, content)| (path.clone(), placed(content)))
            .collect();
        tree::write(&files, &root)?;
        let said = tool.build(&root, &root.join(&self.folder), &self.flags)?;
        Ok(self.judge(&said))
    }

    fn judge(&self, said: &Said) -> Option<Why> {
        let stderr = String::from_utf8_lossy(&said.stderr).into_owned();
        let why = |brief: String, full: &str| {
            Some(Why {
                brief,
                full: full.to_owned(),
            })
        };
        match &self.expected {
            _ if !said.is_orderly() => why(format!("crashed, {}", said.end()), &stderr),
            Expected::Stdout(_) if !said.succeeded() => {
                why(format!("failed: {}", said.message()), &stderr)
            }
            Expected::Stdout(stdout) => {
                let ours = said.stdout_text();
                let differ = ours != *stdout;
                differ.then(|| Why {
                    brief: "the output differs".to_owned(),
                    full: tree::difference(stdout, &ours),
                })
            }
            Expected::Error(_) if said.succeeded() => {
                why("succeeded where kustomize fails".to_owned(), "")
            }
            Expected::Error(parts) => {
                let folded = fold(&stderr);
                let lacking = parts.iter().find(|part| !folded.contains(&fold(part)))?;
                why(format!("the message lacks: {}", lacking.trim()), &stderr)
            }
        }
    }
}

/// Makes one blank of all white space between two words.
fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn entries(json: &Json) -> impl Iterator<Item = (&String, &Json)> {
    json.as_object().into_iter().flatten()
}

fn text(json: &Json) -> Result<String, Failure> {
    let text = json
        .as_str()
        .ok_or_else(|| format!("expected a string, found {json}"))?;
    Ok(text.to_owned())
}

fn texts(json: &Json) -> Result<Vec<String>, Failure> {
    json.as_array().into_iter().flatten().map(text).collect()
}

/// Decodes base64 as the cases have it: padded, on one line.
fn base64(text: &str) -> Option<Vec<u8>> {
    let value = |letter: u8| -> Option<u32> {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        Some(value.into())
    };
    let mut bytes = Vec::new();
    for four in text.as_bytes().chunks(4) {
        let letters: Vec<u8> = four
            .iter()
            .copied()
            .filter(|letter| *letter != b'=')
            .collect();
        let mut bits = 0;
        for letter in &letters {
            bits = bits << 6 | value(*letter)?;
        }
        bits <<= 6 * (4 - letters.len());
        let [_, three @ ..] = bits.to_be_bytes();
        bytes.extend(three.get(..letters.len().checked_sub(1)?)?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_gives_the_bytes() {
        assert_eq!(base64("").as_deref(), Some(&b""[..]));
        assert_eq!(base64("aA==").as_deref(), Some(&b"h"[..]));
        assert_eq!(base64("aGVsbG8h/w==").as_deref(), Some(&b"hello!\xff"[..]));
        assert_eq!(base64("a*=="), None);
    }
}
