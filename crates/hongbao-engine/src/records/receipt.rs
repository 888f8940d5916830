//! Receipts: what was answered to a command that must not happen twice, under a key of its caller's or under
//! its signature.
//!
//! They are kept by wire time: a clock that a caller can move must not make a key new again.

use std::sync::Arc;

use crate::{Home, Kind, Timestamp};

/// The name that a receipt has in its home. Each kind has a prefix that the caller has no hand in, so that no
/// key can be taken for a signature.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReceiptKey(String);

impl ReceiptKey {
    /// A key that a caller gave.
    #[must_use]
    pub fn given(text: &str) -> Self {
        Self(format!("key:{text}"))
    }

    /// The signature of an app's request, by the hex of its SHA-256.
    #[must_use]
    pub fn signed(app_id: &str, sha256: &str) -> Self {
        Self(format!("signature:{app_id}:{sha256}"))
    }

    /// A key as a store has kept it.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// What a store keeps.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What was answered to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The home in which it happened.
    pub home: Home,
    /// What the command is known by.
    pub key: ReceiptKey,
    /// What was asked for, as text: equal texts are the same command.
    pub command: String,
    /// The answer.
    pub answer: Vec<u8>,
    /// When, in wire time.
    pub at: Timestamp,
    /// Until when it is kept, in wire time; from then on the key is new again.
    pub until: Timestamp,
}

impl Kind for Receipt {
    const NAME: &'static str = "receipt";
    type Id = ReceiptKey;
    type Held = Arc<Self>;

    fn id(&self) -> Self::Id {
        self.key.clone()
    }

    fn home(&self) -> Home {
        self.home
    }

    fn place(&self) -> String {
        self.key.as_str().to_owned()
    }
}
