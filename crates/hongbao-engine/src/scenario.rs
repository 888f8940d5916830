//! A script of commands and what each comes to, run on books that a map backs. Tests only.
//!
//! A line is `moment | command | outcome`. The outcome of a success is the campaign's state, its pool
//! and what was sent, in fen; of a draw also its amount, and `again` if it had happened before. A script is
//! about the campaign that was created last.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{
    Books, Campaign, CampaignLimits, Change, Creator, CrowdNo, DrawRequest, Fen, Frequency, Home,
    Key, Merchant, MerchantId, NumberKey, Paying, Plan, Prize, Record, Rules, Seen, Slot, Stop,
    Target, Timestamp, User, UserId,
};

pub(crate) const HOME: Home = Home::new(1);
const FOREIGN: Home = Home::new(2);
/// The delay from the end to the settlement.
const DELAY: i64 = 1_800;
const DAY: i64 = 86_400;
/// 2026-01-05 00:00:00 in Beijing, a Monday: moment 0 of a script.
const START: i64 = 1_767_542_400;

/// Records, and the number of the campaign that the script is about.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) records: BTreeMap<Key, Record>,
    crowd_no: Option<CrowdNo>,
}

/// Runs a script and holds each line to its outcome.
pub(crate) fn check(script: &str) -> World {
    let mut world = World::default();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let [moment, command, outcome] = line.split('|').map(str::trim).collect::<Vec<_>>()[..]
        else {
            panic!("three columns: {line}");
        };
        let (secs, words) = (seconds(moment), command.split(' ').collect::<Vec<_>>());
        let now = Timestamp::from_secs(START.saturating_add(secs));
        let came = world.run(now, &mut |books, no| command_of(books, no, &words));
        assert_eq!(came, outcome, "{line}");
    }
    world
}

/// `90`, `3d`, `3d+90`, `2h`.
fn seconds(text: &str) -> i64 {
    text.split('+')
        .map(|part| match part.split_at(part.len().saturating_sub(1)) {
            (days, "d") => days.parse::<i64>().unwrap().saturating_mul(DAY),
            (hours, "h") => hours.parse::<i64>().unwrap().saturating_mul(3_600),
            _ => part.parse().unwrap(),
        })
        .sum()
}

type Came = Result<(Arc<Campaign>, String), Stop>;

impl World {
    fn run(
        &mut self,
        now: Timestamp,
        command: &mut dyn FnMut(&mut Books, Option<CrowdNo>) -> Came,
    ) -> String {
        let mut books = Books::open(HOME, now);
        // As a store does, whatever a work asks for.
        books.load(Key::Lane(()), self.records.get(&Key::Lane(())).cloned());
        let (campaign, extra) = loop {
            match command(&mut books, self.crowd_no.clone()) {
                Ok(came) => break came,
                Err(Stop::Refused(refusal, _)) => return format!("{refusal:?}"),
                Err(Stop::Faulty(fault)) => panic!("{fault:?}"),
                Err(Stop::Missing(keys)) => {
                    books.discard();
                    for key in keys {
                        if let Key::View(_) = key {
                            books.show(Seen::CampaignsOfOthers(0));
                            continue;
                        }
                        let record = self.records.get(&key).cloned();
                        books.load(key, record);
                    }
                }
            }
        };
        books.keep();
        let changes = books.into_changes().unwrap();
        self.records.extend(changes.into_iter().map(|record| (record.key(), record)));
        self.crowd_no = Some(campaign.crowd_no.clone());
        let (state, funds) = (campaign.timing.state(now), campaign.funds);
        format!("{state:?} {} {}{extra}", funds.pool.get(), funds.sent.get())
    }
}

fn command_of(books: &mut Books, no: Option<CrowdNo>, words: &[&str]) -> Came {
    let no = no.or_else(|| CrowdNo::parse("none")).unwrap();
    let plain = |campaign| Ok((campaign, String::new()));
    match words {
        ["create", rest @ ..] => plain(create(books, rest)?),
        ["pay", reference, rest @ ..] => {
            let most = count(rest, "open");
            let reference = Some(*reference).filter(|reference| *reference != "nameless");
            plain(books.pay(&no, &Paying { reference, delay: DELAY, most })?)
        }
        ["pause", rest @ ..] => plain(modify(books, &no, Target::Pause, rest)?),
        ["resume", rest @ ..] => plain(modify(books, &no, Target::Ready, rest)?),
        ["close", rest @ ..] => plain(modify(books, &no, Target::Closed, rest)?),
        ["stop"] => plain(books.stop(&no, true)?),
        ["go-on"] => plain(books.stop(&no, false)?),
        ["settle"] => plain(books.settle(&no)?),
        ["draw", user, rest @ ..] => {
            let user_id = user_id(user);
            let slot = value(rest, "no").map_or_else(|| Slot::of_user(&user_id), named);
            let amount = value(rest, "fen").map(|fen| Fen::new(fen.parse().unwrap()));
            if let Some(flag) = value(rest, "is") {
                // Users live in the directory; the store would load this one.
                let id = user_id.clone();
                let (enterprise, risky) = (flag == "enterprise", flag == "risky");
                let uncertified = flag == "uncertified";
                let user = User { id, login_id: None, enterprise, uncertified, risky };
                books.load(Key::User(user_id.clone()), Some(Record::User(user)));
            }
            let order = DrawRequest { crowd_no: no, user_id, slot, amount };
            let caller = if rest.contains(&"foreign") { FOREIGN } else { HOME };
            let rules = Rules {
                users_are_open: !rest.contains(&"registered"),
                merchant_user: Some(self::user_id("9")),
            };
            let drawn = books.draw(&order, caller, &rules)?;
            let again = if drawn.repeated { " again" } else { "" };
            Ok((drawn.campaign, format!(" {}{again}", drawn.draw.amount.get())))
        }
        ["payout", user] => {
            let payout = books.pay_out(&no, &user_id(user))?;
            let campaign = books.campaign(&no)?.unwrap();
            Ok((campaign, format!(" {} of {}", payout.amount.get(), payout.total.get())))
        }
        _ => panic!("unknown command {words:?}"),
    }
}

/// What stands behind `name=` among some words.
fn value<'a>(words: &[&'a str], name: &str) -> Option<&'a str> {
    words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
}

fn count(words: &[&str], name: &str) -> Option<u32> {
    value(words, name).map(|digits| digits.parse().unwrap())
}

/// `open=`, `all=` and `campaigns_of_others=` are limits and what counts against them.
fn create(books: &mut Books, words: &[&str]) -> Result<Arc<Campaign>, Stop> {
    let merchant = MerchantId::parse("2088000000000009").unwrap();
    if words.contains(&"uncertified") {
        let (id, name, products) = (merchant.clone(), String::new(), Vec::new());
        let record = Merchant { id, home: HOME, name, products, uncertified: true };
        books.load(Key::Merchant(merchant.clone()), Some(Record::Merchant(record)));
    }
    if let Some(campaigns_of_others) = count(words, "campaigns_of_others") {
        books.show(Seen::CampaignsOfOthers(campaigns_of_others.into()));
    }
    let (open, campaigns) = (count(words, "open"), count(words, "all"));
    let limits = CampaignLimits { open, campaigns, changes: None };
    let (delay, key) = (DELAY, &NumberKey::new([3; 32]));
    let creator = Creator { home: HOME, merchant: &merchant, limits, delay, key };
    books.create(&plan(books.now(), words), &creator, &[7; 32])
}

/// `most=` is how often it may be changed in a day.
fn modify(
    books: &mut Books,
    no: &CrowdNo,
    target: Target,
    words: &[&str],
) -> Result<Arc<Campaign>, Stop> {
    let caller = if words.contains(&"foreign") { FOREIGN } else { HOME };
    books.modify(no, caller, &Change { target, delay: DELAY, most: count(words, "most") })
}

fn named(number: &str) -> Slot {
    Slot::named(number).unwrap()
}

fn user_id(digit: &str) -> UserId {
    UserId::parse(&format!("208800000000000{digit}")).unwrap()
}

/// `fixed 100/3 L1 start=60 end=1d`: budget in fen, number of packets, limits, start, end.
fn plan(now: Timestamp, words: &[&str]) -> Plan {
    let [prize, budget, frequency, times @ ..] = words else { panic!("{words:?}") };
    let (total, count) = budget.split_once('/').unwrap();
    let time = |name: &str| Some(now.plus_secs(seconds(value(times, name)?)));
    Plan {
        coupon_name: "name".to_owned(),
        prize_msg: "text".to_owned(),
        merchant_link: None,
        prize: if *prize == "fixed" { Prize::Fixed } else { Prize::Random },
        total: Fen::new(total.parse().unwrap()),
        count: count.parse().unwrap(),
        // A column's end is `|`, so scripts write limits with `/`.
        frequency: Frequency::parse(&frequency.replace('/', "|")).unwrap(),
        start_at: time("start"),
        end_at: time("end").unwrap_or_else(|| now.plus_days(30)),
    }
}
