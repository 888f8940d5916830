//! What text that people read may hold, and whether it holds a word however the word is written.
//!
//! Must not know which field or method the text is of.

use unicode_normalization::UnicodeNormalization;

/// Whether text stands on one line and reads as it is stored: no control characters, no line breaks, no
/// marks that change the direction of what follows, no byte order mark. Joiners stay, emoji need them.
pub(crate) fn is_one_line(text: &str) -> bool {
    !text.contains(|c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

/// Whether text holds a word, in whatever case and width it is written and with invisible characters
/// between its letters or without.
pub(crate) fn holds(text: &str, word: &str) -> bool {
    let word = folded(word);
    !word.is_empty() && folded(text).contains(&word)
}

/// Text as it is compared: compatible forms as one (NFKC), lower case, nothing invisible.
fn folded(text: &str) -> String {
    let seen = text.chars().filter(|c| !is_invisible(*c)).nfkc();
    seen.filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase).nfkc().collect()
}

/// Whether Unicode calls a character default-ignorable: it is shown as nothing.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::{holds, is_one_line};

    #[test]
    fn what_changes_a_line_unseen_is_refused_and_what_letters_need_is_not() {
        for text in
            ["XXX周年庆红包", "a b", "👨\u{200d}👩\u{200d}👧", "ک\u{200c}ه", "é", "a\u{301}"]
        {
            assert!(is_one_line(text), "{text:?}");
        }
        let refused = ["\0", "\t", "\n", "\r", "\u{1b}", "\u{7f}", "\u{80}", "\u{9f}", "\u{2028}"];
        let marks = ["\u{2029}", "\u{feff}", "\u{61c}", "\u{200e}", "\u{200f}", "\u{202a}"];
        let more = ["\u{202e}", "\u{2066}", "\u{2069}"];
        for c in refused.iter().chain(&marks).chain(&more) {
            assert!(!is_one_line(&format!("a{c}b")), "{c:?}");
        }
    }

    #[test]
    fn a_word_is_seen_in_any_case_and_width_and_through_what_is_invisible() {
        for (text, word) in [
            ("a Bad Word", "bad"),
            ("ＢＡＤ", "bad"),
            ("bad", "ＢＡＤ"),
            ("b\u{200b}a\u{200d}d", "bad"),
            ("敏\u{2060}感\u{fe0f}词", "敏感词"),
            ("b\u{ad}a\u{e0041}d", "bad"),
            ("ｶﾞ", "ガ"),
            ("Ⅷ", "viii"),
            ("ÉCOLE", "e\u{301}cole"),
        ] {
            assert!(holds(text, word), "{text:?} {word:?}");
        }
        for (text, word) in [("b a d", "bad"), ("敏感", "敏感词"), ("anything", "\u{200b}")] {
            assert!(!holds(text, word), "{text:?} {word:?}");
        }
    }
}
