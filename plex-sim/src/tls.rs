//! TLS with a certificate that is made when the simulator starts.

use std::fmt;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{self, ServerConfig};
use uuid::Uuid;

/// The certificate of a simulator that serves HTTPS; for
/// [`PlexSimBuilder::tls`](crate::PlexSimBuilder::tls).
///
/// Its authority is made at the start too; clients trust it with
/// [`PlexSim::ca_pem`](crate::PlexSim::ca_pem). A [`self_signed`](Self::self_signed) certificate has
/// no authority. The names are 127.0.0.1, localhost and, as on real servers, `*.HASH.plex.direct`.
#[derive(Debug, Clone, Default)]
#[must_use = "pass it to `PlexSimBuilder::tls`"]
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

    /// Only the name under `plex.direct`. Clients that connect to 127.0.0.1 find another name in the
    /// certificate, as with the address of a real server.
    pub fn only_plex_direct(self) -> Self {
        self.names(Vec::<String>::new())
    }

    /// These names and addresses, in addition to the name under `plex.direct`.
    pub fn names(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.names = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// An expired certificate.
    pub fn expired(mut self) -> Self {
        self.expired = true;
        self
    }

    /// A self-signed certificate, as `openssl req -x509` makes them, for clients that pin it. Clients
    /// that check names and authorities refuse it, even if they trust
    /// [`PlexSim::ca_pem`](crate::PlexSim::ca_pem), which is then the certificate itself.
    pub fn self_signed(mut self) -> Self {
        self.self_signed = true;
        self
    }

    pub(crate) fn make_identity(&self) -> Result<TlsIdentity, CertificateError> {
        let hash = Uuid::new_v4().simple();
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
            let authority = make_authority()?;
            (leaf.signed_by(&key, &authority)?, authority.pem())
        };
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));

        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        Ok(TlsIdentity {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            ca_pem,
            certificate: certificate.der().to_vec(),
            plex_direct_name: format!("127-0-0-1.{hash}.plex.direct"),
        })
    }
}

fn make_authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut authority = CertificateParams::default();
    authority
        .distinguished_name
        .push(DnType::CommonName, "plex-sim authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(authority, KeyPair::generate()?)
}

/// The reason why the certificate cannot be made, such as an invalid name.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CertificateError {
    #[error(transparent)]
    Certificate(#[from] rcgen::Error),
    #[error(transparent)]
    Rustls(#[from] rustls::Error),
}

/// The certificate of a simulator, and its acceptor of TLS connections.
#[derive(Clone)]
pub(crate) struct TlsIdentity {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) ca_pem: String,
    pub(crate) certificate: Vec<u8>,
    pub(crate) plex_direct_name: String,
}

impl fmt::Debug for TlsIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsIdentity")
            .field("plex_direct_name", &self.plex_direct_name)
            .finish_non_exhaustive()
    }
}
