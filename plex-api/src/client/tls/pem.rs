//! A check of PEM texts by the names of their parts, before a TLS library reads them.

use crate::error::{Error, Result};
use crate::sanitize::excerpt;

/// Refuses a text without a certificate, one whose certificate is cut off, and one with a private key.
///
/// A client has no use for a key. Its presence means that the caller gave the wrong file, and that
/// a secret of the server is in the wrong place.
pub(in crate::client) fn check(pem: &[u8]) -> Result<()> {
    let text = String::from_utf8_lossy(pem);
    let parts: Vec<&str> = text
        .lines()
        .filter_map(|line| {
            line.trim()
                .strip_prefix("-----BEGIN ")?
                .strip_suffix("-----")
        })
        .collect();
    if parts.iter().any(|part| part.ends_with("PRIVATE KEY")) {
        return Err(Error::invalid(
            "expected certificates in PEM form, got a private key: give the file that has only the \
             authority's certificate, and keep the key on the server",
        ));
    }
    let certificates = || parts.iter().filter(|part| part.ends_with("CERTIFICATE"));
    let is_cut_off = |part: &&&str| {
        let end = format!("-----END {part}-----");
        !text.lines().any(|line| line.trim() == end)
    };
    // The TLS libraries tell the missing line as a list of numbers.
    if let Some(part) = certificates().find(is_cut_off) {
        return Err(Error::invalid(format!(
            "expected a whole certificate in PEM form, got one that is cut off: the line \
             -----END {:.40}----- is missing",
            excerpt(part)
        )));
    }
    if certificates().next().is_some() {
        return Ok(());
    }
    let got = match parts.as_slice() {
        // The first byte of a sequence, which every certificate is.
        [] if pem.first() == Some(&0x30) => {
            "DER or PKCS #12, which openssl converts (`openssl x509 -inform der` or `openssl pkcs12 \
             -nokeys`)"
                .to_owned()
        }
        [] => "something else".to_owned(),
        // The label may be of any file.
        [first, ..] => format!("a {:.40}", excerpt(first)),
    };
    Err(Error::invalid(format!(
        "expected a certificate in PEM form (-----BEGIN CERTIFICATE-----), got {got}"
    )))
}

/// The error for PEM whose content is not a certificate.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(in crate::client) fn unusable(why: &dyn std::fmt::Display) -> Error {
    // The libraries quote any bytes of the file, and as many as there are.
    let why = excerpt(&why.to_string());
    Error::invalid(format!(
        "cannot read the certificate in the PEM text: {why}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_certificates_are_accepted() {
        check(b"subject: me\n-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n")
            .unwrap();
        check(b"-----BEGIN TRUSTED CERTIFICATE-----\r\n-----END TRUSTED CERTIFICATE-----\r\n")
            .unwrap();
        for (pem, part) in [
            ("", "got something else"),
            ("0\u{2}\u{1}", "got DER or PKCS #12"),
            ("-----BEGIN PUBLIC KEY-----\n", "got a PUBLIC KEY"),
            ("-----BEGIN PRIVATE KEY-----\n", "private key"),
            (
                "-----BEGIN CERTIFICATE-----\n-----BEGIN EC PRIVATE KEY-----\n",
                "private key",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nAA==\n-----END PRIVATE THING-----\n",
                "the line -----END CERTIFICATE----- is missing",
            ),
        ] {
            let error = check(pem.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(part), "{pem:?}: {error}");
        }
    }
}
