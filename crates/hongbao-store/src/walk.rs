//! Walks: records, in the order of their identifiers, chunk by chunk. Each chunk is read at one
//! moment, and the next one at a later.

mod due;

use std::fmt;

use hongbao_engine::{
    AnyKind, Campaign, CrowdNo, DirectoryChange, Due, Home, KINDS, Key, Listed, Record, Stamp,
    Timestamp,
};

pub(crate) use self::due::{Entries, Until, turn};

/// Records, to be walked over in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Walk {
    /// All records of a kind: of one that lies in the directory, or of the lanes.
    All(Of),
    /// What of the directory has changed since this version: a merchant, an app or a fixture for each change,
    /// in their order, as it is now.
    Changed(u64),
    /// Entries of what was due at this moment, and nobody has claimed. If they fit into one chunk, they come
    /// together: the longest due first, and behind them those of homes that have their own clocks. Otherwise
    /// home by home, and of each those that have been due the longest: as many as the chunk has room for,
    /// beside those of its other homes. The rest of a home is for the next walk.
    Due {
        /// Business time, but for homes that have their own clocks.
        now: Timestamp,
        /// Wire time, from which their business time follows.
        wire: Timestamp,
    },
    /// Entries of what is due whose claim had ended at this moment of wire time: home by home, likewise.
    Lapsed(Timestamp),
    /// A home's records of a kind.
    OfHome(Of, Home),
    /// Records of money that belong nowhere: their home has no lane, or no campaign has their
    /// number. They are looked for group by group, a group being what one kind holds of one
    /// campaign: a chunk looks at as many groups as its limit says, and gives the first record of each
    /// that is orphaned.
    Orphans,
    /// One campaign, if it is there.
    Campaign(Home, CrowdNo),
    /// Everything that has a number in a home's book, by number.
    Book(Home),
    /// A home's campaigns, and behind each all that happened to it, kind by kind.
    Histories(Home),
    /// What one kind holds of one campaign.
    OfCampaign(Of, Home, CrowdNo),
}

/// A kind of record, to be walked over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Of {
    ordinal: usize,
}

impl Of {
    /// This kind.
    #[must_use]
    pub const fn kind<K: Listed>() -> Self {
        Self { ordinal: K::ORDINAL }
    }

    /// The kind at this place in [`KINDS`].
    pub(crate) const fn at(ordinal: usize) -> Self {
        Self { ordinal }
    }

    /// Its place in [`KINDS`].
    pub(crate) const fn ordinal(self) -> usize {
        self.ordinal
    }

    fn name(self) -> &'static str {
        KINDS[self.ordinal].name
    }
}

impl Walk {
    /// All records of a kind that lies in the directory, or the lanes.
    #[must_use]
    pub const fn all<K: Listed>() -> Self {
        Self::All(Of::kind::<K>())
    }

    /// A home's records of a kind.
    #[must_use]
    pub const fn of_home<K: Listed>(home: Home) -> Self {
        Self::OfHome(Of::kind::<K>(), home)
    }

    /// What a kind holds of a campaign.
    #[must_use]
    pub const fn of_campaign<K: Listed>(home: Home, crowd_no: CrowdNo) -> Self {
        Self::OfCampaign(Of::kind::<K>(), home, crowd_no)
    }

    /// The one kind that it is of; `None` if it is of several.
    pub(crate) fn kind(&self) -> Option<Of> {
        match self {
            Self::All(of) | Self::OfHome(of, _) | Self::OfCampaign(of, ..) => Some(*of),
            Self::Changed(_) => Some(Of::kind::<DirectoryChange>()),
            Self::Campaign(..) => Some(Of::kind::<Campaign>()),
            Self::Due { .. } | Self::Lapsed(_) => Some(Of::kind::<Due>()),
            Self::Orphans | Self::Book(_) | Self::Histories(_) => None,
        }
    }

    /// The home that it keeps to.
    pub(crate) fn home(&self) -> Option<Home> {
        match self {
            Self::OfHome(_, home)
            | Self::Campaign(home, _)
            | Self::Book(home)
            | Self::Histories(home)
            | Self::OfCampaign(_, home, _) => Some(*home),
            Self::All(_)
            | Self::Changed(_)
            | Self::Due { .. }
            | Self::Lapsed(_)
            | Self::Orphans => None,
        }
    }

    /// The campaign that it keeps to.
    pub(crate) fn crowd_no(&self) -> Option<&CrowdNo> {
        match self {
            Self::Campaign(_, no) | Self::OfCampaign(_, _, no) => Some(no),
            Self::All(_)
            | Self::Changed(_)
            | Self::Due { .. }
            | Self::Lapsed(_)
            | Self::OfHome(..)
            | Self::Orphans
            | Self::Book(_)
            | Self::Histories(_) => None,
        }
    }

    /// Whether it is of one record at most, which is found by its key.
    pub(crate) fn is_look_up(&self) -> bool {
        matches!(self, Self::Campaign(..)) || *self == Self::all::<Stamp>()
    }
}

impl fmt::Display for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Orphans => "records of money",
            Self::Book(_) => "book",
            Self::Histories(_) => "histories",
            Self::All(_)
            | Self::Changed(_)
            | Self::Due { .. }
            | Self::Lapsed(_)
            | Self::OfHome(..)
            | Self::Campaign(..)
            | Self::OfCampaign(..) => self.kind().map_or("", Of::name),
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
        Walk::All(_)
        | Walk::Changed(_)
        | Walk::Due { .. }
        | Walk::Lapsed(_)
        | Walk::OfHome(..)
        | Walk::Campaign(..)
        | Walk::OfCampaign(..) => {
            let is_its = what.kind().is_some_and(|of| of.ordinal == record.ordinal());
            let no = what.crowd_no();
            let fits = is_its && no.is_none_or(|no| record.crowd_no() == Some(no));
            fits.then(|| record.place())
        }
    }
}

/// The kinds of which this holds, by their places in [`KINDS`].
pub(crate) fn kinds(holds: fn(&AnyKind) -> bool) -> impl Iterator<Item = usize> {
    (0..).zip(&KINDS).filter(move |(_, kind)| holds(kind)).map(|(ordinal, _)| ordinal)
}

/// What tells of a campaign beside the campaign itself, in the order in which it may be read.
pub(crate) fn of_campaigns() -> impl Iterator<Item = Of> {
    let others = kinds(|kind| kind.of_campaign).filter(|kind| *kind != Campaign::ORDINAL);
    others.map(Of::at)
}

/// A place in a book. Two records of one number must not be there; where they are, a walk meets both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The number.
    pub(crate) seq: u64,
    /// Of which kind, by its place in [`KINDS`].
    pub(crate) kind: usize,
}

impl Place {
    pub(crate) fn of(record: &Record) -> Option<Self> {
        Some(Self { seq: record.seq()?, kind: record.ordinal() })
    }

    fn cursor(self) -> String {
        format!("{:020}/{:03}", self.seq, self.kind)
    }

    /// The least number that a record of a kind has behind this cursor.
    pub(crate) fn least(after: &str, kind: usize) -> u64 {
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
    /// Of which kind, by its place in [`KINDS`].
    pub(crate) kind: usize,
    /// Which of its kind: a number, a user, a slot. Nothing of the campaign itself.
    pub(crate) key: String,
}

impl Passage {
    fn cursor(record: &Record) -> Option<String> {
        let (kind, no) = (record.ordinal(), record.crowd_no()?);
        let key = if kind == Campaign::ORDINAL { String::new() } else { record.place() };
        // A space sorts before whatever a number holds.
        Some(format!("{no} {kind:03} {key}"))
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
    /// Of which kind, by its place in [`KINDS`].
    pub(crate) kind: usize,
    pub(crate) home: Home,
    pub(crate) crowd_no: String,
}

impl Group {
    /// The record's group, if it is one of money.
    pub(crate) fn of(record: &Record) -> Option<Self> {
        let kind = Some(record.ordinal()).filter(|kind| KINDS[*kind].of_campaign)?;
        let crowd_no = record.crowd_no()?.to_string();
        Some(Self { kind, home: record.home(), crowd_no })
    }

    pub(crate) fn cursor(&self) -> String {
        format!("{:03}/{:010}/{}", self.kind, self.home.number(), self.crowd_no)
    }

    /// The group that a cursor stands behind; before the first group, one that no record is in.
    pub(crate) fn behind(after: &str) -> Self {
        let mut parts = after.splitn(3, '/');
        let kind = parts.next().and_then(|part| part.parse().ok()).unwrap_or_default();
        let home = parts.next().and_then(|part| part.parse().ok()).unwrap_or_default();
        let crowd_no = parts.next().unwrap_or_default().to_owned();
        Self { kind, home: Home::new(home), crowd_no }
    }
}
