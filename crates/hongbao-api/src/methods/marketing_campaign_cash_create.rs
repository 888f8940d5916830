//! `alipay.marketing.campaign.cash.create`: a new campaign, to be paid within a day.
//!
//! Sources: the platform's page of that name and its SDKs' models; where they are silent, lengths are
//! those of the detail query. The method has no key to tell a retry by: every call makes a campaign.

use hongbao_engine::{Books, Creator, Fen, Frequency, Key, Plan, Prize, Refusal, Stop, Timestamp};
use hongbao_wire::{Price, parse_timestamp, urlencode_text};
use serde::{Deserialize, Serialize};

use super::cash::{COUPON_NAME, EMPTY, MALFORMED, NOT_OPENED, TOO_FREQUENT};
use crate::contract::behaviour::{Behaviour, Context};
use crate::contract::method::{Family, Method, MethodSpec, When, error};
use crate::contract::spec::{Kind, Presence, row};
use crate::values::status::PRIZE_TYPES;
use crate::values::wording::holds;

/// Creates a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashCreate {
    /// The red packet's name.
    pub coupon_name: String,
    /// `fixed` or `random`.
    pub prize_type: String,
    /// The whole budget.
    pub total_money: Price,
    /// How many packets.
    pub total_num: i64,
    /// What receivers read in their bill.
    pub prize_msg: String,
    /// From when packets can be drawn (`yyyy-MM-dd HH:mm:ss`, Beijing time), or `NowTime`.
    pub start_time: String,
    /// Until when (`yyyy-MM-dd HH:mm:ss`, Beijing time).
    pub end_time: String,
    /// Where the cashier leads back to once the campaign is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_link: Option<String>,
    /// How often one user may draw, such as `D3|L10`; default: once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send_freqency: Option<String>,
}

/// A campaign that was created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CashCreated {
    /// The campaign id.
    pub crowd_no: String,
    /// The original number, for support.
    pub origin_crowd_no: String,
    /// Payment URL, URL-encoded as a whole; valid for 24 hours.
    pub pay_url: String,
}

impl Method for CashCreate {
    type Response = CashCreated;
    const WRITES: bool = true;

    #[rustfmt::skip]
    const SPEC: MethodSpec = MethodSpec {
        family: Family::Cash,
        method: "alipay.marketing.campaign.cash.create",
        title: "创建现金活动",
        request: &[
            COUPON_NAME.one_line(),
            row("prize_type",    Kind::Word(PRIZE_TYPES), Presence::Required, 6,    "random", "fixed 每个金额相同；random 每个金额随机", "fixed: all amounts equal; random: amounts vary around the average"),
            row("total_money",   Kind::Price,  Presence::Required, 12,   "10000.00", "全部预算，单位元，1.00 至 10000000.00", "The whole budget, in yuan, 1.00 to 10000000.00"),
            row("total_num",     Kind::Number, Presence::Required, 12,   "1000", "红包个数，1 至 10000000；平均每个 0.20 至 200.00 元。固定金额时最多发放这么多个，除不尽的余额在清算时退回；随机金额时发完预算为止，个数可能略多或略少", "How many packets, 1 to 10000000; 0.20 to 200.00 yuan each on average. A fixed campaign gives at most this many, and settlement refunds what rounding leaves; a random one gives packets until its budget is used up, which may be more or fewer"),
            row("prize_msg",     Kind::String, Presence::Required, 64,   "XXX送您大红包", "领取人在账单里读到的文案", "The text that receivers read in their bill").one_line(),
            row("start_time",    Kind::String, Presence::Required, 19,   "NowTime", "从何时起可以领取（北京时间），或 NowTime 立即生效", "From when packets can be drawn (Beijing time), or NowTime for at once"),
            row("end_time",      Kind::String, Presence::Required, 19,   "2016-09-20 22:48:30", "到何时为止（北京时间），最长六个月", "Until when (Beijing time), six months at most"),
            row("merchant_link", Kind::String, Presence::Optional, 1024, "http://www.weibo.com", "付款后收银台跳回的地址，会附上 crowdNo", "URL that the cashier returns to after payment, with crowdNo").one_line(),
            row("send_freqency", Kind::String, Presence::Optional, 16,   "D3|L10", "每人领取次数：L 总次数（至多 100），另可加 D 每日、W 每周、M 每月之一；默认 L1", "How often one user may draw: L in all (100 at most), and one of D a day, W a week, M a month; default: L1"),
        ],
        response: &[
            row("crowd_no",        Kind::String, Presence::Required, 128,  "EPOJZsBg3A-CZOJE4qlbAueA7By4oJLDwEeYZlAiAnbMnSZ96O-zxUfKlHp5cxmx", "活动编号", "The campaign id"),
            row("origin_crowd_no", Kind::String, Presence::Required, 64,   "20160901109410190092922300444004", "联系客服排查时报出的原始编号", "The original number, for support"),
            row("pay_url",         Kind::String, Presence::Required, 1024, "http%3a%2f%2fcashier...", "付款地址，整体经 URL 编码，24 小时内有效", "Payment URL, URL-encoded as a whole; valid for 24 hours"),
        ],
        errors: &[
            error(&[When::Unavailable, When::Unsure],            "UNKNOW_SYSTEM_ERROR",            "系统繁忙,请稍后再试", "先用活动列表查询确认是否已创建，再重试", "Check the list query for the campaign before retrying"),
            EMPTY,
            MALFORMED,
            NOT_OPENED,
            TOO_FREQUENT,
            error(&[When::Row("prize_type"), When::Refused(Refusal::PrizeUnknown)], "CASH_PRIZE_TYPE_ERROR", "现金红包参数校验失败,不支持的发放形式", "只能是 fixed 或 random，不带空格", "Say fixed or random, without blanks"),
            error(&[When::Row("start_time"), When::Row("end_time"), When::Refused(Refusal::TimesWrong)], "CASH_TIME_CHECK_FAILED", "现金红包参数校验失败,活动开始结束时间不合理或活动时间过长", "开始晚于现在（或 NowTime），结束晚于开始，跨度不超过六个月", "Start after now (or NowTime), end after the start, six months at most"),
            error(&[When::Row("send_freqency"), When::Refused(Refusal::FrequencyWrong)], "CASH_SEND_FREQUENCY_ERROR", "参数校验失败,发放频率设置不符合要求", "如 D3|L10：L 必填且至多 100，D、W、M 至多其一且不大于 L", "As in D3|L10: L, at most 100; at most one of D, W, M, not above L"),
            error(&[When::Refused(Refusal::CountTooSmall)],        "CASH_COUNT_TOO_SMALL",           "现金红包参数校验失败,红包个数过少", "至少 1 个", "At least 1 packet"),
            error(&[When::Row("total_num"), When::Refused(Refusal::CountTooLarge)], "CASH_COUNT_TOO_MUCH", "现金红包参数校验失败,红包个数过多", "至多 10000000 个", "At most 10000000 packets"),
            error(&[When::Refused(Refusal::AmountTooSmall)],       "CASH_AMOUNT_TOO_SMALL",          "现金红包参数校验失败,活动总金额过小", "至少 1.00 元", "At least 1.00 yuan"),
            error(&[When::Row("total_money"), When::Refused(Refusal::AmountTooLarge)], "CASH_AMOUNT_TOO_MUCH", "现金红包参数校验失败,活动总金额过大", "至多 10000000.00 元", "At most 10000000.00 yuan"),
            error(&[When::Refused(Refusal::PacketTooSmall)],       "CASH_PER_AMOUNT_TOO_SMALL",      "现金红包参数校验失败,单个红包金额过小", "平均每个至少 0.20 元", "At least 0.20 yuan each on average"),
            error(&[When::Refused(Refusal::PacketTooLarge)],       "CASH_PER_AMOUNT_TOO_MUCH",       "现金红包参数校验失败,单个红包金额过大", "平均每个至多 200.00 元", "At most 200.00 yuan each on average"),
            error(&[When::Row("coupon_name")],                   "CASH_COUPON_NAME_CHECK_FAILED",  "现金红包参数校验失败,红包名称不合法", "至多 64 个字符，不含控制字符、换行和文字方向标记", "At most 64 characters; no control characters, line breaks or direction marks"),
            error(&[When::Row("prize_msg")],                     "CASH_PRIZE_MSG_CHECK_FAILED",    "现金红包参数校验失败,红包文案不合法", "至多 64 个字符，不含控制字符、换行和文字方向标记", "At most 64 characters; no control characters, line breaks or direction marks"),
            error(&[When::Row("merchant_link"), When::Refused(Refusal::LinkWrong)], "CASH_MERCHANT_LINK_CHECK_FAILED", "现金红包参数校验失败,商户链接不合法", "http 或 https 地址，至多 1024 个字符，不含控制字符和换行", "An http or https URL of at most 1,024 characters, without control characters and line breaks"),
            error(&[When::Refused(Refusal::WordForbidden)],        "SENSITIVE_WORD_CHECK_FAILED",    "敏感词校验失败", "改掉名字或文案中的敏感词；大小写、全半角和不可见字符不影响判断", "Take the forbidden word out of name or text; case, width and invisible characters make no difference"),
            error(&[When::Refused(Refusal::CreatorLimit)],         "CREATOR_LIMIT_ERROR",            "活动创建人受限", "已付款而未清算的活动达到运营方所设上限：先结束已有的活动，清算后再创建", "The limit on open (paid, unsettled) campaigns is reached. Close some and retry after they settle."),
            error(&[When::Refused(Refusal::CreatorUncertified)],   "CREATOR_NOT_REALNAME",           "活动创建人未实名认证", "商户先完成实名认证", "The merchant must complete real-name verification first"),
            error(&[When::Refused(Refusal::SystemLimit)],          "SYSTEM_LIMIT_ERROR",             "系统限制,暂不能创建活动", "全平台活动数达到运营方所设上限：联系运营方", "The platform-wide campaign limit is reached. Contact the operator."),
        ],
    };
}

impl Behaviour<CashCreated> for CashCreate {
    type Command = Plan;

    fn command(self, context: &Context) -> Result<Plan, Refusal> {
        let says = |word: &String| holds(&self.coupon_name, word) || holds(&self.prize_msg, word);
        if context.operator.forbidden_words.iter().any(says) {
            return Err(Refusal::WordForbidden);
        }
        if !self.merchant_link.as_deref().is_none_or(is_web_link) {
            return Err(Refusal::LinkWrong);
        }
        Ok(Plan {
            prize: match self.prize_type.as_str() {
                "fixed" => Prize::Fixed,
                "random" => Prize::Random,
                _ => return Err(Refusal::PrizeUnknown),
            },
            total: Fen::new(self.total_money.fen()),
            count: match u32::try_from(self.total_num) {
                Ok(count) => count,
                Err(_) if self.total_num < 0 => return Err(Refusal::CountTooSmall),
                Err(_) => return Err(Refusal::CountTooLarge),
            },
            frequency: match &self.send_freqency {
                None => Frequency::default(),
                Some(text) => Frequency::parse(text).ok_or(Refusal::FrequencyWrong)?,
            },
            start_at: match self.start_time.as_str() {
                "NowTime" => None,
                text => Some(moment(text)?),
            },
            end_at: moment(&self.end_time)?,
            coupon_name: self.coupon_name,
            prize_msg: self.prize_msg,
            merchant_link: self.merchant_link,
        })
    }

    fn hint(_: &Plan, context: &Context) -> Vec<Key> {
        creator(context).map(|creator| creator.hint()).unwrap_or_default()
    }

    fn run(plan: &Plan, books: &mut Books, context: &Context) -> Result<CashCreated, Stop> {
        let campaign = books.create(plan, &creator(context)?, &context.entropy)?;
        let crowd_no = campaign.crowd_no.to_string();
        Ok(CashCreated {
            pay_url: urlencode_text(&format!("{}{crowd_no}", context.operator.pay_url)),
            origin_crowd_no: campaign.origin_crowd_no.clone(),
            crowd_no,
        })
    }
}

fn creator(context: &Context) -> Result<Creator<'_>, Refusal> {
    Ok(Creator {
        home: context.home(),
        merchant: context.merchant()?,
        limits: context.operator.limits,
        delay: context.operator.settle_delay,
        key: &context.number_key,
    })
}

/// Whether a link has a scheme that a browser follows, in any case, and something behind it.
fn is_web_link(link: &str) -> bool {
    let is_web =
        |scheme: &str| ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    link.split_once("://").is_some_and(|(scheme, rest)| is_web(scheme) && !rest.is_empty())
}

fn moment(text: &str) -> Result<Timestamp, Refusal> {
    let secs = parse_timestamp(text.as_bytes()).ok_or(Refusal::TimesWrong)?;
    Ok(Timestamp::from_secs(secs))
}
