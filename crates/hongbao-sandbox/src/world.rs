//! The seeded world. Its identifiers are constant, so that examples and tests can name them.

use hongbao_engine::{
    App, AppId, Fault, Fixture, Home, Merchant, MerchantId, PriceStyle, Product, Record, Stop, Work,
};

use crate::campaigns::CAMPAIGNS;
use crate::forced::FORCED;
use crate::vouchers::VOUCHERS;

/// The number of the world that this version seeds.
pub const WORLD: u32 = 1;
/// The documents' app.
pub const APP_ID: &str = "2014072300007148";
/// The documents' merchant, whose app it is.
pub const MERCHANT_ID: &str = "2088001159940003";
/// An app that has no public key yet.
pub(crate) const APP_WITHOUT_KEY: &str = "2014072300007149";
/// An app with a key of 1024 bits.
pub const APP_1024: &str = "2014072300007150";
/// An app that wants prices as numbers.
pub const APP_NUMBERS: &str = "2014072300007151";
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
struct Party {
    id: &'static str,
    home: Home,
    name: &'static str,
    products: &'static [Product],
}

/// The home of the documents' merchant.
pub(crate) const OWN: Home = Home::new(1);
/// The home of another merchant.
pub(crate) const FOREIGN: Home = Home::new(2);

const CASH: &[Product] = &[Product::CashCampaign];
const PARTIES: [Party; 3] = [
    Party { id: MERCHANT_ID, home: OWN, name: "商户名称", products: CASH },
    Party { id: "2088002299940018", home: FOREIGN, name: "另一家商户", products: CASH },
    Party { id: "2088003399940024", home: Home::new(3), name: "未签约商户", products: &[] },
];

/// Which key an app's requests are signed with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Signs {
    With2048,
    With1024,
    Never,
}

struct Client {
    id: &'static str,
    party: usize,
    signs: Signs,
    online: bool,
    price_style: Option<PriceStyle>,
}

const fn client(id: &'static str, party: usize, signs: Signs) -> Client {
    Client { id, party, signs, online: true, price_style: None }
}

const CLIENTS: [Client; 7] = [
    client(APP_ID, 0, Signs::With2048),
    client(APP_WITHOUT_KEY, 0, Signs::Never),
    client(APP_1024, 0, Signs::With1024),
    Client { price_style: Some(PriceStyle::Number), ..client(APP_NUMBERS, 0, Signs::With2048) },
    client(APP_WITHOUT_PRODUCT, 2, Signs::With2048),
    Client { online: false, ..client(APP_OFFLINE, 0, Signs::With2048) },
    client(APP_FOREIGN, 1, Signs::With2048),
];

/// The works of a first start that make the world, for apps with these public keys (DER): one of
/// 2048 bits, one of 1024.
#[must_use]
pub fn world(key_2048: &[u8], key_1024: &[u8]) -> Vec<Work> {
    let mut works = vec![directory(key_2048.to_vec(), key_1024.to_vec())];
    works.extend(
        CAMPAIGNS
            .iter()
            .map(|fixture| write(fixture.home, |now| fixture.campaign(now).ok_or(NOT_AN_ID))),
    );
    works.extend(
        VOUCHERS
            .iter()
            .map(|fixture| write(fixture.home, |now| fixture.voucher(now).ok_or(NOT_AN_ID))),
    );
    works
}

/// A work that writes one record of a home.
fn write(
    home: Home,
    record: impl Fn(hongbao_engine::Timestamp) -> Result<Record, Stop> + Send + Sync + 'static,
) -> Work {
    Work {
        home,
        writes: true,
        hint: Vec::new(),
        run: Box::new(move |books| {
            books.put(record(books.now())?)?;
            Ok(Vec::new())
        }),
    }
}

/// A constant of this crate that is no identifier; its tests would fail.
const NOT_AN_ID: Stop = Stop::Faulty(Fault::WrongKind);

/// Merchants, their apps, and where each fixture lives.
fn directory(key_2048: Vec<u8>, key_1024: Vec<u8>) -> Work {
    Work {
        home: Home::DIRECTORY,
        writes: true,
        hint: Vec::new(),
        run: Box::new(move |books| {
            for party in &PARTIES {
                let (id, home) = (MerchantId::parse(party.id).ok_or(NOT_AN_ID)?, party.home);
                let (name, products) = (party.name.to_owned(), party.products.to_vec());
                books.put(Record::Merchant(Merchant { id, home, name, products }))?;
            }
            for client in &CLIENTS {
                let key = match client.signs {
                    Signs::With2048 => Some(key_2048.clone()),
                    Signs::With1024 => Some(key_1024.clone()),
                    Signs::Never => None,
                };
                let party = PARTIES.get(client.party).ok_or(NOT_AN_ID)?;
                books.put(Record::App(App {
                    id: AppId::parse(client.id).ok_or(NOT_AN_ID)?,
                    merchant: MerchantId::parse(party.id).ok_or(NOT_AN_ID)?,
                    public_key: key,
                    online: client.online,
                    price_style: client.price_style,
                }))?;
            }
            let campaigns = CAMPAIGNS.iter().map(|fixture| (fixture.crowd_no, fixture.home));
            let vouchers = VOUCHERS.iter().map(|fixture| (fixture.voucher_id, fixture.home));
            let forced = FORCED.iter().map(|forced| (forced.id, OWN));
            for (id, home) in campaigns.chain(vouchers).chain(forced) {
                books.put(Record::Fixture(Fixture { id: id.to_owned(), home }))?;
            }
            Ok(Vec::new())
        }),
    }
}
