//! The options for the content and the form of the output, as typed.

use clap::{Arg, ArgAction, Args, ValueEnum};

/// The content and the form of the output.
#[derive(Args)]
#[command(next_help_heading = "Output options")]
pub(crate) struct OutputFlags {
    /// Output format: for people, as one JSON document, or as one JSON object per line
    #[arg(
        short = 'o',
        long = "output",
        global = true,
        value_name = "FORMAT",
        value_enum
    )]
    #[arg(default_value_t = OutputFormat::Table)]
    pub(crate) format: OutputFormat,

    /// Use colors; auto means on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = ColorChoice::Auto)]
    pub(crate) color: ColorChoice,

    /// Print only data and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Log to standard error; -vv and -vvv log more, but never the token
    ///
    /// Without -v, the levels of RUST_LOG hold, such as `plexctl=info,plex_api=debug`. Only these two
    /// parts are logged: the logs of HTTP libraries may contain the token.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,

    /// Write each message on standard error as a line of a log, with its time and level
    #[arg(long, global = true, value_name = "FORMAT", value_enum)]
    pub(crate) log_format: Option<LogFormat>,
}

impl OutputFlags {
    /// `-q` without its long name, for a command in which `--quiet` means something else.
    pub(crate) fn short_quiet() -> Arg {
        Arg::new("quiet")
            .short('q')
            .action(ArgAction::SetTrue)
            .help_heading("Output options")
            .help("Print only data and errors")
    }

    /// The flags to assume when the command line cannot be parsed.
    pub(crate) fn plain(color: ColorChoice) -> Self {
        Self {
            format: OutputFormat::Table,
            color,
            quiet: false,
            verbose: 0,
            log_format: None,
        }
    }
}

/// The output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// Aligned columns for people; fits the terminal
    Table,
    /// One JSON document
    Json,
    /// One JSON object per line
    Jsonl,
}

/// The form of a line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// The time, the level, and the message
    Text,
    /// One JSON object per line
    Json,
}

/// Whether to use colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    Auto,
    Always,
    Never,
}
