//! Money and moments of the engine as the wire writes them.

use hongbao_engine::{Fen, Timestamp};
use hongbao_wire::{Date, Price};

/// An amount in yuan.
pub(crate) fn price(fen: Fen) -> Price {
    Price::from_fen(fen.get())
}

/// A date in Beijing time.
pub(crate) fn date(moment: Timestamp) -> Date {
    Date::from_secs(moment.secs())
}
