//! The operations of `openapi/plex.yaml`. Do not edit: `cargo xtask regen` makes it.
//!
//! The facts in each row come from the responses and the `x-plex-*` extensions there.

use std::fmt;
use crate::operation::{Operation, ResponseKind};
/// An operation of the OpenAPI document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum OperationId {
    /// `GET /activities`
    GetServerActivities,
    /// `DELETE /activities/{activityUUID}`
    CancelServerActivities,
    /// `GET /:/eventsource/notifications`
    GetNotifications,
    /// `GET /:/websockets/notifications`
    ConnectWebSocket,
    /// `GET /identity`
    GetIdentity,
    /// `GET /`
    GetServerInfo,
    /// `GET /accounts`
    GetSystemAccounts,
    /// `GET /:/prefs/get`
    GetPreference,
    /// `GET /updater/status`
    GetUpdatesStatus,
    /// `PUT /updater/check`
    CheckUpdates,
    /// `GET /library/sections`
    GetSections,
    /// `GET /library/sections/{sectionId}/timeline`
    GetSectionTimeline,
    /// `POST /library/sections/refresh`
    RefreshSectionsMetadata,
    /// `DELETE /library/sections/all/refresh`
    StopAllRefreshes,
    /// `DELETE /library/sections/{sectionId}`
    DeleteLibrarySection,
    /// `PUT /library/sections/{sectionId}/analyze`
    StartAnalysis,
    /// `DELETE /library/sections/{sectionId}/indexes`
    DeleteIndexes,
    /// `GET /library/sections/{sectionId}/refresh`
    RefreshSection,
    /// `DELETE /library/sections/{sectionId}/refresh`
    CancelRefresh,
    /// `PUT /library/sections/{sectionId}/emptyTrash`
    EmptyTrash,
    /// `PUT /library/optimize`
    OptimizeDatabase,
    /// `PUT /library/clean/bundles`
    CleanBundles,
    /// `DELETE /library/caches`
    DeleteCaches,
    /// `POST /playlists/upload`
    UploadPlaylist,
    /// `GET /library/metadata/{ids}`
    GetMetadataItem,
    /// `PUT /library/metadata/{ids}/refresh`
    RefreshItemsMetadata,
    /// `PUT /library/metadata/{ids}/analyze`
    AnalyzeMetadata,
    /// `PUT /library/metadata/{ids}/intro`
    DetectIntros,
    /// `PUT /library/metadata/{ids}/credits`
    DetectCredits,
    /// `PUT /library/metadata/{ids}/addetect`
    DetectAds,
    /// `PUT /library/metadata/{ids}/voiceActivity`
    DetectVoiceActivity,
    /// `PUT /library/metadata/{ids}/chapterThumbs`
    GenerateThumbs,
    /// `PUT /library/metadata/{ids}/index`
    StartBifGeneration,
    /// `PUT /library/metadata/{ids}/match`
    MatchItem,
    /// `PUT /library/metadata/{ids}/unmatch`
    Unmatch,
    /// `GET /butler`
    GetTasks,
    /// `POST /butler`
    StartTasks,
    /// `DELETE /butler`
    StopTasks,
    /// `POST /butler/{task}`
    StartTask,
    /// `DELETE /butler/{task}`
    StopTask,
    /// `GET /media/subscriptions/scheduled`
    GetScheduledRecordings,
    /// `POST /media/subscriptions/process`
    ProcessSubscriptions,
    /// `GET /livetv/dvrs`
    ListDvrs,
    /// `GET /livetv/sessions`
    GetLiveTvSessions,
    /// `POST /livetv/dvrs/{dvrId}/reloadGuide`
    ReloadGuide,
    /// `DELETE /livetv/dvrs/{dvrId}/reloadGuide`
    StopDvrReload,
    /// `DELETE /media/grabbers/operations/{operationId}`
    CancelGrab,
    /// `GET /media/grabbers/devices`
    ListDevices,
    /// `POST /media/grabbers/devices/{deviceId}/scan`
    ScanGrabberDevice,
    /// `DELETE /media/grabbers/devices/{deviceId}/scan`
    StopScan,
    /// `POST /downloadQueue`
    CreateDownloadQueue,
    /// `GET /downloadQueue/{queueId}`
    GetDownloadQueue,
    /// `GET /downloadQueue/{queueId}/items`
    ListDownloadQueueItems,
    /// `POST /downloadQueue/{queueId}/add`
    AddDownloadQueueItems,
    /// `DELETE /downloadQueue/{queueId}/items/{itemIds}`
    RemoveDownloadQueueItems,
    /// `GET /status/sessions`
    ListSessions,
    /// `GET /status/sessions/background`
    GetBackgroundTasks,
    /// `GET /transcode/sessions`
    GetTranscodeSessions,
    /// `GET /playlists/{playlistId}/items/{generatorId}`
    GetPlaylistGenerator,
}
impl OperationId {
    /// Every operation, in the order of the document.
    pub const ALL: &'static [Self] = &[
        Self::GetServerActivities,
        Self::CancelServerActivities,
        Self::GetNotifications,
        Self::ConnectWebSocket,
        Self::GetIdentity,
        Self::GetServerInfo,
        Self::GetSystemAccounts,
        Self::GetPreference,
        Self::GetUpdatesStatus,
        Self::CheckUpdates,
        Self::GetSections,
        Self::GetSectionTimeline,
        Self::RefreshSectionsMetadata,
        Self::StopAllRefreshes,
        Self::DeleteLibrarySection,
        Self::StartAnalysis,
        Self::DeleteIndexes,
        Self::RefreshSection,
        Self::CancelRefresh,
        Self::EmptyTrash,
        Self::OptimizeDatabase,
        Self::CleanBundles,
        Self::DeleteCaches,
        Self::UploadPlaylist,
        Self::GetMetadataItem,
        Self::RefreshItemsMetadata,
        Self::AnalyzeMetadata,
        Self::DetectIntros,
        Self::DetectCredits,
        Self::DetectAds,
        Self::DetectVoiceActivity,
        Self::GenerateThumbs,
        Self::StartBifGeneration,
        Self::MatchItem,
        Self::Unmatch,
        Self::GetTasks,
        Self::StartTasks,
        Self::StopTasks,
        Self::StartTask,
        Self::StopTask,
        Self::GetScheduledRecordings,
        Self::ProcessSubscriptions,
        Self::ListDvrs,
        Self::GetLiveTvSessions,
        Self::ReloadGuide,
        Self::StopDvrReload,
        Self::CancelGrab,
        Self::ListDevices,
        Self::ScanGrabberDevice,
        Self::StopScan,
        Self::CreateDownloadQueue,
        Self::GetDownloadQueue,
        Self::ListDownloadQueueItems,
        Self::AddDownloadQueueItems,
        Self::RemoveDownloadQueueItems,
        Self::ListSessions,
        Self::GetBackgroundTasks,
        Self::GetTranscodeSessions,
        Self::GetPlaylistGenerator,
    ];
    /// The `operationId` of the document, such as `getServerActivities`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GetServerActivities => "getServerActivities",
            Self::CancelServerActivities => "cancelServerActivities",
            Self::GetNotifications => "getNotifications",
            Self::ConnectWebSocket => "connectWebSocket",
            Self::GetIdentity => "getIdentity",
            Self::GetServerInfo => "getServerInfo",
            Self::GetSystemAccounts => "getSystemAccounts",
            Self::GetPreference => "getPreference",
            Self::GetUpdatesStatus => "getUpdatesStatus",
            Self::CheckUpdates => "checkUpdates",
            Self::GetSections => "getSections",
            Self::GetSectionTimeline => "getSectionTimeline",
            Self::RefreshSectionsMetadata => "refreshSectionsMetadata",
            Self::StopAllRefreshes => "stopAllRefreshes",
            Self::DeleteLibrarySection => "deleteLibrarySection",
            Self::StartAnalysis => "startAnalysis",
            Self::DeleteIndexes => "deleteIndexes",
            Self::RefreshSection => "refreshSection",
            Self::CancelRefresh => "cancelRefresh",
            Self::EmptyTrash => "emptyTrash",
            Self::OptimizeDatabase => "optimizeDatabase",
            Self::CleanBundles => "cleanBundles",
            Self::DeleteCaches => "deleteCaches",
            Self::UploadPlaylist => "uploadPlaylist",
            Self::GetMetadataItem => "getMetadataItem",
            Self::RefreshItemsMetadata => "refreshItemsMetadata",
            Self::AnalyzeMetadata => "analyzeMetadata",
            Self::DetectIntros => "detectIntros",
            Self::DetectCredits => "detectCredits",
            Self::DetectAds => "detectAds",
            Self::DetectVoiceActivity => "detectVoiceActivity",
            Self::GenerateThumbs => "generateThumbs",
            Self::StartBifGeneration => "startBifGeneration",
            Self::MatchItem => "matchItem",
            Self::Unmatch => "unmatch",
            Self::GetTasks => "getTasks",
            Self::StartTasks => "startTasks",
            Self::StopTasks => "stopTasks",
            Self::StartTask => "startTask",
            Self::StopTask => "stopTask",
            Self::GetScheduledRecordings => "getScheduledRecordings",
            Self::ProcessSubscriptions => "processSubscriptions",
            Self::ListDvrs => "listDvrs",
            Self::GetLiveTvSessions => "getLiveTvSessions",
            Self::ReloadGuide => "reloadGuide",
            Self::StopDvrReload => "stopDvrReload",
            Self::CancelGrab => "cancelGrab",
            Self::ListDevices => "listDevices",
            Self::ScanGrabberDevice => "scanGrabberDevice",
            Self::StopScan => "stopScan",
            Self::CreateDownloadQueue => "createDownloadQueue",
            Self::GetDownloadQueue => "getDownloadQueue",
            Self::ListDownloadQueueItems => "listDownloadQueueItems",
            Self::AddDownloadQueueItems => "addDownloadQueueItems",
            Self::RemoveDownloadQueueItems => "removeDownloadQueueItems",
            Self::ListSessions => "listSessions",
            Self::GetBackgroundTasks => "getBackgroundTasks",
            Self::GetTranscodeSessions => "getTranscodeSessions",
            Self::GetPlaylistGenerator => "getPlaylistGenerator",
        }
    }
    /// The operation of a method of the generated client.
    pub(crate) fn from_method(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|id| id.operation().method == name)
    }
    /// Returns the document's facts about it.
    pub(crate) const fn operation(self) -> &'static Operation {
        match self {
            Self::GetServerActivities => {
                &Operation {
                    id: "getServerActivities",
                    method: "get_server_activities",
                    action: "list the activities",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("Activity"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::CancelServerActivities => {
                &Operation {
                    id: "cancelServerActivities",
                    method: "cancel_server_activities",
                    action: "cancel the activity",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
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
            Self::GetNotifications => {
                &Operation {
                    id: "getNotifications",
                    method: "get_notifications",
                    action: "receive notifications as an event stream",
                    response: ResponseKind::EventStream,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::ConnectWebSocket => {
                &Operation {
                    id: "connectWebSocket",
                    method: "connect_web_socket",
                    action: "receive notifications over a WebSocket",
                    response: ResponseKind::Upgrade,
                    statuses: &[101],
                    not_found: false,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetIdentity => {
                &Operation {
                    id: "getIdentity",
                    method: "get_identity",
                    action: "ask the server who it is",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetServerInfo => {
                &Operation {
                    id: "getServerInfo",
                    method: "get_server_info",
                    action: "ask the server what it can do",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetSystemAccounts => {
                &Operation {
                    id: "getSystemAccounts",
                    method: "get_system_accounts",
                    action: "list the accounts",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("Account"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetPreference => {
                &Operation {
                    id: "getPreference",
                    method: "get_preference",
                    action: "read the setting",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("Setting"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetUpdatesStatus => {
                &Operation {
                    id: "getUpdatesStatus",
                    method: "get_updates_status",
                    action: "ask for the state of updates",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::CheckUpdates => {
                &Operation {
                    id: "checkUpdates",
                    method: "check_updates",
                    action: "check for updates",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: Some(crate::operation::End::State),
                    tasks: &[],
                }
            }
            Self::GetSections => {
                &Operation {
                    id: "getSections",
                    method: "get_sections",
                    action: "list the library sections",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("Directory"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetSectionTimeline => {
                &Operation {
                    id: "getSectionTimeline",
                    method: "get_section_timeline",
                    action: "ask how much of the section is being processed",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::RefreshSectionsMetadata => {
                &Operation {
                    id: "refreshSectionsMetadata",
                    method: "refresh_sections_metadata",
                    action: "refresh all sections",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["library.update.section"],
                    end: Some(crate::operation::End::Settled),
                    tasks: &[],
                }
            }
            Self::StopAllRefreshes => {
                &Operation {
                    id: "stopAllRefreshes",
                    method: "stop_all_refreshes",
                    action: "stop all scans",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: Some(crate::operation::End::State),
                    tasks: &[],
                }
            }
            Self::DeleteLibrarySection => {
                &Operation {
                    id: "deleteLibrarySection",
                    method: "delete_library_section",
                    action: "delete the section",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["*"],
                    end: Some(crate::operation::End::State),
                    tasks: &[],
                }
            }
            Self::StartAnalysis => {
                &Operation {
                    id: "startAnalysis",
                    method: "start_analysis",
                    action: "analyze the section",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["media.generate.*"],
                    end: Some(crate::operation::End::Settled),
                    tasks: &[],
                }
            }
            Self::DeleteIndexes => {
                &Operation {
                    id: "deleteIndexes",
                    method: "delete_indexes",
                    action: "delete the preview thumbnails",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["*"],
                    end: Some(crate::operation::End::Unobservable),
                    tasks: &[],
                }
            }
            Self::RefreshSection => {
                &Operation {
                    id: "refreshSection",
                    method: "refresh_section",
                    action: "start the scan",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["library.update.section"],
                    end: Some(crate::operation::End::Settled),
                    tasks: &[],
                }
            }
            Self::CancelRefresh => {
                &Operation {
                    id: "cancelRefresh",
                    method: "cancel_refresh",
                    action: "stop the scan",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: Some(crate::operation::End::State),
                    tasks: &[],
                }
            }
            Self::EmptyTrash => {
                &Operation {
                    id: "emptyTrash",
                    method: "empty_trash",
                    action: "empty the trash",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["*"],
                    end: Some(crate::operation::End::Unobservable),
                    tasks: &[],
                }
            }
            Self::OptimizeDatabase => {
                &Operation {
                    id: "optimizeDatabase",
                    method: "optimize_database",
                    action: "optimize the database",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["*"],
                    end: Some(crate::operation::End::Unobservable),
                    tasks: &[],
                }
            }
            Self::CleanBundles => {
                &Operation {
                    id: "cleanBundles",
                    method: "clean_bundles",
                    action: "clean the bundles",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["*"],
                    end: Some(crate::operation::End::Unobservable),
                    tasks: &[],
                }
            }
            Self::DeleteCaches => {
                &Operation {
                    id: "deleteCaches",
                    method: "delete_caches",
                    action: "delete the caches",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: Some(crate::operation::End::Answer),
                    tasks: &[],
                }
            }
            Self::UploadPlaylist => {
                &Operation {
                    id: "uploadPlaylist",
                    method: "upload_playlist",
                    action: "import the playlists",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: Some(crate::operation::End::Answer),
                    tasks: &[],
                }
            }
            Self::GetMetadataItem => {
                &Operation {
                    id: "getMetadataItem",
                    method: "get_metadata_item",
                    action: "read the item",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("Metadata"),
                    activity: &["library.refresh.items"],
                    end: Some(crate::operation::End::Activity),
                    tasks: &[],
                }
            }
            Self::RefreshItemsMetadata => {
                &Operation {
                    id: "refreshItemsMetadata",
                    method: "refresh_items_metadata",
                    action: "refresh the metadata",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["library.refresh.items", "library.update.item.metadata"],
                    end: Some(crate::operation::End::Activity),
                    tasks: &[],
                }
            }
            Self::AnalyzeMetadata => {
                &Operation {
                    id: "analyzeMetadata",
                    method: "analyze_metadata",
                    action: "analyze the media",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["media.generate.*"],
                    end: Some(crate::operation::End::Settled),
                    tasks: &[],
                }
            }
            Self::DetectIntros => {
                &Operation {
                    id: "detectIntros",
                    method: "detect_intros",
                    action: "detect the intros",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["media.generate.intros"],
                    end: Some(crate::operation::End::Activity),
                    tasks: &[],
                }
            }
            Self::DetectCredits => {
                &Operation {
                    id: "detectCredits",
                    method: "detect_credits",
                    action: "detect the credits",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["media.generate.credits"],
                    end: Some(crate::operation::End::Activity),
                    tasks: &[],
                }
            }
            Self::DetectAds => {
                &Operation {
                    id: "detectAds",
                    method: "detect_ads",
                    action: "detect the advertisements",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["*"],
                    end: Some(crate::operation::End::Unobservable),
                    tasks: &[],
                }
            }
            Self::DetectVoiceActivity => {
                &Operation {
                    id: "detectVoiceActivity",
                    method: "detect_voice_activity",
                    action: "detect the voices",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["media.generate.voice.activity"],
                    end: Some(crate::operation::End::Activity),
                    tasks: &[],
                }
            }
            Self::GenerateThumbs => {
                &Operation {
                    id: "generateThumbs",
                    method: "generate_thumbs",
                    action: "make the chapter thumbnails",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["media.generate.chapter.thumbs"],
                    end: Some(crate::operation::End::Activity),
                    tasks: &[],
                }
            }
            Self::StartBifGeneration => {
                &Operation {
                    id: "startBifGeneration",
                    method: "start_bif_generation",
                    action: "make the preview thumbnails",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["media.generate.bif"],
                    end: Some(crate::operation::End::Activity),
                    tasks: &[],
                }
            }
            Self::MatchItem => {
                &Operation {
                    id: "matchItem",
                    method: "match_item",
                    action: "match the item",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["library.update.item.metadata"],
                    end: Some(crate::operation::End::Activity),
                    tasks: &[],
                }
            }
            Self::Unmatch => {
                &Operation {
                    id: "unmatch",
                    method: "unmatch",
                    action: "unmatch the item",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["*"],
                    end: Some(crate::operation::End::Unobservable),
                    tasks: &[],
                }
            }
            Self::GetTasks => {
                &Operation {
                    id: "getTasks",
                    method: "get_tasks",
                    action: "list the butler tasks",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("ButlerTasks"),
                    list: Some("ButlerTask"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::StartTasks => {
                &Operation {
                    id: "startTasks",
                    method: "start_tasks",
                    action: "start the butler tasks",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["butler*"],
                    end: Some(crate::operation::End::Unobservable),
                    tasks: &[],
                }
            }
            Self::StopTasks => {
                &Operation {
                    id: "stopTasks",
                    method: "stop_tasks",
                    action: "stop the butler tasks",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: Some(crate::operation::End::State),
                    tasks: &[],
                }
            }
            Self::StartTask => {
                &Operation {
                    id: "startTask",
                    method: "start_task",
                    action: "start the butler task",
                    response: ResponseKind::Empty,
                    statuses: &[200, 202],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["butler*"],
                    end: Some(crate::operation::End::Unobservable),
                    tasks: &[
                        crate::operation::Task {
                            name: "AutomaticUpdates",
                            activity: &[],
                            end: crate::operation::End::Unobservable,
                        },
                        crate::operation::Task {
                            name: "BackupDatabase",
                            activity: &[],
                            end: crate::operation::End::Unobservable,
                        },
                        crate::operation::Task {
                            name: "ButlerTaskGenerateAdMarkers",
                            activity: &[],
                            end: crate::operation::End::Unobservable,
                        },
                        crate::operation::Task {
                            name: "ButlerTaskGenerateCreditsMarkers",
                            activity: &["media.generate.credits"],
                            end: crate::operation::End::Settled,
                        },
                        crate::operation::Task {
                            name: "ButlerTaskGenerateIntroMarkers",
                            activity: &["media.generate.intros"],
                            end: crate::operation::End::Settled,
                        },
                        crate::operation::Task {
                            name: "ButlerTaskGenerateVoiceActivity",
                            activity: &["media.generate.voice.activity"],
                            end: crate::operation::End::Settled,
                        },
                        crate::operation::Task {
                            name: "CleanOldBundles",
                            activity: &[],
                            end: crate::operation::End::Unobservable,
                        },
                        crate::operation::Task {
                            name: "CleanOldCacheFiles",
                            activity: &[],
                            end: crate::operation::End::Unobservable,
                        },
                        crate::operation::Task {
                            name: "DeepMediaAnalysis",
                            activity: &[],
                            end: crate::operation::End::Unobservable,
                        },
                        crate::operation::Task {
                            name: "GarbageCollectBlobs",
                            activity: &[],
                            end: crate::operation::End::Unobservable,
                        },
                        crate::operation::Task {
                            name: "GarbageCollectLibraryMedia",
                            activity: &[],
                            end: crate::operation::End::Unobservable,
                        },
                        crate::operation::Task {
                            name: "GenerateBlurHashes",
                            activity: &[],
                            end: crate::operation::End::Unobservable,
                        },
                        crate::operation::Task {
                            name: "GenerateChapterThumbs",
                            activity: &["media.generate.chapter.thumbs"],
                            end: crate::operation::End::Settled,
                        },
                        crate::operation::Task {
                            name: "GenerateMediaIndexFiles",
                            activity: &["media.generate.bif"],
                            end: crate::operation::End::Settled,
                        },
                        crate::operation::Task {
                            name: "LoudnessAnalysis",
                            activity: &["media.generate.loudness"],
                            end: crate::operation::End::Settled,
                        },
                        crate::operation::Task {
                            name: "MusicAnalysis",
                            activity: &["media.generate.music.analysis"],
                            end: crate::operation::End::Settled,
                        },
                        crate::operation::Task {
                            name: "OptimizeDatabase",
                            activity: &[],
                            end: crate::operation::End::Unobservable,
                        },
                        crate::operation::Task {
                            name: "RefreshEpgGuides",
                            activity: &["provider.epg.load"],
                            end: crate::operation::End::Activity,
                        },
                        crate::operation::Task {
                            name: "RefreshLibraries",
                            activity: &["library.update.section"],
                            end: crate::operation::End::Settled,
                        },
                        crate::operation::Task {
                            name: "RefreshLocalMedia",
                            activity: &["library.update.item.metadata"],
                            end: crate::operation::End::Settled,
                        },
                        crate::operation::Task {
                            name: "RefreshPeriodicMetadata",
                            activity: &["library.update.item.metadata"],
                            end: crate::operation::End::Settled,
                        },
                        crate::operation::Task {
                            name: "UpgradeMediaAnalysis",
                            activity: &[],
                            end: crate::operation::End::Unobservable,
                        },
                    ],
                }
            }
            Self::StopTask => {
                &Operation {
                    id: "stopTask",
                    method: "stop_task",
                    action: "stop the butler task",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetScheduledRecordings => {
                &Operation {
                    id: "getScheduledRecordings",
                    method: "get_scheduled_recordings",
                    action: "list the scheduled recordings",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("MediaGrabOperation"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::ProcessSubscriptions => {
                &Operation {
                    id: "processSubscriptions",
                    method: "process_subscriptions",
                    action: "process the subscriptions",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["provider.subscriptions.process"],
                    end: Some(crate::operation::End::Header),
                    tasks: &[],
                }
            }
            Self::ListDvrs => {
                &Operation {
                    id: "listDvrs",
                    method: "list_dvrs",
                    action: "list the DVRs",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("Dvr"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetLiveTvSessions => {
                &Operation {
                    id: "getLiveTvSessions",
                    method: "get_live_tv_sessions",
                    action: "list the live TV sessions",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("Metadata"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::ReloadGuide => {
                &Operation {
                    id: "reloadGuide",
                    method: "reload_guide",
                    action: "reload the guide",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["provider.epg.load"],
                    end: Some(crate::operation::End::Header),
                    tasks: &[],
                }
            }
            Self::StopDvrReload => {
                &Operation {
                    id: "stopDvrReload",
                    method: "stop_dvr_reload",
                    action: "stop the reload of the guide",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: Some(crate::operation::End::State),
                    tasks: &[],
                }
            }
            Self::CancelGrab => {
                &Operation {
                    id: "cancelGrab",
                    method: "cancel_grab",
                    action: "stop the recording",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: Some(crate::operation::End::State),
                    tasks: &[],
                }
            }
            Self::ListDevices => {
                &Operation {
                    id: "listDevices",
                    method: "list_devices",
                    action: "list the tuners",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("Device"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::ScanGrabberDevice => {
                &Operation {
                    id: "scanGrabberDevice",
                    method: "scan_grabber_device",
                    action: "scan the channels",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &["*"],
                    end: Some(crate::operation::End::Header),
                    tasks: &[],
                }
            }
            Self::StopScan => {
                &Operation {
                    id: "stopScan",
                    method: "stop_scan",
                    action: "stop the scan of channels",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: Some(crate::operation::End::State),
                    tasks: &[],
                }
            }
            Self::CreateDownloadQueue => {
                &Operation {
                    id: "createDownloadQueue",
                    method: "create_download_queue",
                    action: "ask for the download queue",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("DownloadQueue"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetDownloadQueue => {
                &Operation {
                    id: "getDownloadQueue",
                    method: "get_download_queue",
                    action: "read the download queue",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("DownloadQueue"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::ListDownloadQueueItems => {
                &Operation {
                    id: "listDownloadQueueItems",
                    method: "list_download_queue_items",
                    action: "list the download queue",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("DownloadQueueItem"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::AddDownloadQueueItems => {
                &Operation {
                    id: "addDownloadQueueItems",
                    method: "add_download_queue_items",
                    action: "add to the download queue",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("AddedQueueItems"),
                    activity: &[],
                    end: Some(crate::operation::End::State),
                    tasks: &[],
                }
            }
            Self::RemoveDownloadQueueItems => {
                &Operation {
                    id: "removeDownloadQueueItems",
                    method: "remove_download_queue_items",
                    action: "remove from the download queue",
                    response: ResponseKind::Empty,
                    statuses: &[200, 204],
                    not_found: true,
                    retry: false,
                    token: true,
                    private: false,
                    envelope: None,
                    list: None,
                    activity: &[],
                    end: Some(crate::operation::End::Answer),
                    tasks: &[],
                }
            }
            Self::ListSessions => {
                &Operation {
                    id: "listSessions",
                    method: "list_sessions",
                    action: "list the playing sessions",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("Metadata"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetBackgroundTasks => {
                &Operation {
                    id: "getBackgroundTasks",
                    method: "get_background_tasks",
                    action: "list the conversions",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("TranscodeJob"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetTranscodeSessions => {
                &Operation {
                    id: "getTranscodeSessions",
                    method: "get_transcode_sessions",
                    action: "list the transcode sessions",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("TranscodeSession"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetPlaylistGenerator => {
                &Operation {
                    id: "getPlaylistGenerator",
                    method: "get_playlist_generator",
                    action: "read the conversion order",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: true,
                    token: true,
                    private: false,
                    envelope: Some("MediaContainer"),
                    list: Some("Item"),
                    activity: &[],
                    end: None,
                    tasks: &[],
                }
            }
        }
    }
}
impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
