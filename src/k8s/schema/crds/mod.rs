//! Custom resources: what their definitions say of the types of objects.
//!
//! In: CustomResourceDefinitions, of the tree or given beside it, and those that are embedded ([`COMPONENTS`]). Out: the
//! types of the kinds that a run needs, in [`Schemas`]. A definition of the tree counts before one that was given, and
//! that before an embedded one. Objects are not converted between versions, and definitions are not judged here.

mod components;
mod pack;
mod structural;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use self::components::{COMPONENTS, Component};
use self::pack::Pack;
use super::{Ref, Schema, Schemas, Type};
use crate::k8s::{Gvk, Minor, Object};
use crate::yaml::Node;

/// Where types of custom resources come from: definitions by group and kind.
#[derive(Debug, Default)]
pub struct Definitions<'d> {
    given: BTreeMap<(&'d str, &'d str), Arc<Kind<'d>>>,
    /// Where to look next.
    others: Option<&'d Definitions<'d>>,
}

impl<'d> Definitions<'d> {
    /// Returns the definitions among objects, which count before the others.
    pub fn of(
        objects: impl IntoIterator<Item = &'d Object>,
        others: Option<&'d Definitions<'d>>,
    ) -> Self {
        let mut definitions = Definitions {
            given: BTreeMap::new(),
            others,
        };
        let all = objects.into_iter();
        all.filter(|object| object.id.kind == "CustomResourceDefinition")
            .for_each(|object| definitions.add(&object.node));
        definitions
    }

    /// Adds a definition, unless an earlier one is of the same kind; anything else is left out.
    pub fn add(&mut self, object: &'d Node) {
        if object.get("kind").and_then(Node::as_str) != Some("CustomResourceDefinition") {
            return;
        }
        let text = |keys: &[&str]| object.at(keys).and_then(Node::as_str);
        if let Some(key) = text(&["spec", "group"]).zip(text(&["spec", "names", "kind"])) {
            let kind = || Arc::new(defined(object));
            self.given.entry(key).or_insert_with(kind);
        }
    }

    /// Adds the type of a kind to those of a run; where its version is not served, the types of those that are.
    pub fn serve(&self, schemas: &mut Schemas, api_version: &str, kind: &str) {
        let gvk = Gvk::new(api_version, kind);
        let Some(kind) = self.find(&gvk) else {
            return;
        };
        let versions = match kind.places.get(gvk.version.as_str()) {
            Some(at) => &kind.versions[*at..=*at],
            None if schemas.complete(&gvk.group, &gvk.kind) => &kind.versions[..],
            None => return,
        };
        for version in versions {
            let gvk = Gvk {
                version: version.name.into(),
                ..gvk.clone()
            };
            let schema = Arc::new(version.schema(schemas.minor()));
            schemas.add(gvk, kind.namespaced, schema, kind.component);
        }
    }

    fn find(&self, gvk: &Gvk) -> Option<Arc<Kind<'d>>> {
        match self.given.get(&(gvk.group.as_str(), gvk.kind.as_str())) {
            Some(kind) => Some(Arc::clone(kind)),
            None => self
                .others
                .map_or_else(|| embedded(gvk).map(Arc::new), |others| others.find(gvk)),
        }
    }
}

/// A kind, with the versions that the server serves.
#[derive(Debug)]
struct Kind<'d> {
    namespaced: bool,
    component: Option<&'static Component>,
    versions: Vec<Version<'d>>,
    /// The position of the first version of each name.
    places: BTreeMap<&'d str, usize>,
}

impl<'d> Kind<'d> {
    fn new(
        namespaced: bool,
        component: Option<&'static Component>,
        versions: impl Iterator<Item = Version<'d>>,
    ) -> Self {
        let versions: Vec<Version<'d>> = versions.collect();
        // The first of several with one name is put in last, and stays.
        let places = versions.iter().enumerate().rev();
        let places = places.map(|(at, version)| (version.name, at)).collect();
        Kind {
            namespaced,
            component,
            versions,
            places,
        }
    }
}

#[derive(Debug)]
struct Version<'d> {
    name: &'d str,
    /// Whether `status` is a subresource.
    has_status: bool,
    text: Text<'d>,
}

/// Where the schema of a version stands.
#[derive(Debug)]
enum Text<'d> {
    Nowhere,
    Definition(&'d Node),
    Embedded(&'static pack::Version),
}

impl Version<'_> {
    fn schema(&self, minor: Minor) -> Schema {
        let mut schema = match self.text {
            Text::Definition(node) => structural::object(node, minor),
            Text::Embedded(version) => match Pack::embedded().schema(version) {
                Some(node) => structural::object(&node, minor),
                None => structural::anything(),
            },
            Text::Nowhere => structural::anything(),
        };
        if self.has_status {
            forget_status(&mut schema);
        }
        schema
    }
}

fn defined(definition: &Node) -> Kind<'_> {
    let listed = definition
        .at(&["spec", "versions"])
        .and_then(Node::as_list)
        .unwrap_or_default();
    let versions = listed
        .iter()
        .filter(|version| version.get("served").and_then(Node::as_bool) == Some(true));
    let versions = versions.filter_map(|version| {
        Some(Version {
            name: version.get("name")?.as_str()?,
            has_status: version.at(&["subresources", "status"]).is_some(),
            text: match version.at(&["schema", "openAPIV3Schema"]) {
                Some(schema) => Text::Definition(schema),
                None => Text::Nowhere,
            },
        })
    });
    let scope = definition.at(&["spec", "scope"]).and_then(Node::as_str);
    Kind::new(scope != Some("Cluster"), None, versions)
}

fn embedded(gvk: &Gvk) -> Option<Kind<'static>> {
    let rows = &Pack::embedded().rows;
    let key = (gvk.group.as_str(), gvk.kind.as_str());
    let at = rows.binary_search_by(|row| (row.group, row.kind).cmp(&key));
    let row = rows.get(at.ok()?)?;
    let versions = row.versions.iter().filter(|version| version.served);
    let versions = versions.map(|version| Version {
        name: version.name,
        has_status: version.has_status,
        text: Text::Embedded(version),
    });
    let component = component(row.component);
    Some(Kind::new(row.namespaced, component, versions))
}

/// Returns the type that a schema of a definition describes; `is_whole` says that its values are whole objects.
pub fn described(node: &Node, is_whole: bool, minor: Minor) -> Schema {
    match is_whole {
        true => structural::object(node, minor),
        false => structural::part(node, minor),
    }
}

/// Returns who brings the kinds of a group, for help.
pub fn brought_by(group: &str) -> Option<String> {
    let rows = &Pack::embedded().rows;
    let at = rows.partition_point(|row| row.group < group);
    let row = rows.get(at).filter(|row| row.group == group);
    if let Some(component) = row.and_then(|row| component(row.component)) {
        return Some(format!("{} {}", component.id, component.version));
    }
    let is_below = |end: &str| {
        let start = group.strip_suffix(end);
        start.is_some_and(|start| start.is_empty() || start.ends_with('.'))
    };
    let (_, brings) = components::OTHERS.iter().find(|(end, _)| is_below(end))?;
    Some((*brings).to_owned())
}

/// Returns whether definitions of this component's kind are embedded.
fn component(id: &str) -> Option<&'static Component> {
    let at = COMPONENTS.binary_search_by(|component| component.id.cmp(id));
    COMPONENTS.get(at.ok()?)
}

/// The server takes `status` out of what people write, where it is a subresource, before it checks values; by then it has
/// refused unknown fields.
fn forget_status(schema: &mut Schema) {
    for property in schema.properties.iter_mut() {
        if property.name == "status"
            && let Ref::Own(status) = &mut property.schema
        {
            forget_values(status);
        }
    }
    let required = std::mem::take(&mut schema.required).into_vec();
    schema.required = required
        .into_iter()
        .filter(|name| name != "status")
        .collect();
}

fn forget_values(schema: &mut Schema) {
    if !matches!(schema.ty, Type::Object | Type::Array) {
        *schema = Schema::default();
        return;
    }
    schema.required = Box::default();
    schema.limits = None;
    schema.logic = None;
    schema.default = None;
    schema.validations = Box::default();
    schema.list = Default::default();
    let below = schema
        .properties
        .iter_mut()
        .map(|property| &mut property.schema)
        .chain(&mut schema.items);
    for below in below {
        if let Ref::Own(below) = below {
            forget_values(below);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_definition_becomes_a_type() {
        let rows = &Pack::embedded().rows;
        assert!(rows.len() > 100 && rows.is_sorted_by_key(|row| (row.group, row.kind)));
        for row in rows {
            assert!(component(row.component).is_some(), "{}", row.component);
            let mut schemas = Schemas::new(Minor::NEWEST);
            for version in row.versions.iter().filter(|version| version.served) {
                let api_version = format!("{}/{}", row.group, version.name);
                Definitions::default().serve(&mut schemas, &api_version, row.kind);
                let served = schemas.find(&api_version, row.kind);
                let Some(served) = served else {
                    panic!("{api_version} {} is not served", row.kind)
                };
                assert_eq!(served.namespaced, row.namespaced);
                assert!(served.schema.property("metadata", Minor::NEWEST).is_some());
                assert!(
                    served.schema.properties.len() > 3 || served.schema.preserves_unknown,
                    "{api_version} {}",
                    row.kind
                );
            }
        }
    }

    #[test]
    fn every_component_has_a_definition() {
        assert!(COMPONENTS.is_sorted_by_key(|component| component.id));
        let rows = &Pack::embedded().rows;
        for component in COMPONENTS {
            assert!(
                rows.iter().any(|row| row.component == component.id),
                "{}",
                component.id
            );
        }
    }

    #[test]
    fn a_version_that_is_not_served_offers_those_that_are() {
        let mut schemas = Schemas::new(Minor::NEWEST);
        let (old, kind) = ("external-secrets.io/v1beta1", "ExternalSecret");
        Definitions::default().serve(&mut schemas, old, kind);
        assert!(schemas.find(old, kind).is_none());
        assert_eq!(schemas.api_versions(kind), ["external-secrets.io/v1"]);
    }

    #[test]
    fn a_definition_is_read_once_however_many_versions_are_asked_for() {
        let definition = crate::yaml!(crate::yaml::TEST => {
            kind: "CustomResourceDefinition",
            spec: { group: "a.example.com", names: { kind: "A" }, versions: [
                { name: "v1", served: true },
                { name: "v2", served: true },
                { name: "v3", served: false },
            ] },
        });
        let mut definitions = Definitions::default();
        definitions.add(&definition);
        let found = |version: &str| definitions.find(&Gvk::new(version, "A")).unwrap();
        assert!(Arc::ptr_eq(
            &found("a.example.com/v1"),
            &found("a.example.com/v2")
        ));
        let mut schemas = Schemas::new(Minor::NEWEST);
        definitions.serve(&mut schemas, "a.example.com/v2", "A");
        assert_eq!(schemas.api_versions("A"), ["a.example.com/v2"]);
        definitions.serve(&mut schemas, "a.example.com/v3", "A");
        assert_eq!(
            schemas.api_versions("A"),
            ["a.example.com/v2", "a.example.com/v1"]
        );
        let (group, kind) = ("a.example.com".into(), "A".into());
        assert!(!schemas.complete(&group, &kind));
    }

    #[test]
    fn groups_have_somebody_who_brings_them() {
        let brings = |group: &str| brought_by(group).unwrap_or_default();
        assert!(brings("external-secrets.io").starts_with("external-secrets "));
        assert_eq!(
            brings("ec2.services.k8s.aws"),
            "AWS Controllers for Kubernetes (ACK)"
        );
        assert_eq!(brings("example.com"), "");
    }
}
