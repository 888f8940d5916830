//! Reasons come and go by their names, each on its own.

use hongbao_store::Trouble;

use super::{Readiness, Reason};

#[test]
fn a_gateway_is_ready_once_no_reason_holds() {
    let readiness = Readiness::starting();
    let (starting, silent) = (Reason::Starting, Reason::StoreSilent);
    let check = |expected: &[Reason]| {
        let names = readiness.reasons().map(|text| {
            let name = |line: &str| line.split(": ").next().unwrap().to_owned();
            text.lines().map(name).collect::<Vec<_>>()
        });
        let expected: Vec<_> = expected.iter().map(|reason| reason.row().0.to_owned()).collect();
        assert_eq!(names.unwrap_or_default(), expected);
    };
    check(&[starting]);
    readiness.note(silent, &Err::<(), _>("down"));
    readiness.set(silent);
    check(&[starting, silent]);
    readiness.clear(starting);
    check(&[silent]);
    readiness.note(silent, &Ok::<_, ()>("up"));
    check(&[]);
    assert_eq!(readiness.reasons(), None);
}

#[test]
fn one_trouble_of_the_store_takes_the_place_of_another() {
    let readiness = Readiness::starting();
    readiness.clear(Reason::Starting);
    assert!(!readiness.note_trouble(None));
    assert!(readiness.note_trouble(Some(Trouble::Full)));
    assert!(!readiness.note_trouble(Some(Trouble::Full)));
    assert!(readiness.note_trouble(Some(Trouble::Gone)));
    let told = readiness.reasons().unwrap();
    assert!(told.starts_with("store-gone: ") && told.lines().count() == 1, "{told}");
    assert!(readiness.note_trouble(None));
    assert_eq!(readiness.reasons(), None);
}
