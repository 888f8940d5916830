//! Records: everything that is kept, each under a name and in a home.
//!
//! It does not know how records are found or written; a work asks its books for them.

use std::sync::Arc;

use crate::{
    App, AppId, BusinessTime, Campaign, CrowdNo, Draw, Draws, DrawsOf, Fixture, Gap, Home, Lane,
    Login, Merchant, MerchantId, NumberKey, Page, PageOf, Payment, PlatformKey, Receipt,
    ReceiptKey, Slot, Stamp, Tally, Transfer, User, UserId, Voucher, VoucherId,
};

/// The name of one record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The home's own lane.
    Lane,
    /// How business time follows from wire time.
    Clock,
    /// What the database is for.
    Stamp,
    /// The secret that numbers follow from.
    NumberKey,
    /// A public key of this platform.
    PlatformKey(String),
    /// A merchant.
    Merchant(MerchantId),
    /// An application.
    App(AppId),
    /// Where a fixture lives.
    Fixture(String),
    /// A cash campaign.
    Campaign(CrowdNo),
    /// A voucher.
    Voucher(VoucherId),
    /// A draw: the campaign's, in this slot.
    Draw(CrowdNo, Slot),
    /// How often a user has drawn from a campaign.
    Tally(CrowdNo, UserId),
    /// A transfer of the home's book.
    Transfer(u64),
    /// Numbers of the home that are left out, from this one.
    Gap(u64),
    /// Which campaign a payment with this reference has paid.
    Payment(String),
    /// What was answered to a command that happens once.
    Receipt(ReceiptKey),
    /// A user.
    User(UserId),
    /// Whose a login is.
    Login(String),
    /// A page of the home's campaigns; answered only to works that read.
    Page(PageOf),
    /// Draws of a campaign, in their order; likewise.
    Draws(DrawsOf),
    /// How many campaigns were created in the other homes. Nobody writes it.
    Elsewhere,
}

impl Key {
    /// Whether it names a page, which only works that read are answered.
    #[must_use]
    pub fn is_page(&self) -> bool {
        matches!(self, Self::Page(_) | Self::Draws(_))
    }
}

/// One record. Behind [`Arc`] where it is large, so that reading one copies nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// See [`Key::Lane`].
    Lane(Lane),
    /// See [`Key::Clock`].
    Clock(BusinessTime),
    /// See [`Key::Stamp`].
    Stamp(Stamp),
    /// See [`Key::NumberKey`].
    NumberKey(NumberKey),
    /// See [`Key::PlatformKey`].
    PlatformKey(PlatformKey),
    /// See [`Key::Merchant`].
    Merchant(Merchant),
    /// See [`Key::App`].
    App(App),
    /// See [`Key::Fixture`].
    Fixture(Fixture),
    /// See [`Key::Campaign`].
    Campaign(Arc<Campaign>),
    /// See [`Key::Voucher`].
    Voucher(Arc<Voucher>),
    /// See [`Key::Draw`].
    Draw(Arc<Draw>),
    /// See [`Key::Tally`].
    Tally(Home, CrowdNo, UserId, Tally),
    /// See [`Key::Transfer`].
    Transfer(Transfer),
    /// See [`Key::Gap`].
    Gap(Gap),
    /// See [`Key::Payment`].
    Payment(Payment),
    /// See [`Key::Receipt`].
    Receipt(Arc<Receipt>),
    /// See [`Key::User`].
    User(User),
    /// See [`Key::Login`].
    Login(Login),
    /// See [`Key::Page`].
    Page(Page),
    /// See [`Key::Draws`].
    Draws(Draws),
    /// See [`Key::Elsewhere`].
    Elsewhere(u64),
}

impl Record {
    /// The record's name.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Lane(_) => Key::Lane,
            Self::Clock(_) => Key::Clock,
            Self::Stamp(_) => Key::Stamp,
            Self::NumberKey(_) => Key::NumberKey,
            Self::PlatformKey(key) => Key::PlatformKey(key.fingerprint.clone()),
            Self::Merchant(merchant) => Key::Merchant(merchant.id.clone()),
            Self::App(app) => Key::App(app.id.clone()),
            Self::Fixture(fixture) => Key::Fixture(fixture.id.clone()),
            Self::Campaign(campaign) => Key::Campaign(campaign.crowd_no.clone()),
            Self::Voucher(voucher) => Key::Voucher(voucher.voucher_id.clone()),
            Self::Draw(draw) => Key::Draw(draw.crowd_no.clone(), draw.slot.clone()),
            Self::Tally(_, crowd_no, user, _) => Key::Tally(crowd_no.clone(), user.clone()),
            Self::Transfer(transfer) => Key::Transfer(transfer.seq),
            Self::Gap(gap) => Key::Gap(gap.first),
            Self::Payment(payment) => Key::Payment(payment.reference.clone()),
            Self::Receipt(receipt) => Key::Receipt(receipt.key.clone()),
            Self::User(user) => Key::User(user.id.clone()),
            Self::Login(login) => Key::Login(login.login_id.clone()),
            Self::Page(page) => Key::Page(page.of),
            Self::Draws(draws) => Key::Draws(draws.of.clone()),
            Self::Elsewhere(_) => Key::Elsewhere,
        }
    }

    /// The home it must be written in.
    #[must_use]
    pub fn home(&self) -> Home {
        match self {
            Self::Lane(lane) => lane.home,
            Self::Campaign(campaign) => campaign.home,
            Self::Voucher(voucher) => voucher.home,
            Self::Draw(draw) => draw.home,
            Self::Tally(home, ..) => *home,
            Self::Transfer(transfer) => transfer.home,
            Self::Gap(gap) => gap.home,
            Self::Payment(payment) => payment.home,
            Self::Receipt(receipt) => receipt.home,
            Self::Clock(_)
            | Self::Stamp(_)
            | Self::NumberKey(_)
            | Self::PlatformKey(_)
            | Self::Merchant(_)
            | Self::App(_)
            | Self::Fixture(_)
            | Self::User(_)
            | Self::Login(_)
            // Nobody writes these; a work that tries writes abroad.
            | Self::Page(_)
            | Self::Draws(_)
            | Self::Elsewhere(_) => Home::DIRECTORY,
        }
    }

    /// Its number in its home's book, if it is one that takes one.
    #[must_use]
    pub fn seq(&self) -> Option<u64> {
        match self {
            Self::Campaign(campaign) => Some(campaign.seq),
            Self::Draw(draw) => Some(draw.seq),
            Self::Transfer(transfer) => Some(transfer.seq),
            Self::Lane(_)
            | Self::Stamp(_)
            | Self::NumberKey(_)
            | Self::PlatformKey(_)
            | Self::Merchant(_)
            | Self::App(_)
            | Self::Fixture(_)
            | Self::Voucher(_)
            | Self::Tally(..)
            | Self::User(_)
            | Self::Login(_)
            | Self::Clock(_)
            | Self::Payment(_)
            | Self::Receipt(_)
            | Self::Gap(_)
            | Self::Draws(_)
            | Self::Page(_)
            | Self::Elsewhere(_) => None,
        }
    }

    /// The campaign that it is, or whose money it tells of.
    #[must_use]
    pub fn crowd_no(&self) -> Option<&CrowdNo> {
        match self {
            Self::Campaign(campaign) => Some(&campaign.crowd_no),
            Self::Draw(draw) => Some(&draw.crowd_no),
            Self::Tally(_, crowd_no, _, _) => Some(crowd_no),
            Self::Transfer(transfer) => Some(&transfer.crowd_no),
            Self::Lane(_)
            | Self::Stamp(_)
            | Self::NumberKey(_)
            | Self::PlatformKey(_)
            | Self::Merchant(_)
            | Self::App(_)
            | Self::Fixture(_)
            | Self::Voucher(_)
            | Self::User(_)
            | Self::Login(_)
            | Self::Clock(_)
            // No money: its campaign's own rows tell of that.
            | Self::Payment(_)
            | Self::Receipt(_)
            | Self::Gap(_)
            | Self::Draws(_)
            | Self::Page(_)
            | Self::Elsewhere(_) => None,
        }
    }
}
