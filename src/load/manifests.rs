//! The files that an entry of `raw` means.

use globset::GlobBuilder;

use super::Refused;
use crate::diag::{Code, Diagnostic};
use crate::k8s::Owner;
use crate::project::{self, folder_of, join};
use crate::session::Session;
use crate::yaml::Node;

/// Returns the owner of the objects of a file that the environment names, and no component.
pub fn owner_of(path: &str) -> Owner {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    Owner::raw(stem)
}

/// Returns the paths that an entry means, in order: a file, a folder or a pattern, relative to the file that says it; `path`
/// is that file where the entry does not come from one.
pub fn find(session: &Session<'_>, asked: &Node, path: &str) -> Result<Vec<String>, Refused> {
    let Some(text) = asked.as_str() else {
        return Ok(Vec::new());
    };
    let said_in = asked
        .span()
        .map(|span| session.sources.get(span.file).path.clone());
    let said_in = said_in.unwrap_or_else(|| path.to_owned());
    let refuse = |message: String, help: String| {
        let finding = Diagnostic::new(Code::NamedFile, message);
        Err(Box::new(finding.at(asked.span()).help(help)))
    };
    let Some(path) = join(folder_of(&said_in), text) else {
        return refuse(
            format!("`{text}` leads out of the project"),
            format!("write a path relative to {said_in}"),
        );
    };
    let is_pattern = |part: &str| part.contains(['*', '?', '[', '{']);
    if !is_pattern(&path) && is_manifest(&path) {
        return Ok(vec![path]);
    }
    // Only the folder before the first part with a wildcard has to be listed.
    let parts = path.split('/').take_while(|part| !is_pattern(part));
    let folder = parts.collect::<Vec<&str>>().join("/");
    let pattern = if is_pattern(&path) {
        path.clone()
    } else {
        format!("{path}/**")
    };
    let glob = match GlobBuilder::new(&pattern).literal_separator(true).build() {
        Ok(glob) => glob.compile_matcher(),
        Err(error) => {
            return refuse(
                format!("`{text}` is not a pattern: {error}"),
                "write `extra/*.yaml`, or `extra/**/*.yaml`".to_owned(),
            );
        }
    };
    let found = match session.project.list(&folder) {
        Ok(found) => found,
        Err(error) => {
            return refuse(
                format!("cannot list `{folder}`: {error}"),
                "check the path".to_owned(),
            );
        }
    };
    let found: Vec<String> = found
        .into_iter()
        .filter(|path| is_manifest(path) && glob.is_match(path))
        .collect();
    if found.is_empty() {
        return refuse(
            format!("`{text}` finds no file"),
            format!("patterns are relative to {said_in}; files end in .yaml, .yml, .json or .j2"),
        );
    }
    Ok(found)
}

fn is_manifest(path: &str) -> bool {
    project::is_manifest(path.strip_suffix(".j2").unwrap_or(path))
}
