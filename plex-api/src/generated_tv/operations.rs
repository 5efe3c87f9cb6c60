//! The operations of `openapi/plex-tv.yaml`. Do not edit: `cargo xtask regen` makes it.
//!
//! The facts in each row come from the responses and the `x-plex-*` extensions there.

use std::fmt;
use crate::operation::{Operation, ResponseKind};
/// An operation of the OpenAPI document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AccountOperationId {
    /// `POST /api/v2/pins`
    CreatePin,
    /// `GET /api/v2/pins/{pinId}`
    GetPin,
    /// `GET /api/v2/auth/nonce`
    GetNonce,
    /// `POST /api/v2/auth/token`
    ExchangeToken,
    /// `GET /api/v2/auth/keys`
    GetKeys,
    /// `GET /api/v2/user`
    GetUser,
    /// `GET /api/v2/ping`
    Ping,
    /// `DELETE /api/v2/users/signout`
    SignOut,
    /// `GET /api/v2/resources`
    ListResources,
    /// `GET /api/v2/devices`
    ListAccountDevices,
}
impl AccountOperationId {
    /// Every operation, in the order of the document.
    pub const ALL: &'static [Self] = &[
        Self::CreatePin,
        Self::GetPin,
        Self::GetNonce,
        Self::ExchangeToken,
        Self::GetKeys,
        Self::GetUser,
        Self::Ping,
        Self::SignOut,
        Self::ListResources,
        Self::ListAccountDevices,
    ];
    /// The `operationId` of the document, such as `getServerActivities`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CreatePin => "createPin",
            Self::GetPin => "getPin",
            Self::GetNonce => "getNonce",
            Self::ExchangeToken => "exchangeToken",
            Self::GetKeys => "getKeys",
            Self::GetUser => "getUser",
            Self::Ping => "ping",
            Self::SignOut => "signOut",
            Self::ListResources => "listResources",
            Self::ListAccountDevices => "listAccountDevices",
        }
    }
    /// The operation of a method of the generated client.
    pub(crate) fn from_method(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|id| id.operation().method == name)
    }
    /// Returns the document's facts about it.
    pub(crate) const fn operation(self) -> &'static Operation {
        match self {
            Self::CreatePin => {
                &Operation {
                    id: "createPin",
                    method: "create_pin",
                    action: "ask for a sign-in code",
                    response: ResponseKind::Json,
                    statuses: &[201],
                    not_found: false,
                    retry: false,
                    token: false,
                    private: true,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetPin => {
                &Operation {
                    id: "getPin",
                    method: "get_pin",
                    action: "ask whether the sign-in is approved",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: false,
                    private: true,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetNonce => {
                &Operation {
                    id: "getNonce",
                    method: "get_nonce",
                    action: "begin to renew the token",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    token: false,
                    private: true,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::ExchangeToken => {
                &Operation {
                    id: "exchangeToken",
                    method: "exchange_token",
                    action: "renew the token",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    token: false,
                    private: true,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetKeys => {
                &Operation {
                    id: "getKeys",
                    method: "get_keys",
                    action: "list the keys of the account service",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: false,
                    private: false,
                    envelope: Some("keys"),
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetUser => {
                &Operation {
                    id: "getUser",
                    method: "get_user",
                    action: "ask who is signed in",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: true,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::Ping => {
                &Operation {
                    id: "ping",
                    method: "ping",
                    action: "keep the token alive",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::SignOut => {
                &Operation {
                    id: "signOut",
                    method: "sign_out",
                    action: "sign out",
                    response: ResponseKind::Empty,
                    statuses: &[204],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::ListResources => {
                &Operation {
                    id: "listResources",
                    method: "list_resources",
                    action: "list the servers of the account",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: true,
                    envelope: None,
                    list: Some(""),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::ListAccountDevices => {
                &Operation {
                    id: "listAccountDevices",
                    method: "list_account_devices",
                    action: "list the devices of the account",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: true,
                    envelope: None,
                    list: Some(""),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
        }
    }
}
impl fmt::Display for AccountOperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
