//! Runs the programs, each beside a simulated server of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::binaries::Binaries;
use super::process::Process;
use super::simulator::Simulator;
use super::stats::Samples;
use super::workload::{self, Workload};

/// Figures of one run by their names.
pub(super) type Figures = BTreeMap<String, f64>;

/// Measures once; called again in each round. The name is a prefix of the figures' names.
pub(super) type Measurement<'a> = (
    &'static str,
    Box<dyn Fn() -> Result<Figures, String> + Sync + 'a>,
);

/// Lines of `plexctl watch` between two samples of its memory.
const LINES_BETWEEN_SAMPLES: usize = 1_000;

pub(super) struct Harness {
    binaries: Binaries,
    folder: PathBuf,
    runs: AtomicUsize,
}

impl Harness {
    /// Fails without valgrind: only counted instructions repeat well enough for limits.
    pub(super) fn new(binaries: Binaries, root: &Path) -> Result<Self, String> {
        let valgrind = Command::new("valgrind")
            .arg("--version")
            .stdout(Stdio::null())
            .status();
        if !valgrind.is_ok_and(|status| status.success()) {
            return Err("valgrind is not installed; it counts the instructions".to_owned());
        }
        let folder = root.join("target").join("perf");
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        Ok(Self {
            binaries,
            folder,
            runs: AtomicUsize::new(0),
        })
    }

    /// The path of a program.
    pub(super) fn path(&self, program: &str) -> Result<&Path, String> {
        self.binaries.path(program)
    }

    /// The figures that a program prints of itself.
    pub(super) fn figures(
        &self,
        program: &str,
        arguments: &[&str],
        workload: Workload,
    ) -> Result<Figures, String> {
        let mut command = Command::new(self.binaries.path(program)?);
        command.args(arguments).env("PERF_COSTS", "1");
        self.run(command, workload)
    }

    /// The instructions of a whole run.
    pub(super) fn instructions(
        &self,
        program: &str,
        arguments: &[&str],
        workload: Workload,
    ) -> Result<f64, String> {
        let file = self.callgrind(program, arguments, workload)?;
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let line = |name| text.lines().find_map(|line| line.strip_prefix(name));
        line("totals:")
            .or_else(|| line("summary:"))
            .and_then(|total| total.split_whitespace().next()?.parse().ok())
            .ok_or_else(|| format!("callgrind left no total in {}", file.display()))
    }

    /// The file that callgrind writes about a whole run.
    pub(super) fn callgrind(
        &self,
        program: &str,
        arguments: &[&str],
        workload: Workload,
    ) -> Result<PathBuf, String> {
        // Numbered from 0 on, so that each run of `perf` replaces the files of the last.
        let number = self.runs.fetch_add(1, Ordering::Relaxed);
        let file = self.folder.join(format!("callgrind.out.{number}"));
        let mut command = Command::new("valgrind");
        command
            .args(["--quiet", "--tool=callgrind"])
            .arg(format!("--callgrind-out-file={}", file.display()))
            .arg(self.binaries.path(program)?)
            .args(arguments);
        self.run(command, workload)?;
        Ok(file)
    }

    /// The memory of `plexctl watch -o jsonl` in MiB at its peak, during so many rounds of notifications:
    /// `own`, which it allocated or wrote to, and `all`, with the mapped pages of the program and of
    /// the system's libraries.
    pub(super) fn memory_of_watch(&self, rounds: usize) -> Result<Figures, String> {
        let simulator = self.simulator(Workload::End)?;
        let mut command = Command::new(self.binaries.path("plexctl")?);
        command.args(["watch", "-o", "jsonl"]);
        let mut watch = Process::start(self.environment(&mut command, &simulator))?;
        for _ in 0..=workload::RUNNING {
            watch.until(|line| line.contains(r#""event":"started""#))?;
        }
        let mut own: f64 = 0.0;
        std::thread::scope(|scope| {
            let sending = scope.spawn(|| workload::notifications(&simulator, rounds));
            // The system keeps the peak of all memory only.
            for lines in 0.. {
                let line = watch.line().ok_or("`plexctl watch` ended too early")?;
                let is_last = line.contains(r#""event":"ended""#) && line.contains(r#""last""#);
                if is_last || lines % LINES_BETWEEN_SAMPLES == 0 {
                    own = own.max(watch.memory_kib("RssAnon")?);
                }
                if is_last {
                    break;
                }
            }
            sending.join().map_err(|_| "the workload panicked")?
        })?;
        let figures = [("own", own), ("all", watch.memory_kib("VmHWM")?)];
        Ok(figures
            .map(|(name, kib)| (name.to_owned(), kib / 1024.0))
            .into())
    }

    fn run(&self, mut command: Command, workload: Workload) -> Result<Figures, String> {
        let simulator = self.simulator(workload)?;
        let mut process = Process::start(self.environment(&mut command, &simulator))?;
        let mut figures = Figures::new();
        while let Some(line) = process.line() {
            if line == "ready" {
                match workload {
                    Workload::Nothing => {}
                    Workload::Rounds(rounds) => workload::notifications(&simulator, rounds)?,
                    Workload::End => workload::end_of_last(&simulator)?,
                }
            } else if let Some((name, value)) = line.split_once(' ')
                && let Ok(value) = value.parse()
            {
                figures.insert(name.to_owned(), value);
            }
        }
        process.wait()?;
        Ok(figures)
    }

    fn simulator(&self, workload: Workload) -> Result<Simulator, String> {
        let simulator = Simulator::start(self.binaries.path("plex-sim")?)?;
        workload::activities(&simulator)?;
        if matches!(workload, Workload::End) {
            workload::last(&simulator)?;
        }
        Ok(simulator)
    }

    /// The settings of this machine's user do not count.
    fn environment<'a>(&self, command: &'a mut Command, simulator: &Simulator) -> &'a mut Command {
        command
            .env("PERF_URL", &simulator.url)
            .env("PLEX_URL", &simulator.url)
            .env("PLEX_TOKEN", "made-up-Token_7xKqZ2")
            .env("HOME", &self.folder)
            .env("XDG_CONFIG_HOME", &self.folder)
            .env_remove("RUST_LOG")
    }
}

/// Takes all measurements in each round, `beside` of them at a time, so that figures of one round are
/// of the same moment. The result is by the names of measurement and figure: `list.instructions`.
pub(super) fn sample(
    rounds: usize,
    beside: usize,
    measurements: &[Measurement<'_>],
) -> Result<BTreeMap<String, Samples>, String> {
    let mut all: BTreeMap<String, Samples> = BTreeMap::new();
    for _ in 0..rounds {
        for some in measurements.chunks(beside) {
            let found: Vec<_> = std::thread::scope(|scope| {
                let running: Vec<_> = some
                    .iter()
                    .map(|(_, measure)| scope.spawn(measure))
                    .collect();
                running
                    .into_iter()
                    .map(std::thread::ScopedJoinHandle::join)
                    .collect()
            });
            for ((name, _), figures) in some.iter().zip(found) {
                for (figure, value) in figures.map_err(|_| format!("`{name}` panicked"))?? {
                    let samples = all.entry(format!("{name}.{figure}")).or_default();
                    samples.0.push(value);
                }
            }
        }
    }
    Ok(all)
}
