//! How many works a second the lane commits to SQLite, by the number of callers, and what share that
//! is of bare inserts of one row with a unique index, in batches of 100, in the same run.
//!
//! `cargo run --release -p hongbao-store --example lane`; a folder may be named, on the disk that
//! counts. A work inserts one campaign, changes another one that all of them change, and takes a
//! number.
#![expect(clippy::print_stdout, reason = "a measuring program prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a measuring program reads the clock")]
#![expect(clippy::float_arithmetic, reason = "rates are no money")]
#![expect(clippy::unwrap_used, reason = "a measurement that fails is none")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hongbao_engine::{
    Campaign, CrowdNo, Fen, Funds, Home, Key, Prize, Record, Refusal, Timestamp, Timing, Work,
};
use hongbao_store::{Answer, Clock, MemoryStore, SqliteStore, Stepper, Store};

const HOME: Home = Home::new(1);
const SPAN: Duration = Duration::from_secs(2);

#[derive(Debug)]
struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_000)
    }
}

fn campaign(crowd_no: CrowdNo) -> Campaign {
    let at = Timestamp::from_secs;
    Campaign {
        crowd_no,
        home: HOME,
        origin_crowd_no: "20160901029410190092922308762004".to_owned(),
        coupon_name: "XXX周年庆红包".to_owned(),
        prize_msg: "XX送您大红包".to_owned(),
        prize: Prize::Random,
        funds: Funds { total: Fen::new(i64::MAX), sent: Fen::new(0), count: 1_000 },
        timing: Timing {
            created_at: at(1),
            paid_at: Some(at(2)),
            start_at: at(3),
            end_at: at(5),
            over_at: at(4),
            paused: false,
            settled_at: None,
        },
    }
}

fn hot() -> CrowdNo {
    CrowdNo::parse("hot").unwrap()
}

/// The next number's identifier: as long as a real one, and in no order.
fn fresh() -> CrowdNo {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    CrowdNo::parse(&format!("{mixed:016x}{number:016x}")).unwrap()
}

fn work() -> Work {
    let (hot, own) = (hot(), fresh());
    let hint = vec![Key::Campaign(hot.clone()), Key::Campaign(own.clone())];
    let run = move |books: &mut hongbao_engine::Books| {
        let found = books.campaign(&hot)?.ok_or(Refusal::CampaignUnknown)?;
        if books.campaign(&own)?.is_some() {
            return Err(Refusal::CampaignForeign.into());
        }
        let mut changed = Campaign::clone(&found);
        changed.funds.sent = Fen::new(changed.funds.sent.get() + 1);
        books.put(Record::Campaign(Arc::new(changed)))?;
        books.put(Record::Campaign(Arc::new(campaign(own.clone()))))?;
        Ok(books.next()?.to_le_bytes().to_vec())
    };
    Work { home: HOME, writes: true, hint, run: Box::new(run) }
}

/// What was done, in time and in this thread's time on a processor.
struct Rate {
    start: Instant,
    busy: u64,
    count: u32,
}

impl Rate {
    fn start() -> Self {
        Self { start: Instant::now(), busy: busy(), count: 0 }
    }

    fn goes_on(&self) -> bool {
        self.start.elapsed() < SPAN
    }

    /// Of one second, and of one second on the processor.
    fn end(self) -> (f64, f64) {
        let count = f64::from(self.count);
        let busy = Duration::from_nanos(busy() - self.busy);
        (count / self.start.elapsed().as_secs_f64(), count / busy.as_secs_f64())
    }
}

/// Nanoseconds that this thread has been on a processor.
fn busy() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

/// As many works a second as a number of callers get answered, each one at a time.
async fn threaded(store: Arc<dyn Store>, callers: usize) -> f64 {
    let start = Instant::now();
    let call = |store: Arc<dyn Store>| async move {
        let mut count = 0_u32;
        while start.elapsed() < SPAN {
            let answer = store.transact(work()).await.unwrap();
            assert!(matches!(answer, Answer::Done(_)), "{answer:?}");
            count += 1;
        }
        count
    };
    let callers: Vec<_> = (0..callers).map(|_| tokio::spawn(call(Arc::clone(&store)))).collect();
    let mut count = 0;
    for caller in callers {
        count += caller.await.unwrap();
    }
    f64::from(count) / start.elapsed().as_secs_f64()
}

/// Works a second in batches of one size, without a thread in between.
fn stepped(store: &dyn Store, stepper: &mut Stepper, size: usize) -> (f64, f64) {
    let mut rate = Rate::start();
    while rate.goes_on() {
        let answers: Vec<_> = (0..size).map(|_| store.transact(work())).collect();
        rate.count += u32::try_from(stepper.step(usize::MAX)).unwrap();
        drop(answers);
    }
    rate.end()
}

/// Bare inserts a second: a unique 32-byte key and 120 bytes, in batches of one size, with the
/// store's settings.
fn raw(path: &Path, size: usize) -> (f64, f64) {
    let db = rusqlite::Connection::open(path).unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
    db.pragma_update(None, "synchronous", "FULL").unwrap();
    db.pragma_update(None, "cache_size", -65_536).unwrap();
    db.pragma_update(None, "wal_autocheckpoint", 8_192).unwrap();
    db.execute_batch("CREATE TABLE raw (key TEXT UNIQUE NOT NULL, value BLOB NOT NULL)").unwrap();
    let (mut rate, value) = (Rate::start(), [7_u8; 120]);
    while rate.goes_on() {
        let batch = db.unchecked_transaction().unwrap();
        for _ in 0..size {
            let mut insert = db.prepare_cached("INSERT INTO raw VALUES (?1, ?2)").unwrap();
            insert.execute((fresh().as_str(), value)).unwrap();
            rate.count += 1;
        }
        batch.commit().unwrap();
    }
    rate.end()
}

fn show(size: usize, what: &str, (rate, busy): (f64, f64)) {
    println!("batches of {size:4}, {what:6}: {rate:8.0}/s, {busy:8.0} per second on the processor");
}

async fn prepare(store: &dyn Store) {
    store.migrate().await.unwrap();
    let first = Work {
        home: HOME,
        writes: true,
        hint: Vec::new(),
        run: Box::new(|books| {
            books.put(Record::Campaign(Arc::new(campaign(hot()))))?;
            Ok(Vec::new())
        }),
    };
    store.found(vec![first]).await.unwrap();
}

#[tokio::main]
async fn main() {
    let parent = std::env::args().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = parent.join(format!("hongbao-lane-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for size in [1, 10, 100, 1_000] {
        let bare = raw(&folder.join(format!("raw-{size}.db")), size);
        let path = folder.join(format!("stepped-{size}.db"));
        let (store, mut stepper) = SqliteStore::open_stepped(&path, Arc::new(Fixed)).unwrap();
        prepare(&store).await;
        let lane = stepped(&store, &mut stepper, size);
        show(size, "raw", bare);
        show(size, "lane", lane);
        println!("  share {:.2}, on the processor {:.2}", lane.0 / bare.0, lane.1 / bare.1);
    }
    let (store, mut stepper) = MemoryStore::stepped(Arc::new(Fixed), Default::default());
    prepare(&store).await;
    let lane = stepped(&store, &mut stepper, 100);
    show(100, "memory", lane);
    for callers in [1, 8, 64, 512] {
        let path = folder.join(format!("threaded-{callers}.db"));
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&path, Arc::new(Fixed)).unwrap());
        prepare(store.as_ref()).await;
        let rate = threaded(Arc::clone(&store), callers).await;
        drop(store);
        let db = rusqlite::Connection::open(&path).unwrap();
        let batch: (f64, f64) = db
            .query_row("SELECT counter, marker FROM lane", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        println!("{callers:3} callers: {rate:8.0}/s, {:6.1} works a batch", batch.0 / batch.1);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
