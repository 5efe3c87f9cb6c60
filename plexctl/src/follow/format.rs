//! The text form of activities, transports and durations for people.

use std::time::Duration;

use plex_api::Activity;

/// A shorter standstill is not worth mentioning: servers count in whole percent.
const WORTH_MENTIONING: Duration = Duration::from_secs(20);

/// The name of an activity, from the fields that the server sent.
pub(crate) fn display_name(activity: &Activity) -> String {
    let title = match activity.title() {
        "" => activity.kind(),
        title => title,
    };
    match activity.subtitle() {
        "" => title.to_owned(),
        subtitle => format!("{title}: {subtitle}"),
    }
}

/// Formats a duration in whole seconds, such as `2m 10s`.
pub(crate) fn format_duration(time: Duration) -> String {
    humantime::format_duration(Duration::from_secs(time.as_secs())).to_string()
}

/// Describes an activity by its name and progress.
pub(super) fn describe_state(activity: &Activity, still: Duration) -> String {
    let (name, progress) = (display_name(activity), activity.progress());
    if still < Duration::from_secs(1) {
        return format!("{name}, {progress}");
    }
    let still = format_duration(still);
    format!("{name}, {progress}, no progress for {still}")
}

/// Describes a long standstill; empty for a short one.
pub(crate) fn format_stall(still: Duration) -> String {
    if still < WORTH_MENTIONING {
        return String::new();
    }
    format!("  (no progress for {})", format_duration(still))
}

/// Returns `true` if this is the activity that idle servers list permanently. It is not a job.
pub(crate) fn is_permanent(activity: &Activity) -> bool {
    activity.kind() == "butler" && activity.progress().percent() == Some(100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_activity_is_called_by_what_is_known() {
        for (json, expected) in [
            (r#"{"uuid":"a","type":"butler"}"#, "butler"),
            (r#"{"uuid":"a","type":"butler","title":"Tasks"}"#, "Tasks"),
            (
                r#"{"uuid":"a","title":"Scanning","subtitle":"A"}"#,
                "Scanning: A",
            ),
        ] {
            let activity: Activity = serde_json::from_str(json).unwrap();
            assert_eq!(display_name(&activity), expected);
        }
    }

    #[test]
    fn a_long_standstill_is_described_in_whole_seconds() {
        assert_eq!(format_stall(Duration::from_secs(19)), "");
        let still = Duration::from_millis(130_900);
        assert_eq!(format_stall(still), "  (no progress for 2m 10s)");
    }
}
