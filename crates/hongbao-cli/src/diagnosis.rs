//! Why a signature does not hold: each mistake that is known is tried for real, and what the key says
//! of the signature tells a wrong key from a wrong text.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use hongbao_wire::{Charset, SignType, VerifyingKey};

use crate::mistakes::Candidate;
use crate::signing_steps::{hash_name, shown};

/// What is verified.
pub(crate) struct Subject {
    /// As it was sent, Base64.
    pub(crate) signature: Vec<u8>,
    /// What it is said to be; `None` if nothing usable is said.
    pub(crate) sign_type: Option<SignType>,
    /// What may have been signed; the first is the right one, the rest may be.
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) charset: Charset,
}

/// What came out.
pub(crate) enum Finding {
    /// It holds, in this way.
    Sound { sign_type: SignType, reading: &'static str, message: Vec<u8> },
    /// It would hold but for these.
    Mistaken(Vec<String>),
    /// The key made it, but over something else: its hash, with the algorithm's name in front.
    OtherText(Vec<u8>),
    /// The key did not make this.
    Foreign(Vec<u8>),
    /// There is no signature to speak of; why not.
    Unreadable(&'static str),
}

/// Tries everything, what is right first.
pub(crate) fn of(subject: &Subject, key: &VerifyingKey) -> Finding {
    let signatures = readings(&subject.signature);
    let Some((_, first)) = signatures.first() else {
        return Finding::Unreadable(match subject.signature.is_empty() {
            true => "there is no sign",
            false => "sign is no Base64: it was cut short, or encoded in another way",
        });
    };
    let (other, name) = match subject.sign_type {
        Some(SignType::Rsa) => (SignType::Rsa2, "RSA"),
        Some(SignType::Rsa2) | None => (SignType::Rsa, "RSA2"),
    };
    let said = subject.sign_type.unwrap_or(SignType::Rsa2);
    for (sign_type, candidate, (damage, signature)) in each(subject, [said, other], &signatures) {
        if !key.accepts(sign_type, &candidate.message, signature) {
            continue;
        }
        let mut mistakes: Vec<String> = [candidate.mistake.as_ref(), damage]
            .into_iter()
            .filter(|m| !m.is_empty())
            .map(str::to_owned)
            .collect();
        if subject.sign_type.is_some_and(|said| said != sign_type) {
            let made = sign_type.name();
            mistakes.push(format!(
                "it was signed with {made} ({}), but sign_type is {name}",
                hash_name(sign_type)
            ));
        }
        if mistakes.is_empty() {
            let message = candidate.message.clone();
            return Finding::Sound { sign_type, reading: candidate.reading, message };
        }
        return Finding::Mistaken(mistakes);
    }
    match signatures.iter().find_map(|(_, signature)| key.signed_content(signature)) {
        Some(content) => Finding::OtherText(content),
        None => Finding::Foreign(first.clone()),
    }
}

/// All ways to put it together: fewest mistakes first.
fn each<'a>(
    subject: &'a Subject,
    sign_types: [SignType; 2],
    signatures: &'a [(&'static str, Vec<u8>)],
) -> impl Iterator<Item = (SignType, &'a Candidate, &'a (&'static str, Vec<u8>))> {
    let signed = move |sign_type| {
        let with = move |candidate| signatures.iter().map(move |s| (sign_type, candidate, s));
        subject.candidates.iter().flat_map(with)
    };
    sign_types.into_iter().flat_map(signed)
}

/// The signature's bytes as it stands, and as it stands but for some damage. A `+` that arrived as a
/// space is none, as the gateway mends it.
fn readings(signature: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mended: Vec<u8> =
        signature.iter().map(|&byte| if byte == b' ' { b'+' } else { byte }).collect();
    let bare: Vec<u8> =
        signature.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let text = String::from_utf8_lossy(signature);
    let decoded = text.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    let decoded = decoded.replace("%2b", "+").replace("%2f", "/").replace("%3d", "=");
    let readings = [
        ("", STANDARD.decode(mended)),
        ("sign is broken into lines: send it as one", STANDARD.decode(bare)),
        ("sign was percent-encoded twice", STANDARD.decode(decoded)),
        (
            "sign is in the Base64 for URLs, with - and _: use the usual one",
            URL_SAFE.decode(signature),
        ),
    ];
    let readable = readings.into_iter().filter_map(|(damage, bytes)| Some((damage, bytes.ok()?)));
    readable.filter(|(_, bytes)| !bytes.is_empty()).collect()
}

impl Finding {
    /// What it means, in sentences.
    pub(crate) fn lines(&self, subject: &Subject) -> Vec<String> {
        let plain = |message: &[u8]| format!("signed text: {}", shown(message, subject.charset));
        let right = subject.candidates.first().map(|candidate| candidate.message.as_slice());
        let right = right.unwrap_or_default();
        let mut lines = match self {
            Self::Sound { sign_type, reading, message } => {
                let algorithm = format!("{} ({})", sign_type.name(), hash_name(*sign_type));
                let reading = (!reading.is_empty()).then(|| (*reading).to_owned());
                [algorithm].into_iter().chain(reading).chain([plain(message)]).collect()
            }
            Self::Mistaken(mistakes) => {
                let found = mistakes.iter().map(|mistake| format!("found: {mistake}"));
                found.chain([plain(right)]).collect()
            }
            Self::OtherText(content) => {
                other_text(content, right, subject).into_iter().chain([plain(right)]).collect()
            }
            Self::Foreign(signature) => vec![
                format!(
                    "sign ({} bytes) was not made with this key's private half, or it is damaged",
                    signature.len()
                ),
                plain(right),
            ],
            Self::Unreadable(why) => vec![(*why).to_owned(), plain(right)],
        };
        if subject.signature.contains(&b' ') {
            lines.push("a + in sign was not percent-encoded and arrived as a space: not every gateway mends that".to_owned());
        }
        if subject.sign_type.is_none() {
            lines.push("sign_type is missing or unknown; the gateway wants RSA2 or RSA".to_owned());
        }
        lines
    }
}

/// The key is right, so the text is not: what was hashed, and what should have been.
fn other_text(content: &[u8], right: &[u8], subject: &Subject) -> Vec<String> {
    // The hash ends its document, after the name of its algorithm.
    let sign_type = match content.len() {
        35 => Some(SignType::Rsa),
        51 => Some(SignType::Rsa2),
        _ => None,
    };
    let Some(sign_type) = sign_type else {
        return vec![
            "the key is right, but the hash is neither SHA-256 (RSA2) nor SHA-1 (RSA)".to_owned(),
        ];
    };
    let hash = hash_name(sign_type);
    let expected = sign_type.digest_hex(right);
    let hex: String = content.iter().map(|byte| format!("{byte:02x}")).collect();
    let signed = hex.get(hex.len() - expected.len()..).unwrap_or_default();
    let mut lines = vec![
        "the key is right: its private half made this signature, but over another text".to_owned(),
        format!("{hash} of what was signed: {signed}"),
        format!("{hash} of the text below:  {expected}"),
    ];
    if subject.sign_type.is_some_and(|said| said != sign_type) {
        lines.push(format!("and it was signed with {}", sign_type.name()));
    }
    lines
}
