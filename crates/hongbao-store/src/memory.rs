//! A store in memory: the same behaviour as the durable ones, gone with the process. Tests use it
//! where others would use mocks.

mod due;
mod writer;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use hongbao_engine::{
    Campaign, CrowdNo, Draw, Draws, DrawsOf, Found, Home, Key, Listed, Page, PageOf, Record, Seen,
    Slot, Tallied, Timestamp, UserId, View, Wallet, Work,
};

use self::due::InMemory;
pub use self::writer::Faults;
use self::writer::Writer;
use crate::lane::{Lane, Stepper, bootstrap};
use crate::rounds::{Lookup, read};
use crate::walk::{Group, Of, Until, identifier, turn};
use crate::{Answer, BoxFuture, Chunk, Clock, Cursor, Failure, Store, Trouble, Walk};

type Records = BTreeMap<(Home, Key), Record>;

/// A store in memory.
#[derive(Debug)]
pub struct MemoryStore {
    clock: Arc<dyn Clock>,
    shared: Arc<Shared>,
    lane: Lane,
}

/// The records, and who may write them.
#[derive(Debug, Default)]
struct Shared {
    records: RwLock<Records>,
    writing: Mutex<()>,
}

impl Shared {
    fn read(&self) -> RwLockReadGuard<'_, Records> {
        // A panic in a work is caught inside, so a poisoned lock still guards whole records.
        self.records.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::faulty(clock, Faults::default())
    }

    /// An empty store in which things go wrong.
    #[must_use]
    pub fn faulty(clock: Arc<dyn Clock>, faults: Faults) -> Self {
        let shared = Arc::<Shared>::default();
        let writer = Box::new(Writer::new(Arc::clone(&shared), faults));
        let lane = Lane::threaded(writer, Arc::clone(&clock));
        Self { clock, shared, lane }
    }

    /// An empty store in which things go wrong, without a thread: the holder of the stepper decides
    /// when a batch runs and what is in it, so that a seed always plays out the same.
    #[must_use]
    pub fn stepped(clock: Arc<dyn Clock>, faults: Faults) -> (Self, Stepper) {
        Self::on(clock, Arc::default(), faults)
    }

    /// As a process that dies and is started again: what waited in the lane is lost, what was committed
    /// is there.
    #[must_use]
    pub fn restarted(&self, faults: Faults) -> (Self, Stepper) {
        Self::on(Arc::clone(&self.clock), Arc::clone(&self.shared), faults)
    }

    fn on(clock: Arc<dyn Clock>, shared: Arc<Shared>, faults: Faults) -> (Self, Stepper) {
        let writer = Box::new(Writer::new(Arc::clone(&shared), faults));
        let (lane, stepper) = Lane::stepped(writer, Arc::clone(&clock));
        (Self { clock, shared, lane }, stepper)
    }

    fn chunk_of(&self, what: &Walk, after: &str, limit: u32) -> Result<Chunk, Failure> {
        let records = self.shared.read();
        match what {
            Walk::Orphans => {
                let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                return Ok(orphans(&records, after, limit));
            }
            Walk::Due { now, wire } => {
                let until = Until::by_clocks(*now, due::own_times(&records, *wire));
                return turn(&InMemory::free(&records), &until, after, limit);
            }
            Walk::Lapsed(wire) => {
                let until = Until::everywhere(*wire);
                return turn(&InMemory::claimed(&records), &until, after, limit);
            }
            Walk::All(_)
            | Walk::Changed(_)
            | Walk::OfHome(..)
            | Walk::Campaign(..)
            | Walk::Book(_)
            | Walk::Histories(_)
            | Walk::OfCampaign(..) => {}
        }
        let most = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1);
        let (home, key) = start(what, after);
        let everywhere = *what == Walk::all::<hongbao_engine::Lane>();
        let behind = records
            .range((home, key)..)
            .take_while(|((lies, _), _)| everywhere || *lies == home)
            .filter_map(|(_, record)| Some((identifier(what, record)?, record)))
            .filter(|(id, _)| id.as_str() > after);
        let is_in_order_of_keys = !matches!(what, Walk::Book(_) | Walk::Histories(_));
        let found: Vec<&Record> = if is_in_order_of_keys {
            behind.map(|(_, record)| record).take(most).collect()
        } else {
            behind.collect::<BTreeMap<_, _>>().into_values().take(most).collect()
        };
        let chunk = Chunk::cut(what, found.into_iter().cloned().collect(), limit);
        if matches!(what, Walk::Changed(_)) {
            let changed = chunk.changed().filter_map(|key| records.get(&(Home::DIRECTORY, key)));
            return Ok(Chunk { records: changed.cloned().collect(), next: chunk.next });
        }
        Ok(chunk)
    }
}

/// Where the many records of a campaign begin that are in the order of a cursor.
fn first_of_campaign(of: Of, no: &CrowdNo, after: &str) -> Option<Key> {
    if of == Of::kind::<Draw>() {
        Some(Key::Draw((no.clone(), Slot::stored(after))))
    } else if of == Of::kind::<Tallied>() {
        UserId::parse(after).map(|user| Key::Tally((no.clone(), user)))
    } else {
        None
    }
}

/// No record of a walk lies before this key and behind the cursor.
fn start(what: &Walk, after: &str) -> (Home, Key) {
    let home = what.home().unwrap_or(Home::DIRECTORY);
    let key = if let Walk::Changed(since) = what {
        let behind = after.parse().unwrap_or(*since).max(*since);
        Some(Key::DirectoryChange(behind.saturating_add(1)))
    } else if let Walk::OfCampaign(of, _, no) = what {
        first_of_campaign(*of, no, after)
    } else {
        None
    };
    (home, key.unwrap_or(Key::Lane(())))
}

/// See [`Walk::Orphans`].
fn orphans(records: &Records, after: &str, limit: usize) -> Chunk {
    let mut groups: BTreeMap<Group, &Record> = BTreeMap::new();
    for record in records.values() {
        if let Some(group) = Group::of(record).filter(|group| group.cursor().as_str() > after) {
            groups.entry(group).or_insert(record);
        }
    }
    let is_astray = |record: &&Record| {
        let known = |key| records.contains_key(&(record.home(), key));
        let campaign = record.crowd_no().cloned().map(Key::Campaign);
        !known(Key::Lane(())) || !campaign.is_some_and(known)
    };
    let next = groups.keys().nth(limit.saturating_sub(1)).map(|group| Cursor(group.cursor()));
    let next = next.filter(|_| groups.len() > limit);
    let looked_at = groups.into_values().take(limit);
    Chunk { records: looked_at.filter(is_astray).cloned().collect(), next }
}

/// What there is under these keys, as a work of this home sees it.
fn find(records: &Records, wanted: &Lookup) -> Vec<Found> {
    let Lookup { home, keys, .. } = wanted;
    let one = |key: &Key| {
        if let Key::View(view) = key {
            return Some(Found::Seen(seen(records, wanted, view)));
        }
        let lies = if key.is_shared() { Home::DIRECTORY } else { *home };
        records.get(&(lies, key.clone())).cloned().map(Found::Record)
    };
    keys.iter().filter_map(one).collect()
}

fn seen(records: &Records, wanted: &Lookup, view: &View) -> Seen {
    let Lookup { home, now, .. } = *wanted;
    match view {
        View::Page(of) => Seen::Page(page(records, home, now, *of)),
        View::Draws(of) => Seen::Draws(draws(records, home, of)),
        View::Wallet(user_id) => Seen::Wallet(wallet(records, home, user_id)),
        View::CampaignsOfOthers => Seen::CampaignsOfOthers(campaigns_of_others(records, home)),
        View::Backlog => Seen::Backlog(due::backlog(records, wanted)),
    }
}

/// The homes in which something lies.
fn homes(records: &Records) -> impl Iterator<Item = Home> {
    let from = |home| records.range((home, Key::Lane(()))..).next().map(|((home, _), _)| *home);
    let after = move |home: &Home| from(Home::new(home.number().checked_add(1)?));
    std::iter::successors(from(Home::DIRECTORY), after)
}

/// A home's campaigns. They lie together, before the many records of what happened to them.
fn campaigns(records: &Records, home: Home) -> impl Iterator<Item = &Arc<Campaign>> {
    let of_home = records.range((home, Key::Lane(()))..);
    let of_home = of_home.skip_while(move |((lies, _), record)| {
        *lies == home && matches!(record, Record::Lane(_) | Record::Due(_))
    });
    let campaigns = of_home.map_while(|(_, record)| Campaign::of(record));
    campaigns.take_while(move |campaign| campaign.home == home)
}

/// A page of a home's campaigns at a moment, newest first.
fn page(records: &Records, home: Home, now: Timestamp, of: PageOf) -> Page {
    let mut campaigns: Vec<_> = campaigns(records, home)
        .filter(|campaign| of.state().is_none_or(|state| campaign.timing.state(now) == state))
        .map(Arc::clone)
        .collect();
    campaigns.sort_by(|a, b| {
        let newest = b.timing.created_at.cmp(&a.timing.created_at);
        newest.then_with(|| a.crowd_no.cmp(&b.crowd_no))
    });
    let (total, size) = (campaigns.len(), usize::try_from(of.size()).unwrap_or(usize::MAX));
    let skipped = usize::try_from(of.skipped()).unwrap_or(usize::MAX);
    let campaigns = campaigns.into_iter().skip(skipped).take(size).collect();
    Page { of, campaigns, total: u64::try_from(total).unwrap_or(u64::MAX) }
}

/// Draws of a campaign, in their order.
fn draws(records: &Records, home: Home, of: &DrawsOf) -> Draws {
    let first = (home, Key::Draw((of.crowd_no.clone(), Slot::stored(""))));
    let drawn = records.range(first..).map_while(|(_, record)| Draw::of(record));
    let drawn = drawn.take_while(|draw| draw.crowd_no == of.crowd_no);
    let mut draws: Vec<_> = drawn.filter(|draw| draw.n > of.after).map(Arc::clone).collect();
    draws.sort_by_key(|draw| draw.n);
    draws.truncate(usize::try_from(of.size).unwrap_or(usize::MAX));
    Draws { of: of.clone(), draws }
}

/// What a user drew from a home's campaigns.
fn wallet(records: &Records, home: Home, user_id: &UserId) -> Wallet {
    let tally = |no: &CrowdNo| records.get(&(home, Key::Tally((no.clone(), user_id.clone()))));
    let its = campaigns(records, home).filter_map(|campaign| tally(&campaign.crowd_no));
    let tallies = its.filter_map(Tallied::of).cloned().collect();
    Wallet { user_id: user_id.clone(), tallies }
}

/// How many campaigns were created in the other homes.
fn campaigns_of_others(records: &Records, home: Home) -> u64 {
    let lanes =
        records.values().filter_map(hongbao_engine::Lane::of).filter(|lane| lane.home != home);
    lanes.map(|lane| lane.campaigns).sum()
}

impl Store for MemoryStore {
    fn migrate(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn read(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        let records = self.shared.read();
        let answer = read(&work, self.clock.now(), &mut |wanted| Ok(find(&records, wanted)));
        Box::pin(std::future::ready(answer))
    }

    fn transact(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        self.lane.transact(work)
    }

    fn bootstrap(&self, works: Vec<Work>) -> BoxFuture<'_, Result<(), Failure>> {
        let mut writer = Writer::new(Arc::clone(&self.shared), Faults::default());
        Box::pin(std::future::ready(bootstrap(&mut writer, self.clock.as_ref(), &works)))
    }

    fn trouble(&self) -> Option<Trouble> {
        None
    }

    fn walk(&self, what: Walk, after: Cursor, limit: u32) -> BoxFuture<'_, Result<Chunk, Failure>> {
        Box::pin(std::future::ready(self.chunk_of(&what, &after.0, limit)))
    }
}
