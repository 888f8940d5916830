//! The store alone: packets drawn from one campaign through the lane, against bare inserts of one row with
//! one unique index, in batches of the same size; and the batches that callers really make.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hongbao_store::{SqliteStore, Store};

use crate::clock::{SERVER_CORE, now, pin, thread_seconds, unpin};
use crate::figure::{Bound, Figure};
use crate::load::quantile;
use crate::packets::{Fixed, done, draw, mixed, next, prepare, ready, work};
use crate::{Bench, Outcome, ROUNDS};

/// Works, or rows, in a batch.
const BATCH: usize = 100;
/// Batches in a round.
const BATCHES: usize = 40;
/// Callers at once, and how many packets each draws.
const CALLERS: [usize; 3] = [8, 64, 512];
const DRAWS: usize = 20_480;

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
        let drawn = Rate::of(BATCH * BATCHES, || draw(&store, &mut stepper, (BATCHES, BATCH)))?;
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
