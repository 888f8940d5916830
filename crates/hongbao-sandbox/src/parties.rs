//! Who lives in the seeded world: merchants, their apps, buyers. Constant, and known to nobody else.

use hongbao_engine::{Home, PriceStyle, Product};

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

/// A merchant of the world.
pub(crate) struct Party {
    pub(crate) id: &'static str,
    pub(crate) home: Home,
    pub(crate) name: &'static str,
    pub(crate) products: &'static [Product],
}

/// The home of the documents' merchant.
pub(crate) const OWN: Home = Home::new(1);
/// The home of another merchant.
pub(crate) const FOREIGN: Home = Home::new(2);

const CASH: &[Product] = &[Product::CashCampaign];

/// The merchants of the world.
pub(crate) const PARTIES: [Party; 3] = [
    Party { id: MERCHANT_ID, home: OWN, name: "商户名称", products: CASH },
    Party { id: FOREIGN_ID, home: FOREIGN, name: "另一家商户", products: CASH },
    Party { id: UNSIGNED_ID, home: Home::new(3), name: "未签约商户", products: &[] },
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

/// The apps of the world.
pub(crate) const CLIENTS: [Client; 7] = [
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
];
