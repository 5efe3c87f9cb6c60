//! The secrets of one client: its token, which may change while the client lives, and the values of
//! extra headers.

use std::error::Error as StdError;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::task::Poll;
use std::time::Duration;

use http::HeaderValue;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::backoff::Backoff;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::TOKEN_SOURCE_DEADLINE;
use crate::secret::Secret;
use crate::token::Token;

/// The number of tokens that are kept out of texts: the one in use and those before it. An answer to an older
/// request may repeat an older token.
const TOKENS_KEPT: usize = 4;

/// The pauses between two questions to a token source grow from the one to the other.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// After so many questions in a row that gave no token that the server accepts, a refusal is final. The
/// program that renews the token may be a moment later than the server.
const QUESTIONS_IN_VAIN: u32 = 3;

/// A shorter secret is not looked for in answers: it may be a part of ordinary words and of the names
/// of fields. Plex's own tokens have 20 characters or more.
pub(crate) const MIN_IN_ANSWERS: usize = 8;

/// A header's value that is shorter may be an ordinary word of a message, such as `https`.
const MIN_HEADER_VALUE: usize = 6;

/// A secret, and the text that replaces it.
#[derive(Clone, Debug)]
pub(crate) struct Hidden {
    pub(crate) secret: Secret,
    pub(crate) instead: &'static str,
    /// Ordinary answers do not have it by chance.
    pub(crate) is_distinct: bool,
}

impl Hidden {
    fn new(secret: Secret, instead: &'static str) -> Self {
        let text = secret.expose();
        let may_be_number =
            |byte: u8| matches!(byte, b'0'..=b'9' | b'-' | b'.' | b'e' | b'E' | b'+');
        Self {
            is_distinct: text.len() >= MIN_IN_ANSWERS && !text.bytes().all(may_be_number),
            secret,
            instead,
        }
    }

    fn token(token: &Token) -> Self {
        Self::new(token.secret().clone(), "<token>")
    }

    /// Hides a value of a header or a password; `None` if it is too short to be distinguished from an
    /// ordinary word.
    pub(crate) fn value(text: &str) -> Option<Self> {
        (text.len() >= MIN_HEADER_VALUE).then(|| Self::new(Secret::new(text), "<secret>"))
    }
}

/// The token of one moment, with the secrets that must be in no text.
pub(crate) struct Authorization {
    /// Counts the tokens that a client has had.
    generation: u64,
    /// The newest first.
    tokens: Vec<Token>,
    header: Option<HeaderValue>,
    /// The longest first, because one may be a part of another.
    hidden: Vec<Hidden>,
    /// Some secret has a character that JSON or XML writes with an escape of its own.
    has_escapable: bool,
}

impl Authorization {
    fn new(generation: u64, tokens: Vec<Token>, values: &[Hidden]) -> Result<Self> {
        let header = tokens.first().map(Token::header).transpose();
        let header = header.map_err(|_| Error::invalid("the token cannot be sent as a header"))?;
        let mut hidden: Vec<Hidden> = tokens.iter().map(Hidden::token).collect();
        hidden.extend_from_slice(values);
        hidden.sort_by_key(|one| std::cmp::Reverse(one.secret.expose().len()));
        let has_escapable = hidden.iter().any(|one| {
            let text = one.secret.expose();
            text.contains(['"', '\\', '/', '&', '<', '>', '\''])
        });
        Ok(Self {
            generation,
            tokens,
            header,
            hidden,
            has_escapable,
        })
    }

    /// One of a token that never changes.
    #[cfg(any(test, feature = "fuzzing", feature = "account"))]
    pub(crate) fn fixed(token: Option<&Token>) -> Arc<Self> {
        let tokens = token.into_iter().cloned().collect();
        Arc::new(Self::new(0, tokens, &[]).unwrap_or_else(|_| Self {
            generation: 0,
            tokens: Vec::new(),
            header: None,
            hidden: Vec::new(),
            has_escapable: false,
        }))
    }

    /// The header's value, if there is a token.
    pub(crate) fn header(&self) -> Option<&HeaderValue> {
        self.header.as_ref()
    }

    #[cfg(feature = "account")]
    pub(crate) fn token(&self) -> Option<&Token> {
        self.tokens.first()
    }

    pub(crate) fn has_token(&self) -> bool {
        self.header.is_some()
    }

    /// The secrets that must be in no text.
    pub(crate) fn hidden(&self) -> &[Hidden] {
        &self.hidden
    }

    pub(crate) fn has_escapable(&self) -> bool {
        self.has_escapable
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }
}

/// The answer of a token source to one question.
pub(crate) type TokenFuture =
    Pin<Box<dyn Future<Output = Result<Token, Box<dyn StdError + Send + Sync>>> + Send>>;

/// Asks for a token.
pub(crate) type AskForToken = Arc<dyn Fn() -> TokenFuture + Send + Sync>;

/// The reason why a token source gave no token.
#[derive(Clone, Debug)]
pub(crate) struct SourceFailure {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
}

/// The token of a client, and where new ones come from. All clones of the client share it.
pub(crate) struct Credentials {
    /// The authorization until the token changes, for which nobody needs the lock.
    first: Arc<Authorization>,
    generation: AtomicU64,
    current: RwLock<Arc<Authorization>>,
    values: Vec<Hidden>,
    source: Option<TokenSource>,
}

struct TokenSource {
    ask: AskForToken,
    /// Held while it is asked: by one request at a time.
    questions: Mutex<Questions>,
    /// The questions after refusals since the server last accepted a token.
    in_vain: AtomicU32,
}

/// The questions so far.
struct Questions {
    asked_at: Option<Instant>,
    not_before: Option<Instant>,
    pauses: Backoff,
    /// The reason why the last question failed, if it did.
    failure: Option<SourceFailure>,
}

impl Credentials {
    pub(crate) fn new(
        token: Option<Token>,
        values: Vec<Hidden>,
        source: Option<AskForToken>,
    ) -> Result<Self> {
        let first = Authorization::new(0, token.into_iter().collect(), &values)?;
        Ok(Self::starting_with(Arc::new(first), values, source))
    }

    /// The credentials of a token that never changes.
    #[cfg(all(feature = "fuzzing", feature = "websocket", feature = "eventsource"))]
    pub(crate) fn fixed(token: &Token) -> Self {
        Self::starting_with(Authorization::fixed(Some(token)), Vec::new(), None)
    }

    fn starting_with(
        first: Arc<Authorization>,
        values: Vec<Hidden>,
        source: Option<AskForToken>,
    ) -> Self {
        Self {
            generation: AtomicU64::new(0),
            current: RwLock::new(Arc::clone(&first)),
            first,
            values,
            source: source.map(|ask| TokenSource {
                ask,
                questions: Mutex::new(Questions {
                    asked_at: None,
                    not_before: None,
                    pauses: Backoff::new(SHORTEST_PAUSE, LONGEST_PAUSE),
                    failure: None,
                }),
                in_vain: AtomicU32::new(0),
            }),
        }
    }

    /// The authorization of this moment.
    pub(crate) fn current(&self) -> Arc<Authorization> {
        if self.generation() == 0 {
            return Arc::clone(&self.first);
        }
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }

    /// Returns the number of the token in use.
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Returns `true` if a token can be asked for.
    pub(crate) fn has_source(&self) -> bool {
        self.source.is_some()
    }

    /// Notes that the server accepted a token.
    pub(crate) fn note_accepted(&self) {
        if let Some(source) = &self.source {
            source.in_vain.store(0, Ordering::Relaxed);
        }
    }

    /// Returns `true` if the source may still give a token that the server accepts, after a refusal.
    pub(crate) fn may_get_another(&self) -> bool {
        let source = self.source.as_ref();
        source.is_some_and(|source| source.in_vain.load(Ordering::Relaxed) < QUESTIONS_IN_VAIN)
    }

    /// Uses another token from now on; `false` when it is the same.
    pub(crate) fn set(&self, token: Token) -> Result<bool> {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let is_same = |other: &Token| other.expose() == token.expose();
        if current.tokens.first().is_some_and(is_same) {
            return Ok(false);
        }
        let before = current.tokens.iter().filter(|other| !is_same(other));
        let mut tokens: Vec<Token> = before.take(TOKENS_KEPT - 1).cloned().collect();
        tokens.insert(0, token);
        let generation = current.generation + 1;
        *current = Arc::new(Authorization::new(generation, tokens, &self.values)?);
        self.generation.store(generation, Ordering::Release);
        Ok(true)
    }

    /// Returns `true` if there is another token than the refused one, or any if none was refused.
    fn has_newer(&self, refused: Option<u64>) -> bool {
        match refused {
            Some(generation) => self.generation() != generation,
            None => self.current().has_token(),
        }
    }

    /// Gets another token than the one of the generation `refused`; `None` when there was none.
    /// `false` when there is no other token.
    ///
    /// One request at a time asks the source. After a refusal or a failure, the next question follows
    /// a pause at the earliest. A request waits for it if that is before its deadline, unless the source
    /// was asked too often without success. When the source failed, it gets the same failure at once instead.
    ///
    /// # Cancel safety
    /// A dropped future ends the question. The next request asks again.
    pub(crate) async fn renew(
        &self,
        refused: Option<u64>,
        deadline: Instant,
    ) -> Result<bool, SourceFailure> {
        if self.has_newer(refused) {
            return Ok(true);
        }
        let Some(source) = &self.source else {
            return Ok(false);
        };
        let mut questions = source.questions.lock().await;
        if let Some(not_before) = questions.not_before
            && Instant::now() < not_before
            && !self.has_newer(refused)
        {
            if let Some(failure) = &questions.failure {
                return Err(failure.clone());
            }
            if not_before >= deadline || !self.may_get_another() {
                return Ok(false);
            }
            tokio::time::sleep_until(not_before).await;
        }
        // Another request may have asked meanwhile, or the caller has set a token.
        if self.has_newer(refused) {
            return Ok(true);
        }
        let answer = ask(&source.ask).await;
        questions.note(refused.is_some() || answer.is_err());
        if refused.is_some() && answer.is_ok() {
            source.in_vain.fetch_add(1, Ordering::Relaxed);
        }
        let answer = answer.and_then(|token| {
            self.set(token).map_err(|error| SourceFailure {
                kind: error.kind(),
                message: format!("the token source gave no usable token: {error}"),
            })
        });
        questions.failure = answer.as_ref().err().cloned();
        answer
    }
}

impl Questions {
    /// Notes a question, and whether the next one has to wait.
    fn note(&mut self, must_wait: bool) {
        let now = Instant::now();
        // A token that was good for longer than the pause before it does not lengthen the next.
        if let Some(before) = self.asked_at.replace(now) {
            self.pauses.lasted(now.saturating_duration_since(before));
        }
        self.not_before = must_wait.then(|| {
            let pause = self.pauses.next(None, fastrand::f64());
            crate::time::after(now, pause)
        });
    }
}

/// Asks once, within the deadline. A panic is a failure.
async fn ask(ask: &AskForToken) -> Result<Token, SourceFailure> {
    let mut asking = Box::pin(async { ask().await });
    let asking = poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| asking.as_mut().poll(context)));
        match polled {
            Ok(poll) => poll.map(Some),
            Err(_) => Poll::Ready(None),
        }
    });
    let failed = |message: String| SourceFailure {
        kind: ErrorKind::Unauthorized,
        message,
    };
    match tokio::time::timeout(TOKEN_SOURCE_DEADLINE, asking).await {
        Ok(Some(Ok(token))) => Ok(token),
        Ok(Some(Err(error))) => Err(failed(match error.downcast_ref::<Error>() {
            // This crate's own errors have no secrets in them.
            Some(ours) => format!("the token source failed: {ours}"),
            None => "the token source failed. Its error is not shown, because it may have secrets \
                     in it: log it in the source"
                .to_owned(),
        })),
        Ok(None) => Err(failed("the token source panicked".to_owned())),
        Err(_) => Err(SourceFailure {
            kind: ErrorKind::Timeout,
            message: format!("the token source gave no token within {TOKEN_SOURCE_DEADLINE:?}"),
        }),
    }
}
