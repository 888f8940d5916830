//! `alipay.marketing.campaign.cash.detail.query`: one campaign of the caller's own.
//!
//! Source: the platform's page of that name (api_5). Departures: prices are strings (ADR-0001).

use hongbao_engine::{Books, Campaign, CrowdNo, Key, Refusal, State, Stop};
use hongbao_wire::{Date, Price};
use serde::{Deserialize, Serialize};

use super::cash::{
    CAMPAIGN_UNKNOWN, COUPON_NAME, EMPTY, MALFORMED, NOT_OPENED, RETRY, TOO_FREQUENT,
};
use crate::contract::behaviour::{Behaviour, Context, HomeOf, crowd_no};
use crate::contract::method::{Family, Method, MethodSpec, When, error};
use crate::contract::spec::{Kind, Presence, row};
use crate::values::status::{CAMP_STATUSES, PRIZE_TYPES};
use crate::values::wire_value::{date, price};
use crate::{camp_status, prize_type};

/// Asks for one campaign of the caller's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashDetailQuery {
    /// The campaign id, as it was returned when it was created.
    pub crowd_no: String,
}

/// A campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CashDetail {
    /// The campaign id.
    pub crowd_no: String,
    /// The red packet's name.
    pub coupon_name: String,
    /// What receivers read in their bill.
    pub prize_msg: String,
    /// `fixed` or `random`.
    pub prize_type: String,
    /// From when packets can be drawn.
    pub start_time: Date,
    /// Until when.
    pub end_time: Date,
    /// The whole budget.
    pub total_amount: Price,
    /// What was drawn of it.
    pub send_amount: Price,
    /// As `total_count`; deprecated by the platform.
    pub total_num: u32,
    /// How many packets are planned.
    pub total_count: u32,
    /// The original number, for support.
    pub origin_crowd_no: String,
    /// `CREATED`, `PAID`, `READY`, `PAUSE`, `CLOSED` or `SETTLE`; other gateways may have other words.
    pub camp_status: String,
}

impl Method for CashDetailQuery {
    type Response = CashDetail;
    const WRITES: bool = false;

    #[rustfmt::skip]
    const SPEC: MethodSpec = MethodSpec {
        family: Family::Cash,
        method: "alipay.marketing.campaign.cash.detail.query",
        title: "现金活动详情查询",
        request: &[
            row("crowd_no", Kind::String, Presence::Required, 128, "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx", "想查的那个活动的编号", "Id of the campaign to show"),
        ],
        response: &[
            row("crowd_no",        Kind::String, Presence::Required, 128, "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx", "活动编号", "The campaign id"),
            COUPON_NAME,
            row("prize_msg",       Kind::String, Presence::Required, 64,  "XX送您大红包", "领取人在账单里读到的文案", "The text that receivers read in their bill"),
            row("prize_type",      Kind::Word(PRIZE_TYPES), Presence::Required, 6,   "random", "fixed 每个金额相同；random 每个金额随机", "fixed: all amounts equal; random: amounts vary around the average"),
            row("start_time",      Kind::Date,   Presence::Required, 19,  "2016-08-10 22:28:30", "从何时起可以领取（北京时间）", "From when packets can be drawn (Beijing time)"),
            row("end_time",        Kind::Date,   Presence::Required, 19,  "2016-08-10 22:28:30", "到何时为止（北京时间）", "Until when (Beijing time)"),
            row("total_amount",    Kind::Price,  Presence::Required, 12,  "20000.00", "全部预算，单位元", "The whole budget, in yuan").bare(),
            row("send_amount",     Kind::Price,  Presence::Required, 12,  "200000.00", "已被领走的金额，单位元；清算后不变", "Drawn amount, in yuan; settlement does not change it").bare(),
            row("total_num",       Kind::Number, Presence::Required, 12,  "1000", "同 total_count，已废弃", "The same as total_count; deprecated"),
            row("total_count",     Kind::Number, Presence::Required, 12,  "1000", "计划发放的红包个数", "How many packets are planned"),
            row("origin_crowd_no", Kind::String, Presence::Required, 64,  "20160901029410190092922308762004", "联系客服排查时报出的原始编号", "The original number, for support"),
            row("camp_status",     Kind::Word(CAMP_STATUSES), Presence::Required, 10,  "CREATED、PAID、READY、PAUSE、CLOSED、SETTLE", "CREATED 未付款；PAID 已付款未开始；READY 进行中；PAUSE 已暂停；CLOSED 已结束；SETTLE 余款已退回", "CREATED: not paid; PAID: not started; READY: running; PAUSE: paused; CLOSED: over; SETTLE: over, and the remaining balance refunded"),
        ],
        errors: &[
            RETRY,
            CAMPAIGN_UNKNOWN,
            EMPTY,
            MALFORMED,
            NOT_OPENED,
            TOO_FREQUENT,
            error(&[When::Refused(Refusal::CampaignForeign)], "CAMP_OPERATOR_ILLEGAL",    "活动创建人与调用者不一致",            "只能查自己创建的活动", "Ask only for campaigns of your own"),
        ],
    };
}

impl Behaviour<CashDetail> for CashDetailQuery {
    type Command = CrowdNo;

    fn command(self, _: &Context) -> Result<CrowdNo, Refusal> {
        crowd_no(&self.crowd_no)
    }

    fn place(no: &CrowdNo) -> HomeOf<'_> {
        HomeOf::Campaign(no)
    }

    fn hint(no: &CrowdNo, _: &Context) -> Vec<Key> {
        vec![Key::Campaign(no.clone())]
    }

    fn run(no: &CrowdNo, books: &mut Books, context: &Context) -> Result<CashDetail, Stop> {
        let campaign = books.campaign_of(no, context.home())?;
        Ok(describe(&campaign, campaign.timing.state(books.now())))
    }
}

fn describe(campaign: &Campaign, state: State) -> CashDetail {
    CashDetail {
        crowd_no: campaign.crowd_no.as_str().to_owned(),
        coupon_name: campaign.coupon_name.clone(),
        prize_msg: campaign.prize_msg.clone(),
        prize_type: prize_type(campaign.prize).to_owned(),
        start_time: date(campaign.timing.start_at),
        end_time: date(campaign.timing.end_at),
        total_amount: price(campaign.funds.total),
        send_amount: price(campaign.funds.sent),
        total_num: campaign.funds.count,
        total_count: campaign.funds.count,
        origin_crowd_no: campaign.origin_crowd_no.clone(),
        camp_status: camp_status(state).to_owned(),
    }
}
