//! Walks: a kind of record, in the order of its identifiers, chunk by chunk. Each chunk is read at one
//! moment, and the next one at a later.

use hongbao_engine::{CrowdNo, Home, Record};

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
    /// The lanes of all homes.
    Lanes,
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
    /// A campaign's transfers, by number.
    Transfers(Home, CrowdNo),
    /// A campaign's tallies.
    Tallies(Home, CrowdNo),
    /// A campaign's draws, by slot.
    Draws(Home, CrowdNo),
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
        (Walk::Lanes, Record::Lane(lane)) => Some(padded(lane.home.number().into())),
        (Walk::Strays, record) => Group::of(record).map(|group| group.cursor()),
        (Walk::Campaigns(home), Record::Campaign(campaign)) => {
            (campaign.home == *home).then(|| campaign.crowd_no.to_string())
        }
        (Walk::Campaign(home, no), Record::Campaign(campaign)) => {
            let same = campaign.home == *home && campaign.crowd_no == *no;
            same.then(|| campaign.crowd_no.to_string())
        }
        (Walk::Book(home), record) => {
            let place = Place::of(record)?;
            (record.home() == *home).then(|| place.cursor())
        }
        (Walk::Transfers(home, no), Record::Transfer(transfer)) => {
            let same = transfer.home == *home && transfer.crowd_no == *no;
            same.then(|| padded(transfer.seq))
        }
        (Walk::Tallies(home, no), Record::Tally(of, crowd_no, user, _)) => {
            (of == home && crowd_no == no).then(|| user.to_string())
        }
        (Walk::Draws(home, no), Record::Draw(draw)) => {
            let same = draw.home == *home && draw.crowd_no == *no;
            same.then(|| draw.slot.as_str().to_owned())
        }
        _ => None,
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
        match record {
            Record::Campaign(campaign) => Some(Self { seq: campaign.seq, kind: 0 }),
            Record::Draw(draw) => Some(Self { seq: draw.seq, kind: 1 }),
            Record::Transfer(transfer) => Some(Self { seq: transfer.seq, kind: 2 }),
            _ => None,
        }
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
        let (kind, crowd_no) = match record {
            Record::Campaign(campaign) => (0, &campaign.crowd_no),
            Record::Draw(draw) => (1, &draw.crowd_no),
            Record::Tally(_, crowd_no, _, _) => (2, crowd_no),
            Record::Transfer(transfer) => (3, &transfer.crowd_no),
            _ => return None,
        };
        Some(Self { kind, home: record.home(), crowd_no: crowd_no.to_string() })
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
