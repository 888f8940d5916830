//! Proves the ledger of all merchants. It is not a unit of work: it reads all homes, without a common
//! snapshot. The engine says what must hold, the store goes through its records.

use hongbao_engine::{Broken, Findings, Invariant};
use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::contract::operation::{Operation, OperationRequest, OperationSpec, Task, Verb, json};
use crate::contract::spec::{Kind, Presence, list, row};

/// Asks for the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {}

/// What the proof came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Audited {
    /// Whether every invariant holds.
    pub holds: bool,
    /// How many numbered records were checked: campaigns, draws and transfers.
    pub checked: u64,
    /// What does not hold; of very much, the first part.
    pub broken: Vec<BrokenInvariant>,
    /// Whether there is more that does not hold than is told.
    pub more: bool,
}

/// One thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BrokenInvariant {
    /// Which invariant, by its name.
    pub invariant: String,
    /// The record that breaks it: its kind and its key.
    pub record: String,
    /// What was found; money in fen.
    pub found: String,
    /// What was expected; money in fen.
    pub expected: String,
}

impl Audited {
    /// What an audit of a store came to.
    #[must_use]
    pub fn new(checked: u64, findings: &Findings) -> Self {
        let broken = findings.broken.iter().map(|broken| {
            let Broken { invariant, record, found, expected } = broken.clone();
            let invariant = invariant_name(invariant).to_owned();
            BrokenInvariant { invariant, record, found, expected }
        });
        let (holds, more) = (findings.is_empty(), findings.more);
        Self { holds, checked, broken: broken.collect(), more }
    }
}

/// An invariant's name, as answers have it.
#[must_use]
pub fn invariant_name(invariant: Invariant) -> &'static str {
    match invariant {
        Invariant::Readable => "readable",
        Invariant::Known => "known",
        Invariant::Numbered => "numbered",
        Invariant::Counted => "counted",
        Invariant::Balanced => "balanced",
        Invariant::Funded => "funded",
        Invariant::Returned => "returned",
        Invariant::Settled => "settled",
        Invariant::Sent => "sent",
        Invariant::Drawn => "drawn",
        Invariant::Planned => "planned",
        Invariant::Positive => "positive",
        Invariant::Slotted => "slotted",
        Invariant::Tallied => "tallied",
        Invariant::Limited => "limited",
        Invariant::Accounted => "accounted",
        Invariant::Earned => "earned",
        Invariant::PaidOut => "paid-out",
    }
}

/// What an invariant says, in Chinese and in English.
#[must_use]
#[rustfmt::skip]
pub fn invariant_meaning(invariant: Invariant) -> (&'static str, &'static str) {
    match invariant {
        Invariant::Readable => ("每条记录都能读出", "Each record can be read"),
        Invariant::Known    => ("每条资金记录所属的商户账簿与活动都在", "The lane and the campaign of each record of money are there"),
        Invariant::Numbered => ("账簿的编号从 1 起，不重复、不缺失", "The numbers of a book are given once each, from 1, without a gap"),
        Invariant::Counted  => ("账簿记的活动数、进行中的活动数属实", "A lane counts its campaigns, and those that are paid and not settled"),
        Invariant::Balanced => ("已付款的活动：预算 = 资金池 + 已领取 + 已退回；未付款的没有资金变动", "Of a paid campaign total = pool + sent + returned; of an unpaid one nothing has moved"),
        Invariant::Funded   => ("商户付入的等于预算", "The merchant's payment is the total"),
        Invariant::Returned => ("退回的等于活动所记", "The refunded sum is the one that the campaign states"),
        Invariant::Settled  => ("清算时退回全部未领取的，此前不退", "Settlement refunds the whole remaining balance, and nothing is refunded before"),
        Invariant::Sent     => ("已领取等于各笔领取之和", "What was sent is the sum of the draws"),
        Invariant::Drawn    => ("活动的领取从 1 起编号，每号一笔", "A campaign's draws are numbered from 1, each number once"),
        Invariant::Planned  => ("固定金额的活动发放的红包不多于计划个数", "A fixed campaign gives no more packets than were planned"),
        Invariant::Positive => ("每笔变动都大于零", "Each movement is above zero"),
        Invariant::Slotted  => ("未给单号的领取占其用户的位置", "A draw without a number of the caller's is in its user's slot"),
        Invariant::Tallied  => ("用户的领取次数与其各笔领取相符", "A user's tally counts the user's draws"),
        Invariant::Limited  => ("没有用户超过活动的领取频率", "No user has drawn more often than the campaign allows"),
        Invariant::Accounted => ("商户账户等于账簿中各笔变动之和", "A lane's accounts are the sums of the movements in its book"),
        Invariant::Earned   => ("用户钱包的收入等于各笔领取之和", "A user's wallet is the sum of the user's draws"),
        Invariant::PaidOut  => ("已付给用户的等于各笔付款之和，不多于领取", "What a user was paid out is the sum of the payouts, and no more than was drawn"),
    }
}

impl Operation for Audit {
    type Response = Audited;

    #[rustfmt::skip]
    const SPEC: OperationSpec = OperationSpec {
        name: "audit",
        verb: Verb::Get,
        path: "audit",
        title: "核对账簿",
        title_en: "Prove the ledger",
        request: &[],
        response: &[
            row("holds",   Kind::Boolean, Presence::Required, 5,  "true", "全部成立则为 true", "true if every invariant holds"),
            row("checked", Kind::Number, Presence::Required, 20, "42", "核对的活动、领取、划转、付款与事件的条数", "How many campaigns, draws, transfers, payouts and events were checked"),
            list("broken", "BrokenInvariant", Presence::Required, "不成立之处", "What does not hold", &[
                row("invariant", Kind::String, Presence::Required, 16,  "sent", "不变量的名字", "The invariant's name"),
                row("record",    Kind::String, Presence::Required, 256, "draw 1/7", "违反它的记录：种类与键", "The record that breaks it: its kind and key"),
                row("found",     Kind::String, Presence::Required, 256, "9900", "实际的值，金额单位分", "What was found, money in fen"),
                row("expected",  Kind::String, Presence::Required, 256, "10000", "应有的值，金额单位分", "What was expected, money in fen"),
            ]),
            row("more",    Kind::Boolean, Presence::Required, 5,  "false", "是否还有未列出的", "Whether there are more than are listed"),
        ],
        refusals: &[],
    };
}

/// It has no fields.
pub(crate) fn task(asked: &OperationRequest<'_>) -> Result<Task, Problem> {
    asked
        .request::<Audit>()
        .map(|Audit {}| Task::Prove(|checked, findings| json(&Audited::new(checked, findings))))
}
