//! What `build` and `check` share: environments compiled in memory, each beside the folder it is rendered to.

use std::path::{Path, PathBuf};

use crate::compile::{Compiled, compile};
use crate::diag::{Diagnostic, Severity};
use crate::emit::{self, Difference, Rendering, WriteError};
use crate::session::Session;

use super::environments::Chosen;
use super::findings::Findings;
use super::progress::Progress;
use super::settings::Settings;

/// The folder below the project's root that holds the rendered trees.
const FOLDER: &str = "rendered";

/// One environment, compiled.
#[derive(Debug)]
pub(super) struct Rendered {
    /// Its name.
    pub(super) environment: String,
    /// Its rendered folder.
    pub(super) out: PathBuf,
    /// That folder as messages call it.
    pub(super) shown: String,
    /// How many objects it has.
    pub(super) objects: usize,
    /// How many units they form.
    pub(super) units: usize,
    /// The files.
    pub(super) rendering: Rendering,
}

/// Returns the folder that holds the rendered trees, unless `out` says otherwise.
pub(super) fn top(chosen: &Chosen, out: Option<&Path>, settings: &Settings) -> PathBuf {
    match out {
        Some(out) => settings.absolute(out),
        None => chosen.project.root().join(FOLDER),
    }
}

/// What looks at an environment that is compiled, beside the folder it is rendered to. What it reports is nobody's finding.
pub(super) type See<'s> = &'s mut dyn FnMut(&Session<'_>, &Compiled, &Path);

/// What is to be compiled, and which folders it is rendered to.
pub(super) struct Request<'r> {
    /// The environments.
    pub(super) chosen: &'r Chosen,
    /// The folder of the rendered trees, where a user names one. It may be a symbolic link.
    pub(super) out: Option<&'r Path>,
    /// The arguments of `--set`.
    pub(super) sets: &'r [String],
    pub(super) settings: &'r Settings,
    pub(super) progress: &'r Progress,
}

impl Request<'_> {
    /// Compiles environments one after the other (each uses all processors) and gathers their findings. An environment
    /// that cannot be read has findings only, and so have all of them where the project's own folder of rendered trees is
    /// a symbolic link.
    pub(super) fn render(&self, findings: &mut Findings) -> Vec<Rendered> {
        self.render_seen(findings, &mut |_, _, _| {})
    }

    /// The same, and lets `see` look at each environment without an error.
    pub(super) fn render_seen(&self, findings: &mut Findings, see: See<'_>) -> Vec<Rendered> {
        let is_linked = self.out.is_none() && top(self.chosen, None, self.settings).is_symlink();
        if is_linked {
            let error = WriteError::Link {
                path: FOLDER.into(),
            };
            findings.add_write(&error.diagnostic(), error.is_io());
        }
        let environments = self.chosen.environments.iter();
        let rendered = environments.filter_map(|name| self.render_one(name, findings, see));
        rendered.filter(|_| !is_linked).collect()
    }

    fn render_one(
        &self,
        environment: &str,
        findings: &mut Findings,
        see: See<'_>,
    ) -> Option<Rendered> {
        self.progress.show(format!("compiling {environment}"));
        let session = Session::new(self.chosen.source());
        let compiled = compile(&session, environment, self.sets);
        let out = top(self.chosen, self.out, self.settings).join(environment);
        let shown = match self.out {
            Some(out) => out.join(environment).display().to_string(),
            None => format!("{FOLDER}/{environment}"),
        };
        let mut report = session.finish();
        if let (Some(compiled), false) = (&compiled, report.findings().is_empty()) {
            let paths = compiled.paths();
            report.name_outputs(|object| Some(format!("{shown}/{}", paths.get(object)?)));
        }
        findings.add(&report, &session.sources);
        let compiled = compiled?;
        if !report.has(Severity::Error) {
            see(&session, &compiled, &out);
        }
        let units = &compiled.plan.units;
        Some(Rendered {
            environment: environment.to_owned(),
            out,
            shown,
            objects: units.iter().map(|unit| unit.objects.len()).sum(),
            units: units.len(),
            rendering: compiled.rendering,
        })
    }
}

impl Rendered {
    /// Returns how the folder differs: the staged one where the staged project was compiled, else the one on disk.
    pub(super) fn compare(&self, chosen: &Chosen) -> Result<Vec<Difference>, WriteError> {
        match &chosen.staged {
            Some(staged) => emit::compare_staged(&self.rendering, staged.repository(), &self.out),
            None => emit::compare(&self.rendering, &self.out),
        }
    }

    /// Returns an error of this folder as a finding that names files the way the user does.
    pub(super) fn finding(&self, error: &WriteError) -> Diagnostic {
        let out = self.out.display().to_string();
        let mut finding = error.diagnostic();
        finding.message = finding.message.replace(&out, &self.shown);
        finding.file = finding.file.map(|file| file.replace(&out, &self.shown));
        finding
    }
}
