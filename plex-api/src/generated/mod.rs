//! The client generated from `openapi/plex.yaml`. Do not edit: `cargo xtask regen` makes it.
//!
//! Document: SHA-256 `c0f5604af56360ca19e17698371bd87419b41c6214136a7f1a5ecc9b6bf1045b`.
//! Generator: progenitor 0.15.1.
//!
//! Adaptations of the document to what the generator can express:
//! - `identity-headers-sent-by-hooks`, 53 places (`/paths/~1activities`,
//!   `/paths/~1activities~1{activityUUID}`, `/paths/~1:~1eventsource~1notifications` and 50 more):
//!   every operation would take them as arguments; the client's hooks send them with every request.
//! - `upgrades-without-other-answers`, 1 place
//!   (`/paths/~1:~1websockets~1notifications/get/responses`): a 101 beside a raw error does not
//!   compile; other statuses arrive as an unexpected response.
//! - `errors-raw`, 58 places (`/paths/~1activities/get/responses`,
//!   `/paths/~1activities~1{activityUUID}/delete/responses`,
//!   `/paths/~1:~1eventsource~1notifications/get/responses` and 55 more): the generator cannot
//!   distinguish errors of several media types, and a typed error loses status and headers when
//!   HTML comes; 4XX and 5XX arrive as bytes, and the client reads them itself.
//! - `unread-bodies-dropped`, 36 places
//!   (`/paths/~1activities~1{activityUUID}/delete/responses/200`,
//!   `/paths/~1updater~1check/put/responses/200`,
//!   `/paths/~1library~1sections~1refresh/post/responses/200` and 33 more): an HTML or XML body of
//!   a success would be handed on as a stream that nobody reads.
//! - `unknown-fields-kept`, 50 places (`/components/schemas/Activity`,
//!   `/components/schemas/ActivitiesContainer`, `/components/schemas/ActivityNotification` and 47
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
        /// The number of activities.
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
        /// True if `cancelServerActivities` can cancel it.
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
        /// The present step of the job, for people. It may change while the activity is running.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub subtitle: ::std::option::Option<crate::wire::LenientString>,
        /// The name of the job, for people. It may change while the activity is running.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        /// The type of the job, for example `library.update.section`. An open set.
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
    /// One change of one activity.
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
    /// The entry that an added item has.
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
    pub struct AddedQueueItem {
        /// Its number in the queue.
        pub id: crate::wire::LenientString,
        /// The item's path.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub key: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl AddedQueueItem {
        pub fn builder() -> builder::AddedQueueItem {
            Default::default()
        }
    }
    /// The envelope around the added items.
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
    pub struct AddedQueueItemsContainer {
        #[serde(
            rename = "AddedQueueItems",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub added_queue_items: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::AddedQueueItem>,
        >,
        /// The number of added items.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl AddedQueueItemsContainer {
        pub fn builder() -> builder::AddedQueueItemsContainer {
            Default::default()
        }
    }
    /// The answer to `POST /downloadQueue/{queueId}/add`.
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
    pub struct AddedQueueItemsResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: AddedQueueItemsContainer,
    }
    impl AddedQueueItemsResponse {
        pub fn builder() -> builder::AddedQueueItemsResponse {
            Default::default()
        }
    }
    /// A scheduled task of the server.
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
    pub struct ButlerTask {
        /// A description of the task, for people; few tasks have one.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub description: ::std::option::Option<crate::wire::LenientString>,
        /// True if the server runs it on schedule.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub enabled: ::std::option::Option<crate::wire::LenientBool>,
        /// The interval between two runs, in days.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub interval: ::std::option::Option<crate::wire::LenientInt>,
        /// Its exact name, for example `BackupDatabase`.
        pub name: crate::wire::LenientString,
        /// True if it starts at a random time within the maintenance hours.
        #[serde(
            rename = "scheduleRandomized",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub schedule_randomized: ::std::option::Option<crate::wire::LenientBool>,
        /// Its name for people; few tasks have one.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl ButlerTask {
        pub fn builder() -> builder::ButlerTask {
            Default::default()
        }
    }
    /// The envelope around the scheduled tasks.
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
    pub struct ButlerTasksContainer {
        #[serde(
            rename = "ButlerTask",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub butler_task: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::ButlerTask>,
        >,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl ButlerTasksContainer {
        pub fn builder() -> builder::ButlerTasksContainer {
            Default::default()
        }
    }
    /// The answer to `GET /butler`.
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
    pub struct ButlerTasksResponse {
        #[serde(rename = "ButlerTasks")]
        pub butler_tasks: ButlerTasksContainer,
    }
    impl ButlerTasksResponse {
        pub fn builder() -> builder::ButlerTasksResponse {
            Default::default()
        }
    }
    /// A conversion in the background.
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
    pub struct ConversionJob {
        /// The order that it belongs to.
        #[serde(
            rename = "generatorID",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub generator_id: ::std::option::Option<crate::wire::LenientInt>,
        /// The item's path.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub key: ::std::option::Option<crate::wire::LenientString>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub progress: ::std::option::Option<crate::wire::Progress>,
        /// The item's number.
        #[serde(
            rename = "ratingKey",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub rating_key: ::std::option::Option<crate::wire::LenientString>,
        /// The remaining time, in seconds.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub remaining: ::std::option::Option<crate::wire::LenientInt>,
        /// The size of the output so far, in bytes.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        /// The number of the target format.
        #[serde(
            rename = "targetTagID",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub target_tag_id: ::std::option::Option<crate::wire::LenientInt>,
        /// The item's title.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        /// `transcode`.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl ConversionJob {
        pub fn builder() -> builder::ConversionJob {
            Default::default()
        }
    }
    /// The envelope around the conversions.
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
    pub struct ConversionJobsContainer {
        /// The number of conversions.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(
            rename = "TranscodeJob",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub transcode_job: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::ConversionJob>,
        >,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl ConversionJobsContainer {
        pub fn builder() -> builder::ConversionJobsContainer {
            Default::default()
        }
    }
    /// The answer to `GET /status/sessions/background`.
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
    pub struct ConversionJobsResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: ConversionJobsContainer,
    }
    impl ConversionJobsResponse {
        pub fn builder() -> builder::ConversionJobsResponse {
            Default::default()
        }
    }
    /// An order to convert items.
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
    pub struct ConversionOrder {
        /// Its number.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(
            rename = "Status",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub status: ::std::option::Option<ConversionStatus>,
        /// The name of the target format.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub target: ::std::option::Option<crate::wire::LenientString>,
        /// The number of the target format.
        #[serde(
            rename = "targetTagID",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub target_tag_id: ::std::option::Option<crate::wire::LenientInt>,
        /// Its name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        /// The type of the playlist entry; 42 for such an order.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl ConversionOrder {
        pub fn builder() -> builder::ConversionOrder {
            Default::default()
        }
    }
    /// The envelope around the orders.
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
    pub struct ConversionOrdersContainer {
        #[serde(rename = "Item", skip_serializing_if = "::std::option::Option::is_none")]
        pub item: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::ConversionOrder>,
        >,
        /// The number of orders.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl ConversionOrdersContainer {
        pub fn builder() -> builder::ConversionOrdersContainer {
            Default::default()
        }
    }
    /// The answer to `GET /playlists/{id}/items/{generatorId}`.
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
    pub struct ConversionOrdersResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: ConversionOrdersContainer,
    }
    impl ConversionOrdersResponse {
        pub fn builder() -> builder::ConversionOrdersResponse {
            Default::default()
        }
    }
    /// The state of an order to convert items.
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
    pub struct ConversionStatus {
        /// The number of items that are over.
        #[serde(
            rename = "itemsCompleteCount",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub items_complete_count: ::std::option::Option<crate::wire::LenientInt>,
        /// The number of its items.
        #[serde(
            rename = "itemsCount",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub items_count: ::std::option::Option<crate::wire::LenientInt>,
        /// The number of items that succeeded.
        #[serde(
            rename = "itemsSuccessfulCount",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub items_successful_count: ::std::option::Option<crate::wire::LenientInt>,
        /// `pending`, `complete` or `failed`. An open set.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub state: ::std::option::Option<crate::wire::LenientString>,
        /// The size of the converted items, in bytes.
        #[serde(
            rename = "totalSize",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub total_size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl ConversionStatus {
        pub fn builder() -> builder::ConversionStatus {
            Default::default()
        }
    }
    /// The reason why an item is converted, or cannot be converted.
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
    pub struct DownloadDecision {
        /// The server's own number for it.
        #[serde(
            rename = "generalDecisionCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub general_decision_code: ::std::option::Option<crate::wire::LenientInt>,
        /// The reason as text, for people.
        #[serde(
            rename = "generalDecisionText",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub general_decision_text: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl DownloadDecision {
        pub fn builder() -> builder::DownloadDecision {
            Default::default()
        }
    }
    /// A download queue: one for each client and user.
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
    pub struct DownloadQueue {
        /// The client that it belongs to; recorded, and not documented.
        #[serde(
            rename = "clientIdentifier",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_identifier: ::std::option::Option<crate::wire::LenientString>,
        /// Its number, as in paths.
        pub id: crate::wire::LenientString,
        /// The number of its items.
        #[serde(
            rename = "itemCount",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub item_count: ::std::option::Option<crate::wire::LenientInt>,
        /// The account that it belongs to; recorded, and not documented.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub owner: ::std::option::Option<crate::wire::LenientInt>,
        /// `deciding`, `waiting`, `processing`, `done` or `error`. An open set.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl DownloadQueue {
        pub fn builder() -> builder::DownloadQueue {
            Default::default()
        }
    }
    /// An item of a download queue.
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
    pub struct DownloadQueueItem {
        #[serde(
            rename = "DecisionResult",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub decision_result: ::std::option::Option<DownloadDecision>,
        /// The kind of error, for example `decisionError`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub error: ::std::option::Option<crate::wire::LenientString>,
        /// Its number in the queue.
        pub id: crate::wire::LenientString,
        /// The item's path.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub key: ::std::option::Option<crate::wire::LenientString>,
        /// The queue's number.
        #[serde(
            rename = "queueId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub queue_id: ::std::option::Option<crate::wire::LenientString>,
        /// `deciding`, `waiting`, `processing`, `available`, `error` or `expired`. An open set.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<crate::wire::LenientString>,
        /// The conversion, as recorded.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub transcode: ::std::option::Option<TranscodeSession>,
        /// The conversion, as documented.
        #[serde(
            rename = "TranscodeSession",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub transcode_session: ::std::option::Option<TranscodeSession>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl DownloadQueueItem {
        pub fn builder() -> builder::DownloadQueueItem {
            Default::default()
        }
    }
    /// The envelope around the items.
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
    pub struct DownloadQueueItemsContainer {
        #[serde(
            rename = "DownloadQueueItem",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub download_queue_item: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::DownloadQueueItem>,
        >,
        /// The number of items.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl DownloadQueueItemsContainer {
        pub fn builder() -> builder::DownloadQueueItemsContainer {
            Default::default()
        }
    }
    /// The answer to `GET /downloadQueue/{queueId}/items`.
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
    pub struct DownloadQueueItemsResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: DownloadQueueItemsContainer,
    }
    impl DownloadQueueItemsResponse {
        pub fn builder() -> builder::DownloadQueueItemsResponse {
            Default::default()
        }
    }
    /// The envelope around the queues.
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
    pub struct DownloadQueuesContainer {
        #[serde(
            rename = "DownloadQueue",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub download_queue: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::DownloadQueue>,
        >,
        /// The number of queues.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl DownloadQueuesContainer {
        pub fn builder() -> builder::DownloadQueuesContainer {
            Default::default()
        }
    }
    /// The answer to `POST /downloadQueue`.
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
    pub struct DownloadQueuesResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: DownloadQueuesContainer,
    }
    impl DownloadQueuesResponse {
        pub fn builder() -> builder::DownloadQueuesResponse {
            Default::default()
        }
    }
    /// A DVR: a guide with its tuners.
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
    pub struct Dvr {
        #[serde(
            rename = "Device",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub device: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::GrabberDevice>,
        >,
        /// Its number, as in paths.
        pub key: crate::wire::LenientString,
        /// The language of its guide.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub language: ::std::option::Option<crate::wire::LenientString>,
        /// The source of its guide.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub lineup: ::std::option::Option<crate::wire::LenientString>,
        /// Its lasting identifier.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub uuid: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl Dvr {
        pub fn builder() -> builder::Dvr {
            Default::default()
        }
    }
    /// The envelope around the DVRs.
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
    pub struct DvrsContainer {
        #[serde(rename = "Dvr", skip_serializing_if = "::std::option::Option::is_none")]
        pub dvr: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::Dvr>,
        >,
        /// The number of DVRs.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl DvrsContainer {
        pub fn builder() -> builder::DvrsContainer {
            Default::default()
        }
    }
    /// The answer to `GET /livetv/dvrs`.
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
    pub struct DvrsResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: DvrsContainer,
    }
    impl DvrsResponse {
        pub fn builder() -> builder::DvrsResponse {
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
        /// The errors; one entry in the documented example.
        pub errors: ::std::vec::Vec<ServerError>,
    }
    impl ErrorsResponse {
        pub fn builder() -> builder::ErrorsResponse {
            Default::default()
        }
    }
    /// The `data:` of one event. It has no envelope and no size. The name of the event is the
    /// notification's type.
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
    /// The film or episode that is recorded.
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
    pub struct GrabItem {
        /// The title of its show.
        #[serde(
            rename = "grandparentTitle",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub grandparent_title: ::std::option::Option<crate::wire::LenientString>,
        #[serde(
            rename = "Media",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub media: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::GrabMedia>,
        >,
        /// Its identifier in the guide.
        #[serde(
            rename = "ratingKey",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub rating_key: ::std::option::Option<crate::wire::LenientString>,
        /// Its title.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        /// `movie`, `episode` and others. An open set.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl GrabItem {
        pub fn builder() -> builder::GrabItem {
            Default::default()
        }
    }
    /// The broadcast time of a recording.
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
    pub struct GrabMedia {
        /// The time when it begins, in seconds since 1970.
        #[serde(
            rename = "beginsAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub begins_at: ::std::option::Option<crate::wire::LenientInt>,
        /// The channel.
        #[serde(
            rename = "channelIdentifier",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub channel_identifier: ::std::option::Option<crate::wire::LenientString>,
        /// The time when it ends, in seconds since 1970.
        #[serde(
            rename = "endsAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub ends_at: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl GrabMedia {
        pub fn builder() -> builder::GrabMedia {
            Default::default()
        }
    }
    /// A recording that is planned, running or over.
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
    pub struct GrabOperation {
        /// The size of the recorded part, in bytes.
        #[serde(
            rename = "currentSize",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub current_size: ::std::option::Option<crate::wire::LenientInt>,
        /// Its id, as in paths; absent in the documented example.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<crate::wire::LenientString>,
        /// Its path.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub key: ::std::option::Option<crate::wire::LenientString>,
        /// The subscription that it belongs to.
        #[serde(
            rename = "mediaSubscriptionID",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub media_subscription_id: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(
            rename = "Metadata",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub metadata: ::std::option::Option<GrabItem>,
        /// The recorded part, in percent.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub percent: ::std::option::Option<crate::wire::Progress>,
        /// `inactive`, `scheduled`, `inprogress`, `complete`, `cancelled`, `error`,
        /// `postprocessing` or `paused`. An open set.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl GrabOperation {
        pub fn builder() -> builder::GrabOperation {
            Default::default()
        }
    }
    /// The envelope around the recordings.
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
    pub struct GrabOperationsContainer {
        #[serde(
            rename = "MediaGrabOperation",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub media_grab_operation: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::GrabOperation>,
        >,
        /// The number of recordings.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl GrabOperationsContainer {
        pub fn builder() -> builder::GrabOperationsContainer {
            Default::default()
        }
    }
    /// The answer to `GET /media/subscriptions/scheduled`.
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
    pub struct GrabOperationsResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: GrabOperationsContainer,
    }
    impl GrabOperationsResponse {
        pub fn builder() -> builder::GrabOperationsResponse {
            Default::default()
        }
    }
    /// A tuner, or another device that records.
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
    pub struct GrabberDevice {
        /// Its number, as in paths.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub key: ::std::option::Option<crate::wire::LenientString>,
        /// The manufacturer.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub make: ::std::option::Option<crate::wire::LenientString>,
        /// The model.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub model: ::std::option::Option<crate::wire::LenientString>,
        /// The sources that it can scan.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub sources: ::std::option::Option<crate::wire::LenientString>,
        /// A number. Its meaning is not documented.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub state: ::std::option::Option<crate::wire::LenientString>,
        /// A number or a word. Its meaning is not documented.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<crate::wire::LenientString>,
        /// The number of channels that it can receive at the same time.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub tuners: ::std::option::Option<crate::wire::LenientInt>,
        /// Its address on the network.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub uri: ::std::option::Option<crate::wire::LenientString>,
        /// Its lasting identifier.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub uuid: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl GrabberDevice {
        pub fn builder() -> builder::GrabberDevice {
            Default::default()
        }
    }
    /// The envelope around the devices.
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
    pub struct GrabberDevicesContainer {
        #[serde(
            rename = "Device",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub device: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::GrabberDevice>,
        >,
        /// The number of devices.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl GrabberDevicesContainer {
        pub fn builder() -> builder::GrabberDevicesContainer {
            Default::default()
        }
    }
    /// The answer to `GET /media/grabbers/devices`.
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
    pub struct GrabberDevicesResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: GrabberDevicesContainer,
    }
    impl GrabberDevicesResponse {
        pub fn builder() -> builder::GrabberDevicesResponse {
            Default::default()
        }
    }
    /// The identity of the server.
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
        /// True if the server belongs to an account.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub claimed: ::std::option::Option<crate::wire::LenientBool>,
        /// The server's lasting identifier.
        #[serde(rename = "machineIdentifier")]
        pub machine_identifier: crate::wire::LenientString,
        /// It has no meaning here; 1 in the documented example.
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
        /// The agent that fetches the metadata.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub agent: ::std::option::Option<crate::wire::LenientString>,
        /// A number that grows when the content of the section changes. It is not a time.
        #[serde(
            rename = "contentChangedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub content_changed_at: ::std::option::Option<crate::wire::LenientInt>,
        /// The time when the section was made, in seconds since 1970.
        #[serde(
            rename = "createdAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub created_at: ::std::option::Option<crate::wire::LenientInt>,
        /// True if the section is hidden from overviews.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub hidden: ::std::option::Option<crate::wire::LenientBool>,
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
        /// True if a scan is running.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub refreshing: ::std::option::Option<crate::wire::LenientBool>,
        /// The time when the section was last scanned, in seconds since 1970.
        #[serde(
            rename = "scannedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub scanned_at: ::std::option::Option<crate::wire::LenientInt>,
        /// The scanner that reads the folders.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub scanner: ::std::option::Option<crate::wire::LenientString>,
        /// The section's name, as its owner chose it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        /// `movie`, `show`, `artist` or `photo`. An open set.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::wire::LenientString>,
        /// The time when the section was last changed, in seconds since 1970.
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
        /// The number of library sections.
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
    /// A live TV session.
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
    pub struct LiveTvSession {
        /// Its path.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub key: ::std::option::Option<crate::wire::LenientString>,
        /// Always true.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub live: ::std::option::Option<crate::wire::LenientBool>,
        /// Its title, for people.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        /// `clip` in the recordings. An open set.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl LiveTvSession {
        pub fn builder() -> builder::LiveTvSession {
            Default::default()
        }
    }
    /// The envelope around the live TV sessions.
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
    pub struct LiveTvSessionsContainer {
        #[serde(
            rename = "Metadata",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub metadata: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::LiveTvSession>,
        >,
        /// The number of live TV sessions.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl LiveTvSessionsContainer {
        pub fn builder() -> builder::LiveTvSessionsContainer {
            Default::default()
        }
    }
    /// The answer to `GET /livetv/sessions`.
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
    pub struct LiveTvSessionsResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: LiveTvSessionsContainer,
    }
    impl LiveTvSessionsResponse {
        pub fn builder() -> builder::LiveTvSessionsResponse {
            Default::default()
        }
    }
    /// The body of the answer while a server starts or migrates its database.
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
    /// An item of the library.
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
    pub struct MetadataItem {
        /// The time when it was added, in seconds since 1970.
        #[serde(
            rename = "addedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub added_at: ::std::option::Option<crate::wire::LenientInt>,
        /// The title of its show or artist.
        #[serde(
            rename = "grandparentTitle",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub grandparent_title: ::std::option::Option<crate::wire::LenientString>,
        /// The identifier of the film, show or track, which is the same on every server.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub guid: ::std::option::Option<crate::wire::LenientString>,
        /// The item's path; may end in `/children`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub key: ::std::option::Option<crate::wire::LenientString>,
        /// The library section that it is in.
        #[serde(
            rename = "librarySectionID",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub library_section_id: ::std::option::Option<crate::wire::LenientString>,
        /// The item's number, as in paths.
        #[serde(
            rename = "ratingKey",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub rating_key: ::std::option::Option<crate::wire::LenientString>,
        /// Its title.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        /// `movie`, `show`, `season`, `episode`, `artist`, `album`, `track` and others. An open
        /// set.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::wire::LenientString>,
        /// The time when it was last changed, in seconds since 1970.
        #[serde(
            rename = "updatedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub updated_at: ::std::option::Option<crate::wire::LenientInt>,
        /// Its year.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub year: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl MetadataItem {
        pub fn builder() -> builder::MetadataItem {
            Default::default()
        }
    }
    /// The envelope around the items.
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
    pub struct MetadataItemsContainer {
        #[serde(
            rename = "Metadata",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub metadata: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::MetadataItem>,
        >,
        /// The number of items.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl MetadataItemsContainer {
        pub fn builder() -> builder::MetadataItemsContainer {
            Default::default()
        }
    }
    /// The answer to `GET /library/metadata/{ids}`.
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
    pub struct MetadataResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: MetadataItemsContainer,
    }
    impl MetadataResponse {
        pub fn builder() -> builder::MetadataResponse {
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
        /// The number of entries of the list.
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
    /// The session of a player.
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
    pub struct PlaySession {
        /// The duration of the item, in milliseconds.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub duration: ::std::option::Option<crate::wire::LenientInt>,
        /// The title of the item's show or artist.
        #[serde(
            rename = "grandparentTitle",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub grandparent_title: ::std::option::Option<crate::wire::LenientString>,
        /// The item's path.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub key: ::std::option::Option<crate::wire::LenientString>,
        /// The item's library section.
        #[serde(
            rename = "librarySectionID",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub library_section_id: ::std::option::Option<crate::wire::LenientString>,
        /// True if it is live TV.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub live: ::std::option::Option<crate::wire::LenientBool>,
        #[serde(
            rename = "Player",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub player: ::std::option::Option<PlaySessionPlayer>,
        /// The item's number.
        #[serde(
            rename = "ratingKey",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub rating_key: ::std::option::Option<crate::wire::LenientString>,
        #[serde(
            rename = "Session",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub session: ::std::option::Option<PlaySessionLink>,
        /// Its number.
        #[serde(
            rename = "sessionKey",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub session_key: ::std::option::Option<crate::wire::LenientString>,
        /// The item's title.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        #[serde(
            rename = "TranscodeSession",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub transcode_session: ::std::option::Option<TranscodeSession>,
        /// The type of the item. An open set.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::wire::LenientString>,
        #[serde(rename = "User", skip_serializing_if = "::std::option::Option::is_none")]
        pub user: ::std::option::Option<PlaySessionUser>,
        /// The position in the item, in milliseconds.
        #[serde(
            rename = "viewOffset",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub view_offset: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl PlaySession {
        pub fn builder() -> builder::PlaySession {
            Default::default()
        }
    }
    /// The connection of a player.
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
    pub struct PlaySessionLink {
        /// The bandwidth that it may use, in kilobits per second.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub bandwidth: ::std::option::Option<crate::wire::LenientInt>,
        /// Its id.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<crate::wire::LenientString>,
        /// `lan` or `wan`. An open set.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub location: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl PlaySessionLink {
        pub fn builder() -> builder::PlaySessionLink {
            Default::default()
        }
    }
    /// The player of a session.
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
    pub struct PlaySessionPlayer {
        /// True if it is on the server's network.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub local: ::std::option::Option<crate::wire::LenientBool>,
        /// The application's lasting identifier.
        #[serde(
            rename = "machineIdentifier",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub machine_identifier: ::std::option::Option<crate::wire::LenientString>,
        /// The application.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub product: ::std::option::Option<crate::wire::LenientString>,
        /// `playing`, `paused` or `buffering`. An open set.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub state: ::std::option::Option<crate::wire::LenientString>,
        /// The player's name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl PlaySessionPlayer {
        pub fn builder() -> builder::PlaySessionPlayer {
            Default::default()
        }
    }
    /// The user of a session.
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
    pub struct PlaySessionUser {
        /// The account; 1 is the owner.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<crate::wire::LenientString>,
        /// The account's name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl PlaySessionUser {
        pub fn builder() -> builder::PlaySessionUser {
            Default::default()
        }
    }
    /// The envelope around the sessions.
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
    pub struct PlaySessionsContainer {
        #[serde(
            rename = "Metadata",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub metadata: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::PlaySession>,
        >,
        /// The number of sessions.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl PlaySessionsContainer {
        pub fn builder() -> builder::PlaySessionsContainer {
            Default::default()
        }
    }
    /// The answer to `GET /status/sessions`.
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
    pub struct PlaySessionsResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: PlaySessionsContainer,
    }
    impl PlaySessionsResponse {
        pub fn builder() -> builder::PlaySessionsResponse {
            Default::default()
        }
    }
    /// A setting of the server.
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
    pub struct Preference {
        /// True if it is among the advanced ones.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub advanced: ::std::option::Option<crate::wire::LenientBool>,
        /// The default value.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub default: ::std::option::Option<crate::wire::LenientString>,
        /// The page of the settings that has it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub group: ::std::option::Option<crate::wire::LenientString>,
        /// True if no settings page shows it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub hidden: ::std::option::Option<crate::wire::LenientBool>,
        /// Its id, for example `ButlerStartHour`.
        pub id: crate::wire::LenientString,
        /// Its name, for people.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub label: ::std::option::Option<crate::wire::LenientString>,
        /// `bool`, `int`, `double` or `text`. An open set.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::wire::LenientString>,
        /// Its value, in the spelling of the server.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub value: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl Preference {
        pub fn builder() -> builder::Preference {
            Default::default()
        }
    }
    /// The envelope around the settings.
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
    pub struct PreferencesContainer {
        #[serde(
            rename = "Setting",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub setting: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::Preference>,
        >,
        /// The number of settings.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl PreferencesContainer {
        pub fn builder() -> builder::PreferencesContainer {
            Default::default()
        }
    }
    /// The answer to `GET /:/prefs/get`.
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
    pub struct PreferencesResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: PreferencesContainer,
    }
    impl PreferencesResponse {
        pub fn builder() -> builder::PreferencesResponse {
            Default::default()
        }
    }
    /// The state of the processing of a library section.
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
    pub struct SectionTimeline {
        /// The time when the section last changed, in seconds since 1970.
        #[serde(
            rename = "latestEntryTime",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub latest_entry_time: ::std::option::Option<crate::wire::LenientInt>,
        /// The section's name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title1: ::std::option::Option<crate::wire::LenientString>,
        /// The number of items that are still being processed.
        #[serde(
            rename = "updateQueueSize",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub update_queue_size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl SectionTimeline {
        pub fn builder() -> builder::SectionTimeline {
            Default::default()
        }
    }
    /// The answer to `GET /library/sections/{id}/timeline`.
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
    pub struct SectionTimelineResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: SectionTimeline,
    }
    impl SectionTimelineResponse {
        pub fn builder() -> builder::SectionTimelineResponse {
            Default::default()
        }
    }
    /// An account of the server.
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
    pub struct ServerAccount {
        /// Its id, as in `userID`: 1 is the owner, 0 is nobody.
        pub id: crate::wire::LenientInt,
        /// Its path.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub key: ::std::option::Option<crate::wire::LenientString>,
        /// Its name; may be empty.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl ServerAccount {
        pub fn builder() -> builder::ServerAccount {
            Default::default()
        }
    }
    /// The envelope around the accounts.
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
    pub struct ServerAccountsContainer {
        #[serde(
            rename = "Account",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub account: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::ServerAccount>,
        >,
        /// The number of accounts.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl ServerAccountsContainer {
        pub fn builder() -> builder::ServerAccountsContainer {
            Default::default()
        }
    }
    /// The answer to `GET /accounts`.
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
    pub struct ServerAccountsResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: ServerAccountsContainer,
    }
    impl ServerAccountsResponse {
        pub fn builder() -> builder::ServerAccountsResponse {
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
        /// The error as text, for people.
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
    /// The identity, the capabilities and the state of the server.
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
    pub struct ServerInfo {
        /// True if downloads are allowed.
        #[serde(
            rename = "allowSync",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub allow_sync: ::std::option::Option<crate::wire::LenientBool>,
        /// True if tuners are allowed.
        #[serde(
            rename = "allowTuners",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub allow_tuners: ::std::option::Option<crate::wire::LenientBool>,
        /// True if it converts in the background.
        #[serde(
            rename = "backgroundProcessing",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub background_processing: ::std::option::Option<crate::wire::LenientBool>,
        /// Its name, as its owner chose it.
        #[serde(
            rename = "friendlyName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub friendly_name: ::std::option::Option<crate::wire::LenientString>,
        /// A number; 0 without live TV.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub livetv: ::std::option::Option<crate::wire::LenientInt>,
        /// Its lasting identifier.
        #[serde(
            rename = "machineIdentifier",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub machine_identifier: ::std::option::Option<crate::wire::LenientString>,
        /// True if its owner has Plex Pass.
        #[serde(
            rename = "myPlexSubscription",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub my_plex_subscription: ::std::option::Option<crate::wire::LenientBool>,
        /// The features that its owner may use, separated by commas: `dvr`, `pass`, `sync` and
        /// others.
        #[serde(
            rename = "ownerFeatures",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub owner_features: ::std::option::Option<crate::wire::LenientString>,
        /// The system that it runs on.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub platform: ::std::option::Option<crate::wire::LenientString>,
        /// The number of videos that it converts. It is not documented which conversions count.
        #[serde(
            rename = "transcoderActiveVideoSessions",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub transcoder_active_video_sessions: ::std::option::Option<
            crate::wire::LenientInt,
        >,
        /// True if it has an updater.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub updater: ::std::option::Option<crate::wire::LenientBool>,
        /// Its version and build.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub version: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl ServerInfo {
        pub fn builder() -> builder::ServerInfo {
            Default::default()
        }
    }
    /// The answer to `GET /`.
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
    pub struct ServerInfoResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: ServerInfo,
    }
    impl ServerInfoResponse {
        pub fn builder() -> builder::ServerInfoResponse {
            Default::default()
        }
    }
    /// A conversion for a player or a client.
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
    pub struct TranscodeSession {
        /// The same as `videoDecision`, for the sound.
        #[serde(
            rename = "audioDecision",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub audio_decision: ::std::option::Option<crate::wire::LenientString>,
        /// True if it is over.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub complete: ::std::option::Option<crate::wire::LenientBool>,
        /// `streaming` for a player, `static` for a file or a tuner. An open set.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub context: ::std::option::Option<crate::wire::LenientString>,
        /// The duration of the result, in milliseconds.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub duration: ::std::option::Option<crate::wire::LenientInt>,
        /// True if it failed.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub error: ::std::option::Option<crate::wire::LenientBool>,
        /// Its path.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub key: ::std::option::Option<crate::wire::LenientString>,
        /// True if the result is a file that a client keeps.
        #[serde(
            rename = "offlineTranscode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub offline_transcode: ::std::option::Option<crate::wire::LenientBool>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub progress: ::std::option::Option<crate::wire::Progress>,
        /// The protocol by which the client fetches the result.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub protocol: ::std::option::Option<crate::wire::LenientString>,
        /// The remaining time, in seconds.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub remaining: ::std::option::Option<crate::wire::LenientInt>,
        /// The size of the output so far, in bytes.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        /// True if it waits for its player.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub throttled: ::std::option::Option<crate::wire::LenientBool>,
        /// `transcode`, `copy` or `directplay`; absent for music. An open set.
        #[serde(
            rename = "videoDecision",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub video_decision: ::std::option::Option<crate::wire::LenientString>,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl TranscodeSession {
        pub fn builder() -> builder::TranscodeSession {
            Default::default()
        }
    }
    /// The envelope around the transcode sessions.
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
    pub struct TranscodeSessionsContainer {
        /// The number of transcode sessions.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(
            rename = "TranscodeSession",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub transcode_session: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::TranscodeSession>,
        >,
        #[serde(flatten)]
        pub extra: crate::wire::UnknownFields,
    }
    impl TranscodeSessionsContainer {
        pub fn builder() -> builder::TranscodeSessionsContainer {
            Default::default()
        }
    }
    /// The answer to `GET /transcode/sessions`.
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
    pub struct TranscodeSessionsResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: TranscodeSessionsContainer,
    }
    impl TranscodeSessionsResponse {
        pub fn builder() -> builder::TranscodeSessionsResponse {
            Default::default()
        }
    }
    /// An update. Its URLs, one of which has a token, are left out on purpose.
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
    pub struct UpdateRelease {
        /// The new features, for people.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub added: ::std::option::Option<crate::wire::LenientString>,
        /// The fixed errors, for people.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub fixed: ::std::option::Option<crate::wire::LenientString>,
        /// `available`, `downloading`, `downloaded`, `installing`, `tonight`, `skipped`, `error`,
        /// `notify` or `done`. An open set.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub state: ::std::option::Option<crate::wire::LenientString>,
        /// Its version and build.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub version: ::std::option::Option<crate::wire::LenientString>,
    }
    impl UpdateRelease {
        pub fn builder() -> builder::UpdateRelease {
            Default::default()
        }
    }
    /// The state of updates. The URL of the download, which has a token, is left out on
    /// purpose.
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
    pub struct UpdateStatus {
        /// A number. Its meaning is not documented.
        #[serde(
            rename = "autoUpdateVersion",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub auto_update_version: ::std::option::Option<crate::wire::LenientInt>,
        /// True if the server can install updates without a person.
        #[serde(
            rename = "canInstall",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub can_install: ::std::option::Option<crate::wire::LenientBool>,
        /// The time of the last check, in seconds since 1970; -1 if there was none.
        #[serde(
            rename = "checkedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub checked_at: ::std::option::Option<crate::wire::LenientInt>,
        #[serde(
            rename = "Release",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub release: ::std::option::Option<
            crate::wire::LenientVec<crate::generated::types::UpdateRelease>,
        >,
        /// 0 in the documented answer.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<crate::wire::LenientInt>,
    }
    impl UpdateStatus {
        pub fn builder() -> builder::UpdateStatus {
            Default::default()
        }
    }
    /// The answer to `GET /updater/status`.
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
    pub struct UpdateStatusResponse {
        #[serde(rename = "MediaContainer")]
        pub media_container: UpdateStatus,
    }
    impl UpdateStatusResponse {
        pub fn builder() -> builder::UpdateStatusResponse {
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
        pub struct AddedQueueItem {
            id: ::std::result::Result<crate::wire::LenientString, ::std::string::String>,
            key: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for AddedQueueItem {
            fn default() -> Self {
                Self {
                    id: Err("no value supplied for id".to_string()),
                    key: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl AddedQueueItem {
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::LenientString>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for key: {e}")
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
        impl ::std::convert::TryFrom<AddedQueueItem> for super::AddedQueueItem {
            type Error = super::error::ConversionError;
            fn try_from(
                value: AddedQueueItem,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    id: value.id?,
                    key: value.key?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::AddedQueueItem> for AddedQueueItem {
            fn from(value: super::AddedQueueItem) -> Self {
                Self {
                    id: Ok(value.id),
                    key: Ok(value.key),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct AddedQueueItemsContainer {
            added_queue_items: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::AddedQueueItem>,
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
        impl ::std::default::Default for AddedQueueItemsContainer {
            fn default() -> Self {
                Self {
                    added_queue_items: Ok(Default::default()),
                    size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl AddedQueueItemsContainer {
            pub fn added_queue_items<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::AddedQueueItem>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.added_queue_items = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for added_queue_items: {e}"
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
        impl ::std::convert::TryFrom<AddedQueueItemsContainer>
        for super::AddedQueueItemsContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: AddedQueueItemsContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    added_queue_items: value.added_queue_items?,
                    size: value.size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::AddedQueueItemsContainer>
        for AddedQueueItemsContainer {
            fn from(value: super::AddedQueueItemsContainer) -> Self {
                Self {
                    added_queue_items: Ok(value.added_queue_items),
                    size: Ok(value.size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct AddedQueueItemsResponse {
            media_container: ::std::result::Result<
                super::AddedQueueItemsContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for AddedQueueItemsResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl AddedQueueItemsResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::AddedQueueItemsContainer>,
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
        impl ::std::convert::TryFrom<AddedQueueItemsResponse>
        for super::AddedQueueItemsResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: AddedQueueItemsResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::AddedQueueItemsResponse>
        for AddedQueueItemsResponse {
            fn from(value: super::AddedQueueItemsResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ButlerTask {
            description: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            enabled: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            interval: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            name: ::std::result::Result<
                crate::wire::LenientString,
                ::std::string::String,
            >,
            schedule_randomized: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
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
        impl ::std::default::Default for ButlerTask {
            fn default() -> Self {
                Self {
                    description: Ok(Default::default()),
                    enabled: Ok(Default::default()),
                    interval: Ok(Default::default()),
                    name: Err("no value supplied for name".to_string()),
                    schedule_randomized: Ok(Default::default()),
                    title: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl ButlerTask {
            pub fn description<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.description = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for description: {e}")
                    });
                self
            }
            pub fn enabled<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.enabled = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for enabled: {e}")
                    });
                self
            }
            pub fn interval<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.interval = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for interval: {e}")
                    });
                self
            }
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::LenientString>,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
            pub fn schedule_randomized<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.schedule_randomized = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for schedule_randomized: {e}"
                        )
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
        impl ::std::convert::TryFrom<ButlerTask> for super::ButlerTask {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ButlerTask,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    description: value.description?,
                    enabled: value.enabled?,
                    interval: value.interval?,
                    name: value.name?,
                    schedule_randomized: value.schedule_randomized?,
                    title: value.title?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::ButlerTask> for ButlerTask {
            fn from(value: super::ButlerTask) -> Self {
                Self {
                    description: Ok(value.description),
                    enabled: Ok(value.enabled),
                    interval: Ok(value.interval),
                    name: Ok(value.name),
                    schedule_randomized: Ok(value.schedule_randomized),
                    title: Ok(value.title),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ButlerTasksContainer {
            butler_task: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::ButlerTask>,
                >,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ButlerTasksContainer {
            fn default() -> Self {
                Self {
                    butler_task: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl ButlerTasksContainer {
            pub fn butler_task<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::ButlerTask>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.butler_task = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for butler_task: {e}")
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
        impl ::std::convert::TryFrom<ButlerTasksContainer>
        for super::ButlerTasksContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ButlerTasksContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    butler_task: value.butler_task?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::ButlerTasksContainer> for ButlerTasksContainer {
            fn from(value: super::ButlerTasksContainer) -> Self {
                Self {
                    butler_task: Ok(value.butler_task),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ButlerTasksResponse {
            butler_tasks: ::std::result::Result<
                super::ButlerTasksContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ButlerTasksResponse {
            fn default() -> Self {
                Self {
                    butler_tasks: Err("no value supplied for butler_tasks".to_string()),
                }
            }
        }
        impl ButlerTasksResponse {
            pub fn butler_tasks<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ButlerTasksContainer>,
                T::Error: ::std::fmt::Display,
            {
                self.butler_tasks = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for butler_tasks: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ButlerTasksResponse>
        for super::ButlerTasksResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ButlerTasksResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    butler_tasks: value.butler_tasks?,
                })
            }
        }
        impl ::std::convert::From<super::ButlerTasksResponse> for ButlerTasksResponse {
            fn from(value: super::ButlerTasksResponse) -> Self {
                Self {
                    butler_tasks: Ok(value.butler_tasks),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ConversionJob {
            generator_id: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            key: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            progress: ::std::result::Result<
                ::std::option::Option<crate::wire::Progress>,
                ::std::string::String,
            >,
            rating_key: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            remaining: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            size: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            target_tag_id: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
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
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ConversionJob {
            fn default() -> Self {
                Self {
                    generator_id: Ok(Default::default()),
                    key: Ok(Default::default()),
                    progress: Ok(Default::default()),
                    rating_key: Ok(Default::default()),
                    remaining: Ok(Default::default()),
                    size: Ok(Default::default()),
                    target_tag_id: Ok(Default::default()),
                    title: Ok(Default::default()),
                    type_: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl ConversionJob {
            pub fn generator_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.generator_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for generator_id: {e}")
                    });
                self
            }
            pub fn key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for key: {e}")
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
            pub fn rating_key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.rating_key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for rating_key: {e}")
                    });
                self
            }
            pub fn remaining<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.remaining = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for remaining: {e}")
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
            pub fn target_tag_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.target_tag_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for target_tag_id: {e}")
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
        impl ::std::convert::TryFrom<ConversionJob> for super::ConversionJob {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ConversionJob,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    generator_id: value.generator_id?,
                    key: value.key?,
                    progress: value.progress?,
                    rating_key: value.rating_key?,
                    remaining: value.remaining?,
                    size: value.size?,
                    target_tag_id: value.target_tag_id?,
                    title: value.title?,
                    type_: value.type_?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::ConversionJob> for ConversionJob {
            fn from(value: super::ConversionJob) -> Self {
                Self {
                    generator_id: Ok(value.generator_id),
                    key: Ok(value.key),
                    progress: Ok(value.progress),
                    rating_key: Ok(value.rating_key),
                    remaining: Ok(value.remaining),
                    size: Ok(value.size),
                    target_tag_id: Ok(value.target_tag_id),
                    title: Ok(value.title),
                    type_: Ok(value.type_),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ConversionJobsContainer {
            size: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            transcode_job: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::ConversionJob>,
                >,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ConversionJobsContainer {
            fn default() -> Self {
                Self {
                    size: Ok(Default::default()),
                    transcode_job: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl ConversionJobsContainer {
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
            pub fn transcode_job<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::ConversionJob>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.transcode_job = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for transcode_job: {e}")
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
        impl ::std::convert::TryFrom<ConversionJobsContainer>
        for super::ConversionJobsContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ConversionJobsContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    size: value.size?,
                    transcode_job: value.transcode_job?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::ConversionJobsContainer>
        for ConversionJobsContainer {
            fn from(value: super::ConversionJobsContainer) -> Self {
                Self {
                    size: Ok(value.size),
                    transcode_job: Ok(value.transcode_job),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ConversionJobsResponse {
            media_container: ::std::result::Result<
                super::ConversionJobsContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ConversionJobsResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl ConversionJobsResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ConversionJobsContainer>,
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
        impl ::std::convert::TryFrom<ConversionJobsResponse>
        for super::ConversionJobsResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ConversionJobsResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::ConversionJobsResponse>
        for ConversionJobsResponse {
            fn from(value: super::ConversionJobsResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ConversionOrder {
            id: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<super::ConversionStatus>,
                ::std::string::String,
            >,
            target: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            target_tag_id: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            title: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            type_: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ConversionOrder {
            fn default() -> Self {
                Self {
                    id: Ok(Default::default()),
                    status: Ok(Default::default()),
                    target: Ok(Default::default()),
                    target_tag_id: Ok(Default::default()),
                    title: Ok(Default::default()),
                    type_: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl ConversionOrder {
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
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::ConversionStatus>,
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
            pub fn target<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.target = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for target: {e}")
                    });
                self
            }
            pub fn target_tag_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.target_tag_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for target_tag_id: {e}")
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
                    ::std::option::Option<crate::wire::LenientInt>,
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
        impl ::std::convert::TryFrom<ConversionOrder> for super::ConversionOrder {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ConversionOrder,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    id: value.id?,
                    status: value.status?,
                    target: value.target?,
                    target_tag_id: value.target_tag_id?,
                    title: value.title?,
                    type_: value.type_?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::ConversionOrder> for ConversionOrder {
            fn from(value: super::ConversionOrder) -> Self {
                Self {
                    id: Ok(value.id),
                    status: Ok(value.status),
                    target: Ok(value.target),
                    target_tag_id: Ok(value.target_tag_id),
                    title: Ok(value.title),
                    type_: Ok(value.type_),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ConversionOrdersContainer {
            item: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::ConversionOrder>,
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
        impl ::std::default::Default for ConversionOrdersContainer {
            fn default() -> Self {
                Self {
                    item: Ok(Default::default()),
                    size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl ConversionOrdersContainer {
            pub fn item<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::ConversionOrder>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.item = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for item: {e}")
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
        impl ::std::convert::TryFrom<ConversionOrdersContainer>
        for super::ConversionOrdersContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ConversionOrdersContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    item: value.item?,
                    size: value.size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::ConversionOrdersContainer>
        for ConversionOrdersContainer {
            fn from(value: super::ConversionOrdersContainer) -> Self {
                Self {
                    item: Ok(value.item),
                    size: Ok(value.size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ConversionOrdersResponse {
            media_container: ::std::result::Result<
                super::ConversionOrdersContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ConversionOrdersResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl ConversionOrdersResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ConversionOrdersContainer>,
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
        impl ::std::convert::TryFrom<ConversionOrdersResponse>
        for super::ConversionOrdersResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ConversionOrdersResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::ConversionOrdersResponse>
        for ConversionOrdersResponse {
            fn from(value: super::ConversionOrdersResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ConversionStatus {
            items_complete_count: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            items_count: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            items_successful_count: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            state: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            total_size: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ConversionStatus {
            fn default() -> Self {
                Self {
                    items_complete_count: Ok(Default::default()),
                    items_count: Ok(Default::default()),
                    items_successful_count: Ok(Default::default()),
                    state: Ok(Default::default()),
                    total_size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl ConversionStatus {
            pub fn items_complete_count<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.items_complete_count = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for items_complete_count: {e}"
                        )
                    });
                self
            }
            pub fn items_count<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.items_count = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for items_count: {e}")
                    });
                self
            }
            pub fn items_successful_count<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.items_successful_count = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for items_successful_count: {e}"
                        )
                    });
                self
            }
            pub fn state<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.state = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for state: {e}")
                    });
                self
            }
            pub fn total_size<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.total_size = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for total_size: {e}")
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
        impl ::std::convert::TryFrom<ConversionStatus> for super::ConversionStatus {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ConversionStatus,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    items_complete_count: value.items_complete_count?,
                    items_count: value.items_count?,
                    items_successful_count: value.items_successful_count?,
                    state: value.state?,
                    total_size: value.total_size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::ConversionStatus> for ConversionStatus {
            fn from(value: super::ConversionStatus) -> Self {
                Self {
                    items_complete_count: Ok(value.items_complete_count),
                    items_count: Ok(value.items_count),
                    items_successful_count: Ok(value.items_successful_count),
                    state: Ok(value.state),
                    total_size: Ok(value.total_size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct DownloadDecision {
            general_decision_code: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            general_decision_text: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for DownloadDecision {
            fn default() -> Self {
                Self {
                    general_decision_code: Ok(Default::default()),
                    general_decision_text: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl DownloadDecision {
            pub fn general_decision_code<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.general_decision_code = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for general_decision_code: {e}"
                        )
                    });
                self
            }
            pub fn general_decision_text<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.general_decision_text = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for general_decision_text: {e}"
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
        impl ::std::convert::TryFrom<DownloadDecision> for super::DownloadDecision {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DownloadDecision,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    general_decision_code: value.general_decision_code?,
                    general_decision_text: value.general_decision_text?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::DownloadDecision> for DownloadDecision {
            fn from(value: super::DownloadDecision) -> Self {
                Self {
                    general_decision_code: Ok(value.general_decision_code),
                    general_decision_text: Ok(value.general_decision_text),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct DownloadQueue {
            client_identifier: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            id: ::std::result::Result<crate::wire::LenientString, ::std::string::String>,
            item_count: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            owner: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for DownloadQueue {
            fn default() -> Self {
                Self {
                    client_identifier: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    item_count: Ok(Default::default()),
                    owner: Ok(Default::default()),
                    status: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl DownloadQueue {
            pub fn client_identifier<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
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
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::LenientString>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn item_count<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.item_count = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for item_count: {e}")
                    });
                self
            }
            pub fn owner<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.owner = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for owner: {e}")
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
        impl ::std::convert::TryFrom<DownloadQueue> for super::DownloadQueue {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DownloadQueue,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    client_identifier: value.client_identifier?,
                    id: value.id?,
                    item_count: value.item_count?,
                    owner: value.owner?,
                    status: value.status?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::DownloadQueue> for DownloadQueue {
            fn from(value: super::DownloadQueue) -> Self {
                Self {
                    client_identifier: Ok(value.client_identifier),
                    id: Ok(value.id),
                    item_count: Ok(value.item_count),
                    owner: Ok(value.owner),
                    status: Ok(value.status),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct DownloadQueueItem {
            decision_result: ::std::result::Result<
                ::std::option::Option<super::DownloadDecision>,
                ::std::string::String,
            >,
            error: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            id: ::std::result::Result<crate::wire::LenientString, ::std::string::String>,
            key: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            queue_id: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            transcode: ::std::result::Result<
                ::std::option::Option<super::TranscodeSession>,
                ::std::string::String,
            >,
            transcode_session: ::std::result::Result<
                ::std::option::Option<super::TranscodeSession>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for DownloadQueueItem {
            fn default() -> Self {
                Self {
                    decision_result: Ok(Default::default()),
                    error: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    key: Ok(Default::default()),
                    queue_id: Ok(Default::default()),
                    status: Ok(Default::default()),
                    transcode: Ok(Default::default()),
                    transcode_session: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl DownloadQueueItem {
            pub fn decision_result<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::DownloadDecision>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.decision_result = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for decision_result: {e}"
                        )
                    });
                self
            }
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
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::LenientString>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for key: {e}")
                    });
                self
            }
            pub fn queue_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.queue_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for queue_id: {e}")
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
            pub fn transcode<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::TranscodeSession>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.transcode = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for transcode: {e}")
                    });
                self
            }
            pub fn transcode_session<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::TranscodeSession>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.transcode_session = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for transcode_session: {e}"
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
        impl ::std::convert::TryFrom<DownloadQueueItem> for super::DownloadQueueItem {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DownloadQueueItem,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    decision_result: value.decision_result?,
                    error: value.error?,
                    id: value.id?,
                    key: value.key?,
                    queue_id: value.queue_id?,
                    status: value.status?,
                    transcode: value.transcode?,
                    transcode_session: value.transcode_session?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::DownloadQueueItem> for DownloadQueueItem {
            fn from(value: super::DownloadQueueItem) -> Self {
                Self {
                    decision_result: Ok(value.decision_result),
                    error: Ok(value.error),
                    id: Ok(value.id),
                    key: Ok(value.key),
                    queue_id: Ok(value.queue_id),
                    status: Ok(value.status),
                    transcode: Ok(value.transcode),
                    transcode_session: Ok(value.transcode_session),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct DownloadQueueItemsContainer {
            download_queue_item: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::DownloadQueueItem>,
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
        impl ::std::default::Default for DownloadQueueItemsContainer {
            fn default() -> Self {
                Self {
                    download_queue_item: Ok(Default::default()),
                    size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl DownloadQueueItemsContainer {
            pub fn download_queue_item<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<
                            crate::generated::types::DownloadQueueItem,
                        >,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.download_queue_item = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for download_queue_item: {e}"
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
        impl ::std::convert::TryFrom<DownloadQueueItemsContainer>
        for super::DownloadQueueItemsContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DownloadQueueItemsContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    download_queue_item: value.download_queue_item?,
                    size: value.size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::DownloadQueueItemsContainer>
        for DownloadQueueItemsContainer {
            fn from(value: super::DownloadQueueItemsContainer) -> Self {
                Self {
                    download_queue_item: Ok(value.download_queue_item),
                    size: Ok(value.size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct DownloadQueueItemsResponse {
            media_container: ::std::result::Result<
                super::DownloadQueueItemsContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for DownloadQueueItemsResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl DownloadQueueItemsResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::DownloadQueueItemsContainer>,
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
        impl ::std::convert::TryFrom<DownloadQueueItemsResponse>
        for super::DownloadQueueItemsResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DownloadQueueItemsResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::DownloadQueueItemsResponse>
        for DownloadQueueItemsResponse {
            fn from(value: super::DownloadQueueItemsResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct DownloadQueuesContainer {
            download_queue: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::DownloadQueue>,
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
        impl ::std::default::Default for DownloadQueuesContainer {
            fn default() -> Self {
                Self {
                    download_queue: Ok(Default::default()),
                    size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl DownloadQueuesContainer {
            pub fn download_queue<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::DownloadQueue>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.download_queue = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for download_queue: {e}"
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
        impl ::std::convert::TryFrom<DownloadQueuesContainer>
        for super::DownloadQueuesContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DownloadQueuesContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    download_queue: value.download_queue?,
                    size: value.size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::DownloadQueuesContainer>
        for DownloadQueuesContainer {
            fn from(value: super::DownloadQueuesContainer) -> Self {
                Self {
                    download_queue: Ok(value.download_queue),
                    size: Ok(value.size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct DownloadQueuesResponse {
            media_container: ::std::result::Result<
                super::DownloadQueuesContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for DownloadQueuesResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl DownloadQueuesResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::DownloadQueuesContainer>,
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
        impl ::std::convert::TryFrom<DownloadQueuesResponse>
        for super::DownloadQueuesResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DownloadQueuesResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::DownloadQueuesResponse>
        for DownloadQueuesResponse {
            fn from(value: super::DownloadQueuesResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Dvr {
            device: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::GrabberDevice>,
                >,
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
            lineup: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
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
        impl ::std::default::Default for Dvr {
            fn default() -> Self {
                Self {
                    device: Ok(Default::default()),
                    key: Err("no value supplied for key".to_string()),
                    language: Ok(Default::default()),
                    lineup: Ok(Default::default()),
                    uuid: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl Dvr {
            pub fn device<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::GrabberDevice>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.device = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for device: {e}")
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
            pub fn lineup<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.lineup = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for lineup: {e}")
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
        impl ::std::convert::TryFrom<Dvr> for super::Dvr {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Dvr,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    device: value.device?,
                    key: value.key?,
                    language: value.language?,
                    lineup: value.lineup?,
                    uuid: value.uuid?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::Dvr> for Dvr {
            fn from(value: super::Dvr) -> Self {
                Self {
                    device: Ok(value.device),
                    key: Ok(value.key),
                    language: Ok(value.language),
                    lineup: Ok(value.lineup),
                    uuid: Ok(value.uuid),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct DvrsContainer {
            dvr: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::Dvr>,
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
        impl ::std::default::Default for DvrsContainer {
            fn default() -> Self {
                Self {
                    dvr: Ok(Default::default()),
                    size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl DvrsContainer {
            pub fn dvr<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::Dvr>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.dvr = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for dvr: {e}")
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
        impl ::std::convert::TryFrom<DvrsContainer> for super::DvrsContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DvrsContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    dvr: value.dvr?,
                    size: value.size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::DvrsContainer> for DvrsContainer {
            fn from(value: super::DvrsContainer) -> Self {
                Self {
                    dvr: Ok(value.dvr),
                    size: Ok(value.size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct DvrsResponse {
            media_container: ::std::result::Result<
                super::DvrsContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for DvrsResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl DvrsResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::DvrsContainer>,
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
        impl ::std::convert::TryFrom<DvrsResponse> for super::DvrsResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DvrsResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::DvrsResponse> for DvrsResponse {
            fn from(value: super::DvrsResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
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
        pub struct GrabItem {
            grandparent_title: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            media: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::GrabMedia>,
                >,
                ::std::string::String,
            >,
            rating_key: ::std::result::Result<
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
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for GrabItem {
            fn default() -> Self {
                Self {
                    grandparent_title: Ok(Default::default()),
                    media: Ok(Default::default()),
                    rating_key: Ok(Default::default()),
                    title: Ok(Default::default()),
                    type_: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl GrabItem {
            pub fn grandparent_title<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.grandparent_title = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for grandparent_title: {e}"
                        )
                    });
                self
            }
            pub fn media<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::GrabMedia>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.media = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for media: {e}")
                    });
                self
            }
            pub fn rating_key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.rating_key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for rating_key: {e}")
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
        impl ::std::convert::TryFrom<GrabItem> for super::GrabItem {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GrabItem,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    grandparent_title: value.grandparent_title?,
                    media: value.media?,
                    rating_key: value.rating_key?,
                    title: value.title?,
                    type_: value.type_?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::GrabItem> for GrabItem {
            fn from(value: super::GrabItem) -> Self {
                Self {
                    grandparent_title: Ok(value.grandparent_title),
                    media: Ok(value.media),
                    rating_key: Ok(value.rating_key),
                    title: Ok(value.title),
                    type_: Ok(value.type_),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct GrabMedia {
            begins_at: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            channel_identifier: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            ends_at: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for GrabMedia {
            fn default() -> Self {
                Self {
                    begins_at: Ok(Default::default()),
                    channel_identifier: Ok(Default::default()),
                    ends_at: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl GrabMedia {
            pub fn begins_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.begins_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for begins_at: {e}")
                    });
                self
            }
            pub fn channel_identifier<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.channel_identifier = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for channel_identifier: {e}"
                        )
                    });
                self
            }
            pub fn ends_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.ends_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for ends_at: {e}")
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
        impl ::std::convert::TryFrom<GrabMedia> for super::GrabMedia {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GrabMedia,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    begins_at: value.begins_at?,
                    channel_identifier: value.channel_identifier?,
                    ends_at: value.ends_at?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::GrabMedia> for GrabMedia {
            fn from(value: super::GrabMedia) -> Self {
                Self {
                    begins_at: Ok(value.begins_at),
                    channel_identifier: Ok(value.channel_identifier),
                    ends_at: Ok(value.ends_at),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct GrabOperation {
            current_size: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            id: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            key: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            media_subscription_id: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            metadata: ::std::result::Result<
                ::std::option::Option<super::GrabItem>,
                ::std::string::String,
            >,
            percent: ::std::result::Result<
                ::std::option::Option<crate::wire::Progress>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for GrabOperation {
            fn default() -> Self {
                Self {
                    current_size: Ok(Default::default()),
                    id: Ok(Default::default()),
                    key: Ok(Default::default()),
                    media_subscription_id: Ok(Default::default()),
                    metadata: Ok(Default::default()),
                    percent: Ok(Default::default()),
                    status: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl GrabOperation {
            pub fn current_size<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.current_size = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for current_size: {e}")
                    });
                self
            }
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for key: {e}")
                    });
                self
            }
            pub fn media_subscription_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.media_subscription_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for media_subscription_id: {e}"
                        )
                    });
                self
            }
            pub fn metadata<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::GrabItem>>,
                T::Error: ::std::fmt::Display,
            {
                self.metadata = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for metadata: {e}")
                    });
                self
            }
            pub fn percent<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<crate::wire::Progress>>,
                T::Error: ::std::fmt::Display,
            {
                self.percent = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for percent: {e}")
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
        impl ::std::convert::TryFrom<GrabOperation> for super::GrabOperation {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GrabOperation,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    current_size: value.current_size?,
                    id: value.id?,
                    key: value.key?,
                    media_subscription_id: value.media_subscription_id?,
                    metadata: value.metadata?,
                    percent: value.percent?,
                    status: value.status?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::GrabOperation> for GrabOperation {
            fn from(value: super::GrabOperation) -> Self {
                Self {
                    current_size: Ok(value.current_size),
                    id: Ok(value.id),
                    key: Ok(value.key),
                    media_subscription_id: Ok(value.media_subscription_id),
                    metadata: Ok(value.metadata),
                    percent: Ok(value.percent),
                    status: Ok(value.status),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct GrabOperationsContainer {
            media_grab_operation: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::GrabOperation>,
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
        impl ::std::default::Default for GrabOperationsContainer {
            fn default() -> Self {
                Self {
                    media_grab_operation: Ok(Default::default()),
                    size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl GrabOperationsContainer {
            pub fn media_grab_operation<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::GrabOperation>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.media_grab_operation = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for media_grab_operation: {e}"
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
        impl ::std::convert::TryFrom<GrabOperationsContainer>
        for super::GrabOperationsContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GrabOperationsContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_grab_operation: value.media_grab_operation?,
                    size: value.size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::GrabOperationsContainer>
        for GrabOperationsContainer {
            fn from(value: super::GrabOperationsContainer) -> Self {
                Self {
                    media_grab_operation: Ok(value.media_grab_operation),
                    size: Ok(value.size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct GrabOperationsResponse {
            media_container: ::std::result::Result<
                super::GrabOperationsContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for GrabOperationsResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl GrabOperationsResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::GrabOperationsContainer>,
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
        impl ::std::convert::TryFrom<GrabOperationsResponse>
        for super::GrabOperationsResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GrabOperationsResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::GrabOperationsResponse>
        for GrabOperationsResponse {
            fn from(value: super::GrabOperationsResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct GrabberDevice {
            key: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            make: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            model: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            sources: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            state: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            tuners: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            uri: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
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
        impl ::std::default::Default for GrabberDevice {
            fn default() -> Self {
                Self {
                    key: Ok(Default::default()),
                    make: Ok(Default::default()),
                    model: Ok(Default::default()),
                    sources: Ok(Default::default()),
                    state: Ok(Default::default()),
                    status: Ok(Default::default()),
                    tuners: Ok(Default::default()),
                    uri: Ok(Default::default()),
                    uuid: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl GrabberDevice {
            pub fn key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for key: {e}")
                    });
                self
            }
            pub fn make<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.make = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for make: {e}")
                    });
                self
            }
            pub fn model<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.model = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for model: {e}")
                    });
                self
            }
            pub fn sources<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.sources = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for sources: {e}")
                    });
                self
            }
            pub fn state<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.state = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for state: {e}")
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
            pub fn tuners<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.tuners = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for tuners: {e}")
                    });
                self
            }
            pub fn uri<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.uri = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for uri: {e}")
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
        impl ::std::convert::TryFrom<GrabberDevice> for super::GrabberDevice {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GrabberDevice,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    key: value.key?,
                    make: value.make?,
                    model: value.model?,
                    sources: value.sources?,
                    state: value.state?,
                    status: value.status?,
                    tuners: value.tuners?,
                    uri: value.uri?,
                    uuid: value.uuid?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::GrabberDevice> for GrabberDevice {
            fn from(value: super::GrabberDevice) -> Self {
                Self {
                    key: Ok(value.key),
                    make: Ok(value.make),
                    model: Ok(value.model),
                    sources: Ok(value.sources),
                    state: Ok(value.state),
                    status: Ok(value.status),
                    tuners: Ok(value.tuners),
                    uri: Ok(value.uri),
                    uuid: Ok(value.uuid),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct GrabberDevicesContainer {
            device: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::GrabberDevice>,
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
        impl ::std::default::Default for GrabberDevicesContainer {
            fn default() -> Self {
                Self {
                    device: Ok(Default::default()),
                    size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl GrabberDevicesContainer {
            pub fn device<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::GrabberDevice>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.device = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for device: {e}")
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
        impl ::std::convert::TryFrom<GrabberDevicesContainer>
        for super::GrabberDevicesContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GrabberDevicesContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    device: value.device?,
                    size: value.size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::GrabberDevicesContainer>
        for GrabberDevicesContainer {
            fn from(value: super::GrabberDevicesContainer) -> Self {
                Self {
                    device: Ok(value.device),
                    size: Ok(value.size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct GrabberDevicesResponse {
            media_container: ::std::result::Result<
                super::GrabberDevicesContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for GrabberDevicesResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl GrabberDevicesResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::GrabberDevicesContainer>,
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
        impl ::std::convert::TryFrom<GrabberDevicesResponse>
        for super::GrabberDevicesResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GrabberDevicesResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::GrabberDevicesResponse>
        for GrabberDevicesResponse {
            fn from(value: super::GrabberDevicesResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
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
            content_changed_at: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            created_at: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            hidden: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
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
                    content_changed_at: Ok(Default::default()),
                    created_at: Ok(Default::default()),
                    hidden: Ok(Default::default()),
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
            pub fn content_changed_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.content_changed_at = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for content_changed_at: {e}"
                        )
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
            pub fn hidden<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.hidden = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for hidden: {e}")
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
                    content_changed_at: value.content_changed_at?,
                    created_at: value.created_at?,
                    hidden: value.hidden?,
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
                    content_changed_at: Ok(value.content_changed_at),
                    created_at: Ok(value.created_at),
                    hidden: Ok(value.hidden),
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
        pub struct LiveTvSession {
            key: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            live: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
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
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for LiveTvSession {
            fn default() -> Self {
                Self {
                    key: Ok(Default::default()),
                    live: Ok(Default::default()),
                    title: Ok(Default::default()),
                    type_: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl LiveTvSession {
            pub fn key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for key: {e}")
                    });
                self
            }
            pub fn live<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.live = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for live: {e}")
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
        impl ::std::convert::TryFrom<LiveTvSession> for super::LiveTvSession {
            type Error = super::error::ConversionError;
            fn try_from(
                value: LiveTvSession,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    key: value.key?,
                    live: value.live?,
                    title: value.title?,
                    type_: value.type_?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::LiveTvSession> for LiveTvSession {
            fn from(value: super::LiveTvSession) -> Self {
                Self {
                    key: Ok(value.key),
                    live: Ok(value.live),
                    title: Ok(value.title),
                    type_: Ok(value.type_),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct LiveTvSessionsContainer {
            metadata: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::LiveTvSession>,
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
        impl ::std::default::Default for LiveTvSessionsContainer {
            fn default() -> Self {
                Self {
                    metadata: Ok(Default::default()),
                    size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl LiveTvSessionsContainer {
            pub fn metadata<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::LiveTvSession>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.metadata = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for metadata: {e}")
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
        impl ::std::convert::TryFrom<LiveTvSessionsContainer>
        for super::LiveTvSessionsContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: LiveTvSessionsContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    metadata: value.metadata?,
                    size: value.size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::LiveTvSessionsContainer>
        for LiveTvSessionsContainer {
            fn from(value: super::LiveTvSessionsContainer) -> Self {
                Self {
                    metadata: Ok(value.metadata),
                    size: Ok(value.size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct LiveTvSessionsResponse {
            media_container: ::std::result::Result<
                super::LiveTvSessionsContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for LiveTvSessionsResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl LiveTvSessionsResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::LiveTvSessionsContainer>,
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
        impl ::std::convert::TryFrom<LiveTvSessionsResponse>
        for super::LiveTvSessionsResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: LiveTvSessionsResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::LiveTvSessionsResponse>
        for LiveTvSessionsResponse {
            fn from(value: super::LiveTvSessionsResponse) -> Self {
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
        pub struct MetadataItem {
            added_at: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            grandparent_title: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            guid: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            key: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            library_section_id: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            rating_key: ::std::result::Result<
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
            year: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for MetadataItem {
            fn default() -> Self {
                Self {
                    added_at: Ok(Default::default()),
                    grandparent_title: Ok(Default::default()),
                    guid: Ok(Default::default()),
                    key: Ok(Default::default()),
                    library_section_id: Ok(Default::default()),
                    rating_key: Ok(Default::default()),
                    title: Ok(Default::default()),
                    type_: Ok(Default::default()),
                    updated_at: Ok(Default::default()),
                    year: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl MetadataItem {
            pub fn added_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.added_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for added_at: {e}")
                    });
                self
            }
            pub fn grandparent_title<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.grandparent_title = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for grandparent_title: {e}"
                        )
                    });
                self
            }
            pub fn guid<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.guid = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for guid: {e}")
                    });
                self
            }
            pub fn key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for key: {e}")
                    });
                self
            }
            pub fn library_section_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.library_section_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for library_section_id: {e}"
                        )
                    });
                self
            }
            pub fn rating_key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.rating_key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for rating_key: {e}")
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
            pub fn year<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.year = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for year: {e}")
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
        impl ::std::convert::TryFrom<MetadataItem> for super::MetadataItem {
            type Error = super::error::ConversionError;
            fn try_from(
                value: MetadataItem,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    added_at: value.added_at?,
                    grandparent_title: value.grandparent_title?,
                    guid: value.guid?,
                    key: value.key?,
                    library_section_id: value.library_section_id?,
                    rating_key: value.rating_key?,
                    title: value.title?,
                    type_: value.type_?,
                    updated_at: value.updated_at?,
                    year: value.year?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::MetadataItem> for MetadataItem {
            fn from(value: super::MetadataItem) -> Self {
                Self {
                    added_at: Ok(value.added_at),
                    grandparent_title: Ok(value.grandparent_title),
                    guid: Ok(value.guid),
                    key: Ok(value.key),
                    library_section_id: Ok(value.library_section_id),
                    rating_key: Ok(value.rating_key),
                    title: Ok(value.title),
                    type_: Ok(value.type_),
                    updated_at: Ok(value.updated_at),
                    year: Ok(value.year),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct MetadataItemsContainer {
            metadata: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::MetadataItem>,
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
        impl ::std::default::Default for MetadataItemsContainer {
            fn default() -> Self {
                Self {
                    metadata: Ok(Default::default()),
                    size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl MetadataItemsContainer {
            pub fn metadata<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::MetadataItem>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.metadata = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for metadata: {e}")
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
        impl ::std::convert::TryFrom<MetadataItemsContainer>
        for super::MetadataItemsContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: MetadataItemsContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    metadata: value.metadata?,
                    size: value.size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::MetadataItemsContainer>
        for MetadataItemsContainer {
            fn from(value: super::MetadataItemsContainer) -> Self {
                Self {
                    metadata: Ok(value.metadata),
                    size: Ok(value.size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct MetadataResponse {
            media_container: ::std::result::Result<
                super::MetadataItemsContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for MetadataResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl MetadataResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::MetadataItemsContainer>,
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
        impl ::std::convert::TryFrom<MetadataResponse> for super::MetadataResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: MetadataResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::MetadataResponse> for MetadataResponse {
            fn from(value: super::MetadataResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
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
        pub struct PlaySession {
            duration: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            grandparent_title: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            key: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            library_section_id: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            live: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            player: ::std::result::Result<
                ::std::option::Option<super::PlaySessionPlayer>,
                ::std::string::String,
            >,
            rating_key: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            session: ::std::result::Result<
                ::std::option::Option<super::PlaySessionLink>,
                ::std::string::String,
            >,
            session_key: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            title: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            transcode_session: ::std::result::Result<
                ::std::option::Option<super::TranscodeSession>,
                ::std::string::String,
            >,
            type_: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            user: ::std::result::Result<
                ::std::option::Option<super::PlaySessionUser>,
                ::std::string::String,
            >,
            view_offset: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for PlaySession {
            fn default() -> Self {
                Self {
                    duration: Ok(Default::default()),
                    grandparent_title: Ok(Default::default()),
                    key: Ok(Default::default()),
                    library_section_id: Ok(Default::default()),
                    live: Ok(Default::default()),
                    player: Ok(Default::default()),
                    rating_key: Ok(Default::default()),
                    session: Ok(Default::default()),
                    session_key: Ok(Default::default()),
                    title: Ok(Default::default()),
                    transcode_session: Ok(Default::default()),
                    type_: Ok(Default::default()),
                    user: Ok(Default::default()),
                    view_offset: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl PlaySession {
            pub fn duration<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.duration = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for duration: {e}")
                    });
                self
            }
            pub fn grandparent_title<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.grandparent_title = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for grandparent_title: {e}"
                        )
                    });
                self
            }
            pub fn key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for key: {e}")
                    });
                self
            }
            pub fn library_section_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.library_section_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for library_section_id: {e}"
                        )
                    });
                self
            }
            pub fn live<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.live = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for live: {e}")
                    });
                self
            }
            pub fn player<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::PlaySessionPlayer>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.player = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for player: {e}")
                    });
                self
            }
            pub fn rating_key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.rating_key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for rating_key: {e}")
                    });
                self
            }
            pub fn session<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::PlaySessionLink>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.session = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for session: {e}")
                    });
                self
            }
            pub fn session_key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.session_key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for session_key: {e}")
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
            pub fn transcode_session<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::TranscodeSession>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.transcode_session = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for transcode_session: {e}"
                        )
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
            pub fn user<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::PlaySessionUser>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.user = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for user: {e}")
                    });
                self
            }
            pub fn view_offset<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.view_offset = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for view_offset: {e}")
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
        impl ::std::convert::TryFrom<PlaySession> for super::PlaySession {
            type Error = super::error::ConversionError;
            fn try_from(
                value: PlaySession,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    duration: value.duration?,
                    grandparent_title: value.grandparent_title?,
                    key: value.key?,
                    library_section_id: value.library_section_id?,
                    live: value.live?,
                    player: value.player?,
                    rating_key: value.rating_key?,
                    session: value.session?,
                    session_key: value.session_key?,
                    title: value.title?,
                    transcode_session: value.transcode_session?,
                    type_: value.type_?,
                    user: value.user?,
                    view_offset: value.view_offset?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::PlaySession> for PlaySession {
            fn from(value: super::PlaySession) -> Self {
                Self {
                    duration: Ok(value.duration),
                    grandparent_title: Ok(value.grandparent_title),
                    key: Ok(value.key),
                    library_section_id: Ok(value.library_section_id),
                    live: Ok(value.live),
                    player: Ok(value.player),
                    rating_key: Ok(value.rating_key),
                    session: Ok(value.session),
                    session_key: Ok(value.session_key),
                    title: Ok(value.title),
                    transcode_session: Ok(value.transcode_session),
                    type_: Ok(value.type_),
                    user: Ok(value.user),
                    view_offset: Ok(value.view_offset),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct PlaySessionLink {
            bandwidth: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            id: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            location: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for PlaySessionLink {
            fn default() -> Self {
                Self {
                    bandwidth: Ok(Default::default()),
                    id: Ok(Default::default()),
                    location: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl PlaySessionLink {
            pub fn bandwidth<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.bandwidth = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for bandwidth: {e}")
                    });
                self
            }
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn location<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
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
        impl ::std::convert::TryFrom<PlaySessionLink> for super::PlaySessionLink {
            type Error = super::error::ConversionError;
            fn try_from(
                value: PlaySessionLink,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    bandwidth: value.bandwidth?,
                    id: value.id?,
                    location: value.location?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::PlaySessionLink> for PlaySessionLink {
            fn from(value: super::PlaySessionLink) -> Self {
                Self {
                    bandwidth: Ok(value.bandwidth),
                    id: Ok(value.id),
                    location: Ok(value.location),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct PlaySessionPlayer {
            local: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            machine_identifier: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            product: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            state: ::std::result::Result<
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
        impl ::std::default::Default for PlaySessionPlayer {
            fn default() -> Self {
                Self {
                    local: Ok(Default::default()),
                    machine_identifier: Ok(Default::default()),
                    product: Ok(Default::default()),
                    state: Ok(Default::default()),
                    title: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl PlaySessionPlayer {
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
            pub fn machine_identifier<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
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
            pub fn state<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.state = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for state: {e}")
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
        impl ::std::convert::TryFrom<PlaySessionPlayer> for super::PlaySessionPlayer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: PlaySessionPlayer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    local: value.local?,
                    machine_identifier: value.machine_identifier?,
                    product: value.product?,
                    state: value.state?,
                    title: value.title?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::PlaySessionPlayer> for PlaySessionPlayer {
            fn from(value: super::PlaySessionPlayer) -> Self {
                Self {
                    local: Ok(value.local),
                    machine_identifier: Ok(value.machine_identifier),
                    product: Ok(value.product),
                    state: Ok(value.state),
                    title: Ok(value.title),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct PlaySessionUser {
            id: ::std::result::Result<
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
        impl ::std::default::Default for PlaySessionUser {
            fn default() -> Self {
                Self {
                    id: Ok(Default::default()),
                    title: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl PlaySessionUser {
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
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
        impl ::std::convert::TryFrom<PlaySessionUser> for super::PlaySessionUser {
            type Error = super::error::ConversionError;
            fn try_from(
                value: PlaySessionUser,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    id: value.id?,
                    title: value.title?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::PlaySessionUser> for PlaySessionUser {
            fn from(value: super::PlaySessionUser) -> Self {
                Self {
                    id: Ok(value.id),
                    title: Ok(value.title),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct PlaySessionsContainer {
            metadata: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::PlaySession>,
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
        impl ::std::default::Default for PlaySessionsContainer {
            fn default() -> Self {
                Self {
                    metadata: Ok(Default::default()),
                    size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl PlaySessionsContainer {
            pub fn metadata<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::PlaySession>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.metadata = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for metadata: {e}")
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
        impl ::std::convert::TryFrom<PlaySessionsContainer>
        for super::PlaySessionsContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: PlaySessionsContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    metadata: value.metadata?,
                    size: value.size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::PlaySessionsContainer>
        for PlaySessionsContainer {
            fn from(value: super::PlaySessionsContainer) -> Self {
                Self {
                    metadata: Ok(value.metadata),
                    size: Ok(value.size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct PlaySessionsResponse {
            media_container: ::std::result::Result<
                super::PlaySessionsContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for PlaySessionsResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl PlaySessionsResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::PlaySessionsContainer>,
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
        impl ::std::convert::TryFrom<PlaySessionsResponse>
        for super::PlaySessionsResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: PlaySessionsResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::PlaySessionsResponse> for PlaySessionsResponse {
            fn from(value: super::PlaySessionsResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Preference {
            advanced: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            default: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            group: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            hidden: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            id: ::std::result::Result<crate::wire::LenientString, ::std::string::String>,
            label: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            type_: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            value: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Preference {
            fn default() -> Self {
                Self {
                    advanced: Ok(Default::default()),
                    default: Ok(Default::default()),
                    group: Ok(Default::default()),
                    hidden: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    label: Ok(Default::default()),
                    type_: Ok(Default::default()),
                    value: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl Preference {
            pub fn advanced<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.advanced = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for advanced: {e}")
                    });
                self
            }
            pub fn default<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.default = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for default: {e}")
                    });
                self
            }
            pub fn group<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.group = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for group: {e}")
                    });
                self
            }
            pub fn hidden<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.hidden = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for hidden: {e}")
                    });
                self
            }
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::wire::LenientString>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn label<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.label = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for label: {e}")
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
            pub fn value<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.value = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for value: {e}")
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
        impl ::std::convert::TryFrom<Preference> for super::Preference {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Preference,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    advanced: value.advanced?,
                    default: value.default?,
                    group: value.group?,
                    hidden: value.hidden?,
                    id: value.id?,
                    label: value.label?,
                    type_: value.type_?,
                    value: value.value?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::Preference> for Preference {
            fn from(value: super::Preference) -> Self {
                Self {
                    advanced: Ok(value.advanced),
                    default: Ok(value.default),
                    group: Ok(value.group),
                    hidden: Ok(value.hidden),
                    id: Ok(value.id),
                    label: Ok(value.label),
                    type_: Ok(value.type_),
                    value: Ok(value.value),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct PreferencesContainer {
            setting: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::Preference>,
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
        impl ::std::default::Default for PreferencesContainer {
            fn default() -> Self {
                Self {
                    setting: Ok(Default::default()),
                    size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl PreferencesContainer {
            pub fn setting<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::Preference>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.setting = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for setting: {e}")
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
        impl ::std::convert::TryFrom<PreferencesContainer>
        for super::PreferencesContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: PreferencesContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    setting: value.setting?,
                    size: value.size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::PreferencesContainer> for PreferencesContainer {
            fn from(value: super::PreferencesContainer) -> Self {
                Self {
                    setting: Ok(value.setting),
                    size: Ok(value.size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct PreferencesResponse {
            media_container: ::std::result::Result<
                super::PreferencesContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for PreferencesResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl PreferencesResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::PreferencesContainer>,
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
        impl ::std::convert::TryFrom<PreferencesResponse>
        for super::PreferencesResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: PreferencesResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::PreferencesResponse> for PreferencesResponse {
            fn from(value: super::PreferencesResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct SectionTimeline {
            latest_entry_time: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            title1: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            update_queue_size: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for SectionTimeline {
            fn default() -> Self {
                Self {
                    latest_entry_time: Ok(Default::default()),
                    title1: Ok(Default::default()),
                    update_queue_size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl SectionTimeline {
            pub fn latest_entry_time<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.latest_entry_time = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for latest_entry_time: {e}"
                        )
                    });
                self
            }
            pub fn title1<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.title1 = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for title1: {e}")
                    });
                self
            }
            pub fn update_queue_size<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.update_queue_size = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for update_queue_size: {e}"
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
        impl ::std::convert::TryFrom<SectionTimeline> for super::SectionTimeline {
            type Error = super::error::ConversionError;
            fn try_from(
                value: SectionTimeline,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    latest_entry_time: value.latest_entry_time?,
                    title1: value.title1?,
                    update_queue_size: value.update_queue_size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::SectionTimeline> for SectionTimeline {
            fn from(value: super::SectionTimeline) -> Self {
                Self {
                    latest_entry_time: Ok(value.latest_entry_time),
                    title1: Ok(value.title1),
                    update_queue_size: Ok(value.update_queue_size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct SectionTimelineResponse {
            media_container: ::std::result::Result<
                super::SectionTimeline,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for SectionTimelineResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl SectionTimelineResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::SectionTimeline>,
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
        impl ::std::convert::TryFrom<SectionTimelineResponse>
        for super::SectionTimelineResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: SectionTimelineResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::SectionTimelineResponse>
        for SectionTimelineResponse {
            fn from(value: super::SectionTimelineResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ServerAccount {
            id: ::std::result::Result<crate::wire::LenientInt, ::std::string::String>,
            key: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            name: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ServerAccount {
            fn default() -> Self {
                Self {
                    id: Err("no value supplied for id".to_string()),
                    key: Ok(Default::default()),
                    name: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl ServerAccount {
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
            pub fn key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for key: {e}")
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
        impl ::std::convert::TryFrom<ServerAccount> for super::ServerAccount {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ServerAccount,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    id: value.id?,
                    key: value.key?,
                    name: value.name?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::ServerAccount> for ServerAccount {
            fn from(value: super::ServerAccount) -> Self {
                Self {
                    id: Ok(value.id),
                    key: Ok(value.key),
                    name: Ok(value.name),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ServerAccountsContainer {
            account: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::ServerAccount>,
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
        impl ::std::default::Default for ServerAccountsContainer {
            fn default() -> Self {
                Self {
                    account: Ok(Default::default()),
                    size: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl ServerAccountsContainer {
            pub fn account<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::ServerAccount>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.account = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for account: {e}")
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
        impl ::std::convert::TryFrom<ServerAccountsContainer>
        for super::ServerAccountsContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ServerAccountsContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    account: value.account?,
                    size: value.size?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::ServerAccountsContainer>
        for ServerAccountsContainer {
            fn from(value: super::ServerAccountsContainer) -> Self {
                Self {
                    account: Ok(value.account),
                    size: Ok(value.size),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ServerAccountsResponse {
            media_container: ::std::result::Result<
                super::ServerAccountsContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ServerAccountsResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl ServerAccountsResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ServerAccountsContainer>,
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
        impl ::std::convert::TryFrom<ServerAccountsResponse>
        for super::ServerAccountsResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ServerAccountsResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::ServerAccountsResponse>
        for ServerAccountsResponse {
            fn from(value: super::ServerAccountsResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
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
        pub struct ServerInfo {
            allow_sync: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            allow_tuners: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            background_processing: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            friendly_name: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            livetv: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            machine_identifier: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            my_plex_subscription: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            owner_features: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            platform: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            transcoder_active_video_sessions: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            updater: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
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
        impl ::std::default::Default for ServerInfo {
            fn default() -> Self {
                Self {
                    allow_sync: Ok(Default::default()),
                    allow_tuners: Ok(Default::default()),
                    background_processing: Ok(Default::default()),
                    friendly_name: Ok(Default::default()),
                    livetv: Ok(Default::default()),
                    machine_identifier: Ok(Default::default()),
                    my_plex_subscription: Ok(Default::default()),
                    owner_features: Ok(Default::default()),
                    platform: Ok(Default::default()),
                    transcoder_active_video_sessions: Ok(Default::default()),
                    updater: Ok(Default::default()),
                    version: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl ServerInfo {
            pub fn allow_sync<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.allow_sync = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for allow_sync: {e}")
                    });
                self
            }
            pub fn allow_tuners<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.allow_tuners = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for allow_tuners: {e}")
                    });
                self
            }
            pub fn background_processing<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.background_processing = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for background_processing: {e}"
                        )
                    });
                self
            }
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
            pub fn livetv<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.livetv = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for livetv: {e}")
                    });
                self
            }
            pub fn machine_identifier<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
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
            pub fn my_plex_subscription<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.my_plex_subscription = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for my_plex_subscription: {e}"
                        )
                    });
                self
            }
            pub fn owner_features<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.owner_features = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for owner_features: {e}"
                        )
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
            pub fn transcoder_active_video_sessions<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.transcoder_active_video_sessions = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for transcoder_active_video_sessions: {e}"
                        )
                    });
                self
            }
            pub fn updater<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.updater = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for updater: {e}")
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
        impl ::std::convert::TryFrom<ServerInfo> for super::ServerInfo {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ServerInfo,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    allow_sync: value.allow_sync?,
                    allow_tuners: value.allow_tuners?,
                    background_processing: value.background_processing?,
                    friendly_name: value.friendly_name?,
                    livetv: value.livetv?,
                    machine_identifier: value.machine_identifier?,
                    my_plex_subscription: value.my_plex_subscription?,
                    owner_features: value.owner_features?,
                    platform: value.platform?,
                    transcoder_active_video_sessions: value
                        .transcoder_active_video_sessions?,
                    updater: value.updater?,
                    version: value.version?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::ServerInfo> for ServerInfo {
            fn from(value: super::ServerInfo) -> Self {
                Self {
                    allow_sync: Ok(value.allow_sync),
                    allow_tuners: Ok(value.allow_tuners),
                    background_processing: Ok(value.background_processing),
                    friendly_name: Ok(value.friendly_name),
                    livetv: Ok(value.livetv),
                    machine_identifier: Ok(value.machine_identifier),
                    my_plex_subscription: Ok(value.my_plex_subscription),
                    owner_features: Ok(value.owner_features),
                    platform: Ok(value.platform),
                    transcoder_active_video_sessions: Ok(
                        value.transcoder_active_video_sessions,
                    ),
                    updater: Ok(value.updater),
                    version: Ok(value.version),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ServerInfoResponse {
            media_container: ::std::result::Result<
                super::ServerInfo,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ServerInfoResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl ServerInfoResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ServerInfo>,
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
        impl ::std::convert::TryFrom<ServerInfoResponse> for super::ServerInfoResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ServerInfoResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::ServerInfoResponse> for ServerInfoResponse {
            fn from(value: super::ServerInfoResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct TranscodeSession {
            audio_decision: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            complete: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            context: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            duration: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            error: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            key: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            offline_transcode: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            progress: ::std::result::Result<
                ::std::option::Option<crate::wire::Progress>,
                ::std::string::String,
            >,
            protocol: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            remaining: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            size: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            throttled: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            video_decision: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for TranscodeSession {
            fn default() -> Self {
                Self {
                    audio_decision: Ok(Default::default()),
                    complete: Ok(Default::default()),
                    context: Ok(Default::default()),
                    duration: Ok(Default::default()),
                    error: Ok(Default::default()),
                    key: Ok(Default::default()),
                    offline_transcode: Ok(Default::default()),
                    progress: Ok(Default::default()),
                    protocol: Ok(Default::default()),
                    remaining: Ok(Default::default()),
                    size: Ok(Default::default()),
                    throttled: Ok(Default::default()),
                    video_decision: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl TranscodeSession {
            pub fn audio_decision<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.audio_decision = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for audio_decision: {e}"
                        )
                    });
                self
            }
            pub fn complete<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.complete = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for complete: {e}")
                    });
                self
            }
            pub fn context<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.context = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for context: {e}")
                    });
                self
            }
            pub fn duration<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.duration = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for duration: {e}")
                    });
                self
            }
            pub fn error<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
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
            pub fn key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for key: {e}")
                    });
                self
            }
            pub fn offline_transcode<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.offline_transcode = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for offline_transcode: {e}"
                        )
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
            pub fn remaining<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.remaining = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for remaining: {e}")
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
            pub fn throttled<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.throttled = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for throttled: {e}")
                    });
                self
            }
            pub fn video_decision<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.video_decision = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for video_decision: {e}"
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
        impl ::std::convert::TryFrom<TranscodeSession> for super::TranscodeSession {
            type Error = super::error::ConversionError;
            fn try_from(
                value: TranscodeSession,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    audio_decision: value.audio_decision?,
                    complete: value.complete?,
                    context: value.context?,
                    duration: value.duration?,
                    error: value.error?,
                    key: value.key?,
                    offline_transcode: value.offline_transcode?,
                    progress: value.progress?,
                    protocol: value.protocol?,
                    remaining: value.remaining?,
                    size: value.size?,
                    throttled: value.throttled?,
                    video_decision: value.video_decision?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::TranscodeSession> for TranscodeSession {
            fn from(value: super::TranscodeSession) -> Self {
                Self {
                    audio_decision: Ok(value.audio_decision),
                    complete: Ok(value.complete),
                    context: Ok(value.context),
                    duration: Ok(value.duration),
                    error: Ok(value.error),
                    key: Ok(value.key),
                    offline_transcode: Ok(value.offline_transcode),
                    progress: Ok(value.progress),
                    protocol: Ok(value.protocol),
                    remaining: Ok(value.remaining),
                    size: Ok(value.size),
                    throttled: Ok(value.throttled),
                    video_decision: Ok(value.video_decision),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct TranscodeSessionsContainer {
            size: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            transcode_session: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::TranscodeSession>,
                >,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::wire::UnknownFields,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for TranscodeSessionsContainer {
            fn default() -> Self {
                Self {
                    size: Ok(Default::default()),
                    transcode_session: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl TranscodeSessionsContainer {
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
            pub fn transcode_session<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<
                            crate::generated::types::TranscodeSession,
                        >,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.transcode_session = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for transcode_session: {e}"
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
        impl ::std::convert::TryFrom<TranscodeSessionsContainer>
        for super::TranscodeSessionsContainer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: TranscodeSessionsContainer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    size: value.size?,
                    transcode_session: value.transcode_session?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::TranscodeSessionsContainer>
        for TranscodeSessionsContainer {
            fn from(value: super::TranscodeSessionsContainer) -> Self {
                Self {
                    size: Ok(value.size),
                    transcode_session: Ok(value.transcode_session),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct TranscodeSessionsResponse {
            media_container: ::std::result::Result<
                super::TranscodeSessionsContainer,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for TranscodeSessionsResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl TranscodeSessionsResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::TranscodeSessionsContainer>,
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
        impl ::std::convert::TryFrom<TranscodeSessionsResponse>
        for super::TranscodeSessionsResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: TranscodeSessionsResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::TranscodeSessionsResponse>
        for TranscodeSessionsResponse {
            fn from(value: super::TranscodeSessionsResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct UpdateRelease {
            added: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            fixed: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            state: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
            version: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientString>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for UpdateRelease {
            fn default() -> Self {
                Self {
                    added: Ok(Default::default()),
                    fixed: Ok(Default::default()),
                    state: Ok(Default::default()),
                    version: Ok(Default::default()),
                }
            }
        }
        impl UpdateRelease {
            pub fn added<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.added = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for added: {e}")
                    });
                self
            }
            pub fn fixed<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.fixed = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for fixed: {e}")
                    });
                self
            }
            pub fn state<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientString>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.state = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for state: {e}")
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
        }
        impl ::std::convert::TryFrom<UpdateRelease> for super::UpdateRelease {
            type Error = super::error::ConversionError;
            fn try_from(
                value: UpdateRelease,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    added: value.added?,
                    fixed: value.fixed?,
                    state: value.state?,
                    version: value.version?,
                })
            }
        }
        impl ::std::convert::From<super::UpdateRelease> for UpdateRelease {
            fn from(value: super::UpdateRelease) -> Self {
                Self {
                    added: Ok(value.added),
                    fixed: Ok(value.fixed),
                    state: Ok(value.state),
                    version: Ok(value.version),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct UpdateStatus {
            auto_update_version: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            can_install: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientBool>,
                ::std::string::String,
            >,
            checked_at: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
            release: ::std::result::Result<
                ::std::option::Option<
                    crate::wire::LenientVec<crate::generated::types::UpdateRelease>,
                >,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<crate::wire::LenientInt>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for UpdateStatus {
            fn default() -> Self {
                Self {
                    auto_update_version: Ok(Default::default()),
                    can_install: Ok(Default::default()),
                    checked_at: Ok(Default::default()),
                    release: Ok(Default::default()),
                    status: Ok(Default::default()),
                }
            }
        }
        impl UpdateStatus {
            pub fn auto_update_version<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.auto_update_version = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for auto_update_version: {e}"
                        )
                    });
                self
            }
            pub fn can_install<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientBool>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.can_install = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for can_install: {e}")
                    });
                self
            }
            pub fn checked_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::wire::LenientInt>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.checked_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for checked_at: {e}")
                    });
                self
            }
            pub fn release<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::wire::LenientVec<crate::generated::types::UpdateRelease>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.release = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for release: {e}")
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
        impl ::std::convert::TryFrom<UpdateStatus> for super::UpdateStatus {
            type Error = super::error::ConversionError;
            fn try_from(
                value: UpdateStatus,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    auto_update_version: value.auto_update_version?,
                    can_install: value.can_install?,
                    checked_at: value.checked_at?,
                    release: value.release?,
                    status: value.status?,
                })
            }
        }
        impl ::std::convert::From<super::UpdateStatus> for UpdateStatus {
            fn from(value: super::UpdateStatus) -> Self {
                Self {
                    auto_update_version: Ok(value.auto_update_version),
                    can_install: Ok(value.can_install),
                    checked_at: Ok(value.checked_at),
                    release: Ok(value.release),
                    status: Ok(value.status),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct UpdateStatusResponse {
            media_container: ::std::result::Result<
                super::UpdateStatus,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for UpdateStatusResponse {
            fn default() -> Self {
                Self {
                    media_container: Err(
                        "no value supplied for media_container".to_string(),
                    ),
                }
            }
        }
        impl UpdateStatusResponse {
            pub fn media_container<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::UpdateStatus>,
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
        impl ::std::convert::TryFrom<UpdateStatusResponse>
        for super::UpdateStatusResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: UpdateStatusResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    media_container: value.media_container?,
                })
            }
        }
        impl ::std::convert::From<super::UpdateStatusResponse> for UpdateStatusResponse {
            fn from(value: super::UpdateStatusResponse) -> Self {
                Self {
                    media_container: Ok(value.media_container),
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
    /// Lists the running activities. An administrator sees every activity; another user sees
    /// only their own activities, or none. The list does not have activities that are over.
    /// It is never paged.
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
    /// `ended`, and the last progress may stay below 100. Only an activity with `cancellable`
    /// can be cancelled. The scan of a section never has it: stop it with `cancelRefresh`.
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
    /// stream cannot be resumed: the events during a disconnection are lost. `event: ping`
    /// keeps the connection alive, unless the filter leaves it out.
    ///
    /// Sends a `GET` request to `/:/eventsource/notifications`
    ///
    /// Arguments:
    /// - `filters`: The notification types wanted, separated by commas, for example
    ///   `activity`. A leading `-` turns the whole list into an exclusion. An empty value
    ///   means every type, logs included. Without the parameter, the server sends every type
    ///   but logs.
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
    ///   `activity`. A leading `-` turns the whole list into an exclusion. An empty value
    ///   means every type, logs included. Without the parameter, the server sends every type
    ///   but logs.
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
    /// The server answers it without a token too. So it shows whether an address belongs to a
    /// Plex server.
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
    /// Ask the server what it can do
    ///
    /// Reads the identity, the capabilities and the state of the server, in one object.
    /// `transcoderActiveVideoSessions` is 0 when the server converts no video; its exact
    /// meaning is not documented.
    ///
    /// Sends a `GET` request to `/`
    ///
    /// ```text
    /// let response = client.get_server_info()
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_server_info(&self) -> builder::GetServerInfo<'_> {
        builder::GetServerInfo::new(self)
    }
    /// List the accounts
    ///
    /// Lists the accounts whose ids appear in `userID`: 1 is the owner, 0 is nobody, other
    /// ids are those of the account service.
    ///
    /// Sends a `GET` request to `/accounts`
    ///
    /// ```text
    /// let response = client.get_system_accounts()
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_system_accounts(&self) -> builder::GetSystemAccounts<'_> {
        builder::GetSystemAccounts::new(self)
    }
    /// Read one setting
    ///
    /// Reads one setting of the server by its id. The list of all settings has secrets, so
    /// this document does not describe it. Ids are compared without regard to case.
    ///
    /// Sends a `GET` request to `/:/prefs/get`
    ///
    /// Arguments:
    /// - `id`: The setting's id, for example `ButlerStartHour`.
    /// ```text
    /// let response = client.get_preference()
    ///     .id(id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_preference(&self) -> builder::GetPreference<'_> {
        builder::GetPreference::new(self)
    }
    /// Ask for the state of updates
    ///
    /// Reads the known update and its state. The answer also has URLs with a token in them.
    /// This document does not describe them, so that nothing keeps, logs or prints them.
    ///
    /// Sends a `GET` request to `/updater/status`
    ///
    /// ```text
    /// let response = client.get_updates_status()
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_updates_status(&self) -> builder::GetUpdatesStatus<'_> {
        builder::GetUpdatesStatus::new(self)
    }
    /// Check for updates
    ///
    /// Asks the server to look for an update. The check continues after the answer. It has
    /// ended when `checkedAt` of `getUpdatesStatus` is newer.
    ///
    /// Sends a `PUT` request to `/updater/check`
    ///
    /// Arguments:
    /// - `download`: 1 downloads the update too, if there is one.
    /// ```text
    /// let response = client.check_updates()
    ///     .download(download)
    ///     .send()
    ///     .await;
    /// ```
    pub fn check_updates(&self) -> builder::CheckUpdates<'_> {
        builder::CheckUpdates::new(self)
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
    /// Ask how much of a library section is being processed
    ///
    /// Reads the state of a library section. `updateQueueSize` is the number of items that
    /// the server still processes, for example to fetch their metadata after a scan.
    ///
    /// Sends a `GET` request to `/library/sections/{sectionId}/timeline`
    ///
    /// Arguments:
    /// - `section_id`: The library section's `key`.
    /// ```text
    /// let response = client.get_section_timeline()
    ///     .section_id(section_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_section_timeline(&self) -> builder::GetSectionTimeline<'_> {
        builder::GetSectionTimeline::new(self)
    }
    /// Start a scan of every library section
    ///
    /// Starts a scan of each library section: one activity of type `library.update.section`
    /// for each. 503 also means that a music section needs a server that is signed in.
    ///
    /// Sends a `POST` request to `/library/sections/refresh`
    ///
    /// Arguments:
    /// - `force`: 1 fetches metadata again even where no file has changed.
    /// ```text
    /// let response = client.refresh_sections_metadata()
    ///     .force(force)
    ///     .send()
    ///     .await;
    /// ```
    pub fn refresh_sections_metadata(&self) -> builder::RefreshSectionsMetadata<'_> {
        builder::RefreshSectionsMetadata::new(self)
    }
    /// Stop the scans of all library sections
    ///
    /// Stops every running scan and removes the queued ones. The body of the answer has no
    /// useful content; it is documented to be that of `GET /`.
    ///
    /// Sends a `DELETE` request to `/library/sections/all/refresh`
    ///
    /// ```text
    /// let response = client.stop_all_refreshes()
    ///     .send()
    ///     .await;
    /// ```
    pub fn stop_all_refreshes(&self) -> builder::StopAllRefreshes<'_> {
        builder::StopAllRefreshes::new(self)
    }
    /// Delete a library section
    ///
    /// Removes a library section and all data about its items. The media files stay. This
    /// cannot be undone. Without `async=1` the answer can take minutes. The work has ended
    /// when the list of sections does not have the section any more.
    ///
    /// Sends a `DELETE` request to `/library/sections/{sectionId}`
    ///
    /// Arguments:
    /// - `section_id`: The library section's `key`.
    /// - `async_`: 1 answers at once and leaves the work to an activity.
    /// ```text
    /// let response = client.delete_library_section()
    ///     .section_id(section_id)
    ///     .async_(async_)
    ///     .send()
    ///     .await;
    /// ```
    pub fn delete_library_section(&self) -> builder::DeleteLibrarySection<'_> {
        builder::DeleteLibrarySection::new(self)
    }
    /// Analyze the media of a library section
    ///
    /// Reads the media files of a library section, in the background. Depending on the
    /// server's settings, many activities of the types `media.generate.*` may follow. The
    /// first of them may begin late.
    ///
    /// Sends a `PUT` request to `/library/sections/{sectionId}/analyze`
    ///
    /// Arguments:
    /// - `section_id`: The library section's `key`.
    /// ```text
    /// let response = client.start_analysis()
    ///     .section_id(section_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn start_analysis(&self) -> builder::StartAnalysis<'_> {
        builder::StartAnalysis::new(self)
    }
    /// Delete the preview thumbnails of a library section
    ///
    /// Deletes the preview thumbnails of a library section. It can take days to make them
    /// again.
    ///
    /// Sends a `DELETE` request to `/library/sections/{sectionId}/indexes`
    ///
    /// Arguments:
    /// - `section_id`: The library section's `key`.
    /// ```text
    /// let response = client.delete_indexes()
    ///     .section_id(section_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn delete_indexes(&self) -> builder::DeleteIndexes<'_> {
        builder::DeleteIndexes::new(self)
    }
    /// Start a scan of a library section
    ///
    /// Starts a scan: an activity of type `library.update.section` follows. With `force=1`
    /// the server fetches all metadata again, also where nothing has changed (a metadata
    /// refresh). The section `all` scans every section.
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
    /// Stops a running scan. The activity of a scan cannot be cancelled (`cancellable` is
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
    /// Removes the items whose files are missing. Do this only when no scan is running and
    /// all drives are mounted: the items of a missing drive would be lost.
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
    /// Delete unused bundles
    ///
    /// Deletes the artwork and metadata that no item uses any more. The type of its activity
    /// is not known.
    ///
    /// Sends a `PUT` request to `/library/clean/bundles`
    ///
    /// Arguments:
    /// - `async_`: 1 answers at once and leaves the work to an activity.
    /// ```text
    /// let response = client.clean_bundles()
    ///     .async_(async_)
    ///     .send()
    ///     .await;
    /// ```
    pub fn clean_bundles(&self) -> builder::CleanBundles<'_> {
        builder::CleanBundles::new(self)
    }
    /// Delete the caches of the library
    ///
    /// Deletes the cached overview pages of the server. The server makes them again when a
    /// client asks for them. The answer comes when the work is done.
    ///
    /// Sends a `DELETE` request to `/library/caches`
    ///
    /// ```text
    /// let response = client.delete_caches()
    ///     .send()
    ///     .await;
    /// ```
    pub fn delete_caches(&self) -> builder::DeleteCaches<'_> {
        builder::DeleteCaches::new(self)
    }
    /// Import playlists from files
    ///
    /// Reads playlists in the format m3u from a file or a folder of the server's machine. The
    /// answer comes when the work is done.
    ///
    /// Sends a `POST` request to `/playlists/upload`
    ///
    /// Arguments:
    /// - `force`: 0 makes a copy with a date where a playlist exists, 1 replaces it.
    /// - `path`: A file or a folder, as the server sees it.
    /// ```text
    /// let response = client.upload_playlist()
    ///     .force(force)
    ///     .path(path)
    ///     .send()
    ///     .await;
    /// ```
    pub fn upload_playlist(&self) -> builder::UploadPlaylist<'_> {
        builder::UploadPlaylist::new(self)
    }
    /// Read an item, and look at its files
    ///
    /// Reads an item. Each flag that begins with `async` starts an activity of type
    /// `library.refresh.items`. Its `Context` has the item as `key`. No other work on an item
    /// has an activity that names the item.
    ///
    /// Sends a `GET` request to `/library/metadata/{ids}`
    ///
    /// Arguments:
    /// - `ids`: One rating key, or several separated by commas.
    /// - `async_augment_metadata`: 1 adds metadata from the internet. For an administrator
    ///   and one item only.
    /// - `async_check_files`: 1 checks whether the files exist and can be read.
    /// - `async_refresh_analysis`: 1 reads the media files again where they have changed.
    /// - `async_refresh_local_media_agent`: 1 reads the metadata files beside the media
    ///   files.
    /// ```text
    /// let response = client.get_metadata_item()
    ///     .ids(ids)
    ///     .async_augment_metadata(async_augment_metadata)
    ///     .async_check_files(async_check_files)
    ///     .async_refresh_analysis(async_refresh_analysis)
    ///     .async_refresh_local_media_agent(async_refresh_local_media_agent)
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_metadata_item(&self) -> builder::GetMetadataItem<'_> {
        builder::GetMetadataItem::new(self)
    }
    /// Refresh the metadata of items
    ///
    /// Fetches the metadata of the items again, in the background. The activity that follows
    /// often has no `Context`, so that it does not name the item.
    ///
    /// Sends a `PUT` request to `/library/metadata/{ids}/refresh`
    ///
    /// Arguments:
    /// - `ids`: One rating key, or several separated by commas.
    /// - `agent`: The agent that fetches the metadata. The default is the section's agent.
    /// - `mark_updated`: 1 marks the items as updated.
    /// ```text
    /// let response = client.refresh_items_metadata()
    ///     .ids(ids)
    ///     .agent(agent)
    ///     .mark_updated(mark_updated)
    ///     .send()
    ///     .await;
    /// ```
    pub fn refresh_items_metadata(&self) -> builder::RefreshItemsMetadata<'_> {
        builder::RefreshItemsMetadata::new(self)
    }
    /// Analyze the media of items
    ///
    /// Reads the media files of the items, in the background. Depending on the server's
    /// settings, activities of the types `media.generate.*` may follow. The first of them may
    /// begin late.
    ///
    /// Sends a `PUT` request to `/library/metadata/{ids}/analyze`
    ///
    /// Arguments:
    /// - `ids`: One rating key, or several separated by commas.
    /// - `art_offset`: The position in the video from which to take the background, in
    ///   seconds.
    /// - `thumb_offset`: The position in the video from which to take the thumbnail, in
    ///   seconds.
    /// ```text
    /// let response = client.analyze_metadata()
    ///     .ids(ids)
    ///     .art_offset(art_offset)
    ///     .thumb_offset(thumb_offset)
    ///     .send()
    ///     .await;
    /// ```
    pub fn analyze_metadata(&self) -> builder::AnalyzeMetadata<'_> {
        builder::AnalyzeMetadata::new(self)
    }
    /// Detect the intros of items
    ///
    /// Looks for the intros of episodes, in the background, and marks them. Needs Plex Pass.
    ///
    /// Sends a `PUT` request to `/library/metadata/{ids}/intro`
    ///
    /// Arguments:
    /// - `ids`: One rating key, or several separated by commas.
    /// - `force`: 1 also works on items that were already processed.
    /// - `threshold`: The similarity that two sounds must have.
    /// ```text
    /// let response = client.detect_intros()
    ///     .ids(ids)
    ///     .force(force)
    ///     .threshold(threshold)
    ///     .send()
    ///     .await;
    /// ```
    pub fn detect_intros(&self) -> builder::DetectIntros<'_> {
        builder::DetectIntros::new(self)
    }
    /// Detect the credits of items
    ///
    /// Looks for the credits of items, in the background, and marks them. Its progress is -1
    /// throughout. Needs Plex Pass.
    ///
    /// Sends a `PUT` request to `/library/metadata/{ids}/credits`
    ///
    /// Arguments:
    /// - `ids`: One rating key, or several separated by commas.
    /// - `force`: 1 also works on items that were already processed.
    /// - `manual`: 1 marks the work as started by a person.
    /// ```text
    /// let response = client.detect_credits()
    ///     .ids(ids)
    ///     .force(force)
    ///     .manual(manual)
    ///     .send()
    ///     .await;
    /// ```
    pub fn detect_credits(&self) -> builder::DetectCredits<'_> {
        builder::DetectCredits::new(self)
    }
    /// Detect the advertisements of recordings
    ///
    /// Looks for advertisements in recordings, in the background. The type of its activity is
    /// not known.
    ///
    /// Sends a `PUT` request to `/library/metadata/{ids}/addetect`
    ///
    /// Arguments:
    /// - `ids`: One rating key, or several separated by commas.
    /// ```text
    /// let response = client.detect_ads()
    ///     .ids(ids)
    ///     .send()
    ///     .await;
    /// ```
    pub fn detect_ads(&self) -> builder::DetectAds<'_> {
        builder::DetectAds::new(self)
    }
    /// Detect the voice activity of items
    ///
    /// Looks for spoken words, in the background.
    ///
    /// Sends a `PUT` request to `/library/metadata/{ids}/voiceActivity`
    ///
    /// Arguments:
    /// - `ids`: One rating key, or several separated by commas.
    /// - `force`: 1 also works on items that were already processed.
    /// - `manual`: 1 marks the work as started by a person.
    /// ```text
    /// let response = client.detect_voice_activity()
    ///     .ids(ids)
    ///     .force(force)
    ///     .manual(manual)
    ///     .send()
    ///     .await;
    /// ```
    pub fn detect_voice_activity(&self) -> builder::DetectVoiceActivity<'_> {
        builder::DetectVoiceActivity::new(self)
    }
    /// Make the chapter thumbnails of items
    ///
    /// Makes a picture for each chapter, in the background.
    ///
    /// Sends a `PUT` request to `/library/metadata/{ids}/chapterThumbs`
    ///
    /// Arguments:
    /// - `ids`: One rating key, or several separated by commas.
    /// - `force`: 1 also works on items that were already processed.
    /// ```text
    /// let response = client.generate_thumbs()
    ///     .ids(ids)
    ///     .force(force)
    ///     .send()
    ///     .await;
    /// ```
    pub fn generate_thumbs(&self) -> builder::GenerateThumbs<'_> {
        builder::GenerateThumbs::new(self)
    }
    /// Make the preview thumbnails of items
    ///
    /// Makes the pictures that a player shows while a person seeks, in the background.
    ///
    /// Sends a `PUT` request to `/library/metadata/{ids}/index`
    ///
    /// Arguments:
    /// - `ids`: One rating key, or several separated by commas.
    /// - `force`: 1 also works on items that were already processed.
    /// ```text
    /// let response = client.start_bif_generation()
    ///     .ids(ids)
    ///     .force(force)
    ///     .send()
    ///     .await;
    /// ```
    pub fn start_bif_generation(&self) -> builder::StartBifGeneration<'_> {
        builder::StartBifGeneration::new(self)
    }
    /// Match an item with a film or show
    ///
    /// Sets the film or show that an item is, and fetches its metadata again in the
    /// background.
    ///
    /// Sends a `PUT` request to `/library/metadata/{ids}/match`
    ///
    /// Arguments:
    /// - `ids`: One rating key, or several separated by commas.
    /// - `guid`: The identifier of the film or show, from the server's list of matches.
    /// - `name`: Its title.
    /// - `year`: Its year.
    /// ```text
    /// let response = client.match_item()
    ///     .ids(ids)
    ///     .guid(guid)
    ///     .name(name)
    ///     .year(year)
    ///     .send()
    ///     .await;
    /// ```
    pub fn match_item(&self) -> builder::MatchItem<'_> {
        builder::MatchItem::new(self)
    }
    /// Remove the match of an item
    ///
    /// Removes the match that was set or found for an item.
    ///
    /// Sends a `PUT` request to `/library/metadata/{ids}/unmatch`
    ///
    /// Arguments:
    /// - `ids`: One rating key, or several separated by commas.
    /// ```text
    /// let response = client.unmatch()
    ///     .ids(ids)
    ///     .send()
    ///     .await;
    /// ```
    pub fn unmatch(&self) -> builder::Unmatch<'_> {
        builder::Unmatch::new(self)
    }
    /// List the butler tasks
    ///
    /// Lists the scheduled tasks of the server, with their interval. The answer does not say
    /// which task is running, or when a task last ran.
    ///
    /// Sends a `GET` request to `/butler`
    ///
    /// ```text
    /// let response = client.get_tasks()
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_tasks(&self) -> builder::GetTasks<'_> {
        builder::GetTasks::new(self)
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
    /// List the scheduled recordings
    ///
    /// Lists the recordings that are planned, running or over. A running recording is
    /// repeated inside the `conflicts` of others: use the entries of the list itself only.
    ///
    /// Sends a `GET` request to `/media/subscriptions/scheduled`
    ///
    /// ```text
    /// let response = client.get_scheduled_recordings()
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_scheduled_recordings(&self) -> builder::GetScheduledRecordings<'_> {
        builder::GetScheduledRecordings::new(self)
    }
    /// Process the recording subscriptions
    ///
    /// Looks for broadcasts that the subscriptions should record. An activity of type
    /// `provider.subscriptions.process` follows. It often ends within a second.
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
    /// List the DVRs
    ///
    /// Lists the DVRs of the server, each with its tuners. Servers name the list `Dvr`, and
    /// the published document names it `DVR`. Both names are read.
    ///
    /// Sends a `GET` request to `/livetv/dvrs`
    ///
    /// ```text
    /// let response = client.list_dvrs()
    ///     .send()
    ///     .await;
    /// ```
    pub fn list_dvrs(&self) -> builder::ListDvrs<'_> {
        builder::ListDvrs::new(self)
    }
    /// List the live TV sessions
    ///
    /// Lists the live TV that the server receives now, for a viewer or for a recording.
    ///
    /// Sends a `GET` request to `/livetv/sessions`
    ///
    /// ```text
    /// let response = client.get_live_tv_sessions()
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_live_tv_sessions(&self) -> builder::GetLiveTvSessions<'_> {
        builder::GetLiveTvSessions::new(self)
    }
    /// Reload the programme guide of a DVR
    ///
    /// Starts an activity of type `provider.epg.load`. Some servers name an activity in the
    /// answer that never appears.
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
    /// Stop the reload of a guide
    ///
    /// Stops the reload of the programme guide of a DVR.
    ///
    /// Sends a `DELETE` request to `/livetv/dvrs/{dvrId}/reloadGuide`
    ///
    /// Arguments:
    /// - `dvr_id`: The number of the DVR.
    /// ```text
    /// let response = client.stop_dvr_reload()
    ///     .dvr_id(dvr_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn stop_dvr_reload(&self) -> builder::StopDvrReload<'_> {
        builder::StopDvrReload::new(self)
    }
    /// Stop a recording
    ///
    /// Stops a recording, by the last part of its `key`. Its activity of type `grabber.grab`
    /// ends. The server may begin it again after a restart.
    ///
    /// Sends a `DELETE` request to `/media/grabbers/operations/{operationId}`
    ///
    /// Arguments:
    /// - `operation_id`: The recording's id.
    /// ```text
    /// let response = client.cancel_grab()
    ///     .operation_id(operation_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn cancel_grab(&self) -> builder::CancelGrab<'_> {
        builder::CancelGrab::new(self)
    }
    /// List the tuners
    ///
    /// Lists the tuners and other grabber devices. The published example names the list
    /// `Devices`; this name is read too.
    ///
    /// Sends a `GET` request to `/media/grabbers/devices`
    ///
    /// ```text
    /// let response = client.list_devices()
    ///     .send()
    ///     .await;
    /// ```
    pub fn list_devices(&self) -> builder::ListDevices<'_> {
        builder::ListDevices::new(self)
    }
    /// Scan the channels of a tuner
    ///
    /// Starts a channel scan of a grabber device as an activity.
    ///
    /// Sends a `POST` request to `/media/grabbers/devices/{deviceId}/scan`
    ///
    /// Arguments:
    /// - `device_id`: The number of the grabber device.
    /// - `source`: The source to scan, by the device's name for it (for example `Cable`).
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
    /// Stop the scan of channels of a tuner
    ///
    /// Stops the scan of channels of a grabber device.
    ///
    /// Sends a `DELETE` request to `/media/grabbers/devices/{deviceId}/scan`
    ///
    /// Arguments:
    /// - `device_id`: The number of the grabber device.
    /// ```text
    /// let response = client.stop_scan()
    ///     .device_id(device_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn stop_scan(&self) -> builder::StopScan<'_> {
        builder::StopScan::new(self)
    }
    /// Ask for this client's download queue
    ///
    /// Returns the download queue of this client and this user. The server makes it if there
    /// is none. Another call returns the same queue. Servers from version 1.41.9 on have it.
    ///
    /// Sends a `POST` request to `/downloadQueue`
    ///
    /// ```text
    /// let response = client.create_download_queue()
    ///     .send()
    ///     .await;
    /// ```
    pub fn create_download_queue(&self) -> builder::CreateDownloadQueue<'_> {
        builder::CreateDownloadQueue::new(self)
    }
    /// Read a download queue
    ///
    /// Reads the state of a download queue.
    ///
    /// Sends a `GET` request to `/downloadQueue/{queueId}`
    ///
    /// Arguments:
    /// - `queue_id`: The number of the download queue.
    /// ```text
    /// let response = client.get_download_queue()
    ///     .queue_id(queue_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_download_queue(&self) -> builder::GetDownloadQueue<'_> {
        builder::GetDownloadQueue::new(self)
    }
    /// List the items of a download queue
    ///
    /// Lists the items of a download queue. The server works on one after the other. Items
    /// stay in the queue until they are removed. No list of activities or transcode sessions
    /// has this work on servers from 1.43.3 on.
    ///
    /// Sends a `GET` request to `/downloadQueue/{queueId}/items`
    ///
    /// Arguments:
    /// - `queue_id`: The number of the download queue.
    /// ```text
    /// let response = client.list_download_queue_items()
    ///     .queue_id(queue_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn list_download_queue_items(&self) -> builder::ListDownloadQueueItems<'_> {
        builder::ListDownloadQueueItems::new(self)
    }
    /// Add items to a download queue
    ///
    /// Adds items to a download queue. For an item that the queue already has, the answer has
    /// the existing entry. The work on an item has ended when its status is `available`,
    /// `error` or `expired`.
    ///
    /// Sends a `POST` request to `/downloadQueue/{queueId}/add`
    ///
    /// Arguments:
    /// - `queue_id`: The number of the download queue.
    /// - `keys`: The items, as paths (`/library/metadata/146`) with commas between them.
    /// ```text
    /// let response = client.add_download_queue_items()
    ///     .queue_id(queue_id)
    ///     .keys(keys)
    ///     .send()
    ///     .await;
    /// ```
    pub fn add_download_queue_items(&self) -> builder::AddDownloadQueueItems<'_> {
        builder::AddDownloadQueueItems::new(self)
    }
    /// Remove items from a download queue
    ///
    /// Removes items from a download queue, and stops the work on them. The answer comes when
    /// the work is done.
    ///
    /// Sends a `DELETE` request to `/downloadQueue/{queueId}/items/{itemIds}`
    ///
    /// Arguments:
    /// - `queue_id`: The number of the download queue.
    /// - `item_ids`: The ids of the items, with commas between them.
    /// ```text
    /// let response = client.remove_download_queue_items()
    ///     .queue_id(queue_id)
    ///     .item_ids(item_ids)
    ///     .send()
    ///     .await;
    /// ```
    pub fn remove_download_queue_items(&self) -> builder::RemoveDownloadQueueItems<'_> {
        builder::RemoveDownloadQueueItems::new(self)
    }
    /// List the playing sessions
    ///
    /// Lists the sessions of players, also paused and buffering ones. A player that is gone
    /// may stay in the list for minutes, and sometimes for ever.
    ///
    /// Sends a `GET` request to `/status/sessions`
    ///
    /// ```text
    /// let response = client.list_sessions()
    ///     .send()
    ///     .await;
    /// ```
    pub fn list_sessions(&self) -> builder::ListSessions<'_> {
        builder::ListSessions::new(self)
    }
    /// List the conversions in the background
    ///
    /// Lists the conversions in the background, also paused ones.
    ///
    /// Sends a `GET` request to `/status/sessions/background`
    ///
    /// ```text
    /// let response = client.get_background_tasks()
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_background_tasks(&self) -> builder::GetBackgroundTasks<'_> {
        builder::GetBackgroundTasks::new(self)
    }
    /// List the transcode sessions
    ///
    /// Lists the conversions for players and other clients. The list does not have the work
    /// of a download queue.
    ///
    /// Sends a `GET` request to `/transcode/sessions`
    ///
    /// ```text
    /// let response = client.get_transcode_sessions()
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_transcode_sessions(&self) -> builder::GetTranscodeSessions<'_> {
        builder::GetTranscodeSessions::new(self)
    }
    /// Read an order to convert items
    ///
    /// Reads an order to convert items (an "optimized version"). `Status.state` says whether
    /// it is `pending`, `complete` or `failed`.
    ///
    /// Sends a `GET` request to `/playlists/{playlistId}/items/{generatorId}`
    ///
    /// Arguments:
    /// - `playlist_id`: The playlist that has the order.
    /// - `generator_id`: The id of the order.
    /// ```text
    /// let response = client.get_playlist_generator()
    ///     .playlist_id(playlist_id)
    ///     .generator_id(generator_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_playlist_generator(&self) -> builder::GetPlaylistGenerator<'_> {
        builder::GetPlaylistGenerator::new(self)
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
    /// Builder for [`Client::get_server_info`]
    ///
    /// [`Client::get_server_info`]: super::Client::get_server_info
    #[derive(Debug, Clone)]
    pub struct GetServerInfo<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetServerInfo<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ServerInfoResponse>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/", client.baseurl,);
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
                operation_id: "get_server_info",
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
    /// Builder for [`Client::get_system_accounts`]
    ///
    /// [`Client::get_system_accounts`]: super::Client::get_system_accounts
    #[derive(Debug, Clone)]
    pub struct GetSystemAccounts<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetSystemAccounts<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/accounts`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ServerAccountsResponse>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/accounts", client.baseurl,);
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
                operation_id: "get_system_accounts",
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
    /// Builder for [`Client::get_preference`]
    ///
    /// [`Client::get_preference`]: super::Client::get_preference
    #[derive(Debug, Clone)]
    pub struct GetPreference<'a> {
        client: &'a super::Client,
        id: Result<::std::string::String, String>,
    }
    impl<'a> GetPreference<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for id failed"
                        .to_string()
                });
            self
        }
        /// Sends a `GET` request to `/:/prefs/get`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::PreferencesResponse>, Error<ByteStream>> {
            let Self { client, id } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let url = format!("{}/:/prefs/get", client.baseurl,);
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
                .query(&progenitor_client::QueryParam::new("id", &id))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_preference",
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
    /// Builder for [`Client::get_updates_status`]
    ///
    /// [`Client::get_updates_status`]: super::Client::get_updates_status
    #[derive(Debug, Clone)]
    pub struct GetUpdatesStatus<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetUpdatesStatus<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/updater/status`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::UpdateStatusResponse>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/updater/status", client.baseurl,);
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
                operation_id: "get_updates_status",
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
    /// Builder for [`Client::check_updates`]
    ///
    /// [`Client::check_updates`]: super::Client::check_updates
    #[derive(Debug, Clone)]
    pub struct CheckUpdates<'a> {
        client: &'a super::Client,
        download: Result<Option<i64>, String>,
    }
    impl<'a> CheckUpdates<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                download: Ok(None),
            }
        }
        pub fn download<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.download = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `i64` for download failed".to_string());
            self
        }
        /// Sends a `PUT` request to `/updater/check`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, download } = self;
            let download = download.map_err(Error::InvalidRequest)?;
            let url = format!("{}/updater/check", client.baseurl,);
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
                .query(&progenitor_client::QueryParam::new("download", &download))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "check_updates",
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
    /// Builder for [`Client::get_section_timeline`]
    ///
    /// [`Client::get_section_timeline`]: super::Client::get_section_timeline
    #[derive(Debug, Clone)]
    pub struct GetSectionTimeline<'a> {
        client: &'a super::Client,
        section_id: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> GetSectionTimeline<'a> {
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
        /// Sends a `GET` request to `/library/sections/{sectionId}/timeline`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::SectionTimelineResponse>, Error<ByteStream>> {
            let Self { client, section_id } = self;
            let section_id = section_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/sections/{}/timeline", client.baseurl, encode_path(&
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
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_section_timeline",
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
    /// Builder for [`Client::refresh_sections_metadata`]
    ///
    /// [`Client::refresh_sections_metadata`]: super::Client::refresh_sections_metadata
    #[derive(Debug, Clone)]
    pub struct RefreshSectionsMetadata<'a> {
        client: &'a super::Client,
        force: Result<Option<i64>, String>,
    }
    impl<'a> RefreshSectionsMetadata<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                force: Ok(None),
            }
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
        /// Sends a `POST` request to `/library/sections/refresh`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, force } = self;
            let force = force.map_err(Error::InvalidRequest)?;
            let url = format!("{}/library/sections/refresh", client.baseurl,);
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
                .query(&progenitor_client::QueryParam::new("force", &force))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "refresh_sections_metadata",
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
    /// Builder for [`Client::stop_all_refreshes`]
    ///
    /// [`Client::stop_all_refreshes`]: super::Client::stop_all_refreshes
    #[derive(Debug, Clone)]
    pub struct StopAllRefreshes<'a> {
        client: &'a super::Client,
    }
    impl<'a> StopAllRefreshes<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `DELETE` request to `/library/sections/all/refresh`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/library/sections/all/refresh", client.baseurl,);
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
                operation_id: "stop_all_refreshes",
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
    /// Builder for [`Client::delete_library_section`]
    ///
    /// [`Client::delete_library_section`]: super::Client::delete_library_section
    #[derive(Debug, Clone)]
    pub struct DeleteLibrarySection<'a> {
        client: &'a super::Client,
        section_id: Result<crate::wire::PathSegment, String>,
        async_: Result<Option<i64>, String>,
    }
    impl<'a> DeleteLibrarySection<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                section_id: Err("section_id was not initialized".to_string()),
                async_: Ok(None),
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
        /// Sends a `DELETE` request to `/library/sections/{sectionId}`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, section_id, async_ } = self;
            let section_id = section_id.map_err(Error::InvalidRequest)?;
            let async_ = async_.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/sections/{}", client.baseurl, encode_path(& section_id
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
            let mut request = client
                .client
                .delete(url)
                .query(&progenitor_client::QueryParam::new("async", &async_))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "delete_library_section",
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
    /// Builder for [`Client::start_analysis`]
    ///
    /// [`Client::start_analysis`]: super::Client::start_analysis
    #[derive(Debug, Clone)]
    pub struct StartAnalysis<'a> {
        client: &'a super::Client,
        section_id: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> StartAnalysis<'a> {
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
        /// Sends a `PUT` request to `/library/sections/{sectionId}/analyze`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, section_id } = self;
            let section_id = section_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/sections/{}/analyze", client.baseurl, encode_path(&
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
                operation_id: "start_analysis",
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
    /// Builder for [`Client::delete_indexes`]
    ///
    /// [`Client::delete_indexes`]: super::Client::delete_indexes
    #[derive(Debug, Clone)]
    pub struct DeleteIndexes<'a> {
        client: &'a super::Client,
        section_id: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> DeleteIndexes<'a> {
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
        /// Sends a `DELETE` request to `/library/sections/{sectionId}/indexes`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, section_id } = self;
            let section_id = section_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/sections/{}/indexes", client.baseurl, encode_path(&
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
                operation_id: "delete_indexes",
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
    /// Builder for [`Client::clean_bundles`]
    ///
    /// [`Client::clean_bundles`]: super::Client::clean_bundles
    #[derive(Debug, Clone)]
    pub struct CleanBundles<'a> {
        client: &'a super::Client,
        async_: Result<Option<i64>, String>,
    }
    impl<'a> CleanBundles<'a> {
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
        /// Sends a `PUT` request to `/library/clean/bundles`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, async_ } = self;
            let async_ = async_.map_err(Error::InvalidRequest)?;
            let url = format!("{}/library/clean/bundles", client.baseurl,);
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
                operation_id: "clean_bundles",
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
    /// Builder for [`Client::delete_caches`]
    ///
    /// [`Client::delete_caches`]: super::Client::delete_caches
    #[derive(Debug, Clone)]
    pub struct DeleteCaches<'a> {
        client: &'a super::Client,
    }
    impl<'a> DeleteCaches<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `DELETE` request to `/library/caches`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/library/caches", client.baseurl,);
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
                operation_id: "delete_caches",
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
    /// Builder for [`Client::upload_playlist`]
    ///
    /// [`Client::upload_playlist`]: super::Client::upload_playlist
    #[derive(Debug, Clone)]
    pub struct UploadPlaylist<'a> {
        client: &'a super::Client,
        force: Result<Option<i64>, String>,
        path: Result<::std::string::String, String>,
    }
    impl<'a> UploadPlaylist<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                force: Ok(None),
                path: Err("path was not initialized".to_string()),
            }
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
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for path failed"
                        .to_string()
                });
            self
        }
        /// Sends a `POST` request to `/playlists/upload`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, force, path } = self;
            let force = force.map_err(Error::InvalidRequest)?;
            let path = path.map_err(Error::InvalidRequest)?;
            let url = format!("{}/playlists/upload", client.baseurl,);
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
                .query(&progenitor_client::QueryParam::new("force", &force))
                .query(&progenitor_client::QueryParam::new("path", &path))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "upload_playlist",
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
    /// Builder for [`Client::get_metadata_item`]
    ///
    /// [`Client::get_metadata_item`]: super::Client::get_metadata_item
    #[derive(Debug, Clone)]
    pub struct GetMetadataItem<'a> {
        client: &'a super::Client,
        ids: Result<crate::wire::PathSegment, String>,
        async_augment_metadata: Result<Option<i64>, String>,
        async_check_files: Result<Option<i64>, String>,
        async_refresh_analysis: Result<Option<i64>, String>,
        async_refresh_local_media_agent: Result<Option<i64>, String>,
    }
    impl<'a> GetMetadataItem<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                ids: Err("ids was not initialized".to_string()),
                async_augment_metadata: Ok(None),
                async_check_files: Ok(None),
                async_refresh_analysis: Ok(None),
                async_refresh_local_media_agent: Ok(None),
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
        pub fn async_augment_metadata<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.async_augment_metadata = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `i64` for async_augment_metadata failed".to_string()
                });
            self
        }
        pub fn async_check_files<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.async_check_files = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `i64` for async_check_files failed".to_string()
                });
            self
        }
        pub fn async_refresh_analysis<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.async_refresh_analysis = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `i64` for async_refresh_analysis failed".to_string()
                });
            self
        }
        pub fn async_refresh_local_media_agent<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.async_refresh_local_media_agent = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `i64` for async_refresh_local_media_agent failed"
                        .to_string()
                });
            self
        }
        /// Sends a `GET` request to `/library/metadata/{ids}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::MetadataResponse>, Error<ByteStream>> {
            let Self {
                client,
                ids,
                async_augment_metadata,
                async_check_files,
                async_refresh_analysis,
                async_refresh_local_media_agent,
            } = self;
            let ids = ids.map_err(Error::InvalidRequest)?;
            let async_augment_metadata = async_augment_metadata
                .map_err(Error::InvalidRequest)?;
            let async_check_files = async_check_files.map_err(Error::InvalidRequest)?;
            let async_refresh_analysis = async_refresh_analysis
                .map_err(Error::InvalidRequest)?;
            let async_refresh_local_media_agent = async_refresh_local_media_agent
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/metadata/{}", client.baseurl, encode_path(& ids.to_string()),
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
                .query(
                    &progenitor_client::QueryParam::new(
                        "asyncAugmentMetadata",
                        &async_augment_metadata,
                    ),
                )
                .query(
                    &progenitor_client::QueryParam::new(
                        "asyncCheckFiles",
                        &async_check_files,
                    ),
                )
                .query(
                    &progenitor_client::QueryParam::new(
                        "asyncRefreshAnalysis",
                        &async_refresh_analysis,
                    ),
                )
                .query(
                    &progenitor_client::QueryParam::new(
                        "asyncRefreshLocalMediaAgent",
                        &async_refresh_local_media_agent,
                    ),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_metadata_item",
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
    /// Builder for [`Client::refresh_items_metadata`]
    ///
    /// [`Client::refresh_items_metadata`]: super::Client::refresh_items_metadata
    #[derive(Debug, Clone)]
    pub struct RefreshItemsMetadata<'a> {
        client: &'a super::Client,
        ids: Result<crate::wire::PathSegment, String>,
        agent: Result<Option<::std::string::String>, String>,
        mark_updated: Result<Option<i64>, String>,
    }
    impl<'a> RefreshItemsMetadata<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                ids: Err("ids was not initialized".to_string()),
                agent: Ok(None),
                mark_updated: Ok(None),
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
        pub fn agent<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.agent = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for agent failed"
                        .to_string()
                });
            self
        }
        pub fn mark_updated<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.mark_updated = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `i64` for mark_updated failed".to_string());
            self
        }
        /// Sends a `PUT` request to `/library/metadata/{ids}/refresh`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, ids, agent, mark_updated } = self;
            let ids = ids.map_err(Error::InvalidRequest)?;
            let agent = agent.map_err(Error::InvalidRequest)?;
            let mark_updated = mark_updated.map_err(Error::InvalidRequest)?;
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
            let mut request = client
                .client
                .put(url)
                .query(&progenitor_client::QueryParam::new("agent", &agent))
                .query(&progenitor_client::QueryParam::new("markUpdated", &mark_updated))
                .headers(header_map)
                .build()?;
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
        art_offset: Result<Option<f64>, String>,
        thumb_offset: Result<Option<f64>, String>,
    }
    impl<'a> AnalyzeMetadata<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                ids: Err("ids was not initialized".to_string()),
                art_offset: Ok(None),
                thumb_offset: Ok(None),
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
        pub fn art_offset<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<f64>,
        {
            self.art_offset = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `f64` for art_offset failed".to_string());
            self
        }
        pub fn thumb_offset<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<f64>,
        {
            self.thumb_offset = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `f64` for thumb_offset failed".to_string());
            self
        }
        /// Sends a `PUT` request to `/library/metadata/{ids}/analyze`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, ids, art_offset, thumb_offset } = self;
            let ids = ids.map_err(Error::InvalidRequest)?;
            let art_offset = art_offset.map_err(Error::InvalidRequest)?;
            let thumb_offset = thumb_offset.map_err(Error::InvalidRequest)?;
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
            let mut request = client
                .client
                .put(url)
                .query(&progenitor_client::QueryParam::new("artOffset", &art_offset))
                .query(&progenitor_client::QueryParam::new("thumbOffset", &thumb_offset))
                .headers(header_map)
                .build()?;
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
    /// Builder for [`Client::detect_intros`]
    ///
    /// [`Client::detect_intros`]: super::Client::detect_intros
    #[derive(Debug, Clone)]
    pub struct DetectIntros<'a> {
        client: &'a super::Client,
        ids: Result<crate::wire::PathSegment, String>,
        force: Result<Option<i64>, String>,
        threshold: Result<Option<f64>, String>,
    }
    impl<'a> DetectIntros<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                ids: Err("ids was not initialized".to_string()),
                force: Ok(None),
                threshold: Ok(None),
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
        pub fn threshold<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<f64>,
        {
            self.threshold = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `f64` for threshold failed".to_string());
            self
        }
        /// Sends a `PUT` request to `/library/metadata/{ids}/intro`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, ids, force, threshold } = self;
            let ids = ids.map_err(Error::InvalidRequest)?;
            let force = force.map_err(Error::InvalidRequest)?;
            let threshold = threshold.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/metadata/{}/intro", client.baseurl, encode_path(& ids
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
            let mut request = client
                .client
                .put(url)
                .query(&progenitor_client::QueryParam::new("force", &force))
                .query(&progenitor_client::QueryParam::new("threshold", &threshold))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "detect_intros",
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
    /// Builder for [`Client::detect_credits`]
    ///
    /// [`Client::detect_credits`]: super::Client::detect_credits
    #[derive(Debug, Clone)]
    pub struct DetectCredits<'a> {
        client: &'a super::Client,
        ids: Result<crate::wire::PathSegment, String>,
        force: Result<Option<i64>, String>,
        manual: Result<Option<i64>, String>,
    }
    impl<'a> DetectCredits<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                ids: Err("ids was not initialized".to_string()),
                force: Ok(None),
                manual: Ok(None),
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
        pub fn manual<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.manual = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `i64` for manual failed".to_string());
            self
        }
        /// Sends a `PUT` request to `/library/metadata/{ids}/credits`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, ids, force, manual } = self;
            let ids = ids.map_err(Error::InvalidRequest)?;
            let force = force.map_err(Error::InvalidRequest)?;
            let manual = manual.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/metadata/{}/credits", client.baseurl, encode_path(& ids
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
            let mut request = client
                .client
                .put(url)
                .query(&progenitor_client::QueryParam::new("force", &force))
                .query(&progenitor_client::QueryParam::new("manual", &manual))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "detect_credits",
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
    /// Builder for [`Client::detect_ads`]
    ///
    /// [`Client::detect_ads`]: super::Client::detect_ads
    #[derive(Debug, Clone)]
    pub struct DetectAds<'a> {
        client: &'a super::Client,
        ids: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> DetectAds<'a> {
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
        /// Sends a `PUT` request to `/library/metadata/{ids}/addetect`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, ids } = self;
            let ids = ids.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/metadata/{}/addetect", client.baseurl, encode_path(& ids
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
                operation_id: "detect_ads",
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
    /// Builder for [`Client::detect_voice_activity`]
    ///
    /// [`Client::detect_voice_activity`]: super::Client::detect_voice_activity
    #[derive(Debug, Clone)]
    pub struct DetectVoiceActivity<'a> {
        client: &'a super::Client,
        ids: Result<crate::wire::PathSegment, String>,
        force: Result<Option<i64>, String>,
        manual: Result<Option<i64>, String>,
    }
    impl<'a> DetectVoiceActivity<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                ids: Err("ids was not initialized".to_string()),
                force: Ok(None),
                manual: Ok(None),
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
        pub fn manual<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.manual = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `i64` for manual failed".to_string());
            self
        }
        /// Sends a `PUT` request to `/library/metadata/{ids}/voiceActivity`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, ids, force, manual } = self;
            let ids = ids.map_err(Error::InvalidRequest)?;
            let force = force.map_err(Error::InvalidRequest)?;
            let manual = manual.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/metadata/{}/voiceActivity", client.baseurl, encode_path(& ids
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
            let mut request = client
                .client
                .put(url)
                .query(&progenitor_client::QueryParam::new("force", &force))
                .query(&progenitor_client::QueryParam::new("manual", &manual))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "detect_voice_activity",
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
    /// Builder for [`Client::generate_thumbs`]
    ///
    /// [`Client::generate_thumbs`]: super::Client::generate_thumbs
    #[derive(Debug, Clone)]
    pub struct GenerateThumbs<'a> {
        client: &'a super::Client,
        ids: Result<crate::wire::PathSegment, String>,
        force: Result<Option<i64>, String>,
    }
    impl<'a> GenerateThumbs<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                ids: Err("ids was not initialized".to_string()),
                force: Ok(None),
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
        /// Sends a `PUT` request to `/library/metadata/{ids}/chapterThumbs`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, ids, force } = self;
            let ids = ids.map_err(Error::InvalidRequest)?;
            let force = force.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/metadata/{}/chapterThumbs", client.baseurl, encode_path(& ids
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
            let mut request = client
                .client
                .put(url)
                .query(&progenitor_client::QueryParam::new("force", &force))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "generate_thumbs",
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
    /// Builder for [`Client::start_bif_generation`]
    ///
    /// [`Client::start_bif_generation`]: super::Client::start_bif_generation
    #[derive(Debug, Clone)]
    pub struct StartBifGeneration<'a> {
        client: &'a super::Client,
        ids: Result<crate::wire::PathSegment, String>,
        force: Result<Option<i64>, String>,
    }
    impl<'a> StartBifGeneration<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                ids: Err("ids was not initialized".to_string()),
                force: Ok(None),
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
        /// Sends a `PUT` request to `/library/metadata/{ids}/index`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, ids, force } = self;
            let ids = ids.map_err(Error::InvalidRequest)?;
            let force = force.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/metadata/{}/index", client.baseurl, encode_path(& ids
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
            let mut request = client
                .client
                .put(url)
                .query(&progenitor_client::QueryParam::new("force", &force))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "start_bif_generation",
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
    /// Builder for [`Client::match_item`]
    ///
    /// [`Client::match_item`]: super::Client::match_item
    #[derive(Debug, Clone)]
    pub struct MatchItem<'a> {
        client: &'a super::Client,
        ids: Result<crate::wire::PathSegment, String>,
        guid: Result<::std::string::String, String>,
        name: Result<Option<::std::string::String>, String>,
        year: Result<Option<i64>, String>,
    }
    impl<'a> MatchItem<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                ids: Err("ids was not initialized".to_string()),
                guid: Err("guid was not initialized".to_string()),
                name: Ok(None),
                year: Ok(None),
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
        pub fn guid<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.guid = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for guid failed"
                        .to_string()
                });
            self
        }
        pub fn name<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.name = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for name failed"
                        .to_string()
                });
            self
        }
        pub fn year<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.year = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `i64` for year failed".to_string());
            self
        }
        /// Sends a `PUT` request to `/library/metadata/{ids}/match`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, ids, guid, name, year } = self;
            let ids = ids.map_err(Error::InvalidRequest)?;
            let guid = guid.map_err(Error::InvalidRequest)?;
            let name = name.map_err(Error::InvalidRequest)?;
            let year = year.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/metadata/{}/match", client.baseurl, encode_path(& ids
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
            let mut request = client
                .client
                .put(url)
                .query(&progenitor_client::QueryParam::new("guid", &guid))
                .query(&progenitor_client::QueryParam::new("name", &name))
                .query(&progenitor_client::QueryParam::new("year", &year))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "match_item",
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
    /// Builder for [`Client::unmatch`]
    ///
    /// [`Client::unmatch`]: super::Client::unmatch
    #[derive(Debug, Clone)]
    pub struct Unmatch<'a> {
        client: &'a super::Client,
        ids: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> Unmatch<'a> {
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
        /// Sends a `PUT` request to `/library/metadata/{ids}/unmatch`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, ids } = self;
            let ids = ids.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/library/metadata/{}/unmatch", client.baseurl, encode_path(& ids
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
                operation_id: "unmatch",
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
    /// Builder for [`Client::get_tasks`]
    ///
    /// [`Client::get_tasks`]: super::Client::get_tasks
    #[derive(Debug, Clone)]
    pub struct GetTasks<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetTasks<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/butler`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ButlerTasksResponse>, Error<ByteStream>> {
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
                operation_id: "get_tasks",
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
    /// Builder for [`Client::get_scheduled_recordings`]
    ///
    /// [`Client::get_scheduled_recordings`]: super::Client::get_scheduled_recordings
    #[derive(Debug, Clone)]
    pub struct GetScheduledRecordings<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetScheduledRecordings<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/media/subscriptions/scheduled`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::GrabOperationsResponse>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/media/subscriptions/scheduled", client.baseurl,);
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
                operation_id: "get_scheduled_recordings",
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
    /// Builder for [`Client::list_dvrs`]
    ///
    /// [`Client::list_dvrs`]: super::Client::list_dvrs
    #[derive(Debug, Clone)]
    pub struct ListDvrs<'a> {
        client: &'a super::Client,
    }
    impl<'a> ListDvrs<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/livetv/dvrs`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::DvrsResponse>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/livetv/dvrs", client.baseurl,);
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
                operation_id: "list_dvrs",
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
    /// Builder for [`Client::get_live_tv_sessions`]
    ///
    /// [`Client::get_live_tv_sessions`]: super::Client::get_live_tv_sessions
    #[derive(Debug, Clone)]
    pub struct GetLiveTvSessions<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetLiveTvSessions<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/livetv/sessions`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::LiveTvSessionsResponse>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/livetv/sessions", client.baseurl,);
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
                operation_id: "get_live_tv_sessions",
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
    /// Builder for [`Client::stop_dvr_reload`]
    ///
    /// [`Client::stop_dvr_reload`]: super::Client::stop_dvr_reload
    #[derive(Debug, Clone)]
    pub struct StopDvrReload<'a> {
        client: &'a super::Client,
        dvr_id: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> StopDvrReload<'a> {
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
        /// Sends a `DELETE` request to `/livetv/dvrs/{dvrId}/reloadGuide`
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
            let mut request = client.client.delete(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "stop_dvr_reload",
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
    /// Builder for [`Client::cancel_grab`]
    ///
    /// [`Client::cancel_grab`]: super::Client::cancel_grab
    #[derive(Debug, Clone)]
    pub struct CancelGrab<'a> {
        client: &'a super::Client,
        operation_id: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> CancelGrab<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                operation_id: Err("operation_id was not initialized".to_string()),
            }
        }
        pub fn operation_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.operation_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for operation_id failed"
                        .to_string()
                });
            self
        }
        /// Sends a `DELETE` request to `/media/grabbers/operations/{operationId}`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, operation_id } = self;
            let operation_id = operation_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/media/grabbers/operations/{}", client.baseurl, encode_path(&
                operation_id.to_string()),
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
                operation_id: "cancel_grab",
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
    /// Builder for [`Client::list_devices`]
    ///
    /// [`Client::list_devices`]: super::Client::list_devices
    #[derive(Debug, Clone)]
    pub struct ListDevices<'a> {
        client: &'a super::Client,
    }
    impl<'a> ListDevices<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/media/grabbers/devices`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::GrabberDevicesResponse>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/media/grabbers/devices", client.baseurl,);
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
                operation_id: "list_devices",
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
    /// Builder for [`Client::stop_scan`]
    ///
    /// [`Client::stop_scan`]: super::Client::stop_scan
    #[derive(Debug, Clone)]
    pub struct StopScan<'a> {
        client: &'a super::Client,
        device_id: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> StopScan<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                device_id: Err("device_id was not initialized".to_string()),
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
        /// Sends a `DELETE` request to `/media/grabbers/devices/{deviceId}/scan`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, device_id } = self;
            let device_id = device_id.map_err(Error::InvalidRequest)?;
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
            let mut request = client.client.delete(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "stop_scan",
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
    /// Builder for [`Client::create_download_queue`]
    ///
    /// [`Client::create_download_queue`]: super::Client::create_download_queue
    #[derive(Debug, Clone)]
    pub struct CreateDownloadQueue<'a> {
        client: &'a super::Client,
    }
    impl<'a> CreateDownloadQueue<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `POST` request to `/downloadQueue`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::DownloadQueuesResponse>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/downloadQueue", client.baseurl,);
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
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "create_download_queue",
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
    /// Builder for [`Client::get_download_queue`]
    ///
    /// [`Client::get_download_queue`]: super::Client::get_download_queue
    #[derive(Debug, Clone)]
    pub struct GetDownloadQueue<'a> {
        client: &'a super::Client,
        queue_id: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> GetDownloadQueue<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                queue_id: Err("queue_id was not initialized".to_string()),
            }
        }
        pub fn queue_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.queue_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for queue_id failed"
                        .to_string()
                });
            self
        }
        /// Sends a `GET` request to `/downloadQueue/{queueId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::DownloadQueuesResponse>, Error<ByteStream>> {
            let Self { client, queue_id } = self;
            let queue_id = queue_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/downloadQueue/{}", client.baseurl, encode_path(& queue_id
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
                operation_id: "get_download_queue",
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
    /// Builder for [`Client::list_download_queue_items`]
    ///
    /// [`Client::list_download_queue_items`]: super::Client::list_download_queue_items
    #[derive(Debug, Clone)]
    pub struct ListDownloadQueueItems<'a> {
        client: &'a super::Client,
        queue_id: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> ListDownloadQueueItems<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                queue_id: Err("queue_id was not initialized".to_string()),
            }
        }
        pub fn queue_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.queue_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for queue_id failed"
                        .to_string()
                });
            self
        }
        /// Sends a `GET` request to `/downloadQueue/{queueId}/items`
        pub async fn send(
            self,
        ) -> Result<
            ResponseValue<types::DownloadQueueItemsResponse>,
            Error<ByteStream>,
        > {
            let Self { client, queue_id } = self;
            let queue_id = queue_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/downloadQueue/{}/items", client.baseurl, encode_path(& queue_id
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
                operation_id: "list_download_queue_items",
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
    /// Builder for [`Client::add_download_queue_items`]
    ///
    /// [`Client::add_download_queue_items`]: super::Client::add_download_queue_items
    #[derive(Debug, Clone)]
    pub struct AddDownloadQueueItems<'a> {
        client: &'a super::Client,
        queue_id: Result<crate::wire::PathSegment, String>,
        keys: Result<::std::string::String, String>,
    }
    impl<'a> AddDownloadQueueItems<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                queue_id: Err("queue_id was not initialized".to_string()),
                keys: Err("keys was not initialized".to_string()),
            }
        }
        pub fn queue_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.queue_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for queue_id failed"
                        .to_string()
                });
            self
        }
        pub fn keys<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.keys = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for keys failed"
                        .to_string()
                });
            self
        }
        /// Sends a `POST` request to `/downloadQueue/{queueId}/add`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::AddedQueueItemsResponse>, Error<ByteStream>> {
            let Self { client, queue_id, keys } = self;
            let queue_id = queue_id.map_err(Error::InvalidRequest)?;
            let keys = keys.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/downloadQueue/{}/add", client.baseurl, encode_path(& queue_id
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
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(&progenitor_client::QueryParam::new("keys", &keys))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "add_download_queue_items",
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
    /// Builder for [`Client::remove_download_queue_items`]
    ///
    /// [`Client::remove_download_queue_items`]: super::Client::remove_download_queue_items
    #[derive(Debug, Clone)]
    pub struct RemoveDownloadQueueItems<'a> {
        client: &'a super::Client,
        queue_id: Result<crate::wire::PathSegment, String>,
        item_ids: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> RemoveDownloadQueueItems<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                queue_id: Err("queue_id was not initialized".to_string()),
                item_ids: Err("item_ids was not initialized".to_string()),
            }
        }
        pub fn queue_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.queue_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for queue_id failed"
                        .to_string()
                });
            self
        }
        pub fn item_ids<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.item_ids = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for item_ids failed"
                        .to_string()
                });
            self
        }
        /// Sends a `DELETE` request to `/downloadQueue/{queueId}/items/{itemIds}`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<ByteStream>> {
            let Self { client, queue_id, item_ids } = self;
            let queue_id = queue_id.map_err(Error::InvalidRequest)?;
            let item_ids = item_ids.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/downloadQueue/{}/items/{}", client.baseurl, encode_path(& queue_id
                .to_string()), encode_path(& item_ids.to_string()),
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
                operation_id: "remove_download_queue_items",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => Ok(ResponseValue::empty(response)),
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
    /// Builder for [`Client::list_sessions`]
    ///
    /// [`Client::list_sessions`]: super::Client::list_sessions
    #[derive(Debug, Clone)]
    pub struct ListSessions<'a> {
        client: &'a super::Client,
    }
    impl<'a> ListSessions<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/status/sessions`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::PlaySessionsResponse>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/status/sessions", client.baseurl,);
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
                operation_id: "list_sessions",
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
    /// Builder for [`Client::get_background_tasks`]
    ///
    /// [`Client::get_background_tasks`]: super::Client::get_background_tasks
    #[derive(Debug, Clone)]
    pub struct GetBackgroundTasks<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetBackgroundTasks<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/status/sessions/background`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ConversionJobsResponse>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/status/sessions/background", client.baseurl,);
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
                operation_id: "get_background_tasks",
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
    /// Builder for [`Client::get_transcode_sessions`]
    ///
    /// [`Client::get_transcode_sessions`]: super::Client::get_transcode_sessions
    #[derive(Debug, Clone)]
    pub struct GetTranscodeSessions<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetTranscodeSessions<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        /// Sends a `GET` request to `/transcode/sessions`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::TranscodeSessionsResponse>, Error<ByteStream>> {
            let Self { client } = self;
            let url = format!("{}/transcode/sessions", client.baseurl,);
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
                operation_id: "get_transcode_sessions",
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
    /// Builder for [`Client::get_playlist_generator`]
    ///
    /// [`Client::get_playlist_generator`]: super::Client::get_playlist_generator
    #[derive(Debug, Clone)]
    pub struct GetPlaylistGenerator<'a> {
        client: &'a super::Client,
        playlist_id: Result<crate::wire::PathSegment, String>,
        generator_id: Result<crate::wire::PathSegment, String>,
    }
    impl<'a> GetPlaylistGenerator<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                playlist_id: Err("playlist_id was not initialized".to_string()),
                generator_id: Err("generator_id was not initialized".to_string()),
            }
        }
        pub fn playlist_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.playlist_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for playlist_id failed"
                        .to_string()
                });
            self
        }
        pub fn generator_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::wire::PathSegment>,
        {
            self.generator_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: wire :: PathSegment` for generator_id failed"
                        .to_string()
                });
            self
        }
        /// Sends a `GET` request to `/playlists/{playlistId}/items/{generatorId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ConversionOrdersResponse>, Error<ByteStream>> {
            let Self { client, playlist_id, generator_id } = self;
            let playlist_id = playlist_id.map_err(Error::InvalidRequest)?;
            let generator_id = generator_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/playlists/{}/items/{}", client.baseurl, encode_path(& playlist_id
                .to_string()), encode_path(& generator_id.to_string()),
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
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_playlist_generator",
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
pub use operations::OperationId;
