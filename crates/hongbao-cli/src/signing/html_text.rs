//! What HTML does to a string-to-sign that passes through a page, a log viewer or an error's text: its
//! characters are written as entities, or a `&` with the letters behind it is taken for one.

/// What the entities from U+00A0 on are called; browsers read them without a semicolon, too, so that
/// `&timestamp` becomes `×tamp` and `&notify_url` `¬ify_url`.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg \
    plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave \
    Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH \
    Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig \
    agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml \
    eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// How escapers write `& < > " '`; an empty one leaves the character as it is.
pub(crate) const STYLES: [[&str; 5]; 6] = [
    ["&amp;", "", "", "", ""],
    ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"],
    ["&amp;", "&lt;", "&gt;", "&quot;", ""],
    ["&amp;", "&lt;", "&gt;", "&quot;", "&#x27;"],
    ["&amp;", "&lt;", "&gt;", "&#34;", "&#39;"],
    ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;"],
];

/// A text as one of these styles writes it. No byte of a Chinese character looks like one of the five.
pub(crate) fn escaped(text: &[u8], style: [&str; 5]) -> Vec<u8> {
    let mut escaped = Vec::with_capacity(text.len());
    for &byte in text {
        let entity = b"&<>\"'".iter().position(|special| *special == byte).map(|at| style[at]);
        match entity.filter(|entity| !entity.is_empty()) {
            Some(entity) => escaped.extend_from_slice(entity.as_bytes()),
            None => escaped.push(byte),
        }
    }
    escaped
}

/// A text with its entities read; `None` if it has none.
pub(crate) fn unescaped(text: &[u8]) -> Option<Vec<u8>> {
    let mut read = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        let entity = (byte == b'&').then(|| entity(tail)).flatten();
        match entity {
            Some((c, length)) => {
                read.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &tail[length..];
            }
            None => {
                read.push(byte);
                rest = tail;
            }
        }
    }
    (read.len() < text.len()).then_some(read)
}

/// The character of an entity that starts behind its `&`, and its length up to the semicolon.
fn entity(text: &[u8]) -> Option<(char, usize)> {
    let end = text.iter().take(9).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(&text[..end]).ok()?;
    let number = |digits, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        name => match (name.strip_prefix("#x").or(name.strip_prefix("#X")), name.strip_prefix('#'))
        {
            (Some(hex), _) => number(hex, 16)?,
            (None, Some(digits)) => number(digits, 10)?,
            (None, None) => latin(name)?,
        },
    };
    Some((c, end + 1))
}

fn latin(name: &str) -> Option<char> {
    let at = LATIN.split_whitespace().position(|known| known == name)?;
    char::from_u32(0xA0 + u32::try_from(at).ok()?)
}

fn name_of(c: char) -> Option<&'static str> {
    let at = u32::from(c).checked_sub(0xA0)?;
    LATIN.split_whitespace().nth(usize::try_from(at).ok()?)
}

/// A text in which characters that stand where a parameter starts are `&` and letters again: `×tamp=`
/// is `&timestamp=`. `None` if there are none.
pub(crate) fn restored(text: &str) -> Option<String> {
    let mut restored = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let tail = &text[at + c.len_utf8()..];
        let letters =
            tail.find(|c: char| !c.is_ascii_alphabetic() && c != '_').unwrap_or(tail.len());
        match name_of(c).filter(|_| tail[letters..].starts_with('=')) {
            Some(name) => {
                restored.push('&');
                restored.push_str(name);
            }
            None => restored.push(c),
        }
    }
    (restored != text).then_some(restored)
}

/// A parameter's name without what was left of an entity: `amp;b` is `b`, `times;tamp` is `timestamp`.
pub(crate) fn restored_name(name: &[u8]) -> Option<Vec<u8>> {
    let end = name.iter().position(|byte| *byte == b';')?;
    let (entity, rest) = (std::str::from_utf8(&name[..end]).ok()?, &name[end + 1..]);
    if entity == "amp" {
        return Some(rest.to_vec());
    }
    latin(entity).map(|_| [entity.as_bytes(), rest].concat())
}

#[cfg(test)]
mod tests {
    use super::{STYLES, escaped, restored, restored_name, unescaped};

    #[test]
    fn every_style_is_read_back() {
        let text = "a=1&b={\"x\":'<红>'}";
        for style in STYLES {
            let html = escaped(text.as_bytes(), style);
            assert_eq!(unescaped(&html).unwrap(), text.as_bytes());
        }
        assert_eq!(unescaped(b"a=1&b=2&c;&nonsense;&#xZZ;&"), None);
        assert_eq!(unescaped("&times;&#x26;&#38;&yuml;".as_bytes()).unwrap(), "×&&ÿ".as_bytes());
    }

    #[test]
    fn what_a_browser_took_for_an_entity_is_restored() {
        for (seen, was) in [
            ("a=1×tamp=2", "a=1&timestamp=2"),
            ("a=1¬ify_url=x®ion=y", "a=1&notify_url=x&region=y"),
            ("a=1§ion=2¶ms=3¤cy=4©=5", "a=1&section=2&params=3&currency=4&copy=5"),
        ] {
            assert_eq!(restored(seen).unwrap(), was);
        }
        assert_eq!(restored("name=2 × 3 é·店"), None);
        assert_eq!(restored_name(b"amp;b").unwrap(), b"b");
        assert_eq!(restored_name(b"times;tamp").unwrap(), b"timestamp");
        assert_eq!(restored_name(b"b"), None);
    }
}
