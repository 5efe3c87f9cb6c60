//! Recorded bodies of real servers, for [`PlexSim::answer`](crate::PlexSim::answer).
//!
//! `payloads/README.md` in this crate names the source of each body and its replaced parts.
//! `constructed-*` was written from descriptions, `documented-*` is an example from documentation,
//! and every other body was recorded.

/// One recorded body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedBody {
    /// The file name: first the transport, then the content.
    pub name: &'static str,
    /// The body, byte for byte.
    pub bytes: &'static [u8],
}

macro_rules! recorded_bodies {
    ($($name:literal),* $(,)?) => {
        /// Every recorded body, sorted by name.
        pub static ALL: &[RecordedBody] = &[
            $(RecordedBody { name: $name, bytes: include_bytes!(concat!("../payloads/", $name)) }),*
        ];
    };
}

recorded_bodies![
    "constructed-gdm-answer-colon-in-name.bin",
    "constructed-gdm-answer-control-characters.bin",
    "constructed-gdm-answer-huge.bin",
    "constructed-gdm-answer-lf-no-end.bin",
    "constructed-gdm-answer-lower-case.bin",
    "constructed-gdm-answer-no-identifier.bin",
    "constructed-gdm-answer-not-gdm.bin",
    "constructed-gdm-answer-not-utf8.bin",
    "constructed-gdm-answer-without-port.bin",
    "constructed-http-activities-empty.json",
    "constructed-http-activities-empty.xml",
    "constructed-http-activities-idle-with-butler.json",
    "constructed-http-activities-one-scan.json",
    "documented-http-401-errors.json",
    "documented-http-activities-epg-load.xml",
    "documented-http-butler-list.json",
    "gdm-answer-player.bin",
    "gdm-answer-server.bin",
    "gdm-search-plexapi.bin",
    "gdm-search-roku.bin",
    "http-200-xml-response-headers.txt",
    "http-401-response-headers.txt",
    "http-401-unauthorized.html",
    "http-503-maintenance.xml",
    "http-activities-one-scan.xml",
    "http-prefs-that-matter.json",
    "pms-log-scanner-reports-progress.txt",
    "pms-log-websocket-refused-401.txt",
    "sse-ping.txt",
    "sse-playing-single-object.txt",
    "sse-section-scan-pms-1.43.3.txt",
    "ws-activity-refresh-items-ended-augmenting.json",
    "ws-activity-refresh-items-started-without-context.json",
    "ws-activity-refresh-items-updated-checking-files.json",
    "ws-activity-refresh-items-updated-context-booleans.json",
    "ws-activity-subscriptions-process-ended.json",
    "ws-activity-subscriptions-process-started.json",
    "ws-activity-update-section-no-context-odd-uuid.json",
    "ws-log-notification.json",
    "ws-playing-2019-no-client-identifier.json",
    "ws-playing-2025-with-play-queue.json",
    "ws-progress-frame-cut-by-logger.txt",
    "ws-reachability.json",
    "ws-timeline-deleted-integer-ids.json",
    "ws-update-statechange-empty-strings.json",
];

/// The body with this file name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static RecordedBody> {
    ALL.iter().find(|payload| payload.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_listed_with_its_source() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/payloads");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "README.md")
            .collect();
        files.sort();
        let listed: Vec<_> = ALL.iter().map(|payload| payload.name).collect();
        assert_eq!(files, listed);
        let index = std::fs::read_to_string(format!("{folder}/README.md")).unwrap();
        for name in listed {
            assert!(index.contains(name), "{name} has no source");
        }
    }
}
