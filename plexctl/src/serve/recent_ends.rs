//! The last ends of a server, so that a page that is opened later shows them too.

use std::collections::VecDeque;
use std::time::SystemTime;

use plex_api::Activity;
use serde::Serialize;

use super::followed_servers::Beginning;

/// The number of ends of one server that are kept.
const KEPT: usize = 10;

/// The number of characters of a server's text that are kept.
const TEXT: usize = 200;

/// The last ends of one server, the newest first.
#[derive(Debug, Default)]
pub(crate) struct RecentEnds(VecDeque<RecentEnd>);

/// One end, with cut texts.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RecentEnd {
    pub(crate) uuid: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) at: String,
    pub(crate) how: String,
    /// `null` when its beginning is not known.
    pub(crate) duration_seconds: Option<u64>,
}

impl RecentEnd {
    /// An end that happened now.
    pub(crate) fn new(
        activity: &Activity,
        how: &str,
        began: Option<Beginning>,
        at: SystemTime,
    ) -> Self {
        let duration = began
            .filter(|began| began.is_seen)
            .and_then(|began| at.duration_since(began.at).ok());
        Self::known(
            activity.id().as_str(),
            activity.kind(),
            activity.title(),
            how,
            at,
            duration.map(|duration| duration.as_secs()),
        )
    }

    /// An end that was written down.
    pub(crate) fn known(
        uuid: &str,
        kind: &str,
        title: &str,
        how: &str,
        at: SystemTime,
        duration_seconds: Option<u64>,
    ) -> Self {
        Self {
            uuid: cut(uuid),
            kind: cut(kind),
            title: cut(title),
            at: humantime::format_rfc3339_millis(at).to_string(),
            how: how.to_owned(),
            duration_seconds,
        }
    }
}

impl RecentEnds {
    pub(crate) fn new(ends: Vec<RecentEnd>) -> Self {
        Self(ends.into_iter().take(KEPT).collect())
    }

    pub(crate) fn push(&mut self, end: RecentEnd) {
        self.0.push_front(end);
        self.0.truncate(KEPT);
    }

    pub(crate) fn list(&self) -> Vec<RecentEnd> {
        self.0.iter().cloned().collect()
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(TEXT) {
        Some((end, _)) => format!("{}\u{2026}", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_ends_are_kept_and_their_texts_are_cut() {
        let mut ends = RecentEnds::default();
        for number in 0..30 {
            let title = "\u{e4}".repeat(1_000_000);
            let now = SystemTime::now();
            ends.push(RecentEnd::known(
                &number.to_string(),
                "butler",
                &title,
                "ended",
                now,
                None,
            ));
        }
        let list = ends.list();
        assert_eq!(list.len(), KEPT);
        assert_eq!(list.first().unwrap().uuid, "29");
        assert_eq!(list.first().unwrap().title.chars().count(), TEXT + 1);
    }
}
