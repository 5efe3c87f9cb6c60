//! The certificates that rustls accepts: certificates of trusted authorities, pinned ones, or any.
//!
//! A certificate alone proves nothing, because it is public. The server also signs the handshake
//! with the certificate's private key, and that signature is checked for pinned certificates too.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, OtherError, SignatureScheme};

use crate::certificate::{CertificateProblem, RefusedCertificate};
use crate::fingerprint::CertificateFingerprint;
use crate::sanitize::excerpt;

/// The certificates of servers that are trusted.
#[derive(Debug)]
pub(in crate::client) enum Trust {
    /// Certificates of the machine's authorities and of added ones, and the added ones themselves.
    Authorities {
        authorities: rustls_platform_verifier::Verifier,
        added: Vec<CertificateDer<'static>>,
    },
    /// One of these certificates, whatever its content.
    Pins(Vec<CertificateFingerprint>),
    /// Any certificate.
    Anything,
}

/// Checks certificates, and keeps the refused one and the reason in the error.
#[derive(Debug)]
pub(in crate::client) struct Verifier {
    trust: Trust,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Verifier {
    pub(in crate::client) fn new(trust: Trust, provider: &CryptoProvider) -> Self {
        Self {
            trust,
            algorithms: provider.signature_verification_algorithms,
        }
    }

    fn check_signature(
        &self,
        certificate: &CertificateDer<'_>,
        check: impl FnOnce() -> Result<HandshakeSignatureValid, rustls::Error>,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        if matches!(self.trust, Trust::Anything) {
            return Ok(HandshakeSignatureValid::assertion());
        }
        check().map_err(|error| {
            let words = format!("does not match the server's signature: {error}");
            refused(CertificateProblem::KeyNotProven, certificate, words)
        })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        match &self.trust {
            Trust::Authorities { authorities, added } => {
                let verified = authorities.verify_server_cert(
                    end_entity,
                    intermediates,
                    server_name,
                    ocsp_response,
                    now,
                );
                match verified {
                    // The server's own self-signed certificate was added as if it were an authority.
                    // Its dates are checked already: another error would be here otherwise.
                    Err(error) if is_unknown_issuer(&error) && added.contains(end_entity) => {
                        ParsedCertificate::try_from(end_entity)
                            .and_then(|parsed| verify_server_name(&parsed, server_name))
                            .map(|()| ServerCertVerified::assertion())
                    }
                    verified => verified,
                }
                .map_err(|error| explain(&error, end_entity))
            }
            Trust::Pins(pins) => {
                if pins.contains(&CertificateFingerprint::of_der(end_entity)) {
                    return Ok(ServerCertVerified::assertion());
                }
                let pins: Vec<String> = pins.iter().map(ToString::to_string).collect();
                let words = format!("is not the pinned one, {}", pins.join(" or "));
                Err(refused(CertificateProblem::NotPinned, end_entity, words))
            }
            Trust::Anything => Ok(ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.check_signature(cert, || {
            verify_tls12_signature(message, cert, dss, &self.algorithms)
        })
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.check_signature(cert, || {
            verify_tls13_signature(message, cert, dss, &self.algorithms)
        })
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Adds the certificate to an error of rustls.
fn explain(error: &rustls::Error, shown: &CertificateDer<'_>) -> rustls::Error {
    use CertificateError as E;
    let (problem, words) = match error {
        error if is_unknown_issuer(error) => (
            CertificateProblem::UnknownIssuer,
            "is self-signed, or issued by an authority that this machine does not trust".to_owned(),
        ),
        rustls::Error::InvalidCertificate(E::NotValidForNameContext {
            expected,
            presented,
        }) => (
            CertificateProblem::WrongName,
            format!(
                "is not for {} but for {}",
                expected.to_str(),
                excerpt(&names(presented))
            ),
        ),
        rustls::Error::InvalidCertificate(E::NotValidForName) => (
            CertificateProblem::WrongName,
            "is for other names than the URL's".to_owned(),
        ),
        rustls::Error::InvalidCertificate(E::ExpiredContext { not_after, .. }) => (
            CertificateProblem::Expired,
            format!("expired on {}", date(*not_after)),
        ),
        rustls::Error::InvalidCertificate(E::Expired) => {
            (CertificateProblem::Expired, "has expired".to_owned())
        }
        rustls::Error::InvalidCertificate(E::NotValidYetContext { not_before, .. }) => (
            CertificateProblem::NotYetValid,
            format!("is not valid before {}", date(*not_before)),
        ),
        rustls::Error::InvalidCertificate(E::NotValidYet) => (
            CertificateProblem::NotYetValid,
            "is not valid yet".to_owned(),
        ),
        other => (
            CertificateProblem::Other,
            format!("cannot be accepted: {}", excerpt(&other.to_string())),
        ),
    };
    refused(problem, shown, words)
}

fn is_unknown_issuer(error: &rustls::Error) -> bool {
    match error {
        rustls::Error::InvalidCertificate(
            CertificateError::UnknownIssuer | CertificateError::BadSignature,
        ) => true,
        // openssl makes self-signed certificates that are authorities.
        rustls::Error::InvalidCertificate(CertificateError::Other(other)) => {
            format!("{other:?}").contains("CaUsedAsEndEntity")
        }
        _ => false,
    }
}

fn refused(
    problem: CertificateProblem,
    shown: &CertificateDer<'_>,
    words: String,
) -> rustls::Error {
    let fingerprint = CertificateFingerprint::of_der(shown);
    let refused = RefusedCertificate::new(problem, Some(fingerprint), words);
    rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(refused))))
}

/// The first names of a certificate. rustls gives them in the form `DnsName("host")`.
fn names(presented: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut names: Vec<&str> = presented
        .iter()
        .take(SHOWN)
        .map(|name| strip_kind(name))
        .collect();
    if presented.len() > SHOWN {
        names.push("others");
    }
    if names.is_empty() {
        return "no name".to_owned();
    }
    names.join(", ")
}

/// The text in the brackets, without its quotation marks.
fn strip_kind(name: &str) -> &str {
    name.split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'))
        .unwrap_or(name)
        .trim_matches('"')
}

fn date(moment: UnixTime) -> String {
    // The library panics on later dates, which HTTP cannot express.
    const YEAR_10_000: u64 = 253_402_300_800;
    Some(moment.as_secs())
        .filter(|seconds| *seconds < YEAR_10_000)
        .and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)))
        .map_or_else(|| "a distant date".to_owned(), httpdate::fmt_http_date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_beyond_the_calendar_does_not_panic() {
        let date = |seconds| date(UnixTime::since_unix_epoch(Duration::from_secs(seconds)));
        assert_eq!(date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert!(date(253_402_300_799).contains("9999"));
        assert_eq!(date(253_402_300_800), "a distant date");
        assert_eq!(date(u64::MAX), "a distant date");
    }

    #[test]
    fn at_most_five_names_are_shown_without_their_kind() {
        let given: Vec<String> = (0..9).map(|n| format!("DnsName(\"host-{n}\")")).collect();
        assert_eq!(names(&given[..1]), "host-0");
        assert!(names(&given).ends_with("host-4, others"));
        assert_eq!(names(&["IpAddress(127.0.0.1)".to_owned()]), "127.0.0.1");
        assert_eq!(names(&[]), "no name");
    }
}
