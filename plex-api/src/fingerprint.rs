//! The SHA-256 fingerprint of a certificate, by which a server's own certificate is pinned.

use std::fmt;
use std::str::FromStr;

/// The bytes of SHA-256.
const LENGTH: usize = 32;

/// The SHA-256 fingerprint of a certificate: the digest of its DER form, as
/// `openssl x509 -in cert.pem -noout -fingerprint -sha256` and browsers show it.
///
/// It is read from 64 hexadecimal digits in any case, with or without colons between the bytes, and
/// shown as openssl does.
///
/// ```
/// use plex_api::CertificateFingerprint;
///
/// let text = "0c".repeat(32);
/// let fingerprint: CertificateFingerprint = text.parse()?;
/// assert!(fingerprint.to_string().starts_with("0C:0C:0C:"));
/// assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
/// # Ok::<(), plex_api::InvalidFingerprint>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CertificateFingerprint([u8; LENGTH]);

/// The text is not a [`CertificateFingerprint`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidFingerprint {
    why: String,
}

impl CertificateFingerprint {
    /// The fingerprint of a certificate in DER form.
    #[cfg(feature = "rustls")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rustls")))]
    #[must_use]
    pub fn of_der(certificate: &[u8]) -> Self {
        use sha2::Digest;
        Self(sha2::Sha256::digest(certificate).into())
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }
}

impl From<[u8; LENGTH]> for CertificateFingerprint {
    fn from(bytes: [u8; LENGTH]) -> Self {
        Self(bytes)
    }
}

impl FromStr for CertificateFingerprint {
    type Err = InvalidFingerprint;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let digits: Vec<u8> = text
            .chars()
            .filter(|c| *c != ':')
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()
            .ok_or_else(|| InvalidFingerprint::because("got other characters"))?;
        let bytes: Vec<u8> = digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
            .collect();
        match <[u8; LENGTH]>::try_from(bytes) {
            Ok(bytes) if digits.len() == 2 * LENGTH => Ok(Self(bytes)),
            _ => Err(InvalidFingerprint::because(&match digits.len() {
                40 => "got 40, which is SHA-1: ask for SHA-256".to_owned(),
                count => format!("got {count}"),
            })),
        }
    }
}

impl fmt::Display for CertificateFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<String> = self.0.iter().map(|byte| format!("{byte:02X}")).collect();
        f.pad(&pairs.join(":"))
    }
}

impl fmt::Debug for CertificateFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateFingerprint({self})")
    }
}

impl InvalidFingerprint {
    fn because(why: &str) -> Self {
        Self {
            why: why.to_owned(),
        }
    }
}

impl fmt::Display for InvalidFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "expected the SHA-256 fingerprint of a certificate, 64 hexadecimal digits with or \
             without colons, {}",
            self.why
        )
    }
}

impl std::error::Error for InvalidFingerprint {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_case_is_read_with_or_without_colons() {
        let plain = "00ff".repeat(16);
        let one: CertificateFingerprint = plain.parse().unwrap();
        let shown = one.to_string();
        assert!(shown.starts_with("00:FF:00:FF:"), "{shown}");
        assert_eq!(shown.len(), 95);
        for text in [
            plain.to_uppercase(),
            shown.clone(),
            shown.to_lowercase(),
            format!(" {shown}\n"),
        ] {
            assert_eq!(text.parse(), Ok(one), "{text}");
        }
        assert_eq!(
            format!("{one:?}"),
            format!("CertificateFingerprint({shown})")
        );
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        for (text, why) in [
            ("", "got 0"),
            ("aa:bb", "got 4"),
            ("sha256//x", "other characters"),
            (&"ab".repeat(20), "SHA-1"),
            (&"ab".repeat(33), "got 66"),
            (&"abc".repeat(21), "got 63"),
            (&format!("{}é", "a".repeat(63)), "other characters"),
        ] {
            let error = text.parse::<CertificateFingerprint>().unwrap_err();
            assert!(error.to_string().contains(why), "{text}: {error}");
        }
    }

    /// `printf abc | sha256sum`
    #[cfg(feature = "rustls")]
    #[test]
    fn it_is_the_sha_256_of_the_bytes() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(
            Ok(CertificateFingerprint::of_der(b"abc")),
            expected.parse::<CertificateFingerprint>()
        );
    }
}
