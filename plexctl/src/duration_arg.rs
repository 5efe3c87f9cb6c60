//! Durations on the command line: `30s`, `1m30s`.

use std::time::Duration;

/// Parses a duration, with its unit.
pub(crate) fn parse_duration_or_zero(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .map_err(|error| format!("expected a time such as 5s or 1m30s: {error}"))
}

/// Parses a duration above zero, with its unit.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, String> {
    let time = parse_duration_or_zero(text)?;
    if time.is_zero() {
        return Err("expected a time above zero, such as 5s".to_owned());
    }
    Ok(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit_and_is_not_zero() {
        assert_eq!(parse_duration("1m30s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse_duration_or_zero("0s"), Ok(Duration::ZERO));
        for bad in ["5", "", "0s", "-1s", "soon"] {
            let error = parse_duration(bad).unwrap_err();
            assert!(error.starts_with("expected a time"), "{bad}: {error}");
        }
    }
}
