//! The opening handshake of a WebSocket (RFC 6455, section 4): the headers of the request, and the
//! proof in the answer that the server speaks the protocol.

use http::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_KEY,
    SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::redact::Redactor;
use super::request_spec::RequestSpec;
use crate::error::{Error, ErrorKind, Result};

/// Adds the headers that ask for an upgrade, with a new key for each request.
pub(super) fn ask(headers: &mut HeaderMap) {
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    // The key is Base64, which is always a valid header.
    if let Ok(key) = HeaderValue::try_from(generate_key()) {
        headers.insert(SEC_WEBSOCKET_KEY, key);
    }
}

/// Checks the answer to a request with the key `asked`.
pub(super) fn verify(
    operation: &RequestSpec<'_>,
    asked: Option<&HeaderValue>,
    answered: &HeaderMap,
    redactor: &Redactor<'_>,
) -> Result<()> {
    let Some(fault) = fault(asked, answered) else {
        return Ok(());
    };
    Err(Error::new(
        ErrorKind::NotPlex,
        format!(
            "cannot {}: {} agreed to a WebSocket and {fault}. Check the URL, and whether a proxy \
             in between handles WebSockets",
            operation.action,
            redactor.origin(),
        ),
    )
    .with_operation(operation.name)
    .with_status(101)
    .with_may_have_been_sent())
}

fn fault(key: Option<&HeaderValue>, answered: &HeaderMap) -> Option<&'static str> {
    let is = |name: HeaderName, word: &str| {
        answered
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|one| one.trim().eq_ignore_ascii_case(word))
    };
    let accepted = answered
        .get(SEC_WEBSOCKET_ACCEPT)
        .map(|accept| accept.as_bytes().trim_ascii());
    let expected = key.map(|key| derive_accept_key(key.as_bytes()));
    if !is(UPGRADE, "websocket") || !is(CONNECTION, "upgrade") {
        Some("switched to another protocol")
    } else if expected.is_none() || accepted != expected.as_ref().map(String::as_bytes) {
        Some("sent no valid proof: `Sec-WebSocket-Accept` is missing or wrong")
    } else if [SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_PROTOCOL]
        .iter()
        .any(|name| answered.contains_key(name))
    {
        Some("chose an extension or a sub-protocol that the client did not offer")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 6455, section 1.3.
    const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
    const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    fn answer(headers: &[(&'static str, &'static str)]) -> HeaderMap {
        headers
            .iter()
            .map(|&(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn each_request_has_its_own_key() {
        let (mut one, mut two) = (HeaderMap::new(), HeaderMap::new());
        ask(&mut one);
        ask(&mut two);
        assert_eq!(one[CONNECTION], "Upgrade");
        assert_eq!(one[UPGRADE], "websocket");
        assert_eq!(one[SEC_WEBSOCKET_VERSION], "13");
        assert_eq!(one[SEC_WEBSOCKET_KEY].len(), 24);
        assert_ne!(one[SEC_WEBSOCKET_KEY], two[SEC_WEBSOCKET_KEY]);
    }

    #[test]
    fn an_answer_is_accepted_only_with_the_right_proof() {
        let key = HeaderValue::from_static(KEY);
        let good = [
            ("upgrade", "WebSocket"),
            ("connection", "keep-alive, upgrade"),
            ("sec-websocket-accept", ACCEPT),
        ];
        assert_eq!(fault(Some(&key), &answer(&good)), None);
        assert!(fault(None, &answer(&good)).is_some());
        for (missing, _) in good {
            let rest: Vec<_> = good
                .into_iter()
                .filter(|&(name, _)| name != missing)
                .collect();
            assert!(fault(Some(&key), &answer(&rest)).is_some(), "{missing}");
        }
        for wrong in [
            ("upgrade", "h2c"),
            ("connection", "close"),
            ("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOO="),
            ("sec-websocket-accept", ""),
            ("sec-websocket-extensions", "permessage-deflate"),
            ("sec-websocket-protocol", "chat"),
        ] {
            let mut headers = answer(&good);
            headers.insert(wrong.0, HeaderValue::from_static(wrong.1));
            assert!(fault(Some(&key), &headers).is_some(), "{wrong:?}");
        }
    }
}
