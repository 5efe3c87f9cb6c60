//! The terminal on standard error, for progress bars.

use std::io;

use console::Term;
use indicatif::{ProgressDrawTarget, TermLike};

/// The largest number of draws of the bars per second.
const DRAWS: u8 = 20;

/// A terminal that may go away: drawing on it never fails, because indicatif panics when it does.
#[derive(Debug)]
struct StderrTerminal(Term);

/// The target on which progress bars are drawn.
pub(super) fn stderr_draw_target() -> ProgressDrawTarget {
    let terminal = StderrTerminal(Term::buffered_stderr());
    ProgressDrawTarget::term_like_with_hz(Box::new(terminal), DRAWS)
}

impl TermLike for StderrTerminal {
    fn width(&self) -> u16 {
        TermLike::width(&self.0)
    }

    fn height(&self) -> u16 {
        TermLike::height(&self.0)
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_up(n).or(Ok(()))
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_down(n).or(Ok(()))
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_right(n).or(Ok(()))
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_left(n).or(Ok(()))
    }

    fn write_line(&self, s: &str) -> io::Result<()> {
        self.0.write_line(s).or(Ok(()))
    }

    fn write_str(&self, s: &str) -> io::Result<()> {
        self.0.write_str(s).or(Ok(()))
    }

    fn clear_line(&self) -> io::Result<()> {
        self.0.clear_line().or(Ok(()))
    }

    fn flush(&self) -> io::Result<()> {
        self.0.flush().or(Ok(()))
    }
}
