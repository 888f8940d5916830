//! Why a call has no response, and whether it may have happened all the same.

use std::fmt;
use std::time::Duration;

use hongbao_api::When;
use hongbao_wire::{Code, KeyError, OpenError};

use crate::HttpAnswer;

/// A source that the transport gives.
pub(crate) type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a call has no response.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The request could not be written as JSON. Nothing was sent.
    #[error("the request cannot be written")]
    Unwritable(#[source] serde_json::Error),
    /// The request could not be signed. Nothing was sent.
    #[error("the request cannot be signed")]
    Unsigned(#[source] KeyError),
    /// No connection was made: nobody listens, or the name has no address. Nothing was sent.
    #[error("nobody answers at {gateway}")]
    Unreachable {
        /// The gateway's URL.
        gateway: String,
        /// What the system says.
        source: Source,
    },
    /// Somebody answers at the https URL, but not in TLS. Nothing was sent.
    #[error("{gateway} answers, but not in TLS")]
    NotTls {
        /// The gateway's URL.
        gateway: String,
        /// What TLS says.
        source: Source,
    },
    /// The TLS handshake failed: a certificate that is not trusted, or no version in common. Nothing was
    /// sent.
    #[error("the TLS handshake with {gateway} failed")]
    Handshake {
        /// The gateway's URL.
        gateway: String,
        /// What TLS says.
        source: Source,
    },
    /// Somebody answers, but not in HTTP; a port that speaks TLS does so at an http URL.
    #[error("what answers does not speak HTTP")]
    NotHttp(#[source] Source),
    /// The connection broke before the whole answer was there.
    #[error("the connection broke before the answer was there")]
    Broken(#[source] Source),
    /// No whole answer within the time that a call may take.
    #[error("no answer within {0:?}")]
    TimedOut(Duration),
    /// An answer longer than this many bytes, the client's limit.
    #[error("an answer of more than {0} bytes")]
    TooLong(usize),
    /// An HTTP status other than 200: something between here and the gateway answered.
    #[error("HTTP status {}", .0.status)]
    Status(HttpAnswer),
    /// What came is not an answer of the protocol.
    #[error("the response is not a gateway answer")]
    NoAnswer {
        /// What it is.
        #[source]
        source: OpenError,
        /// What came.
        answer: HttpAnswer,
    },
    /// The answer's node is one text in place of an object: its content is encrypted, and this client
    /// reads no encrypted contents.
    #[error("the answer is encrypted{}", Signed(*verified))]
    Encrypted {
        /// Whether the platform signed it.
        verified: bool,
        /// What came.
        answer: HttpAnswer,
    },
    /// The answer's signature is not the platform's for these bytes: it was altered on the way, or
    /// the configured Alipay public key is not this platform's.
    #[error("the answer's signature is not the platform's")]
    Forged(HttpAnswer),
    /// A success without a signature.
    #[error("a success without a signature")]
    SignatureMissing(HttpAnswer),
    /// The answer is the platform's, but its node does not fit the method's table.
    #[error("the answer does not fit the method's table")]
    Misfit {
        /// The row that does not fit.
        #[source]
        source: serde_json::Error,
        /// What came.
        answer: HttpAnswer,
    },
    /// The gateway says no.
    #[error(transparent)]
    Refused(Box<Refused>),
}

impl CallError {
    /// Whether the call may have happened, that is, changed something on the other side. If so, a
    /// command may be repeated only with the same parameters.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        match self {
            Self::Unwritable(_)
            | Self::Unsigned(_)
            | Self::Unreachable { .. }
            | Self::NotTls { .. }
            | Self::Handshake { .. } => false,
            Self::Broken(_)
            | Self::NotHttp(_)
            | Self::Encrypted { .. }
            | Self::TimedOut(_)
            | Self::TooLong(_)
            | Self::Status(_)
            | Self::NoAnswer { .. }
            | Self::Forged(_)
            | Self::SignatureMissing(_)
            | Self::Misfit { .. } => true,
            Self::Refused(refused) => refused.may_have_happened(),
        }
    }

    /// Whether the same call may succeed a moment later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Broken(_) => true,
            Self::Status(answer) => answer.status >= 500,
            Self::Refused(refused) => refused.is_busy(),
            Self::Unwritable(_)
            | Self::Unsigned(_)
            | Self::NotTls { .. }
            | Self::Handshake { .. }
            | Self::NotHttp(_)
            | Self::Encrypted { .. }
            | Self::TimedOut(_)
            | Self::TooLong(_)
            | Self::NoAnswer { .. }
            | Self::Forged(_)
            | Self::SignatureMissing(_)
            | Self::Misfit { .. } => false,
        }
    }

    /// What came over HTTP, where something did.
    #[must_use]
    pub fn answer(&self) -> Option<&HttpAnswer> {
        match self {
            Self::Status(answer)
            | Self::NoAnswer { answer, .. }
            | Self::Encrypted { answer, .. }
            | Self::Forged(answer)
            | Self::SignatureMissing(answer)
            | Self::Misfit { answer, .. } => Some(answer),
            Self::Refused(refused) => Some(&refused.answer),
            Self::Unwritable(_)
            | Self::Unsigned(_)
            | Self::Unreachable { .. }
            | Self::NotTls { .. }
            | Self::Handshake { .. }
            | Self::NotHttp(_)
            | Self::Broken(_)
            | Self::TimedOut(_)
            | Self::TooLong(_) => None,
        }
    }
}

/// Whether an encrypted answer's signature holds, in words.
struct Signed(bool);

impl fmt::Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 { "" } else { ", and it has no signature of the platform's" })
    }
}

/// The gateway's no.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{code} {sub_code}: {sub_msg}")]
#[non_exhaustive]
pub struct Refused {
    /// The result code, such as `40004`.
    pub code: String,
    /// The text that goes with it.
    pub msg: String,
    /// The error's code as it came, with or without `isv.` before a business code.
    pub sub_code: String,
    /// The error's text.
    pub sub_msg: String,
    /// Whether the platform signed it. The real gateway leaves some errors unsigned; do not act on
    /// one beyond telling a person.
    pub verified: bool,
    /// What came.
    pub answer: HttpAnswer,
    pub(crate) method: String,
}

impl Refused {
    /// The error's code as the method's table has it. Gateways differ in whether they write `isv.`
    /// before a business code; here the two are one.
    #[must_use]
    pub fn business_code(&self) -> &str {
        match self.sub_code.strip_prefix("isv.") {
            Some(bare) if self.code == Code::Business.number() => bare,
            Some(_) | None => &self.sub_code,
        }
    }

    /// Whether the call may have happened: a trouble of the platform's own, or a no that it did not
    /// sign.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        !self.verified || self.is_busy()
    }

    /// What the method's table advises, in Chinese and in English: a line for each cause that has
    /// this code.
    pub fn solutions(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let rows = hongbao_api::find(self.method.as_bytes()).map_or(&[][..], |e| e.spec.errors);
        let same = rows.iter().filter(|row| row.sub_code == self.business_code());
        same.map(|row| (row.solution, row.solution_en))
    }

    /// The platform is in trouble: 20000, or the method's system error.
    fn is_busy(&self) -> bool {
        let entry = hongbao_api::find(self.method.as_bytes());
        let declared = entry.and_then(|entry| entry.spec.error(When::Unsure));
        let system = declared.map_or("SYSTEM_ERROR", |row| row.sub_code);
        self.code == Code::Unavailable.number() || self.business_code() == system
    }
}
