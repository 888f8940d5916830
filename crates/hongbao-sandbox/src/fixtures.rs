//! The list of fixtures: an identifier for each documented answer, and what it gives.

mod cash;

use std::collections::BTreeMap;
use std::fmt::Write;

use hongbao_api::voucher_status;
use serde::Serialize;

use crate::forced::{FORCED, Force};
use crate::parties::FOREIGN;
use crate::vouchers::VOUCHERS;

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
    /// What other fields hold. A required one that is not named holds the example of the method's page.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<&'static str, &'static str>,
    /// A state, a sub_code, or `10000`.
    pub gives: &'static str,
    /// What else there is to say.
    pub about: &'static str,
}

/// All fixtures, the documents' own first.
#[must_use]
pub fn fixtures() -> Vec<Fixture> {
    let vouchers = VOUCHERS.iter().map(|fixture| {
        let gives = match fixture.home {
            FOREIGN => "INVALID_PARAMETER",
            _ => voucher_status(fixture.state),
        };
        call(VOUCHER_QUERY, "voucher_id", fixture.voucher_id, gives)
    });
    let unknown = "201706160007300200410UNKNOWN";
    let unknown = [call(VOUCHER_QUERY, "voucher_id", unknown, "INVALID_PARAMETER")];
    let forced = FORCED.iter().filter(|forced| !forced.is_campaign()).map(|forced| {
        let gives = match forced.force {
            Force::Panic | Force::Silence => UNKNOWN_ERROR,
            _ => "SYSTEM_ERROR",
        };
        Fixture {
            about: forced.force.about(),
            ..call(VOUCHER_QUERY, "voucher_id", forced.id, gives)
        }
    });
    cash::queries()
        .chain(vouchers)
        .chain(unknown)
        .chain(forced)
        .chain(cash::lists())
        .chain(cash::creations())
        .chain(cash::draws())
        .chain(cash::changes())
        .chain(cash::apps())
        .collect()
}

/// What a fault of our own gives.
const UNKNOWN_ERROR: &str = "isp.unknow-error";

const fn call(
    method: &'static str,
    field: &'static str,
    id: &'static str,
    gives: &'static str,
) -> Fixture {
    Fixture { method, field, id, with: BTreeMap::new(), gives, about: "" }
}

impl Fixture {
    fn with<const N: usize>(self, with: [(&'static str, &'static str); N]) -> Self {
        Self { with: with.into(), ..self }
    }

    const fn about(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }
}

/// The page of fixtures, in Markdown. Committed as `docs/fixtures.md`, kept fresh by a test.
#[must_use]
pub fn page() -> String {
    let mut page = "<!-- Generated from the seeded world; `make update` writes it again. -->\n\
        # 沙箱样例 / Fixtures of a sandbox\n\n\
        每个有文档的应答都有一个给出它的编号。An identifier for each documented answer. They stay as \
        they are for ten years, unless somebody draws from a campaign, changes or closes it.\n\n\
        未列出的必填字段取方法页上的示例。A required field that is not listed holds the example of the \
        method's page.\n\n\
        | method | field | id | with | gives | |\n|---|---|---|---|---|---|\n"
        .to_owned();
    for fixture in fixtures() {
        let Fixture { method, field, id, with, gives, about } = fixture;
        let with: Vec<_> = with.iter().map(|(name, value)| format!("{name} `{value}`")).collect();
        let with = with.join(", ");
        // Writing to a String cannot fail.
        let _ = writeln!(page, "| {method} | {field} | `{id}` | {with} | {gives} | {about} |");
    }
    page.push_str(
        "\nWhat needs no identifier: leave biz_content out for BIZ_CONTENT_IS_EMPTY, send `[]` for \
         BIZ_CONTENT_FORMAT_ERROR (both INVALID_PARAMETER for vouchers), sign with another key for \
         isv.invalid-signature, and create a campaign out of its bounds for the error of each bound. \
         Node's SDK cannot verify an answer under `error_response`, which a call without a method \
         gives.\n",
    );
    page
}
