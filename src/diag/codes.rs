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
    // 09: command line
    EK0901 NoProject Error "there is no project here";
    EK0902 UnknownEnvironment Error "there is no such environment";
    EK0903 NoEnvironment Error "no environment was named";
    EK0904 WouldOverwrite Error "`init` would overwrite a file";
    EK0905 NotRendered Error "no environment renders this file";
    EK0906 NoSuchPointer Error "the object has no such field";
    EK0907 UnknownCode Error "there is no such code";
    EK0908 UnreadableInput Error "a file that was named cannot be read";
    EK0909 NotAnObject Error "the document is no Kubernetes object";
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
