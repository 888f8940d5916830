//! Pays out what a user drew from a campaign: the operator has sent the money, and the wallet gives it up.

use hongbao_engine::{Books, CrowdNo, Key, Refusal, Stop, UserId};
use hongbao_wire::{Date, Price};
use serde::{Deserialize, Serialize};

use crate::contract::behaviour::{Behaviour, Context, HomeOf, crowd_no};
use crate::contract::operation::{Operation, OperationSpec, Verb};
use crate::contract::refusal_row::{CAMPAIGN_UNKNOWN, refused};
use crate::contract::spec::{Kind, Presence, row};
use crate::values::wire_value::{date, price};
use crate::views::campaign_view::CROWD_NO;

/// Books that a user was paid all that the wallet still holds of one campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserPayout {
    /// The user who drew.
    pub user_id: String,
    /// The campaign.
    pub crowd_no: String,
}

/// A payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PaidOut {
    /// The payout's number in its merchant's book.
    pub payout: u64,
    /// Who was paid.
    pub user_id: String,
    /// The campaign.
    pub crowd_no: String,
    /// How much.
    pub amount: Price,
    /// What the user was paid out from this campaign in all.
    pub total: Price,
    /// When.
    pub paid_at: Date,
}

impl Operation for UserPayout {
    type Response = PaidOut;

    #[rustfmt::skip]
    const SPEC: OperationSpec = OperationSpec {
        name: "user payout",
        verb: Verb::Post,
        path: "users/{user_id}/payouts",
        title: "登记已付给用户",
        title_en: "Book what was paid out to a user",
        request: &[
            row("user_id",  Kind::String, Presence::Required, 16, "2088102146165572", "领取人", "The user who drew"),
            CROWD_NO,
        ],
        response: &[
            row("payout",   Kind::Number, Presence::Required, 20, "12", "这笔付款在商户账簿中的编号", "The payout's number in its merchant's book"),
            row("user_id",  Kind::String, Presence::Required, 16, "2088102146165572", "收款人", "Who was paid"),
            CROWD_NO,
            row("amount",   Kind::Price,  Presence::Required, 12, "20.00", "金额，单位元", "How much, in yuan"),
            row("total",    Kind::Price,  Presence::Required, 12, "20.00", "这个活动累计付给该用户，单位元", "Paid to the user from this campaign in all, in yuan"),
            row("paid_at",  Kind::Date,   Presence::Required, 19, "2016-08-10 22:28:30", "登记时间（北京时间）", "When (Beijing time)"),
        ],
        refusals: &[
            CAMPAIGN_UNKNOWN,
            refused(Refusal::UserIdIllegal, "user_id 是 2088 开头的 16 位数字", "user_id is 2088 and twelve digits"),
            refused(Refusal::WalletEmpty,   "没有尚未付给该用户的红包", "The user has drawn nothing that was not paid out"),
        ],
    };
}

/// Whose wallet, and which campaign's packets.
pub(crate) struct Paying {
    user_id: UserId,
    crowd_no: CrowdNo,
}

impl Behaviour<PaidOut> for UserPayout {
    type Command = Paying;

    fn command(self, _: &Context) -> Result<Paying, Refusal> {
        let user_id = UserId::parse(&self.user_id).ok_or(Refusal::UserIdIllegal)?;
        Ok(Paying { user_id, crowd_no: crowd_no(&self.crowd_no)? })
    }

    fn place(asked: &Paying) -> HomeOf<'_> {
        HomeOf::Campaign(&asked.crowd_no)
    }

    fn hint(asked: &Paying, _: &Context) -> Vec<Key> {
        let (no, user) = (asked.crowd_no.clone(), asked.user_id.clone());
        vec![Key::Campaign(no.clone()), Key::Tally((no, user))]
    }

    fn run(asked: &Paying, books: &mut Books, _: &Context) -> Result<PaidOut, Stop> {
        let payout = books.pay_out(&asked.crowd_no, &asked.user_id)?;
        Ok(PaidOut {
            payout: payout.seq,
            user_id: payout.user_id.to_string(),
            crowd_no: payout.crowd_no.to_string(),
            amount: price(payout.amount),
            total: price(payout.total),
            paid_at: date(payout.at),
        })
    }
}
