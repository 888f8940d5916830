//! Wallets: what users drew can be seen, and is paid out once.

use hongbao_wire::Date;
use serde_json::{Value, json};

use super::admin::{ask, ask_with, business_now, cash, command, done, draw};
use crate::harness::server::{Folder, Server, serve};

const MERCHANT: &str = "2088001159940003";
const ONE: &str = "2088000000000001";
const OTHER: &str = "2088000000000002";

/// A paid campaign from which a user may draw often.
fn campaign(folder: &Folder, server: &Server) -> String {
    let plan = json!({
        "coupon_name": "name", "prize_type": "fixed", "total_money": "20.00", "total_num": 10,
        "prize_msg": "text", "start_time": "NowTime", "send_freqency": "L9",
        "end_time": Date::from_secs(business_now(folder) + 86_400).to_string(),
    });
    let crowd_no = cash(folder, server, "create", &plan)["crowd_no"].as_str().unwrap().to_owned();
    done(folder, "POST", &format!("campaigns/{crowd_no}/pay"), &Value::Null);
    crowd_no
}

/// Earned, paid out, and the balance; and the campaigns with something left.
fn wallet(folder: &Folder, user: &str) -> ([String; 3], Vec<String>) {
    let shown =
        done(folder, "GET", &format!("users/{user}/wallet?merchant={MERCHANT}"), &Value::Null);
    assert_eq!(shown["more"], false);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let left = shown["campaigns"].as_array().unwrap().iter();
    let left = left.map(|one| format!("{} {}", text(&one["crowd_no"]), text(&one["balance"])));
    (["earned", "paid_out", "balance"].map(|name| text(&shown[name])), left.collect())
}

#[test]
fn what_users_drew_is_paid_out_once() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let [one, two] = [(); 2].map(|()| campaign(&folder, &server));
    for (campaign, user, number) in
        [(&one, ONE, "a"), (&one, ONE, "b"), (&two, ONE, "a"), (&two, OTHER, "b")]
    {
        draw(&folder, &server, campaign, &json!({ "user_id": user, "out_biz_no": number }));
    }
    let amounts = |amounts: [&str; 3]| amounts.map(str::to_owned);
    let mut left = vec![format!("{one} 4.00"), format!("{two} 2.00")];
    left.sort();
    assert_eq!(wallet(&folder, ONE), (amounts(["6.00", "0.00", "6.00"]), left));
    assert_eq!(wallet(&folder, "2088000000000003"), (amounts(["0.00"; 3]), Vec::new()));

    let path = format!("users/{ONE}/payouts");
    let pay = json!({ "crowd_no": one });
    let key = "idempotency-key: first\r\n";
    let first = ask_with(&folder, key, "POST", (&path, &pay)).text();
    assert_eq!(ask_with(&folder, key, "POST", (&path, &pay)).text(), first, "it is paid once");
    let first: Value = serde_json::from_str(&first).unwrap();
    assert_eq!((&first["amount"], &first["total"]), (&json!("4.00"), &json!("4.00")));
    let (status, again) = ask(&folder, "POST", &path, &pay);
    assert_eq!(status, 409, "{again}");
    assert!(again["type"].as_str().unwrap().ends_with("wallet-empty"), "{again}");

    draw(&folder, &server, &one, &json!({ "user_id": ONE, "out_biz_no": "c" }));
    let paid = command(&folder, &["user", "payout", ONE, &one]);
    assert_eq!(paid.code, Some(0), "{}", paid.said);
    assert!(paid.out.contains("2.00") && paid.out.contains("6.00"), "{}", paid.out);
    let balance = amounts(["8.00", "6.00", "2.00"]);
    assert_eq!(wallet(&folder, ONE), (balance, vec![format!("{two} 2.00")]));
    assert_eq!(wallet(&folder, OTHER).0, amounts(["2.00", "0.00", "2.00"]));

    let audited = done(&folder, "GET", "audit", &Value::Null);
    assert_eq!(audited["holds"], true, "{audited}");
}

#[test]
fn a_wallet_that_cannot_be_is_refused() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    for (verb, path, fields, status, problem) in [
        ("GET", format!("users/x/wallet?merchant={MERCHANT}"), Value::Null, 422, "user-id-illegal"),
        ("GET", format!("users/{ONE}/wallet?merchant=x"), Value::Null, 404, "merchant-unknown"),
        (
            "POST",
            format!("users/{ONE}/payouts"),
            json!({ "crowd_no": "x" }),
            404,
            "campaign-unknown",
        ),
        ("POST", "users/x/payouts".to_owned(), json!({ "crowd_no": "x" }), 422, "user-id-illegal"),
    ] {
        let (answered, answer) = ask(&folder, verb, &path, &fields);
        assert_eq!(answered, status, "{path}: {answer}");
        assert!(answer["type"].as_str().unwrap().ends_with(problem), "{path}: {answer}");
    }
}
