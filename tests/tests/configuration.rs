//! Extra headers, a proxy and a step on the HTTP client: they reach every request and handshake, and
//! nothing secret in them reaches a text.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use plex_api::{
    ActivityEvent, Error, ErrorKind, Method, Plex, PlexBuilder, RetryPolicy, Token, Transport,
    TransportChoice,
};
use plex_api_tests::captured::Captured;
use plex_api_tests::events::{PATIENCE, STREAMS};
use plex_api_tests::raw_http::read_head;
use plex_api_tests::{SECRET, brisk_policy, builder, secure_server, server};
use plex_sim::{PlexSim, RecordedRequest, StubResponse};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// The value of an extra header, as an access proxy would want it.
const VALUE: &str = "extra/value-hunter2==";
/// Another one, for a test whose server logs it: the log of the process is searched for the first.
const REPEATED: &str = "repeated/value-marigold==";
/// The password of the proxy.
const PASSWORD: &str = "proxy-password-hunter2";
fn over(builder: PlexBuilder, transport: Transport) -> Plex {
    let policy = brisk_policy(TransportChoice::Only(transport));
    builder.connection_policy(policy).build().unwrap()
}

async fn synced(plex: &Plex) {
    let events = plex.activities().watch();
    let synced = tokio::time::timeout(PATIENCE, events.synced()).await;
    synced.expect("no connection").unwrap();
}

#[tokio::test]
async fn an_extra_header_goes_with_every_request_and_handshake() {
    let sim = server().await;
    let with_header = || {
        builder(&sim)
            .header("X-Access-Key", "replaced")
            .header("X-Access-Key", VALUE)
            .header("Cookie", "session=abc-def")
    };
    for (transport, _) in STREAMS {
        let plex = over(with_header(), transport);
        synced(&plex).await;
        plex.identity().await.unwrap();
        let _ = plex.library().refresh("2").await.unwrap();
    }
    sim.answer("GET", "/library/sections", StubResponse::redirect("/moved"));
    let redirected = with_header().build().unwrap();
    redirected.library().sections().await.unwrap_err();

    for path in [
        "/activities",
        "/identity",
        "/library/sections/2/refresh",
        "/library/sections",
        "/moved",
        STREAMS[0].1,
        STREAMS[1].1,
    ] {
        assert!(!sim.requests_of("GET", path).is_empty(), "{path}");
    }
    for request in sim.requests() {
        assert_eq!(request.header("x-access-key"), Some(VALUE), "{request:?}");
        assert_eq!(request.header("cookie"), Some("session=abc-def"));
        assert_eq!(request.header("x-plex-token"), Some(SECRET));
        let sent = |request: &RecordedRequest| {
            let names = request.headers.iter().map(|(name, _)| name);
            names.filter(|name| *name == "x-access-key").count()
        };
        assert_eq!(sent(&request), 1);
    }
    sim.shutdown().await;
}

#[tokio::test]
async fn the_version_of_the_api_goes_with_every_request_and_handshake_if_it_is_set() {
    for version in [None, Some("1.2.2")] {
        let sim = server().await;
        let builder = || match version {
            Some(version) => builder(&sim).pms_api_version(version),
            None => builder(&sim),
        };
        for (transport, _) in STREAMS {
            let plex = over(builder(), transport);
            synced(&plex).await;
            plex.identity().await.unwrap();
            plex.request(Method::GET, "/identity").send().await.unwrap();
        }
        for (_, path) in STREAMS {
            assert!(!sim.requests_of("GET", path).is_empty(), "{path}");
        }
        for request in sim.requests() {
            let sent = request.header("x-plex-pms-api-version");
            assert_eq!(sent, version, "{request:?}");
        }
        sim.shutdown().await;
    }

    let refused = |builder: PlexBuilder| builder.build().unwrap_err();
    let error = refused(Plex::builder("http://127.0.0.1:1").pms_api_version("newest"));
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let error =
        refused(Plex::builder("http://127.0.0.1:1").header("X-Plex-Pms-Api-Version", "1.2.2"));
    assert!(error.to_string().contains("`pms_api_version`"), "{error}");
}

#[tokio::test]
async fn an_extra_header_never_follows_a_redirect_to_another_origin() {
    let sim = server().await;
    let elsewhere = PlexSim::start().await.unwrap();
    let plex = builder(&sim).header("X-Access-Key", VALUE).build().unwrap();
    for target in [
        elsewhere.url(),
        format!("{}/activities", elsewhere.url()),
        elsewhere.url().replace("127.0.0.1", "localhost"),
    ] {
        sim.answer("GET", "*", StubResponse::redirect(&target));
        let error = plex.activities().list().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect, "{error}");
    }
    assert!(elsewhere.requests().is_empty());
    sim.shutdown().await;
    elsewhere.shutdown().await;
}

#[tokio::test]
async fn a_server_that_repeats_the_value_of_a_header_does_not_get_it_into_an_activity() {
    let sim = server().await;
    for (transport, _) in STREAMS {
        let plex = over(builder(&sim).header("X-Access-Key", REPEATED), transport);
        let mut events = plex.activities().watch();
        let escaped = REPEATED.replace('/', "%2F");
        let uuid = sim
            .activity("media.download")
            .title(format!("from {REPEATED}, in a URL {escaped}"))
            .forever()
            .start();
        let title = loop {
            match events.next().await.unwrap().unwrap() {
                ActivityEvent::Started { activity, .. } if activity.uuid.as_str() == uuid => {
                    break activity.title().to_owned();
                }
                _ => {}
            }
        };
        assert_eq!(title, "from <secret>, in a URL <secret>");
        let list = plex.activities().list().await.unwrap();
        let title = list.iter().find(|one| one.uuid.as_str() == uuid).unwrap();
        assert_eq!(title.title(), "from <secret>, in a URL <secret>");
        sim.end(&uuid);
    }
    sim.shutdown().await;
}

#[tokio::test]
async fn wrong_settings_are_refused_by_build_and_not_shown() {
    let with = || Plex::builder("http://127.0.0.1:1");
    for (builder, expected) in [
        (with().header("X-Plex-Token", VALUE), "set it with `token`"),
        (with().header("Host", VALUE), "sets itself"),
        (with().header("accept", VALUE), "sets itself"),
        (with().header("Sec-WebSocket-Key", VALUE), "sets itself"),
        (
            with().header(VALUE, "X-Access-Key"),
            "character that no name",
        ),
        (
            with().header("X-Access-Key", format!("{VALUE}\n")),
            "line break",
        ),
        (with().header("X-Access-Key", ""), "is empty"),
        (with().proxy(""), "an empty text"),
        (
            with().proxy(format!("proxy:3128/{PASSWORD}")),
            "does not begin",
        ),
        (
            with().proxy(format!("ftp://o:{PASSWORD}@proxy")),
            "scheme ftp",
        ),
        (
            with().proxy(format!("http://o:{PASSWORD}@proxy/x")),
            "a path",
        ),
        (
            with().proxy(format!("http://o:{PASSWORD}@")),
            "got one with",
        ),
    ] {
        let shown = format!("{builder:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(expected), "{expected}: {shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

/// A proxy on 127.0.0.1, which passes everything on unless it is set to answer itself.
struct Proxy {
    url: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    async fn start(refusal: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, refusal, Arc::clone(&seen)));
            }
        });
        Self {
            url: format!("http://owner:{PASSWORD}@{address}"),
            heads,
        }
    }

    /// Its URL without the password.
    fn name(&self) -> String {
        self.url.replace(&format!("owner:{PASSWORD}@"), "")
    }

    /// The heads of the requests that came first on each connection.
    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn serve(
    mut stream: TcpStream,
    refusal: Option<&'static str>,
    heads: Arc<Mutex<Vec<String>>>,
) {
    let Some(head) = read_head(&mut stream).await else {
        return;
    };
    heads.lock().unwrap().push(head.clone());
    if let Some(status) = refusal {
        let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        let _ = stream.write_all(answer.as_bytes()).await;
        return;
    }
    let target = head.split(' ').nth(1).unwrap();
    let mut server = if head.starts_with("CONNECT ") {
        let server = TcpStream::connect(target).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        server
    } else {
        let place = target.strip_prefix("http://").expect("the absolute form");
        let (host, _) = place.split_once('/').unwrap();
        let mut server = TcpStream::connect(host).await.unwrap();
        let head = head.replacen(&format!("http://{host}"), "", 1);
        server.write_all(head.as_bytes()).await.unwrap();
        server
    };
    let _ = copy_bidirectional(&mut stream, &mut server).await;
}

#[tokio::test]
async fn requests_and_handshakes_go_through_the_proxy() {
    let proxy = Proxy::start(None).await;
    let plain = server().await;
    let (secure, pin) = secure_server().await;
    for (transport, _) in STREAMS {
        let plex = over(builder(&plain).proxy(&proxy.url), transport);
        synced(&plex).await;
        plex.activities().list().await.unwrap();
        let builder = builder(&secure).pin_certificate(pin).proxy(&proxy.url);
        synced(&over(builder, transport)).await;
    }
    let heads = proxy.heads();
    for path in [STREAMS[0].1, STREAMS[1].1, "/activities"] {
        let line = format!("GET {}{path}", plain.url());
        assert!(heads.iter().any(|head| head.starts_with(&line)), "{line}");
    }
    let connect = format!("CONNECT {} HTTP/1.1", secure.addr());
    assert!(heads.iter().any(|head| head.starts_with(&connect)));
    for head in &heads {
        let head = head.to_lowercase();
        assert!(head.contains("\r\nproxy-authorization: basic "), "{head}");
        // The proxy of an https server does not see the token.
        assert_eq!(head.contains(SECRET), !head.starts_with("connect "));
    }
    // Every connection of the servers is one of the proxy's.
    let connections = plain.connections_seen() + secure.connections_seen();
    assert_eq!(usize::try_from(connections).unwrap(), heads.len());
    plain.shutdown().await;
    secure.shutdown().await;
}

#[tokio::test]
async fn a_socks_proxy_is_used() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut hello = [0; 2];
                stream.read_exact(&mut hello).await.unwrap();
                let mut methods = vec![0; hello[1].into()];
                stream.read_exact(&mut methods).await.unwrap();
                stream.write_all(&[5, 0]).await.unwrap();
                // Version, command, reserved, and an address of type IPv4 with its port.
                let mut request = [0; 10];
                stream.read_exact(&mut request).await.unwrap();
                let [5, 1, 0, 1, a, b, c, d, high, low] = request else {
                    panic!("{request:?}");
                };
                let port = u16::from_be_bytes([high, low]);
                let place = (std::net::Ipv4Addr::new(a, b, c, d), port);
                let mut server = TcpStream::connect(place).await.unwrap();
                let done = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0];
                stream.write_all(&done).await.unwrap();
                let _ = copy_bidirectional(&mut stream, &mut server).await;
            });
        }
    });
    let sim = server().await;
    for scheme in ["socks5", "socks5h"] {
        let proxied = builder(&sim).proxy(format!("{scheme}://{address}"));
        let plex = over(proxied, Transport::WebSocket);
        synced(&plex).await;
    }
    // Without the proxy there is no way: nothing listens there.
    let dead = builder(&sim)
        .proxy("socks5://127.0.0.1:1")
        .retries(RetryPolicy::none());
    let error = dead.build().unwrap().activities().list().await.unwrap_err();
    names_the_proxy(&error, "socks5://127.0.0.1:1");
    sim.shutdown().await;
}

fn names_the_proxy(error: &Error, proxy: &str) {
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    let shown = format!("{error} {error:?}");
    assert!(shown.contains(proxy), "{shown}");
    assert!(shown.contains("roxy"), "{shown}");
    assert!(!shown.contains("that the server runs"), "{shown}");
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn a_proxy_that_is_away_or_refuses_is_named() {
    let plain = server().await;
    let (secure, pin) = secure_server().await;
    let refusing = Proxy::start(Some("407 Proxy Authentication Required")).await;
    let forbidding = Proxy::start(Some("403 Forbidden")).await;
    let away = format!("http://owner:{PASSWORD}@127.0.0.1:1");
    for builder in [builder(&plain), builder(&secure).pin_certificate(pin)] {
        let through = |proxy: &str| {
            builder
                .clone()
                .proxy(proxy)
                .retries(RetryPolicy::none())
                .build()
                .unwrap()
        };
        let list = async |plex: Plex| plex.activities().list().await.unwrap_err();
        let error = list(through(&away)).await;
        names_the_proxy(&error, "http://127.0.0.1:1");
        assert!(error.to_string().contains("no connection to the proxy"));
        assert!(!error.may_have_been_sent());

        let error = list(through(&refusing.url)).await;
        names_the_proxy(&error, &refusing.name());
        assert!(error.to_string().contains("user name"), "{error}");

        let error = list(through(&forbidding.url)).await;
        assert!(error.to_string().contains(&forbidding.name()), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    // The tunnel is refused before the server is asked.
    let forbidden = builder(&secure)
        .proxy(&forbidding.url)
        .retries(RetryPolicy::none());
    let error = forbidden.build().unwrap().identity().await.unwrap_err();
    names_the_proxy(&error, &forbidding.name());
    assert!(plain.requests().is_empty() && secure.requests().is_empty());
    plain.shutdown().await;
    secure.shutdown().await;
}

#[tokio::test]
async fn a_step_on_the_http_client_keeps_what_the_crate_does_not_set() {
    let sim = PlexSim::builder()
        .token(SECRET)
        .latency(Duration::from_millis(50))
        .start()
        .await
        .unwrap();
    let elsewhere = PlexSim::start().await.unwrap();
    let with_step = builder(&sim).http_client(|builder| {
        builder
            .user_agent("a-step/1")
            // All of these are overruled.
            .timeout(Duration::from_millis(1))
            .read_timeout(Duration::from_millis(1))
            .redirect(reqwest::redirect::Policy::limited(5))
            .proxy(reqwest::Proxy::all("http://127.0.0.1:1").unwrap())
    });
    for (transport, path) in STREAMS {
        let plex = over(with_step.clone(), transport);
        synced(&plex).await;
        plex.activities().list().await.unwrap();
        let requests = sim.requests_of("GET", path);
        assert_eq!(requests[0].header("user-agent"), Some("a-step/1"));
    }
    sim.answer("*", "*", StubResponse::redirect(&elsewhere.url()));
    let error = with_step.build().unwrap().identity().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(elsewhere.requests().is_empty());
    sim.shutdown().await;
    elsewhere.shutdown().await;
}

#[tokio::test]
async fn a_step_on_the_http_client_does_not_lift_the_deadline_of_a_request() {
    let hour = Duration::from_secs(3600);
    let sim = server().await;
    sim.answer("*", "*", StubResponse::hang());
    let plex = builder(&sim)
        .request_timeout(Duration::from_millis(300))
        .http_client(move |builder| builder.timeout(hour).read_timeout(hour))
        .build()
        .unwrap();
    let list = tokio::time::timeout(PATIENCE, plex.activities().list()).await;
    let error = list.expect("a deadline").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    sim.shutdown().await;
}

#[tokio::test]
async fn no_text_has_the_value_of_a_header_or_the_password_of_a_proxy() {
    let told = Captured::log_of_process();
    let proxy = Proxy::start(None).await;
    let refusing = Proxy::start(Some("407 Proxy Authentication Required")).await;
    let plain = server().await;
    let (secure, pin) = secure_server().await;
    let page = format!("<title>{VALUE} {PASSWORD}</title>");
    for builder in [builder(&plain), builder(&secure).pin_certificate(pin)] {
        for proxy in [&proxy, &refusing] {
            for (transport, _) in STREAMS {
                let recorded = told.clone();
                let builder = builder
                    .clone()
                    .header("X-Access-Key", VALUE)
                    .header("Authorization", format!("Bearer {VALUE}"))
                    .proxy(&proxy.url)
                    .retries(RetryPolicy::none())
                    .recorder(move |record| recorded.line(&record.to_string()));
                told.debug(&builder);
                let plex = over(builder, transport);
                told.debug(&plex);
                told.debug(plex.raw());
                match plex.activities().list().await {
                    Ok(list) => {
                        told.debug(&list);
                        synced(&plex).await;
                    }
                    Err(error) => {
                        told.debug(&error);
                        let mut states = plex.connection_states();
                        let _watcher = plex.activities().watch();
                        while states.next().await.unwrap().last_trouble.is_none() {}
                        told.debug(&plex.activities().status());
                    }
                }
            }
        }
    }
    for status in [400, 401, 403, 404, 500, 503, 200] {
        plain.answer("*", "*", StubResponse::html(status, page.clone()));
        let plex = builder(&plain)
            .header("X-Access-Key", VALUE)
            .proxy(&proxy.url)
            .retries(RetryPolicy::none())
            .build()
            .unwrap();
        told.debug(&plex.activities().list().await.unwrap_err());
    }
    let wrong = Plex::builder("http://127.0.0.1:1")
        .token(Token::new(SECRET).unwrap())
        .header("X-Access-Key", format!("{VALUE}\r\n"));
    told.debug(&wrong.build().unwrap_err());

    let text = told.text();
    for part in [
        "plex_api::",
        "reqwest::",
        "hyper_util::",
        "shown: ",
        "server=\"http",
    ] {
        assert!(text.contains(part), "nothing of {part} was captured");
    }
    // The last is the Base64 of user name and password.
    for secret in [
        "hunter2",
        VALUE,
        "b3duZXI6cHJveHktcGFzc3dvcmQtaHVudGVyM",
        SECRET,
    ] {
        let lines = text.lines().filter(|line| line.contains(secret));
        let lines: Vec<&str> = lines.take(5).collect();
        assert!(lines.is_empty(), "{lines:#?}");
    }
    plain.shutdown().await;
    secure.shutdown().await;
}
