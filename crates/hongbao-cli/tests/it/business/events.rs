//! What commands change without moving money stands in the book: who changed what, and when.

use serde_json::{Value, json};

use super::admin::{campaign, cash, done, draw};
use crate::harness::server::{Folder, Server, serve};

const USER: &str = "2088000000000001";

/// Home, who, command and record of each event, in the order of the books.
fn events(folder: &Folder) -> Vec<String> {
    let hand = rusqlite::Connection::open(folder.path().join("hongbao.db")).unwrap();
    let sql = "SELECT home || ' ' || who || ': ' || command || ' ' || record FROM event
               ORDER BY home, seq";
    let mut statement = hand.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn what_changes_without_money_is_in_the_book_once() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let crowd_no = campaign(&folder, &server, "fixed", 86_400);
    draw(&folder, &server, &crowd_no, &json!({ "user_id": USER, "out_biz_no": "a" }));
    draw(&folder, &server, &crowd_no, &json!({ "user_id": USER, "out_biz_no": "a" }));
    assert_eq!(events(&folder), Vec::<String>::new(), "what moves money has its own row");

    let modify = |status: &str| {
        let fields = json!({ "crowd_no": crowd_no, "camp_status": status });
        cash(&folder, &server, "status.modify", &fields)
    };
    modify("PAUSE");
    done(&folder, "POST", &format!("campaigns/{crowd_no}/stop"), &Value::Null);
    done(&folder, "POST", &format!("campaigns/{crowd_no}/stop"), &Value::Null);
    let user = json!({ "user_id": USER, "risky": true });
    done(&folder, "POST", "users", &user);
    done(&folder, "POST", "users", &user);
    let app = folder.sandbox("app_id");
    let its = |who: &str, command: &str| format!("1 {who}: {command} campaign 1/{crowd_no}");
    let expected = [
        format!("0 token admin: user set user {USER}"),
        its(&format!("app {app}"), "alipay.marketing.campaign.cash.status.modify"),
        its("token admin", "campaign stop"),
    ];
    assert_eq!(events(&folder), expected, "and what changes nothing leaves nothing");
    assert_eq!(done(&folder, "GET", "audit", &Value::Null)["holds"], true);
}
