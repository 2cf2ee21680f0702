//! Amazon resource names, `arn:aws:iam::111122223333:role/shop`.

/// The parts of an ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`, ….
    pub partition: &'a str,
    /// `iam`, `acm`, ….
    pub service: &'a str,
    /// The region; empty for services without one.
    pub region: &'a str,
    /// The account, twelve digits; empty where the service needs none.
    pub account: &'a str,
    /// What is left: `role/shop`.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Splits an ARN. The error says what is wrong with it, as in "the account `1234` is not twelve digits".
    pub fn parse(text: &'a str) -> Result<Self, String> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let &["arn", partition, service, region, account, resource] = parts.as_slice() else {
            return Err("`arn:partition:service:region:account:resource` was expected".to_owned());
        };
        if partition != "aws" && !partition.starts_with("aws-") {
            return Err(format!("`{partition}` is no partition of AWS"));
        }
        let digits = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        if !digits && !account.is_empty() && account != "aws" {
            return Err(format!("the account `{account}` is not twelve digits"));
        }
        if service.is_empty() || resource.is_empty() {
            return Err("the service or the resource is empty".to_owned());
        }
        Ok(Arn {
            partition,
            service,
            region,
            account,
            resource,
        })
    }

    /// Splits the ARN of an IAM role.
    pub fn role(text: &'a str) -> Result<Self, String> {
        let arn = Arn::parse(text)?;
        if arn.service != "iam" || !arn.region.is_empty() {
            return Err(
                "the ARN of an IAM role, `arn:aws:iam::111122223333:role/name`, was expected"
                    .to_owned(),
            );
        }
        if arn.account.is_empty() {
            return Err("the account is missing".to_owned());
        }
        match arn.resource.strip_prefix("role/") {
            Some(name)
                if name
                    .rsplit('/')
                    .next()
                    .is_some_and(|last| !last.is_empty() && last.len() <= 64) =>
            {
                Ok(arn)
            }
            Some(_) => Err("the name of a role has 1 to 64 characters".to_owned()),
            None => Err(format!("`{}` is no role", arn.resource)),
        }
    }
}

/// Returns the partition that a region lies in.
pub fn partition_of(region: &str) -> &'static str {
    match region {
        _ if region.starts_with("cn-") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ if region.starts_with("eusc-") => "aws-eusc",
        _ => "aws",
    }
}

#[cfg(test)]
mod tests {
    use super::Arn;

    #[test]
    fn roles_have_an_account_and_a_name() {
        assert!(Arn::role("arn:aws:iam::111122223333:role/team/shop").is_ok());
        for text in [
            "shop",
            "arn:aws:iam::1111:role/shop",
            "arn:aws:iam:eu-west-1:111122223333:role/shop",
            "arn:aws:iam::111122223333:user/shop",
            "arn:aws:iam::111122223333:role/",
            "arn:was:iam::111122223333:role/shop",
            "arn:aws:iam:::role/shop",
        ] {
            assert!(Arn::role(text).is_err(), "{text}");
        }
    }
}
