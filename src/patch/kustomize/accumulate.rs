//! The walk over folders: what a kustomization adds, and what it does to what is there.
//!
//! The order is kustomize's: `resources`, then `configurations` and `crds`, generators, `components`, the transformers in
//! their fixed order, `transformers`, `validators`, `vars`. A base has resources of its own, which then join those of the
//! folder that names it; a component works on the resources of the folder that names it.

use std::sync::Arc;

use super::ahead::{self, Ahead, Read};
use super::config::{self, Config};
use super::metadata::{mark, transformed};
use super::resources::{BuildOrigin, ConfiguredBy, Resource, Resources};
use super::schema::Schema;
use super::vars::Vars;
use super::{
    Context, annotations, conflict, generate, images, labels, names, namespace, patches, plugins,
    replacements, replicas, words,
};
use crate::diag::{Code, Diagnostic};
use crate::load::kustomization::{Folder, Loader, Outcome};
use crate::yaml::Node;

/// What the folders so far make.
pub(super) struct Accumulated {
    pub resources: Resources,
    pub config: Arc<Config>,
    pub vars: Vars,
}

impl Accumulated {
    /// Returns nothing yet.
    pub(super) fn new() -> Self {
        Accumulated {
            resources: Resources::default(),
            config: Config::empty_arc(),
            vars: Vars::default(),
        }
    }

    fn absorb(&mut self, other: Accumulated, schema: &Schema) -> Outcome<()> {
        self.resources
            .append_all(other.resources, schema)
            .map_err(|found| conflict(&found))?;
        config::join(&mut self.config, &other.config)?;
        self.vars.absorb(other.vars)
    }
}

/// The walk.
pub(super) struct Accumulate<'s> {
    pub loader: Loader<'s>,
    /// What is known of types; the first kustomization with `openapi` decides for all.
    pub schema: Arc<Schema>,
    /// The path from the folder of the build to the one that is built, where resources are to say where they come from.
    pub origin: Option<String>,
    /// How many folders were entered.
    pub entered: usize,
}

/// So many folders one build may enter, each as often as it is named.
const MOST_FOLDERS: usize = 20_000;

impl<'s> Accumulate<'s> {
    /// Builds a folder onto what is there: nothing for a kustomization, the resources of whoever names it for a component.
    pub(super) fn folder(
        &mut self,
        folder: &Arc<Folder>,
        ahead: Ahead,
        mut all: Accumulated,
    ) -> Outcome<Accumulated> {
        self.resources(folder, folder.list("resources"), ahead, &mut all)?;
        config::join(
            &mut all.config,
            &Config::of_configurations(&self.loader, folder)?,
        )?;
        if let Some(config) = Config::of_crds(&self.loader, folder)? {
            config::join(&mut all.config, &config)?;
        }
        self.generators(folder, &mut all)?;
        for entry in folder.list("components") {
            all = self.component(folder, entry, all)?;
        }
        // Asked once for all components: with each of them it would cost a walk over all resources.
        let has_components = !folder.list("components").is_empty();
        if has_components && let Some(found) = all.resources.conflict(&self.schema) {
            return Err(conflict(&found));
        }
        self.transformers(folder, &mut all)?;
        let configurations = self.plugins(folder, "transformers")?;
        for configuration in &configurations {
            let mut cx = self.context(&mut all.resources);
            plugins::transform(&mut cx, folder, configuration)?;
            self.record(&mut all.resources, configured_by(configuration).as_ref());
        }
        let configurations = self.plugins(folder, "validators")?;
        let mut cx = self.context(&mut all.resources);
        plugins::validate(&mut cx, folder, &configurations)?;
        all.vars.declare(&mut cx, folder.list("vars"))?;
        Ok(all)
    }

    fn context<'b>(&'b self, resources: &'b mut Resources) -> Context<'b, 's> {
        Context {
            loader: self.loader,
            resources,
            schema: &self.schema,
        }
    }

    fn resources(
        &mut self,
        folder: &Arc<Folder>,
        entries: &[Node],
        ahead: Ahead,
        all: &mut Accumulated,
    ) -> Outcome<()> {
        let read = ahead.unwrap_or_else(|| ahead::read(self.loader, folder, entries));
        for (entry, read) in entries.iter().zip(read) {
            match read? {
                Read::Objects(nodes) => {
                    for node in nodes {
                        Schema::learn(&mut self.schema, &node);
                        let mut resource = Resource::new(node);
                        resource.origin = self.origin.as_ref().map(|origin| BuildOrigin {
                            path: below(origin, entry.as_str().unwrap_or_default()),
                            ..BuildOrigin::default()
                        });
                        mark(&mut resource);
                        all.resources
                            .append(resource, &self.schema)
                            .map_err(|found| conflict(&found))?;
                    }
                }
                Read::Folder(base, ahead) => {
                    if base.component {
                        return Err(wrong_kind(entry, &base, "Kustomization"));
                    }
                    self.count(entry)?;
                    let built = self.below(entry, |walk| {
                        walk.open_api(&base)?;
                        walk.folder(&base, ahead, Accumulated::new())
                    })?;
                    all.absorb(built, &self.schema)?;
                }
            }
        }
        Ok(())
    }

    fn component(
        &mut self,
        folder: &Arc<Folder>,
        entry: &Node,
        all: Accumulated,
    ) -> Outcome<Accumulated> {
        let component = self.loader.enter(folder, entry)?;
        if !component.component {
            return Err(wrong_kind(entry, &component, "Component"));
        }
        self.count(entry)?;
        let mut built = self.below(entry, |walk| {
            walk.open_api(&component)?;
            walk.folder(&component, None, all)
        })?;
        // kustomize merges what a component made into nothing, and so does away with specs that others cover.
        let mut config = Config::empty_arc();
        config::join(&mut config, &built.config)?;
        built.config = config;
        Ok(built)
    }

    /// Counts a folder that is entered: each that names two others twice over doubles what there is to build.
    fn count(&mut self, entry: &Node) -> Outcome<()> {
        self.entered += 1;
        if self.entered <= MOST_FOLDERS {
            return Ok(());
        }
        Err(Box::new(
            Diagnostic::new(
                Code::NoKustomization,
                format!("this build enters more than {MOST_FOLDERS} folders"),
            )
            .at(entry.span())
            .help("look for folders that many others name, and that name many themselves"),
        ))
    }

    /// Does something while resources come from a folder below.
    fn below<T>(&mut self, entry: &Node, work: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        let above = self.origin.clone();
        if let Some(origin) = &above {
            self.origin = Some(below(origin, entry.as_str().unwrap_or_default()));
        }
        let result = work(self);
        self.origin = above;
        result
    }

    /// Takes the OpenAPI document of a kustomization, if it is the first to name one.
    pub(super) fn open_api(&mut self, folder: &Folder) -> Outcome<()> {
        if let Some(schema) = Schema::read(self.loader, folder, &self.schema)? {
            self.schema = Arc::new(schema);
        }
        Ok(())
    }

    fn generators(&mut self, folder: &Arc<Folder>, all: &mut Accumulated) -> Outcome<()> {
        let options = folder.node.value_of("generatorOptions");
        if let Some(chart) = folder
            .list("helmCharts")
            .first()
            .or(folder.list("helmChartInflationGenerator").first())
        {
            return Err(plugins::refuse_chart(chart));
        }
        for (field, kind) in [
            ("configMapGenerator", "ConfigMapGenerator"),
            ("secretGenerator", "SecretGenerator"),
        ] {
            for entry in folder.list(field) {
                let mut resource = match field {
                    "configMapGenerator" => {
                        generate::config_map(self.loader, folder, entry, options)?
                    }
                    _ => generate::secret(self.loader, folder, entry, options)?,
                };
                resource.origin = self.builtin(folder, kind);
                mark(&mut resource);
                generate::join(&mut all.resources, resource, &self.schema)?;
            }
        }
        let configurations = self.plugins(folder, "generators")?;
        let mut cx = self.context(&mut all.resources);
        for (at, mut resource) in plugins::generate(&mut cx, folder, &configurations)? {
            resource.origin = configured_by(&configurations[at]);
            mark(&mut resource);
            generate::join(&mut all.resources, resource, &self.schema)?;
        }
        Ok(())
    }

    /// Reads the configurations that `generators`, `transformers` or `validators` name or hold.
    fn plugins(&mut self, folder: &Arc<Folder>, field: &str) -> Outcome<Vec<Resource>> {
        let entries = folder.list(field);
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = Accumulated::new();
        let mut paths = Vec::new();
        for entry in entries {
            let inline = {
                let cx = self.context(&mut found.resources);
                plugins::inline(&cx, entry)
            };
            let Some(nodes) = inline else {
                paths.push(entry.clone());
                continue;
            };
            for node in nodes {
                let mut resource = Resource::new(node);
                resource.origin = self.origin.as_ref().map(|origin| BuildOrigin {
                    path: below(origin, folder.file),
                    ..BuildOrigin::default()
                });
                found
                    .resources
                    .append(resource, &self.schema)
                    .map_err(|found| conflict(&found))?;
            }
        }
        self.resources(folder, &paths, None, &mut found)?;
        Ok(found.resources.into_vec())
    }

    /// Runs the transformers that have a field of their own, in kustomize's order.
    fn transformers(&mut self, folder: &Arc<Folder>, all: &mut Accumulated) -> Outcome<()> {
        let Accumulated {
            resources, config, ..
        } = all;
        let list = |field: &str| folder.list(field);
        type Step<'f> = dyn FnMut(&mut Context<'_, '_>) -> Outcome<()> + 'f;
        let mut run = |kind: &str, step: &mut Step<'_>| -> Outcome<()> {
            step(&mut self.context(resources))?;
            self.record(resources, self.builtin(folder, kind).as_ref());
            Ok(())
        };
        if !list("patchesStrategicMerge").is_empty() {
            run("PatchStrategicMergeTransformer", &mut |cx| {
                patches::strategic_merge(cx, folder, list("patchesStrategicMerge"))
            })?;
        }
        for patch in list("patches") {
            run("PatchTransformer", &mut |cx| {
                patches::run(cx, folder, patch)
            })?;
        }
        if let Some(name) = folder.text("namespace") {
            run("NamespaceTransformer", &mut |cx| {
                namespace::run(cx, name, namespace::Options::default(), &config.namespace)
            })?;
        }
        if let Some(prefix) = folder.text("namePrefix") {
            run("PrefixTransformer", &mut |cx| {
                names::prefix(cx, prefix, &config.name_prefix)
            })?;
        }
        if let Some(suffix) = folder.text("nameSuffix") {
            run("SuffixTransformer", &mut |cx| {
                names::suffix(cx, suffix, &config.name_suffix)
            })?;
        }
        let common = folder
            .node
            .value_of("commonLabels")
            .filter(|labels| !is_empty(labels));
        if !list("labels").is_empty() || common.is_some() {
            for entry in list("labels") {
                run("LabelTransformer", &mut |cx| {
                    let specs = labels::specs_of(entry, config)?;
                    entry
                        .value_of("pairs")
                        .map_or(Ok(()), |pairs| labels::run(cx, pairs, &specs))
                })?;
            }
            run("LabelTransformer", &mut |cx| match common {
                Some(pairs) => labels::run(cx, pairs, &config.common_labels),
                None => Ok(()),
            })?;
        }
        if let Some(pairs) = folder
            .node
            .value_of("commonAnnotations")
            .filter(|pairs| !is_empty(pairs))
        {
            run("AnnotationsTransformer", &mut |cx| {
                annotations::run(cx, pairs, &config.common_annotations)
            })?;
        }
        for patch in list("patchesJson6902") {
            run("PatchJson6902Transformer", &mut |cx| {
                patches::json6902(cx, folder, patch)
            })?;
        }
        for entry in list("replicas") {
            run("ReplicaCountTransformer", &mut |cx| {
                replicas::run(cx, entry, &config.replicas)
            })?;
        }
        // All at once, unless each is to be noted in what it changed.
        let together = match self.origin {
            Some(_) => 1,
            None => list("images").len().max(1),
        };
        for entries in list("images").chunks(together) {
            run("ImageTagTransformer", &mut |cx| {
                images::run(cx, entries, &config.images)
            })?;
        }
        if !list("replacements").is_empty() {
            run("ReplacementTransformer", &mut |cx| {
                replacements::run(cx, folder, list("replacements"))
            })?;
        }
        // Not behind each patch: what a thousand of them delete is taken out at once.
        resources.compact();
        Ok(())
    }

    /// Returns the origin that a builtin generator or transformer of a folder gives.
    fn builtin(&self, folder: &Folder, kind: &str) -> Option<BuildOrigin> {
        let origin = self.origin.as_ref()?;
        Some(BuildOrigin {
            path: String::new(),
            configured_in: below(origin, folder.file),
            configured_by: Some(ConfiguredBy {
                api_version: "builtin".into(),
                kind: kind.into(),
                ..ConfiguredBy::default()
            }),
        })
    }

    fn record(&self, resources: &mut Resources, transformer: Option<&BuildOrigin>) {
        if let Some(transformer) = transformer {
            transformed(resources, transformer);
        }
    }
}

fn is_empty(node: &Node) -> bool {
    node.as_map().is_none_or(crate::yaml::Mapping::is_empty)
}

/// Returns the origin that a generator or transformer with a configuration of its own gives.
fn configured_by(configuration: &Resource) -> Option<BuildOrigin> {
    let origin = configuration.origin.as_ref()?;
    let text = |key: &str| {
        configuration
            .node
            .get(key)
            .and_then(Node::to_text)
            .unwrap_or_default()
    };
    Some(BuildOrigin {
        path: String::new(),
        configured_in: origin.path.clone(),
        configured_by: Some(ConfiguredBy {
            api_version: text("apiVersion"),
            kind: text("kind"),
            name: configuration.name(),
            namespace: configuration.namespace(),
        }),
    })
}

/// Returns the path of an entry from the folder of the build. It may lead above that folder.
fn below(origin: &str, entry: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in origin.split('/').chain(entry.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn wrong_kind(entry: &Node, folder: &Folder, expected: &str) -> Box<Diagnostic> {
    let (path, kind) = (
        &folder.path,
        folder
            .node
            .get("kind")
            .and_then(Node::as_str)
            .unwrap_or("Kustomization"),
    );
    let (field, said) = match expected {
        "Component" => (
            "resources",
            format!(
                "accumulating components: accumulateDirectory: \"expected kind 'Component' for path '/{path}' but got '{kind}'"
            ),
        ),
        _ => (
            "components",
            format!("expected kind != 'Component' for path '/{path}'"),
        ),
    };
    Box::new(
        Diagnostic::new(
            Code::NoKustomization,
            format!("expected a {expected} at {}, found a {kind}", entry.brief()),
        )
        .at(entry.span())
        .note(words(&said))
        .help(format!("name it in `{field}`")),
    )
}
