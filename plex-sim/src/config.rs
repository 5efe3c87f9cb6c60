//! What is fixed when a simulator starts.

use std::time::Duration;

use crate::section::Section;

/// Set by the builder, never changed afterwards.
#[derive(Clone)]
pub(crate) struct Config {
    pub(crate) token: Option<String>,
    /// Further tokens, each with the account it belongs to.
    pub(crate) guests: Vec<(String, i64)>,
    pub(crate) prefix: String,
    pub(crate) machine_identifier: String,
    pub(crate) version: String,
    pub(crate) sections: Vec<Section>,
    pub(crate) latency: Duration,
    pub(crate) scan: ScanTiming,
    pub(crate) ping_every: Option<Duration>,
    pub(crate) pings_obey_filters: bool,
    pub(crate) websocket_pings: Option<Duration>,
    pub(crate) patience: Duration,
    pub(crate) grace: Duration,
    /// Whether `/sim/` steers it.
    pub(crate) control: bool,
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<crate::tls::Tls>,
    /// Made at the start when `tls` is there.
    #[cfg(feature = "tls")]
    pub(crate) identity: Option<std::sync::Arc<crate::tls::Identity>>,
}

impl Config {
    pub(crate) fn scheme(&self) -> &'static str {
        #[cfg(feature = "tls")]
        if self.tls.is_some() {
            return "https";
        }
        "http"
    }
}

/// How fast an activity that a request started moves on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScanTiming {
    pub(crate) steps: u32,
    pub(crate) every: Duration,
    /// Stands still after its first update until a test moves it.
    pub(crate) manual: bool,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("token", &self.token.as_ref().map(|_| "(hidden)"))
            .field("prefix", &self.prefix)
            .field("machine_identifier", &self.machine_identifier)
            .field("latency", &self.latency)
            .finish_non_exhaustive()
    }
}
