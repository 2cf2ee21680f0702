//! Files named `*.j2`: rendered before they are read.
//!
//! Templates see what `${…}` of their owner sees: names without a namespace mean its own. A name that is not defined is an
//! error, and each error is shown at its place in the template. Nothing is escaped: a template makes whatever text it
//! makes. What a component's templates refer to, the component refers to, so they are rendered before anything is
//! expanded.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::{self, Write};
use std::sync::Arc;

use ecow::EcoString;
use minijinja::{AutoEscape, ErrorKind, Value};
use rayon::prelude::*;

use super::language;
use super::scope::Scope;
use super::{Component, Reference, Target};
use crate::diag::{Code, Diagnostic};
use crate::k8s::Owner;
use crate::load::manifests;
use crate::project::{MAX_FILE, folder_of, join};
use crate::session::Session;
use crate::text::{FileId, Span};
use crate::yaml::{self, Node};

/// The ending of a template's name.
const ENDING: &str = ".j2";

/// The templates that could be rendered, as texts, by the namespace they were rendered for and their path.
pub type Rendered = BTreeMap<(EcoString, String), FileId>;

/// Returns the text that a file comes to: its own, or what it is rendered to where its name ends in `.j2`. What goes wrong
/// is reported, with `asked`, the place that names the file.
pub fn source(
    session: &Session<'_>,
    target: &Target,
    namespace: &EcoString,
    path: &str,
    file: FileId,
    asked: Option<Span>,
) -> Option<FileId> {
    if !path.ends_with(ENDING) {
        return Some(file);
    }
    if let Some(rendered) = target.rendered.get(&(namespace.clone(), path.to_owned())) {
        return Some(*rendered);
    }
    let template = session.sources.get(file);
    match render(path, &template.text, target.scope_within(namespace)) {
        Ok(text) => Some(session.sources.add(shown(path), text)),
        Err(error) => {
            // A name that is not defined may be what could not be read.
            if target.sound || error.kind() != ErrorKind::UndefinedError {
                let finding = failed(file, &template.text, &error);
                session.report(finding.related(asked, "the template is asked for here"));
            }
            None
        }
    }
}

/// Renders the templates that components and the environment name, and returns them with what they refer to. What goes
/// wrong is reported when they are read.
pub(super) fn render_all(
    session: &Session<'_>,
    scope: &Scope,
    environment: (&Node, &str),
    components: &mut [Component],
) -> (Rendered, Vec<Reference>) {
    let mut rendered = Rendered::new();
    let of_components: Vec<Vec<Text>> = components
        .par_iter()
        .map(|component| {
            let named = named(session, component);
            texts(session, scope, &component.owner.namespace, named)
        })
        .collect();
    for (component, texts) in components.iter_mut().zip(of_components) {
        for text in texts {
            for owner in &text.refers_to {
                let known = component.refers_to.iter().any(|(known, _)| known == owner);
                if !known && *owner != component.owner {
                    component.refers_to.push((Arc::clone(owner), text.asked));
                }
            }
            text.keep(session, &component.owner.namespace, &mut rendered);
        }
    }
    let nowhere = EcoString::new();
    let raw = raw(session, environment.0, environment.1);
    let mut references = Vec::new();
    for text in texts(session, scope, &nowhere, raw) {
        let from = Arc::new(manifests::owner_of(&text.path));
        references.extend(text.refers_to.iter().map(|to| Reference {
            from: Arc::clone(&from),
            to: Arc::clone(to),
            span: text.asked,
        }));
        text.keep(session, &nowhere, &mut rendered);
    }
    (rendered, references)
}

/// A template, rendered.
struct Text {
    path: String,
    text: String,
    asked: Span,
    refers_to: Vec<Arc<Owner>>,
}

impl Text {
    fn keep(self, session: &Session<'_>, namespace: &EcoString, rendered: &mut Rendered) {
        if let Entry::Vacant(slot) = rendered.entry((namespace.clone(), self.path)) {
            let name = shown(&slot.key().1);
            slot.insert(session.sources.add(name, self.text));
        }
    }
}

fn texts(
    session: &Session<'_>,
    scope: &Scope,
    namespace: &EcoString,
    named: Vec<(String, Span)>,
) -> Vec<Text> {
    let mut texts = Vec::new();
    for (path, asked) in named {
        let Ok(file) = session.text(&path) else {
            continue;
        };
        let within = Arc::new(scope.within(namespace));
        let template = session.sources.get(file);
        let outcome = render(
            &path,
            &template.text,
            Value::from_dyn_object(Arc::clone(&within)),
        );
        let found = within.asked.take_found();
        let Ok(text) = outcome else { continue };
        let owners = found.into_iter().filter_map(|at| scope.directory.owner(at));
        texts.push(Text {
            path,
            text,
            asked,
            refers_to: owners.map(Arc::clone).collect(),
        });
    }
    texts
}

/// Returns the paths of the templates that a component names, each with the place that names it.
fn named(session: &Session<'_>, component: &Component) -> Vec<(String, Span)> {
    let spec = &component.spec;
    let entries = |node: Option<&Node>| -> Vec<yaml::Entry> {
        let map = node.and_then(Node::as_map);
        map.into_iter().flatten().cloned().collect()
    };
    let files = entries(spec.value_of("config"))
        .into_iter()
        .flat_map(|entry| entries(entry.value.value_of("files")))
        .filter_map(|file| file.value.value_of("path").cloned());
    let dashboards = entries(spec.at(&["grafana", "dashboards"]))
        .into_iter()
        .filter_map(|entry| entry.value.value_of("file").cloned());
    let patches = spec.value_of("patches").and_then(Node::as_list);
    let patches = patches
        .unwrap_or_default()
        .iter()
        .filter_map(|patch| patch.value_of("path").cloned());
    let single = files.chain(dashboards).chain(patches).filter_map(|asked| {
        let text = asked.as_str().filter(|text| text.ends_with(ENDING))?;
        let span = asked.span()?;
        let said_in = session.sources.get(span.file).path.clone();
        Some((join(folder_of(&said_in), text)?, span))
    });
    let mut named: Vec<(String, Span)> = single.collect();
    named.extend(raw(session, spec, &component.path));
    named
}

/// Returns the paths of the templates among the raw manifests of a spec.
fn raw(session: &Session<'_>, spec: &Node, path: &str) -> Vec<(String, Span)> {
    let entries = spec.value_of("raw").and_then(Node::as_list);
    let mut named = Vec::new();
    for asked in entries.unwrap_or_default() {
        if let (Ok(paths), Some(span)) = (manifests::find(session, asked, path), asked.span()) {
            let templates = paths.into_iter().filter(|path| path.ends_with(ENDING));
            named.extend(templates.map(|path| (path, span)));
        }
    }
    named
}

fn shown(path: &str) -> String {
    format!("{path} (rendered)")
}

fn render(path: &str, template: &str, scope: Value) -> Result<String, minijinja::Error> {
    let mut environment = language::engine();
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    let mut page = Page::default();
    let outcome = environment
        .template_from_named_str(path, template)
        .and_then(|compiled| compiled.render_captured_to(scope, &mut page).map(drop));
    if page.is_full {
        let detail = format!("it gives more than {MAX_FILE} bytes");
        return Err(minijinja::Error::new(ErrorKind::WriteFailure, detail));
    }
    outcome?;
    // The engine writes only text.
    let mut rendered = String::from_utf8_lossy(&page.bytes).into_owned();
    // The language drops a last line break, which belongs to the file.
    if template.ends_with('\n') {
        rendered.push('\n');
    }
    Ok(rendered)
}

/// What a template has written: as much as a file may hold.
#[derive(Default)]
struct Page {
    bytes: Vec<u8>,
    is_full: bool,
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.is_full |= (self.bytes.len() + bytes.len()) as u64 > MAX_FILE;
        if self.is_full {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns the finding for an error of a template, at its place.
fn failed(file: FileId, template: &str, error: &minijinja::Error) -> Diagnostic {
    let what = match error.kind() {
        ErrorKind::UndefinedError => "a name that is not defined".to_owned(),
        ErrorKind::WriteFailure => "it is too long".to_owned(),
        kind => language::said(kind),
    };
    let message = match error.detail() {
        Some(detail) => format!("the template cannot be rendered: {what}: {detail}"),
        None => format!("the template cannot be rendered: {what}"),
    };
    let span = error
        .range()
        .map(|range| Span::new(file, range.start, range.end))
        .or_else(|| line(file, template, error.line()?))
        .unwrap_or(Span::new(file, 0, 0));
    let help = match error.kind() {
        ErrorKind::UndefinedError => {
            "templates see `env`, `cluster`, `app` and `database`, as `${…}` does; define a variable in `vars` of the environment"
        }
        ErrorKind::OutOfFuel | ErrorKind::WriteFailure => {
            "let its loops run over less, or write the text out"
        }
        _ => {
            "the language is that of minijinja; see https://docs.rs/minijinja/latest/minijinja/syntax/"
        }
    };
    Diagnostic::new(Code::Template, message).at(span).help(help)
}

/// Returns the span of a line, counted from 1.
fn line(file: FileId, text: &str, number: usize) -> Option<Span> {
    let line = text.lines().nth(number.checked_sub(1)?)?;
    // `lines` gives parts of the text itself, so the distance of their starts is the offset.
    let start = line.as_ptr() as usize - text.as_ptr() as usize;
    Some(Span::new(file, start, start + line.len()))
}
