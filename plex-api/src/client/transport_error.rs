//! Errors of requests without a complete answer: an unknown name, no connection, failed TLS, or a
//! connection that broke.

use std::error::Error as StdError;
use std::io;

use http::StatusCode;

use super::redact::Redactor;
use super::request_spec::RequestSpec;
use super::tls::plex_direct;
use crate::certificate::RefusedCertificate;
use crate::error::{Error, ErrorKind};

/// A longer chain of causes is cut. No library makes one.
const LONGEST_CHAIN: usize = 16;

type Cause<'a> = &'a (dyn StdError + 'static);

/// The error of a request without a complete answer.
pub(crate) fn error(
    operation: &RequestSpec<'_>,
    error: &reqwest::Error,
    answered: Option<StatusCode>,
    redactor: &Redactor<'_>,
) -> Error {
    let chain = chain(error);
    let cause = chain.last().map(ToString::to_string).unwrap_or_default();
    let cause = redactor.excerpt(&cause);
    let does = operation.action;
    let origin = redactor.place();
    let refused = refused_certificate(&chain);
    let unproved = chain.iter().find_map(|link| link.downcast_ref::<Error>());
    let (kind, what) = if let Some(status) = answered {
        let status = status.as_u16();
        (
            ErrorKind::Connect,
            format!(
                "the answer of {origin} (status {status}) broke off ({cause}). Try again; a proxy \
                 in between may be the reason"
            ),
        )
    } else if let Some(unproved) = unproved {
        // The connection did not prove that it leads to the server, so nothing else was sent.
        let unproved = redactor.line(unproved.message());
        (
            ErrorKind::Connect,
            format!("no connection to {origin}: {unproved}"),
        )
    } else if let Some(refused) = &refused {
        (
            ErrorKind::Tls,
            format!(
                "no secure connection to {origin}: {refused}. {}",
                refused.hint()
            ),
        )
    } else if let Some(hint) = tls_hint(&chain) {
        (
            ErrorKind::Tls,
            format!("no secure connection to {origin} ({cause}). {hint}"),
        )
    } else if let Some(proxy) = redactor.proxy().filter(|_| error.is_connect()) {
        (
            ErrorKind::Connect,
            no_connection_via(proxy, &chain, &cause, redactor),
        )
    } else if is_resolution_failure(&chain) {
        (
            ErrorKind::Connect,
            format!(
                "cannot resolve {} ({cause}). {}",
                redactor.host(),
                name_hint(redactor.host())
            ),
        )
    } else if error.is_connect() {
        (
            ErrorKind::Connect,
            format!("no connection to {origin} ({cause}). Check that the server runs, and the URL"),
        )
    } else if error.is_builder() {
        (
            ErrorKind::InvalidInput,
            format!("the request cannot be sent ({cause})"),
        )
    } else {
        let hint = if redactor.is_https() {
            ""
        } else {
            ", and use https:// instead of http:// if the port expects TLS"
        };
        (
            ErrorKind::Connect,
            format!(
                "the connection to {origin} broke before an answer came ({cause}). Check that it \
                 is a Plex Media Server{hint}"
            ),
        )
    };
    let sent = !(error.is_connect() || error.is_builder());
    let mut ours = Error::new(kind, redactor.redact(&format!("cannot {does}: {what}")))
        .with_operation(operation.name)
        .with_io_error_kind(io_error_kind(&chain));
    if let Some(refused) = refused {
        ours = ours.with_refused_certificate(refused);
    }
    if let Some(status) = answered {
        ours = ours.with_status(status.as_u16());
    }
    if sent {
        ours.with_may_have_been_sent()
    } else {
        ours
    }
}

/// The reason why a proxy gives no connection: it cannot be reached, or it refuses.
fn no_connection_via(
    proxy: &str,
    chain: &[Cause<'_>],
    cause: &str,
    redactor: &Redactor<'_>,
) -> String {
    let texts = texts(chain);
    // The libraries have no public types for these.
    let is_reached = ["tunnel error", "socks error"]
        .iter()
        .any(|word| texts.contains(word))
        && !texts.contains("failed to create underlying connection");
    if texts.contains("proxy authorization required") {
        format!(
            "the proxy {proxy} wants a user name and a password, or refuses the given ones \
             ({cause}). Set them in the proxy's URL"
        )
    } else if is_reached {
        format!(
            "the proxy {proxy} gives no connection to {} ({cause}). Check the proxy's log, and \
             that it may connect there",
            redactor.origin()
        )
    } else {
        format!(
            "no connection to the proxy {proxy} ({cause}). Check that the proxy runs, and its URL"
        )
    }
}

/// The causes of an error. The inner error of an I/O error is not among its sources, so it is
/// looked up.
fn chain(error: Cause<'_>) -> Vec<Cause<'_>> {
    let mut chain = Vec::new();
    let mut next = error.source();
    while let Some(link) = next.filter(|_| chain.len() < LONGEST_CHAIN) {
        chain.push(link);
        next = match link
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => link.source(),
        };
    }
    chain
}

#[cfg(feature = "rustls")]
fn refused_certificate(chain: &[Cause<'_>]) -> Option<RefusedCertificate> {
    use rustls::{CertificateError, Error};
    chain.iter().find_map(|link| match link.downcast_ref()? {
        Error::InvalidCertificate(CertificateError::Other(other)) => {
            other.0.downcast_ref::<RefusedCertificate>().cloned()
        }
        _ => None,
    })
}

/// The platforms' TLS libraries have no common error type, so their texts must do.
#[cfg(not(feature = "rustls"))]
fn refused_certificate(chain: &[Cause<'_>]) -> Option<RefusedCertificate> {
    use crate::certificate::CertificateProblem as P;
    use crate::sanitize::excerpt;
    let text = texts(chain);
    let problem = [
        ("self-signed", P::UnknownIssuer),
        ("self signed", P::UnknownIssuer),
        ("local issuer", P::UnknownIssuer),
        ("mismatch", P::WrongName),
        ("not yet valid", P::NotYetValid),
        ("expired", P::Expired),
        ("certificate", P::Other),
    ]
    .into_iter()
    .find_map(|(word, problem)| text.contains(word).then_some(problem))?;
    let cause = chain.last().map(ToString::to_string).unwrap_or_default();
    let words = format!("cannot be accepted: {}", excerpt(&cause));
    Some(RefusedCertificate::new(problem, None, words))
}

/// The advice for a TLS error other than a refused certificate; `None` for other errors.
fn tls_hint(chain: &[Cause<'_>]) -> Option<&'static str> {
    const PLAIN: &str = "The port does not speak TLS: use another port, or http:// instead of \
                         https:// if nobody can listen on the way";
    #[cfg(feature = "rustls")]
    for link in chain {
        if let Some(error) = link.downcast_ref::<rustls::Error>() {
            return Some(match error {
                rustls::Error::InvalidMessage(_) => PLAIN,
                rustls::Error::AlertReceived(_) => {
                    "The server refuses this client's TLS; its log may say why"
                }
                _ => "The server and this client have no TLS version or cipher in common",
            });
        }
    }
    let text = texts(chain);
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["wrong version", "packet length too long", "record layer"]) {
        return Some(PLAIN);
    }
    if has(&["handshake eof", "unexpected eof"]) {
        return Some(
            "It ended the handshake: use http:// instead of https:// if the port does not speak TLS",
        );
    }
    has(&["tls", "ssl", "handshake"])
        .then_some("The server and this client have no TLS version or cipher in common")
}

fn texts(chain: &[Cause<'_>]) -> String {
    let texts: Vec<String> = chain.iter().map(ToString::to_string).collect();
    texts.join(": ").to_ascii_lowercase()
}

/// The resolver's errors have no type of their own.
fn is_resolution_failure(chain: &[Cause<'_>]) -> bool {
    chain.iter().any(|link| link.to_string() == "dns error")
}

fn name_hint(host: &str) -> &'static str {
    if plex_direct::is_below(host) {
        "Many routers drop the answers for names below plex.direct, because these lead to private \
         addresses (\"DNS rebinding protection\"): make an exception for plex.direct there, or give \
         the server's address (PlexBuilder::resolve, plexctl --resolve). See \
         https://support.plex.tv/articles/206225077-how-to-use-secure-server-connections/"
    } else {
        "Check the URL, and the DNS settings of this machine"
    }
}

/// The kind of the system's error, if one is the innermost cause.
fn io_error_kind(chain: &[Cause<'_>]) -> Option<io::ErrorKind> {
    let error = chain.last()?.downcast_ref::<io::Error>()?;
    error.raw_os_error().map(|_| error.kind())
}

/// The text of the innermost cause: the outer ones only name the layers of libraries.
pub(super) fn innermost(error: Cause<'_>) -> String {
    chain(error)
        .last()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    #[derive(Debug)]
    struct Layer {
        text: String,
        below: Option<Box<dyn StdError + Send + Sync>>,
    }

    impl fmt::Display for Layer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&self.text)
        }
    }

    impl StdError for Layer {
        fn source(&self) -> Option<Cause<'_>> {
            self.below.as_deref().map(|below| below as Cause<'_>)
        }
    }

    fn layered(texts: &[&str]) -> Box<dyn StdError + Send + Sync> {
        let mut below = None;
        for text in texts.iter().rev() {
            below = Some(Box::new(Layer {
                text: (*text).to_owned(),
                below,
            }) as _);
        }
        below.unwrap()
    }

    #[test]
    fn the_inner_error_of_an_io_error_is_a_cause_too() {
        let inner = io::Error::other(io::Error::other("the innermost"));
        let outer = Layer {
            text: "outer".to_owned(),
            below: Some(Box::new(inner)),
        };
        let chain = chain(&outer);
        assert_eq!(chain.len(), 3);
        assert_eq!(chain[2].to_string(), "the innermost");
    }

    #[test]
    fn the_kind_of_the_systems_error_is_kept() {
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        let layer = |below: io::Error| Layer {
            text: "request".to_owned(),
            below: Some(Box::new(below)),
        };
        // Without a number it is of a library.
        assert_eq!(io_error_kind(&chain(&layer(refused))), None);
        let refused = io::Error::from_raw_os_error(111);
        let kind = refused.kind();
        assert_eq!(io_error_kind(&chain(&layer(refused))), Some(kind));
    }

    #[test]
    fn a_plex_direct_name_gets_a_hint_about_dns_rebinding() {
        assert!(name_hint("2001-db8--1.hash.plex.direct").contains("rebinding"));
        assert!(!name_hint("plex.example").contains("rebinding"));
        let error = layered(&["client error", "dns error", "Name or service not known"]);
        assert!(is_resolution_failure(&chain(error.as_ref())));
    }

    #[test]
    fn plain_http_ports_are_recognized_from_platform_tls_errors() {
        for text in [
            "error:0A00010B:SSL routines:ssl3_get_record:wrong version number",
            "error:0A0000C6:SSL routines:tls_get_more_records:packet length too long",
            "tls handshake eof",
        ] {
            let error = layered(&["request", text]);
            let hint = tls_hint(&chain(error.as_ref())).unwrap();
            assert!(hint.contains("http://"), "{text}");
        }
        let other = layered(&["request", "connection reset"]);
        assert_eq!(tls_hint(&chain(other.as_ref())), None);
    }
}
