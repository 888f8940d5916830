//! What could have been signed instead: the text as the gateway builds it, then what the usual
//! mistakes make of it. Nothing is judged here; `diagnosis` tries each against the key.

use std::borrow::Cow;

use hongbao_wire::{Charset, Empties, Opened, Params, Part, string_to_sign};

/// A text that may have been signed.
pub(crate) struct Candidate {
    /// The mistake that leads to it; "" for none.
    pub(crate) mistake: Cow<'static, str>,
    /// How it was read, where there are two ways; "" where there is one.
    pub(crate) reading: &'static str,
    pub(crate) message: Vec<u8>,
}

type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// Of a request: its string-to-sign, empty values left out and kept.
pub(crate) fn of_request(params: &Params<'_>) -> Vec<Candidate> {
    let pairs_of = |params: &Params<'_>| -> Pairs {
        params.iter().map(|(name, value)| (name.to_vec(), value.to_vec())).collect()
    };
    let pairs = pairs_of(params);
    let declared = params.get("charset").and_then(Charset::parse).unwrap_or(Charset::Utf8);
    let mut all = vec![("".into(), pairs.clone())];
    // A parameter that was sent in two spellings; either may be the one that is signed.
    all.extend(params.respelled().map(|params| ("".into(), pairs_of(&params))));
    all.push((
        "sign_type was left out of what was signed; all parameters but sign belong into it".into(),
        pairs.iter().filter(|(name, _)| name != b"sign_type").cloned().collect(),
    ));
    all.push((
        "a + in a value was not percent-encoded when it was sent, and arrived as a space: send %2B"
            .into(),
        changed(
            &pairs,
            |name, value| if name == b"timestamp" { value.to_vec() } else { pluses(value) },
        ),
    ));
    for (space, lower) in [("+", false), ("%20", false), ("+", true), ("%20", true)] {
        all.push((
            "the values were percent-encoded before they were signed; sign them as they are, then encode".into(),
            changed(&pairs, |_, value| percent_encoded(value, space, lower)),
        ));
    }
    all.extend(in_other_charsets(&pairs, declared));
    let has_empties = pairs.iter().any(|(name, value)| name != b"sign" && value.is_empty());
    let readings = match has_empties {
        true => {
            &[(Empties::Dropped, "empty values left out"), (Empties::Kept, "empty values kept")][..]
        }
        false => &[(Empties::Dropped, "")],
    };
    let mut candidates = Vec::new();
    for (mistake, pairs) in all {
        let params = Params::read([Part::Text(pairs)], usize::MAX);
        for &(empties, reading) in readings {
            let message = string_to_sign(&params, empties);
            candidates.push(Candidate { mistake: mistake.clone(), reading, message });
        }
    }
    candidates
}

/// Of an answer: its node.
pub(crate) fn of_answer(opened: &Opened<'_>) -> Vec<Candidate> {
    let candidate =
        |mistake: String, message| Candidate { mistake: mistake.into(), reading: "", message };
    let mut candidates = vec![candidate(String::new(), opened.node.to_vec())];
    candidates.extend(opened.without_escaped_slashes().map(|node| candidate(String::new(), node)));
    let compact = serde_json::from_str::<serde_json::Value>(&opened.text).ok();
    let compact = compact.and_then(|node| opened.charset.encode(&node.to_string()).ok());
    let mistake = "the answer was reformatted: the signature fits its node without white space";
    candidates.extend(compact.map(|message| candidate(mistake.to_owned(), message)));
    for to in Charset::ALL.into_iter().filter(|to| *to != opened.charset) {
        let (from, to_name) = (opened.charset.name(), to.name());
        let mistake = format!(
            "the signature fits the node in {to_name}, but the answer is in {from} here: keep its bytes as they came"
        );
        candidates.extend(to.encode(&opened.text).ok().map(|message| candidate(mistake, message)));
    }
    candidates
}

/// Of plain bytes: they, and they without the line's end that an editor adds.
pub(crate) fn of_bytes(text: &[u8]) -> Vec<Candidate> {
    let mut candidates =
        vec![Candidate { mistake: "".into(), reading: "", message: text.to_vec() }];
    if let Some(bare) = text.strip_suffix(b"\n") {
        let message = bare.strip_suffix(b"\r").unwrap_or(bare).to_vec();
        let mistake = "the text ends with a line's end that was not signed: take it away".into();
        candidates.push(Candidate { mistake, reading: "", message });
    }
    candidates
}

fn changed(pairs: &Pairs, change: impl Fn(&[u8], &[u8]) -> Vec<u8>) -> Pairs {
    pairs.iter().map(|(name, value)| (name.clone(), change(name, value))).collect()
}

fn pluses(value: &[u8]) -> Vec<u8> {
    value.iter().map(|&byte| if byte == b' ' { b'+' } else { byte }).collect()
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
fn in_other_charsets(pairs: &Pairs, declared: Charset) -> Vec<(Cow<'static, str>, Pairs)> {
    let mut all = Vec::new();
    for from in Charset::ALL {
        for to in Charset::ALL {
            let converted: Option<Pairs> = pairs
                .iter()
                .map(|(name, value)| Some((name.clone(), to.encode(&from.decode(value)?).ok()?)))
                .collect();
            if let Some(converted) = converted.filter(|converted| converted != pairs) {
                let mistake = format!(
                    "it was signed in {}, but sent in {}, and charset says {}: use one for all three",
                    to.name(),
                    from.name(),
                    declared.name()
                );
                all.push((mistake.into(), converted));
            }
        }
    }
    all
}
