//! A sandbox inside a test: the real pipeline over a store in memory, listening on a port of its own.

use std::net::SocketAddr;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::SystemTime;
use std::{fmt, io};

use hongbao_api::Operator;
use hongbao_client::{BuildError, Client};
use hongbao_engine::{Purpose, Stamp, Timestamp};
use hongbao_gateway::{
    App, Directory, DirectoryError, Endpoint, Entropy, Limits, LostLines, Parts, Policy,
    bootstrap_unit, number_key, router, serve,
};
use hongbao_store::{Clock, Failure, MemoryStore, Store};
use hongbao_wire::{KeyError, SigningKey};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::parties::{APP_ID, MERCHANT_ID};
use crate::{FORBIDDEN_WORD, ForcedStore, WORLD, world};

/// Why a sandbox does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A key cannot be made.
    #[error("a key cannot be made")]
    Key(#[from] KeyError),
    /// The system gives no thread or no port of 127.0.0.1.
    #[error("the system gives no thread or no port")]
    System(#[from] io::Error),
    /// The world cannot be seeded.
    #[error("the world cannot be seeded")]
    Store(#[from] Failure),
    /// The world's apps cannot be read.
    #[error("the world's apps cannot be read")]
    Directory(#[from] DirectoryError),
    /// The client cannot be built.
    #[error("the client cannot be built")]
    Client(#[from] BuildError),
}

/// A running sandbox. It ends when this is dropped.
///
/// Each has a world, a store and a port of its own, so that those of one test binary do not meet.
/// They share one set of keys, which the first one makes: it takes a moment, the others start at once.
///
/// ```
/// use hongbao_client::methods::marketing_voucher_query::VoucherQuery;
/// use hongbao_sandbox::Sandbox;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let sandbox = Sandbox::start()?;
/// let voucher_id = "20170616000730020041006ZYE2V".to_owned();
/// let voucher = sandbox.client().call(&VoucherQuery { voucher_id }).await?;
/// assert_eq!(voucher.status, "ENABLED");
/// # Ok(())
/// # })
/// # }
/// ```
pub struct Sandbox {
    gateway: String,
    keys: &'static Keys,
    client: Client,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("gateway", &self.gateway).finish_non_exhaustive()
    }
}

/// The keys of all sandboxes of this process, as documents: each gateway parses its own.
struct Keys {
    platform: SigningKey,
    app: SigningKey,
    app_1024: SigningKey,
}

fn keys() -> Result<&'static Keys, KeyError> {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    if let Some(keys) = KEYS.get() {
        return Ok(keys);
    }
    let made = Keys {
        platform: SigningKey::generate()?,
        app: SigningKey::generate()?,
        app_1024: SigningKey::generate_1024()?,
    };
    Ok(KEYS.get_or_init(|| made))
}

impl Sandbox {
    /// Starts a sandbox on a free port of 127.0.0.1, in a thread of its own: tests with and without
    /// a runtime can use it. It blocks until the sandbox is ready.
    ///
    /// # Errors
    ///
    /// [`StartError`], for what the system does not give.
    pub fn start() -> Result<Self, StartError> {
        let keys = keys()?;
        let (stop, stopped) = oneshot::channel();
        let (ready, address) = std::sync::mpsc::sync_channel(1);
        let thread = std::thread::Builder::new().name("hongbao-sandbox".to_owned());
        let thread = thread.spawn(move || run(keys, &ready, stopped))?;
        // The thread says how it went before it ends; if it says nothing, it panicked.
        let address = address.recv().map_err(io::Error::other)??;
        let gateway = format!("http://{address}/gateway.do");
        let client = Client::builder()
            .gateway(&gateway)
            .app_id(APP_ID)
            .app_private_key(keys.app.pkcs8_base64())
            .alipay_public_key(keys.platform.public_key_base64())
            .build()?;
        Ok(Self { gateway, keys, client, stop: Some(stop), thread: Some(thread) })
    }

    /// A client of the documents' app.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The gateway's URL, for other clients.
    #[must_use]
    pub fn gateway(&self) -> &str {
        &self.gateway
    }

    /// The documents' app.
    #[must_use]
    pub fn app_id(&self) -> &'static str {
        APP_ID
    }

    /// The merchant whose app it is.
    #[must_use]
    pub fn merchant_id(&self) -> &'static str {
        MERCHANT_ID
    }

    /// The app's private key (PKCS#8, Base64).
    #[must_use]
    pub fn app_private_key(&self) -> String {
        self.keys.app.pkcs8_base64()
    }

    /// The platform's public key (SubjectPublicKeyInfo, Base64).
    #[must_use]
    pub fn alipay_public_key(&self) -> String {
        self.keys.platform.public_key_base64()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        drop(self.stop.take());
        // A sandbox that panicked has said so already.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Serves until `stop` is dropped; says first where, or why not.
fn run(
    keys: &'static Keys,
    ready: &SyncSender<Result<SocketAddr, StartError>>,
    stop: oneshot::Receiver<()>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let started = runtime.map_err(StartError::System).and_then(|runtime| {
        let started = runtime.block_on(open(keys))?;
        Ok((runtime, started))
    });
    match started {
        Err(error) => {
            let _ = ready.send(Err(error));
        }
        Ok((runtime, (app, listener, address))) => {
            let _ = ready.send(Ok(address));
            let endpoint = Endpoint::plain(listener, router(Arc::clone(&app)));
            runtime.block_on(serve(vec![endpoint], app, async {
                let _ = stop.await;
            }));
        }
    }
}

/// A seeded world, its gateway, and a port to serve it on.
async fn open(keys: &Keys) -> Result<(Arc<App>, TcpListener, SocketAddr), StartError> {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new(Arc::new(System)));
    let stamp = Stamp { purpose: Purpose::Sandbox, world: WORLD };
    let mut works = vec![bootstrap_unit(stamp, &keys.platform), number_key(System.draw())];
    works.extend(world(keys.app.public_key(), keys.app_1024.public_key()));
    store.migrate().await?;
    store.bootstrap(works).await?;
    let directory = Directory::load(store.as_ref()).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let app = Arc::new(App::new(Parts {
        store: Arc::new(ForcedStore::new(store)),
        directory,
        key: SigningKey::from_pem(&keys.platform.to_pem()?)?,
        entropy: Arc::new(System),
        clock: Arc::new(System),
        limits: Limits::default(),
        policy: Policy::of(Purpose::Sandbox),
        operator: Operator {
            forbidden_words: vec![FORBIDDEN_WORD.to_owned()],
            ..Operator::default()
        },
        admin_token: None,
        gateway: format!("http://{address}/gateway.do"),
        lost_lines: LostLines::default(),
    }));
    app.set_ready();
    Ok((app, listener, address))
}

/// The system's clock and randomness.
#[derive(Debug)]
struct System;

impl Clock for System {
    #[expect(clippy::disallowed_methods, reason = "the clock that the sandbox is given")]
    fn now(&self) -> Timestamp {
        SystemTime::now().into()
    }
}

impl Entropy for System {
    #[expect(clippy::disallowed_methods, reason = "the randomness that the sandbox is given")]
    #[expect(clippy::expect_used, reason = "a system without randomness must not serve")]
    fn draw(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system gives randomness");
        bytes
    }
}
