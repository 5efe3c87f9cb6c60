//! Why a server's certificate was refused, for programs and in words.

use std::fmt;

use crate::fingerprint::CertificateFingerprint;

/// The certificate that a server showed, and why it was refused; see
/// [`Error::refused_certificate`](crate::Error::refused_certificate).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedCertificate {
    problem: CertificateProblem,
    fingerprint: Option<CertificateFingerprint>,
    /// What the server's certificate is like, as the rest of a sentence that it begins.
    words: String,
}

/// What is wrong with a server's certificate. New problems may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertificateProblem {
    /// Nobody vouches for it whom this client trusts: it is self-signed, or of a private authority.
    UnknownIssuer,
    /// It is made for other names than the one in the URL.
    WrongName,
    /// Its time is over, by this machine's clock.
    Expired,
    /// Its time has not come yet, by this machine's clock.
    NotYetValid,
    /// It is not the one that is pinned.
    NotPinned,
    /// The server did not prove that it has the certificate's private key: it may have copied the
    /// certificate, which is public.
    KeyNotProven,
    /// Another problem, which the message names.
    Other,
}

impl RefusedCertificate {
    /// What is wrong with it.
    #[must_use]
    pub fn problem(&self) -> CertificateProblem {
        self.problem
    }

    /// Its fingerprint, to compare with the server's own before pinning it with
    /// [`pin_certificate`](crate::PlexBuilder::pin_certificate). `None` where the TLS library does
    /// not tell (feature `native-tls`).
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

    /// What to do about it.
    pub(crate) fn hint(&self) -> &'static str {
        match self.problem {
            CertificateProblem::UnknownIssuer => {
                "Trust its authority; or pin the certificate, once its fingerprint is the one that \
                 the server's owner sees"
            }
            CertificateProblem::WrongName => {
                "Use a name that the certificate is made for, and say where that is if no name \
                 service knows it; or pin the certificate"
            }
            CertificateProblem::Expired | CertificateProblem::NotYetValid => {
                "Check this machine's clock, and let the server renew its certificate; or pin it"
            }
            CertificateProblem::NotPinned => {
                "Pin the new one if the server has got a new certificate, and its owner sees this \
                 fingerprint; otherwise somebody is in between"
            }
            CertificateProblem::KeyNotProven => {
                "Somebody may be in between who shows a copy of the server's certificate"
            }
            CertificateProblem::Other => "Have a look at the server's certificate",
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
