//! What is in a PEM text, before a TLS library takes it: the names of its parts.

use crate::error::{Error, Result};

/// Refuses what holds no certificate, and what holds a private key.
///
/// A key in it is no use to a client. It says that the wrong file was given, and that a secret of
/// the server lies about.
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
            "expected certificates in PEM form, got a private key: give the file that has the \
             authority's certificate alone, and keep the key where it belongs",
        ));
    }
    if parts.iter().any(|part| part.ends_with("CERTIFICATE")) {
        return Ok(());
    }
    let got = match parts.as_slice() {
        [] => "something else".to_owned(),
        [first, ..] => format!("a {first:.40}"),
    };
    Err(Error::invalid(format!(
        "expected a certificate in PEM form (-----BEGIN CERTIFICATE-----), got {got}"
    )))
}

/// A text of the right form whose content is none.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(in crate::client) fn unusable(why: &dyn std::fmt::Display) -> Error {
    Error::invalid(format!(
        "expected a certificate in PEM form, got one that cannot be read: {why}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_certificates_are_taken() {
        check(b"subject: me\n-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n")
            .unwrap();
        check(b"-----BEGIN TRUSTED CERTIFICATE-----\r\n").unwrap();
        for (pem, part) in [
            ("", "got something else"),
            ("\u{30}\u{82}\u{1}", "got something else"),
            ("-----BEGIN PUBLIC KEY-----\n", "got a PUBLIC KEY"),
            ("-----BEGIN PRIVATE KEY-----\n", "private key"),
            (
                "-----BEGIN CERTIFICATE-----\n-----BEGIN EC PRIVATE KEY-----\n",
                "private key",
            ),
        ] {
            let error = check(pem.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(part), "{pem:?}: {error}");
        }
    }
}
