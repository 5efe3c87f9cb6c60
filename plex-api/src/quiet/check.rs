//! The question whether a server is quiet, with its settings.

use std::fmt::Display;
use std::time::Duration;

use super::driver::{Driver, Step};
use super::model::Pace;
use super::report::QuietReport;
use super::settings::QuietSettings;
use super::source_kind::SourceKind;
use super::watch::QuietWatch;
use crate::error::Result;
use crate::hub::Session;

/// The question whether a server is quiet; see [`Plex::quiet`](crate::Plex::quiet). Nothing is sent before
/// [`check`](Self::check) or [`watch`](Self::watch).
#[derive(Clone, Debug)]
#[must_use = "nothing is asked before `check` or `watch`"]
pub struct QuietCheck {
    session: Session,
    settings: QuietSettings,
}

impl QuietCheck {
    pub(crate) fn new(session: &Session) -> Self {
        Self {
            session: session.clone(),
            settings: QuietSettings::default(),
        }
    }

    /// Leaves out work of this kind, and that this kind could not be seen. The work is still in
    /// [`QuietReport::ignored`]. Not every kind [can be ignored](SourceKind::can_be_ignored).
    pub fn ignore(mut self, kind: SourceKind) -> Self {
        self.settings.ignored.insert(kind);
        self
    }

    /// Leaves out players that have been paused for this long, as far as this question has seen: with
    /// [`Duration::ZERO`] at once, and with more than 15 seconds only in [`watch`](Self::watch), because
    /// servers do not say since when a player is paused. A paused player counts as work unless set.
    pub fn ignore_paused(mut self, after: Duration) -> Self {
        self.settings.ignore_paused = Some(after);
        self
    }

    /// Sets the time without work on the library, after a scan or other work on it, before the server counts
    /// as quiet; 45 seconds unless set. More work follows the end of a scan: 28 seconds were measured for
    /// fifty items.
    pub fn settle(mut self, time: Duration) -> Self {
        self.settings.settle = time;
        self
    }

    /// Sets the time for which the server must have been quiet without a break; zero unless set. Any work
    /// starts the time again, and the time does not advance while a source does not answer. A recording that
    /// begins within this time plus two minutes counts as work.
    pub fn hold(mut self, time: Duration) -> Self {
        self.settings.hold = time;
        self
    }

    /// Sets whether the hours of the scheduled tasks count as work, also when they begin within
    /// [`hold`](Self::hold). Unless set, they are only a note. The hours are in the server's local time. No
    /// request tells its time zone, so that of this machine is used.
    pub fn outside_butler(mut self, is_work: bool) -> Self {
        self.settings.outside_butler = is_work;
        self
    }

    /// Asks only whether this library section is quiet, by its number: before the trash is emptied, or
    /// before the next scan. Work on the library that names no section counts for each, and the scans of
    /// other sections do not count. Players, recordings and all other work do not count either.
    pub fn section(mut self, section: impl Display) -> Self {
        self.settings.section = Some(section.to_string());
        self
    }

    /// Returns one verdict.
    ///
    /// It takes two rounds of requests, 15 seconds apart, and less when something works; at most 25 seconds.
    /// It takes longer only with [`hold`](Self::hold), and after the server was not reached or said that it
    /// is not ready, and then answered: for two minutes its lists may not have everything.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// let report = plex.quiet().check().await?;
    /// println!("{}", report.verdict());
    /// for reason in report.reasons() {
    ///     println!("{}: {}", reason.source, reason.text);
    /// }
    /// for source in report.unknown() {
    ///     println!("{} is unknown: {}", source.source, source.text);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed) when the client is closed,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) without a tokio runtime. A source that refuses, or
    /// does not answer, is no error: the verdict is [`Unknown`](crate::QuietVerdict::Unknown) then.
    ///
    /// # Cancel safety
    /// Dropping the future ends the check. Its requests change nothing on the server, but that it makes an
    /// empty download queue for this client where there is none.
    pub async fn check(self) -> Result<QuietReport> {
        let mut driver = Driver::new(&self.session, self.settings, Pace::Check);
        loop {
            let step = driver.advance().await?;
            let report = driver.report();
            let is_over = step == Step::RoundOver || driver.refused().is_some();
            if is_over && driver.is_decided(&report) {
                return Ok(report);
            }
        }
    }

    /// Follows whether the server is quiet: a stream of every changed report. Its rounds of requests are 30
    /// seconds apart, and 15 seconds where the next one may change the verdict; a notification brings it
    /// forward.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// use std::time::Duration;
    ///
    /// let mut watch = plex.quiet().hold(Duration::from_secs(300)).watch();
    /// watch.until_quiet().await?;
    /// tokio::select! {
    ///     () = back_up() => println!("done"),
    ///     busy = watch.until_busy() => println!("interrupted: {:?}", busy?.reasons()),
    /// }
    /// # Ok(())
    /// # }
    /// # async fn back_up() {}
    /// ```
    ///
    /// # Errors
    /// None here: [`until_quiet`](QuietWatch::until_quiet) has them.
    pub fn watch(self) -> QuietWatch {
        QuietWatch::new(Driver::new(&self.session, self.settings, Pace::Watch))
    }
}
