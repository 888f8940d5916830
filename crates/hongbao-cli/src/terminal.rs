//! The one way to a terminal: what a person reads is printed here, and nothing in it is obeyed.
//!
//! Names, messages and error texts come from merchants, gateways, files and arguments. A terminal would
//! obey an escape sequence among them, and a reader would believe a line that is none of ours. So control
//! characters, direction marks and other characters that are not seen are shown as `\u{1b}`. Every text
//! goes through [`print()`], [`say`] or their like, which keep line breaks and tabs; a value inside a line
//! also goes through [`Value`], which keeps neither.

pub(crate) mod table;

use std::fmt;
use std::io::{IsTerminal, Write};

use hongbao_api::is_invisible;

/// A foreign value inside a line: it stays in its line, and everything in it is seen.
pub(crate) struct Value<'a>(pub(crate) &'a str);

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&escaped(self.0, |_| false))
    }
}

/// Prints a text of lines on stdout; a reader that has gone away is not an error of ours.
pub(crate) fn print(text: &str) {
    print_bytes(lines(text).as_bytes());
}

/// Says a text of lines on stderr; nobody is left to tell if that is closed.
pub(crate) fn say(text: &str) {
    let _ = std::io::stderr().write_all(lines(text).as_bytes());
}

/// Writes over the last line on stderr, which a terminal reads.
pub(crate) fn rewrite_line(text: &str) {
    let line = format!("\r\u{1b}[K{}", Value(text));
    let _ = std::io::stderr().write_all(line.as_bytes());
}

/// Prints JSON text on stdout. JSON has an escape of its own for what a terminal would obey, so that a
/// program reads the same.
pub(crate) fn print_json(json: &str) {
    let unit = |unit: &u16| format!("\\u{unit:04x}");
    let shown: String = json
        .chars()
        .map(|c| {
            if is_obeyed(c) && !matches!(c, '\n' | '\r' | '\t') {
                c.encode_utf16(&mut [0; 2]).iter().map(unit).collect()
            } else {
                c.to_string()
            }
        })
        .collect();
    print_bytes(shown.as_bytes());
}

/// Prints a text for programs on stdout: to the byte, unless it is a terminal that reads.
pub(crate) fn print_exact(text: &str) {
    print_bytes(exact(text, std::io::stdout().is_terminal()).as_bytes());
}

/// Prints bytes on stdout that hold no foreign text, or that a program reads.
pub(crate) fn print_bytes(bytes: &[u8]) {
    let _ = std::io::stdout().write_all(bytes);
    let _ = std::io::stdout().flush();
}

/// The columns that a text takes on a terminal, where a Chinese character takes two.
pub(crate) fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

fn exact(text: &str, is_for_a_person: bool) -> String {
    if is_for_a_person { lines(text) } else { text.to_owned() }
}

fn lines(text: &str) -> String {
    escaped(text, |c| matches!(c, '\n' | '\t'))
}

fn escaped(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if is_kept(c) || !is_obeyed(c) => shown.push(c),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c => shown.extend(c.escape_unicode()),
        }
    }
    shown
}

/// Controls, and characters that are not seen but change what is: directions, joiners, fillers, tags,
/// separators of lines, the byte order mark.
fn is_obeyed(c: char) -> bool {
    c.is_control()
        || is_invisible(c)
        || matches!(c, '\u{2028}'..='\u{2029}' | '\u{fff0}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::{Value, exact, lines, width};

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        for (raw, shown) in [
            ("\u{1b}]0;pwned\u{7}\u{1b}[2J", r"\u{1b}]0;pwned\u{7}\u{1b}[2J"),
            ("\u{0}\u{8}\u{7f}\r", r"\u{0}\u{8}\u{7f}\r"),
            ("\u{9b}31m\u{85}\u{90}", r"\u{9b}31m\u{85}\u{90}"),
            ("a\u{202e}b\u{2066}c\u{200f}\u{61c}", r"a\u{202e}b\u{2066}c\u{200f}\u{61c}"),
            ("\u{200b}\u{200d}\u{feff}\u{ad}\u{2028}", r"\u{200b}\u{200d}\u{feff}\u{ad}\u{2028}"),
            ("\u{e0041}\u{fe0f}\u{3164}", r"\u{e0041}\u{fe0f}\u{3164}"),
            ("红包 é “x” 🧧 \\ ー", "红包 é “x” 🧧 \\ ー"),
        ] {
            assert_eq!(lines(raw), shown);
            assert_eq!(Value(raw).to_string(), shown);
            assert_eq!(exact(raw, true), shown);
            assert_eq!(exact(raw, false), raw);
        }
        assert_eq!(lines("a\n\tb"), "a\n\tb");
        assert_eq!(Value("a\n\tb").to_string(), r"a\n\tb");
        for c in (0..=0x9f).filter_map(char::from_u32).filter(|c| c.is_control()) {
            assert!(!Value(&c.to_string()).to_string().contains(c), "{c:?}");
        }
    }

    #[test]
    fn a_value_keeps_its_place_in_a_column() {
        assert_eq!(format!("{:<4}|", Value("ab")), "ab  |");
        for (text, columns) in [("红包", 4), ("“x”…—", 5), ("é", 1), ("e\u{301}", 1), ("🧧", 2)]
        {
            assert_eq!(width(text), columns, "{text}");
        }
    }
}
