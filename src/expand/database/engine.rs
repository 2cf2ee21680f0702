//! What is known of each engine: its official image, its user, its port, where its data lives, how it is asked whether it is
//! well, how it is dumped and measured. A table of facts; `custom` is not in it.

use crate::load::kinds::database::{MYSQL_PORT, POSTGRES_PORT, REDIS_PORT};

/// Facts of an engine.
pub(super) struct Engine {
    /// Its name, which is also the name of its port.
    pub name: &'static str,
    /// The official image, from the mirror at Amazon: Docker Hub limits how often a node may pull.
    pub repository: &'static str,
    /// The port it listens on.
    pub port: i64,
    /// The user and the group it runs as: those of the official image, Debian and Alpine.
    user: [(i64, i64); 2],
    /// The keys of the credentials that are read unless a spec says otherwise.
    pub keys: &'static [&'static str],
    /// Environment variables that hold credentials, and the key of each.
    pub variables: &'static [(&'static str, &'static str)],
    /// Any of these variables makes credentials needless; for an engine that starts without, the list is empty.
    pub instead_of_credentials: &'static [&'static str],
    /// The variable that names the database to create at the first start.
    pub database: Option<&'static str>,
    /// Folders that must be writable besides the data: name, path, whether it is memory.
    pub scratch: &'static [(&'static str, &'static str, bool)],
    /// Arguments that are always there.
    pub args: &'static [&'static str],
    /// Arguments that are there with credentials.
    pub credential_args: &'static [&'static str],
    /// The shell line that succeeds when the server answers over TCP. The temporary server of the first start listens on
    /// a socket alone, so that nobody takes it for ready.
    pub ready: &'static str,
    /// The command that writes a dump to its standard output.
    pub dump: &'static [&'static str],
    /// The suffix of a dump.
    pub dump_suffix: &'static str,
    /// Variables of the dump: what each one holds.
    pub dump_variables: &'static [(&'static str, Source)],
    /// The exporter.
    pub exporter: Exporter,
}

/// What a variable holds.
pub(super) enum Source {
    /// A key of the credentials.
    Credential(&'static str),
    /// The name of the primary Service.
    Host,
    /// The name of the database.
    Database,
    /// A fixed text.
    Text(&'static str),
}

/// Facts of an exporter.
pub(super) struct Exporter {
    /// Its image.
    pub repository: &'static str,
    /// The version that these arguments are for.
    pub tag: &'static str,
    /// The port that Prometheus asks.
    pub port: i64,
    /// Its arguments.
    pub args: &'static [&'static str],
    /// Its variables.
    pub variables: &'static [(&'static str, Source)],
}

/// Returns the facts of an engine; nothing for `custom`.
pub(super) fn find(name: &str) -> Option<&'static Engine> {
    ENGINES.iter().find(|engine| engine.name == name)
}

impl Engine {
    /// Returns the user and the group of an image with this tag.
    pub(super) fn user(&self, tag: &str) -> (i64, i64) {
        self.user[usize::from(tag.contains("alpine"))]
    }

    /// Returns where the volume is mounted, and where below it the data lives if the image must be told.
    ///
    /// The data is never the root of the volume: a new ext4 file system has a folder `lost+found`, and the engines refuse
    /// a folder that is not empty. An image declares its data folder as a volume of its own, so the mount must be exactly there.
    pub(super) fn mount(&self, tag: &str) -> Mount {
        let major: Option<u32> = tag
            .split(['.', '-'])
            .next()
            .and_then(|major| major.parse().ok());
        match self.name {
            // From 18 on, the image keeps the data of each major version in a folder of its own below this one.
            "postgres" if major.is_some_and(|major| major >= 18) => Mount {
                path: "/var/lib/postgresql",
                sub_path: None,
                variable: None,
            },
            "postgres" => Mount {
                path: "/var/lib/postgresql/data",
                sub_path: None,
                variable: Some(("PGDATA", "/var/lib/postgresql/data/pgdata")),
            },
            "mysql" => Mount {
                path: "/var/lib/mysql",
                sub_path: Some("mysql"),
                variable: None,
            },
            _ => Mount {
                path: "/data",
                sub_path: None,
                variable: None,
            },
        }
    }

    /// Returns the arguments for one setting of the server.
    pub(super) fn parameter(&self, key: &str, value: &str) -> Vec<String> {
        match self.name {
            "postgres" => vec!["-c".to_owned(), format!("{key}={value}")],
            "mysql" => vec![format!("--{key}={value}")],
            _ => vec![format!("--{key}"), value.to_owned()],
        }
    }
}

/// Where the volume is mounted.
pub(super) struct Mount {
    /// The path in the container.
    pub path: &'static str,
    /// The folder of the volume that is mounted there; the whole volume unless stated.
    pub sub_path: Option<&'static str>,
    /// A variable that tells the image where the data lives.
    pub variable: Option<(&'static str, &'static str)>,
}

static ENGINES: [Engine; 3] = [
    Engine {
        name: "postgres",
        repository: "public.ecr.aws/docker/library/postgres",
        port: POSTGRES_PORT,
        user: [(999, 999), (70, 70)],
        keys: &["username", "password"],
        variables: &[
            ("POSTGRES_USER", "username"),
            ("POSTGRES_PASSWORD", "password"),
        ],
        instead_of_credentials: &[
            "POSTGRES_PASSWORD",
            "POSTGRES_PASSWORD_FILE",
            "POSTGRES_HOST_AUTH_METHOD",
        ],
        database: Some("POSTGRES_DB"),
        scratch: &[
            ("run", "/var/run/postgresql", false),
            ("shm", "/dev/shm", true),
        ],
        args: &[],
        credential_args: &[],
        ready: "pg_isready --quiet --host=127.0.0.1 --username=\"$POSTGRES_USER\" --dbname=\"$POSTGRES_DB\"",
        dump: &["pg_dump", "--format=custom"],
        dump_suffix: "dump",
        dump_variables: &[
            ("PGHOST", Source::Host),
            ("PGDATABASE", Source::Database),
            ("PGUSER", Source::Credential("username")),
            ("PGPASSWORD", Source::Credential("password")),
        ],
        exporter: Exporter {
            repository: "quay.io/prometheuscommunity/postgres-exporter",
            tag: "v0.20.1",
            port: 9187,
            args: &[],
            variables: &[
                ("DATA_SOURCE_USER", Source::Credential("username")),
                ("DATA_SOURCE_PASS", Source::Credential("password")),
                ("PGDATABASE", Source::Database),
                (
                    "DATA_SOURCE_URI",
                    Source::Text("127.0.0.1:5432/$(PGDATABASE)?sslmode=disable"),
                ),
            ],
        },
    },
    Engine {
        name: "mysql",
        repository: "public.ecr.aws/docker/library/mysql",
        port: MYSQL_PORT,
        user: [(999, 999), (999, 999)],
        keys: &["username", "password"],
        variables: &[
            ("MYSQL_USER", "username"),
            ("MYSQL_PASSWORD", "password"),
            ("MYSQL_ROOT_PASSWORD", "password"),
        ],
        instead_of_credentials: &[
            "MYSQL_ROOT_PASSWORD",
            "MYSQL_ROOT_PASSWORD_FILE",
            "MYSQL_ALLOW_EMPTY_PASSWORD",
            "MYSQL_RANDOM_ROOT_PASSWORD",
        ],
        database: Some("MYSQL_DATABASE"),
        scratch: &[("run", "/var/run/mysqld", false)],
        args: &[],
        credential_args: &[],
        ready: "MYSQL_PWD=\"$MYSQL_ROOT_PASSWORD\" mysqladmin ping --silent --host=127.0.0.1 --user=root",
        dump: &[
            "mysqldump",
            "--host=$(MYSQL_HOST)",
            "--user=root",
            "--all-databases",
            "--single-transaction",
            "--routines",
            "--triggers",
            "--events",
        ],
        dump_suffix: "sql",
        dump_variables: &[
            ("MYSQL_HOST", Source::Host),
            ("MYSQL_PWD", Source::Credential("password")),
        ],
        exporter: Exporter {
            repository: "quay.io/prometheus/mysqld-exporter",
            tag: "v0.19.0",
            port: 9104,
            args: &["--mysqld.address=127.0.0.1:3306", "--mysqld.username=root"],
            variables: &[("MYSQLD_EXPORTER_PASSWORD", Source::Credential("password"))],
        },
    },
    Engine {
        name: "redis",
        repository: "public.ecr.aws/docker/library/redis",
        port: REDIS_PORT,
        user: [(999, 999), (999, 1000)],
        keys: &["password"],
        variables: &[
            ("REDIS_PASSWORD", "password"),
            ("REDISCLI_AUTH", "password"),
        ],
        instead_of_credentials: &[],
        database: None,
        scratch: &[],
        args: &["--dir", "/data", "--appendonly", "yes"],
        credential_args: &["--requirepass", "$(REDIS_PASSWORD)"],
        ready: "redis-cli -h 127.0.0.1 ping | grep -q PONG",
        dump: &["redis-cli", "-h", "$(REDIS_HOST)", "--rdb", "-"],
        dump_suffix: "rdb",
        dump_variables: &[
            ("REDIS_HOST", Source::Host),
            ("REDISCLI_AUTH", Source::Credential("password")),
        ],
        exporter: Exporter {
            repository: "docker.io/oliver006/redis_exporter",
            tag: "v1.89.0",
            port: 9121,
            args: &["--redis.addr=redis://127.0.0.1:6379"],
            variables: &[("REDIS_PASSWORD", Source::Credential("password"))],
        },
    },
];
