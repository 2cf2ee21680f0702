//! The registry of codes. Each has a manual page beside this file, `codes/EK….md`, without which nothing compiles.
//!
//! Hundreds tell the stage: 01 reading YAML and files, 02 specs, 03 layers and expressions, 04 expansion, 05 patches,
//! 06 validation, 07 order, 08 writing and checking, 09 the command line. Validation goes on in 10 schemas, 11 what the API server
//! refuses, 12 references, 13 Amazon EKS, 14 pod security, 15 versions, 16 policy. 20 is what is
//! compared with: git and other renderings.
//! refuses, 12 references, 13 Amazon EKS, 14 pod security, 15 versions, 16 policy. 20 is the graph.

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
    EK0102 InvalidCharacter Error "a character is not allowed in YAML";
    EK0103 DuplicateKey Error "a key stands twice in one map";
    EK0104 InvalidKey Error "a key is no scalar";
    EK0105 UnknownAnchor Error "an alias has no anchor";
    EK0106 AmbiguousScalar Warning "Kubernetes' tools read a scalar in two ways";
    EK0107 InvalidTag Error "a tag and its value do not fit";
    EK0108 UnknownTag Warning "a tag has no meaning";
    EK0109 InvalidMerge Error "a merge key does not name a map";
    EK0110 NotJson Error "a number has no JSON form";
    EK0111 TooDeep Error "lists and maps are nested too deep";
    EK0112 AliasBomb Error "aliases stand for too much";
    EK0113 TooManyNodes Error "a file holds too many values";
    EK0114 TooManyFindings Warning "more findings than are shown";
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
    EK0412 SecretWithoutRemote Error "a secret that does not say what it is in its store";
    EK0413 SloWithoutMetrics Error "objectives without metrics";
    EK0414 PortNotInService Error "an Ingress leads to a port that the Service does not have";
    EK0415 WrongRange Error "a range of addresses that is none";
    EK0416 NoVpcRange Error "the addresses of a load balancer are not known";
    EK0417 NoRegion Error "the region of a queue is not known";
    EK0418 PathOutside Error "a path leads out of the project";
    EK0419 ReservedLabel Error "a label that selectors rest on";
    EK0420 UnknownSecret Error "an environment variable takes a key of a Secret that nothing makes";
    EK0421 VariableWithoutKey Error "an environment variable names a Secret or ConfigMap but no key";
    EK0450 Unreplicated Error "several pods of a database that do not replicate";
    EK0451 DatabaseSpec Error "a database spec that cannot become a database";
    EK0452 DatabaseCredentials Error "a database has no credentials";
    EK0453 StorageContradiction Error "settings of a volume that exclude each other";
    EK0454 DumpWithoutRole Error "a dump has no AWS role";
    EK0455 MonitoringForm Error "a form of monitoring that cannot be built yet";
    EK0456 DashboardRevision Error "a dashboard of grafana.com without a revision";
    EK0457 DashboardFile Error "a dashboard file that Grafana cannot read";
    EK0458 Template Error "a template cannot be rendered";
    EK0459 NamedFile Error "a file or pattern that a spec names finds nothing";
    EK0460 NotAManifest Error "a document is not a Kubernetes object";
    EK0462 RawNamespace Error "an object states the wrong scope, or none";
    EK0463 SpecInRaw Error "a spec stands among raw manifests";
    EK0464 SecretStoreIncomplete Error "a secret store says too little";
    EK0465 ReceiverIncomplete Error "an alert receiver says too little";
    EK0466 DescribedTwice Error "two Platforms describe the same namespace";
    EK0467 AlbContradiction Error "settings of a load balancer that exclude each other";
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
    EK0520 InvalidKustomization Error "a kustomization file says something it cannot";
    EK0521 NoKustomization Error "a folder cannot be built as a kustomization";
    EK0522 KustomizationCycle Error "kustomizations build on each other in a circle";
    EK0523 OutsideKustomization Error "a file lies outside the folder of the kustomization";
    EK0524 KustomizationEntry Error "an entry of a kustomization cannot be read";
    EK0525 IdConflict Error "two resources have one identity";
    EK0526 RemoteResource Error "an entry of a kustomization would have to be fetched";
    EK0527 PluginRefused Error "a plugin that is a program or a container";
    EK0528 ChartsLater Error "a chart in a kustomization";
    EK0529 GeneratorInput Error "a generator cannot read its data";
    EK0530 TransformFailed Error "a transformer cannot do its work";
    EK0531 ReplacementFailed Error "a replacement cannot be made";
    EK0532 VarFailed Error "a var cannot be resolved";
    EK0533 AmbiguousReference Error "a name could refer to several resources";
    EK0534 NothingMatched Warning "an entry of a kustomization matches or changes nothing";
    EK0535 DeprecatedField Warning "a field of kustomizations is deprecated";
    EK0536 MergeLosesElement Warning "kustomize loses an element of a list";
    EK0537 DirectiveLeaks Warning "kustomize takes a directive for a field";
    // 06: validation
    EK0601 DuplicateObject Error "two specs make one object";
    EK0602 InvalidName Error "the API server refuses the name";
    EK0603 InvalidLabel Error "the API server refuses a label or an annotation";
    EK0604 WrongScope Error "a namespace where none belongs, or none where one belongs";
    EK0605 UnknownNamespace Error "nobody makes the namespace";
    EK0606 ReadableSecret Error "a Secret would stand readable in the repository";
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
    EK0623 MissingSecretStore Error "nobody makes the secret store";
    EK0624 UnusedExternal Warning "nothing refers to an entry of `externals`";
    EK0625 UselessIgnore Error "an entry of `ignore` accepts nothing";
    EK0626 UnusedVolume Warning "no container mounts the volume";
    EK0627 SelectorMismatch Error "a workload does not select its own pods";
    EK0628 LimitBelowRequest Error "a limit is below its request";
    // 10: schemas
    EK1001 NoSuchKind Error "nobody defines the kind";
    EK1002 UndeclaredField Error "the type has no such field";
    EK1003 TypeMismatch Error "a value has a type that its field does not take";
    EK1004 AbsentField Error "a field that the API server asks for is missing";
    EK1005 RepeatedKey Error "two elements of a list have one key";
    EK1006 MalformedText Error "a text does not have the format of its field";
    EK1007 UnsupportedValue Error "the field does not take the value";
    EK1008 NumberOutOfRange Error "a number is out of the range of its field";
    EK1020 NotAllowed Error "a value is none of those that are allowed";
    EK1021 OutsideBounds Error "a number is out of its bounds";
    EK1022 PatternMismatch Error "a text does not match its pattern";
    EK1023 WrongLength Error "a text is too long or too short";
    EK1024 WrongCount Error "a list or map has too many or too few entries";
    EK1025 RepeatedElement Error "an element stands twice in a list";
    EK1026 WrongFormat Error "a text has not its format";
    EK1027 NoAlternative Error "no alternative holds, or more than one";
    EK1029 EmbeddedObject Error "an object inside a custom resource is none";
    EK1030 DefinitionNames Error "the names of a definition do not fit";
    EK1031 DefinitionVersions Error "the versions of a definition do not fit";
    EK1032 NotStructural Error "the schema of a definition is not structural";
    EK1033 SchemaKeyword Error "a definition uses a keyword that is not allowed";
    EK1034 SchemaDefault Error "a default is not allowed, or no value of its field";
    EK1035 SchemaList Error "a kind of list or map does not fit its type";
    EK1036 SchemaPattern Error "a pattern is no regular expression";
    EK1037 DefinitionConversion Error "a conversion cannot work";
    EK1038 DefinitionPath Error "a path of a definition leads nowhere";
    EK1039 SchemaRule Error "a rule in CEL is not stated as one";
    EK1040 RuleViolated Error "a rule of a custom resource does not hold";
    EK1041 RuleNotEvaluated Warning "a rule of a custom resource could not be evaluated";
    EK1042 RuleExpression Error "a rule of a CustomResourceDefinition does not compile";
    EK1043 PolicyExpression Error "an expression of a policy, webhook or device does not compile";
    EK1044 RuleCost Error "rules of a CustomResourceDefinition may cost too much";
    // 11: what the API server refuses
    EK1100 Event Error "the API server refuses an Event";
    EK1101 ContainerName Error "a pod has no container, or one with a name that is refused";
    EK1102 ContainerImage Error "a container has no image";
    EK1103 ContainerPort Error "the name of a container port is refused";
    EK1104 HostPort Error "ports of the node are claimed twice, or differ";
    EK1105 Variable Error "an environment variable is refused";
    EK1106 FieldRef Error "a field of the pod cannot be taken";
    EK1107 KeyRef Error "a reference to a key is refused";
    EK1108 EnvFrom Error "an `envFrom` is refused";
    EK1109 Mount Error "a volume mount is refused";
    EK1110 MountMode Error "modes of a mount do not fit together";
    EK1111 Device Error "a volume device is refused";
    EK1112 Volume Error "a volume has no name, or several sources";
    EK1113 PodVolumeSource Error "the source of a volume says too little";
    EK1114 BlockSource Error "a volume of `fc` or `iscsi` is refused";
    EK1115 VolumeFile Error "a file of a volume is refused";
    EK1116 Projected Error "a projected volume is refused";
    EK1117 Resource Error "a container cannot ask for a resource, or not so";
    EK1118 ClaimRef Error "a claim of a device is refused";
    EK1119 PodResources Error "the resources of a pod do not fit its containers";
    EK1120 ResizePolicy Error "a resize policy is refused";
    EK1121 RestartRule Error "a restart rule of a container is refused";
    EK1122 Probe Error "a probe or hook has no action, or several";
    EK1123 Lifecycle Error "a hook sleeps longer than the pod may take to end";
    EK1124 InitContainer Error "an init container has what it cannot have";
    EK1125 EphemeralContainer Error "an ephemeral container stands in a manifest";
    EK1126 SecurityContext Error "a security context contradicts itself";
    EK1127 Profile Error "a profile of seccomp or AppArmor is refused";
    EK1128 WindowsOptions Error "options for Windows are refused";
    EK1129 OperatingSystem Error "the operating system of the pod lacks a setting";
    EK1130 Sysctl Error "a kernel parameter is refused";
    EK1131 HostNamespace Error "namespaces of the node, users and host names exclude each other";
    EK1132 DnsConfig Error "a `dnsConfig` is refused";
    EK1133 HostAlias Error "an entry of `hostAliases` is refused";
    EK1134 Toleration Error "a toleration is refused";
    EK1135 NodeAffinity Error "a node affinity is refused";
    EK1136 PodAffinity Error "a pod affinity is refused";
    EK1137 Spread Error "a topology spread constraint is refused";
    EK1138 Gate Error "a gate of readiness or scheduling is refused";
    EK1139 PodNames Error "a name in a pod is refused";
    EK1140 WorkloadSelector Error "the selector of a workload is missing or refused";
    EK1141 WorkloadTemplate Error "the pods of a workload restart or end as they cannot";
    EK1142 Strategy Error "an update strategy is refused";
    EK1143 ProgressDeadline Error "a Deployment would be given up before it is available";
    EK1144 StatefulSetNames Error "a StatefulSet has names that its pods cannot have";
    EK1145 JobCounts Error "counts of a Job do not fit together";
    EK1146 FailurePolicy Error "a rule for failed pods is refused";
    EK1147 SuccessPolicy Error "a rule for success is refused";
    EK1148 Schedule Error "the schedule of a CronJob cannot be read";
    EK1149 JobSelector Error "the selector of a Job would not match";
    EK1150 Metadata Error "the API server refuses a field of `metadata`";
    EK1151 Selector Error "the API server refuses a selector of labels";
    EK1152 ServicePort Error "the API server refuses a port of a Service";
    EK1153 ServiceType Error "a Service has a field that its type does not have";
    EK1154 ServiceAddress Error "the API server refuses an address of a Service";
    EK1155 LimitOrder Error "the bounds of a LimitRange contradict each other";
    EK1156 IngressPath Error "the API server refuses a path of an Ingress";
    EK1157 IngressBackend Error "the API server refuses a backend of an Ingress";
    EK1158 IngressHost Error "the API server refuses a host of an Ingress";
    EK1159 IngressClass Error "the API server refuses an IngressClass";
    EK1160 NetworkPolicyPeer Error "the API server refuses a peer of a NetworkPolicy";
    EK1161 NetworkPolicyPort Error "the API server refuses a port of a NetworkPolicy";
    EK1162 EndpointSlice Error "the API server refuses an EndpointSlice";
    EK1163 Endpoints Error "the API server refuses Endpoints";
    EK1164 ServiceRange Error "the API server refuses a range of Service addresses";
    EK1165 Claim Error "the API server refuses a claim";
    EK1166 PersistentVolume Error "the API server refuses a PersistentVolume";
    EK1167 VolumeSource Error "the API server refuses the source of a PersistentVolume";
    EK1168 StorageClass Error "the API server refuses a class of storage";
    EK1169 CsiDriver Error "the API server refuses a CSIDriver";
    EK1170 CsiNode Error "the API server refuses what a CSI driver reports";
    EK1171 RoleRule Error "the API server refuses a rule of a role";
    EK1172 RoleRef Error "the API server refuses the role of a binding";
    EK1173 Subject Error "the API server refuses a subject of a binding";
    EK1174 CertificateRequest Error "the API server refuses a request for a certificate";
    EK1175 AutoscalerBounds Error "the API server refuses the bounds of an autoscaler";
    EK1176 AutoscalerMetric Error "the API server refuses a metric of an autoscaler";
    EK1177 AutoscalerBehavior Error "the API server refuses the behavior of an autoscaler";
    EK1178 DisruptionBudget Error "the API server refuses a PodDisruptionBudget";
    EK1179 DataKey Error "the API server refuses a key of a ConfigMap or Secret";
    EK1180 SecretType Error "a Secret lacks what its type needs";
    EK1181 LimitRange Error "the API server refuses a LimitRange";
    EK1182 ResourceQuota Error "the API server refuses a ResourceQuota";
    EK1183 PriorityClass Error "the API server refuses a PriorityClass";
    EK1184 RuntimeClass Error "the API server refuses a RuntimeClass";
    EK1185 Lease Error "the API server refuses a Lease";
    EK1186 Webhook Error "the API server refuses a webhook";
    EK1187 WebhookClient Error "a webhook cannot be called";
    EK1188 MatchResources Error "the API server refuses what a webhook or policy is asked";
    EK1189 MatchCondition Error "the API server refuses a condition or variable";
    EK1190 AdmissionPolicy Error "the API server refuses an admission policy";
    EK1191 Mutation Error "the API server refuses a mutation";
    EK1192 PolicyBinding Error "the API server refuses the binding of an admission policy";
    EK1193 ApiService Error "the API server refuses an APIService";
    EK1194 FlowSchema Error "the API server refuses a FlowSchema";
    EK1195 PriorityLevel Error "the API server refuses a PriorityLevelConfiguration";
    EK1196 DeviceClaim Error "the API server refuses a claim for devices";
    EK1197 DeviceRequest Error "the API server refuses a request for devices";
    EK1198 DeviceConfig Error "the API server refuses a class or configuration of devices";
    EK1199 FlowSubject Error "the API server refuses a subject of a FlowSchema";
    // 12: references
    EK1201 AmbiguousService Warning "a Service sends to the pods of two workloads";
    EK1202 UndeclaredTargetPort Warning "no container declares the port that a Service sends to";
    EK1203 MissingIngressClass Error "nobody makes the IngressClass";
    EK1204 MissingGateway Error "nobody makes the Gateway, or the listener of it";
    EK1205 MissingGatewayClass Error "nobody makes the GatewayClass";
    EK1206 MissingRole Error "nobody makes the role that a binding grants";
    EK1207 UnknownProbePort Error "the container has no port of the name that its probe goes to";
    EK1208 PolicySelectsNothing Error "a NetworkPolicy is for no pod";
    EK1209 PeerSelectsNothing Warning "a peer of a NetworkPolicy matches no pod";
    EK1210 NoHeadlessService Warning "a StatefulSet has no headless Service";
    EK1211 MissingPriorityClass Error "nobody makes the PriorityClass";
    EK1212 MissingRuntimeClass Error "nobody makes the RuntimeClass";
    EK1213 NoNodePool Warning "no NodePool makes the node that a pod demands";
    EK1214 UntoleratedTaint Warning "a pod does not tolerate the nodes that it demands";
    EK1215 MissingNodeClass Error "nobody makes the node class of a NodePool";
    EK1216 MonitorSelectsNothing Error "a ServiceMonitor or PodMonitor selects nothing";
    EK1217 UnknownMonitorPort Error "nothing that a monitor selects has the port";
    EK1218 MissingIssuer Error "nobody makes the issuer of a certificate";
    EK1219 BeyondQuota Error "a workload never fits into the quota of its namespace";
    EK1220 OutsideLimitRange Error "a container is outside the LimitRange of its namespace";
    EK1221 MissingWebhookService Error "nobody makes the Service of a webhook";
    EK1222 MissingApiService Error "nobody makes the Service of an APIService";
    EK1223 OverlappingSelectors Warning "a workload selects the pods of another";
    EK1224 ClaimOfTwoWorkloads Warning "two workloads share a claim of one node";
    EK1226 MissingTriggerAuthentication Error "nobody makes the authentication of a trigger";
    EK1227 MissingSecretProviderClass Error "nobody makes the SecretProviderClass";
    EK1228 MissingSnapshot Error "nobody makes the class, claim or snapshot that a snapshot is about";
    EK1229 MissingClassParameters Error "nobody makes the parameters of a class";
    EK1230 MissingResourceClaim Error "nobody makes the claim or class of a device";
    EK1231 MissingGitopsSource Error "nobody makes the source or project of a GitOps object";
    // 13: Amazon EKS
    EK1301 AlbWithoutNodePort Error "an ALB sends to node ports that do not exist";
    EK1302 AlbExclusiveConflict Error "Ingresses of one load balancer contradict each other";
    EK1303 AlbOrderTie Warning "only names decide which rule of a load balancer comes first";
    EK1304 AlbShadowedRule Warning "a rule of a load balancer is never asked";
    EK1305 AlbAnnotationValue Error "an annotation of a load balancer has a value that is refused";
    EK1306 UnknownAlbAnnotation Warning "no controller reads an annotation of a load balancer";
    EK1307 AlbRedirectWithoutListener Error "a load balancer redirects to a port on which it does not listen";
    EK1308 AlbHttpsWithoutCertificate Error "an HTTPS listener has no certificate";
    EK1309 AlbTlsSecret Warning "an ALB takes no certificate from a Secret";
    EK1310 InternalByDefault Warning "nobody says whether a load balancer is for the internet";
    EK1311 AlbSubnets Warning "the subnets of a load balancer do not fit it";
    EK1312 SubnetTags Warning "subnets lack the tags by which load balancers find them";
    EK1313 AlbAnnotationOverridden Warning "an annotation has no effect, since the class decides";
    EK1314 AlbDefaultBackends Error "two Ingresses of one load balancer have a default backend";
    EK1315 AlbClassRefusesNamespace Error "the class of an Ingress does not admit its namespace";
    EK1316 HostOnTwoLoadBalancers Warning "two load balancers serve one host";
    EK1317 ServiceIsNoAlb Warning "a Service makes no ALB";
    EK1318 CertificateArn Error "a load balancer names a certificate that it cannot use";
    EK1319 HealthCheckPath Warning "a load balancer checks another path than the pods";
    EK1320 HealthCheckPort Error "the port of a health check cannot be found";
    EK1321 HealthCheckPace Warning "a load balancer gives up a pod before its readiness probe does";
    EK1322 NoPreStop Warning "pods behind a load balancer stop before it stops sending to them";
    EK1323 DeregistrationDelay Warning "a load balancer keeps connections longer than the pods live";
    EK1324 NoReadinessGate Warning "a rollout does not wait for the load balancer";
    EK1325 NoReadinessProbe Warning "pods behind a load balancer have no readiness probe";
    EK1326 KeepAliveTooShort Warning "an application closes idle connections before its load balancer does";
    EK1327 ExternalNameBackend Warning "a load balancer cannot send to a name";
    EK1328 ManyTargetGroups Warning "more target groups than a load balancer may have";
    EK1329 CertificateHost Error "no certificate of a load balancer is for a host";
    EK1330 NoBudget Warning "no budget protects a replicated workload";
    EK1331 BudgetBlocks Error "a budget never lets a pod go";
    EK1332 TwoBudgets Error "two budgets select one pod";
    EK1333 StartupBudget Warning "a Deployment is given up before its pods must have started";
    EK1334 GracePeriod Warning "a pod is killed while its preStop hook still waits";
    EK1335 NoSpread Warning "the pods of a workload may all run in one zone";
    EK1336 SameProbes Warning "a liveness probe asks what the readiness probe asks";
    EK1337 NoRequests Warning "a container says nothing of the resources it needs";
    EK1338 ResourceBeforeDefinition Error "a custom resource is synced before its definition";
    EK1340 ScaledObjectBounds Error "the lower bound of an autoscaler is above its upper one";
    EK1341 SingleReplica Warning "an autoscaler of production goes down to one pod";
    EK1342 TwoAutoscalers Error "two autoscalers scale one workload";
    EK1343 VerticalAndHorizontal Error "a vertical autoscaler changes what a horizontal one divides by";
    EK1344 QuotaBelowAutoscaler Error "a quota has no room for what an autoscaler wants at least";
    EK1345 ImmediateBinding Error "an EBS volume is made before its zone is known";
    EK1346 ZoneGroups Warning "new nodes start in zones where the volumes are not";
    EK1347 ManyWriters Error "many nodes want a volume that one node can mount";
    EK1348 ClaimOfMany Error "pods of a Deployment wait for one volume";
    EK1349 NoStorageClass Warning "a claim without a class, and no class is the default one";
    EK1350 OldStorageClass Warning "volumes of an old make";
    EK1351 TwoDefaultClasses Warning "two storage classes are the default one";
    EK1352 UnencryptedVolumes Warning "a storage class makes volumes that are not encrypted";
    EK1353 EbsParameters Error "the EBS driver refuses a parameter of a class";
    EK1354 EfsParameters Error "the EFS driver refuses the parameters of a class";
    EK1355 DataOnEmptyDir Warning "data goes with its pod";
    EK1356 MissingSnapshotClass Error "a snapshot of a class or claim that nobody makes";
    EK1357 NodeRoleRights Error "nodes have rights that one program needs";
    EK1358 NoSuchNode Warning "no node of EKS has the label that is demanded";
    EK1360 RoleArn Error "the role of a ServiceAccount is no ARN of a role";
    EK1361 RoleOfOtherAccount Warning "a role of another account or partition";
    EK1362 TrustPolicy Error "a trust policy does not let its ServiceAccount in";
    EK1363 DefaultAccount Error "a pod that calls AWS has no identity of its own";
    EK1364 TwoIdentities Error "a ServiceAccount has two roles";
    EK1365 SharedRole Warning "ServiceAccounts of several namespaces share a role";
    EK1366 Imds Warning "a program asks a metadata service that pods cannot reach";
    EK1367 VeleroSecret Warning "Velero has a role, and uses the keys of a Secret";
    EK1368 EgressWithoutDns Error "a pod may call others, and may not ask DNS";
    EK1369 EgressWithoutCredentials Error "a pod with an AWS role may not fetch its credentials";
    EK1370 TwoPolicyEngines Error "two engines enforce NetworkPolicies";
    EK1371 PolicyEngineOff Error "nobody enforces NetworkPolicies";
    EK1372 AlbBlocked Warning "NetworkPolicies keep a load balancer from its pods";
    EK1373 ScrapeBlocked Warning "NetworkPolicies keep Prometheus from what it should scrape";
    EK1374 DependencyBlocked Warning "NetworkPolicies keep a pod from what it is told to call";
    EK1375 PolicyServicePort Warning "the VPC CNI wants one port for a Service and its pods";
    EK1376 DataOnSpot Warning "a program that keeps data may run on spot capacity";
    EK1377 AllSpot Warning "every node is spot capacity";
    EK1378 TwoNodeAutoscalers Warning "two programs decide over the same nodes";
    EK1379 PoolWithoutLimits Warning "a NodePool may grow without end";
    EK1380 KarpenterOnOwnNodes Warning "Karpenter runs on the nodes that it manages";
    EK1381 AutoModeClass Error "a class that nobody serves on this cluster";
    EK1382 ComponentVersion Warning "a component is not of the cluster's version";
    EK1383 DockerHub Warning "an image of Docker Hub";
    EK1384 MonitorWithoutLabel Error "no Prometheus takes a monitor or rule";
    EK1385 MonitorPort Error "a monitor names a port by its number";
    EK1386 ControlPlaneMonitor Warning "a monitor for the control plane that AWS runs";
    EK1388 GoneApi Error "nobody serves the API of a component any more";
    EK1389 Retired Warning "a component that its makers have given up";
    EK1390 DeadLocation Error "nothing is left where a chart or image is taken from";
    EK1391 DnsPrefix Warning "ExternalDNS does not read annotations with this prefix";
    EK1392 DnsSettings Warning "ExternalDNS is not told whose records are its own";
    EK1393 LargeDefinition Warning "a definition is too large for the client to apply";
    EK1394 SealedSecretMoved Error "a SealedSecret is renamed or moved";
    EK1395 SopsRewritten Error "a document that SOPS encrypted would be written anew";
    EK1396 StoreNamespace Error "a store takes its credentials from the wrong namespace";
    EK1397 MutableTag Warning "an image may be another one tomorrow";
    EK1398 ImageElsewhere Warning "an image of another region or account";
    EK1399 MemoryUnit Warning "memory or CPU in a unit that nobody means";
    // 14: pod security
    EK1401 PodSecurityHostNamespaces Error "a pod shares namespaces of its node against its standard";
    EK1402 PodSecurityPrivileged Error "a container is privileged against its standard";
    EK1403 PodSecurityCapabilities Error "a container has capabilities against its standard";
    EK1404 PodSecurityHostPath Error "a pod mounts a folder of its node against its standard";
    EK1405 PodSecurityHostPort Error "a container takes a port of its node against its standard";
    EK1406 PodSecurityAppArmor Error "a pod turns AppArmor off against its standard";
    EK1407 PodSecuritySeLinux Error "a pod sets SELinux options against its standard";
    EK1408 PodSecurityProcMount Error "a container unmasks /proc against its standard";
    EK1409 PodSecuritySeccomp Error "a container lacks the seccomp profile of its standard";
    EK1410 PodSecuritySysctl Error "a pod sets a kernel parameter against its standard";
    EK1411 PodSecurityProbeHost Error "a probe or handler goes to another host against its standard";
    EK1412 PodSecurityHostProcess Error "a pod is a process of its Windows node against its standard";
    EK1413 PodSecurityVolumeType Error "a pod has a volume of a type against its standard";
    EK1414 PodSecurityEscalation Error "a process could gain privileges against its standard";
    EK1415 PodSecurityNonRoot Error "a container may run as root against its standard";
    EK1416 PodSecurityRootUser Error "a container runs as root against its standard";
    EK1417 PodSecurityLabel Error "a Pod Security label cannot be read";
    // 15: versions
    EK1501 UnservedApi Error "the minor version does not have the API";
    EK1502 DeprecatedApi Warning "the API is deprecated";
    EK1503 DisabledApi Error "the API is switched off";
    EK1504 FieldOfOtherMinor Error "only other minor versions have the field";
    EK1505 GoneAfterUpgrade Error "an upgrade takes an API or a field away";
    // 16: policy
    EK1601 UnknownRule Error "`policy.rules` names no rule";
    EK1602 IgnoreWithoutReason Error "an annotation accepts a finding without a reason";
    EK1603 MissingObjectLabel Error "an object lacks a label that the policy asks of its kind";
    EK1604 ForeignRegistry Error "an image comes from a registry that the policy does not allow";
    EK1605 LatestTag Error "an image is tagged latest";
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
    EK0901 NoProject Error "there is no project here";
    EK0902 UnknownEnvironment Error "there is no such environment";
    EK0903 NoEnvironment Error "no environment was named";
    EK0904 WouldOverwrite Error "`init` would overwrite a file";
    EK0905 NotRendered Error "no environment renders this file";
    EK0906 NoSuchPointer Error "the object has no such field";
    EK0907 UnknownCode Error "there is no such code";
    EK0908 UnreadableInput Error "a file that was named cannot be read";
    EK0909 NotAnObject Error "the document is no Kubernetes object";
    EK0910 ChartSource Error "the source of a Helm chart stands where a manifest belongs";
    EK0911 NoUpgrade Error "an upgrade leads to no newer version";
    // 20: graph, git, diff
    EK2001 UnknownFocus Error "the graph has no such object, component or unit";
    EK2020 NoGit Error "git cannot be started";
    EK2021 NoRepository Error "there is no git repository here";
    EK2022 BareRepository Error "the git repository has no working tree";
    EK2023 UnknownRevision Error "there is no such revision";
    EK2024 ShallowClone Error "the clone does not hold the revision";
    EK2025 UnmergedIndex Error "a merge conflict is not resolved";
    EK2026 UnreadableObject Error "git cannot read an object";
    EK2027 GitRefused Error "git refuses to answer";
    EK2028 RenderedElsewhere Error "the rendered folder is not in the repository of the project";
    EK2041 AmbiguousAgainst Error "a name is both a revision and a folder";
    EK2042 ComparedTwice Warning "one side of a comparison has two objects of one identity";
    EK2043 ConflictInRendering Error "a rendered file holds an unresolved merge conflict";
    EK2044 Unwatchable Error "the system does not watch a folder";
}

impl Code {
    /// Returns whether a rule of validation reports it, so that `ignore` and `policy.rules` may name it.
    pub fn is_of_validation(self) -> bool {
        matches!(
            self.id().as_bytes(),
            [_, _, b'0', b'6', ..] | [_, _, b'1', ..]
        )
    }

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
