//! What the directory holds: merchants, their apps and keys, users, the fixtures of a sandbox, and the stamp
//! that says what a database is for.

use crate::records::kind::padded;
use crate::{AppId, Home, Kind, MerchantId, UserId};

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

impl Kind for Merchant {
    const NAME: &'static str = "merchant";
    const SHARED: bool = true;
    type Id = MerchantId;
    type Held = Self;

    fn id(&self) -> Self::Id {
        self.id.clone()
    }

    fn place(&self) -> String {
        self.id.to_string()
    }
}

impl Kind for App {
    const NAME: &'static str = "app";
    const SHARED: bool = true;
    type Id = AppId;
    type Held = Self;

    fn id(&self) -> Self::Id {
        self.id.clone()
    }

    fn place(&self) -> String {
        self.id.to_string()
    }
}

impl Kind for User {
    const NAME: &'static str = "user";
    const SHARED: bool = true;
    type Id = UserId;
    type Held = Self;

    fn id(&self) -> Self::Id {
        self.id.clone()
    }

    fn place(&self) -> String {
        self.id.to_string()
    }
}

impl Kind for Login {
    const NAME: &'static str = "login";
    const SHARED: bool = true;
    type Id = String;
    type Held = Self;

    fn id(&self) -> Self::Id {
        self.login_id.clone()
    }

    fn place(&self) -> String {
        self.login_id.clone()
    }
}

impl Kind for Fixture {
    const NAME: &'static str = "fixture";
    const SHARED: bool = true;
    type Id = String;
    type Held = Self;

    fn id(&self) -> Self::Id {
        self.id.clone()
    }

    fn place(&self) -> String {
        self.id.clone()
    }
}

impl Kind for DirectoryChange {
    const NAME: &'static str = "directory change";
    const SHARED: bool = true;
    type Id = u64;
    type Held = Self;

    fn id(&self) -> Self::Id {
        self.version
    }

    fn place(&self) -> String {
        padded(self.version)
    }
}

impl Kind for PlatformKey {
    const NAME: &'static str = "platform key";
    const SHARED: bool = true;
    type Id = String;
    type Held = Self;

    fn id(&self) -> Self::Id {
        self.fingerprint.clone()
    }

    fn place(&self) -> String {
        self.fingerprint.clone()
    }
}

impl Kind for Stamp {
    const NAME: &'static str = "stamp";
    const SHARED: bool = true;
    type Id = ();
    type Held = Self;

    fn id(&self) -> Self::Id {}

    fn title(&self) -> String {
        Self::NAME.to_owned()
    }

    fn place(&self) -> String {
        Self::NAME.to_owned()
    }
}
