//! The client generated from `openapi/plex.yaml`. Do not edit: `cargo xtask regen` makes it.
//!
//! Document: SHA-256 `5efd9892bfc5d14c5176c08d28fc0c6a2dc53c3c1965e8e697f25844c4461619`.
//! Generator: progenitor 0.15.1.
//!
//! Adaptations of the document to what the generator can express:
//! - `identity-headers-sent-by-hooks`, 16 places (`/paths/~1activities`,
//!   `/paths/~1activities~1{activityUUID}`, `/paths/~1:~1eventsource~1notifications` and 13 more):
//!   every operation would take them as arguments; the client's hooks send them with every request.
//! - `upgrades-without-other-answers`, 1 place
//!   (`/paths/~1:~1websockets~1notifications/get/responses`): a 101 beside a raw error does not
//!   compile; other statuses arrive as an unexpected response.
//! - `errors-raw`, 18 places (`/paths/~1activities/get/responses`,
//!   `/paths/~1activities~1{activityUUID}/delete/responses`,
//!   `/paths/~1:~1eventsource~1notifications/get/responses` and 15 more): the generator cannot
//!   distinguish errors of several media types, and a typed error loses status and headers when
//!   HTML comes; 4XX and 5XX arrive as bytes, and the client reads them itself.
//! - `unread-bodies-dropped`, 15 places
//!   (`/paths/~1activities~1{activityUUID}/delete/responses/200`,
//!   `/paths/~1library~1sections~1{sectionId}~1refresh/get/responses/200`,
//!   `/paths/~1library~1sections~1{sectionId}~1refresh/delete/responses/200` and 12 more): an HTML
//!   or XML body of a success would be handed on as a stream that nobody reads.
//! - `unknown-fields-kept`, 11 places (`/components/schemas/Activity`,
//!   `/components/schemas/ActivitiesContainer`, `/components/schemas/ActivityNotification` and 8
//!   more): `additionalProperties: true` beside properties drops unknown fields, `{}` keeps them in
//!   `extra`.

#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    /// The media container around the activities.
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
    pub struct ActivitiesContainer {
        #[serde(
            rename = "Activity",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub activity: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::Activity>,
        >,
        /// How many activities there are.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl ActivitiesContainer {
        pub fn builder() -> builder::ActivitiesContainer {
            Default::default()
        }
    }
    /// The answer to `GET /activities`.
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
    pub struct ActivitiesResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: ActivitiesContainer,
    }
    impl ActivitiesResponse {
        pub fn builder() -> builder::ActivitiesResponse {
            Default::default()
        }
    }
    /// A long job of the server.
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
    pub struct Activity {
        /// Whether `cancelServerActivities` works on it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub cancellable: ::std::option::Option<crate::wire::LenientBool>,
        #[serde(
            rename = "Context",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub context: ::std::option::Option<crate::wire::Context>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub progress: ::std::option::Option<crate::wire::Progress>,
        #[serde(
            rename = "Response",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub response: ::std::option::Option<crate::wire::LazyJson>,
        /// What it works on right now, for people. Changes while the activity runs.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub subtitle: ::std::option::Option<crate::wire::LenientString>,
        /// What is done, for people. Changes while the activity runs.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        /// What kind of job it is, for example `library.update.section`. An open set.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::wire::LenientString>,
        /// The account that the job works for; 1 is the owner.
        #[serde(
            rename = "userID",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_id: ::std::option::Option<crate::wire::LenientInt>,
        pub uuid: crate::wire::ActivityId,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl Activity {
        pub fn builder() -> builder::Activity {
            Default::default()
        }
    }
    /// One thing that happened to one activity.
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
    pub struct ActivityNotification {
        #[serde(
            rename = "Activity",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub activity: ::std::option::Option<Activity>,
        /// `started`, `updated` or `ended`. An open set.
        pub event: crate::wire::LenientString,
        /// Equals the uuid inside `Activity` in every recording.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub uuid: ::std::option::Option<crate::wire::ActivityId>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl ActivityNotification {
        pub fn builder() -> builder::ActivityNotification {
            Default::default()
        }
    }
    /// A typed error body.
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
    pub struct ErrorsResponse {
        /// What went wrong; one entry in the documented example.
        pub errors: ::std::vec::Vec<ServerError>,
    }
    impl ErrorsResponse {
        pub fn builder() -> builder::ErrorsResponse {
            Default::default()
        }
    }
    /// The `data:` of one event. No envelope and no size: the notification's type is the
    /// event's name.
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
    pub struct EventSourceData {
        #[serde(
            rename = "ActivityNotification",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub activity_notification: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::ActivityNotification>,
        >,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl EventSourceData {
        pub fn builder() -> builder::EventSourceData {
            Default::default()
        }
    }
    /// Who the server is.
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
    pub struct Identity {
        /// Whether the server belongs to an account.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub claimed: ::std::option::Option<crate::wire::LenientBool>,
        /// The server's lasting identifier.
        #[serde(rename = "machineIdentifier")]
        pub machine_identifier: crate::wire::LenientString,
        /// Always 0.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        /// The server's version and build.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub version: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl Identity {
        pub fn builder() -> builder::Identity {
            Default::default()
        }
    }
    /// The answer to `GET /identity`.
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
    pub struct IdentityResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: Identity,
    }
    impl IdentityResponse {
        pub fn builder() -> builder::IdentityResponse {
            Default::default()
        }
    }
    /// A folder of a library section, as the server sees it.
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
    pub struct LibraryLocation {
        /// The folder's number.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<crate::wire::LenientInt>,
        /// The folder's path on the server.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub path: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl LibraryLocation {
        pub fn builder() -> builder::LibraryLocation {
            Default::default()
        }
    }
    /// One part of the library.
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
    pub struct LibrarySection {
        /// What fetches the metadata.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub agent: ::std::option::Option<crate::wire::LenientString>,
        /// When the section was made, in seconds since 1970.
        #[serde(
            rename = "createdAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub created_at: ::std::option::Option<crate::wire::LenientInt>,
        /// The section's number, used in paths and in `librarySectionID`.
        pub key: crate::wire::LenientString,
        /// The language of the metadata.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub language: ::std::option::Option<crate::wire::LenientString>,
        #[serde(
            rename = "Location",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub location: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::LibraryLocation>,
        >,
        /// Whether a scan runs.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub refreshing: ::std::option::Option<crate::wire::LenientBool>,
        /// When the section was last scanned, in seconds since 1970.
        #[serde(
            rename = "scannedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub scanned_at: ::std::option::Option<crate::wire::LenientInt>,
        /// What reads the folders.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub scanner: ::std::option::Option<crate::wire::LenientString>,
        /// The section's name, as its owner chose it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        /// `movie`, `show`, `artist` or `photo`. An open set.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::wire::LenientString>,
        /// When the section was last changed, in seconds since 1970.
        #[serde(
            rename = "updatedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub updated_at: ::std::option::Option<crate::wire::LenientInt>,
        /// The section's lasting identifier.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub uuid: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl LibrarySection {
        pub fn builder() -> builder::LibrarySection {
            Default::default()
        }
    }
    /// The media container around the library sections.
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
    pub struct LibrarySectionsContainer {
        #[serde(
            rename = "Directory",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub directory: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::LibrarySection>,
        >,
        /// How many library sections there are.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl LibrarySectionsContainer {
        pub fn builder() -> builder::LibrarySectionsContainer {
            Default::default()
        }
    }
    /// The answer to `GET /library/sections`.
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
    pub struct LibrarySectionsResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: LibrarySectionsContainer,
    }
    impl LibrarySectionsResponse {
        pub fn builder() -> builder::LibrarySectionsResponse {
            Default::default()
        }
    }
    /// What a server says while it starts or migrates its database.
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
    pub struct Maintenance {
        /// The HTTP status once more.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub code: ::std::option::Option<crate::wire::LenientInt>,
        /// A sentence for people.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<crate::wire::LenientString>,
        /// A heading, for example `Maintenance`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl Maintenance {
        pub fn builder() -> builder::Maintenance {
            Default::default()
        }
    }
    /// The envelope of a WebSocket message. The list under the key that belongs to `type` has
    /// one entry in every recording.
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
    pub struct NotificationContainer {
        #[serde(
            rename = "ActivityNotification",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub activity_notification: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::ActivityNotification>,
        >,
        /// How many entries the list has.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        /// The notification's type, for example `activity`. An open set.
        #[serde(rename = "type")]
        pub type_: crate::wire::LenientString,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl NotificationContainer {
        pub fn builder() -> builder::NotificationContainer {
            Default::default()
        }
    }
    /// One error of a typed error body.
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
    pub struct ServerError {
        /// The server's own number for the error, for example 1001.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub code: ::std::option::Option<crate::wire::LenientInt>,
        /// What went wrong, for people.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub message: ::std::option::Option<crate::wire::LenientString>,
        /// The HTTP status.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl ServerError {
        pub fn builder() -> builder::ServerError {
            Default::default()
        }
    }
    /// One text message of the WebSocket.
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
    pub struct WebSocketMessage {
        #[serde(rename = "NotificationContainer")]
        pub notification_container: NotificationContainer,
    }
    impl WebSocketMessage {
        pub fn builder() -> builder::WebSocketMessage {
            Default::default()
        }
    }
    /// Types for composing complex structures.
    pub mod builder {
        #[derive(Clone, Debug)]
        pub struct ActivitiesContainer {
            activity: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::Activity>,
                >,
                ::std::string::String,
            >,
            size: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ActivitiesContainer {
            fn default() -> Self {
                Self {
                    activity: Ok(Default::default()),
                    size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl ActivitiesContainer {
            pub fn activity<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::Activity>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.activity = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for activity: {e}")
                    });
                self
            }
            pub fn size<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.size = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for size: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::UnknownFields>,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ActivitiesContainer>
        for super::ActivitiesContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ActivitiesContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    activity: value.activity?,
                    size: value.size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::ActivitiesContainer> for ActivitiesContainer {
            fn from(value: super::ActivitiesContainer) -> Self {
                Self {
                    activity: Ok(value.activity),
                    size: Ok(value.size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ActivitiesResponse {
            media_container: ::std::result::Result<
                super::ActivitiesContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ActivitiesResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl ActivitiesResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ActivitiesContainer>,
                T::Error: ::std::fmt::Display,
            {
                self.media_container = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for media_container: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ActivitiesResponse> for super::ActivitiesResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ActivitiesResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::ActivitiesResponse> for ActivitiesResponse {
            fn from(value: super::ActivitiesResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Activity {
            cancellable: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            context: ::std::result::Result<
                ::std::option::Option<crate::wire::Context>,
                ::std::string::String,
            >,
            progress: ::std::result::Result<
                ::std::option::Option<crate::wire::Progress>,
                ::std::string::String,
            >,
            response: ::std::result::Result<
                ::std::option::Option<crate::wire::LazyJson>,
                ::std::string::String,
            >,
            subtitle: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            title: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            type_: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            user_id: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            uuid: ::std::result::Result<crate::wire::ActivityId, ::std::string::String>,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Activity {
            fn default() -> Self {
                Self {
                    cancellable: Ok(Default::default()),
                    context: Ok(Default::default()),
                    progress: Ok(Default::default()),
                    response: Ok(Default::default()),
                    subtitle: Ok(Default::default()),
                    title: Ok(Default::default()),
                    type_: Ok(Default::default()),
                    user_id: Ok(Default::default()),
                    uuid: Err("no value supplied for uuid".to_string()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl Activity {
            pub fn cancellable<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.cancellable = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for cancellable: {e}")
                    });
                self
            }
            pub fn context<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<crate::wire::Context>>,
                T::Error: ::std::fmt::Display,
            {
                self.context = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for context: {e}")
                    });
                self
            }
            pub fn progress<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<crate::wire::Progress>>,
                T::Error: ::std::fmt::Display,
            {
                self.progress = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for progress: {e}")
                    });
                self
            }
            pub fn response<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<crate::wire::LazyJson>>,
                T::Error: ::std::fmt::Display,
            {
                self.response = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for response: {e}")
                    });
                self
            }
            pub fn subtitle<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.subtitle = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for subtitle: {e}")
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
            pub fn type_<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.type_ = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for type_: {e}")
                    });
                self
            }
            pub fn user_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.user_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for user_id: {e}")
                    });
                self
            }
            pub fn uuid<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::ActivityId>,
                T::Error: ::std::fmt::Display,
            {
                self.uuid = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for uuid: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::UnknownFields>,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Activity> for super::Activity {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Activity,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    cancellable: value.cancellable?,
                    context: value.context?,
                    progress: value.progress?,
                    response: value.response?,
                    subtitle: value.subtitle?,
                    title: value.title?,
                    type_: value.type_?,
                    user_id: value.user_id?,
                    uuid: value.uuid?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::Activity> for Activity {
            fn from(value: super::Activity) -> Self {
                Self {
                    cancellable: Ok(value.cancellable),
                    context: Ok(value.context),
                    progress: Ok(value.progress),
                    response: Ok(value.response),
                    subtitle: Ok(value.subtitle),
                    title: Ok(value.title),
                    type_: Ok(value.type_),
                    user_id: Ok(value.user_id),
                    uuid: Ok(value.uuid),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ActivityNotification {
            activity: ::std::result::Result<
                ::std::option::Option<super::Activity>,
                ::std::string::String,
            >,
            event: ::std::result::Result<
                crate::wire::LenientString,
                ::std::string::String,
            >,
            uuid: ::std::result::Result<
                ::std::option::Option<crate::wire::ActivityId>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ActivityNotification {
            fn default() -> Self {
                Self {
                    activity: Ok(Default::default()),
                    event: Err("no value supplied for event".to_string()),
                    uuid: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl ActivityNotification {
            pub fn activity<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Activity>>,
                T::Error: ::std::fmt::Display,
            {
                self.activity = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for activity: {e}")
                    });
                self
            }
            pub fn event<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::LenientString>,
                T::Error: ::std::fmt::Display,
            {
                self.event = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for event: {e}")
                    });
                self
            }
            pub fn uuid<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::ActivityId>,
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
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::UnknownFields>,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ActivityNotification>
        for super::ActivityNotification {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ActivityNotification,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    activity: value.activity?,
                    event: value.event?,
                    uuid: value.uuid?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::ActivityNotification> for ActivityNotification {
            fn from(value: super::ActivityNotification) -> Self {
                Self {
                    activity: Ok(value.activity),
                    event: Ok(value.event),
                    uuid: Ok(value.uuid),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ErrorsResponse {
            errors: ::std::result::Result<
                ::std::vec::Vec<super::ServerError>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ErrorsResponse {
            fn default() -> Self {
                Self {
                    errors: Err("no value supplied for errors".to_string()),
                }
            }
        }
        impl ErrorsResponse {
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
                Ok(Self { errors: value.errors? })
            }
        }
        impl ::std::convert::From<super::ErrorsResponse> for ErrorsResponse {
            fn from(value: super::ErrorsResponse) -> Self {
                Self { errors: Ok(value.errors) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct EventSourceData {
            activity_notification: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<
                        crate::generated::types::ActivityNotification,
                    >,
                >,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for EventSourceData {
            fn default() -> Self {
                Self {
                    activity_notification: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl EventSourceData {
            pub fn activity_notification<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<
                            crate::generated::types::ActivityNotification,
                        >,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.activity_notification = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for activity_notification: {e}"
                        )
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::UnknownFields>,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<EventSourceData> for super::EventSourceData {
            type Error = super::error::ConversionError;
            fn try_from(
                value: EventSourceData,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    activity_notification: value.activity_notification?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::EventSourceData> for EventSourceData {
            fn from(value: super::EventSourceData) -> Self {
                Self {
                    activity_notification: Ok(value.activity_notification),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Identity {
            claimed: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            machine_identifier: ::std::result::Result<
                crate::wire::LenientString,
                ::std::string::String,
            >,
            size: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            version: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Identity {
            fn default() -> Self {
                Self {
                    claimed: Ok(Default::default()),
                    machine_identifier: Err(
                        "no value supplied for machine_identifier".to_string(),
                    ),
                    size: Ok(Default::default()),
                    version: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl Identity {
            pub fn claimed<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.claimed = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for claimed: {e}")
                    });
                self
            }
            pub fn machine_identifier<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::LenientString>,
                T::Error: ::std::fmt::Display,
            {
                self.machine_identifier = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for machine_identifier: {e}"
                        )
                    });
                self
            }
            pub fn size<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.size = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for size: {e}")
                    });
                self
            }
            pub fn version<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.version = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for version: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::UnknownFields>,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Identity> for super::Identity {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Identity,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    claimed: value.claimed?,
                    machine_identifier: value.machine_identifier?,
                    size: value.size?,
                    version: value.version?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::Identity> for Identity {
            fn from(value: super::Identity) -> Self {
                Self {
                    claimed: Ok(value.claimed),
                    machine_identifier: Ok(value.machine_identifier),
                    size: Ok(value.size),
                    version: Ok(value.version),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct IdentityResponse {
            media_container: ::std::result::Result<
                super::Identity,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for IdentityResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl IdentityResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Identity>,
                T::Error: ::std::fmt::Display,
            {
                self.media_container = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for media_container: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<IdentityResponse> for super::IdentityResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: IdentityResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::IdentityResponse> for IdentityResponse {
            fn from(value: super::IdentityResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct LibraryLocation {
            id: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            path: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for LibraryLocation {
            fn default() -> Self {
                Self {
                    id: Ok(Default::default()),
                    path: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl LibraryLocation {
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn path<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.path = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for path: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::UnknownFields>,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<LibraryLocation> for super::LibraryLocation {
            type Error = super::error::ConversionError;
            fn try_from(
                value: LibraryLocation,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    id: value.id?,
                    path: value.path?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::LibraryLocation> for LibraryLocation {
            fn from(value: super::LibraryLocation) -> Self {
                Self {
                    id: Ok(value.id),
                    path: Ok(value.path),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct LibrarySection {
            agent: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            created_at: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            key: ::std::result::Result<
                crate::wire::LenientString,
                ::std::string::String,
            >,
            language: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            location: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::LibraryLocation>,
                >,
                ::std::string::String,
            >,
            refreshing: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            scanned_at: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            scanner: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            title: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            type_: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            updated_at: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            uuid: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for LibrarySection {
            fn default() -> Self {
                Self {
                    agent: Ok(Default::default()),
                    created_at: Ok(Default::default()),
                    key: Err("no value supplied for key".to_string()),
                    language: Ok(Default::default()),
                    location: Ok(Default::default()),
                    refreshing: Ok(Default::default()),
                    scanned_at: Ok(Default::default()),
                    scanner: Ok(Default::default()),
                    title: Ok(Default::default()),
                    type_: Ok(Default::default()),
                    updated_at: Ok(Default::default()),
                    uuid: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl LibrarySection {
            pub fn agent<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.agent = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for agent: {e}")
                    });
                self
            }
            pub fn created_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.created_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for created_at: {e}")
                    });
                self
            }
            pub fn key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::LenientString>,
                T::Error: ::std::fmt::Display,
            {
                self.key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for key: {e}")
                    });
                self
            }
            pub fn language<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.language = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for language: {e}")
                    });
                self
            }
            pub fn location<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::LibraryLocation>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.location = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for location: {e}")
                    });
                self
            }
            pub fn refreshing<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.refreshing = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for refreshing: {e}")
                    });
                self
            }
            pub fn scanned_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.scanned_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for scanned_at: {e}")
                    });
                self
            }
            pub fn scanner<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.scanner = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for scanner: {e}")
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
            pub fn type_<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.type_ = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for type_: {e}")
                    });
                self
            }
            pub fn updated_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.updated_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for updated_at: {e}")
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
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::UnknownFields>,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<LibrarySection> for super::LibrarySection {
            type Error = super::error::ConversionError;
            fn try_from(
                value: LibrarySection,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    agent: value.agent?,
                    created_at: value.created_at?,
                    key: value.key?,
                    language: value.language?,
                    location: value.location?,
                    refreshing: value.refreshing?,
                    scanned_at: value.scanned_at?,
                    scanner: value.scanner?,
                    title: value.title?,
                    type_: value.type_?,
                    updated_at: value.updated_at?,
                    uuid: value.uuid?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::LibrarySection> for LibrarySection {
            fn from(value: super::LibrarySection) -> Self {
                Self {
                    agent: Ok(value.agent),
                    created_at: Ok(value.created_at),
                    key: Ok(value.key),
                    language: Ok(value.language),
                    location: Ok(value.location),
                    refreshing: Ok(value.refreshing),
                    scanned_at: Ok(value.scanned_at),
                    scanner: Ok(value.scanner),
                    title: Ok(value.title),
                    type_: Ok(value.type_),
                    updated_at: Ok(value.updated_at),
                    uuid: Ok(value.uuid),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct LibrarySectionsContainer {
            directory: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::LibrarySection>,
                >,
                ::std::string::String,
            >,
            size: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for LibrarySectionsContainer {
            fn default() -> Self {
                Self {
                    directory: Ok(Default::default()),
                    size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl LibrarySectionsContainer {
            pub fn directory<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::LibrarySection>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.directory = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for directory: {e}")
                    });
                self
            }
            pub fn size<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.size = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for size: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::UnknownFields>,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<LibrarySectionsContainer>
        for super::LibrarySectionsContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: LibrarySectionsContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    directory: value.directory?,
                    size: value.size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::LibrarySectionsContainer>
        for LibrarySectionsContainer {
            fn from(value: super::LibrarySectionsContainer) -> Self {
                Self {
                    directory: Ok(value.directory),
                    size: Ok(value.size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct LibrarySectionsResponse {
            media_container: ::std::result::Result<
                super::LibrarySectionsContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for LibrarySectionsResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl LibrarySectionsResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::LibrarySectionsContainer>,
                T::Error: ::std::fmt::Display,
            {
                self.media_container = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for media_container: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<LibrarySectionsResponse>
        for super::LibrarySectionsResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: LibrarySectionsResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::LibrarySectionsResponse>
        for LibrarySectionsResponse {
            fn from(value: super::LibrarySectionsResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Maintenance {
            code: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            title: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Maintenance {
            fn default() -> Self {
                Self {
                    code: Ok(Default::default()),
                    status: Ok(Default::default()),
                    title: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl Maintenance {
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
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
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
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::UnknownFields>,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Maintenance> for super::Maintenance {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Maintenance,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    code: value.code?,
                    status: value.status?,
                    title: value.title?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::Maintenance> for Maintenance {
            fn from(value: super::Maintenance) -> Self {
                Self {
                    code: Ok(value.code),
                    status: Ok(value.status),
                    title: Ok(value.title),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct NotificationContainer {
            activity_notification: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<
                        crate::generated::types::ActivityNotification,
                    >,
                >,
                ::std::string::String,
            >,
            size: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            type_: ::std::result::Result<
                crate::wire::LenientString,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for NotificationContainer {
            fn default() -> Self {
                Self {
                    activity_notification: Ok(Default::default()),
                    size: Ok(Default::default()),
                    type_: Err("no value supplied for type_".to_string()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl NotificationContainer {
            pub fn activity_notification<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<
                            crate::generated::types::ActivityNotification,
                        >,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.activity_notification = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for activity_notification: {e}"
                        )
                    });
                self
            }
            pub fn size<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.size = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for size: {e}")
                    });
                self
            }
            pub fn type_<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::LenientString>,
                T::Error: ::std::fmt::Display,
            {
                self.type_ = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for type_: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::UnknownFields>,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<NotificationContainer>
        for super::NotificationContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: NotificationContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    activity_notification: value.activity_notification?,
                    size: value.size?,
                    type_: value.type_?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::NotificationContainer>
        for NotificationContainer {
            fn from(value: super::NotificationContainer) -> Self {
                Self {
                    activity_notification: Ok(value.activity_notification),
                    size: Ok(value.size),
                    type_: Ok(value.type_),
                    extra: Ok(value.extra),
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
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ServerError {
            fn default() -> Self {
                Self {
                    code: Ok(Default::default()),
                    message: Ok(Default::default()),
                    status: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
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
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::UnknownFields>,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
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
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::ServerError> for ServerError {
            fn from(value: super::ServerError) -> Self {
                Self {
                    code: Ok(value.code),
                    message: Ok(value.message),
                    status: Ok(value.status),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct WebSocketMessage {
            notification_container: ::std::result::Result<
                super::NotificationContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for WebSocketMessage {
            fn default() -> Self {
                Self {
                    notification_container: Err(
                        "no value supplied for notification_container".to_string(),
                    ),
                }
            }
        }
        impl WebSocketMessage {
            pub fn notification_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::NotificationContainer>,
                T::Error: ::std::fmt::Display,
            {
                self.notification_container = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for notification_container: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<WebSocketMessage> for super::WebSocketMessage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: WebSocketMessage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    notification_container: value.notification_container?,
                })
            }
        }
        impl ::std::convert::From<super::WebSocketMessage> for WebSocketMessage {
            fn from(value: super::WebSocketMessage) -> Self {
                Self {
                    notification_container: Ok(value.notification_container),
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
/// Client for Plex Media Server activities
///
/// Long jobs of a Plex Media Server (library scans, metadata refreshes, thumbnail and
/// marker generation, optimisation, recordings, downloads) are activities. These
/// operations start, list, follow and cancel them.
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
    /// List the running activities
    ///
    /// Lists what runs now. An administrator sees every activity, another user only their own
    /// or nothing at all. An activity that is over leaves the list; a list is never paged.
    ///
    /// Sends a `GET` request to `/activities`
    ///
    /// ```text
    /// let response = client.get_server_activities()
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_server_activities(&self) -> builder::GetServerActivities<'_> {
        builder::GetServerActivities::new(self)
    }
    /// Cancel an activity
    ///
    /// Asks the server to cancel one activity. More `updated` notifications may follow before
    /// `ended`, and the last progress may stay below 100. Only activities that say
    /// `cancellable` can be cancelled; a section scan never does and is stopped with
    /// `cancelRefresh` instead.
    ///
    /// Sends a `DELETE` request to `/activities/{activityUUID}`
    ///
    /// Arguments:
    /// - `activity_uuid`: The uuid of the activity, exactly as the server gave it.
    /// ```text
    /// let response = client.cancel_server_activities()
    ///     .activity_uuid(activity_uuid)
    ///     .send()
    ///     .await;
    /// ```
    pub fn cancel_server_activities(&self) -> builder::CancelServerActivities<'_> {
        builder::CancelServerActivities::new(self)
    }
    /// Receive notifications as an event stream
    ///
    /// An endless `text/event-stream`. Each event has the notification's type in `event:` and
    /// one line of JSON in `data:`, of the shape of `EventSourceData`. There are no ids, so a
    /// stream cannot be resumed: what happened while disconnected is lost. `event: ping`
    /// keeps the connection alive, unless the filter leaves it out.
    ///
    /// Sends a `GET` request to `/:/eventsource/notifications`
    ///
    /// Arguments:
    /// - `filters`: The notification types wanted, separated by commas, for example
    ///   `activity`. A leading `-` turns the whole list into an exclusion. Empty means every
    ///   type, logs included; absent means every type but logs.
    /// ```text
    /// let response = client.get_notifications()
    ///     .filters(filters)
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_notifications(&self) -> builder::GetNotifications<'_> {
        builder::GetNotifications::new(self)
    }
    /// Receive notifications over a WebSocket
    ///
    /// An HTTP/1.1 upgrade without a sub-protocol. The server sends text messages of the
    /// shape of `WebSocketMessage`; the client sends control frames only. The server answers
    /// pings.
    ///
    /// Sends a `GET` request to `/:/websockets/notifications`
    ///
    /// Arguments:
    /// - `filters`: The notification types wanted, separated by commas, for example
    ///   `activity`. A leading `-` turns the whole list into an exclusion. Empty means every
    ///   type, logs included; absent means every type but logs.
    /// ```text
    /// let response = client.connect_web_socket()
    ///     .filters(filters)
    ///     .send()
    ///     .await;
    /// ```
    pub fn connect_web_socket(&self) -> builder::ConnectWebSocket<'_> {
        builder::ConnectWebSocket::new(self)
    }
    /// Ask the server who it is
    ///
    /// Answered without a token as well, which makes it the way to tell a Plex server from
    /// another.
    ///
    /// Sends a `GET` request to `/identity`
    ///
    /// ```text
    /// let response = client.get_identity()
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_identity(&self) -> builder::GetIdentity<'_> {
        builder::GetIdentity::new(self)
    }
    /// List the library sections
    ///
    /// Lists the library sections that the token's user may see.
    ///
    /// Sends a `GET` request to `/library/sections`
    ///
    /// ```text
    /// let response = client.get_sections()
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_sections(&self) -> builder::GetSections<'_> {
        builder::GetSections::new(self)
    }
    /// Start a scan of a library section
    ///
    /// Starts a scan: an activity of type `library.update.section` follows. With `force=1`
    /// the metadata is fetched again though nothing changed (a metadata refresh). `all` as
    /// the section scans every section.
    ///
    /// Sends a `GET` request to `/library/sections/{sectionId}/refresh`
    ///
    /// Arguments:
    /// - `section_id`: The library section's `key`.
    /// - `force`: 1 fetches metadata again even where no file has changed.
    /// - `path`: A folder of the section, as the server sees it; only that folder is scanned.
    /// ```text
    /// let response = client.refresh_section()
    ///     .section_id(section_id)
    ///     .force(force)
    ///     .path(path)
    ///     .send()
    ///     .await;
    /// ```
    pub fn refresh_section(&self) -> builder::RefreshSection<'_> {
        builder::RefreshSection::new(self)
    }
    /// Stop the scan of a library section
    ///
    /// Stops a running scan, which the activity itself does not allow (`cancellable` is
    /// false).
    ///
    /// Sends a `DELETE` request to `/library/sections/{sectionId}/refresh`
    ///
    /// Arguments:
    /// - `section_id`: The library section's `key`.
    /// ```text
    /// let response = client.cancel_refresh()
    ///     .section_id(section_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn cancel_refresh(&self) -> builder::CancelRefresh<'_> {
        builder::CancelRefresh::new(self)
    }
    /// Empty the trash of a library section
    ///
    /// Removes the items whose files are gone. Do this only when no scan runs: items of a
    /// drive that is not mounted just now would be lost.
    ///
    /// Sends a `PUT` request to `/library/sections/{sectionId}/emptyTrash`
    ///
    /// Arguments:
    /// - `section_id`: The library section's `key`.
    /// ```text
    /// let response = client.empty_trash()
    ///     .section_id(section_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn empty_trash(&self) -> builder::EmptyTrash<'_> {
        builder::EmptyTrash::new(self)
    }
    /// Optimize the database
    ///
    /// Optimizes the server's database; with `async=1` the answer does not wait for the end.
    ///
    /// Sends a `PUT` request to `/library/optimize`
    ///
    /// Arguments:
    /// - `async_`: 1 answers at once and leaves the work to an activity.
    /// ```text
    /// let response = client.optimize_database()
    ///     .async_(async_)
    ///     .send()
    ///     .await;
    /// ```
    pub fn optimize_database(&self) -> builder::OptimizeDatabase<'_> {
        builder::OptimizeDatabase::new(self)
    }
    /// Refresh the metadata of items
    ///
    /// Fetches the metadata of the items again, in the background.
    ///
    /// Sends a `PUT` request to `/library/metadata/{ids}/refresh`
    ///
    /// Arguments:
    /// - `ids`: One rating key, or several separated by commas.
    /// ```text
    /// let response = client.refresh_items_metadata()
    ///     .ids(ids)
    ///     .send()
    ///     .await;
    /// ```
    pub fn refresh_items_metadata(&self) -> builder::RefreshItemsMetadata<'_> {
        builder::RefreshItemsMetadata::new(self)
    }
    /// Analyze the media of items
    ///
    /// Reads the media files of the items, in the background.
    ///
    /// Sends a `PUT` request to `/library/metadata/{ids}/analyze`
    ///
    /// Arguments:
    /// - `ids`: One rating key, or several separated by commas.
    /// ```text
    /// let response = client.analyze_metadata()
    ///     .ids(ids)
    ///     .send()
    ///     .await;
    /// ```
    pub fn analyze_metadata(&self) -> builder::AnalyzeMetadata<'_> {
        builder::AnalyzeMetadata::new(self)
    }
    /// Start all butler tasks
    ///
    /// Starts every butler task that is enabled, outside its schedule.
    ///
    /// Sends a `POST` request to `/butler`
    ///
    /// ```text
    /// let response = client.start_tasks()
    ///     .send()
    ///     .await;
    /// ```
    pub fn start_tasks(&self) -> builder::StartTasks<'_> {
        builder::StartTasks::new(self)
    }
    /// Stop all butler tasks
    ///
    /// Stops the running butler tasks and removes the waiting ones.
    ///
    /// Sends a `DELETE` request to `/butler`
    ///
    /// ```text
    /// let response = client.stop_tasks()
    ///     .send()
    ///     .await;
    /// ```
    pub fn stop_tasks(&self) -> builder::StopTasks<'_> {
        builder::StopTasks::new(self)
    }
    /// Start one butler task
    ///
    /// Starts one butler task by its exact name, outside its schedule.
    ///
    /// Sends a `POST` request to `/butler/{task}`
    ///
    /// Arguments:
    /// - `task`: The task's exact name, for example `BackupDatabase`.
    /// ```text
    /// let response = client.start_task()
    ///     .task(task)
    ///     .send()
    ///     .await;
    /// ```
    pub fn start_task(&self) -> builder::StartTask<'_> {
        builder::StartTask::new(self)
    }
    /// Stop one butler task
    ///
    /// Stops one running butler task by its exact name.
    ///
    /// Sends a `DELETE` request to `/butler/{task}`
    ///
    /// Arguments:
    /// - `task`: The task's exact name, for example `BackupDatabase`.
    /// ```text
    /// let response = client.stop_task()
    ///     .task(task)
    ///     .send()
    ///     .await;
    /// ```
    pub fn stop_task(&self) -> builder::StopTask<'_> {
        builder::StopTask::new(self)
    }
    /// Process the recording subscriptions
    ///
    /// Looks for what the subscriptions should record: an activity of type
    /// `provider.subscriptions.process` follows, often over within a second.
    ///
    /// Sends a `POST` request to `/media/subscriptions/process`
    ///
    /// ```text
    /// let response = client.process_subscriptions()
    ///     .send()
    ///     .await;
    /// ```
    pub fn process_subscriptions(&self) -> builder::ProcessSubscriptions<'_> {
        builder::ProcessSubscriptions::new(self)
    }
    /// Reload the programme guide of a DVR
    ///
    /// Starts an activity of type `provider.epg.load`. Servers were seen to name an activity
    /// in the answer that never shows up.
    ///
    /// Sends a `POST` request to `/livetv/dvrs/{dvrId}/reloadGuide`
    ///
    /// Arguments:
    /// - `dvr_id`: The number of the DVR.
    /// ```text
    /// let response = client.reload_guide()
    ///     .dvr_id(dvr_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn reload_guide(&self) -> builder::ReloadGuide<'_> {
        builder::ReloadGuide::new(self)
    }
    /// Scan the channels of a tuner
    ///
    /// Starts a channel scan of a grabber device as an activity.
    ///
    /// Sends a `POST` request to `/media/grabbers/devices/{deviceId}/scan`
    ///
    /// Arguments:
    /// - `device_id`: The number of the grabber device.
    /// - `source`: What to scan, as the device names it (for example `Cable`).
    /// ```text
    /// let response = client.scan_grabber_device()
    ///     .device_id(device_id)
    ///     .source(source)
    ///     .send()
    ///     .await;
    /// ```
    pub fn scan_grabber_device(&self) -> builder::ScanGrabberDevice<'_> {
        builder::ScanGrabberDevice::new(self)
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
    /// Builder for [`Client::get_server_activities`]
    ///
    /// [`Client::get_server_activities`]: super::Client::get_server_activities
    #[derive(Debug, Clone)]
    pub struct GetServerActivities<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetServerActivities<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/activities`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ActivitiesResponse>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/activities", client.baseurl,);
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
                operation_id: "get_server_activities",
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
    /// Builder for [`Client::cancel_server_activities`]
    ///
    /// [`Client::cancel_server_activities`]: super::Client::cancel_server_activities
    #[derive(Debug, Clone)]
    pub struct CancelServerActivities<'a> {
        client: &'a super::Client,
        activity_uuid: Result<crate::wire::ActivityId, String>,
    }
    impl<'a> CancelServerActivities<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                activity_uuid: Err("activity_uuid was not initialized".to_string()),
            }
        }
        pub fn activity_uuid<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::ActivityId>,
        {
            self.activity_uuid = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: ActivityId` for activity_uuid failed"
                        .to_string()
                });
            self
        }
        /// Sends a `DELETE` request to `/activities/{activityUUID}`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, activity_uuid } = self;
            let activity_uuid = activity_uuid.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/activities/{}", client.baseurl, encode_path(& activity_uuid
                .to_string()),
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
            let mut request = client.client.delete(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "cancel_server_activities",
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
    /// Builder for [`Client::get_notifications`]
    ///
    /// [`Client::get_notifications`]: super::Client::get_notifications
    #[derive(Debug, Clone)]
    pub struct GetNotifications<'a> {
        client: &'a super::Client,
        filters: Result<Option<::std::string::String>, String>,
    }
    impl<'a> GetNotifications<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                filters: Ok(None),
            }
        }
        pub fn filters<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.filters = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for filters failed"
                        .to_string()
                });
            self
        }
        /// Sends a `GET` request to `/:/eventsource/notifications`
        pub async fn send(self) -> Result<ResponseValue<ByteStream>, Error<ByteStream>> {
            let Self { client, filters } = self;
            let filters = filters.map_err(Error::InvalidRequest)?;
            let url = format!("{}/:/eventsource/notifications", client.baseurl,);
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
                .query(&progenitor_client::QueryParam::new("filters", &filters))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_notifications",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => Ok(ResponseValue::stream(response)),
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
    /// Builder for [`Client::connect_web_socket`]
    ///
    /// [`Client::connect_web_socket`]: super::Client::connect_web_socket
    #[derive(Debug, Clone)]
    pub struct ConnectWebSocket<'a> {
        client: &'a super::Client,
        filters: Result<Option<::std::string::String>, String>,
    }
    impl<'a> ConnectWebSocket<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                filters: Ok(None),
            }
        }
        pub fn filters<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.filters = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for filters failed"
                        .to_string()
                });
            self
        }
        /// Sends a `GET` request to `/:/websockets/notifications`
        pub async fn send(self) -> Result<ResponseValue<reqwest::Upgraded>, Error<()>> {
            let Self { client, filters } = self;
            let filters = filters.map_err(Error::InvalidRequest)?;
            let url = format!("{}/:/websockets/notifications", client.baseurl,);
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
                .query(&progenitor_client::QueryParam::new("filters", &filters))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "connect_web_socket",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                101u16 => ResponseValue::upgrade(response).await,
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /// Builder for [`Client::get_identity`]
    ///
    /// [`Client::get_identity`]: super::Client::get_identity
    #[derive(Debug, Clone)]
    pub struct GetIdentity<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetIdentity<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/identity`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::IdentityResponse>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/identity", client.baseurl,);
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
                operation_id: "get_identity",
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
    /// Builder for [`Client::get_sections`]
    ///
    /// [`Client::get_sections`]: super::Client::get_sections
    #[derive(Debug, Clone)]
    pub struct GetSections<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetSections<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/library/sections`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::LibrarySectionsResponse>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/library/sections", client.baseurl,);
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
                operation_id: "get_sections",
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
    /// Builder for [`Client::refresh_section`]
    ///
    /// [`Client::refresh_section`]: super::Client::refresh_section
    #[derive(Debug, Clone)]
    pub struct RefreshSection<'a> {
        client: &'a super::Client,
        section_id: Result<crate::wire::PathSegment, String>,
        force: Result<Option<i64>, String>,
        path: Result<Option<::std::string::String>, String>,
    }
    impl<'a> RefreshSection<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                section_id: Err("section_id was not initialized".to_string()),
                force: Ok(None),
                path: Ok(None),
            }
        }
        pub fn section_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.section_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for section_id failed"
                        .to_string()
                });
            self
        }
        pub fn force<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.force = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `i64` for force failed".to_string());
            self
        }
        pub fn path<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.path = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for path failed"
                        .to_string()
                });
            self
        }
        /// Sends a `GET` request to `/library/sections/{sectionId}/refresh`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, section_id, force, path } = self;
            let section_id = section_id.map_err(Error::InvalidRequest)?;
            let force = force.map_err(Error::InvalidRequest)?;
            let path = path.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/sections/{}/refresh", client.baseurl, encode_path(&
                section_id.to_string()),
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
                .query(&progenitor_client::QueryParam::new("force", &force))
                .query(&progenitor_client::QueryParam::new("path", &path))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "refresh_section",
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
    /// Builder for [`Client::cancel_refresh`]
    ///
    /// [`Client::cancel_refresh`]: super::Client::cancel_refresh
    #[derive(Debug, Clone)]
    pub struct CancelRefresh<'a> {
        client: &'a super::Client,
        section_id: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> CancelRefresh<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                section_id: Err("section_id was not initialized".to_string()),
            }
        }
        pub fn section_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.section_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for section_id failed"
                        .to_string()
                });
            self
        }
        /// Sends a `DELETE` request to `/library/sections/{sectionId}/refresh`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, section_id } = self;
            let section_id = section_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/sections/{}/refresh", client.baseurl, encode_path(&
                section_id.to_string()),
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
            let mut request = client.client.delete(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "cancel_refresh",
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
    /// Builder for [`Client::empty_trash`]
    ///
    /// [`Client::empty_trash`]: super::Client::empty_trash
    #[derive(Debug, Clone)]
    pub struct EmptyTrash<'a> {
        client: &'a super::Client,
        section_id: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> EmptyTrash<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                section_id: Err("section_id was not initialized".to_string()),
            }
        }
        pub fn section_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.section_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for section_id failed"
                        .to_string()
                });
            self
        }
        /// Sends a `PUT` request to `/library/sections/{sectionId}/emptyTrash`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, section_id } = self;
            let section_id = section_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/sections/{}/emptyTrash", client.baseurl, encode_path(&
                section_id.to_string()),
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
            let mut request = client.client.put(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "empty_trash",
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
    /// Builder for [`Client::optimize_database`]
    ///
    /// [`Client::optimize_database`]: super::Client::optimize_database
    #[derive(Debug, Clone)]
    pub struct OptimizeDatabase<'a> {
        client: &'a super::Client,
        async_: Result<Option<i64>, String>,
    }
    impl<'a> OptimizeDatabase<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                async_: Ok(None),
            }
        }
        pub fn async_<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.async_ = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `i64` for async_ failed".to_string());
            self
        }
        /// Sends a `PUT` request to `/library/optimize`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, async_ } = self;
            let async_ = async_.map_err(Error::InvalidRequest)?;
            let url = format!("{}/library/optimize", client.baseurl,);
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
                .put(url)
                .query(&progenitor_client::QueryParam::new("async", &async_))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "optimize_database",
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
    /// Builder for [`Client::refresh_items_metadata`]
    ///
    /// [`Client::refresh_items_metadata`]: super::Client::refresh_items_metadata
    #[derive(Debug, Clone)]
    pub struct RefreshItemsMetadata<'a> {
        client: &'a super::Client,
        ids: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> RefreshItemsMetadata<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                ids: Err("ids was not initialized".to_string()),
            }
        }
        pub fn ids<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.ids = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for ids failed"
                        .to_string()
                });
            self
        }
        /// Sends a `PUT` request to `/library/metadata/{ids}/refresh`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, ids } = self;
            let ids = ids.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/metadata/{}/refresh", client.baseurl, encode_path(& ids
                .to_string()),
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
            let mut request = client.client.put(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "refresh_items_metadata",
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
    /// Builder for [`Client::analyze_metadata`]
    ///
    /// [`Client::analyze_metadata`]: super::Client::analyze_metadata
    #[derive(Debug, Clone)]
    pub struct AnalyzeMetadata<'a> {
        client: &'a super::Client,
        ids: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> AnalyzeMetadata<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                ids: Err("ids was not initialized".to_string()),
            }
        }
        pub fn ids<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.ids = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for ids failed"
                        .to_string()
                });
            self
        }
        /// Sends a `PUT` request to `/library/metadata/{ids}/analyze`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, ids } = self;
            let ids = ids.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/metadata/{}/analyze", client.baseurl, encode_path(& ids
                .to_string()),
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
            let mut request = client.client.put(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "analyze_metadata",
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
    /// Builder for [`Client::start_tasks`]
    ///
    /// [`Client::start_tasks`]: super::Client::start_tasks
    #[derive(Debug, Clone)]
    pub struct StartTasks<'a> {
        client: &'a super::Client,
    }
    impl<'a> StartTasks<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `POST` request to `/butler`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/butler", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client.client.post(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "start_tasks",
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
    /// Builder for [`Client::stop_tasks`]
    ///
    /// [`Client::stop_tasks`]: super::Client::stop_tasks
    #[derive(Debug, Clone)]
    pub struct StopTasks<'a> {
        client: &'a super::Client,
    }
    impl<'a> StopTasks<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `DELETE` request to `/butler`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/butler", client.baseurl,);
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
                operation_id: "stop_tasks",
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
    /// Builder for [`Client::start_task`]
    ///
    /// [`Client::start_task`]: super::Client::start_task
    #[derive(Debug, Clone)]
    pub struct StartTask<'a> {
        client: &'a super::Client,
        task: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> StartTask<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                task: Err("task was not initialized".to_string()),
            }
        }
        pub fn task<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.task = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for task failed"
                        .to_string()
                });
            self
        }
        /// Sends a `POST` request to `/butler/{task}`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, task } = self;
            let task = task.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/butler/{}", client.baseurl, encode_path(& task.to_string()),
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
            let mut request = client.client.post(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "start_task",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => Ok(ResponseValue::empty(response)),
                202u16 => Ok(ResponseValue::empty(response)),
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
    /// Builder for [`Client::stop_task`]
    ///
    /// [`Client::stop_task`]: super::Client::stop_task
    #[derive(Debug, Clone)]
    pub struct StopTask<'a> {
        client: &'a super::Client,
        task: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> StopTask<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                task: Err("task was not initialized".to_string()),
            }
        }
        pub fn task<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.task = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for task failed"
                        .to_string()
                });
            self
        }
        /// Sends a `DELETE` request to `/butler/{task}`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, task } = self;
            let task = task.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/butler/{}", client.baseurl, encode_path(& task.to_string()),
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
            let mut request = client.client.delete(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "stop_task",
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
    /// Builder for [`Client::process_subscriptions`]
    ///
    /// [`Client::process_subscriptions`]: super::Client::process_subscriptions
    #[derive(Debug, Clone)]
    pub struct ProcessSubscriptions<'a> {
        client: &'a super::Client,
    }
    impl<'a> ProcessSubscriptions<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `POST` request to `/media/subscriptions/process`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/media/subscriptions/process", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client.client.post(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "process_subscriptions",
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
    /// Builder for [`Client::reload_guide`]
    ///
    /// [`Client::reload_guide`]: super::Client::reload_guide
    #[derive(Debug, Clone)]
    pub struct ReloadGuide<'a> {
        client: &'a super::Client,
        dvr_id: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> ReloadGuide<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                dvr_id: Err("dvr_id was not initialized".to_string()),
            }
        }
        pub fn dvr_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.dvr_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for dvr_id failed"
                        .to_string()
                });
            self
        }
        /// Sends a `POST` request to `/livetv/dvrs/{dvrId}/reloadGuide`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, dvr_id } = self;
            let dvr_id = dvr_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/livetv/dvrs/{}/reloadGuide", client.baseurl, encode_path(& dvr_id
                .to_string()),
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
            let mut request = client.client.post(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "reload_guide",
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
    /// Builder for [`Client::scan_grabber_device`]
    ///
    /// [`Client::scan_grabber_device`]: super::Client::scan_grabber_device
    #[derive(Debug, Clone)]
    pub struct ScanGrabberDevice<'a> {
        client: &'a super::Client,
        device_id: Result<crate::wire::PathSegment, String>,
        source: Result<Option<::std::string::String>, String>,
    }
    impl<'a> ScanGrabberDevice<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                device_id: Err("device_id was not initialized".to_string()),
                source: Ok(None),
            }
        }
        pub fn device_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.device_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for device_id failed"
                        .to_string()
                });
            self
        }
        pub fn source<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.source = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for source failed"
                        .to_string()
                });
            self
        }
        /// Sends a `POST` request to `/media/grabbers/devices/{deviceId}/scan`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, device_id, source } = self;
            let device_id = device_id.map_err(Error::InvalidRequest)?;
            let source = source.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/media/grabbers/devices/{}/scan", client.baseurl, encode_path(&
                device_id.to_string()),
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
                .post(url)
                .query(&progenitor_client::QueryParam::new("source", &source))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "scan_grabber_device",
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
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    pub use self::super::Client;
}
mod operations;
pub use operations::OperationId;
