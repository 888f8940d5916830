//! What a method or an operation does with its request, and what it knows beside it.
//!
//! Must not know how a request came in, nor how its answer is written.

use std::fmt;
use std::sync::Arc;

use hongbao_engine::{
    AppId, Books, CampaignLimits, CrowdNo, Home, Key, MerchantId, NumberKey, Once, Refusal, Stop,
    Work,
};

/// The behaviour of a request, beside its contract in the one file that each method and operation has.
pub(crate) trait Behaviour<Response>: Sized {
    /// What the request asks for: its values parsed, once. What exists is right; nothing checks it again.
    type Command: Send + Sync + 'static;
    /// The command that the request spells, before any store is asked.
    fn command(self, context: &Context) -> Result<Self::Command, Refusal>;
    /// Whose home the command runs in.
    fn place(_: &Self::Command) -> HomeOf<'_> {
        HomeOf::Caller
    }
    /// The records that `run` asks for first.
    fn hint(command: &Self::Command, context: &Context) -> Vec<Key>;
    /// What it does, on what the books hold, for the merchant that calls. It may run several times.
    fn run(command: &Self::Command, books: &mut Books, context: &Context)
    -> Result<Response, Stop>;
}

/// Whose home a command runs in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum HomeOf<'a> {
    /// The caller's.
    Caller,
    /// A campaign's, which its id itself tells where we gave it.
    Campaign(&'a CrowdNo),
    /// That of a record that the directory lists, such as a merchant or a fixture.
    Listed(&'a str),
}

impl HomeOf<'_> {
    /// The home; the caller's where nobody knows another.
    pub(crate) fn find(self, listed: &dyn Fn(&str) -> Option<Home>, context: &Context) -> Home {
        let known = match self {
            Self::Caller => None,
            Self::Campaign(no) => context.number_key.home_of(no).or_else(|| listed(no.as_str())),
            Self::Listed(id) => listed(id),
        };
        known.unwrap_or(context.home())
    }
}

/// The campaign id that a text spells. A malformed id cannot belong to any campaign, so it is answered as
/// unknown.
pub(crate) fn crowd_no(text: &str) -> Result<CrowdNo, Refusal> {
    CrowdNo::parse(text).ok_or(Refusal::CampaignUnknown)
}

/// What a behaviour knows beside its request: who calls, and what the operator decided.
#[derive(Debug, Clone)]
pub struct Context {
    /// Who calls.
    pub caller: Caller,
    /// What a new record's secrets are made from; drawn anew for each call.
    pub entropy: [u8; 32],
    /// What the numbers follow from that we give, and read a home off.
    pub number_key: NumberKey,
    /// What the operator decided.
    pub operator: Arc<Operator>,
}

/// Who asks for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// A merchant, by one of its apps.
    Merchant {
        /// The merchant's home.
        home: Home,
        /// The merchant.
        id: MerchantId,
        /// The app that signed the request.
        app: AppId,
    },
    /// An administrator, by a token.
    Administrator {
        /// The token's name, which is not the secret.
        token: &'static str,
    },
}

/// As events name it: an app, or a token.
impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Merchant { app, .. } => write!(f, "app {app}"),
            Self::Administrator { token } => write!(f, "token {token}"),
        }
    }
}

impl Context {
    /// The caller's home; an administrator has none of its own and is at home in the directory.
    #[must_use]
    pub fn home(&self) -> Home {
        match self.caller {
            Caller::Merchant { home, .. } => home,
            Caller::Administrator { .. } => Home::DIRECTORY,
        }
    }

    /// The merchant that calls; an administrator is not one.
    pub(crate) fn merchant(&self) -> Result<&MerchantId, Refusal> {
        match &self.caller {
            Caller::Merchant { id, .. } => Ok(id),
            Caller::Administrator { .. } => Err(Refusal::MerchantUnknown),
        }
    }
}

/// What an operator decides about the business.
#[derive(Debug, Clone)]
pub struct Operator {
    /// Seconds from a campaign's end until what is left goes back.
    pub settle_delay: i64,
    /// Whether every well-formed user id is a user's.
    pub users_are_open: bool,
    /// Where merchants pay for campaigns; the campaign's id is put behind it.
    pub pay_url: String,
    /// Words that no name or text of a campaign may hold.
    pub forbidden_words: Vec<String>,
    /// How much merchants may do with campaigns.
    pub limits: CampaignLimits,
}

impl Default for Operator {
    fn default() -> Self {
        Self {
            settle_delay: 1_800,
            users_are_open: true,
            pay_url: "http://127.0.0.1:8600/cashier/pay?crowdNo=".to_owned(),
            forbidden_words: Vec::new(),
            limits: CampaignLimits::default(),
        }
    }
}

/// The same work, which happens once.
pub(crate) fn once(work: Work, once: Once) -> Work {
    let Work { home, writes, mut hint, run } = work;
    hint.push(Key::Receipt(once.key.clone()));
    let run = Box::new(move |books: &mut Books| books.once(&once, &run));
    Work { home, writes, hint, run }
}
