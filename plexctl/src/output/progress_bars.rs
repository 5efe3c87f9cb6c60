//! Progress bars on a terminal: one for each running activity, and a line for each connection.

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use plex_api::ActivityId;

use super::sanitize::sanitize;
use super::width::truncate;

/// Lines left free for connections and for earlier output.
const FREE_LINES: usize = 5;

/// The number of cells of a bar.
const CELLS: usize = 20;

/// The width before a text: four cells for a number, the bar, and a space after each.
const BEFORE_TEXT: usize = 4 + 1 + CELLS + 1;

/// An activity and the number of its server.
pub(crate) type ActivityKey = (usize, ActivityId);

/// The moving part at the bottom of a terminal. It disappears when it is dropped.
pub(crate) struct ProgressBars {
    multi: MultiProgress,
    /// An empty line at the top. When a terminal echoes ^C after the last line, that line breaks,
    /// and clearing misses the line at the top: this one.
    top: ProgressBar,
    styles: Styles,
    /// Measures the terminal, because users resize it.
    columns: WidthFn,
    /// The maximum number of activities with a bar.
    room: usize,
    rows: Vec<BarRow>,
    /// Shows how many activities have no bar.
    more: Option<ProgressBar>,
    connections: Vec<(usize, ProgressBar)>,
}

/// Called whenever something is drawn.
pub(crate) type WidthFn = fn() -> u16;

struct BarRow {
    key: ActivityKey,
    percent: Option<f32>,
    text: String,
    bar: Option<ProgressBar>,
}

struct Styles {
    percent: ProgressStyle,
    indeterminate: ProgressStyle,
    text: ProgressStyle,
}

impl ProgressBars {
    /// Creates it for a terminal of this height.
    pub(crate) fn new(
        target: ProgressDrawTarget,
        height: usize,
        columns: WidthFn,
        colors: bool,
    ) -> Self {
        let multi = MultiProgress::with_draw_target(target);
        let styles = Styles::new(colors);
        let top = multi.add(ProgressBar::new(1).with_style(styles.text.clone()));
        Self {
            multi,
            top,
            styles,
            columns,
            room: height.saturating_sub(FREE_LINES).max(1),
            rows: Vec::new(),
            more: None,
            connections: Vec::new(),
        }
    }

    /// Shows the progress of an activity.
    pub(crate) fn show(&mut self, key: ActivityKey, percent: Option<f32>, text: &str) {
        let text = sanitize(text);
        if let Some(row) = self.rows.iter_mut().find(|row| row.key == key) {
            if row.text != text || row.percent != percent {
                (row.text, row.percent) = (text, percent);
                row.redraw(&self.styles, self.columns);
            }
            return;
        }
        self.rows.push(BarRow {
            key,
            percent,
            text,
            bar: None,
        });
        self.arrange();
    }

    /// Removes an activity.
    pub(crate) fn remove(&mut self, key: &ActivityKey) {
        let Some(at) = self.rows.iter().position(|row| row.key == *key) else {
            return;
        };
        if let Some(bar) = self.rows.remove(at).bar {
            self.remove_bar(&bar);
        }
        self.arrange();
    }

    /// Shows the state of a server's connection; `None` removes the line.
    pub(crate) fn show_connection(&mut self, server: usize, text: Option<&str>) {
        let at = self
            .connections
            .iter()
            .position(|(known, _)| *known == server);
        let text = text.map(|text| truncate(&sanitize(text), usize::from((self.columns)())));
        match (text, at) {
            (Some(text), Some(at)) => {
                if let Some((_, bar)) = self.connections.get(at) {
                    set_message(bar, text);
                }
            }
            (Some(text), None) => {
                let bar = self.multi.add(self.new_line());
                bar.set_message(text);
                self.connections.push((server, bar));
            }
            (None, Some(at)) => {
                let (_, bar) = self.connections.remove(at);
                self.remove_bar(&bar);
            }
            (None, None) => {}
        }
    }

    /// Advances the spinners.
    pub(crate) fn tick(&self) {
        for bar in self.rows.iter().filter_map(|row| row.bar.as_ref()) {
            bar.tick();
        }
    }

    /// Writes to the terminal above the bars.
    pub(crate) fn above<T>(&self, work: impl FnOnce() -> T) -> T {
        self.multi.suspend(work)
    }

    /// Gives the first activities a bar, and shows how many have none.
    fn arrange(&mut self) {
        self.top.tick();
        for (at, row) in self.rows.iter_mut().take(self.room).enumerate() {
            if row.bar.is_none() {
                let bar = ProgressBar::new(100).with_style(self.styles.text.clone());
                row.bar = Some(self.multi.insert(1 + at, bar));
                row.redraw(&self.styles, self.columns);
            }
        }
        let hidden = self.rows.len().saturating_sub(self.room);
        if hidden == 0 {
            if let Some(more) = self.more.take() {
                self.remove_bar(&more);
            }
            return;
        }
        let more = self.more.take().unwrap_or_else(|| {
            let line = self.new_line();
            self.multi.insert(1 + self.room, line)
        });
        set_message(&more, format!("     and {hidden} more"));
        self.more = Some(more);
    }

    fn remove_bar(&self, bar: &ProgressBar) {
        // Removing alone would leave it visible until the next draw.
        bar.finish_and_clear();
        self.multi.remove(bar);
    }

    fn new_line(&self) -> ProgressBar {
        ProgressBar::new(1).with_style(self.styles.text.clone())
    }
}

impl Drop for ProgressBars {
    fn drop(&mut self) {
        // A closed terminal needs no clearing.
        let _ = self.multi.clear();
    }
}

impl BarRow {
    fn redraw(&self, styles: &Styles, columns: WidthFn) {
        let Some(bar) = &self.bar else {
            return;
        };
        match self.percent {
            Some(percent) => {
                bar.set_style(styles.percent.clone());
                bar.set_prefix(format!("{percent:.0}%"));
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "in 0 to 100"
                )]
                bar.set_position(percent as u64);
            }
            None => {
                bar.set_style(styles.indeterminate.clone());
                bar.set_prefix("?");
            }
        }
        let room = usize::from(columns()).saturating_sub(BEFORE_TEXT);
        bar.set_message(truncate(&self.text, room));
        bar.tick();
    }
}

impl Styles {
    fn new(colors: bool) -> Self {
        let color = if colors { ".green" } else { "" };
        let frames = bouncing_frames();
        let frames: Vec<&str> = frames.iter().map(String::as_str).collect();
        Self {
            percent: parse_template(&format!(
                "{{prefix:>4}} {{bar:{CELLS}{color}}} {{wide_msg}}"
            ))
            .progress_chars("█░"),
            indeterminate: parse_template(&format!(
                "{{prefix:>4}} {{spinner{color}}} {{wide_msg}}"
            ))
            .tick_strings(&frames),
            text: parse_template("{wide_msg}"),
        }
    }
}

fn parse_template(text: &str) -> ProgressStyle {
    // The templates are constants, and a test draws each of them.
    ProgressStyle::with_template(text).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// A block that moves from side to side, as wide as a bar.
fn bouncing_frames() -> Vec<String> {
    const BLOCK: usize = 3;
    let last = CELLS - BLOCK;
    let frame = |at: usize| {
        format!(
            "{}{}{}",
            "░".repeat(at),
            "█".repeat(BLOCK),
            "░".repeat(last - at)
        )
    };
    (0..=last).chain((1..last).rev()).map(frame).collect()
}

fn set_message(bar: &ProgressBar, text: String) {
    if bar.message() != text {
        bar.set_message(text);
    }
}

#[cfg(test)]
mod tests {
    use indicatif::InMemoryTerm;

    use super::*;

    fn key(id: &str) -> ActivityKey {
        (0, ActivityId::new(id).unwrap())
    }

    fn board(height: u16) -> (InMemoryTerm, ProgressBars) {
        let terminal = InMemoryTerm::new(height, 60);
        let target = ProgressDrawTarget::term_like(Box::new(terminal.clone()));
        let board = ProgressBars::new(target, usize::from(height), || 60, false);
        (terminal, board)
    }

    #[test]
    fn each_activity_has_a_bar_above_the_connection() {
        let (terminal, mut board) = board(12);
        board.show_connection(0, Some("connected by WebSocket"));
        board.show(key("a"), Some(0.0), "Scanning Movies");
        board.show(key("b"), None, "Checking files");
        board.show(
            key("a"),
            Some(52.5),
            "Scanning Movies: \x1b[2JA Quiet Harbour",
        );
        assert_eq!(
            terminal.contents(),
            "\n 52% ██████████░░░░░░░░░░ Scanning Movies: ␛[2JA Quiet Harb…\n   \
             ? ░███░░░░░░░░░░░░░░░░ Checking files\n\
             connected by WebSocket"
        );
    }

    #[test]
    fn truncated_texts_are_marked() {
        let (terminal, mut board) = board(12);
        let long = "千".repeat(60);
        board.show(key("a"), Some(7.0), &long);
        board.show(key("b"), None, &long);
        board.show_connection(0, Some(&long));
        let contents = terminal.contents();
        let lines: Vec<&str> = contents.lines().collect();
        let activity = format!("{}…", "千".repeat(16));
        assert!(lines[1].ends_with(&activity), "{contents}");
        assert!(lines[2].ends_with(&activity), "{contents}");
        assert_eq!(lines[3], format!("{}…", "千".repeat(29)));
        assert_eq!(lines.len(), 4, "{contents}");
    }

    #[test]
    fn only_indeterminate_bars_move() {
        let (terminal, mut board) = board(12);
        board.show(key("a"), Some(50.0), "known");
        let before = terminal.contents();
        board.tick();
        assert_eq!(terminal.contents(), before);
        board.show(key("a"), None, "spins");
        let before = terminal.contents();
        board.tick();
        assert_ne!(terminal.contents(), before);
    }

    #[test]
    fn output_appears_above_the_bars_and_an_ended_activity_leaves_nothing() {
        let (terminal, mut board) = board(12);
        board.show(key("a"), Some(10.0), "first");
        board.show(key("b"), Some(20.0), "second");
        board.remove(&key("a"));
        board.above(|| indicatif::TermLike::write_line(&terminal, "first ended").unwrap());
        assert_eq!(
            terminal.contents(),
            "first ended\n\n 20% ████░░░░░░░░░░░░░░░░ second"
        );
        drop(board);
        assert_eq!(terminal.contents(), "first ended");
    }

    #[test]
    fn more_activities_than_lines_are_counted() {
        let (terminal, mut board) = board(7);
        for id in ["a", "b", "c", "d"] {
            board.show(key(id), Some(0.0), id);
        }
        assert!(
            terminal.contents().ends_with("b\n     and 2 more"),
            "{terminal:?}"
        );
        board.remove(&key("a"));
        let contents = terminal.contents();
        assert!(contents.contains(" c\n     and 1 more"), "{contents}");
        board.remove(&key("b"));
        let contents = terminal.contents();
        assert!(
            contents.ends_with('d') && !contents.contains("more"),
            "{contents}"
        );
    }

    #[test]
    fn a_connection_without_text_takes_no_line() {
        let (terminal, mut board) = board(6);
        board.show_connection(0, Some("no connection"));
        assert_eq!(terminal.contents(), "no connection");
        board.show_connection(0, None);
        assert_eq!(terminal.contents(), "");
    }
}
