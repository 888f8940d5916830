//! Why a signature does not hold: each mistake that is known is tried for real, and what the key opens
//! the signature to tells a wrong key from a wrong text and from a wrong way to sign.
//!
//! The key is used once for each way to read the signature; what may have been signed is then only
//! hashed, however many texts are tried.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hongbao_wire::{Charset, Padding, SignType, SignatureBlock, VerifyingKey};

use crate::signing::html_text;
use crate::signing::mistakes::Candidate;
use crate::signing::signing_steps::{hash_name, hex, shown};
use crate::terminal::Value;

/// What is verified.
pub(crate) struct Subject {
    /// As it was sent, Base64.
    pub(crate) signature: Vec<u8>,
    /// What it is said to be; `None` if nothing usable is said.
    pub(crate) sign_type: Option<SignType>,
    /// The right text, as it is shown.
    pub(crate) right: Vec<u8>,
    pub(crate) charset: Charset,
    /// What else is to be said of it, whatever comes out.
    pub(crate) remarks: Vec<String>,
}

/// What came out.
pub(crate) enum Finding {
    /// It holds, in this way.
    Sound { sign_type: SignType, reading: &'static str, message: Vec<u8> },
    /// It would hold but for these.
    Mistaken(Vec<String>),
    /// The key made it, but over something else.
    OtherText(SignatureBlock),
    /// It opens to nothing that is known: its length, and that of the key's signatures.
    Foreign { signature: Vec<u8>, length: usize },
    /// There is no signature to speak of; why not.
    Unreadable(&'static str),
}

/// Tries everything, what is right first.
pub(crate) fn of(
    subject: &Subject,
    candidates: impl Iterator<Item = Candidate>,
    key: &VerifyingKey,
) -> Finding {
    let signatures = readings(&subject.signature);
    let Some((_, first)) = signatures.first() else {
        return Finding::Unreadable(if subject.signature.is_empty() {
            "there is no sign"
        } else {
            "sign is not Base64: it was cut short, or encoded in another way"
        });
    };
    let opened: Vec<(&str, &[u8], SignatureBlock)> = signatures
        .iter()
        .filter_map(|(damage, signature)| {
            Some((*damage, signature.as_slice(), key.open(signature)?))
        })
        .collect();
    let Some((.., block)) = opened.first() else {
        let length = key.bits().div_ceil(8);
        return Finding::Foreign { signature: first.clone(), length };
    };
    for candidate in candidates {
        let fits = opened.iter().find(|(.., block)| block.is_over(&candidate.message));
        if let Some((damage, signature, block)) = fits {
            return fitting(subject, candidate, key, (damage, signature, block));
        }
    }
    Finding::OtherText(block.clone())
}

/// A text that the signature was made over: whether that is all right.
fn fitting(
    subject: &Subject,
    candidate: Candidate,
    key: &VerifyingKey,
    (damage, signature, block): (&str, &[u8], &SignatureBlock),
) -> Finding {
    let mut mistakes: Vec<String> =
        candidate.mistakes.iter().map(|mistake| mistake.as_ref().to_owned()).collect();
    mistakes.extend((!damage.is_empty()).then(|| damage.to_owned()));
    let both = [SignType::Rsa2, SignType::Rsa];
    let made = both.into_iter().find(|made| key.accepts(*made, &candidate.message, signature));
    match (made, subject.sign_type) {
        (Some(made), Some(said)) if made != said => mistakes.push(format!(
            "it was signed with {} ({}), but sign_type is {}",
            made.name(),
            hash_name(made),
            said.name()
        )),
        (Some(_), _) => {}
        (None, said) => mistakes.push(other_way(block, &candidate.message, said)),
    }
    match made.filter(|_| mistakes.is_empty()) {
        Some(sign_type) => {
            Finding::Sound { sign_type, reading: candidate.reading, message: candidate.message }
        }
        None => Finding::Mistaken(mistakes),
    }
}

/// How a signature over the right text was made, if not as the protocol has it.
fn other_way(block: &SignatureBlock, message: &[u8], said: Option<SignType>) -> String {
    let said = said.unwrap_or(SignType::Rsa2);
    let wanted = format!(
        "{} wants PKCS#1 v1.5 padding and a DigestInfo of {}",
        said.name(),
        hash_name(said)
    );
    let content = match block.bare_form(message) {
        Some(form) => format!("{form}, without a DigestInfo"),
        None => content_name(block),
    };
    match (&block.padding, block.hash) {
        (Padding::Pkcs1, Some(hash))
            if ["SHA-256", "SHA-1"].contains(&hash.to_string().as_str()) =>
        {
            format!(
                "its DigestInfo of {hash} is not written as it must be: NULL parameters are missing"
            )
        }
        _ => format!("it was signed with {}: {content}; {wanted}", padding_name(&block.padding)),
    }
}

fn padding_name(padding: &Padding) -> String {
    match padding {
        Padding::Pkcs1 => "PKCS#1 v1.5 padding".to_owned(),
        Padding::Encryption => "the padding of encryption (PKCS#1 v1.5, type 2)".to_owned(),
        Padding::Pss { salt, mask } => {
            format!("PSS padding (salt of {} bytes, mask by {mask})", salt.len())
        }
        Padding::Zeros => "no padding but zeros".to_owned(),
    }
}

/// What stands behind the padding, as far as it says so itself.
fn content_name(block: &SignatureBlock) -> String {
    let bytes = block.content.len();
    match (&block.padding, block.hash) {
        (Padding::Pss { .. }, Some(hash)) => format!("{hash}"),
        (_, Some(hash)) => format!("a DigestInfo of {hash} ({bytes} bytes)"),
        (_, None) => {
            let like = match bytes {
                16 => ", as many as MD5 has",
                20 => ", as many as SHA-1 has",
                32 => ", as many as SHA-256 has",
                48 => ", as many as SHA-384 has",
                64 => ", as many as SHA-512 has, or SHA-256 in hexadecimal digits",
                _ => "",
            };
            format!("{bytes} bytes without a DigestInfo{like}")
        }
    }
}

/// Base64 whose padding may be lost.
const fn patient(alphabet: &alphabet::Alphabet) -> GeneralPurpose {
    let mode = DecodePaddingMode::Indifferent;
    GeneralPurpose::new(alphabet, GeneralPurposeConfig::new().with_decode_padding_mode(mode))
}
const PATIENT: GeneralPurpose = patient(&alphabet::STANDARD);
const FOR_URLS: GeneralPurpose = patient(&alphabet::URL_SAFE);

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
    let json = text.replace("\\/", "/").replace("\\u002b", "+").replace("\\u002B", "+");
    let json = json.replace("\\u003d", "=").replace("\\u003D", "=").replace("\\u002f", "/");
    let plain = STANDARD.decode(&mended).ok();
    let twice = plain.as_ref().and_then(|inner| STANDARD.decode(inner.trim_ascii()).ok());
    let reversed = plain.as_ref().map(|bytes| bytes.iter().rev().copied().collect());
    let html = html_text::unescaped(signature).and_then(|text| STANDARD.decode(text).ok());
    let readings = [
        ("", plain),
        ("sign is broken into lines: send it as one", STANDARD.decode(&bare).ok()),
        ("sign was percent-encoded twice", STANDARD.decode(decoded).ok()),
        (
            "sign is in the Base64 for URLs, with - and _: use the usual one",
            FOR_URLS.decode(&bare).ok(),
        ),
        ("sign has lost its padding (=) at the end", PATIENT.decode(&bare).ok()),
        ("sign is in hexadecimal digits, not in Base64", unhex(&bare)),
        ("sign was written in Base64 twice", twice),
        (
            "sign still has the escapes of JSON, such as \\/ for /",
            STANDARD.decode(json.trim_matches('"')).ok(),
        ),
        ("sign has HTML's entities, such as &#43; for +", html),
        ("sign has its bytes in reverse order, as Windows' CryptoAPI gives them", reversed),
    ];
    let readable = readings.into_iter().filter_map(|(damage, bytes)| Some((damage, bytes?)));
    let mut readable: Vec<_> = readable.filter(|(_, bytes)| !bytes.is_empty()).collect();
    let mut seen = Vec::new();
    readable.retain(|(_, bytes)| {
        let is_new = !seen.contains(bytes);
        seen.push(bytes.clone());
        is_new
    });
    readable
}

fn unhex(digits: &[u8]) -> Option<Vec<u8>> {
    let pairs = digits.chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?;
        u8::from_str_radix(pair, 16).ok()
    });
    pairs.collect()
}

impl Finding {
    /// What it means, in sentences.
    pub(crate) fn lines(&self, subject: &Subject) -> Vec<String> {
        let plain =
            |message: &[u8]| format!("signed text: {}", Value(&shown(message, subject.charset)));
        let right = subject.right.as_slice();
        let mut lines = match self {
            Self::Sound { sign_type, reading, message } => {
                let algorithm = format!("{} ({})", sign_type.name(), hash_name(*sign_type));
                let reading = (!reading.is_empty()).then(|| (*reading).to_owned());
                [algorithm].into_iter().chain(reading).chain([plain(message)]).collect()
            }
            Self::Mistaken(mistakes) => {
                let found = mistakes.iter().map(|mistake| format!("found: {}", Value(mistake)));
                found.chain([plain(right)]).collect()
            }
            Self::OtherText(block) => {
                other_text(block, right, subject).into_iter().chain([plain(right)]).collect()
            }
            Self::Foreign { signature, length } if signature.len() != *length => vec![
                format!(
                    "sign has {} bytes, this key's signatures have {length}: it was made with another key, or it is cut short",
                    signature.len()
                ),
                plain(right),
            ],
            Self::Foreign { signature, .. } => vec![
                format!(
                    "sign ({} bytes) was not made with this key's private half, or it is damaged: opened with this key it shows no padding that is known (PKCS#1 v1.5, PSS, zeros)",
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
        lines.extend(subject.remarks.iter().cloned());
        lines
    }
}

/// The key is right, so the text is not, or not only: what was signed, and what should have been.
fn other_text(block: &SignatureBlock, right: &[u8], subject: &Subject) -> Vec<String> {
    let both = [SignType::Rsa2, SignType::Rsa];
    let named = block.hash.map(|hash| hash.to_string());
    let sign_type = both.into_iter().find(|made| named.as_deref() == Some(hash_name(*made)));
    let signed = hex(&block.content);
    let Some(sign_type) = sign_type.filter(|_| block.padding == Padding::Pkcs1) else {
        let is_known = block.hash.is_none_or(|hash| hash.of(b"").is_some());
        let verdict = if is_known {
            "the key is right: its private half made this signature, but over another text, and in another way than the protocol has"
        } else {
            "the key is right: its private half made this signature, with a hash that is not computed here, so that its text was not compared"
        };
        let content: String = signed.chars().take(128).collect();
        return vec![
            verdict.to_owned(),
            format!("in it: {}, {}", padding_name(&block.padding), content_name(block)),
            format!("its bytes: {content}{}", if signed.len() > 128 { "…" } else { "" }),
        ];
    };
    let hash = hash_name(sign_type);
    let mut lines = vec![
        "the key is right: its private half made this signature, but over another text".to_owned(),
        format!("{hash} of what was signed: {signed}"),
        format!("{hash} of the text below:  {}", sign_type.digest_hex(right)),
    ];
    if subject.sign_type.is_some_and(|said| said != sign_type) {
        lines.push(format!("and it was signed with {}", sign_type.name()));
    }
    lines
}
