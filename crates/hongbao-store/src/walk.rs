//! Walks: a kind of record, in the order of its identifiers, chunk by chunk. Each chunk is read at one
//! moment, and the next one at a later.

mod due;

use std::fmt;

use hongbao_engine::{
    App, Campaign, CrowdNo, DirectoryChange, Draw, Due, Fixture, Gap, Home, Key, Kind, Lane,
    Listed, Merchant, Payout, PlatformKey, Record, Stamp, Tallied, Timestamp, Transfer,
};

pub(crate) use self::due::{Entries, turn};

/// One kind of record, to be walked over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Walk {
    /// The stamp: one record, or none before the first start.
    Stamp,
    /// The platform's public keys.
    PlatformKeys,
    /// Merchants.
    Merchants,
    /// Applications.
    Apps,
    /// Fixtures.
    Fixtures,
    /// What of the directory has changed since this version: a merchant, an app or a fixture for each change,
    /// in their order, as it is now.
    Changed(u64),
    /// Entries of what was due at this moment of business time, and nobody has claimed. Of all homes together
    /// the longest due first, if they fit into one chunk. Otherwise home by home, and of each those that have
    /// been due the longest: as many as the chunk has room for, beside those of its other homes. The rest of
    /// a home is for the next walk.
    Due(Timestamp),
    /// Entries of what is due whose claim had ended at this moment of wire time: home by home, likewise.
    Lapsed(Timestamp),
    /// The lanes of all homes.
    Lanes,
    /// A home's gaps, by their first numbers.
    Gaps(Home),
    /// Records of money that belong nowhere: their home has no lane, or no campaign has their
    /// number. They are looked for group by group, a group being what one kind holds of one
    /// campaign: a chunk looks at as many groups as its limit says, and gives the first record of each
    /// that is orphaned.
    Orphans,
    /// A home's campaigns.
    Campaigns(Home),
    /// One campaign, if it is there.
    Campaign(Home, CrowdNo),
    /// Everything that has a number in a home's book: campaigns, draws, transfers and payouts, by
    /// number.
    Book(Home),
    /// A home's campaigns, and behind each all that happened to it: its transfers by number, its
    /// tallies, its payouts by number, its draws by slot.
    Histories(Home),
    /// A campaign's transfers, by number.
    Transfers(Home, CrowdNo),
    /// A campaign's tallies.
    Tallies(Home, CrowdNo),
    /// A campaign's payouts, by number.
    Payouts(Home, CrowdNo),
    /// A campaign's draws, by slot.
    Draws(Home, CrowdNo),
}

impl Walk {
    /// The one kind that it is of; `None` if it is of several.
    pub(crate) fn kind(&self) -> Option<&'static str> {
        Some(match self {
            Self::Stamp => Stamp::NAME,
            Self::PlatformKeys => PlatformKey::NAME,
            Self::Merchants => Merchant::NAME,
            Self::Apps => App::NAME,
            Self::Fixtures => Fixture::NAME,
            Self::Changed(_) => DirectoryChange::NAME,
            Self::Lanes => Lane::NAME,
            Self::Gaps(_) => Gap::NAME,
            Self::Campaigns(_) | Self::Campaign(..) => Campaign::NAME,
            Self::Transfers(..) => Transfer::NAME,
            Self::Tallies(..) => Tallied::NAME,
            Self::Payouts(..) => Payout::NAME,
            Self::Draws(..) => Draw::NAME,
            Self::Due(_) | Self::Lapsed(_) => Due::NAME,
            Self::Orphans | Self::Book(_) | Self::Histories(_) => return None,
        })
    }

    /// The home that it keeps to.
    pub(crate) fn home(&self) -> Option<Home> {
        match self {
            Self::Gaps(home)
            | Self::Campaigns(home)
            | Self::Campaign(home, _)
            | Self::Book(home)
            | Self::Histories(home)
            | Self::Transfers(home, _)
            | Self::Tallies(home, _)
            | Self::Payouts(home, _)
            | Self::Draws(home, _) => Some(*home),
            Self::Stamp
            | Self::PlatformKeys
            | Self::Merchants
            | Self::Apps
            | Self::Fixtures
            | Self::Changed(_)
            | Self::Due(_)
            | Self::Lapsed(_)
            | Self::Lanes
            | Self::Orphans => None,
        }
    }

    /// The campaign that it keeps to.
    pub(crate) fn crowd_no(&self) -> Option<&CrowdNo> {
        match self {
            Self::Campaign(_, no)
            | Self::Transfers(_, no)
            | Self::Tallies(_, no)
            | Self::Payouts(_, no)
            | Self::Draws(_, no) => Some(no),
            _ => None,
        }
    }

    /// Whether it is of one record at most, which is found by its key.
    pub(crate) fn is_look_up(&self) -> bool {
        matches!(self, Self::Stamp | Self::Campaign(..))
    }
}

impl fmt::Display for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Orphans => "records of money",
            Self::Book(_) => "book",
            Self::Histories(_) => "histories",
            of_one_kind => of_one_kind.kind().unwrap_or_default(),
        };
        f.write_str(name)?;
        if let Some(home) = self.home() {
            write!(f, " {}", home.number())?;
        }
        self.crowd_no().map_or(Ok(()), |no| write!(f, "/{no}"))
    }
}

/// Where a walk goes on: after the record with this identifier; from the start with the empty one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cursor(pub String);

/// A stretch of a walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The records, in ascending order of their identifiers.
    pub records: Vec<Record>,
    /// Where to go on, unless this was the last chunk.
    pub next: Option<Cursor>,
}

impl Chunk {
    /// The first `limit` of these records, of which one more is there if the walk goes on.
    pub(crate) fn cut(what: &Walk, mut records: Vec<Record>, limit: u32) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = records.len() > limit;
        records.truncate(limit);
        let next = records.last().filter(|_| more).and_then(|record| identifier(what, record));
        Self { records, next: next.map(Cursor) }
    }

    /// Where the records lie that changed, of a chunk of changes.
    pub(crate) fn changed(&self) -> impl Iterator<Item = Key> {
        let changes = self.records.iter().filter_map(DirectoryChange::of);
        changes.map(|change| change.of.key())
    }
}

/// The record's identifier in a walk, if it is of its kind. All identifiers of a walk are in the order
/// of their bytes.
pub(crate) fn identifier(what: &Walk, record: &Record) -> Option<String> {
    if what.home().is_some_and(|home| home != record.home()) {
        return None;
    }
    match what {
        Walk::Orphans => Group::of(record).map(|group| group.cursor()),
        Walk::Book(_) => Place::of(record).map(Place::cursor),
        Walk::Histories(_) => Passage::cursor(record),
        of_one_kind => {
            let is_its = of_one_kind.kind() == Some(record.kind());
            let no = of_one_kind.crowd_no();
            let fits = is_its && no.is_none_or(|no| record.crowd_no() == Some(no));
            fits.then(|| record.place())
        }
    }
}

/// Which of these kinds a record is of.
fn rank(record: &Record, kinds: &[&str]) -> Option<u8> {
    let at = kinds.iter().position(|kind| *kind == record.kind())?;
    u8::try_from(at).ok()
}

/// A place in a book. Two records of one number must not be there; where they are, a walk meets both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The number.
    pub(crate) seq: u64,
    /// Of which kind.
    pub(crate) kind: u8,
}

impl Place {
    pub(crate) const KINDS: [&str; 4] = [Campaign::NAME, Draw::NAME, Transfer::NAME, Payout::NAME];

    pub(crate) fn of(record: &Record) -> Option<Self> {
        Some(Self { seq: record.seq()?, kind: rank(record, &Self::KINDS)? })
    }

    fn cursor(self) -> String {
        format!("{:020}/{}", self.seq, self.kind)
    }

    /// The least number that a record of a kind has behind this cursor.
    pub(crate) fn least(after: &str, kind: u8) -> u64 {
        let place = after.split_once('/').and_then(|(seq, last)| {
            Some(Self { seq: seq.parse().ok()?, kind: last.parse().ok()? })
        });
        match place {
            None => 0,
            Some(Self { seq, kind: last }) => seq.saturating_add(u64::from(kind <= last)),
        }
    }
}

/// A place in [`Walk::Histories`].
#[derive(Debug)]
pub(crate) struct Passage {
    pub(crate) crowd_no: CrowdNo,
    /// Of which kind.
    pub(crate) kind: u8,
    /// Which of its kind: a number, a user, a slot.
    pub(crate) key: String,
}

impl Passage {
    pub(crate) const KINDS: [&str; 5] =
        [Campaign::NAME, Transfer::NAME, Tallied::NAME, Payout::NAME, Draw::NAME];

    fn cursor(record: &Record) -> Option<String> {
        let kind = rank(record, &Self::KINDS)?;
        let key = if kind == 0 { String::new() } else { record.place() };
        // A space sorts before whatever a number holds.
        Some(format!("{} {kind} {key}", record.crowd_no()?))
    }

    /// The place that a cursor stands behind, unless it stands before all.
    pub(crate) fn behind(after: &str) -> Option<Self> {
        let mut parts = after.splitn(3, ' ');
        let (crowd_no, kind) = (CrowdNo::parse(parts.next()?)?, parts.next()?.parse().ok()?);
        Some(Self { crowd_no, kind, key: parts.next()?.to_owned() })
    }
}

/// What one kind of record holds of one campaign, in the order of [`Walk::Orphans`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Group {
    /// Of which kind.
    pub(crate) kind: u8,
    pub(crate) home: Home,
    pub(crate) crowd_no: String,
}

impl Group {
    pub(crate) const KINDS: [&str; 5] =
        [Campaign::NAME, Draw::NAME, Tallied::NAME, Transfer::NAME, Payout::NAME];

    /// The record's group, if it is one of money.
    pub(crate) fn of(record: &Record) -> Option<Self> {
        let kind = rank(record, &Self::KINDS)?;
        let crowd_no = record.crowd_no()?.to_string();
        Some(Self { kind, home: record.home(), crowd_no })
    }

    pub(crate) fn cursor(&self) -> String {
        format!("{}/{:010}/{}", self.kind, self.home.number(), self.crowd_no)
    }

    /// The group that a cursor stands behind; before the first group, one that no record is in.
    pub(crate) fn behind(after: &str) -> Self {
        let mut parts = after.splitn(3, '/');
        let mut number = || parts.next().and_then(|part| part.parse::<u32>().ok());
        let (kind, home) = (number(), number());
        let kind = kind.and_then(|kind| u8::try_from(kind).ok()).unwrap_or_default();
        let crowd_no = parts.next().unwrap_or_default().to_owned();
        Self { kind, home: Home::new(home.unwrap_or_default()), crowd_no }
    }
}
