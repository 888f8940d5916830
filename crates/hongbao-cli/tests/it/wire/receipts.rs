//! Idempotency-Key: a repeated operation with its key gets the same answer, and nothing
//! happens twice.

use serde_json::{Value, json};

use crate::business::admin::{ask_with, business_now, campaign, command, done};
use crate::harness::server::{Folder, Server, serve};

const CLOCK: &str = "sandbox/clock";
const DAY: i64 = 86_400;

/// Asks under a key; its status and its answer.
fn keyed(folder: &Folder, key: &str, verb: &str, asked: (&str, &Value)) -> (u16, Value) {
    let answer = ask_with(folder, &format!("idempotency-key: {key}\r\n"), verb, asked);
    (answer.status, serde_json::from_str(&answer.text()).unwrap())
}

/// Holds what is asked under a key to a problem.
fn refused(folder: &Folder, key: &str, asked: (&str, &Value), (status, kind): (u16, &str)) {
    let verb = if asked.0 == CLOCK { "PUT" } else { "POST" };
    let (got, problem) = keyed(folder, key, verb, asked);
    assert_eq!((got, &problem["type"]), (status, &json!(kind)), "{asked:?}: {problem}");
}

#[test]
fn a_clock_that_is_moved_on_under_a_key_is_moved_once_however_far() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    done(&folder, "PUT", CLOCK, &json!({ "frozen": true }));
    let start = business_now(&folder);
    let mut moved = 0;
    for (key, span, secs) in
        [("a", "100h", 360_000), ("b", "24h", 86_400), ("c", "3000d", 259_200_000)]
    {
        moved += secs;
        let first = keyed(&folder, key, "PUT", (CLOCK, &json!({ "advance": span })));
        for _ in 0..2 {
            assert_eq!(keyed(&folder, key, "PUT", (CLOCK, &json!({ "advance": span }))), first);
            assert_eq!((first.0, business_now(&folder) - start), (200, moved), "{span}");
        }
    }
    drop(server);
    let _server = Server::start(serve(&folder));
    for (key, span) in [("a", "100h"), ("b", "24h"), ("c", "3000d")] {
        assert_eq!(keyed(&folder, key, "PUT", (CLOCK, &json!({ "advance": span }))).0, 200);
        assert_eq!(business_now(&folder) - start, moved, "{span}");
    }
}

#[test]
fn an_operation_under_a_key_happens_once() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    done(&folder, "PUT", CLOCK, &json!({ "frozen": true }));
    let start = business_now(&folder);
    let hour = json!({ "advance": "1h" });
    let first = keyed(&folder, "k", "PUT", (CLOCK, &hour));
    assert_eq!((first.0, business_now(&folder) - start), (200, 3_600));
    assert_eq!(keyed(&folder, "k", "PUT", (CLOCK, &hour)), first);
    // Another spelling of the same command, after a restart.
    drop(server);
    let server = Server::start(serve(&folder));
    let spelled = json!({ "advance": "1h", "now": "", "frozen": null });
    assert_eq!(keyed(&folder, "k", "PUT", (CLOCK, &spelled)), first);
    assert_eq!(business_now(&folder) - start, 3_600);

    let reused = (422, "key-reused");
    refused(&folder, "k", (CLOCK, &json!({ "advance": "2h" })), reused);
    refused(&folder, "k", ("users", &json!({ "user_id": "2088102146165580" })), reused);
    assert_eq!(business_now(&folder) - start, 3_600);
    assert_eq!(keyed(&folder, "another", "PUT", (CLOCK, &hour)).0, 200);
    assert_eq!(business_now(&folder) - start, 7_200);
    let look = keyed(&folder, "k", "GET", (CLOCK, &Value::Null));
    assert_eq!((look.0, look.1 == first.1), (200, false), "a look needs no key");

    // Under a key a refusal is not remembered; and a campaign's receipts lie in its merchant's home.
    let crowd_no = campaign(&folder, &server, "fixed", DAY);
    let settle = (&*format!("campaigns/{crowd_no}/settle"), &Value::Null);
    refused(&folder, "s", settle, (409, "not-over"));
    done(&folder, "PUT", CLOCK, &json!({ "advance": "25h" }));
    let settled = keyed(&folder, "s", "POST", settle);
    assert_eq!((settled.0, &settled.1["camp_status"]), (200, &json!("SETTLE")), "{settled:?}");
    assert_eq!(keyed(&folder, "s", "POST", settle), settled);

    // The same from a shell, where a script may be run again.
    let later = ["clock", "set", "--advance", "1h", "--idempotency-key", "shell"];
    let now = business_now(&folder);
    let said = command(&folder, &later).printed();
    assert_eq!(command(&folder, &later).printed(), said);
    assert_eq!(business_now(&folder) - now, 3_600);
    let other =
        command(&folder, &["clock", "set", "--advance", "2h", "--idempotency-key", "shell"]);
    assert_eq!(other.code, Some(1));
    assert!(other.said.starts_with("hongbao: refused: key reused (422)\n"), "{}", other.said);
    let wrong = command(&folder, &["clock", "set", "--idempotency-key", "a b"]);
    assert_eq!(wrong.code, Some(2), "{}", wrong.said);
    assert!(wrong.said.contains("1 to 255 letters"), "{}", wrong.said);

    // By business time a day has passed since it was used; a key is kept by the time that nobody sets.
    refused(&folder, "k", (CLOCK, &json!({ "advance": "2h" })), reused);
    for key in ["", "\u{e9}", &"k".repeat(256)] {
        refused(&folder, key, (CLOCK, &hour), (422, "idempotency-key-malformed"));
    }
}
