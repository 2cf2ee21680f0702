//! The registry of codes. Each has a manual page beside this file, `codes/EK….md`, without which nothing compiles.
//!
//! Hundreds tell the stage: 01 reading YAML and files, 02 specs, 03 layers and expressions, 04 expansion, 05 patches,
//! 06 validation, 07 order, 08 writing and checking, 09 the command line.

use super::Severity;

macro_rules! codes {
    ($($id:ident $name:ident $severity:ident $title:literal;)*) => {
        /// A stable name of a kind of finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// Returns the code as it is printed, `EK0101`.
            pub fn id(self) -> &'static str {
                match self { $(Code::$name => stringify!($id),)* }
            }

            /// Returns the severity it has unless a policy says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }

            /// Returns the half sentence that lists print.
            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)* }
            }

            /// Returns the manual page, Markdown.
            pub fn page(self) -> &'static str {
                match self { $(Code::$name => include_str!(concat!("codes/", stringify!($id), ".md")),)* }
            }
        }
    };
}

codes! {
    // 01: reading files and YAML
    EK0101 InvalidYaml Error "the text is not YAML";
    // 02: specs
    // 03: layers and expressions
    // 04: expansion
    EK0450 Unreplicated Error "several pods of a database that do not replicate";
    EK0451 DatabaseIncomplete Error "a database says too little";
    EK0452 DatabaseCredentials Error "a database has no credentials";
    EK0453 StorageContradiction Error "settings of a volume that exclude each other";
    EK0454 DumpWithoutRole Error "a dump has no AWS role";
    EK0455 MonitoringForm Error "a form of monitoring that cannot be built yet";
    EK0456 DashboardRevision Error "a dashboard of grafana.com without a revision";
    EK0457 DashboardFile Error "a dashboard file that Grafana cannot read";
    EK0458 Template Error "a template cannot be rendered";
    EK0459 FileNotFound Error "a file or pattern that a spec names finds nothing";
    EK0460 NotAManifest Error "a document is not a Kubernetes object";
    EK0461 PlaintextSecret Error "a Secret in plain text";
    EK0462 RawNamespace Error "an object states the wrong scope";
    EK0463 SpecInRaw Error "a spec stands among raw manifests";
    EK0464 SecretStoreIncomplete Error "a secret store says too little";
    EK0465 ReceiverIncomplete Error "an alert receiver says too little";
    EK0466 DescribedTwice Error "two Platforms describe the same thing";
    EK0467 AlbContradiction Error "settings of a load balancer that exclude each other";
    EK0468 MonitoringIncomplete Error "a monitoring spec says too little";
    // 05: patches
    // 06: validation
    // 07: order
    // 08: writing and checking
    // 09: command line
}

impl Code {
    /// Returns the code that prints as `id`, whatever its case.
    pub fn find(id: &str) -> Option<Code> {
        Code::ALL
            .iter()
            .copied()
            .find(|code| code.id().eq_ignore_ascii_case(id))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}
