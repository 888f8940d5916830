//! A sandbox's clock, read and set: that of all homes in the directory, and in any other home its own.
//! Business time never goes back: whatever has happened has happened before now.

use crate::{
    Books, BusinessTime, ClockRecord, Compared, Home, Key, Lane, Purpose, Refusal, Stamp, Stop,
    Timestamp,
};

/// 9000-01-01 00:00:00 in Beijing: from here whatever is planned has a date that the protocol can write.
const LAST: Timestamp = Timestamp::from_secs(221_845_363_200);

/// What the clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// The moment.
    pub now: Timestamp,
    /// Whether it stands still.
    pub frozen: bool,
}

/// How the clock is to be set; what is `None` stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ClockChange {
    /// To this moment.
    pub now: Option<Timestamp>,
    /// Then on by so many seconds.
    pub advance: i64,
    /// Whether it stands still from then on.
    pub frozen: Option<bool>,
}

impl Books {
    /// What the home's clock shows.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSandbox`], or what is not loaded yet.
    pub fn dial(&self) -> Result<ClockReading, Stop> {
        self.need(&[Key::Stamp(()), Key::Clock(()), Key::Lane(())])?;
        let is_sandbox = |stamp: &Stamp| stamp.purpose == Purpose::Sandbox;
        if !self.get::<Stamp>(())?.is_some_and(is_sandbox) {
            return Err(Refusal::NoSandbox.into());
        }
        // As the works before have set it.
        let time = match self.lane()?.clock {
            Some(own) => own,
            None => self.clock()?.time,
        };
        let frozen = matches!(time, BusinessTime::Frozen(_));
        Ok(ClockReading { now: time.at(self.wire()).max(self.last()), frozen })
    }

    /// Sets the home's clock; the directory's is that of all homes that have none of their own. Works of the
    /// same batch still see the time before.
    ///
    /// # Errors
    ///
    /// [`Refusal::TimeEarlier`] for a moment before the present one, [`Refusal::TimeIllegal`] for one
    /// too far ahead, [`Refusal::NoSandbox`], or what is not loaded yet.
    pub fn turn(&mut self, turn: &ClockChange) -> Result<ClockReading, Stop> {
        let shown = self.dial()?;
        let now = turn.now.unwrap_or(shown.now).plus_secs(turn.advance);
        if now < shown.now {
            let compared = Compared::Time { bound: shown.now, now };
            return Err(Refusal::TimeEarlier.comparing(compared));
        }
        if now > LAST {
            return Err(Refusal::TimeIllegal.comparing(Compared::Time { bound: LAST, now }));
        }
        let frozen = turn.frozen.unwrap_or(shown.frozen);
        let time = if frozen {
            BusinessTime::Frozen(now)
        } else {
            BusinessTime::Ahead(now.secs().saturating_sub(self.wire().secs()))
        };
        if self.home() == Home::DIRECTORY {
            self.put(ClockRecord { time, ..self.clock()? })?;
        } else {
            self.put(Lane { clock: Some(time), ..self.lane()? })?;
        }
        Ok(ClockReading { now, frozen })
    }

    /// The clock's record, as it stands.
    pub(crate) fn clock(&self) -> Result<ClockRecord, Stop> {
        Ok(self.get::<ClockRecord>(())?.copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
