//! TLS with a certificate that is made when the simulator starts, and nowhere else known.

use std::fmt;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

use crate::server::PlexSim;

/// The certificate of a simulator that speaks HTTPS; given to
/// [`PlexSimBuilder::tls`](crate::PlexSimBuilder::tls).
///
/// It is issued by an authority of its own, made at the start, which clients trust when they are
/// given [`PlexSim::ca_pem`], unless it is [`self_signed`](Self::self_signed). Its names are 127.0.0.1, localhost and, as on real servers,
/// `*.HASH.plex.direct`.
#[derive(Debug, Clone, Default)]
#[must_use = "give it to `PlexSimBuilder::tls`"]
pub struct Tls {
    names: Option<Vec<String>>,
    expired: bool,
    self_signed: bool,
}

impl Tls {
    /// A certificate for 127.0.0.1, localhost and `*.HASH.plex.direct`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only the name under `plex.direct`: clients that connect to 127.0.0.1 find another name,
    /// as with a real server that is reached by its address.
    pub fn only_plex_direct(self) -> Self {
        self.names(Vec::<String>::new())
    }

    /// These names and addresses, beside the one under `plex.direct`.
    pub fn names(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.names = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// A certificate whose time is over.
    pub fn expired(mut self) -> Self {
        self.expired = true;
        self
    }

    /// A certificate that vouches for itself, as `openssl req -x509` makes them. Clients that check
    /// names and authorities refuse it even when [`PlexSim::ca_pem`], which is the certificate, is
    /// among their authorities; it is there to be pinned.
    pub fn self_signed(mut self) -> Self {
        self.self_signed = true;
        self
    }

    pub(crate) fn identity(&self) -> Result<Identity, CertificateError> {
        let hash = crate::uuid::random().replace('-', "");
        let mut names = self
            .names
            .clone()
            .unwrap_or_else(|| vec!["127.0.0.1".to_owned(), "localhost".to_owned()]);
        names.push(format!("*.{hash}.plex.direct"));

        let mut leaf = CertificateParams::new(names)?;
        leaf.distinguished_name
            .push(DnType::CommonName, format!("*.{hash}.plex.direct"));
        if self.expired {
            leaf.not_after = rcgen::date_time_ymd(2001, 1, 1);
        }
        let key = KeyPair::generate()?;
        let (certificate, ca_pem) = if self.self_signed {
            leaf.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            let certificate = leaf.self_signed(&key)?;
            let pem = certificate.pem();
            (certificate, pem)
        } else {
            leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            leaf.use_authority_key_identifier_extension = true;
            let authority = authority()?;
            (leaf.signed_by(&key, &authority)?, authority.pem())
        };
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));

        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        Ok(Identity {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            ca_pem,
            certificate: certificate.der().to_vec(),
            plex_direct_name: format!("127-0-0-1.{hash}.plex.direct"),
        })
    }
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut authority = CertificateParams::default();
    authority
        .distinguished_name
        .push(DnType::CommonName, "plex-sim authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(authority, KeyPair::generate()?)
}

/// Why no certificate could be made; a broken name, for one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CertificateError {
    #[error(transparent)]
    Certificate(#[from] rcgen::Error),
    #[error(transparent)]
    Rustls(#[from] rustls::Error),
}

/// What the simulator shows of itself on TLS connections.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(crate) acceptor: TlsAcceptor,
    ca_pem: String,
    certificate: Vec<u8>,
    plex_direct_name: String,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("plex_direct_name", &self.plex_direct_name)
            .finish_non_exhaustive()
    }
}

impl PlexSim {
    fn identity(&self) -> Option<&Identity> {
        self.shared.config.identity.as_deref()
    }

    /// The certificate that clients have to trust, as PEM; `None` without TLS.
    #[must_use]
    pub fn ca_pem(&self) -> Option<&str> {
        self.identity().map(|identity| identity.ca_pem.as_str())
    }

    /// The server's own certificate as DER, for clients that pin it; `None` without TLS.
    #[must_use]
    pub fn certificate_der(&self) -> Option<&[u8]> {
        self.identity()
            .map(|identity| identity.certificate.as_slice())
    }

    /// The server's name under `plex.direct`, `127-0-0-1.HASH.plex.direct`; `None` without TLS.
    /// No name service knows it: clients have to be told that it is 127.0.0.1.
    #[must_use]
    pub fn plex_direct_name(&self) -> Option<&str> {
        self.identity()
            .map(|identity| identity.plex_direct_name.as_str())
    }
}
