//! `ekscompile kustomize`: a drop-in for `kustomize build`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::findings::{FindingsArgs, Format};
use super::{Exit, Findings, Settings, Stop};
use crate::diag::{Code, Diagnostic, Severity};
use crate::load::kustomization::{LoadRestrictor, Loader};
use crate::patch::kustomize::{self, Built, Options, Order};
use crate::project::DiskProject;
use crate::session::Session;
use crate::yaml::emit::go_yaml;

/// Build a kustomization, with the same bytes as `kustomize build`
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ekscompile kustomize overlays/prod
  ekscompile kustomize overlays/prod --strict -o prod.yaml")]
pub(super) struct Args {
    /// A folder with a kustomization file
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// A file to write instead of stdout, or a folder to write one file a resource. Needed for resources with a `--format`
    /// other than `text`, whose findings take stdout
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Make an error of what matches or changes nothing, of duplicate keys, and of what kustomize loses without a word
    #[arg(long)]
    strict: bool,
    /// How far files may lie from the kustomization that names them
    #[arg(
        long,
        value_name = "RESTRICTOR",
        default_value = "LoadRestrictionsRootOnly"
    )]
    load_restrictor: Restrictor,
    /// The order of resources where `sortOptions` say nothing
    #[arg(long, value_name = "ORDER", default_value = "legacy")]
    reorder: Reorder,
    /// Label every resource `app.kubernetes.io/managed-by`
    #[arg(long)]
    enable_managedby_label: bool,
    /// Accepted for scripts that pass it: builtin plugins always work, programs and containers never run
    #[arg(long)]
    enable_alpha_plugins: bool,
    /// Accepted for scripts that pass it: charts are refused, since no other program is run
    #[arg(long)]
    enable_helm: bool,
    #[command(flatten)]
    ignored: Ignored,
    #[command(flatten)]
    pub(super) findings: FindingsArgs,
}

/// Flags of `kustomize build` for programs that never run here. They are accepted, so that a script need not change.
#[derive(Debug, clap::Args)]
struct Ignored {
    #[arg(long, hide = true)]
    enable_exec: bool,
    #[arg(long, hide = true)]
    network: bool,
    #[arg(long, hide = true)]
    network_name: Option<String>,
    #[arg(long, hide = true)]
    mount: Vec<String>,
    #[arg(short, long, hide = true)]
    env: Vec<String>,
    #[arg(long, hide = true)]
    as_current_user: bool,
    #[arg(long, hide = true)]
    helm_command: Option<String>,
    #[arg(long, hide = true)]
    helm_api_versions: Vec<String>,
    #[arg(long, hide = true)]
    helm_kube_version: Option<String>,
    #[arg(long, hide = true)]
    helm_debug: bool,
    #[arg(long, hide = true)]
    stack_trace: bool,
}

impl Ignored {
    /// Returns whether one of those flags was given.
    fn any(&self) -> bool {
        let switches = [
            self.enable_exec,
            self.network,
            self.as_current_user,
            self.helm_debug,
            self.stack_trace,
        ];
        let values = [
            &self.network_name,
            &self.helm_command,
            &self.helm_kube_version,
        ];
        let lists = [&self.mount, &self.env, &self.helm_api_versions];
        switches.contains(&true)
            || values.iter().any(|value| value.is_some())
            || lists.iter().any(|list| !list.is_empty())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Restrictor {
    /// In or below its folder.
    #[value(name = "LoadRestrictionsRootOnly")]
    RootOnly,
    /// Anywhere.
    #[value(name = "LoadRestrictionsNone")]
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Reorder {
    /// By kind.
    Legacy,
    /// As they are read.
    None,
}

/// The findings that `--strict` makes errors of.
const STRICT: [Code; 4] = [
    Code::NothingMatched,
    Code::MergeLosesElement,
    Code::DirectiveLeaks,
    Code::DuplicateKey,
];

pub(super) fn run(args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    if args.ignored.any() || args.enable_alpha_plugins || args.enable_helm {
        settings
            .printer
            .say("plugins that are programs or containers, and charts, are never run: such flags have no effect");
    }
    work_along();
    let folder = settings.absolute(&args.folder);
    let project = open(settings)?;
    let session = Session::new(&project);
    let loader = Loader {
        session: &session,
        restrictor: match args.load_restrictor {
            Restrictor::RootOnly => LoadRestrictor::RootOnly,
            Restrictor::None => LoadRestrictor::None,
        },
    };
    let options = Options {
        order: match args.reorder {
            Reorder::Legacy => Order::Legacy,
            Reorder::None => Order::Fifo,
        },
        managed_by: args.enable_managedby_label,
        custom_lists: false,
        named_in: None,
    };
    let path = folder.to_string_lossy();
    let built = kustomize::build(loader, path.trim_start_matches('/'), options);
    let mut findings = Findings::new(args.findings.format, &settings.printer);
    let mut report = session.finish();
    if args.strict {
        report.promote(&STRICT);
    }
    findings.add(&report, &session.sources);
    findings.print(&settings.printer, serde_json::Map::new())?;
    let (Some(built), false) = (built, report.has(Severity::Error)) else {
        settings.printer.error(format!(
            "`{}` was not built, {}",
            args.folder.display(),
            findings.counts()
        ));
        return Ok(Exit::Found);
    };
    if args.output.is_some() || args.findings.format == Format::Text {
        write(&built, args, settings)?;
        // The process ends here. Giving back every node of many thousand resources would take longer than printing them.
        std::mem::forget(built);
    }
    Ok(findings.exit(args.findings.fail_on))
}

/// Makes this thread one of those that work. It would sleep while they do, and to wake the others and then this one is
/// most of a step over a few hundred resources.
fn work_along() {
    let threads = rayon::ThreadPoolBuilder::new().use_current_thread();
    // Where they are there already, they do as well.
    let _ = threads.build_global();
}

/// Opens the disk: a kustomization may build on folders anywhere.
pub(super) fn open(settings: &Settings) -> Result<DiskProject, Stop> {
    DiskProject::disk(&settings.absolute(Path::new("."))).map_err(|error| {
        Stop::usage(Diagnostic::new(
            Code::UnreadableInput,
            format!("the working directory cannot be read: {error}"),
        ))
    })
}

/// Prints the resources, or writes them where `--output` says.
fn write(built: &[Built], args: &Args, settings: &Settings) -> Result<(), Stop> {
    let Some(output) = &args.output else {
        return portions(built).try_for_each(|portion| {
            let mut texts = portion.into_iter();
            texts.try_for_each(|text| settings.printer.data(&text))
        });
    };
    let output = settings.absolute(output);
    if !output.is_dir() {
        return std::fs::write(&output, portions(built).flatten().collect::<String>())
            .map_err(Stop::write(output));
    }
    let namespaces: std::collections::BTreeSet<_> = built
        .iter()
        .filter_map(|built| built.namespace.as_ref())
        .collect();
    for built in built {
        let named = [
            &built.gvk.group,
            &built.gvk.version,
            &built.gvk.kind,
            &built.name,
        ];
        let words: Vec<&str> = named
            .into_iter()
            .map(|word| word.as_str())
            .filter(|word| !word.is_empty())
            .collect();
        let mut name = format!("{}.yaml", words.join("_"));
        if let (Some(namespace), true) = (&built.namespace, namespaces.len() > 1) {
            name = format!("{namespace}_{name}");
        }
        let path = output.join(name.to_lowercase());
        std::fs::write(&path, go_yaml::document(&built.node)).map_err(Stop::write(path))?;
    }
    Ok(())
}

/// Returns the text of the resources, one portion after the other, each in pieces: put together they would be copied once
/// more.
fn portions(built: &[Built]) -> impl Iterator<Item = Vec<String>> {
    use rayon::prelude::*;
    let print = |(at, piece): (usize, &[Built])| {
        let mut text = String::with_capacity(piece.len() << 10);
        for (number, built) in piece.iter().enumerate() {
            if at + number > 0 {
                text.push_str("---\n");
            }
            go_yaml::write(&mut text, &built.node);
        }
        text
    };
    let portions = built.chunks(PIECE * PIECES).enumerate();
    portions.map(move |(at, portion)| {
        let pieces = portion.par_chunks(PIECE).enumerate();
        pieces
            .map(|(piece, built)| print((at + piece, built)))
            .collect()
    })
}

/// So many resources are printed into one text.
const PIECE: usize = 64;

/// So many texts are there at once: those of 20,000 resources would be a tenth of the memory of a build.
const PIECES: usize = 32;
