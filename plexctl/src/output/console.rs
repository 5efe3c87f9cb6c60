//! The one place that writes: data to standard output, talk to standard error.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};

use super::safe_text::safe;
use crate::flags::When;
use crate::stop::Stop;

/// Standard output and standard error, and what is known about them.
pub(crate) struct Console {
    data: Box<dyn Write>,
    talk: Box<dyn Write>,
    data_colors: bool,
    talk_colors: bool,
    width: Option<u16>,
    quiet: bool,
}

impl Console {
    /// The program's own streams.
    pub(crate) fn standard(color: When, quiet: bool) -> Self {
        let environment = |name: &str| std::env::var_os(name);
        let out = io::stdout();
        let width = out.is_terminal().then(|| {
            let size = terminal_size::terminal_size_of(&out);
            size.map_or(80, |(width, _)| width.0)
        });
        Self {
            data_colors: wants_colors(color, out.is_terminal(), &environment),
            talk_colors: wants_colors(color, io::stderr().is_terminal(), &environment),
            data: Box::new(out),
            talk: Box::new(io::stderr()),
            width,
            quiet,
        }
    }

    /// Whether data may have colors.
    pub(crate) fn data_colors(&self) -> bool {
        self.data_colors
    }

    /// Whether talk may have colors.
    pub(crate) fn talk_colors(&self) -> bool {
        self.talk_colors
    }

    /// The terminal's width in characters; `None` when standard output is none.
    pub(crate) fn width(&self) -> Option<u16> {
        self.width
    }

    /// Writes data, which ends in a line break, and sees to it that it arrived.
    pub(crate) fn data(&mut self, text: &str) -> Result<(), Stop> {
        self.data
            .write_all(text.as_bytes())
            .and_then(|()| self.data.flush())
            .map_err(|error| Stop::from_output(&error))
    }

    /// Tells something that is no data, unless it shall be quiet.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.quiet {
            self.say(Style::new().dimmed(), text);
        }
    }

    /// Tells something that people should mend, unless it shall be quiet.
    pub(crate) fn caution(&mut self, text: &str) {
        if !self.quiet {
            self.warn(text);
        }
    }

    /// Tells something that people must not miss.
    pub(crate) fn warn(&mut self, text: &str) {
        self.say(AnsiColor::Yellow.on_default().bold(), text);
    }

    /// Tells why it failed.
    pub(crate) fn fail(&mut self, sentence: &str) {
        self.say(AnsiColor::Red.on_default().bold(), sentence);
    }

    /// Writes a text of several lines to standard error as it is.
    pub(crate) fn explain(&mut self, text: &str) {
        // With a closed standard error there is nobody left to tell.
        let _ = self.talk.write_all(text.as_bytes());
    }

    fn say(&mut self, style: Style, text: &str) {
        let text = safe(text);
        let line = if self.talk_colors {
            format!("{style}plexctl:{style:#} {text}\n")
        } else {
            format!("plexctl: {text}\n")
        };
        self.explain(&line);
    }
}

/// Whether a stream gets colors: what was asked for, then `NO_COLOR`, then whether it is a
/// terminal that can show them.
fn wants_colors(
    asked: When,
    is_terminal: bool,
    environment: &dyn Fn(&str) -> Option<OsString>,
) -> bool {
    match asked {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let no_color = environment("NO_COLOR").is_some_and(|value| !value.is_empty());
            let dumb = environment("TERM").is_some_and(|term| term == "dumb");
            is_terminal && !no_color && !dumb
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_follow_the_option_then_no_color_then_the_terminal() {
        let none = |_: &str| None;
        let no_color = |name: &str| (name == "NO_COLOR").then(|| OsString::from("1"));
        let empty = |name: &str| (name == "NO_COLOR").then(OsString::new);
        let dumb = |name: &str| (name == "TERM").then(|| OsString::from("dumb"));
        assert!(wants_colors(When::Auto, true, &none));
        assert!(wants_colors(When::Auto, true, &empty));
        assert!(!wants_colors(When::Auto, false, &none));
        assert!(!wants_colors(When::Auto, true, &no_color));
        assert!(!wants_colors(When::Auto, true, &dumb));
        assert!(!wants_colors(When::Never, true, &none));
        assert!(wants_colors(When::Always, false, &no_color));
    }
}
