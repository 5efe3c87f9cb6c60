//! The types of activities that servers are known to send, by name.
//!
//! Types are open text ([`Activity::kind`](crate::Activity::kind)), and newer servers send others. The
//! constants are for filters, comparisons and suggestions; an activity of another type is as good.
//!
//! ```
//! use plex_api::{ActivityFilter, activity_types};
//!
//! let scans = ActivityFilter::any().of_type(activity_types::LIBRARY_UPDATE_SECTION);
//! # assert!(scans.includes_type("library.update.section"));
//! ```
//!
//! Each constant says what starts the job, and how that is known: *recorded* from a server, or *read*
//! in the source of other clients.

/// Defines the constants, and [`ACTIVITY_TYPES`] from them, in alphabetical order.
macro_rules! activity_types {
    ($($(#[$doc:meta])* $name:ident = $type:literal;)+) => {
        $($(#[$doc])* pub const $name: &str = $type;)+

        /// Types of activities that servers are known to send ([`Activity::kind`](crate::Activity::kind)),
        /// in alphabetical order. The module [`activity_types`](crate::activity_types) has each by name.
        ///
        /// Types are open text, and newer servers send others, so this list is for suggestions and
        /// checks of typed text, never for a decision about an activity.
        pub const ACTIVITY_TYPES: &[&str] = &[$($name),+];
    };
}

activity_types! {
    /// Scheduled tasks. An idle server may list one at 100 percent permanently. Recorded.
    BUTLER = "butler";
    /// A recording; also while a user watches live TV. Its progress follows the broadcast. Read.
    GRABBER_GRAB = "grabber.grab";
    /// Refreshes a single item, also when a client opens it; `Context` has the item's `key`, and no
    /// section. Recorded.
    LIBRARY_REFRESH_ITEMS = "library.refresh.items";
    /// Fetches metadata of an item, after a scan or on request; many at once, often without a
    /// `Context`. Read.
    LIBRARY_UPDATE_ITEM_METADATA = "library.update.item.metadata";
    /// Scans a library section, which `Context` names from the first update on. It cannot be cancelled:
    /// [`stop_refresh`](crate::LibraryApi::stop_refresh) stops it. Recorded.
    LIBRARY_UPDATE_SECTION = "library.update.section";
    /// Downloads a file to a device, or converts it on the server. Recorded.
    MEDIA_DOWNLOAD = "media.download";
    /// Generates preview thumbnails. Read.
    MEDIA_GENERATE_BIF = "media.generate.bif";
    /// Generates thumbnails of chapters. Read.
    MEDIA_GENERATE_CHAPTER_THUMBS = "media.generate.chapter.thumbs";
    /// Detects credits. Its progress is indeterminate. Recorded.
    MEDIA_GENERATE_CREDITS = "media.generate.credits";
    /// Detects intros. Read.
    MEDIA_GENERATE_INTROS = "media.generate.intros";
    /// Analyzes loudness. Recorded.
    MEDIA_GENERATE_LOUDNESS = "media.generate.loudness";
    /// Analyzes music. Read.
    MEDIA_GENERATE_MUSIC_ANALYSIS = "media.generate.music.analysis";
    /// Detects speech. Read.
    MEDIA_GENERATE_VOICE_ACTIVITY = "media.generate.voice.activity";
    /// Converts a file for a download. Servers from 1.43.3 on do not list it. Read.
    MEDIA_OFFLINE_TRANSCODE = "media.offline.transcode";
    /// Reloads a programme guide. Documented by Plex.
    PROVIDER_EPG_LOAD = "provider.epg.load";
    /// Refreshes a subscription while live TV is watched or recorded; stays at 50 percent meanwhile.
    /// Read.
    PROVIDER_SUBSCRIPTION_REFRESH = "provider.subscription.refresh";
    /// Processes the recording subscriptions, often within a second. It can be cancelled. Recorded.
    PROVIDER_SUBSCRIPTIONS_PROCESS = "provider.subscriptions.process";
}

/// The beginnings of all activity types that servers send or may send. A type with another beginning is
/// more likely a typing error than a new type.
pub const ACTIVITY_FAMILIES: &[&str] = &[
    "butler",
    "grabber.",
    "library.",
    "media.",
    "provider.",
    "update.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_are_in_order_and_each_belongs_to_a_family() {
        for list in [ACTIVITY_TYPES, ACTIVITY_FAMILIES] {
            assert!(list.is_sorted_by(|one, next| one < next), "{list:?}");
        }
        for kind in ACTIVITY_TYPES {
            let family = |family: &&str| kind.starts_with(*family);
            assert!(ACTIVITY_FAMILIES.iter().any(family), "{kind}");
        }
    }
}
