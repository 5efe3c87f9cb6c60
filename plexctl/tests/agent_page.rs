//! The page of `plexctl agent` in a real browser: all servers, many rows, the keyboard, and the content
//! after a reload. Without Chromium these tests skip themselves.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use common::{AgentFolder, Browser, HTTP, HttpAgent, dead_url, server, write_secret};
use plex_sim::PlexSim;
use serde_json::json;

/// A server on the page, in a script.
fn section(name: &str) -> String {
    format!(
        "[...document.querySelectorAll('.server')]\
         .find((one) => one.querySelector('h2').textContent === '{name}')"
    )
}

fn connected(name: &str) -> String {
    format!(
        "{}.querySelector('.connection').dataset.state === 'connected'",
        section(name)
    )
}

fn open(browser: &Browser, agent: &HttpAgent, names: &[&str]) {
    browser.open(&format!("http://{}/", agent.web.address));
    for name in names {
        browser.until(&connected(name));
    }
}

fn count(browser: &Browser, expected: usize) {
    browser.until(&format!(
        "document.querySelectorAll('.running li').length === {expected}"
    ));
}

#[tokio::test]
async fn the_page_has_all_servers_and_after_a_reload_what_ended_and_since_when_all_runs() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let (home, cabin) = (
        PlexSim::start().await.unwrap(),
        PlexSim::start().await.unwrap(),
    );
    let file = [
        HTTP,
        &server("away", &dead_url()),
        &server("cabin", &cabin.url()),
        &server("home", &home.url()),
    ];
    let agent = HttpAgent::with(&file.concat());
    open(&browser, &agent, &["cabin", "home"]);
    let away = section("away");
    browser.until(&format!(
        "{away}.querySelector('.connection').dataset.state === 'disconnected'"
    ));
    let names = "return [...document.querySelectorAll('h2')].map((one) => one.textContent)";
    assert_eq!(browser.run(names), json!(["away", "cabin", "home"]));

    let scan = home
        .activity("library.update.section")
        .title("Scanning Movies")
        .section("1")
        .start();
    let download = cabin
        .activity("media.download")
        .title("Download")
        .cancellable(true)
        .start();
    count(&browser, 2);
    let row = |name: &str| format!("{}.querySelector('.running li')", section(name));
    browser.until(&format!(
        "{}.textContent.includes('Scanning Movies')",
        row("home")
    ));
    browser.until(&format!(
        "{}.textContent.includes('running for 0 s')",
        row("home")
    ));
    home.end(&scan);
    let over = format!("{}.querySelector('.over').textContent", section("home"));
    browser.until(&format!("{over}.includes('Scanning Movies finished at')"));

    // The journal knows both, also after a restart of the agent.
    let cabin_elapsed = format!("{}.querySelector('.elapsed').textContent", row("cabin"));
    browser.until(&format!(
        "{cabin_elapsed}.match(/^running for (more than )?[1-9]/)"
    ));
    assert_eq!(browser.complaints(), Vec::<String>::new());
    let agent = agent.restart();
    // The browser has lost its stream.
    browser.complaints();
    open(&browser, &agent, &["cabin", "home"]);
    browser.until(&format!("{over}.includes('Scanning Movies finished at')"));
    browser.until(&format!(
        "{cabin_elapsed}.match(/^running for (more than )?[1-9]/)"
    ));

    browser.click(&format!("[data-uuid=\"{download}\"] button"));
    cabin
        .wait_request("DELETE", &format!("/activities/{download}"), 1)
        .await
        .unwrap();
    count(&browser, 0);
    assert!(home.requests_of("DELETE", "/*").is_empty());
    assert_eq!(browser.complaints(), Vec::<String>::new());
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn two_hundred_rows_are_in_order_and_the_focus_stays_where_it_is() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let sim = PlexSim::start().await.unwrap();
    let agent = HttpAgent::start(&sim.url());
    open(&browser, &agent, &["home"]);
    let ids: Vec<String> = (0..200)
        .map(|number| {
            sim.activity("media.download")
                .title(format!("Download {number}"))
                .progress(number % 100)
                .cancellable(true)
                .start()
        })
        .collect();
    count(&browser, ids.len());
    let order =
        "return [...document.querySelectorAll('.running h3')].map((one) => one.textContent)";
    let expected: Vec<String> = (0..200)
        .map(|number| format!("Download {number}"))
        .collect();
    assert_eq!(browser.run(order), json!(expected), "by start");
    // The redraw of every second writes the time of a row, and nothing else that is as it was.
    let written = browser.run(
        "tick();
         const observer = new MutationObserver(() => {});
         observer.observe(document.getElementById('servers'), {subtree: true, childList: true, characterData: true});
         tick();
         return observer.takeRecords().length;",
    );
    assert!(written.as_u64().unwrap() <= 200, "{written} texts");

    // Updates move nothing, and take the focus from nothing.
    let focus = |uuid: &str| {
        browser.run(&format!(
            "document.querySelector('[data-uuid=\"{uuid}\"] button').focus()"
        ));
    };
    let focused = "return document.activeElement.getAttribute('aria-label')";
    focus(&ids[150]);
    for id in &ids {
        sim.progress(id, 50, "half");
    }
    browser.until(
        "[...document.querySelectorAll('.percent')].every((one) => one.textContent === '50 %')",
    );
    assert_eq!(browser.run(order), json!(expected));
    assert_eq!(browser.run(focused), json!("Cancel Download 150"));
    // A row above it ends, and then its own: the next button has the focus.
    sim.end(&ids[0]);
    count(&browser, 199);
    assert_eq!(browser.run(focused), json!("Cancel Download 150"));
    sim.end(&ids[150]);
    count(&browser, 198);
    assert_eq!(browser.run(focused), json!("Cancel Download 151"));
    // A cancellation that is refused keeps it, and says why.
    sim.answer(
        "DELETE",
        "/activities/*",
        plex_sim::StubResponse::empty(500),
    );
    browser.click(&format!("[data-uuid=\"{}\"] button", ids[160]));
    let trouble = format!(
        "document.querySelector('[data-uuid=\"{}\"] .trouble').textContent",
        ids[160]
    );
    browser.until(&format!("{trouble}.startsWith('Not cancelled: ')"));
    assert_eq!(browser.run(focused), json!("Cancel Download 160"));

    // By start also after a reload.
    open(&browser, &agent, &["home"]);
    count(&browser, 198);
    let times = browser.run(
        "const request = new XMLHttpRequest();
         request.open('GET', '/api/v1/activities', false);
         request.send();
         const times = new Map(JSON.parse(request.responseText).activities
             .map((one) => [one.activity.uuid, one.running_seconds]));
         return [...document.querySelectorAll('.running [data-uuid]')]
             .map((row) => times.get(row.dataset.uuid));",
    );
    let times: Vec<f64> = serde_json::from_value(times).unwrap();
    assert_eq!(times.len(), 198);
    // Rows of the same millisecond are in any order, and the milliseconds of page and answer are rounded
    // at different times.
    assert!(
        times.is_sorted_by(|before, after| *before >= after - 0.0025),
        "{times:?}"
    );
    assert_eq!(agent.web.finish().code, 0);
}

/// The contrast of each text with its background, as WCAG counts it: the least of all.
const CONTRAST: &str = "
    const light = (color) => {
        const parts = color.match(/[\\d.]+/g).slice(0, 3).map((part) => {
            const one = part / 255;
            return one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    };
    const behind = (element) => {
        for (let one = element; one; one = one.parentElement) {
            const color = getComputedStyle(one).backgroundColor;
            if (!color.endsWith(', 0)')) return color;
        }
        return 'rgb(255, 255, 255)';
    };
    const faint = [];
    for (const element of document.body.querySelectorAll('*')) {
        const hasText = [...element.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
        if (!hasText || ['SCRIPT', 'NOSCRIPT'].includes(element.tagName) || !element.checkVisibility()) continue;
        for (let one = element; one; one = one.parentElement) {
            if (getComputedStyle(one).opacity !== '1') faint.push('opacity ' + element.className);
        }
        const both = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a);
        const contrast = (both[0] + 0.05) / (both[1] + 0.05);
        if (contrast < 4.5) faint.push(element.className + ' ' + element.textContent + ' ' + contrast);
    }
    return faint;";

#[tokio::test]
async fn headings_are_in_order_and_every_text_can_be_read() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let sim = PlexSim::start().await.unwrap();
    let file = [
        HTTP,
        &server("away", &dead_url()),
        &server("home", &sim.url()),
    ];
    let agent = HttpAgent::with(&file.concat());
    open(&browser, &agent, &["home"]);
    let away = section("away");
    browser.until(&format!(
        "{away}.querySelector('.connection').dataset.state === 'disconnected'"
    ));
    let ended = sim.activity("media.download").title("Over").start();
    let running = sim
        .activity("media.download")
        .title("Running")
        .cancellable(true)
        .start();
    sim.progress(&running, 20, "The Long Way to Tannmark");
    count(&browser, 2);
    sim.end(&ended);
    browser.until("document.querySelector('.over li') !== null");
    sim.answer(
        "DELETE",
        "/activities/*",
        plex_sim::StubResponse::empty(500),
    );
    browser.click(&format!("[data-uuid=\"{running}\"] button"));
    browser.until("document.querySelector('.running .trouble').textContent !== ''");
    let levels = "return [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')]
        .filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1]))";
    let levels = browser.run(levels);
    let levels: Vec<u64> = levels
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one.as_u64().unwrap())
        .collect();
    assert_eq!(
        levels.iter().filter(|level| **level == 1).count(),
        1,
        "{levels:?}"
    );
    let mut before = 0;
    for level in &levels {
        assert!(*level <= before + 1, "{levels:?}");
        before = *level;
    }
    for colors in ["light", "dark"] {
        for width in [320, 900] {
            browser.look_like(width, 700, colors);
            assert_eq!(browser.run(CONTRAST), json!([]), "{colors}");
            let overflow = "return document.documentElement.scrollWidth - innerWidth";
            assert_eq!(browser.run(overflow), 0, "{width} pixels");
        }
    }
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn a_browser_with_a_key_as_its_password_reads_and_cancels() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let sim = PlexSim::start().await.unwrap();
    let download = sim
        .activity("media.download")
        .title("Download")
        .cancellable(true)
        .start();
    let http = "[http]\nlisten = \"127.0.0.1:0\"\n\n[[http.key]]\nname = \"own\"\nscope = \"write\"\n\
                secret = { file = \"own.key\" }\n\n";
    let folder = AgentFolder::with(&format!("{http}{}", server("home", &sim.url())));
    write_secret(folder.path("own.key"), "own-0123456789abcdef");
    let agent = HttpAgent::in_folder(folder);
    browser.open(&format!(
        "http://me:own-0123456789abcdef@{}/",
        agent.web.address
    ));
    browser.until(&connected("home"));
    count(&browser, 1);
    browser.click(&format!("[data-uuid=\"{download}\"] button"));
    sim.wait_request("DELETE", &format!("/activities/{download}"), 1)
        .await
        .unwrap();
    count(&browser, 0);
    assert_eq!(agent.web.finish().code, 0);
}
