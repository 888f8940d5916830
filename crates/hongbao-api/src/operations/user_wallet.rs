//! Shows what a user drew from a merchant's campaigns, and what of it was not paid out yet.

use hongbao_engine::{Books, Fault, Fen, Key, MerchantId, Refusal, Stop, UserId, View};
use hongbao_wire::Price;
use serde::{Deserialize, Serialize};

use crate::contract::behaviour::{Behaviour, Context, HomeOf};
use crate::contract::operation::{Operation, OperationSpec, Verb};
use crate::contract::refusal_row::{MERCHANT_UNKNOWN, refused};
use crate::contract::spec::{Kind, Presence, list, row};
use crate::values::wire_value::price;

/// Campaigns that are listed, at most.
const LISTED: usize = 1_000;

/// Asks for a user's wallet with one merchant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserWallet {
    /// The user.
    pub user_id: String,
    /// The merchant whose campaigns are counted.
    pub merchant: String,
}

/// A user's wallet with one merchant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WalletShown {
    /// What the user drew.
    pub earned: Price,
    /// What of it was paid out.
    pub paid_out: Price,
    /// What was not: the wallet's balance.
    pub balance: Price,
    /// The campaigns of which something was not paid out.
    pub campaigns: Vec<WalletOfCampaign>,
    /// Whether there are more than are listed.
    pub more: bool,
}

/// What a wallet holds of one campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WalletOfCampaign {
    /// The campaign.
    pub crowd_no: String,
    /// What was not paid out.
    pub balance: Price,
}

impl Operation for UserWallet {
    type Response = WalletShown;

    #[rustfmt::skip]
    const SPEC: OperationSpec = OperationSpec {
        name: "user wallet",
        verb: Verb::Get,
        path: "users/{user_id}/wallet",
        title: "查看用户未付的红包",
        title_en: "Show what a user drew and was not paid out",
        request: &[
            row("user_id",  Kind::String, Presence::Required, 16, "2088102146165572", "用户编号", "The user's id"),
            row("merchant", Kind::String, Presence::Required, 16, "2088001159940003", "商户编号", "The merchant's id"),
        ],
        response: &[
            row("earned",   Kind::Price, Presence::Required, 12, "60.00", "领取总额，单位元", "What the user drew, in yuan"),
            row("paid_out", Kind::Price, Presence::Required, 12, "20.00", "已付，单位元", "What was paid out, in yuan"),
            row("balance",  Kind::Price, Presence::Required, 12, "40.00", "未付，单位元", "What was not paid out, in yuan"),
            list("campaigns", "WalletCampaign", Presence::Required, "有未付的活动", "The campaigns of which something was not paid out", &[
                row("crowd_no", Kind::String, Presence::Required, 128, "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx", "活动编号", "The campaign id"),
                row("balance",  Kind::Price,  Presence::Required, 12,  "40.00", "未付，单位元", "What was not paid out, in yuan"),
            ]),
            row("more",     Kind::Boolean, Presence::Required, 5, "false", "是否还有未列出的（最多列 1000 个）", "Whether there are more than are listed (at most 1,000)"),
        ],
        refusals: &[
            MERCHANT_UNKNOWN,
            refused(Refusal::UserIdIllegal, "user_id 是 2088 开头的 16 位数字", "user_id is 2088 and twelve digits"),
        ],
    };
}

/// Whose wallet, with whom.
pub(crate) struct Asking {
    user_id: UserId,
    merchant: MerchantId,
}

impl Asking {
    fn keys(&self) -> [Key; 2] {
        [Key::Merchant(self.merchant.clone()), View::Wallet(self.user_id.clone()).into()]
    }
}

impl Behaviour<WalletShown> for UserWallet {
    type Command = Asking;

    fn command(self, _: &Context) -> Result<Asking, Refusal> {
        let merchant = MerchantId::parse(&self.merchant).ok_or(Refusal::MerchantUnknown)?;
        let user_id = UserId::parse(&self.user_id).ok_or(Refusal::UserIdIllegal)?;
        Ok(Asking { user_id, merchant })
    }

    fn place(asking: &Asking) -> HomeOf<'_> {
        HomeOf::Listed(asking.merchant.as_str())
    }

    fn hint(asking: &Asking, _: &Context) -> Vec<Key> {
        asking.keys().into()
    }

    fn run(asking: &Asking, books: &mut Books, _: &Context) -> Result<WalletShown, Stop> {
        books.need(&asking.keys())?;
        books.merchant_here(&asking.merchant)?;
        let wallet = books.wallet(&asking.user_id)?;
        let tallies = wallet.tallies.iter();
        let earned = sum(tallies.clone().map(|tallied| tallied.tally.earned))?;
        let paid_out = sum(tallies.clone().map(|tallied| tallied.tally.paid_out))?;
        let mut campaigns = Vec::new();
        for tallied in tallies {
            let balance = tallied.tally.balance().ok_or(Stop::Faulty(Fault::Exhausted))?;
            if balance > Fen::ZERO {
                let crowd_no = tallied.crowd_no.to_string();
                campaigns.push(WalletOfCampaign { crowd_no, balance: price(balance) });
            }
        }
        let more = campaigns.len() > LISTED;
        campaigns.truncate(LISTED);
        let balance = earned.checked_sub(paid_out).ok_or(Stop::Faulty(Fault::Exhausted))?;
        let (earned, paid_out, balance) = (price(earned), price(paid_out), price(balance));
        Ok(WalletShown { earned, paid_out, balance, campaigns, more })
    }
}

fn sum(mut amounts: impl Iterator<Item = Fen>) -> Result<Fen, Stop> {
    amounts.try_fold(Fen::ZERO, Fen::checked_add).ok_or(Stop::Faulty(Fault::Exhausted))
}
