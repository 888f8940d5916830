//! `alipay.marketing.campaign.cash.status.modify`: a merchant pauses, resumes or closes a campaign.
//!
//! Source: the platform's page of that name, and its FAQ. Departures: asking for the state that it has
//! is a success that changes nothing.

use hongbao_engine::{Books, Change, CrowdNo, Key, Refusal, Stop, Target};
use serde::{Deserialize, Serialize};

use crate::behaviour::{Behaviour, Context, HomeOf, crowd_no};
use crate::method::{Family, Method, MethodSpec, When, error};
use crate::spec::{Kind, Presence, row};

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
            row("camp_status", Kind::String, Presence::Required, 10,  "PAUSE", "目标状态：PAUSE 暂停，READY 恢复，CLOSED 结束", "Target state: PAUSE, READY or CLOSED"),
        ],
        response: &[],
        errors: &[
            error(&[When::Unavailable, When::Unsure],            "UNKNOW_SYSTEM_ERROR",               "系统繁忙,请稍后再试", "稍等片刻，用相同参数重试", "Retry the same call in a moment"),
            error(&[When::Empty],                                "BIZ_CONTENT_IS_EMPTY",              "入参不合法,biz_content字段为空", "补上 biz_content", "Send biz_content"),
            error(&[When::Malformed],                            "BIZ_CONTENT_FORMAT_ERROR",          "入参不合法,biz_content字段格式错误", "biz_content 应为 JSON 对象，字段须符合本页的表", "Make biz_content a JSON object whose fields fit the table"),
            error(&[When::NotOpened],                            "PRODUCT_IS_NOT_OPENED",             "产品未签约", "先签约现金红包产品", "Sign for the cash campaign product first"),
            error(&[When::TooFrequent],                          "CALL_TOO_FREQUENCY",                "调用过于频繁", "放慢调用", "Call less often"),
            error(&[When::Refused(Refusal::CampaignUnknown)],      "CASH_CAMPAIGN_NOT_EXIST",           "现金活动不存在", "核对活动编号", "Check the campaign id"),
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
        books.modify(&asked.crowd_no, context.caller, &asked.change)?;
        Ok(CashStatusModified {})
    }
}
