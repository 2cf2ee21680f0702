//! Rule files: those of the components, by namespace; presets; and the groups of the spec.

use std::collections::BTreeMap;

use ecow::{EcoString, eco_format};

use crate::expand::common::{key, without_nulls};
use crate::expand::context::Context;
use crate::expand::defaults::monitoring as defaults;
use crate::expand::observability;
use crate::k8s::Object;
use crate::yaml;
use crate::yaml::{Entry, Mapping, Node};

use super::part::Part;
use super::presets;

/// Returns the ConfigMaps of rules: one for the spec's own, and one for each namespace with alerts.
pub(super) fn config_maps(context: &Context, part: &Part) -> Vec<Option<Object>> {
    let mut maps = Vec::new();
    let own = own_files(part);
    if !own.is_empty() {
        maps.push(part.watched_map(context, part.named("rules"), own));
    }
    let mut groups: BTreeMap<EcoString, Vec<Node>> = BTreeMap::new();
    for component in &context.target.components {
        if let Some(group) = observability::alert_rules(component) {
            groups
                .entry(component.owner.namespace.clone())
                .or_default()
                .push(group);
        }
    }
    for (namespace, groups) in groups {
        let mut data = Mapping::new();
        data.insert(eco_format!("namespace-{namespace}.yaml"), file(groups));
        let name = part.named(&format!("rules-{namespace}"));
        maps.push(part.watched_map(context, name, data));
    }
    maps
}

/// Returns the files of presets and of the spec's groups.
fn own_files(part: &Part) -> Mapping {
    let mut files = Mapping::new();
    let Some(said) = part.component.spec.value_of("rules") else {
        return files;
    };
    let wanted = said.value_of("presets").and_then(Node::as_list);
    for wanted in wanted.unwrap_or_default() {
        if let Some(preset) = wanted.as_str().and_then(presets::find) {
            let content = file(vec![preset_group(wanted, preset)]);
            files.insert(eco_format!("preset-{}.yaml", preset.name), content);
        }
    }
    let groups = said.value_of("groups").and_then(Node::as_map);
    for entry in groups.into_iter().flatten() {
        if let Some(rules) = without_nulls(&entry.value) {
            let content = file(vec![stated_group(entry, rules)]);
            files.insert(eco_format!("group-{}.yaml", entry.key.name), content);
        }
    }
    files
}

fn file(groups: Vec<Node>) -> Node {
    yaml!(defaults::RULES => { groups: (groups) })
}

fn stated_group(entry: &Entry, rules: Node) -> Node {
    let name = key(entry, &defaults::RULES);
    yaml!(defaults::RULES => { name: (name), rules: (rules) })
}

fn preset_group(wanted: &Node, preset: &presets::Preset) -> Node {
    let text = |text: &'static str| wanted.derive(text, &defaults::RULES);
    let rule = |alert: &presets::Alert| {
        yaml!(defaults::RULES => {
            alert: (text(alert.name)),
            expr: (text(alert.expr)),
            for: (text(alert.lasting)),
            labels: { severity: (text(alert.severity)) },
            annotations: { summary: (text(alert.summary)) },
        })
    };
    let rules: Vec<Node> = preset.alerts.iter().map(rule).collect();
    yaml!(defaults::RULES => { name: (text(preset.name)), rules: (rules) })
}
