//! A folder that an earlier program made opens, and what that program gave is answered as it was.

use std::fs::{create_dir_all, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::business::admin::{ask, campaign_of, done, draw};
use crate::harness::call::Call;
use crate::harness::server::{Folder, Server, serve};

const DAY: i64 = 86_400;

fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/folder_4351157")
}

/// A copy of that folder, its owner's only as the program made it.
pub(crate) fn earlier() -> Folder {
    let folder = Folder::new();
    for (from, mode) in [("", 0o700), ("keys", 0o700)] {
        let to = folder.path().join(from);
        create_dir_all(&to).unwrap();
        set_permissions(&to, PermissionsExt::from_mode(mode)).unwrap();
        for file in std::fs::read_dir(kept().join(from)).unwrap().map(Result::unwrap) {
            if file.path().is_file() {
                let copy = to.join(file.file_name());
                std::fs::copy(file.path(), &copy).unwrap();
                set_permissions(&copy, PermissionsExt::from_mode(0o600)).unwrap();
            }
        }
    }
    folder
}

/// What that program answered.
fn answers() -> Value {
    serde_json::from_str(&std::fs::read_to_string(kept().join("answers.json")).unwrap()).unwrap()
}

#[test]
fn what_an_earlier_program_gave_is_answered_to_the_byte() {
    let (folder, answers) = (earlier(), answers());
    // A second start finds the secret that the first one made.
    for _ in 0..2 {
        let server = Server::start(serve(&folder));
        for given in answers["draws"].as_array().unwrap() {
            let method = "alipay.marketing.campaign.cash.trigger";
            let call = Call::new(&folder, method, &given["biz_content"].to_string());
            assert_eq!(call.send(&server).text(), given["answer"].as_str().unwrap());
        }
        for (crowd_no, listed) in answers["listed"].as_object().unwrap() {
            let path = format!("campaigns/{crowd_no}/draws");
            assert_eq!(&done(&folder, "GET", &path, &Value::Null), listed);
        }
        let audit = done(&folder, "GET", "audit", &Value::Null);
        assert_eq!((&audit["holds"], &audit["broken"]), (&true.into(), &json!([])));
    }
}

#[test]
fn an_earlier_folder_goes_on_by_the_rules_of_today() {
    let (folder, answers) = (earlier(), answers());
    let server = Server::start(serve(&folder));
    let crowd_no = campaign_of(&folder, &server, ("fixed", "1.00", 2), DAY);
    let numbers = [(0, "1"), (1, "2")].map(|(user, number)| {
        let order = json!({
            "user_id": format!("20881021461655{user:02}"), "out_biz_no": number,
        });
        draw(&folder, &server, &crowd_no, &order)["biz_no"].as_str().unwrap().to_owned()
    });
    for number in &numbers {
        // The earlier ones end in the home and the counter.
        assert_eq!((number.len(), &number[8..12]), (32, "1101"), "{number}");
    }
    assert_ne!(&numbers[0][12..22], &numbers[1][12..22], "no home shows: {numbers:?}");
    let pay = |crowd_no: &str, reference: &str| {
        let path = format!("campaigns/{crowd_no}/pay");
        let (status, answer) = ask(&folder, "POST", &path, &json!({ "reference": reference }));
        (status, answer["type"].as_str().unwrap_or_default().to_owned())
    };
    for older in [&answers["random"], &answers["fixed"]] {
        let again = pay(older.as_str().unwrap(), "bank-1");
        assert_eq!(again, (200, String::new()), "both stay paid by the one reference");
    }
    let plan = json!({
        "coupon_name": "name", "prize_type": "fixed", "total_money": "1.00", "total_num": 1,
        "prize_msg": "text", "start_time": "NowTime",
        "end_time": hongbao_wire::Date::from_secs(crate::business::admin::business_now(&folder) + DAY)
            .to_string(),
    });
    let created = crate::business::admin::cash(&folder, &server, "create", &plan);
    let created = created["crowd_no"].as_str().unwrap();
    assert_eq!(pay(created, "bank-1"), (409, "reference-used".to_owned()));
    assert_eq!(pay(created, "bank-2"), (200, String::new()));
    // It gave four of two packets, and gives no fifth.
    let order = json!({
        "crowd_no": answers["fixed"], "user_id": "2088102146165580", "out_biz_no": "fifth",
    });
    let method = "alipay.marketing.campaign.cash.trigger";
    let answer = Call::new(&folder, method, &order.to_string()).send(&server).text();
    assert!(answer.contains("\"code\":\"40004\""), "{answer}");
    let audit = done(&folder, "GET", "audit", &Value::Null);
    assert_eq!(audit["holds"], true, "{audit}");
}

#[test]
fn what_an_earlier_program_had_still_to_settle_is_settled_when_it_is_due() {
    let (folder, answers) = (earlier(), answers());
    let mut command = serve(&folder);
    // The timer is not what books it.
    command.args(["--limits-tick", "1000000"]);
    let _server = Server::start(command);
    let shown = |crowd_no: &Value| {
        let path = format!("campaigns/{}", crowd_no.as_str().unwrap());
        let shown = done(&folder, "GET", &path, &Value::Null);
        (shown["camp_status"].clone(), shown["pool_amount"].clone())
    };
    let held = shown(&answers["random"]);
    assert!(held.0 == "READY" && held.1 != "0.00", "{held:?}");
    let clock = done(&folder, "PUT", "sandbox/clock", &json!({ "advance": "200d" }));
    assert_eq!(clock.get("left"), None, "{clock}");
    for which in ["random", "fixed"] {
        assert_eq!(shown(&answers[which]), (json!("SETTLE"), json!("0.00")), "{which}");
    }
    let audit = done(&folder, "GET", "audit", &Value::Null);
    assert_eq!(audit["holds"], true, "{audit}");
}
