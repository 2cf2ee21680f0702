//! Stage 1, files to specs.
//!
//! In: a project and the name of an environment. Out: [`Loaded`]: every document that takes part, checked against the
//! [`Shape`](shape::Shape) of its kind as a partial, with shorthand expanded. Merging and expressions are not its business.

pub mod kinds;
pub mod shape;

use ecow::EcoString;

use crate::text::Span;
use crate::yaml::Node;

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
    /// `--set` as one document a setting, in order.
    pub settings: Vec<Node>,
}
