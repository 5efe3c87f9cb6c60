//! The statuses by which a server, a proxy or a CDN says "not now".

use http::StatusCode;

use super::error_response;

/// Returns `true` if the same request may work a little later.
///
/// 520 to 530 and 598, 599 are of CDNs and proxies that cannot reach the server or lost its answer,
/// 509 is of web hosts whose traffic limit is used up.
pub(crate) fn is_temporary(status: u16) -> bool {
    matches!(status, 408 | 425 | 502..=504 | 509 | 520..=530 | 598 | 599)
}

/// Returns `true` if an answer of this status may come after the server carried out the request: somebody in
/// between lost the server's answer, or gave up on it.
pub(crate) fn may_have_worked(status: u16) -> bool {
    matches!(status, 408 | 502 | 504 | 520 | 522 | 524 | 527 | 598 | 599)
}

/// The name of a status, also of the better known ones that no standard has.
pub(crate) fn reason(status: StatusCode) -> &'static str {
    match status.as_u16() {
        error_response::TOKEN_EXPIRED => "Token Expired",
        509 => "Bandwidth Limit Exceeded",
        520 => "Web Server Returned an Unknown Error",
        521 => "Web Server Is Down",
        522 => "Connection Timed Out",
        523 => "Origin Is Unreachable",
        524 => "A Timeout Occurred",
        525 => "SSL Handshake Failed",
        526 => "Invalid SSL Certificate",
        529 => "Site Is Overloaded",
        530 => "Origin Unavailable",
        598 => "Network Read Timeout",
        599 => "Network Connect Timeout",
        _ => status.canonical_reason().unwrap_or("no standard status"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_after_which_the_work_may_be_done_is_temporary() {
        for status in (100..=999).filter(|status| may_have_worked(*status)) {
            assert!(is_temporary(status), "{status}");
        }
    }

    #[test]
    fn faults_of_the_server_and_of_the_request_are_not_temporary() {
        for status in [400, 401, 403, 404, 498, 500, 501, 505, 507, 511] {
            assert!(!is_temporary(status), "{status}");
        }
    }
}
