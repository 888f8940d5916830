//! The sandbox's clock: how it is set, what it moves and what it does not, and that the ticker books what
//! became due.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;

use serde_json::{Value, json};

use crate::business::admin::{ask, business_now, campaign, cash, command, done, draw, secs};
use crate::business::worlds::each_fixture;
use crate::harness::call::Call;
use crate::harness::server::{Folder, Server, hongbao, send, serve};

const CLOCK: &str = "sandbox/clock";
const DAY: i64 = 86_400;
const MERCHANT: &str = "2088001159940003";
const OTHER: &str = "2088002299940018";

fn set(folder: &Folder, turn: &Value) -> Value {
    done(folder, "PUT", CLOCK, turn)
}

fn refused(folder: &Folder, turn: &Value, status: u16, kind: &str) {
    let (got, problem) = ask(folder, "PUT", CLOCK, turn);
    assert_eq!((got, &problem["type"]), (status, &json!(kind)), "{turn}: {problem}");
}

#[test]
fn the_clock_is_frozen_set_and_moved_on_and_outlives_a_restart() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let frozen = set(&folder, &json!({ "frozen": true }));
    assert_eq!(frozen["frozen"], true);
    assert_eq!(done(&folder, "GET", CLOCK, &Value::Null), frozen, "it stands still");
    let start = secs(&frozen["now"]);

    let moved = set(&folder, &json!({ "advance": "100h" }));
    assert_eq!((secs(&moved["now"]) - start, &moved["frozen"]), (360_000, &json!(true)));
    let set_to = json!({ "now": "2100-01-02 03:04:05", "advance": "90s" });
    let shown = json!({ "now": "2100-01-02 03:05:35", "frozen": true });
    assert_eq!(set(&folder, &set_to), shown);
    assert_eq!(
        set(&folder, &json!({ "now": "2100-01-02 03:05:35" })),
        shown,
        "the same is not earlier"
    );

    for now in ["2100-01-02 03:05:34", "2016-08-10 22:28:30"] {
        refused(&folder, &json!({ "now": now }), 409, "time-earlier");
    }
    for turn in [
        json!({ "now": "tomorrow" }),
        json!({ "now": "2100-02-30 00:00:00" }),
        json!({ "advance": "100" }),
        json!({ "advance": "-1h" }),
        json!({ "advance": "h" }),
        json!({ "advance": "1.5h" }),
        json!({ "advance": "4294967295d" }),
    ] {
        refused(&folder, &turn, 422, "time-illegal");
    }
    refused(&folder, &json!({ "frozen": "maybe" }), 422, "fields-malformed");
    assert_eq!(done(&folder, "GET", CLOCK, &Value::Null), shown, "what is refused changes nothing");

    drop(server);
    let _server = Server::start(serve(&folder));
    assert_eq!(done(&folder, "GET", CLOCK, &Value::Null), shown);
    let running = set(&folder, &json!({ "frozen": false }));
    assert_eq!(running["frozen"], false);
    assert!(secs(&running["now"]) >= secs(&shown["now"]), "it goes on from where it stood");
}

#[test]
fn whatever_became_due_is_booked_before_the_clock_answers() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    // The timer is not what books it.
    command.args(["--limits-tick", "1000000"]);
    let server = Server::start(command);
    set(&folder, &json!({ "frozen": "true" }));
    let due: Vec<_> = (1..=3).map(|n| campaign(&folder, &server, "random", n * DAY)).collect();
    let later = campaign(&folder, &server, "random", 5 * DAY);
    let drawn = draw(&folder, &server, &due[0], &json!({ "user_id": "2088102146165580" }));
    let end = business_now(&folder) + 100 * 3_600;
    set(&folder, &json!({ "advance": "100h" }));
    for crowd_no in &due {
        let shown = done(&folder, "GET", &format!("campaigns/{crowd_no}"), &Value::Null);
        assert_eq!(
            (&shown["camp_status"], &shown["pool_amount"]),
            (&json!("SETTLE"), &json!("0.00"))
        );
        let sum =
            |name: &str| shown[name].as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
        assert_eq!(sum("send_amount") + sum("returned_amount"), 2_000, "{shown}");
        assert!(secs(&shown["settle_at"]) < end);
    }
    let first = done(&folder, "GET", &format!("campaigns/{}", due[0]), &Value::Null);
    assert_eq!(first["send_amount"], drawn["prize_amount"]);
    let shown = done(&folder, "GET", &format!("campaigns/{later}"), &Value::Null);
    assert_eq!(shown["camp_status"], "READY");
}

/// Whatever else is written is answered at once, however much is due.
#[test]
fn only_the_clock_waits_for_what_became_due() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--settle-delay", "0", "--limits-tick", "1000000"]);
    let server = Server::start(command);
    let crowd_no = campaign(&folder, &server, "fixed", DAY);
    let close = json!({ "crowd_no": crowd_no, "camp_status": "CLOSED" });
    cash(&folder, &server, "status.modify", &close);
    let pool = || {
        let shown = done(&folder, "GET", &format!("campaigns/{crowd_no}"), &Value::Null);
        shown["pool_amount"].clone()
    };
    let held = pool();
    assert_ne!(held, "0.00");
    done(&folder, "POST", "users", &json!({ "user_id": "2088102146165580", "risky": true }));
    assert_eq!(pool(), held, "the operation has booked it");
    set(&folder, &json!({ "advance": "1s" }));
    assert_eq!(pool(), "0.00");
}

#[test]
fn the_ticker_books_by_itself_what_time_made_due() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--settle-delay", "0"]);
    let mut server = Server::start(command);
    let crowd_no = campaign(&folder, &server, "fixed", DAY);
    let close = json!({ "crowd_no": crowd_no, "camp_status": "CLOSED" });
    cash(&folder, &server, "status.modify", &close);
    // Nobody asks for it; the log says when it has happened.
    let log = BufReader::new(server.child.stderr.take().unwrap());
    let booked = log.lines().find(|line| line.as_ref().unwrap().contains("booked what was due"));
    assert!(booked.is_some());
    let shown = done(&folder, "GET", &format!("campaigns/{crowd_no}"), &Value::Null);
    assert_eq!(shown["camp_status"], "SETTLE");
}

#[test]
fn fixtures_stay_and_wire_time_stands_apart_from_a_clock_that_has_moved() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--timestamp-window", "600"]);
    let server = Server::start(command);
    let real = done(&folder, "GET", CLOCK, &Value::Null)["now"].as_str().unwrap().to_owned();
    set(&folder, &json!({ "advance": "100d" }));
    let moved = done(&folder, "GET", CLOCK, &Value::Null)["now"].as_str().unwrap().to_owned();
    let sub_code = |timestamp: &str| {
        let call = Call::cash(&folder).with("timestamp", timestamp);
        let answer = call.send(&server).text();
        answer.contains("isv.invalid-timestamp")
    };
    assert!(!sub_code(&real) && sub_code(&moved), "requests are dated in wire time");
    drop(server);
    let server = Server::start(serve(&folder));
    each_fixture(&folder, &server, &["utf-8"]);
}

#[test]
fn the_command_line_shows_and_sets_it() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    let clock = |words: &[&str]| command(&folder, &[&["clock"], words].concat());
    let to = ["set", "--now", "2100-01-01 00:00:00", "--advance", "100h", "--frozen", "true"];
    let shown = "now     2100-01-05 04:00:00\nfrozen  true\n";
    assert_eq!(clock(&to).printed(), shown);
    assert_eq!(clock(&["show"]).printed(), shown);
    let json = clock(&["show", "--json"]).printed();
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json, json!({ "now": "2100-01-05 04:00:00", "frozen": true }));
    let back = clock(&["set", "--now", "2100-01-01 00:00:00"]);
    assert_eq!((back.code, back.out.as_str()), (Some(1), ""));
    assert!(
        back.said.contains("time earlier (409)") && back.said.contains("hongbao clock set --help")
    );
}

#[test]
fn production_has_no_clock() {
    let folder = Folder::new();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = hongbao();
    command.args(["serve", "--ready-json", "--listen=127.0.0.1:0", "--data"]).arg(folder.path());
    command.arg(format!("--admin-listen=127.0.0.1:{port}"));
    let _server = Server::start(command);
    let token = std::fs::read_to_string(folder.path().join("keys/admin-token")).unwrap();
    let ask = |verb: &str, path: &str| {
        let head = format!(
            "{verb} /admin/v1/{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             authorization: Bearer {}\r\n\r\n",
            token.trim()
        );
        let answer = send(&format!("127.0.0.1:{port}"), head.as_bytes());
        (answer.status, answer.text())
    };
    let nothing = ask("GET", "no/such/path");
    assert_eq!(nothing.0, 404);
    assert_eq!([ask("GET", CLOCK), ask("PUT", CLOCK)], [nothing.clone(), nothing]);
}

/// One that has a clock of its own follows no other, and no other follows it.
#[test]
fn a_merchant_may_have_a_clock_of_its_own() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--limits-tick", "1000000"]);
    let server = Server::start(command);
    set(&folder, &json!({ "frozen": true }));
    let crowd_no = campaign(&folder, &server, "fixed", DAY);
    let state = || {
        let shown = done(&folder, "GET", &format!("campaigns/{crowd_no}"), &Value::Null);
        shown["camp_status"].clone()
    };
    let shared = done(&folder, "GET", CLOCK, &Value::Null);
    let own = |merchant: &str| {
        done(&folder, "GET", &format!("{CLOCK}?merchant={merchant}"), &Value::Null)
    };
    let (stands, runs) = (own(MERCHANT), state());
    assert_eq!((&stands, &runs), (&shared, &json!("READY")), "it has none yet");
    let advanced = set(&folder, &json!({ "merchant": OTHER, "advance": "100h" }));
    assert_eq!(secs(&advanced["now"]) - secs(&shared["now"]), 360_000);
    assert_eq!((own(OTHER), own(MERCHANT), state()), (advanced, stands, runs));
    let moved = set(&folder, &json!({ "merchant": MERCHANT, "advance": "30h", "frozen": false }));
    assert_eq!((&moved["frozen"], state()), (&json!(false), json!("SETTLE")));
    assert_eq!(done(&folder, "GET", CLOCK, &Value::Null), shared);
    // From here on it is no longer moved with the others.
    set(&folder, &json!({ "advance": "900h" }));
    assert!(secs(&own(MERCHANT)["now"]) - secs(&moved["now"]) < 3_600);
    refused(
        &folder,
        &json!({ "merchant": "2088000000000000", "advance": "1h" }),
        404,
        "merchant-unknown",
    );
    refused(&folder, &json!({ "merchant": "nobody", "advance": "1h" }), 404, "merchant-unknown");
    let past = json!({ "merchant": MERCHANT, "now": "2016-08-10 22:28:30" });
    let (status, problem) = ask(&folder, "PUT", CLOCK, &past);
    assert_eq!((status, &problem["type"]), (409, &json!("time-earlier")));
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.ends_with("now 2016-08-10 22:28:30"), "{detail}");
}
