//! The directory: what works only read. Merchants, their apps and keys, the fixtures of a sandbox,
//! and the stamp that says what a database is for. Only an administrator's works write it.

mod change;
pub(crate) mod clock;

use crate::books::record::padded;
use crate::{AppId, Books, Home, Key, Kind, MerchantId, Record, Refusal, Stop, UserId};

/// Who funds campaigns and vouchers, and owns the apps that ask about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merchant {
    /// Its number (PID).
    pub id: MerchantId,
    /// The home of everything that it funds.
    pub home: Home,
    /// Its name, as people read it.
    pub name: String,
    /// The products it has signed for.
    pub products: Vec<Product>,
    /// Identity not verified.
    pub uncertified: bool,
}

/// What a merchant can sign for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// Cash red-packet campaigns.
    CashCampaign,
}

/// How an app wants prices written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceStyle {
    /// As text, `"20000.00"`.
    String,
    /// As a number, `20000.00`.
    Number,
    /// As the method's document prints it in its sample: some as numbers, the others as text.
    Document,
}

/// An application that signs requests for its merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// Its number (`app_id`).
    pub id: AppId,
    /// The merchant it acts for.
    pub merchant: MerchantId,
    /// Its public key (SubjectPublicKeyInfo, DER), or none yet.
    pub public_key: Option<Vec<u8>>,
    /// Whether it may call.
    pub online: bool,
    /// How it wants prices written; `None` leaves it to the server.
    pub price_style: Option<PriceStyle>,
}

/// A person, where something is known beside the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The number.
    pub id: UserId,
    /// The login name: a mobile number or an e-mail address.
    pub login_id: Option<String>,
    /// Not a person, but an enterprise.
    pub enterprise: bool,
    /// Identity not verified.
    pub uncertified: bool,
    /// Risk control holds it back.
    pub risky: bool,
}

/// Whose a login is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The login: a mobile number or an e-mail address.
    pub login_id: String,
    /// Who has it; `None` if who had it has another one now.
    pub user_id: Option<UserId>,
}

/// An identifier that no rule of ours minted, and the home where its record lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixture {
    /// The identifier.
    pub id: String,
    /// Where its record lives.
    pub home: Home,
}

/// One change of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryChange {
    /// Its number, from 1, without gaps: the directory's version from then on.
    pub version: u64,
    /// What changed, or is new.
    pub of: Subject,
}

/// A record of the directory that processes keep copies of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A merchant.
    Merchant(MerchantId),
    /// An application.
    App(AppId),
    /// A fixture.
    Fixture(String),
}

/// The public half of a key that this platform signs with. The private half is a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformKey {
    /// Its name: the lower-case hex SHA-256 of its DER.
    pub fingerprint: String,
    /// The key itself (SubjectPublicKeyInfo, DER).
    pub public_key: Vec<u8>,
}

/// What a database is for; given at its first start. Only the world's number grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Sandbox or production.
    pub purpose: Purpose,
    /// The number of the seeded world; 0 where none is seeded.
    pub world: u32,
}

/// The two things a database can be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Integrators' tests: a seeded world, money without limit.
    Sandbox,
    /// An operator's own engine.
    Production,
}

impl Subject {
    /// Its record's key.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Merchant(id) => Key::Merchant(id.clone()),
            Self::App(id) => Key::App(id.clone()),
            Self::Fixture(id) => Key::Fixture(id.clone()),
        }
    }

    /// The subject with this key; `None` if processes keep no copy of such a record.
    pub(crate) fn of(key: &Key) -> Option<Self> {
        if let Key::Merchant(id) = key {
            Some(Self::Merchant(id.clone()))
        } else if let Key::App(id) = key {
            Some(Self::App(id.clone()))
        } else if let Key::Fixture(id) = key {
            Some(Self::Fixture(id.clone()))
        } else {
            None
        }
    }
}

impl Kind for Merchant {
    const NAME: &'static str = "merchant";
    type Id<'a> = &'a MerchantId;
    type Held = Self;

    fn key_of(id: Self::Id<'_>) -> Key {
        Key::Merchant(id.clone())
    }

    fn of(record: &Record) -> Option<&Self::Held> {
        if let Record::Merchant(it) = record { Some(it) } else { None }
    }

    fn key(&self) -> Key {
        Key::Merchant(self.id.clone())
    }

    fn place(&self) -> String {
        self.id.to_string()
    }
}

impl Kind for App {
    const NAME: &'static str = "app";
    type Id<'a> = &'a AppId;
    type Held = Self;

    fn key_of(id: Self::Id<'_>) -> Key {
        Key::App(id.clone())
    }

    fn of(record: &Record) -> Option<&Self::Held> {
        if let Record::App(it) = record { Some(it) } else { None }
    }

    fn key(&self) -> Key {
        Key::App(self.id.clone())
    }

    fn place(&self) -> String {
        self.id.to_string()
    }
}

impl Kind for User {
    const NAME: &'static str = "user";
    type Id<'a> = &'a UserId;
    type Held = Self;

    fn key_of(id: Self::Id<'_>) -> Key {
        Key::User(id.clone())
    }

    fn of(record: &Record) -> Option<&Self::Held> {
        if let Record::User(it) = record { Some(it) } else { None }
    }

    fn key(&self) -> Key {
        Key::User(self.id.clone())
    }
}

impl Kind for Login {
    const NAME: &'static str = "login";
    type Id<'a> = &'a str;
    type Held = Self;

    fn key_of(login_id: Self::Id<'_>) -> Key {
        Key::Login(login_id.to_owned())
    }

    fn of(record: &Record) -> Option<&Self::Held> {
        if let Record::Login(it) = record { Some(it) } else { None }
    }

    fn key(&self) -> Key {
        Key::Login(self.login_id.clone())
    }
}

impl Kind for Fixture {
    const NAME: &'static str = "fixture";
    type Id<'a> = &'a str;
    type Held = Self;

    fn key_of(id: Self::Id<'_>) -> Key {
        Key::Fixture(id.to_owned())
    }

    fn of(record: &Record) -> Option<&Self::Held> {
        if let Record::Fixture(it) = record { Some(it) } else { None }
    }

    fn key(&self) -> Key {
        Key::Fixture(self.id.clone())
    }

    fn place(&self) -> String {
        self.id.clone()
    }
}

impl Kind for DirectoryChange {
    const NAME: &'static str = "directory change";
    type Id<'a> = u64;
    type Held = Self;

    fn key_of(version: Self::Id<'_>) -> Key {
        Key::DirectoryChange(version)
    }

    fn of(record: &Record) -> Option<&Self::Held> {
        if let Record::DirectoryChange(it) = record { Some(it) } else { None }
    }

    fn key(&self) -> Key {
        Key::DirectoryChange(self.version)
    }

    fn place(&self) -> String {
        padded(self.version)
    }
}

impl Kind for PlatformKey {
    const NAME: &'static str = "platform key";
    type Id<'a> = &'a str;
    type Held = Self;

    fn key_of(fingerprint: Self::Id<'_>) -> Key {
        Key::PlatformKey(fingerprint.to_owned())
    }

    fn of(record: &Record) -> Option<&Self::Held> {
        if let Record::PlatformKey(it) = record { Some(it) } else { None }
    }

    fn key(&self) -> Key {
        Key::PlatformKey(self.fingerprint.clone())
    }

    fn place(&self) -> String {
        self.fingerprint.clone()
    }
}

impl Kind for Stamp {
    const NAME: &'static str = "stamp";
    type Id<'a> = ();
    type Held = Self;

    fn key_of((): Self::Id<'_>) -> Key {
        Key::Stamp
    }

    fn of(record: &Record) -> Option<&Self::Held> {
        if let Record::Stamp(it) = record { Some(it) } else { None }
    }

    fn key(&self) -> Key {
        Key::Stamp
    }

    fn place(&self) -> String {
        Self::NAME.to_owned()
    }
}

impl Books {
    /// The merchant with this number; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn merchant(&self, id: &MerchantId) -> Result<Option<&Merchant>, Stop> {
        self.get::<Merchant>(id)
    }

    /// The user who has this login; `None` if nobody has.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn user_of(&self, login_id: &str) -> Result<Option<UserId>, Stop> {
        Ok(self.get::<Login>(login_id)?.and_then(|login| login.user_id.clone()))
    }

    /// Writes down what is known of a user, and gives the login to that user alone.
    ///
    /// # Errors
    ///
    /// [`Refusal::LoginTaken`], or what is not loaded yet.
    pub fn register(&mut self, user: User) -> Result<(), Stop> {
        let known = self.user(&user.id)?.and_then(|user| user.login_id.clone());
        if let Some(login_id) = user.login_id.clone() {
            let id = user.id.clone();
            if self.user_of(&login_id)?.is_some_and(|other| other != id) {
                return Err(Refusal::LoginTaken.into());
            }
            self.put(Record::Login(Login { login_id, user_id: Some(id) }))?;
        }
        if let Some(login_id) = known.filter(|known| user.login_id.as_ref() != Some(known)) {
            self.put(Record::Login(Login { login_id, user_id: None }))?;
        }
        self.put(Record::User(user))
    }
}

#[cfg(test)]
mod tests;
