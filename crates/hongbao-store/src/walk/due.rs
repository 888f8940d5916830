//! What is due, home by home: however many entries one home has, the others have their turn.

use std::collections::BTreeMap;

use hongbao_engine::{Home, Record, Timestamp};

use crate::{Chunk, Cursor, Failure};

/// The moments until which entries are looked for.
#[derive(Debug)]
pub(crate) struct Until {
    /// In most homes.
    most: Timestamp,
    /// In those that have their own clocks.
    own: BTreeMap<Home, Timestamp>,
}

impl Until {
    /// The same moment in all homes.
    pub(crate) fn everywhere(moment: Timestamp) -> Self {
        Self { most: moment, own: BTreeMap::new() }
    }

    /// This moment, but for homes that have their own clocks, and show these.
    pub(crate) fn by_clocks(
        most: Timestamp,
        own: impl IntoIterator<Item = (Home, Timestamp)>,
    ) -> Self {
        Self { most, own: own.into_iter().collect() }
    }

    /// The moment in a home.
    pub(crate) fn of(&self, home: Home) -> Timestamp {
        self.own.get(&home).copied().unwrap_or(self.most)
    }
}

/// Entries of what is due, where a store has them, each at its moment.
pub(crate) trait Entries {
    /// All up to a moment, the earliest first, if these are no more than so many and that is known at once.
    fn few(&self, until: Timestamp, most: u32) -> Result<Option<Vec<Record>>, Failure>;

    /// The next home that has some, behind this one, and the earliest moment of them.
    fn next_home(&self, behind: Option<Home>) -> Result<Option<(Home, Timestamp)>, Failure>;

    /// Those of a home up to a moment, the earliest first: at most so many.
    fn of_home(&self, home: Home, until: Timestamp, most: u32) -> Result<Vec<Record>, Failure>;
}

/// The next turn, behind the home that the cursor names: it looks at no more homes than its limit says, and
/// gives of each that has entries up to its moment the first, as many of each as there is room for.
pub(crate) fn turn(
    entries: &dyn Entries,
    until: &Until,
    after: &str,
    limit: u32,
) -> Result<Chunk, Failure> {
    let mut last = after.parse().ok().map(Home::new);
    if last.is_none()
        && let Some(records) = few(entries, until, limit)?
    {
        return Ok(Chunk { records, next: None });
    }
    let mut homes = Vec::new();
    let mut goes_on = true;
    for _ in 0..limit {
        let Some((home, first)) = entries.next_home(last)? else {
            goes_on = false;
            break;
        };
        last = Some(home);
        homes.extend(Some(home).filter(|home| first <= until.of(*home)));
    }
    let share = u32::try_from(homes.len()).ok().and_then(|homes| limit.checked_div(homes));
    let mut records = Vec::new();
    for home in homes {
        records.extend(entries.of_home(home, until.of(home), share.unwrap_or_default())?);
    }
    let next = last.filter(|_| goes_on).map(|home| Cursor(home.number().to_string()));
    Ok(Chunk { records, next })
}

/// All entries, if these are no more than so many and that is known at once: those that are due by the clock
/// of most homes, the earliest first, and then those of each home that has its own.
fn few(entries: &dyn Entries, until: &Until, most: u32) -> Result<Option<Vec<Record>>, Failure> {
    let Some(mut records) = entries.few(until.most, most)? else { return Ok(None) };
    records.retain(|record| !until.own.contains_key(&record.home()));
    for (home, moment) in &until.own {
        records.extend(entries.of_home(*home, *moment, most.saturating_add(1))?);
    }
    let are_few = u32::try_from(records.len()).is_ok_and(|count| count <= most);
    Ok(Some(records).filter(|_| are_few))
}
