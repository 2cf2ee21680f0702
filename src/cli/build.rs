//! `ekscompile build`.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::environments::{Chosen, EnvironmentArgs, choose_staged};
use super::findings::{FailOn, FindingsArgs, Format};
use super::progress::Progress;
use super::rendered::{Rendered, Request};
use super::{Exit, Findings, Settings, Stop, diff};
use crate::compile::Compiled;
use crate::diag::{Code, Diagnostic, Severity, plural};
use crate::emit::{self, Compared, Difference, DifferenceKind, Summary, WriteOptions};
use crate::session::Session;

/// Compile environments and write their rendered trees
///
/// Nothing is written when there is an error. Only files whose content changed are written, and only files that an
/// earlier build wrote are removed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ekscompile build environments/prod
  ekscompile build dev staging
  ekscompile build --all --dry-run
  ekscompile build --all --staged
  ekscompile build dev --set App/shop/api.spec.image.tag=1.4.3")]
pub(super) struct Args {
    #[command(flatten)]
    environments: EnvironmentArgs,
    /// Compile what is staged for the next commit, and fail if what is written is not staged: for pre-commit hooks
    #[arg(long)]
    staged: bool,
    /// Write below this folder instead of `rendered`; each environment has a folder of its own there
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing, and print what would be written and removed
    #[arg(long)]
    dry_run: bool,
    /// Set a field over all layers: `App/shop/api.spec.replicas=3`, `env.vars.domain=example.com`; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Allow to remove a large share of the rendered files, and files that were edited by hand
    #[arg(long)]
    allow_destroy: bool,
    #[command(flatten)]
    pub(super) findings: FindingsArgs,
}

pub(super) fn run(args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    let chosen = choose_staged(&args.environments, args.staged, settings)?;
    let mut findings = Findings::new(args.findings.format, &settings.printer);
    let progress = Progress::start(&settings.printer);
    let request = Request {
        chosen: &chosen,
        out: args.out.as_deref(),
        sets: &args.sets,
        settings,
        progress: &progress,
    };
    let rendered = request.render(&mut findings);
    let options = WriteOptions {
        allow_destroy: args.allow_destroy,
        dry_run: args.dry_run,
    };
    if !findings.fail(args.findings.fail_on) && needs_rehearsal(args, &rendered) {
        let rehearsal = WriteOptions {
            dry_run: true,
            ..options.clone()
        };
        let _: Vec<Done<'_>> = write_all(&rendered, &rehearsal, &progress, &mut findings);
    }
    let done = if findings.fail(args.findings.fail_on) {
        Vec::new()
    } else {
        write_all(&rendered, &options, &progress, &mut findings)
    };
    for done in &done {
        ask_to_stage(done, &chosen, &mut findings);
    }
    drop(progress);
    report(args, &done, &mut findings, settings)
}

/// Compiles environments without any options, prints what changes against the trees on disk, writes them, and says what came
/// of it.
pub(super) fn show_and_write(
    chosen: &Chosen,
    out: Option<&Path>,
    settings: &Settings,
) -> Result<(), Stop> {
    let printer = &settings.printer;
    let mut findings = Findings::new(Format::Text, printer);
    let progress = Progress::start(printer);
    let mut compared = Vec::new();
    let mut see = |session: &Session<'_>, compiled: &Compiled, out: &Path| {
        // What cannot be read cannot be written either, which says why.
        compared.extend(diff::beside(session, compiled, out));
    };
    let request = Request {
        chosen,
        out,
        sets: &[],
        settings,
        progress: &progress,
    };
    let rendered = request.render_seen(&mut findings, &mut see);
    printer.data(&diff::short(&compared, settings))?;
    let done = match findings.has_errors() {
        true => Vec::new(),
        false => write_all(
            &rendered,
            &WriteOptions::default(),
            &progress,
            &mut findings,
        ),
    };
    drop(progress);
    findings.print(printer, Map::new())?;
    for done in &done {
        printer.say(line(done, false));
    }
    if findings.has_errors() {
        let counts = findings.counts();
        printer.error(format_args!("{counts}; the last good rendering stays"));
    }
    Ok(())
}

/// One environment that was written, or would be.
struct Done<'r> {
    rendered: &'r Rendered,
    summary: Summary,
}

/// Returns whether every folder must be looked at before the first is written: an error in the second must leave the
/// first as it was, and so must a warning that counts as an error.
fn needs_rehearsal(args: &Args, rendered: &[Rendered]) -> bool {
    !args.dry_run && (rendered.len() > 1 || args.findings.fail_on == FailOn::Warning)
}

fn write_all<'r>(
    rendered: &'r [Rendered],
    options: &WriteOptions,
    progress: &Progress,
    findings: &mut Findings,
) -> Vec<Done<'r>> {
    let mut done = Vec::new();
    let doing = if options.dry_run {
        "comparing"
    } else {
        "writing"
    };
    for rendered in rendered {
        progress.show(format!("{doing} {}", rendered.shown));
        match emit::write(&rendered.rendering, &rendered.out, options) {
            Ok(summary) => {
                warn(rendered, &summary, findings);
                done.push(Done { rendered, summary });
            }
            Err(error) => findings.add_write(&rendered.finding(&error), error.is_io()),
        }
    }
    done
}

/// Warns of files that somebody else has touched.
fn warn(rendered: &Rendered, summary: &Summary, findings: &mut Findings) {
    let edited = summary.overwritten.iter().map(|path| {
        (
            path,
            DifferenceKind::HandEdited,
            "the edit is gone from the rendered folder, and still in git if it was committed",
        )
    });
    let kept = summary.kept.iter().map(|path| {
        (
            path,
            DifferenceKind::HandEdited,
            "nothing in the specs asks for it any more; it was left alone because of the edit",
        )
    });
    let foreign = summary
        .foreign
        .iter()
        .map(|path| (path, DifferenceKind::Foreign, "it was left alone"));
    for (path, kind, note) in edited.chain(kept).chain(foreign) {
        let difference = Difference {
            path: path.clone(),
            kind,
        };
        let mut finding = difference
            .diagnostic(&rendered.shown, Compared::Files)
            .note(note);
        finding.severity = Severity::Warning;
        findings.add_one(&finding);
    }
}

/// Asks to stage what is rendered and not staged, of a project that was compiled as it is staged.
fn ask_to_stage(done: &Done<'_>, chosen: &Chosen, findings: &mut Findings) {
    if chosen.staged.is_none() {
        return;
    }
    let Done { rendered, summary } = done;
    let differences = match rendered.compare(chosen) {
        Ok(differences) => differences,
        Err(error) => return findings.add_write(&rendered.finding(&error), error.is_io()),
    };
    // What was left alone in the working tree is not mended by staging it again.
    let (left, unstaged): (Vec<_>, Vec<_>) = differences.into_iter().partition(|difference| {
        difference.kind == DifferenceKind::Foreign || summary.kept.contains(&difference.path)
    });
    for difference in left {
        findings.add_one(&difference.diagnostic(&rendered.shown, Compared::Staged));
    }
    let Some(first) = unstaged.first() else {
        return;
    };
    let shown = &rendered.shown;
    let others = match unstaged.len() {
        1 => String::new(),
        count => format!(" and {}", plural(count - 1, "other file")),
    };
    let message = format!(
        "what was built is not staged: `{shown}/{}`{others}",
        first.path
    );
    let finding = Diagnostic::new(Code::StaleOutput, message).in_file(shown);
    findings.add_one(&finding.help(format!("git add {shown}")));
}

fn report(
    args: &Args,
    done: &[Done<'_>],
    findings: &mut Findings,
    settings: &Settings,
) -> Result<Exit, Stop> {
    let printer = &settings.printer;
    if args.dry_run && args.findings.format == Format::Text {
        let lines: String = done
            .iter()
            .flat_map(|done| {
                let shown = &done.rendered.shown;
                actions(&done.summary)
                    .map(move |(action, path)| format!("{action} {shown}/{path}\n"))
            })
            .collect();
        printer.data(&lines)?;
    }
    let mut summary = Map::new();
    let environments = done.iter().map(|done| json_of(done, args.dry_run));
    summary.insert("environments".to_owned(), environments.collect());
    findings.print(printer, summary)?;
    for done in done {
        printer.say(line(done, args.dry_run));
    }
    if findings.fail(args.findings.fail_on) {
        let nothing = match done {
            [] => "; nothing was written",
            _ => "",
        };
        printer.error(format_args!("{}{nothing}", findings.counts()));
    }
    Ok(findings.exit(args.findings.fail_on))
}

/// Returns `prod: 143 objects in 19 units, 3 files written, 1 removed, 139 unchanged (rendered/prod)`.
fn line(done: &Done<'_>, dry_run: bool) -> String {
    let Done { rendered, summary } = done;
    let written = summary.created.len() + summary.updated.len();
    let would = if dry_run { " would be" } else { "" };
    format!(
        "{}: {} in {}, {}{would} written, {}{would} removed, {} unchanged ({})",
        rendered.environment,
        plural(rendered.objects, "object"),
        plural(rendered.units, "unit"),
        plural(written, "file"),
        summary.deleted.len(),
        summary.unchanged,
        rendered.shown,
    )
}

/// Returns what is done to each file that changes.
fn actions(summary: &Summary) -> impl Iterator<Item = (&'static str, &str)> {
    let all = [
        ("create", &summary.created),
        ("update", &summary.updated),
        ("delete", &summary.deleted),
    ];
    all.into_iter()
        .flat_map(|(action, paths)| paths.iter().map(move |path| (action, path.as_str())))
}

fn json_of(done: &Done<'_>, dry_run: bool) -> Value {
    let Done { rendered, summary } = done;
    let mut value = json!({
        "name": rendered.environment,
        "out": rendered.shown,
        "objects": rendered.objects,
        "units": rendered.units,
        "written": summary.created.len() + summary.updated.len(),
        "removed": summary.deleted.len(),
        "unchanged": summary.unchanged,
    });
    if dry_run {
        value["changes"] = actions(summary)
            .map(|(action, path)| json!({ "action": action, "path": path }))
            .collect();
    }
    value
}
