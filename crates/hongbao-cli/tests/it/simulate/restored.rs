//! A database of which copies are made and put back. What was committed since is lost, and no number that
//! anybody was told is given to anything else.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use hongbao_engine::{Gap, Home, Record};
use hongbao_store::{Cursor, OpenError, SqliteStore, Store, Walk, audit, leave_out};

use super::Wire;
use super::command::Command;
use super::scratch::{Scratch, waited_for};
use super::side::{Knowledge, Side, wait};
use crate::harness::random::Random;

/// Copies of one seed, at most.
const COPIES: usize = 3;

/// A database's file as it was, and what its callers knew then.
struct Copy {
    file: PathBuf,
    knowledge: Knowledge,
}

pub(crate) struct Restored {
    home: Home,
    clock: Wire,
    scratch: Scratch,
    side: Side,
    copies: Vec<Copy>,
    /// What each number was given to, also of what is lost.
    given: BTreeMap<u64, String>,
}

impl Restored {
    pub(crate) fn new(home: Home, clock: &Wire) -> Self {
        let (scratch, clock) = (Scratch::new(), Arc::clone(clock));
        let side = scratch.side(home, &clock);
        let (copies, given) = (Vec::new(), BTreeMap::new());
        Self { home, clock, scratch, side, copies, given }
    }

    /// Asks all, and now and then makes a copy or puts one back before.
    pub(crate) fn round(mut self, commands: &[Command], random: &mut Random) -> Self {
        // A home without a number is none of a copy's.
        let begun = !self.side.knowledge().campaigns.is_empty();
        match random.below(12) {
            0 if begun && self.copies.len() < COPIES => self = self.copy(),
            1 if !self.copies.is_empty() => {
                let which = random.below(self.copies.len() as u64);
                self = self.put_back(usize::try_from(which).unwrap());
            }
            _ => {}
        }
        self.side.round(commands, random);
        self.audit();
        self
    }

    /// The process ends, its database is copied, and it starts again.
    fn copy(self) -> Self {
        let Self { home, clock, scratch, side, mut copies, given } = self;
        let knowledge = side.end();
        let file = scratch.file().with_extension(format!("copy-{}", copies.len()));
        fs::copy(scratch.file(), &file).unwrap();
        copies.push(Copy { file, knowledge: knowledge.clone() });
        let side = scratch.side(home, &clock).knowing(knowledge);
        Self { home, clock, scratch, side, copies, given }
    }

    /// The process ends, and a copy takes its database's place. If anything was committed since, it is not
    /// served until an operator says so.
    fn put_back(self, which: usize) -> Self {
        let Self { home, clock, scratch, side, copies, given } = self;
        let lost = side.look().numbers();
        drop(side);
        let Copy { file, knowledge } = &copies[which];
        let mut knowledge = knowledge.clone();
        fs::copy(file, scratch.file()).unwrap();
        let side = match scratch.try_open(&clock) {
            Err(OpenError::Older { .. }) => {
                knowledge.gaps.push(accept(&scratch, home, &clock));
                scratch.side(home, &clock).knowing(knowledge)
            }
            opened => {
                let side = Side::sqlite(home, opened.unwrap()).knowing(knowledge);
                assert_eq!(side.look().numbers(), lost, "a copy was taken for the newest");
                side
            }
        };
        Self { home, clock, scratch, side, copies, given }
    }

    /// The same rules as everywhere; and a number that was given once means the same for ever.
    fn audit(&mut self) {
        self.side.audit();
        for (number, what) in self.side.look().numbers() {
            let known = self.given.entry(number).or_insert_with(|| what.clone());
            assert_eq!(*known, what, "{number} was given to both");
        }
    }

    /// The program's own audit takes the numbers that were left out, and finds nothing else missing.
    pub(crate) fn prove(self) {
        let Self { scratch, side, clock, .. } = self;
        drop(side);
        let store = waited_for(|| SqliteStore::open(&scratch.file(), Arc::clone(&clock) as _));
        let audited = wait(audit(&store.unwrap(), [7; 32], &mut |_| {})).unwrap();
        assert!(audited.findings.is_empty(), "{:?}", audited.findings);
    }
}

/// What an operator does: lets the home go on beyond what may have been given. What is left out.
fn accept(scratch: &Scratch, home: Home, clock: &Wire) -> Gap {
    let open = || SqliteStore::open_older(&scratch.file(), Arc::clone(clock) as _);
    let store = waited_for(open).unwrap();
    wait(store.migrate()).unwrap();
    wait(leave_out(&store, store.left_out().unwrap())).unwrap();
    let chunk = wait(store.walk(Walk::of_home::<Gap>(home), Cursor::default(), 99)).unwrap();
    match chunk.records.last() {
        Some(Record::Gap(gap)) => *gap,
        other => panic!("{other:?}"),
    }
}
