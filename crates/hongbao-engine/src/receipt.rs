//! Receipts: what was answered to a command that bears a key of its caller's, so that the command asked for
//! again is answered again and nothing happens twice. A receipt is written with the fact, or not at all.

use std::sync::Arc;

use crate::{Books, Fault, Home, Key, Record, Refusal, Stop, Timestamp};

/// How long a receipt is kept, in seconds of business time.
const KEPT: i64 = 86_400;

/// What was answered to a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The home in which it happened.
    pub home: Home,
    /// The caller's key.
    pub key: String,
    /// What was asked for, as text: equal texts are the same command.
    pub command: String,
    /// The answer.
    pub answer: Vec<u8>,
    /// When.
    pub at: Timestamp,
    /// Until when it is kept; from then on the key is new again.
    pub until: Timestamp,
}

impl Books {
    /// Runs a command once for a key: the same one again is answered from the receipt. A refusal leaves
    /// none.
    ///
    /// # Errors
    ///
    /// [`Refusal::KeyReused`] for another command under the same key, or the command's own.
    pub fn once(
        &mut self,
        key: &str,
        command: &str,
        run: impl FnOnce(&mut Self) -> Result<Vec<u8>, Stop>,
    ) -> Result<Vec<u8>, Stop> {
        let now = self.now();
        match self.find(Key::Receipt(key.to_owned()))? {
            Some(Record::Receipt(receipt)) if now >= receipt.until => {}
            Some(Record::Receipt(receipt)) if receipt.command == command => {
                return Ok(receipt.answer.clone());
            }
            Some(Record::Receipt(_)) => return Err(Refusal::KeyReused.into()),
            Some(_) => return Err(Stop::Faulty(Fault::WrongKind)),
            None => {}
        }
        let answer = run(self)?;
        self.put(Record::Receipt(Arc::new(Receipt {
            home: self.home(),
            key: key.to_owned(),
            command: command.to_owned(),
            answer: answer.clone(),
            at: now,
            until: now.plus_secs(KEPT),
        })))?;
        Ok(answer)
    }
}

#[cfg(test)]
mod tests;
