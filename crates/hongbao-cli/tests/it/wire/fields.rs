//! What an operation's fields may be: flags that are flags, names that are known, each thing said once; and
//! an answer that says what was stored.

use serde_json::{Value, json};

use crate::business::admin::{ask, ask_with, campaign, command, done, draw};
use crate::harness::server::{Folder, Server, send, serve};

const USER: &str = "2088000000000099";
const MERCHANT: &str = "merchants/2088001159940003";
const DAY: i64 = 86_400;

/// Asks with a body as it stands; status, kind of problem and detail.
fn raw(folder: &Folder, head: &str, (path, body): (&str, &str)) -> (u16, String, String) {
    let (admin, token) = (folder.sandbox("admin"), folder.sandbox("admin_token"));
    let admin = admin.strip_prefix("http://").unwrap();
    let request = format!(
        "POST /admin/v1/{path} HTTP/1.1\r\nhost: {admin}\r\nconnection: close\r\n{head}\
         authorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = send(admin, request.as_bytes());
    let json: Value = serde_json::from_str(&answer.text()).unwrap();
    let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
    (answer.status, text("type"), text("detail"))
}

#[test]
fn a_flag_is_true_or_false_and_the_answer_is_what_was_stored() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let set = |flags: Value| {
        let mut fields = json!({ "user_id": USER });
        fields.as_object_mut().unwrap().extend(flags.as_object().unwrap().clone());
        ask(&folder, "POST", "users", &fields)
    };
    let known = |risky: bool| json!({ "user_id": USER, "enterprise": false, "uncertified": false, "risky": risky });
    assert_eq!(set(json!({ "risky": true })), (200, known(true)));
    for guess in
        [json!("TRUE"), json!("True"), json!("yes"), json!("1"), json!(1), json!(0), json!([])]
    {
        let (status, problem) = set(json!({ "risky": guess }));
        assert_eq!((status, &problem["type"]), (422, &json!("fields-malformed")), "{guess}");
        assert_eq!(problem["detail"], "risky is not true or false");
    }
    let crowd_no = campaign(&folder, &server, "fixed", DAY);
    let path = format!("campaigns/{crowd_no}/stop");
    for guess in [json!("no"), json!("False"), json!("0"), json!(0)] {
        let (status, problem) = ask(&folder, "POST", &path, &json!({ "stopped": guess }));
        assert_eq!((status, &problem["type"]), (422, &json!("fields-malformed")), "{guess}");
    }
    assert_eq!(
        done(&folder, "GET", &format!("campaigns/{crowd_no}"), &Value::Null)["stopped"],
        false
    );
    draw(&folder, &server, &crowd_no, &json!({ "user_id": "2088102146165572" }));
    for (word, stops) in [(json!(true), true), (json!("false"), false), (json!("true"), true)] {
        assert_eq!(done(&folder, "POST", &path, &json!({ "stopped": word }))["stopped"], stops);
    }
    let merchant = |fields: &Value| ask(&folder, "POST", MERCHANT, fields);
    assert_eq!(merchant(&json!({ "uncertified": "yes" })).0, 422);
    let stored = json!({ "pid": "2088001159940003", "uncertified": false });
    assert_eq!(merchant(&json!({})), (200, stored));

    let wrong = command(&folder, &["campaign", "stop", &crowd_no, "--stopped", "no"]);
    assert_eq!(wrong.code, Some(2), "{}", wrong.said);
    assert!(wrong.said.contains("possible values: true, false"), "{}", wrong.said);
    let right = command(&folder, &["campaign", "stop", &crowd_no, "--stopped", "false"]).printed();
    assert!(right.contains("false"), "{right}");
}

#[test]
fn nothing_is_unknown_or_said_twice() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let crowd_no = campaign(&folder, &server, "fixed", DAY);
    let (pay, stop) = (format!("campaigns/{crowd_no}/pay"), format!("campaigns/{crowd_no}/stop"));
    let long = format!("{{\"{}\":1}}", "\\u001bx".repeat(500));
    for (head, asked, status, kind, detail) in [
        (
            "",
            (&*pay, "{\"refrence\":\"a\"}"),
            422,
            "field-unknown",
            "refrence is not a field of campaign pay",
        ),
        ("", (&pay, &long), 422, "field-unknown", ""),
        (
            "",
            (&pay, "{\"reference\":\"a\",\"reference\":\"b\"}"),
            422,
            "fields-malformed",
            "a repeated name \"reference\"",
        ),
        ("", (&pay, "{\"crowd_no\":\"x\"}"), 422, "field-given-twice", "crowd_no"),
        (
            "",
            (&pay, "{\"reference\":true}"),
            422,
            "fields-malformed",
            "reference is not text of at most 128",
        ),
        (
            "",
            (&format!("{pay}?reference=a&reference=b"), ""),
            422,
            "field-given-twice",
            "reference",
        ),
        ("", (&format!("{pay}?reference=%FF"), ""), 422, "query-malformed", ""),
        ("", (&pay, "[]"), 422, "fields-malformed", "invalid type"),
        ("", (&pay, "{\"reference\":\"\u{fffd}"), 422, "fields-malformed", "EOF"),
        (
            "idempotency-key: a\r\nidempotency-key: b\r\n",
            (&stop, "{}"),
            400,
            "header-given-twice",
            "idempotency-key",
        ),
        ("authorization: Bearer x\r\n", (&stop, "{}"), 400, "header-given-twice", "authorization"),
        ("host: localhost\r\n", (&stop, "{}"), 400, "header-given-twice", "host"),
    ] {
        let (got, problem, about) = raw(&folder, head, asked);
        assert_eq!((got, &*problem), (status, kind), "{head}{asked:?}: {about}");
        assert!(about.starts_with(detail) && about.len() < 300, "{about}");
    }
    let state = done(&folder, "GET", &format!("campaigns/{crowd_no}"), &Value::Null);
    assert_eq!((&state["reference"], &state["stopped"]), (&json!("-"), &json!(false)));

    // A number goes on as it stands: two references are two payments.
    for reference in ["100000000000000000000001", "100000000000000000000002"] {
        let body = format!("{{\"reference\":{reference}}}");
        let (status, kind, _) = raw(&folder, "", (&pay, &body));
        assert_eq!((status, &*kind), (409, "paid-otherwise"), "{reference}");
    }
    let answer = ask_with(&folder, "", "GET", ("campaigns?merchnt=x", &Value::Null));
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert!(answer.text().contains("merchnt is not a field of campaign list"), "{}", answer.text());
}
