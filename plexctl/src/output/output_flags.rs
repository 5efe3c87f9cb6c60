//! The options that say what is written and how, as typed.

use clap::{Arg, ArgAction, Args, ValueEnum};

/// What is written, and how.
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
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
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

/// Whether to use colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    Auto,
    Always,
    Never,
}
