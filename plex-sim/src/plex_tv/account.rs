//! The state of the account service, and the rules by which it changes: users, PINs, devices with
//! their keys, tokens.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::plex_tv::api_error::ApiError;
use crate::plex_tv::fault::FaultRules;
use crate::plex_tv::jwt::{DeviceJwt, DeviceKey, SigningKey};
use crate::plex_tv::listed::ListedResource;
use crate::plex_tv::secret_names::SecretNames;

/// The life of a PIN for the browser, of one to type, of a nonce, of a Plex JWT, in seconds.
const STRONG_PIN: u64 = 1800;
const SHORT_PIN: u64 = 900;
const NONCE: u64 = 300;
const JWT: u64 = 7 * 86_400;

/// The largest lead of a device's clock, in seconds.
const SKEW: u64 = 60;

/// The largest number of PINs, and of nonces, that are kept; the oldest are forgotten.
const LIMIT: usize = 10_000;

const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const SMALL_LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// A person with an account.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
}

/// A program, as its requests describe it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClientInfo {
    pub(crate) identifier: String,
    pub(crate) product: String,
    pub(crate) version: String,
    pub(crate) platform: String,
    pub(crate) device: String,
    pub(crate) name: String,
}

/// A request for a sign-in.
#[derive(Debug, Clone)]
pub(crate) struct Pin {
    pub(crate) id: u64,
    pub(crate) code: String,
    pub(crate) is_strong: bool,
    pub(crate) client: ClientInfo,
    pub(crate) created_at: u64,
    pub(crate) expires_at: u64,
    pub(crate) answer: PinAnswer,
    key: Option<DeviceKey>,
    /// Given out once; later polls get the same.
    token: Option<String>,
}

/// The person's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PinAnswer {
    None,
    Denied,
    /// The index of the user.
    Linked(usize),
}

/// An entry of the user's "Authorized Devices".
#[derive(Debug, Clone)]
pub(crate) struct Device {
    pub(crate) id: u64,
    pub(crate) client: ClientInfo,
    /// The index of the user.
    pub(crate) user: usize,
    pub(crate) token: Option<String>,
    pub(crate) created_at: u64,
    pub(crate) last_seen_at: u64,
    key: Option<DeviceKey>,
}

impl Device {
    /// The entry of the simulated server, with its own token.
    pub(crate) fn of_server(
        machine_identifier: &str,
        version: &str,
        token: String,
        (created_at, last_seen_at): (u64, u64),
    ) -> Self {
        Self {
            id: 1,
            client: ClientInfo {
                identifier: machine_identifier.to_owned(),
                product: "Plex Media Server".to_owned(),
                version: version.to_owned(),
                platform: "Linux".to_owned(),
                device: "PC".to_owned(),
                name: "plex-sim".to_owned(),
            },
            user: 0,
            token: Some(token),
            created_at,
            last_seen_at,
            key: None,
        }
    }
}

/// The access that a token gives.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    /// The index of the user.
    pub(crate) user: usize,
    /// The client identifier of the device.
    device: String,
    expires_at: Option<u64>,
}

/// The state of the running service.
#[derive(Debug)]
pub(crate) struct AccountState {
    pub(crate) users: Vec<User>,
    pub(crate) pins: BTreeMap<u64, Pin>,
    pub(crate) devices: Vec<Device>,
    pub(crate) resources: Vec<ListedResource>,
    pub(crate) secrets: SecretNames,
    pub(crate) faults: FaultRules,
    /// The service's keys, oldest first; the newest signs.
    keys: Vec<SigningKey>,
    /// Each with its end.
    nonces: BTreeMap<String, u64>,
    tokens: BTreeMap<String, Grant>,
    last_id: u64,
}

impl AccountState {
    /// `None` when no key can be made.
    pub(crate) fn new(users: Vec<User>) -> Option<Self> {
        Some(Self {
            users,
            pins: BTreeMap::new(),
            devices: Vec::new(),
            resources: Vec::new(),
            secrets: SecretNames::default(),
            faults: FaultRules::default(),
            keys: vec![SigningKey::generate()?],
            nonces: BTreeMap::new(),
            tokens: BTreeMap::new(),
            last_id: 564_964_750,
        })
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    pub(crate) fn find_user(&self, name: &str) -> Option<usize> {
        self.users.iter().position(|user| user.name == name)
    }

    /// Makes a PIN, with the key of the device in it for a sign-in with a key.
    pub(crate) fn create_pin(
        &mut self,
        client: ClientInfo,
        is_strong: bool,
        key: Option<DeviceKey>,
        now: u64,
    ) -> Result<&Pin, ApiError> {
        if let Some(key) = &key {
            self.check_thumbprint(key, &client.identifier)?;
        }
        let (alphabet, length, life) = if is_strong {
            (SMALL_LETTERS, 25, STRONG_PIN)
        } else {
            (LETTERS, 4, SHORT_PIN)
        };
        let mut code = random_text(alphabet, length);
        while self.pins.values().any(|pin| pin.code == code) {
            code = random_text(alphabet, length);
        }
        if self.pins.len() >= LIMIT {
            self.pins.pop_first();
        }
        let id = self.next_id();
        let pin = Pin {
            id,
            code,
            is_strong,
            client,
            created_at: now,
            expires_at: now + life,
            answer: PinAnswer::None,
            key,
            token: None,
        };
        Ok(self.pins.entry(id).or_insert(pin))
    }

    /// The person answers the PIN with this code. Returns whether such a PIN waits for an answer.
    pub(crate) fn answer_pin(&mut self, code: &str, answer: PinAnswer, now: u64) -> bool {
        let waiting = self.pins.values_mut().find(|pin| {
            let is_code = pin.code.eq_ignore_ascii_case(code);
            is_code && pin.answer == PinAnswer::None && pin.expires_at > now
        });
        waiting.map(|pin| pin.answer = answer).is_some()
    }

    /// The codes of the PINs that wait for an answer, oldest first.
    pub(crate) fn waiting_codes(&self, now: u64) -> Vec<String> {
        let waiting = self
            .pins
            .values()
            .filter(|pin| pin.answer == PinAnswer::None && pin.expires_at > now);
        waiting.map(|pin| pin.code.clone()).collect()
    }

    /// The PIN and its token, if this client may have it. A PIN that nobody linked ends at its time.
    pub(crate) fn poll_pin(
        &mut self,
        id: u64,
        identifier: &str,
        device_jwt: Option<&str>,
        now: u64,
    ) -> Result<(Pin, Option<String>), ApiError> {
        let pin = self.pins.get(&id).cloned().ok_or(ApiError::PIN_UNKNOWN)?;
        let PinAnswer::Linked(user) = pin.answer else {
            if pin.expires_at <= now {
                return Err(ApiError::PIN_UNKNOWN);
            }
            return Ok((pin, None));
        };
        if pin.client.identifier != identifier {
            return Ok((pin, None));
        }
        if let Some(key) = &pin.key {
            // Without the proof that the key is the client's, the token is kept back.
            let Some(text) = device_jwt else {
                return Ok((pin, None));
            };
            let jwt = DeviceJwt::parse(text).ok_or(ApiError::MALFORMED)?;
            check_device_jwt(&jwt, key, identifier, now)?;
        }
        if pin.token.is_some() {
            return Ok((pin.clone(), pin.token));
        }
        let device = self.enter_device(&pin.client, user, now);
        let token = if let Some(key) = pin.key.clone() {
            self.set_key(device, key);
            self.issue_jwt(device, "username,email,friendly_name", now)
        } else {
            self.issue_legacy_token(device)
        };
        if let Some(pin) = self.pins.get_mut(&id) {
            pin.token.clone_from(&token);
        }
        Ok((pin, token))
    }

    /// Signs a client in at once, with a legacy token.
    pub(crate) fn sign_in(&mut self, client: &ClientInfo, user: usize, now: u64) -> Option<String> {
        let device = self.enter_device(client, user, now);
        self.issue_legacy_token(device)
    }

    /// Binds a key to the device of the token, for any client identifier in the request.
    pub(crate) fn register_key(&mut self, token: &str, key: DeviceKey) -> Result<(), ApiError> {
        let device = self.tokens.get(token).map(|grant| grant.device.clone());
        let device = device.ok_or(ApiError::UNAUTHORIZED)?;
        self.check_thumbprint(&key, &device)?;
        let found = self.find_device(&device).ok_or(ApiError::UNAUTHORIZED)?;
        self.set_key(found, key);
        Ok(())
    }

    pub(crate) fn create_nonce(&mut self, now: u64) -> String {
        self.nonces.retain(|_, end| *end > now);
        if self.nonces.len() >= LIMIT {
            self.nonces.pop_first();
        }
        let nonce = Uuid::new_v4().to_string();
        self.nonces.insert(nonce.clone(), now + NONCE);
        self.secrets.add("nonce", &nonce);
        nonce
    }

    /// Exchanges a device JWT with a fresh nonce for a Plex JWT.
    pub(crate) fn exchange(&mut self, text: &str, now: u64) -> Result<String, ApiError> {
        let jwt = DeviceJwt::parse(text).ok_or(ApiError::MALFORMED)?;
        let device = self.devices.iter().position(|device| {
            let key = device.key.as_ref();
            key.is_some_and(|key| key.kid == jwt.kid) && device.client.identifier == jwt.claims.iss
        });
        let device = device.ok_or(ApiError::KEY_MISSING)?;
        let entry = self.devices.get(device).ok_or(ApiError::KEY_MISSING)?;
        let key = entry.key.as_ref().ok_or(ApiError::KEY_MISSING)?;
        check_device_jwt(&jwt, key, &entry.client.identifier, now)?;
        let nonce = jwt.claims.nonce.as_deref().ok_or(ApiError::MALFORMED)?;
        // A nonce works once.
        match self.nonces.remove(nonce) {
            Some(end) if end > now => {}
            _ => return Err(ApiError::NONCE),
        }
        let scope = jwt.claims.scope.as_deref().unwrap_or_default();
        let issued = self.issue_jwt(device, scope, now);
        issued.ok_or(ApiError::KEY_MISSING)
    }

    /// The keys that `/auth/keys` lists, oldest first.
    pub(crate) fn public_keys(&self) -> Vec<Value> {
        self.keys.iter().map(SigningKey::public_jwk).collect()
    }

    /// Signs with a new key from now on. The older ones stay listed.
    pub(crate) fn rotate_keys(&mut self) {
        self.keys.extend(SigningKey::generate());
    }

    /// Returns the access that a token gives, and notes that its device was here.
    pub(crate) fn check_token(&mut self, token: Option<&str>, now: u64) -> Result<Grant, ApiError> {
        let grant = token.and_then(|token| self.tokens.get(token)).cloned();
        let grant = grant.ok_or(ApiError::UNAUTHORIZED)?;
        if grant.expires_at.is_some_and(|end| end <= now) {
            return Err(ApiError::TOKEN_EXPIRED);
        }
        if let Some(device) = self.find_device(&grant.device)
            && let Some(device) = self.devices.get_mut(device)
        {
            device.last_seen_at = now;
        }
        Ok(grant)
    }

    /// Ends all tokens of the device that has this one. Its key stays registered.
    pub(crate) fn sign_out(&mut self, grant: &Grant) {
        self.tokens.retain(|_, other| other.device != grant.device);
        if let Some(device) = self.find_device(&grant.device)
            && let Some(device) = self.devices.get_mut(device)
        {
            device.token = None;
        }
    }

    /// Ends all legacy tokens and JWTs of all devices, as when the password is changed.
    pub(crate) fn sign_out_everywhere(&mut self) {
        self.tokens.clear();
        for device in &mut self.devices {
            device.token = None;
        }
    }

    /// Removes a device with its tokens and its key. Returns whether it was there.
    pub(crate) fn remove_device(&mut self, is_wanted: impl Fn(&Device) -> bool) -> bool {
        let Some(found) = self.devices.iter().position(is_wanted) else {
            return false;
        };
        let device = self.devices.remove(found);
        self.tokens
            .retain(|_, grant| grant.device != device.client.identifier);
        true
    }

    /// A random token in the form of a legacy one, with a name in the log.
    pub(crate) fn make_token(&mut self, kind: &'static str) -> String {
        let token = random_token();
        self.secrets.add(kind, &token);
        token
    }

    /// A server token in the new form: a JWT of the service for this server.
    pub(crate) fn sign_server_token(
        &mut self,
        user: usize,
        server: &str,
        now: u64,
    ) -> Option<(String, u64)> {
        let user = self.users.get(user)?;
        let claims = json!({
            "iss": "plex.tv",
            "aud": ["plex.tv", server],
            "iat": now,
            "exp": now + JWT,
            // Two of the same second differ.
            "jti": Uuid::new_v4().to_string(),
            "user": { "username": user.name },
        });
        let token = self.keys.last()?.sign(&claims);
        self.secrets.add("server-token", &token);
        Some((token, now + JWT))
    }

    fn find_device(&self, identifier: &str) -> Option<usize> {
        let mut devices = self.devices.iter();
        devices.position(|device| device.client.identifier == identifier)
    }

    /// The index of the client's device; a new one when the user has none.
    fn enter_device(&mut self, client: &ClientInfo, user: usize, now: u64) -> usize {
        if let Some(found) = self.find_device(&client.identifier) {
            if let Some(device) = self.devices.get_mut(found) {
                device.user = user;
                device.last_seen_at = now;
            }
            return found;
        }
        let id = self.next_id();
        self.devices.push(Device {
            id,
            client: client.clone(),
            user,
            token: None,
            created_at: now,
            last_seen_at: now,
            key: None,
        });
        self.devices.len() - 1
    }

    fn set_key(&mut self, device: usize, key: DeviceKey) {
        if let Some(device) = self.devices.get_mut(device) {
            device.key = Some(key);
        }
    }

    /// Another device must not have the key.
    fn check_thumbprint(&self, key: &DeviceKey, identifier: &str) -> Result<(), ApiError> {
        let taken = self.devices.iter().any(|device| {
            let other = device.key.as_ref();
            device.client.identifier != identifier && other.is_some_and(|one| one.kid == key.kid)
        });
        if taken {
            return Err(ApiError::THUMBPRINT_TAKEN);
        }
        Ok(())
    }

    fn issue_legacy_token(&mut self, device: usize) -> Option<String> {
        let token = self.make_token("account-token");
        let device = self.devices.get_mut(device)?;
        device.token = Some(token.clone());
        let grant = Grant {
            user: device.user,
            device: device.client.identifier.clone(),
            expires_at: None,
        };
        self.tokens.insert(token.clone(), grant);
        Some(token)
    }

    /// Issues a Plex JWT. The legacy tokens of the device end; its older JWTs live on.
    fn issue_jwt(&mut self, device: usize, scope: &str, now: u64) -> Option<String> {
        let device = self.devices.get_mut(device)?;
        let identifier = device.client.identifier.clone();
        let user = self.users.get(device.user)?;
        let mut about = serde_json::Map::new();
        for wanted in scope.split([',', ' ']) {
            let value = match wanted {
                "username" | "friendly_name" => json!(user.name),
                "email" => json!(format!("{}@example.com", user.name)),
                "restricted" | "anonymous" => json!(false),
                "joinedAt" => json!(1_339_124_759),
                _ => continue,
            };
            about.insert(wanted.to_owned(), value);
        }
        let claims = json!({
            "iss": "plex.tv",
            "aud": ["plex.tv", identifier],
            "iat": now,
            "exp": now + JWT,
            "jti": Uuid::new_v4().to_string(),
            "thumbprint": device.key.as_ref().map(|key| key.kid.as_str()),
            "user": about,
        });
        device.token = None;
        let token = self.keys.last()?.sign(&claims);
        let grant = Grant {
            user: device.user,
            device: identifier.clone(),
            expires_at: Some(now + JWT),
        };
        self.tokens
            .retain(|_, other| other.device != identifier || other.expires_at.is_some());
        self.tokens.insert(token.clone(), grant);
        self.secrets.add("account-token", &token);
        Some(token)
    }
}

/// Checks a token that a device signed: its key, for whom, by whom, and when.
fn check_device_jwt(
    jwt: &DeviceJwt,
    key: &DeviceKey,
    identifier: &str,
    now: u64,
) -> Result<(), ApiError> {
    let claims = &jwt.claims;
    if claims.iss != identifier {
        return Err(ApiError::KEY_MISSING);
    }
    let is_now = claims.iat <= now + SKEW && claims.exp > now;
    if !jwt.is_signed_by(key) || !claims.aud.has("plex.tv") || !is_now {
        return Err(ApiError::SIGNATURE);
    }
    Ok(())
}

/// A random token of 20 characters, as legacy tokens are.
pub(crate) fn random_token() -> String {
    random_text(SMALL_LETTERS, 20)
}

fn random_text(alphabet: &[u8], length: usize) -> String {
    let bytes = std::iter::repeat_with(|| Uuid::new_v4().into_bytes()).flatten();
    bytes
        .take(length)
        .filter_map(|byte| alphabet.get(usize::from(byte) % alphabet.len()))
        .map(|letter| char::from(*letter))
        .collect()
}
