//! Slots: which numbers of callers are one, and how a user's own is told from them.

use super::Slot;
use crate::UserId;

#[test]
fn a_callers_number_is_letters_digits_and_underscores() {
    let (longest, longer) = ("a".repeat(96), "a".repeat(97));
    for (number, fits) in [
        ("a", true),
        ("_", true),
        ("Az_09", true),
        (longest.as_str(), true),
        (longer.as_str(), false),
        ("", false),
        ("a-b", false),
        ("~", false),
        ("a b", false),
        ("红", false),
    ] {
        let slot = Slot::named(number);
        assert_eq!(slot.is_some(), fits, "{number}");
        if let Some(slot) = slot {
            assert_eq!((slot.as_str(), slot.out_biz_no()), (number, Some(number)));
        }
    }
}

#[test]
fn a_users_own_slot_has_no_number() {
    let slot = Slot::of_user(&UserId::parse("2088000000000001").unwrap());
    assert_eq!((slot.as_str(), slot.out_biz_no()), ("~2088000000000001", None));
    assert_eq!(Slot::stored(slot.as_str()), slot);
}
