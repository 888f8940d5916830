//! Why the engine says no. A refusal carries data and no text: each method's table words it.

/// A business refusal, with what it knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No campaign has this number.
    CampaignUnknown,
    /// The campaign belongs to another merchant.
    CampaignForeign,
    /// No voucher of the caller's has this number.
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
    /// The user has drawn as often as one may.
    LifetimeLimit,
    /// The user has drawn as often as one may for now.
    WindowLimit,
    /// No user has this number or login.
    UserUnknown,
    /// The campaign's own merchant may not draw.
    UserIsCreator,
    /// Only persons draw.
    UserIsEnterprise,
    /// The user has not shown who it is.
    UserUncertified,
    /// Risk control holds the user back.
    UserRisky,
    /// Packets of no kind that is known.
    PrizeUnknown,
    /// Limits that no text of limits names.
    FrequencyWrong,
    /// A link that is no address of the web.
    LinkWrong,
    /// A name or text with a forbidden word.
    WordForbidden,
    /// The merchant has as many campaigns as it may that are paid and not settled.
    CreatorLimit,
    /// The merchant has not shown who it is.
    CreatorUncertified,
    /// There are as many campaigns as there may be.
    SystemLimit,
    /// A state that nobody can ask for.
    TargetIllegal,
    /// It was changed as often as one may in a day.
    ChangesLimit,
    /// No campaign's number looks so.
    CrowdNoIllegal,
    /// No user's number looks so, or none is given.
    UserIdIllegal,
    /// No caller's number may look so.
    OutBizNoIllegal,
    /// A price that is no whole number of fen.
    OrderPriceWrong,
    /// A page that no list has.
    PageIllegal,
    /// A state that no campaign can be in.
    StateUnknown,
    /// No merchant has this number.
    MerchantUnknown,
    /// Another user has this login.
    LoginTaken,
    /// Another command had this key.
    KeyReused,
    /// Its request is too old to be taken.
    RequestStale,
    /// Only a sandbox has this.
    NoSandbox,
    /// A moment before the present one.
    TimeEarlier,
    /// No moment, span or choice reads so.
    TimeIllegal,
}

/// A refusal without its data: what the tables are keyed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// See [`Refusal::CampaignUnknown`].
    CampaignUnknown,
    /// See [`Refusal::CampaignForeign`].
    CampaignForeign,
    /// See [`Refusal::VoucherUnknown`].
    VoucherUnknown,
    /// See [`Refusal::TimesWrong`].
    TimesWrong,
    /// See [`Refusal::CountTooSmall`].
    CountTooSmall,
    /// See [`Refusal::CountTooLarge`].
    CountTooLarge,
    /// See [`Refusal::AmountTooSmall`].
    AmountTooSmall,
    /// See [`Refusal::AmountTooLarge`].
    AmountTooLarge,
    /// See [`Refusal::PacketTooSmall`].
    PacketTooSmall,
    /// See [`Refusal::PacketTooLarge`].
    PacketTooLarge,
    /// See [`Refusal::PaidOtherwise`].
    PaidOtherwise,
    /// See [`Refusal::ReferenceUsed`].
    ReferenceUsed,
    /// See [`Refusal::TooLateToPay`].
    TooLateToPay,
    /// See [`Refusal::StateFixed`].
    StateFixed,
    /// See [`Refusal::NotOver`].
    NotOver,
    /// See [`Refusal::CampaignOver`].
    CampaignOver,
    /// See [`Refusal::CampaignNotStarted`].
    CampaignNotStarted,
    /// See [`Refusal::CampaignStopped`].
    CampaignStopped,
    /// See [`Refusal::SlotOfAnother`].
    SlotOfAnother,
    /// See [`Refusal::BudgetInsufficient`].
    BudgetInsufficient,
    /// See [`Refusal::LifetimeLimit`].
    LifetimeLimit,
    /// See [`Refusal::WindowLimit`].
    WindowLimit,
    /// See [`Refusal::UserUnknown`].
    UserUnknown,
    /// See [`Refusal::UserIsCreator`].
    UserIsCreator,
    /// See [`Refusal::UserIsEnterprise`].
    UserIsEnterprise,
    /// See [`Refusal::UserUncertified`].
    UserUncertified,
    /// See [`Refusal::UserRisky`].
    UserRisky,
    /// See [`Refusal::PrizeUnknown`].
    PrizeUnknown,
    /// See [`Refusal::FrequencyWrong`].
    FrequencyWrong,
    /// See [`Refusal::LinkWrong`].
    LinkWrong,
    /// See [`Refusal::WordForbidden`].
    WordForbidden,
    /// See [`Refusal::CreatorLimit`].
    CreatorLimit,
    /// See [`Refusal::CreatorUncertified`].
    CreatorUncertified,
    /// See [`Refusal::SystemLimit`].
    SystemLimit,
    /// See [`Refusal::TargetIllegal`].
    TargetIllegal,
    /// See [`Refusal::ChangesLimit`].
    ChangesLimit,
    /// See [`Refusal::CrowdNoIllegal`].
    CrowdNoIllegal,
    /// See [`Refusal::UserIdIllegal`].
    UserIdIllegal,
    /// See [`Refusal::OutBizNoIllegal`].
    OutBizNoIllegal,
    /// See [`Refusal::OrderPriceWrong`].
    OrderPriceWrong,
    /// See [`Refusal::PageIllegal`].
    PageIllegal,
    /// See [`Refusal::StateUnknown`].
    StateUnknown,
    /// See [`Refusal::MerchantUnknown`].
    MerchantUnknown,
    /// See [`Refusal::LoginTaken`].
    LoginTaken,
    /// See [`Refusal::KeyReused`].
    KeyReused,
    /// See [`Refusal::RequestStale`].
    RequestStale,
    /// See [`Refusal::NoSandbox`].
    NoSandbox,
    /// See [`Refusal::TimeEarlier`].
    TimeEarlier,
    /// See [`Refusal::TimeIllegal`].
    TimeIllegal,
}

impl Refusal {
    /// Which kind of refusal it is.
    #[must_use]
    pub fn cause(&self) -> Cause {
        match self {
            Self::CampaignUnknown => Cause::CampaignUnknown,
            Self::CampaignForeign => Cause::CampaignForeign,
            Self::VoucherUnknown => Cause::VoucherUnknown,
            Self::TimesWrong => Cause::TimesWrong,
            Self::CountTooSmall => Cause::CountTooSmall,
            Self::CountTooLarge => Cause::CountTooLarge,
            Self::AmountTooSmall => Cause::AmountTooSmall,
            Self::AmountTooLarge => Cause::AmountTooLarge,
            Self::PacketTooSmall => Cause::PacketTooSmall,
            Self::PacketTooLarge => Cause::PacketTooLarge,
            Self::PaidOtherwise => Cause::PaidOtherwise,
            Self::ReferenceUsed => Cause::ReferenceUsed,
            Self::TooLateToPay => Cause::TooLateToPay,
            Self::StateFixed => Cause::StateFixed,
            Self::NotOver => Cause::NotOver,
            Self::CampaignOver => Cause::CampaignOver,
            Self::CampaignNotStarted => Cause::CampaignNotStarted,
            Self::CampaignStopped => Cause::CampaignStopped,
            Self::SlotOfAnother => Cause::SlotOfAnother,
            Self::BudgetInsufficient => Cause::BudgetInsufficient,
            Self::LifetimeLimit => Cause::LifetimeLimit,
            Self::WindowLimit => Cause::WindowLimit,
            Self::UserUnknown => Cause::UserUnknown,
            Self::UserIsCreator => Cause::UserIsCreator,
            Self::UserIsEnterprise => Cause::UserIsEnterprise,
            Self::UserUncertified => Cause::UserUncertified,
            Self::UserRisky => Cause::UserRisky,
            Self::PrizeUnknown => Cause::PrizeUnknown,
            Self::FrequencyWrong => Cause::FrequencyWrong,
            Self::LinkWrong => Cause::LinkWrong,
            Self::WordForbidden => Cause::WordForbidden,
            Self::CreatorLimit => Cause::CreatorLimit,
            Self::CreatorUncertified => Cause::CreatorUncertified,
            Self::SystemLimit => Cause::SystemLimit,
            Self::TargetIllegal => Cause::TargetIllegal,
            Self::ChangesLimit => Cause::ChangesLimit,
            Self::CrowdNoIllegal => Cause::CrowdNoIllegal,
            Self::UserIdIllegal => Cause::UserIdIllegal,
            Self::OutBizNoIllegal => Cause::OutBizNoIllegal,
            Self::OrderPriceWrong => Cause::OrderPriceWrong,
            Self::PageIllegal => Cause::PageIllegal,
            Self::StateUnknown => Cause::StateUnknown,
            Self::MerchantUnknown => Cause::MerchantUnknown,
            Self::LoginTaken => Cause::LoginTaken,
            Self::KeyReused => Cause::KeyReused,
            Self::RequestStale => Cause::RequestStale,
            Self::NoSandbox => Cause::NoSandbox,
            Self::TimeEarlier => Cause::TimeEarlier,
            Self::TimeIllegal => Cause::TimeIllegal,
        }
    }
}
