//! `hongbao audit` on a database that commands have made, and then a hand has edited: each amount, each
//! row.

use std::path::Path;
use std::sync::Arc;

use hongbao_api::operations::audit::invariant_name;
use hongbao_engine::Findings;
use hongbao_store::{SqliteStore, audit};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::business::operator::{APP, OTHER_APP, Operator};
use crate::harness::server::{CAMPAIGN, Folder, Server, send, serve};
use crate::harness::shell::{run, run_with};
use crate::wire::replay::Fixed;

const SALT: [u8; 32] = [3; 32];

/// A sandbox in which something has happened: users have drawn from the documents' campaign, and one
/// of the other merchant is closed and settled after draws.
fn lived_in() -> Operator {
    let operator = Operator::with(&[]);
    let draw = |app: &str, crowd_no: &str, user: u32, number: &str| {
        let order = json!({
            "crowd_no": crowd_no, "out_biz_no": number,
            "user_id": format!("20881021461655{user:02}"),
        });
        let node = operator.call(app, "trigger", &order);
        assert_eq!(node["trigger_result"], "true", "{node}");
    };
    draw(APP, CAMPAIGN, 91, "a");
    draw(APP, CAMPAIGN, 92, "b");
    draw(APP, CAMPAIGN, 91, "c");
    let plan = json!({
        "coupon_name": "name", "prize_type": "fixed", "total_money": "10.00", "total_num": 10,
        "prize_msg": "text", "start_time": "NowTime", "end_time": operator.tomorrow(),
        "send_freqency": "D3|L5",
    });
    let node = operator.call(OTHER_APP, "create", &plan);
    let crowd_no = node["crowd_no"].as_str().unwrap_or_else(|| panic!("{node}"));
    let operate = |what: &str| {
        let (status, answer) =
            operator.operate(&format!("campaigns/{crowd_no}/{what}"), &json!({}));
        assert_eq!(status, 200, "{answer}");
    };
    operate("pay");
    for (user, number) in [(91, "a"), (92, "b"), (91, "c"), (93, "d")] {
        draw(OTHER_APP, crowd_no, user, number);
    }
    let close = json!({ "crowd_no": crowd_no, "camp_status": "CLOSED" });
    assert_eq!(operator.call(OTHER_APP, "status.modify", &close)["code"], "10000");
    operate("settle");
    operator
}

/// The database that it leaves, in one file.
fn database() -> (Folder, Vec<u8>) {
    let Operator { folder, server } = lived_in();
    server.signal("TERM");
    server.end();
    let path = folder.path().join("hongbao.db");
    let connection = Connection::open(&path).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(connection);
    (folder, std::fs::read(path).unwrap())
}

/// What of a table a hand can spoil.
struct Table {
    name: &'static str,
    key: &'static [&'static str],
    /// Columns of money, and those that count or number what moves it.
    amounts: &'static [&'static str],
    /// How a second row can be like a first one: the columns in which it differs.
    again: &'static [&'static [(&'static str, &'static str)]],
}

/// A number that nobody has been given; the table's name is put in.
const NEXT: &str = "(SELECT counter + 1 FROM lane WHERE lane.home = TABLE.home)";

const TABLES: [Table; 5] = [
    Table {
        name: "lane",
        key: &["home"],
        amounts: &["counter", "campaigns", "open"],
        again: &[&[("home", "99")]],
    },
    Table {
        name: "campaign",
        key: &["home", "crowd_no"],
        amounts: &["sent", "pool", "returned", "draws", "seq"],
        again: &[&[("crowd_no", "'again'")], &[("crowd_no", "'again'"), ("seq", NEXT)]],
    },
    Table {
        name: "draw",
        key: &["home", "seq"],
        amounts: &["amount", "n", "seq"],
        again: &[
            &[("seq", NEXT)],
            &[("seq", NEXT), ("slot", "slot || '_'")],
            &[("seq", NEXT), ("slot", "slot || '_'"), ("n", "n + 1000")],
            &[("seq", NEXT), ("campaign_seq", "999")],
            &[("home", "99")],
        ],
    },
    Table {
        name: "transfer",
        key: &["home", "seq"],
        amounts: &["amount", "seq"],
        again: &[
            &[("seq", NEXT)],
            &[("seq", NEXT), ("course", "iif(course = 'fund', 'return', 'fund')")],
            &[("seq", NEXT), ("crowd_no", "'elsewhere'")],
        ],
    },
    Table {
        name: "tally",
        key: &["home", "campaign_seq", "user_id"],
        amounts: &["lifetime"],
        again: &[&[("user_id", "'2088102146165500'")], &[("campaign_seq", "999")]],
    },
];

/// What an audit finds in a file.
fn findings(path: &Path) -> Findings {
    let store = SqliteStore::open_to_read(path, Arc::new(Fixed)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(audit(&store, SALT, &mut |_| {})).unwrap().findings
}

/// A database to edit by hand.
struct Hand {
    folder: Folder,
    bytes: Vec<u8>,
}

impl Hand {
    fn new() -> Self {
        let (folder, bytes) = database();
        Self { folder, bytes }
    }

    /// Edits a copy of the database. What then is found; `None` if the database does not take the edit.
    fn edit(&self, sql: &str) -> Option<Findings> {
        let path = self.folder.path().join("edited.db");
        std::fs::write(&path, &self.bytes).unwrap();
        let connection = Connection::open(&path).unwrap();
        connection.pragma_update(None, "synchronous", "OFF").unwrap();
        match connection.execute(sql, []) {
            Ok(rows) => assert_eq!(rows, 1, "{sql}"),
            Err(error) => {
                let code = error.sqlite_error_code();
                assert_eq!(code, Some(rusqlite::ErrorCode::ConstraintViolation), "{sql}: {error}");
                return None;
            }
        }
        drop(connection);
        Some(findings(&path))
    }

    /// Edits, and wants a finding unless the edit is refused.
    fn breaks(&self, sql: &str) {
        let found = self.edit(sql);
        assert!(found.is_none_or(|found| !found.is_empty()), "nobody notices {sql}");
    }

    /// Each row of a table for which a condition holds, as a condition of its own.
    fn rows(&self, table: &Table, condition: &str) -> Vec<String> {
        let connection = Connection::open(self.folder.path().join("hongbao.db")).unwrap();
        let key = table.key.iter().map(|column| format!("'{column} = ' || quote({column})"));
        let key = key.collect::<Vec<_>>().join(" || ' AND ' || ");
        let sql = format!("SELECT {key} FROM {} WHERE {condition}", table.name);
        let mut statement = connection.prepare(&sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        let rows: Vec<String> = rows.map(Result::unwrap).collect();
        assert!(!rows.is_empty(), "{} has rows", table.name);
        rows
    }

    fn columns(&self, table: &Table) -> Vec<String> {
        let connection = Connection::open(self.folder.path().join("hongbao.db")).unwrap();
        let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)").unwrap();
        let names = statement.query_map([table.name], |row| row.get(0)).unwrap();
        names.map(Result::unwrap).collect()
    }
}

#[test]
fn each_amount_that_a_hand_changes_is_noticed() {
    let hand = Hand::new();
    for table in &TABLES {
        for row in hand.rows(table, "true") {
            for column in table.amounts {
                for by in [-1, 1] {
                    let name = table.name;
                    hand.breaks(&format!(
                        "UPDATE {name} SET {column} = {column} + {by} WHERE {row}"
                    ));
                }
            }
        }
    }
    // What an unpaid campaign will cost is not money yet.
    let [_, campaigns, ..] = &TABLES;
    for row in hand.rows(campaigns, "paid_at IS NOT NULL") {
        for by in [-1, 1] {
            hand.breaks(&format!("UPDATE campaign SET total = total + {by} WHERE {row}"));
        }
        for column in ["paid_at", "settled_at"] {
            let unlike = format!("iif({column} IS NULL, created_at, NULL)");
            hand.breaks(&format!("UPDATE campaign SET {column} = {unlike} WHERE {row}"));
        }
    }
}

#[test]
fn each_row_that_a_hand_deletes_or_repeats_is_noticed() {
    let hand = Hand::new();
    for table in &TABLES {
        let (name, columns) = (table.name, hand.columns(table));
        for row in hand.rows(table, "true") {
            hand.breaks(&format!("DELETE FROM {name} WHERE {row}"));
            for changes in table.again {
                let value = |column: &String| {
                    let change = changes.iter().find(|(changed, _)| changed == column);
                    change.map_or(column.clone(), |(_, to)| to.replace("TABLE", name))
                };
                let values: Vec<_> = columns.iter().map(value).collect();
                let (columns, values) = (columns.join(", "), values.join(", "));
                let sql = format!(
                    "INSERT INTO {name} ({columns}) SELECT {values} FROM {name} WHERE {row}"
                );
                hand.breaks(&sql);
            }
        }
    }
}

#[test]
fn what_is_broken_is_named() {
    let hand = Hand::new();
    let connection = Connection::open(hand.folder.path().join("hongbao.db")).unwrap();
    let last = "SELECT seq FROM draw WHERE home = 1 AND slot = 'b'";
    let draw: u64 = connection.query_row(last, [], |row| row.get(0)).unwrap();
    let (own, user) = (format!("crowd_no = '{CAMPAIGN}'"), "2088102146165592");
    let of_it = format!("campaign_seq = (SELECT seq FROM campaign WHERE {own})");
    for (sql, invariant, record) in [
        (
            format!("UPDATE campaign SET pool = 0 WHERE {own}"),
            "balanced",
            format!("campaign 1/{CAMPAIGN}"),
        ),
        (
            format!("UPDATE campaign SET draws = -1 WHERE {own}"),
            "readable",
            "book 1, behind \"\"".to_owned(),
        ),
        (
            format!("UPDATE draw SET amount = 1 WHERE home = 1 AND seq = {draw}"),
            "sent",
            format!("campaign 1/{CAMPAIGN}"),
        ),
        (
            format!("UPDATE draw SET slot = '~1' WHERE home = 1 AND seq = {draw}"),
            "slotted",
            format!("draw 1/{draw}"),
        ),
        (
            format!("DELETE FROM draw WHERE home = 1 AND seq = {draw}"),
            "numbered",
            format!("number 1/{draw}"),
        ),
        (
            format!("DELETE FROM tally WHERE {of_it} AND user_id = '{user}'"),
            "tallied",
            format!("tally 1/{CAMPAIGN}/{user}"),
        ),
        (
            format!("UPDATE tally SET lifetime = 101 WHERE {of_it} AND user_id = '{user}'"),
            "limited",
            format!("tally 1/{CAMPAIGN}/{user}"),
        ),
        (
            format!("UPDATE tally SET earned = earned + 1 WHERE {of_it} AND user_id = '{user}'"),
            "earned",
            format!("campaign 1/{CAMPAIGN}"),
        ),
        (
            format!("UPDATE tally SET paid_out = 1 WHERE {of_it} AND user_id = '{user}'"),
            "paid-out",
            format!("campaign 1/{CAMPAIGN}"),
        ),
        ("UPDATE lane SET funded = 1 WHERE home = 1".to_owned(), "accounted", "lane 1".to_owned()),
        (
            "UPDATE lane SET paid_out = 1 WHERE home = 1".to_owned(),
            "accounted",
            "lane 1".to_owned(),
        ),
        (format!("DELETE FROM campaign WHERE {own}"), "known", format!("draw 1/{}", draw - 1)),
        ("DELETE FROM event".to_owned(), "numbered", "number 2/9".to_owned()),
        ("DELETE FROM lane WHERE home = 0".to_owned(), "known", "lane 0".to_owned()),
        ("UPDATE lane SET counter = 99 WHERE home = 1".to_owned(), "numbered", "lane 1".to_owned()),
    ] {
        let found = hand.edit(&sql).unwrap().broken;
        let mut names =
            found.iter().map(|broken| (invariant_name(broken.invariant), &broken.record));
        assert!(names.any(|name| name == (invariant, &record)), "{sql}: {found:#?}");
    }
}

/// Runs the command on a folder: its exit code, and what it prints as JSON.
fn command(folder: &Folder) -> (Option<i32>, Value) {
    let done = run(&["audit", "--json", "--data", folder.path().to_str().unwrap()]);
    (done.code, serde_json::from_str(&done.out).unwrap_or_else(|_| json!(done.said)))
}

#[test]
fn the_command_asks_the_server_or_else_looks_itself() {
    let operator = lived_in();
    let folder = operator.folder;
    let whole = json!({ "holds": true, "checked": 43, "broken": [], "more": false });
    assert_eq!(command(&folder), (Some(0), whole.clone()), "by the server");
    let admin = folder.sandbox("admin").replace("http://", "");
    let ask = format!("GET /metrics HTTP/1.1\r\nhost: {admin}\r\nconnection: close\r\n\r\n");
    let metrics = send(&admin, ask.as_bytes()).text();
    assert!(metrics.contains("\nhongbao_audit_percent 100\n"), "{metrics}");
    // A kill leaves what was committed in the log beside the database.
    operator.server.signal("KILL");
    operator.server.end();
    assert_eq!(command(&folder), (Some(0), whole), "on the database");

    let path = folder.path().join("hongbao.db");
    let spoil = format!(
        "UPDATE draw SET amount = amount + 1 FROM campaign
         WHERE campaign.seq = campaign_seq AND crowd_no = '{CAMPAIGN}' AND n = 1"
    );
    assert_eq!(Connection::open(path).unwrap().execute(&spoil, []).unwrap(), 1);
    for server in [None, Some(Server::start(serve(&folder)))] {
        let (code, answer) = command(&folder);
        assert_eq!((code, &answer["holds"]), (Some(1), &json!(false)), "{answer}");
        let broken = answer["broken"].as_array().unwrap();
        let [only, wallets] = &broken[..] else { panic!("{answer}") };
        assert_eq!(only["invariant"], "sent");
        assert_eq!(wallets["invariant"], "earned");
        assert_eq!(only["record"], format!("campaign 1/{CAMPAIGN}"));
        let fen = |name: &str| only[name].as_str().unwrap().parse::<i64>().unwrap();
        assert_eq!(fen("expected"), fen("found") + 1);
        let table = run(&["audit", "--data", folder.path().to_str().unwrap()]);
        assert_eq!(table.code, Some(1));
        for part in ["is broken 账簿不成立: 43 records checked", CAMPAIGN, "sum of the draws"]
        {
            assert!(table.out.contains(part), "{part}: {}", table.out);
        }
        assert_eq!(table.said, "", "there is no terminal to show progress on");
        drop(server);
    }
}

#[test]
fn the_command_says_why_it_cannot_look() {
    let folder = Folder::new();
    let data = folder.path().to_str().unwrap();
    run(&["audit", "--data", data]).refused("has no database", "--data");
    assert!(!folder.path().exists(), "looking makes nothing");
    let mut command = serve(&folder);
    command.args(["--database", "memory:"]);
    let server = Server::start(command);
    assert_eq!(run(&["audit", "--data", data]).code, Some(0), "also a server that keeps no file");
    drop(server);
    let named = |name: &'static str, value: &'static str| {
        move |command: &mut std::process::Command| {
            command.env(name, value);
        }
    };
    run_with(&["audit", "--data", data], named("HONGBAO_DATABASE", "mysql:x"), b"")
        .refused("mysql:x is not a database URL", "sqlite:PATH");
    // A server that was named is meant, whatever else lies around.
    let elsewhere = "http://127.0.0.1:9";
    run_with(&["audit", "--data", data], named("HONGBAO_ADMIN", elsewhere), b"")
        .refused("does not answer", "HONGBAO_ADMIN_TOKEN");

    let server = Server::start(serve(&folder));
    std::fs::remove_file(folder.path().join("sandbox.json")).unwrap();
    run(&["audit", "--data", data]).refused("in use by another process", "HONGBAO_ADMIN");
    drop(server);
}
