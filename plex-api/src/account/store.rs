//! The store of an account: the trait that a program can implement, and how this crate calls it.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use zeroize::Zeroizing;

use super::stored_account::StoredAccount;
use crate::error::{Error, ErrorKind, Result};

/// The error of a store. Messages of this crate contain the text of an [`Error`](crate::Error) of this crate.
/// They do not contain the text of any other error, because it may have secrets: log such an error in the
/// store.
pub type StoreError = Box<dyn StdError + Send + Sync>;

/// Keeps one account between two runs of a program. [`FileStore`](super::FileStore) is the usual one.
///
/// The saved data must be whole after any crash: either the old version or the new one. The functions
/// may block: they are called on a thread for that.
pub trait AccountStore: Send + Sync + 'static {
    /// The place of the account, for messages: the path of a file, the name of a service.
    fn describe(&self) -> String;

    /// Reads the account; `None` when there is none.
    ///
    /// # Errors
    /// When it cannot be read, or others can. Then nothing is overwritten.
    fn load(&self) -> Result<Option<StoredAccount>, StoreError>;

    /// Saves the account so that a crash a moment later does not lose it. The caller holds the lock.
    ///
    /// # Errors
    /// When it cannot be saved; the previous data is still there.
    fn save(&self, account: &StoredAccount) -> Result<(), StoreError>;

    /// Removes the account with its secrets. The caller holds the lock.
    ///
    /// # Errors
    /// When it cannot be removed.
    fn erase(&self) -> Result<(), StoreError>;

    /// Reads the known servers of the account; `None` when none are known. The data has the tokens of
    /// the servers in it. A store that does not implement it keeps nothing, and the program asks again.
    ///
    /// # Errors
    /// When it cannot be read, or others can.
    fn load_servers(&self) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(None)
    }

    /// Keeps the known servers of the account, **with their tokens**; `None` removes them. The caller
    /// holds the lock.
    ///
    /// # Errors
    /// When it cannot be saved.
    fn save_servers(&self, servers: Option<&[u8]>) -> Result<(), StoreError> {
        let _ = servers;
        Ok(())
    }

    /// Locks the store against all other callers, including other processes, until the result is
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

/// The longest time for which another process may hold the lock: the longest renewal, and some reserve.
const LOCK_PATIENCE: Duration = Duration::from_secs(90);

/// The pause between two tries to get the lock.
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

    /// Keeps the known servers, unless another process has the lock: that process may keep its own.
    pub(crate) async fn save_servers(&self, servers: Zeroizing<Vec<u8>>) -> Result<()> {
        self.run(move |store| match store.try_lock()? {
            Some(_lock) => store.save_servers(Some(&servers)),
            None => Ok(()),
        })
        .await
    }

    /// Removes the known servers: they belong to another account.
    pub(crate) async fn forget_servers(&self, _: &StoreLock) -> Result<()> {
        self.run(|store| store.save_servers(None)).await
    }

    /// Waits for the lock. A process that renews holds it, so its new data must be read afterwards.
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
