//! Shows who drew what from a campaign, in the order of the draws, page by page.

use std::sync::Arc;

use hongbao_engine::{Books, Draw, DrawsOf, Key, Refusal, Stop, View};
use hongbao_wire::{Date, Price};
use serde::{Deserialize, Serialize};

use crate::contract::behaviour::{Behaviour, Context, HomeOf, crowd_no};
use crate::contract::operation::{Operation, OperationSpec, Verb};
use crate::contract::refusal_row::{CAMPAIGN_UNKNOWN, refused};
use crate::contract::spec::{Kind, Presence, list, row};
use crate::values::wire_value::{date, price};
use crate::views::campaign_view::CROWD_NO;

/// The greatest size of a page.
pub const LARGEST: u32 = 1_000;
/// Entries on a page by default.
const USUAL: i64 = 100;

/// Asks for draws of one campaign of any merchant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignDraws {
    /// The campaign id.
    pub crowd_no: String,
    /// Draws after this ordinal; default: from the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
    /// How many a page holds, 1 to 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<i64>,
}

/// A page of draws.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CampaignDrawn {
    /// The draws.
    pub draws: Vec<DrawListed>,
    /// What `after` is for the next page; left out on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// A draw in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DrawListed {
    /// Ordinal of the draw within its campaign, from 1.
    pub n: u64,
    /// The user who drew.
    pub user_id: String,
    /// How much.
    pub amount: Price,
    /// Whether the caller named the amount.
    pub named: bool,
    /// When.
    pub drawn_at: Date,
    /// The transfer's number.
    pub biz_no: String,
    /// The caller's number, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_biz_no: Option<String>,
}

impl DrawListed {
    /// A draw, and the number that was given for it.
    fn new(draw: &Draw, biz_no: String) -> Self {
        Self {
            n: draw.n,
            user_id: draw.user_id.to_string(),
            amount: price(draw.amount),
            named: draw.named,
            drawn_at: date(draw.at),
            biz_no,
            out_biz_no: draw.slot.out_biz_no().map(str::to_owned),
        }
    }
}

impl Operation for CampaignDraws {
    type Response = CampaignDrawn;

    #[rustfmt::skip]
    const SPEC: OperationSpec = OperationSpec {
        name: "campaign draws",
        verb: Verb::Get,
        path: "campaigns/{crowd_no}/draws",
        title: "查看活动的领取记录",
        title_en: "Show a campaign's draws",
        request: &[
            CROWD_NO,
            row("after",     Kind::Number, Presence::Optional, 19, "100", "从这一个之后开始；默认从头", "Draws after this ordinal; default: from the first"),
            row("page_size", Kind::Number, Presence::Optional, 12, "100", "每页个数，1 至 1000，默认 100", "Entries on a page, 1 to 1,000; default: 100"),
        ],
        response: &[
            list("draws", "CampaignDraw", Presence::Required, "领取记录，按先后排列", "The draws, in their order", &[
                row("n",          Kind::Number, Presence::Required, 20, "1", "活动的第几个红包，从 1 起", "Ordinal of the draw within its campaign, from 1"),
                row("user_id",    Kind::String, Presence::Required, 16, "2088102146165572", "领取人", "The user who drew"),
                row("amount",     Kind::Price,  Presence::Required, 12, "20.00", "金额，单位元", "How much, in yuan"),
                row("named",      Kind::Boolean, Presence::Required, 5,  "false", "金额是否由调用方指定（order_price）", "Whether the caller named the amount (order_price)"),
                row("drawn_at",   Kind::Date,   Presence::Required, 19, "2016-08-10 22:28:30", "领取时间（北京时间）", "When (Beijing time)"),
                row("biz_no",     Kind::String, Presence::Required, 64, "2016081011021112", "资金流水号", "The transfer's number"),
                row("out_biz_no", Kind::String, Presence::Optional, 96, "order_1", "外部业务号", "The caller's number, where one was given"),
            ]),
            row("next", Kind::Number, Presence::Optional, 20, "100", "下一页的 after；最后一页没有", "Value of after for the next page; absent on the last one"),
        ],
        refusals: &[
            CAMPAIGN_UNKNOWN,
            refused(Refusal::PageIllegal, "after 不小于 0，page_size 为 1 至 1000", "after is 0 or more, page_size is 1 to 1,000"),
        ],
    };
}

impl Behaviour<CampaignDrawn> for CampaignDraws {
    type Command = DrawsOf;

    fn command(self, _: &Context) -> Result<DrawsOf, Refusal> {
        let crowd_no = crowd_no(&self.crowd_no)?;
        let after = u64::try_from(self.after.unwrap_or(0)).map_err(|_| Refusal::PageIllegal)?;
        let size = u32::try_from(self.page_size.unwrap_or(USUAL)).unwrap_or_default();
        match size {
            1..=LARGEST => Ok(DrawsOf { crowd_no, after, size }),
            _ => Err(Refusal::PageIllegal),
        }
    }

    fn place(of: &DrawsOf) -> HomeOf<'_> {
        HomeOf::Campaign(&of.crowd_no)
    }

    fn hint(of: &DrawsOf, _: &Context) -> Vec<Key> {
        vec![Key::Campaign(of.crowd_no.clone()), View::Draws(of.clone()).into()]
    }

    fn run(of: &DrawsOf, books: &mut Books, context: &Context) -> Result<CampaignDrawn, Stop> {
        books.need(&[Key::Campaign(of.crowd_no.clone()), View::Draws(of.clone()).into()])?;
        let campaign = books.campaign(&of.crowd_no)?.ok_or(Refusal::CampaignUnknown)?;
        let listed =
            |draw: &Arc<Draw>| Ok(DrawListed::new(draw, books.biz_no(draw, &context.number_key)?));
        let draws = books.draws(of)?.draws.iter().map(listed);
        let draws = draws.collect::<Result<Vec<_>, Stop>>()?;
        let last = draws.last().map(|draw| draw.n);
        Ok(CampaignDrawn { draws, next: last.filter(|last| *last < campaign.funds.draws) })
    }
}
