//! Addresses: `ip('10.0.0.1').family() == 4`.

use std::net::IpAddr;

use super::super::function::{Row, function, method};
use super::super::meter::Meter;
use super::super::value::{Failure, Value};
use super::{Called, refused};

const IS: &str = "(net.IP) -> bool";

pub(in super::super) const ROWS: &[Row] = &[
    function("ip", "(string) -> net.IP", ip).since(30),
    function("isIP", "(string) -> bool", is_ip).since(30),
    function("ip.isCanonical", "(string) -> bool", is_canonical).since(30),
    function("string", "(net.IP) -> string", to_string).since(30),
    method("family", "(net.IP) -> int", family).since(30),
    method("isUnspecified", IS, is_unspecified).since(30),
    method("isLoopback", IS, is_loopback).since(30),
    method("isLinkLocalMulticast", IS, is_link_local_multicast).since(30),
    method("isLinkLocalUnicast", IS, is_link_local_unicast).since(30),
    method("isGlobalUnicast", IS, is_global_unicast).since(30),
];

/// Reads an address. One of version 4 in the guise of version 6 is refused.
pub(super) fn parse(text: &str) -> Option<IpAddr> {
    let address: IpAddr = text.parse().ok()?;
    let is_mapped = matches!(address, IpAddr::V6(six) if six.to_ipv4_mapped().is_some());
    (!is_mapped).then_some(address)
}

/// Reads an address, or says that it is none.
pub(super) fn parsed(text: &str) -> Result<IpAddr, Failure> {
    parse(text).ok_or_else(|| Failure::new(format!("`{text}` is no IP address")))
}

fn ip<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::String(text)] => parsed(text).map(Value::Ip),
        _ => refused("ip", args),
    }
}

fn is_ip<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::String(text)] => Ok(Value::Bool(parse(text).is_some())),
        _ => refused("isIP", args),
    }
}

fn is_canonical<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::String(text)] => Ok(Value::Bool(parsed(text)?.to_string() == **text)),
        _ => refused("ip.isCanonical", args),
    }
}

fn to_string<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Ip(address)] => Ok(Value::from(address.to_string())),
        _ => refused("string", args),
    }
}

fn family<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    match args {
        [Value::Ip(address)] => Ok(Value::Int(if address.is_ipv4() { 4 } else { 6 })),
        _ => refused("family", args),
    }
}

fn is<'a>(name: &str, args: &[Value<'a>], test: impl FnOnce(&IpAddr) -> bool) -> Called<'a> {
    match args {
        [Value::Ip(address)] => Ok(Value::Bool(test(address))),
        _ => refused(name, args),
    }
}

fn is_unspecified<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    is("isUnspecified", args, IpAddr::is_unspecified)
}

fn is_loopback<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    is("isLoopback", args, IpAddr::is_loopback)
}

fn is_link_local_multicast<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    is("isLinkLocalMulticast", args, |address| match address {
        IpAddr::V4(four) => matches!(four.octets(), [224, 0, 0, _]),
        IpAddr::V6(six) => six.segments()[0] & 0xff0f == 0xff02,
    })
}

fn is_link_local(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => four.is_link_local(),
        IpAddr::V6(six) => six.is_unicast_link_local(),
    }
}

fn is_link_local_unicast<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    is("isLinkLocalUnicast", args, is_link_local)
}

fn is_global_unicast<'a>(args: &[Value<'a>], _: &mut Meter) -> Called<'a> {
    is("isGlobalUnicast", args, |address| {
        let is_broadcast = matches!(address, IpAddr::V4(four) if four.is_broadcast());
        !(address.is_unspecified()
            || address.is_loopback()
            || address.is_multicast()
            || is_broadcast
            || is_link_local(address))
    })
}
