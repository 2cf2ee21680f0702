//! The defaults of monitoring specs.

defaults! {
    PART: "monitoring.part",
        "a part of the monitoring, under its own name",
        "everybody looks for Prometheus under the name prometheus",
        "Kubernetes apps/v1",
        "";
    IMAGE: "monitoring.image",
        "the official image of the part, at a version",
        "an image that changes by itself cannot be reviewed",
        "prometheus-community/helm-charts, grafana-community/helm-charts",
        "spec.prometheus.image";
    PORT: "monitoring.port",
        "the part's own port",
        "everybody expects it",
        "the documentation of the part",
        "";
    RESOURCES: "monitoring.resources",
        "requests for a small cluster",
        "the Pod Security Standards ask for nothing here, but a pod without requests is the first to go",
        "our choice",
        "spec.prometheus.resources";
    ARGS: "monitoring.args",
        "the arguments of the part",
        "they say where configuration and data are",
        "the documentation of the part",
        "";
    READINESS: "monitoring.readinessProbe",
        "a part is ready when it says so over HTTP",
        "traffic comes when it can be answered",
        "the documentation of the part",
        "";
    USER: "monitoring.user",
        "the user of the official image",
        "the volume must belong to it",
        "the official images",
        "";
    TOKEN: "monitoring.token",
        "a token of the Kubernetes API is mounted",
        "discovery and kube-state-metrics call the API",
        "Prometheus, kubernetes_sd_config",
        "";
    RIGHTS: "monitoring.rights",
        "a ClusterRole for what is read, and no more",
        "discovery lists pods, and the kubelet asks who wants metrics",
        "Prometheus, kubernetes_sd_config; kube-state-metrics",
        "";
    SERVICE: "monitoring.service",
        "a ClusterIP Service",
        "Grafana and people use one name",
        "Kubernetes core/v1 Service",
        "";
    STATEFUL_SET: "monitoring.statefulSet",
        "data on EBS belongs to a StatefulSet",
        "the new pod of a Deployment would wait for ever for the volume that the old one holds",
        "Kubernetes apps/v1 StatefulSet",
        "spec.storage";
    DEPLOYMENT: "monitoring.deployment",
        "a Deployment",
        "nothing has to be kept",
        "Kubernetes apps/v1 Deployment",
        "spec.storage";
    RECREATE: "monitoring.recreate",
        "the old pod stops before the new one starts",
        "two pods would count everything twice",
        "Kubernetes apps/v1 Deployment strategy",
        "";
    REPLICAS: "monitoring.replicas",
        "one pod",
        "the parts do not share their data",
        "Prometheus, storage",
        "";
    EMPTY_DIR: "monitoring.storage",
        "data lives on an emptyDir",
        "it ends with the pod, which is right for a cluster that is thrown away",
        "Kubernetes core/v1 EmptyDirVolumeSource",
        "spec.storage";
    DO_NOT_DISRUPT: "monitoring.doNotDisrupt",
        "Karpenter does not move the pods to save money",
        "while they move nobody watches",
        "EKS Best Practices, autoscaling: Karpenter",
        "spec.podTemplate";
    CONFIG: "monitoring.config",
        "configuration files in ConfigMaps, with a content hash where they are read once",
        "a change of configuration is a rollout that can be seen and undone, or needs none",
        "Prometheus and Alertmanager, configuration",
        "";
    EMBEDDED: "monitoring.config.file",
        "a configuration file, built from the specs of the environment",
        "what is scraped, alerted on and shown follows from the components",
        "Prometheus, Alertmanager and Grafana, configuration",
        "";
    RELOAD: "monitoring.reload",
        "Prometheus watches its rules and scrape jobs, and reads them again when they change",
        "an app that changes an alert must not restart Prometheus; `--web.enable-lifecycle` would let everybody stop it",
        "Prometheus, feature flags: auto-reload-config",
        "";
    SCRAPE_INTERVAL: "monitoring.scrapeInterval",
        "targets are scraped, and rules evaluated, every 30 seconds",
        "alerts over five minutes need several samples",
        "kube-prometheus-stack, values",
        "spec.prometheus.scrapeInterval";
    EXTERNAL_LABELS: "monitoring.externalLabels",
        "alerts and remote samples say their cluster and environment",
        "receivers serve several clusters",
        "Prometheus, configuration: external_labels",
        "spec.prometheus.externalLabels";
    SCRAPE_JOB: "monitoring.scrape.job",
        "a scrape job for each component with metrics",
        "nobody has to remember to add one",
        "Prometheus, kubernetes_sd_config",
        "";
    SCRAPE_NODE: "monitoring.scrape.nodes",
        "the kubelet of every node, and its containers",
        "use of CPU, memory and volumes is known there alone",
        "Prometheus, kubernetes_sd_config: node",
        "";
    HONOR_LABELS: "monitoring.scrape.honorLabels",
        "labels of kube-state-metrics win over those of its own pod",
        "its metrics are about other pods",
        "Prometheus, configuration: honor_labels",
        "";
    SCRAPE_EGRESS: "monitoring.scrape.egress",
        "Prometheus reaches all pods, the nodes and the control plane",
        "whatever has metrics must be reached",
        "EKS Best Practices, security: network",
        "spec.network";
    API_EGRESS: "monitoring.egress.api",
        "kube-state-metrics reaches the control plane",
        "its address is not promised",
        "EKS Best Practices, security: network",
        "spec.network";
    RETENTION: "monitoring.retention",
        "samples are kept for 15 days",
        "Prometheus' own default, stated because it decides the size of the volume",
        "Prometheus, storage",
        "spec.prometheus.retention";
    RETENTION_SIZE: "monitoring.retentionSize",
        "samples may take 85 % of a volume on EBS",
        "a full disk stops Prometheus; the rest is for the write-ahead log and compaction",
        "Prometheus, storage: right-sizing retention size",
        "spec.prometheus.retentionSize";
    RULES: "monitoring.rules",
        "rule files from presets, the spec's groups and the objectives of components",
        "alerts stand beside what they watch",
        "Prometheus, alerting rules",
        "spec.rules";

    RECEIVER: "monitoring.receiver",
        "a receiver, its route, and the file that holds its secret",
        "Alertmanager reads secrets from files, so that none stands in its configuration",
        "Alertmanager, configuration",
        "spec.alertmanager.receivers";
    RECEIVER_KEY: "monitoring.receiver.key",
        "the key `routingKey` for PagerDuty, `url` for Slack and webhooks",
        "a Secret needs a key, and these say what they hold",
        "our choice",
        "spec.alertmanager.receivers.*.*.key";
    RECEIVER_EGRESS: "monitoring.receiver.egress",
        "Alertmanager reaches HTTPS anywhere, and the pods of the cluster",
        "receivers have no fixed addresses",
        "EKS Best Practices, security: network",
        "spec.network";
    SEND_RESOLVED: "monitoring.receiver.sendResolved",
        "the end of an alert is told, too",
        "nobody should look for what is over",
        "Alertmanager, configuration: send_resolved",
        "spec.alertmanager.receivers.*.*.sendResolved";
    GROUPING: "monitoring.grouping",
        "alerts of one name and namespace are one message, said again after four hours",
        "a broken node is one message, not a hundred",
        "Alertmanager, configuration: route",
        "spec.alertmanager.groupBy";
    INHIBIT: "monitoring.inhibitRules",
        "a critical alert silences the warning of the same name",
        "both say the same",
        "Alertmanager, configuration: inhibit_rules",
        "spec.alertmanager.inhibitRules";

    GRAFANA_ADMIN: "monitoring.grafana.admin",
        "the administrator comes from a Secret",
        "nothing secret stands in Git",
        "Grafana, configuration: security",
        "spec.grafana.admin";
    GRAFANA_ENV: "monitoring.grafana.env",
        "Grafana reports nothing and knows its address",
        "policies refuse its reports, and links in alerts need the address",
        "Grafana, configuration: analytics, server",
        "spec.grafana.env";
    DATASOURCE: "monitoring.grafana.datasource",
        "Prometheus and Alertmanager are data sources",
        "dashboards name them by uid",
        "Grafana, provisioning: data sources",
        "spec.grafana.datasources";
    DASHBOARD_FILE: "monitoring.grafana.dashboard.file",
        "a dashboard as a ConfigMap, its data source filled in",
        "a provisioned file cannot ask for its inputs",
        "Grafana, provisioning: dashboards",
        "";
    DASHBOARD_FETCHED: "monitoring.grafana.dashboard.fetched",
        "an init container fetches dashboards of grafana.com at their revision",
        "a build needs no network, and what is shown does not change by itself",
        "grafana.com, API of dashboards",
        "";
    DASHBOARD_DATASOURCE: "monitoring.grafana.dashboard.datasource",
        "the inputs of a dashboard mean our Prometheus",
        "a provisioned file cannot ask for its inputs",
        "Grafana, provisioning: dashboards",
        "spec.grafana.dashboards.*.datasource";
    DASHBOARD_PROVIDER: "monitoring.grafana.dashboard.provider",
        "Grafana reads dashboards from folders and does not change them",
        "a change in the browser would be lost",
        "Grafana, provisioning: dashboards",
        "";
    DASHBOARD_EGRESS: "monitoring.grafana.egress",
        "Grafana reaches HTTPS anywhere where it fetches dashboards or has further data sources",
        "NetworkPolicies know no names",
        "EKS Best Practices, security: network",
        "spec.network";
    CURL_IMAGE: "monitoring.grafana.fetchImage",
        "the official image of curl, at a version",
        "an image that changes by itself cannot be reviewed",
        "docker.io/curlimages/curl",
        "spec.grafana.fetchImage";

    DAEMON_SET: "monitoring.nodeExporter",
        "a pod on every node, whatever its taints",
        "a node that is not watched is the one that fails",
        "prometheus-community/helm-charts, prometheus-node-exporter",
        "spec.nodeExporter";
    HOST: "monitoring.nodeExporter.host",
        "the node's own network, processes and file systems, read-only",
        "inside a pod's own it would measure itself",
        "prometheus/node_exporter; prometheus-community/helm-charts, prometheus-node-exporter",
        "spec.nodeExporter";
    NOT_ON_FARGATE: "monitoring.nodeExporter.notOnFargate",
        "not on Fargate",
        "a DaemonSet has no pods there",
        "Amazon EKS, Fargate considerations",
        "spec.podTemplate";
}
