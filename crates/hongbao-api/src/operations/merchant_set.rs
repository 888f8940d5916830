//! Says what the platform knows about a merchant: what creating a campaign is refused for.

use hongbao_engine::{Books, Key, Merchant, MerchantId, Record, Refusal, Stop};
use serde::{Deserialize, Serialize};

use crate::method::{Behaviour, Context, Method};
use crate::spec::{Family, Kind, Presence, Row, Spec, Surface, Verb, row};

/// Replaces what is known of a merchant; a flag that is left out is cleared.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MerchantSet {
    /// The merchant's id.
    pub pid: String,
    /// Whether real-name verification is missing; default: `false`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertified: Option<bool>,
}

/// What is stored of a merchant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MerchantKnown {
    /// The merchant's id.
    pub pid: String,
    /// Whether real-name verification is missing.
    pub uncertified: bool,
}

#[rustfmt::skip]
const fn rows(flags: Presence) -> [Row; 2] {
    [
        row("pid",         Kind::String,  Presence::Required, 16, "2088001159940003", "商户编号", "The merchant's id"),
        row("uncertified", Kind::Boolean, flags,              5,  "true", "true 为未通过实名认证，不能创建活动；不填为 false", "true: identity not verified, so it may not create campaigns; default: false"),
    ]
}

impl Method for MerchantSet {
    type Response = MerchantKnown;
    const WRITES: bool = true;
    const SPEC: Spec = Spec {
        surface: Surface::Admin { verb: Verb::Post, path: "merchants/{pid}" },
        family: Family::World,
        method: "merchant set",
        title: "登记商户状况",
        request: &rows(Presence::Optional),
        response: &rows(Presence::Required),
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

    fn serve(&self, books: &mut Books, _: &Context) -> Result<MerchantKnown, Stop> {
        // A malformed id cannot belong to any merchant, so it is answered as unknown.
        let id = MerchantId::parse(&self.pid).ok_or(Refusal::MerchantUnknown)?;
        let merchant = books.merchant(&id)?.ok_or(Refusal::MerchantUnknown)?;
        let merchant =
            Merchant { uncertified: self.uncertified.unwrap_or(false), ..merchant.clone() };
        let known =
            MerchantKnown { pid: merchant.id.to_string(), uncertified: merchant.uncertified };
        books.put(Record::Merchant(merchant))?;
        Ok(known)
    }
}
