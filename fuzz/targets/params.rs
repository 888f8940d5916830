//! Reading parameters, against another implementation of urlencoded text.
//!
//! An input is a query, a form and the text parts of a multipart form, a line each (what follows
//! the second line break is the third).
#![no_main]

use std::borrow::Cow;
use std::collections::BTreeMap;

use hongbao_wire::{Empties, Params, Part, string_to_sign};
use libfuzzer_sys::fuzz_target;

const MAX: usize = 8;

type Pair = (Vec<u8>, Vec<u8>);

fuzz_target!(|input: &[u8]| {
    let mut lines = input.splitn(3, |&byte| byte == b'\n');
    let (query, form) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let text: Vec<Pair> = pairs(lines.next().unwrap_or_default()).map(owned).collect();
    let parts = [Part::Urlencoded(query), Part::Urlencoded(form), Part::Text(text.clone())];
    let params = Params::read(parts, MAX);

    let (model, flawed) = model(query, form, &text);
    let read: BTreeMap<_, _> = params.iter().map(owned).collect();
    assert_eq!(read, model);
    assert_eq!(params.check().is_err(), flawed);
    for (name, value) in &model {
        let known = Some(value.as_slice()).filter(|value| !value.is_empty());
        assert_eq!(params.get(str::from_utf8(name).expect("ASCII")), known);
    }
    assert!(params.iter().is_sorted());
    check_signed_text(&params);
    check_encoded_again(&params);
});

/// What is read, and whether it has a flaw, said once more.
fn model(query: &[u8], form: &[u8], text: &[Pair]) -> (BTreeMap<Vec<u8>, Vec<u8>>, bool) {
    let (mut values, mut flawed) = (BTreeMap::new(), false);
    let encoded = pairs(query).chain(pairs(form)).map(|(name, value)| {
        let broken = has_broken_escape(name) || has_broken_escape(value);
        (!broken).then(|| (decoded(name), decoded(value)))
    });
    for pair in encoded.chain(text.iter().cloned().map(Some)) {
        let usable = pair.filter(|(name, _)| !name.is_empty() && name.is_ascii());
        let Some((name, value)) = usable else {
            flawed = true;
            continue;
        };
        if values.len() == MAX && !values.contains_key(&name) {
            flawed = true;
            continue;
        }
        let known: &mut Vec<u8> = values.entry(name).or_default();
        if !value.is_empty() {
            *known = value;
        }
    }
    (values, flawed)
}

fn pairs(text: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let pairs = text.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let mut halves = pair.splitn(2, |&byte| byte == b'=');
        (halves.next().unwrap_or_default(), halves.next().unwrap_or_default())
    })
}

fn owned((name, value): (&[u8], &[u8])) -> Pair {
    (name.to_vec(), value.to_vec())
}

/// Whether a `%` stands without two hex digits.
fn has_broken_escape(text: &[u8]) -> bool {
    let escapes = text.split(|&byte| byte == b'%').skip(1);
    escapes.into_iter().any(|rest| rest.len() < 2 || !rest[..2].iter().all(u8::is_ascii_hexdigit))
}

fn decoded(text: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    percent_encoding::percent_decode(&spaced).collect()
}

/// The string-to-sign is every parameter but one, joined.
fn check_signed_text(params: &Params<'_>) {
    let joined = |kept: bool| {
        let pairs =
            params.iter().filter(|(name, value)| *name != b"sign" && (kept || !value.is_empty()));
        pairs.map(|(name, value)| [name, b"=", value].concat()).collect::<Vec<_>>().join(&b'&')
    };
    assert_eq!(string_to_sign(params, Empties::Kept), joined(true));
    assert_eq!(string_to_sign(params, Empties::Dropped), joined(false));
}

/// Encoded by the other implementation and read again, they are the same; and it reads them the same.
fn check_encoded_again(params: &Params<'_>) {
    let encode = |bytes| form_urlencoded::byte_serialize(bytes).collect::<String>();
    let pairs = params.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    let text = pairs.collect::<Vec<_>>().join("&");
    let again = Params::read([Part::Urlencoded(text.as_bytes())], MAX);
    assert!(again.check().is_ok());
    assert!(again.iter().eq(params.iter()));
    let lossy = |bytes| String::from_utf8_lossy(bytes);
    let theirs: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        form_urlencoded::parse(text.as_bytes()).collect();
    let ours: Vec<_> = params.iter().map(|(name, value)| (lossy(name), lossy(value))).collect();
    assert_eq!(theirs, ours);
}
