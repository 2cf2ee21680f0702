//! Stage 1, files to specs.
//!
//! In: a project and the name of an environment. Out: [`Loaded`]: every document that takes part, checked against the
//! [`Shape`](shape::Shape) of its kind as a partial, with shorthand expanded. Merging and expressions are not its business.

pub mod check;
pub mod definitions;
pub mod expression;
mod format;
mod hints;
pub mod kinds;
pub mod kustomization;
pub mod manifests;
pub mod objects;
mod read;
mod references;
mod schema;
mod settings;
pub mod shape;
mod short;
mod spec;
mod walk;

use ecow::EcoString;

pub use self::walk::environments;
use crate::diag::Diagnostic;
use crate::session::Session;
use crate::text::Span;
use crate::yaml::Node;

/// The API version of our kinds.
pub const API_VERSION: &str = "ekscompile.dev/v1alpha1";

/// Why something is no spec, or no file. In a box, since findings are large and rare.
pub type Refused = Box<Diagnostic>;

/// Returns a finding instead of a spec.
fn refuse<T>(finding: Diagnostic) -> Result<T, Refused> {
    Err(Box::new(finding))
}

/// The kinds of `ekscompile.dev/v1alpha1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpecKind {
    /// A service with a port.
    App,
    /// A process without an exposed port.
    Worker,
    /// A scheduled job.
    CronJob,
    /// A database on EBS.
    Database,
    /// Prometheus, Alertmanager, Grafana and exporters.
    Monitoring,
    /// What the whole cluster shares.
    Platform,
    /// Facts about the cluster.
    Cluster,
    /// One environment.
    Environment,
    /// A named variation.
    Overlay,
}

impl SpecKind {
    /// Every kind.
    pub const ALL: [SpecKind; 9] = [
        SpecKind::App,
        SpecKind::Worker,
        SpecKind::CronJob,
        SpecKind::Database,
        SpecKind::Monitoring,
        SpecKind::Platform,
        SpecKind::Cluster,
        SpecKind::Environment,
        SpecKind::Overlay,
    ];

    /// Returns the word in `kind:`.
    pub fn name(self) -> &'static str {
        match self {
            SpecKind::App => "App",
            SpecKind::Worker => "Worker",
            SpecKind::CronJob => "CronJob",
            SpecKind::Database => "Database",
            SpecKind::Monitoring => "Monitoring",
            SpecKind::Platform => "Platform",
            SpecKind::Cluster => "Cluster",
            SpecKind::Environment => "Environment",
            SpecKind::Overlay => "Overlay",
        }
    }

    /// Returns the word in front of a name that refers to a component, `database` in `database/orders`.
    pub fn word(self) -> &'static str {
        match self {
            SpecKind::App => "app",
            SpecKind::Worker => "worker",
            SpecKind::CronJob => "cronjob",
            SpecKind::Database => "database",
            SpecKind::Monitoring => "monitoring",
            SpecKind::Platform => "platform",
            SpecKind::Cluster => "cluster",
            SpecKind::Environment => "environment",
            SpecKind::Overlay => "overlay",
        }
    }

    /// Returns the kind that such a word means.
    pub fn of_word(word: &str) -> Option<SpecKind> {
        SpecKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Returns the kind with this name.
    pub fn find(name: &str) -> Option<SpecKind> {
        SpecKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Returns whether its objects live in a namespace.
    pub fn namespaced(self) -> bool {
        match self {
            SpecKind::App
            | SpecKind::Worker
            | SpecKind::CronJob
            | SpecKind::Database
            | SpecKind::Monitoring => true,
            SpecKind::Platform | SpecKind::Cluster | SpecKind::Environment | SpecKind::Overlay => {
                false
            }
        }
    }
}

/// One document of one of our kinds, as it stands in a file.
#[derive(Clone, Debug)]
pub struct SpecDocument {
    /// Its kind.
    pub kind: SpecKind,
    /// `metadata.name`.
    pub name: EcoString,
    /// `metadata.namespace`, if this document states it.
    pub namespace: Option<EcoString>,
    /// The whole document, `metadata` and `spec`, shorthand expanded.
    pub root: Node,
    /// The place of the document's `kind` value or its first line, for findings about it as a whole.
    pub span: Span,
    /// The path of its file below the project root; paths inside the document are relative to that file's folder.
    pub path: String,
    /// Whether its check found nothing wrong. What is wrong was reported and is not in `root`.
    pub sound: bool,
}

/// Everything that takes part in one environment.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The environment itself.
    pub environment: SpecDocument,
    /// The cluster it names.
    pub cluster: Option<SpecDocument>,
    /// App, Worker, CronJob, Database, Monitoring and Platform documents of its includes, by path.
    pub base: Vec<SpecDocument>,
    /// The overlays it opts into, in that order.
    pub overlays: Vec<SpecDocument>,
    /// Documents of the environment's own folder: partial layers, or specs of this environment alone.
    pub partials: Vec<SpecDocument>,
    /// `--set` as one partial document a setting, in order.
    pub settings: Vec<SpecDocument>,
}

/// Reads the environment and everything it includes. `environment` is its name or its folder; `settings` are the texts
/// behind `--set`. Nothing comes back where the environment itself cannot be read; everything else that is wrong is
/// reported and left out.
pub fn run(session: &Session<'_>, environment: &str, settings: &[String]) -> Option<Loaded> {
    let name = walk::find_environment(session, environment)?;
    let folder = format!("environments/{name}");
    let own = read::environment(session, &folder)?;
    let (environment, mut rest) = spec::environment(session, &name, own)?;

    let included = walk::included(session, &folder, &environment);
    let overlays = walk::overlays(session, &environment);
    let partials = walk::partials(session, &folder);

    let mut base = read::all(session, included);
    let mut partials = read::all(session, partials);
    let overlays = read::all(session, overlays);
    references::leave_out(&environment, &mut base, &mut partials);

    let base = spec::documents(session, base, spec::Place::Base);
    let overlays = spec::documents(session, overlays, spec::Place::Overlay);
    rest.extend(spec::documents(session, partials, spec::Place::Environment));
    let settings = settings::parse_all(session, &name, settings);

    let mut loaded = Loaded {
        cluster: spec::cluster(session, &environment, &base, &rest),
        environment,
        base,
        overlays,
        partials: rest,
        settings,
    };
    spec::check(session, &mut loaded);
    Some(loaded)
}
