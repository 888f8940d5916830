//! The forms of our numbers, and that each leads home.

use std::collections::BTreeSet;

use super::{biz_no, campaign_secrets, crowd_no, origin_crowd_no};
use crate::{CrowdNo, Home, Timestamp};

const NOW: Timestamp = Timestamp::from_secs(1_472_695_750);

#[test]
fn a_campaigns_number_leads_home_and_looks_like_the_platforms() {
    let mut seen = BTreeSet::new();
    for home in [1, 2, 7, 4_000_000_000] {
        for counter in [1, 2, 3, u64::MAX] {
            for byte in [0, 1, 255] {
                let (random, _) = campaign_secrets(&[byte; 32]);
                let no = crowd_no(Home::new(home), counter, &random).unwrap();
                assert_eq!(no.as_str().len(), 64);
                assert_eq!(no.home(), Some(Home::new(home)));
                assert!(seen.insert(no));
            }
        }
    }
}

#[test]
fn a_strangers_number_leads_nowhere() {
    for text in [
        "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx",
        "FIXTURE-campaign-READY",
        "3DpriXtAGxmDPi7QyeoKeX8wwS3qbKCcnigowys220Lxs",
        "A",
    ] {
        assert_eq!(CrowdNo::parse(text).unwrap().home(), None, "{text}");
    }
    let (random, _) = campaign_secrets(&[3; 32]);
    let no = crowd_no(Home::new(5), 9, &random).unwrap();
    let longer = format!("{}AAAA", no.as_str());
    assert_eq!(CrowdNo::parse(&longer).unwrap().home(), None);
}

#[test]
fn the_other_numbers_have_the_platforms_form() {
    assert_eq!(origin_crowd_no(Home::new(1), 42, NOW), "20160901109410190000100000042004");
    assert_eq!(biz_no(Home::new(1), 42, NOW), "20160901110070001500010000000042");
    assert_eq!(biz_no(Home::new(u32::MAX), u64::MAX, NOW).len(), 32);
    assert_eq!(origin_crowd_no(Home::new(u32::MAX), u64::MAX, NOW).len(), 32);
}

#[test]
fn the_seed_cannot_be_told_from_the_number() {
    let (random, seed) = campaign_secrets(&[9; 32]);
    assert_ne!(&random, seed.bytes());
    assert_ne!(random, [9; 32]);
}
