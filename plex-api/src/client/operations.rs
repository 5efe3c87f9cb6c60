//! What the client must know of each operation beyond what the generated code knows.

/// How an operation's good answer looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A JSON document, which a server may send as XML all the same.
    Document,
    /// Nothing that is worth reading.
    Nothing,
    /// An endless event stream.
    EventStream,
    /// An upgraded connection.
    Upgrade,
}

/// One operation of the OpenAPI document.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Operation {
    /// Its `operationId`.
    pub(crate) id: &'static str,
    /// Its method on the generated client, which is what the client's hooks are told.
    pub(crate) method: &'static str,
    /// What it does, to follow "cannot".
    pub(crate) does: &'static str,
    pub(crate) answer: Answer,
    /// Whether it may be sent again when it is not known to have worked.
    ///
    /// This is a list, never a rule about HTTP methods: `GET …/refresh` starts a scan.
    pub(crate) retry: bool,
}

impl Operation {
    /// The list in its answer's container, whose entries have limits of their own.
    pub(crate) fn list(&self) -> Option<&'static str> {
        match self.id {
            "getServerActivities" => Some("Activity"),
            "getSections" => Some("Directory"),
            _ => None,
        }
    }
}

const fn operation(
    id: &'static str,
    method: &'static str,
    does: &'static str,
    answer: Answer,
    retry: bool,
) -> Operation {
    Operation {
        id,
        method,
        does,
        answer,
        retry,
    }
}

/// Every operation of the document.
#[rustfmt::skip]
pub(crate) const ALL: &[Operation] = &[
    operation("getServerActivities", "get_server_activities", "list the activities", Answer::Document, true),
    operation("cancelServerActivities", "cancel_server_activities", "cancel the activity", Answer::Nothing, true),
    operation("getNotifications", "get_notifications", "receive notifications as an event stream", Answer::EventStream, false),
    operation("connectWebSocket", "connect_web_socket", "receive notifications over a WebSocket", Answer::Upgrade, false),
    operation("getIdentity", "get_identity", "ask the server who it is", Answer::Document, true),
    operation("getSections", "get_sections", "list the library sections", Answer::Document, true),
    operation("refreshSection", "refresh_section", "start the scan", Answer::Nothing, false),
    operation("cancelRefresh", "cancel_refresh", "stop the scan", Answer::Nothing, false),
    operation("emptyTrash", "empty_trash", "empty the trash", Answer::Nothing, false),
    operation("optimizeDatabase", "optimize_database", "optimize the database", Answer::Nothing, false),
    operation("refreshItemsMetadata", "refresh_items_metadata", "refresh the metadata", Answer::Nothing, false),
    operation("analyzeMetadata", "analyze_metadata", "analyze the media", Answer::Nothing, false),
    operation("startTasks", "start_tasks", "start the butler tasks", Answer::Nothing, false),
    operation("stopTasks", "stop_tasks", "stop the butler tasks", Answer::Nothing, false),
    operation("startTask", "start_task", "start the butler task", Answer::Nothing, false),
    operation("stopTask", "stop_task", "stop the butler task", Answer::Nothing, false),
    operation("processSubscriptions", "process_subscriptions", "process the subscriptions", Answer::Nothing, false),
    operation("reloadGuide", "reload_guide", "reload the guide", Answer::Nothing, false),
    operation("scanGrabberDevice", "scan_grabber_device", "scan the channels", Answer::Nothing, false),
];

/// Stands for an operation that the document has gained and this table has not.
const UNLISTED: Operation = operation("", "", "do that", Answer::Document, false);

/// The operation by its method on the generated client.
pub(crate) fn by_method(method: &str) -> &'static Operation {
    find(|operation| operation.method == method)
}

/// The operation by its `operationId`.
pub(crate) fn by_id(id: &str) -> &'static Operation {
    find(|operation| operation.id == id)
}

fn find(is_it: impl Fn(&Operation) -> bool) -> &'static Operation {
    static FALLBACK: Operation = UNLISTED;
    ALL.iter()
        .find(|operation| is_it(operation))
        .unwrap_or(&FALLBACK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_exactly_the_operations_of_the_document() {
        let generated = include_str!("../generated/mod.rs");
        let mut in_document: Vec<&str> = generated
            .split("operation_id: \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        in_document.sort_unstable();
        in_document.dedup();
        let mut in_table: Vec<&str> = ALL.iter().map(|operation| operation.method).collect();
        in_table.sort_unstable();
        assert_eq!(in_table, in_document);
    }

    #[test]
    fn nothing_that_starts_work_is_retried() {
        let retried: Vec<&str> = ALL.iter().filter(|op| op.retry).map(|op| op.id).collect();
        assert_eq!(
            retried,
            [
                "getServerActivities",
                "cancelServerActivities",
                "getIdentity",
                "getSections"
            ]
        );
    }
}
