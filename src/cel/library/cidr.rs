//! Ranges of addresses: `cidr('10.0.0.0/8').containsIP('10.1.2.3')`.

use std::fmt::{self, Display, Formatter};
use std::net::IpAddr;

use super::super::function::{Row, function, method};
use super::super::meter::Meter;
use super::super::value::{Failure, Value};
use super::{Called, ip, refused};

pub(in super::super) const ROWS: &[Row] = &[
    function("cidr", "(string) -> net.CIDR", cidr).since(30),
    function("isCIDR", "(string) -> bool", is_cidr).since(30),
    function("string", "(net.CIDR) -> string", to_string).since(30),
    method("containsIP", "(net.CIDR, string) -> bool", contains_ip).since(30),
    method("containsIP", "(net.CIDR, net.IP) -> bool", contains_ip).since(30),
    method("containsCIDR", "(net.CIDR, string) -> bool", contains_cidr).since(30),
    method(
        "containsCIDR",
        "(net.CIDR, net.CIDR) -> bool",
        contains_cidr,
    )
    .since(30),
    method("ip", "(net.CIDR) -> net.IP", address).since(30),
    method("prefixLength", "(net.CIDR) -> int", prefix_length).since(30),
    method("masked", "(net.CIDR) -> net.CIDR", masked).since(30),
];

/// An address and how many of its leading bits make the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    address: IpAddr,
    bits: u8,
}

impl Cidr {
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.rsplit_once('/')?;
        let address = ip::parse(address)?;
        let is_number = bits.bytes().all(|byte| byte.is_ascii_digit());
        let is_plain = bits == "0" || !bits.starts_with('0');
        let bits: u8 = bits.parse().ok().filter(|_| is_number && is_plain)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        (bits <= most).then_some(Cidr { address, bits })
    }

    /// Returns the address with the bits behind the leading ones cleared.
    fn base(address: IpAddr, bits: u8) -> IpAddr {
        match address {
            IpAddr::V4(four) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
                IpAddr::V4((four.to_bits() & mask).into())
            }
            IpAddr::V6(six) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
                IpAddr::V6((six.to_bits() & mask).into())
            }
        }
    }

    fn contains(&self, address: IpAddr) -> bool {
        address.is_ipv4() == self.address.is_ipv4()
            && Self::base(address, self.bits) == Self::base(self.address, self.bits)
    }
}

impl Display for Cidr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

fn parsed(text: &str) -> Result<Cidr, Failure> {
    Cidr::parse(text).ok_or_else(|| Failure::new(format!("`{text}` is no CIDR")))
}

fn cidr<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::String(text)] => parsed(text).map(Value::Cidr),
        _ => refused("cidr", args),
    }
}

fn is_cidr<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::String(text)] => Ok(Value::Bool(Cidr::parse(text).is_some())),
        _ => refused("isCIDR", args),
    }
}

fn to_string<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Cidr(range)] => Ok(Value::from(range.to_string())),
        _ => refused("string", args),
    }
}

fn contains_ip<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let (range, address) = match args {
        [Value::Cidr(range), Value::Ip(address)] => (range, *address),
        [Value::Cidr(range), Value::String(text)] => (range, ip::parsed(text)?),
        _ => return refused("containsIP", args),
    };
    Ok(Value::Bool(range.contains(address)))
}

fn contains_cidr<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    let (range, other) = match args {
        [Value::Cidr(range), Value::Cidr(other)] => (range, *other),
        [Value::Cidr(range), Value::String(text)] => (range, parsed(text)?),
        _ => return refused("containsCIDR", args),
    };
    let contains = range.bits <= other.bits && range.contains(other.address);
    Ok(Value::Bool(contains))
}

fn address<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Cidr(range)] => Ok(Value::Ip(range.address)),
        _ => refused("ip", args),
    }
}

fn prefix_length<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Cidr(range)] => Ok(Value::Int(range.bits.into())),
        _ => refused("prefixLength", args),
    }
}

fn masked<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Cidr(range)] => {
            let address = Cidr::base(range.address, range.bits);
            Ok(Value::Cidr(Cidr { address, ..*range }))
        }
        _ => refused("masked", args),
    }
}
