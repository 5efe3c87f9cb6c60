//! Where the programs run: each beside a simulated server of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::binaries::Binaries;
use super::process_stats::{self, Figures, Running};
use super::simulator::Simulator;
use super::stats::Samples;
use super::workload;

/// What a program is sent once it is ready.
#[derive(Clone, Copy)]
pub(super) enum Workload {
    Nothing,
    /// So many rounds of [`workload::ROUND`] notifications, and the end of the activity `last`.
    Rounds(usize),
    /// The end of the activity `last`, which runs from the beginning.
    End,
}

/// One program with its arguments.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) program: &'a str,
    pub(super) arguments: &'a [&'a str],
    pub(super) load: Workload,
}

/// One thing to be measured once; called again for each round.
pub(super) type Sample<'a> = Box<dyn Fn() -> Result<f64, String> + Sync + 'a>;

pub(super) struct Harness {
    programs: Binaries,
    folder: PathBuf,
    callgrind: bool,
    pub(super) quick: bool,
    runs: AtomicUsize,
}

impl Harness {
    pub(super) fn new(programs: Binaries, root: &Path, quick: bool) -> Result<Self, String> {
        let folder = root.join("target").join("perf");
        std::fs::create_dir_all(&folder)
            .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        Ok(Self {
            programs,
            folder,
            callgrind: has_callgrind(),
            quick,
            runs: AtomicUsize::new(0),
        })
    }

    pub(super) fn counts_instructions(&self) -> bool {
        self.callgrind
    }

    /// The instructions of a whole run; its processor time in nanoseconds where none are counted.
    pub(super) fn cost(&self, run: Run<'_>) -> Result<f64, String> {
        if !self.callgrind {
            return figure(&self.figures(run)?, "cpu_ns");
        }
        self.count(run.program, |command| self.start(command, run).map(drop))
    }

    /// The instructions of a run that needs no server.
    pub(super) fn counted(&self, program: &str, arguments: &[&str]) -> Result<f64, String> {
        self.count(program, |mut command| {
            process_stats::run(command.args(arguments), || Ok(())).map(drop)
        })
    }

    /// What callgrind writes about a whole run.
    pub(super) fn profile(&self, run: Run<'_>) -> Result<String, String> {
        let start = |command| self.start(command, run).map(drop);
        self.callgrind(run.program, start, process_stats::profile)
    }

    pub(super) fn program(&self, name: &str) -> Result<&Path, String> {
        self.programs.path(name)
    }

    fn count(
        &self,
        program: &str,
        run: impl FnOnce(Command) -> Result<(), String>,
    ) -> Result<f64, String> {
        self.callgrind(program, run, process_stats::instructions)
    }

    fn callgrind<T>(
        &self,
        program: &str,
        run: impl FnOnce(Command) -> Result<(), String>,
        read: impl FnOnce(&Path) -> Result<T, String>,
    ) -> Result<T, String> {
        let number = self.runs.fetch_add(1, Ordering::Relaxed);
        let file = self.folder.join(format!("callgrind.out.{number}"));
        let mut command = Command::new("valgrind");
        command
            .args(["--quiet", "--tool=callgrind"])
            .arg(format!("--callgrind-out-file={}", file.display()))
            .arg(self.programs.path(program)?);
        run(command)?;
        let found = read(&file);
        // Kept for whoever wants to look into it when it cannot be read.
        if found.is_ok() {
            #[expect(
                clippy::disallowed_methods,
                reason = "a file of this run, under target/"
            )]
            let _ = std::fs::remove_file(&file);
        }
        found
    }

    /// What a program tells of itself.
    pub(super) fn figures(&self, run: Run<'_>) -> Result<Figures, String> {
        let mut command = Command::new(self.programs.path(run.program)?);
        command.env("PERF_COSTS", "1");
        self.start(command, run)
    }

    /// The peak memory of `plexctl watch -o jsonl` in MiB, after so many rounds of notifications.
    pub(super) fn watching(&self, rounds: usize) -> Result<f64, String> {
        let simulator = self.simulator(Workload::End)?;
        let mut command = Command::new(self.programs.path("plexctl")?);
        self.environment(&mut command, &simulator)
            .args(["watch", "-o", "jsonl"]);
        let mut running = Running::start(&mut command)?;
        let mut started = 0;
        while started <= workload::RUNNING {
            let line = running.line()?.ok_or("plexctl ended")?;
            started += usize::from(line.contains(r#""event":"started""#));
        }
        std::thread::scope(|scope| {
            let steering = scope.spawn(|| workload::notifications(&simulator, rounds));
            loop {
                let line = running.line()?.ok_or("plexctl ended")?;
                if line.contains(r#""event":"ended""#) && line.contains(r#""last""#) {
                    break;
                }
            }
            steering
                .join()
                .map_err(|_| "the load broke off".to_owned())?
        })?;
        let kib = running.peak_kib();
        kib.map(|kib| kib / 1024.0)
            .ok_or_else(|| "this system does not tell the memory of a process".to_owned())
    }

    /// Measures everything so many times, in rounds, so that partners are of the same moment.
    /// `beside` says how many may run at a time.
    pub(super) fn sample(
        &self,
        rounds: usize,
        beside: usize,
        samples: &[Sample<'_>],
    ) -> Result<Vec<Samples>, String> {
        let next = AtomicUsize::new(0);
        let total = rounds * samples.len();
        let found: Mutex<Vec<Result<f64, String>>> =
            Mutex::new(vec![Err("not measured".to_owned()); total]);
        std::thread::scope(|scope| {
            for _ in 0..beside {
                scope.spawn(|| {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(sample) = samples.get(index % samples.len().max(1)) else {
                            return;
                        };
                        if index >= total {
                            return;
                        }
                        let figure = sample();
                        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                        if let Some(place) = found.get_mut(index) {
                            *place = figure;
                        }
                    }
                });
            }
        });
        let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut all = vec![Samples::default(); samples.len()];
        for (index, figure) in found.into_iter().enumerate() {
            if let Some(one) = all.get_mut(index % samples.len()) {
                one.0.push(figure?);
            }
        }
        Ok(all)
    }

    fn start(&self, mut command: Command, run: Run<'_>) -> Result<Figures, String> {
        let simulator = self.simulator(run.load)?;
        self.environment(&mut command, &simulator)
            .args(run.arguments);
        process_stats::run(&mut command, || match run.load {
            Workload::Nothing => Ok(()),
            Workload::Rounds(rounds) => workload::notifications(&simulator, rounds),
            Workload::End => workload::end_of_last(&simulator),
        })
    }

    fn simulator(&self, load: Workload) -> Result<Simulator, String> {
        let simulator = Simulator::start(self.programs.path("plex-sim")?)?;
        workload::activities(&simulator)?;
        if matches!(load, Workload::End) {
            workload::last(&simulator)?;
        }
        Ok(simulator)
    }

    /// Nothing of this machine's settings counts.
    fn environment<'a>(&self, command: &'a mut Command, simulator: &Simulator) -> &'a mut Command {
        command
            .env("PERF_URL", simulator.url())
            .env("PLEX_URL", simulator.url())
            .env("PLEX_TOKEN", "perf-token")
            .env("HOME", &self.folder)
            .env("XDG_CONFIG_HOME", &self.folder)
            .env_remove("RUST_LOG")
    }
}

/// Whether instructions can be counted here.
pub(super) fn has_callgrind() -> bool {
    let found = Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    found.is_ok_and(|status| status.success())
}

/// One of the figures that a program told.
pub(super) fn figure(figures: &Figures, name: &str) -> Result<f64, String> {
    let figure = figures.get(name).copied();
    figure.ok_or_else(|| format!("a program did not tell its `{name}`"))
}
