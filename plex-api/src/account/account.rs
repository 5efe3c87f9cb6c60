//! An account that is signed in, and stays so.

use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::Instant;

use super::account_user::AccountUser;
use super::device_jwt;
use super::endpoints::Endpoints;
use super::known_servers::KnownServers;
use super::machine::MachineHash;
use super::renewal::{RenewalFailures, RenewalWindow, is_final};
use super::service::Service;
use super::settings::AccountSettings;
use super::store::{AccountStore, SharedStore};
use super::stored_account::{SignInKind, SignedIn, StoredAccount};
use super::token_end::token_end;
use crate::client::ClientIdentity;
use crate::error::{Error, ErrorKind, Result};
use crate::service_clock::ServiceClock;
use crate::token::Token;

/// A traditional token is kept alive so often.
const KEEP_ALIVE_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// The advice when there is no account any more.
const SIGN_IN_AGAIN: &str = "Sign in again";

/// An account that is signed in.
///
/// Its token goes to the account service only, and to no server: each server has a token of its own.
///
/// With a [device key](SignInKind::DeviceKey) the token is renewed a day before it ends, at the next
/// request, and when the service refuses it. All callers that wait share one renewal, in this process and
/// in other processes with the same store. The new token is saved before it is used.
///
/// Cloning is cheap, and clones are the same account.
#[derive(Clone)]
pub struct Account {
    shared: Arc<AccountShared>,
}

struct AccountShared {
    store: SharedStore,
    settings: AccountSettings,
    clock: Arc<ServiceClock>,
    window: RenewalWindow,
    session: RwLock<Arc<AccountSession>>,
    /// The renewals that failed. Held while a token is renewed.
    renewals: Arc<Mutex<RenewalFailures>>,
    is_signed_out: AtomicBool,
    was_copied: bool,
    known: KnownServers,
}

/// The account with the token of one moment.
struct AccountSession {
    signed_in: SignedIn,
    service: Service,
}

/// The reason why a token is renewed.
#[derive(Clone, Copy, PartialEq)]
enum Reason {
    /// The token ends soon.
    Due,
    /// The service refuses it.
    Refused,
}

impl Account {
    /// Opens the account of the store; `None` when the store has no sign-in. Sends nothing.
    ///
    /// # Errors
    /// As of [`AccountBuilder::open`].
    ///
    /// # Cancel safety
    /// Dropping the future changes nothing.
    pub async fn open(store: impl AccountStore) -> Result<Option<Self>> {
        Self::builder(store).open().await
    }

    /// Starts to open the account that the store has, with settings.
    pub fn builder(store: impl AccountStore) -> AccountBuilder {
        AccountBuilder {
            store: SharedStore::new(store),
            settings: AccountSettings::default(),
        }
    }

    pub(crate) fn new(
        store: SharedStore,
        settings: AccountSettings,
        clock: Arc<ServiceClock>,
        signed_in: SignedIn,
        machine: Option<&MachineHash>,
    ) -> Result<Self> {
        let was_copied = machine.is_some_and(|machine| *machine != MachineHash::of_this_machine());
        if was_copied {
            tracing::warn!(
                store = store.describe(),
                "the account was signed in on a machine with another name: if its file is a copy, sign in \
                 on this machine instead, because two machines with one key lock each other out"
            );
        }
        let session = AccountSession::new(&settings, &clock, signed_in)?;
        Ok(Self {
            shared: Arc::new(AccountShared {
                store,
                settings,
                clock,
                window: RenewalWindow::new(fastrand::f64()),
                session: RwLock::new(Arc::new(session)),
                renewals: Arc::default(),
                known: KnownServers::default(),
                is_signed_out: AtomicBool::new(false),
                was_copied,
            }),
        })
    }

    /// Returns the kind of the sign-in.
    #[must_use]
    pub fn kind(&self) -> SignInKind {
        self.session().signed_in.installation.kind()
    }

    /// Returns `true` if the store was written on a machine with another name. It may be a copy, and two
    /// machines must not share one.
    #[must_use]
    pub fn was_copied(&self) -> bool {
        self.shared.was_copied
    }

    /// Returns the difference between the account service's clock and this machine's clock in seconds, if it
    /// is more than five minutes. It is positive when this machine's clock is behind, and negative when it is
    /// ahead. It is known after the first request. Signatures use the service's time.
    #[must_use]
    pub fn clock_skew(&self) -> Option<i64> {
        self.shared.clock.skew()
    }

    /// Asks the account service whose account it is (`GET /api/v2/user`).
    ///
    /// # Errors
    /// [`Unauthorized`](crate::ErrorKind::Unauthorized) when the service refuses the token and no other
    /// one could be had: sign in again. The kinds for a missing answer: `Connect`, `Timeout`, `Tls`,
    /// `ServerBusy`, `RateLimited`.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which changes nothing. A renewal that began goes on.
    pub async fn user(&self) -> Result<AccountUser> {
        self.with_token(async |service: Service| service.user().await)
            .await
    }

    /// Keeps the account alive: call it about once a day in a program that runs for long, or at each
    /// start of one that does not.
    ///
    /// A traditional token becomes invalid if its application does not contact the account service for a
    /// month or two, so it is used (`GET /api/v2/ping`), at most once in 24 hours. A token with an end
    /// is renewed if that is due. Returns whether a request was sent.
    ///
    /// # Errors
    /// As of [`user`](Self::user).
    ///
    /// # Cancel safety
    /// Dropping the future loses at most the note that the token was used. A renewal that began goes on.
    pub async fn keep_alive(&self) -> Result<bool> {
        let session = self.session();
        if session.signed_in.installation.key.is_some() {
            let before = session.signed_in.token.clone();
            return Ok(!is_same(&before, &self.token().await?));
        }
        let now = self.shared.clock.now();
        let last = session.signed_in.kept_alive_at.unwrap_or_default();
        if now < last.saturating_add(KEEP_ALIVE_EVERY.as_secs()) {
            return Ok(false);
        }
        self.with_token(async |service: Service| service.ping().await)
            .await?;
        let lock = self.shared.store.lock().await?;
        let mut stored = self.shared.store.load().await?.unwrap_or_default();
        let is_ours = |one: &&mut SignedIn| is_same(&one.token, &session.signed_in.token);
        if let Some(signed_in) = stored.signed_in.as_mut().filter(is_ours) {
            signed_in.kept_alive_at = Some(self.shared.clock.now());
            let signed_in = signed_in.clone();
            self.shared.store.save(&lock, stored).await?;
            self.adopt(signed_in)?;
        }
        Ok(true)
    }

    /// Signs out: removes the account and its secrets from the store, then ends the session at the
    /// account service (`DELETE /api/v2/users/signout`). Both are tried, and both are reported. This
    /// account and its clones are of no use afterwards.
    ///
    /// Whether the service forgets a device key with that is not known: the user can remove the device
    /// under "Authorized Devices" in the settings of the account.
    ///
    /// # Errors
    /// None here: the result has both outcomes.
    ///
    /// # Cancel safety
    /// Dropping the future may leave the session at the service. The store is either as it was, or empty.
    pub async fn sign_out(&self) -> SignedOut {
        let _nobody_renews = self.shared.renewals.lock().await;
        let session = self.session();
        let erased = match self.shared.store.lock().await {
            Ok(lock) => self.shared.store.erase(&lock).await,
            Err(error) => Err(error),
        };
        self.shared
            .is_signed_out
            .store(erased.is_ok(), Ordering::Relaxed);
        let mut told = session.service.sign_out().await;
        if is_refused(&told) {
            told = match &session.signed_in.installation.key {
                // An older token of the key cannot end the session, and a new one can.
                Some(_) => self.sign_out_anew(&session).await,
                // The service does not know the token any more: there is no session.
                None => Ok(()),
            };
        }
        SignedOut { erased, told }
    }

    async fn sign_out_anew(&self, session: &AccountSession) -> Result<()> {
        let Some(token) = self.exchange(session, Reason::Refused).await? else {
            return Ok(());
        };
        session.service.with_token(&token)?.sign_out().await
    }

    /// Sends a request that needs the account's token. A refusal of the token (401, or 498) leads to one
    /// renewal, and one more try.
    pub(crate) async fn with_token<T, F>(&self, exchange: impl Fn(Service) -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let token = self.token().await?;
        let outcome = exchange(self.session().service.clone()).await;
        if !is_refused(&outcome) {
            return outcome;
        }
        self.renew(&token, Reason::Refused).await?;
        exchange(self.session().service.clone()).await
    }

    /// The account's token, renewed if it ends soon. It is for the account service only.
    pub(crate) async fn token(&self) -> Result<Token> {
        self.check_signed_in()?;
        let session = self.session();
        let token = &session.signed_in.token;
        if !self.is_due(&session) {
            return Ok(token.clone());
        }
        match self.renew(token, Reason::Due).await {
            Ok(()) => Ok(self.session().signed_in.token.clone()),
            Err(error) if self.is_good(&session) => {
                tracing::debug!(%error, "the account's token is not renewed yet, and is still good");
                Ok(token.clone())
            }
            Err(error) => Err(error),
        }
    }

    /// Gets another token than `seen`. All callers wait for one renewal.
    ///
    /// # Cancel safety
    /// The renewal is a task of its own: the new token is saved even when no caller waits any more.
    async fn renew(&self, seen: &Token, reason: Reason) -> Result<()> {
        let renewals = Arc::clone(&self.shared.renewals).lock_owned().await;
        self.check_signed_in()?;
        if !is_same(&self.session().signed_in.token, seen) {
            return Ok(());
        }
        let account = self.clone();
        let renewing = tokio::spawn(async move { account.renew_once(renewals, reason).await });
        renewing.await.unwrap_or_else(|_| {
            Err(Error::new(
                ErrorKind::Closed,
                "the tokio runtime ended while the account's token was renewed",
            ))
        })
    }

    async fn renew_once(
        &self,
        mut failures: OwnedMutexGuard<RenewalFailures>,
        reason: Reason,
    ) -> Result<()> {
        let session = self.session();
        if let Some(error) = failures.holds(Instant::now()) {
            let error = error.clone();
            // Somebody may have signed in again, in another process.
            let is_other = failures.is_final() && self.reload(&session).await?;
            if !is_other {
                return Err(error);
            }
            failures.clear();
            return Ok(());
        }
        let renewed = self.renew_locked(&session, reason).await;
        match &renewed {
            Ok(()) => failures.clear(),
            Err(error) => {
                let is_good = reason == Reason::Due && self.is_good(&session);
                failures.note(error, is_good, Instant::now());
            }
        }
        renewed
    }

    /// Renews under the lock of the store, unless another process has done it.
    async fn renew_locked(&self, session: &AccountSession, reason: Reason) -> Result<()> {
        let lock = self.shared.store.lock().await?;
        if self.reload(session).await? {
            return Ok(());
        }
        let Some(token) = self.exchange(session, reason).await? else {
            return Ok(());
        };
        let signed_in = SignedIn {
            token,
            ..session.signed_in.clone()
        };
        let mut stored = self.shared.store.load().await?.unwrap_or_default();
        stored.signed_in = Some(signed_in.clone());
        self.shared.store.save(&lock, stored).await?;
        self.adopt(signed_in)
    }

    /// Reads the store again, and uses its token if that is another one: another process has renewed it,
    /// or somebody has signed in again.
    async fn reload(&self, session: &AccountSession) -> Result<bool> {
        let stored = self.shared.store.load().await?;
        let signed_in = stored.and_then(|stored| stored.signed_in).ok_or_else(|| {
            Error::new(
                ErrorKind::Unauthorized,
                format!(
                    "{} has no account any more: it was signed out. {SIGN_IN_AGAIN}",
                    self.shared.store.describe()
                ),
            )
        })?;
        if is_same(&signed_in.token, &session.signed_in.token) {
            return Ok(false);
        }
        self.adopt(signed_in)?;
        Ok(true)
    }

    /// Gets a token for a proof of the key; `None` when the service's time says that it is too early.
    async fn exchange(&self, session: &AccountSession, reason: Reason) -> Result<Option<Token>> {
        let installation = &session.signed_in.installation;
        let Some(key) = &installation.key else {
            return Err(Error::new(
                ErrorKind::Unauthorized,
                format!(
                    "the account service refuses the account's token, and a traditional token cannot be \
                     renewed. {SIGN_IN_AGAIN}"
                ),
            )
            .with_status(401));
        };
        let mut is_second = false;
        loop {
            let nonce = session.service.nonce().await?;
            // Its answer has corrected the clock.
            if reason == Reason::Due && !is_second && !self.is_due(session) {
                return Ok(None);
            }
            let (client, now) = (&installation.client_identifier, self.shared.clock.now());
            let proof = device_jwt::for_token(key, client, nonce.expose(), now)?;
            match session.service.exchange_token(&proof).await {
                Ok(token) => return Ok(Some(token)),
                // The nonce was too old, or the clock was wrong. Both are new now.
                Err(error) if error.status() == Some(422) && !is_second => is_second = true,
                Err(error) if is_final(&error) => {
                    return Err(error.with_kind(ErrorKind::Unauthorized));
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Returns `true` if a token ends in the future, by the service's time; `false` also for one without a
    /// written end.
    pub(super) fn ends_later(&self, token: &Token) -> bool {
        token_end(token).is_some_and(|end| self.shared.clock.now() < end)
    }

    /// The known servers of the account.
    pub(super) fn known(&self) -> &KnownServers {
        &self.shared.known
    }

    pub(crate) fn store(&self) -> &SharedStore {
        &self.shared.store
    }

    /// Returns the identity that the program sends to a server.
    pub(crate) fn identity(&self) -> ClientIdentity {
        let session = self.session();
        let identifier = session.signed_in.installation.client_identifier.expose();
        self.shared
            .settings
            .identity
            .clone()
            .client_identifier(identifier)
    }

    fn check_signed_in(&self) -> Result<()> {
        match self.shared.is_signed_out.load(Ordering::Relaxed) {
            false => Ok(()),
            true => Err(Error::new(
                ErrorKind::Unauthorized,
                format!("the account is signed out. {SIGN_IN_AGAIN}"),
            )),
        }
    }

    fn session(&self) -> Arc<AccountSession> {
        let session = self.shared.session.read();
        Arc::clone(&session.unwrap_or_else(PoisonError::into_inner))
    }

    /// Uses another token, and another installation if somebody has signed in again.
    fn adopt(&self, signed_in: SignedIn) -> Result<()> {
        let before = self.session();
        let is_same_client = before.signed_in.installation.client_identifier
            == signed_in.installation.client_identifier;
        let session = match is_same_client {
            true => AccountSession {
                service: before.service.with_token(&signed_in.token)?,
                signed_in,
            },
            false => AccountSession::new(&self.shared.settings, &self.shared.clock, signed_in)?,
        };
        let mut current = self
            .shared
            .session
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(session);
        Ok(())
    }

    fn is_due(&self, session: &AccountSession) -> bool {
        session.signed_in.installation.key.is_some()
            && self
                .shared
                .window
                .is_due(token_end(&session.signed_in.token), self.shared.clock.now())
    }

    /// Returns `true` if the token has not ended yet, as far as one can know.
    fn is_good(&self, session: &AccountSession) -> bool {
        token_end(&session.signed_in.token).is_none_or(|end| self.shared.clock.now() < end)
    }
}

impl AccountSession {
    fn new(
        settings: &AccountSettings,
        clock: &Arc<ServiceClock>,
        signed_in: SignedIn,
    ) -> Result<Self> {
        let service = Service::new(settings, &signed_in.installation, Arc::clone(clock))?;
        Ok(Self {
            service: service.with_token(&signed_in.token)?,
            signed_in,
        })
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("store", &self.shared.store.describe())
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}

/// Opens an account with settings: see [`Account::builder`].
#[must_use = "call `open` to get the account"]
pub struct AccountBuilder {
    store: SharedStore,
    settings: AccountSettings,
}

impl AccountBuilder {
    /// Sets where the account service is. Plex's own unless set.
    pub fn endpoints(mut self, endpoints: Endpoints) -> Self {
        self.settings.endpoints = Some(endpoints);
        self
    }

    /// Sets the identity of this program. Its client identifier is not used, because the store has one.
    pub fn identity(mut self, identity: ClientIdentity) -> Self {
        self.settings.identity = identity;
        self
    }

    /// Opens the account; `None` when the store has no sign-in. Sends nothing.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when the store cannot be used: see
    /// [`FileStore`](super::FileStore).
    ///
    /// # Cancel safety
    /// Dropping the future changes nothing.
    pub async fn open(self) -> Result<Option<Account>> {
        let Some(StoredAccount {
            signed_in, machine, ..
        }) = self.store.load().await?
        else {
            return Ok(None);
        };
        let clock = Arc::default();
        let open = |signed_in| {
            Account::new(
                self.store,
                self.settings,
                clock,
                signed_in,
                machine.as_ref(),
            )
        };
        signed_in.map(open).transpose()
    }
}

impl fmt::Debug for AccountBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountBuilder")
            .field("store", &self.store.describe())
            .field("endpoints", &self.settings.endpoints)
            .finish_non_exhaustive()
    }
}

/// The result of signing out.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignedOut {
    /// `Ok` if the secrets were removed from the store.
    pub erased: Result<()>,
    /// `Ok` if the account service ended the session.
    pub told: Result<()>,
}

fn is_same(one: &Token, other: &Token) -> bool {
    one.expose() == other.expose()
}

/// Returns `true` if the service refused the token. Any other answer says nothing about it.
fn is_refused<T>(outcome: &Result<T>) -> bool {
    let status = outcome.as_ref().err().and_then(Error::status);
    matches!(status, Some(401 | 498))
}
