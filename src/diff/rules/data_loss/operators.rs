//! A table of custom resources whose operators keep data, and of what decides whether the data outlive them.
//!
//! Facts of the operators' documentation and definitions. What is not listed holds no data that is known here.

/// A way to a field.
pub(super) type Keys = &'static [&'static str];

/// Custom resources that stand for data.
pub(super) struct Store {
    /// The group.
    pub(super) group: &'static str,
    /// The kind.
    pub(super) kind: &'static str,
    /// What it stands for.
    pub(super) what: &'static str,
    /// What decides whether the data stay when it is deleted.
    pub(super) policy: Policy,
}

/// What decides whether data outlive the custom resource that stands for them.
#[derive(Clone, Copy)]
pub(super) enum Policy {
    /// They never do.
    Goes,
    /// They always do: only claims that somebody deletes take them along.
    Stays,
    /// They do where a field has a value, or is not said and that is its default.
    Field {
        keys: Keys,
        keeps: &'static str,
        by_default: bool,
    },
    /// They do unless this finalizer is there, whose prefix the operator changed once.
    Finalizer(&'static str),
    /// A field of Crossplane decides, and another one what Crossplane does at all.
    Crossplane,
    /// Each volume of Strimzi's storage, which stands here, says it for itself.
    Strimzi(Keys),
}

const fn store(group: &'static str, kind: &'static str, what: &'static str) -> Store {
    Store {
        group,
        kind,
        what,
        policy: Policy::Goes,
    }
}

impl Store {
    const fn by(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    const fn kept(self, keys: Keys, keeps: &'static str, by_default: bool) -> Self {
        self.by(Policy::Field {
            keys,
            keeps,
            by_default,
        })
    }

    const fn aws(self) -> Self {
        self.kept(ACK, "retain", false)
    }

    const fn crossplane(self) -> Self {
        self.by(Policy::Crossplane)
    }
}

/// The annotation of the AWS Controllers for Kubernetes.
pub(super) const ACK: Keys = &[
    "metadata",
    "annotations",
    "services.k8s.aws/deletion-policy",
];

/// Returns what custom resources of a kind stand for.
pub(super) fn store_of(group: &str, kind: &str) -> Option<&'static Store> {
    let mut stores = STORES.iter();
    stores.find(|store| store.group == group && store.kind == kind)
}

/// By group and kind.
static STORES: &[Store] = &[
    store(
        "acid.zalan.do",
        "postgresql",
        "a PostgreSQL cluster with its volumes",
    ),
    store(
        "app.redislabs.com",
        "RedisEnterpriseCluster",
        "a Redis cluster with its volumes",
    ),
    store(
        "app.redislabs.com",
        "RedisEnterpriseDatabase",
        "a Redis database",
    ),
    store(
        "cassandra.datastax.com",
        "CassandraDatacenter",
        "a Cassandra datacenter with its volumes",
    ),
    store(
        "ceph.rook.io",
        "CephBlockPool",
        "a pool of Ceph with all volumes in it",
    ),
    store(
        "ceph.rook.io",
        "CephCluster",
        "a Ceph cluster with all volumes in it",
    ),
    store("ceph.rook.io", "CephFilesystem", "a file system of Ceph"),
    store(
        "clickhouse.altinity.com",
        "ClickHouseInstallation",
        "a ClickHouse installation with its volumes",
    ),
    store(
        "databases.spotahome.com",
        "RedisFailover",
        "a Redis with its volumes",
    )
    .kept(
        &["spec", "redis", "storage", "keepAfterDeletion"],
        "true",
        false,
    ),
    store(
        "docdb.services.k8s.aws",
        "DBCluster",
        "a DocumentDB cluster",
    )
    .aws(),
    store("dynamodb.aws.m.upbound.io", "Table", "a DynamoDB table").crossplane(),
    store("dynamodb.aws.upbound.io", "Table", "a DynamoDB table").crossplane(),
    store("dynamodb.services.k8s.aws", "Table", "a DynamoDB table").aws(),
    store("efs.services.k8s.aws", "FileSystem", "an EFS file system").aws(),
    store(
        "elasticache.services.k8s.aws",
        "ReplicationGroup",
        "an ElastiCache group",
    )
    .aws(),
    store(
        "elasticache.services.k8s.aws",
        "ServerlessCache",
        "an ElastiCache cache",
    )
    .aws(),
    store(
        "elasticsearch.k8s.elastic.co",
        "Elasticsearch",
        "an Elasticsearch cluster with its volumes",
    )
    .kept(
        &["spec", "volumeClaimDeletePolicy"],
        "DeleteOnScaledownOnly",
        false,
    ),
    store("k8s.mariadb.com", "MariaDB", "a MariaDB with its volumes").kept(
        &["spec", "storage", "pvcRetentionPolicy", "whenDeleted"],
        "Retain",
        true,
    ),
    store(
        "k8ssandra.io",
        "K8ssandraCluster",
        "a Cassandra cluster with its volumes",
    ),
    store("kafka.services.k8s.aws", "Cluster", "an MSK cluster").aws(),
    store(
        "kafka.strimzi.io",
        "Kafka",
        "a Kafka cluster with its volumes",
    )
    .by(Policy::Strimzi(&["spec", "kafka", "storage"])),
    store(
        "kafka.strimzi.io",
        "KafkaNodePool",
        "brokers of Kafka with their volumes",
    )
    .by(Policy::Strimzi(&["spec", "storage"])),
    store("kafka.strimzi.io", "KafkaTopic", "a topic of Kafka").kept(
        &["metadata", "annotations", "strimzi.io/managed"],
        "false",
        false,
    ),
    store("memorydb.services.k8s.aws", "Cluster", "a MemoryDB cluster").aws(),
    store("minio.min.io", "Tenant", "a MinIO tenant"),
    store("mongodb.com", "MongoDB", "a MongoDB with its volumes"),
    store(
        "mongodbcommunity.mongodb.com",
        "MongoDBCommunity",
        "a MongoDB with its volumes",
    ),
    store(
        "mysql.oracle.com",
        "InnoDBCluster",
        "a MySQL cluster with its volumes",
    ),
    store(
        "opensearch.opster.io",
        "OpenSearchCluster",
        "an OpenSearch cluster with its volumes",
    ),
    store(
        "opensearchservice.services.k8s.aws",
        "Domain",
        "an OpenSearch domain",
    )
    .aws(),
    store(
        "pgv2.percona.com",
        "PerconaPGCluster",
        "a PostgreSQL cluster with its volumes",
    )
    .by(Policy::Finalizer("delete-pvc")),
    store("pingcap.com", "TidbCluster", "a TiDB cluster").by(Policy::Stays),
    store(
        "postgres-operator.crunchydata.com",
        "PostgresCluster",
        "a PostgreSQL cluster with its volumes",
    ),
    store(
        "postgresql.cnpg.io",
        "Cluster",
        "a PostgreSQL cluster with its volumes",
    ),
    store("postgresql.cnpg.io", "Database", "a database of PostgreSQL").kept(
        &["spec", "databaseReclaimPolicy"],
        "retain",
        true,
    ),
    store(
        "psmdb.percona.com",
        "PerconaServerMongoDB",
        "a MongoDB with its volumes",
    )
    .by(Policy::Finalizer("delete-psmdb-pvc")),
    store(
        "pxc.percona.com",
        "PerconaXtraDBCluster",
        "a MySQL cluster with its volumes",
    )
    .by(Policy::Finalizer("delete-pxc-pvc")),
    store(
        "rabbitmq.com",
        "RabbitmqCluster",
        "a RabbitMQ with its volumes",
    ),
    store("rds.aws.m.upbound.io", "Cluster", "an RDS cluster").crossplane(),
    store("rds.aws.m.upbound.io", "Instance", "an RDS instance").crossplane(),
    store("rds.aws.upbound.io", "Cluster", "an RDS cluster").crossplane(),
    store("rds.aws.upbound.io", "Instance", "an RDS instance").crossplane(),
    store("rds.services.k8s.aws", "DBCluster", "an RDS cluster").aws(),
    store("rds.services.k8s.aws", "DBInstance", "an RDS instance").aws(),
    store(
        "redis.redis.opstreelabs.in",
        "Redis",
        "a Redis with its volumes",
    )
    .kept(&["spec", "storage", "keepAfterDelete"], "true", false),
    store(
        "redis.redis.opstreelabs.in",
        "RedisCluster",
        "a Redis cluster with its volumes",
    )
    .kept(&["spec", "storage", "keepAfterDelete"], "true", false),
    store("s3.aws.m.upbound.io", "Bucket", "an S3 bucket").crossplane(),
    store("s3.aws.upbound.io", "Bucket", "an S3 bucket").crossplane(),
    store("s3.services.k8s.aws", "Bucket", "an S3 bucket").aws(),
    store(
        "secretsmanager.services.k8s.aws",
        "Secret",
        "a secret of AWS Secrets Manager",
    )
    .aws(),
    store("sqs.services.k8s.aws", "Queue", "a queue").aws(),
];

#[cfg(test)]
mod tests {
    use super::STORES;

    #[test]
    fn a_kind_stands_once_and_in_order() {
        assert!(STORES.is_sorted_by(|a, b| (a.group, a.kind) < (b.group, b.kind)));
    }
}
