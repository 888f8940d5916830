//! Walks: a kind of record, in the order of its identifiers, chunk by chunk. Each chunk is read at one
//! moment, and the next one at a later.

use std::fmt;

use hongbao_engine::{CrowdNo, Home, Record, Timestamp};

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
    /// Campaigns whose settlement was due at this moment, and is not booked: the longest due first.
    Due(Timestamp),
    /// The lanes of all homes.
    Lanes,
    /// A home's gaps, by their first numbers.
    Gaps(Home),
    /// Records of money that belong nowhere: their home has no lane, or no campaign has their
    /// number. They are looked for group by group, a group being what one kind holds of one
    /// campaign: a chunk looks at as many groups as its limit says, and gives the first record of each
    /// that is astray.
    Strays,
    /// A home's campaigns.
    Campaigns(Home),
    /// One campaign, if it is there.
    Campaign(Home, CrowdNo),
    /// Everything that has a number in a home's book: campaigns, draws and transfers, by number.
    Book(Home),
    /// A home's campaigns, and behind each all that happened to it: its transfers by number, its
    /// tallies, its draws by slot.
    Histories(Home),
    /// A campaign's transfers, by number.
    Transfers(Home, CrowdNo),
    /// A campaign's tallies.
    Tallies(Home, CrowdNo),
    /// A campaign's draws, by slot.
    Draws(Home, CrowdNo),
}

impl Walk {
    /// Whether it is of one record at most, which is found by its key.
    pub(crate) fn is_look_up(&self) -> bool {
        matches!(self, Self::Stamp | Self::Campaign(..))
    }
}

impl fmt::Display for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, home, no) = match self {
            Self::Stamp => return f.write_str("stamp"),
            Self::PlatformKeys => return f.write_str("platform keys"),
            Self::Merchants => return f.write_str("merchants"),
            Self::Apps => return f.write_str("apps"),
            Self::Fixtures => return f.write_str("fixtures"),
            Self::Due(_) => return f.write_str("campaigns that are due"),
            Self::Lanes => return f.write_str("lanes"),
            Self::Strays => return f.write_str("records of money"),
            Self::Gaps(home) => return write!(f, "gaps {}", home.number()),
            Self::Campaigns(home) => return write!(f, "campaigns {}", home.number()),
            Self::Book(home) => return write!(f, "book {}", home.number()),
            Self::Histories(home) => return write!(f, "histories {}", home.number()),
            Self::Campaign(home, no) => ("campaign", home, no),
            Self::Transfers(home, no) => ("transfers", home, no),
            Self::Tallies(home, no) => ("tallies", home, no),
            Self::Draws(home, no) => ("draws", home, no),
        };
        write!(f, "{kind} {}/{no}", home.number())
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
}

/// A number as text that is in order where the numbers are.
fn padded(number: u64) -> String {
    format!("{number:020}")
}

/// The record's identifier in a walk, if it is of its kind. All identifiers of a walk are in the order
/// of their bytes.
pub(crate) fn identifier(what: &Walk, record: &Record) -> Option<String> {
    match (what, record) {
        (Walk::Stamp, Record::Stamp(_)) => Some("stamp".to_owned()),
        (Walk::PlatformKeys, Record::PlatformKey(key)) => Some(key.fingerprint.clone()),
        (Walk::Merchants, Record::Merchant(merchant)) => Some(merchant.id.to_string()),
        (Walk::Apps, Record::App(app)) => Some(app.id.to_string()),
        (Walk::Fixtures, Record::Fixture(fixture)) => Some(fixture.id.clone()),
        (Walk::Due(now), record) => Due::of(record, *now).map(|due| due.cursor()),
        (Walk::Lanes, Record::Lane(lane)) => Some(padded(lane.home.number().into())),
        (Walk::Gaps(home), Record::Gap(gap)) if gap.home == *home => Some(padded(gap.first)),
        (Walk::Strays, record) => Group::of(record).map(|group| group.cursor()),
        (Walk::Campaigns(home), Record::Campaign(campaign)) if campaign.home == *home => {
            Some(campaign.crowd_no.to_string())
        }
        (Walk::Book(home), record) if record.home() == *home => {
            Place::of(record).map(Place::cursor)
        }
        (Walk::Histories(home), record) if record.home() == *home => Passage::cursor(record),
        (
            Walk::Campaign(home, no)
            | Walk::Transfers(home, no)
            | Walk::Tallies(home, no)
            | Walk::Draws(home, no),
            record,
        ) if record.home() == *home && record.crowd_no() == Some(no) => match (what, record) {
            (Walk::Campaign(..), Record::Campaign(_)) => Some(no.to_string()),
            (Walk::Transfers(..), Record::Transfer(transfer)) => Some(padded(transfer.seq)),
            (Walk::Tallies(..), Record::Tally(_, _, user, _)) => Some(user.to_string()),
            (Walk::Draws(..), Record::Draw(draw)) => Some(draw.slot.as_str().to_owned()),
            _ => None,
        },
        _ => None,
    }
}

/// A campaign's place among those that are due. The number alone tells none apart: another home may have
/// it too.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) at: Timestamp,
    pub(crate) crowd_no: String,
    pub(crate) home: Home,
}

impl Due {
    fn of(record: &Record, now: Timestamp) -> Option<Self> {
        let Record::Campaign(campaign) = record else { return None };
        let at = campaign.timing.settle_at.filter(|at| *at <= now)?;
        let is_open = campaign.timing.settled_at.is_none();
        let crowd_no = campaign.crowd_no.to_string();
        is_open.then_some(Self { at, crowd_no, home: campaign.home })
    }

    fn cursor(&self) -> String {
        // Counted from the earliest moment there is, so that text is in order where moments are; and a
        // space sorts before whatever a number holds.
        let since = self.at.secs().abs_diff(i64::MIN);
        format!("{since:020} {} {:010}", self.crowd_no, self.home.number())
    }

    /// The place that a cursor stands behind; before the first one, one that nothing is due at.
    pub(crate) fn behind(after: &str) -> Self {
        let mut parts = after.split(' ');
        let since = parts.next().and_then(|since| since.parse().ok()).unwrap_or_default();
        let crowd_no = parts.next().unwrap_or_default().to_owned();
        let home = parts.next().and_then(|home| home.parse().ok()).unwrap_or_default();
        let at = Timestamp::from_secs(i64::MIN.saturating_add_unsigned(since));
        Self { at, crowd_no, home: Home::new(home) }
    }
}

/// A place in a book. Two records of one number must not be there; where they are, a walk meets both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The number.
    pub(crate) seq: u64,
    /// Of which kind: campaign 0, draw 1, transfer 2.
    pub(crate) kind: u8,
}

impl Place {
    pub(crate) fn of(record: &Record) -> Option<Self> {
        let kind = match record {
            Record::Draw(_) => 1,
            Record::Transfer(_) => 2,
            _ => 0,
        };
        Some(Self { seq: record.seq()?, kind })
    }

    fn cursor(self) -> String {
        format!("{}/{}", padded(self.seq), self.kind)
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
    /// Of which kind: campaign 0, transfer 1, tally 2, draw 3.
    pub(crate) kind: u8,
    /// Which of its kind: a number, a user, a slot.
    pub(crate) key: String,
}

impl Passage {
    fn cursor(record: &Record) -> Option<String> {
        let (kind, key) = match record {
            Record::Campaign(_) => (0, String::new()),
            Record::Transfer(transfer) => (1, padded(transfer.seq)),
            Record::Tally(_, _, user, _) => (2, user.to_string()),
            Record::Draw(draw) => (3, draw.slot.as_str().to_owned()),
            _ => return None,
        };
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

/// What one kind of record holds of one campaign, in the order of [`Walk::Strays`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Group {
    /// Of which kind: campaign 0, draw 1, tally 2, transfer 3.
    pub(crate) kind: u8,
    pub(crate) home: Home,
    pub(crate) crowd_no: String,
}

impl Group {
    /// How many kinds there are.
    pub(crate) const KINDS: usize = 4;

    /// The record's group, if it is one of money.
    pub(crate) fn of(record: &Record) -> Option<Self> {
        let kind = match record {
            Record::Draw(_) => 1,
            Record::Tally(..) => 2,
            Record::Transfer(_) => 3,
            _ => 0,
        };
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
