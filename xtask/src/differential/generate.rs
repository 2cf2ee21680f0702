//! Makes random trees: folders of kustomizations over each other, with a few objects in the lowest.
//!
//! A tree is small, one to a dozen objects in one to three layers, so that a difference can be read. What a folder may say
//! stands in the files of the [grammar](super::grammar); this module only keeps track of which objects a folder sees.

use super::Tree;
use super::grammar::{Bindings, Grammar, Piece};
use super::kustomization::Kustomization;
use super::random::Random;

/// An object that a folder sees, as it was when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Object {
    api: String,
    kind: String,
    name: String,
    namespace: Option<String>,
    /// Whether a generator made it.
    generated: bool,
}

/// A tree in the making.
struct Maker<'g> {
    grammar: &'g Grammar,
    random: Random,
    tree: Tree,
    /// Whether a folder stands in the folder that uses it, or beside it.
    nested: bool,
    /// Whether a folder still has to be wrong.
    mistake: bool,
    /// How many pieces there are so far: it makes the names of their files unique.
    pieces: usize,
}

/// One of so many trees has a mistake in it. Others fail by accident.
const MISTAKES: usize = 6;

/// Makes one tree.
pub(super) fn tree(grammar: &Grammar, seed: u64, number: u64) -> Tree {
    let mut random = Random::new(seed, number);
    let layers = random
        .pick(&[0, 0, 1, 1, 1, 2])
        .copied()
        .unwrap_or_default();
    let mut maker = Maker {
        grammar,
        nested: random.one_in(2),
        mistake: random.one_in(MISTAKES),
        pieces: 0,
        tree: Tree {
            folder: "top".to_owned(),
            ..Tree::default()
        },
        random,
    };
    maker.folder("top", layers, None);
    maker.flags();
    maker.tree
}

impl Maker<'_> {
    /// Writes a folder and those below it; returns the objects that come out of it. A component sees what its user does.
    fn folder(&mut self, path: &str, layers: usize, component: Option<Vec<Object>>) -> Vec<Object> {
        let is_component = component.is_some();
        let mut file = Kustomization::default();
        match is_component {
            true => file.add("apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"),
            false if self.random.one_in(3) => {
                file.add("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n");
            }
            false => {}
        }
        let mut seen = component.unwrap_or_default();
        if layers > 0 {
            for name in ["base", "other"]
                .iter()
                .take(1 + usize::from(self.random.one_in(4)))
            {
                let (below, entry) = self.place(path, name);
                file.add(&format!("resources:\n- {entry}\n"));
                seen.extend(self.folder(&below, layers - 1, None));
            }
        }
        let objects = match (layers, is_component) {
            (0, false) => 1 + self.random.below(3),
            _ => usize::from(self.random.one_in(3)),
        };
        self.objects(path, objects, &mut file, &mut seen);
        if !is_component && self.random.one_in(5) {
            let (below, entry) = self.place(path, "part");
            file.add(&format!("components:\n- {entry}\n"));
            seen = self.folder(&below, 0, Some(seen));
        }
        let most = if layers == 0 && !is_component { 2 } else { 3 };
        // A component that says nothing is refused.
        let features = self.random.below(most + 1).max(usize::from(is_component));
        for _ in 0..features {
            self.feature(path, &mut file, &mut seen);
        }
        if self.mistake && (path == "top" || self.random.one_in(2)) {
            self.mistake = false;
            let mistakes = &self.grammar.mistakes;
            let fits = |piece: &Piece| fits(piece, &seen);
            let piece = Grammar::choose(mistakes, fits, &mut self.random).cloned();
            self.add(piece, path, &mut file, &mut seen);
        }
        let name = format!("{path}/kustomization.yaml");
        self.tree.files.insert(name, file.text());
        seen
    }

    /// Returns the path of a folder that another uses, and how that one calls it.
    fn place(&self, user: &str, name: &str) -> (String, String) {
        match self.nested {
            true => (format!("{user}/{name}"), name.to_owned()),
            // Further down, the same names come again.
            false => {
                let flat = format!("{user}-{name}");
                (flat.clone(), format!("../{flat}"))
            }
        }
    }

    /// Writes objects, each in its file or all in one.
    fn objects(
        &mut self,
        path: &str,
        count: usize,
        file: &mut Kustomization,
        seen: &mut Vec<Object>,
    ) {
        let together = self.random.one_in(3);
        let mut all = Vec::new();
        for _ in 0..count {
            let grammar = self.grammar;
            let Some(piece) = Grammar::choose(&grammar.objects, |_| true, &mut self.random) else {
                continue;
            };
            let mut object = self.object(piece);
            // Mostly, no two objects have one identity.
            for _ in 0..3 {
                if taken(seen, &object.kind, &object.name) {
                    object = self.object(piece);
                }
            }
            let text = self.object_text(piece, &object);
            self.tree.features.insert(piece.name);
            seen.push(object);
            all.push(text);
        }
        if together && count > 0 {
            file.add("resources:\n- all.yaml\n");
            self.tree
                .files
                .insert(format!("{path}/all.yaml"), all.join("---\n"));
            return;
        }
        for (number, text) in all.into_iter().enumerate() {
            file.add(&format!("resources:\n- object-{number}.yaml\n"));
            self.tree
                .files
                .insert(format!("{path}/object-{number}.yaml"), text);
        }
    }

    fn object(&mut self, piece: &Piece) -> Object {
        let namespaced = piece.option("scope").is_empty() && self.random.one_in(4);
        Object {
            api: piece.option("api").to_owned(),
            kind: piece.name.to_owned(),
            name: self.value("<name>"),
            namespace: namespaced.then(|| self.value("<namespace>")),
            generated: false,
        }
    }

    fn object_text(&mut self, piece: &Piece, object: &Object) -> String {
        let Object {
            api, kind, name, ..
        } = object;
        let mut text = format!("apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: {name}\n");
        if let Some(namespace) = &object.namespace {
            text.push_str(&format!("  namespace: {namespace}\n"));
        }
        text.push_str(&format!("  <metadata>\n{}", piece.text));
        let bindings = Bindings::from([("self".to_owned(), name.clone())]);
        self.grammar.expand(&text, &bindings, &mut self.random)
    }

    fn value(&mut self, text: &str) -> String {
        let value = self
            .grammar
            .expand(text, &Bindings::new(), &mut self.random);
        value.trim_end().to_owned()
    }

    fn feature(&mut self, path: &str, file: &mut Kustomization, seen: &mut Vec<Object>) {
        let fits = |piece: &Piece| fits(piece, seen);
        let piece = Grammar::choose(&self.grammar.features, fits, &mut self.random).cloned();
        self.add(piece, path, file, seen);
    }

    /// Writes what a piece says: its first part into the kustomization, the others into their files.
    fn add(
        &mut self,
        piece: Option<Piece>,
        path: &str,
        file: &mut Kustomization,
        seen: &mut Vec<Object>,
    ) {
        let Some(piece) = piece else { return };
        let mut bindings = self.bindings(&piece, seen);
        self.pieces += 1;
        bindings.insert("n".to_owned(), self.pieces.to_string());
        let makes = piece.option("makes");
        if !makes.is_empty() {
            let mut name = self.value("<name>");
            if taken(seen, makes, &name) {
                name = format!("{name}-{}", self.pieces);
            }
            bindings.insert("made".to_owned(), name.clone());
            seen.push(Object {
                api: "v1".to_owned(),
                kind: makes.to_owned(),
                name,
                namespace: None,
                generated: true,
            });
        }
        let text = self.grammar.expand(piece.text, &bindings, &mut self.random);
        let text = format!("\n{text}");
        let mut parts = text.split("\n=== ");
        file.add(parts.next().unwrap_or_default());
        for part in parts {
            let (name, content) = part.split_once('\n').unwrap_or((part, ""));
            // The line end before the next part went with the cut.
            let content = match content {
                "" => String::new(),
                content => format!("{}\n", content.trim_end_matches('\n')),
            };
            self.tree.files.insert(resolve(path, name), content);
        }
        self.tree.features.insert(piece.name);
    }

    /// Binds `o` to an object that the piece asks for, and `p` to any.
    fn bindings(&mut self, piece: &Piece, seen: &[Object]) -> Bindings {
        let suitable: Vec<&Object> = seen.iter().filter(|object| suits(piece, object)).collect();
        let any: Vec<&Object> = seen.iter().collect();
        let mut bindings = Bindings::new();
        for (letter, objects) in [("o", suitable), ("p", any)] {
            let object = match self.random.pick(&objects) {
                Some(object) => (*object).clone(),
                None => Object {
                    api: "apps/v1".to_owned(),
                    kind: "Deployment".to_owned(),
                    name: self.value("<name>"),
                    namespace: None,
                    generated: false,
                },
            };
            let (group, version) = object.api.split_once('/').unwrap_or((r#""""#, &object.api));
            let place = match &object.namespace {
                Some(namespace) => format!("name: {}\nnamespace: {namespace}", object.name),
                None => format!("name: {}", object.name),
            };
            let first = object.name.chars().next().unwrap_or('a');
            let regexes = [
                object.name.clone(),
                format!("{first}.*"),
                format!(".*{}", object.name),
                format!("{}|other", object.name),
                format!("^{}$", object.name),
                "'[a-w]+'".to_owned(),
            ];
            let regex = self.random.pick(&regexes).cloned().unwrap_or_default();
            let texts = [
                ("api", object.api.as_str()),
                ("group", group),
                ("version", version),
                ("kind", &object.kind),
                ("name", &object.name),
                ("where", &place),
                ("regex", &regex),
            ];
            bindings.extend(texts.map(|(key, text)| (format!("{letter}.{key}"), text.to_owned())));
        }
        bindings
    }

    fn flags(&mut self) {
        let mut features = self.tree.features.iter();
        let shared = features.any(|name| name.starts_with("shared-"));
        let flags: &[&str] = match self.random.below(12) {
            0..8 if shared => &["--load-restrictor=LoadRestrictionsNone"],
            0..3 => &["--reorder=none"],
            3..5 => &["--reorder=legacy"],
            5 => &["--load-restrictor=LoadRestrictionsNone"],
            6 => &[
                "--load-restrictor",
                "LoadRestrictionsNone",
                "--reorder",
                "none",
            ],
            _ => &[],
        };
        self.tree.flags = flags.iter().map(ToString::to_string).collect();
    }
}

/// Whether one of the objects is what a piece asks for.
fn fits(piece: &Piece, seen: &[Object]) -> bool {
    let asks = !piece.option("on").is_empty() || !piece.option("generated").is_empty();
    !asks || seen.iter().any(|object| suits(piece, object))
}

fn taken(seen: &[Object], kind: &str, name: &str) -> bool {
    let mut same = seen.iter().filter(|object| object.kind == kind);
    same.any(|object| object.name == name)
}

fn suits(piece: &Piece, object: &Object) -> bool {
    let (on, generated) = (piece.option("on"), piece.option("generated"));
    match (on, generated) {
        ("", "") | ("any", "") => true,
        ("", kind) => object.generated && object.kind == kind,
        (kinds, _) => kinds.split(',').any(|kind| kind == object.kind),
    }
}

/// Resolves `../x` as a name in a folder.
fn resolve(folder: &str, name: &str) -> String {
    match (name.strip_prefix("../"), folder.rsplit_once('/')) {
        (Some(name), Some((parent, _))) => resolve(parent, name),
        (Some(name), None) => name.to_owned(),
        (None, _) => format!("{folder}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_numbers_make_the_same_tree() {
        let grammar = Grammar::new();
        for number in 0..50 {
            assert_eq!(tree(&grammar, 1, number), tree(&grammar, 1, number));
        }
    }

    #[test]
    fn many_trees_have_every_piece_and_stay_small() {
        let grammar = Grammar::new();
        let trees: Vec<Tree> = (0..4000).map(|number| tree(&grammar, 1, number)).collect();
        let sections = [&grammar.objects, &grammar.features, &grammar.mistakes];
        for piece in sections.into_iter().flatten() {
            let used = trees.iter().any(|tree| tree.features.contains(piece.name));
            assert!(used, "{}", piece.name);
        }
        let lines = |tree: &Tree| {
            tree.files
                .values()
                .map(|text| text.lines().count())
                .sum::<usize>()
        };
        let average = trees.iter().map(lines).sum::<usize>() / trees.len();
        assert!(average < 120, "{average} lines");
    }

    #[test]
    fn a_file_beside_the_folder_is_found() {
        assert_eq!(resolve("top/base", "../a"), "top/a");
        assert_eq!(resolve("top", "../a"), "a");
        assert_eq!(resolve("top", "a/b"), "top/a/b");
    }
}
