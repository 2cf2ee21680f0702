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
    EK0201 UnreadableFile Error "a file cannot be read";
    EK0203 EmptyProject Error "the project has no environment";
    EK0204 NoMatchingFile Error "an include matches no file";
    EK0205 UnknownApiVersion Error "the apiVersion is not known";
    EK0206 UnknownKind Error "the kind is not known";
    EK0207 PlainManifest Error "a plain manifest stands among the specs";
    EK0208 UnknownField Error "the field is not known";
    EK0209 WrongType Error "a value has the wrong type";
    EK0210 InvalidValue Error "a value has the wrong format or is out of bounds";
    EK0211 MissingField Error "a required field is missing";
    EK0212 MergeKey Error "the merge key `<<` is used";
    EK0213 ConflictingFields Error "two fields exclude each other";
    EK0214 MisplacedSpec Error "a spec stands in the wrong file";
    EK0215 UnknownCluster Error "there is no such cluster";
    EK0216 UnknownOverlay Error "there is no such overlay";
    EK0217 InvalidSetting Error "a `--set` cannot be read";
    // 03: layers and expressions
    EK0301 LayerType Error "two layers give a value different types";
    EK0302 DuplicateItem Error "`!append` or `!prepend` repeats an item";
    EK0303 DuplicateComponent Error "two specs make the same component";
    EK0304 OverlayMatchesNothing Error "an overlay matches nothing";
    EK0305 OverlayChangesNothing Error "an overlay changes nothing";
    EK0306 SettingMatchesNothing Error "a `--set` matches nothing";
    EK0307 ImageMatchesNothing Error "an image override matches nothing";
    EK0308 MissingNamespace Error "a component has no namespace";
    EK0309 InvalidExpression Error "an expression cannot be evaluated";
    EK0310 UndefinedVariable Error "a variable is not defined";
    EK0311 UnusedVariable Warning "a variable is never used";
    EK0312 CyclicReference Error "references go round in a circle";
    EK0313 MissingLabel Error "a component lacks a label that the policy requires";
    EK0314 MisplacedExpression Error "an expression stands where none can be";
    EK0315 ConflictingFacts Error "environment and cluster disagree";
    EK0316 AmbiguousLayer Error "a layer fits several components";
    // 04: expansion
    // 05: patches
    EK0501 InvalidPatch Error "the patch is not written as a patch";
    EK0502 PatchMatchesNothing Error "the patch matches no object";
    EK0503 PatchChangesNothing Error "the patch changes nothing";
    EK0504 PatchFileUnreadable Error "the file of a patch cannot be read";
    EK0505 JsonPatchFailed Error "an operation of a JSON patch cannot be carried out";
    EK0506 InvalidDirective Error "a directive of a strategic merge is wrong";
    EK0507 PatchTypeMismatch Error "the patch and the object have different types in one place";
    EK0508 PatchChangesIdentity Error "the patch makes another object";
    EK0509 ListReplaced Note "the patch replaces a list, for want of a schema";
    EK0510 NoPodTemplate Error "there is no workload for `podTemplate`";
    EK0511 VerbatimPatched Error "the patch is for an object that is passed through byte for byte";
    // 06: validation
    EK0601 DuplicateObject Error "two specs make one object";
    EK0602 InvalidName Error "the API server refuses the name";
    EK0603 InvalidLabel Error "the API server refuses a label or an annotation";
    EK0604 WrongScope Error "a namespace where none belongs, or none where one belongs";
    EK0605 UnknownNamespace Error "nobody makes the namespace";
    EK0606 PlaintextSecret Error "a Secret would stand readable in the repository";
    EK0607 MissingServiceAccount Error "nobody makes the ServiceAccount";
    EK0608 MissingConfigMap Error "nobody makes the ConfigMap, or a key of it";
    EK0609 MissingSecret Error "nobody makes the Secret, or a key of it";
    EK0610 MissingStorage Error "nobody makes the claim or the storage class";
    EK0611 MountWithoutVolume Error "the pod has no volume to mount";
    EK0612 UnknownTargetPort Error "no container has the port that a Service sends to";
    EK0613 MissingBackend Error "an Ingress or route leads nowhere";
    EK0614 MissingScaleTarget Error "there is nothing to scale";
    EK0615 SelectsNoPods Error "the selector matches no pod";
    EK0616 ReplicasUnderAutoscaler Error "`replicas` and an autoscaler fight";
    EK0617 UtilizationWithoutRequest Error "utilization cannot be computed without a request";
    EK0618 ClaimTemplateWithoutKind Warning "a claim template does not state `apiVersion` and `kind`";
    EK0619 AlbConflict Error "two Ingresses claim one place of a load balancer";
    EK0620 Denied Error "the policy of the environment denies it";
    EK0621 ImageWithoutDigest Error "the image has no digest";
    EK0622 InvalidQuantity Error "the text is no quantity";
    EK0624 UnusedExternal Warning "nothing refers to an entry of `externals`";
    EK0625 UselessIgnore Error "an entry of `ignore` accepts nothing";
    EK0626 UnusedVolume Warning "no container mounts the volume";
    EK0627 SelectorMismatch Error "a workload does not select its own pods";
    EK0628 LimitBelowRequest Error "a limit is below its request";
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
