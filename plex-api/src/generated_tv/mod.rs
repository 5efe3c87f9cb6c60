//! The client generated from `openapi/plex-tv.yaml`. Do not edit: `cargo xtask regen` makes it.
//!
//! Document: SHA-256 `1c4688a1c25e52963bcecf1c95c6b971c92232fdce27aeca7f101a5c439e83dc`.
//! Generator: progenitor 0.15.1.
//!
//! Adaptations of the document to what the generator can express:
//! - `operations-never-called-left-out`, 2 places (`/paths/~1api~1v2~1pins~1link/put`,
//!   `/paths/~1api~1v2~1auth~1jwk/post`): the document describes them, and a method would be there
//!   to be called.
//! - `identity-headers-sent-by-hooks`, 12 places (`/paths/~1api~1v2~1pins`,
//!   `/paths/~1api~1v2~1pins~1{pinId}`, `/paths/~1api~1v2~1pins~1link` and 9 more): every operation
//!   would take them as arguments; the client's hooks send them with every request.
//! - `errors-raw`, 10 places (`/paths/~1api~1v2~1pins/post/responses`,
//!   `/paths/~1api~1v2~1pins~1{pinId}/get/responses`, `/paths/~1api~1v2~1auth~1nonce/get/responses`
//!   and 7 more): the generator cannot distinguish errors of several media types, and a typed error
//!   loses status and headers when HTML comes; 4XX and 5XX arrive as bytes, and the client reads
//!   them itself.
//! - `unread-bodies-dropped`, 1 place (`/paths/~1api~1v2~1ping/get/responses/200`): an HTML or XML
//!   body of a success would be handed on as a stream that nobody reads.

#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    /// One address of a resource.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct Connection {
        /// The host, for example an address of the local network.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub address: ::std::option::Option<crate::wire::LenientString>,
        /// True for an IPv6 address.
        #[serde(rename = "IPv6", skip_serializing_if = "::std::option::Option::is_none")]
        pub i_pv6: ::std::option::Option<crate::wire::LenientBool>,
        /// True if the address is one of the server's own network. The address of a container
        /// counts as local too.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub local: ::std::option::Option<crate::wire::LenientBool>,
        /// The port.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub port: ::std::option::Option<crate::wire::LenientInt>,
        /// `http` or `https`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub protocol: ::std::option::Option<crate::wire::LenientString>,
        /// True if the address is a relay of Plex. The older XML has it only when it is true.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub relay: ::std::option::Option<crate::wire::LenientBool>,
        /// The URL for requests, for example with a name under plex.direct.
        pub uri: crate::wire::LenientString,
    }
    impl Connection {
        pub fn builder() -> builder::Connection {
            Default::default()
        }
    }
    /// A device that has signed in. Its location and its display are not read.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct Device {
        /// The lasting identifier; of a server, its machine identifier.
        #[serde(rename = "clientIdentifier")]
        pub client_identifier: crate::wire::LenientString,
        /// Its name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<crate::wire::LenientString>,
        /// The product.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub product: ::std::option::Option<crate::wire::LenientString>,
        /// The services that it provides, separated by commas.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub provides: ::std::option::Option<crate::wire::LenientString>,
        /// Its own token.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub token: ::std::option::Option<crate::wire::HiddenText>,
    }
    impl Device {
        pub fn builder() -> builder::Device {
            Default::default()
        }
    }
    /// A JWT that the device has signed, with the nonce in it.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct DeviceProof {
        pub jwt: crate::wire::HiddenText,
    }
    impl DeviceProof {
        pub fn builder() -> builder::DeviceProof {
            Default::default()
        }
    }
    /// An error body. Some answers have `{"error": "..."}` instead.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Default,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct ErrorsResponse {
        /// The error as text, in the other form.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub error: ::std::option::Option<crate::wire::LenientString>,
        /// The errors.
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        pub errors: ::std::vec::Vec<ServerError>,
    }
    impl ErrorsResponse {
        pub fn builder() -> builder::ErrorsResponse {
            Default::default()
        }
    }
    /// The answer to `POST /api/v2/auth/token`.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct IssuedToken {
        /// The Plex JWT.
        pub auth_token: crate::wire::HiddenText,
    }
    impl IssuedToken {
        pub fn builder() -> builder::IssuedToken {
            Default::default()
        }
    }
    /// The public half of a key, as RFC 7517 and RFC 8037 write it.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct JsonWebKey {
        /// The algorithm; `EdDSA`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub alg: ::std::option::Option<crate::wire::LenientString>,
        /// The curve; `Ed25519`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub crv: ::std::option::Option<crate::wire::LenientString>,
        /// The name of the key. A device chooses the name of its key. A Plex JWT has it as
        /// `thumbprint`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub kid: ::std::option::Option<crate::wire::LenientString>,
        /// The kind of key; `OKP` for Ed25519.
        pub kty: crate::wire::LenientString,
        /// The use of the key; `sig`.
        #[serde(rename = "use", skip_serializing_if = "::std::option::Option::is_none")]
        pub use_: ::std::option::Option<crate::wire::LenientString>,
        /// The public key in base64url.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub x: ::std::option::Option<crate::wire::LenientString>,
    }
    impl JsonWebKey {
        pub fn builder() -> builder::JsonWebKey {
            Default::default()
        }
    }
    /// The answer to `GET /api/v2/auth/keys`.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct KeySet {
        pub keys: crate::wire::LenientVec<crate::generated_tv::types::JsonWebKey>,
    }
    impl KeySet {
        pub fn builder() -> builder::KeySet {
            Default::default()
        }
    }
    /// A key to register.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct NewKey {
        pub jwk: JsonWebKey,
    }
    impl NewKey {
        pub fn builder() -> builder::NewKey {
            Default::default()
        }
    }
    /// The request for a PIN with a key.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Default,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct NewPin {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub jwk: ::std::option::Option<JsonWebKey>,
        /// True for a long code.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub strong: ::std::option::Option<bool>,
    }
    impl NewPin {
        pub fn builder() -> builder::NewPin {
            Default::default()
        }
    }
    /// The answer to `GET /api/v2/auth/nonce`.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct Nonce {
        pub nonce: crate::wire::HiddenText,
    }
    impl Nonce {
        pub fn builder() -> builder::Nonce {
            Default::default()
        }
    }
    /// A request for sign-in. The service also sends the person's location, which is not
    /// read.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct Pin {
        /// The token of the account. Null, missing or empty until the PIN is approved.
        #[serde(
            rename = "authToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub auth_token: ::std::option::Option<crate::wire::HiddenText>,
        /// The code that the person types, or that is in the address of the sign-in page.
        pub code: crate::wire::HiddenText,
        /// The time for which it is valid, in seconds: 900 for a short code, 1799 or 1800 for a
        /// long one.
        #[serde(
            rename = "expiresIn",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub expires_in: ::std::option::Option<crate::wire::LenientInt>,
        /// The number of the PIN. A program that has the number and the client identifier can get
        /// the token.
        pub id: crate::wire::HiddenText,
    }
    impl Pin {
        pub fn builder() -> builder::Pin {
            Default::default()
        }
    }
    /// The code that a person has typed.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct PinLink {
        pub code: crate::wire::HiddenText,
    }
    impl PinLink {
        pub fn builder() -> builder::PinLink {
            Default::default()
        }
    }
    /// A server or a player of the account. Names repeat; `clientIdentifier` does not.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct Resource {
        /// The token for this server, which is not the account's. Null or missing for players.
        /// For an account with a Plex JWT, a JWT was recorded here too.
        #[serde(
            rename = "accessToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub access_token: ::std::option::Option<crate::wire::HiddenText>,
        /// The lasting identifier; of a server, its machine identifier.
        #[serde(rename = "clientIdentifier")]
        pub client_identifier: crate::wire::LenientString,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub connections: ::std::option::Option<
            crate::wire::LenientVec<crate::generated_tv::types::Connection>,
        >,
        /// True if it refuses http.
        #[serde(
            rename = "httpsRequired",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub https_required: ::std::option::Option<crate::wire::LenientBool>,
        /// The time when it was last seen, in the format of RFC 3339.
        #[serde(
            rename = "lastSeenAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub last_seen_at: ::std::option::Option<crate::wire::LenientString>,
        /// The name that the owner chose.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<crate::wire::LenientString>,
        /// True if the account owns it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub owned: ::std::option::Option<crate::wire::LenientBool>,
        /// The number of the owner; null for a server of the account itself.
        #[serde(
            rename = "ownerId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub owner_id: ::std::option::Option<crate::wire::LenientInt>,
        /// The system that it runs on.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub platform: ::std::option::Option<crate::wire::LenientString>,
        /// True if the service considers it online. This is only a hint.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub presence: ::std::option::Option<crate::wire::LenientBool>,
        /// The product, for example `Plex Media Server`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub product: ::std::option::Option<crate::wire::LenientString>,
        /// Its version and build.
        #[serde(
            rename = "productVersion",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub product_version: ::std::option::Option<crate::wire::LenientString>,
        /// The services that it provides, separated by commas. A server has `server` among them.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub provides: ::std::option::Option<crate::wire::LenientString>,
        /// True if the caller seems to be behind the same public address.
        #[serde(
            rename = "publicAddressMatches",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub public_address_matches: ::std::option::Option<crate::wire::LenientBool>,
        /// True if it can be reached through a relay.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub relay: ::std::option::Option<crate::wire::LenientBool>,
        /// The name of the owner; null for a server of the account itself.
        #[serde(
            rename = "sourceTitle",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub source_title: ::std::option::Option<crate::wire::LenientString>,
    }
    impl Resource {
        pub fn builder() -> builder::Resource {
            Default::default()
        }
    }
    /// One error of a typed error body.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Default,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct ServerError {
        /// The service's own number for the error, for example 1001.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub code: ::std::option::Option<crate::wire::LenientInt>,
        /// The error as text, for people.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub message: ::std::option::Option<crate::wire::LenientString>,
        /// The HTTP status. It may be missing.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<crate::wire::LenientInt>,
    }
    impl ServerError {
        pub fn builder() -> builder::ServerError {
            Default::default()
        }
    }
    /// The subscription of the user.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Default,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct Subscription {
        /// True if the user has a Plex Pass.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub active: ::std::option::Option<crate::wire::LenientBool>,
    }
    impl Subscription {
        pub fn builder() -> builder::Subscription {
            Default::default()
        }
    }
    /// The user that is signed in. The service also repeats the token, and has an address,
    /// settings and keys of other services, which are not read.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        PartialEq
    )]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct User {
        /// A name that the user has chosen; empty if none.
        #[serde(
            rename = "friendlyName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub friendly_name: ::std::option::Option<crate::wire::LenientString>,
        /// The number of the account.
        pub id: crate::wire::LenientInt,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub subscription: ::std::option::Option<Subscription>,
        /// The name to show.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        /// The name by which the user signs in.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub username: ::std::option::Option<crate::wire::LenientString>,
        /// The lasting identifier of the account.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub uuid: ::std::option::Option<crate::wire::LenientString>,
    }
    impl User {
        pub fn builder() -> builder::User {
            Default::default()
        }
    }
    /// Types for composing complex structures.
    pub mod builder {
        #[derive(Clone, Debug)]
        pub struct Connection {
            address: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            i_pv6: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            local: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            port: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            protocol: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            relay: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            uri: ::std::result::Result<
                crate::wire::LenientString,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Connection {
            fn default() -> Self {
                Self {
                    address: Ok(Default::default()),
                    i_pv6: Ok(Default::default()),
                    local: Ok(Default::default()),
                    port: Ok(Default::default()),
                    protocol: Ok(Default::default()),
                    relay: Ok(Default::default()),
                    uri: Err("no value supplied for uri".to_string()),
                }
            }
        }
        impl Connection {
            pub fn address<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.address = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for address: {e}")
                    });
                self
            }
            pub fn i_pv6<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.i_pv6 = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for i_pv6: {e}")
                    });
                self
            }
            pub fn local<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.local = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for local: {e}")
                    });
                self
            }
            pub fn port<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.port = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for port: {e}")
                    });
                self
            }
            pub fn protocol<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.protocol = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for protocol: {e}")
                    });
                self
            }
            pub fn relay<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.relay = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for relay: {e}")
                    });
                self
            }
            pub fn uri<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::LenientString>,
                T::Error: ::std::fmt::Display,
            {
                self.uri = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for uri: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Connection> for super::Connection {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Connection,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    address: value.address?,
                    i_pv6: value.i_pv6?,
                    local: value.local?,
                    port: value.port?,
                    protocol: value.protocol?,
                    relay: value.relay?,
                    uri: value.uri?,
                })
            }
        }
        impl ::std::convert::From<super::Connection> for Connection {
            fn from(value: super::Connection) -> Self {
                Self {
                    address: Ok(value.address),
                    i_pv6: Ok(value.i_pv6),
                    local: Ok(value.local),
                    port: Ok(value.port),
                    protocol: Ok(value.protocol),
                    relay: Ok(value.relay),
                    uri: Ok(value.uri),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Device {
            client_identifier: ::std::result::Result<
                crate::wire::LenientString,
                ::std::string::String,
            >,
            name: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            product: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            provides: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            token: ::std::result::Result<
                ::std::option::Option<crate::wire::HiddenText>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Device {
            fn default() -> Self {
                Self {
                    client_identifier: Err(
                        "no value supplied for client_identifier".to_string(),
                    ),
                    name: Ok(Default::default()),
                    product: Ok(Default::default()),
                    provides: Ok(Default::default()),
                    token: Ok(Default::default()),
                }
            }
        }
        impl Device {
            pub fn client_identifier<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::LenientString>,
                T::Error: ::std::fmt::Display,
            {
                self.client_identifier = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for client_identifier: {e}"
                        )
                    });
                self
            }
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
            pub fn product<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.product = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for product: {e}")
                    });
                self
            }
            pub fn provides<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.provides = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for provides: {e}")
                    });
                self
            }
            pub fn token<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::HiddenText>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.token = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for token: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Device> for super::Device {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Device,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    client_identifier: value.client_identifier?,
                    name: value.name?,
                    product: value.product?,
                    provides: value.provides?,
                    token: value.token?,
                })
            }
        }
        impl ::std::convert::From<super::Device> for Device {
            fn from(value: super::Device) -> Self {
                Self {
                    client_identifier: Ok(value.client_identifier),
                    name: Ok(value.name),
                    product: Ok(value.product),
                    provides: Ok(value.provides),
                    token: Ok(value.token),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct DeviceProof {
            jwt: ::std::result::Result<crate::wire::HiddenText, ::std::string::String>,
        }
        impl ::std::default::Default for DeviceProof {
            fn default() -> Self {
                Self {
                    jwt: Err("no value supplied for jwt".to_string()),
                }
            }
        }
        impl DeviceProof {
            pub fn jwt<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::HiddenText>,
                T::Error: ::std::fmt::Display,
            {
                self.jwt = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for jwt: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<DeviceProof> for super::DeviceProof {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DeviceProof,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { jwt: value.jwt? })
            }
        }
        impl ::std::convert::From<super::DeviceProof> for DeviceProof {
            fn from(value: super::DeviceProof) -> Self {
                Self { jwt: Ok(value.jwt) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ErrorsResponse {
            error: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            errors: ::std::result::Result<
                ::std::vec::Vec<super::ServerError>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ErrorsResponse {
            fn default() -> Self {
                Self {
                    error: Ok(Default::default()),
                    errors: Ok(Default::default()),
                }
            }
        }
        impl ErrorsResponse {
            pub fn error<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.error = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for error: {e}")
                    });
                self
            }
            pub fn errors<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::ServerError>>,
                T::Error: ::std::fmt::Display,
            {
                self.errors = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for errors: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ErrorsResponse> for super::ErrorsResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ErrorsResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    error: value.error?,
                    errors: value.errors?,
                })
            }
        }
        impl ::std::convert::From<super::ErrorsResponse> for ErrorsResponse {
            fn from(value: super::ErrorsResponse) -> Self {
                Self {
                    error: Ok(value.error),
                    errors: Ok(value.errors),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct IssuedToken {
            auth_token: ::std::result::Result<
                crate::wire::HiddenText,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for IssuedToken {
            fn default() -> Self {
                Self {
                    auth_token: Err("no value supplied for auth_token".to_string()),
                }
            }
        }
        impl IssuedToken {
            pub fn auth_token<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::HiddenText>,
                T::Error: ::std::fmt::Display,
            {
                self.auth_token = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for auth_token: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<IssuedToken> for super::IssuedToken {
            type Error = super::error::ConversionError;
            fn try_from(
                value: IssuedToken,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    auth_token: value.auth_token?,
                })
            }
        }
        impl ::std::convert::From<super::IssuedToken> for IssuedToken {
            fn from(value: super::IssuedToken) -> Self {
                Self {
                    auth_token: Ok(value.auth_token),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct JsonWebKey {
            alg: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            crv: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            kid: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            kty: ::std::result::Result<
                crate::wire::LenientString,
                ::std::string::String,
            >,
            use_: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            x: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for JsonWebKey {
            fn default() -> Self {
                Self {
                    alg: Ok(Default::default()),
                    crv: Ok(Default::default()),
                    kid: Ok(Default::default()),
                    kty: Err("no value supplied for kty".to_string()),
                    use_: Ok(Default::default()),
                    x: Ok(Default::default()),
                }
            }
        }
        impl JsonWebKey {
            pub fn alg<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.alg = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for alg: {e}")
                    });
                self
            }
            pub fn crv<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.crv = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for crv: {e}")
                    });
                self
            }
            pub fn kid<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.kid = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for kid: {e}")
                    });
                self
            }
            pub fn kty<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::LenientString>,
                T::Error: ::std::fmt::Display,
            {
                self.kty = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for kty: {e}")
                    });
                self
            }
            pub fn use_<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.use_ = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for use_: {e}")
                    });
                self
            }
            pub fn x<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.x = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for x: {e}"));
                self
            }
        }
        impl ::std::convert::TryFrom<JsonWebKey> for super::JsonWebKey {
            type Error = super::error::ConversionError;
            fn try_from(
                value: JsonWebKey,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    alg: value.alg?,
                    crv: value.crv?,
                    kid: value.kid?,
                    kty: value.kty?,
                    use_: value.use_?,
                    x: value.x?,
                })
            }
        }
        impl ::std::convert::From<super::JsonWebKey> for JsonWebKey {
            fn from(value: super::JsonWebKey) -> Self {
                Self {
                    alg: Ok(value.alg),
                    crv: Ok(value.crv),
                    kid: Ok(value.kid),
                    kty: Ok(value.kty),
                    use_: Ok(value.use_),
                    x: Ok(value.x),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct KeySet {
            keys: ::std::result::Result<
                crate::wire::LenientVec<crate::generated_tv::types::JsonWebKey>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for KeySet {
            fn default() -> Self {
                Self {
                    keys: Err("no value supplied for keys".to_string()),
                }
            }
        }
        impl KeySet {
            pub fn keys<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    crate::wire::LenientVec<crate::generated_tv::types::JsonWebKey>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.keys = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for keys: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<KeySet> for super::KeySet {
            type Error = super::error::ConversionError;
            fn try_from(
                value: KeySet,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { keys: value.keys? })
            }
        }
        impl ::std::convert::From<super::KeySet> for KeySet {
            fn from(value: super::KeySet) -> Self {
                Self { keys: Ok(value.keys) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct NewKey {
            jwk: ::std::result::Result<super::JsonWebKey, ::std::string::String>,
        }
        impl ::std::default::Default for NewKey {
            fn default() -> Self {
                Self {
                    jwk: Err("no value supplied for jwk".to_string()),
                }
            }
        }
        impl NewKey {
            pub fn jwk<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::JsonWebKey>,
                T::Error: ::std::fmt::Display,
            {
                self.jwk = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for jwk: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<NewKey> for super::NewKey {
            type Error = super::error::ConversionError;
            fn try_from(
                value: NewKey,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { jwk: value.jwk? })
            }
        }
        impl ::std::convert::From<super::NewKey> for NewKey {
            fn from(value: super::NewKey) -> Self {
                Self { jwk: Ok(value.jwk) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct NewPin {
            jwk: ::std::result::Result<
                ::std::option::Option<super::JsonWebKey>,
                ::std::string::String,
            >,
            strong: ::std::result::Result<
                ::std::option::Option<bool>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for NewPin {
            fn default() -> Self {
                Self {
                    jwk: Ok(Default::default()),
                    strong: Ok(Default::default()),
                }
            }
        }
        impl NewPin {
            pub fn jwk<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::JsonWebKey>>,
                T::Error: ::std::fmt::Display,
            {
                self.jwk = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for jwk: {e}")
                    });
                self
            }
            pub fn strong<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<bool>>,
                T::Error: ::std::fmt::Display,
            {
                self.strong = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for strong: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<NewPin> for super::NewPin {
            type Error = super::error::ConversionError;
            fn try_from(
                value: NewPin,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    jwk: value.jwk?,
                    strong: value.strong?,
                })
            }
        }
        impl ::std::convert::From<super::NewPin> for NewPin {
            fn from(value: super::NewPin) -> Self {
                Self {
                    jwk: Ok(value.jwk),
                    strong: Ok(value.strong),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Nonce {
            nonce: ::std::result::Result<crate::wire::HiddenText, ::std::string::String>,
        }
        impl ::std::default::Default for Nonce {
            fn default() -> Self {
                Self {
                    nonce: Err("no value supplied for nonce".to_string()),
                }
            }
        }
        impl Nonce {
            pub fn nonce<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::HiddenText>,
                T::Error: ::std::fmt::Display,
            {
                self.nonce = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for nonce: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Nonce> for super::Nonce {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Nonce,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { nonce: value.nonce? })
            }
        }
        impl ::std::convert::From<super::Nonce> for Nonce {
            fn from(value: super::Nonce) -> Self {
                Self { nonce: Ok(value.nonce) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Pin {
            auth_token: ::std::result::Result<
                ::std::option::Option<crate::wire::HiddenText>,
                ::std::string::String,
            >,
            code: ::std::result::Result<crate::wire::HiddenText, ::std::string::String>,
            expires_in: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            id: ::std::result::Result<crate::wire::HiddenText, ::std::string::String>,
        }
        impl ::std::default::Default for Pin {
            fn default() -> Self {
                Self {
                    auth_token: Ok(Default::default()),
                    code: Err("no value supplied for code".to_string()),
                    expires_in: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                }
            }
        }
        impl Pin {
            pub fn auth_token<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::HiddenText>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.auth_token = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for auth_token: {e}")
                    });
                self
            }
            pub fn code<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::HiddenText>,
                T::Error: ::std::fmt::Display,
            {
                self.code = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for code: {e}")
                    });
                self
            }
            pub fn expires_in<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.expires_in = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for expires_in: {e}")
                    });
                self
            }
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::HiddenText>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
        }
        impl ::std::convert::TryFrom<Pin> for super::Pin {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Pin,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    auth_token: value.auth_token?,
                    code: value.code?,
                    expires_in: value.expires_in?,
                    id: value.id?,
                })
            }
        }
        impl ::std::convert::From<super::Pin> for Pin {
            fn from(value: super::Pin) -> Self {
                Self {
                    auth_token: Ok(value.auth_token),
                    code: Ok(value.code),
                    expires_in: Ok(value.expires_in),
                    id: Ok(value.id),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct PinLink {
            code: ::std::result::Result<crate::wire::HiddenText, ::std::string::String>,
        }
        impl ::std::default::Default for PinLink {
            fn default() -> Self {
                Self {
                    code: Err("no value supplied for code".to_string()),
                }
            }
        }
        impl PinLink {
            pub fn code<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::HiddenText>,
                T::Error: ::std::fmt::Display,
            {
                self.code = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for code: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<PinLink> for super::PinLink {
            type Error = super::error::ConversionError;
            fn try_from(
                value: PinLink,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { code: value.code? })
            }
        }
        impl ::std::convert::From<super::PinLink> for PinLink {
            fn from(value: super::PinLink) -> Self {
                Self { code: Ok(value.code) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Resource {
            access_token: ::std::result::Result<
                ::std::option::Option<crate::wire::HiddenText>,
                ::std::string::String,
            >,
            client_identifier: ::std::result::Result<
                crate::wire::LenientString,
                ::std::string::String,
            >,
            connections: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated_tv::types::Connection>,
                >,
                ::std::string::String,
            >,
            https_required: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            last_seen_at: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            name: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            owned: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            owner_id: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            platform: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            presence: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            product: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            product_version: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            provides: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            public_address_matches: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            relay: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            source_title: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Resource {
            fn default() -> Self {
                Self {
                    access_token: Ok(Default::default()),
                    client_identifier: Err(
                        "no value supplied for client_identifier".to_string(),
                    ),
                    connections: Ok(Default::default()),
                    https_required: Ok(Default::default()),
                    last_seen_at: Ok(Default::default()),
                    name: Ok(Default::default()),
                    owned: Ok(Default::default()),
                    owner_id: Ok(Default::default()),
                    platform: Ok(Default::default()),
                    presence: Ok(Default::default()),
                    product: Ok(Default::default()),
                    product_version: Ok(Default::default()),
                    provides: Ok(Default::default()),
                    public_address_matches: Ok(Default::default()),
                    relay: Ok(Default::default()),
                    source_title: Ok(Default::default()),
                }
            }
        }
        impl Resource {
            pub fn access_token<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::HiddenText>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.access_token = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for access_token: {e}")
                    });
                self
            }
            pub fn client_identifier<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::LenientString>,
                T::Error: ::std::fmt::Display,
            {
                self.client_identifier = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for client_identifier: {e}"
                        )
                    });
                self
            }
            pub fn connections<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated_tv::types::Connection>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.connections = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for connections: {e}")
                    });
                self
            }
            pub fn https_required<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.https_required = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for https_required: {e}"
                        )
                    });
                self
            }
            pub fn last_seen_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.last_seen_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for last_seen_at: {e}")
                    });
                self
            }
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
            pub fn owned<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.owned = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for owned: {e}")
                    });
                self
            }
            pub fn owner_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.owner_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for owner_id: {e}")
                    });
                self
            }
            pub fn platform<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.platform = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for platform: {e}")
                    });
                self
            }
            pub fn presence<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.presence = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for presence: {e}")
                    });
                self
            }
            pub fn product<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.product = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for product: {e}")
                    });
                self
            }
            pub fn product_version<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.product_version = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for product_version: {e}"
                        )
                    });
                self
            }
            pub fn provides<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.provides = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for provides: {e}")
                    });
                self
            }
            pub fn public_address_matches<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.public_address_matches = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for public_address_matches: {e}"
                        )
                    });
                self
            }
            pub fn relay<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.relay = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for relay: {e}")
                    });
                self
            }
            pub fn source_title<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.source_title = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for source_title: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Resource> for super::Resource {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Resource,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    access_token: value.access_token?,
                    client_identifier: value.client_identifier?,
                    connections: value.connections?,
                    https_required: value.https_required?,
                    last_seen_at: value.last_seen_at?,
                    name: value.name?,
                    owned: value.owned?,
                    owner_id: value.owner_id?,
                    platform: value.platform?,
                    presence: value.presence?,
                    product: value.product?,
                    product_version: value.product_version?,
                    provides: value.provides?,
                    public_address_matches: value.public_address_matches?,
                    relay: value.relay?,
                    source_title: value.source_title?,
                })
            }
        }
        impl ::std::convert::From<super::Resource> for Resource {
            fn from(value: super::Resource) -> Self {
                Self {
                    access_token: Ok(value.access_token),
                    client_identifier: Ok(value.client_identifier),
                    connections: Ok(value.connections),
                    https_required: Ok(value.https_required),
                    last_seen_at: Ok(value.last_seen_at),
                    name: Ok(value.name),
                    owned: Ok(value.owned),
                    owner_id: Ok(value.owner_id),
                    platform: Ok(value.platform),
                    presence: Ok(value.presence),
                    product: Ok(value.product),
                    product_version: Ok(value.product_version),
                    provides: Ok(value.provides),
                    public_address_matches: Ok(value.public_address_matches),
                    relay: Ok(value.relay),
                    source_title: Ok(value.source_title),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ServerError {
            code: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            message: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ServerError {
            fn default() -> Self {
                Self {
                    code: Ok(Default::default()),
                    message: Ok(Default::default()),
                    status: Ok(Default::default()),
                }
            }
        }
        impl ServerError {
            pub fn code<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.code = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for code: {e}")
                    });
                self
            }
            pub fn message<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.message = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for message: {e}")
                    });
                self
            }
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ServerError> for super::ServerError {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ServerError,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    code: value.code?,
                    message: value.message?,
                    status: value.status?,
                })
            }
        }
        impl ::std::convert::From<super::ServerError> for ServerError {
            fn from(value: super::ServerError) -> Self {
                Self {
                    code: Ok(value.code),
                    message: Ok(value.message),
                    status: Ok(value.status),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Subscription {
            active: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Subscription {
            fn default() -> Self {
                Self {
                    active: Ok(Default::default()),
                }
            }
        }
        impl Subscription {
            pub fn active<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.active = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for active: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Subscription> for super::Subscription {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Subscription,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { active: value.active? })
            }
        }
        impl ::std::convert::From<super::Subscription> for Subscription {
            fn from(value: super::Subscription) -> Self {
                Self { active: Ok(value.active) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct User {
            friendly_name: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            id: ::std::result::Result<crate::wire::LenientInt, ::std::string::String>,
            subscription: ::std::result::Result<
                ::std::option::Option<super::Subscription>,
                ::std::string::String,
            >,
            title: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            username: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            uuid: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for User {
            fn default() -> Self {
                Self {
                    friendly_name: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    subscription: Ok(Default::default()),
                    title: Ok(Default::default()),
                    username: Ok(Default::default()),
                    uuid: Ok(Default::default()),
                }
            }
        }
        impl User {
            pub fn friendly_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.friendly_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for friendly_name: {e}")
                    });
                self
            }
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::LenientInt>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn subscription<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Subscription>>,
                T::Error: ::std::fmt::Display,
            {
                self.subscription = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for subscription: {e}")
                    });
                self
            }
            pub fn title<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.title = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for title: {e}")
                    });
                self
            }
            pub fn username<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.username = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for username: {e}")
                    });
                self
            }
            pub fn uuid<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.uuid = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for uuid: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<User> for super::User {
            type Error = super::error::ConversionError;
            fn try_from(
                value: User,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    friendly_name: value.friendly_name?,
                    id: value.id?,
                    subscription: value.subscription?,
                    title: value.title?,
                    username: value.username?,
                    uuid: value.uuid?,
                })
            }
        }
        impl ::std::convert::From<super::User> for User {
            fn from(value: super::User) -> Self {
                Self {
                    friendly_name: Ok(value.friendly_name),
                    id: Ok(value.id),
                    subscription: Ok(value.subscription),
                    title: Ok(value.title),
                    username: Ok(value.username),
                    uuid: Ok(value.uuid),
                }
            }
        }
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
}
#[derive(Clone, Debug)]
/// Client for Plex account service
///
/// Signing in with a PIN, renewing tokens with a device key, and the list of the servers
/// that an account can use. The service answers with JSON for `Accept: application/json`
/// alone, and with XML otherwise.
///
/// Version: 0.1.0
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::request_context::RequestContext,
}
impl Client {
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new_with_client(
        baseurl: &str,
        client: reqwest::Client,
        inner: crate::request_context::RequestContext,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}
impl ClientInfo<crate::request_context::RequestContext> for Client {
    fn api_version() -> &'static str {
        "0.1.0"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::request_context::RequestContext {
        &self.inner
    }
}
const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<crate::request_context::RequestContext>,
    {}
};
impl Client {
    /// Ask for a sign-in code
    ///
    /// Makes a PIN: a request for sign-in that a person approves in a browser. Without
    /// `strong` its code has four characters, for plex.tv/link. With `strong` the code is
    /// long, and works only in the address of Plex's sign-in page. With a key in the body,
    /// the token of the PIN is a Plex JWT of the key's device; `strong` is then in the body
    /// too. Without a key the request has no body.
    ///
    /// Sends a `POST` request to `/api/v2/pins`
    ///
    /// Arguments:
    /// - `strong`: True for a long code. For a PIN without a key.
    /// - `body`
    /// ```text
    /// let response = client.create_pin()
    ///     .strong(strong)
    ///     .body(body)
    ///     .send()
    ///     .await;
    /// ```
    pub fn create_pin(&self) -> builder::CreatePin<'_> {
        builder::CreatePin::new(self)
    }
    /// Ask whether a PIN is approved
    ///
    /// Returns the PIN again, with the token as soon as the person has approved it. The
    /// client identifier must be the one that made the PIN. For a PIN with a key, `deviceJWT`
    /// proves that the caller has the key; it is in the query, so no message may quote the
    /// address. The number and the client identifier together give the token to anyone who
    /// has both.
    ///
    /// Sends a `GET` request to `/api/v2/pins/{pinId}`
    ///
    /// Arguments:
    /// - `pin_id`: The number of the PIN.
    /// - `device_jwt`: A JWT that the device has signed, for a PIN with a key.
    /// ```text
    /// let response = client.get_pin()
    ///     .pin_id(pin_id)
    ///     .device_jwt(device_jwt)
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_pin(&self) -> builder::GetPin<'_> {
        builder::GetPin::new(self)
    }
    /// Get a nonce
    ///
    /// Returns a text that the next device JWT must contain. It is valid for five minutes.
    ///
    /// Sends a `GET` request to `/api/v2/auth/nonce`
    ///
    /// ```text
    /// let response = client.get_nonce()
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_nonce(&self) -> builder::GetNonce<'_> {
        builder::GetNonce::new(self)
    }
    /// Exchange a device JWT for a Plex JWT
    ///
    /// Returns a Plex JWT that is valid for seven days. A program may ask for it at any time,
    /// also after the last one has expired.
    ///
    /// Sends a `POST` request to `/api/v2/auth/token`
    ///
    /// ```text
    /// let response = client.exchange_token()
    ///     .body(body)
    ///     .send()
    ///     .await;
    /// ```
    pub fn exchange_token(&self) -> builder::ExchangeToken<'_> {
        builder::ExchangeToken::new(self)
    }
    /// List the public keys of the service
    ///
    /// Lists the keys that sign Plex JWTs. The keys change, and the list may have several:
    /// find a key by its `kid`.
    ///
    /// Sends a `GET` request to `/api/v2/auth/keys`
    ///
    /// ```text
    /// let response = client.get_keys()
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_keys(&self) -> builder::GetKeys<'_> {
        builder::GetKeys::new(self)
    }
    /// Ask who is signed in
    ///
    /// Returns the user of the token, if the token is valid. The answer repeats the token and
    /// has keys of other services, which are not read.
    ///
    /// Sends a `GET` request to `/api/v2/user`
    ///
    /// ```text
    /// let response = client.get_user()
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_user(&self) -> builder::GetUser<'_> {
        builder::GetUser::new(self)
    }
    /// Keep a token alive
    ///
    /// Counts as a use of the token. Users have reported that tokens of the older kind become
    /// invalid after one or two months without use. The body, `{"pong":true}` in JSON, has no
    /// further information.
    ///
    /// Sends a `GET` request to `/api/v2/ping`
    ///
    /// ```text
    /// let response = client.ping()
    ///     .send()
    ///     .await;
    /// ```
    pub fn ping(&self) -> builder::Ping<'_> {
        builder::Ping::new(self)
    }
    /// Sign out
    ///
    /// Ends the token. It is not known whether a registered key stays valid.
    ///
    /// Sends a `DELETE` request to `/api/v2/users/signout`
    ///
    /// ```text
    /// let response = client.sign_out()
    ///     .send()
    ///     .await;
    /// ```
    pub fn sign_out(&self) -> builder::SignOut<'_> {
        builder::SignOut::new(self)
    }
    /// List the servers and players of the account
    ///
    /// Lists the servers and players of the account, with their addresses. `provides` of a
    /// server contains `server`. Each server has its own token, which is not the account's.
    ///
    /// Sends a `GET` request to `/api/v2/resources`
    ///
    /// Arguments:
    /// - `include_https`: 1 adds the addresses under plex.direct, for which servers have
    ///   certificates.
    /// - `include_i_pv6`: 1 adds IPv6 addresses.
    /// - `include_relay`: 1 adds addresses of Plex's relays, which are slow.
    /// ```text
    /// let response = client.list_resources()
    ///     .include_https(include_https)
    ///     .include_i_pv6(include_i_pv6)
    ///     .include_relay(include_relay)
    ///     .send()
    ///     .await;
    /// ```
    pub fn list_resources(&self) -> builder::ListResources<'_> {
        builder::ListResources::new(self)
    }
    /// List the devices of the account
    ///
    /// Lists every device that has signed in, each with its token. The token of an owned
    /// server is the server's own, of an older kind than `accessToken`. A shared server is
    /// not listed.
    ///
    /// Sends a `GET` request to `/api/v2/devices`
    ///
    /// ```text
    /// let response = client.list_account_devices()
    ///     .send()
    ///     .await;
    /// ```
    pub fn list_account_devices(&self) -> builder::ListAccountDevices<'_> {
        builder::ListAccountDevices::new(self)
    }
}
/// Types for composing operation parameters.
#[allow(clippy::all)]
pub mod builder {
    use super::types;
    #[allow(unused_imports)]
    use super::{
        encode_path, ByteStream, ClientInfo, ClientHooks, Error, OperationInfo,
        RequestBuilderExt, ResponseValue,
    };
    /// Builder for [`Client::create_pin`]
    ///
    /// [`Client::create_pin`]: super::Client::create_pin
    #[derive(Debug, Clone)]
    pub struct CreatePin<'a> {
        client: &'a super::Client,
        strong: Result<Option<bool>, String>,
        body: Result<types::builder::NewPin, String>,
    }
    impl<'a> CreatePin<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                strong: Ok(None),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn strong<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<bool>,
        {
            self.strong = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `bool` for strong failed".to_string());
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::NewPin>,
            <V as std::convert::TryInto<types::NewPin>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| format!("conversion to `NewPin` for body failed: {}", s));
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(types::builder::NewPin) -> types::builder::NewPin,
        {
            self.body = self.body.map(f);
            self
        }
        /// Sends a `POST` request to `/api/v2/pins`
        pub async fn send(self) -> Result<ResponseValue<types::Pin>, Error<ByteStream>> {
            let Self { client, strong, body } = self;
            let strong = strong.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| types::NewPin::try_from(v).map_err(|e| e.to_string()))
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/v2/pins", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .query(&progenitor_client::QueryParam::new("strong", &strong))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "create_pin",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                201u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /// Builder for [`Client::get_pin`]
    ///
    /// [`Client::get_pin`]: super::Client::get_pin
    #[derive(Debug, Clone)]
    pub struct GetPin<'a> {
        client: &'a super::Client,
        pin_id: Result<crate::wire::PathSegment, String>,
        device_jwt: Result<Option<::std::string::String>, String>,
    }
    impl<'a> GetPin<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                pin_id: Err("pin_id was not initialized".to_string()),
                device_jwt: Ok(None),
            }
        }
        pub fn pin_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.pin_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for pin_id failed"
                        .to_string()
                });
            self
        }
        pub fn device_jwt<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.device_jwt = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for device_jwt failed"
                        .to_string()
                });
            self
        }
        /// Sends a `GET` request to `/api/v2/pins/{pinId}`
        pub async fn send(self) -> Result<ResponseValue<types::Pin>, Error<ByteStream>> {
            let Self { client, pin_id, device_jwt } = self;
            let pin_id = pin_id.map_err(Error::InvalidRequest)?;
            let device_jwt = device_jwt.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/v2/pins/{}", client.baseurl, encode_path(& pin_id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(&progenitor_client::QueryParam::new("deviceJWT", &device_jwt))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_pin",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /// Builder for [`Client::get_nonce`]
    ///
    /// [`Client::get_nonce`]: super::Client::get_nonce
    #[derive(Debug, Clone)]
    pub struct GetNonce<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetNonce<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/api/v2/auth/nonce`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Nonce>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/api/v2/auth/nonce", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_nonce",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /// Builder for [`Client::exchange_token`]
    ///
    /// [`Client::exchange_token`]: super::Client::exchange_token
    #[derive(Debug, Clone)]
    pub struct ExchangeToken<'a> {
        client: &'a super::Client,
        body: Result<types::builder::DeviceProof, String>,
    }
    impl<'a> ExchangeToken<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::DeviceProof>,
            <V as std::convert::TryInto<types::DeviceProof>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `DeviceProof` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::DeviceProof,
            ) -> types::builder::DeviceProof,
        {
            self.body = self.body.map(f);
            self
        }
        /// Sends a `POST` request to `/api/v2/auth/token`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::IssuedToken>, Error<ByteStream>> {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| types::DeviceProof::try_from(v).map_err(|e| e.to_string()))
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/v2/auth/token", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "exchange_token",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /// Builder for [`Client::get_keys`]
    ///
    /// [`Client::get_keys`]: super::Client::get_keys
    #[derive(Debug, Clone)]
    pub struct GetKeys<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetKeys<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/api/v2/auth/keys`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::KeySet>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/api/v2/auth/keys", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_keys",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /// Builder for [`Client::get_user`]
    ///
    /// [`Client::get_user`]: super::Client::get_user
    #[derive(Debug, Clone)]
    pub struct GetUser<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetUser<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/api/v2/user`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::User>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/api/v2/user", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_user",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /// Builder for [`Client::ping`]
    ///
    /// [`Client::ping`]: super::Client::ping
    #[derive(Debug, Clone)]
    pub struct Ping<'a> {
        client: &'a super::Client,
    }
    impl<'a> Ping<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/api/v2/ping`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/api/v2/ping", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client.client.get(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "ping",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => Ok(ResponseValue::empty(response)),
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /// Builder for [`Client::sign_out`]
    ///
    /// [`Client::sign_out`]: super::Client::sign_out
    #[derive(Debug, Clone)]
    pub struct SignOut<'a> {
        client: &'a super::Client,
    }
    impl<'a> SignOut<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `DELETE` request to `/api/v2/users/signout`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/api/v2/users/signout", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client.client.delete(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "sign_out",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                204u16 => Ok(ResponseValue::empty(response)),
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /// Builder for [`Client::list_resources`]
    ///
    /// [`Client::list_resources`]: super::Client::list_resources
    #[derive(Debug, Clone)]
    pub struct ListResources<'a> {
        client: &'a super::Client,
        include_https: Result<Option<i64>, String>,
        include_i_pv6: Result<Option<i64>, String>,
        include_relay: Result<Option<i64>, String>,
    }
    impl<'a> ListResources<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                include_https: Ok(None),
                include_i_pv6: Ok(None),
                include_relay: Ok(None),
            }
        }
        pub fn include_https<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.include_https = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `i64` for include_https failed".to_string());
            self
        }
        pub fn include_i_pv6<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.include_i_pv6 = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `i64` for include_i_pv6 failed".to_string());
            self
        }
        pub fn include_relay<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.include_relay = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `i64` for include_relay failed".to_string());
            self
        }
        /// Sends a `GET` request to `/api/v2/resources`
        pub async fn send(
            self,
        ) -> Result<
            ResponseValue<crate::wire::PrivateVec<crate::generated_tv::types::Resource>>,
            Error<ByteStream>,
        > {
            let Self { client, include_https, include_i_pv6, include_relay } = self;
            let include_https = include_https.map_err(Error::InvalidRequest)?;
            let include_i_pv6 = include_i_pv6.map_err(Error::InvalidRequest)?;
            let include_relay = include_relay.map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/v2/resources", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(
                    &progenitor_client::QueryParam::new("includeHttps", &include_https),
                )
                .query(
                    &progenitor_client::QueryParam::new("includeIPv6", &include_i_pv6),
                )
                .query(
                    &progenitor_client::QueryParam::new("includeRelay", &include_relay),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "list_resources",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /// Builder for [`Client::list_account_devices`]
    ///
    /// [`Client::list_account_devices`]: super::Client::list_account_devices
    #[derive(Debug, Clone)]
    pub struct ListAccountDevices<'a> {
        client: &'a super::Client,
    }
    impl<'a> ListAccountDevices<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/api/v2/devices`
        pub async fn send(
            self,
        ) -> Result<
            ResponseValue<crate::wire::PrivateVec<crate::generated_tv::types::Device>>,
            Error<ByteStream>,
        > {
            let Self { client } = self;
            let url = format!("{}/api/v2/devices", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "list_account_devices",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(ResponseValue::stream(response)))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    pub use self::super::Client;
}
mod operations;
#[cfg(feature = "schemars")]
pub mod schemas;
pub use operations::AccountOperationId;
