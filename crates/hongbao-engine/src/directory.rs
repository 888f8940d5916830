//! The directory: what works only read. Merchants, their apps and keys, the fixtures of a sandbox,
//! and the stamp that says what a database is for.

use crate::{AppId, Home, MerchantId, UserId};

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
    /// Has not shown who it is.
    pub uncertified: bool,
    /// Risk control holds it back.
    pub risky: bool,
}

/// An identifier that no rule of ours minted, and the home where its record lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixture {
    /// The identifier.
    pub id: String,
    /// Where its record lives.
    pub home: Home,
}

/// The public half of a key that this platform signs with. The private half is a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformKey {
    /// Its name: the lower-case hex SHA-256 of its DER.
    pub fingerprint: String,
    /// The key itself (SubjectPublicKeyInfo, DER).
    pub public_key: Vec<u8>,
}

/// What a database is for; given at its first start, never changed.
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
