//! `cargo xtask conformance`: runs recorded answers of other programs against ours. The data is not part of the
//! repository; each runner takes its path.

mod kustomize;
mod seeded;

use std::path::Path;

use ekscompile::diag::Severity;
use ekscompile::text::Sources;
use ekscompile::yaml::{Mapping, NamedDefault, Node, Value, emit, parse};
use serde_json::Value as Json;

use crate::Failure;

/// Runners of recorded cases.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Conformance {
    /// Read and write YAML as go-yaml does
    Yaml {
        /// `yaml_cases.json`, or the folder it is in.
        path: std::path::PathBuf,
    },
    /// Build folders as kustomize does
    Kustomize(kustomize::Args),
    /// Find the mistakes that are seeded in manifests
    Seeded {
        /// `seeded_defects.yaml`, or the folder it is in.
        path: std::path::PathBuf,
    },
}

/// Runs the cases of one kind.
pub(crate) fn run(conformance: &Conformance) -> Result<(), Failure> {
    match conformance {
        Conformance::Yaml { path } => yaml(path),
        Conformance::Kustomize(args) => kustomize::run(args),
        Conformance::Seeded { path } => seeded::run(path),
    }
}

/// Runs the reading and writing cases of `yaml_cases.json`.
///
/// **Reading.** kubectl's reader is `sigs` (sigs.k8s.io/yaml over go-yaml v2), kustomize's is `v3`. `sigs` reads only the
/// first document: for a stream of several, `v2` stands in for it. A case passes when
/// - both refuse the text, and so do we, with an error;
/// - both read the same value, and we read it too, with the type that `v3` tells, and without an error;
/// - they differ (also: one of them refuses), and we report a finding; and if that is no error, our value is the one of
///   `v3`, or of `sigs` where `v3` sees a point in time.
///
/// **Writing.** Each string is written as a value, as an item and as a key. A case passes when our reader gives the same
/// string back in all three places without any finding, and when ours is no bolder than Go: written plain only if all
/// three of `go_v2`, `go_v3` and `sigs` write it plain, as a block only if one of them does; quotes are always right.
fn yaml(path: &Path) -> Result<(), Failure> {
    let file = match path.is_dir() {
        true => path.join("yaml_cases.json"),
        false => path.to_owned(),
    };
    let text =
        std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let cases: Json = serde_json::from_str(&text)?;
    let reading = tally("reading", &cases["read"], read_case)?;
    let writing = tally("writing", &cases["emit"], write_case)?;
    match reading && writing {
        true => Ok(()),
        false => Err("some cases fail".into()),
    }
}

fn tally(what: &str, cases: &Json, case: fn(&Json) -> Result<(), String>) -> Result<bool, Failure> {
    let cases = cases.as_array().ok_or("expected `read` and `emit` lists")?;
    let mut failed = 0;
    for one in cases {
        if let Err(why) = case(one) {
            failed += 1;
            let name = one.get("name").or_else(|| one.get("string"));
            println!("{what} {}: {why}", name.unwrap_or(&Json::Null));
        }
    }
    println!("{what}: {} of {} pass", cases.len() - failed, cases.len());
    Ok(failed == 0)
}

fn field<'c>(case: &'c Json, name: &str) -> Result<&'c str, String> {
    case[name]
        .as_str()
        .ok_or_else(|| format!("the case has no `{name}`"))
}

fn read_case(case: &Json) -> Result<(), String> {
    let sources = Sources::default();
    let text = field(case, "yaml")?;
    let (documents, findings) = parse(sources.add("case.yaml", text), text);
    let ours: Vec<&Node> = documents.iter().map(|document| &document.root).collect();
    let told: Vec<&str> = findings
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    let refused = findings
        .iter()
        .any(|finding| finding.severity == Severity::Error);

    let v3 = Answer::of_dump(field(case, "v3")?)?;
    let kubectl = match &v3 {
        Answer::Documents(documents) if documents.len() > 1 => Answer::of_dump(field(case, "v2")?)?,
        _ => Answer::of_json(field(case, "sigs")?)?,
    };
    match (&kubectl, &v3) {
        (Answer::Refused, Answer::Refused) if refused => Ok(()),
        (Answer::Refused, Answer::Refused) => Err(format!("both refuse it, we read {ours:?}")),
        (Answer::Documents(a), Answer::Documents(b)) if same_streams(a, b) => {
            if refused {
                Err(format!("both read it, we refuse: {told:?}"))
            } else if ours.len() == b.len() && ours.iter().zip(b).all(|(ours, go)| go.is(ours)) {
                Ok(())
            } else {
                Err(format!("expected {b:?}, read {ours:?}"))
            }
        }
        _ if findings.is_empty() => Err("they differ, and we say nothing".to_owned()),
        _ if refused => Ok(()),
        (_, Answer::Documents(b))
            if ours.len() == b.len() && ours.iter().zip(b).all(|(ours, go)| go.is(ours)) =>
        {
            Ok(())
        }
        _ => Err(format!("they differ, and we read as neither: {ours:?}")),
    }
}

/// What a reader made of a text.
#[derive(Debug)]
enum Answer {
    Refused,
    Documents(Vec<Go>),
}

/// A value as Go has it.
#[derive(Debug)]
enum Go {
    Null,
    Bool(bool),
    /// An integer or a number of JSON that is one.
    Int(i128),
    Float(f64),
    Text(String),
    /// A point in time; the text is not recorded.
    Time,
    List(Vec<Go>),
    Map(Vec<(String, Go)>),
}

impl Answer {
    fn of_json(text: &str) -> Result<Answer, String> {
        if text.starts_with("ERR") {
            return Ok(Answer::Refused);
        }
        let json: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
        Ok(Answer::Documents(vec![Go::of_json(&json)]))
    }

    fn of_dump(text: &str) -> Result<Answer, String> {
        if text.starts_with("ERR") {
            return Ok(Answer::Refused);
        }
        if text.is_empty() {
            return Ok(Answer::Documents(Vec::new()));
        }
        let mut rest = text;
        let mut documents = Vec::new();
        loop {
            documents.push(Go::of_dump(&mut rest)?);
            match rest.strip_prefix(" | ") {
                Some(next) => rest = next,
                None if rest.is_empty() => return Ok(Answer::Documents(documents)),
                None => return Err(format!("cannot read the recorded answer at `{rest}`")),
            }
        }
    }
}

impl Go {
    fn of_json(json: &Json) -> Go {
        match json {
            Json::Null => Go::Null,
            Json::Bool(truth) => Go::Bool(*truth),
            Json::Number(number) => match number.as_i64() {
                Some(whole) => Go::Int(whole.into()),
                None => Go::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(text) => Go::Text(text.clone()),
            Json::Array(items) => Go::List(items.iter().map(Go::of_json).collect()),
            Json::Object(map) => Go::Map(
                map.iter()
                    .map(|(key, value)| (key.clone(), Go::of_json(value)))
                    .collect(),
            ),
        }
    }

    /// Reads `{s:"a": [i:1, f:0.5, b:true, null]}`.
    fn of_dump(rest: &mut &str) -> Result<Go, String> {
        if let Some(inner) = rest.strip_prefix('{') {
            *rest = inner;
            let mut entries = Vec::new();
            while !eat(rest, "}") {
                let key = match Go::of_dump(rest)? {
                    Go::Text(key) => key,
                    Go::Bool(key) => key.to_string(),
                    Go::Int(key) => key.to_string(),
                    Go::Null => "null".to_owned(),
                    key => return Err(format!("unexpected key {key:?}")),
                };
                if !eat(rest, ": ") {
                    return Err(format!("expected `: ` at `{rest}`"));
                }
                entries.push((key, Go::of_dump(rest)?));
                eat(rest, ", ");
            }
            return Ok(Go::Map(entries));
        }
        if let Some(inner) = rest.strip_prefix('[') {
            *rest = inner;
            let mut items = Vec::new();
            while !eat(rest, "]") {
                items.push(Go::of_dump(rest)?);
                eat(rest, ", ");
            }
            return Ok(Go::List(items));
        }
        if eat(rest, "null") {
            return Ok(Go::Null);
        }
        if eat(rest, "s:") {
            let mut strings = serde_json::Deserializer::from_str(rest).into_iter::<String>();
            let text = strings.next().and_then(Result::ok);
            let text = text.ok_or_else(|| format!("expected a string at `{rest}`"))?;
            *rest = &rest[strings.byte_offset()..];
            return Ok(Go::Text(text));
        }
        if rest.starts_with("time.Time:") {
            let end = rest.find('}').unwrap_or(rest.len());
            *rest = &rest[end..];
            return Ok(Go::Time);
        }
        let end = rest.find([',', '}', ']', ' ']).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        let word = word.trim_end_matches(':');
        *rest = &rest[word.len()..];
        let _ = behind;
        let wrong = || format!("cannot read `{word}`");
        match word.split_once(':') {
            Some(("b", truth)) => Ok(Go::Bool(truth == "true")),
            Some(("i", number)) => number.parse().map(Go::Int).map_err(|_| wrong()),
            Some(("f", number)) => number.parse().map(Go::Float).map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }

    /// Whether the two mean the same to Kubernetes, which knows one kind of number.
    fn same(&self, other: &Go) -> bool {
        match (self, other) {
            (Go::Null, Go::Null) => true,
            (Go::Bool(a), Go::Bool(b)) => a == b,
            (Go::Text(a), Go::Text(b)) => a == b,
            (Go::Int(a), Go::Int(b)) => a == b,
            (Go::Float(a), Go::Float(b)) => a == b,
            (Go::Int(a), Go::Float(b)) | (Go::Float(b), Go::Int(a)) => *a as f64 == *b,
            (Go::List(a), Go::List(b)) => same_streams(a, b),
            (Go::Map(a), Go::Map(b)) => {
                let get = |key: &str| b.iter().find(|entry| entry.0 == key);
                a.len() == b.len()
                    && a.iter()
                        .all(|(key, value)| get(key).is_some_and(|entry| value.same(&entry.1)))
            }
            _ => false,
        }
    }

    /// Whether a node of ours has this value and type; a point in time has to be a string.
    fn is(&self, node: &Node) -> bool {
        match (self, &node.value) {
            (Go::Null, Value::Null) | (Go::Time, Value::String(_)) => true,
            (Go::Bool(a), Value::Bool(b)) => a == b,
            (Go::Int(a), Value::Int(b)) => *a == i128::from(*b),
            (Go::Int(a), Value::UInt(b)) => *a == i128::from(*b),
            (Go::Float(a), Value::Float(b)) => a == b || (a.is_nan() && b.is_nan()),
            (Go::Text(a), Value::String(b)) => a == b,
            (Go::List(a), Value::Sequence(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is(b))
            }
            (Go::Map(a), Value::Mapping(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .all(|(key, value)| b.get(key).is_some_and(|node| value.is(node)))
            }
            _ => false,
        }
    }
}

fn same_streams(a: &[Go], b: &[Go]) -> bool {
    // What has no document is null to a reader of one.
    match (a, b) {
        ([Go::Null], []) => true,
        _ => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b)),
    }
}

fn eat(rest: &mut &str, token: &str) -> bool {
    match rest.strip_prefix(token) {
        Some(behind) => {
            *rest = behind;
            true
        }
        None => false,
    }
}

static CASE: NamedDefault = NamedDefault {
    id: "conformance.case",
    what: "a string of a case",
    why: "it must survive being written",
    source: "the recorded cases",
    field: "",
};

fn write_case(case: &Json) -> Result<(), String> {
    let string = field(case, "string")?;
    let literal = |value: Value| Node::literal(value, &CASE);
    let map = |key: &str, value: Node| {
        let mut map = Mapping::new();
        map.insert(key, value);
        map
    };
    let mut root = map("k", literal(string.into()));
    root.insert("l", literal(vec![literal(string.into())].into()));
    root.insert(
        "m",
        literal(Value::Mapping(map(string, literal(Value::Int(1))))),
    );
    let node = literal(Value::Mapping(root));
    let text = emit::document(&node);

    let sources = Sources::default();
    let (documents, findings) = parse(sources.add("case.yaml", text.as_str()), &text);
    if let Some(finding) = findings.first() {
        return Err(format!("{} in {text:?}", finding.message));
    }
    match documents.as_slice() {
        [document] if document.root == node => {}
        _ => return Err(format!("it comes back as another value from {text:?}")),
    }
    let ours = Style::of(&text)?;
    // A writer that gave up on the string has no text.
    let written = ["go_v2", "go_v3", "sigs"].map(|writer| field(case, writer));
    let go = written
        .into_iter()
        .filter(|text| *text != Ok(""))
        .map(|text| Style::of(text?))
        .collect::<Result<Vec<_>, _>>()?;
    let allowed = match ours {
        Style::Quoted => true,
        Style::Block => go.contains(&Style::Block),
        Style::Plain => go.iter().all(|style| *style == Style::Plain),
    };
    match allowed {
        true => Ok(()),
        false => Err(format!("Go writes {go:?}, we {ours:?}: {text:?}")),
    }
}

/// How the value of `k` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Plain,
    Quoted,
    Block,
}

impl Style {
    fn of(text: &str) -> Result<Style, String> {
        let value = text
            .strip_prefix("k: ")
            .ok_or_else(|| format!("expected `k: ` first, found {text:?}"))?;
        Ok(match value.as_bytes().first() {
            Some(b'"' | b'\'') => Style::Quoted,
            Some(b'|' | b'>') => Style::Block,
            _ => Style::Plain,
        })
    }
}
