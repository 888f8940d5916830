//! `alipay.marketing.voucher.query`: one voucher that the caller issued, with its bills.
//!
//! Source: the platform's page of that name (api_5). Departures: prices are strings (ADR-0001); a
//! foreign voucher is answered like an unknown one (ADR-0005).

use hongbao_engine::{Bill, BillKind, Books, Key, Refusal, Stop, Timestamp, Voucher, VoucherId};
use hongbao_wire::{Date, Price};
use serde::{Deserialize, Serialize};

use crate::contract::behaviour::{Behaviour, Context, HomeOf};
use crate::contract::method::{Family, Method, MethodSpec, When, error};
use crate::contract::spec::{Kind, Presence, list, row};
use crate::values::status::VOUCHER_STATUSES;
use crate::values::wire_value::{date, price};
use crate::voucher_status;

/// Asks for one voucher that the caller issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherQuery {
    /// The voucher's id, as it was returned when it was sent.
    pub voucher_id: String,
}

/// A voucher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VoucherDetail {
    /// The name that the user sees.
    pub name: String,
    /// The voucher's id.
    pub voucher_id: String,
    /// Whose it is.
    pub user_id: String,
    /// The template it was made from.
    pub template_id: String,
    /// From when it can be used.
    pub gmt_active: Date,
    /// From when it cannot be used any more.
    pub gmt_expired: Date,
    /// Its face value.
    pub total_amount: Price,
    /// What can still be spent.
    pub available_amount: Price,
    /// Its state, such as `ENABLED`; the table has all twelve. Other gateways may have other words.
    pub status: String,
    /// When it was sent.
    pub gmt_create: Date,
    /// More about it: text that holds a JSON object.
    pub extend_info: String,
    /// Each use and each refund, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bill_details: Vec<VoucherBill>,
}

/// One use or one refund of a voucher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VoucherBill {
    /// The payment it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trade_no: Option<String>,
    /// What was used or given back.
    pub amount: Price,
    /// `I`: held; `S`: final.
    pub status: String,
    /// The merchant where it was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner_id: Option<String>,
    /// That merchant's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner_name: Option<String>,
    /// `V_USE` or `V_REFUND`.
    pub biz_type: String,
    /// When it was made.
    pub gmt_create: Date,
}

impl Method for VoucherQuery {
    type Response = VoucherDetail;
    const WRITES: bool = false;

    #[rustfmt::skip]
    const SPEC: MethodSpec = MethodSpec {
        family: Family::Voucher,
        method: "alipay.marketing.voucher.query",
        title: "券查询",
        request: &[
            row("voucher_id", Kind::String, Presence::Required, 28, "20170616000730020041006ZYE2V", "想查的那张券的编号，发券时返回", "Id of the voucher to show, as returned when it was sent"),
        ],
        response: &[
            row("name",             Kind::String, Presence::Required, 128,  "商户代金券", "用户看到的券名", "The name that the user sees"),
            row("voucher_id",       Kind::String, Presence::Required, 28,   "20170616000730020041006ZYE2V", "券编号，与请求相同", "The voucher id, as in the request"),
            row("user_id",          Kind::String, Presence::Required, 16,   "2088102146165572", "持有人", "Whose it is"),
            row("template_id",      Kind::String, Presence::Required, 32,   "0616844525285551005194106549", "它出自哪个模板", "The template it was made from"),
            row("gmt_active",       Kind::Date,   Presence::Required, 32,   "2015-04-02 13:32:43", "从何时起可以使用（北京时间）", "From when it can be used (Beijing time)"),
            row("gmt_expired",      Kind::Date,   Presence::Required, 32,   "2015-04-02 13:32:43", "从何时起不能再用（北京时间）", "From when it cannot be used any more (Beijing time)"),
            row("total_amount",     Kind::Price,  Presence::Required, 13,   "1.00", "面额，单位元", "Its face value, in yuan").bare(),
            row("available_amount", Kind::Price,  Presence::Required, 13,   "1.00", "还能用的金额，单位元；过期、停用、删除、转赠后为 0.00", "What can still be spent, in yuan; 0.00 once it is over, off, deleted or given away").bare(),
            row("status",           Kind::Word(VOUCHER_STATUSES), Presence::Required, 32,   "ENABLED", "TRANS 发放中；UNC 待领取；UNACTIVE 未到可用时间；ENABLED 可用；USING 支付未完成；USED 已用完；REFUNDING 退款未完成；REFUNDED 过期后退款；EXPIRED 过期有余额；DISABLED 停用；DELETE 已删除；TRANSFER 已转赠", "TRANS: being issued; UNC: to be claimed; UNACTIVE: not usable yet; ENABLED: usable; USING: in a payment; USED: used up; REFUNDING: in a refund; REFUNDED: refunded after its end; EXPIRED: expired with value left; DISABLED: off; DELETE: deleted; TRANSFER: given away"),
            row("gmt_create",       Kind::Date,   Presence::Required, 32,   "2015-04-02 13:32:43", "何时发出（北京时间）", "When it was sent (Beijing time)"),
            row("extend_info",      Kind::String, Presence::Required, 4096, "{}", "附加信息，内容为 JSON 对象的文本", "More about it: text that holds a JSON object"),
            list("bill_details",    "VoucherBillDetail", Presence::Optional, "每次使用与退款各一条，先发生者在前；没有则不出现", "One entry for each use and each refund, oldest first; left out if there is none", &[
                row("trade_no",     Kind::String, Presence::Optional, 64,   "2015040200073002576500000001", "所属支付的交易号", "The payment it belongs to"),
                row("amount",       Kind::Price,  Presence::Required, 13,   "1.00", "使用或退回的金额，单位元", "What was used or given back, in yuan").bare(),
                row("status",       Kind::Word(&["I", "S"]), Presence::Required, 16,   "I", "I 未完成；S 已完成", "I: held; S: final"),
                row("partner_id",   Kind::String, Presence::Optional, 32,   "2088001159940003", "在哪个商户使用", "The merchant where it was used"),
                row("partner_name", Kind::String, Presence::Optional, 32,   "商户名称", "该商户的名字", "That merchant's name"),
                row("biz_type",     Kind::Word(&["V_USE", "V_REFUND"]), Presence::Required, 32,   "V_USE", "V_USE 使用；V_REFUND 退款", "V_USE: a use; V_REFUND: a refund"),
                row("gmt_create",   Kind::Date,   Presence::Required, 32,   "2015-04-02 13:32:43", "何时发生（北京时间）", "When it was made (Beijing time)"),
            ]),
        ],
        errors: &[
            error(&[When::Empty, When::Malformed],          "INVALID_PARAMETER", "参数有误", "biz_content 应为 JSON 对象，字段须符合本页的表", "Make biz_content a JSON object whose fields fit the table"),
            error(&[When::Unavailable],                     "SYSTEM_ERROR",      "系统繁忙", "数据库暂不可用，没有发生任何变化：稍后重试", "The database is not available, nothing happened: retry"),
            error(&[When::TooFrequent],                     "SYSTEM_ERROR",      "系统繁忙", "超出调用限额，没有发生任何变化：放慢后重试", "Over the limit, nothing happened: retry more slowly"),
            error(&[When::Unsure],                          "SYSTEM_ERROR",      "系统繁忙", "内部异常，可能已经生效：用相同参数重试", "An internal fault, it may have happened: retry the same call"),
            error(&[],                                      "SYSTEM_ERROR",      "系统繁忙", "与上一行相同，原文档列了两次", "As the row above, which the document has twice"),
            error(&[When::Refused(Refusal::VoucherUnknown)],  "INVALID_PARAMETER", "参数有误", "核对券编号：28 位，由发券接口返回，且由本商户发出", "Check the voucher id: 28 characters, as returned when you sent the voucher"),
        ],
    };
}

impl Behaviour<VoucherDetail> for VoucherQuery {
    type Command = VoucherId;

    fn command(self, _: &Context) -> Result<VoucherId, Refusal> {
        // A malformed id cannot belong to any voucher, so it is answered as unknown.
        VoucherId::parse(&self.voucher_id).ok_or(Refusal::VoucherUnknown)
    }

    fn place(id: &VoucherId) -> HomeOf<'_> {
        HomeOf::Listed(id.as_str())
    }

    fn hint(id: &VoucherId, _: &Context) -> Vec<Key> {
        vec![Key::Voucher(id.clone())]
    }

    fn run(id: &VoucherId, books: &mut Books, context: &Context) -> Result<VoucherDetail, Stop> {
        let voucher = books.voucher_of(id, context.home())?;
        Ok(describe(&voucher, books.now()))
    }
}

fn describe(voucher: &Voucher, now: Timestamp) -> VoucherDetail {
    VoucherDetail {
        name: voucher.name.clone(),
        voucher_id: voucher.voucher_id.to_string(),
        user_id: voucher.user_id.to_string(),
        template_id: voucher.template_id.clone(),
        gmt_active: date(voucher.terms.active_at),
        gmt_expired: date(voucher.terms.expires_at),
        total_amount: price(voucher.face),
        available_amount: price(voucher.available(now)),
        status: voucher_status(voucher.state(now)).to_owned(),
        gmt_create: date(voucher.terms.created_at),
        extend_info: voucher.extend_info.clone(),
        bill_details: voucher.bills.iter().map(bill_detail).collect(),
    }
}

fn bill_detail(bill: &Bill) -> VoucherBill {
    let partner = bill.partner.as_ref();
    VoucherBill {
        trade_no: bill.trade_no.clone(),
        amount: price(bill.amount),
        status: if bill.committed { "S" } else { "I" }.to_owned(),
        partner_id: partner.map(|partner| partner.id.clone()),
        partner_name: partner.map(|partner| partner.name.clone()),
        biz_type: match bill.kind {
            BillKind::Use => "V_USE".to_owned(),
            BillKind::Refund => "V_REFUND".to_owned(),
        },
        gmt_create: date(bill.created_at),
    }
}
