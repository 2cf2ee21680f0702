//! Where charts and components are taken from: objects of Flux and Argo CD.

use crate::k8s::Object;
use crate::validate::findings::{items, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The name of a chart and where it stands.
pub(super) struct Chart<'a> {
    pub(super) object: &'a Object,
    pub(super) node: &'a Node,
    pub(super) name: &'a str,
}

/// Returns every chart that a HelmRelease, HelmChart or Application to judge names.
pub(super) fn charts<'a>(tree: &Tree<'a>) -> Vec<Chart<'a>> {
    among(|kind| tree.of_kind(kind).iter().copied())
}

/// Returns every chart that any of them names, those judged elsewhere included.
pub(super) fn all_charts<'a>(tree: &Tree<'a>) -> Vec<Chart<'a>> {
    among(|kind| tree.all_of_kind(kind))
}

fn among<'a, I: Iterator<Item = &'a Object>>(
    of_kind: impl Fn(&'static str) -> I,
) -> Vec<Chart<'a>> {
    let mut charts = Vec::new();
    let mut add = |object: &'a Object, node: Option<&'a Node>| {
        if let Some((node, name)) = node.and_then(|node| Some((node, node.as_str()?))) {
            charts.push(Chart { object, node, name });
        }
    };
    for release in of_kind("HelmRelease") {
        add(
            release,
            release.node.at(&["spec", "chart", "spec", "chart"]),
        );
    }
    for chart in of_kind("HelmChart") {
        add(chart, chart.node.at(&["spec", "chart"]));
    }
    for application in of_kind("Application") {
        for source in application_sources(application) {
            add(application, source.value_of("chart"));
        }
    }
    charts
}

/// Returns every address that something is taken from.
pub(super) fn addresses<'a>(tree: &Tree<'a>) -> Vec<(&'a Object, &'a Node, &'a str)> {
    let repositories = ["HelmRepository", "OCIRepository", "GitRepository"]
        .into_iter()
        .flat_map(|kind| tree.of_kind(kind));
    let repositories =
        repositories.filter_map(|object| Some((*object, object.node.at(&["spec", "url"])?)));
    let applications = tree.of_kind("Application").iter().flat_map(|object| {
        application_sources(object)
            .filter_map(|source| Some((*object, source.value_of("repoURL")?)))
    });
    let charts = tree
        .of_kind("HelmChart")
        .iter()
        .filter_map(|object| Some((*object, object.node.at(&["spec", "repo"])?)));
    let all = repositories.chain(applications).chain(charts);
    all.filter_map(|(object, node)| Some((object, node, node.as_str()?)))
        .collect()
}

/// Returns the sources of an Application.
pub(super) fn application_sources(application: &Object) -> impl Iterator<Item = &Node> {
    let spec = application.node.value_of("spec");
    let several = spec.map(|spec| items(spec, "sources")).unwrap_or_default();
    several
        .iter()
        .chain(spec.and_then(|spec| spec.value_of("source")))
}

/// Returns whether an Application is applied on the server's side.
pub(super) fn applies_on_server(application: &Object) -> bool {
    let options = application
        .node
        .at(&["spec", "syncPolicy"])
        .map(|policy| items(policy, "syncOptions"));
    let options = options.unwrap_or_default();
    options
        .iter()
        .any(|option| option.as_str() == Some("ServerSideApply=true"))
        || text(
            &application.node,
            &["metadata", "annotations", "argocd.argoproj.io/sync-options"],
        )
        .is_some_and(|options| options.contains("ServerSideApply=true"))
}
