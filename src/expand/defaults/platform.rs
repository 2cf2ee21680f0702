//! The defaults of platform specs, and of storage on EBS.

defaults! {
    STORAGE_CLASS: "storageClass",
        "a StorageClass of the EBS CSI driver",
        "clusters made since EKS 1.30 have no default class, and the parameters of a class cannot be changed later",
        "Amazon EBS CSI driver, parameters; Amazon EKS 1.30 release notes",
        "";
    STORAGE_PROVISIONER: "storageClass.provisioner",
        "ebs.csi.aws.com, and ebs.csi.eks.amazonaws.com under EKS Auto Mode",
        "Auto Mode runs a driver of its own under its own name",
        "Amazon EKS, Auto Mode: create a storage class",
        "";
    STORAGE_TYPE: "storageClass.type",
        "volumes are gp3",
        "gp3 costs less than gp2 and its speed does not depend on its size",
        "EKS Best Practices, cost optimization: storage",
        "spec.storage.type";
    STORAGE_ENCRYPTED: "storageClass.encrypted",
        "volumes are encrypted",
        "the driver does not encrypt unless it is told to, or the account does",
        "Amazon EBS CSI driver, parameters: encrypted",
        "spec.storage.encrypted";
    STORAGE_FILE_SYSTEM: "storageClass.fsType",
        "the file system is ext4",
        "the driver's own default, stated because a class cannot be changed later",
        "Amazon EBS CSI driver, parameters: csi.storage.k8s.io/fstype",
        "spec.storage.fsType";
    STORAGE_PARAMETER: "storageClass.parameters",
        "parameters of a class as text",
        "the parameters of a StorageClass are strings; a number or a boolean is refused",
        "Kubernetes storage.k8s.io/v1 StorageClass.parameters",
        "";
    STORAGE_TAGS: "storageClass.tags",
        "the labels team and cost-center and the environment become tags of the EBS resource",
        "cost reports see tags of AWS, not labels of Kubernetes",
        "Amazon EBS CSI driver, tagging: tagSpecification_n",
        "spec.storage.tags";
    STORAGE_BINDING: "storageClass.volumeBindingMode",
        "a volume is made when its pod has a node",
        "a volume that is made before may be in a zone in which the pod cannot run",
        "Amazon EBS CSI driver, parameters; Kubernetes, storage classes",
        "";
    STORAGE_EXPANSION: "storageClass.allowVolumeExpansion",
        "claims may grow",
        "a full volume is the most common end of a database",
        "Kubernetes storage.k8s.io/v1 StorageClass.allowVolumeExpansion",
        "spec.storage.expandable";
    STORAGE_RECLAIM_RETAIN: "storageClass.reclaimPolicy.data",
        "the EBS volume of a database stays when its claim is deleted",
        "a claim is deleted in a second, data is not made again in a year",
        "Kubernetes, persistent volumes: reclaiming",
        "spec.storage.reclaimPolicy";
    STORAGE_RECLAIM_DELETE: "storageClass.reclaimPolicy",
        "the EBS volume goes with its claim",
        "volumes without claims cost money and nobody looks at them",
        "Kubernetes, persistent volumes: reclaiming",
        "spec.storage.reclaimPolicy";
    STORAGE_DEFAULT: "storageClass.default",
        "the annotation that makes a class the cluster's default",
        "Kubernetes reads it from an annotation",
        "Kubernetes storageclass.kubernetes.io/is-default-class",
        "";
    CLAIM: "volumeClaim",
        "a claim of one pod on a volume on EBS",
        "an EBS volume is attached to one node at a time",
        "Kubernetes core/v1 PersistentVolumeClaim",
        "";
    SNAPSHOT_CLASS: "snapshotClass",
        "a VolumeSnapshotClass of the EBS CSI driver",
        "snapshots name a class that says how they are made",
        "Kubernetes snapshot.storage.k8s.io/v1 VolumeSnapshotClass",
        "";
    SNAPSHOT_DELETION: "snapshotClass.deletionPolicy",
        "the EBS snapshot stays when its VolumeSnapshot is deleted",
        "a namespace that is deleted by mistake takes its VolumeSnapshots with it",
        "Amazon EBS CSI driver, snapshots",
        "spec.snapshots.deletionPolicy";

    INGRESS_CLASS: "ingressClass",
        "an IngressClass and its parameters for each ALB group",
        "what Ingresses of one load balancer must agree on is stated once",
        "AWS Load Balancer Controller, IngressClassParams",
        "";
    INGRESS_CONTROLLER: "ingressClass.controller",
        "ingress.k8s.aws/alb, and eks.amazonaws.com/alb under EKS Auto Mode",
        "Auto Mode runs the load balancer controller itself, with an API group of its own",
        "Amazon EKS, Auto Mode: create an ingress class",
        "";
    ALB_GROUP: "alb.group",
        "the ALB group is named like its class",
        "every Ingress of the class shares one load balancer",
        "AWS Load Balancer Controller, IngressClassParams spec.group",
        "spec.albs.*.group";
    ALB_SCHEME: "alb.scheme",
        "a load balancer is internal",
        "the Internet reaches only what was opened to it",
        "AWS Load Balancer Controller, IngressClassParams spec.scheme",
        "spec.albs.*.scheme";
    ALB_TARGET_TYPE: "alb.targetType",
        "the load balancer talks to pods, not to nodes",
        "instance targets need NodePorts, add a hop and know nothing of the pods' readiness",
        "EKS Best Practices, networking: load balancing",
        "";
    ALB_SSL_POLICY: "alb.sslPolicy",
        "TLS 1.2 and 1.3 with forward secrecy",
        "the controller's own default is the policy of 2016, which takes TLS 1.0",
        "AWS Load Balancer Controller, annotations: ssl-policy; Elastic Load Balancing, security policies",
        "spec.albs.*.sslPolicy";
    ALB_INVALID_HEADERS: "alb.dropInvalidHeaders",
        "headers that are not valid HTTP are dropped",
        "they are how requests are smuggled past a proxy",
        "AWS Security Hub ELB.4; Elastic Load Balancing, application load balancer attributes",
        "spec.albs.*.attributes";
    ALB_ATTRIBUTE: "alb.attributes",
        "settings of the load balancer as attributes",
        "Elastic Load Balancing takes them as pairs of text",
        "AWS Load Balancer Controller, IngressClassParams spec.loadBalancerAttributes",
        "";
    ALB_TAGS: "alb.tags",
        "the labels team and cost-center and the environment become tags of the load balancer",
        "cost reports see tags of AWS, not labels of Kubernetes",
        "AWS Load Balancer Controller, IngressClassParams spec.tags",
        "spec.albs.*.tags";

    SECRET_STORE: "secretStore",
        "a store of the External Secrets Operator",
        "ExternalSecrets name a store",
        "External Secrets Operator, external-secrets.io/v1",
        "";
    SECRET_STORE_KIND: "secretStore.kind",
        "a store serves the whole cluster",
        "one store serves all namespaces; `namespaces` says which may use it",
        "External Secrets Operator, ClusterSecretStore",
        "spec.secretStores.*.kind";
    SECRET_STORE_REGION: "secretStore.region",
        "the region of the environment",
        "secrets live where the cluster lives",
        "External Secrets Operator, provider aws",
        "spec.secretStores.*.region";
    SECRET_STORE_CONDITIONS: "secretStore.conditions",
        "only the stated namespaces may use the store",
        "whoever may make ExternalSecrets could read every secret of the store otherwise",
        "External Secrets Operator, ClusterSecretStore spec.conditions",
        "spec.secretStores.*.namespaces";
    VAULT_PATH: "secretStore.vault.path",
        "the key-value engine is mounted at `secret`",
        "Vault's own default",
        "HashiCorp Vault, KV secrets engine",
        "spec.secretStores.*.path";
    VAULT_VERSION: "secretStore.vault.version",
        "the key-value engine is of version 2",
        "version 2 keeps older values",
        "HashiCorp Vault, KV secrets engine",
        "spec.secretStores.*.version";
    VAULT_MOUNT: "secretStore.vault.mountPath",
        "the Kubernetes auth method is mounted at `kubernetes`",
        "Vault's own default",
        "HashiCorp Vault, Kubernetes auth method",
        "spec.secretStores.*.mountPath";

    NAMESPACE: "namespace",
        "a Namespace for each namespace that a component lives in",
        "objects need their namespace first",
        "Kubernetes core/v1 Namespace",
        "";
    POD_SECURITY: "namespace.podSecurity",
        "the Pod Security Standard `restricted` is enforced, audited and warned about",
        "pods that run as root or reach into the node are refused before they run",
        "EKS Best Practices, security: pods",
        "spec.namespaces.*.podSecurity";
    POD_SECURITY_NODE: "namespace.podSecurity.nodeExporter",
        "the namespace of a node exporter takes privileged pods",
        "it shows the node's own network and processes, which the other standards refuse",
        "Kubernetes Pod Security Standards; prometheus-community chart prometheus-node-exporter",
        "spec.namespaces.*.podSecurity";
    READINESS_GATES: "namespace.readinessGates",
        "a pod is ready when its load balancer says so",
        "otherwise a rollout ends before the load balancer knows the new pods, and requests fail",
        "AWS Load Balancer Controller, pod readiness gate",
        "spec.namespaces.*.readinessGates";
    DEFAULT_DENY: "namespace.defaultDeny",
        "traffic that no NetworkPolicy allows is refused; DNS works",
        "an intruder in one pod reaches nothing else",
        "EKS Best Practices, security: network",
        "spec.namespaces.*.defaultDeny";
    QUOTA: "namespace.quota",
        "a ResourceQuota with the stated limits",
        "Kubernetes takes them as an object of their own",
        "Kubernetes core/v1 ResourceQuota",
        "";
    LIMIT_RANGE: "namespace.limitRange",
        "a LimitRange for containers",
        "Kubernetes takes defaults and bounds as an object of their own",
        "Kubernetes core/v1 LimitRange",
        "";
    RAW_NAMESPACE: "raw.namespace",
        "a raw manifest lives in the namespace of the component that names it",
        "every namespaced object states its namespace",
        "Kubernetes metadata.namespace",
        "";
}
