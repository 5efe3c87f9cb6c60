//! The JSON Web Tokens that this crate signs: a proof for the account service that it has the device
//! key, for one request each.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use zeroize::Zeroizing;

use super::client_identifier::ClientIdentifier;
use super::device_key::DeviceKey;
use crate::error::{Error, Result};

/// The time for which a device JWT is valid. The documentation's example is an hour, clients use this.
pub(crate) const LIFETIME: Duration = Duration::from_secs(300);

const AUDIENCE: &str = "plex.tv";

/// The data about the user that the service puts into its token. It gives no rights, so nothing more is
/// requested.
const SCOPE: &str = "username";

/// A signed text, for one request only.
pub(crate) type DeviceJwt = Zeroizing<String>;

/// The claims, in the order in which other clients write them.
#[derive(Serialize)]
struct Claims<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    aud: &'a str,
    iss: &'a str,
    iat: u64,
    exp: u64,
}

/// Proves the key while a PIN is waited for, `now` in seconds since 1970.
pub(crate) fn for_pin(key: &DeviceKey, client: &ClientIdentifier, now: u64) -> Result<DeviceJwt> {
    sign_claims(key, client, now, None, None)
}

/// Proves the key for a new token. `nonce` is the service's, and good for five minutes.
pub(crate) fn for_token(
    key: &DeviceKey,
    client: &ClientIdentifier,
    nonce: &str,
    now: u64,
) -> Result<DeviceJwt> {
    sign_claims(key, client, now, Some(nonce), Some(SCOPE))
}

/// The compact form of RFC 7515. Other clients put the members of the header in this order.
fn sign_claims(
    key: &DeviceKey,
    client: &ClientIdentifier,
    now: u64,
    nonce: Option<&str>,
    scope: Option<&str>,
) -> Result<DeviceJwt> {
    let claims = Claims {
        nonce,
        scope,
        aud: AUDIENCE,
        iss: client.expose(),
        iat: now,
        exp: now.saturating_add(LIFETIME.as_secs()),
    };
    // Both texts are as large as they get from the start: one that grows leaves its old content behind.
    let given = client.expose().len() + 2 * nonce.map_or(0, str::len);
    let mut text = Zeroizing::new(Vec::with_capacity(given + 256));
    serde_json::to_writer(&mut *text, &claims)
        .map_err(|_| Error::invalid("the claims for the account service cannot be written"))?;
    let header = format!(r#"{{"kid":"{}","alg":"EdDSA","typ":"JWT"}}"#, key.kid());
    let mut jwt = Zeroizing::new(String::with_capacity(2 * (header.len() + text.len()) + 96));
    URL_SAFE_NO_PAD.encode_string(header, &mut jwt);
    jwt.push('.');
    URL_SAFE_NO_PAD.encode_string(&*text, &mut jwt);
    let signature = key.sign(jwt.as_bytes())?;
    jwt.push('.');
    jwt.push_str(&signature);
    Ok(jwt)
}

#[cfg(test)]
mod tests {
    use ring::signature::{ED25519, UnparsedPublicKey};
    use serde_json::{Value, json};

    use super::*;
    use crate::account::known_answer;

    const NOW: u64 = 1_793_491_200;

    #[test]
    fn the_known_claims_give_the_known_tokens() {
        let (known, key) = (known_answer::read(), known_answer::device_key());
        let text = |of: &Value| of.as_str().unwrap().to_owned();
        for what in ["poll", "refresh"] {
            let claims = &known[what]["payload"];
            let client = ClientIdentifier::from_store(&text(&claims["iss"])).unwrap();
            let (nonce, scope) = (claims["nonce"].as_str(), claims["scope"].as_str());
            let jwt = sign_claims(&key, &client, NOW, nonce, scope).unwrap();
            assert_eq!(jwt.as_str(), text(&known[what]["token"]), "{what}");
        }
        let client = ClientIdentifier::from_store(&text(&known["poll"]["payload"]["iss"])).unwrap();
        let jwt = for_pin(&key, &client, NOW).unwrap();
        assert_eq!(jwt.as_str(), text(&known["poll"]["token"]));
    }

    #[test]
    fn claims_name_the_installation_the_nonce_and_five_minutes() {
        let key = DeviceKey::generate().unwrap();
        let client = ClientIdentifier::generate().unwrap();
        for (jwt, members) in [
            (for_pin(&key, &client, NOW).unwrap(), 4),
            (for_token(&key, &client, "n\"1", NOW).unwrap(), 6),
        ] {
            let (signed, signature) = jwt.rsplit_once('.').unwrap();
            let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
            let public = URL_SAFE_NO_PAD.decode(key.x()).unwrap();
            let public = UnparsedPublicKey::new(&ED25519, public);
            public.verify(signed.as_bytes(), &signature).unwrap();
            let claims = URL_SAFE_NO_PAD.decode(signed.split('.').nth(1).unwrap());
            let claims: Value = serde_json::from_slice(&claims.unwrap()).unwrap();
            assert_eq!(claims.as_object().unwrap().len(), members);
            assert_eq!(claims["iss"], client.expose());
            assert_eq!(claims["aud"], "plex.tv");
            assert_eq!(claims["iat"], NOW);
            assert_eq!(claims["exp"], NOW + 300);
            if members == 6 {
                let expected = (json!("n\"1"), json!("username"));
                assert_eq!(
                    (&claims["nonce"], &claims["scope"]),
                    (&expected.0, &expected.1)
                );
            }
        }
    }
}
