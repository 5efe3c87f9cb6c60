//! The server's process, as the soak sees it.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use crate::SoakError;
use crate::time_scale::HANG_LIMIT;

#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    words: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    pub(crate) url: String,
}

impl Server {
    pub(crate) async fn start() -> Result<Self, SoakError> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let words = child.stdin.take().ok_or("the server has no input")?;
        let out = child.stdout.take().ok_or("the server has no output")?;
        let mut server = Self {
            child,
            words,
            lines: BufReader::new(out).lines(),
            url: String::new(),
        };
        server.url = server.line().await?;
        Ok(server)
    }

    /// The bad days begin.
    pub(crate) async fn go(&mut self) -> Result<(), SoakError> {
        self.tell("go").await
    }

    /// They end, and every activity does.
    pub(crate) async fn calm(&mut self) -> Result<(), SoakError> {
        self.tell("calm").await?;
        match self.line().await?.as_str() {
            "calm" => Ok(()),
            other => Err(format!("the server said {other:?}").into()),
        }
    }

    /// The number of streams and connections that are open.
    pub(crate) async fn left(&mut self) -> Result<(usize, usize), SoakError> {
        self.tell("left").await?;
        let line = self.line().await?;
        let (streams, connections) = line.split_once(' ').ok_or("not two numbers")?;
        Ok((streams.parse()?, connections.parse()?))
    }

    pub(crate) async fn stop(mut self) -> Result<(), SoakError> {
        drop(self.words);
        timeout(HANG_LIMIT, self.child.wait()).await??;
        Ok(())
    }

    async fn tell(&mut self, word: &str) -> Result<(), SoakError> {
        self.words.write_all(format!("{word}\n").as_bytes()).await?;
        self.words.flush().await?;
        Ok(())
    }

    async fn line(&mut self) -> Result<String, SoakError> {
        let line = timeout(HANG_LIMIT, self.lines.next_line()).await??;
        Ok(line.ok_or("the server's process has ended")?)
    }
}
