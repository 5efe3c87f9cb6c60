//! The types of activities that servers are known to send.

/// Types of activities that servers are known to send ([`Activity::kind`](crate::Activity::kind)), in
/// alphabetical order.
///
/// Types are open text, and newer servers send others, so this list is for suggestions and checks of
/// what people type, never for a decision about an activity.
pub const ACTIVITY_TYPES: &[&str] = &[
    "butler",
    "grabber.grab",
    "library.refresh.items",
    "library.update.item.metadata",
    "library.update.section",
    "media.download",
    "media.generate.bif",
    "media.generate.chapter.thumbs",
    "media.generate.credits",
    "media.generate.intros",
    "media.generate.loudness",
    "media.generate.music.analysis",
    "media.generate.voice.activity",
    "media.offline.transcode",
    "provider.epg.load",
    "provider.subscription.refresh",
    "provider.subscriptions.process",
];

/// How the types of activities begin that servers send or may send. A type that begins otherwise is
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
