//! `alipay.marketing.campaign.cash.trigger`: one user draws one packet.
//!
//! Source: the platform's page of that name, and its FAQ. Departures: the same `out_biz_no` of another
//! user is CASH_CAMPAIGN_SEND_LOG_ILLEGAL; without one, a user has one draw and is answered it again.

use hongbao_engine::{Books, CrowdNo, DrawRequest, Fen, Key, Refusal, Rules, Slot, Stop, UserId};
use hongbao_wire::{Price, is_whole_number};
use serde::{Deserialize, Serialize};

use super::cash::{COUPON_NAME, EMPTY, NOT_OPENED, TOO_FREQUENT};
use crate::contract::behaviour::{Behaviour, Context, HomeOf};
use crate::contract::method::{Family, Method, MethodSpec, When, error};
use crate::contract::spec::{Kind, Presence, row};
use crate::values::wire_value::price;

/// What stands for the caller's number where none is given.
const NO_NUMBER: &str = "default_out_biz_no";

/// Draws a packet for a user.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CashTrigger {
    /// Who draws, by user id; it wins over `login_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The user who draws, by login: a mobile number or an e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_id: Option<String>,
    /// The campaign.
    pub crowd_no: String,
    /// The packet's amount in **fen**, where it is not left to the campaign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_price: Option<String>,
    /// The caller's own number of this draw; repeating it returns the original result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_biz_no: Option<String>,
}

/// A packet that was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CashTriggered {
    /// `true`: what is refused is an error.
    pub trigger_result: String,
    /// The packet's amount.
    pub prize_amount: Price,
    /// `true` if an earlier call drew it, `false` if this one did.
    pub repeat_trigger_flag: String,
    /// The merchant that pays.
    pub partner_id: String,
    /// The red packet's name.
    pub coupon_name: String,
    /// The text that the receiver reads.
    pub prize_msg: String,
    /// The transfer's number.
    pub biz_no: String,
    /// The caller's number, or `default_out_biz_no`.
    pub out_biz_no: String,
}

impl Method for CashTrigger {
    type Response = CashTriggered;
    const WRITES: bool = true;
    const OWN_KEY: Option<&'static str> = Some("out_biz_no");

    #[rustfmt::skip]
    const SPEC: MethodSpec = MethodSpec {
        family: Family::Cash,
        method: "alipay.marketing.campaign.cash.trigger",
        title: "触发现金红包活动",
        request: &[
            row("user_id",     Kind::String, Presence::Optional, 20,  "2088102164186692", "领取人编号；与 login_id 至少有一个，优先于它", "The user who draws, by id; give this or login_id; this one wins"),
            row("login_id",    Kind::String, Presence::Optional, 150, "username@gmail.com", "领取人登录号：手机号或邮箱", "The user who draws, by login: a mobile number or an e-mail address"),
            row("crowd_no",    Kind::String, Presence::Required, 128, "3DpriXtAGxmDPi7QyeoKeX8wwS3qbKCcnigowys220Lxs", "活动编号", "The campaign id"),
            row("order_price", Kind::String, Presence::Optional, 20,  "100", "指定红包金额，单位分，至多 20000（200 元）；大于 0 时优先于活动的发放形式，0 等于不传", "The packet's amount in fen, at most 20000 (200 yuan); above 0 it wins over the campaign's own, 0 is as if absent"),
            row("out_biz_no",  Kind::String, Presence::Optional, 96,  "201702101356", "商户的领取单号：字母、数字、下划线；同一活动内重复即返回先前结果", "The caller's own number: letters, digits, underscores; repeating it in a campaign returns the original result"),
        ],
        response: &[
            row("trigger_result",      Kind::Word(&["true"]), Presence::Required, 10,  "true", "true 已发放", "true: it was drawn"),
            row("prize_amount",        Kind::Price,  Presence::Required, 12,  "234.40", "红包金额，单位元", "The packet's amount, in yuan"),
            row("repeat_trigger_flag", Kind::Word(&["true", "false"]), Presence::Required, 10,  "false", "true 先前已领取，返回的是先前的结果；false 首次领取", "true: an earlier call drew it; false: this one did"),
            row("partner_id",          Kind::String, Presence::Required, 16,  "2088123456789012", "出资商户", "The merchant that pays"),
            COUPON_NAME,
            row("prize_msg",           Kind::String, Presence::Required, 64,  "XXX送您大红包", "领取人在账单里读到的文案", "The text that receivers read in their bill"),
            row("biz_no",              Kind::String, Presence::Required, 64,  "20170117110070001502640004976114", "转账流水号", "The transfer's number"),
            row("out_biz_no",          Kind::String, Presence::Required, 96,  "2017021319450001", "商户的领取单号；未传则为 default_out_biz_no", "The caller's own number, or default_out_biz_no"),
        ],
        errors: &[
            error(&[When::Unavailable, When::Unsure],            "UNKNOW_SYSTEM_ERROR",            "系统繁忙,请稍后再试", "用相同的 out_biz_no 重试", "Retry with the same out_biz_no"),
            EMPTY,
            error(&[When::Malformed, When::Refused(Refusal::OrderPriceWrong)], "BIZ_CONTENT_FORMAT_ERROR", "入参不合法,biz_content字段格式错误", "biz_content 应为 JSON 对象，字段须符合本页的表；order_price 须为不小于 0 的整数分，不带多余的 0", "Make biz_content a JSON object whose fields fit the table; order_price is whole fen, not below 0, without needless zeros"),
            NOT_OPENED,
            TOO_FREQUENT,
            error(&[When::Refused(Refusal::CampaignUnknown)],      "CASH_CAMPAIGN_NOT_EXIST",        "现金活动不存在", "核对活动编号；未付款的活动也如此应答", "Check the campaign id; unpaid campaigns get the same answer"),
            error(&[When::Refused(Refusal::CampaignForeign)],      "CAMP_OPERATOR_ILLEGAL",          "活动创建人与调用者不一致", "只能触发自己创建的活动", "Draw only from campaigns of your own"),
            error(&[When::Refused(Refusal::CrowdNoIllegal)],       "CASH_CROWD_NO_ILLEGAL",          "活动号不合法", "活动编号只含字母、数字、下划线和连字符", "A number has letters, digits, - and _ only"),
            error(&[When::Refused(Refusal::CampaignNotStarted)],   "CASH_CAMPAIGN_NOT_START",        "现金活动未开始", "活动尚未开始，或已暂停", "It has not started, or is paused"),
            error(&[When::Refused(Refusal::CampaignOver)],         "CASH_CAMPAIGN_IS_OVER",          "现金活动已结束", "活动已结束，不能再领取", "It is over; nothing can be drawn any more"),
            error(&[When::Refused(Refusal::BudgetInsufficient)],   "CASH_CAMP_BUDGET_INSUFFICIENT",  "现金活动预算不足", "红包已发完：固定金额的活动最多发放 total_num 个，余额在清算时退回；或余额不足：用详情查询比较 total_amount 与 send_amount", "All packets are drawn: a fixed campaign gives at most total_num, and settlement refunds the remaining balance; or the balance is too small: compare total_amount with send_amount in the detail query"),
            error(&[When::Refused(Refusal::UserIsCreator)],        "CASH_CAMP_NOT_ALLOW_TRIGGER_OWN", "不允许触发自己创建的活动", "换一个领取人", "Let another user draw"),
            error(&[When::Refused(Refusal::SlotOfAnother)],        "CASH_CAMPAIGN_SEND_LOG_ILLEGAL", "现金活动发放记录不合法", "这个 out_biz_no 已属于另一位领取人：换一个", "Another user has this out_biz_no: take a new one"),
            error(&[When::Refused(Refusal::CampaignStopped)],      "CASH_CAMPAIGN_EMERGENCY_STOP",   "现金活动已紧急停止", "联系平台运营方", "Ask the platform's operator"),
            error(&[When::Row("user_id"), When::Refused(Refusal::UserIdIllegal)], "USER_ID_ILLEGAL", "用户ID不合法", "user_id 为 2088 开头的 16 位数字；或传 login_id", "A user_id is 2088 and 12 digits; or send a login_id"),
            error(&[When::Row("login_id"), When::Refused(Refusal::UserUnknown)], "USER_NOT_EXIST", "用户不存在", "核对领取人", "Check the user"),
            error(&[When::Refused(Refusal::UserIsEnterprise)],     "ENTERPRISE_USER_NOT_SUPPORT",    "不支持企业用户", "只有个人可以领取", "Only individual users can draw"),
            error(&[When::Refused(Refusal::UserUncertified)],      "USER_CERT_NOT_PASS",             "用户实名验证不通过", "领取人先完成实名认证", "The user must complete real-name verification first"),
            error(&[When::Refused(Refusal::UserRisky)],            "CTU_HAS_RISK",                   "用户存在风险", "风控未通过，不要重试", "Risk control said no; do not retry"),
            error(&[When::Refused(Refusal::LifetimeLimit)],        "USER_ACCESS_TOTAL_LIMIT",        "用户领取总次数超限", "该用户不能再领取", "This user cannot draw any more"),
            error(&[When::Refused(Refusal::WindowLimit)],          "USER_ACCESS_FREQUENCY_LIMIT",    "用户领取频率超限", "等到下一日、周或月", "Wait for the next day, week or month"),
            error(&[When::Row("out_biz_no"), When::Refused(Refusal::OutBizNoIllegal)], "OUT_BIZ_NO_ILLEGAL", "外部业务号不合法", "字母、数字、下划线，至多 96 个", "Letters, digits and underscores, at most 96"),
        ],
    };
}

/// A draw that is asked for; a login is looked up when it runs.
pub(crate) struct Drawing {
    crowd_no: CrowdNo,
    user: Drawer,
    /// The caller's own number; the user has one draw where it is `None`.
    slot: Option<Slot>,
    amount: Option<Fen>,
}

/// Who draws.
enum Drawer {
    User(UserId),
    Login(String),
}

impl Behaviour<CashTriggered> for CashTrigger {
    type Command = Drawing;

    fn command(self, _: &Context) -> Result<Drawing, Refusal> {
        let crowd_no = CrowdNo::parse(&self.crowd_no).ok_or(Refusal::CrowdNoIllegal)?;
        let user = match (self.user_id, self.login_id) {
            (Some(id), _) => Drawer::User(UserId::of_platform(&id).ok_or(Refusal::UserIdIllegal)?),
            (None, Some(login)) => Drawer::Login(login),
            (None, None) => return Err(Refusal::UserIdIllegal),
        };
        let slot = match self.out_biz_no.as_deref() {
            None | Some(NO_NUMBER) => None,
            Some(number) => Some(Slot::named(number).ok_or(Refusal::OutBizNoIllegal)?),
        };
        let fen = self.order_price.as_deref().map(fen).transpose()?;
        let amount = fen.filter(|fen| *fen > 0).map(Fen::new);
        Ok(Drawing { crowd_no, user, slot, amount })
    }

    fn place(drawing: &Drawing) -> HomeOf<'_> {
        HomeOf::Campaign(&drawing.crowd_no)
    }

    fn hint(drawing: &Drawing, _: &Context) -> Vec<Key> {
        match &drawing.user {
            Drawer::User(id) => drawing.order(id.clone()).hint(),
            Drawer::Login(login) => {
                vec![Key::Campaign(drawing.crowd_no.clone()), Key::Login(login.clone())]
            }
        }
    }

    fn run(drawing: &Drawing, books: &mut Books, context: &Context) -> Result<CashTriggered, Stop> {
        let user_id = match &drawing.user {
            Drawer::User(id) => id.clone(),
            Drawer::Login(login) => books.user_of(login)?.ok_or(Refusal::UserUnknown)?,
        };
        let merchant = context.merchant()?;
        let rules = Rules {
            users_are_open: context.operator.users_are_open,
            merchant_user: UserId::parse(merchant.as_str()),
        };
        let drawn = books.draw(&drawing.order(user_id), context.home(), &rules)?;
        Ok(CashTriggered {
            trigger_result: "true".to_owned(),
            prize_amount: price(drawn.draw.amount),
            repeat_trigger_flag: drawn.repeated.to_string(),
            partner_id: merchant.to_string(),
            coupon_name: drawn.campaign.coupon_name.clone(),
            prize_msg: drawn.campaign.prize_msg.clone(),
            biz_no: books.biz_no(&drawn.draw, &context.number_key)?,
            out_biz_no: drawn.draw.slot.out_biz_no().unwrap_or(NO_NUMBER).to_owned(),
        })
    }
}

impl Drawing {
    /// What this user asks for, as the engine compares it with what was asked before.
    fn order(&self, user_id: UserId) -> DrawRequest {
        DrawRequest {
            crowd_no: self.crowd_no.clone(),
            slot: self.slot.clone().unwrap_or_else(|| Slot::of_user(&user_id)),
            user_id,
            amount: self.amount,
        }
    }
}

/// An amount in fen that a caller names. One that no number of ours can hold is more than any packet.
fn fen(text: &str) -> Result<i64, Refusal> {
    if is_whole_number(text) && !text.starts_with('-') {
        Ok(text.parse().unwrap_or(i64::MAX))
    } else {
        Err(Refusal::OrderPriceWrong)
    }
}
