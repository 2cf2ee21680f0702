//! Files of `crds`: OpenAPI definitions that say which fields are names, labels or annotations.
//!
//! These are definitions as `openapi-gen` prints them, `{name: {Schema: {properties: …}}}`, not objects of kind
//! CustomResourceDefinition. The kind is the last part of the name of a definition. A definition within itself is not
//! followed again.

use super::read::Repeated;
use super::{Config, NameReference, read};
use crate::diag::{Code, Diagnostic};
use crate::load::kustomization::{Folder, Loader, Outcome};
use crate::patch::kustomize::field_spec::{FieldSpec, merge};
use crate::yaml::{Mapping, Node};

/// Reads the file that an entry of `crds` names.
pub(super) fn file(loader: &Loader<'_>, folder: &Folder, entry: &Node) -> Outcome<Config> {
    let root = read::root(loader, folder, entry, Repeated::Last)?;
    let Some(definitions) = root.as_ref().and_then(Node::as_map) else {
        let name = entry.as_str().unwrap_or_default();
        let found = root
            .as_ref()
            .map_or("nothing", |root| root.value.type_name());
        return Err(Box::new(
            Diagnostic::new(
                Code::KustomizationEntry,
                format!("expected `{name}` to be a map of OpenAPI definitions, found {found}"),
            )
            .at(root.as_ref().and_then(Node::span).or(entry.span()))
            .note(format!(
                "kustomize: unable to parse open API definition from '{name}'"
            )),
        ));
    };
    let mut config = Config::default();
    for definition in definitions {
        let Some(properties) = properties(&definition.value) else {
            continue;
        };
        if ["kind", "apiVersion", "metadata"]
            .iter()
            .all(|key| properties.contains(key))
        {
            let name = definition.key.name.as_str();
            let mut reader = Reader {
                definitions,
                kind: name.rsplit('.').next().unwrap_or(name),
                config: Config::default(),
                inside: Vec::new(),
                path: Vec::new(),
            };
            reader.read(name)?;
            config.merge(&reader.config)?;
        }
    }
    Ok(config)
}

/// Returns the properties of a definition; Go reads the names of its fields in any case.
fn properties(definition: &Node) -> Option<&Mapping> {
    let mut fields = definition.as_map()?.iter();
    let schema = fields.find(|field| field.key.name.eq_ignore_ascii_case("schema"))?;
    schema.value.get("properties")?.as_map()
}

/// Reads what the definition of one kind says of its fields.
struct Reader<'d> {
    definitions: &'d Mapping,
    kind: &'d str,
    config: Config,
    /// The definitions on the way to this one.
    inside: Vec<&'d str>,
    /// The properties on the way to this one.
    path: Vec<&'d str>,
}

impl<'d> Reader<'d> {
    fn read(&mut self, name: &'d str) -> Outcome<()> {
        let definition = self.definitions.get(name).and_then(properties);
        let Some(properties) = definition.filter(|_| !self.inside.contains(&name)) else {
            return Ok(());
        };
        self.inside.push(name);
        for property in properties {
            self.path.push(&property.key.name);
            self.property(&property.value)?;
            self.path.pop();
        }
        self.inside.pop();
        Ok(())
    }

    fn property(&mut self, property: &'d Node) -> Outcome<()> {
        let said = |mark: &str| {
            let name = format!("x-kubernetes-{mark}");
            property
                .as_map()?
                .iter()
                .find(|field| field.key.name.eq_ignore_ascii_case(&name))?
                .value
                .as_str()
        };
        let here = [self.spec(None)];
        for (mark, specs) in [
            ("annotation", &mut self.config.common_annotations),
            ("label-selector", &mut self.config.common_labels),
            ("identity", &mut self.config.name_prefix),
        ] {
            if said(mark).is_some() {
                merge(specs, &here)?;
            }
        }
        if let (Some(version), Some(kind)) =
            (said("object-ref-api-version"), said("object-ref-kind"))
        {
            let key = said("object-ref-name-key").unwrap_or("name");
            let reference = NameReference {
                group: "".into(),
                version: version.into(),
                kind: kind.into(),
                referrers: vec![self.spec(Some(key))],
            };
            self.config.merge_reference(&reference)?;
        }
        match property.get("$ref").and_then(Node::as_str) {
            Some(name) => self.read(name),
            None => Ok(()),
        }
    }

    /// Returns the spec for the property that is being read, or for a key below it.
    fn spec(&self, key: Option<&str>) -> FieldSpec {
        let path: Vec<&str> = self.path.iter().copied().chain(key).collect();
        FieldSpec::new("", "", self.kind, &path.join("/"), false)
    }
}
