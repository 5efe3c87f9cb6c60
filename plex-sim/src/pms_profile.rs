//! Versions of servers, with their documented differences.

use strum::{EnumString, IntoStaticStr, VariantNames};

use crate::fault::Fault;

/// A version of the simulated server; for [`PlexSimBuilder::pms`](crate::PlexSimBuilder::pms). Its
/// documented differences are turned on as faults, so that a test can lift one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantNames)]
#[non_exhaustive]
pub enum PmsProfile {
    /// Before 1.41.9: no download queue.
    #[strum(serialize = "1.41")]
    Pms1_41,
    /// 1.42.0: a download queue, whose conversions are listed as activities.
    #[strum(serialize = "1.42")]
    Pms1_42,
    /// 1.43.2: the version of Plex's document 1.2.2. Conversions for downloads are listed.
    #[strum(serialize = "1.43.2")]
    Pms1_43_2,
    /// 1.43.3, the default: conversions for downloads are in no list but that of the client that asked.
    #[strum(serialize = "1.43.3")]
    Pms1_43_3,
}

impl PmsProfile {
    /// The names that [`by_name`](Self::by_name) knows, such as `1.43.3`.
    pub const NAMES: &'static [&'static str] = Self::VARIANTS;

    /// The profile of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// Its name, such as `1.43.3`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The version in `/identity`. The last parts are invented.
    pub(crate) fn version(self) -> &'static str {
        match self {
            Self::Pms1_41 => "1.41.0.8900-51a0000f1",
            Self::Pms1_42 => "1.42.0.9900-51a0000f1",
            Self::Pms1_43_2 => "1.43.2.10600-51a0000f1",
            Self::Pms1_43_3 => "1.43.3.10828-51a0000f1",
        }
    }

    /// The differences from the default.
    pub(crate) fn faults(self) -> &'static [Fault] {
        match self {
            Self::Pms1_41 => &[Fault::NoDownloadQueue],
            Self::Pms1_42 | Self::Pms1_43_2 => &[Fault::ListedDownloads],
            Self::Pms1_43_3 => &[],
        }
    }
}
