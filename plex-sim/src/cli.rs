//! The command line options of `plex-sim`, which other programs can include.

use std::io;
use std::net::SocketAddr;

use crate::builder::PlexSimBuilder;
use crate::pms_profile::PmsProfile;
use crate::scenario::Scenario;
use crate::scenario_file::ScenarioError;
use crate::server::PlexSim;

/// The options of the program `plex-sim`, except for the token. Another program includes them with
/// `#[command(flatten)]`. Needs the feature `cli`.
#[derive(Debug, Clone, clap::Args)]
pub struct SimOptions {
    /// The port to listen on; 0 chooses a free port
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// The scenario to play: quiet-night, big-scan, bad-day, none, or a YAML or JSON file
    #[arg(long, value_name = "NAME_OR_FILE", default_value = "quiet-night")]
    scenario: String,

    /// Speed of the activities: 1 is real time, 10 is ten times as fast, 0 stops them
    #[arg(long, value_name = "TIMES", default_value_t = 1.0, value_parser = parse_rate)]
    rate: f64,

    /// Behave as this version of Plex Media Server: 1.41, 1.42, 1.43.2 or 1.43.3
    #[arg(long, value_name = "VERSION", value_parser = parse_profile)]
    pms: Option<PmsProfile>,

    /// Serve everything under this path, as behind a reverse proxy: /plex
    #[arg(long, value_name = "PATH")]
    prefix: Option<String>,

    /// Disable the control of the server under /sim/
    #[arg(long)]
    no_control: bool,

    /// Answer searches on the local network ("GDM") on this address, for example 127.0.0.1:32414
    #[arg(long, value_name = "ADDRESS")]
    gdm: Option<SocketAddr>,

    #[cfg(feature = "plex-tv")]
    #[command(flatten)]
    plex_tv: PlexTvOptions,

    #[cfg(feature = "tls")]
    #[command(flatten)]
    tls: TlsOptions,
}

#[cfg(feature = "plex-tv")]
#[derive(Debug, Clone, clap::Args)]
struct PlexTvOptions {
    /// Simulate plex.tv too: sign-in and the account's servers. Its address is the second line
    #[arg(long)]
    plex_tv: bool,

    /// The port of the simulated plex.tv; 0 chooses a free port
    #[arg(long, value_name = "PORT", default_value_t = 0, requires = "plex_tv")]
    plex_tv_port: u16,

    /// Its tokens for the server end after 7 days, by its clock
    #[arg(long, requires = "plex_tv")]
    jwt_server_tokens: bool,
}

#[cfg(feature = "tls")]
#[derive(Debug, Clone, clap::Args)]
struct TlsOptions {
    /// Serve HTTPS, with a new certificate for 127.0.0.1 and localhost
    #[arg(long)]
    tls: bool,

    /// Write the certificate that clients have to trust to this file, as PEM
    #[arg(long, value_name = "FILE", requires = "tls")]
    ca_file: Option<std::path::PathBuf>,
}

impl SimOptions {
    /// A builder with these options.
    pub fn builder(&self) -> PlexSimBuilder {
        let mut builder = PlexSim::builder()
            .port(self.port)
            .control(!self.no_control)
            .report_unknown_paths(true);
        if let Some(prefix) = &self.prefix {
            builder = builder.prefix(prefix);
        }
        if let Some(profile) = self.pms {
            builder = builder.pms(profile);
        }
        if let Some(addr) = self.gdm {
            builder = builder.gdm(addr);
        }
        #[cfg(feature = "plex-tv")]
        if self.plex_tv.plex_tv {
            let setup = crate::plex_tv::PlexTvSetup::new()
                .port(self.plex_tv.plex_tv_port)
                .jwt_server_tokens(self.plex_tv.jwt_server_tokens);
            builder = builder.plex_tv(setup);
        }
        #[cfg(feature = "tls")]
        if self.tls.tls {
            builder = builder.tls(crate::tls::Tls::new());
        }
        builder
    }

    /// The scenario to play; `None` for `none`.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn scenario(&self) -> Result<Option<Scenario>, ScenarioError> {
        match self.scenario.as_str() {
            "none" => Ok(None),
            name => Scenario::load(name).map(Some),
        }
    }

    /// The first output of the program: the server's address, and that of the account service if there
    /// is one, each in a line.
    #[must_use]
    pub fn describe_addresses(&self, sim: &PlexSim) -> String {
        let server = format!("{}\n", sim.url());
        #[cfg(feature = "plex-tv")]
        if let Some(plex_tv) = sim.plex_tv() {
            return format!("{server}{}\n", plex_tv.url());
        }
        server
    }

    /// Sets the clock of the started simulator, and writes the certificate file. Call it before you
    /// print the address and play the scenario.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn apply(&self, sim: &PlexSim) -> io::Result<()> {
        sim.set_clock_rate(self.rate);
        #[cfg(feature = "tls")]
        if let (Some(file), Some(pem)) = (&self.tls.ca_file, sim.ca_pem()) {
            std::fs::write(file, pem).map_err(|error| {
                io::Error::new(
                    error.kind(),
                    format!("cannot write {}: {error}", file.display()),
                )
            })?;
        }
        Ok(())
    }
}

fn parse_rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate >= 0.0 => Ok(rate),
        _ => Err("expected a number of at least zero, such as 10 or 0.5".to_owned()),
    }
}

fn parse_profile(text: &str) -> Result<PmsProfile, String> {
    PmsProfile::by_name(text)
        .ok_or_else(|| format!("expected one of {}", PmsProfile::NAMES.join(", ")))
}
