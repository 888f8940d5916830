//! What an operator decides about the business, by settings and by operations, as callers meet it.

use hongbao_wire::Date;
use serde_json::{Value, json};

use crate::business::admin::{ask, secs};
use crate::harness::call::{CASH, Call};
use crate::harness::server::{CAMPAIGN, Folder, Server, serve};

pub(crate) const APP: &str = "2014072300007148";
const MERCHANT: &str = "2088001159940003";
/// The other merchant has one campaign, which runs.
pub(crate) const OTHER_APP: &str = "2014072300007154";
const OTHER_CAMPAIGN: &str = "FIXTURE-campaign-of-another-merchant";

const DAY: i64 = 86_400;

/// A sandbox with settings.
pub(crate) struct Operator {
    pub(crate) folder: Folder,
    pub(crate) server: Server,
}

impl Operator {
    pub(crate) fn with(settings: &[&str]) -> Self {
        let folder = Folder::new();
        let mut command = serve(&folder);
        command.args(settings);
        Self { server: Server::start(command), folder }
    }

    /// The node that a cash method answers an app.
    pub(crate) fn call(&self, app: &str, method: &str, biz_content: &Value) -> Value {
        let method = format!("alipay.marketing.campaign.cash.{method}");
        let call = Call::new(&self.folder, &method, &biz_content.to_string()).with("app_id", app);
        let answer: Value = serde_json::from_str(&call.send(&self.server).text()).unwrap();
        answer[format!("{}_response", method.replace('.', "_"))].clone()
    }

    /// Asks, and holds the answer to a sub_code, or to success where that is "".
    fn check(&self, app: &str, method: &str, biz_content: &Value, sub_code: &str) {
        let node = self.call(app, method, biz_content);
        let said = node["sub_code"].as_str().unwrap_or_default();
        assert_eq!(said, sub_code, "{method} {biz_content}: {node}");
    }

    /// A day after the world was made.
    pub(crate) fn tomorrow(&self) -> String {
        let detail =
            self.call(APP, CASH.rsplit_once("cash.").unwrap().1, &json!({ "crowd_no": CAMPAIGN }));
        Date::from_secs(secs(&detail["start_time"]) + DAY).to_string()
    }

    /// Tries to create a campaign that ends tomorrow; gives the answer's node.
    fn create(&self, app: &str, name: &str, sub_code: &str) -> Value {
        let plan = json!({
            "coupon_name": name, "prize_type": "fixed", "total_money": "1.00", "total_num": 1,
            "prize_msg": "text", "start_time": "NowTime", "end_time": self.tomorrow(),
        });
        let node = self.call(app, "create", &plan);
        assert_eq!(node["sub_code"].as_str().unwrap_or_default(), sub_code, "{name}: {node}");
        node
    }

    fn modify(&self, camp_status: &str, sub_code: &str) {
        let change = json!({ "crowd_no": OTHER_CAMPAIGN, "camp_status": camp_status });
        self.check(OTHER_APP, "status.modify", &change, sub_code);
    }

    /// An operation's status and answer.
    pub(crate) fn operate(&self, path: &str, fields: &Value) -> (u16, Value) {
        ask(&self.folder, "POST", path, fields)
    }
}

#[test]
fn a_merchant_has_as_many_open_campaigns_as_the_operator_allows() {
    let operator = Operator::with(&["--limits-open-campaigns", "1", "--settle-delay", "60"]);
    operator.create(OTHER_APP, "name", "CREATOR_LIMIT_ERROR");
    operator.modify("CLOSED", "");
    operator.create(OTHER_APP, "name", "CREATOR_LIMIT_ERROR");
    let (status, campaign) =
        operator.operate(&format!("campaigns/{OTHER_CAMPAIGN}/settle"), &json!({}));
    assert_eq!((status, &campaign["camp_status"]), (200, &json!("SETTLE")), "{campaign}");
    operator.create(OTHER_APP, "name", "");
    let unpaid = operator.create(OTHER_APP, "one that nobody has paid is not open", "");
    let crowd_no = unpaid["crowd_no"].as_str().unwrap();
    let (status, paid) = operator.operate(&format!("campaigns/{crowd_no}/pay"), &json!({}));
    assert_eq!((status, &paid["camp_status"]), (200, &json!("READY")), "{paid}");
    operator.create(OTHER_APP, "name", "CREATOR_LIMIT_ERROR");
    let detail = operator.call(OTHER_APP, "detail.query", &json!({ "crowd_no": crowd_no }));
    assert_eq!(secs(&paid["settle_at"]) - secs(&detail["end_time"]), 60, "{paid}");
    let pay_url = unpaid["pay_url"].as_str().unwrap();
    let gateway = operator.server.address.replace(':', "%3A");
    assert!(pay_url.starts_with(&format!("http%3A%2F%2F{gateway}%2F")), "{pay_url}");
}

#[test]
fn the_platform_has_as_many_campaigns_as_the_operator_allows() {
    // The world has twelve.
    let operator = Operator::with(&["--limits-campaigns", "13"]);
    operator.create(OTHER_APP, "name", "");
    operator.create(OTHER_APP, "name", "SYSTEM_LIMIT_ERROR");
    operator.create(APP, "name", "SYSTEM_LIMIT_ERROR");
}

#[test]
fn a_campaign_is_changed_as_often_a_day_as_the_operator_allows() {
    let operator = Operator::with(&["--limits-status-changes", "1"]);
    operator.modify("READY", "");
    operator.modify("PAUSE", "");
    operator.modify("PAUSE", "");
    operator.modify("READY", "CAMPAIGN_CREATE_OVER_LIMIT");
}

#[test]
fn words_of_a_file_are_forbidden() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).unwrap();
    let file = folder.path().join("words");
    std::fs::write(&file, "\n 敏感词 \n\nsecond word\n").unwrap();
    let operator = Operator::with(&["--forbidden-words", file.to_str().unwrap()]);
    for name in ["这是敏感词。", "a second word", "FIXTURE-forbidden-word"] {
        operator.create(APP, name, "SENSITIVE_WORD_CHECK_FAILED");
    }
    for name in ["敏感", "second  word", " "] {
        operator.create(APP, name, "");
    }
    let mut command = serve(&folder);
    let output = command.args(["--forbidden-words", "/no/such/file"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("/no/such/file cannot be read") && said.contains("UTF-8"), "{said}");
}

#[test]
fn only_registered_users_draw_if_the_operator_says_so() {
    let operator = Operator::with(&["--users", "registered"]);
    let by = |name: &str, id: &str| json!({ "crowd_no": CAMPAIGN, name: id });
    let user = "2088102146165663";
    operator.check(APP, "trigger", &by("user_id", user), "USER_NOT_EXIST");
    operator.check(APP, "trigger", &by("login_id", "13800000000"), "USER_NOT_EXIST");
    let fields = json!({ "user_id": user, "login_id": "13800000000" });
    let stored = json!({
        "user_id": user, "login_id": "13800000000",
        "enterprise": false, "uncertified": false, "risky": false,
    });
    assert_eq!(operator.operate("users", &fields), (200, stored));
    operator.check(APP, "trigger", &by("login_id", "13800000000"), "");
    let again = operator.call(APP, "trigger", &by("user_id", user));
    assert_eq!(again["repeat_trigger_flag"], "true", "a login draws as its user does: {again}");
    let (status, problem) = operator
        .operate("users", &json!({ "user_id": "2088102146165655", "login_id": "13800000000" }));
    assert_eq!((status, &problem["type"]), (409, &json!("login-taken")));
    // A login that its user has given up belongs to no one.
    let fields = json!({ "user_id": user, "risky": "true" });
    assert_eq!(operator.operate("users", &fields).0, 200);
    operator.check(APP, "trigger", &by("login_id", "13800000000"), "USER_NOT_EXIST");
}

#[test]
fn a_merchant_that_has_not_shown_who_it_is_creates_nothing() {
    let operator = Operator::with(&[]);
    let path = format!("merchants/{MERCHANT}");
    let (uncertified, certified) = (json!({ "uncertified": "true" }), json!({}));
    assert_eq!(operator.operate(&path, &uncertified).0, 200);
    operator.create(APP, "name", "CREATOR_NOT_REALNAME");
    operator.create(OTHER_APP, "name", "");
    assert_eq!(operator.operate(&path, &certified).0, 200);
    operator.create(APP, "name", "");
    let (status, problem) = operator.operate("merchants/2088999999999999", &uncertified);
    assert_eq!((status, &problem["type"]), (404, &json!("merchant-unknown")));
}

#[test]
fn behind_a_pay_url_stands_how_to_pay_here_and_nothing_of_the_address() {
    let operator = Operator::with(&[]);
    let created = operator.create(APP, "name", "");
    let pay_url = created["pay_url"].as_str().unwrap();
    let pay_url = pay_url.replace("%3A", ":").replace("%2F", "/").replace("%3F", "?");
    let pay_url = pay_url.replace("%3D", "=");
    let path = pay_url.strip_prefix(&format!("http://{}", operator.server.address)).unwrap();
    let crowd_no = created["crowd_no"].as_str().unwrap();
    assert!(path.ends_with(crowd_no), "{path}");
    for path in [path, "/cashier/pay", "/cashier/pay?crowdNo=%3Cscript%3E"] {
        let page = operator.server.get(path);
        let text = page.text();
        assert_eq!(page.status, 200, "{text}");
        for said in ["hongbao campaign pay", "/admin/v1/campaigns/", "How to pay", "付款"] {
            assert!(text.contains(said), "{text}");
        }
        assert!(!text.contains(crowd_no) && !text.contains("<script"), "{text}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    }
    assert_eq!(operator.server.get("/cashier/other").status, 404);
}
