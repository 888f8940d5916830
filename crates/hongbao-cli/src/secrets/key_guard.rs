//! Refuses keys among the arguments: other users of a machine see them in its list of processes, and
//! shells keep them in their history.

use std::ffi::OsString;

use hongbao_wire::AnyKey;

use crate::command_error::CommandError;

/// Refuses arguments that hold a key, or what looks like a part of one. Nothing of it is said.
pub(crate) fn check(arguments: &[OsString]) -> Result<(), CommandError> {
    let holds_key = arguments.iter().filter_map(|argument| argument.to_str()).any(|argument| {
        looks_like_key(argument)
            || argument.split_once('=').is_some_and(|(_, value)| looks_like_key(value))
    });
    if !holds_key {
        return Ok(());
    }
    Err(CommandError::new(
        "an argument holds a key, and arguments can be seen by other users and stay in the shell's history",
        "Put it into a file and name that, or into HONGBAO_APP_PRIVATE_KEY or HONGBAO_ALIPAY_PUBLIC_KEY; \
         a private key that was shown needs a successor: hongbao keys new",
    ))
}

/// Whether a text is a key, or a good part of one.
pub(crate) fn looks_like_key(text: &str) -> bool {
    text.contains("-----BEGIN ") || AnyKey::read(text.as_bytes()).is_ok() || is_torn_key(text)
}

/// Each document of a key of 1024 bits or more starts with the same bytes, MI in Base64. A signature
/// that does so is one in thousands, and has its own flag for a file.
fn is_torn_key(text: &str) -> bool {
    let base64 = |c: char| c.is_ascii_alphanumeric() || "+/=\\ \n\r".contains(c);
    text.starts_with("MI") && text.len() >= 400 && text.chars().all(base64)
}
