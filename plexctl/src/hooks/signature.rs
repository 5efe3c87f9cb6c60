//! The signature of Standard Webhooks 1.0.0: <https://www.standardwebhooks.com>.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// The number of bytes that a secret must have.
const LENGTH: std::ops::RangeInclusive<usize> = 24..=64;

/// The secrets of one receiver: two while one is replaced.
#[derive(Clone)]
pub(crate) struct SigningSecrets(Vec<Zeroizing<Vec<u8>>>);

impl SigningSecrets {
    /// Reads `whsec_` and the secret in Base64, one per line. The error does not repeat it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let secrets = lines
            .map(|line| {
                let encoded = line.strip_prefix("whsec_").ok_or(
                    "expected a secret of Standard Webhooks: whsec_ and 24 to 64 bytes in Base64",
                )?;
                let secret = STANDARD
                    .decode(encoded)
                    .map_err(|_| "expected Base64 behind whsec_")?;
                if !LENGTH.contains(&secret.len()) {
                    return Err(format!(
                        "expected a secret of 24 to 64 bytes, but it has {}",
                        secret.len()
                    ));
                }
                Ok(Zeroizing::new(secret))
            })
            .collect::<Result<Vec<_>, String>>()?;
        if secrets.is_empty() {
            return Err("expected a secret of Standard Webhooks, but found none".to_owned());
        }
        Ok(Self(secrets))
    }

    /// The value of `webhook-signature`, for an attempt at this time in seconds.
    pub(crate) fn sign(&self, id: &str, timestamp: u64, body: &str) -> String {
        let signatures = self.0.iter().filter_map(|secret| {
            // HMAC takes keys of any length.
            let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
            mac.update(format!("{id}.{timestamp}.").as_bytes());
            mac.update(body.as_bytes());
            Some(format!(
                "v1,{}",
                STANDARD.encode(mac.finalize().into_bytes())
            ))
        });
        signatures.collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Debug for SigningSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningSecrets({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries.
    #[test]
    fn the_example_of_the_specification_is_signed_as_there() {
        let secrets = SigningSecrets::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").unwrap();
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let signature = secrets.sign(id, 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn two_secrets_sign_while_one_is_replaced() {
        let one = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let two = format!("{one}\n{one}\n");
        let signature = SigningSecrets::parse(&two).unwrap().sign("a", 1, "b");
        let [first, second] = signature.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{signature}");
        };
        assert_eq!(first, second);
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_repeated() {
        for text in ["", "hunter2", "whsec_hunter2!", "whsec_aHVudGVyMg=="] {
            let error = SigningSecrets::parse(text).unwrap_err();
            assert!(error.contains("expected"), "{error}");
            assert!(
                !error.contains("hunter2") && !error.contains("aHV"),
                "{error}"
            );
        }
    }
}
