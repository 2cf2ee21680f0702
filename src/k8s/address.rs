//! IP addresses and ranges, as strict as each minor version reads them.
//!
//! Until 1.35 the API server read old fields as C programs do: zeros before an octet, ranges with bits beyond their prefix.
//! From 1.36 on (`StrictIPCIDRValidation`) it refuses both. New fields want the canonical form as well.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Minor;

/// How exact an address must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Zeros in front and bits beyond the prefix are passed over.
    Sloppy,
    /// They are refused.
    Strict,
    /// And only the shortest form is taken.
    Canonical,
}

impl Strictness {
    /// Returns how a minor version reads the fields that have been there for long.
    pub fn of(minor: Minor) -> Self {
        if minor < Minor(36) {
            Strictness::Sloppy
        } else {
            Strictness::Strict
        }
    }
}

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cidr {
    address: u128,
    bits: u32,
    /// Whether it is one of IPv4.
    pub v4: bool,
}

impl Cidr {
    /// Returns how many bits of its addresses are fixed: 24 of `10.9.8.0/24`.
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// Returns the range with so many fixed bits that this one lies in, or is; nothing where it has fewer itself.
    pub fn around(&self, bits: u32) -> Option<Cidr> {
        (bits <= self.bits).then(|| Cidr {
            address: masked(self.address, bits, self.v4),
            bits,
            v4: self.v4,
        })
    }

    /// Returns whether another range lies in this one and is smaller.
    pub fn strictly_contains(&self, other: &Cidr) -> bool {
        self.v4 == other.v4
            && self.bits < other.bits
            && masked(other.address, self.bits, self.v4) == masked(self.address, self.bits, self.v4)
    }
}

/// Reads an address, or says what is wrong with it.
pub fn ip(text: &str, strictness: Strictness) -> Result<IpAddr, String> {
    let sloppy = sloppy_ip(text).ok_or("expected `10.9.8.7` or `2001:db8::ffff`")?;
    if strictness == Strictness::Sloppy {
        return Ok(sloppy);
    }
    let parsed: IpAddr = text
        .parse()
        .map_err(|_| "zeros in front are not allowed".to_owned())?;
    if is_mapped(parsed) {
        return Err("an IPv4 address inside an IPv6 address is not allowed".to_owned());
    }
    if strictness == Strictness::Canonical && parsed.to_string() != text {
        return Err(format!("expected the canonical form `{parsed}`"));
    }
    Ok(parsed)
}

/// Reads a range, or says what is wrong with it.
pub fn cidr(text: &str, strictness: Strictness) -> Result<Cidr, String> {
    let expected = || "expected `10.9.8.0/24` or `2001:db8::/64`".to_owned();
    let (address, length) = text.split_once('/').ok_or_else(expected)?;
    let parsed = sloppy_ip(address).ok_or_else(expected)?;
    let digits = !length.is_empty() && length.bytes().all(|b| b.is_ascii_digit());
    let bits: u32 = length.parse().map_err(|_| expected())?;
    let v4 = parsed.is_ipv4();
    if !digits || bits > if v4 { 32 } else { 128 } {
        return Err(expected());
    }
    let number = match parsed {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    };
    let network = masked(number, bits, v4);
    if strictness != Strictness::Sloppy {
        ip(address, Strictness::Strict)?;
        if length != bits.to_string() {
            return Err("zeros in front are not allowed".to_owned());
        }
        let canonical = if v4 {
            IpAddr::V4(Ipv4Addr::from(u32::try_from(network).unwrap_or_default()))
        } else {
            IpAddr::V6(Ipv6Addr::from(network))
        };
        if network != number {
            return Err(format!(
                "it has bits beyond the prefix, write `{canonical}/{bits}`"
            ));
        }
        if strictness == Strictness::Canonical && canonical.to_string() != address {
            return Err(format!("expected the canonical form `{canonical}/{bits}`"));
        }
    }
    Ok(Cidr {
        address: network,
        bits,
        v4,
    })
}

fn masked(number: u128, bits: u32, v4: bool) -> u128 {
    let width = if v4 { 32 } else { 128 };
    let host = width - bits.min(width);
    number.checked_shr(host).map_or(0, |kept| kept << host)
}

fn is_mapped(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.to_ipv4_mapped().is_some())
}

/// Octets may have zeros in front.
fn sloppy_ip(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let start = text.rfind(':').map_or(0, |colon| colon + 1);
    let (head, tail) = text.split_at(start);
    let octets: Option<Vec<String>> = tail
        .split('.')
        .map(|octet| {
            let digits = !octet.is_empty() && octet.bytes().all(|b| b.is_ascii_digit());
            let number = octet.trim_start_matches('0');
            digits.then(|| if number.is_empty() { "0" } else { number }.to_owned())
        })
        .collect();
    let octets = octets.filter(|octets| octets.len() == 4)?;
    format!("{head}{}", octets.join(".")).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_as_strict_as_asked() {
        use Strictness::*;
        for text in ["10.0.0.1", "2001:db8::1"] {
            assert!(ip(text, Canonical).is_ok(), "{text}");
        }
        for text in ["010.0.0.1", "::ffff:1.2.3.4"] {
            assert!(ip(text, Sloppy).is_ok(), "{text}");
            assert!(ip(text, Strict).is_err(), "{text}");
        }
        assert!(ip("2001:DB8::1", Strict).is_ok());
        assert!(ip("2001:DB8::1", Canonical).is_err());
        for text in [
            "",
            "10.0.0",
            "10.0.0.256",
            "fe80::1%eth0",
            "1.2.3.4.5",
            "+1.2.3.4",
        ] {
            assert!(ip(text, Sloppy).is_err(), "{text}");
        }
    }

    #[test]
    fn ranges_end_where_their_prefix_does() {
        use Strictness::*;
        assert!(cidr("10.0.0.0/8", Canonical).is_ok());
        assert!(cidr("::/0", Canonical).is_ok());
        assert!(cidr("10.0.0.1/8", Sloppy).is_ok());
        assert!(cidr("10.0.0.1/8", Strict).is_err());
        assert!(cidr("10.0.0.0/08", Strict).is_err());
        for text in [
            "10.0.0.0",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "10.0.0.0/",
            "::/129",
        ] {
            assert!(cidr(text, Sloppy).is_err(), "{text}");
        }
        let range = |text| cidr(text, Strict).ok();
        let inside = |a, b| {
            range(a)
                .zip(range(b))
                .is_some_and(|(a, b)| a.strictly_contains(&b))
        };
        assert!(inside("10.0.0.0/8", "10.1.0.0/16"));
        assert!(inside("0.0.0.0/0", "10.1.0.0/16"));
        assert!(!inside("10.0.0.0/8", "10.0.0.0/8"));
        assert!(!inside("10.0.0.0/8", "11.0.0.0/16"));
        assert!(!inside("::/0", "11.0.0.0/16"));
    }
}
