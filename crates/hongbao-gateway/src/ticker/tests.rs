//! What is due is booked once, by however many tickers, on each store; and in the end, whatever fails.

use std::sync::Arc;

use hongbao_engine::{
    Books, Campaign, CampaignLimits, Creator, CrowdNo, Fen, Frequency, Home, Merchant, MerchantId,
    NumberKey, Paying, Plan, Prize, Record, Stop, Timestamp, Work,
};
use hongbao_store::{Answer, Clock, Cursor, Faults, MemoryStore, SqliteStore, Store, Walk};

use super::tick;

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
        books.put(Record::Campaign(Arc::new(moved)))?;
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

/// The campaigns whose settlement is due, and not booked.
fn due(store: &dyn Store) -> Vec<Record> {
    let chunk = store.walk(Walk::Due(Later.now()), Cursor::default(), 100);
    now(chunk).unwrap().records
}

/// The numbers that a home has given out, and the number of its campaigns that are open.
fn numbers(store: &dyn Store, home: Home) -> String {
    let run = |books: &mut Books| {
        let lane = books.record(&hongbao_engine::Key::Lane)?;
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
        let Record::Campaign(was) = record else { panic!("{record:?}") };
        let crowd_no: CrowdNo = was.crowd_no.clone();
        let run = move |books: &mut Books| {
            let campaign = books.campaign(&crowd_no)?.unwrap();
            assert_eq!(campaign.timing.settled_at, Some(Later.now()));
            assert_eq!(
                (campaign.funds.pool, campaign.funds.returned),
                (Fen::ZERO, campaign.funds.total)
            );
            Ok(Vec::new())
        };
        assert!(matches!(now(store.read(work(was.home, run))), Ok(Answer::Done(_))));
    }
}
