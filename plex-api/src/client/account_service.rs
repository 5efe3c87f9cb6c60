//! Plex's account service: the one way to its operations, each with this crate's errors.
//!
//! Nothing here waits, polls or renews: that is for those who call it.

use std::sync::Arc;
use std::time::Duration;

use progenitor_client::{ByteStream, ClientInfo, Error as RawError};

use super::convert_error;
use super::http_client::{HttpOptions, build_http_clients};
use super::identity::ClientIdentity;
use crate::credentials::{Credentials, Hidden};
use crate::error::{Error, Result};
use crate::generated_tv::types::{
    Device, DeviceProof, IssuedToken, JsonWebKey, KeySet, NewPin, Nonce, Pin, Resource, User,
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
/// what is known of the service's clock.
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
        let http = build_http_clients(&server, CONNECT_TIMEOUT, options)?.pooled;
        let base = server.base().to_owned();
        let context = RequestContext {
            shared: Arc::new(Shared {
                server,
                peer: Peer::AccountService,
                clock: Some(clock),
                credentials: Arc::new(Credentials::new(None, Vec::new(), None)?),
                headers: identity.headers()?,
                proxy: options.proxy.as_ref().map(|proxy| proxy.name().to_owned()),
                on_request: None,
                max_body_bytes: MAX_BODY_BYTES,
                idle_timeout: IDLE_TIMEOUT,
                #[cfg(feature = "test-util")]
                fake_server: options.fake_server.clone(),
            }),
            request_timeout: REQUEST_TIMEOUT,
            retries: RetryPolicy::default(),
        };
        Ok(Self {
            client: Client::new_with_client(&base, http, context),
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
                server: shared.server.clone(),
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

    /// Lists the public keys that sign Plex JWTs (`GET /api/v2/auth/keys`). One that cannot be read is
    /// left out.
    pub(crate) async fn keys(&self) -> Result<Vec<JsonWebKey>> {
        let answer = self.client.get_keys().send().await;
        let answer: KeySet = self.body(AccountOperationId::GetKeys, answer).await?;
        Ok(answer.keys.into_parts().0)
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
        let answer = self.client.list_devices().send().await;
        let list = self.body(AccountOperationId::ListDevices, answer).await?;
        Ok(AccountList::of(list))
    }

    /// What an answer of the generated client has in it, or this crate's error.
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
