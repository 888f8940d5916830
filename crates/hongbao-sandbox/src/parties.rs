//! Who lives in the seeded world: merchants, their apps, buyers. Constant, and known to nobody else.

use hongbao_engine::{Fault, Home, PriceStyle, Product, Stop};

/// What a constant of this crate is answered with that is not an identifier; its tests would fail.
pub(crate) const NOT_AN_ID: Stop = Stop::Faulty(Fault::WrongKind);

/// The documents' app.
pub const APP_ID: &str = "2014072300007148";
/// The documents' merchant, whose app it is.
pub(crate) const MERCHANT_ID: &str = "2088001159940003";
/// Another merchant.
const FOREIGN_ID: &str = "2088002299940018";
/// A merchant that has signed for no product.
const UNSIGNED_ID: &str = "2088003399940024";
/// An app that has no public key yet.
pub(crate) const APP_WITHOUT_KEY: &str = "2014072300007149";
/// An app with a key of 1024 bits.
pub const APP_1024: &str = "2014072300007150";
/// An app that wants prices as numbers.
pub(crate) const APP_NUMBERS: &str = "2014072300007151";
/// An app of a merchant that has signed for no product.
pub(crate) const APP_WITHOUT_PRODUCT: &str = "2014072300007152";
/// An app that is not online.
pub(crate) const APP_OFFLINE: &str = "2014072300007153";
/// An app of the foreign merchant.
pub(crate) const APP_FOREIGN: &str = "2014072300007154";
/// An app of a merchant whose identity is not verified.
pub(crate) const APP_UNCERTIFIED: &str = "2014072300007155";
const UNCERTIFIED_ID: &str = "2088004499940032";

/// How long a fixture stays as it is.
pub(crate) const TEN_YEARS: i32 = 3_652;

/// The buyers that people can use.
pub(crate) const USERS: [&str; 10] = [
    "2088102146165572",
    "2088102146165580",
    "2088102146165598",
    "2088102146165606",
    "2088102146165614",
    "2088102146165622",
    "2088102146165630",
    "2088102146165648",
    "2088102146165655",
    "2088102146165663",
];

/// A user of whom something is known.
pub(crate) struct Person {
    pub(crate) id: &'static str,
    pub(crate) login_id: Option<&'static str>,
    pub(crate) flag: Option<Flag>,
}

/// What keeps a user from drawing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flag {
    Enterprise,
    Uncertified,
    Risky,
}

/// The users of whom something is known: one with a login, and one for each flag.
pub(crate) const PEOPLE: [Person; 4] = [
    Person { id: USERS[0], login_id: Some("username@gmail.com"), flag: None },
    Person { id: "2088102146165671", login_id: None, flag: Some(Flag::Enterprise) },
    Person { id: "2088102146165689", login_id: None, flag: Some(Flag::Uncertified) },
    Person { id: "2088102146165697", login_id: None, flag: Some(Flag::Risky) },
];

/// A merchant of the world.
pub(crate) struct Party {
    pub(crate) id: &'static str,
    pub(crate) home: Home,
    pub(crate) name: &'static str,
    pub(crate) products: &'static [Product],
    pub(crate) uncertified: bool,
}

/// A merchant that has signed for cash campaigns.
pub(crate) const fn cash_merchant(id: &'static str, home: Home, name: &'static str) -> Party {
    Party { id, home, name, products: &[Product::CashCampaign], uncertified: false }
}

/// The home of the documents' merchant.
pub(crate) const OWN: Home = Home::new(1);
/// The home of another merchant.
pub(crate) const FOREIGN: Home = Home::new(2);

/// The merchants of the world.
pub(crate) const PARTIES: [Party; 4] = [
    cash_merchant(MERCHANT_ID, OWN, "商户名称"),
    cash_merchant(FOREIGN_ID, FOREIGN, "另一家商户"),
    Party { products: &[], ..cash_merchant(UNSIGNED_ID, Home::new(3), "未签约商户") },
    Party { uncertified: true, ..cash_merchant(UNCERTIFIED_ID, Home::new(4), "未实名商户") },
];

/// Which key an app's requests are signed with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signs {
    With2048,
    With1024,
    Never,
}

/// An app of the world.
pub(crate) struct Client {
    pub(crate) id: &'static str,
    pub(crate) merchant: &'static str,
    pub(crate) signs: Signs,
    pub(crate) online: bool,
    pub(crate) price_style: Option<PriceStyle>,
}

const fn client(id: &'static str, merchant: &'static str, signs: Signs) -> Client {
    Client { id, merchant, signs, online: true, price_style: None }
}

/// An app that signs with the usual key.
pub(crate) const fn cash_app(id: &'static str, merchant: &'static str) -> Client {
    client(id, merchant, Signs::With2048)
}

/// The apps of the world.
pub(crate) const CLIENTS: [Client; 8] = [
    client(APP_ID, MERCHANT_ID, Signs::With2048),
    client(APP_WITHOUT_KEY, MERCHANT_ID, Signs::Never),
    client(APP_1024, MERCHANT_ID, Signs::With1024),
    Client {
        price_style: Some(PriceStyle::Number),
        ..client(APP_NUMBERS, MERCHANT_ID, Signs::With2048)
    },
    client(APP_WITHOUT_PRODUCT, UNSIGNED_ID, Signs::With2048),
    Client { online: false, ..client(APP_OFFLINE, MERCHANT_ID, Signs::With2048) },
    client(APP_FOREIGN, FOREIGN_ID, Signs::With2048),
    client(APP_UNCERTIFIED, UNCERTIFIED_ID, Signs::With2048),
];
