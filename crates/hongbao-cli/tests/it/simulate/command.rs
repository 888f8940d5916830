//! What callers of a simulation ask for: the methods and operations themselves, at random.

use std::sync::Arc;

use hongbao_api::{
    Call, Caller, Context, MethodEntry, OPERATIONS, OperationRequest, Operator, Task, When, find,
};
use hongbao_engine::{
    AppId, CampaignLimits, CrowdNo, Home, Known, MerchantId, NumberKey, Once, PriceStyle,
    ReceiptKey, Refusal, Timestamp, Work,
};
use hongbao_wire::{Charset, Date};
use serde_json::{Map, Value, json};

use crate::harness::random::Random;

/// What the numbers of a simulation follow from.
pub(crate) const NUMBER_KEY: NumberKey = NumberKey::new([5; 32]);
/// Campaigns of one seed, at most.
pub(crate) const CAMPAIGNS: usize = 3;
/// Users who draw; the last is the merchant's own, which must not.
pub(crate) const USERS: [&str; 5] = [
    "2088000000000011",
    "2088000000000012",
    "2088000000000013",
    "2088000000000014",
    "2088000000000001",
];
/// The one merchant.
pub(crate) const MERCHANT: &str = USERS[4];
/// The callers' own numbers; `None` is a draw without one.
pub(crate) const SLOTS: [Option<&str>; 7] =
    [None, Some("a"), Some("b"), Some("c"), Some("d"), Some("e"), Some("f")];

/// One call.
#[derive(Debug, Clone)]
pub(crate) struct Command {
    name: &'static str,
    /// The campaign that it is about, by its ordinal among those created.
    pub(crate) campaign: usize,
    fields: Map<String, Value>,
    entropy: [u8; 32],
    /// What it is known by if it comes again: its signature, or its caller's key; and its timestamp.
    known_by: Option<(u64, Timestamp)>,
}

/// Seconds that the timestamp of a signed command may be off.
const WINDOW: u32 = 86_400;
/// Seconds for which a caller's key is surely known, with what a clock may be set back.
const KEYED: i64 = 80_000;
const TURN: &str = "clock set";

impl Command {
    pub(crate) fn random(random: &mut Random, wire: Timestamp, now: Timestamp) -> Self {
        let campaign = usize::try_from(random.below(CAMPAIGNS as u64)).unwrap();
        let (name, fields) = match random.below(100) {
            0..7 => ("alipay.marketing.campaign.cash.create", plan(random, now)),
            7..17 => ("campaign pay", payment(random, campaign)),
            17..25 => {
                let status = random.one_of(&["PAUSE", "READY", "READY", "CLOSED"]);
                ("alipay.marketing.campaign.cash.status.modify", json!({"camp_status": status}))
            }
            25..28 => ("campaign settle", json!({})),
            28..31 => ("campaign stop", json!({"stopped": random.one_of(&["true", "false"])})),
            31..37 => ("user payout", json!({"user_id": random.one_of(&USERS)})),
            _ => ("alipay.marketing.campaign.cash.trigger", order(random)),
        };
        let fields = fields.as_object().unwrap().clone();
        let entropy = random.bytes(32).try_into().unwrap();
        let is_signed = find(name.as_bytes()).is_some_and(MethodEntry::is_unkeyed);
        // Callers' clocks are off, some by so much that they are refused.
        let off = i64::try_from(random.below(180_000)).unwrap() - 90_000;
        let known_by = is_signed.then(|| (random.next(), wire.plus_secs(off)));
        Self { name, campaign, fields, entropy, known_by }
    }

    pub(crate) fn settle(campaign: usize) -> Self {
        let (name, fields, entropy) = ("campaign settle", Map::new(), [0; 32]);
        Self { name, campaign, fields, entropy, known_by: None }
    }

    /// Moves a sandbox's clock on, or that of its merchant alone, under a key.
    pub(crate) fn turn(random: &mut Random, wire: Timestamp) -> Self {
        let advance = random.one_of(&["1h", "30h", "100h"]);
        let mut fields = json!({ "advance": advance });
        if random.below(2) == 0 {
            fields["merchant"] = MERCHANT.into();
        }
        let fields = fields.as_object().unwrap().clone();
        let known_by = Some((random.next(), wire));
        Self { name: TURN, campaign: 0, fields, entropy: [0; 32], known_by }
    }

    /// The same one again: what a server draws for it is drawn anew.
    pub(crate) fn again(&self, random: &mut Random) -> Self {
        Self { entropy: random.bytes(32).try_into().unwrap(), ..self.clone() }
    }

    /// Whether it moves the clock on.
    pub(crate) fn turns(&self) -> bool {
        self.name == TURN
    }

    /// What it is known by if it comes again.
    pub(crate) fn known_by(&self) -> Option<u64> {
        self.known_by.map(|(name, _)| name)
    }

    /// Whether it is known if it comes again at this moment.
    pub(crate) fn is_known(&self, wire: Timestamp) -> bool {
        self.known_by.is_some_and(|(_, moment)| self.name != TURN || wire < moment.plus_secs(KEYED))
    }

    /// Whether the table of its method or operation has this refusal; one whose request is too old is told
    /// by a common error.
    pub(crate) fn declares(&self, refusal: Refusal) -> bool {
        match find(self.name.as_bytes()) {
            Some(method) => {
                let declared = method.spec.error(When::Refused(refusal)).is_some();
                declared || refusal == Refusal::RequestStale
            }
            None => {
                let operation = OPERATIONS.iter().find(|entry| entry.spec.name == self.name);
                operation.unwrap().spec.all_refusals().any(|row| row.refusal == refusal)
            }
        }
    }

    pub(crate) fn creates(&self) -> bool {
        self.name.ends_with(".create")
    }

    /// Who draws and under which number, if this draws.
    pub(crate) fn draws(&self) -> Option<(&str, Option<&str>)> {
        let text = |name: &str| self.fields.get(name).and_then(Value::as_str);
        self.name.ends_with(".trigger").then_some(())?;
        Some((text("user_id")?, text("out_biz_no")))
    }

    /// The work that does it for the merchant of this home; `None` while its campaign is not there.
    pub(crate) fn work(&self, home: Home, campaigns: &[CrowdNo]) -> Option<Work> {
        let mut fields = self.fields.clone();
        if !self.creates() && self.name != TURN {
            let crowd_no = campaigns.get(self.campaign)?.to_string();
            fields.insert("crowd_no".to_owned(), crowd_no.into());
        }
        let json = Value::Object(fields).to_string();
        let limits = CampaignLimits { open: most_open(home), ..CampaignLimits::default() };
        let context = Context {
            caller: if self.name == TURN {
                Caller::Administrator { token: "admin" }
            } else {
                Caller::Merchant {
                    home,
                    id: MerchantId::parse(MERCHANT).unwrap(),
                    app: AppId::parse("2014072300007148").unwrap(),
                }
            },
            entropy: self.entropy,
            number_key: NUMBER_KEY,
            operator: Arc::new(Operator { limits, ..Operator::default() }),
        };
        let units = match find(self.name.as_bytes()) {
            Some(method) => method
                .units(&Call {
                    biz_content: Some(json.as_bytes()),
                    charset: Charset::Utf8,
                    price_style: PriceStyle::String,
                    context,
                    fixture_home: &|_| None,
                    elsewhere: true,
                    once: self.known_by.map(|(name, moment)| Once {
                        key: ReceiptKey::signed("app", &name.to_string()),
                        command: self.name.to_owned(),
                        known: Known::Window(moment, WINDOW),
                    }),
                })
                .unwrap(),
            None => {
                let operation =
                    OPERATIONS.iter().find(|entry| entry.spec.name == self.name).unwrap();
                let key = self.known_by.map(|(name, _)| name.to_string());
                let asked = OperationRequest {
                    json: &json,
                    texts: &[],
                    key: key.as_deref(),
                    context,
                    home_of: &|id| (id == MERCHANT).then_some(home),
                };
                match operation.task_of(&asked).unwrap() {
                    Task::Units(units) => units,
                    Task::Prove(_) | Task::AcceptClock(_) => panic!("no command audits"),
                }
            }
        };
        // None of these commands has a second unit.
        assert!(units.next.is_none());
        Some(units.first)
    }
}

/// How many campaigns may be paid and not settled: limited in half of the homes.
pub(crate) fn most_open(home: Home) -> Option<u32> {
    home.number().is_multiple_of(2).then_some(2)
}

/// Mostly one of the campaign's own, now and then one that pays another campaign, or none.
fn payment(random: &mut Random, campaign: usize) -> Value {
    match random.below(8) {
        0 => json!({}),
        1 => json!({"reference": "-"}),
        2 | 3 => json!({"reference": random.one_of(&["one", "other"])}),
        _ => json!({"reference": format!("of {campaign}")}),
    }
}

/// Small enough that budget, limits and time run out within a seed.
fn plan(random: &mut Random, now: Timestamp) -> Value {
    let count = random.below(6) + 1;
    let fen = (count * (random.below(60) + 20) + random.below(3)).max(100);
    let starts = now.plus_secs(i64::try_from(random.below(7_200)).unwrap() + 1);
    let ends = starts.plus_secs(i64::try_from(random.below(5 * 86_400)).unwrap() + 60);
    let text = |moment: Timestamp| Date::from_secs(moment.secs()).to_string();
    json!({
        "coupon_name": "name",
        "prize_type": random.one_of(&["fixed", "random", "random"]),
        "total_money": format!("{}.{:02}", fen / 100, fen % 100),
        "total_num": count.to_string(),
        "prize_msg": "text",
        "start_time": if random.below(3) == 0 { text(starts) } else { "NowTime".to_owned() },
        "end_time": text(ends),
        "send_freqency": random.one_of(&["L1", "L2", "D1|L3", "D2|L5", "W2|L4", "L100"]),
    })
}

fn order(random: &mut Random) -> Value {
    let mut fields = json!({"user_id": random.one_of(&USERS)});
    if let Some(number) = random.one_of(&SLOTS) {
        fields["out_biz_no"] = number.into();
    }
    if random.below(5) == 0 {
        fields["order_price"] = (random.below(80) + 1).to_string().into();
    }
    fields
}
