//! What an operation answers when it is refused: a problem as RFC 9457 describes it.

use hongbao_engine::Cause;
use serde::Serialize;

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What kind it is, in words with a hyphen between them.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
}

impl Problem {
    /// The problem of this name: words with a hyphen between them.
    #[must_use]
    pub fn new(kind: &str, status: u16) -> Self {
        Self { kind: kind.to_owned(), title: kind.replace('-', " "), status }
    }

    /// The problem of a path that leads nowhere.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new("not-found", 404)
    }

    /// The problem that a refusal is. What only a sandbox has is not there in production.
    #[must_use]
    pub fn of(cause: Cause) -> Self {
        if cause == Cause::NoSandbox {
            return Self::not_found();
        }
        let mut kind = String::new();
        for letter in format!("{cause:?}").chars() {
            if letter.is_ascii_uppercase() && !kind.is_empty() {
                kind.push('-');
            }
            kind.push(letter.to_ascii_lowercase());
        }
        let status = match cause {
            Cause::CampaignUnknown
            | Cause::VoucherUnknown
            | Cause::UserUnknown
            | Cause::MerchantUnknown => 404,
            Cause::UserIdIllegal
            | Cause::CrowdNoIllegal
            | Cause::TimeIllegal
            | Cause::KeyReused
            | Cause::PageIllegal
            | Cause::StateUnknown => 422,
            _ => 409,
        };
        Self::new(&kind, status)
    }
}
