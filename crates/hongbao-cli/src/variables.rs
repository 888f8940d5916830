//! Variables of the environment: the one place where the command reads them.

/// A variable that is set and not empty.
#[expect(clippy::disallowed_methods, reason = "the command line reads the environment")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether a variable is set, but to nothing.
#[expect(clippy::disallowed_methods, reason = "the command line reads the environment")]
pub(crate) fn is_blank(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| value.is_empty())
}
