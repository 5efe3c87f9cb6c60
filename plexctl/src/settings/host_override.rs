//! Host overrides as they are typed: `HOST=ADDRESS`.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A host name and the address to use for it instead of asking DNS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HostOverride {
    pub(crate) host: String,
    pub(crate) address: IpAddr,
}

impl FromStr for HostOverride {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('=').map(|(host, address)| {
            let address = address.trim().trim_matches(['[', ']']);
            (host.trim(), address.parse())
        });
        match parts {
            Some((host, Ok(address))) if !host.is_empty() => Ok(Self {
                host: host.to_owned(),
                address,
            }),
            _ => Err("expected HOST=ADDRESS, such as plex.example.org=192.168.1.10".to_owned()),
        }
    }
}

impl fmt::Display for HostOverride {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.host, self.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_override_is_a_name_and_an_address() {
        for text in ["nas=192.168.1.10", "nas=::1", " nas = [::1] "] {
            let place: HostOverride = text.parse().unwrap();
            assert_eq!(place.host, "nas", "{text}");
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for text in ["", "nas", "=1.2.3.4", "nas=", "nas=other", "nas=1.2.3.4:80"] {
            let error = text.parse::<HostOverride>().unwrap_err();
            assert!(error.starts_with("expected HOST=ADDRESS"), "{text}");
        }
    }
}
