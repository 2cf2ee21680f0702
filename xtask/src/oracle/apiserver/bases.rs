//! The valid objects that are changed, one in each file of `tests/apiserver/base`, and the objects of manifests.

use std::path::Path;

use ekscompile::text::Sources;
use ekscompile::yaml;
use serde_json::Value as Json;

use crate::Failure;

/// A valid object.
pub(super) struct Base {
    /// The name of its file, `pod-volumes`.
    pub(super) name: String,
    /// The object.
    pub(super) object: Json,
}

impl Base {
    /// Returns its kind.
    pub(super) fn kind(&self) -> &str {
        self.object["kind"].as_str().unwrap_or_default()
    }
}

/// Reads all, in the order of their names.
pub(super) fn all() -> Result<Vec<Base>, Failure> {
    let objects = objects(&super::folder())?;
    Ok(objects
        .into_iter()
        .map(|(path, object)| {
            let name = Path::new(&path).file_stem().unwrap_or_default();
            Base {
                name: name.to_string_lossy().into_owned(),
                object,
            }
        })
        .collect())
}

/// Reads every object of a file or a folder, with the path of its file.
pub(super) fn objects(path: &Path) -> Result<Vec<(String, Json)>, Failure> {
    let mut objects = Vec::new();
    for (shown, text) in texts(path)? {
        let sources = Sources::default();
        let (documents, _) = yaml::parse(sources.add("", text.as_str()), &text);
        for document in documents {
            let object = document.root.to_json();
            let group = object["apiVersion"].as_str().unwrap_or_default();
            if object["kind"].is_string() && !group.starts_with("kustomize.config.k8s.io/") {
                objects.push((shown.clone(), object));
            }
        }
    }
    Ok(objects)
}

/// Reads the manifests of a file or a folder, with their paths.
pub(super) fn texts(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let mut texts = Vec::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry?;
        let is_manifest = entry
            .path()
            .extension()
            .is_some_and(|end| ["yaml", "yml", "json"].iter().any(|e| end == *e));
        if entry.file_type().is_file() && is_manifest {
            let shown = entry.path().to_string_lossy().into_owned();
            texts.push((shown, std::fs::read_to_string(entry.path())?));
        }
    }
    Ok(texts)
}
