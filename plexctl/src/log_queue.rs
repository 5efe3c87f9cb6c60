//! The lines of the log on their way to standard error. A thread of its own writes them, so that nothing
//! else waits for the reader: a command that `when-quiet` runs has to be ended whether or not anybody reads.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The largest number of bytes of lines that wait for the reader. Further lines are left out, and counted.
const BUDGET: usize = 1024 * 1024;

/// The lines that wait for the reader of standard error. Writing to it never waits.
#[derive(Default)]
pub(crate) struct LogQueue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    lines: Vec<u8>,
    left_out: u64,
    /// Earlier lines are being written.
    is_writing: bool,
}

impl LogQueue {
    /// Starts the thread that writes the lines to standard error.
    pub(crate) fn start() -> io::Result<Arc<Self>> {
        let queue = Arc::new(Self::default());
        let lines = Arc::clone(&queue);
        let tell = |left_out| {
            tracing::warn!(
                target: "plexctl",
                "{left_out} lines of the log are left out, because nobody read standard error"
            );
        };
        // It ends with the process.
        std::thread::Builder::new().spawn(move || lines.write_to(io::stderr(), tell))?;
        Ok(queue)
    }

    /// Waits until all lines are written, for at most this time.
    pub(crate) fn drain(&self, limit: Duration) {
        let is_busy = |waiting: &mut Waiting| waiting.is_writing || !waiting.lines.is_empty();
        let waiting = self.lock();
        let _ = self.changed.wait_timeout_while(waiting, limit, is_busy);
    }

    /// Writes all lines, now and later. `tell` gets the number of the lines that were left out.
    fn write_to(&self, mut target: impl Write, mut tell: impl FnMut(u64)) {
        loop {
            let (lines, left_out) = self.take();
            // When standard error is closed there is nowhere to report it.
            let _ = target.write_all(&lines);
            if left_out > 0 {
                tell(left_out);
            }
            self.lock().is_writing = false;
            self.changed.notify_all();
        }
    }

    /// Waits for lines, and takes them with the number of those that were left out after them.
    fn take(&self) -> (Vec<u8>, u64) {
        let is_empty = |waiting: &mut Waiting| waiting.lines.is_empty();
        let waiting = self.changed.wait_while(self.lock(), is_empty);
        let mut waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        waiting.is_writing = true;
        let left_out = std::mem::take(&mut waiting.left_out);
        (std::mem::take(&mut waiting.lines), left_out)
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes one line at a time, whole or not at all.
impl Write for &LogQueue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut waiting = self.lock();
        if waiting.left_out == 0 && waiting.lines.len() + line.len() <= BUDGET {
            waiting.lines.extend_from_slice(line);
        } else {
            waiting.left_out += 1;
        }
        drop(waiting);
        self.changed.notify_all();
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// A test that waits longer hangs.
    const PATIENCE: Duration = Duration::from_secs(30);

    /// A standard error that takes something only when somebody reads.
    struct Target {
        begun: Sender<()>,
        reads: Receiver<()>,
        written: Sender<Vec<u8>>,
    }

    impl Write for Target {
        fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
            let _ = self.begun.send(());
            let _ = self.reads.recv();
            let _ = self.written.send(lines.to_vec());
            Ok(lines.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_without_a_reader_hold_up_nothing_are_bounded_and_the_lost_are_counted() {
        let (begun, begins) = channel();
        let (read, reads) = channel();
        let (written, lines) = channel();
        let (tell, told) = channel();
        let target = Target {
            begun,
            reads,
            written,
        };
        let queue = Arc::new(LogQueue::default());
        let writer = Arc::clone(&queue);
        std::thread::spawn(move || {
            writer.write_to(target, move |left_out| tell.send(left_out).unwrap());
        });
        let log = |line: &[u8]| (&*queue).write_all(line).unwrap();
        log(b"first\n");
        begins.recv_timeout(PATIENCE).unwrap();
        // The writer is in a write that does not end.
        let line = vec![b'x'; BUDGET / 4];
        for _ in 0..7 {
            log(&line);
        }
        // It is not longer than what is left, but a later line does not pass an earlier one.
        log(b"short\n");
        queue.drain(Duration::from_millis(1));
        assert_eq!(queue.lock().lines.len(), BUDGET);

        for _ in 0..2 {
            read.send(()).unwrap();
        }
        assert_eq!(lines.recv_timeout(PATIENCE).unwrap(), b"first\n");
        assert_eq!(lines.recv_timeout(PATIENCE).unwrap(), line.repeat(4));
        assert_eq!(told.recv_timeout(PATIENCE).unwrap(), 4);
        read.send(()).unwrap();
        log(b"last\n");
        queue.drain(PATIENCE);
        assert_eq!(lines.try_recv().unwrap(), b"last\n");
        assert!(told.try_recv().is_err());
    }
}
