//! A machine's clock that jumps ahead under a running gateway: nothing is booked by it, and it is said why,
//! until it is back or an operator accepts it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use hongbao_api::Operator;
use hongbao_engine::{Purpose, Stamp, Timestamp};
use hongbao_gateway::{
    App, Directory, Endpoint, Limits, LostLines, Parts, Policy, Reading, Readings, TrustedClock,
    admin_router, bootstrap_unit, number_key, router, serve,
};
use hongbao_sandbox::world;
use hongbao_store::{Clock, MemoryStore, Store};
use hongbao_wire::Date;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::harness::call::{CASH, Call, JAVA};
use crate::harness::server::{Folder, Response, post_head, send};
use crate::vectors::{app_key, platform_key};
use crate::wire::replay::Fixed;

const TOKEN: &str = "a-token-that-only-this-test-knows";
const RUNS: &str = "FIXTURE-campaign-READY";
/// 2026-01-01 00:00:00 in Beijing.
const START: i64 = 1_767_196_800;
const DAY: i64 = 86_400;

/// A machine whose clocks the test sets.
#[derive(Debug, Clone)]
struct Machine(Arc<Mutex<Reading>>);

impl Readings for Machine {
    fn read(&self) -> Reading {
        *self.0.lock().unwrap()
    }
}

impl Machine {
    fn set(&self, by: i64) {
        let mut reading = self.0.lock().unwrap();
        reading.wall = reading.wall.plus_secs(by);
    }
}

/// A production gateway in this process.
struct Gateway {
    machine: Machine,
    store: Arc<dyn Store>,
    plain: SocketAddr,
    admin: SocketAddr,
    folder: Folder,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

impl Gateway {
    fn start() -> Self {
        Self::start_at(START)
    }

    /// One whose clock shows this at the start.
    fn start_at(wall: i64) -> Self {
        let reading = Reading { wall: Timestamp::from_secs(wall), boot: 100 };
        let machine = Machine(Arc::new(Mutex::new(reading)));
        let clock: Arc<dyn Clock> = Arc::new(TrustedClock::new(machine.clone(), 3_600));
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new(Arc::clone(&clock)));
        let (kept, (stop, stopped)) = (Arc::clone(&store), oneshot::channel());
        let (listening, listens) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let stamp = Stamp { purpose: Purpose::Production, world: 0 };
                let mut works = vec![number_key([3; 32]), bootstrap_unit(stamp, &platform_key())];
                works.extend(world(app_key().public_key(), app_key().public_key()));
                store.bootstrap(works).await.unwrap();
                let directory = Directory::load(store.as_ref()).await.unwrap();
                let app = Arc::new(App::new(Parts {
                    store,
                    directory,
                    key: platform_key(),
                    entropy: Arc::new(Fixed),
                    clock,
                    limits: Limits::default(),
                    policy: Policy { replay_window: None, ..Policy::of(Purpose::Production) },
                    operator: Operator::default(),
                    admin_token: Some(TOKEN.to_owned()),
                    gateway: "http://127.0.0.1/gateway.do".to_owned(),
                    lost_lines: LostLines::default(),
                }));
                let ((plain, address), (admin, admin_address)) = (listen().await, listen().await);
                app.set_ready();
                listening.send((address, admin_address)).unwrap();
                let endpoints = vec![
                    Endpoint::plain(plain, router(Arc::clone(&app))),
                    Endpoint::plain(admin, admin_router(Arc::clone(&app))),
                ];
                serve(endpoints, app, async {
                    let _ = stopped.await;
                })
                .await;
            });
        });
        let (plain, admin) = listens.recv().unwrap();
        let folder = Folder::new();
        std::fs::create_dir_all(folder.path().join("keys")).unwrap();
        let file = folder.path().join("keys/app-2014072300007148.pem");
        std::fs::write(file, app_key().to_pem().unwrap()).unwrap();
        let (stop, thread) = (Some(stop), Some(thread));
        Self { machine, store: kept, plain, admin, folder, stop, thread }
    }

    /// The answer of a cash method.
    fn call(&self, method: &str, biz_content: &Value) -> String {
        let (query, form) =
            Call::new(&self.folder, method, &biz_content.to_string()).laid_out(JAVA);
        let kind = "application/x-www-form-urlencoded;charset=utf-8";
        let head = post_head(&format!("/gateway.do?{query}"), kind, form.len());
        send(&self.plain.to_string(), (head + &form).as_bytes()).text()
    }

    fn admin(&self, verb: &str, path: &str) -> (u16, Value) {
        let head = format!(
            "{verb} /admin/v1/{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             authorization: Bearer {TOKEN}\r\ncontent-length: 0\r\n\r\n"
        );
        let answer = send(&self.admin.to_string(), head.as_bytes());
        (answer.status, serde_json::from_str(&answer.text()).unwrap())
    }

    fn ready(&self) -> Response {
        let head = b"GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        send(&self.plain.to_string(), head)
    }

    /// Whether a command of each kind happens, and whether it is said that none does.
    fn check(&self, happens: bool) {
        let trigger = "alipay.marketing.campaign.cash.trigger";
        let drawn = self.call(trigger, &json!({ "crowd_no": RUNS, "user_id": "2088102146165572" }));
        let code =
            if happens { "\"code\":\"10000\"" } else { "\"sub_code\":\"UNKNOW_SYSTEM_ERROR\"" };
        assert!(drawn.contains(code), "{drawn}");
        let (status, answer) = self.admin("POST", &format!("campaigns/{RUNS}/stop?stopped=false"));
        let ready = self.ready();
        if happens {
            assert_eq!(
                (status, ready.status, ready.text().as_str()),
                (200, 200, "ready\n"),
                "{answer}"
            );
        } else {
            assert_eq!((status, &answer["type"]), (503, &json!("clock-jumped")), "{answer}");
            assert!(answer["detail"].as_str().unwrap().contains("hongbao clock accept"));
            assert_eq!(ready.status, 503);
            assert!(ready.text().starts_with("not ready\nclock-jumped: "), "{}", ready.text());
        }
    }

    fn state(&self) -> String {
        let answer = self.call(CASH, &json!({ "crowd_no": RUNS }));
        answer.split("\"camp_status\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }

    /// Business time of the lanes: of the campaign's merchant, and of the directory.
    fn lanes(&self) -> Vec<i64> {
        use hongbao_engine::{Home, Key, Record};
        let last = |home| match crate::harness::records::read(
            self.store.as_ref(),
            home,
            vec![Key::Lane(())],
        )
        .1
        .pop()
        {
            Some(Record::Lane(lane)) => lane.last.secs(),
            other => panic!("{other:?}"),
        };
        [1, 0].map(|home| last(Home::new(home))).to_vec()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        drop(self.stop.take());
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

#[test]
fn nothing_is_booked_by_a_clock_that_has_jumped_until_it_is_back() {
    let gateway = Gateway::start();
    gateway.check(true);
    let lanes = gateway.lanes();
    // The world's campaigns run for ten years.
    gateway.machine.set(20 * 365 * DAY);
    gateway.check(false);
    assert_eq!(gateway.state(), "READY", "a query goes by the time that is trusted");
    assert_eq!(gateway.lanes(), lanes);
    gateway.machine.set(-20 * 365 * DAY);
    gateway.check(true);
    assert!(gateway.lanes().iter().all(|last| *last == START), "no lane has been ahead");
    // Steps within the tolerance are followed.
    gateway.machine.set(3_600);
    gateway.check(true);
    assert_eq!(gateway.lanes()[0], START + 3_600);
}

#[test]
fn an_operator_may_accept_a_clock_that_has_jumped() {
    let gateway = Gateway::start();
    gateway.check(true);
    gateway.machine.set(5 * DAY);
    gateway.check(false);
    let accepted = gateway.admin("POST", "clock/accept");
    assert_eq!(accepted, (200, json!({ "now": "2026-01-06 00:00:00" })));
    gateway.check(true);
    assert_eq!(gateway.lanes()[0], START + 5 * DAY);
}

#[test]
fn a_clock_before_1970_is_a_clock() {
    for start in [-1, -28_801, -2_209_017_600, -40_000_000_000] {
        let gateway = Gateway::start_at(start);
        gateway.check(true);
        assert_eq!(gateway.state(), "READY");
        let plan = |end| {
            json!({
                "coupon_name": "name", "prize_type": "random", "total_money": "1.00", "total_num": 1,
                "prize_msg": "text", "start_time": "NowTime",
                "end_time": Date::from_secs(end).to_string(),
            })
        };
        let create = "alipay.marketing.campaign.cash.create";
        let created = gateway.call(create, &plan(start + DAY));
        assert!(created.contains("\"code\":\"10000\""), "{created}");
        let no = created.split("\"crowd_no\":\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(gateway.admin("POST", &format!("campaigns/{no}/pay")).0, 200);
        let past = gateway.call(create, &plan(start - DAY));
        assert!(past.contains("CASH_TIME_CHECK_FAILED"), "{past}");
        gateway.check(true);
        // Time that passes over the year's turn settles it.
        gateway.machine.0.lock().unwrap().boot += 2 * DAY;
        gateway.machine.set(2 * DAY);
        assert_eq!(gateway.admin("POST", &format!("campaigns/{no}/settle")).0, 200);
    }
}
