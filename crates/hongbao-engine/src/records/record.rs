//! Records: everything that is kept, each under a key and in a home.
//!
//! Which kinds there are stands here, once; what a kind's records are called and where they belong, the
//! kind's own file says ([`Kind`]). It does not know how records are found or written; a work asks its books
//! for them.

use std::borrow::Borrow;

use crate::{
    App, Campaign, ClockRecord, CrowdNo, DirectoryChange, Draw, Due, DueKey, Event, Fixture, Gap,
    Home, Kind, Lane, Login, Merchant, NumberKey, Payment, Payout, PlatformKey, Receipt, Seen,
    Stamp, Tallied, Timestamp, Transfer, User, View, Voucher,
};

/// Makes keys and records of the list of kinds.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $kind:ty,)+) => {
        /// The name of one record. Keys are in the order of this list.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Key {
            $($(#[$doc])* $name(<$kind as Kind>::Id),)+
            /// What is seen of many records at once; answered only to works that read, save counts.
            View(View),
        }

        /// One record.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Record {
            $($(#[$doc])* $name(<$kind as Kind>::Held),)+
        }

        /// The place of each kind in the list.
        enum Ordinal {
            $($name,)+
        }

        impl Key {
            /// The place of its kind in [`KINDS`]; `None` for a view.
            #[must_use]
            pub fn ordinal(&self) -> Option<usize> {
                match self {
                    $(Self::$name(_) => Some(<$kind as Listed>::ORDINAL),)+
                    Self::View(_) => None,
                }
            }

            /// Whether its record lies in the directory, whichever home it is asked for in.
            #[must_use]
            pub fn is_shared(&self) -> bool {
                match self {
                    $(Self::$name(_) => <$kind as Kind>::SHARED,)+
                    Self::View(_) => false,
                }
            }
        }

        impl Record {
            fn kept(&self) -> &dyn Kept {
                match self {
                    $(Self::$name(it) => <<$kind as Kind>::Held as Borrow<$kind>>::borrow(it),)+
                }
            }
        }

        /// The kinds, in the order of the list.
        pub const KINDS: [AnyKind; [$(<$kind as Kind>::NAME),+].len()] =
            [$(AnyKind::of::<$kind>()),+];

        $(
            impl Listed for $kind {
                const ORDINAL: usize = Ordinal::$name as usize;

                fn key_of(id: Self::Id) -> Key {
                    Key::$name(id)
                }

                fn id_of(key: &Key) -> Option<&Self::Id> {
                    if let Key::$name(id) = key { Some(id) } else { None }
                }

                fn of(record: &Record) -> Option<&Self::Held> {
                    if let Record::$name(it) = record { Some(it) } else { None }
                }
            }

            impl From<<$kind as Kind>::Held> for Record {
                fn from(it: <$kind as Kind>::Held) -> Self {
                    Self::$name(it)
                }
            }
        )+
    };
}

// What may grow stands behind what says how far it counts: an audit reads in this order while works write.
kinds! {
    /// The home's own lane.
    Lane: Lane,
    /// How business time follows from wire time, and the directory's version.
    Clock: ClockRecord,
    /// What the database is for.
    Stamp: Stamp,
    /// The secret that numbers follow from.
    NumberKey: NumberKey,
    /// A public key of this platform.
    PlatformKey: PlatformKey,
    /// A merchant.
    Merchant: Merchant,
    /// An application.
    App: App,
    /// Where a fixture lives.
    Fixture: Fixture,
    /// The entry of what is due with a record.
    Due: Due,
    /// A cash campaign.
    Campaign: Campaign,
    /// A voucher.
    Voucher: Voucher,
    /// A transfer of the home's book.
    Transfer: Transfer,
    /// How often a user has drawn from a campaign.
    Tally: Tallied,
    /// A payout of what a user drew from the campaign, by its number in the home's book.
    Payout: Payout,
    /// A draw: the campaign's, in this slot.
    Draw: Draw,
    /// What a command has changed without moving money, by its number in the home's book.
    Event: Event,
    /// Numbers of the home that are left out, from this one.
    Gap: Gap,
    /// Which campaign a payment with this reference has paid.
    Payment: Payment,
    /// What was answered to a command that happens once.
    Receipt: Receipt,
    /// A user.
    User: User,
    /// Whose a login is.
    Login: Login,
    /// The change of the directory with this number. It stands last among what stores keep, so that a walk
    /// behind one meets nothing else.
    DirectoryChange: DirectoryChange,
}

/// What a kind says of all its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnyKind {
    /// See [`Kind::NAME`].
    pub name: &'static str,
    /// See [`Kind::NUMBERED`].
    pub numbered: bool,
    /// See [`Kind::OF_CAMPAIGN`].
    pub of_campaign: bool,
}

impl AnyKind {
    const fn of<K: Kind>() -> Self {
        Self { name: K::NAME, numbered: K::NUMBERED, of_campaign: K::OF_CAMPAIGN }
    }
}

/// A kind that is in the list.
pub trait Listed: Kind<Held: Into<Record>> {
    /// Its place in [`KINDS`].
    const ORDINAL: usize;
    /// The key of the record with this id.
    fn key_of(id: Self::Id) -> Key;
    /// The id that a key holds, if it is one of this kind.
    fn id_of(key: &Key) -> Option<&Self::Id>;
    /// It, if the record is of this kind.
    fn of(record: &Record) -> Option<&Self::Held>;
}

/// What a record says whose kind is not known.
trait Kept {
    fn kind(&self) -> &'static str;
    fn ordinal(&self) -> usize;
    fn key(&self) -> Key;
    fn home(&self) -> Home;
    fn seq(&self) -> Option<u64>;
    fn crowd_no(&self) -> Option<&CrowdNo>;
    fn due(&self) -> Option<Timestamp>;
    fn goes(&self) -> bool;
    fn title(&self) -> String;
    fn place(&self) -> String;
}

impl<K: Listed> Kept for K {
    fn kind(&self) -> &'static str {
        K::NAME
    }
    fn ordinal(&self) -> usize {
        K::ORDINAL
    }
    fn key(&self) -> Key {
        K::key_of(self.id())
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
    fn goes(&self) -> bool {
        K::goes(self)
    }
    fn title(&self) -> String {
        K::title(self)
    }
    fn place(&self) -> String {
        K::place(self)
    }
}

impl Key {
    /// Whether it names a page, which only works that read are answered.
    #[must_use]
    pub fn is_page(&self) -> bool {
        matches!(self, Self::View(view) if view.is_page())
    }
}

impl Record {
    /// What its kind is called, see [`Kind::NAME`].
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kept().kind()
    }

    /// The place of its kind in [`KINDS`].
    #[must_use]
    pub fn ordinal(&self) -> usize {
        self.kept().ordinal()
    }

    /// Its key: its kind, and what tells it from the others.
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

    /// See [`Kind::due`].
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.kept().due()
    }

    /// See [`Kind::goes`].
    #[must_use]
    pub fn goes(&self) -> bool {
        self.kept().goes()
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

impl From<View> for Key {
    fn from(view: View) -> Self {
        Self::View(view)
    }
}

/// What a store has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A record.
    Record(Record),
    /// A view.
    Seen(Seen),
}

impl DueKey {
    /// Of the record under this key; `None` if nothing is ever due with its kind.
    #[must_use]
    pub fn of(key: &Key) -> Option<Self> {
        Campaign::id_of(key).cloned().map(Self::Campaign)
    }

    /// The record's key.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Campaign(crowd_no) => Campaign::key_of(crowd_no.clone()),
        }
    }
}
