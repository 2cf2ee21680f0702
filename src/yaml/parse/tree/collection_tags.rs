//! What the tag of a list or a map says.

use granit_parser::Tag;

use super::Tree;
use crate::yaml::node::Join;
use crate::yaml::parse::tags::{self, Says};
use crate::yaml::parse::wording::{join_without_list, mismatch};
use crate::yaml::parse::{Findings, Meaning};

impl Tree<'_> {
    pub(super) fn list_tag(
        &self,
        tag: Option<&Tag>,
        span: &granit_parser::Span,
        findings: &mut Findings,
    ) -> Join {
        let Some((tag, at)) = tag.zip(self.tag_span(span)) else {
            return Join::Replace;
        };
        match tags::says(tag) {
            Says::Join(join) if self.meaning == Meaning::Common => return join,
            Says::Join(_) => findings.push(tags::unknown(tag, at)),
            Says::Yaml(name) if name == "seq" => {}
            Says::Yaml(name) => findings.push(mismatch(&name, "a list", at)),
            Says::Bare | Says::Other => findings.push(tags::unknown(tag, at)),
        }
        Join::Replace
    }

    pub(super) fn map_tag(
        &self,
        tag: Option<&Tag>,
        span: &granit_parser::Span,
        findings: &mut Findings,
    ) {
        let Some((tag, at)) = tag.zip(self.tag_span(span)) else {
            return;
        };
        match tags::says(tag) {
            Says::Join(_) => findings.push(join_without_list("a map", at)),
            Says::Yaml(name) if matches!(name.as_str(), "map" | "omap" | "set") => {}
            Says::Yaml(name) => findings.push(mismatch(&name, "a map", at)),
            Says::Bare | Says::Other => findings.push(tags::unknown(tag, at)),
        }
    }
}
