//! Files that a kustomization names, and not as resources: patches, configurations, values, data.
//!
//! In: the path of a file, or the folders of kustomizations. Out: whether a kustomization makes something else of it than
//! an object. Such a file says something only in what is built, and is judged there.

use std::collections::hash_map::Keys;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::load::kustomization::FILE_NAMES;
use crate::project::{folders_of, join};
use crate::session::Session;
use crate::yaml::{self, Node, Value};

/// The fields that name objects, and folders of them.
const RESOURCES: [&str; 3] = ["resources", "bases", "components"];

/// What kustomizations name, by their folder.
#[derive(Default)]
pub(super) struct Parts {
    of: FxHashMap<String, Kustomization>,
}

/// What the kustomization of one folder names; nothing where there is none.
#[derive(Default)]
struct Kustomization {
    file: String,
    /// The field that names each path.
    fields: FxHashMap<String, EcoString>,
}

/// Who names a file.
pub(super) struct Named<'p> {
    /// The file of the kustomization.
    pub(super) by: &'p str,
    /// Its field.
    pub(super) field: &'p str,
}

impl Parts {
    /// Returns which kustomization in the folder of a file, or in one above, names it as no resource.
    pub(super) fn naming(&mut self, session: &Session<'_>, file: &str) -> Option<Named<'_>> {
        let folder =
            folders_of(file).find(|folder| self.read(session, folder).fields.contains_key(file))?;
        let found = self.of.get(folder)?;
        Some(Named {
            by: &found.file,
            field: found.fields.get(file)?,
        })
    }

    /// Returns what the kustomization of a folder names.
    pub(super) fn of_folder(
        &mut self,
        session: &Session<'_>,
        folder: &str,
    ) -> Keys<'_, String, EcoString> {
        self.read(session, folder).fields.keys()
    }

    fn read(&mut self, session: &Session<'_>, folder: &str) -> &Kustomization {
        self.of
            .entry(folder.to_owned())
            .or_insert_with(|| named(session, folder))
    }
}

fn named(session: &Session<'_>, folder: &str) -> Kustomization {
    let path = |name: &&str| join(folder, name);
    let mut files = FILE_NAMES.iter().filter_map(path);
    let read = |path: String| Some((session.text(&path).ok()?, path));
    let Some((text, file)) = files.find_map(read) else {
        return Kustomization::default();
    };
    let mut fields = FxHashMap::default();
    // What is wrong with the file is told when it is built.
    let (documents, _) = yaml::parse(text, &session.sources.get(text).text);
    for entry in documents.iter().filter_map(|it| it.root.as_map()).flatten() {
        if !RESOURCES.contains(&entry.key.name.as_str()) {
            add(&entry.value, folder, &entry.key.name, &mut fields);
        }
    }
    Kustomization { file, fields }
}

/// Adds every text as if it were a path; files of generators may have a key before it, `key=path`.
fn add(node: &Node, folder: &str, field: &EcoString, paths: &mut FxHashMap<String, EcoString>) {
    match &node.value {
        Value::String(text) => {
            let path = text.rsplit_once('=').map_or(&**text, |(_, path)| path);
            if let Some(path) = join(folder, path) {
                paths.entry(path).or_insert_with(|| field.clone());
            }
        }
        Value::Sequence(items) => {
            items
                .iter()
                .for_each(|item| add(item, folder, field, paths));
        }
        Value::Mapping(map) => map
            .iter()
            .for_each(|entry| add(&entry.value, folder, field, paths)),
        _ => {}
    }
}
