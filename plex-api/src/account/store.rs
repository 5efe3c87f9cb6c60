//! Where an account is kept: the trait that a program can implement, and how this crate calls it.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use zeroize::Zeroizing;

use super::stored_account::StoredAccount;
use crate::error::{Error, ErrorKind, Result};

/// Why a store failed. An [`Error`](crate::Error) of this crate is shown as it is. Another one is not
/// shown, because it may have secrets in it: log it in the store.
pub type StoreError = Box<dyn StdError + Send + Sync>;

/// Keeps one account between two runs of a program. [`FileStore`](super::FileStore) is the usual one.
///
/// What is saved must be whole after any crash: either as it was before, or as it is now. The functions
/// may block: they are called on a thread for that.
pub trait AccountStore: Send + Sync + 'static {
    /// Where the account is kept, for messages: the path of a file, the name of a service.
    fn describe(&self) -> String;

    /// Reads the account; `None` when there is none.
    ///
    /// # Errors
    /// When it cannot be read, or others can. Then nothing is overwritten.
    fn load(&self) -> Result<Option<StoredAccount>, StoreError>;

    /// Saves the account so that a crash a moment later does not lose it. The caller holds the lock.
    ///
    /// # Errors
    /// When it cannot be saved; what was there before is still there.
    fn save(&self, account: &StoredAccount) -> Result<(), StoreError>;

    /// Removes the account with its secrets. The caller holds the lock.
    ///
    /// # Errors
    /// When it cannot be removed.
    fn erase(&self) -> Result<(), StoreError>;

    /// Reads what is known of the account's servers; `None` when nothing is. It has the tokens of the
    /// servers in it. A store that does not implement it keeps nothing, and the program asks anew.
    ///
    /// # Errors
    /// When it cannot be read, or others can.
    fn load_servers(&self) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(None)
    }

    /// Keeps what is known of the account's servers, **with their tokens**; `None` removes it. The caller
    /// holds the lock.
    ///
    /// # Errors
    /// When it cannot be saved.
    fn save_servers(&self, servers: Option<&[u8]>) -> Result<(), StoreError> {
        let _ = servers;
        Ok(())
    }

    /// Locks the store against all others, those of other processes included, until the result is
    /// dropped or the process ends; `None` while another one holds it.
    ///
    /// # Errors
    /// When it cannot be locked at all.
    fn try_lock(&self) -> Result<Option<StoreLock>, StoreError>;
}

/// Holds the lock of an [`AccountStore`], and releases it when dropped.
#[must_use = "the lock is released when this is dropped"]
pub struct StoreLock {
    _held: Box<dyn Any + Send + Sync>,
}

impl StoreLock {
    /// A lock that is held as long as `held` lives, such as a locked file.
    pub fn new(held: impl Any + Send + Sync) -> Self {
        Self {
            _held: Box::new(held),
        }
    }
}

impl fmt::Debug for StoreLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreLock(..)")
    }
}

/// How long another process may hold the lock: as long as a renewal takes at most, and some.
const LOCK_PATIENCE: Duration = Duration::from_secs(90);

/// Between two tries to get the lock.
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// A store, as the rest of this module uses it: from async code.
#[derive(Clone)]
pub(crate) struct SharedStore(Arc<dyn AccountStore>);

impl SharedStore {
    pub(crate) fn new(store: impl AccountStore) -> Self {
        Self(Arc::new(store))
    }

    pub(crate) fn describe(&self) -> String {
        self.0.describe()
    }

    pub(crate) async fn load(&self) -> Result<Option<StoredAccount>> {
        self.run(AccountStore::load).await
    }

    /// Takes the lock, to show that the caller holds it.
    pub(crate) async fn save(&self, _: &StoreLock, account: StoredAccount) -> Result<()> {
        self.run(move |store| store.save(&account)).await
    }

    pub(crate) async fn erase(&self, _: &StoreLock) -> Result<()> {
        self.run(AccountStore::erase).await
    }

    pub(crate) async fn load_servers(&self) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let loaded = self.run(AccountStore::load_servers).await?;
        Ok(loaded.map(Zeroizing::new))
    }

    /// Keeps what is known of the servers, unless another process has the lock: that one may keep its own.
    pub(crate) async fn save_servers(&self, servers: Zeroizing<Vec<u8>>) -> Result<()> {
        self.run(move |store| match store.try_lock()? {
            Some(_lock) => store.save_servers(Some(&servers)),
            None => Ok(()),
        })
        .await
    }

    /// Removes what is known of the servers: they are those of another account.
    pub(crate) async fn forget_servers(&self, _: &StoreLock) -> Result<()> {
        self.run(|store| store.save_servers(None)).await
    }

    /// Waits for the lock. A process that renews holds it, so what it saved must be read afterwards.
    pub(crate) async fn lock(&self) -> Result<StoreLock> {
        let deadline = Instant::now() + LOCK_PATIENCE;
        loop {
            if let Some(lock) = self.run(AccountStore::try_lock).await? {
                return Ok(lock);
            }
            if Instant::now() >= deadline {
                return Err(Error::new(
                    ErrorKind::Timeout,
                    format!(
                        "another process has locked {} for {LOCK_PATIENCE:?}: end it, or try again",
                        self.describe()
                    ),
                ));
            }
            tokio::time::sleep(LOCK_PAUSE).await;
        }
    }

    async fn run<T: Send + 'static>(
        &self,
        call: impl FnOnce(&dyn AccountStore) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T> {
        let store = Arc::clone(&self.0);
        let called = tokio::task::spawn_blocking(move || call(&*store)).await;
        match called {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(match error.downcast::<Error>() {
                Ok(ours) => *ours,
                Err(_) => {
                    self.failed("failed. Its error is not shown, because it may have secrets")
                }
            }),
            Err(_) => Err(self.failed("panicked, or the runtime ended")),
        }
    }

    fn failed(&self, what: &str) -> Error {
        Error::invalid(format!("the account store {} {what}", self.describe()))
    }
}
