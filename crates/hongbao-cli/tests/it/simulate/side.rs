//! One store of a simulation: its lane is stepped by hand, and what it answers is held against what it
//! has answered before and against its records.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::FutureExt;
use hongbao_engine::{CrowdNo, Home, Key, Record, Slot, UserId};
use hongbao_store::{
    Answer, Clock, Failure, Faults, MemoryStore, OpenError, SqliteStore, Stepper, Store,
};
use serde_json::Value;

use super::Dial;
use super::auditor::{Auditor, Seen};
use super::command::{CAMPAIGNS, Command, SLOTS, USERS};
use crate::random::Random;
use crate::records::read;

/// What a call came to; `None` if nobody heard it.
pub(crate) type Heard = Option<Result<Answer, String>>;

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
    campaigns: Vec<CrowdNo>,
    /// Campaigns that nobody goes on with, and those of which nobody heard.
    others: (u64, u64),
    auditor: Auditor,
}

impl Side {
    fn new(home: Home, kept: Kept, stepper: Stepper, mishaps: Option<Faults>) -> Self {
        let (campaigns, auditor) = (Vec::new(), Auditor::default());
        Self { home, kept, stepper, mishaps, campaigns, others: (0, 0), auditor }
    }

    pub(crate) fn memory(home: Home, clock: &Arc<Dial>) -> Self {
        let clock: Arc<dyn Clock> = Arc::<Dial>::clone(clock);
        let (store, stepper) = MemoryStore::stepped(clock, Faults::default());
        Self::new(home, Kept::Memory(store), stepper, None)
    }

    /// One with which everything goes wrong now and then.
    pub(crate) fn faulty(home: Home, clock: &Arc<Dial>, seed: u64) -> Self {
        let clock: Arc<dyn Clock> = Arc::<Dial>::clone(clock);
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
    pub(crate) fn round(&mut self, commands: &[Command], random: &mut Random) -> Vec<Heard> {
        let store = self.kept.store();
        let ask = |command: &Command| {
            command.work(self.home, &self.campaigns).map(|work| store.transact(work))
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
        let heard: Vec<Heard> = waiting
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

    /// As a process that was killed and is started again: what waited is lost, what was committed stays.
    fn restart(&mut self, seed: u64) {
        if let (Kept::Memory(store), Some(faults)) = (&self.kept, self.mishaps) {
            let (store, stepper) = store.restarted(Faults { seed, ..faults });
            (self.kept, self.stepper) = (Kept::Memory(store), stepper);
        }
    }

    fn learn(&mut self, command: &Command, heard: &Heard) {
        let done = match heard {
            Some(Ok(Answer::Done(node))) => Some(serde_json::from_slice::<Value>(node).unwrap()),
            Some(Ok(Answer::Refused(_))) => None,
            Some(Err(failure)) => {
                let harmless = failure.starts_with("Unavailable") || failure.starts_with("Unknown");
                assert!(self.mishaps.is_some() && harmless, "{command:?}: {failure}");
                self.others.1 += u64::from(command.creates());
                None
            }
            None => {
                assert!(self.mishaps.is_some(), "{command:?} was not answered");
                self.others.1 += u64::from(command.creates());
                None
            }
        };
        let refused = match heard {
            Some(Ok(Answer::Refused(refusal))) => Some(format!("{refusal:?}")),
            _ => None,
        };
        if let Some((user, number)) = command.draws() {
            let slot = slot(user, number);
            self.auditor.heard((command.campaign, slot), user, done.as_ref(), refused);
        } else if let (true, Some(node)) = (command.creates(), done) {
            let crowd_no = CrowdNo::parse(node["crowd_no"].as_str().unwrap()).unwrap();
            match self.campaigns.len() < CAMPAIGNS {
                true => self.campaigns.push(crowd_no),
                false => self.others.0 += 1,
            }
        }
    }

    /// Holds all records against all rules, and against all that was heard.
    pub(crate) fn audit(&mut self) {
        let seen = self.look();
        self.auditor.audit(&seen, self.others);
    }

    pub(crate) fn check_settled(&mut self) {
        self.auditor.check_settled(&self.look());
    }

    /// Everything that there is of the campaigns. Nothing happens between the two readings.
    fn look(&self) -> Seen {
        let store = self.kept.store();
        let counter = match read(store, self.home, vec![Key::Lane]).1.pop() {
            Some(Record::Lane(lane)) => lane.counter,
            _ => 0,
        };
        let mut keys: Vec<Key> = (1..=counter).map(Key::Transfer).collect();
        for no in &self.campaigns {
            keys.push(Key::Campaign(no.clone()));
            keys.extend(slots().map(|slot| Key::Draw(no.clone(), slot)));
            keys.extend(users().map(|user| Key::Tally(no.clone(), user)));
        }
        let (now, records) = read(store, self.home, keys);
        Seen::new(now, counter, &self.campaigns, records)
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

/// A database that the seeds of one thread share, each with a home of its own: to make one takes longer
/// than to play a seed.
pub(crate) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        // What is synced here is forgotten with the machine; nothing here is about power failures.
        let shared = Path::new("/dev/shm");
        let parent = if shared.is_dir() { shared.to_owned() } else { std::env::temp_dir() };
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("hongbao-simulate-{}-{number}", std::process::id());
        std::fs::create_dir_all(parent.join(&name)).unwrap();
        Self { path: parent.join(name) }
    }

    fn open(&self, clock: &Arc<Dial>) -> (SqliteStore, Stepper) {
        let clock: Arc<dyn Clock> = Arc::<Dial>::clone(clock);
        let path = self.path.join("simulate.db");
        // Whatever process another test starts has the lock, too, until it becomes another program.
        let opened = loop {
            match SqliteStore::open_stepped(&path, Arc::clone(&clock)) {
                Err(OpenError::InUse(_)) => std::thread::yield_now(),
                opened => break opened.unwrap(),
            }
        };
        opened.0.migrate().now_or_never().unwrap().unwrap();
        opened
    }

    pub(crate) fn side(&self, home: Home, clock: &Arc<Dial>) -> Side {
        let (store, stepper) = self.open(clock);
        Side::new(home, Kept::Sqlite(store), stepper, None)
    }

    /// As a process that ended and was started again.
    pub(crate) fn reopen(&self, side: Side, clock: &Arc<Dial>) -> Side {
        let Side { home, kept, stepper, mishaps, campaigns, others, auditor } = side;
        drop((kept, stepper));
        let (store, stepper) = self.open(clock);
        let kept = Kept::Sqlite(store);
        Side { home, kept, stepper, mishaps, campaigns, others, auditor }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}
