//! Signing in: a code, a wait until a person has signed in with it, and an account.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::time::Instant;

use super::account::Account;
use super::device_jwt;
use super::endpoints::Endpoints;
use super::machine::MachineHash;
use super::poll_schedule::{PollSchedule, limit_pause};
use super::service::{KEY_UNKNOWN, NewPin, Service, service_code};
use super::settings::AccountSettings;
use super::store::{AccountStore, SharedStore};
use super::stored_account::{Installation, SignInKind, SignedIn};
use crate::client::ClientIdentity;
use crate::error::{Error, ErrorKind, Result};
use crate::service_clock::ServiceClock;
use crate::token::Token;

/// The number of attempts to get a PIN while the service cannot be reached, with the pauses in between.
const TRIES: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The number of attempts while the service says that there are too many requests.
const LIMITED_TRIES: u32 = 5;

/// The way in which a person signs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignInWay {
    /// On any device, at `https://plex.tv/link`, by typing four characters.
    #[default]
    Code,
    /// In a browser, at a URL that the program shows or opens. Nothing has to be typed.
    Browser,
}

/// Signs in: settings, then [`start`](Self::start).
///
/// The stored account stays as it is until the sign-in is done: an abandoned sign-in costs nothing.
#[must_use = "call `start` to sign in"]
pub struct SignIn {
    store: SharedStore,
    settings: AccountSettings,
    kind: SignInKind,
    way: SignInWay,
}

impl SignIn {
    /// Signs in with a traditional token and a short code, and keeps the account in this store.
    pub fn new(store: impl AccountStore) -> Self {
        Self {
            store: SharedStore::new(store),
            settings: AccountSettings::default(),
            kind: SignInKind::default(),
            way: SignInWay::default(),
        }
    }

    /// Sets the kind of the sign-in. [`SignInKind::Token`] unless set.
    pub fn kind(mut self, kind: SignInKind) -> Self {
        self.kind = kind;
        self
    }

    /// Sets where the person signs in. [`SignInWay::Code`] unless set.
    pub fn way(mut self, way: SignInWay) -> Self {
        self.way = way;
        self
    }

    /// Sets where the account service is. Plex's own unless set.
    pub fn endpoints(mut self, endpoints: Endpoints) -> Self {
        self.settings.endpoints = Some(endpoints);
        self
    }

    /// Sets the identity of this program, as the person sees it. Its client identifier is not used:
    /// each installation gets one of its own, which the store keeps.
    pub fn identity(mut self, identity: ClientIdentity) -> Self {
        self.settings.identity = identity;
        self
    }

    /// The sign-in, as a stream. Nothing is sent before it is polled.
    ///
    /// # Errors
    /// None here. An error is the stream's last item: see [`SignInProgress`].
    #[must_use = "it does nothing unless it is polled"]
    pub fn start(self) -> SignInProgress {
        let steps = stream::unfold(Step::Begin(Box::new(self)), |step| async {
            let (event, next) = step.take().await?;
            Some((event, next))
        });
        SignInProgress {
            events: steps.boxed(),
        }
    }
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn")
            .field("store", &self.store.describe())
            .field("kind", &self.kind)
            .field("way", &self.way)
            .field("endpoints", &self.settings.endpoints)
            .finish_non_exhaustive()
    }
}

/// An event of a sign-in. `Debug` shows neither code nor URL: anyone who has them may
/// be able to take the account.
#[non_exhaustive]
pub enum SignInEvent {
    /// A person can sign in now: show them the URL, and the code if it is to be typed.
    Code {
        /// Four characters to type, or for the browser the code that is in the URL.
        code: String,
        /// The URL at which the person signs in.
        url: String,
        /// The time for which the code is still valid.
        expires_in: Duration,
    },
    /// The code is waiting: no one has signed in so far. Comes every 2 seconds in the first minute, then
    /// every 5, also while the account service cannot be reached.
    Waiting {
        /// The time for which the code is still valid.
        expires_in: Duration,
    },
    /// Signed in, and saved in the store. The last event.
    Done(Account),
    /// The code has expired without a sign-in. This is the last event; start again for a new code.
    Expired,
    /// The account service refuses this installation. The last event; the next sign-in has a new client
    /// identifier.
    Refused {
        /// The service's reason, and advice.
        reason: Error,
    },
}

impl fmt::Debug for SignInEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code { expires_in, .. } => f
                .debug_struct("Code")
                .field("expires_in", expires_in)
                .finish_non_exhaustive(),
            Self::Waiting { expires_in } => f
                .debug_struct("Waiting")
                .field("expires_in", expires_in)
                .finish(),
            Self::Done(account) => f.debug_tuple("Done").field(account).finish(),
            Self::Expired => f.write_str("Expired"),
            Self::Refused { reason } => f.debug_struct("Refused").field("reason", reason).finish(),
        }
    }
}

/// A sign-in that is under way: a stream of [`SignInEvent`].
///
/// A connection that breaks, an answer 5xx, and 429 say nothing about the code, and the wait goes on. It
/// ends when the code has expired by this machine's own clock, whatever the service answers.
///
/// The client identifier and the key are in the store before the code is asked for, and the token is there
/// before [`Done`](SignInEvent::Done). A program that ends in between has to sign in again, and leaves no
/// key behind that nobody has.
///
/// # Cancel safety
/// [`next`](Self::next) and `poll_next` lose nothing when dropped or not polled again. Dropping the stream
/// ends the sign-in.
pub struct SignInProgress {
    events: BoxStream<'static, Result<SignInEvent>>,
}

impl SignInProgress {
    /// The next event; `None` after the last.
    ///
    /// # Errors
    /// An error is the last item: [`InvalidInput`](crate::ErrorKind::InvalidInput) when the store cannot
    /// be used, and before the code the kinds of a request that gets no answer.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<SignInEvent>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for SignInProgress {
    type Item = Result<SignInEvent>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.events.poll_next_unpin(context)
    }
}

impl fmt::Debug for SignInProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInProgress").finish_non_exhaustive()
    }
}

/// The state of a sign-in between two events.
enum Step {
    Begin(Box<SignIn>),
    Poll(Box<Waiting>),
    Over,
}

impl Step {
    /// Runs the step that leads to the next event.
    async fn take(self) -> Option<(Result<SignInEvent>, Self)> {
        let outcome = match self {
            Self::Begin(sign_in) => begin(*sign_in).await,
            Self::Poll(waiting) => waiting.poll().await,
            Self::Over => return None,
        };
        Some(match outcome {
            Ok((event, next)) => (Ok(event), next),
            Err(error) => (Err(error), Self::Over),
        })
    }
}

/// A PIN that nobody has signed in with yet.
struct Waiting {
    sign_in: SignIn,
    installation: Installation,
    service: Service,
    clock: Arc<ServiceClock>,
    pin: NewPin,
    received_at: Instant,
    schedule: PollSchedule,
    /// The service has refused a proof, which a wrong clock explains once.
    was_refused: bool,
}

async fn begin(sign_in: SignIn) -> Result<(SignInEvent, Step)> {
    let installation = prepare(&sign_in).await?;
    let clock = Arc::<ServiceClock>::default();
    let service = Service::new(&sign_in.settings, &installation, Arc::clone(&clock))?;
    let pin = match create_pin(&service, &installation, sign_in.way).await {
        Ok(pin) => pin,
        Err(error) if is_refusal(&error) => {
            forget(&sign_in, &error).await?;
            return Ok((SignInEvent::Refused { reason: error }, Step::Over));
        }
        Err(error) => return Err(error),
    };
    let endpoints = sign_in.settings.endpoints()?;
    let url = match sign_in.way {
        SignInWay::Code => endpoints.link_page().to_owned(),
        SignInWay::Browser => browser_url(&endpoints, &sign_in.settings, &installation, &pin),
    };
    let event = SignInEvent::Code {
        code: pin.code.as_str().to_owned(),
        url,
        expires_in: pin.expires_in,
    };
    let waiting = Waiting {
        schedule: PollSchedule::new(pin.expires_in),
        received_at: Instant::now(),
        was_refused: false,
        sign_in,
        installation,
        service,
        clock,
        pin,
    };
    Ok((event, Step::Poll(Box::new(waiting))))
}

/// Puts the client identifier and the key into the store, before the service learns of them.
async fn prepare(sign_in: &SignIn) -> Result<Installation> {
    let lock = sign_in.store.lock().await?;
    let mut stored = sign_in.store.load().await?.unwrap_or_default();
    let known = match sign_in.kind {
        // A service that has once given a token for a key lets nobody sign in with its identifier.
        SignInKind::DeviceKey => None,
        SignInKind::Token => {
            let signed_in = stored.signed_in.as_ref().map(|one| &one.installation);
            let known = stored.pending.as_ref().into_iter().chain(signed_in);
            known
                .into_iter()
                .find(|one| one.kind() == SignInKind::Token)
        }
    };
    let installation = match known {
        Some(known) => known.clone(),
        None => Installation::generate(sign_in.kind)?,
    };
    stored.pending = Some(installation.clone());
    if stored.signed_in.is_none() {
        stored.machine = Some(MachineHash::of_this_machine());
    }
    sign_in.store.save(&lock, stored).await?;
    Ok(installation)
}

/// Makes the next sign-in begin with a new client identifier, if the service does not take this one.
async fn forget(sign_in: &SignIn, reason: &Error) -> Result<()> {
    if service_code(reason) != Some(KEY_UNKNOWN) {
        return Ok(());
    }
    let lock = sign_in.store.lock().await?;
    let mut stored = sign_in.store.load().await?.unwrap_or_default();
    stored.pending = Some(Installation::generate(sign_in.kind)?);
    sign_in.store.save(&lock, stored).await
}

async fn create_pin(
    service: &Service,
    installation: &Installation,
    way: SignInWay,
) -> Result<NewPin> {
    let (mut failed, mut limited) = (0, 0);
    loop {
        let strong = way == SignInWay::Browser;
        let error = match service
            .create_pin(installation.key.as_deref(), strong)
            .await
        {
            Ok(pin) => return Ok(pin),
            Err(error) => error,
        };
        let pause = match error.kind() {
            ErrorKind::RateLimited if limited + 1 < LIMITED_TRIES => {
                limited += 1;
                error
                    .retry_after()
                    .unwrap_or_else(|| limit_pause(limited - 1))
            }
            ErrorKind::RateLimited => return Err(error),
            _ if error.is_transient() && failed + 1 < TRIES => {
                failed += 1;
                FIRST_PAUSE * failed
            }
            _ => return Err(error),
        };
        tracing::debug!(%error, ?pause, "there is no code to sign in with yet");
        tokio::time::sleep(pause).await;
    }
}

impl Waiting {
    /// Waits for the next poll, and does it.
    async fn poll(mut self: Box<Self>) -> Result<(SignInEvent, Step)> {
        let Some(next) = self.schedule.next() else {
            return Ok((SignInEvent::Expired, Step::Over));
        };
        tokio::time::sleep_until(self.received_at + next).await;
        let outcome = self.ask().await;
        let now = self.received_at.elapsed();
        let error = match outcome {
            Ok(Some(token)) => {
                let account = self.finish(token).await?;
                return Ok((SignInEvent::Done(account), Step::Over));
            }
            Ok(None) => {
                self.was_refused = false;
                self.schedule.polled(now);
                return Ok(self.waiting(now));
            }
            Err(error) => error,
        };
        match error.status() {
            Some(404 | 410) => return Ok((SignInEvent::Expired, Step::Over)),
            Some(429) => self.schedule.limited(now, error.retry_after()),
            // A wrong clock looks like this, and it is corrected by now.
            Some(422) if !self.was_refused && self.installation.key.is_some() => {
                self.was_refused = true;
                self.schedule.polled(now);
            }
            _ if is_refusal(&error) => {
                forget(&self.sign_in, &error).await?;
                return Ok((SignInEvent::Refused { reason: error }, Step::Over));
            }
            _ => self.schedule.polled(now),
        }
        tracing::debug!(%error, "whether somebody has signed in is not known");
        Ok(self.waiting(now))
    }

    async fn ask(&self) -> Result<Option<Token>> {
        let proof = self.installation.key.as_ref().map(|key| {
            let now = self.clock.now();
            device_jwt::for_pin(key, &self.installation.client_identifier, now)
        });
        self.service
            .poll_pin(&self.pin, proof.transpose()?.as_ref())
            .await
    }

    fn waiting(self: Box<Self>, now: Duration) -> (SignInEvent, Step) {
        let expires_in = self.schedule.expires_in(now);
        (SignInEvent::Waiting { expires_in }, Step::Poll(self))
    }

    /// Saves the token, and makes the account.
    async fn finish(self, token: Token) -> Result<Account> {
        let Self {
            sign_in,
            installation,
            clock,
            ..
        } = self;
        let signed_in = SignedIn {
            installation,
            token,
            kept_alive_at: Some(clock.now()),
        };
        let lock = sign_in.store.lock().await?;
        let mut stored = sign_in.store.load().await?.unwrap_or_default();
        // The kept servers may belong to another account.
        sign_in.store.forget_servers(&lock).await?;
        stored.signed_in = Some(signed_in.clone());
        stored.pending = None;
        stored.machine = Some(MachineHash::of_this_machine());
        sign_in.store.save(&lock, stored).await?;
        drop(lock);
        Account::new(sign_in.store, sign_in.settings, clock, signed_in, None)
    }
}

/// Returns `true` if the service has decided against this installation: no other poll changes that.
fn is_refusal(error: &Error) -> bool {
    matches!(error.status(), Some(400 | 401 | 403 | 422 | 498))
        || service_code(error) == Some(KEY_UNKNOWN)
}

/// The page that signs in with a strong code. Its parameters stand behind `#`, so that only the page
/// itself sees them.
fn browser_url(
    endpoints: &Endpoints,
    settings: &AccountSettings,
    installation: &Installation,
    pin: &NewPin,
) -> String {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    format!(
        "{}#?clientID={}&code={}&context%5Bdevice%5D%5Bproduct%5D={}",
        endpoints.auth_page(),
        encode(installation.client_identifier.expose()).replace("%2D", "-"),
        encode(&pin.code),
        encode(settings.identity.product()),
    )
}
