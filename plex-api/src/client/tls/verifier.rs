//! Which certificates are accepted over rustls: those of authorities, pinned ones, or any.
//!
//! A certificate alone proves nothing, since everybody can have a copy of it. Whoever shows it also
//! signs the handshake with its private key, and that signature is checked for pinned certificates
//! as for all others.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, OtherError, SignatureScheme};

use crate::certificate::{CertificateProblem, RefusedCertificate};
use crate::fingerprint::CertificateFingerprint;
use crate::sanitize::excerpt;

/// What counts when a server shows its certificate.
#[derive(Debug)]
pub(in crate::client) enum Trust {
    /// The authorities of the machine, and more.
    Authorities(rustls_platform_verifier::Verifier),
    /// One of these certificates, whatever is written in it.
    Pins(Vec<CertificateFingerprint>),
    /// Anything at all.
    Anything,
}

/// Checks certificates, and says of a refused one which it is and why.
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
            let words = format!("is not proven to be its own: {error}");
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
            Trust::Authorities(authorities) => authorities
                .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
                .map_err(|error| explain(&error, end_entity)),
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

/// What rustls found, with what the server showed.
fn explain(error: &rustls::Error, shown: &CertificateDer<'_>) -> rustls::Error {
    use CertificateError as E;
    let (problem, words) = match error {
        rustls::Error::InvalidCertificate(E::UnknownIssuer | E::BadSignature) => unknown_issuer(),
        // A self-signed certificate, as openssl makes them, is an authority of its own.
        rustls::Error::InvalidCertificate(E::Other(other))
            if format!("{other:?}").contains("CaUsedAsEndEntity") =>
        {
            unknown_issuer()
        }
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
            format!("has expired on {}", date(*not_after)),
        ),
        rustls::Error::InvalidCertificate(E::Expired) => {
            (CertificateProblem::Expired, "has expired".to_owned())
        }
        rustls::Error::InvalidCertificate(E::NotValidYetContext { not_before, .. }) => (
            CertificateProblem::NotYetValid,
            format!("is valid from {} on only", date(*not_before)),
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

fn unknown_issuer() -> (CertificateProblem, String) {
    (
        CertificateProblem::UnknownIssuer,
        "is self-signed, or of an authority that is not trusted here".to_owned(),
    )
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

/// The first names of a certificate; rustls gives them as `DnsName("host")`, for one.
fn names(presented: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut names: Vec<&str> = presented
        .iter()
        .take(SHOWN)
        .map(|name| bare(name))
        .collect();
    if presented.len() > SHOWN {
        names.push("others");
    }
    if names.is_empty() {
        return "no name at all".to_owned();
    }
    names.join(", ")
}

/// What stands in the brackets, without its quotation marks.
fn bare(name: &str) -> &str {
    name.split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'))
        .unwrap_or(name)
        .trim_matches('"')
}

fn date(moment: UnixTime) -> String {
    // Dates beyond have no HTTP form, and the library panics.
    const YEAR_10_000: u64 = 253_402_300_800;
    Some(moment.as_secs())
        .filter(|seconds| *seconds < YEAR_10_000)
        .and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)))
        .map_or_else(|| "a far day".to_owned(), httpdate::fmt_http_date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_no_calendar_has_is_no_panic() {
        let date = |seconds| date(UnixTime::since_unix_epoch(Duration::from_secs(seconds)));
        assert_eq!(date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert!(date(253_402_300_799).contains("9999"));
        assert_eq!(date(253_402_300_800), "a far day");
        assert_eq!(date(u64::MAX), "a far day");
    }

    #[test]
    fn names_are_shown_bare_and_not_all_of_them() {
        let given: Vec<String> = (0..9).map(|n| format!("DnsName(\"host-{n}\")")).collect();
        assert_eq!(names(&given[..1]), "host-0");
        assert!(names(&given).ends_with("host-4, others"));
        assert_eq!(names(&["IpAddress(127.0.0.1)".to_owned()]), "127.0.0.1");
        assert_eq!(names(&[]), "no name at all");
    }
}
