//! A movement changes both of its sides or neither, and no account gives what it does not have.

use super::{Account, Balances, Posting, Unposted};
use crate::campaign::tests::campaign;
use crate::scenario::HOME;
use crate::{Campaign, Fen, Funds, Lane, Tallied, Tally, Timestamp, UserId};

use Account::{Funding, PaidOut, Pool, Wallet};

/// Accounts with these balances: what the merchant has paid in lies in the pool, in a wallet, or is paid out.
fn balances([pool, earned, paid_out]: [i64; 3]) -> Balances {
    let [pool, earned, paid_out] = [pool, earned, paid_out].map(Fen::new);
    let funded = pool.checked_add(earned).unwrap();
    let lane = Lane { funded, paid_out, ..Lane::new(HOME, Timestamp::from_secs(0)) };
    let funds = Funds { pool, sent: earned, ..Funds::new(funded, 1) };
    let campaign = Campaign { funds, ..Campaign::clone(&campaign("a", HOME)) };
    let tally = Tally { lifetime: 1, earned, paid_out, ..Tally::default() };
    let user_id = UserId::parse("2088000000000001").unwrap();
    let wallet = Some(Tallied { home: HOME, crowd_no: campaign.crowd_no.clone(), user_id, tally });
    Balances { lane, campaign, wallet }
}

fn posted(
    before: &Balances,
    from: Account,
    to: Account,
    amount: i64,
) -> Result<Balances, Unposted> {
    before.clone().post(Posting { from, to, amount: Fen::new(amount) })
}

/// Pool, wallet and what was paid out, and what the merchant has inside.
fn shown(balances: &Balances) -> [i64; 4] {
    let wallet = balances.wallet.as_ref().unwrap().tally.balance().unwrap();
    let Lane { funded, paid_out, .. } = balances.lane;
    [balances.campaign.funds.pool, wallet, paid_out, funded].map(Fen::get)
}

#[test]
fn a_movement_changes_both_of_its_sides() {
    let before = balances([70, 30, 10]);
    assert_eq!(shown(&before), [70, 20, 10, 100]);
    for (from, to, after) in [
        (Pool, Wallet, [65, 25, 10, 100]),
        (Pool, Funding, [65, 20, 10, 95]),
        (Wallet, PaidOut, [70, 15, 15, 100]),
    ] {
        assert_eq!(shown(&posted(&before, from, to, 5).unwrap()), after, "{from:?} to {to:?}");
    }
    let mut unpaid = balances([0, 0, 0]);
    unpaid.campaign.funds.total = Fen::new(5);
    assert_eq!(shown(&posted(&unpaid, Funding, Pool, 5).unwrap()), [5, 0, 0, 5]);
}

#[test]
fn no_account_gives_what_it_does_not_have() {
    let before = balances([70, 30, 10]);
    for (from, to, amount) in [
        (Pool, Wallet, 71),
        (Pool, Funding, 71),
        (Wallet, PaidOut, 21),
        (Pool, Wallet, 0),
        (Wallet, PaidOut, -1),
        (Funding, Pool, 1),
    ] {
        let came = posted(&before, from, to, amount);
        assert_eq!(came, Err(Unposted::Unbalanced), "{from:?} to {to:?}");
    }
    assert_eq!(posted(&before, PaidOut, Wallet, 1), Err(Unposted::TooLarge));
    assert_eq!(posted(&before, Wallet, PaidOut, i64::MAX), Err(Unposted::TooLarge));
    let nobody = Balances { wallet: None, ..before };
    assert_eq!(posted(&nobody, Pool, Wallet, 1), Err(Unposted::TooLarge));
}

type Change = fn(&mut Balances);

#[test]
fn each_balance_counts_in_the_sum_on_its_side() {
    let even = balances([70, 30, 10]);
    assert_eq!(even.sum(), 0, "all that was paid in is somewhere");
    let changes: [(&str, Change, i128); 5] = [
        ("pool", |it| it.campaign.funds.pool = Fen::new(71), 1),
        ("earned", |it| it.wallet.as_mut().unwrap().tally.earned = Fen::new(31), 1),
        ("paid out", |it| it.lane.paid_out = Fen::new(11), 1),
        ("drained", |it| it.wallet.as_mut().unwrap().tally.paid_out = Fen::new(11), -1),
        ("funded", |it| it.lane.funded = Fen::new(101), -1),
    ];
    for (what, change, sum) in changes {
        let mut odd = even.clone();
        change(&mut odd);
        assert_eq!(odd.sum(), sum, "{what}");
    }
}
