//! A usual call asks for everything at once: its work runs in one round of loading.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::FutureExt;
use hongbao_api::{
    Call, Caller, Context, METHODS, MethodEntry, OPERATIONS, OperationEntry, OperationRequest,
    Operator, Presence, Row, Task,
};
use hongbao_engine::{
    AppId, Home, Known, MerchantId, NumberKey, Once, PriceStyle, Purpose, ReceiptKey, Stamp, Work,
};
use hongbao_gateway::bootstrap_unit;
use hongbao_sandbox::{WORLD, fixtures, world};
use hongbao_store::{Answer, Faults, MemoryStore, Store};
use hongbao_wire::Charset;
use serde_json::{Map, Value};

use crate::harness::server::CAMPAIGN;
use crate::vectors::{app_key, platform_key};
use crate::wire::replay::{Fixed, check_rows};

/// The documents' merchant.
const HOME: Home = Home::new(1);
const MERCHANT: &str = "2088001159940003";
/// Examples that the world does not hold, or that lie in the past; and what makes a call usual beside
/// its required fields.
const USUAL: &[(&str, &str)] = &[
    ("crowd_no", CAMPAIGN),
    ("end_time", "2026-02-01 00:00:00"),
    ("reference", "20160901029410190092922308762004"),
    ("user_id", "2088102146165648"),
];
/// What wants a campaign in another state, or leaves one so.
const APART: &[(&str, &str)] = &[
    ("alipay.marketing.campaign.cash.status.modify", "FIXTURE-campaign-READY"),
    ("campaign settle", "FIXTURE-campaign-CLOSED"),
];

fn fields(name: &str, rows: &[Row]) -> String {
    let mut fields = Map::new();
    for row in rows {
        let usual = USUAL.iter().find(|(name, _)| *name == row.name).map(|(_, value)| *value);
        if row.presence == Presence::Required || usual.is_some() {
            fields.insert(row.name.to_owned(), usual.unwrap_or(row.example).into());
        }
    }
    if let Some((_, crowd_no)) = APART.iter().find(|(apart, _)| *apart == name) {
        fields.insert("crowd_no".to_owned(), (*crowd_no).into());
    }
    Value::Object(fields).to_string()
}

fn context(caller: Caller) -> Context {
    Context {
        caller,
        entropy: [7; 32],
        number_key: NumberKey::new([7; 32]),
        operator: Arc::new(Operator::default()),
    }
}

fn fixture_home(id: &str) -> Option<Home> {
    fixtures().iter().any(|known| known.id == id).then_some(HOME)
}

/// The work of a usual call of a method.
fn call(entry: &MethodEntry) -> Work {
    let json = fields(entry.spec.method, entry.spec.request);
    let call = Call {
        biz_content: Some(json.as_bytes()),
        charset: Charset::Utf8,
        price_style: PriceStyle::String,
        context: context(Caller::Merchant {
            home: HOME,
            id: MerchantId::parse(MERCHANT).unwrap(),
            app: AppId::parse("2014072300007148").unwrap(),
        }),
        fixture_home: &fixture_home,
        elsewhere: false,
        once: entry.is_unkeyed().then(|| Once {
            key: ReceiptKey::signed("app", entry.spec.method),
            command: String::new(),
            known: Known::Day,
        }),
    };
    entry.units(&call).unwrap_or_else(|when| panic!("{json}: {when:?}")).first
}

/// The work of a usual operation; `None` for one that is not a unit of work.
fn operation(entry: &OperationEntry) -> Option<Work> {
    let json = fields(entry.spec.name, entry.spec.request);
    let context = context(Caller::Administrator { token: "admin" });
    let asked =
        OperationRequest { json: &json, texts: &[], key: None, context, home_of: &fixture_home };
    match entry.task_of(&asked) {
        Ok(Task::Units(units)) => Some(units.first),
        Ok(Task::Prove(_) | Task::AcceptClock(_)) => None,
        Err(problem) => panic!("{json}: {problem:?}"),
    }
}

/// The same work, and how often it was run.
fn counted(work: Work) -> (Work, Arc<AtomicU32>) {
    let count = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&count);
    let Work { home, writes, hint, run } = work;
    let run = Box::new(move |books: &mut hongbao_engine::Books| {
        counter.fetch_add(1, Ordering::Relaxed);
        run(books)
    });
    (Work { home, writes, hint, run }, count)
}

#[test]
fn the_usual_call_of_each_method_takes_one_round_of_loading() {
    let (store, mut stepper) = MemoryStore::stepped(Arc::new(Fixed), Faults::default());
    let key = app_key();
    let stamp = Stamp { purpose: Purpose::Sandbox, world: WORLD };
    let mut works = vec![bootstrap_unit(stamp, &platform_key())];
    works.extend(world(key.public_key(), key.public_key()));
    let made = store.bootstrap(works);
    made.now_or_never().unwrap().unwrap();
    let methods = METHODS.iter().map(|entry| (entry.spec.method, call(entry), None));
    let operations = OPERATIONS
        .iter()
        .filter_map(|entry| Some((entry.spec.name, operation(entry)?, Some(entry.spec.response))));
    for (name, work, rows) in methods.chain(operations) {
        let (work, count) = counted(work);
        let writes = work.writes;
        let answer = if writes { store.transact(work) } else { store.read(work) };
        if writes {
            stepper.step(usize::MAX);
        }
        let answer = answer.now_or_never().unwrap();
        let Ok(Answer::Done(answer)) = answer else { panic!("{name}: {answer:?}") };
        if let Some(rows) = rows {
            let answer: Map<String, Value> = serde_json::from_slice(&answer).unwrap();
            check_rows(&answer, rows);
        }
        assert_eq!(count.load(Ordering::Relaxed), 1, "{name}");
    }
}
