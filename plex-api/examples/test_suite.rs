//! Tests of a program: with a simulated server, through a cut, and with hours that pass in a moment.
//!
//! ```sh
//! cargo test -p plex-api --example test_suite
//! ```
//!
//! `tidy_up` is the program. The rest is the content of the crate's `tests/`, with `plex-sim` and tokio's
//! `test-util` among the dev-dependencies. Exit code: 0.
#![allow(clippy::print_stdout, reason = "a program")]
#![cfg_attr(
    not(test),
    expect(dead_code, reason = "only the tests run the program")
)]

use std::time::Duration;

use plex_api::{Done, ErrorKind, Plex, WaitingFor};

fn main() {
    println!("cargo test -p plex-api --example test_suite");
}

/// The result of the program.
#[derive(Debug, PartialEq)]
enum Tidied {
    /// The section was scanned, and its trash emptied.
    All,
    /// No scan was seen, so the trash was left alone.
    NoScan,
    /// The scan takes too long. It goes on.
    StillScanning,
}

/// The program: scans a library section, and empties its trash if the scan was seen to end. It takes a
/// client, so that a test can give it one for another server, and reports what it waits for.
async fn tidy_up(
    plex: &Plex,
    section: &str,
    patience: Duration,
    report: impl FnMut(&WaitingFor) + Send + 'static,
) -> plex_api::Result<Tidied> {
    let scan = plex.library().refresh(section).done();
    match scan.timeout(patience).on_waiting(report).await {
        Ok(Done::NothingSeen) => Ok(Tidied::NoScan),
        Ok(_) => {
            plex.library().empty_trash(section).await?;
            Ok(Tidied::All)
        }
        Err(error) if error.kind() == ErrorKind::Timeout && error.operation().is_none() => {
            Ok(Tidied::StillScanning)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use plex_api::Token;
    use plex_sim::{Fault, PlexSim, hold_clock};
    use tokio::sync::mpsc::UnboundedReceiver;
    use tokio::task::JoinHandle;

    use super::*;

    const TRASH: &str = "/library/sections/1/emptyTrash";
    const HOUR: Duration = Duration::from_secs(3600);
    type Tested = Result<(), Box<dyn std::error::Error>>;

    /// A server whose scans end when the test says so, and a client of it.
    async fn server_and_client() -> Result<(PlexSim, Plex), Box<dyn std::error::Error>> {
        let sim = PlexSim::builder()
            .token("of-the-test")
            .manual_scans()
            .start()
            .await?;
        let plex = Plex::builder(sim.url()).token(Token::new("of-the-test")?);
        Ok((sim, plex.build()?))
    }

    struct Running {
        program: JoinHandle<plex_api::Result<Tidied>>,
        reports: UnboundedReceiver<WaitingFor>,
    }

    impl Running {
        fn start(plex: Plex) -> Self {
            let (sender, reports) = tokio::sync::mpsc::unbounded_channel();
            let report = move |what: &WaitingFor| drop(sender.send(what.clone()));
            let program = tokio::spawn(async move { tidy_up(&plex, "1", HOUR, report).await });
            Self { program, reports }
        }

        /// Waits until the program has seen the scan.
        async fn sees_the_scan(&mut self) -> Option<String> {
            loop {
                if let WaitingFor::Activity(scan) = self.reports.recv().await? {
                    return Some(scan.id().to_string());
                }
            }
        }

        /// Waits for the end of the program, and drops the handles in its reports.
        async fn ends(self) -> plex_api::Result<Tidied> {
            self.program.await.expect("no panic")
        }
    }

    #[tokio::test]
    async fn the_trash_is_emptied_after_the_scan_and_not_before() -> Tested {
        let (sim, plex) = server_and_client().await?;
        let mut running = Running::start(plex);
        let scan = running.sees_the_scan().await.ok_or("no scan")?;
        assert!(sim.requests_of("PUT", TRASH).is_empty());
        sim.end(&scan);
        assert_eq!(running.ends().await?, Tidied::All);
        assert_eq!(sim.requests_of("PUT", TRASH).len(), 1);
        sim.finish().await?;
        Ok(())
    }

    #[tokio::test]
    async fn an_end_that_falls_into_a_cut_is_not_missed() -> Tested {
        let (sim, plex) = server_and_client().await?;
        let mut running = Running::start(plex);
        let scan = running.sees_the_scan().await.ok_or("no scan")?;
        sim.fault(Fault::CutConnections);
        sim.vanish(&scan); // no notification says so
        assert_eq!(running.ends().await?, Tidied::All);
        sim.finish().await?;
        Ok(())
    }

    #[tokio::test(start_paused = true)]
    async fn after_an_hour_it_gives_up_and_the_scan_goes_on() -> Tested {
        let clock = hold_clock();
        let (sim, plex) = server_and_client().await?;
        let mut running = Running::start(plex);
        running.sees_the_scan().await.ok_or("no scan")?;
        while !running.program.is_finished() {
            // Small steps: the server answers in real time.
            tokio::time::advance(Duration::from_secs(5)).await;
            clock.give_sockets(Duration::from_millis(1)).await;
        }
        assert_eq!(running.ends().await?, Tidied::StillScanning);
        assert_eq!(sim.running().len(), 1);
        sim.finish().await?;
        Ok(())
    }
}
