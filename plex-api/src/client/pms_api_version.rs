//! The header by which a client says for which version of Plex's API it was written.

use http::header::{HeaderName, HeaderValue};

use crate::error::{Error, Result};

/// The header; absent unless the caller sets a version.
pub(crate) const PMS_API_VERSION: HeaderName = HeaderName::from_static("x-plex-pms-api-version");

/// A longer text is no version.
const LONGEST: usize = 32;

/// The header's value for numbers with dots between them, such as `1.2.2`.
pub(crate) fn pms_api_version(version: &str) -> Result<HeaderValue> {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_version = version.len() <= LONGEST && version.split('.').all(is_number);
    HeaderValue::from_str(version)
        .ok()
        .filter(|_| is_version)
        .ok_or_else(|| {
            let given: String = version.chars().take(LONGEST).collect();
            Error::invalid(format!(
                "the version of the API is numbers with dots between them, such as 1.2.2; got {given:?}"
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_dots_are_a_version() {
        for version in ["1", "1.0", "1.2.2"] {
            assert_eq!(pms_api_version(version).unwrap(), version);
        }
        for other in ["", "v1", "1.", ".1", "1..2", "1.2 ", "1\r\nX: y", "latest"] {
            let text = pms_api_version(other).unwrap_err().to_string();
            assert!(text.contains("such as 1.2.2"), "{text}");
            assert!(!text.contains(['\r', '\n']), "{text}");
        }
        let long = "1".repeat(10_000);
        assert!(pms_api_version(&long).unwrap_err().to_string().len() < 200);
    }
}
