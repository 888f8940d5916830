//! The admin side of a running server, and what most tests of it want: a campaign.

use hongbao_wire::{Date, parse_timestamp};
use serde_json::{Value, json};

use crate::harness::call::Call;
use crate::harness::server::{Folder, Response, Server, send};
use crate::harness::shell::{Done, run};

/// Asks for an operation; its status and its answer.
pub(crate) fn ask(folder: &Folder, verb: &str, path: &str, fields: &Value) -> (u16, Value) {
    let answer = ask_with(folder, "", verb, (path, fields));
    (answer.status, serde_json::from_str(&answer.text()).unwrap())
}

/// The same with more lines in its head; fields that are `null` make no body.
pub(crate) fn ask_with(
    folder: &Folder,
    head: &str,
    verb: &str,
    (path, fields): (&str, &Value),
) -> Response {
    let (admin, token) = (folder.sandbox("admin"), folder.sandbox("admin_token"));
    let admin = admin.strip_prefix("http://").unwrap();
    let body = if fields.is_null() { String::new() } else { fields.to_string() };
    let request = format!(
        "{verb} /admin/v1/{path} HTTP/1.1\r\nhost: {admin}\r\nconnection: close\r\n{head}\
         authorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    send(admin, request.as_bytes())
}

/// What `/metrics` says.
pub(crate) fn metrics(folder: &Folder) -> String {
    let admin = folder.sandbox("admin");
    let admin = admin.strip_prefix("http://").unwrap();
    let head = format!("GET /metrics HTTP/1.1\r\nhost: {admin}\r\nconnection: close\r\n\r\n");
    send(admin, head.as_bytes()).text()
}

/// The number that it says after this name.
pub(crate) fn metric(folder: &Folder, name: &str) -> u64 {
    let text = metrics(folder);
    let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    found.expect(name).parse().unwrap()
}

/// What it answers that must go well.
pub(crate) fn done(folder: &Folder, verb: &str, path: &str, fields: &Value) -> Value {
    let (status, answer) = ask(folder, verb, path, fields);
    assert_eq!(status, 200, "{verb} {path} {fields}: {answer}");
    answer
}

/// Runs an operation's command for the folder's server.
pub(crate) fn command(folder: &Folder, words: &[&str]) -> Done {
    run(&[words, &["--data", folder.path().to_str().unwrap()]].concat())
}

/// Business time, in seconds.
pub(crate) fn business_now(folder: &Folder) -> i64 {
    secs(&done(folder, "GET", "sandbox/clock", &Value::Null)["now"])
}

pub(crate) fn secs(date: &Value) -> i64 {
    parse_timestamp(date.as_str().unwrap().as_bytes()).unwrap()
}

/// The node that a cash method answers the documents' app.
pub(crate) fn cash(folder: &Folder, server: &Server, method: &str, biz_content: &Value) -> Value {
    let method = format!("alipay.marketing.campaign.cash.{method}");
    let call = Call::new(folder, &method, &biz_content.to_string());
    let answer: Value = serde_json::from_str(&call.send(server).text()).unwrap();
    let node = answer[format!("{}_response", method.replace('.', "_"))].clone();
    assert_eq!(node["code"], "10000", "{method} {biz_content}: {node}");
    node
}

/// Creates and pays a campaign of 10 packets, 20.00 in all, that ends in so many seconds; its number.
pub(crate) fn campaign(folder: &Folder, server: &Server, prize: &str, lasts: i64) -> String {
    campaign_of(folder, server, (prize, "20.00", 10), lasts)
}

/// The same of another kind, budget and number of packets.
pub(crate) fn campaign_of(
    folder: &Folder,
    server: &Server,
    (prize, money, count): (&str, &str, u32),
    lasts: i64,
) -> String {
    let plan = json!({
        "coupon_name": "name", "prize_type": prize, "total_money": money, "total_num": count,
        "prize_msg": "text", "start_time": "NowTime",
        "end_time": Date::from_secs(business_now(folder) + lasts).to_string(),
    });
    let created = cash(folder, server, "create", &plan);
    let crowd_no = created["crowd_no"].as_str().unwrap().to_owned();
    done(folder, "POST", &format!("campaigns/{crowd_no}/pay"), &Value::Null);
    crowd_no
}

/// Draws a packet for the buyer with this number; the answer's node.
pub(crate) fn draw(folder: &Folder, server: &Server, crowd_no: &str, more: &Value) -> Value {
    let mut order = json!({ "crowd_no": crowd_no });
    order.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    cash(folder, server, "trigger", &order)
}
