//! Who may call: the directory's records as the pipeline looks them up, keys parsed once.

use std::collections::HashMap;

use hongbao_engine::{App, AppId, Home, MerchantId, NumberKey, PriceStyle, Product, Record};
use hongbao_store::{Failure, Store, Walk};
use hongbao_wire::VerifyingKey;

use crate::bootstrap::{all, known_number_key};

/// The directory at one moment.
#[derive(Debug)]
pub struct Directory {
    pub(crate) number_key: NumberKey,
    clients: HashMap<Vec<u8>, Client>,
    fixtures: HashMap<String, Home>,
    merchants: HashMap<String, Home>,
}

/// An app as the pipeline sees it.
#[derive(Debug)]
pub(crate) struct Client {
    /// The app.
    pub(crate) app: AppId,
    /// The merchant it acts for.
    pub(crate) merchant: MerchantId,
    /// The home of that merchant.
    pub(crate) home: Home,
    /// What that merchant has signed for.
    pub(crate) products: Vec<Product>,
    /// Whether it may call.
    pub(crate) online: bool,
    pub(crate) credentials: Credentials,
    /// How it wants prices written.
    pub(crate) price_style: Option<PriceStyle>,
}

/// What an app's requests are verified with.
#[derive(Debug)]
pub(crate) struct Credentials {
    /// Its public key, if it has given one.
    public_key: Option<VerifyingKey>,
}

impl Credentials {
    /// The key that a request of this app is verified with; `None` if it has none yet.
    pub(crate) fn key(&self) -> Option<&VerifyingKey> {
        self.public_key.as_ref()
    }
}

/// Why the directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The store did not give it.
    #[error("the directory cannot be read")]
    Store(#[from] Failure),
    /// An app's record contradicts the rest.
    #[error("app {0} has no merchant, or an invalid public key")]
    App(String),
    /// No start has given the database the secret that its numbers follow from.
    #[error("the database has no secret for its numbers")]
    NumberKey,
}

impl Directory {
    /// Reads the directory from a store.
    ///
    /// # Errors
    ///
    /// [`DirectoryError`] if the store fails or a record is damaged.
    pub async fn load(store: &dyn Store) -> Result<Self, DirectoryError> {
        let mut number_key = known_number_key(store).await?.ok_or(DirectoryError::NumberKey)?;
        let lanes = all(store, Walk::Lanes).await?;
        if !lanes.iter().any(|lane| matches!(lane, Record::Lane(lane) if lane.earlier > 0)) {
            number_key = number_key.since_the_first();
        }
        let (clients, fixtures) = (HashMap::new(), HashMap::new());
        let mut directory = Self { number_key, clients, fixtures, merchants: HashMap::new() };
        let mut merchants = HashMap::new();
        for record in all(store, Walk::Merchants).await? {
            if let Record::Merchant(merchant) = record {
                directory.merchants.insert(merchant.id.to_string(), merchant.home);
                merchants.insert(merchant.id.clone(), merchant);
            }
        }
        for record in all(store, Walk::Fixtures).await? {
            if let Record::Fixture(fixture) = record {
                directory.fixtures.insert(fixture.id, fixture.home);
            }
        }
        for record in all(store, Walk::Apps).await? {
            if let Record::App(App { id, merchant, public_key, online, price_style }) = record {
                let damaged = || DirectoryError::App(id.to_string());
                let merchant = merchants.get(&merchant).ok_or_else(damaged)?;
                let key = public_key.map(|der| VerifyingKey::from_der(&der)).transpose();
                let credentials = Credentials { public_key: key.map_err(|_| damaged())? };
                let (home, products) = (merchant.home, merchant.products.clone());
                let merchant = merchant.id.clone();
                let client = Client {
                    app: id.clone(),
                    merchant,
                    home,
                    products,
                    online,
                    credentials,
                    price_style,
                };
                directory.clients.insert(id.as_str().into(), client);
            }
        }
        Ok(directory)
    }

    pub(crate) fn client(&self, app_id: &[u8]) -> Option<&Client> {
        self.clients.get(app_id)
    }

    pub(crate) fn fixture_home(&self, id: &str) -> Option<Home> {
        self.fixtures.get(id).copied()
    }

    /// Where a fixture or a merchant lives.
    pub(crate) fn home_of(&self, id: &str) -> Option<Home> {
        self.fixture_home(id).or_else(|| self.merchants.get(id).copied())
    }
}
