//! The device key: an Ed25519 key pair of one installation, of which the account service knows the
//! public half.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use zeroize::Zeroizing;

use super::random::random_bytes;
use crate::error::{Error, Result};

/// The private half of a key, which is wiped when dropped, and has no `Debug`.
///
/// The library that signs gets a copy for each signature, and does not wipe it.
pub(crate) struct DeviceKey {
    seed: Zeroizing<[u8; 32]>,
    public: [u8; 32],
}

impl DeviceKey {
    /// A new key.
    pub(crate) fn generate() -> Result<Self> {
        Self::from_seed(random_bytes()?)
    }

    fn from_seed(seed: Zeroizing<[u8; 32]>) -> Result<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.as_slice()).map_err(|_| unusable())?;
        let public = pair.public_key().as_ref().try_into();
        Ok(Self {
            public: public.map_err(|_| unusable())?,
            seed,
        })
    }

    /// Reads the members `d` and `x` of a JSON Web Key (RFC 8037); `None` when they are no pair.
    pub(crate) fn from_jwk(d: &str, x: &str) -> Option<Self> {
        let mut seed = Zeroizing::new([0; 32]);
        let length = URL_SAFE_NO_PAD.decode_slice(d, seed.as_mut_slice()).ok()?;
        let key = (length == 32).then(|| Self::from_seed(seed).ok())??;
        (key.x() == x).then_some(key)
    }

    /// The member `x` of its JSON Web Key: the public half.
    pub(crate) fn x(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.public)
    }

    /// The member `d` of its JSON Web Key: the private half, for the store only.
    pub(crate) fn expose_d(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(*self.seed))
    }

    /// The name by which the service knows the key: its thumbprint of RFC 7638.
    pub(crate) fn kid(&self) -> String {
        // The members that RFC 8037 (appendix A.3) requires, in the order of their names.
        let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, self.x());
        URL_SAFE_NO_PAD.encode(digest(&SHA256, canonical.as_bytes()))
    }

    /// Signs a text, and returns the signature in Base64.
    pub(crate) fn sign(&self, text: &[u8]) -> Result<String> {
        let pair = Ed25519KeyPair::from_seed_and_public_key(self.seed.as_slice(), &self.public);
        let pair = pair.map_err(|_| unusable())?;
        Ok(URL_SAFE_NO_PAD.encode(pair.sign(text)))
    }
}

fn unusable() -> Error {
    Error::invalid("the device key is not a usable Ed25519 key: sign in again")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::known_answer;

    #[test]
    fn the_thumbprint_is_the_one_of_rfc_8037() {
        let known = known_answer::read();
        let key = known_answer::device_key();
        assert_eq!(key.kid(), known["kid_rfc7638"].as_str().unwrap());
        assert_eq!(
            key.expose_d().as_str(),
            known["device_key"]["d"].as_str().unwrap()
        );
    }

    #[test]
    fn halves_of_different_keys_and_broken_ones_are_no_pair() {
        let (one, other) = (
            DeviceKey::generate().unwrap(),
            DeviceKey::generate().unwrap(),
        );
        assert!(one.kid() != other.kid() && one.x() != other.x());
        assert!(DeviceKey::from_jwk(&one.expose_d(), &one.x()).is_some());
        let short = URL_SAFE_NO_PAD.encode([7; 31]);
        let long = URL_SAFE_NO_PAD.encode([7; 33]);
        for (d, x) in [
            (one.expose_d().as_str(), other.x().as_str()),
            ("", one.x().as_str()),
            ("not base64!", one.x().as_str()),
            (&short, &one.x()),
            (&long, &one.x()),
            (&format!("{}=", one.expose_d().as_str()), &one.x()),
        ] {
            assert!(DeviceKey::from_jwk(d, x).is_none());
        }
    }
}
