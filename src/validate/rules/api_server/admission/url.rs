//! The addresses by which the API server calls webhooks.

use crate::k8s::Format;

/// Returns what is wrong with `https://host[:port][/path]`.
pub(super) fn url_problem(text: &str) -> Option<String> {
    let problem = |words: &str| Some(words.to_owned());
    if text.chars().any(char::is_control) {
        return problem("it contains a control character");
    }
    let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
    if !scheme.eq_ignore_ascii_case("https") {
        return problem("it must begin with `https://`");
    }
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    if !fragment.is_empty() || !query.is_empty() {
        return problem("it must have no query and no fragment");
    }
    let authority = rest.strip_prefix("//").unwrap_or_default();
    let authority = authority.split('/').next().unwrap_or_default();
    if authority.is_empty() {
        return problem("it has no host");
    }
    if authority.contains('@') {
        return problem("it must name no user");
    }
    let port = authority
        .rsplit_once(':')
        .filter(|(host, _)| !host.ends_with(':') && !host.contains('['));
    let bad_port = port.is_some_and(|(_, port)| !port.bytes().all(|byte| byte.is_ascii_digit()));
    if bad_port || authority.contains(' ') {
        return problem("its host or port cannot be read");
    }
    None
}

/// Returns what is wrong with the path below a Service.
pub(super) fn path_problem(text: &str) -> Option<String> {
    let Some(steps) = text.strip_prefix('/') else {
        return Some("it must begin with `/`".to_owned());
    };
    let steps = steps.strip_suffix('/').unwrap_or(steps);
    steps
        .split('/')
        .find_map(|step| Format::Subdomain.problem(step))
}

#[cfg(test)]
mod tests {
    use super::{path_problem, url_problem};

    #[test]
    fn urls_and_paths() {
        for url in [
            "https://a",
            "https://a.b:8443/c/d",
            "https://[::1]:443",
            "HTTPS://a#",
        ] {
            assert_eq!(url_problem(url), None, "{url}");
        }
        for url in [
            "",
            "a.b",
            "http://a",
            "https:///b",
            "https://u@a",
            "https://a?b=c",
            "https://a#b",
            "https://a:b",
        ] {
            assert!(url_problem(url).is_some(), "{url}");
        }
        assert_eq!(path_problem("/a/b.c/"), None);
        for path in ["a", "//", "/a//b", "/A"] {
            assert!(path_problem(path).is_some(), "{path}");
        }
    }
}
