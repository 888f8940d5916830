//! The store alone: packets drawn from one campaign through the lane, against bare inserts of one row with
//! one unique index, in batches of the same size; and the batches that callers really make.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hongbao_engine::{
    Books, Campaign, Changes, CrowdNo, Fen, Frequency, Funds, Home, Order, Paying, Prize, Record,
    Rules, Seed, Slot, Timestamp, Timing, UserId, Work,
};
use hongbao_store::{Answer, Clock, SqliteStore, Stepper, Store};

use crate::clock::{SERVER_CORE, now, pin, thread_seconds, unpin};
use crate::figure::{Bound, Figure};
use crate::load::quantile;
use crate::{Bench, Outcome, ROUNDS};

const HOME: Home = Home::new(1);
/// Works, or rows, in a batch.
const BATCH: usize = 100;
/// Batches in a round.
const BATCHES: usize = 40;
/// Callers at once, and how many packets each draws.
const CALLERS: [usize; 3] = [8, 64, 512];
const DRAWS: usize = 20_480;

#[derive(Debug)]
struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_767_196_800)
    }
}

pub(crate) fn measure(bench: &mut Bench) -> Outcome<()> {
    if !bench.wants("lane") {
        return Ok(());
    }
    let folder = bench.folder.path.with_file_name("lane");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    against_inserts(bench, &folder)?;
    for callers in CALLERS {
        eprintln!("lane: {callers} callers");
        called(bench, &folder, callers)?;
    }
    Ok(std::fs::remove_dir_all(&folder)?)
}

/// A rate in a second, and in a second on the processor.
struct Rate {
    wall: f64,
    cpu: f64,
}

impl Rate {
    fn of(count: usize, act: impl FnOnce() -> Outcome<()>) -> Outcome<Self> {
        let (start, before) = (now(), thread_seconds());
        act()?;
        let (wall, cpu) = (start.elapsed().as_secs_f64(), thread_seconds() - before);
        Ok(Self { wall: count as f64 / wall, cpu: count as f64 / cpu })
    }
}

fn against_inserts(bench: &mut Bench, folder: &Path) -> Outcome<()> {
    pin(SERVER_CORE)?;
    let raw = Raw::open(&folder.join("raw.db"))?;
    let (store, mut stepper) =
        SqliteStore::open_stepped(&folder.join("draws.db"), Arc::new(Fixed))?;
    ready(prepare(&store))??;
    let (mut rows, mut draws, mut ratios, mut in_time) = (vec![], vec![], vec![], vec![]);
    for round in 0..=ROUNDS {
        eprintln!("lane: round {round} of {ROUNDS}");
        let bare = Rate::of(BATCH * BATCHES, || raw.insert())?;
        let drawn = Rate::of(BATCH * BATCHES, || draw(&store, &mut stepper))?;
        // The first round fills caches and files.
        if round > 0 {
            rows.push(bare.wall);
            draws.push(drawn.wall);
            ratios.push(drawn.cpu / bare.cpu);
            in_time.push(drawn.wall / bare.wall);
        }
    }
    unpin()?;
    let on = "batches of 100, on disk";
    bench.found(Figure::new("bare inserts", "per second", rows).on(on));
    bench.found(Figure::new("draws in the store alone", "per second", draws).on(on));
    bench.found(Figure::new("draws ÷ bare inserts, in wall time", "ratio", in_time).on(on));
    let ratio = Figure::new("draws ÷ bare inserts, in CPU time", "ratio", ratios).on(on);
    bench.found(ratio.bound(Bound::AtLeast(0.35)));
    Ok(())
}

/// Draws packets in batches, without a thread in between.
fn draw(store: &dyn Store, stepper: &mut Stepper) -> Outcome<()> {
    for _ in 0..BATCHES {
        let works: Vec<Work> = (0..BATCH).map(|_| work()).collect::<Outcome<_>>()?;
        let answers: Vec<_> = works.into_iter().map(|work| store.transact(work)).collect();
        stepper.step(usize::MAX);
        for answer in answers {
            done(&ready(answer)??)?;
        }
    }
    Ok(())
}

/// So many callers, each one packet at a time.
fn called(bench: &mut Bench, folder: &Path, callers: usize) -> Outcome<()> {
    let path: PathBuf = folder.join(format!("called-{callers}.db"));
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&path, Arc::new(Fixed))?);
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let start = now();
    let mut waits = runtime.block_on(async {
        prepare(store.as_ref()).await?;
        let caller = |store: Arc<dyn Store>| async move {
            let mut waits = Vec::new();
            for _ in 0..DRAWS / callers {
                let asked = now();
                done(&store.transact(work()?).await?)?;
                waits.push(asked.elapsed());
            }
            Outcome::Ok(waits)
        };
        let callers: Vec<_> =
            (0..callers).map(|_| tokio::spawn(caller(Arc::clone(&store)))).collect();
        let mut waits = Vec::new();
        for caller in callers {
            waits.extend(caller.await??);
        }
        Outcome::Ok(waits)
    })?;
    let rate = waits.len() as f64 / start.elapsed().as_secs_f64();
    drop(store);
    waits.sort();
    let wait = |share: f64| vec![quantile(&waits, share) * 1e3];
    let on = format!("{callers} callers of the store alone");
    let batches = raw_batches(&path)?;
    bench.found(Figure::new("draws", "per second", vec![rate]).on(&on));
    bench.found(Figure::new("works in a batch", "", vec![DRAWS as f64 / batches]).on(&on));
    bench.found(Figure::new("a draw's wait, median", "ms", wait(0.5)).on(&on));
    bench.found(Figure::new("a draw's wait, 99th percentile", "ms", wait(0.99)).on(&on));
    Ok(())
}

/// How many batches a lane has committed: each leaves a mark.
fn raw_batches(path: &Path) -> Outcome<f64> {
    let db = rusqlite::Connection::open(path)?;
    Ok(db.query_row("SELECT sum(marker) FROM lane", [], |row| row.get(0))?)
}

/// A table of one row with one unique index, with the store's own settings.
struct Raw(rusqlite::Connection);

impl Raw {
    fn open(path: &Path) -> Outcome<Self> {
        let db = rusqlite::Connection::open(path)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "cache_size", -65_536)?;
        db.pragma_update(None, "wal_autocheckpoint", 8_192)?;
        db.execute_batch("CREATE TABLE raw (key TEXT UNIQUE NOT NULL, value BLOB NOT NULL)")?;
        Ok(Self(db))
    }

    fn insert(&self) -> Outcome<()> {
        for _ in 0..BATCHES {
            let batch = self.0.unchecked_transaction()?;
            for _ in 0..BATCH {
                let mut insert = self.0.prepare_cached("INSERT INTO raw VALUES (?1, ?2)")?;
                insert.execute((format!("{:032x}", mixed(next())), [7_u8; 120]))?;
            }
            batch.commit()?;
        }
        Ok(())
    }
}

fn next() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The same number, in no order.
fn mixed(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn hot() -> Outcome<CrowdNo> {
    Ok(CrowdNo::parse("POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx")
        .ok_or("id")?)
}

/// One packet, for a user who has none, under a number of its own.
fn work() -> Outcome<Work> {
    let number = mixed(next());
    let user_id = format!("2088{:012}", number % 1_000_000_000_000);
    let order = Order {
        crowd_no: hot()?,
        user_id: UserId::parse(&user_id).ok_or("no user's number")?,
        slot: Slot::stored(&format!("{number:016x}")),
        amount: None,
    };
    let rules = Rules { users_are_open: true, merchant_user: None };
    let hint = order.hint();
    let run = move |books: &mut Books| {
        let drawn = books.draw(&order, HOME, &rules)?;
        Ok(drawn.draw.amount.get().to_le_bytes().to_vec())
    };
    Ok(Work { home: HOME, writes: true, hint, run: Box::new(run) })
}

fn done(answer: &Answer) -> Outcome<()> {
    match answer {
        Answer::Done(_) => Ok(()),
        Answer::Refused(refusal) => Err(format!("a draw was refused: {refusal:?}").into()),
    }
}

/// A campaign of more packets than are drawn, paid for.
async fn prepare(store: &dyn Store) -> Outcome<()> {
    store.migrate().await?;
    let campaign = campaign(hot()?);
    let run = move |books: &mut Books| {
        books.put(Record::Campaign(Arc::new(campaign.clone())))?;
        books.pay(&campaign.crowd_no, &Paying::default())?;
        Ok(Vec::new())
    };
    let work = Work { home: HOME, writes: true, hint: Vec::new(), run: Box::new(run) };
    Ok(store.found(vec![work]).await?)
}

fn campaign(crowd_no: CrowdNo) -> Campaign {
    let now = Fixed.now();
    Campaign {
        crowd_no,
        home: HOME,
        seq: 0,
        origin_crowd_no: "20160901029410190092922308762004".to_owned(),
        coupon_name: "XXX周年庆红包".to_owned(),
        prize_msg: "XX送您大红包".to_owned(),
        merchant_link: None,
        prize: Prize::Random,
        seed: Seed::new([7; 32]),
        frequency: Frequency { lifetime: 100, window: None },
        funds: Funds::new(Fen::new(1_000_000_000), 10_000_000),
        timing: Timing {
            created_at: now,
            paid_at: None,
            start_at: now,
            end_at: now.plus_days(30),
            over_at: now.plus_days(30),
            paused: false,
            settle_at: None,
            settled_at: None,
        },
        reference: None,
        stopped: false,
        changes: Changes::default(),
    }
}

/// What a future that waits for nothing has come to.
fn ready<T>(future: impl Future<Output = T>) -> Outcome<T> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => Ok(value),
        std::task::Poll::Pending => Err("an answer that should be there is not".into()),
    }
}
