//! The forms of our numbers, that each leads home, and what was given before there was a secret.

use std::collections::BTreeSet;

use super::{campaign_secrets, crowd_no, earlier_biz_no, earlier_mask, origin_crowd_no, to_base64};
use crate::{
    Books, CrowdNo, Draw, Fen, Gap, Home, Key, Lane, Listed, NumberKey, Record, Slot, Timestamp,
    UserId,
};

const KEY: NumberKey = NumberKey::new([5; 32]);
const NOW: Timestamp = Timestamp::from_secs(1_472_695_750);

fn draw(home: u32, seq: u64) -> Draw {
    let user_id = UserId::parse("2088000000000001").unwrap();
    Draw {
        home: Home::new(home),
        seq,
        crowd_no: CrowdNo::parse("a").unwrap(),
        slot: Slot::of_user(&user_id),
        user_id,
        amount: Fen::new(1),
        named: false,
        n: 1,
        at: NOW,
    }
}

/// A campaign's id as it was made before there was a secret.
fn earlier_crowd_no(home: u32, counter: u64, random: &[u8; 32]) -> CrowdNo {
    let plain = [&home.to_be_bytes()[..], &counter.to_be_bytes(), &[0; 4]].concat();
    let masked = plain.iter().zip(earlier_mask(random)).map(|(plain, mask)| plain ^ mask);
    let bytes: Vec<u8> = random.iter().copied().chain(masked).collect();
    CrowdNo::parse(&to_base64(&bytes)).unwrap()
}

#[test]
fn a_campaigns_number_leads_home_and_looks_like_the_platforms() {
    let mut seen = BTreeSet::new();
    for home in [1, 2, 7, 4_000_000_000] {
        for counter in [1, 2, 3, u64::MAX] {
            for byte in [0, 1, 255] {
                let (random, _) = campaign_secrets(&[byte; 32]);
                let no = crowd_no(&KEY, (Home::new(home), counter), &random).unwrap();
                assert_eq!(no.as_str().len(), 64);
                assert_eq!(KEY.home_of(&no), Some(Home::new(home)));
                assert_eq!(NumberKey::new([6; 32]).home_of(&no), None, "without the secret");
                assert!(seen.insert(no));
                let no = earlier_crowd_no(home, counter, &random);
                assert_eq!(KEY.home_of(&no), Some(Home::new(home)), "an earlier one");
            }
        }
    }
}

/// The number of home 1's counter 31, made by a few lines of Python: 32 bytes of 3, and behind them home,
/// counter and zeros, masked by SHA-256 of `mask` and those bytes.
#[test]
fn what_was_given_before_there_was_a_secret_leads_home_where_there_was_such_a_time() {
    let text = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM4mEqhqbM18ZURfbVqxeQs";
    let earlier = earlier_crowd_no(1, 31, &[3; 32]);
    assert_eq!(earlier.as_str(), text);
    let since_the_first = KEY.since_the_first();
    assert_eq!((KEY.has_earlier(), since_the_first.has_earlier()), (true, false));
    assert_eq!(KEY.home_of(&earlier), Some(Home::new(1)));
    assert_eq!(since_the_first.home_of(&earlier), None);
}

/// Taking the earlier mask off says nothing any more: neither home nor counter nor the bytes of zero.
#[test]
fn a_number_says_nothing_once_the_earlier_mask_is_taken_off() {
    let (random, _) = campaign_secrets(&[3; 32]);
    let no = crowd_no(&KEY, (Home::new(1), 31), &random).unwrap();
    assert_ne!(no, earlier_crowd_no(1, 31, &random));
    let bytes = super::from_base64(no.as_str()).unwrap();
    let masked = bytes.get(32..).unwrap();
    assert_eq!(super::unmasked(masked, earlier_mask(&random)), None);
}

#[test]
fn a_strangers_number_leads_nowhere() {
    for text in [
        "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx",
        "FIXTURE-campaign-READY",
        "3DpriXtAGxmDPi7QyeoKeX8wwS3qbKCcnigowys220Lxs",
        "A",
    ] {
        assert_eq!(KEY.home_of(&CrowdNo::parse(text).unwrap()), None, "{text}");
    }
    let (random, _) = campaign_secrets(&[3; 32]);
    let no = crowd_no(&KEY, (Home::new(5), 9), &random).unwrap();
    let longer = format!("{}AAAA", no.as_str());
    assert_eq!(KEY.home_of(&CrowdNo::parse(&longer).unwrap()), None);
}

#[test]
fn the_other_numbers_have_the_platforms_form_and_no_two_are_alike() {
    let mut seen = BTreeSet::new();
    for home in [1, 2, 10_001, 100_001, u32::MAX] {
        for counter in [1, 2, 42, 100_000_042, 9_999_999_999] {
            let origin = origin_crowd_no(&KEY, (Home::new(home), counter), NOW).unwrap();
            let biz_no = KEY.biz_no(&draw(home, counter)).unwrap();
            for (number, start) in [(origin, "201609019410"), (biz_no, "201609011101")] {
                assert_eq!((number.len(), number.get(..12)), (32, Some(start)));
                assert!(number.bytes().all(|byte| byte.is_ascii_digit()));
                assert!(seen.insert(number), "{home} {counter}");
            }
        }
    }
    assert_eq!(KEY.biz_no(&draw(1, 10_000_000_000)), None);
}

#[test]
fn a_draw_keeps_the_number_that_was_given_for_it() {
    assert_eq!(earlier_biz_no(&draw(1, 42)), "20160901110070001500010000000042");
    let mut books = Books::open(Home::new(1), NOW);
    let (home, last) = (Home::new(1), NOW);
    let lane = Lane { counter: 50, earlier: 42, ..Lane::new(home, last) };
    books.load(Key::Lane(()), Some(Record::Lane(lane)));
    let given = |seq| books.biz_no(&draw(1, seq), &KEY).unwrap();
    assert_eq!(given(42), "20160901110070001500010000000042");
    assert_eq!(Some(given(43)), KEY.biz_no(&draw(1, 43)));
}

#[test]
fn the_seed_cannot_be_told_from_the_number() {
    let (random, seed) = campaign_secrets(&[9; 32]);
    assert_ne!(&random, seed.bytes());
    assert_ne!(random, [9; 32]);
}

#[test]
fn what_is_not_a_letter_is_no_number() {
    let letters = "A".repeat(63);
    assert_eq!(super::from_base64(&format!("{letters}A")), Some([0; 48]));
    for other in ["!", "+", "/", "=", "\0"] {
        assert_eq!(super::from_base64(&format!("{letters}{other}")), None, "{other}");
        assert_eq!(super::from_base64(&format!("{other}{letters}")), None, "{other}");
    }
}

#[test]
fn what_is_left_out_is_a_gap_up_to_the_next_number() {
    let home = Home::new(1);
    let books = |counter| {
        let mut books = Books::open(home, NOW);
        let lane = Lane { counter, campaigns: 3, ..Lane::new(home, NOW) };
        books.load(Key::Lane(()), Some(Record::Lane(lane)));
        books
    };
    for (counter, last, first, next) in [(4, 9, Some(5), 10), (9, 9, None, 10), (12, 9, None, 13)] {
        let mut books = books(counter);
        books.leave_out(last).unwrap();
        books.keep();
        assert_eq!(books.next(), Ok(next), "{counter}");
        assert_eq!(books.lane().unwrap().campaigns, 3);
        let changes: Vec<Record> = books.into_changes().unwrap().collect();
        let gaps: Vec<Gap> = changes.iter().filter_map(Gap::of).copied().collect();
        let expected = first.map(|first| Gap { home, first, last });
        assert_eq!(gaps, expected.into_iter().collect::<Vec<_>>(), "{counter}");
    }
}

#[test]
fn the_secret_is_the_databases() {
    let mut books = Books::open(Home::DIRECTORY, NOW);
    books.load(Key::NumberKey(()), Some(Record::NumberKey(KEY)));
    assert_eq!(books.number_key(), Ok(Some(KEY)));
}
