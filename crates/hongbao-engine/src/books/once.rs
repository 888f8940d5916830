//! Commands that happen once: the same command again is answered again, from its receipt, which is written
//! with the fact or not at all.

use std::sync::Arc;

use crate::{Books, Compared, Receipt, ReceiptKey, Refusal, Stop, Timestamp};

/// How long the receipt of a caller's key is kept, in seconds.
const DAY: i64 = 86_400;
/// How much longer than its request can be taken a signature's receipt is kept, in seconds: a machine's clock
/// that is set back by no more than this makes no receipt missing.
const MARGIN: i64 = 3_600;

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
        if let Some(receipt) =
            self.get::<Receipt>(once.key.clone())?.filter(|known| wire < known.until)
        {
            return if receipt.command == once.command {
                Ok(receipt.answer.clone())
            } else {
                Err(Refusal::KeyReused.into())
            };
        }
        let until = once.until(wire)?;
        let answer = run(self)?;
        self.put(Arc::new(Receipt {
            home: self.home(),
            key: once.key.clone(),
            command: once.command.clone(),
            answer: answer.clone(),
            at: wire,
            until,
        }))?;
        Ok(answer)
    }
}

#[cfg(test)]
mod tests;
