//! `labels` and `commonLabels`.

use super::Context;
use super::config::Config;
use super::field_spec::{FieldSpec, merge, within};
use super::pairs;
use crate::load::kustomization::Outcome;
use crate::yaml::Node;

/// Sets labels, a map of strings, in the fields of `specs`. For `commonLabels` these are `Config::common_labels`, for an
/// entry of `labels` those of [`specs_of`].
pub(super) fn run(cx: &mut Context<'_, '_>, labels: &Node, specs: &[FieldSpec]) -> Outcome<()> {
    pairs::run(cx, labels, specs)
}

/// Returns where an entry of `labels` wants its pairs: at least in the metadata of every object.
pub(super) fn specs_of(entry: &Node, config: &Config) -> Outcome<Vec<FieldSpec>> {
    let is = |field: &str| entry.get(field).and_then(Node::as_bool).unwrap_or_default();
    let mut specs = FieldSpec::list(entry.get("fields"));
    let mut add = |others: &[FieldSpec], what: &str| {
        merge(&mut specs, others)
            .map_err(|finding| Box::new(within(*finding, &format!("failed to merge {what}"))))
    };
    add(&config.labels, "labels")?;
    if is("includeSelectors") {
        add(&config.common_labels, "labels")?;
    } else {
        if is("includeTemplates") {
            add(&config.template_labels, "template fieldSpec")?;
        }
        if is("includeVolumeClaimTemplates") {
            add(
                &config.volume_claim_template_labels,
                "volumeClaimTemplate fieldSpec",
            )?;
        }
        let own = FieldSpec::new("", "", "", "metadata/labels", true);
        add(&[own], "labels")?;
    }
    Ok(specs)
}
