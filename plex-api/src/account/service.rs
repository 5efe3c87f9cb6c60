//! The exchanges with the account service: at its first host, and at the other when that one cannot be
//! reached.
//!
//! No error repeats a word of an answer, because answers have codes, tokens and a person's location. An error
//! contains the status, the service's own number for the fault, and advice.

use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::account_user::AccountUser;
use super::device_jwt::DeviceJwt;
use super::device_key::DeviceKey;
use super::settings::AccountSettings;
use super::stored_account::Installation;
use crate::client::{AccountList, AccountService};
use crate::error::{Error, ErrorKind, Result, ServerError};
use crate::generated_tv::types;
use crate::service_clock::ServiceClock;
use crate::token::Token;
use crate::wire::HiddenText;

/// The service's number for a key that it does not know, or knows no more.
pub(crate) const KEY_UNKNOWN: i64 = 1097;

/// A longer nonce or code is refused.
const MAX_NONCE: usize = 1024;
const MAX_CODE: usize = 256;

/// The life of a PIN whose answer says none, and the longest that is believed.
const USUAL_LIFE: Duration = Duration::from_secs(15 * 60);
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// A PIN as it was made.
pub(crate) struct NewPin {
    id: HiddenText,
    pub(crate) code: Zeroizing<String>,
    pub(crate) expires_in: Duration,
}

/// The account service, as one installation reaches it with the token of one moment.
#[derive(Clone)]
pub(crate) struct Service {
    first: AccountService,
    /// Asked when the first cannot be reached.
    fallback: Option<AccountService>,
    clock: Arc<ServiceClock>,
}

impl Service {
    /// The service without a token.
    pub(crate) fn new(
        settings: &AccountSettings,
        installation: &Installation,
        clock: Arc<ServiceClock>,
    ) -> Result<Self> {
        let endpoints = settings.endpoints()?;
        let identifier = installation.client_identifier.expose();
        let identity = settings.identity.clone().client_identifier(identifier);
        let at = |url| AccountService::new(url, &identity, &settings.http, Arc::clone(&clock));
        Ok(Self {
            first: at(endpoints.clients())?,
            fallback: endpoints.fallback().map(at).transpose()?,
            clock,
        })
    }

    /// The same service with this token.
    pub(crate) fn with_token(&self, token: &Token) -> Result<Self> {
        let with = |service: &AccountService| service.with_token(token.clone());
        Ok(Self {
            first: with(&self.first)?,
            fallback: self.fallback.as_ref().map(with).transpose()?,
            clock: Arc::clone(&self.clock),
        })
    }

    /// Makes a PIN, with the public half of a key if there is one. `strong` is for the browser: a code that
    /// nobody has to type.
    pub(crate) async fn create_pin(&self, key: Option<&DeviceKey>, strong: bool) -> Result<NewPin> {
        let key = key.map(jwk).transpose()?;
        let pin = self.ask(|service| {
            let key = key.clone();
            async move { service.create_pin(strong, key).await }
        });
        let pin = pin.await?;
        let code = pin.code.expose();
        if !(1..=MAX_CODE).contains(&code.len())
            || !code.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            return Err(odd(
                "ask for a sign-in code",
                "letters and digits as the code",
            ));
        }
        let life = pin
            .expires_in
            .and_then(|life| u64::try_from(life.get()).ok());
        let life = life.map_or(USUAL_LIFE, Duration::from_secs);
        Ok(NewPin {
            code: Zeroizing::new(code.to_owned()),
            id: pin.id,
            expires_in: life.min(LONGEST_LIFE),
        })
    }

    /// Asks for the token of a PIN; `None` as long as nobody has signed in.
    pub(crate) async fn poll_pin(
        &self,
        pin: &NewPin,
        proof: Option<&DeviceJwt>,
    ) -> Result<Option<Token>> {
        let proof = proof.map(|proof| proof.as_str());
        let answer = self.ask(|service| async move { service.pin(&pin.id, proof).await });
        let token = answer.await?.auth_token;
        let token = token.map(|token| read_token(&token, "ask whether the sign-in is approved"));
        token.transpose()
    }

    /// Gets a nonce, for one [`exchange_token`](Self::exchange_token).
    pub(crate) async fn nonce(&self) -> Result<HiddenText> {
        let nonce = self
            .ask(|service| async move { service.nonce().await })
            .await?;
        match nonce.expose().len() {
            1..=MAX_NONCE => Ok(nonce),
            _ => Err(odd(
                "begin to renew the token",
                "a nonce of 1 to 1024 bytes",
            )),
        }
    }

    /// Gets a new token for a proof of the key.
    pub(crate) async fn exchange_token(&self, proof: &DeviceJwt) -> Result<Token> {
        let token = self.ask(|service| async move { service.exchange_token(proof).await });
        read_token(&token.await?, "renew the token")
    }

    /// Returns the user of the token.
    pub(crate) async fn user(&self) -> Result<AccountUser> {
        let user = self
            .ask(|service| async move { service.user().await })
            .await?;
        Ok(user.into())
    }

    /// Uses the token, so that it does not die of disuse.
    pub(crate) async fn ping(&self) -> Result<()> {
        self.ask(|service| async move { service.ping().await })
            .await
    }

    /// The servers and players of the account.
    pub(crate) async fn resources(&self) -> Result<AccountList<types::Resource>> {
        self.ask(|service| async move { service.resources().await })
            .await
    }

    /// The devices of the account, each with its own token.
    pub(crate) async fn devices(&self) -> Result<AccountList<types::Device>> {
        self.ask(|service| async move { service.devices().await })
            .await
    }

    /// Ends the token's session.
    pub(crate) async fn sign_out(&self) -> Result<()> {
        self.ask(|service| async move { service.sign_out().await })
            .await
    }

    /// Asks the first host, and the other if nothing was sent because that one cannot be reached.
    pub(crate) async fn ask<T, F>(&self, exchange: impl Fn(AccountService) -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let mut outcome = exchange(self.first.clone()).await;
        if let (Err(error), Some(fallback)) = (&outcome, &self.fallback)
            && error.kind() == ErrorKind::Connect
            && !error.may_have_been_sent()
        {
            outcome = exchange(fallback.clone()).await;
        }
        outcome.map_err(|error| self.without_words(error))
    }

    /// The same error without the words of the service, and with advice.
    fn without_words(&self, error: Error) -> Error {
        let code = service_code(&error);
        let what = error
            .operation()
            .and_then(action)
            .unwrap_or("use the account");
        if error.kind() == ErrorKind::NotPlex {
            return error.with_message(format!(
                "cannot {what}: something else than the account service answered. A proxy, or a sign-in \
                 page of the network, may stand in between"
            ));
        }
        // The others have no word of an answer in them.
        let Some(status @ 400..) = error.status() else {
            return error;
        };
        let hint = match (status, code) {
            (_, Some(KEY_UNKNOWN)) => {
                "The key of this installation is not known there: its device was removed, or the \
                 account's file is a copy. Sign in again"
                    .to_owned()
            }
            (401, _) => "The account's token is refused: sign in again".to_owned(),
            (498, _) => "The account's token has expired".to_owned(),
            (404 | 410, _) => "The code has expired, or is not known".to_owned(),
            (422, _) => refused_proof(&self.clock),
            (429, _) => "Wait before the next try".to_owned(),
            (500.., _) => "Try again later".to_owned(),
            _ => "The service may have changed: if it stays so, look for a newer version of this \
                  program"
                .to_owned(),
        };
        let said = code.map_or_else(String::new, |code| format!(", error {code}"));
        let kind = match code {
            Some(KEY_UNKNOWN) => ErrorKind::Unauthorized,
            _ => error.kind(),
        };
        let numbers = error.server_errors().iter().map(|one| ServerError {
            code: one.code,
            status: one.status,
            ..ServerError::default()
        });
        let numbers = numbers.collect();
        error
            .with_kind(kind)
            .with_message(format!(
                "cannot {what}: the account service answered {status}{said}. {hint}"
            ))
            .with_server_errors(numbers)
    }
}

/// The service's own number for the fault.
pub(crate) fn service_code(error: &Error) -> Option<i64> {
    error.server_errors().iter().find_map(|one| one.code)
}

/// The action of an operation, as text to follow "cannot".
fn action(operation: &str) -> Option<&'static str> {
    use crate::generated_tv::AccountOperationId;

    let all = AccountOperationId::ALL.iter().map(|id| id.operation());
    let mut found = all.filter(|one| one.id == operation);
    found.next().map(|one| one.action)
}

fn refused_proof(clock: &ServiceClock) -> String {
    let wrong = clock.skew().map_or_else(String::new, |ahead| {
        let by = ahead.unsigned_abs();
        let way = if ahead > 0 { "behind" } else { "ahead" };
        format!("This machine's clock is {by} s {way}: set it. ")
    });
    format!(
        "It does not take the proof of this installation's key. {wrong}If the account's file was copied \
         from another machine, its key belongs to that one: sign in again"
    )
}

/// The public half of a key.
fn jwk(key: &DeviceKey) -> Result<types::JsonWebKey> {
    let jwk = types::JsonWebKey::builder()
        .kty("OKP")
        .crv(Some("Ed25519".into()))
        .x(Some(key.x().into()))
        .use_(Some("sig".into()))
        .alg(Some("EdDSA".into()))
        .kid(Some(key.kid().into()));
    jwk.try_into()
        .map_err(|_| Error::invalid("the public half of the device key cannot be written"))
}

fn read_token(text: &HiddenText, action: &str) -> Result<Token> {
    Token::new(text.expose()).map_err(|_| odd(action, "a token"))
}

fn odd(action: &str, expected: &str) -> Error {
    Error::new(
        ErrorKind::Decode,
        format!(
            "cannot {action}: expected {expected} from the account service, got something else, which \
             is not shown, because it is private"
        ),
    )
    .with_may_have_been_sent()
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::Router;
    use http::StatusCode;
    use tokio::net::{TcpListener, TcpSocket};

    use super::*;
    use crate::account::endpoints::Endpoints;
    use crate::account::stored_account::SignInKind;

    /// A host that gives each request this answer, and how often it was asked.
    async fn host(status: StatusCode) -> (String, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let routes = Router::new().fallback(move || {
            count.fetch_add(1, Ordering::SeqCst);
            async move { (status, "{}") }
        });
        tokio::spawn(async move { axum::serve(listener, routes).await });
        (url, asked)
    }

    /// A port at which connections are refused as long as the socket lives.
    fn refusing() -> io::Result<(String, TcpSocket)> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(([127, 0, 0, 1], 0).into())?;
        Ok((format!("http://{}", socket.local_addr()?), socket))
    }

    /// The service at these two hosts.
    fn service(clients: &str, plex_tv: &str) -> Service {
        let settings = AccountSettings {
            endpoints: Some(Endpoints::of_two(clients, plex_tv).unwrap()),
            ..AccountSettings::default()
        };
        let installation = Installation::generate(SignInKind::Token).unwrap();
        let service = Service::new(&settings, &installation, Arc::default()).unwrap();
        let token = Token::new("exampleAccountTok001").unwrap();
        service.with_token(&token).unwrap()
    }

    #[tokio::test]
    async fn the_other_host_is_asked_when_the_first_cannot_be_reached() {
        let (first, _socket) = refusing().unwrap();
        let (second, asked) = host(StatusCode::OK).await;
        service(&first, &second).ping().await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        // A sign-out is asked for once, and no part of it was sent.
        service(&first, &second).sign_out().await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 2);
        let error = service(&first, &first).ping().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect);
    }

    #[tokio::test]
    async fn the_other_host_is_not_asked_after_an_answer_or_half_of_one() {
        let (second, asked) = host(StatusCode::OK).await;
        for status in [StatusCode::UNAUTHORIZED, StatusCode::BAD_GATEWAY] {
            let (first, asked_first) = host(status).await;
            let error = service(&first, &second).sign_out().await.unwrap_err();
            assert_eq!(error.status(), Some(status.as_u16()));
            assert!(asked_first.load(Ordering::SeqCst) >= 1);
        }
        // The service may have carried out the request.
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let first = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                stream.readable().await.unwrap();
            }
        });
        let error = service(&first, &second).sign_out().await.unwrap_err();
        assert!(error.may_have_been_sent(), "{error}");
        assert_eq!(asked.load(Ordering::SeqCst), 0);
    }
}
