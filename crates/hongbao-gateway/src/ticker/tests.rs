//! What is due is booked once, by however many tickers, on each store; and in the end, whatever fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use hongbao_engine::{
    Books, Campaign, CampaignLimits, Changes, Creator, CrowdNo, Due, DueKey, Fen, Frequency, Funds,
    Home, Merchant, MerchantId, NumberKey, Paying, Plan, Prize, Record, Seed, Stop, Timestamp,
    Timing, View, Work,
};
use hongbao_store::{Answer, Clock, Cursor, Faults, MemoryStore, SqliteStore, Store, Walk};

use super::{book_all, tick};

const MERCHANT: &str = "2088000000000001";
const HOMES: [Home; 2] = [Home::new(1), Home::new(2)];
const NUMBER_KEY: NumberKey = NumberKey::new([5; 32]);
const START: i64 = 1_767_196_800;
const DAY: i64 = 86_400;

/// Wire time two days after the start.
#[derive(Debug)]
struct Later;

impl Clock for Later {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(START + 2 * DAY)
    }
}

/// The same, and then as late as a test says.
#[derive(Debug, Clone, Default)]
struct Hand(Arc<AtomicI64>);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Later.now().plus_secs(self.0.load(Ordering::Relaxed))
    }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(future)
}

fn work(
    home: Home,
    run: impl Fn(&mut Books) -> Result<Vec<u8>, Stop> + Send + Sync + 'static,
) -> Work {
    Work { home, writes: true, hint: Vec::new(), run: Box::new(run) }
}

/// A campaign that is paid, and ends so many days after the start; its number is the answer.
fn campaign(home: Home, days: i64) -> Work {
    work(home, move |books| {
        let merchant = MerchantId::parse(MERCHANT).unwrap();
        let limits = CampaignLimits::default();
        let (delay, key) = (0, &NUMBER_KEY);
        let creator = Creator { home, merchant: &merchant, limits, delay, key };
        let plan = Plan {
            coupon_name: "name".to_owned(),
            prize_msg: "text".to_owned(),
            merchant_link: None,
            prize: Prize::Fixed,
            total: Fen::new(1_000),
            count: 10,
            frequency: Frequency::default(),
            start_at: None,
            end_at: books.now().plus_secs(DAY),
        };
        let made = books.create(&plan, &creator, &[7; 32])?;
        books.pay(&made.crowd_no, &Paying::default())?;
        let paid = books.campaign(&made.crowd_no)?.unwrap();
        let mut moved = Campaign::clone(&paid);
        let end = Timestamp::from_secs(START + days * DAY);
        (moved.timing.over_at, moved.timing.settle_at) = (end, Some(end));
        books.put(Arc::new(moved))?;
        Ok(made.crowd_no.to_string().into_bytes())
    })
}

/// Makes 30 campaigns, of which two in three are due; gives how many are.
fn fill(store: &dyn Store) -> usize {
    now(store.migrate()).unwrap();
    let directory = work(Home::DIRECTORY, |books| {
        books.put(Record::Merchant(Merchant {
            id: MerchantId::parse(MERCHANT).unwrap(),
            home: HOMES[0],
            name: "name".to_owned(),
            products: Vec::new(),
            uncertified: false,
        }))?;
        Ok(Vec::new())
    });
    let campaigns = (0..30).map(|n| campaign(HOMES[n % 2], (n % 3) as i64 + 1));
    now(store.bootstrap(std::iter::once(directory).chain(campaigns).collect())).unwrap();
    due(store).len()
}

/// The entries of what is due, and not booked.
fn due(store: &dyn Store) -> Vec<Record> {
    let chunk =
        store.walk(Walk::Due { now: Later.now(), wire: Later.now() }, Cursor::default(), 100);
    now(chunk).unwrap().records
}

/// The numbers that a home has given out, and the number of its campaigns that are open.
fn numbers(store: &dyn Store, home: Home) -> String {
    let run = |books: &mut Books| {
        let lane = books.record(&hongbao_engine::Key::Lane(()))?;
        let Some(Record::Lane(lane)) = lane else { panic!("{lane:?}") };
        Ok(format!("{} {}", lane.counter, lane.open).into_bytes())
    };
    match now(store.read(work(home, run))) {
        Ok(Answer::Done(text)) => String::from_utf8(text).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_tickers_book_what_is_due_once() {
    let folder = std::env::temp_dir().join(format!("hongbao-ticker-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let sqlite = SqliteStore::open(&folder.join("ticker.db"), Arc::new(Later)).unwrap();
    let stores: [&dyn Store; 2] = [&MemoryStore::new(Arc::new(Later)), &sqlite];
    for store in stores {
        assert_eq!(fill(store), 20);
        // A creation, a payment for each of the home's 15.
        assert_eq!(HOMES.map(|home| numbers(store, home)), ["30 15", "30 15"]);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| now(tick(store)));
            }
        });
        assert_eq!(due(store), []);
        assert_eq!(HOMES.map(|home| numbers(store, home)), ["40 5", "40 5"], "a return for each");
        now(tick(store));
        assert_eq!(HOMES.map(|home| numbers(store, home)), ["40 5", "40 5"]);
    }
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn what_fails_is_booked_by_a_later_tick() {
    let faults = Faults { seed: 4, failure: 700, ..Faults::default() };
    let store = MemoryStore::faulty(Arc::new(Later), faults);
    assert_eq!(fill(&store), 20);
    now(tick(&store));
    assert!(!due(&store).is_empty(), "some failed");
    for _ in 0..100 {
        now(tick(&store));
    }
    assert_eq!(due(&store), []);
}

#[test]
fn settled_campaigns_have_given_back_what_was_left() {
    let store = MemoryStore::new(Arc::new(Later));
    fill(&store);
    let before = due(&store);
    now(tick(&store));
    for record in before {
        let Record::Due(Due { home, of: DueKey::Campaign(crowd_no), .. }) = record else {
            panic!("{record:?}")
        };
        let run = move |books: &mut Books| {
            let campaign = books.campaign(&crowd_no)?.unwrap();
            assert_eq!(campaign.timing.settled_at, Some(Later.now()));
            assert_eq!(
                (campaign.funds.pool, campaign.funds.returned),
                (Fen::ZERO, campaign.funds.total)
            );
            Ok(Vec::new())
        };
        assert!(matches!(now(store.read(work(home, run))), Ok(Answer::Done(_))));
    }
}

/// Makes many campaigns of the first home due, some of which cannot be settled, and then one of the second.
fn crowd(store: &dyn Store, (faulty, sound): (u32, u32)) {
    now(store.migrate()).unwrap();
    let campaigns = move |home: Home, count: std::ops::Range<u32>, settle_at: i64| {
        work(home, move |books| {
            for number in count.clone() {
                let lane = books.next()?;
                let over_at = if number < faulty { i64::MAX } else { settle_at };
                books.put(Arc::new(paid(home, lane, settle_at, over_at)))?;
            }
            Ok(Vec::new())
        })
    };
    let (many, one) = (campaigns(HOMES[0], 0..faulty + sound, START), (HOMES[1], START + DAY));
    let one = campaigns(one.0, faulty..faulty + 1, one.1);
    now(store.bootstrap(vec![many, one])).unwrap();
}

/// A campaign that is paid, is due then, and is over at another moment.
fn paid(home: Home, seq: u64, settle_at: i64, over_at: i64) -> Campaign {
    let at = Timestamp::from_secs;
    let crowd_no = CrowdNo::parse(&format!("c{seq}")).unwrap();
    Campaign {
        crowd_no,
        home,
        seq,
        origin_crowd_no: "origin".to_owned(),
        coupon_name: "name".to_owned(),
        prize_msg: "text".to_owned(),
        merchant_link: None,
        prize: Prize::Fixed,
        seed: Seed::new([9; 32]),
        frequency: Frequency::default(),
        funds: Funds::new(Fen::new(100), 1),
        timing: Timing {
            created_at: at(START),
            paid_at: Some(at(START)),
            start_at: at(START),
            end_at: at(over_at),
            over_at: at(over_at),
            paused: false,
            settle_at: Some(at(settle_at)),
            settled_at: None,
        },
        reference: None,
        stopped: false,
        changes: Changes::default(),
    }
}

fn on_each_store(clock: &Hand, test: impl Fn(&dyn Store)) {
    static COUNT: AtomicI64 = AtomicI64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("hongbao-due-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let clock: Arc<dyn Clock> = Arc::new(clock.clone());
    test(&MemoryStore::new(Arc::clone(&clock)));
    test(&SqliteStore::open(&folder.join("ticker.db"), clock).unwrap());
    let _ = std::fs::remove_dir_all(&folder);
}

fn left(store: &dyn Store) -> u64 {
    let run = |books: &mut Books| Ok(books.backlog()?.to_be_bytes().to_vec());
    let hint = vec![View::Backlog.into()];
    let work = Work { home: Home::DIRECTORY, writes: false, hint, run: Box::new(run) };
    let Ok(Answer::Done(bytes)) = now(store.read(work)) else { panic!("no count") };
    u64::from_be_bytes(bytes.try_into().unwrap())
}

#[test]
fn many_entries_of_one_home_do_not_keep_anothers_waiting() {
    let clock = Hand::default();
    on_each_store(&clock, |store| {
        crowd(store, (0, 1_200));
        assert!(now(tick(store)));
        // Half of a chunk for each of two homes, and the whole of no other.
        assert_eq!(due(store).iter().filter(|due| due.home() == HOMES[1]).count(), 0);
        assert_eq!(left(store), 1_201 - 251);
        assert!(now(tick(store)));
        assert_eq!(left(store), 1_201 - 251 - 500);
        assert!(now(book_all(store, Duration::ZERO)).unwrap() > 0, "it answers all the same");
        assert_eq!(now(book_all(store, Duration::MAX)).unwrap(), 0);
        assert!(!now(tick(store)), "there is nothing to do");
    });
}

#[test]
fn what_cannot_be_booked_waits_each_time_for_longer_and_holds_up_nobody() {
    on_each_store(&Hand::default(), |store| {
        crowd(store, (600, 3));
        // All that can be booked is, behind the 600 that have been due as long.
        assert_eq!(now(book_all(store, Duration::MAX)).unwrap(), 600);
        assert_eq!(due(store), []);
    });
    let clock = Hand::default();
    on_each_store(&clock, |store| {
        clock.0.store(0, Ordering::Relaxed);
        crowd(store, (1, 0));
        let waits = || {
            let chunk = store.walk(Walk::Lapsed(Timestamp::LAST), Cursor::default(), 9);
            let records = now(chunk).unwrap().records;
            let [Record::Due(entry)] = &records[..] else { panic!("{records:?}") };
            (entry.tries, entry.claimed_until.unwrap().secs() - Later.now().secs())
        };
        for (late, tries, until) in
            [(0, 1, 1), (0, 1, 1), (1, 2, 3), (2, 2, 3), (3, 3, 7), (7, 4, 15), (15, 5, 31)]
        {
            clock.0.store(late, Ordering::Relaxed);
            now(tick(store));
            assert_eq!(waits(), (tries, until), "{late} s later");
        }
    });
}

#[test]
fn what_is_due_at_once_shares_a_batch() {
    let (store, mut stepper) = MemoryStore::stepped(Arc::new(Later), Faults::default());
    assert_eq!(fill(&store), 20);
    let mut ticking = std::pin::pin!(tick(&store));
    assert!(ticking.as_mut().now_or_never().is_none(), "nothing is booked yet");
    assert_eq!(stepper.step(usize::MAX), 20, "all wait at once");
    assert_eq!(ticking.now_or_never(), Some(true));
    assert_eq!(due(&store), []);
}
