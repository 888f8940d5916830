//! The list of fixtures: an identifier for each documented answer, and what it gives.

use std::fmt::Write;

use hongbao_api::{camp_status, voucher_status};
use serde::Serialize;

use crate::campaigns::CAMPAIGNS;
use crate::forced::{FORCED, Force};
use crate::parties::{
    APP_1024, APP_FOREIGN, APP_NUMBERS, APP_OFFLINE, APP_WITHOUT_KEY, APP_WITHOUT_PRODUCT, FOREIGN,
};
use crate::vouchers::VOUCHERS;

const CASH_DETAIL_QUERY: &str = "alipay.marketing.campaign.cash.detail.query";
const VOUCHER_QUERY: &str = "alipay.marketing.voucher.query";

/// An identifier, and what it gives. In `sandbox.json` the names of these members must differ from
/// those of the flat strings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fixture {
    /// The method that is called.
    pub method: &'static str,
    /// The field or parameter that the identifier goes into.
    pub field: &'static str,
    /// The identifier.
    pub id: &'static str,
    /// A state, a sub_code, or `10000`.
    pub gives: &'static str,
    /// What else there is to say.
    pub about: &'static str,
}

/// All fixtures, the documents' own first.
#[must_use]
pub fn fixtures() -> Vec<Fixture> {
    let campaigns = CAMPAIGNS.iter().map(|fixture| Fixture {
        method: CASH_DETAIL_QUERY,
        field: "crowd_no",
        id: fixture.crowd_no,
        gives: match fixture.home {
            FOREIGN => "CAMP_OPERATOR_ILLEGAL",
            _ => camp_status(fixture.state),
        },
        about: "",
    });
    let vouchers = VOUCHERS.iter().map(|fixture| Fixture {
        method: VOUCHER_QUERY,
        field: "voucher_id",
        id: fixture.voucher_id,
        gives: match fixture.home {
            FOREIGN => "INVALID_PARAMETER",
            _ => voucher_status(fixture.state),
        },
        about: "",
    });
    let forced = FORCED.iter().map(|forced| forced_error(forced.id, forced.force));
    let unknown = [
        call(CASH_DETAIL_QUERY, "crowd_no", "FIXTURE-campaign-unknown", "CASH_CAMPAIGN_NOT_EXIST"),
        call(VOUCHER_QUERY, "voucher_id", "201706160007300200410UNKNOWN", "INVALID_PARAMETER"),
    ];
    campaigns.chain(vouchers).chain(unknown).chain(forced).chain(apps()).collect()
}

const fn call(
    method: &'static str,
    field: &'static str,
    id: &'static str,
    gives: &'static str,
) -> Fixture {
    Fixture { method, field, id, gives, about: "" }
}

/// Apps that are out of the ordinary: use them with the documents' campaign or voucher.
fn apps() -> [Fixture; 7] {
    let app = |id, gives, about| Fixture { about, ..call(CASH_DETAIL_QUERY, "app_id", id, gives) };
    [
        app("2014072300009999", "isv.invalid-app-id", "no app has this number"),
        app(APP_WITHOUT_KEY, "isv.missing-signature-config", "no public key yet"),
        app(APP_1024, "10000", "a key of 1024 bits; its private half stands beside it"),
        app(APP_NUMBERS, "10000", "prices as numbers; the usual key"),
        app(
            APP_WITHOUT_PRODUCT,
            "PRODUCT_IS_NOT_OPENED",
            "its merchant has not signed; the usual key",
        ),
        app(APP_OFFLINE, "isv.invalid-app-state", "not online; the usual key"),
        app(APP_FOREIGN, "CAMP_OPERATOR_ILLEGAL", "another merchant's; the usual key"),
    ]
}

fn forced_error(id: &'static str, force: Force) -> Fixture {
    let cash = id.starts_with("FIXTURE");
    let gives = match (force, cash) {
        (Force::Unavailable | Force::Unsure, true) => "UNKNOW_SYSTEM_ERROR",
        (Force::Limited, true) => "CALL_TOO_FREQUENCY",
        (Force::Unavailable | Force::Unsure | Force::Limited, false) => "SYSTEM_ERROR",
        (Force::Panic | Force::Silence, _) => "isp.unknow-error",
    };
    let about = match force {
        Force::Unavailable => "the database is not available",
        Force::Unsure => "the database does not say whether it happened",
        Force::Limited => "over the limit",
        Force::Panic => "a fault inside",
        Force::Silence => "the call takes too long: 10 s",
    };
    let (method, field) =
        if cash { (CASH_DETAIL_QUERY, "crowd_no") } else { (VOUCHER_QUERY, "voucher_id") };
    Fixture { method, field, id, gives, about }
}

/// The page of fixtures, in Markdown. Committed as `docs/fixtures.md`, kept fresh by a test.
#[must_use]
pub fn page() -> String {
    let mut page = "<!-- Generated from the seeded world; `make update` writes it again. -->\n\
        # 沙箱样例 / Fixtures of a sandbox\n\n\
        每个有文档的应答都有一个给出它的编号。An identifier for each documented answer. They stay as \
        they are for ten years.\n\n\
        | method | field | id | gives | |\n|---|---|---|---|---|\n"
        .to_owned();
    for fixture in fixtures() {
        let Fixture { method, field, id, gives, about } = fixture;
        // Writing to a String cannot fail.
        let _ = writeln!(page, "| {method} | {field} | `{id}` | {gives} | {about} |");
    }
    page.push_str(
        "\nWhat needs no identifier: leave biz_content out for BIZ_CONTENT_IS_EMPTY, send `[]` for \
         BIZ_CONTENT_FORMAT_ERROR (both INVALID_PARAMETER for vouchers), sign with another key for \
         isv.invalid-signature. Node's SDK cannot verify an answer under `error_response`, which a \
         method that does not exist gives.\n",
    );
    page
}
