//! The straight line through all stages.
//!
//! In: a session and the name of an environment. Out: every file of its rendered folder, in memory. Nothing is written
//! here, and whether it may be written is for the caller to ask: [`Session::has_errors`].

use std::collections::BTreeMap;

use crate::emit::{Content, Rendering};
use crate::layer::Target;
use crate::order::Plan;
use crate::session::Session;
use crate::{emit, expand, layer, load, order, patch, validate};

/// One environment, compiled.
#[derive(Debug)]
pub struct Compiled {
    /// The environment and its components, merged and evaluated.
    pub target: Target,
    /// Its objects, in units, in the order in which they are applied.
    pub plan: Plan,
    /// Every file of the rendered folder.
    pub rendering: Rendering,
}

impl Compiled {
    /// Returns the path below the rendered folder of each object, by the text of its identity.
    pub fn paths(&self) -> BTreeMap<String, &str> {
        let files = self.rendering.files.iter();
        files
            .filter_map(|(path, file)| match file.content {
                Content::Object { unit, object } => {
                    let object = self.plan.units.get(unit)?.objects.get(object)?;
                    Some((object.id.to_string(), path.as_str()))
                }
                _ => None,
            })
            .collect()
    }
}

/// Compiles an environment; `settings` are `--set` arguments, `path=value`.
///
/// Every stage reports what it finds in `session` and goes on with what is left, so that one run tells everything.
/// Nothing comes back where the environment itself cannot be read.
pub fn compile(session: &Session<'_>, environment: &str, settings: &[String]) -> Option<Compiled> {
    let loaded = load::run(session, environment, settings)?;
    let target = layer::run(session, loaded)?;
    let objects = expand::run(session, &target);
    let objects = patch::run(session, &target, objects);
    validate::run(session, &target, &objects);
    let plan = order::run(session, &target, objects);
    let rendering = emit::run(session, &target, &plan);
    layer::report_unused(session, &target);
    Some(Compiled {
        target,
        plan,
        rendering,
    })
}
