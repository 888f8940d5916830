//! The grammar, line by line.

use super::Frequency;
use crate::Window;

#[test]
fn the_grammar_is_kept() {
    let limits = |window, lifetime| Some(Frequency { lifetime, window });
    for (text, expected) in [
        ("L1", limits(None, 1)),
        ("L100", limits(None, 100)),
        ("D3|L10", limits(Some((Window::Day, 3)), 10)),
        ("L10|D3", limits(Some((Window::Day, 3)), 10)),
        ("W1|L1", limits(Some((Window::Week, 1)), 1)),
        ("M100|L100", limits(Some((Window::Month, 100)), 100)),
        ("L101", None),
        ("L0", None),
        ("L", None),
        ("D3", None),
        ("D0|L3", None),
        ("D4|L3", None),
        ("D1|W1|L3", None),
        ("L3|L3", None),
        ("L3|", None),
        ("|L3", None),
        ("L+3", None),
        ("L 3", None),
        ("l3", None),
        ("Y1|L3", None),
        ("包", None),
        ("", None),
    ] {
        assert_eq!(Frequency::parse(text), expected, "{text:?}");
    }
}
