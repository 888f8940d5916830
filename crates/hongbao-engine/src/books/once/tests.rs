//! A command under a key happens once for a day, one under a signature once for as long as its request is
//! taken; whatever business time shows.

use crate::{
    Books, BusinessTime, ClockRecord, Home, Key, Known, Once, ReceiptKey, Record, Refusal, Stop,
    Timestamp,
};

const HOME: Home = Home::new(1);

fn of(known: Known, command: &str) -> Once {
    Once { key: ReceiptKey::given("k"), command: command.to_owned(), known }
}

/// Runs a command under one key at a moment; gives whether it ran. Business time is years off.
fn check(
    receipt: &mut Option<Record>,
    now: i64,
    once: &Once,
    expected: Result<&str, Refusal>,
) -> bool {
    let mut books = Books::open(HOME, Timestamp::from_secs(now));
    let key = Key::Receipt(once.key.clone());
    books.load(key.clone(), receipt.clone());
    let time = BusinessTime::Ahead(now.saturating_mul(1_000));
    let clock = ClockRecord { time, ..ClockRecord::default() };
    books.load(Key::Clock(()), Some(Record::Clock(clock)));
    let mut ran = false;
    let answer = books.once(once, |_| {
        ran = true;
        match once.command.as_str() {
            "refused" => Err(Refusal::NotOver.into()),
            command => Ok(format!("{command} at {now}").into_bytes()),
        }
    });
    let answer = answer.map_err(|stop| match stop {
        Stop::Refused(refusal, _) => refusal,
        Stop::Missing(_) | Stop::Faulty(_) => panic!("{stop:?}"),
    });
    assert_eq!(answer, expected.map(|text| text.as_bytes().to_vec()), "{once:?} at {now}");
    *receipt = books.record(&key).unwrap();
    ran
}

#[test]
fn a_command_under_a_key_happens_once_for_a_day_of_wire_time() {
    let mut receipt = None;
    let mut check =
        |now, command, expected| check(&mut receipt, now, &of(Known::Day, command), expected);
    assert!(check(0, "refused", Err(Refusal::NotOver)));
    assert!(check(5, "a", Ok("a at 5")), "a refusal is not remembered");
    assert!(!check(6, "a", Ok("a at 5")));
    assert!(!check(86_404, "a", Ok("a at 5")));
    assert!(!check(86_404, "b", Err(Refusal::KeyReused)));
    assert!(check(86_405, "b", Ok("b at 86405")), "after a day the key is new");
    assert!(!check(86_406, "a", Err(Refusal::KeyReused)));
    let unloaded =
        Books::open(HOME, Timestamp::from_secs(0)).once(&of(Known::Day, "a"), |_| Ok(Vec::new()));
    assert_eq!(unloaded, Err(Stop::Missing(vec![Key::Receipt(ReceiptKey::given("k"))])));
}

#[test]
fn a_signed_command_happens_once_for_as_long_as_its_request_is_taken() {
    let window = |moment| Known::Window(Timestamp::from_secs(moment), 600);
    for (moment, first) in [(1_000, 400), (1_000, 1_000), (1_000, 1_600)] {
        let mut receipt = None;
        let mut check = |now, command, expected| {
            check(&mut receipt, now, &of(window(moment), command), expected)
        };
        let answer = format!("a at {first}");
        assert!(check(first, "refused", Err(Refusal::NotOver)));
        assert!(check(first, "a", Ok(&answer)), "a refused one may be tried again");
        for again in [first, 300, 1_600, 1_601, 5_199] {
            assert!(!check(again, "a", Ok(&answer)), "{again}");
        }
        assert!(!check(i64::from(u32::MAX), "a", Err(Refusal::RequestStale)));
    }
    let mut receipt = None;
    let mut check = |now, expected| check(&mut receipt, now, &of(window(1_000), "a"), expected);
    assert!(!check(1_601, Err(Refusal::RequestStale)), "a second too late, and nothing was known");
    assert!(check(1_600, Ok("a at 1600")));
}

#[test]
fn no_key_that_a_caller_gives_is_a_signature() {
    let signed = ReceiptKey::signed("2014072300007148", "ab");
    assert_eq!(ReceiptKey::stored(signed.as_str()), signed);
    for given in [signed.as_str(), "signature:2014072300007148:ab", "2014072300007148:ab", "ab"] {
        assert_ne!(ReceiptKey::given(given), signed);
    }
}
