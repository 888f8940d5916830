//! The log: whatever becomes of it, calls are answered; what it says of a call, and of strangers.

use std::fs::File;
use std::io::{BufRead, BufReader, PipeReader, Write, pipe};
use std::process::Stdio;

use rustix::fs::{OFlags, fcntl_setfl};
use serde_json::{Value, json};

use crate::business::admin::{ask_with, campaign_of, done, draw, metric};
use crate::harness::call::{CASH, Call};
use crate::harness::server::{CAMPAIGN, Folder, Server, detail_query, send, serve};

const DAY: i64 = 86_400;

/// A pipe whose reader is kept, or has gone.
fn pipe_to(kept: &mut Option<PipeReader>, is_kept: bool) -> Stdio {
    let (reader, writer) = pipe().unwrap();
    *kept = is_kept.then_some(reader);
    writer.into()
}

/// Draws as often as that against a server with this log, and holds the ledger to the answers.
fn answers_agree(server: Server, folder: &Folder, draws: u32) {
    let prize = ("fixed", "1200.00", draws);
    let crowd_no = campaign_of(folder, &server, prize, DAY);
    for number in 0..draws {
        // A call without an answer fails here.
        draw(
            folder,
            &server,
            &crowd_no,
            &json!({ "out_biz_no": number.to_string(), "user_id": format!("2088{number:012}") }),
        );
    }
    assert_eq!(server.get("/healthz").status, 200);
    let shown = done(folder, "GET", &format!("campaigns/{crowd_no}"), &Value::Null);
    assert_eq!(shown["draws"], draws, "{shown}");
    server.signal("TERM");
    // Nothing waits for ever, at the end neither.
    let mut server = server;
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_log_that_cannot_be_written_costs_lines_and_nothing_else() {
    let full = || File::options().write(true).open("/dev/full").unwrap().into();
    let gone = || pipe_to(&mut None, false);
    for stderr in [full as fn() -> Stdio, gone] {
        let folder = Folder::new();
        let server = Server::start_with(serve(&folder), stderr());
        let before = metric(&folder, "hongbao_log_lines_lost_total");
        Call::cash(&folder).send(&server);
        while metric(&folder, "hongbao_log_lines_lost_total") == before {}
        answers_agree(server, &folder, 20);
    }
}

#[test]
fn a_log_that_nobody_reads_holds_up_nobody() {
    let (folder, mut reader) = (Folder::new(), None);
    let server = Server::start_with(serve(&folder), pipe_to(&mut reader, true));
    answers_agree(server, &folder, 1_200);
    let lines = BufReader::new(reader.unwrap()).lines().map_while(Result::ok);
    assert!(lines.filter(|line| line.contains("answered")).count() > 100);
}

#[test]
fn a_ready_line_that_nobody_reads_holds_up_nobody() {
    let folder = Folder::new();
    let (reader, mut writer) = pipe().unwrap();
    fcntl_setfl(&writer, OFlags::NONBLOCK).unwrap();
    while writer.write(&[b'\n'; 4_096]).is_ok() {}
    fcntl_setfl(&writer, OFlags::empty()).unwrap();
    let mut command = serve(&folder);
    let child = command.stdout(writer).stderr(Stdio::null()).spawn().unwrap();
    drop(command);
    let mut server = Server { child, address: String::new() };
    while !folder.path().join("sandbox.json").exists() {}
    let gateway = folder.sandbox("gateway");
    server.address = gateway.split('/').nth(2).unwrap().to_owned();
    assert!(server.ask(&folder, CAMPAIGN).contains(r#""code":"10000""#));
    let mut lines = BufReader::new(reader).lines().map(Result::unwrap);
    let line = lines.find(|line| !line.is_empty()).unwrap();
    assert!(line.contains(&gateway), "{line}");
}

/// Ends a server; the lines of its log.
fn log(server: Server) -> Vec<String> {
    server.signal("TERM");
    let (code, log) = server.end();
    assert_eq!(code, Some(0), "{log}");
    log.lines().map(str::to_owned).collect()
}

#[test]
fn what_a_call_logs_says_which_call_it_is() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    // Where errors are logged, so is whose they are.
    command.args(["--log", "error"]);
    let server = Server::start(command);
    let crowd_no = |kind: &str| format!("FIXTURE-error-{kind}");
    let ask = |kind: &str| server.get(&detail_query(&folder, &crowd_no(kind)));
    let answers = ["unavailable", "unsure", "panic"].map(ask);
    let shown = ask_with(
        &folder,
        "",
        "GET",
        (&format!("campaigns/{}", crowd_no("unavailable")), &Value::Null),
    );
    assert_eq!(shown.status, 503);
    let log = log(server);
    for answer in &answers {
        let id = answer.header("trace_id").unwrap();
        let lines: Vec<_> = log.iter().filter(|line| line.contains(id)).collect();
        assert!(!lines.is_empty(), "{log:?}");
        for line in lines {
            let (method, app) = (format!("method={CASH:?}"), "app=\"2014072300007148\"");
            assert!(
                line.contains("ERROR") && line.contains(&method) && line.contains(app),
                "{line}"
            );
        }
    }
    let id = shown.header("trace_id").unwrap();
    assert_eq!(log.iter().filter(|line| line.contains(id) && line.contains("forced")).count(), 1);
    let ours = |line: &&String| line.contains("the store has no answer");
    assert_eq!(log.iter().filter(ours).count(), 4, "each failure once: {log:?}");
}

/// The answer says no in the document's words; what was compared is for readers of the log.
#[test]
fn the_log_says_why_a_call_was_refused_and_the_answer_does_not() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let crowd_no = campaign_of(&folder, &server, ("fixed", "2.00", 1), DAY);
    let trigger = "alipay.marketing.campaign.cash.trigger";
    for (number, expected) in [("1", "10000"), ("2", "CASH_CAMP_BUDGET_INSUFFICIENT")] {
        let user_id = format!("208800000000001{number}");
        let order = json!({ "crowd_no": crowd_no, "user_id": user_id, "out_biz_no": number });
        let answer = Call::new(&folder, trigger, &order.to_string()).send(&server).text();
        assert!(answer.contains(expected) && !answer.contains("bound"), "{answer}");
    }
    let early =
        ask_with(&folder, "", "POST", (&format!("campaigns/{crowd_no}/settle"), &Value::Null));
    let early: Value = serde_json::from_str(&early.text()).unwrap();
    assert_eq!(early["type"], "not-over");
    let detail = early["detail"].as_str().unwrap();
    assert!(detail.starts_with("bound ") && detail.contains(", now "), "{detail}");
    let log = log(server);
    let why = "refusal=\"budget-insufficient\" compared=bound 1, given 1";
    let line = log.iter().find(|line| line.contains(why)).unwrap();
    assert!(line.contains("answered code=\"40004\""), "{line}");
}

#[test]
fn what_a_stranger_says_of_itself_is_not_logged_unless_it_is_well_formed() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    for app_id in ["1%0Aforged", "%1b[31m", "2014072300007148%22", &"1".repeat(33)] {
        server.get(&format!("/gateway.do?app_id={app_id}&method=x%0Ay"));
    }
    server.get("/x%0Aforged%1b[31m?secret");
    server.get(&format!("/{}", "long/".repeat(100)));
    for line in log(server) {
        assert!(line.len() < 400, "{line}");
        for text in ["forged\n", "\u{1b}", "app=", "method=", "secret"] {
            assert!(!line.contains(text), "{line}");
        }
    }
}

/// Sends these requests, 100 on each connection.
fn send_all(address: &str, requests: &[String]) {
    for some in requests.chunks(100) {
        let (last, others) = some.split_last().unwrap();
        let others =
            others.iter().map(|target| format!("GET {target} HTTP/1.1\r\nhost: x\r\n\r\n"));
        let last = format!("GET {last} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let answers = send(address, (others.collect::<String>() + &last).as_bytes());
        let count = String::from_utf8_lossy(&answers.body).matches("HTTP/1.1 ").count() + 1;
        assert_eq!(count, some.len());
    }
}

#[test]
fn strangers_cannot_fill_the_log() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    // Unknown app, unknown path, and an app's own request with a signature that is none.
    let own = detail_query(&folder, CAMPAIGN).replace("&sign=", "&sign=A");
    let kinds = ["/gateway.do?app_id=1&method=x".to_owned(), "/v3/x".to_owned(), own];
    let requests: Vec<_> = kinds.iter().cycle().take(5_000).cloned().collect();
    send_all(&server.address, &requests);
    for _ in 0..100 {
        assert!(server.ask(&folder, CAMPAIGN).contains(r#""code":"10000""#));
    }
    let unlogged = metric(&folder, "hongbao_strangers_unlogged_total");
    let log = log(server);
    let lines = |text: &str| log.iter().filter(|line| line.contains(text)).count();
    assert_eq!(lines(": answered code"), 100, "an app's own calls are logged one by one");
    let own = lines("answered a stranger") + lines("nothing is served under this path");
    assert!(own < 2_500, "{own}");
    assert_eq!(own as u64 + unlogged, 5_000);
    let summed = log.iter().filter_map(|line| line.split_once("not logged one by one requests="));
    assert_eq!(summed.map(|(_, count)| count.parse::<u64>().unwrap()).sum::<u64>(), unlogged);
}
