//! The rules: one file each, with the code it reports and the manual page of that code, in one folder per kind of judge.

mod api_server;
mod definitions;
mod eks;
mod expressions;
mod pod_security;
mod policy;
mod references;
mod rule;
mod values;
pub(super) mod versions;

pub(super) use self::rule::{Reach, Rule, Scope, of_all, of_each};

/// The folders.
static FOLDERS: &[Folder] = &[
    Folder::of_the_api_server(super::schema::RULES),
    Folder::of_the_api_server(definitions::RULES),
    Folder::of_the_api_server(values::RULES),
    Folder::of_the_api_server(versions::RULES),
    Folder::of_the_api_server(expressions::RULES),
    Folder::of_the_api_server(references::RULES),
    Folder::of_the_api_server(api_server::RULES),
    Folder::of_the_api_server(api_server::access::RULES),
    Folder::of_the_api_server(api_server::admission::RULES),
    Folder::of_the_api_server(api_server::configuration::RULES),
    Folder::of_the_api_server(api_server::meta::RULES),
    Folder::of_the_api_server(api_server::network::RULES),
    Folder::of_the_api_server(api_server::pod::RULES),
    Folder::of_the_api_server(api_server::scaling::RULES),
    Folder::of_the_api_server(api_server::service::RULES),
    Folder::of_the_api_server(api_server::storage::RULES),
    Folder::of_the_api_server(api_server::workload::RULES),
    Folder::of_the_api_server(pod_security::LABELS),
    Folder::beyond(pod_security::RULES),
    Folder::beyond(policy::RULES),
];

/// The rules of one folder.
struct Folder {
    rules: &'static [Rule],
    /// Whether they report what an API server refuses, and nothing else.
    of_the_api_server: bool,
}

impl Folder {
    const fn of_the_api_server(rules: &'static [Rule]) -> Self {
        Folder {
            rules,
            of_the_api_server: true,
        }
    }

    const fn beyond(rules: &'static [Rule]) -> Self {
        Folder {
            rules,
            of_the_api_server: false,
        }
    }
}

/// Every rule.
pub(super) fn every() -> impl Iterator<Item = &'static Rule> {
    let folders = FOLDERS.iter().map(|folder| folder.rules);
    folders.chain(eks::FOLDERS.iter().copied()).flatten()
}

/// The rules that judge by types: whether these are sound, and whether objects have them.
pub(super) fn of_types() -> impl Iterator<Item = &'static Rule> {
    let folders = [definitions::RULES, super::schema::RULES, values::RULES];
    folders.into_iter().flatten()
}

/// The rules with which an API server judges an object, without knowing any other.
pub(super) fn of_one_object() -> impl Iterator<Item = &'static Rule> {
    FOLDERS
        .iter()
        .filter(|folder| folder.of_the_api_server)
        .flat_map(|folder| folder.rules)
        .filter(|rule| rule.reach == Reach::Object)
}
