//! Plex's account service: the one way to its operations, each with this crate's errors.
//!
//! Nothing here waits, polls or renews: that is left to the callers.

use std::sync::Arc;
use std::time::Duration;

use progenitor_client::{ByteStream, ClientInfo, Error as RawError};

use super::convert_error;
use super::http_client::{HttpOptions, build_http_clients};
use super::identity::ClientIdentity;
use crate::address::Addresses;
use crate::credentials::{Credentials, Hidden};
use crate::error::{Error, Result};
use crate::generated_tv::types::{
    Device, DeviceProof, IssuedToken, JsonWebKey, NewPin, Nonce, Pin, Resource, User,
};
use crate::generated_tv::{AccountOperationId, Client};
use crate::request_context::{Peer, RequestContext, Shared};
use crate::retry_policy::RetryPolicy;
use crate::server_url::ServerUrl;
use crate::service_clock::ServiceClock;
use crate::token::Token;
use crate::wire::{HiddenText, PathSegment, PrivateVec};

/// From the call to the last byte of an answer, retries included.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest pause within an answer.
const IDLE_TIMEOUT: Duration = Duration::from_secs(10);
/// The list of the devices of a busy account has some hundred kilobytes.
const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;

/// A client of the account service at one URL. Cloning is cheap, and clones share their connections and
/// their knowledge of the service's clock.
#[derive(Clone, Debug)]
pub(crate) struct AccountService {
    client: Client,
}

/// One answer that is a list: the entries that could be read, and how many could not.
#[derive(Clone, Debug)]
pub(crate) struct AccountList<T> {
    pub(crate) entries: Vec<T>,
    pub(crate) lost: usize,
}

impl AccountService {
    /// A client of the service at `url` (https, or http on this machine), without a token. `clock` takes
    /// the time from each answer.
    ///
    /// # Errors
    /// `InvalidInput` for another URL and for an identity that cannot be sent, and `Tls` when the machine
    /// has no certificate authorities.
    pub(crate) fn new(
        url: &str,
        identity: &ClientIdentity,
        options: &HttpOptions,
        clock: Arc<ServiceClock>,
    ) -> Result<Self> {
        let server = ServerUrl::of_account_service(url)?;
        let http = build_http_clients(&server, CONNECT_TIMEOUT, options)?;
        let base = server.base().to_owned();
        let context = RequestContext {
            shared: Arc::new(Shared {
                addresses: Arc::new(Addresses::new(server, http.clone(), None, None)),
                peer: Peer::AccountService,
                clock: Some(clock),
                credentials: Arc::new(Credentials::new(None, Vec::new(), None)?),
                headers: identity.headers()?,
                proxy: options.proxy.as_ref().map(|proxy| proxy.name().to_owned()),
                on_request: None,
                max_body_bytes: MAX_BODY_BYTES,
                idle_timeout: IDLE_TIMEOUT,
                #[cfg(feature = "test-util")]
                fake_server: None,
            }),
            request_timeout: REQUEST_TIMEOUT,
            retries: RetryPolicy::default(),
            keeps_connections: true,
        };
        Ok(Self {
            client: Client::new_with_client(&base, http.pooled, context),
        })
    }

    /// The same client with this token.
    ///
    /// # Errors
    /// `InvalidInput` when the token cannot be sent as a header.
    pub(crate) fn with_token(&self, token: Token) -> Result<Self> {
        self.with_credentials(Credentials::new(Some(token), Vec::new(), None)?)
    }

    /// The same client, whose messages have none of these texts.
    ///
    /// # Errors
    /// None in practice: no token is sent.
    fn hiding(&self, secrets: &[&str]) -> Result<Self> {
        let hidden = secrets.iter().filter_map(|text| Hidden::value(text));
        self.with_credentials(Credentials::new(None, hidden.collect(), None)?)
    }

    fn with_credentials(&self, credentials: Credentials) -> Result<Self> {
        let inner = self.client.inner();
        let shared = &inner.shared;
        let context = RequestContext {
            shared: Arc::new(Shared {
                addresses: Arc::clone(&shared.addresses),
                peer: shared.peer,
                clock: shared.clock.clone(),
                credentials: Arc::new(credentials),
                headers: shared.headers.clone(),
                proxy: shared.proxy.clone(),
                on_request: shared.on_request.clone(),
                max_body_bytes: shared.max_body_bytes,
                idle_timeout: shared.idle_timeout,
                #[cfg(feature = "test-util")]
                fake_server: shared.fake_server.clone(),
            }),
            ..inner.clone()
        };
        let http = self.client.client().clone();
        Ok(Self {
            client: Client::new_with_client(self.client.baseurl(), http, context),
        })
    }

    /// Asks for a PIN (`POST /api/v2/pins`). `strong` asks for the long code, for the sign-in page
    /// only. With a key, the token that comes of the PIN is a Plex JWT of that key's device.
    pub(crate) async fn create_pin(&self, strong: bool, key: Option<JsonWebKey>) -> Result<Pin> {
        let request = self.client.create_pin();
        let request = match key {
            Some(key) => {
                let body = NewPin::builder().jwk(key);
                request.body(if strong { body.strong(true) } else { body })
            }
            None if strong => request.strong(true),
            None => request,
        };
        let answer = request.send().await;
        self.body(AccountOperationId::CreatePin, answer).await
    }

    /// Asks whether a PIN is approved (`GET /api/v2/pins/{id}`), once. A PIN with a key needs a JWT of
    /// the device; sign a new one for each call.
    pub(crate) async fn pin(&self, id: &HiddenText, device_jwt: Option<&str>) -> Result<Pin> {
        let number = PathSegment::try_from(id.expose())
            .map_err(|_| Error::invalid("the PIN of the account service has no usable number"))?;
        let secrets: Vec<&str> = std::iter::once(id.expose()).chain(device_jwt).collect();
        let service = self.hiding(&secrets)?;
        let request = service.client.get_pin().pin_id(number);
        let request = match device_jwt {
            Some(jwt) => request.device_jwt(jwt),
            None => request,
        };
        let answer = request.send().await;
        let mut pin: Pin = service.body(AccountOperationId::GetPin, answer).await?;
        // The XML form of "not yet", which some answers have in JSON as well.
        pin.auth_token = pin.auth_token.filter(|token| !token.is_empty());
        Ok(pin)
    }

    /// Gets a nonce (`GET /api/v2/auth/nonce`), which is valid for five minutes.
    pub(crate) async fn nonce(&self) -> Result<HiddenText> {
        let answer = self.client.get_nonce().send().await;
        let answer: Nonce = self.body(AccountOperationId::GetNonce, answer).await?;
        Ok(answer.nonce)
    }

    /// Exchanges a JWT of the device for a Plex JWT (`POST /api/v2/auth/token`).
    pub(crate) async fn exchange_token(&self, device_jwt: &str) -> Result<HiddenText> {
        let service = self.hiding(&[device_jwt])?;
        let body = DeviceProof::builder().jwt(HiddenText::from(device_jwt));
        let answer = service.client.exchange_token().body(body).send().await;
        let answer: IssuedToken = service
            .body(AccountOperationId::ExchangeToken, answer)
            .await?;
        Ok(answer.auth_token)
    }

    /// Asks whose the token is (`GET /api/v2/user`).
    pub(crate) async fn user(&self) -> Result<User> {
        let answer = self.client.get_user().send().await;
        self.body(AccountOperationId::GetUser, answer).await
    }

    /// Keeps a token alive (`GET /api/v2/ping`).
    pub(crate) async fn ping(&self) -> Result<()> {
        let answer = self.client.ping().send().await;
        self.body(AccountOperationId::Ping, answer).await
    }

    /// Ends the token (`DELETE /api/v2/users/signout`).
    pub(crate) async fn sign_out(&self) -> Result<()> {
        let answer = self.client.sign_out().send().await;
        self.body(AccountOperationId::SignOut, answer).await
    }

    /// Lists the servers and players of the account (`GET /api/v2/resources`), with their addresses
    /// under plex.direct, of version 6, and of relays.
    pub(crate) async fn resources(&self) -> Result<AccountList<Resource>> {
        let request = self.client.list_resources();
        let answer = request
            .include_https(1)
            .include_relay(1)
            .include_i_pv6(1)
            .send()
            .await;
        let list = self.body(AccountOperationId::ListResources, answer).await?;
        Ok(AccountList::of(list))
    }

    /// Lists the devices of the account, each with its own token (`GET /api/v2/devices`).
    pub(crate) async fn devices(&self) -> Result<AccountList<Device>> {
        let answer = self.client.list_account_devices().send().await;
        let list = self
            .body(AccountOperationId::ListAccountDevices, answer)
            .await?;
        Ok(AccountList::of(list))
    }

    /// The content of an answer of the generated client, or this crate's error.
    async fn body<T>(
        &self,
        operation: AccountOperationId,
        answer: Result<progenitor_client::ResponseValue<T>, RawError<ByteStream>>,
    ) -> Result<T> {
        match answer {
            Ok(answer) => Ok(answer.into_inner()),
            Err(error) => {
                let operation = operation.operation();
                Err(convert_error::convert(self.client.inner(), operation, error).await)
            }
        }
    }
}

impl<T> AccountList<T> {
    fn of(list: PrivateVec<T>) -> Self {
        Self {
            lost: list.lost(),
            entries: list.into_readable(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use axum::Router;
    use axum::body::to_bytes;
    use axum::extract::Request;
    use axum::response::IntoResponse;
    use http::StatusCode;
    use tokio::net::TcpListener;

    use super::*;
    use crate::error::ErrorKind;

    /// A request that a service received.
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct Got {
        request: String,
        token: Option<String>,
        accept: String,
        client: String,
        body: String,
    }

    /// A service on this machine that gives every request one answer, and the requests that it has
    /// received.
    async fn service(
        status: u16,
        headers: &'static [(&'static str, &'static str)],
        body: impl Into<String>,
    ) -> (AccountService, Arc<Mutex<Vec<Got>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let got = Arc::new(Mutex::new(Vec::new()));
        let (log, body) = (Arc::clone(&got), body.into());
        let answer = move |request: Request| {
            let (log, body) = (Arc::clone(&log), body.clone());
            async move {
                let (head, sent) = request.into_parts();
                let sent = to_bytes(sent, 1 << 20).await.unwrap();
                let header = |name: &str| {
                    let value = head.headers.get(name)?;
                    Some(value.to_str().unwrap().to_owned())
                };
                log.lock().unwrap().push(Got {
                    request: format!("{} {}", head.method, head.uri),
                    token: header("x-plex-token"),
                    accept: header("accept").unwrap_or_default(),
                    client: header("x-plex-client-identifier").unwrap_or_default(),
                    body: String::from_utf8(sent.to_vec()).unwrap(),
                });
                let mut answer = (StatusCode::from_u16(status).unwrap(), body).into_response();
                for (name, value) in headers {
                    answer.headers_mut().insert(*name, value.parse().unwrap());
                }
                answer
            }
        };
        tokio::spawn(axum::serve(listener, Router::new().fallback(answer)).into_future());
        let identity = ClientIdentity::new("tool", "1").client_identifier("here");
        let service = AccountService::new(&url, &identity, &HttpOptions::default(), Arc::default());
        let service = service.unwrap();
        let retries = RetryPolicy::none();
        let context = RequestContext {
            retries,
            ..service.client.inner().clone()
        };
        let http = service.client.client().clone();
        let client = Client::new_with_client(service.client.baseurl(), http, context);
        (AccountService { client }, got)
    }

    const PIN: &str = r#"{
        "id": 111222333, "code": "Q7KMQ7KMQ7KM", "product": "0", "trusted": false,
        "clientIdentifier": "here", "location": {"code": "ZZ", "city": "Sampleton"},
        "expiresIn": 900, "createdAt": "2026-11-01T00:00:00Z", "authToken": null, "newRegistration": null
    }"#;

    fn token() -> Token {
        Token::new("exampleAccountTok001").unwrap()
    }

    #[tokio::test]
    async fn a_pin_is_asked_for_without_a_token_and_shows_nothing_of_itself() {
        let (service, got) = service(201, &[("date", "Sun, 01 Nov 2026 00:00:00 GMT")], PIN).await;
        let service = service.with_token(token()).unwrap();
        let clock = service.client.inner().shared.clock.clone().unwrap();
        let pin = service.create_pin(false, None).await.unwrap();
        assert_eq!(pin.id.expose(), "111222333");
        assert_eq!(pin.code.expose(), "Q7KMQ7KMQ7KM");
        assert_eq!(pin.expires_in.map(i64::from), Some(900));
        assert_eq!(pin.auth_token, None);
        let shown = format!("{pin:?} {service:?}");
        for secret in ["Q7KM", "111222333", "Sampleton", "exampleAccount"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        // The date of the answer is long ago or ahead, whenever this runs.
        assert!(clock.skew().is_some());
        service.create_pin(true, None).await.unwrap();
        let key: JsonWebKey = serde_json::from_str(r#"{"kty":"OKP","kid":"k"}"#).unwrap();
        service.create_pin(true, Some(key)).await.unwrap();
        let got = got.lock().unwrap().clone();
        let all = |one: &Got| {
            (one.token.clone(), one.accept.as_str(), one.client.as_str())
                == (None, "application/json", "here")
        };
        assert!(got.iter().all(all), "{got:?}");
        let sent: Vec<(&str, &str)> = got
            .iter()
            .map(|one| (one.request.as_str(), one.body.as_str()))
            .collect();
        assert_eq!(
            sent,
            [
                ("POST /api/v2/pins", ""),
                ("POST /api/v2/pins?strong=true", ""),
                (
                    "POST /api/v2/pins",
                    r#"{"jwk":{"kid":"k","kty":"OKP"},"strong":true}"#
                ),
            ]
        );
    }

    #[tokio::test]
    async fn an_approved_pin_has_the_token_and_the_proof_is_in_the_query() {
        let body = PIN.replace(
            "\"authToken\": null",
            "\"authToken\": \"exampleAccountTok001\"",
        );
        let (service, got) = service(200, &[], body).await;
        let pin = service
            .pin(&HiddenText::from("111222333"), Some("head.claims.seal"))
            .await
            .unwrap();
        assert_eq!(pin.auth_token.unwrap().expose(), "exampleAccountTok001");
        let request = got.lock().unwrap()[0].request.clone();
        assert_eq!(
            request,
            "GET /api/v2/pins/111222333?deviceJWT=head.claims.seal"
        );
        let error = service
            .pin(&HiddenText::from(".."), None)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }

    /// Whatever the service answers, no message has secret or private data in it.
    #[tokio::test]
    async fn no_text_has_a_secret_of_the_service() {
        let jwt = "headxxxx.claimsxx.sealxxxx";
        let odd: [(u16, String); 9] = [
            // An expired PIN with its whole body.
            (410, PIN.to_owned()),
            (
                404,
                format!(r#"{{"errors":[{{"code":1020,"message":"{jwt} is unknown"}}]}}"#),
            ),
            (200, PIN.replace("\"code\"", "\"cede\"")),
            (200, PIN.replace("111222333", "{\"Sampleton\":1}")),
            (200, PIN.get(..PIN.len() - 30).unwrap().to_owned()),
            (200, "Sampleton Q7KMQ7KMQ7KM".to_owned()),
            (
                200,
                "<pin authToken=\"exampleAccountTok001\">Sampleton</pin>".to_owned(),
            ),
            (500, "Q7KMQ7KMQ7KM of Sampleton".to_owned()),
            (
                200,
                format!("{{\"id\":1,\"code\":\"{}\"}}", "Sampleton".repeat(10_000)),
            ),
        ];
        for (status, body) in odd {
            let (service, _) = service(status, &[], body.clone()).await;
            let asked = service.pin(&HiddenText::from("111222333"), Some(jwt)).await;
            let error = asked.unwrap_err();
            let shown = format!("{error} {error:?} {:?}", error.server_errors());
            assert!(
                shown.contains("ask whether the sign-in is approved"),
                "{shown}"
            );
            for secret in [
                "Q7KM",
                "111222333",
                "Sampleton",
                "exampleAccount",
                jwt,
                "claimsxx",
            ] {
                assert!(!shown.contains(secret), "{secret} is in {shown} for {body}");
            }
        }
        let (service, _) = service(200, &[], r#"{"authToken":"exampleJwt.of.the.service"}"#).await;
        let error = service.exchange_token(jwt).await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("it has no `auth_token`"), "{shown}");
        assert!(!shown.contains("exampleJwt"), "{shown}");
    }

    #[tokio::test]
    async fn one_odd_resource_does_not_cost_the_list_and_a_token_that_is_the_accounts_is_kept() {
        let body = r#"[
            {"name": "Box", "clientIdentifier": "0a1b", "provides": "server", "ownerId": null,
             "accessToken": "exampleAccountTok001", "owned": true, "connections": [
                {"protocol": "https", "address": "192.168.1.20", "port": 32400, "local": true,
                 "uri": "https://192-168-1-20.hash.plex.direct:32400", "relay": false, "IPv6": false},
                {"port": "odd"}
             ]},
            {"name": "Without connections", "clientIdentifier": "0b", "accessToken": "exampleServerTok0002"},
            {"name": "Phone", "clientIdentifier": "0c", "accessToken": null, "connections": null, "owned": "1"},
            {"clientIdentifier": {"odd": "exampleServerTok0003"}},
            7
        ]"#;
        let (service, got) = service(200, &[], body).await;
        let service = service.with_token(token()).unwrap();
        let list = service.resources().await.unwrap();
        assert_eq!((list.entries.len(), list.lost), (3, 2));
        let [first, second, third] = list.entries.as_slice() else {
            panic!("{list:?}")
        };
        assert_eq!(
            first.access_token.as_ref().unwrap().expose(),
            "exampleAccountTok001"
        );
        assert_eq!(first.connections.as_ref().unwrap().readable().len(), 1);
        assert_eq!(second.connections, None);
        assert_eq!(
            (third.access_token.as_ref(), third.connections.as_ref()),
            (None, None)
        );
        let shown = format!("{list:?}");
        assert!(!shown.contains("example"), "{shown}");
        let got = got.lock().unwrap()[0].clone();
        assert_eq!(
            got.request,
            "GET /api/v2/resources?includeHttps=1&includeIPv6=1&includeRelay=1"
        );
        assert_eq!(got.token.as_deref(), Some("exampleAccountTok001"));
    }

    #[tokio::test]
    async fn a_list_of_more_than_the_limit_beside_lists_is_read() {
        let one = format!(
            r#"{{"clientIdentifier": "0a", "accessToken": "exampleServerTok0010", "odd": "{}"}}"#,
            "x".repeat(10_000)
        );
        let body = format!("[{}]", vec![one; 60].join(","));
        let (service, _) = service(200, &[], body).await;
        let list = service.resources().await.unwrap();
        assert_eq!((list.entries.len(), list.lost), (60, 0));
    }

    #[tokio::test]
    async fn errors_speak_of_the_account_service_and_keep_its_codes() {
        for (status, body, kind, code) in [
            (
                401,
                r#"{"errors":[{"code":1001,"message":"User could not be authenticated","status":401}]}"#,
                ErrorKind::Unauthorized,
                Some(1001),
            ),
            (
                422,
                r#"{"errors":[{"code":1097,"message":"no key"}]}"#,
                ErrorKind::Rejected,
                Some(1097),
            ),
            (
                429,
                r#"{"error":"slow down"}"#,
                ErrorKind::RateLimited,
                None,
            ),
            (
                498,
                "<html><h1>498 Token Expired</h1></html>",
                ErrorKind::Unauthorized,
                None,
            ),
            (404, "", ErrorKind::NotFound, None),
            (503, "", ErrorKind::ServerBusy, None),
            (500, "", ErrorKind::Server, None),
            (302, "", ErrorKind::Redirect, None),
        ] {
            let (service, got) = service(status, &[("location", "/api/v2/other")], body).await;
            let service = service.with_token(token()).unwrap();
            let error = service.user().await.unwrap_err();
            let shown = error.to_string();
            assert_eq!(error.kind(), kind, "{shown}");
            assert_eq!(error.operation(), Some("getUser"));
            let codes: Vec<Option<i64>> =
                error.server_errors().iter().map(|one| one.code).collect();
            assert_eq!(codes.first().copied().flatten(), code, "{shown}");
            assert!(
                shown.starts_with("cannot ask who is signed in: "),
                "{shown}"
            );
            assert!(
                !shown.contains("Media Server") && !shown.contains("exampleAcc"),
                "{shown}"
            );
            assert_eq!(got.lock().unwrap().len(), 1, "{status}");
        }
    }

    #[tokio::test]
    async fn the_small_answers_are_read() {
        let (nonce, _) = service(200, &[], r#"{"nonce":"7c415b56"}"#).await;
        assert_eq!(nonce.nonce().await.unwrap().expose(), "7c415b56");
        let (issued, got) = service(200, &[], r#"{"auth_token":"aaaa.bbbb.cccc"}"#).await;
        let token = issued.exchange_token("dddd.eeee.ffff").await.unwrap();
        assert_eq!(token.expose(), "aaaa.bbbb.cccc");
        assert_eq!(got.lock().unwrap()[0].body, r#"{"jwt":"dddd.eeee.ffff"}"#);
        let (ping, _) = service(200, &[], r#"{"pong":true}"#).await;
        ping.ping().await.unwrap();
        let (out, got) = service(204, &[], "").await;
        out.sign_out().await.unwrap();
        assert_eq!(
            got.lock().unwrap()[0].request,
            "DELETE /api/v2/users/signout"
        );
        let body = r#"{"id":12345678,"uuid":"0a","username":"sam","title":"sam","email":"sam@example.com",
            "authToken":"exampleAccountTok001","subscription":{"active":false},"services":[{"token":"x"}]}"#;
        let (user, _) = service(200, &[], body).await;
        let user = user.user().await.unwrap();
        assert_eq!(user.username.as_deref(), Some("sam"));
        assert!(!format!("{user:?}").contains("example"));
    }
}
