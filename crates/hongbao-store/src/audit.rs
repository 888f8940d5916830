//! The audit of a store: walks over its books and campaigns, and feeds the engine's checks. It holds
//! no snapshot and no more than a chunk at once, and lets others run between two chunks. It knows no clock:
//! how long it rests is for the caller to say.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::task::Poll;

use hongbao_engine::{
    BookAudit, Campaign, CampaignAudit, CrowdNo, Draw, Findings, Gap, Home, Invariant, Lane,
    Listed, Merchant, Record, Stamp, Suspect, Tallied,
};

use crate::limits::{AUDIT_BROKEN, AUDIT_CHUNK, AUDIT_TRIES};
use crate::walk::{Of, of_campaigns};
use crate::{BoxFuture, Chunk, Cursor, Failure, Store, Walk};

/// What an audit came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audited {
    /// How many numbered records were checked: campaigns, draws, transfers, payouts and events.
    pub checked: u64,
    /// What does not hold.
    pub findings: Findings,
}

/// How far an audit is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many numbered records were read: twice what has a campaign, in its book and
    /// with that.
    pub read: u64,
    /// How many there are to read, as it looked at the beginning.
    pub all: u64,
}

impl Progress {
    /// The same in percent.
    #[must_use]
    pub fn percent(self) -> u8 {
        let percent = self.read.saturating_mul(100).checked_div(self.all).unwrap_or_default();
        u8::try_from(percent).unwrap_or(100)
    }
}

/// Who follows an audit: is told how far it is, and lets it go on.
pub trait Follower: Send {
    /// It is so far.
    fn progress(&mut self, progress: Progress);

    /// The next chunk is read when this has ended.
    fn rest(&mut self) -> BoxFuture<'_, ()>;
}

/// A mere listener never lets it rest.
impl<F: FnMut(Progress) + Send> Follower for F {
    fn progress(&mut self, progress: Progress) {
        self(progress);
    }

    fn rest(&mut self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// Proves the ledger of a store, in use or not. The salt is 32 random bytes that nobody who wrote a
/// record could know.
///
/// # Errors
///
/// What keeps the store from answering. A record that cannot be read is not an error, but a finding.
pub async fn audit(
    store: &dyn Store,
    salt: [u8; 32],
    follower: &mut dyn Follower,
) -> Result<Audited, Failure> {
    let (progress, findings) = (Progress::default(), Findings::up_to(AUDIT_BROKEN));
    let mut audit = Audit { store, salt, follower, progress, checked: 0, findings };
    audit.run().await?;
    Ok(Audited { checked: audit.checked, findings: audit.findings })
}

struct Audit<'a> {
    store: &'a dyn Store,
    salt: [u8; 32],
    follower: &'a mut dyn Follower,
    progress: Progress,
    checked: u64,
    findings: Findings,
}

impl Audit<'_> {
    async fn run(&mut self) -> Result<(), Failure> {
        self.lanes().await?;
        let mut next = Some(Cursor::default());
        while let Some(chunk) = self.chunk(&Walk::all::<Lane>(), next.take()).await? {
            for record in chunk.records {
                let Record::Lane(lane) = record else { continue };
                self.book(lane).await?;
                self.campaigns(lane).await?;
            }
            next = chunk.next;
        }
        let mut orphans = Findings::up_to(AUDIT_BROKEN);
        self.each(&Walk::Orphans, &mut |record| orphans.orphan(record)).await?;
        self.findings.absorb(orphans);
        // Events are read once, and what a gap leaves out is not read at all.
        self.progress.read = self.progress.all;
        self.follow();
        Ok(())
    }

    /// Counts what there is; and in a database that was founded, holds lanes to be those of the directory,
    /// which a bootstrap writes to, and of merchants.
    async fn lanes(&mut self) -> Result<(), Failure> {
        let (mut founded, mut all, mut homes) = (false, 0_u64, BTreeSet::new());
        self.each(&Walk::all::<Stamp>(), &mut |_| founded = true).await?;
        let count = &mut |record: &Record| {
            if let Record::Lane(lane) = record {
                all = all.saturating_add(lane.counter.saturating_mul(2));
                homes.insert(lane.home);
            }
        };
        self.each(&Walk::all::<Lane>(), count).await?;
        self.progress.all = all;
        if !founded {
            return Ok(());
        }
        if !homes.remove(&Home::DIRECTORY) {
            self.findings.add(Invariant::Known, "lane 0", "nothing", "the directory's lane");
        }
        // Read after the lanes: a merchant is there before anything happens in its home.
        let strike = &mut |record: &Record| {
            if let Record::Merchant(merchant) = record {
                homes.remove(&merchant.home);
            }
        };
        self.each(&Walk::all::<Merchant>(), strike).await?;
        for home in homes {
            let lane = format!("lane {}", home.number());
            self.findings.add(Invariant::Known, lane, "no merchant's", "one merchant's");
        }
        Ok(())
    }

    async fn book(&mut self, lane: Lane) -> Result<(), Failure> {
        let mut gaps = Vec::new();
        let take = &mut |record: &Record| {
            if let Record::Gap(gap) = record {
                gaps.push(*gap);
            }
        };
        self.each(&Walk::of_home::<Gap>(lane.home), take).await?;
        let (mut check, mut count) = (BookAudit::open(lane, gaps, AUDIT_BROKEN), 0_u64);
        let feed = &mut |record: &Record| {
            count = count.saturating_add(1);
            check.record(record);
        };
        let whole = self.each(&Walk::Book(lane.home), feed).await?;
        self.checked = self.checked.saturating_add(count);
        let before = lane.home.number().checked_sub(1);
        let after = before.map_or(Cursor::default(), |before| Cursor(format!("{before:020}")));
        let chunk = self.store.walk(Walk::all::<Lane>(), after, 1).await?;
        let lanes = chunk.records.iter().filter_map(Lane::of);
        let lane_now = lanes.copied().find(|now| now.home == lane.home);
        if whole {
            self.findings.absorb(check.close(lane_now));
        }
        Ok(())
    }

    /// Checks a home's campaigns in one walk over all that happened to them.
    async fn campaigns(&mut self, lane: Lane) -> Result<(), Failure> {
        let what = Walk::Histories(lane.home);
        let (mut next, mut check, mut last) = (Some(Cursor::default()), None, None);
        while let Some(after) = next.take() {
            let chunk = match self.chunk_of(&what, after).await {
                Ok(chunk) => chunk,
                Err(Failure::Broken(_)) => return self.one_by_one(lane, last).await,
                Err(failure) => return Err(failure),
            };
            for record in &chunk.records {
                if let Record::Campaign(campaign) = record {
                    last = self.conclude(lane, check.take()).await?.or(last);
                    let opened = self.open(campaign, lane);
                    check = Some((campaign.crowd_no.clone(), opened));
                } else if let Some((_, check)) = &mut check {
                    check.record(record);
                }
            }
            self.advance(&chunk);
            next = chunk.next;
        }
        self.conclude(lane, check).await.map(drop)
    }

    /// Ends a check, and gives the number of its campaign. One that looks broken is checked by itself.
    async fn conclude(
        &mut self,
        lane: Lane,
        check: Option<(CrowdNo, CampaignAudit)>,
    ) -> Result<Option<CrowdNo>, Failure> {
        let Some((no, check)) = check else { return Ok(None) };
        let (findings, _) = check.close();
        if !findings.is_empty() {
            self.campaign(lane, &no).await?;
        }
        Ok(Some(no))
    }

    /// Checks each campaign behind this one by itself, so that a record that cannot be read keeps no
    /// other from being checked.
    async fn one_by_one(&mut self, lane: Lane, last: Option<CrowdNo>) -> Result<(), Failure> {
        let mut next = Some(last.map_or(Cursor::default(), |last| Cursor(last.to_string())));
        while let Some(chunk) =
            self.chunk(&Walk::of_home::<Campaign>(lane.home), next.take()).await?
        {
            for record in &chunk.records {
                if let Some(no) = record.crowd_no() {
                    self.campaign(lane, no).await?;
                }
            }
            next = chunk.next;
        }
        Ok(())
    }

    fn open(&self, campaign: &Arc<Campaign>, lane: Lane) -> CampaignAudit {
        CampaignAudit::open(Arc::clone(campaign), lane, self.salt, AUDIT_BROKEN)
    }

    /// Checks a campaign; again, if it looks broken and has changed meanwhile.
    async fn campaign(&mut self, lane: Lane, no: &CrowdNo) -> Result<(), Failure> {
        let home = lane.home;
        for left in (0..AUDIT_TRIES).rev() {
            let Some(campaign) = self.read(home, no).await? else { break };
            let Some((findings, suspect)) = self.check(&campaign, lane).await? else {
                break;
            };
            let is_last = findings.is_empty() || left == 0;
            if is_last || self.read(home, no).await?.is_none_or(|now| now == campaign) {
                self.findings.absorb(findings);
                if let Some(suspect) = suspect {
                    self.blame(home, no, suspect).await?;
                }
                break;
            }
        }
        Ok(())
    }

    /// The campaign as it is now.
    async fn read(&mut self, home: Home, no: &CrowdNo) -> Result<Option<Arc<Campaign>>, Failure> {
        let chunk = self.store.walk(Walk::Campaign(home, no.clone()), Cursor::default(), 1).await?;
        Ok(chunk.records.iter().find_map(Campaign::of).cloned())
    }

    /// What does not hold of a campaign that was read just now; `None` if its rows cannot be read.
    async fn check(
        &mut self,
        campaign: &Arc<Campaign>,
        lane: Lane,
    ) -> Result<Option<(Findings, Option<Suspect>)>, Failure> {
        let mut check = self.open(campaign, lane);
        let (home, no) = (campaign.home, &campaign.crowd_no);
        // The order that the check relies on: what may grow is read after what says how far it counts.
        for kind in of_campaigns() {
            let feed = &mut |record: &Record| check.record(record);
            let what = Walk::OfCampaign(kind, home, no.clone());
            if !self.each(&what, feed).await? {
                return Ok(None);
            }
        }
        Ok(Some(check.close()))
    }

    /// Looks for the one user whose row makes tallies and draws differ.
    async fn blame(
        &mut self,
        home: Home,
        no: &CrowdNo,
        mut suspect: Suspect,
    ) -> Result<(), Failure> {
        for kind in [Of::kind::<Tallied>(), Of::kind::<Draw>()] {
            let feed = &mut |record: &Record| suspect.record(record);
            self.each(&Walk::OfCampaign(kind, home, no.clone()), feed).await?;
        }
        self.findings.absorb(suspect.close(AUDIT_BROKEN));
        Ok(())
    }

    /// Hands over each record of a walk; says whether all of them could be read.
    async fn each(
        &mut self,
        what: &Walk,
        feed: &mut (dyn FnMut(&Record) + Send),
    ) -> Result<bool, Failure> {
        let mut next = Some(Cursor::default());
        while next.is_some() {
            let Some(chunk) = self.chunk(what, next).await? else { return Ok(false) };
            chunk.records.iter().for_each(&mut *feed);
            self.advance(&chunk);
            next = chunk.next;
        }
        Ok(true)
    }

    /// The next chunk of a walk; `None` at its end, or where a record cannot be read.
    async fn chunk(
        &mut self,
        what: &Walk,
        after: Option<Cursor>,
    ) -> Result<Option<Chunk>, Failure> {
        let Some(after) = after else { return Ok(None) };
        match self.chunk_of(what, after.clone()).await {
            Ok(chunk) => Ok(Some(chunk)),
            Err(Failure::Broken(error)) => {
                let record = format!("{what}, behind {:?}", after.0);
                self.findings.add(Invariant::Readable, record, error, "a record");
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    async fn chunk_of(&mut self, what: &Walk, after: Cursor) -> Result<Chunk, Failure> {
        let_others_run().await;
        self.follower.rest().await;
        self.store.walk(what.clone(), after, AUDIT_CHUNK).await
    }

    fn advance(&mut self, chunk: &Chunk) {
        let numbered = chunk.records.iter().filter(|record| record.seq().is_some()).count();
        let read = self.progress.read.saturating_add(u64::try_from(numbered).unwrap_or(u64::MAX));
        self.progress.read = read.min(self.progress.all);
        self.follow();
    }

    fn follow(&mut self) {
        if self.progress.all > 0 {
            self.follower.progress(self.progress);
        }
    }
}

/// A store may answer at once, so that an audit would keep its thread to itself.
async fn let_others_run() {
    let mut waited = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
