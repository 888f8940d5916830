//! Records: everything that is kept, each under a key and in a home.
//!
//! What a kind's records are called and where they belong, the kind's own file says ([`Kind`]); only the two
//! enums here list all kinds. It does not know how records are found or written; a work asks its books for
//! them.

use std::fmt;
use std::sync::Arc;

use crate::{
    App, AppId, Campaign, ClockRecord, CrowdNo, DirectoryChange, Draw, Due, DueKey, Fixture, Gap,
    Home, Lane, Login, Merchant, MerchantId, NumberKey, Payment, Payout, PlatformKey, Receipt,
    ReceiptKey, Slot, Stamp, Tallied, Timestamp, Transfer, User, UserId, View, Voucher, VoucherId,
};

/// The name of one record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The home's own lane.
    Lane,
    /// How business time follows from wire time, and the directory's version.
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
    /// The entry of what is due with a record.
    Due(DueKey),
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
    /// A payout of what a user drew from the campaign, by its number in the home's book.
    Payout(CrowdNo, u64),
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
    /// The change of the directory with this number. It stands last among what stores keep, so that a walk
    /// behind one meets nothing else.
    DirectoryChange(u64),
    /// What is seen of many records at once; answered only to works that read, save counts.
    View(View),
}

impl Key {
    /// Whether its record lies in the directory, whichever home it is asked for in.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(
            self,
            Self::Clock
                | Self::Stamp
                | Self::NumberKey
                | Self::PlatformKey(_)
                | Self::Merchant(_)
                | Self::App(_)
                | Self::Fixture(_)
                | Self::User(_)
                | Self::Login(_)
                | Self::DirectoryChange(_)
        )
    }

    /// Whether it names a page, which only works that read are answered.
    #[must_use]
    pub fn is_page(&self) -> bool {
        matches!(self, Self::View(view) if view.is_page())
    }
}

/// One record. Behind [`Arc`] where it is large, so that reading one copies nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// See [`Key::Lane`].
    Lane(Lane),
    /// See [`Key::Clock`].
    Clock(ClockRecord),
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
    /// See [`Key::Due`].
    Due(Due),
    /// See [`Key::Campaign`].
    Campaign(Arc<Campaign>),
    /// See [`Key::Voucher`].
    Voucher(Arc<Voucher>),
    /// See [`Key::Draw`].
    Draw(Arc<Draw>),
    /// See [`Key::Tally`].
    Tally(Tallied),
    /// See [`Key::Transfer`].
    Transfer(Transfer),
    /// See [`Key::Payout`].
    Payout(Payout),
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
    /// See [`Key::DirectoryChange`].
    DirectoryChange(DirectoryChange),
}

/// A kind of record: what its own file says of it, and everything else reads.
pub trait Kind: fmt::Debug + Sized {
    /// What one of them is called: a word, as findings have it.
    const NAME: &'static str;
    /// What tells one of them from another, where the home is known.
    type Id<'a>;
    /// How a record holds it.
    type Held;

    /// The key of the record with this id.
    fn key_of(id: Self::Id<'_>) -> Key;
    /// It, if the record is of this kind.
    fn of(record: &Record) -> Option<&Self::Held>;

    /// Its key.
    fn key(&self) -> Key;
    /// The home it must be written in.
    fn home(&self) -> Home {
        Home::DIRECTORY
    }
    /// Its number in its home's book, if it takes one.
    fn seq(&self) -> Option<u64> {
        None
    }
    /// The campaign that it is, or whose money it tells of.
    fn crowd_no(&self) -> Option<&CrowdNo> {
        None
    }
    /// When something is due with it next, in business time, if anything is.
    fn due(&self) -> Option<Timestamp> {
        None
    }
    /// What findings call it: its kind and what tells it from others, such as `draw 1/7`.
    fn title(&self) -> String {
        format!("{:?}", self.key())
    }
    /// Its place among those of its kind, as a walk meets them: text that is in order where they are.
    /// Nothing of a kind that nobody walks over.
    fn place(&self) -> String {
        String::new()
    }
}

/// The same of a record whose kind is not known.
trait Kept {
    fn kind(&self) -> &'static str;
    fn key(&self) -> Key;
    fn home(&self) -> Home;
    fn seq(&self) -> Option<u64>;
    fn crowd_no(&self) -> Option<&CrowdNo>;
    fn due(&self) -> Option<Timestamp>;
    fn title(&self) -> String;
    fn place(&self) -> String;
}

impl<K: Kind> Kept for K {
    fn kind(&self) -> &'static str {
        K::NAME
    }
    fn key(&self) -> Key {
        K::key(self)
    }
    fn home(&self) -> Home {
        K::home(self)
    }
    fn seq(&self) -> Option<u64> {
        K::seq(self)
    }
    fn crowd_no(&self) -> Option<&CrowdNo> {
        K::crowd_no(self)
    }
    fn due(&self) -> Option<Timestamp> {
        K::due(self)
    }
    fn title(&self) -> String {
        K::title(self)
    }
    fn place(&self) -> String {
        K::place(self)
    }
}

impl Record {
    fn kept(&self) -> &dyn Kept {
        match self {
            Self::Lane(it) => it,
            Self::Clock(it) => it,
            Self::Stamp(it) => it,
            Self::NumberKey(it) => it,
            Self::PlatformKey(it) => it,
            Self::Merchant(it) => it,
            Self::App(it) => it,
            Self::Fixture(it) => it,
            Self::Due(it) => it,
            Self::Campaign(it) => it.as_ref(),
            Self::Voucher(it) => it.as_ref(),
            Self::Draw(it) => it.as_ref(),
            Self::Tally(it) => it,
            Self::Transfer(it) => it,
            Self::Payout(it) => it,
            Self::Gap(it) => it,
            Self::Payment(it) => it,
            Self::Receipt(it) => it.as_ref(),
            Self::User(it) => it,
            Self::Login(it) => it,
            Self::DirectoryChange(it) => it,
        }
    }

    /// What its kind is called, see [`Kind::NAME`].
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kept().kind()
    }

    /// See [`Kind::key`].
    #[must_use]
    pub fn key(&self) -> Key {
        self.kept().key()
    }

    /// See [`Kind::home`].
    #[must_use]
    pub fn home(&self) -> Home {
        self.kept().home()
    }

    /// See [`Kind::seq`].
    #[must_use]
    pub fn seq(&self) -> Option<u64> {
        self.kept().seq()
    }

    /// See [`Kind::crowd_no`].
    #[must_use]
    pub fn crowd_no(&self) -> Option<&CrowdNo> {
        self.kept().crowd_no()
    }

    /// Whether writing it removes what is under its key.
    #[must_use]
    pub fn goes(&self) -> bool {
        matches!(self, Self::Due(Due { at: None, .. }))
    }

    /// See [`Kind::due`].
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.kept().due()
    }

    /// See [`Kind::title`].
    #[must_use]
    pub fn title(&self) -> String {
        self.kept().title()
    }

    /// See [`Kind::place`].
    #[must_use]
    pub fn place(&self) -> String {
        self.kept().place()
    }
}

impl DueKey {
    /// Of the record under this key; `None` if nothing is ever due with its kind.
    #[must_use]
    pub fn of(key: &Key) -> Option<Self> {
        if let Key::Campaign(crowd_no) = key {
            Some(Self::Campaign(crowd_no.clone()))
        } else {
            None
        }
    }

    /// The record's key.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Campaign(crowd_no) => Key::Campaign(crowd_no.clone()),
        }
    }
}

impl Kind for Due {
    const NAME: &'static str = "due";
    type Id<'a> = &'a DueKey;
    type Held = Self;

    fn key_of(of: Self::Id<'_>) -> Key {
        Key::Due(of.clone())
    }

    fn of(record: &Record) -> Option<&Self::Held> {
        if let Record::Due(it) = record { Some(it) } else { None }
    }

    fn key(&self) -> Key {
        Key::Due(self.of.clone())
    }

    fn home(&self) -> Home {
        self.home
    }
}

/// A number as text that is in order where the numbers are.
pub(crate) fn padded(number: u64) -> String {
    format!("{number:020}")
}
