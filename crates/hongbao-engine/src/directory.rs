//! The directory: what works only read. Only an administrator's works write it.

mod change;
pub(crate) mod clock;
pub(crate) mod clock_record;
pub(crate) mod entry;
mod registration;

pub use self::clock::{ClockChange, ClockReading};
pub use self::clock_record::{BusinessTime, ClockRecord};
pub use self::entry::{
    App, DirectoryChange, Fixture, Login, Merchant, PlatformKey, PriceStyle, Product, Purpose,
    Stamp, Subject, User,
};

#[cfg(test)]
mod tests;
