//! Shared parts of the tests of the account: a simulated account service, a store that watches and crashes,
//! and a person who signs in.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use plex_api::ClientIdentity;
use plex_api::account::{
    Account, AccountStore, Endpoints, FileStore, SignIn, SignInEvent, SignInKind, SignInProgress,
    StoreError, StoreLock, StoredAccount,
};
use plex_sim::{PlexSim, PlexSimBuilder, PlexTv, PlexTvSetup};
use tempfile::TempDir;

/// Longer than anything in these tests takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A simulated account service, and a folder for the account.
pub struct AccountService {
    /// It runs the service.
    pub sim: PlexSim,
    folder: TempDir,
}

#[expect(clippy::expect_used, reason = "a test helper")]
impl AccountService {
    /// Starts it.
    ///
    /// # Panics
    /// When it cannot listen on 127.0.0.1.
    pub async fn start() -> Self {
        Self::start_with(PlexSim::builder()).await
    }

    /// Starts it with these settings.
    ///
    /// # Panics
    /// When it cannot listen on 127.0.0.1.
    pub async fn start_with(builder: PlexSimBuilder) -> Self {
        Self::start_as(builder, PlexTvSetup::new()).await
    }

    /// Starts it with these settings of both.
    ///
    /// # Panics
    /// When it cannot listen on 127.0.0.1.
    pub async fn start_as(builder: PlexSimBuilder, setup: PlexTvSetup) -> Self {
        let sim = builder.plex_tv(setup).start();
        Self {
            sim: sim.await.expect("a simulated server"),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// The service's handle.
    ///
    /// # Panics
    /// Never: it was asked for.
    #[must_use]
    pub fn tv(&self) -> &PlexTv {
        self.sim.plex_tv().expect("an account service")
    }

    /// Its address.
    ///
    /// # Panics
    /// Never: it is on this machine.
    #[must_use]
    pub fn endpoints(&self) -> Endpoints {
        Endpoints::at(&self.tv().url()).expect("an address of this machine")
    }

    /// The account's file.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("plexctl/account.json")
    }

    /// The store of that file.
    #[must_use]
    pub fn store(&self) -> FileStore {
        FileStore::new(self.file())
    }

    /// Its content; empty when there is none.
    #[must_use]
    pub fn stored_text(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap_or_default()
    }

    /// A text of the account in the file, such as `token`, by its name.
    ///
    /// # Panics
    /// When the file does not have it.
    #[must_use]
    pub fn stored(&self, pointer: &str) -> String {
        let json: serde_json::Value =
            serde_json::from_str(&self.stored_text()).expect("an account as JSON");
        let text = json.pointer(pointer).and_then(|text| text.as_str());
        text.expect("a text").to_owned()
    }

    /// A sign-in at this service.
    pub fn sign_in(&self, kind: SignInKind, store: impl AccountStore) -> SignIn {
        SignIn::new(store)
            .kind(kind)
            .endpoints(self.endpoints())
            .identity(identity())
    }

    /// Signs in, and returns the account.
    ///
    /// # Panics
    /// When that fails.
    pub async fn signed_in(&self, kind: SignInKind) -> Account {
        let progress = self.sign_in(kind, self.store()).start();
        match self.approve(progress).await {
            Some(SignInEvent::Done(account)) => account,
            _ => self.open().await,
        }
    }

    /// Plays the person who signs in, and returns the last event.
    ///
    /// # Panics
    /// When there is an error.
    pub async fn approve(&self, mut progress: SignInProgress) -> Option<SignInEvent> {
        let mut last = None;
        let all = async {
            while let Some(event) = progress.next().await {
                let event = event.expect("the sign-in goes on");
                if let SignInEvent::Code { code, .. } = &event {
                    assert!(self.tv().link(code), "a code that waits");
                }
                last = Some(event);
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, all).await;
        in_time.expect("the sign-in ends");
        last
    }

    /// Opens the account in the file, as another run of the program does.
    ///
    /// # Panics
    /// When there is none.
    pub async fn open(&self) -> Account {
        self.open_in(self.store()).await
    }

    /// Opens the account in this store.
    ///
    /// # Panics
    /// When there is none.
    pub async fn open_in(&self, store: impl AccountStore) -> Account {
        let builder = Account::builder(store).endpoints(self.endpoints());
        let opened = builder.identity(identity()).open().await;
        opened
            .expect("a store that can be read")
            .expect("an account")
    }

    /// The number of requests that came to a path, in which `*` stands for any text.
    #[must_use]
    pub fn count(&self, method: &str, path: &str) -> usize {
        self.tv().requests_of(method, path).len()
    }

    /// The number of renewals that were asked for.
    #[must_use]
    pub fn renewals(&self) -> usize {
        self.count("POST", "/api/v2/auth/token")
    }
}

/// The identity under which these tests sign in.
#[must_use]
pub fn identity() -> ClientIdentity {
    ClientIdentity::new("plex-api-tests", "1").device_name("plex-api-tests on nas")
}

/// A call of an [`AccountStore`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreCall {
    /// `load`
    Load,
    /// `save`
    Save,
    /// `erase`
    Erase,
}

type OnCall = Arc<dyn Fn(StoreCall) -> Result<(), String> + Send + Sync>;

/// A file store that tells of each call before and after it, and fails where the test says so.
#[derive(Clone)]
pub struct WatchedStore {
    file: FileStore,
    before: OnCall,
    after: OnCall,
}

impl WatchedStore {
    /// Tells of each call before it.
    #[must_use]
    pub fn before(
        file: FileStore,
        before: impl Fn(StoreCall) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        Self {
            file,
            before: Arc::new(before),
            after: Arc::new(|_| Ok(())),
        }
    }

    /// Ends the process before or after its call of this number that writes. Each call counts twice:
    /// before it and after it.
    #[must_use]
    pub fn crashing_at(file: FileStore, number: usize) -> Self {
        let count = Arc::new(AtomicUsize::new(0));
        let crash: OnCall = Arc::new(move |call| {
            if call != StoreCall::Load && count.fetch_add(1, Ordering::SeqCst) == number {
                std::process::abort();
            }
            Ok(())
        });
        Self {
            file,
            before: Arc::clone(&crash),
            after: crash,
        }
    }
}

impl AccountStore for WatchedStore {
    fn describe(&self) -> String {
        self.file.describe()
    }

    fn load(&self) -> Result<Option<StoredAccount>, StoreError> {
        (self.before)(StoreCall::Load)?;
        self.file.load()
    }

    fn save(&self, account: &StoredAccount) -> Result<(), StoreError> {
        (self.before)(StoreCall::Save)?;
        self.file.save(account)?;
        Ok((self.after)(StoreCall::Save)?)
    }

    fn erase(&self) -> Result<(), StoreError> {
        (self.before)(StoreCall::Erase)?;
        self.file.erase()?;
        Ok((self.after)(StoreCall::Erase)?)
    }

    fn try_lock(&self) -> Result<Option<StoreLock>, StoreError> {
        self.file.try_lock()
    }
}

/// Values of a test that several tasks add to.
#[derive(Clone, Debug, Default)]
pub struct Noted<T>(Arc<Mutex<Vec<T>>>);

impl<T: Clone> Noted<T> {
    /// Adds one.
    pub fn add(&self, value: T) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(value);
    }

    /// All so far.
    #[must_use]
    pub fn all(&self) -> Vec<T> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
