//! The errors of the account service: a status, a code and a text.

/// One error. The codes of 422 and 498, but for 1097, are invented: only their statuses are
/// documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) code: u32,
    pub(crate) message: &'static str,
}

impl ApiError {
    const fn new(status: u16, code: u32, message: &'static str) -> Self {
        Self {
            status,
            code,
            message,
        }
    }

    pub(crate) const NO_IDENTIFIER: Self =
        Self::new(400, 1000, "X-Plex-Client-Identifier is missing");
    pub(crate) const NO_IDENTIFIER_FOR_NONCE: Self =
        Self::new(422, 1000, "X-Plex-Client-Identifier is missing");
    pub(crate) const UNAUTHORIZED: Self = Self::new(401, 1001, "User could not be authenticated");
    pub(crate) const RATE_LIMITED: Self = Self::new(429, 1003, "API rate limit exceeded");
    pub(crate) const PIN_UNKNOWN: Self = Self::new(404, 1020, "Code not found or expired");
    pub(crate) const PIN_GONE: Self = Self::new(410, 1020, "Code not found or expired");
    pub(crate) const NOT_FOUND: Self = Self::new(404, 1002, "Not found");
    pub(crate) const MALFORMED: Self = Self::new(400, 1090, "Malformed request");
    pub(crate) const TOKEN_EXPIRED: Self = Self::new(498, 1091, "Token expired");
    pub(crate) const KEY_MISSING: Self = Self::new(
        422,
        1097,
        "JWK missing. No public key to verify JWT request",
    );
    pub(crate) const SIGNATURE: Self = Self::new(422, 1098, "Signature verification failed");
    pub(crate) const NONCE: Self = Self::new(422, 1096, "Nonce is unknown, used or expired");
    pub(crate) const THUMBPRINT_TAKEN: Self = Self::new(422, 1099, "Thumbprint already taken");
}
