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
        "";
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
}
