//! Sends the requests of hooks: once, to the address that was given, and with bounded answers.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Client, RequestBuilder, Response};

use super::endpoint::Endpoint;
use crate::output::sanitize_name;

/// The longest time that a whole request may take, its answer included.
const REQUEST_LIMIT: Duration = Duration::from_secs(15);

/// The longest time that it may take to connect.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// The largest part of an answer that is read, in bytes.
const ANSWER_LIMIT: usize = 8 * 1024;

/// A receiver that asks for more patience than this gets an attempt all the same.
pub(super) const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// Sends requests to one receiver.
pub(crate) struct HttpSender {
    client: Client,
}

/// One request: a POST.
#[derive(Debug)]
pub(crate) struct HookRequest {
    pub(crate) endpoint: Endpoint,
    pub(crate) content_type: &'static str,
    /// Values that cannot be headers are refused when they are read, not here.
    pub(crate) headers: Vec<(&'static str, HeaderValue)>,
    pub(crate) body: String,
}

/// The answer of a receiver.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The time for which it asks not to be called.
    pub(crate) retry_after: Option<Duration>,
    /// The beginning of its text.
    pub(crate) body: String,
    /// The host to which it points.
    pub(crate) redirect: Option<String>,
}

impl HttpSender {
    /// Builds the client; nothing is sent.
    pub(crate) fn new(endpoint: &Endpoint) -> Result<Self, String> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls_config(endpoint.url().scheme() == "https")?)
            .dns_resolver(endpoint.resolver())
            .connect_timeout(CONNECT_LIMIT)
            // A redirect could carry the event, and the secret in its headers, anywhere.
            .redirect(reqwest::redirect::Policy::none())
            // A proxy from the environment would see the secrets of plain requests.
            .no_proxy()
            .referer(false)
            .retry(reqwest::retry::never())
            .http1_only()
            .pool_max_idle_per_host(0)
            .connection_verbose(false)
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .user_agent(concat!("plexctl/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| format!("cannot prepare requests: {}", describe_error(error)))?;
        Ok(Self { client })
    }

    /// Sends a request. The error says why there is no answer, without the address.
    ///
    /// # Cancel safety
    /// Not cancel safe: the receiver may have taken the request.
    pub(crate) async fn send(&self, request: HookRequest) -> Result<Answer, String> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(request.content_type));
        for (name, value) in request.headers {
            headers.insert(HeaderName::from_static(name), value);
        }
        let post = self.client.post(request.endpoint.url().clone());
        exchange(&request.endpoint, post.headers(headers).body(request.body)).await
    }

    /// Requests the content of this address, and sends nothing else. The error says why there is no answer,
    /// without the address.
    ///
    /// # Cancel safety
    /// Not cancel safe: the receiver may have taken the request.
    pub(crate) async fn get(&self, endpoint: &Endpoint) -> Result<Answer, String> {
        exchange(endpoint, self.client.get(endpoint.url().clone())).await
    }
}

async fn exchange(to: &Endpoint, request: RequestBuilder) -> Result<Answer, String> {
    let answer = async {
        let response = request.send().await.map_err(describe_error)?;
        Ok(read_answer(response).await)
    };
    match tokio::time::timeout(REQUEST_LIMIT, answer).await {
        Ok(answer) => answer.map_err(|reason: String| format!("{to}: {reason}")),
        Err(_) => Err(format!(
            "{to}: no answer within {}",
            humantime::format_duration(REQUEST_LIMIT)
        )),
    }
}

impl Answer {
    /// Describes the answer in one line for people.
    pub(crate) fn describe(&self) -> String {
        let said = sanitize_name(self.body.trim());
        let said = if said.is_empty() {
            String::new()
        } else {
            format!(": {said}")
        };
        match &self.redirect {
            Some(host) => format!(
                "status {}: it points to {host}, and no redirect is followed. Give the final address",
                self.status
            ),
            None => format!("status {}{said}", self.status),
        }
    }
}

async fn read_answer(mut response: Response) -> Answer {
    let status = response.status();
    let redirect = status
        .is_redirection()
        .then(|| find_redirect_host(&response));
    let retry_after = read_retry_after(response.headers(), SystemTime::now());
    let mut body = Vec::new();
    // The status says enough when the text breaks off.
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = ANSWER_LIMIT.saturating_sub(body.len());
        body.extend_from_slice(chunk.get(..room.min(chunk.len())).unwrap_or_default());
        if body.len() >= ANSWER_LIMIT {
            break;
        }
    }
    Answer {
        status: status.as_u16(),
        retry_after,
        body: String::from_utf8_lossy(&body).into_owned(),
        redirect,
    }
}

/// The host of a redirect, without the rest, which may be a secret.
fn find_redirect_host(response: &Response) -> String {
    let location = response.headers().get(LOCATION);
    let target = location
        .and_then(|target| target.to_str().ok())
        .and_then(|target| response.url().join(target).ok());
    let host = target.and_then(|url| url.host_str().map(str::to_owned));
    host.map_or_else(
        || "an address that cannot be read".to_owned(),
        |host| sanitize_name(&host),
    )
}

/// Reads `Retry-After`: seconds, or a date.
fn read_retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<f64>() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds).ok()?,
        Err(_) => httpdate::parse_http_date(text)
            .ok()?
            .duration_since(now)
            .unwrap_or_default(),
    };
    Some(wait.min(LONGEST_RETRY_AFTER))
}

/// The innermost cause. The outer texts repeat the address, which may be a secret.
fn describe_error(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut cause: &dyn Error = &error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

fn tls_config(is_used: bool) -> Result<rustls::ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("cannot set up TLS: {error}"))?;
    if !is_used {
        // The machine's authorities need not exist.
        let none = rustls::RootCertStore::empty();
        return Ok(builder.with_root_certificates(none).with_no_client_auth());
    }
    let verifier = rustls_platform_verifier::Verifier::new(provider).map_err(|error| {
        format!(
            "cannot use the certificate authorities of this machine: {error}. Install them \
             (ca-certificates)"
        )
    })?;
    Ok(builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date_and_bounded() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_str(text).unwrap());
            read_retry_after(&headers, now)
        };
        assert_eq!(read("2"), Some(Duration::from_secs(2)));
        assert_eq!(read("0.5"), Some(Duration::from_millis(500)));
        let date = "Sun, 06 Nov 1994 08:50:37 GMT";
        assert_eq!(read(date), Some(Duration::from_secs(60)));
        assert_eq!(read("99999999999"), Some(LONGEST_RETRY_AFTER));
        for odd in ["-1", "soon", "NaN", ""] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
