//! The exchanges with the account service, one function each.
//!
//! No error has a word of an answer in it: answers have codes, tokens, and where a person is. What an
//! error says is the status, the service's own number for the fault, and what to do.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::account_user::{AccountUser, UserAnswer};
use super::device_jwt::DeviceJwt;
use super::device_key::DeviceKey;
use super::service_clock::ServiceClock;
use super::settings::Settings;
use super::stored_account::Installation;
use crate::client::{HttpOptions, RequestSpec, build_http_clients};
use crate::credentials::{Credentials, Hidden};
use crate::error::{Error, ErrorKind, Result, ServerError};
use crate::generated::Client;
use crate::request_context::{RequestContext, Shared};
use crate::retry_policy::RetryPolicy;
use crate::server_url::ServerUrl;
use crate::token::Token;

/// The service's number for a key that it does not know, or knows no more.
pub(crate) const KEY_UNKNOWN: i64 = 1097;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);
const IDLE_TIMEOUT: Duration = Duration::from_secs(10);

/// The largest answer with a secret in it, and the largest other one.
const MAX_SECRET_ANSWER: usize = 64 * 1024;
const MAX_ANSWER: usize = 4 * 1024 * 1024;

/// A longer nonce, code or id is none.
const MAX_NONCE: usize = 1024;
const MAX_CODE: usize = 256;

/// The life of a PIN whose answer says none, and the longest that is believed.
const USUAL_LIFE: Duration = Duration::from_secs(15 * 60);
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// A PIN as it was made.
pub(crate) struct Pin {
    id: Zeroizing<String>,
    pub(crate) code: Zeroizing<String>,
    pub(crate) expires_in: Duration,
}

/// The account service, as one installation reaches it. Clones share everything.
#[derive(Clone)]
pub(crate) struct Service {
    /// For requests without a token.
    bare: Hosts,
    /// For requests with the account's token.
    authorized: Hosts,
    credentials: Arc<Credentials>,
    clock: Arc<ServiceClock>,
}

#[derive(Clone)]
struct Hosts {
    first: Client,
    /// Asked when the first cannot be reached.
    fallback: Option<Client>,
}

/// What an exchange is called, and what it sends.
struct Exchange<'a> {
    /// To follow "cannot".
    action: &'static str,
    operation: &'static str,
    method: Method,
    path: &'a str,
    query: &'a str,
    body: Option<Zeroizing<Vec<u8>>>,
}

impl Service {
    pub(crate) fn new(
        settings: &Settings,
        installation: &Installation,
        token: Option<Token>,
        clock: Arc<ServiceClock>,
    ) -> Result<Self> {
        let endpoints = settings.endpoints()?;
        let identifier = installation.client_identifier.expose();
        let identity = settings.identity.clone().client_identifier(identifier);
        let headers = identity.headers()?;
        let hidden: Vec<Hidden> = Hidden::value(identifier).into_iter().collect();
        let credentials = Arc::new(Credentials::new(token, hidden.clone(), None)?);
        let hosts = |credentials: &Arc<Credentials>, max_body_bytes| {
            let client = |url: &Url| {
                client(
                    settings,
                    url,
                    headers.clone(),
                    Arc::clone(credentials),
                    max_body_bytes,
                )
            };
            Ok::<_, Error>(Hosts {
                first: client(endpoints.clients())?,
                fallback: endpoints.fallback().map(client).transpose()?,
            })
        };
        Ok(Self {
            bare: hosts(
                &Arc::new(Credentials::new(None, hidden, None)?),
                MAX_SECRET_ANSWER,
            )?,
            authorized: hosts(&credentials, MAX_ANSWER)?,
            credentials,
            clock,
        })
    }

    /// Uses this token from now on.
    pub(crate) fn set_token(&self, token: Token) -> Result<()> {
        self.credentials.set(token).map(|_| ())
    }

    /// Makes a PIN, with the public half of a key if there is one. `strong` is for the browser: a code that
    /// nobody has to type.
    pub(crate) async fn create_pin(&self, key: Option<&DeviceKey>, strong: bool) -> Result<Pin> {
        #[derive(Serialize)]
        struct Body<'a> {
            jwk: Jwk<'a>,
            #[serde(skip_serializing_if = "Option::is_none")]
            strong: Option<bool>,
        }
        #[derive(Serialize)]
        struct Jwk<'a> {
            kty: &'a str,
            crv: &'a str,
            x: &'a str,
            r#use: &'a str,
            alg: &'a str,
            kid: &'a str,
        }
        let body = key.map(|key| {
            let (x, kid) = (key.x(), key.kid());
            json(&Body {
                jwk: Jwk {
                    kty: "OKP",
                    crv: "Ed25519",
                    x: &x,
                    r#use: "sig",
                    alg: "EdDSA",
                    kid: &kid,
                },
                strong: strong.then_some(true),
            })
        });
        let exchange = Exchange {
            action: "ask the account service for a code to sign in with",
            operation: "createPin",
            method: Method::POST,
            path: "/api/v2/pins",
            query: if strong && key.is_none() {
                "strong=true"
            } else {
                ""
            },
            body: body.transpose()?,
        };
        #[derive(Deserialize)]
        struct Answer<'a> {
            id: Option<u64>,
            #[serde(borrow)]
            code: Option<&'a str>,
            #[serde(rename = "expiresIn")]
            expires_in: Option<u64>,
        }
        let answer = self.send(&self.bare, &exchange).await?;
        let answer: Answer<'_> = exchange.read(&answer)?;
        let code = answer
            .code
            .filter(|code| (1..=MAX_CODE).contains(&code.len()));
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let code = code.ok_or_else(|| exchange.lacks("a code"))?;
        let id = answer.id.ok_or_else(|| exchange.lacks("an id"))?;
        let life = answer.expires_in.map_or(USUAL_LIFE, Duration::from_secs);
        Ok(Pin {
            id: Zeroizing::new(id.to_string()),
            code: Zeroizing::new(code.to_owned()),
            expires_in: life.min(LONGEST_LIFE),
        })
    }

    /// Asks for the token of a PIN; `None` as long as nobody has signed in.
    pub(crate) async fn poll_pin(
        &self,
        pin: &Pin,
        proof: Option<&DeviceJwt>,
    ) -> Result<Option<Token>> {
        let path = Zeroizing::new(format!("/api/v2/pins/{}", *pin.id));
        let query = Zeroizing::new(match proof {
            None => String::new(),
            // A JWT has no character that a query would escape.
            Some(proof) => format!("deviceJWT={}", **proof),
        });
        let exchange = Exchange {
            action: "ask the account service whether somebody has signed in",
            operation: "getPin",
            method: Method::GET,
            path: &path,
            query: &query,
            body: None,
        };
        #[derive(Deserialize)]
        struct Answer<'a> {
            #[serde(borrow, rename = "authToken")]
            auth_token: Option<&'a str>,
        }
        let answer = self.send(&self.bare, &exchange).await?;
        let answer: Answer<'_> = exchange.read(&answer)?;
        let token = answer.auth_token.filter(|token| !token.is_empty());
        token.map(|token| exchange.token(token)).transpose()
    }

    /// Gets a nonce, for one [`exchange_token`](Self::exchange_token).
    pub(crate) async fn nonce(&self) -> Result<Zeroizing<String>> {
        let exchange = Exchange {
            action: "ask the account service for a nonce",
            operation: "getNonce",
            method: Method::GET,
            path: "/api/v2/auth/nonce",
            query: "",
            body: None,
        };
        #[derive(Deserialize)]
        struct Answer<'a> {
            #[serde(borrow)]
            nonce: Option<&'a str>,
        }
        let answer = self.send(&self.bare, &exchange).await?;
        let answer: Answer<'_> = exchange.read(&answer)?;
        let nonce = answer
            .nonce
            .filter(|nonce| (1..=MAX_NONCE).contains(&nonce.len()));
        let nonce = nonce.ok_or_else(|| exchange.lacks("a nonce of at most 1024 bytes"))?;
        Ok(Zeroizing::new(nonce.to_owned()))
    }

    /// Gets a new token for a proof of the key.
    pub(crate) async fn exchange_token(&self, proof: &DeviceJwt) -> Result<Token> {
        #[derive(Serialize)]
        struct Body<'a> {
            jwt: &'a str,
        }
        let exchange = Exchange {
            action: "renew the account's token",
            operation: "createToken",
            method: Method::POST,
            path: "/api/v2/auth/token",
            query: "",
            body: Some(json(&Body { jwt: proof })?),
        };
        #[derive(Deserialize)]
        struct Answer<'a> {
            #[serde(borrow, alias = "authToken")]
            auth_token: Option<&'a str>,
        }
        let answer = self.send(&self.bare, &exchange).await?;
        let answer: Answer<'_> = exchange.read(&answer)?;
        let token = answer.auth_token.ok_or_else(|| exchange.lacks("a token"))?;
        exchange.token(token)
    }

    /// Whose token it is.
    pub(crate) async fn user(&self) -> Result<AccountUser> {
        let exchange = Exchange {
            action: "ask the account service who is signed in",
            operation: "getUser",
            method: Method::GET,
            path: "/api/v2/user",
            query: "",
            body: None,
        };
        let answer = self.send(&self.authorized, &exchange).await?;
        let answer: UserAnswer = exchange.read(&answer)?;
        answer.read().ok_or_else(|| exchange.lacks("a name"))
    }

    /// Uses the token, so that it does not die of disuse.
    pub(crate) async fn ping(&self) -> Result<()> {
        let exchange = Exchange {
            action: "keep the account's token alive",
            operation: "ping",
            method: Method::GET,
            path: "/api/v2/ping",
            query: "",
            body: None,
        };
        self.send(&self.authorized, &exchange).await.map(|_| ())
    }

    /// Ends the token's session.
    pub(crate) async fn sign_out(&self) -> Result<()> {
        let exchange = Exchange {
            action: "sign out at the account service",
            operation: "signOut",
            method: Method::DELETE,
            path: "/api/v2/users/signout",
            query: "",
            body: None,
        };
        self.send(&self.authorized, &exchange).await.map(|_| ())
    }

    /// Sends it to the first host, and to the other if that one cannot be reached.
    async fn send(&self, hosts: &Hosts, exchange: &Exchange<'_>) -> Result<Bytes> {
        let mut outcome = self.send_to(&hosts.first, exchange).await;
        if let (Err(error), Some(fallback)) = (&outcome, &hosts.fallback)
            && error.kind() == ErrorKind::Connect
            && !error.may_have_been_sent()
        {
            outcome = self.send_to(fallback, exchange).await;
        }
        outcome.map_err(|error| exchange.explain(&error, &self.clock))
    }
}

impl Service {
    async fn send_to(&self, client: &Client, exchange: &Exchange<'_>) -> Result<Bytes> {
        let mut request = client.generic_request(exchange.method.clone(), exchange.path)?;
        if !exchange.query.is_empty() {
            request.url_mut().set_query(Some(exchange.query));
        }
        if let Some(body) = &exchange.body {
            let json = HeaderValue::from_static("application/json");
            request.headers_mut().insert(CONTENT_TYPE, json);
            *request.body_mut() = Some(body.to_vec().into());
        }
        let spec = RequestSpec {
            action: exchange.action,
            ..RequestSpec::generic(exchange.operation, false)
        };
        let answer = client.send_generic(request, &spec).await?;
        self.clock.observe(answer.headers());
        Ok(answer.into_body())
    }
}

impl Exchange<'_> {
    /// Reads the answer's JSON. serde's own message would quote it.
    fn read<'a, T: Deserialize<'a>>(&self, answer: &'a Bytes) -> Result<T> {
        serde_json::from_slice(answer).map_err(|error| {
            self.unreadable(&match error.classify() {
                serde_json::error::Category::Eof => "is cut off".to_owned(),
                serde_json::error::Category::Data => format!(
                    "has something else than expected at {}:{}",
                    error.line(),
                    error.column()
                ),
                _ => "is no JSON".to_owned(),
            })
        })
    }

    /// Reads a token out of an answer.
    fn token(&self, text: &str) -> Result<Token> {
        Token::new(text).map_err(|_| self.unreadable("has a token that is none"))
    }

    fn lacks(&self, what: &str) -> Error {
        self.unreadable(&format!("has not {what}"))
    }

    fn unreadable(&self, what: &str) -> Error {
        let message = format!(
            "cannot {}: the account service's answer {what}. A proxy or a sign-in page of the network \
             may have answered in its place; else the service has changed",
            self.action
        );
        Error::new(ErrorKind::Decode, message)
            .with_operation(self.operation)
            .with_may_have_been_sent()
    }

    /// The same error without a word of the answer in it.
    fn explain(&self, error: &Error, clock: &ServiceClock) -> Error {
        let Some(status) = error.status() else {
            return error.clone();
        };
        if matches!(error.kind(), ErrorKind::Redirect | ErrorKind::Connect) {
            return error.clone();
        }
        let code = service_code(error);
        let said = code.map_or_else(String::new, |code| format!(", error {code}"));
        let (kind, hint) = match (status, code) {
            (_, Some(KEY_UNKNOWN)) => (
                ErrorKind::Unauthorized,
                "The key of this installation is not known there: its device was removed, or the \
                 account's file is a copy. Sign in again"
                    .to_owned(),
            ),
            (200..=399, _) => {
                return match error.kind() {
                    ErrorKind::TooLarge => self.unreadable("is far too large"),
                    _ => self.unreadable("is no JSON"),
                }
                .with_status(status);
            }
            (401, _) => (
                error.kind(),
                "The account's token is refused: sign in again".to_owned(),
            ),
            (498, _) => (error.kind(), "The account's token has expired".to_owned()),
            (404 | 410, _) => (
                error.kind(),
                "The code has expired, or is not known".to_owned(),
            ),
            (422, _) => (error.kind(), refused_proof(clock)),
            (429, _) => (error.kind(), "Wait before the next try".to_owned()),
            (500.., _) => (error.kind(), "Try again later".to_owned()),
            _ => (
                error.kind(),
                "The service may have changed: if it stays so, look for a newer version of this \
                 program"
                    .to_owned(),
            ),
        };
        let message = format!(
            "cannot {}: the account service answered {status}{said}. {hint}",
            self.action
        );
        let told = Error::new(kind, message)
            .with_operation(self.operation)
            .with_status(status)
            .with_retry_after(error.retry_after())
            .with_server_errors(numbers_only(error));
        match error.may_have_been_sent() {
            true => told.with_may_have_been_sent(),
            false => told,
        }
    }
}

/// The service's own number for what went wrong.
pub(crate) fn service_code(error: &Error) -> Option<i64> {
    error.server_errors().iter().find_map(|one| one.code)
}

/// The service's errors without its words.
fn numbers_only(error: &Error) -> Vec<ServerError> {
    let numbers = error.server_errors().iter().map(|one| ServerError {
        code: one.code,
        status: one.status,
        ..ServerError::default()
    });
    numbers.collect()
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

fn json<T: Serialize>(value: &T) -> Result<Zeroizing<Vec<u8>>> {
    // Large enough for all of it: a buffer that grows leaves its old content behind.
    let mut json = Zeroizing::new(Vec::with_capacity(4096));
    serde_json::to_writer(&mut *json, value).map_err(|_| {
        Error::invalid("a request to the account service cannot be written as JSON")
    })?;
    Ok(json)
}

fn client(
    settings: &Settings,
    url: &Url,
    headers: HeaderMap,
    credentials: Arc<Credentials>,
    max_body_bytes: usize,
) -> Result<Client> {
    let server = ServerUrl::of_account_service(url.clone());
    let http = build_http_clients(&server, CONNECT_TIMEOUT, &HttpOptions::default())?;
    let base = server.base().to_owned();
    let context = RequestContext {
        shared: Arc::new(Shared {
            server,
            credentials,
            headers,
            proxy: None,
            on_request: None,
            max_body_bytes,
            idle_timeout: IDLE_TIMEOUT,
            #[cfg(feature = "test-util")]
            fake_server: settings.fake_server.clone(),
        }),
        request_timeout: REQUEST_TIMEOUT,
        retries: RetryPolicy::none(),
    };
    #[cfg(not(feature = "test-util"))]
    let _ = settings;
    Ok(Client::new_with_client(&base, http.pooled, context))
}
