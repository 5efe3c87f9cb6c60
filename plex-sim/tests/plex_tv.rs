//! The simulated plex.tv over real sockets: sign-in, keys, tokens, resources, clock and faults.
#![cfg(feature = "plex-tv")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::support;

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use plex_sim::{
    Fault, PlexSim, PlexTv, PlexTvFault, PlexTvSetup, SimConnection, SimResource, StubResponse,
};
use reqwest::{Method, RequestBuilder};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

const CLIENT: &str = "6f0c1d2e-0000-4000-8000-0000000000c1";
const DAY: Duration = Duration::from_secs(86_400);

async fn start(setup: PlexTvSetup) -> PlexSim {
    PlexSim::builder()
        .control(true)
        .plex_tv(setup)
        .start()
        .await
        .unwrap()
}

fn tv(sim: &PlexSim) -> &PlexTv {
    sim.plex_tv().unwrap()
}

/// A request of the client that all tests play, for JSON.
fn request(sim: &PlexSim, method: Method, path: &str) -> RequestBuilder {
    support::client()
        .request(method, format!("{}{path}", tv(sim).url()))
        .header("Accept", "application/json")
        .header("X-Plex-Client-Identifier", CLIENT)
        .header("X-Plex-Product", "a test")
}

/// Status and JSON of an answer; `Null` for a body that is not JSON.
async fn send(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

async fn get(sim: &PlexSim, path: &str) -> (u16, Value) {
    send(request(sim, Method::GET, path)).await
}

async fn get_as(sim: &PlexSim, token: &str, path: &str) -> (u16, Value) {
    let request = request(sim, Method::GET, path);
    send(request.header("X-Plex-Token", token)).await
}

async fn post(sim: &PlexSim, path: &str, body: Value) -> (u16, Value) {
    let request = request(sim, Method::POST, path);
    let typed = request.header("Content-Type", "application/json");
    send(typed.body(body.to_string())).await
}

async fn control(sim: &PlexSim, method: Method, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/sim{path}", tv(sim).url());
    let request = support::client().request(method, url);
    send(request.body(body.to_string())).await
}

/// The code of an error body.
fn code_of(answer: &(u16, Value)) -> (u16, u64) {
    (answer.0, answer.1["errors"][0]["code"].as_u64().unwrap())
}

/// Signs in with a short code and returns the token.
async fn sign_in(sim: &PlexSim) -> String {
    let (status, pin) = post(sim, "/api/v2/pins", json!({})).await;
    assert_eq!(status, 201);
    assert!(tv(sim).link(pin["code"].as_str().unwrap()));
    let (_, pin) = get(sim, &format!("/api/v2/pins/{}", pin["id"])).await;
    pin["authToken"].as_str().unwrap().to_owned()
}

/// A device's key, with its signatures.
struct Device {
    pair: Ed25519KeyPair,
    kid: &'static str,
}

impl Device {
    fn new(seed: u8) -> Self {
        Self {
            pair: Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap(),
            kid: if seed == 1 { "first" } else { "other" },
        }
    }

    fn jwk(&self) -> Value {
        json!({
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": self.kid,
            "x": URL_SAFE_NO_PAD.encode(self.pair.public_key()),
        })
    }

    fn sign(&self, claims: &Value) -> String {
        let header = json!({ "kid": self.kid, "alg": "EdDSA", "typ": "JWT" });
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&header), encode(claims));
        let signature = self.pair.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn claims(&self, sim: &PlexSim, nonce: Option<&str>) -> Value {
        let now = tv(sim).now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let now = now.as_secs();
        let mut claims = json!({
            "aud": "plex.tv", "iss": CLIENT, "iat": now, "exp": now + 300, "scope": "username",
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = nonce.into();
        }
        claims
    }

    /// Signs in with this key and returns the Plex JWT.
    async fn sign_in(&self, sim: &PlexSim) -> String {
        let (status, pin) = post(sim, "/api/v2/pins", json!({ "jwk": self.jwk() })).await;
        assert_eq!(status, 201);
        assert!(tv(sim).link(pin["code"].as_str().unwrap()));
        let jwt = self.sign(&self.claims(sim, None));
        let path = format!("/api/v2/pins/{}?deviceJWT={jwt}", pin["id"]);
        let (_, pin) = get(sim, &path).await;
        pin["authToken"].as_str().unwrap().to_owned()
    }

    async fn nonce(&self, sim: &PlexSim) -> String {
        let (status, nonce) = get(sim, "/api/v2/auth/nonce").await;
        assert_eq!(status, 200);
        nonce["nonce"].as_str().unwrap().to_owned()
    }

    async fn exchange(&self, sim: &PlexSim, claims: &Value) -> (u16, Value) {
        let jwt = self.sign(claims);
        post(sim, "/api/v2/auth/token", json!({ "jwt": jwt })).await
    }

    async fn refresh(&self, sim: &PlexSim) -> (u16, Value) {
        let nonce = self.nonce(sim).await;
        self.exchange(sim, &self.claims(sim, Some(&nonce))).await
    }
}

#[tokio::test]
async fn a_short_code_is_linked_and_gives_a_token() {
    let sim = start(PlexTvSetup::new()).await;
    let (status, pin) = post(&sim, "/api/v2/pins", json!({})).await;
    assert_eq!(status, 201);
    let code = pin["code"].as_str().unwrap();
    assert_eq!((code.len(), &pin["expiresIn"]), (4, &json!(900)));
    assert_eq!(pin["authToken"], Value::Null);
    let path = format!("/api/v2/pins/{}", pin["id"]);
    assert_eq!(get(&sim, &path).await.1["authToken"], Value::Null);
    let linked = control(&sim, Method::POST, "/link", json!({ "code": code })).await;
    assert_eq!(linked, (200, json!({ "ok": true })));
    // Another client never gets it.
    let other = support::client().get(format!("{}{path}", tv(&sim).url()));
    let other = other
        .header("Accept", "application/json")
        .header("X-Plex-Client-Identifier", "another");
    assert_eq!(send(other).await.1["authToken"], Value::Null);
    let (_, pin) = get(&sim, &path).await;
    let token = pin["authToken"].as_str().unwrap();
    assert_eq!((token.len(), &pin["newRegistration"]), (20, &json!(false)));
    assert_eq!(get(&sim, &path).await.1["authToken"], token);
    let (status, user) = get_as(&sim, token, "/api/v2/user").await;
    assert_eq!((status, &user["username"]), (200, &json!("sam")));
    let ping = get_as(&sim, token, "/api/v2/ping").await;
    assert_eq!(ping, (200, json!({ "pong": true })));
    let again = control(&sim, Method::POST, "/link", json!({ "code": code })).await;
    assert_eq!(again.0, 404);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_strong_code_is_for_the_browser_and_needs_an_identifier() {
    let sim = start(PlexTvSetup::new()).await;
    for path in ["/api/v2/pins?strong=true", "/api/v2/pins?strong=True"] {
        let (status, pin) = send(request(&sim, Method::POST, path)).await;
        let code = pin["code"].as_str().unwrap();
        assert_eq!((status, code.len()), (201, 25));
        assert_eq!(pin["expiresIn"], 1800);
        // plex.tv/link takes short codes only; the browser's page takes this one.
        let token = tv(&sim).account_token("another");
        let link = request(&sim, Method::PUT, "/api/v2/pins/link")
            .header("X-Plex-Token", &token)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(format!("code={code}"));
        assert_eq!(code_of(&send(link).await), (404, 1020));
        assert!(tv(&sim).link(code));
    }
    let url = format!("{}/api/v2/pins", tv(&sim).url());
    let bare = support::client()
        .post(&url)
        .header("Accept", "application/json");
    assert_eq!(code_of(&send(bare).await), (400, 1000));
    // XML without the header.
    let xml = support::client()
        .post(url)
        .header("X-Plex-Client-Identifier", "x");
    let text = xml.send().await.unwrap().text().await.unwrap();
    assert!(
        text.contains("<pin id=\"") && text.contains("authToken=\"\""),
        "{text}"
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_signed_in_client_links_another() {
    let sim = start(PlexTvSetup::new()).await;
    let (_, pin) = post(&sim, "/api/v2/pins", json!({})).await;
    let link = |code: &str, token: &str| {
        request(&sim, Method::PUT, "/api/v2/pins/link")
            .header("X-Plex-Token", token)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(format!("code={code}"))
    };
    let token = tv(&sim).account_token("another");
    assert_eq!(send(link("0000", &token)).await.0, 404);
    let code = pin["code"].as_str().unwrap();
    assert_eq!(code_of(&send(link(code, "wrong")).await), (401, 1001));
    assert_eq!(send(link(code, &token)).await.0, 204);
    let (_, pin) = get(&sim, &format!("/api/v2/pins/{}", pin["id"])).await;
    assert!(pin["authToken"].is_string());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_pin_ends_by_the_clock_in_each_form() {
    let sim = start(PlexTvSetup::new()).await;
    let (_, pin) = post(&sim, "/api/v2/pins", json!({})).await;
    let (_, kept) = post(&sim, "/api/v2/pins", json!({})).await;
    let path = format!("/api/v2/pins/{}", pin["id"]);
    let moved = control(&sim, Method::POST, "/clock", json!({ "advance": "880s" })).await;
    assert_eq!(moved.0, 200);
    let left = get(&sim, &path).await.1["expiresIn"].as_u64().unwrap();
    assert!((15..=20).contains(&left), "{left}");
    // Linked in the last seconds, and polled after the end.
    assert!(tv(&sim).link(kept["code"].as_str().unwrap()));
    tv(&sim).advance(Duration::from_secs(60));
    assert_eq!(code_of(&get(&sim, &path).await), (404, 1020));
    tv(&sim).fault(PlexTvFault::PinGone);
    assert_eq!(get(&sim, &path).await.0, 410);
    tv(&sim).lift(PlexTvFault::PinGone);
    tv(&sim).fault(PlexTvFault::PinNull);
    let (status, null) = get(&sim, &path).await;
    assert_eq!((status, &null["expiresIn"]), (200, &json!(0)));
    assert_eq!(null["authToken"], Value::Null);
    assert!(!tv(&sim).link(pin["code"].as_str().unwrap()));
    let (_, kept) = get(&sim, &format!("/api/v2/pins/{}", kept["id"])).await;
    assert!(kept["authToken"].is_string());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_denied_pin_says_nothing_until_its_end() {
    let sim = start(PlexTvSetup::new()).await;
    let (_, pin) = post(&sim, "/api/v2/pins", json!({})).await;
    let code = pin["code"].as_str().unwrap();
    assert_eq!(tv(&sim).waiting_codes(), [code]);
    assert!(tv(&sim).deny(code) && !tv(&sim).link(code));
    let path = format!("/api/v2/pins/{}", pin["id"]);
    assert_eq!(get(&sim, &path).await.1["authToken"], Value::Null);
    tv(&sim).advance(Duration::from_secs(901));
    assert_eq!(get(&sim, &path).await.0, 404);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_key_gives_signed_tokens_that_expire_and_are_renewed() {
    let sim = start(PlexTvSetup::new()).await;
    let device = Device::new(1);
    let (_, pin) = post(
        &sim,
        "/api/v2/pins",
        json!({ "jwk": device.jwk(), "strong": true }),
    )
    .await;
    assert!(tv(&sim).link(pin["code"].as_str().unwrap()));
    let path = format!("/api/v2/pins/{}", pin["id"]);
    // No token without the proof, and none with the proof of another key.
    assert_eq!(get(&sim, &path).await.1["authToken"], Value::Null);
    let forged = Device::new(2).sign(&device.claims(&sim, None));
    assert_eq!(
        get(&sim, &format!("{path}?deviceJWT={forged}")).await.0,
        422
    );
    let jwt = device.sign(&device.claims(&sim, None));
    let (_, pin) = get(&sim, &format!("{path}?deviceJWT={jwt}")).await;
    let token = pin["authToken"].as_str().unwrap();
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap());
    let claims: Value = serde_json::from_slice(&claims.unwrap()).unwrap();
    assert_eq!(claims["aud"], json!(["plex.tv", CLIENT]));
    assert_eq!(
        (&claims["iss"], &claims["thumbprint"]),
        (&json!("plex.tv"), &json!("first"))
    );
    let life = claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap();
    assert_eq!(life, 7 * 86_400);
    assert_eq!(get_as(&sim, token, "/api/v2/user").await.0, 200);
    tv(&sim).advance(8 * DAY);
    assert_eq!(get_as(&sim, token, "/api/v2/user").await.0, 498);
    // Renewed after the end too.
    let (status, renewed) = device.refresh(&sim).await;
    assert_eq!(status, 200);
    let renewed = renewed["auth_token"].as_str().unwrap();
    assert_eq!(get_as(&sim, renewed, "/api/v2/user").await.0, 200);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_exchange_is_checked_in_each_of_its_parts() {
    let sim = start(PlexTvSetup::new()).await;
    let device = Device::new(1);
    device.sign_in(&sim).await;
    let nonce = device.nonce(&sim).await;
    let good = device.claims(&sim, Some(&nonce));
    let with = |key: &str, value: Value| {
        let mut claims = good.clone();
        claims[key] = value;
        claims
    };
    let past = good["iat"].as_u64().unwrap() - 10;
    for (claims, expected) in [
        (with("iss", json!("another")), (422, 1097)),
        (with("aud", json!("plex.example.org")), (422, 1098)),
        (with("exp", json!(past)), (422, 1098)),
        (with("iat", json!(past + 1000)), (422, 1098)),
        (with("nonce", json!("unknown")), (422, 1096)),
        (device.claims(&sim, None), (400, 1090)),
    ] {
        let answer = device.exchange(&sim, &claims).await;
        assert_eq!(code_of(&answer), expected, "{claims}");
    }
    let other = Device::new(2).exchange(&sim, &good).await;
    assert_eq!(code_of(&other), (422, 1097));
    let malformed = post(&sim, "/api/v2/auth/token", json!({ "jwt": "a.b.c" })).await;
    assert_eq!(malformed.0, 400);
    assert_eq!(device.exchange(&sim, &good).await.0, 200);
    // A nonce works once, and for five minutes.
    assert_eq!(code_of(&device.exchange(&sim, &good).await), (422, 1096));
    let late = device.nonce(&sim).await;
    tv(&sim).advance(Duration::from_secs(301));
    let late = device.claims(&sim, Some(&late));
    assert_eq!(code_of(&device.exchange(&sim, &late).await), (422, 1096));
    let url = format!("{}/api/v2/auth/nonce", tv(&sim).url());
    assert_eq!(support::get(url).await.unwrap().status(), 422);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_key_belongs_to_one_device_and_ends_its_legacy_token() {
    let sim = start(PlexTvSetup::new()).await;
    let device = Device::new(1);
    let legacy = sign_in(&sim).await;
    let register = |token: &str| {
        request(&sim, Method::POST, "/api/v2/auth/jwk")
            .header("X-Plex-Token", token)
            .header("Content-Type", "application/json")
            .body(json!({ "jwk": device.jwk() }).to_string())
    };
    assert_eq!(send(register(&legacy)).await.0, 201);
    assert_eq!(get_as(&sim, &legacy, "/api/v2/user").await.0, 200);
    let other = tv(&sim).account_token("another device");
    assert_eq!(code_of(&send(register(&other)).await), (422, 1099));
    assert_eq!(device.refresh(&sim).await.0, 200);
    assert_eq!(get_as(&sim, &legacy, "/api/v2/user").await.0, 401);
    // The user removes the device.
    assert!(tv(&sim).remove_device(CLIENT));
    assert_eq!(code_of(&device.refresh(&sim).await), (422, 1097));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn keys_rotate_and_the_list_may_lag_behind() {
    let sim = start(PlexTvSetup::new()).await;
    let keys = async || {
        let keys = get(&sim, "/api/v2/auth/keys").await.1;
        keys["keys"].as_array().unwrap().clone()
    };
    let device = Device::new(1);
    device.sign_in(&sim).await;
    let first = keys().await;
    assert_eq!(control(&sim, Method::POST, "/keys", json!({})).await.0, 200);
    let stale = PlexTvFault::StaleKeys;
    tv(&sim).fault_on(stale, "/api/v2/auth/keys", Some(1));
    assert_eq!(keys().await, first);
    let both = keys().await;
    assert_eq!((both.len(), &both[0]), (2, &first[0]));
    let renewed = device.refresh(&sim).await.1;
    let header = renewed["auth_token"].as_str().unwrap().split('.').next();
    let header = URL_SAFE_NO_PAD.decode(header.unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    assert_eq!(header["kid"], both[1]["kid"]);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn signing_out_ends_the_token() {
    let sim = start(PlexTvSetup::new()).await;
    let token = sign_in(&sim).await;
    let out = request(&sim, Method::DELETE, "/api/v2/users/signout");
    let out = send(out.header("X-Plex-Token", &token)).await;
    assert_eq!(out.0, 204);
    assert_eq!(get_as(&sim, &token, "/api/v2/ping").await.0, 401);
    let token = sign_in(&sim).await;
    tv(&sim).sign_out_everywhere();
    assert_eq!(
        code_of(&get_as(&sim, &token, "/api/v2/user").await),
        (401, 1001)
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_server_takes_its_own_tokens_and_no_account_token() {
    let sim = start(PlexTvSetup::new().user("kim")).await;
    let account = sign_in(&sim).await;
    let (_, list) = get_as(&sim, &account, "/api/v2/resources?includeRelay=1").await;
    let server = &list[0];
    assert_eq!(server["clientIdentifier"], sim.machine_identifier());
    assert_eq!(
        (&server["owned"], &server["provides"]),
        (&json!(true), &json!("server"))
    );
    assert_eq!(server["connections"][0]["uri"], sim.url());
    let token = server["accessToken"].as_str().unwrap();
    let status = async |token: &str| {
        let request = support::client().get(format!("{}/activities", sim.url()));
        let answer = request.header("X-Plex-Token", token).send().await.unwrap();
        answer.status().as_u16()
    };
    assert_eq!(status(&account).await, 401);
    assert_eq!(status(token).await, 200);
    // Another user has another token, and fewer rights.
    let (_, pin) = post(&sim, "/api/v2/pins", json!({})).await;
    assert!(tv(&sim).link_as("kim", pin["code"].as_str().unwrap()));
    let (_, pin) = get(&sim, &format!("/api/v2/pins/{}", pin["id"])).await;
    let kim = pin["authToken"].as_str().unwrap().to_owned();
    let (_, list) = get_as(&sim, &kim, "/api/v2/resources").await;
    assert_eq!(
        (&list[0]["owned"], &list[0]["sourceTitle"]),
        (&json!(false), &json!("sam"))
    );
    let shared = list[0]["accessToken"].as_str().unwrap();
    assert_eq!(status(shared).await, 200);
    let refresh = support::client().get(format!("{}/library/sections/1/refresh", sim.url()));
    let refresh = refresh.header("X-Plex-Token", shared).send().await.unwrap();
    assert_eq!(refresh.status(), 401);
    // Replaced tokens are refused, the new ones are listed.
    tv(&sim).replace_server_tokens();
    assert_eq!((status(token).await, status(shared).await), (401, 401));
    let again = tv(&sim).server_token();
    assert_eq!(status(&again).await, 200);
    // The server's own device has a token with the owner's rights.
    let account = tv(&sim).account_token("another");
    let (_, devices) = get_as(&sim, &account, "/api/v2/devices").await;
    let own = devices[0]["token"].as_str().unwrap();
    assert_eq!(status(own).await, 200);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn server_tokens_that_are_jwts_end_after_a_week() {
    let sim = start(PlexTvSetup::new().jwt_server_tokens(true)).await;
    let token = tv(&sim).server_token();
    assert_eq!(token.split('.').count(), 3);
    let status = async |token: &str| {
        let request = support::client().get(format!("{}/activities", sim.url()));
        let answer = request.header("X-Plex-Token", token).send().await.unwrap();
        answer.status().as_u16()
    };
    assert_eq!(status(&token).await, 200);
    tv(&sim).advance(8 * DAY);
    assert_eq!(status(&token).await, 401);
    assert_eq!(status(&tv(&sim).server_token()).await, 200);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn connections_are_what_they_are_called() {
    let sim = start(PlexTvSetup::new()).await;
    tv(&sim)
        .set_connections([
            SimConnection::good(),
            SimConnection::refused(),
            SimConnection::impostor("another-machine").remote(),
            SimConnection::slow(Duration::from_millis(30)).relay(),
            SimConnection::black_hole(),
            SimConnection::to("https://203.0.113.7:8443"),
        ])
        .unwrap();
    let account = tv(&sim).account_token(CLIENT);
    let (_, list) = get_as(&sim, &account, "/api/v2/resources").await;
    assert_eq!(
        list[0]["connections"].as_array().unwrap().len(),
        5,
        "without the relay"
    );
    let (_, list) = get_as(&sim, &account, "/api/v2/resources?includeRelay=1").await;
    let flags: Vec<_> = list[0]["connections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["local"].as_bool().unwrap(),
                one["relay"].as_bool().unwrap(),
            )
        })
        .collect();
    let local = (true, false);
    assert_eq!(
        flags,
        [local, local, (false, false), (false, true), local, local]
    );
    let urls = tv(&sim).connection_urls();
    let identity = async |url: &str| {
        let client = support::client_builder().timeout(Duration::from_millis(300));
        let request = client.build().unwrap().get(format!("{url}/identity"));
        let answer = request.header("Accept", "application/json").send().await?;
        let body = answer.text().await?;
        let body: Value = serde_json::from_str(&body).unwrap();
        let found = body["MediaContainer"]["machineIdentifier"].clone();
        Ok::<_, reqwest::Error>(found.as_str().unwrap().to_owned())
    };
    assert_eq!(identity(&urls[0]).await.unwrap(), sim.machine_identifier());
    assert!(identity(&urls[1]).await.unwrap_err().is_connect());
    assert_eq!(identity(&urls[2]).await.unwrap(), "another-machine");
    assert_eq!(identity(&urls[3]).await.unwrap(), sim.machine_identifier());
    assert!(identity(&urls[4]).await.unwrap_err().is_timeout());
    assert_eq!(list[0]["connections"][5]["address"], "203.0.113.7");
    assert_eq!(list[0]["connections"][5]["port"], 8443);
    // The log tells who was asked.
    let log = tv(&sim).request_log();
    let asked = log.iter().filter(|request| request.path == "/identity");
    let asked: Vec<_> = asked.map(|request| request.to.as_str()).collect();
    assert_eq!(asked, ["server", "impostor-1", "server"]);
    // The ports close when they are not listed any more.
    tv(&sim).set_connections([SimConnection::good()]).unwrap();
    assert!(identity(&urls[2]).await.unwrap_err().is_connect());
    assert!(
        tv(&sim)
            .set_connections([SimConnection::to("no address")])
            .is_err()
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn lists_have_whatever_a_test_puts_there() {
    let sim = start(PlexTvSetup::new()).await;
    let many = (0..200).map(|number| SimResource::server("Box", format!("machine-{number}")));
    tv(&sim).set_resources(many).unwrap();
    let account = tv(&sim).account_token(CLIENT);
    let (_, list) = get_as(&sim, &account, "/api/v2/resources").await;
    assert_eq!(list.as_array().unwrap().len(), 200);
    assert_eq!(list[7]["connections"], json!([]));
    let player = SimResource::player("Phone", "p-1").extra("newField", json!({ "a": [1] }));
    let shared = SimResource::server("Box", "machine-0")
        .shared_by("kim")
        .provides("client, server")
        .presence(false);
    tv(&sim).set_resources([player, shared]).unwrap();
    let (_, list) = get_as(&sim, &account, "/api/v2/resources").await;
    assert_eq!(list[0]["accessToken"], Value::Null);
    assert_eq!(list[0]["newField"]["a"], json!([1]));
    assert_eq!(
        (&list[1]["owned"], &list[1]["sourceTitle"]),
        (&json!(false), &json!("kim"))
    );
    assert_eq!(list[1]["provides"], "client, server");
    let body = json!([
        { "name": "Attic", "clientIdentifier": "m-2", "accessToken": null, "connections": [
            { "kind": "slow", "delay": "2s", "relay": true },
            { "kind": "uri", "uri": "http://192.168.1.20:32400" } ] },
    ]);
    assert_eq!(control(&sim, Method::PUT, "/resources", body).await.0, 200);
    let (_, list) = get_as(&sim, &account, "/api/v2/resources?includeRelay=1").await;
    assert_eq!(
        (&list[0]["name"], &list[0]["relay"]),
        (&json!("Attic"), &json!(true))
    );
    assert_eq!(list[0]["connections"][1]["address"], "192.168.1.20");
    let wrong = json!([{ "name": "x", "connections": [{ "kind": "good", "delay": "1s" }] }]);
    let (status, said) = control(&sim, Method::PUT, "/resources", wrong).await;
    let said = said["error"].as_str().unwrap().to_owned();
    assert!(status == 400 && said.contains("has no `delay`"), "{said}");
    tv(&sim).set_resources([]).unwrap();
    assert_eq!(
        get_as(&sim, &account, "/api/v2/resources").await.1,
        json!([])
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_old_forms_are_xml() {
    let sim = start(PlexTvSetup::new().user("kim")).await;
    tv(&sim)
        .set_connections([SimConnection::good(), SimConnection::good().relay()])
        .unwrap();
    let token = tv(&sim).account_token(CLIENT);
    let text = async |path: &str| {
        let request = support::client().get(format!("{}{path}", tv(&sim).url()));
        let request = request
            .header("X-Plex-Token", &token)
            .header("Accept", "*/*");
        request.send().await.unwrap().text().await.unwrap()
    };
    let new = text("/api/v2/resources?includeRelay=1").await;
    assert!(
        new.contains("<resources>") && new.contains("relay=\"1\" IPv6=\"0\""),
        "{new}"
    );
    for path in ["/api/resources?includeRelay=1", "/resources?includeRelay=1"] {
        let old = text(path).await;
        assert!(old.contains("<MediaContainer size=\"1\">"), "{old}");
        assert!(old.contains("createdAt=\"1609503144\""), "{old}");
        assert_eq!(old.matches("<Connection ").count(), 2);
        // The server's, and the one of the relay: it is absent when false.
        assert_eq!(old.matches(" relay=").count(), 2, "{old}");
    }
    assert!(
        text("/devices.xml")
            .await
            .contains(&format!("token=\"{token}\""))
    );
    assert!(text("/api/v2/ping").await.contains("<pong>1</pong>"));
    assert!(text("/api/v2/user").await.contains("scrobbleTypes=\"\""));
    assert!(text("/nothing").await.contains("<error code=\"1002\""));
    let others = text("/api/users").await;
    assert!(others.contains("<MediaContainer size=\"1\">") && others.contains("title=\"kim\""));
    let shared = format!("<Server machineIdentifier=\"{}\"", sim.machine_identifier());
    assert!(others.contains(&shared), "{others}");
    // The server calls its accounts by the same names.
    let accounts = support::client().get(format!("{}/accounts", sim.url()));
    let accounts = accounts.header("X-Plex-Token", tv(&sim).server_token());
    let accounts = accounts.send().await.unwrap().text().await.unwrap();
    assert!(
        accounts.contains("id=\"1\" key=\"/accounts/1\" name=\"sam\""),
        "{accounts}"
    );
    let id = text("/devices.xml").await;
    let id = id
        .split("id=\"")
        .nth(2)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let remove = request(&sim, Method::DELETE, &format!("/devices/{id}.xml"));
    assert_eq!(send(remove.header("X-Plex-Token", &token)).await.0, 200);
    assert_eq!(get_as(&sim, &token, "/api/v2/user").await.0, 401);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_log_names_secrets_and_shows_none() {
    let sim = start(PlexTvSetup::new()).await;
    let device = Device::new(1);
    let account = device.sign_in(&sim).await;
    let refreshed = device.refresh(&sim).await.1;
    get_as(&sim, &account, "/api/v2/resources").await;
    let server = tv(&sim).server_token();
    let ask = support::client().get(format!("{}/activities?X-Plex-Token={server}", sim.url()));
    ask.header("X-Plex-Token", &account).send().await.unwrap();
    let log = tv(&sim).request_log();
    let last = log.last().unwrap();
    assert_eq!(
        (last.to.as_str(), last.path.as_str()),
        ("server", "/activities")
    );
    assert!(
        last.contains("<account-token-1>") && last.contains("<server-token-1>"),
        "{last:?}"
    );
    let sent = log
        .iter()
        .find(|request| request.path == "/api/v2/auth/token")
        .unwrap();
    assert_eq!(sent.body, "{\"jwt\":\"<device-jwt-2>\"}");
    let renewed = refreshed["auth_token"].as_str().unwrap();
    let name = tv(&sim).name_of_secret(renewed);
    assert_eq!(name.as_deref(), Some("<account-token-2>"));
    let all = control(&sim, Method::GET, "/requests?to=server", json!(null))
        .await
        .1;
    assert_eq!(all.as_array().unwrap().len(), 1);
    for text in [format!("{log:?}"), all.to_string()] {
        assert!(
            !text.contains(&account) && !text.contains(&server),
            "{text}"
        );
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_date_follows_the_clock() {
    let sim = start(PlexTvSetup::new()).await;
    let date = async || {
        let answer = support::get(format!("{}/api/v2/auth/keys", tv(&sim).url())).await;
        let date = answer.unwrap().headers()["date"]
            .to_str()
            .unwrap()
            .to_owned();
        httpdate::parse_http_date(&date).unwrap()
    };
    let before = date().await;
    let moved = control(&sim, Method::POST, "/clock", json!({ "advance": "8d" })).await;
    assert_eq!(moved.0, 200);
    let after = date().await;
    assert_eq!(after.duration_since(before).unwrap().as_secs() / 86_400, 8);
    tv(&sim).rewind(9 * DAY);
    assert!(date().await < before);
    for wrong in [
        json!({}),
        json!({ "advance": "1d", "rewind": "1d" }),
        json!({ "back": 1 }),
    ] {
        assert_eq!(control(&sim, Method::POST, "/clock", wrong).await.0, 400);
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn each_fault_answers_as_its_name_says() {
    let sim = start(PlexTvSetup::new()).await;
    let device = Device::new(1);
    device.sign_in(&sim).await;
    let token = tv(&sim).account_token("another");
    let raw = async |path: &str| {
        let request = request(&sim, Method::GET, path).header("X-Plex-Token", &token);
        request.send().await
    };
    let user = "/api/v2/user";
    for (fault, expected) in [
        (PlexTvFault::TokenExpired, (498, 1091)),
        (PlexTvFault::TokenRefused, (401, 1001)),
    ] {
        tv(&sim).fault(fault);
        assert_eq!(code_of(&get_as(&sim, &token, user).await), expected);
        assert_eq!(
            get(&sim, "/api/v2/auth/keys").await.0,
            200,
            "needs no token"
        );
        tv(&sim).lift_faults();
    }
    for (fault, expected) in [
        (PlexTvFault::SignatureRefused, (422, 1098)),
        (PlexTvFault::KeyMissing, (422, 1097)),
        (PlexTvFault::Malformed, (400, 1090)),
    ] {
        tv(&sim).fault(fault);
        assert_eq!(code_of(&device.refresh(&sim).await), expected);
        tv(&sim).lift(fault);
    }
    tv(&sim).fault(PlexTvFault::ThumbprintTaken);
    let pin = post(&sim, "/api/v2/pins", json!({ "jwk": device.jwk() })).await;
    assert_eq!(code_of(&pin), (422, 1099));
    assert_eq!(post(&sim, "/api/v2/pins", json!({})).await.0, 201);
    tv(&sim).lift_faults();

    let limited = json!({ "name": "rate-limited", "retryAfter": "5s", "times": 1, "path": "*" });
    assert_eq!(control(&sim, Method::POST, "/faults", limited).await.0, 200);
    let answer = raw(user).await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (429, &"5".parse().unwrap())
    );
    assert_eq!(raw(user).await.unwrap().status(), 200, "once");
    tv(&sim).fault(PlexTvFault::RateLimited { retry_after: None });
    assert!(
        raw(user)
            .await
            .unwrap()
            .headers()
            .get("retry-after")
            .is_none()
    );
    tv(&sim).lift_faults();

    tv(&sim).fault(PlexTvFault::CutAnswers);
    assert!(raw(user).await.unwrap().text().await.is_err());
    tv(&sim).fault(PlexTvFault::DropAnswers);
    assert!(raw(user).await.is_err());
    tv(&sim).fault(PlexTvFault::HtmlAnswers);
    assert_eq!(
        raw(user).await.unwrap().headers()["content-type"],
        "text/html"
    );
    tv(&sim).fault(PlexTvFault::LargeAnswers);
    assert!(raw(user).await.unwrap().bytes().await.unwrap().len() > 1_000_000);
    tv(&sim).fault(PlexTvFault::RedirectAnswers);
    let client = support::client_builder().redirect(reqwest::redirect::Policy::none());
    let url = format!("{}{user}", tv(&sim).url());
    let redirect = client.build().unwrap().get(url).send().await.unwrap();
    assert_eq!(
        redirect.headers()["location"],
        "https://elsewhere.invalid/api/v2/user"
    );
    tv(&sim).fault(PlexTvFault::GzipAnswers);
    let packed = raw(user).await.unwrap();
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    assert!(packed.bytes().await.unwrap().starts_with(&[0x1f, 0x8b]));
    tv(&sim).lift_faults();
    tv(&sim).fault(PlexTvFault::Slow(Duration::from_secs(3600)));
    let client = support::client_builder().timeout(Duration::from_millis(100));
    let url = format!("{}{user}", tv(&sim).url());
    let slow = client.build().unwrap().get(url).send().await;
    assert!(slow.unwrap_err().is_timeout());
    tv(&sim).lift_faults();

    // The connections have the faults of the server's.
    tv(&sim).connection_fault(Fault::Down);
    assert!(raw(user).await.is_err());
    tv(&sim).lift_faults();
    let unknown = control(&sim, Method::POST, "/faults", json!("quake")).await;
    assert_eq!(unknown.0, 400);
    assert_eq!(
        control(&sim, Method::POST, "/faults", json!("cut-connections"))
            .await
            .0,
        200
    );
    assert_eq!(
        control(&sim, Method::DELETE, "/faults", json!(null))
            .await
            .0,
        200
    );
    tv(&sim).answer("GET", user, StubResponse::empty(503).times(1));
    assert_eq!(raw(user).await.unwrap().status(), 503);
    assert_eq!(raw(user).await.unwrap().status(), 200);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_person_approves_on_a_page() {
    let sim = start(PlexTvSetup::new()).await;
    let (_, pin) = post(&sim, "/api/v2/pins", json!({})).await;
    let url = |path: &str| format!("{}{path}", tv(&sim).url());
    for path in ["/link", "/auth"] {
        let page = support::get(url(path)).await.unwrap().text().await.unwrap();
        assert!(
            page.contains("<form method=\"post\" action=\"/link\">"),
            "{page}"
        );
    }
    let approve = async |code: &str| {
        let request = support::client().post(url("/link"));
        let form = request.header("Content-Type", "application/x-www-form-urlencoded");
        form.body(format!("code={code}"))
            .send()
            .await
            .unwrap()
            .status()
    };
    assert_eq!(approve("0000").await, 404);
    assert_eq!(
        approve(&pin["code"].as_str().unwrap().to_lowercase()).await,
        200
    );
    let (_, pin) = get(&sim, &format!("/api/v2/pins/{}", pin["id"])).await;
    let token = pin["authToken"].as_str().unwrap();
    let (_, claim) = get_as(&sim, token, "/api/claim/token.json").await;
    assert!(claim["token"].as_str().unwrap().starts_with("claim-"));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn control_is_off_unless_the_server_has_it() {
    let builder = PlexSim::builder().plex_tv(PlexTvSetup::new());
    let sim = builder.start().await.unwrap();
    let answer = support::get(format!("{}/sim/", tv(&sim).url()))
        .await
        .unwrap();
    assert_eq!(answer.status(), 404);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_proxy_answers_for_plex_tv_and_for_nobody_else() {
    let sim = start(PlexTvSetup::new()).await;
    let state = control(&sim, Method::GET, "/", json!(null)).await.1;
    assert_eq!(state["proxy"], tv(&sim).proxy_url());
    let certificate = reqwest::Certificate::from_pem(tv(&sim).ca_pem().as_bytes());
    let client = support::client_builder()
        .proxy(reqwest::Proxy::all(tv(&sim).proxy_url()).unwrap())
        .tls_certs_only([certificate.unwrap()])
        .build()
        .unwrap();
    for host in ["plex.tv", "clients.plex.tv"] {
        let url = format!("https://{host}/api/v2/auth/keys");
        let answer = client.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }
    assert!(client.get("https://example.org/").send().await.is_err());
    assert_eq!(tv(&sim).requests_of("GET", "/api/v2/auth/keys").len(), 2);
    sim.finish().await.unwrap();
}
