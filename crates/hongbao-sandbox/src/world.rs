//! The seeded world. Its identifiers are constant, so that examples and tests can name them.

use hongbao_engine::{
    App, AppId, Books, Fixture, Home, Key, Merchant, MerchantId, Record, Stop, User, UserId, Work,
};

use crate::campaigns::CAMPAIGNS;
use crate::forced::{FORCED, FORCED_APPS, ForcedApp};
use crate::parties::{
    CLIENTS, Client, Flag, NOT_AN_ID, OWN, PARTIES, PEOPLE, Party, Person, Signs,
};
use crate::vouchers::VOUCHERS;

/// The number of the world that this version seeds.
pub const WORLD: u32 = 2;

/// A word that no campaign of a sandbox may hold.
pub const FORBIDDEN_WORD: &str = "FIXTURE-forbidden-word";

/// The works that make the world, for apps with these public keys (DER): one of 2048 bits, one of
/// 1024. What is there already they leave as it is, so that they also give an older world what it lacks.
#[must_use]
pub fn world(key_2048: &[u8], key_1024: &[u8]) -> Vec<Work> {
    let mut works = vec![directory(key_2048.to_vec(), key_1024.to_vec())];
    works.extend(CAMPAIGNS.iter().map(|fixture| work(fixture.home, |books| fixture.make(books))));
    works.extend(VOUCHERS.iter().map(|fixture| {
        work(fixture.home, |books| add(books, fixture.voucher(books.now()).ok_or(NOT_AN_ID)?))
    }));
    works
}

fn work(home: Home, run: impl Fn(&mut Books) -> Result<(), Stop> + Send + Sync + 'static) -> Work {
    let run = Box::new(move |books: &mut Books| run(books).map(|()| Vec::new()));
    Work { home, writes: true, hint: Vec::new(), run }
}

/// Writes a record, unless there is one.
fn add(books: &mut Books, record: Record) -> Result<(), Stop> {
    match books.record(&record.key())? {
        Some(_) => Ok(()),
        None => books.put(record),
    }
}

/// Merchants, their apps, users, and where each fixture lives.
fn directory(key_2048: Vec<u8>, key_1024: Vec<u8>) -> Work {
    work(Home::DIRECTORY, move |books| {
        let records = records(&key_2048, &key_1024).ok_or(NOT_AN_ID)?;
        books.need(&records.iter().map(Record::key).collect::<Vec<Key>>())?;
        records.into_iter().try_for_each(|record| add(books, record))?;
        PEOPLE.iter().try_for_each(|person| {
            let user = person.user().ok_or(NOT_AN_ID)?;
            if books.user(&user.id)?.is_some() { Ok(()) } else { books.register(user) }
        })
    })
}

/// The records of the directory, save its users; `None` if a constant is not an identifier.
fn records(key_2048: &[u8], key_1024: &[u8]) -> Option<Vec<Record>> {
    let mut records = Vec::new();
    for party in PARTIES.into_iter().chain(FORCED_APPS.iter().map(ForcedApp::merchant)) {
        records.push(party.record()?);
    }
    for client in CLIENTS.into_iter().chain(FORCED_APPS.iter().map(ForcedApp::client)) {
        let key = match client.signs {
            Signs::With2048 => Some(key_2048),
            Signs::With1024 => Some(key_1024),
            Signs::Never => None,
        };
        records.push(client.record(key)?);
    }
    let campaigns = CAMPAIGNS.iter().map(|fixture| (fixture.crowd_no, fixture.home));
    let vouchers = VOUCHERS.iter().map(|fixture| (fixture.voucher_id, fixture.home));
    let forced = FORCED.iter().map(|forced| (forced.id, OWN));
    for (id, home) in campaigns.chain(vouchers).chain(forced) {
        records.push(Record::Fixture(Fixture { id: id.to_owned(), home }));
    }
    Some(records)
}

impl Party {
    fn record(&self) -> Option<Record> {
        Some(Record::Merchant(Merchant {
            id: MerchantId::parse(self.id)?,
            home: self.home,
            name: self.name.to_owned(),
            products: self.products.to_vec(),
            uncertified: self.uncertified,
        }))
    }
}

impl Client {
    fn record(&self, key: Option<&[u8]>) -> Option<Record> {
        Some(Record::App(App {
            id: AppId::parse(self.id)?,
            merchant: MerchantId::parse(self.merchant)?,
            public_key: key.map(<[u8]>::to_vec),
            online: self.online,
            price_style: self.price_style,
        }))
    }
}

impl Person {
    fn user(&self) -> Option<User> {
        Some(User {
            id: UserId::of_platform(self.id)?,
            login_id: self.login_id.map(str::to_owned),
            enterprise: self.flag == Some(Flag::Enterprise),
            uncertified: self.flag == Some(Flag::Uncertified),
            risky: self.flag == Some(Flag::Risky),
        })
    }
}
