//! Where a request comes from, as far as limits tell one from another. It knows no limit.

use std::net::{IpAddr, Ipv6Addr};

/// The network part of an IPv6 address that one household or one machine is given.
const SITE: u128 = !(u64::MAX as u128);

/// An address that limits count by: an IPv4 address, or the /64 of an IPv6 one, since the owner of one
/// address of it has them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Address(IpAddr);

impl Address {
    pub(crate) fn of(ip: IpAddr) -> Self {
        match ip.to_canonical() {
            IpAddr::V6(ip) => Self(IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() & SITE))),
            ip @ IpAddr::V4(_) => Self(ip),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_is_one_of_ipv4_or_64_bits_of_ipv6() {
        for (one, other, is_same) in [
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "127.0.0.2", false),
            ("::ffff:127.0.0.1", "127.0.0.1", true),
            ("::ffff:127.0.0.1", "::ffff:127.0.0.2", false),
            ("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", true),
            ("2001:db8:0:1::1", "2001:db8:0:2::1", false),
        ] {
            let [one, other] = [one, other].map(|text| Address::of(text.parse().unwrap()));
            assert_eq!(one == other, is_same, "{one:?} and {other:?}");
        }
    }
}
