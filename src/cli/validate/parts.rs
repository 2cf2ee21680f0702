//! Files that a kustomization names, and not as resources: patches, configurations, values, data.
//!
//! In: the path of a file, or the folders of kustomizations. Out: whether a kustomization makes something else of it than
//! an object. Such a file says something only in what is built, and is judged there.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::load::kustomization::FILE_NAMES;
use crate::project::{folder_of, join};
use crate::session::Session;
use crate::yaml::{self, Node, Value};

/// The fields that name objects, and folders of them.
const RESOURCES: [&str; 3] = ["resources", "bases", "components"];

/// What kustomizations name, by their folder.
#[derive(Default)]
pub(super) struct Parts {
    of: FxHashMap<String, FxHashSet<String>>,
}

impl Parts {
    /// Returns whether a kustomization in the folder of a file, or in one above, names it as no resource.
    pub(super) fn has(&mut self, session: &Session<'_>, file: &str) -> bool {
        let mut folder = folder_of(file);
        loop {
            if self.of_folder(session, folder).contains(file) {
                return true;
            }
            if folder.is_empty() {
                return false;
            }
            folder = folder_of(folder);
        }
    }

    /// Returns what the kustomization of a folder names.
    pub(super) fn of_folder(&mut self, session: &Session<'_>, folder: &str) -> &FxHashSet<String> {
        self.of
            .entry(folder.to_owned())
            .or_insert_with(|| named(session, folder))
    }
}

fn named(session: &Session<'_>, folder: &str) -> FxHashSet<String> {
    let mut paths = FxHashSet::default();
    let path = |name: &&str| join(folder, name);
    let mut texts = FILE_NAMES
        .iter()
        .filter_map(path)
        .map(|path| session.text(&path));
    let Some(file) = texts.find_map(Result::ok) else {
        return paths;
    };
    // What is wrong with the file is told when it is built.
    let (documents, _) = yaml::parse(file, &session.sources.get(file).text);
    for entry in documents.iter().filter_map(|it| it.root.as_map()).flatten() {
        if !RESOURCES.contains(&entry.key.name.as_str()) {
            add(&entry.value, folder, &mut paths);
        }
    }
    paths
}

/// Adds every text as if it were a path; files of generators may have a key before it, `key=path`.
fn add(node: &Node, folder: &str, paths: &mut FxHashSet<String>) {
    match &node.value {
        Value::String(text) => {
            let path = text.rsplit_once('=').map_or(&**text, |(_, path)| path);
            paths.extend(join(folder, path));
        }
        Value::Sequence(items) => items.iter().for_each(|item| add(item, folder, paths)),
        Value::Mapping(map) => map
            .iter()
            .for_each(|entry| add(&entry.value, folder, paths)),
        _ => {}
    }
}
