//! A request as the log of the account service shows it: without secrets.

use serde::Serialize;

use crate::request_log::RecordedRequest;

/// One request to the account service, the simulated server or an impostor. Secrets are replaced by
/// stable names such as `<account-token-1>` and `<server-token-1>`: account tokens, server tokens,
/// the token of the server's device, JWTs of devices, nonces, claim tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// The receiver: `plex.tv`, `server`, or `impostor-1` for the first other server of the list.
    pub to: String,
    /// `GET`, `POST`, ...
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query's pairs.
    pub query: Vec<(String, String)>,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, at most its first 64 KiB. Bytes that are not UTF-8 are replaced.
    pub body: String,
    /// The status of the response; `None` while there is none.
    pub status: Option<u16>,
}

impl LoggedRequest {
    pub(crate) fn new(to: &str, request: &RecordedRequest, hide: impl Fn(&str) -> String) -> Self {
        let pairs = |pairs: &[(String, String)]| {
            let hidden = pairs
                .iter()
                .map(|(name, value)| (name.clone(), hide(value)));
            hidden.collect()
        };
        Self {
            to: to.to_owned(),
            method: request.method.clone(),
            path: hide(&request.path),
            query: pairs(&request.query),
            headers: pairs(&request.headers),
            body: hide(&String::from_utf8_lossy(&request.body)),
            status: request.status,
        }
    }

    /// Returns `true` if this text, such as `<account-token-`, is anywhere in it.
    #[must_use]
    pub fn contains(&self, text: &str) -> bool {
        let pairs = self.query.iter().chain(&self.headers);
        let mut values = pairs.map(|(_, value)| value);
        self.path.contains(text)
            || self.body.contains(text)
            || values.any(|value| value.contains(text))
    }
}
