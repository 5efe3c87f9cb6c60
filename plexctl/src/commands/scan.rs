//! `plexctl scan`: starts the scans of library sections, and follows them.

use std::time::Duration;

use clap::{ArgGroup, Args};
use plex_api::{
    ActivityFilter, ActivityId, Done, Error, ErrorKind, Launched, LibrarySection, WaitDone,
    WaitingFor, Watcher,
};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::job_news::{News, WORTH_TELLING, next_news};
use super::{scan_folder, scan_progress, scan_stop};
use crate::connect::Connection;
use crate::duration_arg::parse_duration;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::{Follower, OutputMode, SectionList, outcome};
use crate::output::{
    Console, OutcomeEntry, OutcomeLine, OutputFormat, ScanDocument, ScanEntry, ScanLine,
    ScanResult, to_json_line, to_pretty_json,
};
use crate::settings::Settings;

/// Scan library sections
///
/// Asks the server to scan, and writes the uuid of each scan's activity. Most servers do not name
/// that activity, so plexctl finds it by type and section; it cannot distinguish two scans of one
/// section that start at the same moment.
///
/// With --wait, plexctl waits until the scan finishes and exits with code 0, or with 7 when
/// --timeout passes first; the scan then continues. Servers run scans one after the other: while
/// another scan is running, or the section says that it is refreshing, plexctl waits, and says for
/// what. A scan counts as finished when its activity ended, when the section was refreshing and is
/// quiet again, or when the time of its last scan has moved. When nothing of this is seen, the code
/// is 3. Ctrl-C ends plexctl but not the scan; `plexctl scan SECTION --stop` stops the scan, from
/// any terminal.
///
/// With several sections, plexctl asks for all of them, names each one that fails by its title, and
/// goes on with the others.
#[derive(Args)]
#[command(group = ArgGroup::new("patience").multiple(true))]
#[command(after_help = "\
Examples:
  plexctl scan Movies --wait --timeout 1h
  plexctl scan --all --wait
  plexctl scan 2 --path '/data/shows/A Quiet Harbour' --when-idle --wait
  plexctl scan Movies --stop

-o jsonl writes {\"version\": 1, \"scan\": {\"section\": {\"id\", \"title\"}, \"activity\": UUID,
\"identified\"}} once the scan has started. \"identified\" is header (the server named the activity),
correlated (found by type and section), or null when there is no activity. With --wait,
{\"version\": 1, \"outcome\": {...}} follows, as from `plexctl wait`, whose \"how\" may also be idle
(the section was refreshing and is quiet), scanned (the time of its last scan has moved), or
nothing_seen. -o json writes both in one document at the end. With several sections, -o jsonl writes
one line for each as it finishes, {\"version\": 1, \"scan\", \"outcome\", \"error\"}, and -o json
writes {\"version\": 1, \"scans\": [{\"scan\", \"outcome\", \"error\"}]}.")]
pub(crate) struct ScanArgs {
    /// The library sections, by number or title
    #[arg(value_name = "SECTION", required_unless_present = "all")]
    sections: Vec<String>,

    /// All library sections
    #[arg(long, conflicts_with = "sections")]
    all: bool,

    /// Scan only this folder of one section, a path on the server
    #[arg(long, value_name = "FOLDER")]
    path: Option<String>,

    /// Send --path even if it is outside of the section's folders
    #[arg(long, requires = "path")]
    any_path: bool,

    /// Fetch all metadata again, even for unchanged files; this can take hours
    #[arg(long, conflicts_with = "path")]
    force: bool,

    /// First wait until no activity of type library.* is running on these sections
    #[arg(long, group = "patience")]
    when_idle: bool,

    /// Wait until the scans finish
    #[arg(long, group = "patience")]
    wait: bool,

    /// With --wait: how long nothing must be seen of a scan before plexctl gives up with code 3. The
    /// time starts anew while another scan is running
    #[arg(long, value_name = "TIME", value_parser = parse_duration, requires = "wait")]
    #[arg(default_value = "30s")]
    begin_within: Duration,

    /// With --wait: also wait for the metadata that follows the scan: until no item of the section is
    /// processed, and nothing has worked on the library for this time. 45s suits most libraries
    #[arg(long, value_name = "TIME", value_parser = parse_duration, requires = "wait")]
    settle: Option<Duration>,

    /// Give up after this time, such as 30s or 2h, with code 7
    #[arg(long, value_name = "TIME", value_parser = parse_duration, requires = "patience")]
    timeout: Option<Duration>,

    /// Stop the section's scan instead of starting one
    #[arg(long, conflicts_with_all = ["path", "force", "when_idle", "wait", "timeout"])]
    stop: bool,
}

/// `--when-idle` waits for these: metadata updates follow a scan.
const LIBRARY: &str = "library.*";

/// How long to look for the activities without `--wait`.
const LOOK: Duration = Duration::from_secs(5);

/// The scans of one command.
struct ScanRun<'a> {
    arguments: &'a ScanArgs,
    connection: &'a Connection,
    format: OutputFormat,
    /// Whether the command is about several sections, which changes the documents.
    is_about_several: bool,
    begin: Instant,
    scans: Vec<Scan>,
    /// The codes of the sections that no scan was started for.
    exits: Vec<Exit>,
}

/// The scan of one section.
struct Scan {
    section: LibrarySection,
    activity: Option<ActivityId>,
    identified: Option<&'static str>,
    waiting_for: Option<WaitingFor>,
    /// When `waiting_for` is to be told.
    tell_at: Option<Instant>,
    is_announced: bool,
    is_over: bool,
    outcome: Option<OutcomeEntry>,
    error: Option<String>,
}

pub(crate) async fn run(
    arguments: &ScanArgs,
    settings: &Settings,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let is_about_several = arguments.all || arguments.sections.len() > 1;
    if let Some(path) = &arguments.path {
        scan_folder::check_argument(path, is_about_several)?;
    }
    let connection = Connection::new(settings, settings.one_server("scan")?, console).await?;
    let begin = Instant::now();
    let list = SectionList::load(&connection).await?;
    let mut sections: Vec<LibrarySection> = Vec::new();
    let mut exits = Vec::new();
    for found in list.select_all(arguments.all, &arguments.sections) {
        match found {
            Ok(section) if sections.iter().any(|known| known.id() == section.id()) => {}
            Ok(section) => sections.push(section.clone()),
            Err(failure) if !is_about_several || arguments.all => return Err(failure.into()),
            Err(failure) => {
                console.report_failure(&failure.sentence);
                exits.push(failure.exit);
            }
        }
    }
    if arguments.stop {
        exits.extend(scan_stop::stop_scans(&connection, &sections, console).await);
        return Ok(Exit::combine(&exits));
    }
    if let (Some(path), [section]) = (&arguments.path, sections.as_slice())
        && !arguments.any_path
    {
        scan_folder::check_folder(path, section)?;
    }
    console.open_progress();
    let run = ScanRun {
        arguments,
        connection: &connection,
        format,
        is_about_several,
        begin,
        scans: sections.into_iter().map(Scan::new).collect(),
        exits,
    };
    run.run(console).await
}

impl ScanRun<'_> {
    async fn run(mut self, console: &mut Console) -> Result<Exit, CliError> {
        let activities = self.connection.plex.activities();
        let mut follower = Follower::new([self.connection], OutputMode::Trouble);
        let mut watcher = activities.watch().only(self.filter(LIBRARY));
        if self.arguments.when_idle && !self.scans.is_empty() {
            self.wait_until_idle(&mut follower, &mut watcher, console)
                .await?;
        }
        let (sender, news) = mpsc::unbounded_channel();
        let mut waits = JoinSet::new();
        let mut launches = self.launch_all();
        while let Some(joined) = follower
            .run_until(launches.join_next(), &mut watcher, console)
            .await?
        {
            let (index, launched) =
                joined.map_err(|error| CliError::other(format!("cannot scan: {error}")))?;
            match launched {
                Ok(launched) => {
                    let sender = sender.clone();
                    let done = self.wait_for(launched).on_waiting(move |waiting_for| {
                        // The receiver is gone when the command ends early.
                        let _ = sender.send((index, waiting_for.clone()));
                    });
                    waits.spawn(async move { (index, done.await) });
                }
                Err(error) => {
                    let failure = self.connection.to_failure(&error);
                    self.fail(index, failure, console)?;
                }
            }
        }
        drop(sender);
        self.follow(waits, news, &mut follower, &mut watcher, console)
            .await?;
        self.finish(console)
    }

    async fn wait_until_idle(
        &self,
        follower: &mut Follower,
        watcher: &mut Watcher,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let mut wait = self
            .connection
            .plex
            .activities()
            .wait_idle(self.filter(LIBRARY));
        if let Some(remaining) = self.remaining() {
            wait = wait.timeout(remaining);
        }
        let idle = follower
            .run_until_idle(wait.into_future(), watcher, console)
            .await?;
        let titles: Vec<&str> = self.scans.iter().map(|scan| scan.section.title()).collect();
        let what = match titles.as_slice() {
            [title] => format!("the section {title}"),
            titles => format!("one of the sections {}", titles.join(", ")),
        };
        let limit = self.arguments.timeout;
        outcome::judge_idle(&what, idle, limit, self.connection)
            .map_err(|failure| failure.advise("No scan was started").into())
    }

    /// Follows the scans: until they are done with `--wait`, and otherwise until they were found.
    async fn follow(
        &mut self,
        mut waits: JoinSet<(usize, Result<Done, Error>)>,
        mut news: mpsc::UnboundedReceiver<(usize, WaitingFor)>,
        follower: &mut Follower,
        watcher: &mut Watcher,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let look = self.remaining().map_or(LOOK, |time| time.min(LOOK));
        let look_until = (!self.arguments.wait).then(|| Instant::now() + look);
        while !self.is_content() {
            let tell_at = self.scans.iter().filter_map(|scan| scan.tell_at).min();
            let next = next_news(&mut waits, &mut news, tell_at, look_until);
            match follower.run_until(next, watcher, console).await? {
                News::WaitingFor(index, waiting_for) => {
                    self.note_waiting(index, waiting_for, console)?;
                }
                News::Done(index, result) => {
                    self.note_done(index, result, follower, console)?;
                }
                News::Tell => self.tell_waiting(console),
                News::Over if self.arguments.wait => {
                    return Err(CliError::other(
                        "cannot wait: a task of this program failed",
                    ));
                }
                News::Over => break,
            }
        }
        if !self.arguments.wait {
            for index in 0..self.scans.len() {
                self.give_up_looking(index, look, console)?;
            }
        }
        Ok(())
    }

    /// Whether nothing more has to be followed.
    fn is_content(&self) -> bool {
        let is_content =
            |scan: &Scan| scan.is_over || (!self.arguments.wait && scan.activity.is_some());
        self.scans.iter().all(is_content)
    }

    fn note_waiting(
        &mut self,
        index: usize,
        waiting_for: WaitingFor,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let Some(scan) = self.scans.get_mut(index) else {
            return Ok(());
        };
        scan.tell_at = None;
        match &waiting_for {
            WaitingFor::Activity(handle) => {
                scan.activity = Some(handle.id().clone());
                scan.identified = Some(if handle.is_correlated() {
                    "correlated"
                } else {
                    "header"
                });
            }
            _ if self.arguments.wait => scan.tell_at = Some(Instant::now() + WORTH_TELLING),
            _ => {}
        }
        scan.waiting_for = Some(waiting_for);
        if scan.activity.is_some() {
            self.announce(index, console)?;
        }
        Ok(())
    }

    /// Says what is waited for, where that has been the same for a while.
    fn tell_waiting(&mut self, console: &mut Console) {
        let now = Instant::now();
        for scan in &mut self.scans {
            if scan.tell_at.is_some_and(|at| at <= now) {
                scan.tell_at = None;
                if let Some(waiting_for) = &scan.waiting_for {
                    let title = scan.section.title();
                    console.note(&scan_progress::describe_waiting(title, waiting_for));
                }
            }
        }
    }

    fn note_done(
        &mut self,
        index: usize,
        result: Result<Done, Error>,
        follower: &Follower,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let Some(scan) = self.scans.get_mut(index) else {
            return Ok(());
        };
        scan.tell_at = None;
        // An activity whose section came with its end was not reported before.
        let last = result.as_ref().ok().and_then(Done::outcome);
        if let Some(last) = last.and_then(|outcome| outcome.last.as_ref())
            && scan.activity.is_none()
        {
            scan.activity = Some(last.id().clone());
            scan.identified = Some("correlated");
        }
        if !self.arguments.wait {
            // Without --wait, only the activity counts.
            scan.is_over = true;
            return Ok(());
        }
        let (outcome, failure) = self.judge(index, result, follower);
        self.announce(index, console)?;
        if let Some(scan) = self.scans.get_mut(index) {
            scan.outcome = outcome;
        }
        match failure {
            Some(failure) => self.fail(index, failure, console),
            None => self.conclude(index, console),
        }
    }

    fn judge(
        &self,
        index: usize,
        result: Result<Done, Error>,
        follower: &Follower,
    ) -> (Option<OutcomeEntry>, Option<Failure>) {
        let Some(scan) = self.scans.get(index) else {
            return (None, None);
        };
        let title = scan.section.title();
        let limit = self.arguments.timeout;
        let judge_activity = |id: &ActivityId, result| {
            let judged = outcome::judge_activity(id, result, limit, follower, self.connection);
            (judged.entry, judged.failure)
        };
        match (result, &scan.activity, &scan.waiting_for) {
            (Ok(Done::Named(outcome) | Done::Correlated(outcome)), Some(id), _) => {
                judge_activity(id, Ok(outcome))
            }
            (Ok(Done::SectionScanned), ..) => {
                (Some(OutcomeEntry::without_activity("scanned")), None)
            }
            (Ok(Done::NothingSeen), named, _) => {
                let limit = self.arguments.begin_within;
                let sentence = scan_progress::describe_nothing_seen(title, named.as_ref(), limit);
                let failure = Failure::new(Exit::NoSuchActivity, sentence);
                let entry = OutcomeEntry::without_activity("nothing_seen");
                (Some(entry), Some(failure))
            }
            // `SectionQuiet`, and an end that this version does not know.
            (Ok(_), ..) => (Some(OutcomeEntry::without_activity("idle")), None),
            (Err(error), Some(id), Some(WaitingFor::Activity(_))) => judge_activity(id, Err(error)),
            (Err(error), _, waiting_for) if error.kind() == ErrorKind::Timeout => {
                let limit = limit.unwrap_or_default();
                let sentence = scan_progress::describe_timeout(title, waiting_for.as_ref(), limit);
                let failure = outcome::fail_for_timeout(self.connection, &sentence);
                (
                    Some(OutcomeEntry::without_activity("unknown")),
                    Some(failure),
                )
            }
            (Err(error), ..) => (None, Some(self.connection.to_failure(&error))),
        }
    }

    /// Ends the look for an activity without `--wait`.
    fn give_up_looking(
        &mut self,
        index: usize,
        look: Duration,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let Some(scan) = self.scans.get(index) else {
            return Ok(());
        };
        if scan.error.is_some() {
            return Ok(());
        }
        if scan.activity.is_none() {
            let title = scan.section.title();
            let waiting_for = scan.waiting_for.as_ref();
            console.note(&scan_progress::describe_unidentified(
                title,
                waiting_for,
                look,
            ));
        }
        self.announce(index, console)?;
        self.conclude(index, console)
    }

    /// Writes that a scan has started, once.
    fn announce(&mut self, index: usize, console: &mut Console) -> Result<(), CliError> {
        let Some(scan) = self.scans.get_mut(index) else {
            return Ok(());
        };
        if std::mem::replace(&mut scan.is_announced, true) {
            return Ok(());
        }
        match (self.format, &scan.activity) {
            (OutputFormat::Jsonl, _) if !self.is_about_several => {
                console.write_data(&to_json_line(&ScanLine::one(&scan.entry()))?)
            }
            (OutputFormat::Table, Some(id)) => console.write_data(&format!("{id}\n")),
            _ => Ok(()),
        }
    }

    /// Reports why there is no scan, or no end of it.
    fn fail(
        &mut self,
        index: usize,
        failure: Failure,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let Some(scan) = self.scans.get_mut(index) else {
            return Ok(());
        };
        let title = scan.section.title();
        let sentence = if failure.sentence.contains(title) {
            failure.sentence
        } else {
            format!("{title}: {}", failure.sentence)
        };
        console.report_failure(&sentence);
        scan.error = Some(sentence);
        self.exits.push(failure.exit);
        self.conclude(index, console)
    }

    /// Writes the result of one scan.
    fn conclude(&mut self, index: usize, console: &mut Console) -> Result<(), CliError> {
        let Some(scan) = self.scans.get_mut(index) else {
            return Ok(());
        };
        scan.is_over = true;
        match (self.format, &scan.outcome) {
            (OutputFormat::Jsonl, _) if self.is_about_several => {
                console.write_data(&to_json_line(&ScanLine::of_several(scan.result()))?)
            }
            (OutputFormat::Jsonl, Some(outcome)) => {
                console.write_data(&to_json_line(&OutcomeLine::new(outcome))?)
            }
            (OutputFormat::Table, Some(outcome)) if scan.error.is_none() => {
                if outcome.uuid.is_some() {
                    super::wait::report_end(outcome, console);
                } else {
                    let title = scan.section.title();
                    console.note(&scan_progress::describe_section_end(title, outcome.how));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn finish(self, console: &mut Console) -> Result<Exit, CliError> {
        if self.format == OutputFormat::Json {
            let document = match (self.is_about_several, self.scans.as_slice()) {
                // Without an answer to the request, there is nothing to write.
                (false, [scan]) if !scan.is_announced => None,
                (false, [scan]) => Some(ScanDocument::one(scan.result())),
                (_, scans) => Some(ScanDocument::several(scans.iter().map(Scan::result))),
            };
            if let Some(document) = document {
                console.write_data(&to_pretty_json(&document)?)?;
            }
        }
        Ok(Exit::combine(&self.exits))
    }

    /// Asks for every scan. All look at the server first, at once and with the same requests.
    fn launch_all(&self) -> JoinSet<(usize, Result<Launched<()>, Error>)> {
        let mut launches = JoinSet::new();
        for (index, scan) in self.scans.iter().enumerate() {
            let launch = self.launch(scan.section.id()).observe();
            launches.spawn(async move { (index, launch.await) });
        }
        launches
    }

    fn launch(&self, section: &str) -> plex_api::Launch<()> {
        let library = self.connection.plex.library();
        match &self.arguments.path {
            Some(path) => library.refresh_path(section, path),
            None if self.arguments.force => library.refresh_metadata(section),
            None => library.refresh(section),
        }
    }

    fn wait_for(&self, launched: Launched<()>) -> WaitDone {
        let wait = launched.done();
        if !self.arguments.wait {
            return wait;
        }
        let mut wait = wait.nothing_seen_after(self.arguments.begin_within);
        if let Some(time) = self.arguments.settle {
            wait = wait.settle(time);
        }
        match self.remaining() {
            Some(remaining) => wait.timeout(remaining),
            None => wait,
        }
    }

    fn filter(&self, kind: &str) -> ActivityFilter {
        let filter = ActivityFilter::any().of_type(kind);
        let sections = self.scans.iter().map(|scan| scan.section.id());
        sections.fold(filter, ActivityFilter::section)
    }

    /// The remaining time of `--timeout`.
    fn remaining(&self) -> Option<Duration> {
        let timeout = self.arguments.timeout?;
        Some(timeout.saturating_sub(self.begin.elapsed()))
    }
}

impl Scan {
    fn new(section: LibrarySection) -> Self {
        Self {
            section,
            activity: None,
            identified: None,
            waiting_for: None,
            tell_at: None,
            is_announced: false,
            is_over: false,
            outcome: None,
            error: None,
        }
    }

    fn entry(&self) -> ScanEntry<'_> {
        ScanEntry::new(&self.section, self.activity.as_ref(), self.identified)
    }

    fn result(&self) -> ScanResult<'_> {
        ScanResult {
            scan: self.entry(),
            outcome: self.outcome.as_ref(),
            error: self.error.as_deref(),
        }
    }
}
