//! The directory changes while it is served: two gateways share a store, and what one changes holds for the
//! next call of either.

mod view;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use hongbao_engine::{
    App, AppId, Books, Fixture, Home, Key, Merchant, MerchantId, Product, Record, User, UserId,
    Work,
};
use hongbao_gateway::Limits;
use hongbao_store::{MemoryStore, Store};
use hongbao_wire::SigningKey;
use serde_json::{Value, json};

use self::view::View;
use crate::harness::call::{CASH, Call, JAVA};
use crate::harness::records;
use crate::harness::server::{CAMPAIGN, Folder, post_head, send};
use crate::vectors::app_key;
use crate::wire::replay::{ADMIN_TOKEN, Fixed, Gateway};

const NEW_APP: &str = "2014072300009999";
const NEW_MERCHANT: &str = "2088001159949999";
const APP: &str = "2014072300007148";
const MERCHANT: &str = "2088001159940003";
const HOME: Home = Home::new(1);
const RUNS: &str = "FIXTURE-campaign-READY";
const MODIFY: &str = "alipay.marketing.campaign.cash.status.modify";
const TRIGGER: &str = "alipay.marketing.campaign.cash.trigger";
const OFFLINE: &str = "isv.invalid-app-state";
const UNAVAILABLE: &str = "UNKNOW_SYSTEM_ERROR";

/// A process that serves the store.
struct Process {
    view: Arc<View>,
    gateway: Gateway,
}

/// A store, and a folder with the app's key.
struct House {
    store: Arc<MemoryStore>,
    folder: Folder,
}

impl House {
    fn new() -> Self {
        let folder = Folder::new();
        std::fs::create_dir_all(folder.path().join("keys")).unwrap();
        let file = folder.path().join(format!("keys/app-{APP}.pem"));
        std::fs::write(file, app_key().to_pem().unwrap()).unwrap();
        Self { store: Arc::new(MemoryStore::new(Arc::new(Fixed))), folder }
    }

    fn process(&self) -> Process {
        self.process_with(Limits::default())
    }

    fn process_with(&self, limits: Limits) -> Process {
        let view = Arc::new(View {
            store: Arc::clone(&self.store),
            before: Mutex::default(),
            is_blind: AtomicBool::new(false),
            walked: AtomicUsize::new(0),
        });
        let store: Arc<dyn Store> = Arc::clone(&view) as _;
        Process { gateway: Gateway::start(store, limits), view }
    }

    fn call(&self, method: &str, fields: &Value) -> Call {
        Call::new(&self.folder, method, &fields.to_string())
    }

    /// Makes a merchant that is new, with an app; what its app asks about the documents' campaign.
    fn stranger(&self) -> Call {
        let [id, merchant] = [NEW_APP, NEW_MERCHANT];
        let (id, merchant) = (AppId::parse(id).unwrap(), MerchantId::parse(merchant).unwrap());
        let home = Home::new(9_999);
        self.change(&[
            Record::App(App { id, merchant: merchant.clone(), ..self.app() }),
            Record::Merchant(Merchant { id: merchant, home, ..self.merchant() }),
        ]);
        self.detail().with("app_id", NEW_APP)
    }

    /// The documents' campaign, asked for.
    fn detail(&self) -> Call {
        self.call(CASH, &json!({ "crowd_no": CAMPAIGN }))
    }

    /// Changes the directory, as another process does.
    fn change(&self, records: &[Record]) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(self.store.transact(written(records))).unwrap();
    }

    fn record(&self, home: Home, key: Key) -> Record {
        records::read(self.store.as_ref(), home, vec![key]).1.pop().unwrap()
    }

    fn app(&self) -> App {
        match self.record(Home::DIRECTORY, Key::App(AppId::parse(APP).unwrap())) {
            Record::App(app) => app,
            other => panic!("{other:?}"),
        }
    }

    fn online(&self, online: bool) -> Record {
        Record::App(App { online, ..self.app() })
    }

    fn merchant(&self) -> Merchant {
        let id = MerchantId::parse(MERCHANT).unwrap();
        match self.record(Home::DIRECTORY, Key::Merchant(id)) {
            Record::Merchant(merchant) => merchant,
            other => panic!("{other:?}"),
        }
    }

    fn is_paused(&self, crowd_no: &str) -> bool {
        let key = Key::Campaign(hongbao_engine::CrowdNo::parse(crowd_no).unwrap());
        match self.record(HOME, key) {
            Record::Campaign(campaign) => campaign.timing.paused,
            other => panic!("{other:?}"),
        }
    }
}

/// Writes these records.
fn written(records: &[Record]) -> Work {
    let records = records.to_vec();
    let run = move |books: &mut Books| {
        records.iter().try_for_each(|record| books.put(record.clone()))?;
        Ok(Vec::new())
    };
    Work { home: Home::DIRECTORY, writes: true, hint: Vec::new(), run: Box::new(run) }
}

impl Process {
    /// What a call is answered: a sub_code, or "" for success.
    fn answer(&self, call: &Call) -> String {
        let (query, form) = call.laid_out(JAVA);
        let kind = "application/x-www-form-urlencoded;charset=utf-8";
        let head = post_head(&format!("/gateway.do?{query}"), kind, form.len());
        let answer = send(&self.gateway.address.to_string(), (head + &form).as_bytes());
        let answer: Value = serde_json::from_str(&answer.text()).unwrap();
        let nodes = answer.as_object().unwrap().values();
        let node = nodes.into_iter().find(|node| node.is_object()).unwrap();
        assert_eq!(node["code"] == "10000", node.get("sub_code").is_none(), "{node}");
        node["sub_code"].as_str().unwrap_or_default().to_owned()
    }

    /// What an operation is answered.
    fn operate(&self, verb: &str, path: &str, fields: &Value) -> (u16, Value) {
        let body = fields.to_string();
        let request = format!(
            "{verb} /admin/v1/{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             authorization: Bearer {ADMIN_TOKEN}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = send(&self.gateway.admin.to_string(), request.as_bytes());
        (answer.status, serde_json::from_str(&answer.text()).unwrap())
    }

    /// Lets this happen in the store before each next unit of work, the last first.
    fn before(&self, changes: Vec<Work>) {
        *self.view.before.lock().unwrap() = changes;
    }
}

#[test]
fn a_key_that_was_replaced_verifies_no_more_in_any_process_and_the_new_one_does() {
    let house = House::new();
    let (one, two) = (house.process(), house.process());
    let new = SigningKey::generate().unwrap();
    let (by_old, by_new) = (house.detail(), house.detail().signed_by(&new.to_pem().unwrap()));
    for process in [&one, &two] {
        assert_eq!(process.answer(&by_old), "");
        assert_eq!(process.answer(&by_new), "isv.invalid-signature");
    }
    house
        .change(&[Record::App(App { public_key: Some(new.public_key().to_vec()), ..house.app() })]);
    assert_eq!(one.answer(&by_old), "isv.invalid-signature");
    assert_eq!(two.answer(&by_new), "");
    assert_eq!(
        (one.answer(&by_new), two.answer(&by_old)),
        ("".into(), "isv.invalid-signature".into())
    );
}

#[test]
fn an_app_is_offline_and_online_again_from_the_next_call_on() {
    let house = House::new();
    let processes = [house.process(), house.process()];
    let modify = |status| house.call(MODIFY, &json!({ "crowd_no": RUNS, "camp_status": status }));
    for online in [true, false, true, false] {
        house.change(&[house.online(online)]);
        for process in &processes {
            for call in [house.detail(), modify("PAUSE"), modify("READY")] {
                assert_eq!(process.answer(&call), if online { "" } else { OFFLINE });
            }
        }
    }
}

#[test]
fn a_product_that_is_withdrawn_opens_nothing_any_more() {
    let house = House::new();
    let processes = [house.process(), house.process()];
    for products in [vec![], vec![Product::CashCampaign]] {
        let code = if products.is_empty() { "PRODUCT_IS_NOT_OPENED" } else { "" };
        house.change(&[Record::Merchant(Merchant { products, ..house.merchant() })]);
        for process in &processes {
            assert_eq!(process.answer(&house.detail()), code);
        }
    }
}

#[test]
fn a_merchant_and_an_app_that_are_new_are_served_at_once() {
    let house = House::new();
    let process = house.process();
    let call = house.detail().with("app_id", NEW_APP);
    assert_eq!(process.answer(&call), "isv.invalid-app-id");
    let list = format!("campaigns?merchant={NEW_MERCHANT}");
    let call = house.stranger();
    assert_eq!(process.operate("GET", &list, &json!({})).0, 200);
    assert_eq!(process.answer(&call), "CAMP_OPERATOR_ILLEGAL");
}

#[test]
fn a_fixture_is_looked_for_where_it_is_listed_now() {
    let house = House::new();
    let process = house.process();
    let call = house.stranger();
    assert_eq!(process.answer(&call), "CAMP_OPERATOR_ILLEGAL");
    let elsewhere = Fixture { id: CAMPAIGN.to_owned(), home: Home::new(2) };
    house.change(&[Record::Fixture(elsewhere)]);
    assert_eq!(process.answer(&call), "CASH_CAMPAIGN_NOT_EXIST");
    assert_eq!(process.answer(&house.detail()), "", "its own merchant finds it at home");
}

#[test]
fn what_an_operation_says_of_a_user_and_a_merchant_holds_in_every_process() {
    let house = House::new();
    let (one, two) = (house.process(), house.process());
    let user = "2088102146165573";
    let trigger = house.call(TRIGGER, &json!({ "crowd_no": RUNS, "user_id": user }));
    for (risky, code) in [(true, "CTU_HAS_RISK"), (false, "")] {
        let said = one.operate("POST", "users", &json!({ "user_id": user, "risky": risky }));
        assert_eq!(said.0, 200, "{}", said.1);
        assert_eq!(two.answer(&trigger), code);
    }
    let known = User {
        id: UserId::of_platform(user).unwrap(),
        login_id: None,
        enterprise: false,
        uncertified: false,
        risky: false,
    };
    let key = Key::User(known.id.clone());
    assert_eq!(house.record(Home::DIRECTORY, key), Record::User(known));
}

/// Between the check of a call and its unit of work the app is set offline.
#[test]
fn a_call_that_was_checked_before_a_change_is_checked_again_and_leaves_nothing() {
    let house = House::new();
    let process = house.process();
    let pause = house.call(MODIFY, &json!({ "crowd_no": RUNS, "camp_status": "PAUSE" }));
    for call in [&pause, &house.detail()] {
        house.change(&[house.online(true)]);
        assert_eq!(process.answer(&house.detail()), "");
        process.before(vec![written(&[house.online(false)])]);
        assert_eq!(process.answer(call), OFFLINE);
        assert!(!house.is_paused(RUNS));
    }
    // What changed has nothing to do with the call: it happens, once.
    house.change(&[house.online(true)]);
    process.before(vec![written(&[Record::Merchant(house.merchant())])]);
    assert_eq!(process.answer(&pause), "");
    assert!(house.is_paused(RUNS));
}

#[test]
fn a_call_that_is_checked_again_counts_once_against_its_rate() {
    let house = House::new();
    let limits = Limits { app_method: std::num::NonZeroU32::new(1), ..Limits::default() };
    let process = house.process_with(limits);
    process.before(vec![written(&[Record::Merchant(house.merchant())])]);
    assert_eq!(process.answer(&house.detail()), "");
}

#[test]
fn a_call_that_meets_change_after_change_is_refused_in_the_end() {
    let house = House::new();
    let process = house.process();
    let changes = |many| (0..many).map(|_| written(&[Record::Merchant(house.merchant())]));
    process.before(changes(7).collect());
    assert_eq!(process.answer(&house.detail()), "");
    process.before(changes(8).collect());
    assert_eq!(process.answer(&house.detail()), UNAVAILABLE);
    assert_eq!(process.answer(&house.detail()), "");
}

#[test]
fn a_process_that_cannot_load_what_changed_refuses() {
    let house = House::new();
    let (blind, other) = (house.process(), house.process());
    blind.view.is_blind.store(true, Ordering::SeqCst);
    assert_eq!(blind.answer(&house.detail()), "", "nothing has changed");
    house.change(&[Record::Merchant(house.merchant())]);
    let pause = house.call(MODIFY, &json!({ "crowd_no": RUNS, "camp_status": "PAUSE" }));
    let stranger = house.detail().with("app_id", "2014072300009999");
    for call in [&house.detail(), &pause, &stranger] {
        assert_eq!(blind.answer(call), UNAVAILABLE);
    }
    assert!(!house.is_paused(RUNS));
    let (status, problem) =
        blind.operate("POST", "users", &json!({ "user_id": "2088102146165573" }));
    assert_eq!((status, &problem["type"]), (503, &json!("store-unavailable")));
    assert_eq!(other.answer(&house.detail()), "");
    blind.view.is_blind.store(false, Ordering::SeqCst);
    assert_eq!(blind.answer(&pause), "");
}

#[test]
fn a_change_loads_what_changed_and_nothing_else() {
    let house = House::new();
    let process = house.process();
    let at_start = process.view.walked.swap(0, Ordering::SeqCst);
    assert!(at_start > 40, "the whole directory: {at_start}");
    for changes in
        [vec![house.online(false)], vec![house.online(true), Record::Merchant(house.merchant())]]
    {
        house.change(&changes);
        for _ in 0..3 {
            process.answer(&house.detail());
        }
        assert_eq!(process.view.walked.swap(0, Ordering::SeqCst), changes.len());
    }
}
