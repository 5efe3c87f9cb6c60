//! A real headless browser, controlled by the WebDriver protocol.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::external;

/// WebDriver returns elements under this key.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Longer than any script runs.
const PATIENCE: Duration = Duration::from_secs(120);

/// Several browsers that start at once starve each other until a command is given up.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Starts the driver on a free port. `None` if it ends without one: it wants the port that it got for both
/// versions of IP, and another program may have it for the other one.
fn start_driver(program: &Path) -> Option<(Child, u16)> {
    let mut driver = Command::new(program)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines.find_map(|line| {
        let line = line.unwrap();
        let (_, port) = line.split_once("successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    let Some(port) = port else {
        driver.wait().unwrap();
        return None;
    };
    // A full pipe would block it.
    std::thread::spawn(move || lines.for_each(drop));
    Some((driver, port))
}

/// One browser with its own profile.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    _profile: TempDir,
    /// The last field: the next browser starts when this one is gone.
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// Starts one; `None` where Chromium is missing, after a message.
    pub fn start() -> Option<Self> {
        let chromium = external("chromium", "chromium")?;
        let driver = external("chromedriver", "chromium-driver")?;
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let profile = tempfile::tempdir().unwrap();
        let (driver, port) = (0..5)
            .find_map(|_| start_driver(&driver))
            .expect("chromedriver ended five times without a port");
        let mut browser = Self {
            driver,
            port,
            session: String::new(),
            _profile: profile,
            _turn: turn,
        };
        let folder = browser._profile.path().display();
        let capabilities = json!({"capabilities": {"alwaysMatch": {
            "timeouts": {"script": 60_000, "pageLoad": 60_000},
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"binary": chromium, "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--disable-default-apps", "--no-first-run",
                "--no-default-browser-check", "--hide-scrollbars", "--force-color-profile=srgb",
                format!("--user-data-dir={folder}"),
            ]},
        }}});
        let answer = browser.post("/session", &capabilities);
        let Some(session) = answer["sessionId"].as_str() else {
            panic!("the browser did not start: {answer}");
        };
        session.clone_into(&mut browser.session);
        Some(browser)
    }

    /// Opens this URL.
    pub fn open(&self, url: &str) {
        self.command("url", &json!({"url": url}));
    }

    /// Runs a script, and returns its result.
    pub fn run(&self, script: &str) -> Value {
        let body = json!({"script": script, "args": []});
        self.command("execute/sync", &body)
    }

    /// Waits until a condition holds, and checks it whenever the page changes.
    pub fn until(&self, condition: &str) {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const holds = () => {{ try {{ return Boolean({condition}); }} catch {{ return false; }} }};
             if (holds()) {{ done(null); return; }}
             const observer = new MutationObserver(() => {{
                 if (holds()) {{ observer.disconnect(); done(null); }}
             }});
             observer.observe(document, {{
                 subtree: true, childList: true, attributes: true, characterData: true,
             }});"
        );
        let path = format!("/session/{}/execute/async", self.session);
        let body = json!({"script": script, "args": []});
        let value = self.post(&path, &body);
        if !value.is_null() {
            let page = self.run("return document.body.innerText");
            panic!("{condition} does not come to hold: {value}\n{page}");
        }
    }

    /// Clicks the first element that matches the selector. It must be visible.
    pub fn click(&self, selector: &str) {
        let find = json!({"using": "css selector", "value": selector});
        let found = self.command("element", &find);
        let element = found[ELEMENT].as_str().unwrap();
        self.command(&format!("element/{element}/click"), &json!({}));
    }

    /// Sets the size of the page in CSS pixels, and its color scheme (`light` or `dark`).
    pub fn look_like(&self, width: u32, height: u32, colors: &str) {
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics);
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": colors}]});
        self.devtools("Emulation.setEmulatedMedia", &features);
    }

    /// A screenshot of the page, as PNG.
    pub fn picture(&self) -> Vec<u8> {
        let path = format!("/session/{}/screenshot", self.session);
        let picture = self.ask("GET", &path, None);
        let text = picture.as_str().unwrap();
        base64::engine::general_purpose::STANDARD
            .decode(text)
            .unwrap()
    }

    /// The errors and warnings of the browser since the last call.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.command("se/log", &json!({"type": "browser"}));
        let entries = log.as_array().unwrap().iter();
        entries
            .filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING")
            .map(|entry| entry["message"].as_str().unwrap().to_owned())
            .collect()
    }

    fn devtools(&self, command: &str, parameters: &Value) {
        let body = json!({"cmd": command, "params": parameters});
        self.command("goog/cdp/execute", &body);
    }

    fn command(&self, name: &str, body: &Value) -> Value {
        let value = self.post(&format!("/session/{}/{name}", self.session), body);
        assert!(value.get("error").is_none(), "{name}: {value}");
        value
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.ask("POST", path, Some(body))
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let body = body.map_or_else(String::new, Value::to_string);
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let body = body_of(stream);
        let mut value: Value = serde_json::from_str(&body).unwrap();
        value.get_mut("value").unwrap().take()
    }
}

impl Drop for Browser {
    /// Asks the driver to close the browser: a killed driver would leave it running.
    fn drop(&mut self) {
        // Nothing here may panic: a failed test may be unwinding.
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let request = format!(
                "DELETE /session/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
                self.session
            );
            let _ = stream.set_read_timeout(Some(PATIENCE));
            let _ = stream.write_all(request.as_bytes());
            let _ = stream.read(&mut [0; 1]);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The driver keeps connections open regardless of the request.
fn body_of(stream: TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        assert!(
            reader.read_line(&mut line).unwrap() > 0,
            "the driver hung up"
        );
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    String::from_utf8(body).unwrap()
}
