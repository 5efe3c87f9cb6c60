//! Building a client: all settings, and their checks.

use std::error::Error as StdError;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

#[cfg(feature = "account")]
use crate::address::Found;
use crate::address::{Addresses, FindServer, MakeClients};
use crate::callback::Callback;
#[cfg(feature = "account")]
use crate::client::build_probe_client;
use crate::client::{
    ClientIdentity, GivenHeader, HttpOptions, PMS_API_VERSION, Proxy, build_http_clients,
    check_headers, pms_api_version,
};
use crate::credentials::{AskForToken, Credentials};
use crate::error::{Error, Result};
use crate::fingerprint::CertificateFingerprint;
use crate::generated;
use crate::hub::{ConnectionObserver, ConnectionPolicy, ConnectionStatus, Hub, Session};
use crate::plex::Plex;
use crate::recording::{Record, Recorder, Sink};
use crate::request_context::{Peer, RequestContext, Shared};
use crate::request_info::RequestInfo;
use crate::retry_policy::RetryPolicy;
use crate::server_url::ServerUrl;
use crate::token::Token;

/// Settings of a [`Plex`] client; see [`Plex::builder`].
#[must_use = "call `build` to get the client"]
#[derive(Clone)]
pub struct PlexBuilder {
    url: String,
    token: Result<Option<Token>, String>,
    token_source: Option<AskForToken>,
    server_search: Option<FindServer>,
    look_again: Option<Duration>,
    headers: Vec<GivenHeader>,
    proxy: Option<Zeroizing<String>>,
    identity: ClientIdentity,
    pms_api_version: Option<String>,
    request_timeout: Duration,
    connect_timeout: Duration,
    idle_timeout: Duration,
    max_body_bytes: usize,
    retries: RetryPolicy,
    policy: ConnectionPolicy,
    recorder: Option<Sink>,
    on_request: Option<Arc<Callback<RequestInfo>>>,
    on_connection: Option<Arc<Callback<ConnectionStatus>>>,
    transport: HttpOptions,
    #[cfg(feature = "test-util")]
    fake_server: Option<crate::request_context::FakeServer>,
}

impl PlexBuilder {
    pub(crate) fn new(url: String) -> Self {
        Self {
            url,
            token: Ok(None),
            token_source: None,
            server_search: None,
            look_again: None,
            headers: Vec::new(),
            proxy: None,
            identity: ClientIdentity::default(),
            pms_api_version: None,
            request_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            max_body_bytes: 8 * 1024 * 1024,
            retries: RetryPolicy::default(),
            policy: ConnectionPolicy::default(),
            recorder: None,
            on_request: None,
            on_connection: None,
            transport: HttpOptions::default(),
            #[cfg(feature = "test-util")]
            fake_server: None,
        }
    }

    /// Searches for the server's address when it is not reached, after a loss and when it refuses the
    /// token. The URL is the first address. Requests are sent to the address that the search found last.
    #[cfg(any(test, feature = "account"))]
    pub(crate) fn server_search(mut self, find: FindServer) -> Self {
        self.server_search = Some(find);
        self
    }

    /// A client of this server of an account, which was found there.
    #[cfg(feature = "account")]
    pub(crate) fn of_account(
        mut self,
        machine_identifier: &str,
        found: Found,
        ask: AskForToken,
        find: FindServer,
    ) -> Self {
        self.transport.machine_identifier = Some(machine_identifier.to_owned());
        self.url = found.server.base().to_owned();
        self.token = Ok(found.token);
        self.token_source = Some(ask);
        self.look_again = found.look_again;
        self.server_search(find)
    }

    /// A client for the first questions to these addresses, with the certificates and the proxy of this
    /// one.
    #[cfg(feature = "account")]
    pub(crate) fn probe_client(
        &self,
        servers: &[&ServerUrl],
        connect_timeout: Duration,
    ) -> Result<reqwest::Client> {
        let proxy = self.proxy.as_deref().map(|url| Proxy::parse(url));
        let options = HttpOptions {
            proxy: proxy.transpose()?,
            ..self.transport.clone()
        };
        build_probe_client(servers, connect_timeout, &options)
    }

    /// Sends no request to the network, and every one to `server`.
    #[cfg(feature = "test-util")]
    pub(crate) fn fake_server(mut self, server: crate::request_context::FakeServer) -> Self {
        self.fake_server = Some(server);
        self
    }

    /// Sets the account's token. A server without an owner needs none.
    ///
    /// It is sent as the header `X-Plex-Token`, and only to the scheme, host and port of the URL.
    pub fn token(mut self, token: Token) -> Self {
        self.token = Ok(Some(token));
        self
    }

    /// Sets the token from the environment variable `PLEX_TOKEN`, if that is set.
    /// [`build`](Self::build) reports an invalid one. Programs that yours starts inherit the variable:
    /// see [`Token::from_env`].
    pub fn token_from_env(mut self) -> Self {
        match Token::from_env() {
            Ok(None) => {}
            Ok(token) => self.token = Ok(token),
            Err(error) => self.token = Err(error.message().to_owned()),
        }
        self
    }

    /// Sets a source of tokens. The client asks `source` before the first request, unless
    /// [`token`](Self::token) gives the first token, and again when the server refuses the token
    /// (401) or the token has expired (498). It then repeats the refused request, also one that
    /// starts work, because the server did nothing. Watchers, waits and handles continue.
    ///
    /// Only one request at a time asks the source. The source has 10 seconds
    /// ([`TOKEN_SOURCE_DEADLINE`](crate::limits::TOKEN_SOURCE_DEADLINE)), which count towards the
    /// request timeout. After a refused token or a failure, it is asked again after a pause that grows
    /// from 1 second to 60. When three questions in a row gave no token that the server accepts, the
    /// refusal is final: watchers and waits end with [`Unauthorized`](crate::ErrorKind::Unauthorized),
    /// as without a source.
    ///
    /// When the source fails, requests fail with `Unauthorized`, and with
    /// [`Timeout`](crate::ErrorKind::Timeout) when it gives no token in time. The message names the
    /// source. It has the source's error only if that is an error of this crate, because another error
    /// may contain secrets. Watchers and waits continue, and the client asks again later.
    ///
    /// ```no_run
    /// use plex_api::{Plex, Token};
    ///
    /// # fn example() -> plex_api::Result<()> {
    /// // A file that another program renews.
    /// let plex = Plex::builder("http://127.0.0.1:32400")
    ///     .token_source(|| async { Token::from_file("/run/secrets/plex-token") })
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It is called on the task of the request, within tokio. A panic in it is a failure. A future
    /// that blocks its thread has no deadline.
    pub fn token_source<S, F, E>(mut self, source: S) -> Self
    where
        S: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<Token, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        self.token_source = Some(Arc::new(move || {
            let asking = source();
            Box::pin(async move { asking.await.map_err(Into::into) })
        }));
        self
    }

    /// Sends a header with every request and with the handshakes of event streams and WebSockets:
    /// for a proxy in front of the server that requires a header, such as Cloudflare Access or
    /// Authelia. May be called several times; the last value of a name counts.
    ///
    /// The value is as secret as the token: it is marked as sensitive, is in no log line, error or
    /// `Debug`, is sent only to the scheme, host and port of the client's URL, and is removed from
    /// answers that repeat it. So are the credentials alone in `Authorization`, and the single values
    /// in `Cookie`. A value of fewer than 6 characters cannot be distinguished from an ordinary word,
    /// so it is not removed from texts. A value of fewer than 8 is not removed from answers.
    ///
    /// [`build`](Self::build) refuses names that this crate sets itself, such as `X-Plex-Token`,
    /// `Host`, `Content-Length` and `Accept`.
    ///
    /// ```
    /// use plex_api::Plex;
    ///
    /// let plex = Plex::builder("https://plex.example.org")
    ///     .header("CF-Access-Client-Id", "0123456789abcdef.access")
    ///     .header("CF-Access-Client-Secret", "secret-of-the-service-token")
    ///     .build();
    /// # #[cfg(any(feature = "rustls", feature = "native-tls"))]
    /// plex?;
    /// # Ok::<(), plex_api::Error>(())
    /// ```
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers
            .push((name.into(), Zeroizing::new(value.into())));
        self
    }

    /// Sends all requests through a proxy, the handshakes of event streams and WebSockets among them.
    /// Its URL begins with `http://`, `https://`, `socks5://` (names are resolved by this machine) or
    /// `socks5h://` (by the proxy), and may have a user name and a password, which are secret.
    ///
    /// There is no proxy unless this sets one: the variables `HTTP_PROXY`, `HTTPS_PROXY` and
    /// `ALL_PROXY` are ignored, because a proxy sees the token of every request to an http URL. For an
    /// https URL it sees the server's name only.
    ///
    /// Addresses set with [`resolve`](Self::resolve) do not apply to the server then, because the
    /// proxy connects to it. An https proxy needs a certificate that the client accepts as a server's.
    ///
    /// ```
    /// let plex = plex_api::Plex::builder("http://192.168.1.10:32400")
    ///     .proxy("http://proxy.example:3128")
    ///     .build()?;
    /// # Ok::<(), plex_api::Error>(())
    /// ```
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(Zeroizing::new(url.into()));
        self
    }

    /// Changes settings that this crate does not have, on the builder of the HTTP clients: a network
    /// interface, keep-alive of TCP, a resolver, a connector layer.
    ///
    /// `step` is called for each of the two clients that `build` makes. The settings of this crate come
    /// afterwards and win: redirects, retries, timeouts, the proxy, HTTP/1.1, the number of headers,
    /// TLS and its certificates, addresses of `resolve`, no `Referer`, no compression, no log of the
    /// bytes. This crate does not control a cookie store and headers that the step adds: do not add
    /// secrets there, because they are not removed from texts as those of [`header`](Self::header) are.
    ///
    /// The types are reqwest's, whose version may change in any release of this crate: this method is
    /// exempt from semantic versioning.
    ///
    /// ```
    /// let plex = plex_api::Plex::builder("http://192.168.1.10:32400")
    ///     .http_client(|builder| builder.local_address(std::net::IpAddr::from([0, 0, 0, 0])))
    ///     .build()?;
    /// # Ok::<(), plex_api::Error>(())
    /// ```
    pub fn http_client(
        mut self,
        step: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.transport.customize = Some(Arc::new(step));
        self
    }

    /// Calls `hook` after each attempt of a request, for metrics. The connection's own lists and
    /// handshakes are requests as well.
    ///
    /// It is called on the task of the request and should return soon. A panic in it is caught and
    /// logged once.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    ///
    /// let failed = Arc::new(AtomicU64::new(0));
    /// let counter = Arc::clone(&failed);
    /// let plex = plex_api::Plex::builder("http://127.0.0.1:32400")
    ///     .on_request(move |request| {
    ///         if request.error.is_some() || request.status.is_some_and(|status| status >= 400) {
    ///             counter.fetch_add(1, Ordering::Relaxed);
    ///         }
    ///     })
    ///     .build()?;
    /// # Ok::<(), plex_api::Error>(())
    /// ```
    pub fn on_request(mut self, hook: impl Fn(&RequestInfo) + Send + Sync + 'static) -> Self {
        self.on_request = Some(Arc::new(Callback::new("on_request", hook)));
        self
    }

    /// Calls `hook` after each change of the connection that watchers and waits share: of its state,
    /// of whether it is synced, of the trouble with lists. The counters are as of that moment.
    ///
    /// It is called on the task that holds the connection and should return soon. A panic in it is
    /// caught and logged once. A stream of the same is
    /// [`connection_states`](crate::Plex::connection_states).
    pub fn on_connection(
        mut self,
        hook: impl Fn(&ConnectionStatus) + Send + Sync + 'static,
    ) -> Self {
        self.on_connection = Some(Arc::new(Callback::new("on_connection", hook)));
        self
    }

    /// Sets the client's identity. This crate's name and version unless set.
    pub fn identity(mut self, identity: ClientIdentity) -> Self {
        self.identity = identity;
        self
    }

    /// Sends the version of Plex's API for which the program was written, for example `1.2.2`, with
    /// every request and handshake (`X-Plex-Pms-Api-Version`). Absent unless set, and then a server
    /// behaves as before the API was published: this crate was written for that behaviour.
    ///
    /// Plex documents that a server behaves like the given version of the API. 1.0.0 came with server
    /// 1.41.9, 1.1.0 with 1.42.0, 1.2.0 with 1.43.0 and 1.2.2 with 1.43.2, and none of the changes is
    /// known to concern an operation of this crate. The behaviour of a server for a version newer than
    /// its own is not known; no refusal was found.
    ///
    /// ```
    /// let plex = plex_api::Plex::builder("http://127.0.0.1:32400")
    ///     .pms_api_version("1.2.2")
    ///     .build()?;
    /// # Ok::<(), plex_api::Error>(())
    /// ```
    ///
    /// [`build`](Self::build) refuses anything but numbers with dots between them.
    pub fn pms_api_version(mut self, version: impl Into<String>) -> Self {
        self.pms_api_version = Some(version.into());
        self
    }

    /// Sets the time that one operation may take, from the call to the last byte of its answer,
    /// retries included. 60 seconds unless set: busy servers take more than 30.
    ///
    /// It never ends an event stream or a wait.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Sets the time that it may take to connect. 10 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the longest pause within the body of an answer. 30 seconds unless set. Before the answer
    /// begins, only the [request timeout](Self::request_timeout) counts. Notification streams have no
    /// such limit.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Sets the size of the largest answer that is read. 8 MiB unless set: twenty activities take
    /// about 8 kilobytes. A larger answer is an error, [`TooLarge`](crate::ErrorKind::TooLarge).
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// Sets how operations are retried after a temporary failure: no connection,
    /// [`RateLimited`](crate::ErrorKind::RateLimited) or
    /// [`ServerBusy`](crate::ErrorKind::ServerBusy).
    ///
    /// Requests that only read are retried (but [`items`](crate::MetadataApi::items) is not), and so are
    /// [`cancel`](crate::ActivitiesApi::cancel) and [`queue`](crate::DownloadsApi::queue). Requests that
    /// start an activity never are, whatever the policy. The pauses have jitter, and are at least
    /// `Retry-After`. There is no retry after the request timeout. The connection's own lists are not retried
    /// but sent again at their own pace ([`ConnectionPolicy`]).
    ///
    /// ```
    /// use plex_api::{Plex, RetryPolicy};
    ///
    /// let plex = Plex::builder("http://127.0.0.1:32400")
    ///     .retries(RetryPolicy::none())
    ///     .build()?;
    /// # Ok::<(), plex_api::Error>(())
    /// ```
    pub fn retries(mut self, policy: RetryPolicy) -> Self {
        self.retries = policy;
        self
    }

    /// Sets the transport and the intervals of the connection for notifications.
    pub fn connection_policy(mut self, policy: ConnectionPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Calls `recorder` with all data that watchers and waits depend on: every message, every list,
    /// every connection and its end, each with its time. A [`Replay`](crate::Replay) turns them into
    /// the same events again.
    ///
    /// Records have the server's texts word for word, with titles, file names and user numbers; only
    /// the token is replaced by `<token>`. Requests of the caller, such as `list()`, are not recorded.
    ///
    /// It is called on the task that holds the connection, one record after the other: it should
    /// return soon, and a panic in it ends every watch and wait.
    ///
    /// ```no_run
    /// use std::io::Write;
    /// use std::sync::Mutex;
    ///
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let file = Mutex::new(std::fs::File::create("recording.jsonl")?);
    /// let plex = plex_api::Plex::builder("http://127.0.0.1:32400")
    ///     .recorder(move |record| {
    ///         if let Ok(mut file) = file.lock() {
    ///             let _ = writeln!(file, "{record}");
    ///         }
    ///     })
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn recorder(mut self, recorder: impl Fn(&Record) + Send + Sync + 'static) -> Self {
        self.recorder = Some(Arc::new(recorder));
        self
    }

    /// Trusts a certificate authority, given as PEM, in addition to the machine's: for a server with a
    /// certificate of a private authority. May be called several times, and the PEM may have several
    /// certificates. A PEM with a private key is refused.
    ///
    /// A server's own self-signed certificate is accepted as well, for the host names in it.
    pub fn add_root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.transport.root_certificates.push(pem.into());
        self
    }

    /// Accepts only the certificate with this fingerprint, for a server with a self-signed
    /// certificate. May be called several times; any of the pinned certificates is accepted.
    ///
    /// The certificate's names, dates and issuer do not matter then. The server still proves in every
    /// handshake that it has the private key, so a copy of the certificate is useless. When the server
    /// gets a new certificate, pin the new one.
    ///
    /// On the server, `openssl x509 -in cert.pem -noout -fingerprint -sha256` shows the fingerprint.
    /// An error about a certificate has it as well
    /// ([`RefusedCertificate::fingerprint`](crate::RefusedCertificate::fingerprint)): compare before
    /// you pin it. Certificates in the old form X.509 version 1 cannot be pinned.
    ///
    /// Needs the feature `rustls`. Without it, building the client fails with
    /// [`Tls`](crate::ErrorKind::Tls).
    ///
    /// ```
    /// # #[cfg(feature = "rustls")] {
    /// use plex_api::Plex;
    ///
    /// let fingerprint = "0c".repeat(32); // from the server's owner
    /// let plex = Plex::builder("https://192.168.1.10:32400")
    ///     .pin_certificate(fingerprint.parse()?)
    ///     .build()?;
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn pin_certificate(mut self, fingerprint: CertificateFingerprint) -> Self {
        self.transport.pins.push(fingerprint);
        self
    }

    /// Sets the address of `host`, instead of asking DNS: for a name that is in the certificate and
    /// that DNS does not know. May be called several times for several addresses. The port is the
    /// URL's.
    ///
    /// Names that contain their address, `192-168-1-10.HASH.plex.direct`, need none: the client does
    /// not ask DNS for them, because many routers drop the answers. An address set here has
    /// precedence.
    ///
    /// ```no_run
    /// # fn example() -> plex_api::Result<()> {
    /// let plex = plex_api::Plex::builder("https://plex.example.org:32400")
    ///     .resolve("plex.example.org", [192, 168, 1, 10])
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn resolve(mut self, host: impl AsRef<str>, address: impl Into<IpAddr>) -> Self {
        let host = host.as_ref().to_ascii_lowercase();
        let addresses = self.transport.addresses.entry(host).or_default();
        addresses.push(address.into());
        self
    }

    /// Accepts any certificate: **anyone on the network path can then read the token**, which gives
    /// access to the whole account. For experiments on one machine only;
    /// [`pin_certificate`](Self::pin_certificate) is for self-signed certificates.
    pub fn danger_accept_any_certificate(mut self, accept: bool) -> Self {
        self.transport.accept_any_certificate = accept;
        self
    }

    /// Checks all settings and builds the client. Sends nothing.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for an invalid URL, token, identity, version of the
    /// API, header, proxy, timeout, policy or certificate, and for a pin together with an added authority or
    /// with [`danger_accept_any_certificate`](Self::danger_accept_any_certificate);
    /// [`Tls`](crate::ErrorKind::Tls) for an https URL when the crate was built without TLS, for a
    /// pin without the feature `rustls`, and when the machine has no certificate authorities.
    pub fn build(mut self) -> Result<Plex> {
        let server = ServerUrl::parse(&self.url)?;
        let token = self.token.map_err(Error::invalid)?;
        for (name, value) in [
            ("request timeout", self.request_timeout),
            ("connect timeout", self.connect_timeout),
            ("idle timeout", self.idle_timeout),
        ] {
            if value.is_zero() {
                return Err(Error::invalid(format!(
                    "the {name} is zero; give it some time"
                )));
            }
        }
        self.policy.check().map_err(Error::invalid)?;
        self.retries.check().map_err(Error::invalid)?;
        let mut headers = self.identity.headers()?;
        if let Some(version) = &self.pms_api_version {
            headers.insert(PMS_API_VERSION, pms_api_version(version)?);
        }
        let (extra, mut hidden) = check_headers(&self.headers)?;
        headers.extend(extra);
        let proxy = self.proxy.as_deref().map(|url| Proxy::parse(url));
        self.transport.proxy = proxy.transpose()?;
        let http = build_http_clients(&server, self.connect_timeout, &self.transport)?;
        let base = server.base().to_owned();
        let proxy = self.transport.proxy.as_ref();
        hidden.extend(
            proxy
                .map(|proxy| proxy.hidden(&http.pooled))
                .into_iter()
                .flatten(),
        );
        let proxy = proxy.map(|proxy| proxy.name().to_owned());
        let credentials = Credentials::new(token, hidden, self.token_source)?;
        let (timeout, transport) = (self.connect_timeout, self.transport);
        let search = self.server_search.map(|find| {
            let make: MakeClients =
                Box::new(move |server| build_http_clients(server, timeout, &transport));
            (find, make)
        });
        let addresses = Addresses::new(server, http.clone(), search, self.look_again);
        let observer = self
            .recorder
            .map(|sink| Arc::new(Recorder::new(sink)) as Arc<dyn ConnectionObserver>);
        let inner = RequestContext {
            shared: Arc::new(Shared {
                addresses: Arc::new(addresses),
                peer: Peer::Server,
                #[cfg(feature = "account")]
                clock: None,
                credentials: Arc::new(credentials),
                headers,
                proxy,
                on_request: self.on_request,
                max_body_bytes: self.max_body_bytes,
                idle_timeout: self.idle_timeout,
                #[cfg(feature = "test-util")]
                fake_server: self.fake_server,
            }),
            request_timeout: self.request_timeout,
            retries: self.retries,
            keeps_connections: true,
        };
        let each_anew = RequestContext {
            keeps_connections: false,
            ..inner.clone()
        };
        let unpooled = generated::Client::new_with_client(&base, http.unpooled, each_anew);
        let client = generated::Client::new_with_client(&base, http.pooled, inner);
        let hub = Hub::new(
            &client,
            &unpooled,
            self.policy,
            observer,
            self.on_connection,
        );
        let hub = Arc::new(hub);
        Ok(Plex::new(Session::new(client, hub)))
    }
}

impl fmt::Debug for PlexBuilder {
    // The URL is left out: it is not checked yet, and people paste tokens into URLs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlexBuilder")
            .field("token", &self.token.as_ref().map(Option::as_ref))
            .field("has_token_source", &self.token_source.is_some())
            // The values are secret, and a name may be a value that went to the wrong place.
            .field("headers", &self.headers.len())
            .field("has_proxy", &self.proxy.is_some())
            .field("identity", &self.identity)
            .field("pms_api_version", &self.pms_api_version)
            .field("request_timeout", &self.request_timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("max_body_bytes", &self.max_body_bytes)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn a_secret_is_in_no_debug_text() {
        let builder =
            PlexBuilder::new("http://127.0.0.1:1".to_owned()).token(Token::new("hunter2").unwrap());
        assert!(!format!("{builder:?}").contains("hunter2"));
        let plex = builder.build().unwrap();
        let shown = format!("{plex:?} {plex:#?}");
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(shown.contains("127.0.0.1:1"), "{shown}");
    }

    #[test]
    fn invalid_settings_are_reported_at_build() {
        let builder = || PlexBuilder::new("http://127.0.0.1:1".to_owned());
        for (builder, part) in [
            (
                builder().request_timeout(Duration::ZERO),
                "request timeout is zero",
            ),
            (
                builder().connect_timeout(Duration::ZERO),
                "connect timeout is zero",
            ),
            (
                builder().identity(ClientIdentity::new("a\nb", "1")),
                "control character",
            ),
        ] {
            let error = builder.build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(error.to_string().contains(part), "{error}");
        }
    }

    #[test]
    fn a_contradicted_pin_is_reported_at_build() {
        let pinned =
            || PlexBuilder::new("http://127.0.0.1:1".to_owned()).pin_certificate([7; 32].into());
        for contradiction in [
            pinned().danger_accept_any_certificate(true),
            pinned().add_root_certificate(
                "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
            ),
        ] {
            let error = contradiction.build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(error.to_string().contains("leave out one"), "{error}");
        }
        #[cfg(feature = "rustls")]
        pinned().build().unwrap();
        #[cfg(not(feature = "rustls"))]
        {
            let error = pinned().build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Tls);
            assert!(error.to_string().contains("`rustls`"), "{error}");
        }
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[test]
    fn an_invalid_certificate_is_reported_at_build() {
        let error = PlexBuilder::new("http://127.0.0.1:1".to_owned())
            .add_root_certificate("no certificate")
            .build()
            .unwrap_err();
        assert!(error.to_string().contains("PEM"), "{error}");
    }

    #[cfg(feature = "rustls")]
    #[test]
    fn a_certificate_that_would_be_left_out_is_reported_at_build() {
        let trusted =
            "-----BEGIN TRUSTED CERTIFICATE-----\nAA==\n-----END TRUSTED CERTIFICATE-----\n";
        let error = PlexBuilder::new("http://127.0.0.1:1".to_owned())
            .add_root_certificate(trusted)
            .build()
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains("openssl x509"), "{error}");
    }

    #[cfg(not(any(feature = "rustls", feature = "native-tls")))]
    #[test]
    fn https_without_tls_is_reported_at_build() {
        let error = PlexBuilder::new("https://127.0.0.1:1".to_owned())
            .build()
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Tls);
    }
}
