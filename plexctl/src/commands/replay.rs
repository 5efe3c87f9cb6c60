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
use crate::follow::{FilterArgs, Follower, OutputMode, Update, UpdateKind, find_unknown_patterns};
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

/// A longer line is not a record, and is skipped.
const MAX_LINE: u64 = 64 * 1024 * 1024;

/// The bytes that a line may have beyond [`MAX_LINE`]. A file with a longer line is not a recording.
const MAX_SKIPPED: u64 = 512 * 1024 * 1024;

/// Lines that wait to be processed. Each may be a long one.
const WAITING: usize = 2;

pub(crate) async fn run(
    arguments: &ReplayArgs,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let mode = OutputMode::of_events(
        format,
        "`replay` writes events one by one: use -o jsonl, one object per line",
    )?;
    let name = arguments.file.display().to_string();
    let filter = arguments.selection.filter_by_number()?;
    for unknown in find_unknown_patterns(arguments.selection.types()) {
        console.warn_unless_quiet(&unknown.sentence);
    }
    let mut replay = Replay::new(filter);
    let mut printer = ReplayPrinter {
        follower: Follower::named([name.clone()], mode),
        begin: SystemTime::UNIX_EPOCH,
        last: SystemTime::UNIX_EPOCH,
    };
    let mut lines = spawn_reader(&arguments.file)?;
    let mut number = 0u64;
    while let Some(line) = lines.recv().await {
        number += 1;
        let line =
            line.map_err(|error| CliError::usage(format!("{name}, line {number}: {error}")))?;
        let text = match &line {
            RecordingLine::Text { text, .. } if number == 1 => text.trim_start_matches(BOM).trim(),
            RecordingLine::Text { text, .. } => text.trim(),
            RecordingLine::TooLong => {
                let limit = MAX_LINE >> 20;
                console.warn_unless_quiet(&format!(
                    "{name}: skipped line {number}, which is longer than {limit} MiB"
                ));
                continue;
            }
        };
        if text.is_empty() {
            continue;
        }
        match Replay::read_line(text) {
            Ok(record) => {
                printer
                    .print(&record, replay.feed(&record), console)
                    .await?;
            }
            // An interrupted recorder leaves such a line behind.
            Err(_)
                if matches!(
                    line,
                    RecordingLine::Text {
                        is_whole: false,
                        ..
                    }
                ) =>
            {
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

/// Some programs of Windows write it before a text.
const BOM: char = '\u{feff}';

#[derive(Debug, PartialEq, Eq)]
enum RecordingLine {
    Text {
        text: String,
        /// Whether the line ended with a line break.
        is_whole: bool,
    },
    /// The line was skipped.
    TooLong,
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
    let invalid = |sentence| Err(io::Error::new(io::ErrorKind::InvalidData, sentence));
    let mut bytes = Vec::new();
    let read = source.take(MAX_LINE).read_until(b'\n', &mut bytes)?;
    if read == 0 {
        return Ok(None);
    }
    let is_whole = bytes.last() == Some(&b'\n');
    if !is_whole && bytes.len() as u64 == MAX_LINE {
        drop(bytes);
        let skipped = source.take(MAX_SKIPPED).skip_until(b'\n')?;
        return match skipped as u64 {
            MAX_SKIPPED => invalid("it does not end"),
            _ => Ok(Some(RecordingLine::TooLong)),
        };
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(RecordingLine::Text { text, is_whole })),
        Err(error) if error.as_bytes().starts_with(b"\xff\xfe") => {
            invalid("it is UTF-16 text: save the file as UTF-8")
        }
        Err(_) => invalid("it is not UTF-8 text"),
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
        let mut read = || match read_line(&mut source).unwrap()? {
            RecordingLine::Text { text, is_whole } => Some((text, is_whole)),
            RecordingLine::TooLong => panic!("too long"),
        };
        assert_eq!(read(), Some(("one\n".to_owned(), true)));
        assert_eq!(read(), Some(("\n".to_owned(), true)));
        assert_eq!(read(), Some(("two".to_owned(), false)));
        assert_eq!(read(), None);
        assert!(read_line(&mut &b"\xff\n"[..]).is_err());
        let utf_16 = read_line(&mut &b"\xff\xfe{\0\n"[..]).unwrap_err();
        assert!(utf_16.to_string().contains("UTF-16"), "{utf_16}");
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_once_and_one_without_end_is_refused() {
        let long = io::repeat(b'a').take(3 * MAX_LINE);
        let mut source = BufReader::new(long.chain(&b"\nnext\n"[..]));
        let mut read = || read_line(&mut source).unwrap();
        assert_eq!(read(), Some(RecordingLine::TooLong));
        let text = "next\n".to_owned();
        let is_whole = true;
        assert_eq!(read(), Some(RecordingLine::Text { text, is_whole }));
        assert_eq!(read(), None);
        let endless = read_line(&mut BufReader::new(io::repeat(0))).unwrap_err();
        assert!(endless.to_string().contains("does not end"), "{endless}");
    }
}
