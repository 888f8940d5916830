//! Rates of strangers, by address and in all, and the bound on what is remembered of them. A rate gives
//! back within seconds what these tests take, so they hold whatever the machine's speed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;

use super::StrangersRate;
use crate::limits::{Rates, THROTTLE_KEYS};

const MANY: u32 = 1_000_000;

fn rate(each: u32, all: u32) -> StrangersRate {
    let count = |number| NonZeroU32::new(number).unwrap();
    StrangersRate::new(Rates { each: count(each), all: count(all) })
}

fn admitted(rate: &StrangersRate, addresses: impl Iterator<Item = IpAddr>) -> u32 {
    addresses.map(|address| u32::from(rate.admits(address))).sum()
}

fn v4(number: u32) -> IpAddr {
    Ipv4Addr::from_bits(number).into()
}

/// An address of a network of 64 bits.
fn v6(network: u32, rest: u64) -> IpAddr {
    Ipv6Addr::from_bits(u128::from(network) << 64 | u128::from(rest)).into()
}

#[test]
fn one_address_takes_its_share_and_no_more() {
    let rate = rate(3, MANY);
    let taken = admitted(&rate, std::iter::repeat_n(v4(1), 1_000));
    assert!((3..1_000).contains(&taken), "{taken}");
    assert_eq!(admitted(&rate, (2..1_000).map(v4)), 998);
}

#[test]
fn all_together_take_no_more_than_is_there_for_all() {
    let rate = rate(3, 10);
    let taken = admitted(&rate, (0..5_000).map(v4));
    assert!((10..5_000).contains(&taken), "{taken}");
}

#[test]
fn a_network_of_ipv6_is_one_address_and_an_ipv4_address_is_itself_in_any_form() {
    let rate = rate(3, MANY);
    let taken = admitted(&rate, (0..1_000).map(|rest| v6(1, rest)));
    assert!((3..1_000).contains(&taken), "{taken}");
    assert_eq!(admitted(&rate, (2..1_000).map(|network| v6(network, 7))), 998);
    let mapped = Ipv4Addr::LOCALHOST.to_ipv6_mapped();
    let forms = [IpAddr::from(Ipv4Addr::LOCALHOST), mapped.into()];
    let taken = admitted(&rate, forms.into_iter().cycle().take(1_000));
    assert!((3..1_000).contains(&taken), "{taken}");
    assert_eq!(admitted(&rate, [Ipv4Addr::BROADCAST.to_ipv6_mapped().into()].into_iter()), 1);
}

#[test]
fn what_is_remembered_is_bounded_and_the_rest_share_one_rate() {
    let rate = rate(1, MANY);
    let over = u32::try_from(THROTTLE_KEYS).unwrap() * 3;
    // All at once, so that none is at rest: each second address has been here before.
    let taken = admitted(&rate, (0..over).flat_map(|number| [v4(number); 5]));
    assert!(taken >= u32::try_from(THROTTLE_KEYS).unwrap(), "{taken}");
    assert!(rate.each.limiter.len() <= THROTTLE_KEYS + 1, "{rate:?}");
}
