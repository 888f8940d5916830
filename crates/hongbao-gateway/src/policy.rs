//! How a gateway answers where operators differ.

use std::num::NonZeroU32;

use hongbao_api::MethodEntry;
use hongbao_engine::{PriceStyle, Purpose};

/// The choices of the gateway's operator.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Whether a bad signature is answered with the string-to-sign.
    pub explain_signature: bool,
    /// Whether errors for an unknown app, or one without a key, are signed. The real gateway does
    /// not; then some SDKs cannot show them.
    pub sign_unknown_app: bool,
    /// Whether business codes carry the prefix that the real gateway has been seen to write.
    pub isv_prefix: bool,
    /// How many seconds a request's timestamp may be off; `None` is any number. Many SDKs send their
    /// machine's local time.
    pub timestamp_window: Option<u32>,
    /// Where there is no such window: how many seconds the timestamp of a command without a key of its own
    /// may be off. Within its window a command that was signed once happens once; `None`: as often as it
    /// comes.
    pub replay_window: Option<NonZeroU32>,
    /// Names that requests to the admin side may come under, beside addresses and `localhost`: with
    /// any port, or with the one that stands here.
    pub admin_hosts: Vec<String>,
    /// How prices are written for apps that have no style of their own.
    pub price_style: PriceStyle,
}

/// For how long production knows a command by its signature: a day, in seconds.
const REPLAY_WINDOW: NonZeroU32 = NonZeroU32::new(86_400).unwrap();

impl Policy {
    /// The policy of a gateway for which nothing is chosen.
    #[must_use]
    pub fn of(purpose: Purpose) -> Self {
        let is_sandbox = purpose == Purpose::Sandbox;
        Self {
            explain_signature: is_sandbox,
            sign_unknown_app: true,
            isv_prefix: false,
            timestamp_window: None,
            replay_window: (!is_sandbox).then_some(REPLAY_WINDOW),
            admin_hosts: Vec::new(),
            price_style: PriceStyle::String,
        }
    }

    /// For how many seconds around its timestamp a call of this method is known by its signature; `None`
    /// where it is not.
    pub(crate) fn once_window(&self, entry: &MethodEntry) -> Option<u32> {
        let window = self.replay_window.filter(|_| entry.is_unkeyed())?;
        Some(self.timestamp_window.unwrap_or(window.get()))
    }
}
