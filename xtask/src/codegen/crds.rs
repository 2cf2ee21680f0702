//! `cargo xtask codegen crds`: the definitions of custom resources that the binary brings along.
//!
//! In: a folder with a folder `component@version` for each component of the table, with definitions in YAML. Out:
//! `src/k8s/schema/crds/definitions.bin`; `pack.rs` beside it states its form and reads it. Prose is left out.

use std::collections::BTreeMap;
use std::path::Path;

use ekscompile::k8s::schema::COMPONENTS;
use ekscompile::text::Sources;
use ekscompile::yaml::{self, Node, Value};

use crate::{Failure, root};

/// What says nothing about types.
const PROSE: [&str; 4] = ["description", "title", "example", "externalDocs"];

/// Writes the file.
pub(super) fn run(from: &Path) -> Result<(), Failure> {
    let mut writer = Writer::default();
    let mut rows: BTreeMap<(String, String), Row> = BTreeMap::new();
    for component in COMPONENTS {
        let folder = from.join(format!("{}@{}", component.id, component.version));
        let files = walkdir::WalkDir::new(&folder).sort_by_file_name();
        for file in files {
            let file = file?;
            if file.file_type().is_file() {
                for definition in definitions(file.path())? {
                    let (key, row) = row(component.id, &definition, &mut writer)
                        .ok_or_else(|| format!("{}: no definition", file.path().display()))?;
                    if rows.insert(key.clone(), row).is_some() {
                        return Err(format!("{key:?} is defined twice").into());
                    }
                }
            }
        }
    }
    let bytes = writer.finish(&rows);
    let path = root().join("src/k8s/schema/crds/definitions.bin");
    std::fs::write(&path, &bytes)?;
    println!(
        "{}: {} kinds of {} components, {} bytes",
        path.display(),
        rows.len(),
        COMPONENTS.len(),
        bytes.len()
    );
    Ok(())
}

fn definitions(path: &Path) -> Result<Vec<Node>, Failure> {
    let text = std::fs::read_to_string(path)?;
    let sources = Sources::default();
    let file = sources.add(path.to_string_lossy().into_owned(), text.as_str());
    let (documents, findings) = yaml::parse(file, &text);
    let is_error = |finding: &&ekscompile::diag::Diagnostic| {
        finding.severity == ekscompile::diag::Severity::Error
    };
    if let Some(finding) = findings.iter().find(is_error) {
        return Err(format!("{}: {}", path.display(), finding.message).into());
    }
    let roots = documents.into_iter().map(|document| document.root);
    Ok(roots.filter(|root| !root.is_null()).collect())
}

struct Row {
    component: usize,
    namespaced: bool,
    /// Name, flags and schema.
    versions: Vec<(usize, usize, usize)>,
}

fn row(component: &str, node: &Node, writer: &mut Writer) -> Option<((String, String), Row)> {
    let text = |keys: &[&str]| node.at(keys)?.as_str().map(str::to_owned);
    let mut versions = Vec::new();
    for version in node.at(&["spec", "versions"])?.as_list()? {
        let served = version.get("served")?.as_bool()?;
        let has_status = version.at(&["subresources", "status"]).is_some();
        let schema = version.at(&["schema", "openAPIV3Schema"]);
        let schema = match schema.filter(|_| served) {
            Some(schema) => writer.value(&schema_of(schema)),
            None => writer.value(&Node::new(Value::Null, schema?.origin.clone())),
        };
        let flags = usize::from(served) + 2 * usize::from(has_status);
        versions.push((writer.text(version.get("name")?.as_str()?), flags, schema));
    }
    let row = Row {
        component: writer.text(component),
        namespaced: text(&["spec", "scope"])? == "Namespaced",
        versions,
    };
    Some((
        (text(&["spec", "group"])?, text(&["spec", "names", "kind"])?),
        row,
    ))
}

/// Returns a schema without prose.
fn schema_of(node: &Node) -> Node {
    let Some(map) = node.as_map() else {
        return match node.as_list() {
            Some(items) => node.with(Value::Sequence(items.iter().map(schema_of).collect())),
            None => node.clone(),
        };
    };
    let mut kept = yaml::Mapping::new();
    for entry in map {
        let name = entry.key.name.as_str();
        let value = match name {
            "properties" => names_of(&entry.value),
            "default" | "enum" => entry.value.clone(),
            name if PROSE.contains(&name) => continue,
            _ => schema_of(&entry.value),
        };
        kept.insert(name, value);
    }
    node.with(Value::Mapping(kept))
}

/// Returns the schemas of fields, whatever the fields are called.
fn names_of(node: &Node) -> Node {
    let mut kept = yaml::Mapping::new();
    for entry in node.as_map().into_iter().flat_map(yaml::Mapping::iter) {
        kept.insert(entry.key.name.as_str(), schema_of(&entry.value));
    }
    node.with(Value::Mapping(kept))
}

/// Collects texts and values, each once.
#[derive(Default)]
struct Writer {
    texts: Vec<String>,
    text_at: BTreeMap<String, usize>,
    values: Vec<Vec<u8>>,
    value_at: BTreeMap<Vec<u8>, usize>,
}

impl Writer {
    fn text(&mut self, text: &str) -> usize {
        if let Some(at) = self.text_at.get(text) {
            return *at;
        }
        self.texts.push(text.to_owned());
        self.text_at.insert(text.to_owned(), self.texts.len() - 1);
        self.texts.len() - 1
    }

    fn value(&mut self, node: &Node) -> usize {
        let mut bytes = Vec::new();
        match &node.value {
            Value::Null => bytes.push(0),
            Value::Bool(truth) => bytes.push(1 + u8::from(*truth)),
            Value::Int(int) => {
                bytes.push(3);
                number(((int << 1) ^ (int >> 63)) as u64, &mut bytes);
            }
            Value::UInt(uint) => float(*uint as f64, &mut bytes),
            Value::Float(value) => float(*value, &mut bytes),
            Value::String(text) => {
                bytes.push(5);
                number(self.text(text) as u64, &mut bytes);
            }
            Value::Sequence(items) => {
                bytes.push(6);
                number(items.len() as u64, &mut bytes);
                for item in items {
                    number(self.value(item) as u64, &mut bytes);
                }
            }
            Value::Mapping(map) => {
                let mut entries: Vec<_> = map.iter().collect();
                entries.sort_by(|a, b| a.key.name.cmp(&b.key.name));
                bytes.push(7);
                number(entries.len() as u64, &mut bytes);
                for entry in entries {
                    number(self.text(&entry.key.name) as u64, &mut bytes);
                    number(self.value(&entry.value) as u64, &mut bytes);
                }
            }
        }
        if let Some(at) = self.value_at.get(&bytes) {
            return *at;
        }
        self.values.push(bytes.clone());
        self.value_at.insert(bytes, self.values.len() - 1);
        self.values.len() - 1
    }

    fn finish(mut self, rows: &BTreeMap<(String, String), Row>) -> Vec<u8> {
        let heads: Vec<(usize, usize)> = rows
            .keys()
            .map(|(group, kind)| (self.text(group), self.text(kind)))
            .collect();
        let mut bytes = Vec::new();
        number(self.texts.len() as u64, &mut bytes);
        for text in &self.texts {
            number(text.len() as u64, &mut bytes);
            bytes.extend_from_slice(text.as_bytes());
        }
        number(self.values.len() as u64, &mut bytes);
        for value in &self.values {
            bytes.extend_from_slice(value);
        }
        number(rows.len() as u64, &mut bytes);
        for ((group, kind), row) in heads.into_iter().zip(rows.values()) {
            let namespaced = usize::from(row.namespaced);
            let count = row.versions.len();
            for part in [group, kind, row.component, namespaced, count] {
                number(part as u64, &mut bytes);
            }
            for (name, flags, schema) in &row.versions {
                for part in [*name, *flags, *schema] {
                    number(part as u64, &mut bytes);
                }
            }
        }
        bytes
    }
}

fn float(value: f64, bytes: &mut Vec<u8>) {
    bytes.push(4);
    bytes.extend_from_slice(&value.to_bits().to_le_bytes());
}

/// Writes a number in LEB128.
fn number(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}
