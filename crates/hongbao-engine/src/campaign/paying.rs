//! A payment that is reported: what pays a campaign, and what paying asks for.

use crate::{Books, CrowdNo, Key, Stop};

/// What stands for the reference of a payment that has none. It pays any number of campaigns.
const NO_REFERENCE: &str = "-";

/// A payment that is reported, and what the operator set about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Paying<'a> {
    /// Its reference, if it has one.
    pub reference: Option<&'a str>,
    /// Seconds from the campaign's end until what is left goes back.
    pub delay: i64,
    /// How many campaigns of one merchant may be paid and not settled.
    pub most: Option<u32>,
}

impl<'a> Paying<'a> {
    /// Its reference, as the campaign keeps it.
    pub(crate) fn text(&self) -> &'a str {
        self.reference.unwrap_or(NO_REFERENCE)
    }

    /// The name under which it is found again, if it has one.
    pub(crate) fn key(&self) -> Option<Key> {
        let reference = self.reference.filter(|reference| *reference != NO_REFERENCE)?;
        Some(Key::Payment(reference.to_owned()))
    }

    /// What paying a campaign asks for, all at once.
    #[must_use]
    pub fn hint(&self, no: &CrowdNo) -> Vec<Key> {
        [Key::Campaign(no.clone()), Key::Lane(())].into_iter().chain(self.key()).collect()
    }
}

impl Books {
    /// Whether a payment of this name has paid a campaign.
    pub(crate) fn has_paid(&self, key: &Key) -> Result<bool, Stop> {
        Ok(self.record(key)?.is_some())
    }
}
