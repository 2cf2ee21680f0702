//! `ekscompile schema`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::{Exit, Settings, Stop};
use crate::diag::plural;
use crate::load::SpecKind;
use crate::load::shape::json_schema;
use crate::report::{diff, graph};

/// Print the JSON Schema of a kind, for editors, or of what a command prints as JSON
///
/// Without KIND it is one schema for specs of any kind.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ekscompile schema App
  ekscompile schema --out .schemas
  ekscompile schema --out .schemas --modelines

A modeline is the first line of a spec; editors with yaml-language-server read it.")]
pub(super) struct Args {
    /// The kind, or the command: `diff`, `graph`
    #[arg(value_name = "KIND", ignore_case = true, value_parser = names())]
    kind: Option<String>,
    /// Write the schema of every kind, and `ekscompile.json` for files of any kind, to this folder instead
    #[arg(long, value_name = "DIR", conflicts_with = "kind")]
    out: Option<PathBuf>,
    /// Print the line that tells an editor the schema of a file, for each kind
    #[arg(long, alias = "modeline", requires = "out")]
    modelines: bool,
}

/// Returns what there is a schema of.
fn names() -> clap::builder::PossibleValuesParser {
    let commands = OF_COMMANDS.iter().map(|(name, _)| *name);
    SpecKind::ALL
        .map(SpecKind::name)
        .into_iter()
        .chain(commands)
        .into()
}

/// The commands that print JSON of their own.
type OfCommand = (&'static str, fn() -> Value);

const OF_COMMANDS: [OfCommand; 2] = [("diff", diff::json::schema), ("graph", graph::schema)];

pub(super) fn run(args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    let printer = &settings.printer;
    if let Some(out) = &args.out {
        write_all(out, args.modelines, settings)?;
        return Ok(Exit::Clean);
    }
    let schema = match args.kind.as_deref() {
        Some(name) => schema_of(name).unwrap_or_else(any_kind),
        None => any_kind(),
    };
    printer.data(&format!("{schema:#}\n"))?;
    Ok(Exit::Clean)
}

fn schema_of(name: &str) -> Option<Value> {
    let mut kinds = SpecKind::ALL.into_iter();
    let mut commands = OF_COMMANDS.into_iter();
    let kind = kinds.find(|kind| kind.name().eq_ignore_ascii_case(name));
    kind.map(json_schema).or_else(|| {
        let (_, schema) = commands.find(|(command, _)| command.eq_ignore_ascii_case(name))?;
        Some(schema())
    })
}

fn write_all(out: &Path, modelines: bool, settings: &Settings) -> Result<(), Stop> {
    let folder = settings.absolute(out);
    fs::create_dir_all(&folder).map_err(Stop::write(&folder))?;
    let each = SpecKind::ALL.map(|kind| {
        (
            kind.name(),
            format!("{}.json", kind.word()),
            json_schema(kind),
        )
    });
    let any = ("", "ekscompile.json".to_owned(), any_kind());
    let mut lines = String::new();
    for (kind, file, schema) in each.iter().chain([&any]) {
        let path = folder.join(file);
        fs::write(&path, format!("{schema:#}\n")).map_err(Stop::write(&path))?;
        let which = if kind.is_empty() { "any kind" } else { kind };
        // A comment of its own line: the modeline ends with its URL.
        lines.push_str(&format!(
            "# {which}\n# yaml-language-server: $schema={}\n",
            out.join(file).display()
        ));
    }
    if modelines {
        settings.printer.data(&lines)?;
    }
    settings.printer.say(format_args!(
        "{} written to {}",
        plural(each.len() + 1, "schema"),
        out.display()
    ));
    Ok(())
}

/// Returns a schema that chooses by `kind`. Definitions of one name are the same in all kinds.
fn any_kind() -> Value {
    let mut definitions = Map::new();
    let mut choices = Vec::new();
    for kind in SpecKind::ALL {
        let name = kind.name();
        let mut schema = json_schema(kind);
        if let Some(Value::Object(own)) = schema.as_object_mut().and_then(|map| map.remove("$defs"))
        {
            definitions.extend(own);
        }
        if let Some(map) = schema.as_object_mut() {
            map.remove("$schema");
            map.remove("$id");
        }
        definitions.insert(format!("kind.{name}"), schema);
        choices.push(json!({
            "if": { "properties": { "kind": { "const": name } } },
            "then": { "$ref": format!("#/$defs/kind.{name}") },
        }));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A spec of ekscompile",
        "type": "object",
        "required": ["kind"],
        "properties": { "kind": { "enum": SpecKind::ALL.map(SpecKind::name) } },
        "allOf": choices,
        "$defs": definitions,
    })
}
