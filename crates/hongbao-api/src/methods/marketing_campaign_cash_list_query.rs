//! `alipay.marketing.campaign.cash.list.query`: the caller's campaigns, page by page, newest first.
//!
//! Source: the platform's page of that name and its SDKs' models. Departures: the order, which the
//! platform leaves open.

use hongbao_engine::{Books, Key, PageOf, Refusal, Stop, View};
use serde::{Deserialize, Serialize};

use super::cash::{COUPON_NAME, EMPTY, NOT_OPENED, RETRY, TOO_FREQUENT};
use crate::camp_status;
use crate::contract::behaviour::{Behaviour, Context};
use crate::contract::method::{Family, Method, MethodSpec, When, error};
use crate::contract::spec::{Kind, Presence, list, row};
use crate::values::status::{CAMP_STATUSES, LISTED_STATUSES};
use crate::views::paging::page_of;

/// Asks for a page of the caller's campaigns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashListQuery {
    /// Only campaigns in this state; default: `ALL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub camp_status: Option<String>,
    /// Entries on a page, 1 to 50.
    pub page_size: i64,
    /// Which page, from 1.
    pub page_index: i64,
}

/// A page of campaigns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CashList {
    /// As in the request.
    pub page_size: String,
    /// As in the request.
    pub page_index: String,
    /// Entries on all pages.
    pub total_size: String,
    /// The campaigns on this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub camp_list: Vec<CashListed>,
}

/// A campaign in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CashListed {
    /// The campaign id.
    pub crowd_no: String,
    /// The original number, for support.
    pub origin_crowd_no: String,
    /// Its state, as in the detail query.
    pub camp_status: String,
    /// The red packet's name.
    pub coupon_name: String,
}

impl Method for CashListQuery {
    type Response = CashList;
    const WRITES: bool = false;

    #[rustfmt::skip]
    const SPEC: MethodSpec = MethodSpec {
        family: Family::Cash,
        method: "alipay.marketing.campaign.cash.list.query",
        title: "现金活动列表查询",
        request: &[
            row("camp_status", Kind::Word(LISTED_STATUSES), Presence::Optional, 10, "PAID", "只看这个状态；默认 ALL", "Only campaigns in this state; default: ALL"),
            row("page_size",   Kind::Number, Presence::Required, 12, "10", "每页个数，1 至 50", "Entries on a page, 1 to 50"),
            row("page_index",  Kind::Number, Presence::Required, 12, "1", "第几页，从 1 起", "Which page, from 1"),
        ],
        response: &[
            row("page_size",  Kind::String, Presence::Required, 12, "10", "每页个数，与请求相同", "Entries on a page, as in the request"),
            row("page_index", Kind::String, Presence::Required, 12, "1", "第几页，与请求相同", "Which page, as in the request"),
            row("total_size", Kind::String, Presence::Required, 20, "50", "符合条件的活动总数", "Entries on all pages"),
            list("camp_list", "CashCampaignInfo", Presence::Optional, "活动列表，最新的在前；没有则不出现", "The campaigns, newest first; left out if there is none", &[
                row("crowd_no",        Kind::String, Presence::Required, 128, "5PZx2Y5c55NlFwL4yaZSqwoNtJmbZDbQwKRYsFGJKBDMnSZ96O-zxUfKlHp5cxmx", "活动编号", "The campaign id"),
                row("origin_crowd_no", Kind::String, Presence::Required, 64,  "20160901109410190092922300444004", "联系客服排查时报出的原始编号", "The original number, for support"),
                row("camp_status",     Kind::Word(CAMP_STATUSES), Presence::Required, 10,  "CREATED", "状态，同活动详情查询", "Its state, as in the detail query"),
                COUPON_NAME,
            ]),
        ],
        errors: &[
            RETRY,
            EMPTY,
            error(&[When::Malformed, When::Refused(Refusal::StateUnknown)], "BIZ_CONTENT_FORMAT_ERROR",    "入参不合法,biz_content字段格式错误", "biz_content 应为 JSON 对象，字段须符合本页的表", "Make biz_content a JSON object whose fields fit the table"),
            NOT_OPENED,
            TOO_FREQUENT,
            error(&[When::Row("page_size"), When::Row("page_index"), When::Refused(Refusal::PageIllegal)], "CASH_LIST_PAGE_CHECK_FAILED", "现金活动列表分页参数校验失败", "page_size 为 1 至 50，page_index 从 1 起", "page_size is 1 to 50, page_index starts at 1"),
        ],
    };
}

/// A page, and its size and index as the answer repeats them.
pub(crate) struct Listing {
    of: PageOf,
    size: i64,
    index: i64,
}

impl Behaviour<CashList> for CashListQuery {
    type Command = Listing;

    fn command(self, _: &Context) -> Result<Listing, Refusal> {
        let (size, index) = (self.page_size, self.page_index);
        Ok(Listing { of: page_of(self.camp_status.as_deref(), index, size)?, size, index })
    }

    fn hint(listing: &Listing, _: &Context) -> Vec<Key> {
        vec![View::Page(listing.of).into()]
    }

    fn run(listing: &Listing, books: &mut Books, _: &Context) -> Result<CashList, Stop> {
        let page = books.page(&listing.of)?;
        let now = books.now();
        let listed = page.campaigns.iter().map(|campaign| CashListed {
            crowd_no: campaign.crowd_no.to_string(),
            origin_crowd_no: campaign.origin_crowd_no.clone(),
            camp_status: camp_status(campaign.timing.state(now)).to_owned(),
            coupon_name: campaign.coupon_name.clone(),
        });
        Ok(CashList {
            page_size: listing.size.to_string(),
            page_index: listing.index.to_string(),
            total_size: page.total.to_string(),
            camp_list: listed.collect(),
        })
    }
}
