//! The seeded world. Its identifiers are constant, so that examples and tests can name them.

use hongbao_engine::{
    App, AppId, Fault, Fixture, Home, Merchant, MerchantId, Record, Stop, Timestamp, Work,
};

use crate::campaigns::CAMPAIGNS;
use crate::forced::FORCED;
use crate::parties::{CLIENTS, OWN, PARTIES, Signs};
use crate::vouchers::VOUCHERS;

/// The number of the world that this version seeds.
pub const WORLD: u32 = 1;

/// The works of a first start that make the world, for apps with these public keys (DER): one of
/// 2048 bits, one of 1024.
#[must_use]
pub fn world(key_2048: &[u8], key_1024: &[u8]) -> Vec<Work> {
    let mut works = vec![directory(key_2048.to_vec(), key_1024.to_vec())];
    works.extend(CAMPAIGNS.iter().map(|fixture| Work {
        home: fixture.home,
        writes: true,
        hint: Vec::new(),
        run: Box::new(|books| fixture.make(books).map(|()| Vec::new())),
    }));
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
    record: impl Fn(Timestamp) -> Result<Record, Stop> + Send + Sync + 'static,
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
pub(crate) const NOT_AN_ID: Stop = Stop::Faulty(Fault::WrongKind);

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
                books.put(Record::App(App {
                    id: AppId::parse(client.id).ok_or(NOT_AN_ID)?,
                    merchant: MerchantId::parse(client.merchant).ok_or(NOT_AN_ID)?,
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
