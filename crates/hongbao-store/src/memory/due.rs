//! What is due, in memory.

use hongbao_engine::{Due, Home, Key, Lane, Listed, Record, Timestamp};

use super::{Records, homes};
use crate::Failure;
use crate::rounds::Lookup;
use crate::walk::{Entries, Until};

/// Entries of one part.
pub(super) struct InMemory<'a> {
    pub(super) records: &'a Records,
    /// An entry's moment, if it is of this part.
    pub(super) moment: fn(&Due) -> Option<Timestamp>,
    /// Whether all of them are looked at first.
    pub(super) looks_at_all: bool,
}

impl<'a> InMemory<'a> {
    /// Those that nobody has claimed, by when they are due.
    pub(super) fn free(records: &'a Records) -> Self {
        let moment = |due: &Due| due.at.filter(|_| due.claimed_until.is_none());
        Self { records, moment, looks_at_all: true }
    }

    /// Those that somebody has claimed, by when the claim ends.
    pub(super) fn claimed(records: &'a Records) -> Self {
        Self { records, moment: |due| due.claimed_until, looks_at_all: false }
    }

    /// Those of a home, the earliest first.
    fn at(&self, home: Home) -> Vec<(Timestamp, &'a Due)> {
        let all = of_home(self.records, home);
        let mut all: Vec<_> = all.filter_map(|due| Some(((self.moment)(due)?, due))).collect();
        all.sort_by(|(at, a), (other, b)| {
            at.cmp(other).then_with(|| a.of.texts().cmp(&b.of.texts()))
        });
        all
    }
}

impl Entries for InMemory<'_> {
    fn few(&self, until: Timestamp, most: u32) -> Result<Option<Vec<Record>>, Failure> {
        if !self.looks_at_all {
            return Ok(None);
        }
        let all = homes(self.records).flat_map(|home| self.at(home));
        let mut all: Vec<_> = all.filter(|(at, _)| *at <= until).collect();
        all.sort_by_key(|(at, _)| *at);
        let is_few = u32::try_from(all.len()).is_ok_and(|count| count <= most);
        Ok(is_few.then(|| all.into_iter().map(|(_, due)| Record::Due(due.clone())).collect()))
    }

    fn next_home(&self, behind: Option<Home>) -> Result<Option<(Home, Timestamp)>, Failure> {
        let homes = homes(self.records).filter(|home| behind.is_none_or(|behind| *home > behind));
        let first = |home| self.at(home).first().map(|(at, _)| (home, *at));
        Ok(homes.filter_map(first).next())
    }

    fn of_home(&self, home: Home, until: Timestamp, most: u32) -> Result<Vec<Record>, Failure> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let found = self.at(home).into_iter().filter(|(at, _)| *at <= until).take(most);
        Ok(found.map(|(_, due)| Record::Due(due.clone())).collect())
    }
}

/// How many of all homes are due at the moment of a look-up, whether or not somebody has claimed them.
pub(super) fn backlog(records: &Records, wanted: &Lookup) -> u64 {
    let until = Until::by_clocks(wanted.now, own_times(records, wanted.wire));
    let all = homes(records).flat_map(|home| of_home(records, home));
    let due = all.filter(|due| due.at.is_some_and(|at| at <= until.of(due.home)));
    u64::try_from(due.count()).unwrap_or(u64::MAX)
}

/// Business time in the homes that have clocks of their own, at a moment of wire time.
pub(super) fn own_times(
    records: &Records,
    wire: Timestamp,
) -> impl Iterator<Item = (Home, Timestamp)> {
    homes(records).filter_map(move |home| {
        let lane = records.get(&(home, Key::Lane(()))).and_then(Lane::of)?;
        Some((home, lane.own_time(wire)?))
    })
}

/// A home's entries. They lie together, before what there are many of.
fn of_home(records: &Records, home: Home) -> impl Iterator<Item = &Due> {
    let of_home =
        records.range((home, Key::Lane(()))..).take_while(move |((lies, _), _)| *lies == home);
    let of_home =
        of_home.skip_while(|(_, record)| !matches!(record, Record::Due(_) | Record::Campaign(_)));
    of_home.map_while(|(_, record)| if let Record::Due(due) = record { Some(due) } else { None })
}
