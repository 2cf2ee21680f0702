//! Lists of keys of labels beside a selector, which rules about affinity and spreading judge alike.

use crate::k8s::Format;
use crate::validate::findings::{items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::yaml::Node;

/// Checks lists of keys of labels that stand beside a `labelSelector`.
pub(super) fn label_keys(pod: &Pod<'_>, holder: &Node, lists: &[&str], judge: &mut Judge<'_, '_>) {
    let selector = holder.value_of("labelSelector");
    for list in lists {
        for key in items(holder, list) {
            let Some(selector) = selector else {
                judge.says(key, format!("`{list}` needs a `labelSelector`"));
                return;
            };
            judge.format(key, Format::QualifiedName, "key of a label");
            if *list == "matchLabelKeys" && demands(pod, selector, key) > 1 {
                let message = format!("{} is in `labelSelector` as well", key.brief());
                judge.says(key, message);
            }
        }
    }
}

/// Returns how many demands there will be on a label: the key becomes one of its own, with the value that the Pod has.
fn demands(pod: &Pod<'_>, selector: &Node, key: &Node) -> usize {
    let Some(name) = key.as_str() else { return 0 };
    let equal = selector.at(&["matchLabels", name]).is_some();
    let of_pod =
        pod.object.id.kind == "Pod" && pod.labels.is_some_and(|labels| labels.get(name).is_some());
    let expressions = items(selector, "matchExpressions").iter();
    let same = expressions
        .filter(|demand| text(demand, &["key"]) == Some(name))
        .count();
    usize::from(equal) + usize::from(of_pod) + same
}
