//! The callers: each draws, one packet after the other, and asks again until it is told.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use hongbao_client::methods::marketing_campaign_cash_trigger::CashTrigger;
use hongbao_client::{CallError, Client};
use tokio::sync::watch;

use crate::harness::random::Random;

/// How often one user may draw.
pub(super) const FREQUENCY: &str = "D3|L3";
const USERS: u64 = 6_000;

/// What one caller was told of a packet: whose it is, how many fen, and the transfer's number.
pub(super) type Packet = (String, i64, String);

/// What all callers know together.
pub(super) struct Hammer {
    pub(super) crowd_no: String,
    /// Each number that was asked for, and what was told of it; `None` if it was refused.
    pub(super) asked: Mutex<BTreeMap<String, Option<Packet>>>,
    told: watch::Sender<u64>,
    /// Counts the server's starts.
    starts: watch::Sender<u64>,
    stopped: AtomicBool,
}

impl Hammer {
    pub(super) fn new(crowd_no: String) -> Arc<Self> {
        Arc::new(Self {
            crowd_no,
            asked: Mutex::default(),
            told: watch::Sender::new(0),
            starts: watch::Sender::new(0),
            stopped: AtomicBool::new(false),
        })
    }

    /// Completes when so many packets were told of.
    pub(super) async fn heard(&self, count: u64) {
        self.told.subscribe().wait_for(|told| *told >= count).await.unwrap();
    }

    pub(super) fn server_is_back(&self) {
        self.starts.send_modify(|starts| *starts += 1);
    }

    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn learn(&self, number: &str, packet: Option<Packet>) {
        let mut asked = self.asked.lock().unwrap();
        let before = asked.insert(number.to_owned(), packet.clone());
        if let Some(Some(before)) = before {
            assert_eq!(packet, Some(before), "{number} is answered otherwise the second time");
        } else if packet.is_some() {
            self.told.send_modify(|told| *told += 1);
        }
    }
}

/// Draws until there is nothing left, or it is told to stop. Now and then it asks again for what it has.
pub(super) async fn call(number: usize, hammer: Arc<Hammer>, client: Client, mut random: Random) {
    let mut own: Vec<CashTrigger> = Vec::new();
    for turn in 0.. {
        let again = random.below(10) == 0 && !own.is_empty();
        let draw = if again {
            own[usize::try_from(random.below(own.len() as u64)).unwrap()].clone()
        } else {
            CashTrigger {
                user_id: Some(format!("2088{:012}", random.below(USERS))),
                crowd_no: hammer.crowd_no.clone(),
                out_biz_no: Some(format!("{number}_{turn}")),
                ..CashTrigger::default()
            }
        };
        match ask(&hammer, &client, &draw).await {
            None => return,
            Some(true) => own.push(draw),
            Some(false) => {}
        }
        if hammer.stopped.load(Ordering::Relaxed) {
            return;
        }
    }
}

/// Asks until somebody answers; whether there was a packet, or `None` if there will be none.
async fn ask(hammer: &Hammer, client: &Client, draw: &CashTrigger) -> Option<bool> {
    let number = draw.out_biz_no.clone().unwrap();
    let mut starts = hammer.starts.subscribe();
    loop {
        match client.call(draw).await {
            Ok(answer) => {
                let user = draw.user_id.clone().unwrap();
                let packet = (user, answer.prize_amount.fen(), answer.response.biz_no);
                hammer.learn(&number, Some(packet));
                return Some(true);
            }
            Err(CallError::Refused(refused)) if !refused.may_have_happened() => {
                hammer.learn(&number, None);
                return match refused.business_code() {
                    "CASH_CAMP_BUDGET_INSUFFICIENT" | "CASH_CAMPAIGN_IS_OVER" => None,
                    "CASH_CAMPAIGN_NOT_START"
                    | "USER_ACCESS_TOTAL_LIMIT"
                    | "USER_ACCESS_FREQUENCY_LIMIT" => Some(false),
                    other => panic!("{other}: {refused:?}"),
                };
            }
            // Nobody listens: the server is being started again.
            Err(CallError::Unreachable { .. }) => starts.changed().await.unwrap(),
            // Nobody knows: it is asked again, under the same number.
            Err(CallError::Broken(_)) => {}
            Err(other) => panic!("{number}: {other:?}"),
        }
    }
}
