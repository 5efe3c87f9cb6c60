//! The data of an account that is kept between two runs of a program, and its form in a store.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::client_identifier::ClientIdentifier;
use super::device_key::DeviceKey;
use super::machine::MachineHash;
use crate::client::has_secret;
use crate::credentials::Authorization;
use crate::error::{Error, Result};
use crate::names::names;
use crate::token::Token;

/// The version of the form that this crate writes and reads.
const VERSION: u64 = 1;

/// The kind of a sign-in. A client identifier belongs to one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignInKind {
    /// With the traditional token of an account, which has no written end. Every server takes it.
    #[default]
    Token,
    /// With a device key: a key pair of this installation, and tokens of seven days that the program
    /// renews by itself. A leaked token can be used for a week at most.
    DeviceKey,
}

names!(SignInKind, "a kind of sign-in", {
    Token = "token",
    DeviceKey = "device_key",
});

/// One installation of a program, as the account service knows it.
#[derive(Clone)]
pub(crate) struct Installation {
    pub(crate) client_identifier: ClientIdentifier,
    /// The device key; an installation with a key has the kind [`SignInKind::DeviceKey`].
    pub(crate) key: Option<Arc<DeviceKey>>,
}

impl Installation {
    /// A new one, which the service does not know yet.
    pub(crate) fn generate(kind: SignInKind) -> Result<Self> {
        Ok(Self {
            client_identifier: ClientIdentifier::generate()?,
            key: match kind {
                SignInKind::Token => None,
                SignInKind::DeviceKey => Some(Arc::new(DeviceKey::generate()?)),
            },
        })
    }

    pub(crate) fn kind(&self) -> SignInKind {
        match self.key {
            None => SignInKind::Token,
            Some(_) => SignInKind::DeviceKey,
        }
    }
}

/// An installation that is signed in.
#[derive(Clone)]
pub(crate) struct SignedIn {
    pub(crate) installation: Installation,
    pub(crate) token: Token,
    /// The time when a traditional token was last kept alive, in seconds since 1970.
    pub(crate) kept_alive_at: Option<u64>,
}

/// The content of an [`AccountStore`](super::AccountStore): the account of one program on one machine, with
/// the secrets in it. `Debug` shows none of them.
#[derive(Clone, Default)]
pub struct StoredAccount {
    pub(crate) signed_in: Option<SignedIn>,
    /// The installation of a sign-in that is under way, or was abandoned.
    pub(crate) pending: Option<Installation>,
    /// The machine on which it was written.
    pub(crate) machine: Option<MachineHash>,
}

impl StoredAccount {
    /// Returns the kind of the sign-in; `None` if the program is not signed in.
    #[must_use]
    pub fn kind(&self) -> Option<SignInKind> {
        let signed_in = self.signed_in.as_ref()?;
        Some(signed_in.installation.kind())
    }

    /// Reads the JSON that [`with_json`](Self::with_json) gave.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when it is of a newer version, cut off, or
    /// something else. The message repeats no part of the text.
    pub fn from_json(json: &[u8]) -> Result<Self> {
        // The version first: a newer form may have anything beside it.
        let Version { version } = parse(json)?;
        if version > VERSION {
            return Err(Error::invalid(format!(
                "it is of version {version}, and this program reads version {VERSION}: use the newer \
                 program that wrote it"
            )));
        }
        let written: Written<'_> = parse(json)?;
        let signed_in = written.account.map(|account| {
            Ok::<_, Error>(SignedIn {
                token: Token::new(account.token.ok_or_else(|| odd("account", "no token"))?)
                    .map_err(|_| odd("account", "an invalid token"))?,
                kept_alive_at: account.kept_alive_at,
                installation: account.read("account")?,
            })
        });
        let pending = written.pending.map(|pending| pending.read("pending"));
        Ok(Self {
            signed_in: signed_in.transpose()?,
            pending: pending.transpose()?,
            machine: written.machine.map(MachineHash::from_store),
        })
    }

    /// Calls `write` with the account as JSON, **with its secrets**, and wipes the text afterwards.
    ///
    /// # Errors
    /// None in practice: every account can be written.
    pub fn with_json<R>(&self, write: impl FnOnce(&[u8]) -> R) -> Result<R> {
        let signed_in = self.signed_in.as_ref();
        let keys = Keys {
            account: signed_in.and_then(|one| KeyTexts::of(&one.installation)),
            pending: self.pending.as_ref().and_then(KeyTexts::of),
        };
        let written = Written {
            version: VERSION,
            machine: self.machine.as_ref().map(MachineHash::as_str),
            account: signed_in.map(|one| WrittenInstallation {
                token: Some(one.token.expose()),
                kept_alive_at: one.kept_alive_at,
                ..WrittenInstallation::of(&one.installation, keys.account.as_ref())
            }),
            pending: self
                .pending
                .as_ref()
                .map(|one| WrittenInstallation::of(one, keys.pending.as_ref())),
        };
        // Large enough for all of it: a buffer that grows leaves its old content behind.
        let token = signed_in.map_or(0, |one| one.token.expose().len());
        let mut json = Zeroizing::new(Vec::with_capacity(2 * token + 4096));
        serde_json::to_writer(&mut *json, &written)
            .map_err(|_| Error::invalid("the account cannot be written as JSON"))?;
        json.push(b'\n');
        Ok(write(&json))
    }
}

impl StoredAccount {
    /// Returns `true` if a text contains a secret of this account: its token, or the private half of a key. See
    /// [`Plex::has_secret_in`](crate::Plex::has_secret_in).
    #[must_use]
    pub fn has_secret_in(&self, text: &str) -> bool {
        let signed_in = self.signed_in.as_ref();
        let has_token =
            signed_in.is_some_and(|one| has_secret(text, &Authorization::fixed(Some(&one.token))));
        let installations = signed_in.map(|one| &one.installation);
        let mut keys = installations.into_iter().chain(self.pending.as_ref());
        has_token
            || keys.any(|one| KeyTexts::of(one).is_some_and(|key| text.contains(key.d.as_str())))
    }
}

impl fmt::Debug for StoredAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredAccount")
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Version {
    version: u64,
}

/// The form in a store. Texts are borrowed, so that reading makes no copies that nobody wipes; none of
/// them has a character that JSON would escape.
#[derive(Serialize, Deserialize)]
struct Written<'a> {
    version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    machine: Option<&'a str>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    account: Option<WrittenInstallation<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pending: Option<WrittenInstallation<'a>>,
}

#[derive(Serialize, Deserialize)]
struct WrittenInstallation<'a> {
    kind: &'a str,
    client_identifier: &'a str,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    key: Option<WrittenKey<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_alive_at: Option<u64>,
}

/// A JSON Web Key of RFC 8037.
#[derive(Serialize, Deserialize)]
struct WrittenKey<'a> {
    kty: &'a str,
    crv: &'a str,
    d: &'a str,
    x: &'a str,
}

/// The keys as texts, as long as they are written.
struct Keys {
    account: Option<KeyTexts>,
    pending: Option<KeyTexts>,
}

struct KeyTexts {
    d: Zeroizing<String>,
    x: String,
}

impl KeyTexts {
    fn of(installation: &Installation) -> Option<Self> {
        let key = installation.key.as_ref()?;
        Some(Self {
            d: key.expose_d(),
            x: key.x(),
        })
    }
}

impl<'a> WrittenInstallation<'a> {
    fn of(installation: &'a Installation, key: Option<&'a KeyTexts>) -> Self {
        Self {
            kind: installation.kind().as_str(),
            client_identifier: installation.client_identifier.expose(),
            key: key.map(|key| WrittenKey {
                kty: "OKP",
                crv: "Ed25519",
                d: &key.d,
                x: &key.x,
            }),
            token: None,
            kept_alive_at: None,
        }
    }

    fn read(&self, member: &str) -> Result<Installation> {
        let client_identifier = ClientIdentifier::from_store(self.client_identifier)
            .ok_or_else(|| odd(member, "an invalid client identifier"))?;
        let key = self.key.as_ref().map(|key| {
            let is_known = (key.kty, key.crv) == ("OKP", "Ed25519");
            let pair = is_known
                .then(|| DeviceKey::from_jwk(key.d, key.x))
                .flatten();
            pair.map(Arc::new)
                .ok_or_else(|| odd(member, "a key that is no Ed25519 pair"))
        });
        let installation = Installation {
            client_identifier,
            key: key.transpose()?,
        };
        match self.kind.parse::<SignInKind>() {
            Ok(kind) if kind == installation.kind() => Ok(installation),
            _ => Err(odd(member, "a kind that does not agree with its key")),
        }
    }
}

fn odd(member: &str, what: &str) -> Error {
    Error::invalid(format!("its member `{member}` has {what}"))
}

/// serde's own message would quote the text.
fn parse<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T> {
    serde_json::from_slice(json).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Error::invalid(match error.classify() {
            serde_json::error::Category::Eof => "it is cut off".to_owned(),
            _ => format!("expected an account as JSON, got something else at {line}:{column}"),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    const TOKEN: &str = "xYz12AbCdEfGhIjKlMnO";

    fn account(kind: SignInKind) -> StoredAccount {
        StoredAccount {
            signed_in: Some(SignedIn {
                installation: Installation::generate(kind).unwrap(),
                token: Token::new(TOKEN).unwrap(),
                kept_alive_at: Some(7),
            }),
            pending: Some(Installation::generate(SignInKind::DeviceKey).unwrap()),
            machine: Some(MachineHash::of_this_machine()),
        }
    }

    fn json(account: &StoredAccount) -> String {
        let text = account.with_json(|json| String::from_utf8(json.to_vec()));
        text.unwrap().unwrap()
    }

    #[test]
    fn what_was_written_is_read() {
        for kind in [SignInKind::Token, SignInKind::DeviceKey] {
            let written = json(&account(kind));
            let read = StoredAccount::from_json(written.as_bytes()).unwrap();
            assert_eq!(json(&read), written);
            assert_eq!(read.kind(), Some(kind));
            assert!(!format!("{read:?} {read:#?}").contains(TOKEN));
        }
        let none = StoredAccount::default();
        let read = StoredAccount::from_json(json(&none).as_bytes()).unwrap();
        assert_eq!(read.kind(), None);
    }

    #[test]
    fn its_secrets_are_found_in_a_text() {
        let account = account(SignInKind::DeviceKey);
        let text = json(&account);
        let key = |at: usize| {
            let key = text.split(r#""d":""#).nth(at).unwrap();
            format!("KEY={}", key.split('"').next().unwrap())
        };
        for text in [TOKEN, &format!("X-Plex-Token: {TOKEN}"), &key(1), &key(2)] {
            assert!(account.has_secret_in(text), "{text}");
        }
        assert!(!account.has_secret_in("/usr/bin:/bin"));
        assert!(!StoredAccount::default().has_secret_in(TOKEN));
    }

    #[test]
    fn what_is_cut_off_newer_or_odd_is_refused_without_a_word_of_it() {
        let whole = json(&account(SignInKind::DeviceKey));
        let end = whole.trim_end().len();
        let mut bad: Vec<String> = (0..end).map(|at| whole.split_at(at).0.to_owned()).collect();
        bad.extend([
            whole.replace(r#""version":1"#, r#""version":2,"new":"hunter2""#),
            whole.replace(r#""version":1"#, r#""version":"hunter2""#),
            whole.replace("device_key", "token"),
            whole.replace("device_key", "hunter2"),
            whole.replace("Ed25519", "hunter2"),
            whole.replace(TOKEN, "hunter2 hunter2"),
            whole.replace(r#""token":""#, r#""token":["hunter2"],"t":""#),
            format!("{whole}hunter2"),
            r#"["hunter2"]"#.to_owned(),
        ]);
        for text in bad {
            let error = StoredAccount::from_json(text.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            let shown = format!("{error} {error:?}");
            assert!(
                !shown.contains("hunter2") && !shown.contains(TOKEN),
                "{shown}"
            );
        }
    }
}
