//! Any bytes as the certificate of an authority, in PEM and in DER.

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
    let base64 = base64(input);
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

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |bits: u32| {
        LETTERS
            .get(bits as usize & 63)
            .map_or('=', |byte| char::from(*byte))
    };
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        text.push(letter(bits >> 18));
        text.push(letter(bits >> 12));
        text.push(if chunk.len() > 1 {
            letter(bits >> 6)
        } else {
            '='
        });
        text.push(if chunk.len() > 2 { letter(bits) } else { '=' });
    }
    text
}
