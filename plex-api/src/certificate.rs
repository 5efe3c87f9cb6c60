//! The reason why a server's certificate was refused, for programs and for people.

use std::fmt;

use crate::fingerprint::CertificateFingerprint;
use crate::names::names;

/// The certificate that a server showed, and why it was refused; see
/// [`Error::refused_certificate`](crate::Error::refused_certificate).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedCertificate {
    problem: CertificateProblem,
    fingerprint: Option<CertificateFingerprint>,
    /// The reason, which follows "its certificate" in a sentence.
    words: String,
}

/// The reason why a server's certificate is refused. New reasons may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertificateProblem {
    /// No trusted authority issued it: it is self-signed, or issued by a private authority.
    UnknownIssuer,
    /// The certificate is not valid for the host name in the URL.
    WrongName,
    /// The certificate has expired, by this machine's clock.
    Expired,
    /// The certificate is not valid yet, by this machine's clock.
    NotYetValid,
    /// The certificate is not a pinned one.
    NotPinned,
    /// The server did not prove that it has the certificate's private key: it may have copied the
    /// certificate, which is public.
    KeyNotProven,
    /// Another problem, which the message describes.
    Other,
}

names!(CertificateProblem, "a problem of a certificate", {
    UnknownIssuer = "unknown_issuer",
    WrongName = "wrong_name",
    Expired = "expired",
    NotYetValid = "not_yet_valid",
    NotPinned = "not_pinned",
    KeyNotProven = "key_not_proven",
    Other = "other",
});

impl RefusedCertificate {
    /// The reason why it is refused.
    #[must_use]
    pub fn problem(&self) -> CertificateProblem {
        self.problem
    }

    /// Its fingerprint, to compare with the server's own before pinning it with
    /// [`pin_certificate`](crate::PlexBuilder::pin_certificate). `None` where the TLS library does
    /// not provide the certificate (feature `native-tls`).
    #[must_use]
    pub fn fingerprint(&self) -> Option<CertificateFingerprint> {
        self.fingerprint
    }

    pub(crate) fn new(
        problem: CertificateProblem,
        fingerprint: Option<CertificateFingerprint>,
        words: impl Into<String>,
    ) -> Self {
        Self {
            problem,
            fingerprint,
            words: words.into(),
        }
    }

    /// The advice for it.
    pub(crate) fn hint(&self) -> &'static str {
        match self.problem {
            CertificateProblem::UnknownIssuer => {
                "Trust its authority; or pin the certificate, after you have compared its fingerprint \
                 with the one on the server"
            }
            CertificateProblem::WrongName => {
                "Use a host name that the certificate is valid for, with an address if DNS does not \
                 know it; or pin the certificate"
            }
            CertificateProblem::Expired | CertificateProblem::NotYetValid => {
                "Check this machine's clock, and renew the server's certificate; or pin it"
            }
            CertificateProblem::NotPinned => {
                "Pin the new certificate if the server has one with this fingerprint; otherwise \
                 somebody may be intercepting the connection"
            }
            CertificateProblem::KeyNotProven => {
                "Somebody may be intercepting the connection with a copy of the server's certificate"
            }
            CertificateProblem::Other => "Check the server's certificate",
        }
    }
}

impl fmt::Display for RefusedCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "its certificate {}", self.words)?;
        match self.fingerprint {
            Some(fingerprint) => write!(f, " (SHA-256 {fingerprint})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for RefusedCertificate {}
