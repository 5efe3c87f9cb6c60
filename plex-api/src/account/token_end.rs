//! The expiry time of a token of the account service, if it can be read.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::plex::Plex;
use crate::token::Token;

/// The claim of the service's token that is used.
#[derive(Deserialize)]
struct Claims {
    exp: u64,
}

/// The end of a token, in seconds since 1970; `None` for a traditional one, which has no written end.
///
/// No signature is checked, and so no key of the service is needed: the token came over TLS from the
/// service, or out of the store, and a program that can write that has the device key as well. The time
/// decides when a new token is asked for, and whether one that a server refuses had ended.
pub(crate) fn token_end(token: &Token) -> Option<u64> {
    let mut parts = token.expose().split('.');
    let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
    let claims = Zeroizing::new(URL_SAFE_NO_PAD.decode(claims).ok()?);
    let Claims { exp } = serde_json::from_slice(&claims).ok()?;
    Some(exp)
}

impl Plex {
    /// When the token that this client sends now ends, as it says itself. `None` without a token, and for a
    /// traditional one: it has no written end, and is good until somebody withdraws it.
    ///
    /// The client of an account's server gets another token when the server refuses the ended one. A token
    /// that you gave is yours to replace: [`set_token`](Self::set_token).
    #[cfg_attr(docsrs, doc(cfg(feature = "account")))]
    #[must_use]
    pub fn token_end(&self) -> Option<SystemTime> {
        let end = Duration::from_secs(token_end(&self.token()?)?);
        SystemTime::UNIX_EPOCH.checked_add(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::known_answer;

    #[test]
    fn the_end_is_read_from_the_services_token_and_from_no_other() {
        let known = known_answer::read();
        let jwt = known["plex_jwt"]["token"].as_str().unwrap();
        assert_eq!(token_end(&Token::new(jwt).unwrap()), Some(1_794_096_000));
        let with = |claims: &str| {
            let claims = URL_SAFE_NO_PAD.encode(claims);
            token_end(&Token::new(format!("eyJhbGciOiJFZERTQSJ9.{claims}.c2ln")).unwrap())
        };
        assert_eq!(with(r#"{"exp":7,"user":{"id":1}}"#), Some(7));
        for none in [
            "{}",
            "[]",
            "",
            r#"{"exp":-1}"#,
            r#"{"exp":"7"}"#,
            r#"{"exp":1e99}"#,
        ] {
            if !none.is_empty() {
                assert_eq!(with(none), None, "{none}");
            }
        }
        assert_eq!(
            token_end(&Token::new("xYz12AbCdEfGhIjKlMnO").unwrap()),
            None
        );
        let broken = Token::new("eyJhbGciOiJFZERTQSJ9.x.y").unwrap();
        assert_eq!(token_end(&broken), None);
    }
}
