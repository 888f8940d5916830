//! A campaign as its operator sees it: what every operation on one answers, and the fields they share.
//!
//! Must not know which operation asks.

use hongbao_engine::{Campaign, Prize, State, Timestamp};
use hongbao_wire::{Date, Price};
use serde::{Deserialize, Serialize};

use crate::contract::spec::{Kind, Presence, Row, row};
use crate::values::status::{CAMP_STATUSES, PRIZE_TYPES};
use crate::values::wire_value::{date, price};
use crate::{camp_status, prize_type};

/// A campaign as its operator sees it. Every operation on one answers so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CampaignState {
    /// The campaign id.
    pub crowd_no: String,
    /// Its state.
    pub camp_status: String,
    /// How packets are sized: `fixed` or `random`.
    pub prize_type: String,
    /// The number of packets planned.
    pub total_num: u32,
    /// The whole budget.
    pub total_amount: Price,
    /// What was drawn.
    pub send_amount: Price,
    /// What lies in its pool.
    pub pool_amount: Price,
    /// What went back.
    pub returned_amount: Price,
    /// How many packets were drawn.
    pub draws: u64,
    /// When it was paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<Date>,
    /// The outside payment's reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// When what is left is due to go back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settle_at: Option<Date>,
    /// Whether drawing was stopped.
    pub stopped: bool,
    /// SHA-256 of the seed that random packets follow from (hex).
    pub seed_sha256: String,
    /// The seed itself (hex), once the campaign is settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
}

/// The rows of [`CampaignState`].
#[rustfmt::skip]
pub(crate) const STATE: &[Row] = &[
    row("crowd_no",        Kind::String, Presence::Required, 128, "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx", "活动编号", "The campaign id"),
    row("camp_status",     Kind::Word(CAMP_STATUSES), Presence::Required, 10,  "READY", "状态", "Its state"),
    row("prize_type",      Kind::Word(PRIZE_TYPES), Presence::Required, 6,   "random", "红包类型：fixed 或 random", "How packets are sized: fixed or random"),
    row("total_num",       Kind::Number, Presence::Required, 10,  "1000", "计划个数", "The number of packets planned"),
    row("total_amount",    Kind::Price,  Presence::Required, 12,  "20000.00", "全部预算，单位元", "The whole budget, in yuan"),
    row("send_amount",     Kind::Price,  Presence::Required, 12,  "0.00", "已领取，单位元", "Drawn amount, in yuan"),
    row("pool_amount",     Kind::Price,  Presence::Required, 12,  "20000.00", "资金池余额，单位元", "What lies in its pool, in yuan"),
    row("returned_amount", Kind::Price,  Presence::Required, 12,  "0.00", "已退回，单位元", "Refunded amount, in yuan"),
    row("draws",           Kind::Number, Presence::Required, 20,  "0", "已领取个数", "How many packets were drawn"),
    row("paid_at",         Kind::Date,   Presence::Optional, 19,  "2016-08-10 22:28:30", "付款时间（北京时间）", "When it was paid (Beijing time)"),
    row("reference",       Kind::String, Presence::Optional, 128, "bank-2016-0810", "外部付款的单号", "The outside payment's reference"),
    row("settle_at",       Kind::Date,   Presence::Optional, 19,  "2016-09-10 22:58:30", "余款应退回的时间（北京时间）", "When the remaining balance is due to be refunded (Beijing time)"),
    row("stopped",         Kind::Boolean, Presence::Required, 5,   "false", "是否已紧急停止", "Whether drawing was stopped"),
    row("seed_sha256",     Kind::String, Presence::Required, 64,  "", "随机种子的 SHA-256", "SHA-256 of the seed that random packets follow from"),
    row("seed",            Kind::String, Presence::Optional, 64,  "", "随机种子，清算后公布", "The seed itself, once the campaign is settled"),
];

/// The row of a campaign's id.
#[rustfmt::skip]
pub(crate) const CROWD_NO: Row = row("crowd_no", Kind::String, Presence::Required, 128, "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx", "活动编号", "The campaign id");

/// What every operation on a campaign answers.
pub(crate) fn describe(campaign: &Campaign, now: Timestamp) -> CampaignState {
    let date = |moment: Option<Timestamp>| moment.map(date);
    let (funds, timing) = (campaign.funds, campaign.timing);
    let state = timing.state(now);
    let reveal = state == State::Settle && campaign.prize == Prize::Random;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    CampaignState {
        crowd_no: campaign.crowd_no.to_string(),
        camp_status: camp_status(state).to_owned(),
        prize_type: prize_type(campaign.prize).to_owned(),
        total_num: funds.count,
        total_amount: price(funds.total),
        send_amount: price(funds.sent),
        pool_amount: price(funds.pool),
        returned_amount: price(funds.returned),
        draws: funds.draws,
        paid_at: date(timing.paid_at),
        reference: campaign.reference.clone(),
        settle_at: date(timing.settle_at),
        stopped: campaign.stopped,
        seed_sha256: campaign.seed.commitment(),
        seed: reveal.then(|| hex(campaign.seed.bytes())),
    }
}
