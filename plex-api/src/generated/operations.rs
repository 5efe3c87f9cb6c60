//! The operations of `openapi/plex.yaml`. Do not edit: `cargo xtask regen` makes it.
//!
//! What each row says comes from the responses and the `x-plex-*` extensions there.

use std::fmt;
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
    /// What the document says of it.
    pub(crate) const fn operation(self) -> &'static Operation {
        match self {
            Self::GetServerActivities => {
                &Operation {
                    id: Self::GetServerActivities,
                    method: "get_server_activities",
                    action: "list the activities",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("Activity"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::CancelServerActivities => {
                &Operation {
                    id: Self::CancelServerActivities,
                    method: "cancel_server_activities",
                    action: "cancel the activity",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: true,
                    envelope: None,
                    list: None,
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetNotifications => {
                &Operation {
                    id: Self::GetNotifications,
                    method: "get_notifications",
                    action: "receive notifications as an event stream",
                    response: ResponseKind::EventStream,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::ConnectWebSocket => {
                &Operation {
                    id: Self::ConnectWebSocket,
                    method: "connect_web_socket",
                    action: "receive notifications over a WebSocket",
                    response: ResponseKind::Upgrade,
                    statuses: &[101],
                    not_found: false,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetIdentity => {
                &Operation {
                    id: Self::GetIdentity,
                    method: "get_identity",
                    action: "ask the server who it is",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: None,
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetServerInfo => {
                &Operation {
                    id: Self::GetServerInfo,
                    method: "get_server_info",
                    action: "ask the server what it can do",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: None,
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetSystemAccounts => {
                &Operation {
                    id: Self::GetSystemAccounts,
                    method: "get_system_accounts",
                    action: "list the accounts",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("Account"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetPreference => {
                &Operation {
                    id: Self::GetPreference,
                    method: "get_preference",
                    action: "read the setting",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("Setting"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetUpdatesStatus => {
                &Operation {
                    id: Self::GetUpdatesStatus,
                    method: "get_updates_status",
                    action: "ask for the state of updates",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: None,
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::CheckUpdates => {
                &Operation {
                    id: Self::CheckUpdates,
                    method: "check_updates",
                    action: "check for updates",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: None,
                    end: Some(End::State),
                    tasks: &[],
                }
            }
            Self::GetSections => {
                &Operation {
                    id: Self::GetSections,
                    method: "get_sections",
                    action: "list the library sections",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("Directory"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetSectionTimeline => {
                &Operation {
                    id: Self::GetSectionTimeline,
                    method: "get_section_timeline",
                    action: "ask how much of the section is being processed",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: None,
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::RefreshSectionsMetadata => {
                &Operation {
                    id: Self::RefreshSectionsMetadata,
                    method: "refresh_sections_metadata",
                    action: "refresh all sections",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("library.update.section"),
                    end: Some(End::Settled),
                    tasks: &[],
                }
            }
            Self::StopAllRefreshes => {
                &Operation {
                    id: Self::StopAllRefreshes,
                    method: "stop_all_refreshes",
                    action: "stop all scans",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: None,
                    end: Some(End::State),
                    tasks: &[],
                }
            }
            Self::DeleteLibrarySection => {
                &Operation {
                    id: Self::DeleteLibrarySection,
                    method: "delete_library_section",
                    action: "delete the section",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("*"),
                    end: Some(End::State),
                    tasks: &[],
                }
            }
            Self::StartAnalysis => {
                &Operation {
                    id: Self::StartAnalysis,
                    method: "start_analysis",
                    action: "analyze the section",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("media.generate.*"),
                    end: Some(End::Settled),
                    tasks: &[],
                }
            }
            Self::DeleteIndexes => {
                &Operation {
                    id: Self::DeleteIndexes,
                    method: "delete_indexes",
                    action: "delete the preview thumbnails",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("*"),
                    end: Some(End::Unobservable),
                    tasks: &[],
                }
            }
            Self::RefreshSection => {
                &Operation {
                    id: Self::RefreshSection,
                    method: "refresh_section",
                    action: "start the scan",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("library.update.section"),
                    end: Some(End::Settled),
                    tasks: &[],
                }
            }
            Self::CancelRefresh => {
                &Operation {
                    id: Self::CancelRefresh,
                    method: "cancel_refresh",
                    action: "stop the scan",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: None,
                    end: Some(End::State),
                    tasks: &[],
                }
            }
            Self::EmptyTrash => {
                &Operation {
                    id: Self::EmptyTrash,
                    method: "empty_trash",
                    action: "empty the trash",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("*"),
                    end: Some(End::Unobservable),
                    tasks: &[],
                }
            }
            Self::OptimizeDatabase => {
                &Operation {
                    id: Self::OptimizeDatabase,
                    method: "optimize_database",
                    action: "optimize the database",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("*"),
                    end: Some(End::Unobservable),
                    tasks: &[],
                }
            }
            Self::CleanBundles => {
                &Operation {
                    id: Self::CleanBundles,
                    method: "clean_bundles",
                    action: "clean the bundles",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("*"),
                    end: Some(End::Unobservable),
                    tasks: &[],
                }
            }
            Self::DeleteCaches => {
                &Operation {
                    id: Self::DeleteCaches,
                    method: "delete_caches",
                    action: "delete the caches",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: None,
                    end: Some(End::Answer),
                    tasks: &[],
                }
            }
            Self::UploadPlaylist => {
                &Operation {
                    id: Self::UploadPlaylist,
                    method: "upload_playlist",
                    action: "import the playlists",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: None,
                    end: Some(End::Answer),
                    tasks: &[],
                }
            }
            Self::GetMetadataItem => {
                &Operation {
                    id: Self::GetMetadataItem,
                    method: "get_metadata_item",
                    action: "read the item",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: Some("MediaContainer"),
                    list: Some("Metadata"),
                    activity: Some("library.refresh.items"),
                    end: Some(End::Activity),
                    tasks: &[],
                }
            }
            Self::RefreshItemsMetadata => {
                &Operation {
                    id: Self::RefreshItemsMetadata,
                    method: "refresh_items_metadata",
                    action: "refresh the metadata",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("library.update.item.metadata"),
                    end: Some(End::Activity),
                    tasks: &[],
                }
            }
            Self::AnalyzeMetadata => {
                &Operation {
                    id: Self::AnalyzeMetadata,
                    method: "analyze_metadata",
                    action: "analyze the media",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("media.generate.*"),
                    end: Some(End::Settled),
                    tasks: &[],
                }
            }
            Self::DetectIntros => {
                &Operation {
                    id: Self::DetectIntros,
                    method: "detect_intros",
                    action: "detect the intros",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("media.generate.intros"),
                    end: Some(End::Activity),
                    tasks: &[],
                }
            }
            Self::DetectCredits => {
                &Operation {
                    id: Self::DetectCredits,
                    method: "detect_credits",
                    action: "detect the credits",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("media.generate.credits"),
                    end: Some(End::Activity),
                    tasks: &[],
                }
            }
            Self::DetectAds => {
                &Operation {
                    id: Self::DetectAds,
                    method: "detect_ads",
                    action: "detect the advertisements",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("*"),
                    end: Some(End::Unobservable),
                    tasks: &[],
                }
            }
            Self::DetectVoiceActivity => {
                &Operation {
                    id: Self::DetectVoiceActivity,
                    method: "detect_voice_activity",
                    action: "detect the voices",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("media.generate.voice.activity"),
                    end: Some(End::Activity),
                    tasks: &[],
                }
            }
            Self::GenerateThumbs => {
                &Operation {
                    id: Self::GenerateThumbs,
                    method: "generate_thumbs",
                    action: "make the chapter thumbnails",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("media.generate.chapter.thumbs"),
                    end: Some(End::Activity),
                    tasks: &[],
                }
            }
            Self::StartBifGeneration => {
                &Operation {
                    id: Self::StartBifGeneration,
                    method: "start_bif_generation",
                    action: "make the preview thumbnails",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("media.generate.bif"),
                    end: Some(End::Activity),
                    tasks: &[],
                }
            }
            Self::MatchItem => {
                &Operation {
                    id: Self::MatchItem,
                    method: "match_item",
                    action: "match the item",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("library.update.item.metadata"),
                    end: Some(End::Activity),
                    tasks: &[],
                }
            }
            Self::Unmatch => {
                &Operation {
                    id: Self::Unmatch,
                    method: "unmatch",
                    action: "unmatch the item",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("*"),
                    end: Some(End::Unobservable),
                    tasks: &[],
                }
            }
            Self::GetTasks => {
                &Operation {
                    id: Self::GetTasks,
                    method: "get_tasks",
                    action: "list the butler tasks",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    envelope: Some("ButlerTasks"),
                    list: Some("ButlerTask"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::StartTasks => {
                &Operation {
                    id: Self::StartTasks,
                    method: "start_tasks",
                    action: "start the butler tasks",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("butler*"),
                    end: Some(End::Unobservable),
                    tasks: &[],
                }
            }
            Self::StopTasks => {
                &Operation {
                    id: Self::StopTasks,
                    method: "stop_tasks",
                    action: "stop the butler tasks",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: None,
                    end: Some(End::State),
                    tasks: &[],
                }
            }
            Self::StartTask => {
                &Operation {
                    id: Self::StartTask,
                    method: "start_task",
                    action: "start the butler task",
                    response: ResponseKind::Empty,
                    statuses: &[200, 202],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("butler*"),
                    end: Some(End::Unobservable),
                    tasks: &[
                        Task {
                            name: "AutomaticUpdates",
                            activity: None,
                            end: End::Unobservable,
                        },
                        Task {
                            name: "BackupDatabase",
                            activity: None,
                            end: End::Unobservable,
                        },
                        Task {
                            name: "ButlerTaskGenerateAdMarkers",
                            activity: None,
                            end: End::Unobservable,
                        },
                        Task {
                            name: "ButlerTaskGenerateCreditsMarkers",
                            activity: Some("media.generate.credits"),
                            end: End::Settled,
                        },
                        Task {
                            name: "ButlerTaskGenerateIntroMarkers",
                            activity: Some("media.generate.intros"),
                            end: End::Settled,
                        },
                        Task {
                            name: "ButlerTaskGenerateVoiceActivity",
                            activity: Some("media.generate.voice.activity"),
                            end: End::Settled,
                        },
                        Task {
                            name: "CleanOldBundles",
                            activity: None,
                            end: End::Unobservable,
                        },
                        Task {
                            name: "CleanOldCacheFiles",
                            activity: None,
                            end: End::Unobservable,
                        },
                        Task {
                            name: "DeepMediaAnalysis",
                            activity: None,
                            end: End::Unobservable,
                        },
                        Task {
                            name: "GarbageCollectBlobs",
                            activity: None,
                            end: End::Unobservable,
                        },
                        Task {
                            name: "GarbageCollectLibraryMedia",
                            activity: None,
                            end: End::Unobservable,
                        },
                        Task {
                            name: "GenerateBlurHashes",
                            activity: None,
                            end: End::Unobservable,
                        },
                        Task {
                            name: "GenerateChapterThumbs",
                            activity: Some("media.generate.chapter.thumbs"),
                            end: End::Settled,
                        },
                        Task {
                            name: "GenerateMediaIndexFiles",
                            activity: Some("media.generate.bif"),
                            end: End::Settled,
                        },
                        Task {
                            name: "LoudnessAnalysis",
                            activity: Some("media.generate.loudness"),
                            end: End::Settled,
                        },
                        Task {
                            name: "MusicAnalysis",
                            activity: Some("media.generate.music.analysis"),
                            end: End::Settled,
                        },
                        Task {
                            name: "OptimizeDatabase",
                            activity: None,
                            end: End::Unobservable,
                        },
                        Task {
                            name: "RefreshEpgGuides",
                            activity: Some("provider.epg.load"),
                            end: End::Activity,
                        },
                        Task {
                            name: "RefreshLibraries",
                            activity: Some("library.update.section"),
                            end: End::Settled,
                        },
                        Task {
                            name: "RefreshLocalMedia",
                            activity: Some("library.update.item.metadata"),
                            end: End::Settled,
                        },
                        Task {
                            name: "RefreshPeriodicMetadata",
                            activity: Some("library.update.item.metadata"),
                            end: End::Settled,
                        },
                        Task {
                            name: "UpgradeMediaAnalysis",
                            activity: None,
                            end: End::Unobservable,
                        },
                    ],
                }
            }
            Self::StopTask => {
                &Operation {
                    id: Self::StopTask,
                    method: "stop_task",
                    action: "stop the butler task",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetScheduledRecordings => {
                &Operation {
                    id: Self::GetScheduledRecordings,
                    method: "get_scheduled_recordings",
                    action: "list the scheduled recordings",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("MediaGrabOperation"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::ProcessSubscriptions => {
                &Operation {
                    id: Self::ProcessSubscriptions,
                    method: "process_subscriptions",
                    action: "process the subscriptions",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: false,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("provider.subscriptions.process"),
                    end: Some(End::Header),
                    tasks: &[],
                }
            }
            Self::ListDvrs => {
                &Operation {
                    id: Self::ListDvrs,
                    method: "list_dvrs",
                    action: "list the DVRs",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("Dvr"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetLiveTvSessions => {
                &Operation {
                    id: Self::GetLiveTvSessions,
                    method: "get_live_tv_sessions",
                    action: "list the live TV sessions",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("Metadata"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::ReloadGuide => {
                &Operation {
                    id: Self::ReloadGuide,
                    method: "reload_guide",
                    action: "reload the guide",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("provider.epg.load"),
                    end: Some(End::Header),
                    tasks: &[],
                }
            }
            Self::StopDvrReload => {
                &Operation {
                    id: Self::StopDvrReload,
                    method: "stop_dvr_reload",
                    action: "stop the reload of the guide",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: None,
                    end: Some(End::State),
                    tasks: &[],
                }
            }
            Self::CancelGrab => {
                &Operation {
                    id: Self::CancelGrab,
                    method: "cancel_grab",
                    action: "stop the recording",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: None,
                    end: Some(End::State),
                    tasks: &[],
                }
            }
            Self::ListDevices => {
                &Operation {
                    id: Self::ListDevices,
                    method: "list_devices",
                    action: "list the tuners",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("Device"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::ScanGrabberDevice => {
                &Operation {
                    id: Self::ScanGrabberDevice,
                    method: "scan_grabber_device",
                    action: "scan the channels",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: Some("*"),
                    end: Some(End::Header),
                    tasks: &[],
                }
            }
            Self::StopScan => {
                &Operation {
                    id: Self::StopScan,
                    method: "stop_scan",
                    action: "stop the scan of channels",
                    response: ResponseKind::Empty,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: None,
                    end: Some(End::State),
                    tasks: &[],
                }
            }
            Self::CreateDownloadQueue => {
                &Operation {
                    id: Self::CreateDownloadQueue,
                    method: "create_download_queue",
                    action: "ask for the download queue",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("DownloadQueue"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetDownloadQueue => {
                &Operation {
                    id: Self::GetDownloadQueue,
                    method: "get_download_queue",
                    action: "read the download queue",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("DownloadQueue"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::ListDownloadQueueItems => {
                &Operation {
                    id: Self::ListDownloadQueueItems,
                    method: "list_download_queue_items",
                    action: "list the download queue",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("DownloadQueueItem"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::AddDownloadQueueItems => {
                &Operation {
                    id: Self::AddDownloadQueueItems,
                    method: "add_download_queue_items",
                    action: "add to the download queue",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: false,
                    envelope: Some("MediaContainer"),
                    list: Some("AddedQueueItems"),
                    activity: None,
                    end: Some(End::State),
                    tasks: &[],
                }
            }
            Self::RemoveDownloadQueueItems => {
                &Operation {
                    id: Self::RemoveDownloadQueueItems,
                    method: "remove_download_queue_items",
                    action: "remove from the download queue",
                    response: ResponseKind::Empty,
                    statuses: &[200, 204],
                    not_found: true,
                    retry: false,
                    envelope: None,
                    list: None,
                    activity: None,
                    end: Some(End::Answer),
                    tasks: &[],
                }
            }
            Self::ListSessions => {
                &Operation {
                    id: Self::ListSessions,
                    method: "list_sessions",
                    action: "list the playing sessions",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("Metadata"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetBackgroundTasks => {
                &Operation {
                    id: Self::GetBackgroundTasks,
                    method: "get_background_tasks",
                    action: "list the conversions",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("TranscodeJob"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetTranscodeSessions => {
                &Operation {
                    id: Self::GetTranscodeSessions,
                    method: "get_transcode_sessions",
                    action: "list the transcode sessions",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: false,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("TranscodeSession"),
                    activity: None,
                    end: None,
                    tasks: &[],
                }
            }
            Self::GetPlaylistGenerator => {
                &Operation {
                    id: Self::GetPlaylistGenerator,
                    method: "get_playlist_generator",
                    action: "read the conversion order",
                    response: ResponseKind::Json,
                    statuses: &[200],
                    not_found: true,
                    retry: true,
                    envelope: Some("MediaContainer"),
                    list: Some("Item"),
                    activity: None,
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
/// How a successful response looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)]
pub(crate) enum ResponseKind {
    /// JSON, which a server may send as XML all the same.
    Json,
    /// A body of another kind.
    Bytes,
    /// A body that nobody reads, or none.
    Empty,
    /// An endless event stream.
    EventStream,
    /// An upgraded connection.
    Upgrade,
}
/// What the document says of one operation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Operation {
    /// Which operation this is.
    pub(crate) id: OperationId,
    /// Its method on the generated client.
    pub(crate) method: &'static str,
    /// What it does, to follow "cannot".
    pub(crate) action: &'static str,
    /// How a successful response looks.
    pub(crate) response: ResponseKind,
    /// The documented success statuses; empty if every one is.
    pub(crate) statuses: &'static [u16],
    /// Whether status 404 is documented: the thing that was asked for is not there.
    pub(crate) not_found: bool,
    /// Whether it may be sent again when it is not known to have worked.
    pub(crate) retry: bool,
    /// The property of the JSON around everything else.
    pub(crate) envelope: Option<&'static str>,
    /// The property of the envelope that holds the list.
    pub(crate) list: Option<&'static str>,
    /// The type of the activity that may follow, with `*` for any text.
    pub(crate) activity: Option<&'static str>,
    /// How the end of the work is known that it starts or stops.
    pub(crate) end: Option<End>,
    /// The jobs that one parameter names.
    pub(crate) tasks: &'static [Task],
}
/// A job that a parameter of an operation names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Task {
    /// The value of the parameter.
    pub(crate) name: &'static str,
    /// The type of the activity that may follow.
    pub(crate) activity: Option<&'static str>,
    /// How its end is known.
    pub(crate) end: End,
}
/// How the end of work is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)]
pub(crate) enum End {
    /// E0: nothing that can be observed tells it.
    Unobservable,
    /// E1: the end of the activity that a header of the response names.
    Header,
    /// E2: the end of the activity of the type, which begins after the request.
    Activity,
    /// E3: the state of the thing itself.
    State,
    /// E4: the response, which comes when the work is done.
    Answer,
    /// E5: no such activity, and no such state, for a while.
    Settled,
}
