//! The defaults of App, Worker and CronJob specs, and of every pod.

defaults! {
    NAME: "object.name",
        "the name of the component",
        "objects are named after what asked for them",
        "Kubernetes metadata.name",
        "";
    NAMESPACE: "object.namespace",
        "the namespace of the component",
        "every namespaced object states its namespace, so that it does not depend on who applies it",
        "Kubernetes metadata.namespace",
        "";
    LABELS: "object.labels",
        "recommended labels, the environment and the labels of the component, on objects and pods",
        "people, cost reports and dashboards find what belongs together",
        "Kubernetes recommended labels; EKS Best Practices, cost optimization",
        "metadata.labels";
    ANNOTATIONS: "object.annotations",
        "annotations that controllers read",
        "controllers are configured through them",
        "Kubernetes metadata.annotations",
        "";
    SELECTOR: "object.selector",
        "selectors use app.kubernetes.io/name and app.kubernetes.io/instance alone",
        "the selector of a Deployment or StatefulSet cannot be changed, so it must not hold labels that change",
        "Kubernetes apps/v1 spec.selector",
        "";

    RUN_AS_NON_ROOT: "pod.securityContext.runAsNonRoot",
        "pods do not run as root, as the user of their image",
        "the Pod Security Standard `restricted` asks for it; no user id is fixed, because images are made for their own",
        "EKS Best Practices, security: pods (PSS restricted); cdk8s-plus#2611",
        "spec.podSecurityContext.runAsNonRoot";
    SECCOMP: "pod.securityContext.seccompProfile",
        "system calls are filtered by the runtime's profile",
        "the Pod Security Standard `restricted` asks for it",
        "Kubernetes Pod Security Standards",
        "spec.podSecurityContext.seccompProfile";
    PRIVILEGE_ESCALATION: "container.securityContext.allowPrivilegeEscalation",
        "processes gain no privileges that their parent has not",
        "the Pod Security Standard `restricted` asks for it",
        "EKS Best Practices, security: pods",
        "spec.securityContext.allowPrivilegeEscalation";
    CAPABILITIES: "container.securityContext.capabilities",
        "all Linux capabilities are dropped",
        "the Pod Security Standard `restricted` asks for it",
        "Kubernetes Pod Security Standards",
        "spec.securityContext.capabilities";
    READ_ONLY_ROOT: "container.securityContext.readOnlyRootFilesystem",
        "the image's file system is read-only",
        "an intruder cannot change what runs",
        "EKS Best Practices, security: pods",
        "spec.securityContext.readOnlyRootFilesystem";
    IMAGE: "container.image",
        "repository, tag and digest as one reference",
        "that is the form in which Kubernetes takes an image",
        "Kubernetes core/v1 Container.image",
        "";
    ENV: "container.env",
        "an entry of `env` as Kubernetes' EnvVar",
        "specs name variables in a map, so that layers can change one of them",
        "Kubernetes core/v1 EnvVar",
        "";
    MEMORY_LIMIT: "container.resources.limits.memory",
        "the memory limit equals the memory request; there is no CPU limit",
        "memory beyond the request is lost first when a node runs short; a CPU limit only throttles",
        "EKS Best Practices, reliability: data plane",
        "spec.resources.limits.memory";

    SERVICE_ACCOUNT: "serviceAccount",
        "one ServiceAccount for each component, named like it",
        "permissions given to one component are given to no other",
        "EKS Best Practices, security: identity and access management",
        "spec.serviceAccount";
    AUTOMOUNT: "serviceAccount.automountServiceAccountToken",
        "no token of the Kubernetes API is mounted",
        "an application that does not call the Kubernetes API needs none",
        "EKS Best Practices, security: identity and access management",
        "spec.serviceAccount.automountServiceAccountToken";
    IRSA: "serviceAccount.roleArn",
        "the IAM role as an annotation (IRSA)",
        "an annotation can be stated in Git entirely; a Pod Identity association is an object of the EKS API",
        "EKS Best Practices, security: identity and access management; Amazon EKS, IAM roles for service accounts",
        "spec.serviceAccount.iam";

    EXTERNAL_SECRET: "secret.externalSecret",
        "an ExternalSecret fetches the values; no secret stands in Git",
        "a rendered tree is readable by everyone who can read the repository",
        "External Secrets Operator, external-secrets.io/v1",
        "";
    SECRET_STORE_KIND: "secret.storeKind",
        "stores are ClusterSecretStores",
        "one store serves all namespaces",
        "External Secrets Operator, ClusterSecretStore",
        "spec.secrets.*.storeKind";
    SECRET_REFRESH: "secret.refreshInterval",
        "values are fetched again every hour",
        "rotation reaches the cluster within the hour, and the AWS API is not throttled",
        "External Secrets Operator, ExternalSecret spec.refreshInterval",
        "spec.secrets.*.refreshInterval";
    SECRET_DELETION: "secret.deletionPolicy",
        "the Secret stays when the remote value disappears",
        "a mistake in AWS must not stop pods that run",
        "External Secrets Operator, ExternalSecret spec.target.deletionPolicy",
        "";
    SECRET_EXTRACT: "secret.extract",
        "without `keys`, every key of the remote JSON becomes a key of the Secret",
        "the remote value says itself what it holds",
        "External Secrets Operator, ExternalSecret spec.dataFrom.extract",
        "spec.secrets.*.keys";

    NETWORK_POLICY: "networkPolicy",
        "a NetworkPolicy allows the declared traffic and no other",
        "an intruder in one pod reaches nothing that its component does not need",
        "EKS Best Practices, security: network",
        "spec.network";
    NETWORK_PEER: "networkPolicy.peer",
        "a component as a peer: its namespace and its selector labels",
        "NetworkPolicies know no names of components",
        "Kubernetes networking.k8s.io/v1 NetworkPolicyPeer",
        "";
    DNS_EGRESS: "networkPolicy.dns",
        "pods may ask the cluster's DNS",
        "without names nothing else works",
        "EKS Best Practices, security: network",
        "";
    NETWORK_SCRAPE: "networkPolicy.scrape",
        "Prometheus may read the metrics",
        "a policy that forgets it blinds the people who watch",
        "EKS Best Practices, security: network",
        "spec.monitoring.metrics";
    ALB_INGRESS: "networkPolicy.loadBalancer",
        "load balancers connect from the subnets they are in",
        "with targets of type ip they send to the pods directly",
        "AWS Load Balancer Controller, target-type ip; EKS Best Practices, networking: load balancing",
        "spec.network.ingressFrom";
    AWS_EGRESS: "networkPolicy.aws",
        "pods with an IAM role may reach AWS APIs: port 443 of every address but the instance metadata",
        "AWS APIs have no fixed addresses; with endpoints in the VPC `awsApis: vpc` is enough",
        "EKS Best Practices, security: network; security: identity and access management",
        "spec.network.awsApis";
    POD_IDENTITY_EGRESS: "networkPolicy.podIdentity",
        "pods with Pod Identity may ask the agent on their node",
        "credentials come from 169.254.170.23, port 80",
        "Amazon EKS, EKS Pod Identity; EKS Best Practices, security: identity and access management",
        "spec.serviceAccount.iam";
    HOST_POLICY: "networkPolicy.hosts",
        "an ApplicationNetworkPolicy allows hosts by name",
        "EKS Auto Mode can tell hosts apart, which a NetworkPolicy cannot",
        "Amazon EKS, ApplicationNetworkPolicy (networking.k8s.aws/v1alpha1)",
        "spec.network.egressTo";

    POD: "pod",
        "the pod of the component",
        "that is what Kubernetes runs",
        "Kubernetes core/v1 PodTemplateSpec",
        "";
    SERVICE_LINKS: "pod.enableServiceLinks",
        "no environment variables for every Service of the namespace",
        "in a namespace with many Services they slow down the start of pods",
        "EKS Best Practices, scalability: workloads",
        "";
    CONTAINER: "container",
        "a container of the pod, named like what it runs",
        "that is what Kubernetes runs",
        "Kubernetes core/v1 Container",
        "";
    SIDECAR: "container.sidecar",
        "a sidecar is an init container that is always restarted",
        "so it starts before the main container and ends after it",
        "Kubernetes sidecar containers, stable since 1.33 and on by default since 1.29",
        "spec.sidecars";
    CONTAINER_PORT: "container.port",
        "a named port",
        "Services, probes and Ingresses refer to it by name, so that its number can change",
        "Kubernetes core/v1 ContainerPort",
        "spec.ports";
    PROBE_PORT: "container.probe.port",
        "a probe asks the port `http`, or else the first one",
        "that is where requests go",
        "Kubernetes core/v1 Probe",
        "spec.readinessProbe.httpGet.port";
    STARTUP_PROBE: "container.startupProbe",
        "`maxStartup` as a startup probe that asks what the liveness probe asks, every five seconds",
        "a slow start must not look like a hung process, and a quick one is noticed soon",
        "EKS Best Practices, reliability: applications",
        "spec.startupProbe";
    TMP: "container.tmp",
        "an emptyDir at /tmp",
        "the image's file system is read-only, and most programs need a place for scratch files",
        "EKS Best Practices, security: pods",
        "spec.securityContext.readOnlyRootFilesystem";
    VOLUME: "pod.volume",
        "a volume and where it is mounted",
        "specs name volumes in a map, so that layers can change one of them",
        "Kubernetes core/v1 Volume",
        "spec.volumes";
    SECRET_MOUNT: "secret.mount",
        "a secret of which no variable takes a key is mounted at /etc/secrets/<name>",
        "files are not inherited by child processes and do not end up in crash reports, as variables do",
        "EKS Best Practices, security: data encryption and secrets management",
        "spec.secrets.*.mountPath";
    CONFIG_MAP: "configMap",
        "a ConfigMap `<component>-<name>`, whose values are environment variables",
        "two components may use the same short name",
        "Kubernetes core/v1 ConfigMap",
        "spec.config";
    CONFIG_FILE: "configMap.file",
        "the text of a file of the project",
        "configuration files stay files that editors and linters know",
        "Kubernetes core/v1 ConfigMap",
        "spec.config.*.files";
    CONFIG_MOUNT: "configMap.mount",
        "files are mounted at /etc/config/<name>",
        "a place that images do not use otherwise",
        "Filesystem Hierarchy Standard, /etc",
        "spec.config.*.mountPath";

    DEPLOYMENT: "deployment",
        "a Deployment runs the pods",
        "it replaces pods one by one and can go back",
        "Kubernetes apps/v1 Deployment",
        "";
    REPLICAS: "deployment.replicas",
        "two pods",
        "a single pod is away with its node",
        "EKS Best Practices, reliability: applications (avoid singleton pods)",
        "spec.replicas";
    ROLLOUT_STRATEGY: "deployment.rollout.strategy",
        "pods are replaced one after the other",
        "the component answers while a version rolls out",
        "Kubernetes apps/v1 DeploymentStrategy (its own default, made explicit)",
        "spec.rollout.strategy";
    ROLLOUT_UNAVAILABLE: "deployment.rollout.maxUnavailable",
        "no pod is taken away before its successor is ready",
        "capacity does not shrink while a version rolls out",
        "AWS Load Balancer Controller, pod readiness gates; the number is our choice",
        "spec.rollout.maxUnavailable";
    ROLLOUT_SURGE: "deployment.rollout.maxSurge",
        "a quarter more pods while a version rolls out",
        "the rollout is quick, and the cluster need not double",
        "Kubernetes apps/v1 RollingUpdateDeployment (its own default, made explicit)",
        "spec.rollout.maxSurge";
    ROLLOUT_MIN_READY: "deployment.rollout.minReadySeconds",
        "a pod counts as available after ten seconds of being ready",
        "a version that crashes at its first requests does not replace the old one",
        "Kubernetes apps/v1 DeploymentSpec.minReadySeconds; the number is our choice",
        "spec.rollout.minReadySeconds";
    ROLLOUT_HISTORY: "deployment.rollout.revisionHistoryLimit",
        "three old ReplicaSets are kept",
        "going back is done in Git; every ReplicaSet costs the API server memory",
        "EKS Best Practices, scalability: workloads; the number is our choice",
        "spec.rollout.revisionHistoryLimit";
    ROLLOUT_DEADLINE: "deployment.rollout.progressDeadlineSeconds",
        "two minutes more than a start may take, where that is more than ten minutes",
        "a rollout must not count as failed while pods may still be starting",
        "Kubernetes apps/v1 DeploymentSpec.progressDeadlineSeconds",
        "spec.rollout.progressDeadlineSeconds";

    DRAIN: "shutdown.drainSeconds",
        "a pod behind a load balancer waits thirty seconds before it stops",
        "the load balancer needs that long to stop sending to it",
        "EKS Best Practices, networking: load balancing; aws-load-balancer-controller#1064",
        "spec.shutdown.drainSeconds";
    DRAIN_INSIDE: "shutdown.drainSeconds.inside",
        "a pod behind a Service alone waits five seconds before it stops",
        "every node must hear that it is gone",
        "EKS Best Practices, networking: load balancing; the number is our choice",
        "spec.shutdown.drainSeconds";
    GRACE: "shutdown.graceSeconds",
        "thirty seconds for a clean stop after the signal",
        "requests that are being answered get their answer",
        "Kubernetes core/v1 PodSpec.terminationGracePeriodSeconds (its own default)",
        "spec.shutdown.graceSeconds";
    TERMINATION: "shutdown.terminationGracePeriodSeconds",
        "the wait before the signal and the time for a clean stop together",
        "Kubernetes starts counting before preStop, not at the signal",
        "Kubernetes core/v1 PodSpec.terminationGracePeriodSeconds",
        "spec.shutdown.graceSeconds";
    PRE_STOP: "shutdown.preStop",
        "the wait is a preStop action: `sleep`, or a command before Kubernetes 1.30",
        "the action `sleep` needs no program in the image",
        "KEP-3960 (beta in Kubernetes 1.30); EKS Best Practices, networking: load balancing",
        "spec.shutdown.drainSeconds";

    SERVICE: "service",
        "a ClusterIP Service with the name of the component",
        "other components and Prometheus find it by name",
        "Kubernetes core/v1 Service",
        "spec.service";
    SERVICE_PORT: "service.port",
        "the port of the Service has the name and the number of the container's port",
        "the VPC CNI matches policies only where both are the same",
        "Amazon EKS, VPC CNI network policy considerations",
        "spec.ports.*.servicePort";
    NLB: "nlb",
        "a Service `<name>-nlb` of type LoadBalancer",
        "the load balancer can come and go without touching the Service inside",
        "AWS Load Balancer Controller, Network Load Balancer",
        "spec.loadBalancer";
    NLB_CLASS: "nlb.loadBalancerClass",
        "the AWS Load Balancer Controller makes it, or EKS Auto Mode",
        "without a class the cloud controller makes a Classic Load Balancer",
        "AWS Load Balancer Controller, NLB guide; Amazon EKS, Auto Mode",
        "";
    NLB_SCHEME: "nlb.scheme",
        "it is internal",
        "what faces the internet must say so",
        "AWS Load Balancer Controller, service annotations",
        "spec.loadBalancer.scheme";
    NLB_TARGETS: "nlb.targetType",
        "it sends to the pods, not to ports of nodes",
        "one hop less, no node ports",
        "EKS Best Practices, networking: load balancing",
        "spec.loadBalancer.annotations";

    INGRESS: "ingress",
        "an Ingress of the class that the ALB's name is",
        "the class carries what the whole ALB shares",
        "AWS Load Balancer Controller, IngressClassParams",
        "spec.ingress";
    PATH_TYPE: "ingress.pathType",
        "a path means everything below it",
        "that is what people expect of `/`",
        "Kubernetes networking.k8s.io/v1 HTTPIngressPath",
        "spec.ingress.hosts.*.paths.*.pathType";
    ALB_TARGETS: "ingress.targetType",
        "the ALB sends to the pods, not to ports of nodes",
        "the controller's own default, `instance`, fails with a ClusterIP Service",
        "EKS Best Practices, networking: load balancing; aws-load-balancer-controller#4014",
        "spec.ingress.annotations";
    ALB_TLS: "ingress.tls",
        "HTTPS with certificates of ACM; plain HTTP is redirected to it",
        "nobody should have to ask for encryption",
        "EKS Best Practices, security: network; AWS Load Balancer Controller, certificate discovery",
        "spec.ingress.tls";
    ALB_HEALTHCHECK: "ingress.healthcheck",
        "the ALB asks what the readiness probe asks",
        "two opinions on whether a pod is ready make outages",
        "EKS Best Practices, networking: load balancing",
        "spec.ingress.healthcheck";
    DEREGISTRATION: "ingress.deregistrationDelay",
        "the load balancer lets go of a pod in the time that the pod waits",
        "its own default, 300 seconds, is longer than pods live on",
        "EKS Best Practices, networking: load balancing; AWS Load Balancer Controller, target-group-attributes",
        "spec.shutdown.drainSeconds";

    HPA: "autoscaling",
        "a HorizontalPodAutoscaler scales the Deployment, which states no replicas",
        "Git and the autoscaler would fight over the number",
        "Argo CD best practices; argo-cd#5105; Kubernetes autoscaling/v2",
        "spec.autoscaling";
    HPA_MIN: "autoscaling.minReplicas",
        "at least two pods",
        "a single pod is away with its node",
        "EKS Best Practices, reliability: applications (avoid singleton pods)",
        "spec.autoscaling.minReplicas";
    HPA_CPU: "autoscaling.cpu",
        "it aims at 70 % of the requested CPU",
        "there is room until new pods are ready",
        "Kubernetes autoscaling/v2; the number is our choice",
        "spec.autoscaling.cpu";
    HPA_SCALE_UP: "autoscaling.behavior.scaleUp",
        "it may double, or add four pods, every fifteen seconds",
        "these are the defaults of Kubernetes, made explicit",
        "Kubernetes autoscaling/v2 HPAScalingRules",
        "spec.autoscaling.behavior.scaleUp";
    HPA_SCALE_DOWN: "autoscaling.behavior.scaleDown",
        "it takes away a tenth a minute at most, after five quiet minutes",
        "a pause in the load must not cost the pods that the next minute needs",
        "Kubernetes autoscaling/v2 HPAScalingRules; EKS Best Practices, reliability: applications",
        "spec.autoscaling.behavior.scaleDown";
    SCALED_OBJECT: "autoscaling.queue",
        "a KEDA ScaledObject scales the Deployment on the length of the queue",
        "CPU says nothing of work that waits, and only KEDA can scale to nothing",
        "KEDA, AWS SQS queue scaler (keda.sh/v1alpha1)",
        "spec.autoscaling.queue";
    TRIGGER_AUTHENTICATION: "autoscaling.queue.identity",
        "KEDA reads the length of the queue with its own IAM role",
        "no credentials of AWS in the cluster",
        "KEDA, AWS authentication (podIdentity provider `aws`)",
        "spec.autoscaling.queue.identityOwner";
    QUEUE_LENGTH: "autoscaling.queue.messagesPerReplica",
        "one pod for five messages",
        "the default of KEDA, made explicit",
        "KEDA, AWS SQS queue scaler",
        "spec.autoscaling.queue.messagesPerReplica";
    QUEUE_REGION: "autoscaling.queue.region",
        "the region in the URL of the queue, or else that of the cluster",
        "the scaler must be told it",
        "KEDA, AWS SQS queue scaler",
        "spec.autoscaling.queue.region";
    QUEUE_TIMING: "autoscaling.queue.timing",
        "a look at the queue every 30 seconds; the last pod goes after 300 without messages",
        "the defaults of KEDA, made explicit",
        "KEDA, ScaledObject specification",
        "spec.autoscaling.queue.pollingInterval";

    PDB: "availability.maxUnavailable",
        "a drain takes one pod at a time, or a quarter of them from eight pods on",
        "with maxUnavailable a budget can never block a drain for ever, as minAvailable can",
        "EKS Best Practices, reliability: applications; kubernetes#66811; karpenter#2600",
        "spec.availability.maxUnavailable";
    PDB_UNHEALTHY: "availability.unhealthyPodEvictionPolicy",
        "pods that are not ready do not block a drain",
        "a broken version must not keep old nodes alive",
        "Kubernetes policy/v1 PodDisruptionBudgetSpec; our choice",
        "spec.availability.unhealthyPodEvictionPolicy";
    ZONE_SPREAD: "availability.zoneSpread",
        "pods should be in different zones",
        "a zone may fail; a wish instead of a condition keeps pods schedulable when it does",
        "EKS Best Practices, reliability: applications; reliability: data plane",
        "spec.availability.zoneSpread";
    NODE_SPREAD: "availability.nodeSpread",
        "pods should be on different nodes",
        "a node may fail",
        "EKS Best Practices, reliability: applications",
        "spec.availability.nodeSpread";
    MIN_DOMAINS: "availability.minDomains",
        "pods that must be in different zones need two of them",
        "without it, one zone with nodes is spread enough",
        "EKS Best Practices, reliability: data plane",
        "spec.availability.minDomains";

    MIGRATION: "migration",
        "a Job `<name>-migrate` and a hash of its content, with the image and environment of the app",
        "a Job cannot be changed, so a new version needs a new name",
        "Kubernetes batch/v1 Job; kustomize-controller, recreating immutable resources",
        "spec.migrations";
    MIGRATION_LIMITS: "migration.limits",
        "two more tries, and ten minutes in all",
        "a migration that hangs must not hold up a release unnoticed",
        "Kubernetes batch/v1 JobSpec; the numbers are our choice",
        "spec.migrations.activeDeadlineSeconds";

    CRON_JOB: "cronJob",
        "a CronJob",
        "that is what Kubernetes calls a job on a schedule",
        "Kubernetes batch/v1 CronJob",
        "";
    CRON_TIME_ZONE: "cronJob.timeZone",
        "schedules are in UTC",
        "without a zone the schedule is in that of the controller, which nobody knows",
        "Kubernetes batch/v1 CronJobSpec.timeZone",
        "spec.timeZone";
    CRON_CONCURRENCY: "cronJob.concurrencyPolicy",
        "a run is left out while the last one still runs",
        "few jobs are made to run twice at the same time",
        "Kubernetes batch/v1 CronJobSpec.concurrencyPolicy",
        "spec.concurrencyPolicy";
    CRON_STARTING: "cronJob.startingDeadlineSeconds",
        "a run that could not start within five minutes is left out",
        "without a deadline a CronJob that missed a hundred starts never runs again",
        "Kubernetes, CronJob limitations",
        "spec.startingDeadlineSeconds";
    CRON_DEADLINE: "cronJob.activeDeadlineSeconds",
        "a run is stopped after an hour",
        "a run that hangs would keep all later ones from starting",
        "EKS Best Practices, scalability: workloads; the number is our choice",
        "spec.activeDeadlineSeconds";
    CRON_TRIES: "cronJob.backoffLimit",
        "two more tries",
        "the six of Kubernetes take over ten minutes to say that something is broken",
        "Kubernetes batch/v1 JobSpec.backoffLimit; the number is our choice",
        "spec.backoffLimit";
    CRON_TTL: "cronJob.ttlSecondsAfterFinished",
        "ended runs are deleted after a day",
        "ended Jobs and pods cost the API server memory",
        "EKS Best Practices, scalability: workloads",
        "spec.ttlSecondsAfterFinished";
    CRON_HISTORY: "cronJob.history",
        "one ended and three failed runs are kept",
        "failures are what somebody looks for",
        "Kubernetes batch/v1 CronJobSpec; the numbers are our choice",
        "spec.failedJobsHistoryLimit";
    CRON_RESTART: "cronJob.restartPolicy",
        "a failed run gets a new pod",
        "the logs of the failed pod stay",
        "Kubernetes batch/v1 Job, pod failure handling",
        "spec.restartPolicy";
    CRON_DO_NOT_DISRUPT: "cronJob.doNotDisrupt",
        "Karpenter does not move the pods of a run",
        "a job that is moved starts from its beginning; the deadline keeps it from blocking a node for ever",
        "Karpenter, disruption; EKS Best Practices, autoscaling: Karpenter",
        "spec.podAnnotations";

    SCRAPE: "metrics.scrape",
        "annotations tell Prometheus where the metrics are",
        "a new component needs no change to Prometheus",
        "Prometheus, kubernetes_sd_configs; the annotations are a convention",
        "spec.monitoring.metrics";
    SCRAPE_PATH: "metrics.path",
        "metrics are at /metrics",
        "that is where client libraries put them",
        "Prometheus, scrape_config metrics_path",
        "spec.monitoring.metrics.path";
    SERVICE_MONITOR: "metrics.serviceMonitor",
        "a ServiceMonitor tells the Prometheus operator where the metrics are",
        "the operator reads no annotations",
        "Prometheus operator, monitoring.coreos.com/v1",
        "spec.monitoring.metrics";
    SLO: "slo",
        "alerts on how fast the error budget burns",
        "people are told when users suffer, not when a machine is busy",
        "Google, The Site Reliability Workbook, chapter 5: Alerting on SLOs",
        "spec.monitoring.slo";
    DASHBOARD: "dashboard",
        "a dashboard with requests, failures, latency, CPU, memory and restarts",
        "the first five graphs anyone opens",
        "Google, Site Reliability Engineering, chapter 6: the four golden signals",
        "spec.monitoring.dashboard";
}
