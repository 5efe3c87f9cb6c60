//! `plexctl replay`: shows the events of a recording, without a server.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use clap::Args;
use plex_api::{ActivityEvent, Record, Recorded, Replay};
use tokio::sync::mpsc;

use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::{FilterArgs, Follower, OutputMode, Update, UpdateKind};
use crate::output::{Console, OutputFormat};

/// Replay a recording as `watch` would have shown it
///
/// Reads the output of `plexctl record` and processes it like a connected client: the same code
/// decodes messages and tracks activities. It needs no server and no token.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl replay night.jsonl
  plexctl replay night.jsonl --type 'library.*' -o jsonl
  zcat night.jsonl.gz | plexctl replay -

With -o jsonl events have the format of `plexctl watch`; \"at\" is the time of the recording, and
\"server\" is the file.")]
pub(crate) struct ReplayArgs {
    /// The recording file; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    selection: FilterArgs,
}

/// A longer line is not a record.
const MAX_LINE: u64 = 64 * 1024 * 1024;

/// Lines that wait to be processed.
const WAITING: usize = 64;

pub(crate) async fn run(
    arguments: &ReplayArgs,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let voice = match format {
        OutputFormat::Table => OutputMode::Lines,
        OutputFormat::Jsonl => OutputMode::JsonLines,
        OutputFormat::Json => {
            return Err(CliError::usage(
                "`replay` writes events one by one: use -o jsonl, one object per line",
            ));
        }
    };
    let name = arguments.file.display().to_string();
    let filter = arguments.selection.filter_by_number()?;
    let mut replay = Replay::new(filter);
    let mut printer = ReplayPrinter {
        follower: Follower::named([name.clone()], voice),
        begin: SystemTime::UNIX_EPOCH,
        last: SystemTime::UNIX_EPOCH,
    };
    let mut lines = spawn_reader(&arguments.file)?;
    let mut number = 0u64;
    while let Some(line) = lines.recv().await {
        number += 1;
        let line =
            line.map_err(|error| CliError::usage(format!("{name}, line {number}: {error}")))?;
        if line.text.trim().is_empty() {
            continue;
        }
        match Replay::read_line(line.text.trim()) {
            Ok(record) => {
                printer
                    .print(&record, replay.feed(&record), console)
                    .await?;
            }
            // This is what an interrupted recorder leaves behind.
            Err(_) if !line.is_whole => {
                console.warn_unless_quiet(&format!("{name} ends in the middle of line {number}"));
            }
            Err(error) => {
                return Err(CliError::usage(format!("{name}, line {number}: {error}")));
            }
        }
    }
    let skipped = replay.skipped();
    printer.print_events(replay.finish(), console).await?;
    if skipped > 0 {
        console.warn_unless_quiet(&format!(
            "skipped {skipped} records of {name}: this version does not know their kinds"
        ));
    }
    Ok(Exit::Done)
}

/// Prints events with the times at which they were recorded.
struct ReplayPrinter {
    follower: Follower,
    begin: SystemTime,
    last: SystemTime,
}

impl ReplayPrinter {
    async fn print(
        &mut self,
        record: &Record,
        events: Vec<ActivityEvent>,
        console: &mut Console,
    ) -> Result<(), CliError> {
        if let Recorded::Recording { unix_time, .. } = &record.what {
            let since = Duration::from_secs(unix_time.unwrap_or_default());
            self.begin = add_time(SystemTime::UNIX_EPOCH, since);
        }
        self.last = add_time(self.begin, record.at);
        self.print_events(events, console).await
    }

    async fn print_events(
        &mut self,
        events: Vec<ActivityEvent>,
        console: &mut Console,
    ) -> Result<(), CliError> {
        for event in events {
            let update = Update {
                server: 0,
                at: self.last,
                kind: UpdateKind::Event(event),
            };
            self.follower.apply(update, console).await?;
        }
        Ok(())
    }
}

/// Adds a duration to a time. A result after the year 9999 is nonsense and gives `begin` itself.
fn add_time(begin: SystemTime, since: Duration) -> SystemTime {
    const TEN_THOUSAND_YEARS: Duration = Duration::from_secs(253_402_300_799);
    let time = begin.checked_add(since.min(TEN_THOUSAND_YEARS));
    let is_sane = |time: &SystemTime| {
        time.duration_since(SystemTime::UNIX_EPOCH)
            .is_ok_and(|since| since < TEN_THOUSAND_YEARS)
    };
    time.filter(is_sane).unwrap_or(begin)
}

struct RecordingLine {
    text: String,
    /// Whether the line ended with a line break.
    is_whole: bool,
}

/// Reads lines on a thread, so that standard input does not block anything else.
fn spawn_reader(file: &Path) -> Result<mpsc::Receiver<io::Result<RecordingLine>>, CliError> {
    let source: Box<dyn Read + Send> = if file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        let opened = File::open(file);
        let opened = opened.map_err(|error| {
            CliError::usage(format!(
                "cannot read the recording {}: {error}",
                file.display()
            ))
        })?;
        Box::new(opened)
    };
    let (sender, lines) = mpsc::channel(WAITING);
    std::thread::spawn(move || {
        let mut source = BufReader::new(source);
        while let Some(line) = read_line(&mut source).transpose() {
            let is_last = line.is_err();
            if sender.blocking_send(line).is_err() || is_last {
                return;
            }
        }
    });
    Ok(lines)
}

fn read_line(source: &mut impl BufRead) -> io::Result<Option<RecordingLine>> {
    let mut bytes = Vec::new();
    source.take(MAX_LINE).read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let is_whole = bytes.last() == Some(&b'\n');
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(RecordingLine { text, is_whole })),
        Err(_) => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "it is not UTF-8 text",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_after_the_year_9999_is_ignored() {
        let begin = SystemTime::UNIX_EPOCH;
        let second = Duration::from_secs(1);
        assert_eq!(add_time(begin, second), begin + second);
        assert_eq!(add_time(begin, Duration::MAX), begin);
        assert_eq!(add_time(begin + second, Duration::MAX), begin + second);
    }

    #[test]
    fn lines_are_read_whole_and_the_last_may_have_no_end() {
        let mut source = &b"one\n\ntwo"[..];
        let mut read = || {
            let line = read_line(&mut source).unwrap();
            line.map(|line| (line.text, line.is_whole))
        };
        assert_eq!(read(), Some(("one\n".to_owned(), true)));
        assert_eq!(read(), Some(("\n".to_owned(), true)));
        assert_eq!(read(), Some(("two".to_owned(), false)));
        assert_eq!(read(), None);
        assert!(read_line(&mut &b"\xff\n"[..]).is_err());
    }
}
