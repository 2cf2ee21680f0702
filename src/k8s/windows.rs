//! Users of Windows, `user` or `DOMAIN\user`, as containers may run as them. After `validateWindowsSecurityContextOptions` of
//! `pkg/apis/core/validation`.

/// Returns what is wrong with the name of a user.
pub fn user_problem(name: &str) -> Option<&'static str> {
    let (domain, user) = match name.split_once('\\') {
        None => (None, name),
        Some((domain, user)) => (Some(domain), user),
    };
    match () {
        () if name.chars().any(|c| c.is_ascii_control()) => Some("it has control characters"),
        () if user.contains('\\') => Some("it has more than one `\\`"),
        () if domain.is_some_and(|domain| !is_domain(domain)) => Some("its domain is none"),
        () if user.is_empty() || user.len() > 104 => Some("the user has 1 to 104 characters"),
        () if user.chars().all(|c| matches!(c, '.' | ' ')) => Some("it is dots and spaces alone"),
        () if user.contains(|c| "\"/\\:;|=,+*?<>@[]".contains(c)) => {
            Some("it has one of the characters `\"/\\:;|=,+*?<>@[]`")
        }
        () => None,
    }
}

/// A name of NetBIOS or of DNS.
fn is_domain(domain: &str) -> bool {
    let forbidden = |c: char| "\\/:*?\"<>|".contains(c);
    let netbios = (1..=15).contains(&domain.chars().count())
        && !domain.contains(forbidden)
        && !domain.starts_with('.');
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.len() < 256 && (netbios || domain.split('.').all(label))
}

#[cfg(test)]
mod tests {
    use super::user_problem;

    #[test]
    fn users_may_have_a_domain() {
        for name in ["api", "SHOP\\api", "shop.example.com\\api", "a b"] {
            assert_eq!(user_problem(name), None, "{name}");
        }
        for name in [
            "",
            "a:b",
            "a\\b\\c",
            "\\a",
            "-.-.-.-.-.-.-.-.-\\a",
            "...",
            "a\tb",
        ] {
            assert!(user_problem(name).is_some(), "{name}");
        }
    }
}
