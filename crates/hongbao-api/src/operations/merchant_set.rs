//! Says what the platform knows about a merchant: what creating a campaign is refused for.

use hongbao_engine::{Books, Key, Merchant, MerchantId, Refusal, Stop};
use serde::{Deserialize, Serialize};

use crate::contract::behaviour::{Behaviour, Context};
use crate::contract::operation::{Operation, OperationSpec, Verb};
use crate::contract::refusal_row::MERCHANT_UNKNOWN;
use crate::contract::spec::{Kind, Presence, Row, row};

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

impl Operation for MerchantSet {
    type Response = MerchantKnown;
    const SPEC: OperationSpec = OperationSpec {
        name: "merchant set",
        verb: Verb::Post,
        path: "merchants/{pid}",
        title: "登记商户状况",
        title_en: "Record what is known of a merchant",
        request: &rows(Presence::Optional),
        response: &rows(Presence::Required),
        refusals: &[MERCHANT_UNKNOWN],
    };
}

/// Which merchant, and what is known of it.
pub(crate) struct Certification {
    id: MerchantId,
    uncertified: bool,
}

impl Behaviour<MerchantKnown> for MerchantSet {
    type Command = Certification;

    fn command(self, _: &Context) -> Result<Certification, Refusal> {
        // A malformed id cannot belong to any merchant, so it is answered as unknown.
        let id = MerchantId::parse(&self.pid).ok_or(Refusal::MerchantUnknown)?;
        Ok(Certification { id, uncertified: self.uncertified.unwrap_or(false) })
    }

    fn hint(known: &Certification, _: &Context) -> Vec<Key> {
        vec![Key::Merchant(known.id.clone())]
    }

    fn run(known: &Certification, books: &mut Books, _: &Context) -> Result<MerchantKnown, Stop> {
        let merchant = books.merchant(&known.id)?.ok_or(Refusal::MerchantUnknown)?;
        let merchant = Merchant { uncertified: known.uncertified, ..merchant.clone() };
        let known =
            MerchantKnown { pid: merchant.id.to_string(), uncertified: merchant.uncertified };
        books.put(merchant)?;
        Ok(known)
    }
}
