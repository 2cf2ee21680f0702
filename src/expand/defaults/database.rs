//! The defaults of database specs.

defaults! {
    IMAGE: "database.image",
        "the official image of the engine, from the mirror at Amazon ECR Public",
        "Docker Hub limits how often an address may pull",
        "Amazon ECR Public, docker/library",
        "spec.image";
    PORT: "database.port",
        "the engine's own port",
        "clients expect it",
        "the engine's documentation",
        "spec.port";
    DATABASE_NAME: "database.name",
        "a database named like the component, with `_` for `-`, is created at the first start",
        "an application needs one, and a dash must be quoted in SQL",
        "the official images: POSTGRES_DB, MYSQL_DATABASE",
        "spec.database";
    REPLICAS: "database.replicas",
        "one pod",
        "a StatefulSet does not replicate data",
        "Kubernetes apps/v1 StatefulSet",
        "spec.replicas";
    ENV: "database.env",
        "the variables that the official image reads",
        "the image creates user and database from them at its first start",
        "the official images of postgres, mysql and redis",
        "spec.env";
    ARGS: "database.args",
        "the arguments of the server",
        "redis keeps every write in its append-only file and asks for the password",
        "Redis, persistence; the official image",
        "spec.args";
    PARAMETERS: "database.parameters",
        "settings as arguments of the server",
        "arguments need no configuration file, and win over one",
        "the engine's documentation",
        "";
    CREDENTIALS: "database.credentials",
        "user name and password come from a Secret",
        "nothing secret stands in Git",
        "External Secrets Operator; the official images",
        "spec.credentials";
    CREDENTIAL_KEYS: "database.credentials.keys",
        "the keys `username` and `password`, for redis `password` alone",
        "they are the keys that AWS Secrets Manager gives the secrets of databases",
        "AWS Secrets Manager, structure of database secrets",
        "spec.credentials.keys";
    MOUNT: "database.mount",
        "the volume is mounted where the image keeps its data, and the data lives in a folder of it",
        "a new file system has a folder `lost+found`, and engines refuse a data folder that is not empty",
        "the official images: PGDATA, VOLUME",
        "spec.mountPath";
    SCRATCH: "database.scratch",
        "the folders of the server's socket are emptyDirs",
        "the root file system is read-only",
        "the official images",
        "";
    SHARED_MEMORY: "database.sharedMemory",
        "shared memory is as large as the memory limit of the pod",
        "the container runtime gives 64 MiB, which parallel queries exceed",
        "the official image of postgres, caveats: shared memory; Kubernetes, emptyDir in memory",
        "";
    READINESS: "database.readinessProbe",
        "a pod is ready when the engine's own tool reaches the server over TCP",
        "the temporary server of the first start listens on a socket alone; there is no liveness probe, because a restart only lengthens a recovery",
        "pg_isready, mysqladmin ping, redis-cli ping",
        "spec.readinessProbe";
    USER: "database.user",
        "the user and the group of the official image",
        "the volume must belong to them, and the image cannot change to them without being root",
        "the official images of postgres, mysql and redis",
        "spec.podSecurityContext";
    GROUP_CHANGE: "database.fsGroupChangePolicy",
        "the owner of files is changed only where the root of the volume has the wrong one",
        "a walk over a large volume at each start takes minutes",
        "Kubernetes core/v1 PodSecurityContext.fsGroupChangePolicy",
        "spec.podSecurityContext.fsGroupChangePolicy";
    STATEFUL_SET: "database.statefulSet",
        "a StatefulSet",
        "each pod keeps its name and its volume",
        "Kubernetes apps/v1 StatefulSet",
        "";
    CLAIM_RETENTION: "database.claimRetention",
        "claims stay when the StatefulSet is deleted or scaled down",
        "the data must outlive a mistake",
        "Kubernetes apps/v1 StatefulSet persistentVolumeClaimRetentionPolicy",
        "";
    DO_NOT_DISRUPT: "database.doNotDisrupt",
        "Karpenter does not move the pods to save money",
        "each move is an outage of a single database, or starts a job anew",
        "EKS Best Practices, autoscaling: Karpenter",
        "spec.podTemplate";
    GRACE: "database.terminationGracePeriodSeconds",
        "two minutes for a clean stop",
        "a server that is killed recovers at its next start, which takes longer",
        "Kubernetes core/v1 PodSpec.terminationGracePeriodSeconds",
        "spec.terminationGracePeriodSeconds";
    SPREAD: "database.spread",
        "several pods spread over zones and nodes, as a wish",
        "a zone that fails takes one of them",
        "EKS Best Practices, reliability: data plane",
        "spec.availability.zoneSpread";
    SERVICE: "database.service",
        "a ClusterIP Service under the name of the component",
        "clients use one name that never changes",
        "Kubernetes core/v1 Service",
        "";
    HEADLESS: "database.headlessService",
        "a headless Service gives each pod its name, ready or not",
        "a StatefulSet needs one",
        "Kubernetes apps/v1 StatefulSet serviceName",
        "";
    DISRUPTION: "database.disruptionBudget",
        "one pod may be evicted at a time",
        "a budget of zero would block every update of the nodes",
        "EKS Best Practices, reliability: application",
        "spec.availability.maxUnavailable";
    UNHEALTHY_EVICTION: "database.unhealthyPodEviction",
        "pods that are not ready may always be evicted",
        "a broken pod must not block a drain",
        "Kubernetes policy/v1 PodDisruptionBudget unhealthyPodEvictionPolicy",
        "spec.availability";
    HTTPS_EGRESS: "database.job.egress",
        "jobs may connect to HTTPS anywhere, and with Pod Identity to its agent",
        "NetworkPolicies know no names, and neither AWS APIs nor the control plane promise addresses",
        "EKS Best Practices, security: network; Amazon EKS, Pod Identity",
        "spec.network";

    CRON_JOB: "database.job",
        "a CronJob that never runs twice at a time",
        "two snapshots or dumps at a time slow the database down",
        "Kubernetes batch/v1 CronJob",
        "";
    TIME_ZONE: "database.job.timeZone",
        "schedules are in UTC",
        "an hour that does not exist, or exists twice, is no time for a backup",
        "Kubernetes batch/v1 CronJob timeZone",
        "spec.snapshots.timeZone";
    DEADLINE: "database.job.activeDeadlineSeconds",
        "a job is given up after four hours",
        "one that hangs would block the next",
        "Kubernetes batch/v1 Job activeDeadlineSeconds",
        "spec.backup.dump.activeDeadlineSeconds";
    JOB_USER: "database.job.user",
        "jobs run as nobody, and dumps as the engine's user",
        "the images of the tools would run as root",
        "Kubernetes Pod Security Standards",
        "";
    SNAPSHOT: "database.snapshot",
        "a CronJob makes a VolumeSnapshot of each claim",
        "Kubernetes has no schedule of its own for snapshots",
        "Kubernetes snapshot.storage.k8s.io/v1 VolumeSnapshot",
        "spec.snapshots.schedule";
    SNAPSHOT_SCRIPT: "database.snapshot.script",
        "the script that makes a snapshot, waits until it is ready and deletes the oldest",
        "what is too old is deleted only when there is something new",
        "kubectl; Kubernetes, volume snapshots: deletion policy",
        "";
    SNAPSHOT_RETAIN: "database.snapshot.retain",
        "28 snapshots of each claim are kept",
        "a week of snapshots every six hours",
        "our choice",
        "spec.snapshots.retain";
    SNAPSHOT_RIGHTS: "database.snapshot.rights",
        "the job may make and delete VolumeSnapshots of its namespace, and change the policy of their contents",
        "with the policy Retain the EBS snapshot stays for ever unless the policy of its content is changed first",
        "Kubernetes, volume snapshots: deletion policy",
        "";
    KUBECTL_IMAGE: "database.snapshot.image",
        "an image with kubectl and a shell, at a version",
        "the official image of kubectl has no shell",
        "docker.io/alpine/kubectl",
        "spec.snapshots.image";
    DUMP: "database.dump",
        "a CronJob dumps the database to S3",
        "a snapshot restores a volume, a dump restores a table",
        "the engine's documentation",
        "spec.backup.dump";
    DUMP_COMMAND: "database.dump.command",
        "the engine's own tool, which does not block writers",
        "it knows what belongs to a consistent dump",
        "pg_dump, mysqldump --single-transaction, redis-cli --rdb",
        "spec.backup.dump.command";
    DUMP_SCRIPT: "database.dump.script",
        "the dump goes through a pipe to S3 and gets its name when it is whole",
        "the disk of a node is smaller than a database",
        "AWS CLI, s3 cp: streams",
        "";
    DUMP_KEY: "database.dump.key",
        "the address in the bucket: namespace, name, and the date of the run",
        "dumps of several databases share a bucket",
        "our choice",
        "spec.backup.dump.prefix";
    DUMP_REGION: "database.dump.region",
        "the AWS region of the environment",
        "the bucket is where the cluster is",
        "AWS CLI, AWS_REGION",
        "";
    AWS_CLI_IMAGE: "database.dump.image",
        "the official image of the AWS CLI, at a version",
        "an image that changes by itself cannot be reviewed",
        "Amazon ECR Public, aws-cli",
        "spec.backup.dump.image";
    EXPORTER: "database.exporter",
        "the exporter of the Prometheus community for the engine, at a version, beside the database",
        "engines do not speak Prometheus' format",
        "prometheus-community/postgres_exporter, prometheus/mysqld_exporter, oliver006/redis_exporter",
        "spec.monitoring.exporter";
    EXPORTER_RESOURCES: "database.exporter.resources",
        "an exporter is given 10m CPU and 64Mi memory",
        "it answers one question a minute",
        "our choice",
        "spec.monitoring.resources";
}
