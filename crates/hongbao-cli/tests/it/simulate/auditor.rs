//! The auditor of a simulation. It shares nothing with the engine's own: it knows the rules from the
//! documents, and it remembers everything that callers were told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hongbao_engine::{
    Campaign, CrowdNo, Direction, Draw, Event, Fen, Frequency, Lane, Payout, Prize, Record, Slot,
    State, Tallied, Tally, Timestamp, Timing, Transfer, UserId, Window,
};
use serde_json::Value;

use super::command::NUMBER_KEY;

/// What is there of one campaign.
#[derive(Default)]
struct Rows {
    campaign: Option<Arc<Campaign>>,
    draws: Vec<Arc<Draw>>,
    tallies: BTreeMap<UserId, Tally>,
    transfers: Vec<Transfer>,
    payouts: Vec<Payout>,
}

/// What is there at one moment.
pub(crate) struct Seen {
    now: Timestamp,
    lane: Option<Lane>,
    rows: Vec<Rows>,
    /// What was changed without moving money.
    events: Vec<Event>,
}

impl Seen {
    pub(crate) fn new(
        now: Timestamp,
        lane: Option<Lane>,
        campaigns: &[CrowdNo],
        records: Vec<Record>,
    ) -> Self {
        let mut rows: Vec<Rows> = campaigns.iter().map(|_| Rows::default()).collect();
        let mut events = Vec::new();
        let place = |no: &CrowdNo| campaigns.iter().position(|known| known == no).unwrap();
        for record in records {
            match record {
                Record::Campaign(campaign) => {
                    let at = place(&campaign.crowd_no);
                    rows[at].campaign = Some(campaign);
                }
                Record::Draw(draw) => rows[place(&draw.crowd_no)].draws.push(draw),
                Record::Tally(Tallied { crowd_no: no, user_id: user, tally, .. }) => {
                    rows[place(&no)].tallies.insert(user, tally);
                }
                Record::Transfer(transfer) => {
                    rows[place(&transfer.crowd_no)].transfers.push(transfer);
                }
                Record::Payout(payout) => rows[place(&payout.crowd_no)].payouts.push(payout),
                Record::Event(event) => events.push(event),
                other => panic!("{other:?}"),
            }
        }
        Self { now, lane, rows, events }
    }

    /// What each number was given to.
    pub(crate) fn numbers(&self) -> BTreeMap<u64, String> {
        let mut numbers = BTreeMap::new();
        for rows in &self.rows {
            let campaign = rows.campaign.iter();
            numbers.extend(campaign.map(|campaign| (campaign.seq, campaign.crowd_no.to_string())));
            let draws = rows.draws.iter();
            numbers.extend(
                draws.map(|draw| (draw.seq, format!("{:?}", (&draw.crowd_no, &draw.slot)))),
            );
            let transfers = rows.transfers.iter();
            numbers.extend(transfers.map(|transfer| (transfer.seq, format!("{transfer:?}"))));
            let payouts = rows.payouts.iter();
            numbers.extend(payouts.map(|payout| (payout.seq, format!("{payout:?}"))));
        }
        let events = self.events.iter();
        numbers.extend(events.map(|event| (event.seq, format!("{event:?}"))));
        numbers
    }
}

/// What callers were told, and what was seen last.
#[derive(Default, Clone)]
pub(crate) struct Auditor {
    /// Each packet that a caller was told of: who, how much, and the transfer's number.
    told: BTreeMap<(usize, Slot), (String, String, String)>,
    /// Each campaign's state, when it was last seen.
    states: Vec<State>,
    /// When that was.
    last: Option<Timestamp>,
}

impl Auditor {
    /// A draw was answered, or refused, or neither.
    pub(crate) fn heard(
        &mut self,
        place: (usize, Slot),
        user: &str,
        done: Option<&Value>,
        refused: Option<String>,
    ) {
        let known = self.told.get(&place);
        if let Some(refusal) = refused {
            let Some((owner, ..)) = known else { return };
            assert_eq!(refusal == "SlotOfAnother", owner != user, "{place:?}: {refusal}");
            assert_ne!(owner, user, "{place:?} was answered before, and now {refusal}");
        }
        let Some(node) = done else { return };
        let text = |name: &str| node[name].as_str().unwrap().to_owned();
        assert_eq!(text("trigger_result"), "true");
        let packet = (user.to_owned(), text("prize_amount"), text("biz_no"));
        match known {
            Some(known) => {
                assert_eq!(known, &packet, "{place:?} is answered otherwise the second time");
                assert_eq!(text("repeat_trigger_flag"), "true", "{place:?} is drawn again");
            }
            None => drop(self.told.insert(place, packet)),
        }
    }

    /// `others` are campaigns that were created beside those that are seen: surely, and perhaps.
    pub(crate) fn audit(&mut self, seen: &Seen, others: (u64, u64)) {
        if self.last.is_some_and(|last| seen.now < last) {
            // A machine's clock was set back, and nothing has happened since that a lane remembers: what
            // only time had ended goes on.
            let states = self.states.iter_mut().zip(&seen.rows);
            for (state, rows) in states.filter(|(state, _)| **state != State::Settle) {
                let campaign =
                    rows.campaign.as_ref().expect("a campaign that was answered is lost");
                *state = campaign.timing.state(seen.now).min(*state);
            }
        }
        self.last = Some(seen.now);
        let mut numbers = BTreeSet::new();
        for (place, rows) in seen.rows.iter().enumerate() {
            let campaign = rows.campaign.as_ref().expect("a campaign that was answered is lost");
            numbers.insert(campaign.seq);
            numbers.extend(rows.draws.iter().map(|draw| draw.seq));
            numbers.extend(rows.transfers.iter().map(|transfer| transfer.seq));
            numbers.extend(rows.payouts.iter().map(|payout| payout.seq));
            check_money(campaign, rows);
            check_draws(campaign, rows);
            check_users(&campaign.frequency, rows);
            self.check_state(place, campaign.timing.state(seen.now));
            self.check_told(place, rows);
        }
        numbers.extend(seen.events.iter().map(|event| event.seq));
        let rows = seen
            .rows
            .iter()
            .map(|rows| 1 + rows.draws.len() + rows.transfers.len() + rows.payouts.len());
        let rows = u64::try_from(rows.sum::<usize>() + seen.events.len()).unwrap();
        assert_eq!(rows, u64::try_from(numbers.len()).unwrap(), "a number was given twice");
        let counter = seen.lane.map_or(0, |lane| lane.counter);
        assert!(numbers.last().is_none_or(|last| *last <= counter));
        let missing = counter - rows;
        let (sure, perhaps) = others;
        assert!((sure..=sure + perhaps).contains(&missing), "{missing} of the book are lost");
    }

    /// A campaign goes from created to settled and never back; only between running and paused both
    /// ways are open.
    fn check_state(&mut self, place: usize, state: State) {
        let rank = |state| match state {
            State::Created => 0,
            State::Paid => 1,
            State::Ready | State::Pause => 2,
            State::Closed => 3,
            State::Settle => 4,
        };
        match self.states.get_mut(place) {
            None => self.states.push(state),
            Some(before) => {
                assert!(rank(*before) <= rank(state), "{before:?} became {state:?}");
                *before = state;
            }
        }
    }

    /// What a caller was told stays true for ever.
    fn check_told(&self, place: usize, rows: &Rows) {
        for ((at, slot), (user, amount, biz_no)) in &self.told {
            if *at != place {
                continue;
            }
            let draw = rows.draws.iter().find(|draw| draw.slot == *slot);
            let draw = draw.unwrap_or_else(|| panic!("{slot:?} was answered, and is lost"));
            let fen = draw.amount.get();
            assert_eq!(amount, &format!("{}.{:02}", fen / 100, fen % 100));
            let given = NUMBER_KEY.biz_no(draw).unwrap();
            assert_eq!((user.as_str(), biz_no), (draw.user_id.as_str(), &given));
        }
    }

    /// At the end of all things: nothing lies in a pool, and what was not drawn is back.
    pub(crate) fn check_settled(&self, seen: &Seen) {
        for rows in &seen.rows {
            let campaign = rows.campaign.as_ref().unwrap();
            if campaign.timing.paid_at.is_some() {
                assert_eq!(campaign.timing.state(seen.now), State::Settle);
                let drawn: i64 = rows.draws.iter().map(|draw| draw.amount.get()).sum();
                assert_eq!(campaign.funds.returned.get(), campaign.funds.total.get() - drawn);
            }
        }
    }
}

/// What the merchant has inside is what it paid in and was not refunded; what left is what users were paid.
pub(crate) fn check_accounts(seen: &Seen) {
    let Some(lane) = seen.lane else { return };
    let (mut funded, mut paid_out) = (0, 0);
    for rows in &seen.rows {
        for transfer in &rows.transfers {
            let amount = transfer.amount.get();
            funded += if transfer.direction == Direction::Fund { amount } else { -amount };
        }
        paid_out += rows.payouts.iter().map(|payout| payout.amount.get()).sum::<i64>();
    }
    assert_eq!((lane.funded.get(), lane.paid_out.get()), (funded, paid_out), "the accounts");
}

/// A reference has paid one campaign, and no more campaigns are open than may be.
pub(crate) fn check_payments(seen: &Seen, most_open: Option<u32>) {
    let (mut references, mut open) = (BTreeSet::new(), 0);
    for campaign in seen.rows.iter().filter_map(|rows| rows.campaign.as_ref()) {
        let Timing { paid_at, settled_at, .. } = campaign.timing;
        open += u32::from(paid_at.is_some() && settled_at.is_none());
        let reference = campaign.reference.as_deref().filter(|reference| *reference != "-");
        assert!(reference.is_none_or(|new| references.insert(new)), "{reference:?} paid twice");
    }
    assert!(most_open.is_none_or(|most| open <= most), "{open} campaigns are open");
}

fn count(campaign: &Campaign) -> usize {
    usize::try_from(campaign.funds.count).unwrap()
}

/// Every fen that entered is in the pool, with a user, or back.
fn check_money(campaign: &Campaign, rows: &Rows) {
    let moved = |direction: Direction| -> i64 {
        let of = rows.transfers.iter().filter(|transfer| transfer.direction == direction);
        of.map(|transfer| transfer.amount.get()).sum()
    };
    let (funds, paid) = (campaign.funds, campaign.timing.paid_at.is_some());
    let drawn: i64 = rows.draws.iter().map(|draw| draw.amount.get()).sum();
    let (funded, returned) = (moved(Direction::Fund), moved(Direction::Return));
    assert_eq!(funded, if paid { funds.total.get() } else { 0 });
    assert_eq!((funds.sent.get(), funds.returned.get()), (drawn, returned));
    assert_eq!(funds.pool.get(), funded - drawn - returned, "the pool");
    assert!(funds.pool >= Fen::ZERO && drawn <= funds.total.get(), "more than there is");
    if campaign.timing.settled_at.is_some() {
        assert_eq!(funds.pool, Fen::ZERO, "settled, and not empty");
    }
    let positive = rows.draws.iter().map(|draw| draw.amount);
    let positive = positive.chain(rows.transfers.iter().map(|transfer| transfer.amount));
    assert!(positive.into_iter().all(|amount| amount > Fen::ZERO));
}

/// Draws are numbered in the order of the book, which is that of time, and lie within the campaign's life.
fn check_draws(campaign: &Campaign, rows: &Rows) {
    let mut draws: Vec<&Arc<Draw>> = rows.draws.iter().collect();
    draws.sort_by_key(|draw| draw.seq);
    assert_eq!(campaign.funds.draws, u64::try_from(draws.len()).unwrap());
    let planned = campaign.prize == Prize::Random || draws.len() <= count(campaign);
    assert!(planned, "a fixed campaign of {} packets gave {}", count(campaign), draws.len());
    let timing = &campaign.timing;
    let mut last = timing.paid_at.unwrap_or(timing.start_at).max(timing.start_at);
    for (n, draw) in (1..).zip(draws) {
        assert_eq!(draw.n, n, "the ordinal");
        assert!(draw.at >= last && draw.at <= timing.over_at, "{draw:?} in {timing:?}");
        last = draw.at;
    }
}

/// Nobody draws more often than the campaign allows, in all and in any day or week; and the tally knows
/// how often.
fn check_users(frequency: &Frequency, rows: &Rows) {
    for (user, tally) in &rows.tallies {
        let own: Vec<_> = rows.draws.iter().filter(|draw| draw.user_id == *user).collect();
        assert_eq!(usize::try_from(tally.lifetime).unwrap(), own.len(), "{user}");
        let earned: i64 = own.iter().map(|draw| draw.amount.get()).sum();
        assert_eq!(tally.earned.get(), earned, "{user} drew as much");
        let payouts = rows.payouts.iter().filter(|payout| payout.user_id == *user);
        let paid_out: i64 = payouts.map(|payout| payout.amount.get()).sum();
        assert_eq!(tally.paid_out.get(), paid_out, "{user} was paid as much");
        assert!(paid_out <= earned, "{user} was paid more than was drawn");
        assert!(tally.lifetime <= frequency.lifetime, "{user} drew {} times", own.len());
        assert_ne!(user.as_str(), super::command::USERS[4], "the merchant drew from itself");
        let Some((window, most)) = frequency.window else { continue };
        let mut counts = BTreeMap::<i64, u32>::new();
        for draw in own {
            let day = (draw.at.secs() + 8 * 3_600).div_euclid(86_400);
            let number = match window {
                Window::Day => day,
                // The epoch was a Thursday; weeks begin on Mondays.
                Window::Week => (day + 3).div_euclid(7),
                Window::Month => panic!("no plan has months"),
            };
            *counts.entry(number).or_default() += 1;
        }
        assert!(counts.values().all(|count| *count <= most), "{user} {counts:?}");
    }
    let known = |draw: &Arc<Draw>| rows.tallies.contains_key(&draw.user_id);
    assert!(rows.draws.iter().all(known), "a draw without a tally");
}
