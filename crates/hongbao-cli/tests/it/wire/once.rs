//! A signed command that comes again, in production and in a sandbox: it happens once, or each time.

use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::FutureExt;
use hongbao_sandbox::world;
use hongbao_store::{SqliteStore, Store};
use hongbao_wire::{Date, SigningKey};
use serde_json::{Value, json};

use crate::business::admin::done;
use crate::harness::call::{CASH, Call};
use crate::harness::server::{Folder, Server, hongbao, serve};
use crate::wire::replay::Fixed;

const APP: &str = "2014072300007148";
/// A campaign of that app's merchant; another one that can be changed no more.
const RUNS: &str = "FIXTURE-campaign-READY";
const OVER: &str = "FIXTURE-campaign-SETTLE";
const CREATE: &str = "alipay.marketing.campaign.cash.create";
const MODIFY: &str = "alipay.marketing.campaign.cash.status.modify";
const LIST: &str = "alipay.marketing.campaign.cash.list.query";
const TRIGGER: &str = "alipay.marketing.campaign.cash.trigger";
const DAY: i64 = 86_400;

#[expect(clippy::disallowed_methods, reason = "the server that is asked has the same clock")]
fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

/// A running server, and how it is started again.
struct Place {
    folder: Folder,
    settings: &'static [&'static str],
    server: Server,
}

impl Place {
    fn sandbox(settings: &'static [&'static str]) -> Self {
        let folder = Folder::new();
        let mut command = serve(&folder);
        command.args(settings);
        Self { server: Server::start(command), folder, settings }
    }

    /// Production with merchants, apps and campaigns, those of a sandbox's world.
    fn production() -> Self {
        let folder = Folder::new();
        let settings = &[];
        drop(Self::start(&folder, settings));
        let key = SigningKey::generate().unwrap();
        let file = folder.path().join(format!("keys/app-{APP}.pem"));
        let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
        std::io::Write::write_all(&mut file.unwrap(), key.to_pem().unwrap().as_bytes()).unwrap();
        let store = SqliteStore::open(&folder.path().join("hongbao.db"), Arc::new(Fixed)).unwrap();
        let made = store.bootstrap(world(key.public_key(), key.public_key()));
        made.now_or_never().unwrap().unwrap();
        drop(store);
        Self { server: Self::start(&folder, settings), folder, settings }
    }

    fn start(folder: &Folder, settings: &[&str]) -> Server {
        let mut command = hongbao();
        command.args([
            "serve",
            "--ready-json",
            "--listen=127.0.0.1:0",
            "--admin-listen=127.0.0.1:0",
        ]);
        command.arg("--data").arg(folder.path()).args(settings);
        Server::start(command)
    }

    /// Ends the process, and starts another.
    fn restart(&mut self) {
        let _ = self.server.child.kill();
        let _ = self.server.child.wait();
        self.server = Self::start(&self.folder, self.settings);
    }

    /// A call of this moment.
    fn dated(&self, moment: i64, method: &str, biz_content: &Value) -> Call {
        let call = Call::new(&self.folder, method, &biz_content.to_string());
        call.with("timestamp", Date::from_secs(moment).to_string())
    }

    /// What a call is answered; sent again, it is the same to the byte.
    fn send(&self, call: &Call) -> String {
        call.send(&self.server).text()
    }

    /// What it answers that must go well.
    fn done(&self, call: &Call) -> String {
        let answer = self.send(call);
        assert!(answer.contains("\"code\":\"10000\""), "{answer}");
        answer
    }

    fn create(&self, moment: i64, name: &str) -> Call {
        let plan = json!({
            "coupon_name": name, "prize_type": "fixed", "total_money": "1.00", "total_num": 1,
            "prize_msg": "text", "start_time": "NowTime",
            "end_time": Date::from_secs(now() + DAY).to_string(),
        });
        self.dated(moment, CREATE, &plan)
    }

    fn modify(&self, crowd_no: &str, camp_status: &str) -> Call {
        self.dated(now(), MODIFY, &json!({ "crowd_no": crowd_no, "camp_status": camp_status }))
    }

    fn campaigns(&self) -> u64 {
        let list = self.dated(now(), LIST, &json!({ "page_size": 1, "page_index": 1 }));
        let answer: Value = serde_json::from_str(&self.done(&list)).unwrap();
        let total = &answer[format!("{}_response", LIST.replace('.', "_"))]["total_size"];
        total.as_str().unwrap().parse().unwrap()
    }

    fn check_state(&self, camp_status: &str) {
        let answer = self.done(&self.dated(now(), CASH, &json!({ "crowd_no": RUNS })));
        assert!(answer.contains(&format!("\"camp_status\":\"{camp_status}\"")), "{answer}");
    }
}

#[test]
fn in_production_a_signed_command_happens_once() {
    let mut place = Place::production();
    let before = place.campaigns();
    let create = place.create(now(), "one");
    let answers: Vec<String> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..5).map(|_| scope.spawn(|| place.done(&create))).collect();
        asked.into_iter().map(|answer| answer.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(place.campaigns() - before, 1);
    // The signature's `+` may arrive as a space: it is the same one.
    let signed = create.signed();
    let sign = signed.iter().find(|(name, _)| name == "sign").unwrap();
    let spelled = String::from_utf8(sign.1.clone()).unwrap().replace('+', " ");
    assert_eq!(place.done(&create.clone().with_sign(&spelled)), answers[0]);
    place.restart();
    assert_eq!(place.done(&create), answers[0]);
    assert_eq!(place.campaigns() - before, 1);
    // A second later it is another call.
    assert_ne!(place.done(&place.create(now() + 1, "one")), answers[0]);
    assert_eq!(place.campaigns() - before, 2);
}

#[test]
fn in_production_an_old_change_of_a_state_changes_nothing_more() {
    let mut place = Place::production();
    // The first changes nothing either, and is remembered like any.
    let (ready, pause) = (place.modify(RUNS, "READY"), place.modify(RUNS, "PAUSE"));
    let first = place.done(&ready);
    place.done(&pause);
    place.check_state("PAUSE");
    assert_eq!(place.done(&ready), first);
    place.check_state("PAUSE");
    place.restart();
    assert_eq!(place.done(&ready), first);
    place.check_state("PAUSE");
    place.done(
        &place.modify(RUNS, "READY").with("timestamp", Date::from_secs(now() - 60).to_string()),
    );
    place.check_state("READY");
    place.done(&pause);
    place.check_state("READY");
}

#[test]
fn what_was_refused_may_be_tried_again() {
    let place = Place::sandbox(&["--replay-window", "600"]);
    let before = place.campaigns();
    let close = place.modify(OVER, "CLOSED");
    for _ in 0..2 {
        assert!(place.send(&close).contains("CASH_CURRENT_STATE_CANNOT_MODIFY"));
    }
    // What keeps a call from happening goes away.
    let create = place.create(now(), "one");
    let merchant = "merchants/2088001159940003";
    done(&place.folder, "POST", merchant, &json!({ "uncertified": "true" }));
    for _ in 0..2 {
        assert!(place.send(&create).contains("CREATOR_NOT_REALNAME"));
    }
    done(&place.folder, "POST", merchant, &json!({ "uncertified": "false" }));
    assert_eq!(place.done(&create), place.done(&create));
    assert_eq!(place.campaigns() - before, 1);
}

#[test]
fn a_command_without_a_key_of_its_own_has_a_window_and_nothing_else_has() {
    let stale = "isv.invalid-timestamp";
    let check = |place: &Place, window: i64| {
        for (moment, is_stale) in [
            (now() - window - 100, true),
            (now() - window + 100, false),
            (now() + window - 100, false),
            (now() + window + 100, true),
        ] {
            let answer = place.send(&place.create(moment, "one"));
            assert_eq!(answer.contains(stale), is_stale, "{window} {moment}: {answer}");
        }
    };
    let production = Place::production();
    check(&production, DAY);
    let draw = json!({ "crowd_no": RUNS, "user_id": "2088102146165572", "out_biz_no": "one" });
    for call in [
        production.dated(now() - 10 * DAY, CASH, &json!({ "crowd_no": RUNS })),
        production.dated(now() - 10 * DAY, TRIGGER, &draw),
    ] {
        assert!(!production.send(&call).contains(stale));
    }
    check(&Place::sandbox(&["--replay-window", "500"]), 500);
    // A window for all requests is that of commands, too.
    check(&Place::sandbox(&["--replay-window", "500", "--timestamp-window", "1000"]), 1_000);
}

#[test]
fn in_a_sandbox_each_call_is_a_call_unless_it_is_set() {
    let place = Place::sandbox(&[]);
    let before = place.campaigns();
    let create = place.create(now() - 100 * DAY, "one");
    assert_ne!(place.done(&create), place.done(&create));
    assert_eq!(place.campaigns() - before, 2);
    let (ready, pause) = (place.modify(RUNS, "READY"), place.modify(RUNS, "PAUSE"));
    for (call, state) in [(&ready, "READY"), (&pause, "PAUSE"), (&ready, "READY")] {
        place.done(call);
        place.check_state(state);
    }
}
