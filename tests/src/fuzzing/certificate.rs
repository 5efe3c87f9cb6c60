//! Any bytes as the certificate of an authority, in PEM and in DER.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use plex_api::{CertificateFingerprint, ErrorKind, Plex};

use super::error_body::assert_error_text;

/// Adds `input` to a client as a PEM text, and as the content of one.
///
/// # Panics
/// When an error is of another kind than wrong input, or its text is no short line; or a private key
/// is accepted.
pub fn certificate(input: &[u8]) {
    let fingerprint = CertificateFingerprint::of_der(input).to_string();
    assert_eq!(
        fingerprint.parse(),
        Ok(CertificateFingerprint::of_der(input))
    );
    add(input);
    let base64 = BASE64_STANDARD.encode(input);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n");
    add(pem.as_bytes());
}

fn add(pem: &[u8]) {
    // Without https the authorities of the machine are not read.
    let builder = Plex::builder("http://127.0.0.1:32400").add_root_certificate(pem);
    match builder.build() {
        Ok(_) => {
            let text = String::from_utf8_lossy(pem);
            let mut lines = text.lines();
            assert!(!lines.any(|line| line.trim() == "-----BEGIN PRIVATE KEY-----"));
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert_error_text(&error);
        }
    }
}
