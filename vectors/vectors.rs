//! The vectors as files, and how a vector's request is signed. Included by the tests that replay them.

pub(crate) mod keys;

use std::path::{Path, PathBuf};

use hongbao_wire::{Empties, Params, Part, SignType, string_to_sign};

pub(crate) use keys::{app_key, platform_key};

/// Puts the app's signature where a placeholder is, in the query or in the form: `<sign>` covers
/// empty values too, `<sign dropped>` leaves them out, `<sign raw>` is not percent-encoded, and
/// `<sign otherwise>` is made as the type that the request does not name.
pub(crate) fn sign_placeholder(query: &str, form: &str) -> (String, String) {
    let mut parts = (query.to_owned(), form.to_owned());
    for (placeholder, empties) in [
        ("<sign>", Empties::Kept),
        ("<sign dropped>", Empties::Dropped),
        ("<sign raw>", Empties::Kept),
        ("<sign otherwise>", Empties::Kept),
    ] {
        let params = Params::read([query, form].map(|part| Part::Urlencoded(part.as_bytes())), 256);
        let sign_type = params.get("sign_type").and_then(SignType::parse);
        let sign_type = match (sign_type.unwrap_or(SignType::Rsa2), placeholder) {
            (SignType::Rsa2, "<sign otherwise>") => SignType::Rsa,
            (SignType::Rsa, "<sign otherwise>") => SignType::Rsa2,
            (sign_type, _) => sign_type,
        };
        let mut signature = app_key().sign(sign_type, &string_to_sign(&params, empties)).unwrap();
        if placeholder != "<sign raw>" {
            signature = signature.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        }
        parts.0 = parts.0.replace(placeholder, &signature);
        parts.1 = parts.1.replace(placeholder, &signature);
    }
    parts
}

/// Compares what a vector's file holds with what came out; `make update` writes it instead.
pub(crate) fn golden(file: &Path, actual: &[u8]) {
    if updating() {
        std::fs::write(file, actual).unwrap();
    }
    let expected = std::fs::read(file).unwrap_or_default();
    assert!(
        expected == actual,
        "{}\nholds    {}\ncame out {}\n(`make update` writes it again)",
        file.display(),
        String::from_utf8_lossy(&expected),
        String::from_utf8_lossy(actual),
    );
}

/// Whether golden files are to be written.
#[expect(clippy::disallowed_methods, reason = "tests are steered by the environment")]
pub(crate) fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// What a folder of vectors/ holds, in order of the names.
pub(crate) fn entries(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors").join(folder);
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    assert!(!entries.is_empty());
    entries
}

/// The query and the form of a wire case, signed.
pub(crate) fn wire_request(case: &Path) -> (String, String) {
    let file = case.join("params");
    let text = std::fs::read_to_string(&file).unwrap();
    let (query, form) = text.split_once('\n').unwrap();
    let (query, form) = sign_placeholder(query, form.trim_end_matches('\n'));
    golden(&file, format!("{query}\n{form}\n").as_bytes());
    (query, form)
}
