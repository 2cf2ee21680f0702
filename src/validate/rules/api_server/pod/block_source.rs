//! EK1114: volumes of `fc` and `iscsi` that the API server refuses. After `validateFCVolumeSource` and
//! `validateISCSIVolumeSource` of `pkg/apis/core/validation`.

use super::each;
use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::BlockSource, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for volume in items(pod.spec, "volumes") {
        if let Some(source) = volume.value_of("fc") {
            fibre_channel(source, judge);
        }
        if let Some(source) = volume.value_of("iscsi") {
            iscsi(source, judge);
        }
        for disk in ["awsElasticBlockStore", "gcePersistentDisk"] {
            let partition = volume.at(&[disk, "partition"]);
            if let Some(partition) = partition {
                judge.within(partition, 0..=255, "a partition");
            }
        }
    }
}

fn fibre_channel(source: &Node, judge: &mut Judge<'_, '_>) {
    let (names, ids) = (items(source, "targetWWNs"), items(source, "wwids"));
    match (names.is_empty(), ids.is_empty()) {
        (true, true) => judge.says(source, "a volume of `fc` needs `targetWWNs` or `wwids`"),
        (false, false) => judge.says(source, "`targetWWNs` and `wwids` exclude each other"),
        (false, true) if source.value_of("lun").is_none() => {
            judge.says(source, "a volume of `fc` with `targetWWNs` needs `lun`");
        }
        _ => {}
    }
}

fn iscsi(source: &Node, judge: &mut Judge<'_, '_>) {
    let asks = ["chapAuthDiscovery", "chapAuthSession"];
    let is_asked = |key: &&str| source.value_of(key).and_then(Node::as_bool) == Some(true);
    if asks.iter().any(is_asked) {
        judge.needs(
            source,
            "secretRef",
            "a volume of `iscsi` that authenticates",
        );
    }
    for node in [source.text_of("iqn"), source.value_of("initiatorName")]
        .into_iter()
        .flatten()
    {
        if node.as_str().is_some_and(|name| !is_initiator(name)) {
            let message = format!("{} is no name of iSCSI", node.brief());
            judge.advises(
                node,
                message,
                "write it as `iqn.2001-04.com.example:storage`",
            );
        }
    }
}

/// `iqn.2001-04.com.example:storage`, or `eui.` or `naa.` with 16 or 32 characters.
fn is_initiator(name: &str) -> bool {
    let letters = |text: &str, length| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    match name.split_at_checked(4) {
        Some(("iqn.", rest)) => is_qualified(rest),
        Some(("eui.", rest)) => letters(rest, 16),
        Some(("naa.", rest)) => letters(rest, 32),
        _ => false,
    }
}

fn is_qualified(rest: &str) -> bool {
    let Some((authority, name)) = rest.split_once(':') else {
        return false;
    };
    let Some((date, host)) = authority.split_once('.') else {
        return false;
    };
    let is_date = date.len() == 7
        && date.bytes().enumerate().all(|(at, byte)| {
            if at == 4 {
                byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        });
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let is_wrong = |c: char| ",;*&$|".contains(c) || c.is_ascii_whitespace();
    is_date
        && !host.is_empty()
        && host.chars().all(is_host)
        && !name.is_empty()
        && !name.contains(is_wrong)
}
