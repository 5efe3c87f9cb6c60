//! A receiver of hooks over a real socket, and a pipe with a name for the programs of hooks.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use serde_json::Value;

/// A test that waits longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request that the receiver got.
#[derive(Clone, Debug)]
pub struct ReceivedRequest {
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl ReceivedRequest {
    /// The value of a header; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The answer of the receiver: a whole response, byte by byte, or nothing.
pub enum Reply {
    Bytes(String),
    /// As much as the other side reads.
    Endless(String),
    /// No answer, with the connection kept open.
    Silence,
}

impl Reply {
    /// A response without a body.
    pub fn status(status: u16) -> Self {
        Self::with(status, &[], "")
    }

    /// A response.
    pub fn with(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let mut text = format!(
            "HTTP/1.1 {status} Some\r\nContent-Length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        Self::Bytes(format!("{text}Connection: close\r\n\r\n{body}"))
    }
}

/// Decides on the reply to the request of this number, counted from 0.
type Decide = dyn Fn(usize, &ReceivedRequest) -> Reply + Send + Sync;

/// A receiver of webhooks. Its thread ends with the test program.
pub struct FakeReceiver {
    pub url: String,
    requests: Receiver<ReceivedRequest>,
    /// The replies that the other side has read.
    read: Receiver<()>,
}

impl FakeReceiver {
    /// Starts it on a free port.
    pub fn start(
        decide: impl Fn(usize, &ReceivedRequest) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = channel();
        let (reader, read) = channel();
        let decide: Arc<Decide> = Arc::new(decide);
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let (sender, reader) = (sender.clone(), reader.clone());
                let decide = Arc::clone(&decide);
                std::thread::spawn(move || {
                    serve(stream.unwrap(), number, &*decide, &sender, &reader);
                });
            }
        });
        Self {
            url,
            requests,
            read,
        }
    }

    /// The next request.
    pub fn next(&self) -> ReceivedRequest {
        self.requests.recv_timeout(PATIENCE).expect("a request")
    }

    /// Waits until one more reply was read.
    pub fn wait_read(&self) {
        self.read.recv_timeout(PATIENCE).expect("a reply is read");
    }

    /// The next request, if it comes within this time.
    pub fn next_within(&self, time: Duration) -> Option<ReceivedRequest> {
        self.requests.recv_timeout(time).ok()
    }

    /// The requests that came and were not taken yet.
    pub fn rest(&self) -> Vec<ReceivedRequest> {
        self.requests.try_iter().collect()
    }
}

fn serve(
    stream: TcpStream,
    number: usize,
    decide: &Decide,
    sender: &Sender<ReceivedRequest>,
    read: &Sender<()>,
) {
    let Some(request) = read_request(&stream) else {
        return;
    };
    let reply = decide(number, &request);
    let _ = sender.send(request);
    let mut stream = stream;
    match reply {
        Reply::Bytes(text) => {
            let _ = stream.write_all(text.as_bytes());
            // The client closes the connection when it has read the reply.
            let _ = stream.read_to_end(&mut Vec::new());
            let _ = read.send(());
        }
        Reply::Endless(head) => {
            let _ = stream.write_all(head.as_bytes());
            while stream.write_all(&[b'x'; 64 * 1024]).is_ok() {}
        }
        Reply::Silence => {
            let _ = stream.read_to_end(&mut Vec::new());
        }
    }
}

fn read_request(stream: &TcpStream) -> Option<ReceivedRequest> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.push((name.to_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or("0", |(_, length)| length);
    let mut body = vec![0; length.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    Some(ReceivedRequest {
        path,
        headers,
        body: String::from_utf8(body).ok()?,
    })
}

/// A pipe with a name, into which programs of hooks write.
pub struct NamedPipe {
    _folder: tempfile::TempDir,
    pub path: PathBuf,
}

impl NamedPipe {
    pub fn create() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        let made = Command::new("mkfifo").arg(&path).status().unwrap();
        assert!(made.success());
        Self {
            _folder: folder,
            path,
        }
    }

    /// Reads until every program that had it open for writing has closed it or ended.
    pub fn read(&self) -> String {
        let path = self.path.clone();
        let (sender, text) = channel();
        std::thread::spawn(move || {
            let _ = sender.send(std::fs::read_to_string(path));
        });
        text.recv_timeout(PATIENCE).expect("an end").unwrap()
    }

    /// Opens it, and reads its first line. Reading the rest tells when all writers are gone.
    pub fn open(&self) -> BufReader<std::fs::File> {
        BufReader::new(open(&self.path))
    }

    /// Writes to it until it is full. It must be open for reading.
    #[cfg(target_os = "linux")]
    pub fn fill(&self) {
        use std::os::unix::fs::OpenOptionsExt;
        const NONBLOCK: i32 = 0o4000;
        let mut options = std::fs::File::options();
        let full = options.write(true).custom_flags(NONBLOCK);
        let mut full = full.open(&self.path).unwrap();
        while full.write(b"\n").is_ok() {}
    }

    pub fn show(&self) -> String {
        self.path.display().to_string()
    }
}

fn open(path: &Path) -> std::fs::File {
    let path = path.to_owned();
    let (sender, file) = channel();
    std::thread::spawn(move || {
        let _ = sender.send(std::fs::File::open(path));
    });
    file.recv_timeout(PATIENCE).expect("a writer").unwrap()
}
