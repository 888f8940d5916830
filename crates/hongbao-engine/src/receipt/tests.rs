//! A command under a key happens once, for a day.

use crate::{Books, Home, Key, Record, Refusal, Stop, Timestamp};

const HOME: Home = Home::new(1);

/// Runs a command under the key `k` at a moment; gives its answer, and whether it ran.
fn check(
    receipt: &mut Option<Record>,
    now: i64,
    command: &str,
    expected: Result<&str, Refusal>,
) -> bool {
    let mut books = Books::open(HOME, Timestamp::from_secs(now));
    let key = Key::Receipt("k".to_owned());
    books.load(key.clone(), receipt.clone());
    let mut ran = false;
    let answer = books.once("k", command, |_| {
        ran = true;
        match command {
            "refused" => Err(Refusal::NotOver.into()),
            _ => Ok(format!("{command} at {now}").into_bytes()),
        }
    });
    let expected = expected.map(|text| text.as_bytes().to_vec()).map_err(Stop::Refused);
    assert_eq!(answer, expected, "{command} at {now}");
    *receipt = books.record(&key).unwrap();
    ran
}

#[test]
fn a_command_under_a_key_happens_once_for_a_day() {
    let mut receipt = None;
    assert!(check(&mut receipt, 0, "refused", Err(Refusal::NotOver)));
    assert_eq!(receipt, None, "a refusal is not remembered");
    assert!(check(&mut receipt, 5, "a", Ok("a at 5")));
    assert!(!check(&mut receipt, 6, "a", Ok("a at 5")));
    assert!(!check(&mut receipt, 86_404, "a", Ok("a at 5")));
    assert!(!check(&mut receipt, 86_404, "b", Err(Refusal::KeyReused)));
    assert!(check(&mut receipt, 86_405, "b", Ok("b at 86405")), "after a day the key is new");
    assert!(!check(&mut receipt, 86_406, "a", Err(Refusal::KeyReused)));
    let unloaded = Books::open(HOME, Timestamp::from_secs(0)).once("k", "a", |_| Ok(Vec::new()));
    assert_eq!(unloaded, Err(Stop::Missing(vec![Key::Receipt("k".to_owned())])));
}
