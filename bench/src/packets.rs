//! Campaigns and packets in a store, without HTTP and signatures.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hongbao_engine::{
    Books, Campaign, Changes, CrowdNo, DrawRequest, Fen, Frequency, Funds, Home, Paying, Prize,
    Record, Rules, Seed, Slot, Timestamp, Timing, UserId, Work,
};
use hongbao_store::{Answer, Clock, Stepper, Store};

use crate::Outcome;

const HOME: Home = Home::new(1);

#[derive(Debug)]
pub(crate) struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_767_196_800)
    }
}

/// Draws packets in batches, without a thread in between.
pub(crate) fn draw(
    store: &dyn Store,
    stepper: &mut Stepper,
    (batches, batch): (usize, usize),
) -> Outcome<()> {
    for _ in 0..batches {
        let works: Vec<Work> = (0..batch).map(|_| work()).collect::<Outcome<_>>()?;
        let answers: Vec<_> = works.into_iter().map(|work| store.transact(work)).collect();
        stepper.step(usize::MAX);
        for answer in answers {
            done(&ready(answer)??)?;
        }
    }
    Ok(())
}

pub(crate) fn next() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The same number, in no order.
pub(crate) fn mixed(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn hot() -> Outcome<CrowdNo> {
    Ok(CrowdNo::parse("POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx")
        .ok_or("id")?)
}

/// One packet, for a user who has none, under a number of its own.
pub(crate) fn work() -> Outcome<Work> {
    let number = mixed(next());
    let user_id = format!("2088{:012}", number % 1_000_000_000_000);
    let order = DrawRequest {
        crowd_no: hot()?,
        user_id: UserId::parse(&user_id).ok_or("no user's id")?,
        slot: Slot::stored(&format!("{number:016x}")),
        amount: None,
    };
    let rules = Rules { users_are_open: true, merchant_user: None };
    let hint = order.hint();
    let run = move |books: &mut Books| {
        let drawn = books.draw(&order, HOME, &rules)?;
        Ok(drawn.draw.amount.get().to_le_bytes().to_vec())
    };
    Ok(Work { home: HOME, writes: true, hint, run: Box::new(run) })
}

pub(crate) fn done(answer: &Answer) -> Outcome<()> {
    match answer {
        Answer::Done(_) => Ok(()),
        Answer::Refused(refusal, _) => Err(format!("a draw was refused: {refusal:?}").into()),
    }
}

/// A campaign of more packets than are drawn, paid for.
pub(crate) async fn prepare(store: &dyn Store) -> Outcome<()> {
    store.migrate().await?;
    Ok(store.bootstrap(vec![paid(campaign(hot()?))]).await?)
}

/// More of them, which nobody draws from.
pub(crate) async fn found_others(store: &dyn Store, count: usize) -> Outcome<()> {
    let mut founding = Vec::new();
    for _ in 0..count {
        founding.push(paid(campaign(CrowdNo::parse(&format!("{:064}", next())).ok_or("id")?)));
    }
    Ok(store.bootstrap(founding).await?)
}

/// Creates a campaign and pays for it.
fn paid(campaign: Campaign) -> Work {
    let run = move |books: &mut Books| {
        let campaign = Campaign { seq: books.next_campaign()?, ..campaign.clone() };
        let crowd_no = campaign.crowd_no.clone();
        books.put(Record::Campaign(Arc::new(campaign)))?;
        books.pay(&crowd_no, &Paying::default())?;
        Ok(Vec::new())
    };
    Work { home: HOME, writes: true, hint: Vec::new(), run: Box::new(run) }
}

fn campaign(crowd_no: CrowdNo) -> Campaign {
    let now = Fixed.now();
    Campaign {
        crowd_no,
        home: HOME,
        seq: 0,
        origin_crowd_no: "20160901029410190092922308762004".to_owned(),
        coupon_name: "XXX周年庆红包".to_owned(),
        prize_msg: "XX送您大红包".to_owned(),
        merchant_link: None,
        prize: Prize::Random,
        seed: Seed::new([7; 32]),
        frequency: Frequency { lifetime: 100, window: None },
        funds: Funds::new(Fen::new(1_000_000_000), 10_000_000),
        timing: Timing {
            created_at: now,
            paid_at: None,
            start_at: now,
            end_at: now.plus_days(30),
            over_at: now.plus_days(30),
            paused: false,
            settle_at: None,
            settled_at: None,
        },
        reference: None,
        stopped: false,
        changes: Changes::default(),
    }
}

/// What a future that waits for nothing has come to.
pub(crate) fn ready<T>(future: impl Future<Output = T>) -> Outcome<T> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => Ok(value),
        std::task::Poll::Pending => Err("an answer that should be there is not".into()),
    }
}
