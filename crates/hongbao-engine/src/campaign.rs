//! Cash campaigns: their states, what merchants do with them, and what users draw from them.

pub(crate) mod draw;
pub(crate) mod frequency;
pub(crate) mod life;
pub(crate) mod limits;
pub(crate) mod packet;
pub(crate) mod paying;
pub(crate) mod payment;
pub(crate) mod state;
pub(crate) mod tally;

pub use self::draw::{DrawRequest, Drawn, Rules};
pub use self::frequency::Frequency;
pub use self::life::{Change, Plan, Target};
pub use self::limits::{CampaignLimits, Creator};
pub use self::packet::{Seed, fixed_packet, random_packet};
pub use self::paying::Paying;
pub use self::payment::Payment;
pub use self::state::{Campaign, Changes, Funds, Prize, Requires, State, Timing};
pub use self::tally::{Tallied, Tally};

#[cfg(test)]
pub(crate) mod tests;
