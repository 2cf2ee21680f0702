//! `cargo xtask bench kustomize`: building one and the same tree with `ekscompile kustomize` and with kustomize.
//!
//! The tree is an overlay with all that overlays do over a base of so many resources, in three layouts. What counts is
//! the processor time: other programs that run meanwhile lengthen it least.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{Table, mebibytes, milliseconds, ratio};
use crate::measure::{self, Measured};
use crate::tree::Tool;
use crate::{Failure, binary};

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Measure this binary instead of building one: to compare two revisions.
    #[arg(long, value_name = "PATH")]
    bin: Option<PathBuf>,
    /// A kustomize binary to compare with.
    #[arg(long, value_name = "PATH")]
    kustomize: Option<PathBuf>,
    /// Let kustomize also build the trees that take it minutes and more.
    #[arg(long)]
    slow: bool,
    /// The most processor time that kustomize gets for one tree, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    limit: u64,
}

/// How the resources of the base lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Each in its own file.
    Files,
    /// All in one file.
    OneFile,
    /// Ten apps in a folder that is a base of its own.
    Folders,
}

const LAYOUTS: [(Layout, &str); 3] = [
    (Layout::Files, "one file each"),
    (Layout::OneFile, "one file"),
    (Layout::Folders, "folders"),
];

/// Numbers of resources.
const SIZES: [usize; 5] = [10, 100, 1_000, 5_000, 20_000];

/// From so many resources on, kustomize takes minutes.
const SLOW: usize = 5_000;

/// Runs both on every tree and prints a table; fails when a target is missed.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let ours = binary(args.bin.as_deref())?;
    let theirs = args
        .kustomize
        .as_ref()
        .map(|path| path.canonicalize())
        .transpose()?;
    let mut rows = Vec::new();
    let heads = [
        "processor",
        "time",
        "peak",
        "kustomize",
        "time",
        "peak",
        "ratio",
        "of time",
    ];
    print_row("", &heads.map(str::to_owned));
    for (layout, name) in LAYOUTS {
        let mut thousand = None;
        for size in SIZES {
            let scratch = tempfile::tempdir()?;
            write(scratch.path(), size, layout)?;
            let overlay = scratch.path().join("overlay");
            let runs = if size < SLOW { 5 } else { 3 };
            let our = measure::best(runs, || measure::run(&overlay, &ours, &["kustomize", "."]))?;
            let their = match &theirs {
                Some(theirs) if size < SLOW || args.slow => {
                    let runs = if size < 1_000 { 5 } else { 1 };
                    reference(&overlay, theirs, runs, args.limit)?
                }
                _ => Reference::NotRun,
            };
            // A fast answer has to be the same answer; one size tells that.
            if let (Some(theirs), 100) = (&theirs, size) {
                same_output(&overlay, &ours, theirs)?;
            }
            let title = format!("{size} resources, {name}");
            print_row(&title, &columns(our, &their));
            rows.extend(targets(&title, size, our, &their, thousand));
            if size == 1_000 {
                thousand = Some(our);
            }
        }
    }
    let mut table = Table::default();
    for Row {
        name,
        value,
        target,
        met,
    } in rows
    {
        table.row(&name, &value, target, met);
    }
    match table.missed {
        0 => Ok(()),
        missed => Err(format!("{missed} targets are missed").into()),
    }
}

fn same_output(overlay: &Path, ours: &Path, theirs: &Path) -> Result<(), Failure> {
    let said = |program: &Path, command: &str| {
        Tool::new(program, &[command])?.build(overlay, overlay, &[])
    };
    let (ours, theirs) = (said(ours, "kustomize")?, said(theirs, "build")?);
    match ours.succeeded() && ours.stdout == theirs.stdout {
        true => Ok(()),
        false => Err("the programs do not print the same, so their times mean nothing".into()),
    }
}

/// What kustomize took.
enum Reference {
    NotRun,
    Measured(Measured),
    /// It had not ended after its time.
    Stopped(u64),
}

fn reference(
    overlay: &Path,
    program: &Path,
    runs: usize,
    limit: u64,
) -> Result<Reference, Failure> {
    let mut stopped = false;
    let best = measure::best(runs, || {
        let measured = measure::run_within(overlay, program, &["build", "."], Some(limit))?;
        stopped |= measured.is_none();
        measured.ok_or_else(|| "stopped".into())
    });
    match best {
        Err(_) if stopped => Ok(Reference::Stopped(limit)),
        best => best.map(Reference::Measured),
    }
}

fn columns(our: Measured, their: &Reference) -> [String; 8] {
    let [cpu, wall, peak] = [
        milliseconds(our.cpu),
        milliseconds(our.wall),
        mebibytes(our.peak),
    ];
    let [their_cpu, their_wall, their_peak, cpu_ratio, wall_ratio] = match their {
        Reference::NotRun => [(); 5].map(|()| String::new()),
        Reference::Measured(their) => [
            milliseconds(their.cpu),
            milliseconds(their.wall),
            mebibytes(their.peak),
            format!("{:.0}", ratio(their.cpu, our.cpu)),
            format!("{:.1}", ratio(their.wall, our.wall)),
        ],
        Reference::Stopped(limit) => {
            let least = std::time::Duration::from_secs(*limit);
            let more = |text: String| format!("> {text}");
            let none = String::new;
            [
                more(milliseconds(least)),
                none(),
                none(),
                more(format!("{:.0}", ratio(least, our.cpu))),
                none(),
            ]
        }
    };
    [
        cpu, wall, peak, their_cpu, their_wall, their_peak, cpu_ratio, wall_ratio,
    ]
}

/// A target and how it is met.
struct Row {
    name: String,
    value: String,
    target: &'static str,
    met: bool,
}

/// Returns the targets that a tree of this size has.
fn targets(
    title: &str,
    size: usize,
    our: Measured,
    their: &Reference,
    thousand: Option<Measured>,
) -> Vec<Row> {
    let row = |what: &str, value: String, target, met| {
        let name = format!("{title}: {what}");
        Row {
            name,
            value,
            target,
            met,
        }
    };
    match (size, their) {
        (10, Reference::Measured(their)) => {
            let faster = ratio(their.wall, our.wall);
            vec![row(
                "times faster",
                format!("{faster:.1}"),
                "5",
                faster >= 5.0,
            )]
        }
        (1_000, Reference::Measured(their)) => {
            let less = ratio(their.cpu, our.cpu);
            vec![row(
                "times less work",
                format!("{less:.0}"),
                "100",
                less >= 100.0,
            )]
        }
        (20_000, _) => {
            let second = our.wall.as_secs_f64() < 1.0;
            let mut rows = vec![row("time", milliseconds(our.wall), "1000 ms", second)];
            rows.extend(thousand.map(|thousand| {
                let growth = ratio(our.cpu, thousand.cpu) / 20.0;
                row(
                    "each : of 1,000",
                    format!("{growth:.2}"),
                    "1.3",
                    growth < 1.3,
                )
            }));
            rows
        }
        _ => Vec::new(),
    }
}

fn print_row(title: &str, columns: &[String; 8]) {
    let mut line = format!("{title:<32}");
    for column in columns {
        let _ = write!(line, " {column:>12}");
    }
    println!("{line}");
}

/// Writes a base of so many resources, half Deployments and half Services, and the overlay to build.
fn write(folder: &Path, resources: usize, layout: Layout) -> Result<(), Failure> {
    let apps = resources / 2;
    let base = folder.join("base");
    std::fs::create_dir_all(&base)?;
    let mut entries = String::from("resources:\n");
    match layout {
        Layout::OneFile => {
            let all: Vec<String> = (0..apps)
                .flat_map(|app| [deployment(app), service(app)])
                .collect();
            std::fs::write(base.join("all.yaml"), all.join("---\n"))?;
            entries.push_str("- all.yaml\n");
        }
        Layout::Files => {
            for app in 0..apps {
                entries.push_str(&write_app(&base, app)?);
            }
        }
        Layout::Folders => {
            for group in 0..apps.div_ceil(10) {
                let folder = base.join(format!("group-{group}"));
                std::fs::create_dir_all(&folder)?;
                let mut inner = String::from("resources:\n");
                for app in group * 10..apps.min((group + 1) * 10) {
                    inner.push_str(&write_app(&folder, app)?);
                }
                std::fs::write(folder.join("kustomization.yaml"), inner)?;
                let _ = writeln!(entries, "- group-{group}");
            }
        }
    }
    std::fs::write(base.join("kustomization.yaml"), entries)?;
    let overlay = folder.join("overlay");
    std::fs::create_dir_all(&overlay)?;
    Ok(std::fs::write(
        overlay.join("kustomization.yaml"),
        kustomization(apps),
    )?)
}

/// Writes the two files of an app and returns their entries.
fn write_app(folder: &Path, app: usize) -> Result<String, Failure> {
    std::fs::write(
        folder.join(format!("deployment-{app}.yaml")),
        deployment(app),
    )?;
    std::fs::write(folder.join(format!("service-{app}.yaml")), service(app))?;
    Ok(format!("- deployment-{app}.yaml\n- service-{app}.yaml\n"))
}

fn deployment(app: usize) -> String {
    format!(
        "apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{app}
  labels: {{app: app-{app}}}
spec:
  replicas: 1
  selector:
    matchLabels: {{app: app-{app}}}
  template:
    metadata:
      labels: {{app: app-{app}}}
    spec:
      containers:
      - name: main
        image: example.com/app-{image}:1.0
        env:
        - name: LEVEL
          value: info
        envFrom:
        - configMapRef: {{name: config-{config}}}
        ports:
        - containerPort: 8080
          protocol: TCP
",
        image = app % 5,
        config = app % 5,
    )
}

fn service(app: usize) -> String {
    format!(
        "apiVersion: v1
kind: Service
metadata:
  name: app-{app}
spec:
  selector: {{app: app-{app}}}
  ports:
  - name: http
    port: 80
    targetPort: 8080
"
    )
}

/// Returns an overlay with each thing that overlays do; every tenth app has a patch of its own.
fn kustomization(apps: usize) -> String {
    let mut text = String::from(OVERLAY);
    for app in (0..apps).step_by(10) {
        let _ = write!(
            text,
            "- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {{name: app-{app}}}
    spec:
      template:
        spec:
          containers:
          - name: main
            resources: {{limits: {{memory: 64Mi}}}}
"
        );
    }
    text.push_str("configMapGenerator:\n");
    for number in 0..5 {
        let _ = writeln!(
            text,
            "- name: config-{number}\n  literals: [NUMBER={number}]"
        );
    }
    text.push_str("images:\n");
    for number in 0..5 {
        let _ = writeln!(
            text,
            "- name: example.com/app-{number}\n  newTag: \"2.{number}\""
        );
    }
    text
}

const OVERLAY: &str = "resources: [../base]
namePrefix: prod-
nameSuffix: -blue
namespace: shop
labels:
- pairs: {environment: prod}
  includeSelectors: true
commonAnnotations: {owner: team}
replicas:
- name: app-0
  count: 3
replacements:
- source: {kind: ConfigMap, name: config-1, fieldPath: data.NUMBER}
  targets:
  - select: {kind: Deployment, name: app-0}
    fieldPaths: ['spec.template.spec.containers.[name=main].env.[name=LEVEL].value']
patches:
- target: {kind: Deployment, name: app-.*}
  patch: |-
    - op: add
      path: /spec/revisionHistoryLimit
      value: 3
";
