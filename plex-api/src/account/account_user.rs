//! Whose account it is.

use serde::Deserialize;

/// The user of an account: of the service's answer only what is no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountUser {
    /// The number of the account.
    pub id: Option<i64>,
    /// The identifier of the account that does not change.
    pub uuid: Option<String>,
    /// The name with which the user signs in.
    pub username: String,
    /// The name that is shown, if there is one.
    pub friendly_name: Option<String>,
    /// Whether the account has a Plex Pass, if the service says so.
    pub has_plex_pass: Option<bool>,
}

/// The answer's fields that are read. It repeats the token, and has secrets of other services.
#[derive(Deserialize)]
pub(crate) struct UserAnswer {
    #[serde(default)]
    id: Option<i64>,
    #[serde(default)]
    uuid: Option<String>,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default, rename = "friendlyName")]
    friendly_name: Option<String>,
    #[serde(default)]
    subscription: Option<Subscription>,
}

#[derive(Deserialize)]
struct Subscription {
    #[serde(default)]
    active: Option<bool>,
}

impl UserAnswer {
    /// The user; `None` when the answer has no name at all.
    pub(crate) fn read(self) -> Option<AccountUser> {
        let named = |name: Option<String>| name.filter(|name| !name.is_empty());
        Some(AccountUser {
            username: named(self.username).or_else(|| named(self.title))?,
            id: self.id,
            uuid: named(self.uuid),
            friendly_name: named(self.friendly_name),
            has_plex_pass: self.subscription.and_then(|one| one.active),
        })
    }
}
