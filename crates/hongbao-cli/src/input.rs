//! What commands read: a file, or `-` for the standard input.
//!
//! Text is read in one way, whichever option names it: a byte order mark is not part of it, UTF-16 is
//! text too, and so is a charset of the protocol. What is none of these is said to be none.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::Path;

use hongbao_wire::{Charset, unmarked};

use crate::command_error::CommandError;

/// The whole content of a file, or of the standard input, to the byte.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    let content = if is_stdin(path) { read_stdin() } else { std::fs::read(path) };
    content.map_err(|source| unreadable(path, source))
}

/// The content without a byte order mark, UTF-16 as utf-8, and else to the byte.
pub(crate) fn unmarked_bytes(path: &Path) -> Result<Vec<u8>, CommandError> {
    let content = read(path)?;
    plain(&content).map(Cow::into_owned).map_err(|source| unreadable(path, source))
}

/// The content as text: utf-8, else the charset that is asked for, else any of the protocol's.
pub(crate) fn text(path: &Path, asked: Charset) -> Result<String, CommandError> {
    decoded(&read(path)?, asked).map_err(|source| unreadable(path, source))
}

/// The same of a file, for those who word their errors themselves.
pub(crate) fn file_text(path: &Path) -> io::Result<String> {
    decoded(&std::fs::read(path)?, Charset::Utf8)
}

fn plain(content: &[u8]) -> io::Result<Cow<'_, [u8]>> {
    unmarked(content).ok_or_else(|| malformed("it is UTF-16 with a broken character".to_owned()))
}

/// Content as text: utf-8, else the charset that is asked for, else any of the protocol's.
pub(crate) fn decoded(content: &[u8], asked: Charset) -> io::Result<String> {
    let bytes = plain(content)?;
    let charsets = [Charset::Utf8, asked, Charset::Gb18030];
    let text = charsets.into_iter().find_map(|charset| charset.decode(&bytes));
    text.map(Cow::into_owned).ok_or_else(|| {
        malformed(format!("it is not text: neither utf-8, nor {}, nor gb18030", asked.name()))
    })
}

fn malformed(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

fn unreadable(path: &Path, source: io::Error) -> CommandError {
    let what = format!("{} cannot be read", name(path));
    let remedy = match source.kind() {
        io::ErrorKind::InvalidData => {
            "Save it as utf-8, or name its charset with --charset where the command takes it."
        }
        _ => "Name a file that is there, or - for the standard input.",
    };
    CommandError::about(what, source, remedy)
}

/// What it is called in a sentence.
pub(crate) fn name(path: &Path) -> String {
    if is_stdin(path) { "the standard input".to_owned() } else { path.display().to_string() }
}

/// Whether it is `-`.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == OsStr::new("-")
}

fn read_stdin() -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    io::stdin().read_to_end(&mut content)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use hongbao_wire::Charset;

    use super::decoded;

    #[test]
    fn text_is_text_however_it_was_saved() {
        let gbk = Charset::Gbk.encode("红包 a").unwrap();
        let little = "\u{feff}红包 a".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big = "\u{feff}红包 a".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in ["红包 a".into(), "\u{feff}红包 a".into(), little, big, gbk] {
            assert_eq!(decoded(&bytes, Charset::Utf8).unwrap(), "红包 a");
        }
        for bytes in [&[0xFF, 0xFE, 0, 0xD8][..], &[0xFF, 0xFF], &[b'a', 0x80, 0xFF]] {
            let error = decoded(bytes, Charset::Gbk).unwrap_err().to_string();
            assert!(
                error.contains("UTF-16") || error.contains("neither utf-8, nor gbk"),
                "{error}"
            );
        }
    }
}
