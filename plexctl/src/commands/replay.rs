//! `plexctl replay`: what a recording means, without a server.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use clap::Args;
use plex_api::{ActivityEvent, Record, Recorded, Replay};
use tokio::sync::mpsc;

use crate::exit::Exit;
use crate::flags::Format;
use crate::following::{Follower, News, Selection, Told, Voice};
use crate::output::Console;
use crate::stop::Stop;

/// Tell what a recording means, as watch would have told it
///
/// Reads what `plexctl record` wrote, and decides by it as a client does that is connected: the same
/// reading of messages, the same bookkeeping. It needs no server and no token.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl replay night.jsonl
  plexctl replay night.jsonl --type 'library.*' -o jsonl
  zcat night.jsonl.gz | plexctl replay -

With -o jsonl events are objects as `plexctl watch` writes them; \"at\" is the time at which it was
recorded, and \"server\" the file.")]
pub(crate) struct Arguments {
    /// The recording; - is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    selection: Selection,
}

/// A longer line is no record.
const MAX_LINE: u64 = 64 * 1024 * 1024;

/// Lines that were read and not looked at yet.
const WAITING: usize = 64;

pub(crate) async fn run(
    arguments: &Arguments,
    format: Format,
    console: &mut Console,
) -> Result<Exit, Stop> {
    let voice = match format {
        Format::Table => Voice::Lines,
        Format::Jsonl => Voice::JsonLines,
        Format::Json => {
            return Err(Stop::usage(
                "`replay` writes events one by one: use -o jsonl, one object a line",
            ));
        }
    };
    let name = arguments.file.display().to_string();
    let filter = arguments.selection.filter_by_number()?;
    let mut replay = Replay::new(filter);
    let mut teller = Teller {
        follower: Follower::named([name.clone()], voice),
        begin: SystemTime::UNIX_EPOCH,
        last: SystemTime::UNIX_EPOCH,
    };
    let mut lines = read_lines(&arguments.file)?;
    let mut number = 0u64;
    while let Some(line) = lines.recv().await {
        number += 1;
        let line = line.map_err(|error| Stop::usage(format!("{name}, line {number}: {error}")))?;
        if line.text.trim().is_empty() {
            continue;
        }
        match Replay::read_line(line.text.trim()) {
            Ok(record) => teller.tell(&record, replay.feed(&record), console).await?,
            // As a recorder leaves it that was ended in the middle of a line.
            Err(_) if !line.is_whole => {
                console.caution(&format!("{name} ends in the middle of line {number}"));
            }
            Err(error) => {
                return Err(Stop::usage(format!("{name}, line {number}: {error}")));
            }
        }
    }
    let skipped = replay.skipped();
    teller.tell_rest(replay.finish(), console).await?;
    if skipped > 0 {
        console.caution(&format!(
            "{skipped} records of {name} are of kinds that this version does not know"
        ));
    }
    Ok(Exit::Done)
}

/// Tells events at the times at which they were recorded.
struct Teller {
    follower: Follower,
    begin: SystemTime,
    last: SystemTime,
}

impl Teller {
    async fn tell(
        &mut self,
        record: &Record,
        events: Vec<ActivityEvent>,
        console: &mut Console,
    ) -> Result<(), Stop> {
        if let Recorded::Recording { unix_time, .. } = &record.what {
            let since = Duration::from_secs(unix_time.unwrap_or_default());
            self.begin = later(SystemTime::UNIX_EPOCH, since);
        }
        self.last = later(self.begin, record.at);
        self.tell_rest(events, console).await
    }

    async fn tell_rest(
        &mut self,
        events: Vec<ActivityEvent>,
        console: &mut Console,
    ) -> Result<(), Stop> {
        for event in events {
            let told = Told {
                server: 0,
                at: self.last,
                news: News::Event(event),
            };
            self.follower.take(told, console).await?;
        }
        Ok(())
    }
}

/// A time that people can still write down; nonsense in a file gives the beginning itself.
fn later(begin: SystemTime, since: Duration) -> SystemTime {
    const TEN_THOUSAND_YEARS: Duration = Duration::from_secs(253_402_300_799);
    let time = begin.checked_add(since.min(TEN_THOUSAND_YEARS));
    let is_sane = |time: &SystemTime| {
        time.duration_since(SystemTime::UNIX_EPOCH)
            .is_ok_and(|since| since < TEN_THOUSAND_YEARS)
    };
    time.filter(is_sane).unwrap_or(begin)
}

struct Line {
    text: String,
    /// Whether it had an end.
    is_whole: bool,
}

/// Reads lines on a thread of their own, so that standard input holds up nothing.
fn read_lines(file: &Path) -> Result<mpsc::Receiver<io::Result<Line>>, Stop> {
    let source: Box<dyn Read + Send> = if file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        let opened = File::open(file);
        let opened = opened.map_err(|error| {
            Stop::usage(format!(
                "cannot read the recording {}: {error}",
                file.display()
            ))
        })?;
        Box::new(opened)
    };
    let (sender, lines) = mpsc::channel(WAITING);
    std::thread::spawn(move || {
        let mut source = BufReader::new(source);
        while let Some(line) = next_line(&mut source).transpose() {
            let is_last = line.is_err();
            if sender.blocking_send(line).is_err() || is_last {
                return;
            }
        }
    });
    Ok(lines)
}

fn next_line(source: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut bytes = Vec::new();
    source.take(MAX_LINE).read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let is_whole = bytes.last() == Some(&b'\n');
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(Line { text, is_whole })),
        Err(_) => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "it is no text in UTF-8",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_beyond_all_calendars_is_none() {
        let begin = SystemTime::UNIX_EPOCH;
        let second = Duration::from_secs(1);
        assert_eq!(later(begin, second), begin + second);
        assert_eq!(later(begin, Duration::MAX), begin);
        assert_eq!(later(begin + second, Duration::MAX), begin + second);
    }

    #[test]
    fn lines_are_read_whole_and_the_last_may_have_no_end() {
        let mut source = &b"one\n\ntwo"[..];
        let mut read = || {
            let line = next_line(&mut source).unwrap();
            line.map(|line| (line.text, line.is_whole))
        };
        assert_eq!(read(), Some(("one\n".to_owned(), true)));
        assert_eq!(read(), Some(("\n".to_owned(), true)));
        assert_eq!(read(), Some(("two".to_owned(), false)));
        assert_eq!(read(), None);
        assert!(next_line(&mut &b"\xff\n"[..]).is_err());
    }
}
