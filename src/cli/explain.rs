//! `ekscompile explain`.

mod chain;
mod kustomization;

use std::path::Path;

use clap::ValueEnum;
use serde_json::{Value as Json, json};

use super::environments;
use super::{Exit, Findings, Settings, Stop, findings};
use crate::compile::{Compiled, compile};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::emit::{self, Content, RenderedFile};
use crate::load::kustomization::FILE_NAMES;
use crate::session::Session;
use crate::yaml::{NamedDefault, Node};
use crate::{expand, layer, patch};

/// Explain where every field of a rendered file comes from, what a code means, or which defaults there are
#[derive(Debug, clap::Args)]
#[command(
    arg_required_else_help = true,
    after_help = "\
Examples:
  ekscompile explain rendered/prod/units/90-shop.api/54-deployment-api.yaml
  ekscompile explain rendered/prod/units/90-shop.api/54-deployment-api.yaml:/spec/replicas
  ekscompile explain Deployment/shop/api:/spec/replicas --env prod
  ekscompile explain overlays/prod Deployment/api:/spec/replicas
  ekscompile explain EK0101
  ekscompile explain app.rollout.maxUnavailable
  ekscompile explain --defaults
  ekscompile explain --rules
  ekscompile explain --codes"
)]
pub(super) struct Args {
    /// A rendered file or an object, with a JSON pointer behind a colon if one field is enough; a folder with a
    /// kustomization; a code; or a default
    #[arg(value_name = "FILE[:/POINTER] | KIND/NAMESPACE/NAME[:/POINTER] | DIR | CODE | DEFAULT")]
    what: Option<String>,
    /// An object that the kustomization in DIR builds; all of them if none is named
    #[arg(value_name = "KIND/NAME[:/POINTER]", requires = "what")]
    object: Option<String>,
    /// List every default: what it sets, why, who says so, and the field that changes or removes it
    #[arg(long, conflicts_with = "what")]
    defaults: bool,
    /// List every code of a finding
    #[arg(long, conflicts_with_all = ["what", "defaults"])]
    codes: bool,
    /// List every rule of validation: its code, its severity, and what it reports
    #[arg(long, conflicts_with_all = ["what", "defaults", "codes"])]
    rules: bool,
    /// The environment of an object that is named by kind and name
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// How to print the explanation
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// How an explanation is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

pub(super) fn run(args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    if args.codes || args.rules {
        let codes = Code::ALL.iter().copied();
        let listed = codes.filter(|code| args.codes || code.is_of_validation());
        let name = if args.rules { "rules" } else { "codes" };
        return print_codes(name, listed, args.format, settings);
    }
    let Some(what) = &args.what else {
        let listed: Vec<&NamedDefault> = named_defaults()
            .filter(|default| !default.field.is_empty())
            .collect();
        return print_defaults(&listed, args.format, settings);
    };
    if looks_like_a_code(what) {
        return print_page(what, args.format, settings);
    }
    if let Some(default) = named_defaults().find(|default| default.id == what) {
        return print_defaults(&[default], args.format, settings);
    }
    let folder = settings.absolute(Path::new(what));
    let is_kustomization = FILE_NAMES.iter().any(|name| folder.join(name).is_file());
    if args.object.is_some() || is_kustomization {
        return kustomization::run(what, args, settings);
    }
    print_fields(what, args, settings)
}

/// Returns the rules of every stage that sets what nobody wrote.
fn named_defaults() -> impl Iterator<Item = &'static NamedDefault> {
    std::iter::once(&layer::PARTITION)
        .chain(expand::defaults::all())
        .chain(std::iter::once(&patch::CONTENT_HASH))
        .chain(emit::defaults::ALL.iter().copied())
}

fn looks_like_a_code(what: &str) -> bool {
    let digits = what
        .get(..2)
        .filter(|start| start.eq_ignore_ascii_case("ek"))
        .and(what.get(2..));
    digits
        .is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn print_page(what: &str, format: Format, settings: &Settings) -> Result<Exit, Stop> {
    let Some(code) = Code::find(what) else {
        let ids = Code::ALL.iter().map(|code| code.id());
        let finding = Diagnostic::new(
            Code::UnknownCode,
            format!("expected a code, found `{what}`"),
        )
        .help(match did_you_mean(what, ids) {
            Some(id) => format!("did you mean `{id}`?"),
            None => "`ekscompile explain --codes` lists them".to_owned(),
        });
        return Err(Stop::usage(finding));
    };
    let text = match format {
        Format::Text => code.page().to_owned(),
        Format::Json => pretty(&json!({
            "code": code.id(),
            "severity": code.severity().word(),
            "title": code.title(),
            "page": code.page(),
        })),
    };
    settings.printer.data(&text)?;
    Ok(Exit::Clean)
}

fn print_codes(
    name: &str,
    listed: impl Iterator<Item = Code>,
    format: Format,
    settings: &Settings,
) -> Result<Exit, Stop> {
    let text = match format {
        Format::Text => listed
            .map(|code| format!("{code} {:7} {}\n", code.severity().word(), code.title()))
            .collect(),
        Format::Json => {
            let listed = listed.map(|code| {
                json!({ "code": code.id(), "severity": code.severity().word(), "title": code.title() })
            });
            pretty(&json!({ name: listed.collect::<Json>() }))
        }
    };
    settings.printer.data(&text)?;
    Ok(Exit::Clean)
}

fn print_defaults(
    listed: &[&NamedDefault],
    format: Format,
    settings: &Settings,
) -> Result<Exit, Stop> {
    let text = match format {
        Format::Text => listed
            .iter()
            .map(|default| {
                format!(
                    "{}\n    {}\n{}",
                    default.id,
                    default.what,
                    chain::reasons(default)
                )
            })
            .collect(),
        Format::Json => {
            let defaults: Vec<Json> = listed
                .iter()
                .map(|default| chain::default_json(default))
                .collect();
            pretty(&json!({ "defaults": defaults }))
        }
    };
    settings.printer.data(&text)?;
    Ok(Exit::Clean)
}

fn print_fields(what: &str, args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    // No rendered path has a colon in it: they are escaped.
    let (subject, pointer) = match what.find(":/") {
        Some(at) => (&what[..at], &what[at + 1..]),
        None => (what.strip_suffix(':').unwrap_or(what), ""),
    };
    let path = settings.absolute(Path::new(subject));
    let project = environments::open(settings, Some(&path))?;
    let known = environments::known(&project)?;
    let candidates = match &args.env {
        Some(name) if known.contains(name) => vec![(name.clone(), subject.to_owned())],
        Some(name) => {
            return Err(Stop::usage(environments::unknown(
                name,
                &known,
                project.root(),
            )));
        }
        None => candidates(&path, &known),
    };
    let mut nearest = None;
    for (environment, file) in candidates {
        let session = Session::new(&project);
        let Some(compiled) = compile(&session, &environment, &[]) else {
            return tell_findings(&session, settings);
        };
        if let Some(found) = find(&compiled, &file) {
            return print_found(&found, pointer, &session, args.format, settings);
        }
        if session.has_errors() {
            return tell_findings(&session, settings);
        }
        let files = compiled.rendering.files.keys();
        nearest = nearest.or(did_you_mean(&file, files.map(String::as_str))
            .map(|meant| format!("did you mean `rendered/{environment}/{meant}`?")));
    }
    let finding = Diagnostic::new(
        Code::NotRendered,
        format!("expected a file that an environment renders, found `{subject}`"),
    )
    .help("ekscompile explain rendered/ENV/units/UNIT/FILE.yaml")
    .maybe_help(nearest);
    Err(Stop::usage(finding))
}

/// Returns the environments that a path may belong to, and the path below the rendered folder of each; nearest first.
fn candidates(path: &Path, known: &[String]) -> Vec<(String, String)> {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    let mut found = Vec::new();
    for (at, part) in parts.iter().enumerate().rev().skip(1) {
        if known.iter().any(|name| name == part) {
            found.push((part.clone().into_owned(), parts[at + 1..].join("/")));
        }
    }
    found
}

/// One file and what it holds.
struct Found {
    file: String,
    object: String,
    node: Node,
}

/// Finds a file of the rendering by its path, or an object by kind, namespace and name.
fn find(compiled: &Compiled, subject: &str) -> Option<Found> {
    let Compiled {
        target,
        plan,
        rendering,
    } = compiled;
    let object_of = |file: &RenderedFile| match file.content {
        Content::Object { unit, object } => plan.units.get(unit)?.objects.get(object),
        Content::Kustomization { .. } | Content::Entry(_) => None,
    };
    let is_meant = |file: &RenderedFile| {
        object_of(file).is_some_and(|object| object.id.to_string() == subject)
    };
    let (path, file) = rendering.files.get_key_value(subject).or_else(|| {
        let mut files = rendering.files.iter();
        files.find(|(_, file)| is_meant(file))
    })?;
    Some(Found {
        file: format!("rendered/{}/{path}", target.name),
        object: object_of(file).map_or_else(|| path.clone(), |object| object.id.to_string()),
        node: emit::node_of(target, plan, rendering, file)?,
    })
}

fn print_found(
    found: &Found,
    pointer: &str,
    session: &Session<'_>,
    format: Format,
    settings: &Settings,
) -> Result<Exit, Stop> {
    let Some(node) = follow(&found.node, pointer) else {
        return Err(Stop::usage(no_such_pointer(found, pointer)));
    };
    let mut leaves = Vec::new();
    node.leaves(&mut |below, leaf| leaves.push((format!("{pointer}{below}"), leaf)));
    let text = match format {
        Format::Text => {
            let whole = leaves.len() == 1;
            leaves
                .iter()
                .map(|(pointer, leaf)| chain::text(pointer, leaf, &session.sources, whole))
                .collect()
        }
        Format::Json => {
            let fields: Vec<Json> = leaves
                .iter()
                .map(|(pointer, leaf)| chain::json(pointer, leaf, &session.sources))
                .collect();
            pretty(&json!({ "file": found.file, "object": found.object, "fields": fields }))
        }
    };
    settings.printer.data(&text)?;
    Ok(Exit::Clean)
}

/// Follows a JSON pointer.
fn follow<'n>(node: &'n Node, pointer: &str) -> Option<&'n Node> {
    let mut node = node;
    for part in pointer.split('/').skip(1) {
        let key = part.replace("~1", "/").replace("~0", "~");
        node = match node.as_list() {
            Some(items) => items.get(key.parse::<usize>().ok()?)?,
            None => node.get(&key)?,
        };
    }
    Some(node)
}

fn no_such_pointer(found: &Found, pointer: &str) -> Diagnostic {
    let mut all = Vec::new();
    found
        .node
        .leaves(&mut |pointer, _| all.push(pointer.to_owned()));
    let help = did_you_mean(pointer, all.iter().map(String::as_str));
    Diagnostic::new(
        Code::NoSuchPointer,
        format!(
            "expected a field of `{}`, found no `{pointer}`",
            found.object
        ),
    )
    .in_file(found.file.as_str())
    .maybe_help(help.map(|meant| format!("did you mean `{meant}`?")))
}

/// Says why the environment could not be compiled.
fn tell_findings(session: &Session<'_>, settings: &Settings) -> Result<Exit, Stop> {
    let mut all = Findings::new(findings::Format::Text, &settings.printer);
    all.add(&session.finish(), &session.sources);
    all.print(&settings.printer, serde_json::Map::new())?;
    settings
        .printer
        .error(format_args!("{}; nothing can be explained", all.counts()));
    Ok(Exit::Found)
}

fn pretty(value: &Json) -> String {
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_its_environment_from_anywhere() {
        let known = ["dev".to_owned(), "prod".to_owned()];
        assert_eq!(
            candidates(
                Path::new("/home/dev/shop/rendered/prod/units/a/b.yaml"),
                &known
            ),
            [
                ("prod".to_owned(), "units/a/b.yaml".to_owned()),
                (
                    "dev".to_owned(),
                    "shop/rendered/prod/units/a/b.yaml".to_owned()
                ),
            ]
        );
    }

    #[test]
    fn only_codes_look_like_codes() {
        assert!(looks_like_a_code("ek0101"));
        assert!(!looks_like_a_code("EK01éa"));
        assert!(!looks_like_a_code("EK01"));
    }
}
