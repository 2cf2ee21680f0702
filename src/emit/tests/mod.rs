//! What comes out, and how it gets to disk.

mod rendering;
mod writing;

use serde_json::Value as Json;

use super::{Rendering, run};
use crate::diag::Report;
use crate::k8s::Object;
use crate::order;
use crate::order::fixtures::target;
use crate::project::MemProject;
use crate::session::Session;

/// Renders objects of an environment `prod` with this spec.
fn render(environment: Json, objects: Vec<Object>) -> (Rendering, Report) {
    let project = MemProject::default();
    let session = Session::new(&project);
    session.sources.add("specs.yaml", "specs: of the test\n");
    let target = target(environment, &[]);
    let plan = order::run(&session, &target, objects);
    let rendering = run(&session, &target, &plan);
    (rendering, session.finish())
}
