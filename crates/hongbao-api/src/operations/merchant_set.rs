//! Says what the platform knows about a merchant: what creating a campaign is refused for.

use hongbao_engine::{Books, Key, Merchant, MerchantId, Record, Refusal, Stop};
use serde::{Deserialize, Serialize};

use crate::method::{Behaviour, Context, Method};
use crate::spec::{Family, Kind, Presence, Row, Spec, Surface, Verb, row};

/// Changes what is known of a merchant; what is left out is not so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MerchantSet {
    /// The merchant's number.
    pub pid: String,
    /// `true`: has not shown who it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertified: Option<String>,
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("pid",         Kind::String, Presence::Required, 16, "2088001159940003", "商户编号", "The merchant's number"),
    row("uncertified", Kind::String, Presence::Optional, 5,  "true", "true 为未通过实名认证，不能创建活动", "true: has not shown who it is, and creates no campaigns"),
];

impl Method for MerchantSet {
    type Response = Self;
    const WRITES: bool = true;
    const SPEC: Spec = Spec {
        surface: Surface::Admin { verb: Verb::Post, path: "merchants/{pid}" },
        family: Family::World,
        method: "merchant set",
        title: "登记商户状况",
        request: ROWS,
        response: ROWS,
        errors: &[],
    };
}

impl Behaviour for MerchantSet {
    fn subject(&self) -> &'static str {
        ""
    }

    fn hint(&self, _: &Context) -> Vec<Key> {
        MerchantId::parse(&self.pid).map(Key::Merchant).into_iter().collect()
    }

    fn serve(&self, books: &mut Books, _: &Context) -> Result<Self, Stop> {
        // A number of a strange form is the number of no merchant.
        let id = MerchantId::parse(&self.pid).ok_or(Refusal::MerchantUnknown)?;
        let merchant = books.merchant(&id)?.ok_or(Refusal::MerchantUnknown)?;
        let uncertified = self.uncertified.as_deref() == Some("true");
        books.put(Record::Merchant(Merchant { uncertified, ..merchant.clone() }))?;
        Ok(self.clone())
    }
}
