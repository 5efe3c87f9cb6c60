//! The configuration of a simulator.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::fault::Fault;
use crate::section::Section;
use crate::server_list::ServerList;
#[cfg(feature = "tls")]
use crate::tls::{Tls, TlsIdentity};

/// Set by the builder, never changed after the start.
#[derive(Clone)]
pub(crate) struct Config {
    pub(crate) token: Option<String>,
    /// Further tokens, each with its account.
    pub(crate) guests: Vec<(String, i64)>,
    pub(crate) prefix: String,
    pub(crate) machine_identifier: String,
    pub(crate) version: String,
    /// The faults that are on from the start.
    pub(crate) faults: &'static [Fault],
    pub(crate) sections: Vec<Section>,
    pub(crate) latency: Duration,
    pub(crate) job_timing: JobTiming,
    pub(crate) scan_queue: Option<ScanQueue>,
    pub(crate) metadata_tail: Option<MetadataTail>,
    /// The lists that are not as they are at first.
    pub(crate) lists: BTreeMap<ServerList, Vec<Map<String, Value>>>,
    pub(crate) ping_every: Option<Duration>,
    pub(crate) pings_obey_filters: bool,
    pub(crate) websocket_pings: Option<Duration>,
    pub(crate) patience: Duration,
    pub(crate) grace: Duration,
    /// Whether a line on standard error names each unknown path.
    pub(crate) reports_unknown_paths: bool,
    /// The address at which the search on the local network is answered.
    pub(crate) gdm: Option<SocketAddr>,
    /// Whether `/sim/` controls the simulator.
    pub(crate) control: bool,
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<Tls>,
    /// Made at the start when `tls` is set.
    #[cfg(feature = "tls")]
    pub(crate) identity: Option<std::sync::Arc<TlsIdentity>>,
}

/// The owner's token, which `Debug` does not show. A server without one is unclaimed.
#[derive(Clone)]
pub(crate) struct OwnerToken(pub(crate) Option<String>);

impl fmt::Debug for OwnerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OwnerToken")
            .field(&self.0.as_ref().map(|_| "(hidden)"))
            .finish()
    }
}

/// The pace of an activity that a request started.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JobTiming {
    pub(crate) steps: u32,
    pub(crate) every: Duration,
    /// After its first update the activity does not move until a test moves it.
    pub(crate) manual: bool,
}

/// That requested scans run one after the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScanQueue {
    /// Whether a section says `refreshing` while its scan is in the queue.
    pub(crate) shows_refreshing: bool,
}

/// The metadata that is fetched after a requested scan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MetadataTail {
    /// The number of items that the scan finds.
    pub(crate) items: u32,
    /// The time from the end of the scan to the metadata of the last item.
    pub(crate) lasts: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            token: None,
            guests: Vec::new(),
            prefix: String::new(),
            machine_identifier: Uuid::new_v4().simple().to_string(),
            version: "1.43.3.10000-51a0000f1".to_owned(),
            faults: &[],
            sections: vec![
                Section::new("1", "movie", "Movies"),
                Section::new("2", "show", "TV Shows"),
                Section::new("3", "artist", "Music"),
            ],
            latency: Duration::ZERO,
            job_timing: JobTiming {
                steps: 20,
                every: Duration::from_millis(50),
                manual: false,
            },
            scan_queue: None,
            metadata_tail: None,
            lists: BTreeMap::new(),
            ping_every: Some(Duration::from_secs(10)),
            pings_obey_filters: false,
            websocket_pings: Some(Duration::from_secs(10)),
            patience: Duration::from_secs(20),
            grace: Duration::from_secs(10),
            reports_unknown_paths: false,
            gdm: None,
            control: false,
            #[cfg(feature = "tls")]
            tls: None,
            #[cfg(feature = "tls")]
            identity: None,
        }
    }
}

impl Config {
    /// The server's name under `plex.direct` without an address, as it is announced on the network.
    pub(crate) fn plex_direct_host(&self) -> String {
        #[cfg(feature = "tls")]
        if let Some(identity) = &self.identity
            && let Some((_, host)) = identity.plex_direct_name.split_once('.')
        {
            return host.to_owned();
        }
        "00112233445566778899aabbccddeeff.plex.direct".to_owned()
    }

    pub(crate) fn has_tls(&self) -> bool {
        self.scheme() == "https"
    }

    pub(crate) fn scheme(&self) -> &'static str {
        #[cfg(feature = "tls")]
        if self.tls.is_some() {
            return "https";
        }
        "http"
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("token", &self.token.as_ref().map(|_| "(hidden)"))
            .field("prefix", &self.prefix)
            .field("machine_identifier", &self.machine_identifier)
            .field("latency", &self.latency)
            .finish_non_exhaustive()
    }
}
