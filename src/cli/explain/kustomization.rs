//! `ekscompile explain DIR OBJECT`: where the fields of what a kustomization builds come from.

use std::path::Path;

use super::{Args, Found, print_found, tell_findings};
use crate::cli::kustomize::open;
use crate::cli::{Exit, Settings, Stop};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::load::kustomization::{LoadRestrictor, Loader};
use crate::patch::kustomize::{self, Built, Options};
use crate::session::Session;

/// So many names are looked at for a near one.
const NEAR: usize = 2_000;

/// Explains one object, or all of them.
pub(super) fn run(folder: &str, args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    let project = open(settings)?;
    let session = Session::new(&project);
    let loader = Loader {
        session: &session,
        restrictor: LoadRestrictor::None,
    };
    let path = settings.absolute(Path::new(folder));
    let path = path.to_string_lossy();
    let built = kustomize::build(loader, path.trim_start_matches('/'), Options::default());
    let Some(built) = built else {
        return tell_findings(&session, settings);
    };
    let Some(asked) = &args.object else {
        return built.into_iter().try_fold(Exit::Clean, |_, built| {
            print_found(&found(built, folder), "", &session, args.format, settings)
        });
    };
    let (subject, pointer) = match asked.find(":/") {
        Some(at) => (&asked[..at], &asked[at + 1..]),
        None => (asked.strip_suffix(':').unwrap_or(asked), ""),
    };
    let names: Vec<[String; 2]> = built.iter().map(names).collect();
    match names
        .iter()
        .position(|names| names.iter().any(|name| name == subject))
    {
        Some(at) => {
            let built = built.into_iter().nth(at);
            built.map_or(Ok(Exit::Clean), |built| {
                print_found(
                    &found(built, folder),
                    pointer,
                    &session,
                    args.format,
                    settings,
                )
            })
        }
        None => {
            let near = did_you_mean(
                subject,
                names.iter().flatten().map(String::as_str).take(NEAR),
            );
            Err(Stop::usage(
                Diagnostic::new(
                    Code::NotRendered,
                    format!("expected an object that `{folder}` builds, found `{subject}`"),
                )
                .help(format!("ekscompile explain {folder} KIND/NAME:/POINTER"))
                .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
            ))
        }
    }
}

/// Returns the short name of an object and the one with its namespace.
fn names(built: &Built) -> [String; 2] {
    let Built {
        gvk,
        name,
        namespace,
        ..
    } = built;
    let namespace = namespace.as_deref().unwrap_or_default();
    [
        format!("{}/{name}", gvk.kind),
        format!("{}/{namespace}/{name}", gvk.kind),
    ]
}

fn found(built: Built, folder: &str) -> Found {
    let [object, _] = names(&built);
    Found {
        file: folder.to_owned(),
        object,
        node: built.node,
    }
}
