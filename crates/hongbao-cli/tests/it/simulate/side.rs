//! One store of a simulation: its lane is stepped by hand, and what it answers is held against what it
//! has answered before and against its records.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::FutureExt;
use hongbao_engine::{
    Books, CrowdNo, Event, Gap, Home, Key, Lane, Merchant, MerchantId, Purpose, Record, Refusal,
    Slot, Stamp, Timestamp, UserId, Work,
};
use hongbao_store::{
    Answer, Clock, Cursor, Failure, Faults, MemoryStore, SqliteStore, Stepper, Store, Walk,
};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use super::Wire;
use super::auditor::{self, Auditor, Seen};
use super::command::{CAMPAIGNS, Command, MERCHANT, SLOTS, USERS, most_open};
use crate::harness::random::Random;
use crate::harness::records::read;

/// Records that are read at once.
const CHUNK: u32 = 100;

/// What a call came to; `None` if nobody heard it.
pub(crate) type Answered = Option<Result<Answer, String>>;

enum Kept {
    Memory(MemoryStore),
    Sqlite(SqliteStore),
}

impl Kept {
    fn store(&self) -> &dyn Store {
        match self {
            Self::Memory(store) => store,
            Self::Sqlite(store) => store,
        }
    }
}

/// A store, and everything that its callers know.
pub(crate) struct Side {
    home: Home,
    kept: Kept,
    stepper: Stepper,
    /// What may go wrong; `None` where nothing does.
    mishaps: Option<Faults>,
    knowledge: Knowledge,
}

/// What callers were told, and what follows from it.
#[derive(Default, Clone)]
pub(crate) struct Knowledge {
    pub(crate) campaigns: Vec<CrowdNo>,
    /// Numbers that are left out because a copy was put back.
    pub(crate) gaps: Vec<Gap>,
    /// Campaigns that nobody goes on with.
    others: u64,
    /// Commands that would create one, of which nobody heard.
    unheard: BTreeSet<u64>,
    /// What was answered to commands that happen once.
    told: BTreeMap<u64, Vec<u8>>,
    auditor: Auditor,
}

impl Side {
    fn new(home: Home, kept: Kept, stepper: Stepper, mishaps: Option<Faults>) -> Self {
        Self { home, kept, stepper, mishaps, knowledge: Knowledge::default() }
    }

    pub(crate) fn memory(home: Home, clock: &Wire) -> Self {
        let clock: Arc<dyn Clock> = Arc::clone(clock) as _;
        let (store, stepper) = MemoryStore::stepped(clock, Faults::default());
        Self::new(home, Kept::Memory(store), stepper, None)
    }

    pub(crate) fn sqlite(home: Home, (store, stepper): (SqliteStore, Stepper)) -> Self {
        Self::new(home, Kept::Sqlite(store), stepper, None)
    }

    /// One with which everything goes wrong now and then.
    pub(crate) fn faulty(home: Home, clock: &Wire, seed: u64) -> Self {
        let clock: Arc<dyn Clock> = Arc::clone(clock) as _;
        let faults = Faults {
            seed,
            rerun: 200,
            conflict: 100,
            failure: 50,
            lost_after: 100,
            lost_before: 50,
            look_up: 200,
        };
        let (store, stepper) = MemoryStore::stepped(clock, faults);
        Self::new(home, Kept::Memory(store), stepper, Some(faults))
    }

    /// Asks all at once, and steps the lane until all are answered, or until the process dies.
    pub(crate) fn round(&mut self, commands: &[Command], random: &mut Random) -> Vec<Answered> {
        let store = self.kept.store();
        let ask = |command: &Command| {
            command.work(self.home, &self.knowledge.campaigns).map(|work| store.transact(work))
        };
        let waiting: Vec<_> = commands.iter().map(ask).collect();
        let asked: Vec<bool> = waiting.iter().map(Option::is_some).collect();
        let dies = self.mishaps.is_some() && random.below(10) == 0;
        while !(dies && random.below(2) == 0) {
            let most = usize::try_from(random.below(4)).unwrap() + 1;
            if self.stepper.step(most) == 0 {
                break;
            }
        }
        let hear = |answer: Result<Answer, Failure>| answer.map_err(|no| format!("{no:?}"));
        let heard: Vec<Answered> = waiting
            .into_iter()
            .map(|answer| answer.and_then(|answer| answer.now_or_never()).map(hear))
            .collect();
        if dies {
            self.restart(random.next());
        }
        for ((command, heard), asked) in commands.iter().zip(&heard).zip(asked) {
            if asked {
                self.learn(command, heard);
            }
        }
        heard
    }

    /// Makes it a sandbox's, whose clock and whose merchant's own can be set.
    pub(crate) fn stamp(&self) {
        let stamp = Stamp { purpose: Purpose::Sandbox, world: 1 };
        let merchant = Merchant {
            id: MerchantId::parse(MERCHANT).unwrap(),
            home: self.home,
            name: "merchant".to_owned(),
            products: Vec::new(),
            uncertified: false,
        };
        let run = move |books: &mut Books| {
            books.put(stamp)?;
            books.put(merchant.clone()).map(|()| Vec::new())
        };
        let (home, hint) = (Home::DIRECTORY, Vec::new());
        let work = Work { home, writes: true, hint, run: Box::new(run) };
        self.kept.store().bootstrap(vec![work]).now_or_never().unwrap().unwrap();
    }

    /// Business time.
    pub(crate) fn now(&self) -> Timestamp {
        read(self.kept.store(), self.home, Vec::new()).0
    }

    /// Asks by itself for what was asked before. If it was answered, nothing changes, whatever goes wrong.
    pub(crate) fn repeat(&mut self, command: &Command) -> Answered {
        let known = command.known_by();
        let is_told = known.is_some_and(|name| self.knowledge.told.contains_key(&name));
        let before = self.records();
        let heard = self.ask(command)?;
        if is_told {
            assert_eq!(self.records(), before, "{command:?} happened again");
        }
        self.learn(command, &heard);
        heard
    }

    /// Asks for what cannot happen now, because the clock is not trusted.
    pub(crate) fn refuse(&mut self, commands: &[Command]) {
        let before = self.records();
        for command in commands {
            if let Some(heard) = self.ask(command) {
                assert_eq!(heard, Some(Err("Untimely".to_owned())), "{command:?}");
            }
        }
        assert_eq!(self.records(), before, "something happened by a clock that has jumped");
    }

    /// Asks for one command alone; `None` while its campaign is not there.
    fn ask(&mut self, command: &Command) -> Option<Answered> {
        let work = command.work(self.home, &self.knowledge.campaigns)?;
        let answer = self.kept.store().transact(work);
        self.stepper.step(1);
        Some(answer.now_or_never().map(|answer| answer.map_err(|no| format!("{no:?}"))))
    }

    pub(crate) fn home(&self) -> Home {
        self.home
    }

    pub(crate) fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// Its callers know this.
    pub(crate) fn knowing(self, knowledge: Knowledge) -> Self {
        Self { knowledge, ..self }
    }

    /// The process ends.
    pub(crate) fn end(self) -> Knowledge {
        self.knowledge
    }

    /// As a process that was killed and is started again: what waited is lost, what was committed stays.
    fn restart(&mut self, seed: u64) {
        if let (Kept::Memory(store), Some(faults)) = (&self.kept, self.mishaps) {
            let (store, stepper) = store.restarted(Faults { seed, ..faults });
            (self.kept, self.stepper) = (Kept::Memory(store), stepper);
        }
    }

    fn learn(&mut self, command: &Command, heard: &Answered) {
        let known = command.known_by();
        if let Some(told) = known.and_then(|name| self.knowledge.told.get(&name)) {
            return check_repeat(command, told, heard, self.mishaps.is_some());
        }
        let done = match heard {
            Some(Ok(Answer::Done(node))) => Some(serde_json::from_slice::<Value>(node).unwrap()),
            Some(Ok(Answer::Refused(..))) => None,
            Some(Err(failure)) => {
                let harmless = failure.starts_with("Unavailable") || failure.starts_with("Unknown");
                assert!(self.mishaps.is_some() && harmless, "{command:?}: {failure}");
                self.knowledge.unheard.extend(known.filter(|_| command.creates()));
                None
            }
            None => {
                assert!(self.mishaps.is_some(), "{command:?} was not answered");
                self.knowledge.unheard.extend(known.filter(|_| command.creates()));
                None
            }
        };
        let refused = match heard {
            Some(Ok(Answer::Refused(refusal, _))) => {
                assert!(command.declares(*refusal), "{command:?}: {refusal:?}");
                Some(format!("{refusal:?}"))
            }
            _ => None,
        };
        if let (Some(name), Some(Ok(answer))) = (known, heard) {
            match answer {
                Answer::Done(node) => drop(self.knowledge.told.insert(name, node.clone())),
                // It came too late; whether it has happened in time it does not say.
                Answer::Refused(Refusal::RequestStale, _) => return,
                Answer::Refused(..) => {}
            }
            // Had it happened before, it would not have been refused.
            self.knowledge.unheard.remove(&name);
        }
        if let Some((user, number)) = command.draws() {
            let slot = slot(user, number);
            self.knowledge.auditor.heard((command.campaign, slot), user, done.as_ref(), refused);
        } else if let (true, Some(node)) = (command.creates(), done) {
            let crowd_no = CrowdNo::parse(node["crowd_no"].as_str().unwrap()).unwrap();
            if self.knowledge.campaigns.len() < CAMPAIGNS {
                self.knowledge.campaigns.push(crowd_no)
            } else {
                self.knowledge.others += 1
            }
        }
    }

    /// Holds all records against all rules, and against all that was heard.
    pub(crate) fn audit(&mut self) {
        let seen = self.look();
        let Knowledge { auditor, others, unheard, gaps, .. } = &mut self.knowledge;
        let left_out: u64 = gaps.iter().map(|gap| gap.last - gap.first + 1).sum();
        let others = *others + left_out;
        auditor.audit(&seen, (others, unheard.len() as u64));
        auditor::check_payments(&seen, most_open(self.home));
        auditor::check_accounts(&seen);
    }

    pub(crate) fn check_settled(&mut self) {
        self.knowledge.auditor.check_settled(&self.look());
        self.check_walks();
    }

    /// The home's lane; `None` before anything has happened in it.
    fn lane(&self) -> Option<Lane> {
        match read(self.kept.store(), self.home, vec![Key::Lane(())]).1.pop() {
            Some(Record::Lane(lane)) => Some(lane),
            _ => None,
        }
    }

    /// Everything that there is: of the campaigns, the home's lane, and how the clock is set.
    fn records(&self) -> Vec<Record> {
        let others = read(self.kept.store(), self.home, vec![Key::Lane(()), Key::Clock(())]).1;
        [self.walked(), others].concat()
    }

    /// Everything that there is of the campaigns. Nothing happens between two readings.
    pub(crate) fn look(&self) -> Seen {
        Seen::new(self.now(), self.lane(), &self.knowledge.campaigns, self.walked())
    }

    /// What walks give of the campaigns.
    fn walked(&self) -> Vec<Record> {
        let (store, campaigns) = (self.kept.store(), &self.knowledge.campaigns);
        let mut records = walk(store, &Walk::Histories(self.home));
        records.retain(|record| record.crowd_no().is_some_and(|no| campaigns.contains(no)));
        records.extend(walk(store, &Walk::of_home::<Event>(self.home)));
        records
    }

    /// Walks and keys lead to the same records.
    fn check_walks(&self) {
        let numbers = self.numbers().into_iter();
        let numbered = numbers.flat_map(|seq| {
            let payouts = self.knowledge.campaigns.iter();
            let payouts = payouts.map(move |no| Key::Payout((no.clone(), seq)));
            payouts.chain([Key::Event(seq)])
        });
        let keys = self.keys().into_iter().chain(numbered).collect();
        let sorted = |mut records: Vec<Record>| {
            records.sort_by_key(Record::key);
            records
        };
        let found = read(self.kept.store(), self.home, keys).1;
        assert_eq!(sorted(self.walked()), sorted(found), "walks and keys");
    }

    /// The numbers that were given out, from one gap to the next.
    fn numbers(&self) -> Vec<u64> {
        let mut numbers = Vec::new();
        let mut first = 1;
        for gap in &self.knowledge.gaps {
            numbers.extend(first..gap.first);
            first = gap.last + 1;
        }
        numbers.extend(first..=self.lane().map_or(0, |lane| lane.counter));
        numbers
    }

    /// What there may be of the campaigns.
    fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.numbers().into_iter().map(Key::Transfer).collect();
        for no in &self.knowledge.campaigns {
            keys.push(Key::Campaign(no.clone()));
            keys.extend(slots().map(|slot| Key::Draw((no.clone(), slot))));
            keys.extend(users().map(|user| Key::Tally((no.clone(), user))));
        }
        keys
    }
}

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().build().unwrap();
}

/// Waits for a store that works on a thread of its own.
pub(super) fn wait<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.with(|runtime| runtime.block_on(future))
}

/// All that a walk gives.
fn walk(store: &dyn Store, what: &Walk) -> Vec<Record> {
    let (mut records, mut next) = (Vec::new(), Some(Cursor::default()));
    while let Some(after) = next {
        let chunk = wait(store.walk(what.clone(), after, CHUNK)).unwrap();
        records.extend(chunk.records);
        next = chunk.next;
    }
    records
}

/// A command that was answered is answered alike, or too late; or nobody hears.
fn check_repeat(command: &Command, told: &[u8], heard: &Answered, mishaps: bool) {
    match heard {
        Some(Ok(Answer::Done(node))) => assert_eq!(node, told, "{command:?} is answered otherwise"),
        Some(Ok(Answer::Refused(refusal, _))) => {
            assert_eq!(*refusal, Refusal::RequestStale, "{command:?} was answered before");
        }
        Some(Err(_)) | None => assert!(mishaps, "{command:?} was not answered"),
    }
}

fn users() -> impl Iterator<Item = UserId> {
    USERS.iter().map(|user| UserId::parse(user).unwrap())
}

fn slot(user: &str, number: Option<&str>) -> Slot {
    match number {
        None => Slot::of_user(&UserId::parse(user).unwrap()),
        Some(number) => Slot::named(number).unwrap(),
    }
}

fn slots() -> impl Iterator<Item = Slot> {
    let named = SLOTS.iter().flatten().map(|number| Slot::named(number).unwrap());
    named.chain(users().map(|user| Slot::of_user(&user)))
}
