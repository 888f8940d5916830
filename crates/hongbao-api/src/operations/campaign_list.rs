//! Lists a merchant's campaigns for its operator, page by page, newest first.

use hongbao_engine::{Books, Key, MerchantId, PageOf, Refusal, Stop, View};
use hongbao_wire::Price;
use serde::{Deserialize, Serialize};

use crate::camp_status;
use crate::contract::behaviour::{Behaviour, Context, HomeOf};
use crate::contract::operation::{Operation, OperationSpec, Verb};
use crate::contract::refusal_row::{MERCHANT_UNKNOWN, refused};
use crate::contract::spec::{Kind, Presence, list, row};
use crate::values::status::{CAMP_STATUSES, LISTED_STATUSES};
use crate::values::wire_value::price;
use crate::views::paging::page_of;

/// Entries on a page by default.
const USUAL: i64 = 20;

/// Asks for a page of a merchant's campaigns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignList {
    /// The merchant's id.
    pub merchant: String,
    /// Only campaigns in this state; default: `ALL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub camp_status: Option<String>,
    /// Entries on a page, 1 to 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<i64>,
    /// Which page, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_index: Option<i64>,
}

/// A page of campaigns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Campaigns {
    /// Entries on all pages.
    pub total_size: u64,
    /// The campaigns on this one.
    pub campaigns: Vec<CampaignListed>,
}

/// A campaign in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CampaignListed {
    /// The campaign id.
    pub crowd_no: String,
    /// Its state.
    pub camp_status: String,
    /// The red packet's name.
    pub coupon_name: String,
    /// The whole budget.
    pub total_amount: Price,
    /// What was drawn.
    pub send_amount: Price,
    /// How many packets were drawn.
    pub draws: u64,
}

impl Operation for CampaignList {
    type Response = Campaigns;

    #[rustfmt::skip]
    const SPEC: OperationSpec = OperationSpec {
        name: "campaign list",
        verb: Verb::Get,
        path: "campaigns",
        title: "查看商户的活动",
        title_en: "List a merchant's campaigns",
        request: &[
            row("merchant",    Kind::String, Presence::Required, 16, "2088001159940003", "商户编号", "The merchant's id"),
            row("camp_status", Kind::Word(LISTED_STATUSES), Presence::Optional, 10, "READY", "只看这个状态；默认 ALL", "Only campaigns in this state; default: ALL"),
            row("page_size",   Kind::Number, Presence::Optional, 12, "20", "每页个数，1 至 50，默认 20", "Entries on a page, 1 to 50; default: 20"),
            row("page_index",  Kind::Number, Presence::Optional, 12, "1", "第几页，从 1 起", "Which page, from 1"),
        ],
        response: &[
            row("total_size", Kind::Number, Presence::Required, 20, "12", "符合条件的活动总数", "Entries on all pages"),
            list("campaigns", "CampaignListed", Presence::Required, "活动列表，最新的在前", "The campaigns, newest first", &[
                row("crowd_no",     Kind::String, Presence::Required, 128, "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx", "活动编号", "The campaign id"),
                row("camp_status",  Kind::Word(CAMP_STATUSES), Presence::Required, 10,  "READY", "状态", "Its state"),
                row("coupon_name",  Kind::String, Presence::Required, 64,  "XXX周年庆红包", "红包名称", "The red packet's name"),
                row("total_amount", Kind::Price,  Presence::Required, 12,  "20000.00", "全部预算，单位元", "The whole budget, in yuan"),
                row("send_amount",  Kind::Price,  Presence::Required, 12,  "0.00", "已领取，单位元", "Drawn amount, in yuan"),
                row("draws",        Kind::Number, Presence::Required, 20,  "0", "已领取个数", "How many packets were drawn"),
            ]),
        ],
        refusals: &[
            MERCHANT_UNKNOWN,
            refused(Refusal::StateUnknown, "camp_status 不是活动的状态", "camp_status is not a state of campaigns").of_field("camp_status"),
            refused(Refusal::PageIllegal,  "page_size 为 1 至 50，page_index 从 1 起", "page_size is 1 to 50, page_index starts at 1"),
        ],
    };
}

/// Whose campaigns, and which page of them.
pub(crate) struct Listing {
    merchant: MerchantId,
    of: PageOf,
}

impl Behaviour<Campaigns> for CampaignList {
    type Command = Listing;

    fn command(self, _: &Context) -> Result<Listing, Refusal> {
        let (index, size) = (self.page_index.unwrap_or(1), self.page_size.unwrap_or(USUAL));
        let of = page_of(self.camp_status.as_deref(), index, size)?;
        let merchant = MerchantId::parse(&self.merchant).ok_or(Refusal::MerchantUnknown)?;
        Ok(Listing { merchant, of })
    }

    fn place(listing: &Listing) -> HomeOf<'_> {
        HomeOf::Listed(listing.merchant.as_str())
    }

    fn hint(listing: &Listing, _: &Context) -> Vec<Key> {
        vec![Key::Merchant(listing.merchant.clone()), View::Page(listing.of).into()]
    }

    fn run(listing: &Listing, books: &mut Books, _: &Context) -> Result<Campaigns, Stop> {
        let Listing { merchant, of } = listing;
        books.need(&[Key::Merchant(merchant.clone()), View::Page(*of).into()])?;
        books.merchant(merchant)?.ok_or(Refusal::MerchantUnknown)?;
        let (page, now) = (books.page(of)?, books.now());
        let listed = page.campaigns.iter().map(|campaign| CampaignListed {
            crowd_no: campaign.crowd_no.to_string(),
            camp_status: camp_status(campaign.timing.state(now)).to_owned(),
            coupon_name: campaign.coupon_name.clone(),
            total_amount: price(campaign.funds.total),
            send_amount: price(campaign.funds.sent),
            draws: campaign.funds.draws,
        });
        Ok(Campaigns { total_size: page.total, campaigns: listed.collect() })
    }
}
