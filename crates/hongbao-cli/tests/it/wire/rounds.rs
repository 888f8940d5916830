//! A usual call asks for everything at once: its work runs in one round of loading.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::FutureExt;
use hongbao_api::{Asked, Call, Context, Entry, METHODS, OPERATIONS, Operator, Presence, Task};
use hongbao_engine::{
    Home, Known, MerchantId, NumberKey, Once, PriceStyle, Purpose, ReceiptKey, Stamp, Work,
};
use hongbao_gateway::founding;
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

fn fields(entry: &Entry) -> String {
    let mut fields = Map::new();
    for row in entry.spec.request {
        let usual = USUAL.iter().find(|(name, _)| *name == row.name).map(|(_, value)| *value);
        if row.presence == Presence::Required || usual.is_some() {
            fields.insert(row.name.to_owned(), usual.unwrap_or(row.example).into());
        }
    }
    if let Some((_, crowd_no)) = APART.iter().find(|(name, _)| *name == entry.spec.method) {
        fields.insert("crowd_no".to_owned(), (*crowd_no).into());
    }
    Value::Object(fields).to_string()
}

/// The work of a usual call; `None` for the audit, which is none.
fn work(entry: &Entry, is_method: bool) -> Option<Work> {
    let json = fields(entry);
    let context = Context {
        caller: if is_method { HOME } else { Home::DIRECTORY },
        merchant: MerchantId::parse(MERCHANT).unwrap(),
        entropy: [7; 32],
        number_key: NumberKey::new([7; 32]),
        operator: Arc::new(Operator::default()),
    };
    let fixture_home = |id: &str| fixtures().iter().any(|known| known.id == id).then_some(HOME);
    let work = match is_method {
        true => entry
            .work(&Call {
                biz_content: Some(json.as_bytes()),
                charset: Charset::Utf8,
                price_style: PriceStyle::String,
                context,
                fixture_home: &fixture_home,
                once: entry.is_unkeyed().then(|| Once {
                    key: ReceiptKey::signed("app", entry.spec.method),
                    command: String::new(),
                    known: Known::Day,
                }),
            })
            .unwrap_or_else(|when| panic!("{json}: {when:?}")),
        false => {
            let asked =
                Asked { json: &json, texts: &[], key: None, context, home_of: &fixture_home };
            match entry.operation(&asked) {
                Ok(Task::Work(work)) => work,
                Ok(Task::Audit | Task::AcceptClock) => return None,
                Err(problem) => panic!("{json}: {problem:?}"),
            }
        }
    };
    Some(work)
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
    let mut works = vec![founding(stamp, &platform_key())];
    works.extend(world(key.public_key(), key.public_key()));
    let made = store.found(works);
    made.now_or_never().unwrap().unwrap();
    let entries = METHODS.iter().map(|entry| (entry, true));
    let entries = entries.chain(OPERATIONS.iter().map(|entry| (entry, false)));
    for (entry, is_method) in entries {
        let Some(work) = work(entry, is_method) else { continue };
        let (work, count) = counted(work);
        let writes = work.writes;
        let answer = match writes {
            true => store.transact(work),
            false => store.read(work),
        };
        if writes {
            stepper.step(usize::MAX);
        }
        let answer = answer.now_or_never().unwrap();
        let method = entry.spec.method;
        let Ok(Answer::Done(answer)) = answer else { panic!("{method}: {answer:?}") };
        if !is_method {
            let answer: Map<String, Value> = serde_json::from_slice(&answer).unwrap();
            check_rows(&answer, entry.spec.response);
        }
        assert_eq!(count.load(Ordering::Relaxed), 1, "{method}");
    }
}
