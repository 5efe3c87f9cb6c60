//! The operations of `openapi/plex.yaml`. Do not edit: `cargo xtask regen` makes it.
//!
//! What each row says comes from the responses and the `x-plex-*` extensions there.

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
    /// `GET /library/sections`
    GetSections,
    /// `GET /library/sections/{sectionId}/refresh`
    RefreshSection,
    /// `DELETE /library/sections/{sectionId}/refresh`
    CancelRefresh,
    /// `PUT /library/sections/{sectionId}/emptyTrash`
    EmptyTrash,
    /// `PUT /library/optimize`
    OptimizeDatabase,
    /// `PUT /library/metadata/{ids}/refresh`
    RefreshItemsMetadata,
    /// `PUT /library/metadata/{ids}/analyze`
    AnalyzeMetadata,
    /// `POST /butler`
    StartTasks,
    /// `DELETE /butler`
    StopTasks,
    /// `POST /butler/{task}`
    StartTask,
    /// `DELETE /butler/{task}`
    StopTask,
    /// `POST /media/subscriptions/process`
    ProcessSubscriptions,
    /// `POST /livetv/dvrs/{dvrId}/reloadGuide`
    ReloadGuide,
    /// `POST /media/grabbers/devices/{deviceId}/scan`
    ScanGrabberDevice,
}
impl OperationId {
    /// Every operation, in the order of the document.
    pub const ALL: &'static [Self] = &[
        Self::GetServerActivities,
        Self::CancelServerActivities,
        Self::GetNotifications,
        Self::ConnectWebSocket,
        Self::GetIdentity,
        Self::GetSections,
        Self::RefreshSection,
        Self::CancelRefresh,
        Self::EmptyTrash,
        Self::OptimizeDatabase,
        Self::RefreshItemsMetadata,
        Self::AnalyzeMetadata,
        Self::StartTasks,
        Self::StopTasks,
        Self::StartTask,
        Self::StopTask,
        Self::ProcessSubscriptions,
        Self::ReloadGuide,
        Self::ScanGrabberDevice,
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
            Self::GetSections => "getSections",
            Self::RefreshSection => "refreshSection",
            Self::CancelRefresh => "cancelRefresh",
            Self::EmptyTrash => "emptyTrash",
            Self::OptimizeDatabase => "optimizeDatabase",
            Self::RefreshItemsMetadata => "refreshItemsMetadata",
            Self::AnalyzeMetadata => "analyzeMetadata",
            Self::StartTasks => "startTasks",
            Self::StopTasks => "stopTasks",
            Self::StartTask => "startTask",
            Self::StopTask => "stopTask",
            Self::ProcessSubscriptions => "processSubscriptions",
            Self::ReloadGuide => "reloadGuide",
            Self::ScanGrabberDevice => "scanGrabberDevice",
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
                    activity: &["*optimize*"],
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
                    activity: &["*"],
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
