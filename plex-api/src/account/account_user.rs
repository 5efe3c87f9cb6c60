//! The user of an account.

use crate::generated_tv::types::User;
use crate::wire::LenientString;

/// The user of an account: the parts of the service's answer that are not secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountUser {
    /// The number of the account.
    pub id: i64,
    /// The identifier of the account that does not change.
    pub uuid: Option<String>,
    /// The name with which the user signs in, else the name that is shown; empty if there is none.
    pub username: String,
    /// The name that the user has chosen, if there is one.
    pub friendly_name: Option<String>,
    /// `true` if the account has a Plex Pass; `None` when the service does not say.
    pub has_plex_pass: Option<bool>,
}

impl From<User> for AccountUser {
    fn from(user: User) -> Self {
        let given = |text: Option<LenientString>| {
            text.map(LenientString::into_string)
                .filter(|text| !text.is_empty())
        };
        Self {
            id: user.id.get(),
            uuid: given(user.uuid),
            username: given(user.username)
                .or_else(|| given(user.title))
                .unwrap_or_default(),
            friendly_name: given(user.friendly_name),
            has_plex_pass: user.subscription.and_then(|one| one.active).map(bool::from),
        }
    }
}
