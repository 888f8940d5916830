//! Who may call: a copy of the directory's records as the pipeline looks them up, keys parsed once. Beside it
//! stands the version that it is a copy of; where the store has a newer one, what changed is loaded.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use hongbao_engine::{
    App, AppId, Books, Fixture, Home, Lane, Merchant, MerchantId, NumberKey, PriceStyle, Product,
    Record, Work,
};
use hongbao_store::{Answer, Failure, Store, Walk};
use hongbao_wire::VerifyingKey;
use tokio::sync::Mutex;

use crate::bootstrap::{all, known_number_key};

/// A copy of the directory that is brought up to date while it is used.
#[derive(Debug)]
pub struct Directory {
    pub(crate) number_key: NumberKey,
    known: RwLock<Known>,
    /// Held by the one that loads what changed.
    loading: Mutex<()>,
    /// The last look for a newer version; held by the one that looks.
    look: Mutex<Look>,
    /// Looks that have begun.
    begun: AtomicU64,
}

/// The directory at one version.
#[derive(Debug, Default)]
struct Known {
    version: u64,
    /// By their ids' bytes, as a request has them.
    apps: HashMap<Vec<u8>, Arc<Registered>>,
    merchants: HashMap<MerchantId, Arc<Merchant>>,
    fixtures: HashMap<String, Home>,
}

/// What a look for a newer version came to.
#[derive(Debug, Default)]
struct Look {
    /// Which look it was, from 1.
    number: u64,
    newest: u64,
}

/// An app as it is registered, its key parsed.
#[derive(Debug)]
struct Registered {
    id: AppId,
    merchant: MerchantId,
    online: bool,
    credentials: Credentials,
    price_style: Option<PriceStyle>,
}

/// An app as the pipeline sees it, with its merchant.
#[derive(Debug)]
pub(crate) struct Client {
    app: Arc<Registered>,
    merchant: Arc<Merchant>,
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

impl Client {
    pub(crate) fn app(&self) -> &AppId {
        &self.app.id
    }

    /// Whether the app may call.
    pub(crate) fn is_online(&self) -> bool {
        self.app.online
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.app.credentials
    }

    /// How it wants prices written.
    pub(crate) fn price_style(&self) -> Option<PriceStyle> {
        self.app.price_style
    }

    /// The merchant that the app acts for.
    pub(crate) fn merchant(&self) -> &Merchant {
        &self.merchant
    }

    /// Whether that merchant has signed for a product.
    pub(crate) fn has(&self, product: Product) -> bool {
        self.merchant.products.contains(&product)
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
        let lanes = all(store, Walk::all::<Lane>()).await?;
        if !lanes.iter().any(|lane| matches!(lane, Record::Lane(lane) if lane.earlier > 0)) {
            number_key = number_key.since_the_first();
        }
        let directory = Self {
            number_key,
            known: RwLock::default(),
            loading: Mutex::default(),
            look: Mutex::default(),
            begun: AtomicU64::new(0),
        };
        // The version first: what changes while the rest is read is read again.
        let version = version(store).await?;
        let mut records = Vec::new();
        for what in [
            Walk::all::<Merchant>(),
            Walk::all::<Fixture>(),
            Walk::all::<App>(),
            Walk::Changed(version),
        ] {
            records.extend(all(store, what).await?);
        }
        directory.learn(version, records)?;
        Ok(directory)
    }

    /// The version that it is a copy of. What is looked up later is of this one or a newer.
    pub(crate) fn version(&self) -> u64 {
        self.known().version
    }

    pub(crate) fn client(&self, app_id: &[u8]) -> Option<Client> {
        let known = self.known();
        let app = Arc::clone(known.apps.get(app_id)?);
        let merchant = Arc::clone(known.merchants.get(&app.merchant)?);
        Some(Client { app, merchant })
    }

    pub(crate) fn fixture_home(&self, id: &str) -> Option<Home> {
        self.known().fixtures.get(id).copied()
    }

    /// Where a fixture or a merchant lives.
    pub(crate) fn home_of(&self, id: &str) -> Option<Home> {
        let merchant = || {
            let id = MerchantId::parse(id)?;
            Some(self.known().merchants.get(&id)?.home)
        };
        self.fixture_home(id).or_else(merchant)
    }

    /// The newest version in the store. Those that ask while one looks share the next look, so that a crowd
    /// of strangers costs one read at a time.
    pub(crate) async fn newest(&self, store: &dyn Store) -> Result<u64, Failure> {
        let begun = self.begun.load(Ordering::SeqCst);
        let mut look = self.look.lock().await;
        // One that had begun before this call may have missed what changed just before it.
        if look.number <= begun {
            let number = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
            let newest = version(store).await?;
            *look = Look { number, newest };
        }
        Ok(look.newest)
    }

    /// Loads what has changed, where this is newer than what is known.
    ///
    /// # Errors
    ///
    /// [`DirectoryError`] if the store fails or a record is damaged; the version is as it was then.
    pub(crate) async fn catch_up(
        &self,
        store: &dyn Store,
        newest: u64,
    ) -> Result<(), DirectoryError> {
        let _one_at_a_time = self.loading.lock().await;
        let version = self.version();
        if version < newest {
            let changed = all(store, Walk::Changed(version)).await?;
            tracing::info!(version = newest, changed = changed.len(), "the directory has changed");
            self.learn(newest, changed)?;
        }
        Ok(())
    }

    /// Takes these records, of this version or newer, in the place of what was known of them.
    fn learn(&self, version: u64, records: Vec<Record>) -> Result<(), DirectoryError> {
        let (mut merchants, mut apps, mut fixtures) = (Vec::new(), Vec::new(), Vec::new());
        for record in records {
            if let Record::Merchant(it) = record {
                merchants.push((it.id.clone(), Arc::new(it)));
            } else if let Record::Fixture(it) = record {
                fixtures.push((it.id, it.home));
            } else if let Record::App(it) = record {
                apps.push(Arc::new(Registered::of(it)?));
            }
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.merchants.extend(merchants);
        if let Some(app) = apps.iter().find(|app| !known.merchants.contains_key(&app.merchant)) {
            return Err(DirectoryError::App(app.id.to_string()));
        }
        known.apps.extend(apps.into_iter().map(|app| (app.id.as_str().into(), app)));
        known.fixtures.extend(fixtures);
        known.version = version;
        Ok(())
    }

    fn known(&self) -> RwLockReadGuard<'_, Known> {
        // Nothing panics while it is changed.
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Registered {
    fn of(app: App) -> Result<Self, DirectoryError> {
        let App { id, merchant, public_key, online, price_style } = app;
        let key = public_key.map(|der| VerifyingKey::from_der(&der)).transpose();
        let public_key = key.map_err(|_| DirectoryError::App(id.to_string()))?;
        Ok(Self { id, merchant, online, credentials: Credentials { public_key }, price_style })
    }
}

/// The directory's version as it stands in a store.
async fn version(store: &dyn Store) -> Result<u64, Failure> {
    let run = |books: &mut Books| Ok(books.directory_version()?.to_be_bytes().to_vec());
    let (home, hint) = (Home::DIRECTORY, Vec::new());
    let work = Work { home, writes: false, hint, run: Box::new(run) };
    match store.read(work).await? {
        Answer::Done(bytes) => bytes.try_into().map(u64::from_be_bytes).map_err(|_| no_version()),
        Answer::Refused(..) => Err(no_version()),
    }
}

fn no_version() -> Failure {
    Failure::broken("no version of the directory")
}

#[cfg(test)]
mod tests;
