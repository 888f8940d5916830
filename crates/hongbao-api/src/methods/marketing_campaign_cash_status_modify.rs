//! `alipay.marketing.campaign.cash.status.modify`: a merchant pauses, resumes or closes a campaign.
//!
//! Source: the platform's page of that name, and its FAQ. Departures: asking for the state that it has
//! is a success that changes nothing.

use hongbao_engine::{Books, Change, CrowdNo, Key, Refusal, Stop, Target};
use serde::{Deserialize, Serialize};

use super::cash::{CAMPAIGN_UNKNOWN, EMPTY, MALFORMED, NOT_OPENED, RETRY, TOO_FREQUENT};
use crate::contract::behaviour::{Behaviour, Context, HomeOf, crowd_no};
use crate::contract::method::{Family, Method, MethodSpec, When, error};
use crate::contract::spec::{Kind, Presence, row};

/// Changes a campaign's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashStatusModify {
    /// The campaign.
    pub crowd_no: String,
    /// `PAUSE`, `READY` or `CLOSED`.
    pub camp_status: String,
}

/// Nothing: the state is what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CashStatusModified {}

impl Method for CashStatusModify {
    type Response = CashStatusModified;
    const WRITES: bool = true;

    #[rustfmt::skip]
    const SPEC: MethodSpec = MethodSpec {
        family: Family::Cash,
        method: "alipay.marketing.campaign.cash.status.modify",
        title: "更改现金活动状态",
        request: &[
            row("crowd_no",    Kind::String, Presence::Required, 128, "YVaPjnkbbDJrYiBWNBmO9UKF5eKsnbUYVaPjnkbbDJrYiBWN", "活动编号", "The campaign id"),
            row("camp_status", Kind::Word(&["PAUSE", "READY", "CLOSED"]), Presence::Required, 10,  "PAUSE", "目标状态：PAUSE 暂停，READY 恢复，CLOSED 结束", "Target state: PAUSE, READY or CLOSED"),
        ],
        response: &[],
        errors: &[
            RETRY,
            EMPTY,
            MALFORMED,
            NOT_OPENED,
            TOO_FREQUENT,
            CAMPAIGN_UNKNOWN,
            error(&[When::Refused(Refusal::CampaignForeign)],      "CAMP_OPERATOR_ILLEGAL",             "活动创建人与调用者不一致", "只能更改自己创建的活动", "Change only campaigns of your own"),
            error(&[When::Refused(Refusal::StateFixed)],           "CASH_CURRENT_STATE_CANNOT_MODIFY",  "现金红包当前状态不允许修改", "只有进行中或已暂停的活动可以更改", "Only a campaign that runs or is paused can be changed"),
            error(&[When::Row("camp_status"), When::Refused(Refusal::TargetIllegal)], "CASH_TARGET_STATE_NOT_ILLEGAL", "现金红包目标状态不合法", "目标状态只能是 PAUSE、READY、CLOSED", "Say PAUSE, READY or CLOSED"),
            error(&[When::Refused(Refusal::ChangesLimit)],         "CAMPAIGN_CREATE_OVER_LIMIT",        "现金活动操作次数超限", "这个活动当日的更改次数已达运营方所设上限：次日再改", "Daily limit of status changes reached. Try again tomorrow."),
        ],
    };
}

/// Which campaign is to be changed, and how.
pub(crate) struct Modification {
    crowd_no: CrowdNo,
    change: Change,
}

impl Behaviour<CashStatusModified> for CashStatusModify {
    type Command = Modification;

    fn command(self, context: &Context) -> Result<Modification, Refusal> {
        let target = match self.camp_status.as_str() {
            "PAUSE" => Target::Pause,
            "READY" => Target::Ready,
            "CLOSED" => Target::Closed,
            _ => return Err(Refusal::TargetIllegal),
        };
        let (delay, most) = (context.operator.settle_delay, context.operator.limits.changes);
        let crowd_no = crowd_no(&self.crowd_no)?;
        Ok(Modification { crowd_no, change: Change { target, delay, most } })
    }

    fn place(asked: &Modification) -> HomeOf<'_> {
        HomeOf::Campaign(&asked.crowd_no)
    }

    fn hint(asked: &Modification, _: &Context) -> Vec<Key> {
        vec![Key::Campaign(asked.crowd_no.clone())]
    }

    fn run(
        asked: &Modification,
        books: &mut Books,
        context: &Context,
    ) -> Result<CashStatusModified, Stop> {
        books.modify(&asked.crowd_no, context.home(), &asked.change)?;
        Ok(CashStatusModified {})
    }
}
