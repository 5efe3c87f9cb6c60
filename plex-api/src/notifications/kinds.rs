//! The kinds of notifications that a subscriber wants, and how the client asks a server for them.

use std::collections::BTreeSet;

use super::decode::ACTIVITY;

/// The kind that servers send only where it is asked for by name.
const LOG: &str = "log";

/// The kinds of notifications that a caller wants: see [`Plex::notifications`](crate::Plex::notifications).
///
/// ```
/// use plex_api::NotificationKinds;
///
/// let kinds = NotificationKinds::of(["playing", "timeline"]);
/// assert!(kinds.includes("playing") && !kinds.includes("activity"));
/// assert!(NotificationKinds::all().includes("a kind of the next server version"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NotificationKinds {
    /// Every kind but the log.
    all: bool,
    names: BTreeSet<String>,
}

impl NotificationKinds {
    /// The kinds that recorded servers send. The set is open: newer servers send others.
    pub const KNOWN: &'static [&'static str] = &[
        "account",
        ACTIVITY,
        "backgroundProcessingQueue",
        LOG,
        "playing",
        "preference",
        "progress",
        "reachability",
        "status",
        "timeline",
        "transcodeSession.end",
        "transcodeSession.start",
        "transcodeSession.update",
        "update.statechange",
    ];

    /// Every kind, unknown ones included, except `log`: servers send their log only where it is asked
    /// for by name, and it may have private paths in it. `all().and("log")` asks for it.
    #[must_use]
    pub fn all() -> Self {
        Self {
            all: true,
            names: BTreeSet::new(),
        }
    }

    /// Only these kinds, as servers spell them.
    #[must_use]
    pub fn of<K: AsRef<str>>(kinds: impl IntoIterator<Item = K>) -> Self {
        let none = Self {
            all: false,
            names: BTreeSet::new(),
        };
        kinds.into_iter().fold(none, Self::and)
    }

    /// Another kind as well.
    #[must_use]
    pub fn and(mut self, kind: impl AsRef<str>) -> Self {
        // A comma separates kinds where a server is asked for them, so none has it in its name.
        let names = kind.as_ref().split(',').map(str::trim);
        let names = names.filter(|name| !name.is_empty());
        self.names.extend(names.map(str::to_owned));
        self
    }

    /// Returns `true` if notifications of this kind are wanted.
    #[must_use]
    pub fn includes(&self, kind: &str) -> bool {
        self.all && kind != LOG || self.names.contains(kind)
    }

    /// The kinds that the tracker needs.
    pub(crate) fn activities() -> Self {
        Self::of([ACTIVITY])
    }

    /// Adds the kinds that the other wants.
    pub(crate) fn add(&mut self, other: &Self) {
        self.all |= other.all;
        self.names.extend(other.names.iter().cloned());
    }

    /// Returns `true` if everything that the other wants is wanted.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        (self.all || !other.all) && other.names.iter().all(|name| self.includes(name))
    }

    /// The query parameter `filters` that asks for them; `None` is everything but the log.
    #[cfg_attr(
        not(any(feature = "websocket", feature = "eventsource")),
        allow(dead_code, reason = "a build without transports asks for nothing")
    )]
    pub(crate) fn to_filters(&self) -> Option<String> {
        if self.all {
            return self.names.contains(LOG).then(String::new);
        }
        // A list that begins with `-` would leave out the kinds that it names.
        let others = self.names.iter().filter(|name| *name != ACTIVITY);
        let mut filters = ACTIVITY.to_owned();
        for name in others {
            filters.push(',');
            filters.push_str(name);
        }
        Some(filters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_asked_for_activities_in_any_case() {
        let filters = |kinds: NotificationKinds| kinds.to_filters();
        let of = |kinds: &[&str]| filters(NotificationKinds::of(kinds));
        assert_eq!(filters(NotificationKinds::all()), None);
        assert_eq!(
            filters(NotificationKinds::all().and("log")),
            Some(String::new())
        );
        assert_eq!(of(&[]), Some("activity".into()));
        assert_eq!(
            of(&["playing", "-activity", " ", "log"]),
            Some("activity,-activity,log,playing".into())
        );
        assert_eq!(of(&["b,a"]), Some("activity,a,b".into()));
    }

    #[test]
    fn kinds_cover_their_parts() {
        let (all, one) = (NotificationKinds::all(), NotificationKinds::of(["playing"]));
        assert!(all.covers(&one) && all.covers(&all) && one.covers(&one) && !one.covers(&all));
        let log = NotificationKinds::of(["log"]);
        assert!(!all.covers(&log) && all.clone().and("log").covers(&log));
        let mut both = one.clone();
        both.add(&log);
        assert!(both.covers(&log) && both.covers(&one) && !both.covers(&all));
    }
}
