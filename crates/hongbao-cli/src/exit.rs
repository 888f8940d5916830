//! The exit codes of the command.

/// The request was refused or the check failed.
pub(crate) const EXIT_NO: u8 = 1;
/// It could not start: wrong usage, or a database or a key that cannot be used.
pub(crate) const EXIT_REFUSED: u8 = 2;
