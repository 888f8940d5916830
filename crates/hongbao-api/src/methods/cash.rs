//! What the methods of cash campaigns share: fields and errors that their documents have alike.
//!
//! Must not know which method declares a row.

use hongbao_engine::Refusal;

use crate::contract::method::{ErrorRow, When, error};
use crate::contract::spec::{Kind, Presence, Row, row};

/// A red packet's name.
#[rustfmt::skip]
pub(crate) const COUPON_NAME: Row = row("coupon_name", Kind::String, Presence::Required, 64, "XXX周年庆红包", "红包的名字", "The red packet's name");

/// No biz_content.
#[rustfmt::skip]
pub(crate) const EMPTY: ErrorRow = error(&[When::Empty], "BIZ_CONTENT_IS_EMPTY", "入参不合法,biz_content字段为空", "补上 biz_content", "Send biz_content");

/// biz_content that does not fit the table.
#[rustfmt::skip]
pub(crate) const MALFORMED: ErrorRow = error(&[When::Malformed], "BIZ_CONTENT_FORMAT_ERROR", "入参不合法,biz_content字段格式错误", "biz_content 应为 JSON 对象，字段须符合本页的表", "Make biz_content a JSON object whose fields fit the table");

/// The product is not signed for.
#[rustfmt::skip]
pub(crate) const NOT_OPENED: ErrorRow = error(&[When::NotOpened], "PRODUCT_IS_NOT_OPENED", "产品未签约", "先签约现金红包产品", "Sign for the cash campaign product first");

/// More calls than the limit allows.
#[rustfmt::skip]
pub(crate) const TOO_FREQUENT: ErrorRow = error(&[When::TooFrequent], "CALL_TOO_FREQUENCY", "调用过于频繁", "放慢调用", "Call less often");

/// The store has no answer; the same call may be repeated.
#[rustfmt::skip]
pub(crate) const RETRY: ErrorRow = error(&[When::Unavailable, When::Unsure], "UNKNOW_SYSTEM_ERROR", "系统繁忙,请稍后再试", "稍等片刻，用相同参数重试", "Retry the same call in a moment");

/// No campaign has this id.
#[rustfmt::skip]
pub(crate) const CAMPAIGN_UNKNOWN: ErrorRow = error(&[When::Refused(Refusal::CampaignUnknown)], "CASH_CAMPAIGN_NOT_EXIST", "现金活动不存在", "核对活动编号", "Check the campaign id");
