//! The memory of `plexctl agent` with servers on which work goes on, sixty times faster than real time, as the
//! systemd unit and the container start it.
//!
//! The test has eight servers, and is over after some ends of activities. `cargo xtask deep` has forty, and goes on
//! for an hour; only then the growth is checked:
//!
//! ```text
//! AGENT_SOAK_SECONDS=3600 cargo test --release -p plexctl --test all agent_memory:: -- --nocapture
//! ```
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::io::Write as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use common::{AgentFolder, FakeReceiver, HTTP, HttpAgent, Reply, server};
use plex_sim::{PlexSim, Scenario};

/// The number of servers: when a time is given, and otherwise, so that other tests have a processor too.
const SERVERS: [usize; 2] = [40, 8];

/// The speed of the servers' clocks.
const RATE: f64 = 60.0;

/// After how many ends the test is over, when no time is given.
const ENDS: u64 = 10;

/// The most memory that the agent may take at any moment. A program that is not optimized has more memory
/// beside its data.
const MOST_KIB: u64 = if cfg!(debug_assertions) { 96 } else { 40 } * 1024;

/// A shorter run ends before the memory is warm.
const GROWTH_CHECK_NEEDS: Duration = Duration::from_secs(45);

/// The median of the last quarter may be above that of the second by this share of it...
const GROWTH_PER_CENT: u64 = 5;

/// ... and this many KiB.
const GROWTH_KIB: u64 = 1024;

/// The interval at which the agent is asked for its metrics and lists.
const ASK_EVERY: Duration = Duration::from_secs(15);

/// An hour of a server, again and again: a scan, a download, three items, and now and then a lost connection.
/// `OFFSET` keeps the servers apart.
const WORK: &str = "
name: work
steps:
  - butler_row: true
  - at: OFFSETs
    again: 60m
    start: { kind: library.update.section, title: Scanning Movies, section: '1', steps: 60, every: 3s }
  - at: OFFSETs
    again: 60m
    start: { kind: media.download, title: Media download by guest, cancellable: true, steps: 100, every: 4s }
  - at: OFFSETs
    again: 20m
    start: { kind: library.refresh.items, title: Refreshing, ends_after: 40s }
  - at: OFFSETs
    again: 4h
    fault: cut-connections
";

fn start_server(number: usize) -> PlexSim {
    let sim = PlexSim::builder().start_blocking().unwrap();
    sim.set_clock_rate(RATE);
    let work = WORK.replace("OFFSET", &(number * 15).to_string());
    sim.play(&Scenario::from_yaml(&work).unwrap());
    sim
}

/// Opens a stream of the agent, and reads it until it ends.
fn read_stream(agent: &HttpAgent, path: &str) {
    let address = &agent.web.address;
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    std::thread::spawn(move || std::io::copy(&mut stream, &mut std::io::sink()));
}

/// The time for which the test runs, if the environment sets one.
fn given_span() -> Option<Duration> {
    let seconds = std::env::var("AGENT_SOAK_SECONDS").ok()?;
    Some(Duration::from_secs(seconds.parse().unwrap()))
}

/// The median of one quarter of the samples.
fn median(samples: &[u64], quarter: usize) -> u64 {
    let part = samples.len() * quarter / 4..samples.len() * (quarter + 1) / 4;
    let mut part = samples.get(part).unwrap().to_vec();
    part.sort_unstable();
    part.get(part.len() / 2).copied().unwrap_or_default()
}

/// The sum of a metric over all its series.
fn sum(metrics: &str, name: &str) -> f64 {
    let lines = metrics.lines().filter_map(|line| line.strip_prefix(name));
    let series = lines.filter(|rest| rest.starts_with(['{', ' ']));
    series
        .map(|rest| rest.rsplit(' ').next().unwrap().parse::<f64>().unwrap())
        .sum()
}

#[test]
fn the_memory_of_a_busy_agent_is_small_and_flat() {
    let span = given_span();
    let [many, few] = SERVERS;
    let servers = if span.is_some() { many } else { few };
    let sims: Vec<PlexSim> = (0..servers).map(start_server).collect();
    let receiver = FakeReceiver::start(|_, _| Reply::status(204));
    // The journal is small enough to begin to forget within an hour.
    let mut file = format!(
        "keep_mib = 8\n\n{HTTP}[[hook]]\nname = \"web\"\non = [\"started\", \"ended\", \"stalled\"]\n\
         webhook = {{ url = \"{}\" }}\n\n\
         [[hook]]\nname = \"program\"\non = \"ended\"\ntype = \"library.update.section\"\n\
         exec = [\"true\"]\n\n",
        receiver.url
    );
    for (number, sim) in sims.iter().enumerate() {
        file.push_str(&server(&format!("server-{number:02}"), &sim.url()));
    }
    // As the unit and the container start it.
    let folder = AgentFolder::with(&file);
    let agent = HttpAgent::in_folder_with(folder, &[("MALLOC_ARENA_MAX", "2")]);
    read_stream(&agent, "/events");
    read_stream(&agent, "/api/v1/events");

    let began = Instant::now();
    let every = span.unwrap_or_default() / 240;
    let (mut samples, mut ends) = (Vec::new(), 0);
    let (mut sampled, mut asked, mut minutes) = (began, began, 0);
    while span.map_or(ends < ENDS, |span| began.elapsed() < span) {
        let request = receiver.next().json();
        ends += u64::from(request["type"] == "plexctl.activity.ended");
        if sampled.elapsed() >= every {
            sampled = Instant::now();
            samples.push(agent.web.memory_kib("VmRSS"));
        }
        if asked.elapsed() >= ASK_EVERY {
            asked = Instant::now();
            agent.metrics();
            for path in ["servers", "activities", "history?limit=100"] {
                agent.json(&format!("/api/v1/{path}"));
            }
        }
        if began.elapsed().as_secs() / 60 > minutes {
            minutes += 1;
            let [all, own] = ["VmRSS", "RssAnon"].map(|of| agent.web.memory_kib(of));
            eprintln!("{minutes} min: {all} KiB, of which {own} KiB are data; {ends} ends");
        }
    }
    let peak = agent.web.memory_kib("VmHWM");
    let (second, last) = (median(&samples, 1), median(&samples, 3));
    let metrics = agent.metrics();
    eprintln!(
        "{:?}: {ends} ends told; {second} KiB in the second quarter, {last} KiB in the last, {peak} KiB at \
         the most; {} bytes of journal, {} reconnects, {} s of a processor",
        began.elapsed(),
        sum(&metrics, "plexctl_journal_size_bytes"),
        sum(&metrics, "plexctl_reconnects_total"),
        sum(&metrics, "process_cpu_seconds_total"),
    );
    assert!(peak <= MOST_KIB, "{peak} KiB");
    if span.is_some_and(|span| span >= GROWTH_CHECK_NEEDS) {
        let limit = second + second * GROWTH_PER_CENT / 100 + GROWTH_KIB;
        assert!(last <= limit, "{second} KiB became {last} KiB");
    }
    // It was busy, and it failed in nothing.
    assert!(sum(&metrics, "plexctl_hook_runs_total{hook=\"program\"}") > 0.0);
    for failed in [
        "plexctl_hook_failures_total",
        "plexctl_hook_dead_letters_total",
        "plexctl_journal_write_errors_total",
    ] {
        assert_eq!(sum(&metrics, failed), 0.0, "{failed}");
    }
    assert_eq!(agent.web.finish().code, 0);
}
