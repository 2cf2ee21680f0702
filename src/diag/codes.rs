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
    EK0401 UnknownAlb Error "an ALB that no Platform describes";
    EK0402 UnknownStore Error "a secret store that no Platform describes";
    EK0403 UnknownPort Error "a port that the component does not have";
    EK0404 NoReadiness Error "a Service without a readiness probe";
    EK0405 NoPort Error "something needs a port, and the component has none";
    EK0406 UnknownPeer Error "a network peer that does not exist";
    EK0407 HostInPolicy Error "a host name in a NetworkPolicy";
    EK0408 NameTooLong Error "a name that is too long for its kind";
    EK0409 UnknownVolume Error "a volume that the pod does not have";
    EK0410 AutoscalingBounds Error "bounds between which nothing can scale";
    EK0411 NoRequestToScaleOn Error "scaling on a share of a request that is not made";
    EK0412 SecretWithoutRemote Error "a secret that does not say what it is in its store";
    EK0413 SloWithoutMetrics Error "objectives without metrics";
    EK0414 PortNotInService Error "an Ingress leads to a port that the Service does not have";
    EK0415 WrongRange Error "a range of addresses that is none";
    EK0416 NoVpcRange Error "the addresses of a load balancer are not known";
    EK0417 NoRegion Error "the region of a queue is not known";
    EK0418 PathOutside Error "a path leads out of the project";
    EK0419 ReservedLabel Error "a label that selectors rest on";
    EK0420 UnknownSecret Error "an environment variable takes a key of a Secret that nothing makes";
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
