//! The HTTP clients below the generated one: their TLS and proxy, and no redirects or retries.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "account")]
use super::connection_proof::ConnectionProof;
use super::proxy::Proxy;
use super::tls::{pem, plex_direct};
use super::transport_error::innermost;
use crate::address::HttpClients;
use crate::error::{Error, ErrorKind, Result};
use crate::fingerprint::CertificateFingerprint;
use crate::limits::MAX_HEADERS;
use crate::server_url::ServerUrl;

/// The targets of connections, and the certificates that they accept.
#[derive(Clone, Default)]
pub(crate) struct HttpOptions {
    pub(crate) root_certificates: Vec<Vec<u8>>,
    pub(crate) pins: Vec<CertificateFingerprint>,
    pub(crate) accept_any_certificate: bool,
    /// Addresses by name, which are used instead of DNS.
    pub(crate) addresses: BTreeMap<String, Vec<IpAddr>>,
    /// `None` until the URL is checked, too.
    pub(crate) proxy: Option<Proxy>,
    pub(crate) customize: Option<Customize>,
    /// Each connection proves that it leads to this server, unless its certificate does.
    #[cfg(feature = "account")]
    pub(crate) machine_identifier: Option<String>,
}

/// A step of the caller's that changes settings that this crate does not set.
pub(crate) type Customize =
    Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

/// Builds the clients for one server.
pub(crate) fn build_http_clients(
    server: &ServerUrl,
    connect_timeout: Duration,
    options: &HttpOptions,
) -> Result<HttpClients> {
    options.check(server)?;
    let tls = TlsSetup::new(server, options)?;
    let build = |configure: fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder| {
        let builder = configure(builder(connect_timeout, options.customize.as_ref()));
        let builder = match &options.proxy {
            Some(proxy) => proxy.apply(builder)?,
            None => builder,
        };
        let builder = with_addresses(builder, &[server], options);
        #[cfg(feature = "account")]
        let builder = with_proof(builder, server, connect_timeout, options);
        tls.apply(builder).build().map_err(|error| {
            Error::new(
                ErrorKind::Tls,
                format!("cannot set up TLS: {}", innermost(&error)),
            )
        })
    };
    Ok(HttpClients {
        pooled: build(|builder| builder)?,
        unpooled: build(|builder| builder.pool_max_idle_per_host(0))?,
    })
}

/// Builds a client for the first questions to some addresses, of which nothing is proved yet. It keeps no
/// connection, and sends neither the identity nor the extra headers of a client.
#[cfg(feature = "account")]
pub(crate) fn build_probe_client(
    servers: &[&ServerUrl],
    connect_timeout: Duration,
    options: &HttpOptions,
) -> Result<reqwest::Client> {
    let https = servers.iter().find(|server| server.is_https());
    let Some(server) = https.or(servers.first()) else {
        return Err(Error::invalid("there is no address to ask"));
    };
    options.check(server)?;
    let builder = builder(connect_timeout, options.customize.as_ref()).pool_max_idle_per_host(0);
    let builder = match &options.proxy {
        Some(proxy) => proxy.apply(builder)?,
        None => builder,
    };
    let builder = with_addresses(builder, servers, options);
    let tls = TlsSetup::new(server, options)?;
    tls.apply(builder).build().map_err(|error| {
        Error::new(
            ErrorKind::Tls,
            format!("cannot set up TLS: {}", innermost(&error)),
        )
    })
}

/// Has every connection prove which server it leads to, where nothing else does.
///
/// A certificate for a name below plex.direct does: the name is one server's own. Through a proxy, http has
/// no connections of its own that could prove anything.
#[cfg(feature = "account")]
fn with_proof(
    builder: reqwest::ClientBuilder,
    server: &ServerUrl,
    connect_timeout: Duration,
    options: &HttpOptions,
) -> reqwest::ClientBuilder {
    let Some(machine_identifier) = &options.machine_identifier else {
        return builder;
    };
    let is_proved_otherwise = match server.is_https() {
        true => !options.accept_any_certificate && plex_direct::is_below(server.host()),
        false => options.proxy.is_some(),
    };
    if is_proved_otherwise {
        return builder;
    }
    builder
        // The proof is no part of that time: a busy server may take as long for it as for any answer.
        .connect_timeout(NO_TIMEOUT)
        .connector_layer(ConnectionProof::new(
            server,
            machine_identifier,
            connect_timeout,
        ))
}

/// A timeout that no request reaches. It is within the range of every clock.
const NO_TIMEOUT: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

fn builder(connect_timeout: Duration, customize: Option<&Customize>) -> reqwest::ClientBuilder {
    let customized = customize.map(|customize| {
        // Either timeout would end an event stream, and neither can be unset.
        customize(reqwest::Client::builder())
            .timeout(NO_TIMEOUT)
            .read_timeout(NO_TIMEOUT)
    });
    customized
        .unwrap_or_default()
        // No total and no read timeout: either would end an event stream.
        .connect_timeout(connect_timeout)
        // Servers close idle connections after 20 seconds ("Keep-Alive: timeout=20").
        .pool_idle_timeout(Duration::from_secs(15))
        // All headers together may have 408 KiB, a limit that hyper does not let us set.
        .http1_max_headers(MAX_HEADERS)
        // An upgrade needs HTTP/1.1, even if another crate enables HTTP/2.
        .http1_only()
        // This crate follows redirects by its own rules, which keep the token with the server.
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // A proxy from the environment would see the token of every plain request.
        .no_proxy()
        // Whether to retry depends on the operation.
        .retry(reqwest::retry::never())
        // It would log every byte, the token among them.
        .connection_verbose(false)
        // Another crate may enable these features. A few compressed bytes could become gigabytes.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
}

impl HttpOptions {
    /// Refuses contradictory options, and options that this build does not support.
    fn check(&self, server: &ServerUrl) -> Result<()> {
        for pem in &self.root_certificates {
            pem::check(pem)?;
        }
        let pinned = !self.pins.is_empty();
        if pinned && self.accept_any_certificate {
            return Err(Error::invalid(
                "a certificate is pinned, and any certificate is accepted: leave out one of the two",
            ));
        }
        if pinned && !self.root_certificates.is_empty() {
            return Err(Error::invalid(
                "a certificate is pinned, and authorities are added, which a pin ignores: leave out \
                 one of the two",
            ));
        }
        let wants_tls = pinned || self.accept_any_certificate || !self.root_certificates.is_empty();
        if wants_tls && !cfg!(any(feature = "rustls", feature = "native-tls")) {
            return Err(Error::new(
                ErrorKind::Tls,
                "certificates are set, but this build of plex-api has no TLS: enable its feature \
                 `rustls` or `native-tls`",
            ));
        }
        if pinned && !cfg!(feature = "rustls") {
            return Err(Error::new(
                ErrorKind::Tls,
                "a certificate is pinned, which the platform's TLS library cannot do: enable the \
                 feature `rustls` of plex-api, or add the certificate as an authority",
            ));
        }
        if self.accept_any_certificate {
            tracing::warn!(
                server = server.base(),
                "any certificate is accepted: anyone on the network path can read the token"
            );
        }
        Ok(())
    }
}

fn with_addresses(
    mut builder: reqwest::ClientBuilder,
    servers: &[&ServerUrl],
    options: &HttpOptions,
) -> reqwest::ClientBuilder {
    for server in servers {
        let host = server.host().to_ascii_lowercase();
        if let Some(address) = plex_direct::embedded_address(&host)
            && !options.addresses.contains_key(&host)
        {
            tracing::debug!(server = server.base(), %address, "the server's name contains its address; DNS is not asked");
            builder = builder.resolve(&host, SocketAddr::new(address, 0));
        }
    }
    for (name, addresses) in &options.addresses {
        // The port is the URL's.
        let addresses: Vec<SocketAddr> = addresses
            .iter()
            .map(|address| SocketAddr::new(*address, 0))
            .collect();
        builder = builder.resolve_to_addrs(name, &addresses);
    }
    builder
}

/// The TLS settings of both clients.
#[cfg(feature = "rustls")]
struct TlsSetup(rustls::ClientConfig);

#[cfg(feature = "rustls")]
impl TlsSetup {
    fn new(server: &ServerUrl, options: &HttpOptions) -> Result<Self> {
        rustls_config(server, options).map(Self)
    }

    fn apply(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        builder.tls_backend_preconfigured(self.0.clone())
    }
}

#[cfg(feature = "rustls")]
fn rustls_config(server: &ServerUrl, options: &HttpOptions) -> Result<rustls::ClientConfig> {
    use super::tls::verifier::{Trust, Verifier};
    use rustls::crypto::{CryptoProvider, ring};

    // The program's choice of cryptography, or ring. Nothing is installed for the whole process.
    let provider = CryptoProvider::get_default()
        .cloned()
        .unwrap_or_else(|| Arc::new(ring::default_provider()));
    let roots = authorities(&options.root_certificates)?;
    let trust = if options.accept_any_certificate {
        Trust::Anything
    } else if !options.pins.is_empty() {
        Trust::Pins(options.pins.clone())
    } else if server.is_https() || options.proxy.as_ref().is_some_and(Proxy::is_https) {
        platform(roots.clone(), &provider)
            .map(|authorities| Trust::Authorities {
                authorities,
                added: roots,
            })
            .map_err(|error| {
                Error::new(
                    ErrorKind::Tls,
                    format!(
                        "cannot use the certificate authorities of this machine: {error}. \
                         Install them (ca-certificates), add one, or pin the server's certificate"
                    ),
                )
            })?
    } else {
        // No request uses TLS, so the machine's authorities need not exist.
        Trust::Pins(Vec::new())
    };
    let verifier = Verifier::new(trust, &provider);
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| {
            Error::new(
                ErrorKind::Tls,
                format!("cannot use the process's cryptography provider: {error}"),
            )
        })?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

#[cfg(feature = "rustls")]
fn authorities(pems: &[Vec<u8>]) -> Result<Vec<rustls::pki_types::CertificateDer<'static>>> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;

    let mut store = rustls::RootCertStore::empty();
    let mut all = Vec::new();
    for pem in pems {
        let before = all.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| pem::unusable(&error))?;
            store
                .add(certificate.clone())
                .map_err(|error| pem::unusable(&error))?;
            all.push(certificate);
        }
        // Such a part is read by OpenSSL only, and would be left out without a word.
        if all.len() == before {
            return Err(pem::unusable(
                &"no part of it is a CERTIFICATE; `openssl x509 -in FILE` makes one of a TRUSTED \
                  CERTIFICATE",
            ));
        }
    }
    Ok(all)
}

#[cfg(feature = "rustls")]
fn platform(
    roots: Vec<rustls::pki_types::CertificateDer<'static>>,
    provider: &Arc<rustls::crypto::CryptoProvider>,
) -> Result<rustls_platform_verifier::Verifier, rustls::Error> {
    use rustls_platform_verifier::Verifier;

    let provider = Arc::clone(provider);
    if roots.is_empty() {
        return Verifier::new(provider);
    }
    #[cfg(not(target_os = "android"))]
    return Verifier::new_with_extra_roots(roots, provider);
    #[cfg(target_os = "android")]
    Err(rustls::Error::General(
        "additional authorities are not supported on Android".to_owned(),
    ))
}

/// The TLS settings of both clients.
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
struct TlsSetup {
    root_certificates: Vec<reqwest::Certificate>,
    accept_any_certificate: bool,
}

#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
impl TlsSetup {
    fn new(_: &ServerUrl, options: &HttpOptions) -> Result<Self> {
        let mut root_certificates = Vec::new();
        for pem in &options.root_certificates {
            let certificates = reqwest::Certificate::from_pem_bundle(pem)
                .map_err(|error| pem::unusable(&error))?;
            root_certificates.extend(certificates);
        }
        Ok(Self {
            root_certificates,
            accept_any_certificate: options.accept_any_certificate,
        })
    }

    fn apply(&self, mut builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        if !self.root_certificates.is_empty() {
            builder = builder.tls_certs_merge(self.root_certificates.clone());
        }
        if self.accept_any_certificate {
            builder = builder.tls_danger_accept_invalid_certs(true);
        }
        builder
    }
}

/// No TLS in this build.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
struct TlsSetup;

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[allow(
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "the builds with TLS can fail, and have something to apply"
)]
impl TlsSetup {
    fn new(_: &ServerUrl, _: &HttpOptions) -> Result<Self> {
        Ok(Self)
    }

    fn apply(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        builder
    }
}
