//! The identity of the client: the `X-Plex-*` headers.

use std::fmt;

use http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::error::{Error, Result};

/// The identity of this client, as servers show it in their list of devices.
///
/// Sent with every request as `X-Plex-Client-Identifier`, `X-Plex-Product`, `X-Plex-Version` and,
/// where set, `X-Plex-Platform` and `X-Plex-Device-Name`. A server typically requires the client
/// identifier, and treats two clients with the same one as one device: give each installation its
/// own, and keep it.
///
/// ```
/// use plex_api::ClientIdentity;
///
/// let identity = ClientIdentity::new("my-tool", env!("CARGO_PKG_VERSION"))
///     .client_identifier("my-tool-in-the-basement")
///     .device_name("Basement");
/// # let _ = identity;
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ClientIdentity {
    product: String,
    version: String,
    client_identifier: String,
    platform: Option<String>,
    device_name: Option<String>,
}

impl ClientIdentity {
    /// A client with this product name and version.
    ///
    /// The client identifier is the product's name until [`client_identifier`] sets another.
    ///
    /// [`client_identifier`]: Self::client_identifier
    #[must_use]
    pub fn new(product: impl Into<String>, version: impl Into<String>) -> Self {
        let product = product.into();
        Self {
            client_identifier: product.clone(),
            product,
            version: version.into(),
            platform: None,
            device_name: None,
        }
    }

    /// Sets the permanent identifier of this installation (`X-Plex-Client-Identifier`).
    #[must_use]
    pub fn client_identifier(mut self, identifier: impl Into<String>) -> Self {
        self.client_identifier = identifier.into();
        self
    }

    /// Sets the platform (`X-Plex-Platform`), for example `Linux`.
    #[must_use]
    pub fn platform(mut self, platform: impl Into<String>) -> Self {
        self.platform = Some(platform.into());
        self
    }

    /// Sets the name of the device (`X-Plex-Device-Name`).
    #[must_use]
    pub fn device_name(mut self, name: impl Into<String>) -> Self {
        self.device_name = Some(name.into());
        self
    }

    /// The product's name.
    #[cfg(feature = "account")]
    pub(crate) fn product(&self) -> &str {
        &self.product
    }

    /// The headers; an error names the part that is not valid in a header.
    pub(crate) fn headers(&self) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        let parts = [
            (
                "x-plex-client-identifier",
                "client identifier",
                Some(&self.client_identifier),
            ),
            ("x-plex-product", "product", Some(&self.product)),
            ("x-plex-version", "version", Some(&self.version)),
            ("x-plex-platform", "platform", self.platform.as_ref()),
            (
                "x-plex-device-name",
                "device name",
                self.device_name.as_ref(),
            ),
        ];
        for (header, part, value) in parts {
            let Some(value) = value else { continue };
            if value.trim().is_empty() {
                return Err(Error::invalid(format!(
                    "the client identity's {part} is empty"
                )));
            }
            // Header values may have bytes beyond ASCII, but no control characters.
            let header_value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
                Error::invalid(format!(
                    "the client identity's {part} cannot be sent as a header: {value:?} has a \
                     control character"
                ))
            })?;
            headers.insert(HeaderName::from_static(header), header_value);
        }
        Ok(headers)
    }
}

impl fmt::Debug for ClientIdentity {
    // Anybody who knows the client identifier can take the token of a sign-in that is under way.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientIdentity")
            .field("product", &self.product)
            .field("version", &self.version)
            .field("platform", &self.platform)
            .field("device_name", &self.device_name)
            .finish_non_exhaustive()
    }
}

/// This crate's name and version.
impl Default for ClientIdentity {
    fn default() -> Self {
        Self::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_part_is_a_header() {
        let headers = ClientIdentity::new("tool", "1.2")
            .client_identifier("here")
            .platform("Linux")
            .device_name("K\u{fc}che")
            .headers()
            .unwrap();
        assert_eq!(headers.len(), 5);
        assert_eq!(headers["x-plex-client-identifier"], "here");
        assert_eq!(
            headers["x-plex-device-name"].as_bytes(),
            "K\u{fc}che".as_bytes()
        );
        assert_eq!(
            ClientIdentity::new("tool", "1.2").headers().unwrap().len(),
            3
        );
    }

    #[test]
    fn control_characters_and_empty_parts_are_refused_by_name() {
        let error = ClientIdentity::new("to\r\nol", "1")
            .headers()
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("client identifier") && error.contains("control"),
            "{error}"
        );
        let error = ClientIdentity::new("tool", " ")
            .headers()
            .unwrap_err()
            .to_string();
        assert!(error.contains("version is empty"), "{error}");
    }
}
