//! A port that speaks TLS and is no server: it shows somebody else's certificate, or closes.
#![expect(clippy::expect_used, reason = "a test helper")]

use std::sync::Arc;

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ServerConfig, SupportedProtocolVersion};

/// Accepts one connection.
pub struct FakeTlsServer {
    port: u16,
    received: JoinHandle<Vec<u8>>,
}

#[derive(Debug)]
struct Copied(Arc<CertifiedKey>);

impl ResolvesServerCert for Copied {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

impl FakeTlsServer {
    /// Shows this certificate with a key of its own, over TLS 1.2.
    ///
    /// # Panics
    /// When it cannot listen, as all of these.
    pub async fn tls12(certificate: Vec<u8>) -> Self {
        Self::with_copy(certificate, &TLS12).await
    }

    /// Shows this certificate with a key of its own, over TLS 1.3.
    pub async fn tls13(certificate: Vec<u8>) -> Self {
        Self::with_copy(certificate, &TLS13).await
    }

    /// Closes every connection after the first bytes.
    pub async fn closing() -> Self {
        Self::start(|mut stream| async move {
            let mut first = [0; 1024];
            let _ = stream.read(&mut first).await;
            Vec::new()
        })
        .await
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://127.0.0.1:{}", self.port)
    }

    /// The bytes that it received through TLS.
    ///
    /// # Panics
    /// When its task did.
    pub async fn received(self) -> Vec<u8> {
        self.received.await.expect("the impostor's task")
    }

    async fn with_copy(certificate: Vec<u8>, version: &'static SupportedProtocolVersion) -> Self {
        let key = rcgen::KeyPair::generate().expect("a key");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let key = ring::sign::any_ecdsa_type(&key).expect("a key that signs");
        let copied = CertifiedKey::new(vec![CertificateDer::from(certificate)], key);
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[version])
            .expect("a version")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(Copied(Arc::new(copied))));
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Self::start(move |stream| async move {
            let mut received = Vec::new();
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let mut bytes = [0; 4096];
                if let Ok(count) = stream.read(&mut bytes).await {
                    received.extend_from_slice(bytes.get(..count).unwrap_or_default());
                }
            }
            received
        })
        .await
    }

    async fn start<F>(serve: impl FnOnce(TcpStream) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Vec<u8>> + Send,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let received = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("a connection");
            serve(stream).await
        });
        Self { port, received }
    }
}
