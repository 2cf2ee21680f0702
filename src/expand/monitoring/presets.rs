//! Sets of alerts that a spec may ask for by name. A table of data.

/// A set of alerts.
pub(super) struct Preset {
    /// Its name in specs.
    pub name: &'static str,
    /// Its alerts.
    pub alerts: &'static [Alert],
}

/// One alert.
pub(super) struct Alert {
    /// Its name.
    pub name: &'static str,
    /// When it is true.
    pub expr: &'static str,
    /// How long it must be true.
    pub lasting: &'static str,
    /// `critical` wakes people, `warning` waits for the morning.
    pub severity: &'static str,
    /// What people read.
    pub summary: &'static str,
}

/// Returns the preset of this name.
pub(super) fn find(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

static PRESETS: [Preset; 6] = [
    Preset {
        name: "kubernetes",
        alerts: &[
            Alert {
                name: "PodCrashLooping",
                expr: r#"max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}[5m]) >= 1"#,
                lasting: "15m",
                severity: "warning",
                summary: "Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} crashes again and again",
            },
            Alert {
                name: "PodNotRunning",
                expr: r#"sum by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Unknown"}) > 0"#,
                lasting: "15m",
                severity: "warning",
                summary: "Pod {{ $labels.namespace }}/{{ $labels.pod }} has not been running for 15 minutes",
            },
            Alert {
                name: "ContainerOutOfMemory",
                expr: r#"increase(kube_pod_container_status_restarts_total[10m]) > 0 and on (namespace, pod, container) kube_pod_container_status_last_terminated_reason{reason="OOMKilled"} == 1"#,
                lasting: "0m",
                severity: "warning",
                summary: "Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} was killed for want of memory",
            },
            Alert {
                name: "DeploymentReplicasMissing",
                expr: "kube_deployment_status_replicas_available < kube_deployment_spec_replicas",
                lasting: "15m",
                severity: "warning",
                summary: "Deployment {{ $labels.namespace }}/{{ $labels.deployment }} has fewer pods than it should",
            },
            Alert {
                name: "StatefulSetReplicasMissing",
                expr: "kube_statefulset_status_replicas_ready < kube_statefulset_replicas",
                lasting: "15m",
                severity: "critical",
                summary: "StatefulSet {{ $labels.namespace }}/{{ $labels.statefulset }} has fewer pods than it should",
            },
            Alert {
                name: "JobFailed",
                expr: r#"kube_job_failed{condition="true"} > 0"#,
                lasting: "5m",
                severity: "warning",
                summary: "Job {{ $labels.namespace }}/{{ $labels.job_name }} has failed",
            },
        ],
    },
    Preset {
        name: "nodes",
        alerts: &[
            Alert {
                name: "NodeNotReady",
                expr: r#"kube_node_status_condition{condition="Ready",status="true"} == 0"#,
                lasting: "10m",
                severity: "critical",
                summary: "Node {{ $labels.node }} is not ready",
            },
            Alert {
                name: "NodeDiskAlmostFull",
                expr: r#"node_filesystem_avail_bytes{fstype=~"ext4|xfs"} / node_filesystem_size_bytes{fstype=~"ext4|xfs"} < 0.1"#,
                lasting: "15m",
                severity: "critical",
                summary: "Less than a tenth of {{ $labels.mountpoint }} of node {{ $labels.node }} is free",
            },
            Alert {
                name: "NodeMemoryAlmostFull",
                expr: "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.05",
                lasting: "15m",
                severity: "warning",
                summary: "Less than a twentieth of the memory of node {{ $labels.node }} is free",
            },
        ],
    },
    Preset {
        name: "pvc-full",
        alerts: &[
            Alert {
                name: "VolumeAlmostFull",
                expr: "kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes < 0.1",
                lasting: "10m",
                severity: "critical",
                summary: "Less than a tenth of the volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is free",
            },
            Alert {
                name: "VolumeFullSoon",
                expr: "predict_linear(kubelet_volume_stats_available_bytes[6h], 4 * 24 * 3600) < 0 and kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes < 0.4",
                lasting: "1h",
                severity: "warning",
                summary: "The volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} will be full within four days",
            },
        ],
    },
    Preset {
        name: "hpa-maxed",
        alerts: &[Alert {
            name: "AutoscalerAtMaximum",
            expr: "kube_horizontalpodautoscaler_status_current_replicas == kube_horizontalpodautoscaler_spec_max_replicas and kube_horizontalpodautoscaler_spec_max_replicas > kube_horizontalpodautoscaler_spec_min_replicas",
            lasting: "15m",
            severity: "warning",
            summary: "HorizontalPodAutoscaler {{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} can add no more pods",
        }],
    },
    Preset {
        name: "cert-expiry",
        alerts: &[Alert {
            name: "CertificateExpires",
            expr: "certmanager_certificate_expiration_timestamp_seconds - time() < 14 * 24 * 3600",
            lasting: "1h",
            severity: "critical",
            summary: "Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} expires within two weeks",
        }],
    },
    Preset {
        name: "prometheus",
        alerts: &[
            Alert {
                name: "TargetDown",
                expr: "up == 0",
                lasting: "10m",
                severity: "warning",
                summary: "Prometheus cannot scrape {{ $labels.instance }} of {{ $labels.job }}",
            },
            Alert {
                name: "PrometheusConfigurationRefused",
                expr: "prometheus_config_last_reload_successful == 0",
                lasting: "10m",
                severity: "critical",
                summary: "Prometheus has refused its configuration",
            },
            Alert {
                name: "RulesFailing",
                expr: "increase(prometheus_rule_evaluation_failures_total[5m]) > 0",
                lasting: "15m",
                severity: "warning",
                summary: "Rules of {{ $labels.rule_group }} fail",
            },
            Alert {
                name: "NotificationsFailing",
                expr: "rate(alertmanager_notifications_failed_total[5m]) > 0",
                lasting: "10m",
                severity: "critical",
                summary: "Alertmanager cannot reach {{ $labels.integration }}",
            },
        ],
    },
];
