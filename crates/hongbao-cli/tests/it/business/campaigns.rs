//! What an operator sees of campaigns: lists, draws, and the proof that chance was fair; over HTTP and on
//! the command line.

use std::sync::Arc;

use hongbao_engine::{Books, CrowdNo, DrawRequest, Rules, Slot, Stop, UserId, Work};
use hongbao_store::{Answer, SqliteStore, Store};
use hongbao_wire::Price;
use serde_json::{Value, json};

use crate::business::admin::{ask, campaign, campaign_of, command, done, draw};
use crate::harness::records::number_key;
use crate::harness::server::{CAMPAIGN, Folder, Server, serve};
use crate::wire::replay::Fixed;

const MERCHANT: &str = "2088001159940003";
const DAY: i64 = 86_400;

fn user(n: u64) -> String {
    format!("2088102146166{n:03}")
}

#[test]
fn a_merchants_campaigns_are_listed_page_by_page() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    let list = |query: &str| {
        ask(&folder, "GET", &format!("campaigns?merchant={MERCHANT}{query}"), &Value::Null)
    };
    let (status, all) = list("");
    let campaigns = all["campaigns"].as_array().unwrap().clone();
    assert_eq!((status, &all["total_size"]), (200, &json!(campaigns.len())), "{all}");
    let mut paged = Vec::new();
    for page in 1..=3 {
        let (_, page) = list(&format!("&page_size=5&page_index={page}"));
        paged.extend(page["campaigns"].as_array().unwrap().clone());
    }
    assert_eq!(paged, campaigns);
    let (_, settled) = list("&camp_status=SETTLE");
    assert_eq!(settled["campaigns"][0]["crowd_no"], "FIXTURE-campaign-SETTLE");
    assert_eq!(settled["total_size"], 1);
    let documents = campaigns.iter().find(|campaign| campaign["crowd_no"] == CAMPAIGN).unwrap();
    assert_eq!((&documents["draws"], &documents["total_amount"]), (&json!(5), &json!("20000.00")));

    for (query, status, kind) in [
        ("&page_size=51", 422, "page-illegal"),
        ("&page_index=0", 422, "page-illegal"),
        ("&camp_status=OVER", 422, "state-unknown"),
    ] {
        let (got, problem) = list(query);
        assert_eq!((got, &problem["type"]), (status, &json!(kind)), "{query}: {problem}");
    }
    for merchant in ["2088999999999999", "x"] {
        let path = format!("campaigns?merchant={merchant}");
        assert_eq!(ask(&folder, "GET", &path, &Value::Null).0, 404, "{merchant}");
    }
    assert_eq!(ask(&folder, "GET", "campaigns", &Value::Null).0, 422, "whose is not said");

    let table =
        command(&folder, &["campaign", "list", MERCHANT, "--camp-status", "PAUSE"]).printed();
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split("  ").collect()).collect();
    assert_eq!(lines[0], ["total_size", "1"], "{table}");
    assert_eq!(lines[1][0], "crowd_no", "{table}");
    assert_eq!(lines[2][0].trim(), "FIXTURE-campaign-PAUSE", "{table}");
    let json = command(&folder, &["campaign", "list", MERCHANT, "--page-size", "50", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&json.printed()).unwrap(), all);
}

#[test]
fn a_campaigns_draws_are_shown_page_by_page() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let crowd_no = campaign(&folder, &server, "random", DAY);
    let amounts: Vec<Value> = (0..4)
        .map(|n| {
            let mut order = json!({ "user_id": user(n), "out_biz_no": format!("order_{n}") });
            if n == 2 {
                order = json!({ "user_id": user(n), "order_price": "33" });
            }
            draw(&folder, &server, &crowd_no, &order)["prize_amount"].clone()
        })
        .collect();
    let page = |query: &str| {
        done(&folder, "GET", &format!("campaigns/{crowd_no}/draws{query}"), &Value::Null)
    };
    let all = page("");
    assert_eq!(all["next"], Value::Null, "{all}");
    for (n, drawn) in all["draws"].as_array().unwrap().iter().enumerate() {
        let order = if n == 2 { Value::Null } else { json!(format!("order_{n}")) };
        assert_eq!(drawn["n"], n + 1);
        assert_eq!(drawn["user_id"], user(n as u64));
        assert_eq!(drawn["amount"], amounts[n]);
        assert_eq!((&drawn["out_biz_no"], &drawn["named"]), (&order, &json!(n == 2)), "{drawn}");
    }
    let (mut seen, mut next) = (Vec::new(), json!(0));
    while !next.is_null() {
        let page = page(&format!("?after={next}&page_size=2"));
        seen.extend(page["draws"].as_array().unwrap().clone());
        next = page["next"].clone();
    }
    assert_eq!(json!(seen), all["draws"]);
    for query in ["?page_size=1001", "?page_size=0", "?after=-1"] {
        let path = format!("campaigns/{crowd_no}/draws{query}");
        let (status, problem) = ask(&folder, "GET", &path, &Value::Null);
        assert_eq!((status, &problem["type"]), (422, &json!("page-illegal")), "{query}");
    }
    assert_eq!(ask(&folder, "GET", "campaigns/none/draws", &Value::Null).0, 404);
    let table = command(&folder, &["campaign", "draws", &crowd_no, "--after", "2"]).printed();
    let first: Vec<&str> = table.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(first, ["n", "user_id", "amount", "named", "drawn_at", "biz_no", "out_biz_no"]);
    assert_eq!(table.lines().count(), 3, "{table}");
    assert!(table.contains(&user(2)) && table.contains(&user(3)), "{table}");
}

/// Does something in a campaign's home, in the database of a server that has ended.
fn within(
    folder: &Folder,
    crowd_no: &str,
    run: impl Fn(&mut Books, &CrowdNo) -> Result<(), Stop> + Send + Sync + 'static,
) {
    let store = SqliteStore::open(&folder.path().join("hongbao.db"), Arc::new(Fixed)).unwrap();
    let no = CrowdNo::parse(crowd_no).unwrap();
    let work = Work {
        home: number_key(&store).home_of(&no).unwrap(),
        writes: true,
        hint: Vec::new(),
        run: Box::new(move |books| run(books, &no).map(|()| Vec::new())),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let done = runtime.block_on(store.transact(work));
    assert!(matches!(done, Ok(Answer::Done(_))), "{done:?}");
}

#[test]
fn a_settled_campaign_can_be_recomputed_by_anyone() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let verify = |crowd_no: &str| command(&folder, &["campaign", "verify", crowd_no]);
    let random = campaign(&folder, &server, "random", DAY);
    let fixed = campaign(&folder, &server, "fixed", DAY);
    // Packets of 1.00 to 3.00; the fourth is named and leaves 0.90, which the fifth gets.
    let mut left = 2_000;
    for n in 0..5 {
        let mut order = json!({ "user_id": user(n), "out_biz_no": format!("order_{n}") });
        if n == 3 {
            order["order_price"] = json!((left - 90).to_string());
        }
        let drawn = draw(&folder, &server, &random, &order);
        left -= Price::parse(drawn["prize_amount"].as_str().unwrap()).unwrap().fen();
        draw(&folder, &server, &fixed, &json!({ "user_id": user(n) }));
    }
    assert_eq!(left, 0);
    verify(&random).refused("not settled", "It is due at ");
    verify("FIXTURE-campaign-CREATED").refused("not settled", "Nobody has paid");
    verify("none").refused("campaign unknown", "Check the campaign's id");

    done(&folder, "PUT", "sandbox/clock", &json!({ "advance": "2d" }));
    let shown = |crowd_no: &str, name: &str| {
        let shown = done(&folder, "GET", &format!("campaigns/{crowd_no}"), &Value::Null);
        shown[name].as_str().unwrap().to_owned()
    };
    let total = shown(&random, "send_amount");
    let seed = format!("seed_sha256 {}", shown(&random, "seed_sha256"));
    let fair = format!("{seed}\nfair 公正: 5 draws, {total} yuan, each follows from the seed\n");
    assert_eq!(verify(&random).printed(), fair);
    let fair = "fair 公正: 5 draws, 10.00 yuan, each packet the same\n";
    assert_eq!(verify(&fixed).printed(), fair);

    drop(server);
    // What no program does.
    let hand = rusqlite::Connection::open(folder.path().join("hongbao.db")).unwrap();
    let spoil = "UPDATE draw SET amount = 1 WHERE slot = 'order_2' AND campaign_seq =
        (SELECT seq FROM campaign WHERE campaign.home = draw.home AND crowd_no = ?1)";
    assert_eq!(hand.execute(spoil, [&random]).unwrap(), 1);
    drop(hand);
    let _server = Server::start(serve(&folder));
    let verdict = verify(&random);
    assert_eq!(verdict.code, Some(1), "{}", verdict.said);
    let lines: Vec<_> = verdict.out.lines().collect();
    assert_eq!(lines[0], seed);
    assert!(lines[1].starts_with("draw 3: 0.01 was given, "), "{lines:?}");
    assert!(lines[2].starts_with("draw 5: 0.90 was given, "), "more was left: {lines:?}");
    assert!(lines[3].starts_with(&format!("campaign: {total} is said to be drawn, ")), "{lines:?}");
    assert_eq!(lines[4], "not fair 不公正: 3 of it is not as it must be");
}

#[test]
fn a_campaign_of_many_draws_is_recomputed_page_by_page() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let crowd_no = campaign_of(&folder, &server, ("random", "6000.00", 3_000), DAY);
    drop(server);
    within(&folder, &crowd_no, |books, no| {
        let orders: Vec<DrawRequest> = (0..2_100)
            .map(|n| {
                let user_id = UserId::of_platform(&format!("208810214{n:07}")).unwrap();
                let slot = Slot::of_user(&user_id);
                DrawRequest { crowd_no: no.clone(), user_id, slot, amount: None }
            })
            .collect();
        books.need(&orders.iter().flat_map(DrawRequest::hint).collect::<Vec<_>>())?;
        let rules = Rules { users_are_open: true, merchant_user: None };
        orders.iter().try_for_each(|order| books.draw(order, books.home(), &rules).map(drop))
    });
    let _server = Server::start(serve(&folder));
    done(&folder, "PUT", "sandbox/clock", &json!({ "advance": "2d" }));
    let verified = command(&folder, &["campaign", "verify", &crowd_no]);
    assert_eq!(verified.said, "1000 of 2100 draws\n2000 of 2100 draws\n2100 of 2100 draws\n");
    let verdict = verified.printed();
    assert!(verdict.contains("\nfair 公正: 2100 draws, "), "{verdict}");
}
