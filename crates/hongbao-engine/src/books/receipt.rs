//! Receipts: what was answered to a command that must not happen twice, under a key of its caller's or under
//! its signature. The same command again is answered again. A receipt is written with the fact, or not at
//! all.
//!
//! They are kept by wire time: a clock that a caller can move must not make a key new again.

use std::sync::Arc;

use crate::{Books, Compared, Home, Key, Kind, Record, Refusal, Stop, Timestamp};

/// How long the receipt of a caller's key is kept, in seconds.
const DAY: i64 = 86_400;
/// How much longer than its request can be taken a signature's receipt is kept, in seconds: a machine's clock
/// that is set back by no more than this makes no receipt missing.
const MARGIN: i64 = 3_600;

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

/// How long a command is known by its key, in wire time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// For a day; then the key is new.
    Day,
    /// For as long as its request can be taken: so many seconds before and after this moment.
    Window(Timestamp, u32),
}

/// A command that happens once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    /// What it is known by.
    pub key: ReceiptKey,
    /// What is asked for, as text: equal texts are the same command.
    pub command: String,
    /// For how long.
    pub known: Known,
}

impl Once {
    /// Until when the receipt is kept of what happens now.
    fn until(&self, wire: Timestamp) -> Result<Timestamp, Stop> {
        match self.known {
            Known::Day => Ok(wire.plus_secs(DAY)),
            // Between the gateway's look at the request and this one, time has passed: a receipt may be gone.
            Known::Window(moment, secs) if wire > moment.plus_secs(secs.into()) => {
                let bound = moment.plus_secs(secs.into());
                Err(Refusal::RequestStale.comparing(Compared::Time { bound, now: wire }))
            }
            Known::Window(moment, secs) => {
                Ok(wire.max(moment).plus_secs(secs.into()).plus_secs(MARGIN))
            }
        }
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
    type Id<'a> = &'a ReceiptKey;
    type Held = Arc<Self>;

    fn key_of(key: Self::Id<'_>) -> Key {
        Key::Receipt(key.clone())
    }

    fn of(record: &Record) -> Option<&Self::Held> {
        if let Record::Receipt(it) = record { Some(it) } else { None }
    }

    fn key(&self) -> Key {
        Key::Receipt(self.key.clone())
    }

    fn home(&self) -> Home {
        self.home
    }
}

impl Books {
    /// Runs a command once: the same one again is answered from the receipt. A refusal leaves none.
    ///
    /// # Errors
    ///
    /// [`Refusal::KeyReused`] for another command under the same key, [`Refusal::RequestStale`] for a
    /// request that can be taken no more, or the command's own.
    pub fn once(
        &mut self,
        once: &Once,
        run: impl FnOnce(&mut Self) -> Result<Vec<u8>, Stop>,
    ) -> Result<Vec<u8>, Stop> {
        let wire = self.wire();
        if let Some(receipt) = self.get::<Receipt>(&once.key)?.filter(|known| wire < known.until) {
            return if receipt.command == once.command {
                Ok(receipt.answer.clone())
            } else {
                Err(Refusal::KeyReused.into())
            };
        }
        let until = once.until(wire)?;
        let answer = run(self)?;
        self.put(Record::Receipt(Arc::new(Receipt {
            home: self.home(),
            key: once.key.clone(),
            command: once.command.clone(),
            answer: answer.clone(),
            at: wire,
            until,
        })))?;
        Ok(answer)
    }
}

#[cfg(test)]
mod tests;
