//! Why the engine says no: the one list of refusals, each with its public name, and what one compared.
//!
//! A refusal carries data and no text: each method's table words it. What it compared is for the log and for
//! operators; a method's answer never shows it.

use std::fmt;

use crate::{Fen, Home, Timestamp};

/// A business refusal; what the tables of methods and operations are keyed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// No campaign has this id.
    CampaignUnknown,
    /// The campaign belongs to another merchant.
    CampaignForeign,
    /// No voucher of the caller's has this id.
    VoucherUnknown,
    /// Start or end lie in the past, in the wrong order, or too far apart.
    TimesWrong,
    /// No packet at all.
    CountTooSmall,
    /// More than ten million packets.
    CountTooLarge,
    /// A budget under 1 yuan.
    AmountTooSmall,
    /// A budget over ten million yuan.
    AmountTooLarge,
    /// Packets under 0.20 yuan on average.
    PacketTooSmall,
    /// Packets over 200 yuan on average.
    PacketTooLarge,
    /// It was paid already, by another payment.
    PaidOtherwise,
    /// Its payment's reference has paid another campaign.
    ReferenceUsed,
    /// It was not paid in time, or is over.
    TooLateToPay,
    /// Its state cannot be changed by the merchant.
    StateFixed,
    /// It is not over, so nothing goes back.
    NotOver,
    /// It is over.
    CampaignOver,
    /// It has not started, or is paused.
    CampaignNotStarted,
    /// It was stopped in an emergency.
    CampaignStopped,
    /// Another user drew under this number.
    SlotOfAnother,
    /// Less is left than this packet.
    BudgetInsufficient,
    /// The user has reached the limit of draws in all.
    LifetimeLimit,
    /// The user has reached the limit of draws for this day, week or month.
    WindowLimit,
    /// The user has drawn nothing that was not paid out.
    WalletEmpty,
    /// No user has this id or login.
    UserUnknown,
    /// The campaign's own merchant may not draw.
    UserIsCreator,
    /// Only individual users can draw.
    UserIsEnterprise,
    /// The user's identity is not verified.
    UserUncertified,
    /// Risk control holds the user back.
    UserRisky,
    /// Unknown prize type.
    PrizeUnknown,
    /// Not a valid text of limits.
    FrequencyWrong,
    /// Not an http or https URL.
    LinkWrong,
    /// A name or text with a forbidden word.
    WordForbidden,
    /// The merchant has as many campaigns as it may that are paid and not settled.
    CreatorLimit,
    /// The merchant's identity is not verified.
    CreatorUncertified,
    /// The limit of all campaigns is reached.
    SystemLimit,
    /// Not a state that can be requested.
    TargetIllegal,
    /// The daily limit of changes is reached.
    ChangesLimit,
    /// Not a well-formed campaign id.
    CrowdNoIllegal,
    /// Not a well-formed user id, or none is given.
    UserIdIllegal,
    /// Not a well-formed number of the caller's.
    OutBizNoIllegal,
    /// A price that is not a whole number of fen.
    OrderPriceWrong,
    /// Page out of range.
    PageIllegal,
    /// A state that no campaign can be in.
    StateUnknown,
    /// No merchant has this id.
    MerchantUnknown,
    /// Another user has this login.
    LoginTaken,
    /// Another command had this key.
    KeyReused,
    /// Its request is too old to be taken.
    RequestStale,
    /// The directory has changed since its call was checked.
    DirectoryChanged,
    /// Only a sandbox has this.
    NoSandbox,
    /// A moment before the present one.
    TimeEarlier,
    /// Not a valid time, duration or flag.
    TimeIllegal,
}

/// What kind of no a refusal is; an HTTP status follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalClass {
    /// There is nothing of this id.
    Unknown,
    /// A state, a limit or another record is in the way.
    Conflict,
    /// What was given cannot be a value of its field.
    Illegal,
}

impl Refusal {
    /// Its public name, words with a hyphen between them. Clients compare the name: it stays as it is,
    /// whatever the code calls the refusal.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// What kind of no it is.
    #[must_use]
    pub fn class(self) -> RefusalClass {
        self.row().1
    }

    #[rustfmt::skip]
    fn row(self) -> (&'static str, RefusalClass) {
        match self {
            Self::CampaignUnknown    => ("campaign-unknown", RefusalClass::Unknown),
            Self::CampaignForeign    => ("campaign-foreign", RefusalClass::Conflict),
            Self::VoucherUnknown     => ("voucher-unknown", RefusalClass::Unknown),
            Self::TimesWrong         => ("times-wrong", RefusalClass::Conflict),
            Self::CountTooSmall      => ("count-too-small", RefusalClass::Conflict),
            Self::CountTooLarge      => ("count-too-large", RefusalClass::Conflict),
            Self::AmountTooSmall     => ("amount-too-small", RefusalClass::Conflict),
            Self::AmountTooLarge     => ("amount-too-large", RefusalClass::Conflict),
            Self::PacketTooSmall     => ("packet-too-small", RefusalClass::Conflict),
            Self::PacketTooLarge     => ("packet-too-large", RefusalClass::Conflict),
            Self::PaidOtherwise      => ("paid-otherwise", RefusalClass::Conflict),
            Self::ReferenceUsed      => ("reference-used", RefusalClass::Conflict),
            Self::TooLateToPay       => ("too-late-to-pay", RefusalClass::Conflict),
            Self::StateFixed         => ("state-fixed", RefusalClass::Conflict),
            Self::NotOver            => ("not-over", RefusalClass::Conflict),
            Self::CampaignOver       => ("campaign-over", RefusalClass::Conflict),
            Self::CampaignNotStarted => ("campaign-not-started", RefusalClass::Conflict),
            Self::CampaignStopped    => ("campaign-stopped", RefusalClass::Conflict),
            Self::SlotOfAnother      => ("slot-of-another", RefusalClass::Conflict),
            Self::BudgetInsufficient => ("budget-insufficient", RefusalClass::Conflict),
            Self::LifetimeLimit      => ("lifetime-limit", RefusalClass::Conflict),
            Self::WindowLimit        => ("window-limit", RefusalClass::Conflict),
            Self::WalletEmpty        => ("wallet-empty", RefusalClass::Conflict),
            Self::UserUnknown        => ("user-unknown", RefusalClass::Unknown),
            Self::UserIsCreator      => ("user-is-creator", RefusalClass::Conflict),
            Self::UserIsEnterprise   => ("user-is-enterprise", RefusalClass::Conflict),
            Self::UserUncertified    => ("user-uncertified", RefusalClass::Conflict),
            Self::UserRisky          => ("user-risky", RefusalClass::Conflict),
            Self::PrizeUnknown       => ("prize-unknown", RefusalClass::Conflict),
            Self::FrequencyWrong     => ("frequency-wrong", RefusalClass::Conflict),
            Self::LinkWrong          => ("link-wrong", RefusalClass::Conflict),
            Self::WordForbidden      => ("word-forbidden", RefusalClass::Conflict),
            Self::CreatorLimit       => ("creator-limit", RefusalClass::Conflict),
            Self::CreatorUncertified => ("creator-uncertified", RefusalClass::Conflict),
            Self::SystemLimit        => ("system-limit", RefusalClass::Conflict),
            Self::TargetIllegal      => ("target-illegal", RefusalClass::Conflict),
            Self::ChangesLimit       => ("changes-limit", RefusalClass::Conflict),
            Self::CrowdNoIllegal     => ("crowd-no-illegal", RefusalClass::Illegal),
            Self::UserIdIllegal      => ("user-id-illegal", RefusalClass::Illegal),
            Self::OutBizNoIllegal    => ("out-biz-no-illegal", RefusalClass::Illegal),
            Self::OrderPriceWrong    => ("order-price-wrong", RefusalClass::Illegal),
            Self::PageIllegal        => ("page-illegal", RefusalClass::Illegal),
            Self::StateUnknown       => ("state-unknown", RefusalClass::Illegal),
            Self::MerchantUnknown    => ("merchant-unknown", RefusalClass::Unknown),
            Self::LoginTaken         => ("login-taken", RefusalClass::Conflict),
            Self::KeyReused          => ("key-reused", RefusalClass::Illegal),
            Self::RequestStale       => ("request-stale", RefusalClass::Illegal),
            Self::DirectoryChanged   => ("directory-changed", RefusalClass::Conflict),
            Self::NoSandbox          => ("not-found", RefusalClass::Unknown),
            Self::TimeEarlier        => ("time-earlier", RefusalClass::Conflict),
            Self::TimeIllegal        => ("time-illegal", RefusalClass::Illegal),
        }
    }
}

/// What a refusal compared: a bound, and what was held against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compared {
    /// Nothing: a record is not there, or a value has not its form.
    #[default]
    Nothing,
    /// Whose the record is, and who asked for it.
    Homes {
        /// The record's home.
        owner: Home,
        /// The caller's home.
        caller: Home,
    },
    /// What is left, and how much was asked for.
    Balance {
        /// The balance.
        left: Fen,
        /// The amount that was asked for.
        asked: Fen,
    },
    /// An amount, and the one that it may not pass.
    Amount {
        /// The bound.
        bound: Fen,
        /// The amount that was given.
        given: Fen,
    },
    /// How many, and how many there may be.
    Count {
        /// The bound.
        bound: u64,
        /// The count that was given or reached.
        given: u64,
    },
    /// Versions of the directory.
    Directory {
        /// The one under which the call was checked.
        admitted: u64,
        /// The one that stands in the store.
        newest: u64,
    },
    /// A moment, and the present one.
    Time {
        /// The moment that decides.
        bound: Timestamp,
        /// The time it was held against.
        now: Timestamp,
    },
}

impl Compared {
    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self == Self::Nothing
    }
}

impl fmt::Display for Compared {
    /// Money in fen, moments as Beijing's clocks show them, homes by their number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Homes { owner, caller } => {
                write!(f, "owner {}, caller {}", owner.number(), caller.number())
            }
            Self::Balance { left, asked } => {
                write!(f, "left {} fen, asked {} fen", left.get(), asked.get())
            }
            Self::Amount { bound, given } => {
                write!(f, "bound {} fen, given {} fen", bound.get(), given.get())
            }
            Self::Count { bound, given } => write!(f, "bound {bound}, given {given}"),
            Self::Directory { admitted, newest } => {
                write!(f, "admitted under {admitted}, newest {newest}")
            }
            Self::Time { bound, now } => write!(f, "bound {bound}, now {now}"),
        }
    }
}
