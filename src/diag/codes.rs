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
    // 05: patches
    // 06: validation
    // 07: order
    EK0701 OrderCycle Error "units need each other to be ready first";
    EK0702 UnknownAfter Error "`after` names nothing of the environment";
    EK0703 AfterItself Error "`after` names something of the same unit";
    // 08: writing and checking
    EK0801 FileCollision Error "two objects would be written to one file";
    EK0802 GitopsIncomplete Error "the GitOps settings lack what the engine needs";
    EK0803 OutputUnwritable Error "the rendered folder cannot be read or written";
    EK0804 OutputLocked Error "another run is writing the rendered folder";
    EK0805 MassDeletion Error "the build would delete a large share of the rendered files";
    EK0806 OutputLink Error "a symbolic link stands where rendered files belong";
    EK0807 ForeignInTheWay Error "a foreign file stands where a rendered file belongs";
    EK0808 StaleOutput Error "the rendered folder is not what the specs say";
    EK0809 ForeignFile Error "the rendered folder holds a file that no build has written";
    EK0810 HandEdited Error "a rendered file was edited by hand";
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
