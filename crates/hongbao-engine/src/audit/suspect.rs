//! Checksums: sums of salted hashes, which do not mind in what order rows come; and what can be read
//! off two that differ.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{Findings, Invariant};
use crate::{Campaign, Kind, Record, Tallied, Tally, UserId};

/// What checksums are salted with, so that nobody can choose rows that cancel each other out.
pub(super) type Salt = [u8; 32];

/// No user draws more often from a campaign.
const MOST_OF_ONE: u32 = 100;

/// What the tallies and the draws of a campaign differ by. If one user's rows make the difference, they
/// are found by it among all: it is given the tallies, then the draws.
#[derive(Debug)]
pub struct Suspect {
    campaign: Arc<Campaign>,
    salt: Salt,
    difference: u128,
    user: Option<UserId>,
    tally: Tally,
    drawn: u64,
}

impl Suspect {
    pub(super) fn new(campaign: Arc<Campaign>, salt: Salt, difference: u128) -> Self {
        Self { campaign, salt, difference, user: None, tally: Tally::default(), drawn: 0 }
    }

    /// The next record.
    pub fn record(&mut self, record: &Record) {
        if let Record::Tally(tallied) = record {
            if self.is(&tallied.user_id) {
                (self.user, self.tally) = (Some(tallied.user_id.clone()), tallied.tally);
            }
        } else if let Record::Draw(draw) = record
            && draw.n <= self.campaign.funds.draws
            && self.is(&draw.user_id)
        {
            self.user = Some(draw.user_id.clone());
            self.drawn = self.drawn.saturating_add(1);
        }
    }

    /// Whether rows of this user alone make the difference.
    fn is(&self, user: &UserId) -> bool {
        let one = hash(&self.salt, user.as_str().as_bytes());
        let (mut more, mut less) = (0_u128, 0_u128);
        (0..MOST_OF_ONE).any(|_| {
            (more, less) = (more.wrapping_add(one), less.wrapping_sub(one));
            self.difference == more || self.difference == less
        })
    }

    /// Whose tally it is, and what it should count; nothing if no one user's rows explain it.
    #[must_use]
    pub fn close(self, most: usize) -> Findings {
        let mut findings = Findings::up_to(most);
        if let Some(user) = self.user {
            let (home, no) = (self.campaign.home, self.campaign.crowd_no.clone());
            let tally = Tallied { home, crowd_no: no, user_id: user, tally: self.tally }.title();
            findings.add(Invariant::Tallied, tally, self.tally.lifetime, self.drawn);
        }
        findings
    }
}

/// The first 128 bits of a salted SHA-256. A user's id has at least one digit and is no longer
/// than 16; a draw's number has 8 bytes: a user of 8 digits may hash as a draw's number does, which
/// does no harm, as the two are summed apart.
pub(super) fn hash(salt: &Salt, bytes: &[u8]) -> u128 {
    let digest = Sha256::new().chain_update(salt).chain_update(bytes).finalize();
    digest.iter().take(16).fold(0, |sum, byte| sum << 8 | u128::from(*byte))
}
