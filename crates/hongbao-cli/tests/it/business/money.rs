//! What callers and operators meet of the rules of money: how many packets there are, how many campaigns may
//! be open, what a payment pays, what can be paid at all, and what the numbers of draws show.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::business::admin::{campaign_of, done};
use crate::business::operator::{APP, OTHER_APP, Operator};

const DAY: i64 = 86_400;

fn plan(operator: &Operator, more: &Value) -> Value {
    let mut plan = json!({
        "coupon_name": "name", "prize_type": "fixed", "total_money": "2.09", "total_num": 10,
        "prize_msg": "text", "start_time": "NowTime", "end_time": operator.tomorrow(),
        "send_freqency": "L100",
    });
    plan.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    plan
}

/// Creates a campaign; its number.
fn create(operator: &Operator, app: &str) -> String {
    let created = operator.call(app, "create", &plan(operator, &json!({})));
    created["crowd_no"].as_str().unwrap_or_else(|| panic!("{created}")).to_owned()
}

/// Tries to pay; the state, or the problem's name, with the status.
fn pay(operator: &Operator, crowd_no: &str, fields: &Value) -> (u16, String) {
    let path = format!("campaigns/{crowd_no}/pay");
    let (status, answer) = crate::business::admin::ask(&operator.folder, "POST", &path, fields);
    let said = answer.get("type").or(answer.get("camp_status")).and_then(Value::as_str);
    (status, said.unwrap().to_owned())
}

#[test]
fn a_fixed_campaign_gives_as_many_packets_as_planned_and_returns_the_rest() {
    let operator = Operator::with(&[]);
    let crowd_no = campaign_of(&operator.folder, &operator.server, ("fixed", "2.09", 10), DAY);
    let draw = |user: u32, more: &Value| {
        let mut order = json!({
            "crowd_no": crowd_no, "user_id": format!("20881021461656{user:02}"),
        });
        order.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        operator.call(APP, "trigger", &order)
    };
    for user in 0..10 {
        let more = if user == 3 { json!({ "order_price": "1" }) } else { json!({}) };
        assert_eq!(draw(user, &more)["code"], "10000");
    }
    for more in [json!({}), json!({ "order_price": "1" })] {
        assert_eq!(draw(10, &more)["sub_code"], "CASH_CAMP_BUDGET_INSUFFICIENT");
    }
    assert_eq!(draw(9, &json!({}))["repeat_trigger_flag"], "true", "a retry is answered");
    done(&operator.folder, "PUT", "sandbox/clock", &json!({ "advance": "3d" }));
    let shown = done(&operator.folder, "GET", &format!("campaigns/{crowd_no}"), &Value::Null);
    let (sent, back) = (&shown["send_amount"], &shown["returned_amount"]);
    assert_eq!(
        (&shown["camp_status"], sent, back),
        (&"SETTLE".into(), &"1.81".into(), &"0.28".into())
    );
}

#[test]
fn a_campaign_is_paid_only_while_one_more_may_be_open() {
    // The world has none open for this merchant but one that runs for ten years.
    let operator = Operator::with(&["--limits-open-campaigns=3"]);
    let unpaid: Vec<String> = (0..4).map(|_| create(&operator, OTHER_APP)).collect();
    let ready = (200, "READY".to_owned());
    assert_eq!(pay(&operator, &unpaid[0], &json!({})), ready);
    assert_eq!(pay(&operator, &unpaid[1], &json!({})), ready);
    for crowd_no in &unpaid[2..] {
        assert_eq!(pay(&operator, crowd_no, &json!({})), (409, "creator-limit".to_owned()));
    }
    assert_eq!(pay(&operator, &unpaid[1], &json!({})), ready, "the same payment again");
    done(&operator.folder, "PUT", "sandbox/clock", &json!({ "advance": "1d" }));
    let late = (409, "too-late-to-pay".to_owned());
    assert_eq!(pay(&operator, &unpaid[2], &json!({})), late);
}

#[test]
fn a_reference_pays_one_campaign_of_a_merchant() {
    let operator = Operator::with(&[]);
    let [a, b, c] = [(); 3].map(|()| create(&operator, APP));
    let other = create(&operator, OTHER_APP);
    let (one, two) = (json!({ "reference": "one" }), json!({ "reference": "two" }));
    let ready = (200, "READY".to_owned());
    assert_eq!(pay(&operator, &a, &one), ready);
    assert_eq!(pay(&operator, &b, &one), (409, "reference-used".to_owned()));
    assert_eq!(pay(&operator, &a, &one), ready, "the same payment again");
    assert_eq!(pay(&operator, &other, &one), ready, "of another merchant");
    assert_eq!(pay(&operator, &b, &two), ready);
    assert_eq!(pay(&operator, &b, &one), (409, "paid-otherwise".to_owned()));
    assert_eq!(pay(&operator, &c, &json!({ "reference": "-" })), ready);
    assert_eq!(pay(&operator, &create(&operator, APP), &json!({})), ready);
}

#[test]
fn what_could_never_be_paid_is_not_created_and_what_is_created_can_be_paid() {
    let operator = Operator::with(&[]);
    let far = |end: &str| {
        let times = json!({ "start_time": "9999-12-01 00:00:00", "end_time": end });
        operator.call(APP, "create", &plan(&operator, &times))
    };
    // Dates can be written up to 06:00:00 of that day; what is left goes back half an hour after the end.
    for end in ["9999-12-31 05:30:01", "9999-12-31 05:59:59", "9999-12-31 23:59:59"] {
        assert_eq!(far(end)["sub_code"], "CASH_TIME_CHECK_FAILED", "{end}");
    }
    let created = far("9999-12-31 05:30:00");
    let crowd_no = created["crowd_no"].as_str().unwrap();
    assert_eq!(pay(&operator, crowd_no, &json!({})), (200, "PAID".to_owned()));
}

#[test]
fn the_numbers_of_draws_and_campaigns_do_not_follow_one_another() {
    let operator = Operator::with(&[]);
    let (mut numbers, mut digits) = (BTreeSet::new(), Vec::new());
    for _ in 0..3 {
        let created = operator.call(APP, "create", &plan(&operator, &json!({})));
        let crowd_no = created["crowd_no"].as_str().unwrap();
        pay(&operator, crowd_no, &json!({}));
        let order = json!({ "crowd_no": crowd_no, "user_id": "2088102146165648" });
        let drawn = operator.call(APP, "trigger", &order);
        for number in [&created["origin_crowd_no"], &drawn["biz_no"]] {
            let number = number.as_str().unwrap().to_owned();
            assert_eq!(number.len(), 32);
            digits.push(number[12..].parse::<u128>().unwrap());
            assert!(numbers.insert(number));
        }
    }
    // A home and a counter that show would lie within a few steps of one another.
    for (at, one) in digits.iter().enumerate() {
        let close = |other: &u128| one.abs_diff(*other) < 1_000_000;
        assert!(!digits[at + 1..].iter().any(close), "{digits:?}");
    }
}
