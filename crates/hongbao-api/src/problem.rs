//! What an operation answers when it is refused: a problem as RFC 9457 describes it.

use hongbao_engine::Cause;
use serde::Serialize;

use crate::biz_content::Misfit;
use crate::{Kind, Row, Spec};

/// Characters of a caller's own word that a detail repeats.
const REPEATED: usize = 64;
/// Characters of an explanation that may hold such a word.
const EXPLAINED: usize = 200;

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What kind it is, in words with a hyphen between them.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What of the request it is about, where that helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Problem {
    /// The problem of this name: words with a hyphen between them.
    #[must_use]
    pub fn new(kind: &str, status: u16) -> Self {
        Self { kind: kind.to_owned(), title: kind.replace('-', " "), status, detail: None }
    }

    /// The same with what of the request it is about.
    #[must_use]
    pub fn about(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// The problem of fields that do not fit an operation's table.
    pub(crate) fn of_fields(misfit: &Misfit, spec: &Spec) -> Self {
        let malformed = || Self::new("fields-malformed", 422);
        match misfit {
            Misfit::Text(error) => malformed().about(short(&error.to_string(), EXPLAINED)),
            Misfit::Absent(row) => malformed().about(format!("{} is required", row.name)),
            Misfit::Form(row) | Misfit::Value(row) => {
                malformed().about(format!("{} is not {}", row.name, wanted(row)))
            }
            Misfit::Twice(name) => Self::new("field-given-twice", 422).about(short(name, REPEATED)),
            Misfit::Unknown(name) => {
                let known: Vec<_> = spec.request.iter().map(|row| row.name).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                let name = short(name, REPEATED);
                let detail = format!("{name} is not a field of {}: {known}", spec.method);
                Self::new("field-unknown", 422).about(detail)
            }
        }
    }

    /// The problem of a path that leads nowhere.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new("not-found", 404)
    }

    /// The problem that a refusal is. What only a sandbox has is not there in production.
    #[must_use]
    pub fn of(cause: Cause) -> Self {
        let (kind, status) = name(cause);
        Self::new(kind, status)
    }
}

/// What a row takes, in words.
fn wanted(row: &Row) -> String {
    match row.kind {
        Kind::Boolean => "true or false".to_owned(),
        Kind::Number => "a whole number".to_owned(),
        Kind::Date => "a date as 2016-08-10 22:28:30".to_owned(),
        Kind::Price => "an amount in yuan as 20.00".to_owned(),
        Kind::List(_) => "a list".to_owned(),
        Kind::String => {
            let max = row.max.map(|max| format!(" of at most {max} characters"));
            format!("text{}", max.unwrap_or_default())
        }
    }
}

/// The first characters of a text.
fn short(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// The public name of a refusal, and its HTTP status. Clients compare the name: it stays as it is,
/// whatever the code calls the refusal.
#[rustfmt::skip]
fn name(cause: Cause) -> (&'static str, u16) {
    match cause {
        Cause::CampaignUnknown    => ("campaign-unknown", 404),
        Cause::CampaignForeign    => ("campaign-foreign", 409),
        Cause::VoucherUnknown     => ("voucher-unknown", 404),
        Cause::TimesWrong         => ("times-wrong", 409),
        Cause::CountTooSmall      => ("count-too-small", 409),
        Cause::CountTooLarge      => ("count-too-large", 409),
        Cause::AmountTooSmall     => ("amount-too-small", 409),
        Cause::AmountTooLarge     => ("amount-too-large", 409),
        Cause::PacketTooSmall     => ("packet-too-small", 409),
        Cause::PacketTooLarge     => ("packet-too-large", 409),
        Cause::PaidOtherwise      => ("paid-otherwise", 409),
        Cause::ReferenceUsed      => ("reference-used", 409),
        Cause::TooLateToPay       => ("too-late-to-pay", 409),
        Cause::StateFixed         => ("state-fixed", 409),
        Cause::NotOver            => ("not-over", 409),
        Cause::CampaignOver       => ("campaign-over", 409),
        Cause::CampaignNotStarted => ("campaign-not-started", 409),
        Cause::CampaignStopped    => ("campaign-stopped", 409),
        Cause::SlotOfAnother      => ("slot-of-another", 409),
        Cause::BudgetInsufficient => ("budget-insufficient", 409),
        Cause::LifetimeLimit      => ("lifetime-limit", 409),
        Cause::WindowLimit        => ("window-limit", 409),
        Cause::UserUnknown        => ("user-unknown", 404),
        Cause::UserIsCreator      => ("user-is-creator", 409),
        Cause::UserIsEnterprise   => ("user-is-enterprise", 409),
        Cause::UserUncertified    => ("user-uncertified", 409),
        Cause::UserRisky          => ("user-risky", 409),
        Cause::PrizeUnknown       => ("prize-unknown", 409),
        Cause::FrequencyWrong     => ("frequency-wrong", 409),
        Cause::LinkWrong          => ("link-wrong", 409),
        Cause::WordForbidden      => ("word-forbidden", 409),
        Cause::CreatorLimit       => ("creator-limit", 409),
        Cause::CreatorUncertified => ("creator-uncertified", 409),
        Cause::SystemLimit        => ("system-limit", 409),
        Cause::TargetIllegal      => ("target-illegal", 409),
        Cause::ChangesLimit       => ("changes-limit", 409),
        Cause::CrowdNoIllegal     => ("crowd-no-illegal", 422),
        Cause::UserIdIllegal      => ("user-id-illegal", 422),
        Cause::OutBizNoIllegal    => ("out-biz-no-illegal", 409),
        Cause::OrderPriceWrong    => ("order-price-wrong", 409),
        Cause::PageIllegal        => ("page-illegal", 422),
        Cause::StateUnknown       => ("state-unknown", 422),
        Cause::MerchantUnknown    => ("merchant-unknown", 404),
        Cause::LoginTaken         => ("login-taken", 409),
        Cause::KeyReused          => ("key-reused", 422),
        Cause::RequestStale       => ("request-stale", 422),
        Cause::NoSandbox          => ("not-found", 404),
        Cause::TimeEarlier        => ("time-earlier", 409),
        Cause::TimeIllegal        => ("time-illegal", 422),
    }
}
