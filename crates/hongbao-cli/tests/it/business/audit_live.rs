//! An audit while users draw and merchants pay and settle, as fast as it reads: between any two of its
//! walks something happens. It must see no break where there is none, and miss none.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hongbao_engine::{
    Books, CampaignLimits, Change, Creator, CrowdNo, DrawRequest, Fen, Frequency, Home, Invariant,
    MerchantId, NumberKey, Paying, Plan, Prize, Record, Rules, Slot, Stop, Tallied, Target, UserId,
    Work,
};
use hongbao_store::{
    Answer, Audited, BoxFuture, Chunk, Cursor, Failure, MemoryStore, SqliteStore, Store, Walk,
    audit,
};

use crate::harness::server::Folder;
use crate::harness::walked::{Walked, Walks};
use crate::wire::replay::Fixed;

const HOME: Home = Home::new(1);

/// Something happens before each walk, and chunks are small.
#[derive(Debug)]
struct Busy {
    /// One that is paid and running, and one that is paid, closed and settled while it is looked at.
    campaigns: [CrowdNo; 2],
    /// When it is paid, counted in steps.
    paid: u64,
    steps: AtomicU64,
    /// The draws of the campaign that was read last, and how many tallies were read that had moved on.
    cut: AtomicU64,
    moved: AtomicU64,
    /// What a hand does to the rows that are read.
    hand: fn(&mut Vec<Record>),
}

fn work(run: impl Fn(&mut Books) -> Result<(), Stop> + Send + Sync + 'static) -> Work {
    let run = Box::new(move |books: &mut Books| run(books).map(|()| Vec::new()));
    Work { home: HOME, writes: true, hint: Vec::new(), run }
}

fn create(seed: u8) -> Work {
    let run = move |books: &mut Books| {
        let merchant = MerchantId::parse("2088000000000009").unwrap();
        let limits = CampaignLimits::default();
        let plan = Plan {
            coupon_name: "name".to_owned(),
            prize_msg: "text".to_owned(),
            merchant_link: None,
            prize: Prize::Random,
            total: Fen::new(1_000_000),
            count: 10_000,
            frequency: Frequency::parse("L100").unwrap(),
            start_at: None,
            end_at: books.now().plus_days(1),
        };
        let (delay, key) = (0, &NumberKey::new([5; 32]));
        let creator = Creator { home: HOME, merchant: &merchant, limits, delay, key };
        let campaign = books.create(&plan, &creator, &[seed; 32])?;
        Ok(campaign.crowd_no.to_string().into_bytes())
    };
    Work { home: HOME, writes: true, hint: Vec::new(), run: Box::new(run) }
}

fn user(number: u64) -> UserId {
    UserId::parse(&format!("20880000000000{number:02}")).unwrap()
}

fn draw(crowd_no: CrowdNo, step: u64) -> Work {
    let slot = Slot::named(&format!("n{step}")).unwrap();
    let order = DrawRequest { crowd_no, user_id: user(step * 7 % 20), slot, amount: None };
    let rules = Rules { users_are_open: true, merchant_user: None };
    work(move |books| books.draw(&order, HOME, &rules).map(drop))
}

impl Walked<Busy> {
    async fn busy(paid: u64, hand: fn(&mut Vec<Record>)) -> Self {
        let store = MemoryStore::new(Arc::new(Fixed));
        let mut campaigns = Vec::new();
        for seed in 0..2 {
            let Ok(Answer::Done(no)) = store.transact(create(seed)).await else {
                panic!("refused")
            };
            campaigns.push(CrowdNo::parse(&String::from_utf8(no).unwrap()).unwrap());
        }
        let campaigns = campaigns.try_into().unwrap();
        let (steps, cut, moved) = Default::default();
        let walks = Busy { campaigns, paid, steps, cut, moved, hand };
        let busy = Self { store, walks };
        for _ in 0..40 {
            busy.step().await;
        }
        busy
    }

    /// One more thing happens.
    async fn step(&self) {
        let step = self.walks.steps.fetch_add(1, Ordering::Relaxed);
        let [running, passing] = self.walks.campaigns.clone();
        let happens = match (step, step.checked_sub(self.walks.paid)) {
            (0, _) => work(move |books| books.pay(&running, &Paying::default()).map(drop)),
            (_, Some(0)) => work(move |books| books.pay(&passing, &Paying::default()).map(drop)),
            (_, Some(1..=3)) => draw(passing, step),
            (_, Some(4)) => work(move |books| {
                let change = Change { target: Target::Closed, delay: 0, most: None };
                books.modify(&passing, HOME, &change)?;
                books.settle(&passing).map(drop)
            }),
            (_, _) => draw(running, step),
        };
        assert!(matches!(self.store.transact(happens).await, Ok(Answer::Done(_))), "step {step}");
    }

    async fn chunk_of(&self, what: Walk, after: Cursor) -> Result<Chunk, Failure> {
        self.step().await;
        let mut chunk = self.store.walk(what, after, 2).await?;
        (self.walks.hand)(&mut chunk.records);
        for record in &chunk.records {
            match record {
                Record::Campaign(campaign) => {
                    self.walks.cut.store(campaign.funds.draws, Ordering::Relaxed);
                }
                Record::Tally(Tallied { tally, .. }) => {
                    let moved = tally.last > self.walks.cut.load(Ordering::Relaxed);
                    self.walks.moved.fetch_add(moved.into(), Ordering::Relaxed);
                }
                _ => {}
            }
        }
        Ok(chunk)
    }

    async fn audit(&self) -> Audited {
        audit(self, [7; 32], &mut |_| {}).await.unwrap()
    }
}

impl Walks for Busy {
    fn walk(
        whole: &Walked<Self>,
        what: Walk,
        after: Cursor,
        _: u32,
    ) -> BoxFuture<'_, Result<Chunk, Failure>> {
        Box::pin(whole.chunk_of(what, after))
    }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[test]
fn no_break_is_seen_where_there_is_none() {
    // The second campaign is paid and settled at each moment of an audit.
    for paid in 40..110 {
        now(async {
            let busy = Walked::busy(paid, |_| {}).await;
            let Audited { checked, findings } = busy.audit().await;
            assert_eq!(findings.broken, [], "paid at step {paid}");
            assert!(checked >= 42 && !findings.more);
            let (steps, moved) = (busy.walks.steps.into_inner(), busy.walks.moved.into_inner());
            assert!(steps > paid + 4, "it was settled before the audit ended, at {steps}");
            assert!(moved > 0, "no tally had moved on");
        });
    }
}

#[test]
fn a_break_is_seen_among_all_that_moves() {
    type Hand = fn(&mut Vec<Record>);
    fn tally(rows: &mut [Record], more: u32) {
        for row in rows {
            if let Record::Tally(Tallied { user_id: whose, tally, .. }) = row
                && *whose == user(3)
            {
                tally.lifetime += more;
            }
        }
    }
    fn is_draw(row: &Record, n: u64) -> bool {
        matches!(row, Record::Draw(draw) if draw.n == n)
    }
    let hands: [(Hand, Invariant, &str); 5] = [
        (|rows| tally(rows, 1), Invariant::Tallied, "tally 1/"),
        (|rows| rows.retain(|row| !is_draw(row, 9)), Invariant::Numbered, "number 1/"),
        (
            |rows| rows.extend(rows.iter().find(|row| is_draw(row, 9)).cloned()),
            Invariant::Numbered,
            "draw 1/",
        ),
        (
            |rows| {
                for row in rows.iter_mut().filter(|row| is_draw(row, 9)) {
                    if let Record::Draw(draw) = row {
                        Arc::make_mut(draw).amount = Fen::new(1);
                    }
                }
            },
            Invariant::Sent,
            "campaign 1/",
        ),
        (
            |rows| {
                rows.retain(
                    |row| !matches!(row, Record::Tally(Tallied { user_id, .. }) if *user_id == user(3)),
                );
            },
            Invariant::Tallied,
            "tally 1/",
        ),
    ];
    for (at, (hand, invariant, record)) in hands.into_iter().enumerate() {
        now(async {
            let busy = Walked::busy(60, hand).await;
            let broken = busy.audit().await.findings.broken;
            let is_it = |broken: &hongbao_engine::Broken| {
                broken.invariant == invariant && broken.record.starts_with(record)
            };
            assert!(broken.iter().any(is_it), "{at}: {broken:#?}");
        });
    }
}

/// A thread that draws and creates as many times, and audits beside it until it has.
fn draws_beside_audits(store: &dyn Store, times: u64) {
    now(store.migrate()).unwrap();
    let Ok(Answer::Done(no)) = now(store.transact(create(0))) else { panic!("refused") };
    let crowd_no = CrowdNo::parse(&String::from_utf8(no).unwrap()).unwrap();
    let paid = crowd_no.clone();
    let pay = work(move |books| books.pay(&paid, &Paying::default()).map(drop));
    assert!(matches!(now(store.transact(pay)), Ok(Answer::Done(_))));
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            for step in 0..times {
                // Each kind is numbered between two of the other.
                for happens in [create(0), draw(crowd_no.clone(), step)] {
                    let done = now(store.transact(happens));
                    assert!(matches!(done, Ok(Answer::Done(_))), "{done:?}");
                }
            }
        });
        let mut is_over = false;
        while !is_over {
            // Asked before the last audit, which so sees all of them.
            is_over = thread.is_finished();
            let Audited { checked, findings } = now(audit(store, [7; 32], &mut |_| {})).unwrap();
            assert_eq!(findings.broken, []);
            assert!(!is_over || checked == 2 * times + 2, "{checked}");
        }
    });
}

#[test]
fn a_thread_that_draws_disturbs_no_audit() {
    draws_beside_audits(&MemoryStore::new(Arc::new(Fixed)), 200);
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).unwrap();
    let store = SqliteStore::open(&folder.path().join("live.db"), Arc::new(Fixed)).unwrap();
    draws_beside_audits(&store, 200);
}
