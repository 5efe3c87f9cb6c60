//! The page of `plexctl serve` in a real browser. Without Chromium these tests skip themselves.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::path::Path;

use common::{Browser, WebServer};
use plex_sim::{Fault, PlexSim};

const CONNECTED: &str =
    "document.querySelector('.server .connection').dataset.state === 'connected'";

/// The item of an activity, in a script.
fn item(id: &str) -> String {
    format!("document.querySelector('.running [data-uuid=\"{id}\"]')")
}

#[tokio::test]
async fn an_activity_appears_moves_is_cancelled_by_a_click_and_ends() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let sim = PlexSim::start().await.unwrap();
    let served = WebServer::start(&sim.url(), None, &[]);
    browser.open(&format!("http://{}/", served.address));
    browser.until(CONNECTED);
    browser.until("!document.querySelector('.nothing').hidden");

    let title = "<img src=x onerror=\"document.title='owned'\"><b>Download</b>";
    let download = sim
        .activity("media.download")
        .title(title)
        .cancellable(true)
        .start();
    let scan = sim
        .activity("library.update.section")
        .title("Scanning Movies")
        .section("1")
        .start();
    let (row, other) = (item(&download), item(&scan));
    browser.until(&format!(
        "{row}.querySelector('h3').textContent.includes('img')"
    ));
    let shown = browser.run(&format!("return {row}.querySelector('h3').textContent"));
    assert_eq!(shown, title, "as text, whatever it says");
    let elements = browser.run("return document.querySelectorAll('img, li b').length");
    assert_eq!(elements, 0);
    browser.until(&format!("{other}.querySelector('button').hidden"));

    sim.progress(&download, 41, "A Quiet Harbour (1987)");
    browser.until(&format!("{row}.querySelector('progress').value === 41"));
    browser.until(&format!(
        "{row}.textContent.includes('A Quiet Harbour (1987)')"
    ));
    browser.until(&format!("{row}.textContent.includes('41 %')"));
    let label = format!(
        "return document.getElementById(\
         {row}.querySelector('progress').getAttribute('aria-labelledby')).textContent"
    );
    assert_eq!(browser.run(&label), title, "the bar has a name");

    browser.click(&format!("[data-uuid=\"{download}\"] button"));
    sim.wait_request("DELETE", &format!("/activities/{download}"), 1)
        .await
        .unwrap();
    sim.wait_ended(&download).await.unwrap();
    browser.until(&format!("{row} === null"));
    let over = format!("document.querySelector('.over [data-uuid=\"{download}\"]')");
    browser.until(&format!("{over}.textContent.includes('finished')"));
    browser.until("document.querySelector('[aria-live]').textContent.includes('finished')");

    sim.end(&scan);
    browser.until(&format!("{other} === null"));
    browser.until("!document.querySelector('.nothing').hidden");
    let title = browser.run("return document.title");
    assert_eq!(title, "Plex activities");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[tokio::test]
async fn the_page_shows_a_lost_server_and_a_stopped_plexctl_and_recovers() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let sim = PlexSim::start().await.unwrap();
    let scan = sim
        .activity("library.update.section")
        .title("Scanning Movies")
        .section("1")
        .start();
    let served = WebServer::start(&sim.url(), None, &[]);
    browser.open(&format!("http://{}/", served.address));
    browser.until(CONNECTED);
    browser.until(&format!("{} !== null", item(&scan)));

    sim.fault(Fault::Down);
    browser.until("document.querySelector('.server .connection').dataset.state === 'disconnected'");
    browser.until("document.querySelector('.server').hasAttribute('data-stale')");
    sim.lift(&Fault::Down);
    browser.until(CONNECTED);
    // The server has forgotten it, and sends no notification of its end.
    browser.until(&format!("{} === null", item(&scan)));
    browser.until("document.querySelector('.over').textContent.includes('gone from the server')");
    let next = sim.activity("media.download").title("Next").start();
    browser.until(&format!("{} !== null", item(&next)));

    let address = served.address.clone();
    assert_eq!(served.finish().code, 0);
    browser.until("document.querySelector('.server .connection').dataset.state === 'silent'");
    let served = WebServer::start(&sim.url(), None, &["--bind", &address]);
    browser.until(CONNECTED);
    browser.until(&format!("{} !== null", item(&next)));
    drop(served);
}

#[tokio::test]
async fn a_reload_keeps_what_ended_and_since_when_the_rest_runs() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let sim = PlexSim::start().await.unwrap();
    let served = WebServer::start(&sim.url(), None, &[]);
    let address = format!("http://{}/", served.address);
    browser.open(&address);
    browser.until(CONNECTED);
    let download = sim.activity("media.download").title("Download").start();
    let scan = sim
        .activity("library.update.section")
        .title("Scanning Movies")
        .section("1")
        .start();
    browser.until(&format!("{} !== null", item(&scan)));
    sim.end(&scan);
    let over = "document.querySelector('.over').textContent";
    browser.until(&format!("{over}.includes('Scanning Movies finished at')"));
    let elapsed = format!("{}.querySelector('.elapsed').textContent", item(&download));
    browser.until(&format!(
        "{elapsed}.match(/^running for (more than )?([2-9]|[1-9][0-9]) s/)"
    ));
    let before = browser.run(&format!("return {over}"));

    browser.open(&address);
    browser.until(CONNECTED);
    browser.until(&format!("{over} !== ''"));
    assert_eq!(browser.run(&format!("return {over}")), before);
    // It has not begun anew.
    let elapsed = browser.run(&format!("return {elapsed}"));
    let seconds = elapsed
        .as_str()
        .unwrap()
        .trim_start_matches(|one: char| !one.is_ascii_digit());
    let seconds: u64 = seconds.trim_end_matches(" s").parse().unwrap();
    assert!(seconds >= 2, "{elapsed}");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[tokio::test]
async fn it_fits_a_phone_and_a_desk_in_light_and_dark() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let sim = PlexSim::start().await.unwrap();
    let movies = sim
        .activity("library.update.section")
        .title("Scanning Movies")
        .section("1")
        .start();
    sim.progress(&movies, 41, "A Quiet Harbour (1987)");
    let download = sim
        .activity("media.download")
        .title("Downloading")
        .cancellable(true)
        .start();
    sim.progress(&download, 73, "The Long Way to Tannmark - S02E05");
    let optimize = sim
        .activity("library.optimize")
        .title("Optimizing the database")
        .progress(-1)
        .start();
    let served = WebServer::start(&sim.url(), None, &[]);
    browser.open(&format!("http://{}/", served.address));
    browser.until(CONNECTED);
    browser.until("document.querySelectorAll('.running li').length === 3");
    browser.until(&format!(
        "{}.querySelector('progress').position === -1",
        item(&optimize)
    ));
    browser.until(&format!(
        "{}.querySelector('progress').position === 0.73",
        item(&download)
    ));
    for (width, height, colors, ground) in [
        (320, 640, "light", "rgb(246, 246, 244)"),
        (390, 844, "dark", "rgb(23, 24, 26)"),
        (760, 520, "dark", "rgb(23, 24, 26)"),
        (760, 520, "light", "rgb(246, 246, 244)"),
    ] {
        browser.look_like(width, height, colors);
        let shown = browser.run("return getComputedStyle(document.body).backgroundColor");
        assert_eq!(shown, ground, "{colors}");
        let overflow = "return document.documentElement.scrollWidth - innerWidth";
        assert_eq!(browser.run(overflow), 0, "{width} pixels");
        let height = "return [...document.querySelectorAll('button:not([hidden])')]
                      .map((button) => button.getBoundingClientRect().height)";
        let heights = browser.run(height);
        assert!(
            heights
                .as_array()
                .unwrap()
                .iter()
                .all(|height| height.as_f64().unwrap() >= 40.0)
        );
    }
    // The picture in the documentation: see `snapshots/README.md`.
    if std::env::var_os("PLEXCTL_RENEW_SNAPSHOTS").is_some() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/serve.png");
        std::fs::write(file, browser.picture()).unwrap();
    }
}
