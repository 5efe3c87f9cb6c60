//! Signed tokens of the service and of devices. Ed25519 only.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// One of the service's keys. Its private half leaves this type in signatures only.
pub(crate) struct SigningKey {
    kid: String,
    pair: Ed25519KeyPair,
}

impl SigningKey {
    /// A new random key. Two UUIDs have 244 random bits: enough for a simulator.
    pub(crate) fn generate() -> Option<Self> {
        let halves = [Uuid::new_v4(), Uuid::new_v4()];
        let seed = halves.map(Uuid::into_bytes).concat();
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).ok()?;
        let kid = Uuid::new_v4().simple().to_string();
        Some(Self { kid, pair })
    }

    /// Its public half, as a JSON Web Key.
    pub(crate) fn public_jwk(&self) -> Value {
        json!({
            "kty": "OKP",
            "crv": "Ed25519",
            "x": URL_SAFE_NO_PAD.encode(self.pair.public_key()),
            "use": "sig",
            "alg": "EdDSA",
            "kid": self.kid,
        })
    }

    /// A signed token with these claims.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = json!({ "kid": self.kid, "typ": "JWT", "alg": "EdDSA" });
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&header), encode(claims));
        let signature = self.pair.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// The public key of a device, as its JSON Web Key says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeviceKey {
    /// The name that the device gave it; the service calls it the thumbprint.
    pub(crate) kid: String,
    public: Vec<u8>,
}

#[derive(Deserialize)]
struct RawJwk {
    kty: String,
    crv: String,
    x: String,
    kid: String,
    d: Option<String>,
}

impl DeviceKey {
    /// Reads an Ed25519 key; `None` for every other.
    pub(crate) fn from_jwk(jwk: &Value) -> Option<Self> {
        let raw = RawJwk::deserialize(jwk).ok()?;
        let public = URL_SAFE_NO_PAD.decode(&raw.x).ok()?;
        let is_usable = raw.kty == "OKP"
            && raw.crv == "Ed25519"
            && public.len() == 32
            && !raw.kid.is_empty()
            // The private half has no place here.
            && raw.d.is_none();
        is_usable.then_some(Self {
            kid: raw.kid,
            public,
        })
    }
}

/// A token that a device signed. Reading it verifies nothing.
#[derive(Debug)]
pub(crate) struct DeviceJwt {
    pub(crate) kid: String,
    pub(crate) claims: DeviceClaims,
    signed: String,
    signature: Vec<u8>,
}

/// The claims that the service reads.
#[derive(Debug, Deserialize)]
pub(crate) struct DeviceClaims {
    pub(crate) aud: Audience,
    pub(crate) iss: String,
    pub(crate) iat: u64,
    pub(crate) exp: u64,
    pub(crate) nonce: Option<String>,
    pub(crate) scope: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    pub(crate) fn has(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Many(many) => many.iter().any(|one| one == name),
        }
    }
}

impl DeviceJwt {
    /// Reads a compact token; `None` when it is malformed.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Header {
            kid: String,
            alg: String,
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        let header: Header = serde_json::from_slice(&decode(header)?).ok()?;
        (header.alg == "EdDSA").then_some(())?;
        Some(Self {
            kid: header.kid,
            claims: serde_json::from_slice(&decode(claims)?).ok()?,
            signed: signed.to_owned(),
            signature: decode(signature)?,
        })
    }

    /// Returns `true` if this key made the signature.
    pub(crate) fn is_signed_by(&self, key: &DeviceKey) -> bool {
        let public = UnparsedPublicKey::new(&ED25519, &key.public);
        let verified = public.verify(self.signed.as_bytes(), &self.signature);
        self.kid == key.kid && verified.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 8037 appendix A, and a token that was signed with it by another program.
    const JWK: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"}"#;
    const POLL: &str = "eyJraWQiOiJrUHJLX3FteFZXYVlWQTl3d0JGNkl1bzN2Vnp6N1R4SENUd1hCeWdyUzRrIiwiYWxnIjoiRWREU0EiLCJ0eXAiOiJKV1QifQ.eyJhdWQiOiJwbGV4LnR2IiwiaXNzIjoiNmYwYzFkMmUtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMGMxIiwiaWF0IjoxNzkzNDkxMjAwLCJleHAiOjE3OTM0OTE1MDB9.-Ni7U1-Va9LuEuv8RxTlkxQD0dLFwKm-rpLm5FkHG7_V3G40htRVqsY7nwkEWlHpp1WZoAj6adLUOnQl7WayBA";

    #[test]
    fn a_token_of_another_signer_is_verified() {
        let key = DeviceKey::from_jwk(&serde_json::from_str(JWK).unwrap()).unwrap();
        let token = DeviceJwt::parse(POLL).unwrap();
        assert!(token.is_signed_by(&key));
        assert!(token.claims.aud.has("plex.tv"));
        assert_eq!(token.claims.exp - token.claims.iat, 300);
        let mut forged = DeviceJwt::parse(POLL).unwrap();
        forged.signed.push('x');
        assert!(!forged.is_signed_by(&key));
    }

    #[test]
    fn what_is_no_key_or_no_token_is_refused() {
        let private = JWK.replace("\"kid\"", "\"d\":\"c2VjcmV0\",\"kid\"");
        let rsa = JWK.replace("OKP", "RSA");
        for text in [private.as_str(), &rsa, "{}", "7"] {
            assert_eq!(
                DeviceKey::from_jwk(&serde_json::from_str(text).unwrap()),
                None
            );
        }
        let headless = POLL.replace("eyJra", "");
        for text in ["", "a.b.c", "a", &headless, &POLL.replace('.', "")] {
            assert!(DeviceJwt::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_the_service_signs_verifies_with_its_published_key() {
        let key = SigningKey::generate().unwrap();
        let token = key.sign(&json!({ "aud": ["plex.tv"], "iss": "plex.tv", "iat": 1, "exp": 2 }));
        let public = DeviceKey::from_jwk(&key.public_jwk()).unwrap();
        assert!(DeviceJwt::parse(&token).unwrap().is_signed_by(&public));
        let other = SigningKey::generate().unwrap().public_jwk();
        let other = DeviceKey::from_jwk(&other).unwrap();
        assert!(!DeviceJwt::parse(&token).unwrap().is_signed_by(&other));
    }
}
