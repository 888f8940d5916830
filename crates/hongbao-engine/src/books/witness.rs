//! What a command leaves in its home's book where it has changed something and moved no money.

use std::fmt::Display;

use crate::{Books, Event, Lane, Listed, Record, Stop};

impl Books {
    /// Writes an event if the work under way has changed a record and taken no number: what has one stands in
    /// the book already. Nothing is loaded for it.
    ///
    /// # Errors
    ///
    /// Those of taking a number.
    pub fn witness(&mut self, who: &dyn Display, command: &str) -> Result<(), Stop> {
        let Some(record) = self.changed_unnumbered() else { return Ok(()) };
        let (home, seq, at) = (self.home(), self.next()?, self.now());
        let (who, command) = (who.to_string(), command.to_owned());
        self.put(Event { home, seq, who, command, record, at })
    }

    /// The first record that the work under way has changed, if it has taken no number.
    fn changed_unnumbered(&self) -> Option<String> {
        let mut first = None;
        for (record, before) in self.written() {
            let is_same = if let Record::Lane(lane) = record {
                let before = before.and_then(Lane::of);
                if lane.counter > before.map_or(0, |before| before.counter) {
                    return None;
                }
                // What else a lane remembers follows from what happened.
                lane.clock == before.and_then(|before| before.clock)
            } else {
                before == Some(record)
            };
            if !is_same {
                first = first.or(Some(record));
            }
        }
        first.map(Record::title)
    }
}

#[cfg(test)]
mod tests;
