//! The hours of the day in which a hook receives no events, by the clock of the machine.

use std::fmt;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::de::{self, Deserialize, Deserializer};

/// When an hour comes twice, the end of the quiet hours may be in the past. The wait then takes this long.
const AT_LEAST: Duration = Duration::from_secs(60);

/// From one time of the day to another, also over midnight.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct QuietHours {
    from: Time,
    to: Time,
    zone: TimeZone,
}

impl QuietHours {
    /// Returns the end of the quiet hours that this time is in; `None` when it is in none.
    pub(crate) fn end(&self, at: SystemTime) -> Option<SystemTime> {
        let local = Timestamp::try_from(at).ok()?;
        let local = local.to_zoned_datetime(self.zone.clone());
        let (date, time) = (local.date(), local.time());
        let (is_after_from, is_before_to) = (time >= self.from, time < self.to);
        let is_over_midnight = self.from > self.to;
        let is_quiet = match is_over_midnight {
            true => is_after_from || is_before_to,
            false => is_after_from && is_before_to,
        };
        if !is_quiet {
            return None;
        }
        let date = match is_over_midnight && is_after_from {
            true => date.tomorrow().ok()?,
            false => date,
        };
        let end = date.to_datetime(self.to);
        let end = end.to_zoned_datetime(self.zone.clone()).ok()?;
        let end = SystemTime::try_from(end).ok()?;
        match end > at {
            true => Some(end),
            false => at.checked_add(AT_LEAST),
        }
    }

    fn parse(text: &str, zone: TimeZone) -> Result<Self, String> {
        let expected = || "expected two times of the day such as \"22:00-07:00\"".to_owned();
        let (from, to) = text.split_once('-').ok_or_else(expected)?;
        let read = |text: &str| text.trim().parse::<Time>().map_err(|_| expected());
        let (from, to) = (read(from)?, read(to)?);
        if from == to {
            return Err("expected two different times of the day".to_owned());
        }
        Ok(Self { from, to, zone })
    }
}

impl fmt::Debug for QuietHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl<'de> Deserialize<'de> for QuietHours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text, TimeZone::system()).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(hours: &str, zone: &TimeZone, at: &str) -> Option<String> {
        let hours = QuietHours::parse(hours, zone.clone()).unwrap();
        let at: Timestamp = at.parse().unwrap();
        let end = hours.end(SystemTime::try_from(at).unwrap())?;
        Some(Timestamp::try_from(end).unwrap().to_string())
    }

    #[test]
    fn quiet_hours_end_in_the_morning_or_on_the_same_day() {
        let utc = TimeZone::UTC;
        for (hours, at, expected) in [
            ("22:00-07:00", "2026-11-30T21:59:59Z", None),
            (
                "22:00-07:00",
                "2026-11-30T22:00:00Z",
                Some("2026-12-01T07:00:00Z"),
            ),
            (
                "22:00-07:00",
                "2026-12-01T06:59:59Z",
                Some("2026-12-01T07:00:00Z"),
            ),
            ("22:00-07:00", "2026-12-01T07:00:00Z", None),
            (
                "12:30-13:00",
                "2026-12-01T12:45:00Z",
                Some("2026-12-01T13:00:00Z"),
            ),
            ("12:30-13:00", "2026-12-01T13:00:00Z", None),
        ] {
            assert_eq!(end(hours, &utc, at).as_deref(), expected, "{hours} {at}");
        }
    }

    #[test]
    fn the_clock_of_the_machine_counts_also_where_an_hour_comes_twice() {
        // One hour before UTC in winter, two in summer; the clock goes back at 01:00 UTC.
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        assert_eq!(
            end("22:00-07:00", &zone, "2026-07-01T20:30:00Z").as_deref(),
            Some("2026-07-02T05:00:00Z")
        );
        // 02:15 for the second time: the first 02:45 is over.
        assert_eq!(
            end("02:00-02:45", &zone, "2026-10-25T01:15:00Z").as_deref(),
            Some("2026-10-25T01:16:00Z")
        );
    }

    #[test]
    fn what_is_no_time_of_the_day_is_refused() {
        for text in ["", "22:00", "22-7h", "25:00-07:00", "07:00-07:00", "a-b"] {
            assert!(QuietHours::parse(text, TimeZone::UTC).is_err(), "{text}");
        }
    }
}
