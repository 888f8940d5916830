//! Records that a merchant has paid for a campaign, outside. The same reference again is the same
//! payment; another one is refused, and so is a reference that has paid another campaign.

use hongbao_engine::{Books, CrowdNo, Key, Paying, Refusal, Stop};
use serde::{Deserialize, Serialize};

use crate::contract::behaviour::{Behaviour, Context, HomeOf, crowd_no};
use crate::contract::operation::{Operation, OperationSpec, Verb};
use crate::contract::refusal_row::{CAMPAIGN_UNKNOWN, refused};
use crate::contract::spec::{Kind, Presence, row};
use crate::views::campaign_view::{CROWD_NO, CampaignState, STATE, describe};

/// Records a campaign's payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignPay {
    /// The campaign id.
    pub crowd_no: String,
    /// The outside payment's reference, which pays one campaign of a merchant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl Operation for CampaignPay {
    type Response = CampaignState;

    #[rustfmt::skip]
    const SPEC: OperationSpec = OperationSpec {
        name: "campaign pay",
        verb: Verb::Post,
        path: "campaigns/{crowd_no}/pay",
        title: "登记活动付款",
        title_en: "Record a campaign's payment",
        request: &[
            CROWD_NO,
            row("reference", Kind::String, Presence::Optional, 128, "bank-2016-0810", "外部付款的单号：同一商户内，一个单号只付一个活动，否则 409 reference-used；不传或传 - 则不限", "The outside payment's reference: within one merchant it pays one campaign, else 409 reference-used; absent or - pays any number"),
        ],
        response: STATE,
        refusals: &[
            CAMPAIGN_UNKNOWN,
            refused(Refusal::PaidOtherwise, "已由另一笔付款付清", "It was paid already, by another payment"),
            refused(Refusal::TooLateToPay,  "创建已超过 24 小时，或活动已结束", "It was created more than 24 h ago, or is over"),
            refused(Refusal::ReferenceUsed, "这个单号已付过本商户的另一个活动", "The reference has paid another campaign of the merchant"),
            refused(Refusal::CreatorLimit,  "该商户已付款而未清算的活动达到上限", "The merchant's limit of paid campaigns that are not settled is reached"),
        ],
    };
}

/// Which campaign was paid, by which payment.
pub(crate) struct Paid {
    crowd_no: CrowdNo,
    reference: Option<String>,
}

impl Behaviour<CampaignState> for CampaignPay {
    type Command = Paid;

    fn command(self, _: &Context) -> Result<Paid, Refusal> {
        Ok(Paid { crowd_no: crowd_no(&self.crowd_no)?, reference: self.reference })
    }

    fn place(paid: &Paid) -> HomeOf<'_> {
        HomeOf::Campaign(&paid.crowd_no)
    }

    fn hint(paid: &Paid, context: &Context) -> Vec<Key> {
        paid.paying(context).hint(&paid.crowd_no)
    }

    fn run(paid: &Paid, books: &mut Books, context: &Context) -> Result<CampaignState, Stop> {
        let campaign = books.pay(&paid.crowd_no, &paid.paying(context))?;
        Ok(describe(&campaign, books.now()))
    }
}

impl Paid {
    fn paying(&self, context: &Context) -> Paying<'_> {
        Paying {
            reference: self.reference.as_deref(),
            delay: context.operator.settle_delay,
            most: context.operator.limits.open,
        }
    }
}
