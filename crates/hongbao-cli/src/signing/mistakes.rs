//! What could have been signed instead of a request or of plain bytes: the text as the gateway builds
//! it, then what the usual mistakes make of it. Nothing is judged here; `diagnosis` tries each against
//! the key, one after the other, so that no more than one is in memory.

use std::borrow::Cow;

use hongbao_wire::{Charset, Empties, Params, Part, string_to_sign, unmarked};

use crate::signing::html_text::{self, STYLES};

/// A text that may have been signed.
pub(crate) struct Candidate {
    /// The mistakes that lead to it; none for what is right.
    pub(crate) mistakes: Vec<Cow<'static, str>>,
    /// How it was read, where there are two ways; "" where there is one.
    pub(crate) reading: &'static str,
    pub(crate) message: Vec<u8>,
}

impl Candidate {
    /// What is right.
    pub(crate) fn right(message: Vec<u8>) -> Self {
        Self { mistakes: Vec::new(), reading: "", message }
    }

    /// What one mistake makes of it.
    pub(crate) fn wrong(mistake: impl Into<Cow<'static, str>>, message: Vec<u8>) -> Self {
        Self { mistakes: vec![mistake.into()], reading: "", message }
    }
}

pub(crate) type Pairs = Vec<(Vec<u8>, Vec<u8>)>;
/// A mistake in words, and the parameters that it makes.
type Wrong = (Cow<'static, str>, Pairs);

/// The mistakes that HTML makes.
const ESCAPED: &str = "the string-to-sign was signed as HTML writes it, with &amp; for & and the like: \
    the text in sub_msg is escaped so, read it back before you sign";
const HTML: &str = "the text went through HTML, which took & and the letters behind it for a character, \
    such as &times of &timestamp: copy it as plain text";

/// Parameters that are often signed and not sent, with their usual values.
const USUAL: [(&str, &str); 12] = [
    ("sign_type", "RSA2"),
    ("sign_type", "RSA"),
    ("charset", "utf-8"),
    ("charset", "UTF-8"),
    ("charset", "gbk"),
    ("charset", "GBK"),
    ("format", "JSON"),
    ("format", "json"),
    ("version", "1.0"),
    ("alipay_sdk", "alipay-sdk-java-dynamicVersionNo"),
    ("biz_content", "{}"),
    ("button", "ok"),
];

/// The parameters as they were received.
pub(crate) fn pairs(params: &Params<'_>) -> Pairs {
    params.iter().map(|(name, value)| (name.to_vec(), value.to_vec())).collect()
}

/// The parameters as they were before HTML; `None` if nothing looks like it.
pub(crate) fn before_html(pairs: &Pairs) -> Option<Pairs> {
    let mut restored = Pairs::new();
    for (name, value) in pairs {
        let name = html_text::restored_name(name).unwrap_or_else(|| name.clone());
        let text = Charset::Utf8.decode(value).or_else(|| Charset::Gb18030.decode(value));
        let parts = text.and_then(|text| html_text::restored(&text));
        match parts {
            None => restored.push((name, value.clone())),
            Some(text) => {
                let mut parts = text.split('&');
                restored.push((name, parts.next().unwrap_or_default().into()));
                let further = parts.map(|part| part.split_once('=').unwrap_or((part, "")));
                restored.extend(further.map(|(name, value)| (name.into(), value.into())));
            }
        }
    }
    (restored != *pairs).then_some(restored)
}

/// Of a request: its string-to-sign, empty values left out and kept. `respelled` is the same request
/// with the other spelling of a parameter that was sent in two; either may be the one that is signed.
pub(crate) fn of_request(
    pairs: &Pairs,
    respelled: Option<Pairs>,
    declared: Charset,
) -> impl Iterator<Item = Candidate> {
    let has_empties = pairs.iter().any(|(name, value)| name != b"sign" && value.is_empty());
    let readings: &[(Empties, &'static str)] = if has_empties {
        &[(Empties::Dropped, "empty values left out"), (Empties::Kept, "empty values kept")]
    } else {
        &[(Empties::Dropped, "")]
    };
    let joined = |pairs: Pairs, empties| {
        string_to_sign(&Params::read([Part::Text(pairs)], usize::MAX), empties)
    };
    let right = [Some(pairs.clone()), respelled].into_iter().flatten().flat_map(move |pairs| {
        readings.iter().map(move |&(empties, reading)| Candidate {
            reading,
            ..Candidate::right(joined(pairs.clone(), empties))
        })
    });
    let wrong = wrong_pairs(pairs, declared).flat_map(move |(mistake, pairs)| {
        readings.iter().map(move |&(empties, reading)| Candidate {
            reading,
            ..Candidate::wrong(mistake.clone(), joined(pairs.clone(), empties))
        })
    });
    let escaped = move || {
        let text = joined(pairs.clone(), Empties::Dropped);
        STYLES
            .into_iter()
            .map(move |style| Candidate::wrong(ESCAPED, html_text::escaped(&text, style)))
    };
    right.chain(wrong).chain(std::iter::once_with(escaped).flatten())
}

/// What each mistake makes of a request's parameters.
fn wrong_pairs(pairs: &Pairs, declared: Charset) -> impl Iterator<Item = Wrong> {
    let plus =
        "a + in a value was not percent-encoded when it was sent, and arrived as a space: send %2B";
    let pluses = std::iter::once_with(|| {
        let mend = |name: &[u8], value: &[u8]| match name {
            b"timestamp" => value.to_vec(),
            _ => value.iter().map(|&byte| if byte == b' ' { b'+' } else { byte }).collect(),
        };
        (plus.into(), changed(pairs, mend))
    });
    let forms = [("+", false), ("%20", false), ("+", true), ("%20", true)];
    let encoded = forms.into_iter().map(|(space, lower)| {
        let mistake = "the values were percent-encoded before they were signed; sign them as they are, then encode";
        (mistake.into(), changed(pairs, |_, value| percent_encoded(value, space, lower)))
    });
    let html = before_html(pairs).into_iter().map(|pairs| (HTML.into(), pairs));
    let values = html_values(pairs);
    let all = without_sign_type(pairs).chain(pluses).chain(encoded).chain(html).chain(values);
    all.chain(in_other_charsets(pairs, declared))
        .chain(one_too_few(pairs))
        .chain(one_too_many(pairs))
}

fn without(pairs: &Pairs, names: &[&[u8]]) -> Pairs {
    pairs.iter().filter(|(name, _)| !names.contains(&name.as_slice())).cloned().collect()
}

fn without_sign_type(pairs: &Pairs) -> impl Iterator<Item = Wrong> {
    let mistake =
        "sign_type was left out of what was signed; all parameters but sign belong into it";
    std::iter::once_with(|| (mistake.into(), without(pairs, &[b"sign_type"])))
}

/// One parameter was sent, but not signed; perhaps sign_type neither.
fn one_too_few(pairs: &Pairs) -> impl Iterator<Item = Wrong> {
    let others = || {
        pairs.iter().map(|(name, _)| name).filter(|name| *name != b"sign" && *name != b"sign_type")
    };
    let mistake = |name: &[u8], also: &str| {
        let name = String::from_utf8_lossy(name);
        format!(
            "{name}{also} was sent, but left out of what was signed: sign it, or do not send it"
        )
    };
    let alone = others().map(move |name| (mistake(name, "").into(), without(pairs, &[name])));
    let both = others().map(move |name| {
        (mistake(name, ", like sign_type,").into(), without(pairs, &[name, b"sign_type"]))
    });
    alone.chain(both)
}

/// One parameter was signed, but not sent; what it was can only be guessed.
fn one_too_many(pairs: &Pairs) -> impl Iterator<Item = Wrong> {
    let is_absent = |name: &str| pairs.iter().all(|(known, _)| known != name.as_bytes());
    USUAL.into_iter().filter(move |(name, _)| is_absent(name)).map(|(name, value)| {
        let mistake =
            format!("{name}={value} was signed, but not sent: send it, or do not sign it");
        let more = pairs.iter().cloned().chain([(name.into(), value.into())]);
        (mistake.into(), more.collect())
    })
}

/// Values that are escaped for HTML on one of the two sides.
fn html_values(pairs: &Pairs) -> impl Iterator<Item = Wrong> {
    let read =
        changed(pairs, |_, value| html_text::unescaped(value).unwrap_or_else(|| value.to_vec()));
    let sent =
        "the values were sent with HTML's entities, such as &quot; for \", but signed without";
    let sent = (read != *pairs).then(|| (sent.into(), read));
    let signed = STYLES.into_iter().map(|style| {
        let mistake =
            "the values were signed with HTML's entities, such as &quot; for \", but sent without";
        (mistake.into(), changed(pairs, |_, value| html_text::escaped(value, style)))
    });
    sent.into_iter().chain(signed)
}

/// Of plain bytes: they, and what editors, pages and shells make of them.
pub(crate) fn of_bytes(text: &[u8]) -> impl Iterator<Item = Candidate> {
    let bare = text.strip_suffix(b"\n").map(|bare| bare.strip_suffix(b"\r").unwrap_or(bare));
    let ended = "the text ends with a line's end that was not signed: take it away";
    let marked = "the file has a byte order mark, or is UTF-16: save it as utf-8 without one";
    let plain = unmarked(text).filter(|plain| **plain != *text).map(|plain| plain.into_owned());
    let plain_bare = plain.as_deref().map(|plain| plain.trim_ascii_end().to_vec());
    let lines = "the lines end with CR LF in one of the two, and with LF in the other";
    let unix: Vec<u8> = String::from_utf8_lossy(text).replace("\r\n", "\n").into_bytes();
    let dos: Vec<u8> = String::from_utf8_lossy(&unix).replace('\n', "\r\n").into_bytes();
    let read = "the text here has HTML's entities, such as &amp; for &: read them back";
    let unescaped = html_text::unescaped(bare.unwrap_or(text));
    let restored = std::str::from_utf8(bare.unwrap_or(text)).ok().and_then(html_text::restored);
    let simple = [
        (ended, bare.map(<[u8]>::to_vec)),
        (marked, plain),
        (marked, plain_bare),
        (lines, (unix != text).then_some(unix)),
        (lines, Some(dos)),
        (read, unescaped),
        (HTML, restored.map(String::into_bytes)),
    ];
    let simple = simple
        .into_iter()
        .filter_map(|(mistake, message)| message.map(|message| Candidate::wrong(mistake, message)));
    let bare = bare.unwrap_or(text);
    let escaped =
        STYLES.into_iter().map(|style| Candidate::wrong(ESCAPED, html_text::escaped(bare, style)));
    let right = std::iter::once_with(|| Candidate::right(text.to_vec()));
    right.chain(simple).chain(escaped).chain(in_other_charset(bare)).chain(of_pieces(bare))
}

/// The text in another charset than the file's.
fn in_other_charset(text: &[u8]) -> impl Iterator<Item = Candidate> {
    Charset::ALL.into_iter().filter_map(|from| Some((from, from.decode(text)?))).flat_map(
        move |(from, read)| {
            Charset::ALL.into_iter().filter_map(move |to| {
                let message = to.encode(&read).ok().filter(|message| message != text)?;
                let mistake =
                    format!("the text was signed in {}, but is in {} here", to.name(), from.name());
                Some(Candidate::wrong(mistake, message))
            })
        },
    )
}

/// A text that is a string-to-sign: sorted, with a parameter more or less.
fn of_pieces(text: &[u8]) -> impl Iterator<Item = Candidate> {
    let pieces: Vec<Vec<u8>> =
        text.split(|byte| *byte == b'&').take(256).map(<[u8]>::to_vec).collect();
    let is_one = pieces.len() > 1 && pieces.iter().all(|piece| piece.contains(&b'='));
    let pieces = if is_one { pieces } else { Vec::new() };
    let mut sorted = pieces.clone();
    sorted.sort();
    let order = "the parameters stand in another order than they were signed in: sort them by name";
    let order = (!pieces.is_empty()).then(|| Candidate::wrong(order, sorted.join(&b'&')));
    let more = USUAL.into_iter().filter_map({
        let pieces = pieces.clone();
        move |(name, value)| {
            let piece = format!("{name}={value}");
            let is_there = |known: &Vec<u8>| known.starts_with(format!("{name}=").as_bytes());
            if pieces.is_empty() || pieces.iter().any(is_there) {
                return None;
            }
            let mut all = pieces.clone();
            all.push(piece.clone().into_bytes());
            all.sort();
            let mistake = format!("{piece} was signed, but is missing here");
            Some(Candidate::wrong(mistake, all.join(&b'&')))
        }
    });
    let less = (0..pieces.len()).map(move |at| {
        let name = pieces[at].split(|byte| *byte == b'=').next().unwrap_or_default();
        let mistake = format!("{} is here, but was not signed", String::from_utf8_lossy(name));
        let others = pieces.iter().enumerate().filter(|(other, _)| *other != at);
        let others: Vec<_> = others.map(|(_, piece)| piece.clone()).collect();
        Candidate::wrong(mistake, others.join(&b'&'))
    });
    order.into_iter().chain(less).chain(more)
}

fn changed(pairs: &Pairs, change: impl Fn(&[u8], &[u8]) -> Vec<u8>) -> Pairs {
    pairs.iter().map(|(name, value)| (name.clone(), change(name, value))).collect()
}

fn percent_encoded(value: &[u8], space: &str, lower: bool) -> Vec<u8> {
    let mut encoded = Vec::new();
    for &byte in value {
        match byte {
            b' ' => encoded.extend_from_slice(space.as_bytes()),
            b'-' | b'_' | b'.' | b'*' => encoded.push(byte),
            byte if byte.is_ascii_alphanumeric() => encoded.push(byte),
            byte if lower => encoded.extend_from_slice(format!("%{byte:02x}").as_bytes()),
            byte => encoded.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
    encoded
}

/// The values read in one charset and signed in another, as a client does whose own charset is not
/// the one that it sends.
fn in_other_charsets(pairs: &Pairs, declared: Charset) -> impl Iterator<Item = Wrong> {
    let each = Charset::ALL.into_iter().flat_map(|from| Charset::ALL.map(|to| (from, to)));
    each.filter_map(move |(from, to)| {
        let converted = pairs
            .iter()
            .map(|(name, value)| Some((name.clone(), to.encode(&from.decode(value)?).ok()?)));
        let converted: Pairs = converted.collect::<Option<_>>()?;
        let mistake = format!(
            "it was signed in {}, but sent in {}, and charset says {}: use one for all three",
            to.name(),
            from.name(),
            declared.name()
        );
        (converted != *pairs).then(|| (mistake.into(), converted))
    })
}
